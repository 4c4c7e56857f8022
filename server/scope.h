/* server/scope.h -- whether the login's end would kill the server, and how to leave the login's scope. */
#pragma once

#include <stdbool.h>

/* True when logind is in charge of this login, would kill its processes, and the user does not linger. */
bool scope_is_deadly(void);
/* Runs argv in a scope of the user's own systemd instead of this process. Returns only on failure. */
void scope_exec(char *const *argv);
/* Waits for that child (its server lives on). */
void scope_wait(int pid);
/* True when this process already is in a scope of its own made by scope_exec. */
bool scope_is_left(void);
/* One line for the user when the server will die with the login and nothing can be done about it; NULL
 * otherwise. Caller frees. */
char *scope_warning(void);
