/* server/alerts.h -- what asks for the user's attention: bells, output and silence of windows, messages of
 * programs. As in tmux: monitor-X says what is noticed of a window, X-action for which windows of a session
 * its clients hear of it, visual-X whether they hear a bell, read a message, or both.
 *
 * The model is changed here (the flags of windows); who is told, and what, goes through struct alerts_out.
 * No clocks, no links. */
#pragma once

#include "mux/model.h"

struct alerts_out {
	void *ctx;
	void (*ring)(void *ctx, uint32_t client);
	void (*say)(void *ctx, uint32_t client, const char *text, unsigned ms); /* ms 0: display-time */
	/* On to the client's terminal. title may be empty. */
	void (*pass)(void *ctx, uint32_t client, const char *title, const char *text);
};

/* A pane of w rang. */
void alerts_bell(struct model *m, const struct alerts_out *out, struct window *w);
/* A program in w wrote something. */
void alerts_output(struct model *m, const struct alerts_out *out, struct window *w, usec_t now);
/* To be called about once a second: windows that have been silent for monitor-silence. */
void alerts_silence(struct model *m, const struct alerts_out *out, usec_t now);
/* A program in p has a message for the user (OSC 9, 777, 99): option "notifications". */
void alerts_message(struct model *m, const struct alerts_out *out, const struct pane *p, const char *title,
	const char *text);
