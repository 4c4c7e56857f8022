/* base/log.c -- one line a call, one write(2) a line, so that lines of several processes in one
 * file do not mix. */
#include "base/log.h"

#include <errno.h>
#include <inttypes.h>
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
	struct log *l = mem_alloc(sizeof(*l));
	*l = (struct log){.fd = fd, .upto = upto, .clock = clock};
	return l;
}

void log_free(struct log *l)
{
	free(l);
}

static const char *level_name(enum log_level level)
{
	static const char *const names[] = {"error", "warn", "info", "debug"};
	return names[level];
}

/* Text from outside must not start a line of its own, nor reach a terminal as an escape. */
static void defuse(char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];
		if (c < 0x20 || c == 0x7f) {
			s[i] = '?';
		}
	}
}

/* What vsnprintf's result means for a buffer with `room` bytes: those written, without the NUL. */
static size_t written(int r, size_t room)
{
	if (r < 0) {
		return 0;
	}
	return (size_t)r < room ? (size_t)r : room - 1;
}

static void write_line(int fd, const char *s, size_t len)
{
	ssize_t n;
	do {
		n = write(fd, s, len);
	} while (n < 0 && errno == EINTR);
	/* A log that cannot be written has nowhere to say so. */
}

void log_at(struct log *l, enum log_level level, const char *fmt, ...)
{
	if (l == NULL || level > l->upto) {
		return;
	}
	int saved = errno;
	char line[LIMIT_LOG_LINE];
	size_t len = 0;
	if (l->clock != NULL) {
		usec_t now = l->clock();
		int n = snprintf(line, sizeof(line), "%" PRIu64 ".%06" PRIu64 " ", now / SEC(1),
		                 now % SEC(1));
		len += written(n, sizeof(line));
	}
	len += written(snprintf(line + len, sizeof(line) - len, "%s ", level_name(level)),
	               sizeof(line) - len);
	va_list args;
	va_start(args, fmt);
	len += written(vsnprintf(line + len, sizeof(line) - len, fmt, args), sizeof(line) - len);
	va_end(args);
	defuse(line, len);
	line[len] = '\n'; /* over the NUL */
	write_line(l->fd, line, len + 1);
	errno = saved;
}
