/* server/pty.h -- a pane's program: its pseudo-terminal, what waits to be written to it, what it says. */
#pragma once

#include "cmd/ctx.h"
#include "server/server_impl.h"

struct pty;

/* Starts the pane's program as cmd_host.pane_spawn promises. */
int pty_spawn(struct server *s, struct pane *p, struct session *session, const struct cmd_spawn *how, char **err);
/* Bytes for the program; what it does not read waits, LIMIT_PTY_QUEUE at most. */
void pty_write(struct server *s, struct pane *p, struct bytes b);
/* The terminal's size changed, or what is known of its cells in pixels. */
void pty_resized(struct server *s, struct pane *p);
/* Hangs up and forgets (the pane goes). */
void pty_close(struct server *s, uint32_t pane);
/* Children that ended: notes their status, removes panes whose output is all read. */
void pty_reap(struct server *s);
/* What a program there finds in its environment; p may be NULL. */
void pty_environment(struct server *s, const struct session *session, const struct pane *p, struct optmap *env);
/* Refreshes tty flags after a write; true when they changed. */
bool pty_read_flags(struct server *s, struct pane *p);
/* The kernel answers what is typed there. */
bool pty_echoes(const struct pane *p);
/* Refreshes pane->current_command and current_path from the system. */
void pty_refresh_info(struct server *s, struct pane *p);
