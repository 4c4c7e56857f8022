/* base/log.c -- one write per line, so that lines of several processes stay whole. */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"

struct log {
	int fd;
	enum log_level upto;
	usec_t (*clock)(void);
};

struct log *log_new(int fd, enum log_level upto, usec_t (*clock)(void))
{
	struct log *l = mem_zalloc(sizeof(*l));
	*l = (struct log){.fd = fd, .upto = upto, .clock = clock};
	return l;
}

void log_free(struct log *l)
{
	free(l);
}

void log_at(struct log *l, enum log_level level, const char *fmt, ...)
{
	static const char *const names[] = {"error", "warn", "info", "debug"};
	if (l == NULL || level > l->upto) {
		return;
	}
	char line[LIMIT_LOG_LINE];
	size_t n = 0;
	if (l->clock != NULL) {
		usec_t now = l->clock();
		n = (size_t)snprintf(line, sizeof(line), "%llu.%06llu ", (unsigned long long)(now / 1000000u),
			(unsigned long long)(now % 1000000u));
	}
	n += (size_t)snprintf(line + n, sizeof(line) - n, "%s ", names[level]);
	va_list ap;
	va_start(ap, fmt);
	int m = vsnprintf(line + n, sizeof(line) - n - 1, fmt, ap);
	va_end(ap);
	n += m < 0 ? 0 : (size_t)m < sizeof(line) - n - 1 ? (size_t)m : sizeof(line) - n - 2;
	line[n++] = '\n';
	if (write(l->fd, line, n) < 0) {
		return; /* a log that cannot be written is no reason to stop */
	}
}
