/* client/reaper.h -- children whose status nobody waits for, such as an ssh that is a pipe: noticed when they end,
 * so that none stays in the system's table. */
#pragma once

#include <stddef.h>
#include <sys/types.h>

/* Zeroed: none. */
struct reaper {
	pid_t *list;
	size_t count, cap;
};

/* It is nobody else's from here on. pid <= 0 is fine. */
void reaper_take(struct reaper *r, pid_t pid);
/* At each SIGCHLD: those that have ended are let go. Waits for none. */
void reaper_look(struct reaper *r);
/* Asks one that is on the list, and leads a process group of its own, to end with all of that. */
void reaper_end(const struct reaper *r, pid_t pid);
/* Those that still run are the system's. */
void reaper_finish(struct reaper *r);
