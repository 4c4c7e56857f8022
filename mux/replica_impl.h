/* mux/replica_impl.h -- the body of a replica, for the modules that make it up: replica (frames in,
 * what others read), replica_pane (heads, what is shown), replica_line, replica_history,
 * replica_object, replica_wants, replica_inventory. Nobody else includes this. */
#pragma once

#include "base/idmap.h"
#include "base/ranges.h"
#include "mux/head_msg.h"
#include "mux/history_msg.h"
#include "mux/line_msg.h"
#include "mux/object_msg.h"
#include "mux/replica.h"
#include "mux/tree_any.h"
#include "mux/wants_msg.h"

#define LIMIT_REPLICA_PANES 4096
#define LIMIT_REPLICA_OBJECTS 32768
#define LIMIT_REPLICA_FORGOTTEN 4096
#define LIMIT_REPLICA_STAGED 64   /* lines of a pane, records of a pane that come in parts */
#define LIMIT_REPLICA_LINKS 256   /* long hyperlinks of a pane */
#define REPLICA_ASK_MIN MS(100)   /* a want is repeated after max(2 srtt, this) */
#define REPLICA_ASK_MAX SEC(2)    /* and then ever more seldom up to this */
#define REPLICA_STUCK_AFTER SEC(1)  /* a frame lacks something and nothing comes: asked for after this */
#define WANT_TO_THE_END (UINT64_MAX / 4) /* end of a range of history whose end is not known */
#define REPLICA_CHECK_AFTER SEC(1)  /* the tree names what never came: asked for after this */
#define REPLICA_TIDY_AFTER SEC(1)   /* no record came for so long */
#define REPLICA_TIDY_PAUSE MS(5)   /* between two steps of half a millisecond or so */
#define REPLICA_FORGET_AFTER SEC(5) /* the tree does not name it: forgotten after this */

/* Bytes that come in pieces. */
struct assembly {
	uint64_t version;
	size_t total;
	bool begun, zipped;
	uint8_t *data;
	struct ranges have;
};

/* Content of a line: never changed once it is there, shared by the lines held and the frame shown. */
struct body {
	uint32_t refs;
	struct line line;
};

/* A span that comes in parts. */
struct staged {
	uint64_t base, to;
	uint16_t lo, hi;
	struct cell *cells; /* hi - lo */
	struct ranges have; /* columns */
};

#define RLINE_PINNED UINT64_MAX

struct rline {
	uint64_t id;
	uint64_t lacks; /* newest version that came and was not kept; 0: none */
	uint64_t seen; /* pane's count when it was last on the newest screen; RLINE_PINNED: not to be pruned */
	struct body *body; /* NULL: not known */
	struct staged *staged;
};

struct rlink {
	struct assembly in;
	struct bytes uri, id; /* inside in.data; uri.len 0: not complete */
};

struct rlong {
	uint64_t number;
	struct assembly in;
};

struct rpane {
	struct replica_pane shown; /* the public face */
	struct body **bodies;      /* of the rows shown; NULL entry: blank */
	const struct line **rows;
	struct pool *pool;
	struct idmap lines;        /* struct rline */
	struct idmap links;        /* struct rlink by name */
	size_t staged;
	uint64_t seen;
	usec_t came_at;            /* last message about it */

	bool headed;               /* rev and what follows are of the newest head */
	uint64_t rev, geometry_rev, cursor_rev; /* the latter two: what belongs to it */
	uint64_t *need;            /* version that the head names, by row; 0: none */
	size_t need_cap;
	struct ranges named;       /* rows of which the names came */
	bool has_digest;
	uint32_t digest;

	uint64_t order_rev;        /* geometry held; 0: none */
	struct size size;
	uint64_t *order;           /* line ids by row */
	struct rline **found;      /* by row, as last looked up; NULL entry: not known */
	size_t found_cap;
	uint64_t next_rev;         /* geometry that comes in parts */
	struct size next_size;
	uint64_t *next_order;
	struct ranges next_have;

	uint64_t place_rev;        /* cursor section held */
	struct term_cursor cursor;
	uint32_t modes, keyboard;
	uint64_t zone_line;
	uint16_t zone_col;
	uint64_t tty_rev, history_rev;
	struct rlong *longs;
	size_t long_count, long_cap;
	char *title, *path;
	struct palette palette;

	usec_t hold_at;            /* when the newest head will be shown torn */
	usec_t stuck_at;           /* when what it lacks is asked for, if nothing comes any more */
	bool alternate;            /* the lines of the primary screen are kept meanwhile */
	bool touched;
};

struct robject {
	uint8_t kind;
	uint32_t id;
	uint64_t version; /* 0: not complete yet */
	uint8_t *data;
	size_t len;
	bool decoded;
	union tree_any tree;
	struct assembly in;
	usec_t came_at;
};

struct rwant {
	struct want want;
	uint64_t min;   /* version that satisfies it */
	bool sent;
	uint64_t token; /* of the frame that asked last */
	bool heard;     /* the sender is known to have had it */
	usec_t asked_at, interval;
};

struct replica {
	struct idmap panes, objects;
	struct idmap forgotten; /* panes that the tree did not name: asked for should it name them after all */
	struct pool *scratch; /* for cells of panes that are not kept */
	usec_t now, srtt, check_at;
	usec_t tidy_at; /* when the histories have been quiet, and are packed tighter */
	uint64_t change, instance;
	bool has_instance, changed;
	struct rwant wants[LIMIT_WANTS];
	size_t want_count;
	uint64_t want_version, next_token;
	struct replica_figures figures;
	bool (*refuse)(void *ctx);
	void *refuse_ctx;
	struct style_table styles;
	struct cell *cells;
	union {
		struct head_msg head;
		struct line_msg line;
		struct history_msg history;
		struct history_part part;
		struct object_msg object;
		struct link_msg link;
	} msg;
};

/* replica.c */
bool replica_refuses(struct replica *r);
/* Joins a piece; 1: complete now, 0: not yet (or known), -1: the piece does not fit. A newer version
 * begins anew, an older one is ignored. */
int assembly_join(struct assembly *a, uint64_t version, size_t total, size_t offset, struct bytes data, bool zipped);
void assembly_finish(struct assembly *a);
struct rpane *replica_pane_of(const struct replica *r, uint32_t id);
struct rpane *replica_pane_make(struct replica *r, uint32_t id); /* NULL: too many */
void replica_forget_pane(struct replica *r, uint32_t id);
void replica_want_pane(struct replica *r, uint32_t id); /* all of it, history too */

/* replica_pane.c */
void rpane_free(struct rpane *p);
void rpane_head(struct replica *r, struct rpane *p, const struct head_msg *m);
/* Brings what is shown up to date with what came. */
void rpane_settle(struct replica *r, struct rpane *p);
bool rpane_is_whole(struct rpane *p);
bool rpane_row_of(const struct rpane *p, uint64_t line, uint16_t *row); /* in the newest order */
bool rpane_is_public(const struct rpane *p);

/* replica_line.c */
void body_drop(struct body *b);
struct rline *rline_get(const struct rpane *p, uint64_t id);
void rline_blank(struct rpane *p, uint64_t id); /* known to be blank, unless it is known already */
void rline_lack(struct rpane *p, uint64_t id, uint64_t version); /* an older one that comes late is not enough */
void rline_forget(struct rpane *p, uint64_t id);
void rline_forget_all(struct rpane *p);
void rpane_line(struct replica *r, struct rpane *p, const struct line_msg *m);
void rpane_link(struct rpane *p, const struct link_msg *m);
bool rpane_find_link(const struct rpane *p, uint64_t name, struct bytes *uri, struct bytes *id);
void rpane_pin(struct rpane *p);    /* keeps the primary screen while the alternate one is on */
void rpane_prune(struct rpane *p);  /* forgets lines long gone from the screen */
void rpane_collect(struct rpane *p); /* frees styles and clusters that nothing uses */

/* replica_history.c */
void rpane_extent(struct replica *r, struct rpane *p, const struct head_msg *m);
/* One step of packing the histories tighter; says when the next one is due. */
void replica_tidy(struct replica *r);
void rpane_records(struct replica *r, struct rpane *p, const struct history_msg *m);
void rpane_part(struct replica *r, struct rpane *p, const struct history_part *m);
void rpane_forget_longs(struct rpane *p);

/* replica_object.c */
void replica_take_object(struct replica *r, const struct object_msg *m);
void robject_free(struct robject *o);
void replica_sweep(struct replica *r); /* asks for what the tree names, forgets what it does not */

/* replica_wants.c */
void want_add(struct replica *r, uint8_t kind, uint32_t id, uint64_t lo, uint64_t hi, uint64_t min);
void want_settle(struct replica *r); /* drops what was satisfied */
bool want_has(const struct replica *r, uint8_t kind, uint32_t id, uint64_t lo);
usec_t want_deadline(const struct replica *r);
void want_forget_pane(struct replica *r, uint32_t id);
void want_cut_history(struct replica *r, uint32_t pane, uint64_t end); /* numbers from end on are not any more */
