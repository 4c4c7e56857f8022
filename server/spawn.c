/* server/spawn.c -- forkpty's work, done by hand so that failure is reported and nothing leaks. */
#include "server/spawn.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <termios.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"

void spawn_close_from(int from)
{
#ifdef __linux__
	if (close_range((unsigned)from, ~0u, 0) == 0) {
		return;
	}
#endif
	long max = sysconf(_SC_OPEN_MAX);
	for (int fd = from; fd < (max > 0 && max < 65536 ? max : 65536); fd++) {
		close(fd);
	}
}

pid_t spawn_fork(const struct rlimit *core)
{
	sigset_t all, before;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	pid_t pid = fork();
	if (pid != 0) {
		int saved = errno;
		sigprocmask(SIG_SETMASK, &before, NULL);
		errno = saved;
		return pid;
	}
	for (int sig = 1; sig < NSIG; sig++) {
		signal(sig, SIG_DFL);
	}
	sigemptyset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	if (core != NULL) {
		setrlimit(RLIMIT_CORE, core);
	}
	return 0;
}

static void set_iutf8(int fd)
{
	struct termios t;
	if (tcgetattr(fd, &t) == 0) {
#ifdef IUTF8
		t.c_iflag |= IUTF8;
#endif
		t.c_cc[VERASE] = 0x7f;
		tcsetattr(fd, TCSANOW, &t);
	}
}

char **spawn_environment(const struct optmap *env)
{
	char **list = mem_calloc(env->count + 1, sizeof(*list));
	for (size_t i = 0; i < env->count; i++) {
		list[i] = mem_printf("%s=%s", env->at[i].name, env->at[i].value);
	}
	return list;
}

void spawn_environment_free(char **list)
{
	for (size_t i = 0; list[i] != NULL; i++) {
		free(list[i]);
	}
	free(list);
}

static void child(const struct spawn *how, int slave, char **envp)
{
	setsid();
	ioctl(slave, TIOCSCTTY, 0);
	for (int fd = 0; fd < 3; fd++) {
		dup2(slave, fd);
	}
	spawn_close_from(3);
	const char *home = optmap_get(how->env, "HOME");
	if ((how->cwd == NULL || chdir(how->cwd) < 0) && (home == NULL || chdir(home) < 0) && chdir("/") < 0) {
		_exit(126);
	}
	extern char **environ;
	environ = envp;
	execvp(how->path != NULL ? how->path : how->argv[0], how->argv);
	const char *text = strerror(errno);
	if (write(2, how->argv[0], strlen(how->argv[0])) < 0 || write(2, ": ", 2) < 0 ||
		write(2, text, strlen(text)) < 0 || write(2, "\r\n", 2) < 0) {
		_exit(126);
	}
	environ = NULL;
	spawn_environment_free(envp);
	_exit(127);
}

static int open_master(char **name)
{
	int fd = posix_openpt(O_RDWR | O_NOCTTY);
	if (fd < 0) {
		return -1;
	}
	if (grantpt(fd) < 0 || unlockpt(fd) < 0) {
		close(fd);
		return -1;
	}
	*name = mem_strdup(ptsname(fd));
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	return fd;
}

int spawn_pty(const struct spawn *how, int *master, pid_t *pid, char **tty_name)
{
	char *name = NULL;
	int fd = open_master(&name), slave = -1;
	if (fd < 0) {
		return ERR_SYS;
	}
	slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (slave < 0) {
		goto fail;
	}
	struct winsize ws = {.ws_col = how->size.cols, .ws_row = how->size.rows};
	ioctl(fd, TIOCSWINSZ, &ws);
	set_iutf8(slave);
	char **envp = spawn_environment(how->env);
	pid_t p = spawn_fork(how->core);
	if (p == 0) {
		child(how, slave, envp);
	}
	spawn_environment_free(envp);
	if (p < 0) {
		goto fail;
	}
	close(slave);
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	*master = fd;
	*pid = p;
	*tty_name = name;
	return 0;
fail:;
	int saved = errno;
	if (slave >= 0) {
		close(slave);
	}
	close(fd);
	free(name);
	errno = saved;
	return ERR_SYS;
}
