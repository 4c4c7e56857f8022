/* client/local.c -- the blocking side of the Unix socket. */
#include "client/local.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"

int local_connect(const char *socket_path, int *fd)
{
	struct sockaddr_un sa = {.sun_family = AF_UNIX};
	if (strlen(socket_path) >= sizeof(sa.sun_path)) {
		return ERR_ARG;
	}
	memcpy(sa.sun_path, socket_path, strlen(socket_path) + 1);
	int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (s < 0) {
		return ERR_SYS;
	}
	if (connect(s, (struct sockaddr *)&sa, sizeof(sa)) < 0) {
		int saved = errno;
		close(s);
		errno = saved;
		return errno == ENOENT || errno == ECONNREFUSED ? ERR_NOTFOUND : ERR_SYS;
	}
	*fd = s;
	return 0;
}

static int write_all(int fd, struct bytes b)
{
	while (b.len > 0) {
		ssize_t n = write(fd, b.data, b.len);
		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n <= 0) {
			return ERR_SYS;
		}
		b.data += n;
		b.len -= (size_t)n;
	}
	return 0;
}

static int send_command(int fd, int argc, char *const *argv, struct size size, bool has_tty, enum local_asker asker)
{
	extern char **environ;
	char cwd[PATH_MAX];
	struct local_command c = {
		.version = LOCAL_VERSION,
		.remote = asker != LOCAL_HERE,
		.stays = asker == LOCAL_STAYS,
		.has_tty = has_tty,
		.size = size,
		.cwd = getcwd(cwd, sizeof(cwd)),
		.argv = (char **)(uintptr_t)argv,
		.argc = (size_t)argc,
	};
	for (char **e = environ; *e != NULL && c.env.count < LIMIT_LOCAL_ENV; e++) {
		const char *eq = strchr(*e, '=');
		if (eq != NULL && strncmp(*e, "MUX_KEY=", 8) != 0) {
			char *name = mem_strndup(*e, (size_t)(eq - *e));
			optmap_set(&c.env, name, eq + 1);
			free(name);
		}
	}
	struct buf body = {0}, frame = {0};
	local_command_encode(&c, &body);
	local_frame(&frame, LOCAL_COMMAND, buf_bytes(&body));
	int r = body.len > LIMIT_LOCAL_FRAME ? ERR_LIMIT : write_all(fd, buf_bytes(&frame));
	buf_finish(&body);
	buf_finish(&frame);
	optmap_finish(&c.env);
	return r;
}

int local_run(int fd, int argc, char *const *argv, struct size size, bool has_tty, enum local_asker asker, int out_fd, int err_fd,
	enum local_outcome *outcome, int *status, struct local_attach *attach, struct buf *rest)
{
	int r = send_command(fd, argc, argv, size, has_tty, asker);
	while (r == 0) {
		enum local_type type;
		struct bytes body;
		size_t used;
		r = local_next(buf_bytes(rest), &type, &body, &used);
		if (r == ERR_AGAIN) {
			ssize_t n = read(fd, buf_reserve(rest, 65536), 65536);
			r = n > 0 || (n < 0 && errno == EINTR) ? 0 : ERR_SYS;
			buf_commit(rest, n > 0 ? (size_t)n : 0);
			continue;
		}
		if (r < 0) {
			break;
		}
		if (type == LOCAL_OUT || type == LOCAL_ERR) {
			write_all(type == LOCAL_OUT ? out_fd : err_fd, body);
		} else if (type == LOCAL_EXIT) {
			*outcome = LOCAL_DONE;
			*status = body.len > 0 ? body.data[0] : 1;
			return 0;
		} else if (type == LOCAL_ATTACH) {
			r = local_attach_decode(body, attach);
			*outcome = LOCAL_ATTACHED;
			mem_wipe(rest->data + rest->head, used); /* the key */
			buf_consume(rest, used);
			return r;
		}
		buf_consume(rest, used);
	}
	return r;
}
