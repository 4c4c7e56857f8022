/* server/view.h -- an attached client, as the server sees it: its link, its synchroniser, its input, its
 * key machine. Clients are views of the model, each with its own size and rate. */
#pragma once

#include "server/server_impl.h"

struct view;

/* Adds an attach like that one (session and flags): makes the one-time key. */
int view_expect(struct server *s, const struct pending_attach *like, struct local_attach *out);
/* Something came from the endpoint. */
void view_endpoint_event(struct server *s, const struct endpoint_event *e);
/* The client behind pipe address `port` is gone: unlike a network, a socket does not come back. Unless it
 * is already coming another way. */
void view_pipe_gone(struct server *s, uint16_t port);
/* A pane's terminal was written to. */
void view_pane_output(struct server *s, struct pane *p, usec_t now);
/* Input written to the pane has been followed by output read dry. */
void view_pane_dry(struct server *s, struct pane *p, usec_t now);
/* The model changed: which panes each view shows, rows of its own. */
void view_refresh_all(struct server *s);
/* Time passed: echo settling, status interval. Returns when it wants to be called again. */
usec_t view_tick_all(struct server *s, usec_t now);
/* A second passed: status lines that show time. */
void view_second(struct server *s);
struct view *view_by_client(const struct server *s, uint32_t client);
struct link *view_link(const struct view *v); /* NULL: none */
/* Tells the client to leave. reason: LINK_CLOSE_*. */
void view_close(struct server *s, struct view *v, uint8_t reason, const char *text);
void view_close_session(struct server *s, uint32_t session);
/* What commands had to say: errors, or a line, or pages. */
void view_say(struct server *s, struct view *v, struct cmd_ctx *ctx);
void view_notice(struct server *s, struct view *v, const char *text, unsigned ms);
void view_text(struct server *s, struct view *v, const char *title, const char *text);
void view_prompt(struct server *s, struct view *v, const char *command);
void view_clip(struct server *s, uint32_t pane, struct bytes text);
/* Rings at the client. */
void view_ring(struct view *v);
/* A message of a program, for the client's terminal to show. */
void view_note(struct view *v, const char *title, const char *text);
/* Handles one key as if the client had typed it (send-keys -K, tests). */
void view_key(struct server *s, struct view *v, keycode_t key, usec_t time);
/* switch-client -T: the next key is looked up there. */
void view_set_table(struct view *v, const char *table);
/* Status line and options of all views are due again. */
void view_options_changed(struct server *s);
void view_free_all(struct server *s);
