/* server/proc.c -- /proc on Linux; elsewhere only the peer's uid is known. */
#include "server/proc.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/err.h"

#ifdef __linux__

int proc_name(int64_t pid, struct buf *out)
{
	char path[64], name[64];
	snprintf(path, sizeof(path), "/proc/%lld/comm", (long long)pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		return ERR_NOTFOUND;
	}
	ssize_t n = read(fd, name, sizeof(name));
	close(fd);
	if (n <= 1) {
		return ERR_NOTFOUND;
	}
	buf_clear(out);
	buf_put(out, name, (size_t)n - 1); /* without the newline */
	return 0;
}

int proc_cwd(int64_t pid, struct buf *out)
{
	char path[64], cwd[PATH_MAX];
	snprintf(path, sizeof(path), "/proc/%lld/cwd", (long long)pid);
	ssize_t n = readlink(path, cwd, sizeof(cwd));
	if (n <= 0 || n >= (ssize_t)sizeof(cwd)) {
		return ERR_NOTFOUND;
	}
	buf_clear(out);
	buf_put(out, cwd, (size_t)n);
	return 0;
}

int proc_peer_uid(int fd, uint32_t *uid)
{
	struct ucred cred;
	socklen_t len = sizeof(cred);
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &len) < 0) {
		return ERR_SYS;
	}
	*uid = cred.uid;
	return 0;
}

#else

int proc_name(int64_t pid, struct buf *out)
{
	(void)pid;
	(void)out;
	return ERR_NOTFOUND;
}

int proc_cwd(int64_t pid, struct buf *out)
{
	(void)pid;
	(void)out;
	return ERR_NOTFOUND;
}

int proc_peer_uid(int fd, uint32_t *uid)
{
	uid_t u;
	gid_t g;
	if (getpeereid(fd, &u, &g) < 0) {
		return ERR_SYS;
	}
	*uid = (uint32_t)u;
	return 0;
}

#endif
