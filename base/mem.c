/* base/mem.c -- allocation that ends the process when there is no memory. */
#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"

static void *must(void *p)
{
	if (p == NULL) {
		fputs("mux: out of memory\n", stderr);
		abort();
	}
	return p;
}

void *mem_alloc(size_t len)
{
	return must(malloc(len > 0 ? len : 1));
}

void *mem_zalloc(size_t len)
{
	return must(calloc(1, len > 0 ? len : 1));
}

void *mem_calloc(size_t count, size_t len)
{
	return must(calloc(count > 0 ? count : 1, len > 0 ? len : 1));
}

void *mem_realloc(void *p, size_t len)
{
	return must(realloc(p, len > 0 ? len : 1));
}

void *mem_grow(void *p, size_t *cap, size_t need, size_t len)
{
	if (need <= *cap) {
		return p;
	}
	size_t to = *cap > 0 ? *cap : 8, bytes;
	while (to < need) {
		if (!size_mul(to, 2, &to)) {
			must(NULL);
		}
	}
	if (!size_mul(to, len, &bytes)) {
		must(NULL);
	}
	p = mem_realloc(p, bytes);
	*cap = to;
	return p;
}

char *mem_strdup(const char *s)
{
	return mem_strndup(s, strlen(s));
}

char *mem_strndup(const char *s, size_t len)
{
	char *p = mem_alloc(len + 1);
	if (len > 0) {
		memcpy(p, s, len);
	}
	p[len] = '\0';
	return p;
}

char *mem_printf(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0) {
		return mem_strdup("");
	}
	char *p = mem_alloc((size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return p;
}

void mem_wipe(void *p, size_t len)
{
	volatile unsigned char *at = p;
	while (len-- > 0) {
		*at++ = 0;
	}
}
