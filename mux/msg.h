/* mux/msg.h -- every message of the synchroniser, one row each. A frame body is a sequence of messages,
 * each a type byte and its fields, each useful by itself: reading stops at the first that does not
 * decode, and what came before stands. */
#pragma once

#include "base/rd.h"
#include "base/wr.h"
#include "mux/style_table.h"
#include "window/line.h"

enum msg_type {
	MSG_HEAD = 1,     /* head_msg.h */
	MSG_LINE,         /* line_msg.h */
	MSG_HISTORY,      /* history_msg.h: whole records */
	MSG_HISTORY_PART, /* history_msg.h: a piece of a long one */
	MSG_OBJECT,       /* object_msg.h */
	MSG_LINK,         /* object_msg.h: a hyperlink too long to stand in a style */
	MSG_WANTS,        /* wants_msg.h */
	MSG_TYPES,
};

/* What reading a message needs beside the bytes. One per frame body. */
struct msg_in {
	struct style_table *styles;
	struct link_book links; /* find */
	void *ctx;
	struct pool *(*pool)(void *ctx, uint32_t pane); /* where cells of that pane live; never NULL */
	struct cell *cells;     /* room for LIMIT_TERM_COLS cells that messages point into */
};

/* What writing one needs. */
struct msg_out {
	struct style_table *styles;
	struct link_book links; /* holds */
	const struct pool *pool; /* that cells of the message refer to */
};

enum msg_from { MSG_FROM_SERVER, MSG_FROM_CLIENT };

struct msg_def {
	const char *name;
	enum msg_from from;
	size_t size; /* of its struct */
	/* Writes the fields. No room: w fails. */
	void (*encode)(const void *msg, struct msg_out *out, struct wr *w);
	/* Reads them; r fails on what is out of range. Spans in the struct borrow from the frame. */
	void (*decode)(struct rd *r, struct msg_in *in, void *out);
};

extern const struct msg_def msg_defs[MSG_TYPES]; /* row 0 is empty */

/* Type byte and fields; all or nothing: when there is no room w is as before, and false. */
bool msg_put(enum msg_type type, const void *msg, struct msg_out *out, struct wr *w);
