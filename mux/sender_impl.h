/* mux/sender_impl.h -- the body of a sender, for the modules that make it up: sender (what the link
 * calls), sender_pane (lines), sender_head, sender_history, sender_object, sender_claims. Nobody else
 * includes this. */
#pragma once

#include "base/idmap.h"
#include "mux/head_msg.h"
#include "mux/history_msg.h"
#include "mux/line_msg.h"
#include "mux/object_msg.h"
#include "mux/progress.h"
#include "mux/sender.h"
#include "mux/wants_msg.h"

#define SENDER_COLLECT MS(8)      /* output that keeps coming waits this long at most */
#define SENDER_QUIET MS(2)        /* silence that ends a burst of output */
#define SENDER_ANSWER_BODIES 4    /* what is longer is no answer to a key */
#define SENDER_ANSWER_QUIET 500   /* the same for the first output after input, microseconds */
#define SENDER_SYNC_MAX MS(150)   /* mode 2026 holds a pane back this long at most */
#define SENDER_HEAD_ROOM 72       /* with less room than this a body takes no head any more */
#define SENDER_LINES_MIN 64       /* a head leaves this much to lines that wait */

/* A line as one client has it. */
struct sline {
	uint64_t id;
	uint64_t acked; /* known to be kept at this version; 0: not at all */
	uint64_t sent;  /* in flight or acked */
	uint64_t floor; /* what tokens below this one carried does not count any more */
	uint64_t seen;  /* scan that saw it last */
	struct spart *part; /* a span that is on its way in parts */
};

/* A row of the pane that is being filled in. */
struct srow {
	const struct line *line;
	struct sline *known; /* NULL: a line never touched */
};

struct spart {
	struct progress way; /* units: columns from lo on; version: `to` */
	uint64_t base;
	uint16_t lo, hi;
};

/* A hyperlink too long to stand in a style. */
struct slink {
	uint64_t name;
	struct progress way;
	size_t len;
	uint8_t data[LIMIT_LINK_BYTES];
};

/* A record of history longer than a datagram. */
struct slong {
	uint64_t number;
	struct progress way; /* version: epoch */
};

/* Records that were asked for: what tokens below `token` carried of them does not count any more. */
struct sfloor {
	uint64_t lo, hi, token;
};

struct shistory {
	uint32_t epoch;
	bool begun;
	bool told;                  /* the client knows the extent of acked_epoch or a later one */
	struct progress extent;     /* the section of the head */
	uint32_t acked_epoch;       /* of the newest section known to have arrived */
	struct ranges sent, acked;  /* sent: in flight or acked */
	struct ranges asked;        /* by the replica, not sent since */
	usec_t idle_at;             /* when records below idle_hi go that nobody asked for; 0: none wait */
	uint64_t idle_hi;           /* UINT64_MAX until idle_at is reached */
	struct sfloor floors[8];    /* a ring, the newest at floor_count - 1 */
	size_t floor_count;
	struct slong **longs;
	size_t long_count, long_cap;
};

struct spane {
	uint32_t id;
	uint64_t floor;
	struct idmap lines;
	struct idmap links;
	struct progress names;      /* version: revision of the head; units: rows */
	struct progress geometry;   /* units: rows */
	struct progress cursor, tty, titles;
	struct shistory history;
	uint64_t zone_line, zone_rev; /* OSC 133 B as last seen, and since which revision */
	uint16_t zone_col;
	uint64_t scan;
	uint64_t primary_scan;      /* the last one before the alternate screen; 0: it is not on */
	uint16_t next_row;          /* where the next body goes on */
	bool more;                  /* something was lost, asked for or did not fit */
	bool waits;                 /* a line waits for the ack of a hyperlink */
	usec_t first_dirty_at, output_at;
	bool answers, answered;     /* prints in answer to input; and the answer goes at once */
	bool mixed;                 /* other output waited when the answer began: it may be the end of a flood */
	unsigned answer_bodies;     /* that went of it */
};

struct sobject {
	uint8_t kind;
	uint32_t id;
	struct progress way; /* units: bytes as sent */
	uint8_t *wire;       /* packed form of this version; NULL: the object's own bytes */
	size_t wire_len;
	bool zipped;
	uint64_t seen;
};

enum item_kind {
	ITEM_LINE, ITEM_PART, ITEM_NAMES, ITEM_GEOMETRY, ITEM_CURSOR, ITEM_TTY, ITEM_TITLES, ITEM_EXTENT, ITEM_MAPPED,
	ITEM_RECORDS, ITEM_LONG, ITEM_OBJECT, ITEM_LINK,
};

/* One thing that a frame body carried. */
struct item {
	uint8_t kind;
	bool asked;     /* records that the replica had asked for */
	uint32_t pane;
	uint64_t id;    /* line, record, object, link */
	uint64_t to;    /* version, revision or epoch */
	uint64_t lo, hi; /* units */
};

struct flight {
	uint64_t token;
	struct item *items;
	size_t count, cap;
	bool answer; /* the end of an answer to input */
};

struct sender {
	const struct model *model;
	const struct store *shared, *own;
	uint32_t *view[3]; /* focused (one at most), visible, hidden */
	size_t view_count[3];
	unsigned turn[3];
	struct idmap panes;   /* struct spane */
	struct idmap objects; /* struct sobject by kind << 32 | id */
	uint64_t store_seen[2], object_scan;
	bool stores_changed;
	size_t due[SYNC_CLASSES]; /* objects of the class not all sent */
	struct idmap flights;
	uint64_t next_token;
	struct ranges wants_seen; /* versions of entries acted on: messages may overtake one another */
	uint64_t bad_frames;
	struct flight *filling;
	struct srow *rows;
	size_t row_cap;
	usec_t now, lots;
	struct style_table styles;
	struct head_msg head;
	struct history_msg records;
	struct wants_msg wants;
};

/* sender.c */
void sender_carries(struct sender *s, const struct item *item);
struct msg_out sender_out(struct sender *s, const struct spane *sp, const struct pool *pool);
struct spane *sender_pane(struct sender *s, uint32_t id);      /* NULL: nothing of it was sent */
struct spane *sender_pane_make(struct sender *s, uint32_t id);

/* sender_pane.c */
bool spane_is_dirty(const struct spane *sp, const struct pane *p);
usec_t spane_ready_at(struct spane *sp, const struct pane *p, usec_t now);
/* Writes what fits. True when it wrote something. */
bool spane_fill(struct sender *s, struct spane *sp, struct pane *p, struct wr *w);
bool spane_is_quiet(const struct spane *sp, const struct pane *p); /* all of the screen is acked */
void spane_reset(struct spane *sp, uint64_t floor);                /* nothing of the screen is acked */
void spane_want_line(struct spane *sp, struct pane *p, uint64_t line, uint64_t floor);
void spane_claim_line(struct spane *sp, uint64_t line, uint64_t version);
void spane_acked(struct spane *sp, const struct item *item, uint64_t token);
void spane_lost(struct spane *sp, const struct item *item, uint64_t token);
void spane_free(struct spane *sp);
uint64_t spane_line_acked(const struct spane *sp, uint64_t line);

/* sender_head.c */
/* Writes a head with what of it is due, and books it; s->rows are the pane's. False: there is no room. */
bool spane_put_head(struct sender *s, struct spane *sp, struct pane *p, struct wr *w);

/* sender_history.c */
void shistory_see(struct spane *sp, struct term *t);  /* takes note of a new epoch */
/* Fills the history section of s->head when something of it is due. */
bool shistory_section(struct spane *sp, struct term *t, struct head_msg *head);
void shistory_section_sent(struct sender *s, struct spane *sp, const struct head_msg *head);
bool shistory_is_due(struct sender *s, struct spane *sp, struct pane *p, bool asked, usec_t now);
/* When records that nobody asked for may go; USEC_NEVER: none wait. */
usec_t shistory_idle_at(struct sender *s, struct spane *sp, struct pane *p, usec_t now);
bool shistory_fill(struct sender *s, struct spane *sp, struct pane *p, struct wr *w, bool asked);
bool shistory_is_quiet(const struct spane *sp, const struct pane *p);
void shistory_want(struct spane *sp, uint64_t lo, uint64_t hi, uint64_t floor);
void shistory_acked(struct spane *sp, const struct item *item, uint64_t token);
void shistory_lost(struct spane *sp, const struct item *item, uint64_t token);
void shistory_finish(struct shistory *h);

/* sender_object.c */
void sobject_refresh(struct sender *s);
bool sobject_fill(struct sender *s, enum sync_class c, struct wr *w);
bool sobject_is_quiet(const struct sender *s);
void sobject_want(struct sender *s, uint8_t kind, uint32_t id);
void sobject_claim(struct sender *s, uint8_t kind, uint32_t id, uint64_t version);
void sobject_acked(struct sender *s, const struct item *item, uint64_t token);
void sobject_lost(struct sender *s, const struct item *item, uint64_t token);
void sobject_free(struct sobject *o);
/* Titles travel like objects. */
bool titles_is_due(struct spane *sp, struct pane *p);
bool titles_fill(struct sender *s, struct spane *sp, struct pane *p, struct wr *w);
