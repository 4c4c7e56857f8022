/* client/predict_learned.h -- what typing taught: behind which prompts keys are echoed, which editing keys do
 * there what we think, and how often guesses came true, by program. One table serves all panes of a client and
 * is kept on its disk, so that the first prompt of a session needs no evidence of its own. Of prompts only
 * hashes are kept, never text. Bounded: the least recently used entry goes first. */
#pragma once

#include "base/buf.h"

#define LIMIT_LEARNED 1024         /* entries */
#define LIMIT_LEARNED_BYTES 65536u /* of the file */
#define LEARNED_NAME 24            /* of a program, with its end */

enum learned_kind {
	LEARNED_PROMPT,  /* all that stands left of the cursor */
	LEARNED_SHAPE,   /* its beginning and end, in bracketed paste mode */
	LEARNED_SCREEN,  /* the foot of a full screen editor while it takes text */
	LEARNED_PROGRAM, /* figures of a program by name */
	LEARNED_KINDS,
};

struct learned_entry {
	uint64_t key;
	uint8_t kind;
	uint16_t edits;       /* bits: editing keys that are known there */
	uint32_t right, wrong; /* LEARNED_PROGRAM: cells */
	char name[LEARNED_NAME];
};

struct learned;
struct learned *learned_new(void);
void learned_free(struct learned *l);

/* NULL: nothing is known. Valid until the next call that changes the table. */
const struct learned_entry *learned_find(const struct learned *l, enum learned_kind kind, uint64_t key);
/* Makes the entry, or moves it to the newest; the bits are added. */
void learned_note(struct learned *l, enum learned_kind kind, uint64_t key, uint16_t edits);
void learned_forget(struct learned *l, enum learned_kind kind, uint64_t key);
void learned_count(struct learned *l, uint64_t host, const char *program, uint32_t right, uint32_t wrong);
void learned_clear(struct learned *l);

/* The newest first; false behind the last. */
bool learned_at(const struct learned *l, size_t i, const struct learned_entry **out);
/* Rises with every change worth keeping. */
uint64_t learned_changes(const struct learned *l);
uint64_t learned_hash(uint64_t h, const void *data, size_t len); /* h: 0 to begin */

void learned_encode(const struct learned *l, struct buf *out); /* at most LIMIT_LEARNED_BYTES */
/* ERR_PROTO, nothing changed, if it is not what learned_encode wrote. Else the table is replaced. */
int learned_decode(struct learned *l, struct bytes b);

/* The file: read at most LIMIT_LEARNED_BYTES, ERR_* if it is not there or not ours; written anew, 0600, in
 * place of the old one, with the folder made if need be. */
int learned_load(struct learned *l, const char *path);
int learned_save(const struct learned *l, const char *path);
/* $XDG_STATE_HOME/mux/learned or ~/.local/state/mux/learned; NULL: nowhere. The caller frees it. */
char *learned_path(void);
