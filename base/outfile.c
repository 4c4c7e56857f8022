/* base/outfile.c -- files that we write for people. */
#include "base/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"

#define LINE_MAX_LEN 1024

struct outfile {
	char *path;
	int fd;
	size_t max, len;
};

static int open_end(const char *path, size_t *len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
	struct stat st;

	if (fd >= 0 && fstat(fd, &st) == 0) {
		*len = (size_t)st.st_size;
	}
	return fd;
}

struct outfile *outfile_open(const char *path, size_t max)
{
	size_t len = 0;
	int fd = open_end(path, &len);
	struct outfile *o;

	if (fd < 0) {
		return NULL;
	}
	o = mem_zalloc(sizeof *o);
	o->path = mem_strdup(path);
	o->fd = fd;
	o->max = max;
	o->len = len;
	return o;
}

void outfile_close(struct outfile *o)
{
	if (o == NULL) {
		return;
	}
	if (o->fd >= 0) {
		close(o->fd);
	}
	free(o->path);
	free(o);
}

static void begin_anew(struct outfile *o)
{
	char *old = mem_printf("%s.1", o->path);

	close(o->fd);
	rename(o->path, old);
	free(old);
	o->len = 0;
	o->fd = open_end(o->path, &o->len);
}

void outfile_line(struct outfile *o, const char *text, size_t len)
{
	char line[LINE_MAX_LEN + 1];

	if (o == NULL) {
		return;
	}
	len = len > LINE_MAX_LEN ? LINE_MAX_LEN : len;
	memcpy(line, text, len);
	line[len++] = '\n';
	if (o->len > 0 && o->len + len > o->max) {
		begin_anew(o);
	}
	if (o->fd >= 0 && write(o->fd, line, len) == (ssize_t)len) { /* a log may lose a line */
		o->len += len;
	}
}

int outfile_save(const char *path, struct bytes b)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
	size_t done = 0;
	int saved;

	while (fd >= 0 && done < b.len) {
		ssize_t n = write(fd, b.data + done, b.len - done);

		if (n < 0 && errno != EINTR) {
			break;
		}
		done += n > 0 ? (size_t)n : 0;
	}
	saved = errno;
	if (fd >= 0 && close(fd) < 0 && done == b.len) {
		return ERR_SYS;
	}
	errno = saved;
	return fd >= 0 && done == b.len ? 0 : ERR_SYS;
}
