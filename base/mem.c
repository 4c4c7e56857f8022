/* base/mem.c -- allocation that ends the process instead of failing. */
#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"

#define GROW_FIRST 8 /* items in an array's first allocation */

/* stderr is unbuffered, so this needs no memory of its own. */
static _Noreturn void die(void)
{
	fputs("mux: out of memory\n", stderr);
	abort();
}

void *mem_alloc(size_t len)
{
	void *p = malloc(len == 0 ? 1 : len);
	if (p == NULL) {
		die();
	}
	return p;
}

void *mem_zalloc(size_t len)
{
	return mem_calloc(1, len);
}

void *mem_calloc(size_t count, size_t len)
{
	size_t total;
	if (!size_mul(count, len, &total)) {
		die();
	}
	void *p = calloc(1, total == 0 ? 1 : total);
	if (p == NULL) {
		die();
	}
	return p;
}

void *mem_realloc(void *p, size_t len)
{
	void *q = realloc(p, len == 0 ? 1 : len);
	if (q == NULL) {
		die();
	}
	return q;
}

void *mem_grow(void *p, size_t *cap, size_t need, size_t len)
{
	if (need <= *cap) {
		return p;
	}
	size_t n = *cap == 0 ? GROW_FIRST : *cap;
	while (n < need) {
		if (!size_mul(n, 2, &n)) {
			die();
		}
	}
	size_t total;
	if (!size_mul(n, len, &total)) {
		die();
	}
	p = mem_realloc(p, total);
	*cap = n;
	return p;
}

char *mem_strdup(const char *s)
{
	return mem_strndup(s, strlen(s));
}

char *mem_strndup(const char *s, size_t len)
{
	len = strnlen(s, len);
	char *p = mem_alloc(len + 1);
	memcpy(p, s, len);
	p[len] = '\0';
	return p;
}

char *mem_printf(const char *fmt, ...)
{
	va_list args, again;
	va_start(args, fmt);
	va_copy(again, args);
	int len = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (len < 0) {
		die();
	}
	char *p = mem_alloc((size_t)len + 1);
	vsnprintf(p, (size_t)len + 1, fmt, again);
	va_end(again);
	return p;
}

void mem_wipe(void *p, size_t len)
{
	if (len == 0) {
		return;
	}
	memset(p, 0, len);
	/* The compiler must believe that somebody reads the zeros. */
	__asm__ volatile("" : : "r"(p) : "memory");
}
