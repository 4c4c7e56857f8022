/* server/listen.c -- the Unix socket: a directory that only its owner enters, and no socket replaced while
 * a server lives behind it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "server/server.h"

static int fail(char **err, int code, const char *path, const char *why)
{
	*err = mem_printf("%s: %s", path, why);
	return code;
}

/* mux-UID: what daemon_socket_path makes. Whoever could enter it could put another socket there. */
static bool is_private(const char *dir)
{
	char name[32];
	const char *slash = strrchr(dir, '/');
	snprintf(name, sizeof(name), "mux-%ld", (long)getuid());
	return strcmp(slash != NULL ? slash + 1 : dir, name) == 0;
}

int server_check_dir(const char *socket_path, bool make, char **err)
{
	const char *slash = strrchr(socket_path, '/');
	if (slash == NULL || slash == socket_path) {
		return 0;
	}
	char *dir = mem_strndup(socket_path, (size_t)(slash - socket_path));
	struct stat st;
	int r = 0;
	if (make && mkdir(dir, 0700) < 0 && errno != EEXIST) {
		r = fail(err, ERR_SYS, dir, strerror(errno));
	} else if ((is_private(dir) ? lstat(dir, &st) : stat(dir, &st)) < 0) {
		r = errno == ENOENT ? ERR_NOTFOUND : ERR_SYS;
		fail(err, r, dir, strerror(errno));
	} else if (!S_ISDIR(st.st_mode)) {
		r = fail(err, ERR_SYS, dir, "not a directory");
	} else if (is_private(dir) && st.st_uid != getuid()) {
		r = fail(err, ERR_SYS, dir, "belongs to another user");
	} else if (is_private(dir) && (st.st_mode & 077) != 0) {
		r = fail(err, ERR_SYS, dir, "others may enter it: chmod 700 it");
	}
	free(dir);
	return r;
}

int server_listen(const char *socket_path, char **err)
{
	struct sockaddr_un sa = {.sun_family = AF_UNIX};
	if (strlen(socket_path) >= sizeof(sa.sun_path)) {
		return fail(err, ERR_ARG, socket_path, "path is too long for a socket");
	}
	int r = server_check_dir(socket_path, true, err);
	if (r < 0) {
		return r;
	}
	memcpy(sa.sun_path, socket_path, strlen(socket_path) + 1);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd < 0) {
		return fail(err, ERR_SYS, socket_path, strerror(errno));
	}
	if (connect(fd, (struct sockaddr *)&sa, sizeof(sa)) == 0) {
		close(fd);
		return fail(err, ERR_EXISTS, socket_path, "a server runs already");
	}
	close(fd);
	struct stat st;
	if (lstat(socket_path, &st) == 0) {
		if (!S_ISSOCK(st.st_mode)) {
			return fail(err, ERR_SYS, socket_path, "exists and is not a socket");
		}
		unlink(socket_path);
	}
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	mode_t mask = umask(0177);
	int bound = fd < 0 ? -1 : bind(fd, (struct sockaddr *)&sa, sizeof(sa));
	umask(mask);
	if (bound < 0 || listen(fd, 64) < 0) {
		r = fail(err, ERR_SYS, socket_path, strerror(errno));
		if (fd >= 0) {
			close(fd);
		}
		return r;
	}
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	return fd;
}
