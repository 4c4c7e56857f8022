/* server/daemon.c -- the double fork, the lock, and leaving the login's scope.
 *
 * systemd's logind may kill all processes of a login when it ends (KillUserProcesses). A server that asks
 * the user's own systemd for a scope (systemd-run --user --scope) is no longer part of the login; where
 * there is no such manager, only `loginctl enable-linger` helps, and the user is told. */
#include "server/daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "server/scope.h"
#include "server/spawn.h"

char *daemon_socket_path(const char *name)
{
	const char *dirs[] = {getenv("MUX_TMPDIR"), getenv("XDG_RUNTIME_DIR"), "/tmp"};
	for (size_t i = 0; i < 3; i++) {
		struct stat st;
		if (dirs[i] != NULL && dirs[i][0] == '/' && stat(dirs[i], &st) == 0 && S_ISDIR(st.st_mode)) {
			return mem_printf("%s/mux-%ld/%s", dirs[i], (long)getuid(), name);
		}
	}
	return mem_printf("/tmp/mux-%ld/%s", (long)getuid(), name);
}

static bool alive(const char *path)
{
	struct sockaddr_un sa = {.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof(sa.sun_path)) {
		return false;
	}
	memcpy(sa.sun_path, path, strlen(path) + 1);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	bool yes = fd >= 0 && connect(fd, (struct sockaddr *)&sa, sizeof(sa)) == 0;
	if (fd >= 0) {
		close(fd);
	}
	return yes;
}

#define LOCK_TRIES 100 /* each lost to somebody who started a server meanwhile */

/* The file is removed by who held it: then the lock is on a file that nobody else will find. */
static bool is_current(int fd, const char *path)
{
	struct stat ours, there;
	return fstat(fd, &ours) == 0 && stat(path, &there) == 0 && ours.st_dev == there.st_dev &&
		ours.st_ino == there.st_ino;
}

static int take_lock(const char *socket_path)
{
	char *path = mem_printf("%s.lock", socket_path);
	int fd = -1;
	for (int i = 0; i < LOCK_TRIES && fd < 0; i++) {
		fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
		if (fd < 0) {
			break;
		}
		if (flock(fd, LOCK_EX) < 0 || !is_current(fd, path)) {
			close(fd);
			fd = -1;
		}
	}
	free(path);
	return fd;
}

static void release_lock(int lock, const char *socket_path)
{
	char *path = mem_printf("%s.lock", socket_path);
	unlink(path);
	free(path);
	close(lock);
}

/* Only a plain file of our own: what is logged is nobody else's business. */
static int open_log(const char *path)
{
	struct stat st;
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK, 0600);
	if (fd >= 0 && (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_uid != getuid())) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* The daemon itself. `ready` is closed once it listens; what is written there first is an error. */
static void run_daemon(const struct server_cfg *cfg, const char *log_path, int verbose, int ready)
{
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setsid();
	if (chdir("/") < 0) {
		_exit(1);
	}
	char *err = NULL;
	int listen_fd = server_listen(cfg->socket_path, &err);
	if (listen_fd < 0) {
		if (listen_fd != ERR_EXISTS && write(ready, err, strlen(err)) < 0) {
			_exit(1);
		}
		_exit(listen_fd == ERR_EXISTS ? 0 : 1);
	}
	int null = open("/dev/null", O_RDWR);
	int log_fd = log_path != NULL ? open_log(log_path) : -1;
	struct server_cfg own = *cfg;
	/* Keep 3 = the socket, 4 = the log; everything else that was inherited goes. */
	int at = fcntl(listen_fd, F_DUPFD, 10), log_at_fd = log_fd >= 0 ? fcntl(log_fd, F_DUPFD, 10) : -1;
	int ready_fd = fcntl(ready, F_DUPFD, 10);
	for (int fd = 0; fd < 3; fd++) {
		dup2(null, fd);
	}
	dup2(at, 3);
	dup2(ready_fd, 4);
	if (log_at_fd >= 0) {
		dup2(log_at_fd, 5);
	}
	spawn_close_from(log_at_fd >= 0 ? 6 : 5);
	fcntl(3, F_SETFD, FD_CLOEXEC);
	own.listen_fd = 3;
	own.log = log_at_fd >= 0 ? log_new(5, verbose > 1 ? LOG_DEBUG : LOG_INFO, clock_now) : NULL;
	if (log_at_fd >= 0) {
		fcntl(5, F_SETFD, FD_CLOEXEC);
	}
	close(4);
	int status = server_run(&own);
	log_free(own.log);
	exit(status);
}

static int wait_ready(int fd, pid_t child, const char *path, char **err)
{
	struct buf said = {0};
	for (;;) {
		ssize_t n = read(fd, buf_reserve(&said, 256), 256);
		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n <= 0) {
			break;
		}
		buf_commit(&said, (size_t)n);
	}
	waitpid(child, NULL, 0);
	int r = 0;
	if (said.len > 0) {
		*err = buf_take_str(&said);
		r = ERR_SYS;
	} else if (!alive(path)) {
		*err = mem_printf("%s: the server did not start", path);
		r = ERR_SYS;
	}
	buf_finish(&said);
	return r;
}

int daemon_ensure(const struct server_cfg *cfg, const char *log_path, int verbose, char **err, char **warning)
{
	*warning = NULL;
	int safe = server_check_dir(cfg->socket_path, true, err);
	if (safe < 0) {
		return safe;
	}
	if (alive(cfg->socket_path)) {
		return 0;
	}
	int lock = take_lock(cfg->socket_path);
	if (lock < 0) {
		*err = mem_printf("%s.lock: %s", cfg->socket_path, strerror(errno));
		return ERR_SYS;
	}
	if (alive(cfg->socket_path)) { /* somebody else was first */
		release_lock(lock, cfg->socket_path);
		return 0;
	}
	int pipe_fds[2];
	if (pipe(pipe_fds) < 0) {
		*err = mem_printf("pipe: %s", strerror(errno));
		release_lock(lock, cfg->socket_path);
		return ERR_SYS;
	}
	pid_t child = fork();
	if (child == 0) {
		close(pipe_fds[0]);
		pid_t grandchild = fork();
		if (grandchild == 0) {
			run_daemon(cfg, log_path, verbose, pipe_fds[1]);
		}
		_exit(grandchild < 0);
	}
	close(pipe_fds[1]);
	int r = ERR_SYS;
	if (child < 0) {
		*err = mem_printf("fork: %s", strerror(errno));
	} else {
		r = wait_ready(pipe_fds[0], child, cfg->socket_path, err);
	}
	close(pipe_fds[0]);
	release_lock(lock, cfg->socket_path);
	if (r == 0) {
		*warning = scope_warning();
	}
	return r;
}
