/* server/spawn.h -- forks a program on a new pseudo-terminal. */
#pragma once

#include <sys/resource.h>
#include <sys/types.h>

#include "base/rect.h"
#include "mux/optmap.h"

struct spawn {
	char *const *argv;        /* NULL-terminated; argv[0] is looked up in PATH unless `path` is set */
	const char *path;         /* what to execute when argv[0] is only a name to show (a login shell) */
	const char *cwd;          /* falls back to $HOME, then / */
	const struct optmap *env; /* the whole environment */
	struct size size;
	const struct rlimit *core; /* NULL: as ours */
};

/* 0, and the master's descriptor (non-blocking, close-on-exec), the pid, the slave's name (caller frees).
 * ERR_SYS with errno. The child has no descriptor of ours but its tty. */
int spawn_pty(const struct spawn *how, int *master, pid_t *pid, char **tty_name);
/* fork; the child has no signal blocked or handled. Until then none is let in: a handler that runs in
 * the child would speak to the parent's loop. core: its limit for core files; NULL: as ours. */
pid_t spawn_fork(const struct rlimit *core);
/* As execve takes it. */
char **spawn_environment(const struct optmap *env);
void spawn_environment_free(char **list);
/* Closes every descriptor from `from` up. */
void spawn_close_from(int from);
