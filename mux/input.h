/* mux/input.h -- what a user does, as records in the client's input stream: exactly once, in order.
 * A record's number is the stream offset just behind it. */
#pragma once

#include "base/buf.h"
#include "base/bytes.h"
#include "base/rect.h"
#include "base/usec.h"
#include "window/keys.h"
#include "window/palette.h"

enum record_kind {
	RECORD_KEY,     /* pane, time, key, detail */
	RECORD_PASTE,   /* pane, time, data; `more` when the paste goes on in the next record */
	RECORD_MOUSE,   /* pane (0: border or status), time, rev, mouse with x, y in the pane; or in the
	                 * window when pane is 0 */
	RECORD_COMMAND, /* pane, time, data: a command line, e.g. what was typed at C-b : */
	RECORD_RESIZE,  /* size of the client's terminal; cell, if known */
	RECORD_FOCUS,   /* time, on: the client's terminal has the focus */
	RECORD_MODE,    /* pane, time, on: the client entered or left copy mode there */
	RECORD_COLOURS, /* data: the colours of the client's terminal, as record_colours_encode writes them */
	RECORD_TICKET,  /* data: id of the ticket that is on the client's disk now */
	RECORD_THRIFT,  /* data: what pictures may cost, as record_thrift_encode writes it */
	RECORD_TEXT,    /* pane, time, data: a key without modifiers for each character of it (UTF-8), as RECORD_KEYs
	                 * of the same pane and time would be; never empty */
	RECORD_KINDS,
};

struct record_thrift {
	uint32_t frames; /* a second, 0: any number */
	uint32_t budget; /* bytes a minute, 0: no bound */
};

struct record {
	uint8_t kind;
	uint32_t pane;     /* the pane that the user saw; 0: keys and pastes go where the focus is by then */
	usec_t time;       /* client's clock, ms resolution on the wire */
	keycode_t key;
	struct key_detail detail; /* key: what the program asked for, or zeroed */
	struct mouse mouse;
	uint64_t rev;      /* mouse: revision of the pane that was seen */
	struct size size;
	struct size cell;  /* pixels; 0x0: not known */
	bool on, more;
	struct bytes data; /* borrowed; LIMIT_RECORD at most */
};

/* The data of RECORD_COLOURS: foreground, background, cursor and the colours 0 to 15, each a big-endian
 * u32: 0 when it is not known, else COLOUR_RGB. The size of a cell is not there. */
void record_colours_encode(const struct term_colours *c, struct buf *out);
/* ERR_PROTO, *out untouched, when it is anything else. */
int record_colours_decode(struct bytes data, struct term_colours *out);

/* The data of RECORD_THRIFT: two u32. ERR_PROTO, *out untouched, when it is anything else. */
void record_thrift_encode(const struct record_thrift *t, struct buf *out);
int record_thrift_decode(struct bytes data, struct record_thrift *out);

/* The keys of a RECORD_TEXT's data, one by one; *at begins with 0. False at the end. */
bool record_text_next(struct bytes data, size_t *at, keycode_t *key);

/* Appends: var length, then the kind and the fields that the list above gives it, and no others.
 * Data over LIMIT_RECORD is cut: the caller makes more records of it. */
void record_encode(const struct record *r, struct buf *out);
/* Takes one record off the front of b: 0 and *used; ERR_AGAIN when it is not complete; ERR_PROTO.
 * Fields that are not of its kind are 0. Keys and mouse events are ones that exist; a command holds
 * no NUL. */
int record_decode(struct bytes b, struct record *out, size_t *used);
