/* mux/store.h -- small versioned objects on the side of the truth. One object is one row; each has
 * a kind, an id and bytes; putting other bytes gives it a new version. Deleting is not a message:
 * what no row refers to any more is forgotten by the replica (see tree.h). */
#pragma once

#include "base/bytes.h"
#include <stdint.h>

enum object_kind {
	OBJECT_ECHO,    /* id: pane. How far this client's input has gone: mux/echo */
	OBJECT_VIEW,    /* id 0, per client: its session, client id, size in force, key table */
	OBJECT_ROOT,    /* id 0: the sessions there are, the server's instance */
	OBJECT_SESSION, /* id: session */
	OBJECT_WINDOW,  /* id: window */
	OBJECT_STATUS,  /* id 0, per client: parts of the status line, client variables unexpanded */
	OBJECT_OPTIONS, /* id 0: options that the client needs, "name=value" */
	OBJECT_KEYS,    /* id 0: all key tables as bind-key commands */
	OBJECT_NOTICE,  /* id 0, per client: one line to show for a while */
	OBJECT_TEXT,    /* id 0, per client: output of a command, to page through */
	OBJECT_PROMPT,  /* id 0, per client: the server asks the client to open a prompt or mode */
	OBJECT_CLIP,    /* id 0, per client: newest clipboard text */
	OBJECT_BELL,    /* id 0, per client: counts bells */
	OBJECT_NOTE,    /* id 0, per client: newest message of a program, for the user's terminal */
	OBJECT_TICKET,  /* id 0, per client: with which it may come back (mux/ticket.h) */
	OBJECT_KINDS,
};

/* How urgent a class of frame is; the same order as the link's classes. */
enum sync_class {
	SYNC_ECHO, SYNC_FOCUS, SYNC_VISIBLE, SYNC_NOTE, SYNC_HIDDEN, SYNC_ASKED, SYNC_IDLE, SYNC_BULK,
	SYNC_CLASSES,
};

struct object_def {
	const char *name;
	enum sync_class class;
	bool compress; /* bytes go through base/zip.h when that makes them shorter */
};
extern const struct object_def object_defs[OBJECT_KINDS];

struct object {
	uint8_t kind;
	uint32_t id;
	uint64_t version; /* from 1; one count for all rows: what is put back after removal is newer */
	uint8_t *data;
	size_t len;       /* LIMIT_OBJECT at most */
};

struct store;
struct store *store_new(void);
void store_free(struct store *s);
/* New version if the bytes differ from what is there. ERR_LIMIT. */
int store_put(struct store *s, enum object_kind kind, uint32_t id, struct bytes b);
void store_remove(struct store *s, enum object_kind kind, uint32_t id);
/* NULL: there is none. Until the next change of the store. */
const struct object *store_get(const struct store *s, enum object_kind kind, uint32_t id);
uint64_t store_change(const struct store *s); /* rises with every new version */
size_t store_count(const struct store *s);
const struct object *store_at(const struct store *s, size_t i); /* i < count; unspecified order */
