/* client/reaper.c -- a list of processes. */
#include "client/reaper.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "base/mem.h"

void reaper_take(struct reaper *r, pid_t pid)
{
	if (pid > 0) {
		r->list = mem_grow(r->list, &r->cap, r->count + 1, sizeof(*r->list));
		r->list[r->count++] = pid;
		reaper_look(r); /* its signal may have come before */
	}
}

void reaper_look(struct reaper *r)
{
	size_t kept = 0;
	for (size_t i = 0; i < r->count; i++) {
		if (waitpid(r->list[i], NULL, WNOHANG) == 0) {
			r->list[kept++] = r->list[i];
		}
	}
	r->count = kept;
}

void reaper_end(const struct reaper *r, pid_t pid)
{
	for (size_t i = 0; i < r->count; i++) {
		if (r->list[i] == pid) {
			kill(-pid, SIGTERM);
		}
	}
}

void reaper_finish(struct reaper *r)
{
	free(r->list);
	*r = (struct reaper){0};
}
