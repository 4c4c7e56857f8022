/* mux/tree.h -- the rows that both ends share about structure and status: encoded by the server
 * from its model, decoded by the replica. Decoders are total: ERR_PROTO, or a value that keeps what
 * is promised here, with strings of valid UTF-8 without controls. Encoders append to out and make
 * what they are given fit: controls are dropped, strings cut at their limit, NULL is "". A row
 * begins with the number of its format; rows of another are ERR_VERSION. */
#pragma once

#include "base/bytes.h"
#include "base/rect.h"
#include "base/wr.h"
#include "mux/limits.h"

struct layout;
struct buf;

struct tree_root {
	uint64_t instance;
	char *version;    /* of the server, "0.1" */
	uint32_t *sessions;
	size_t session_count;
};

struct tree_winlink {
	int32_t index;
	uint32_t window;
};

struct tree_session {
	uint32_t id;
	char *name;
	int32_t current; /* index */
	int32_t last;    /* index, -1: none */
	struct tree_winlink *links; /* by index */
	size_t link_count;
};

struct tree_window {
	uint32_t id;
	char *name;
	struct size size;      /* for which the layout was made */
	struct layout *layout; /* leaves are pane ids, active and those of mru among them */
	uint32_t active;
	bool zoomed, bell, activity, silence;
	uint32_t mru[LIMIT_TREE_MRU]; /* most recently active panes, no two alike */
	size_t mru_count;
};

struct tree_view {
	uint32_t client, session;
	bool prefix;            /* a key table other than root waits */
	char *key_table;
	uint64_t records;       /* input offset up to which records have been executed */
};

/* Styled text uses #[...] as tmux's formats do; #{link_*} and strftime's %-codes are the
 * client's. */
struct tree_status {
	bool on, top;
	char *left, *right, *style;
	char *window_list;      /* formatted, with #[range=window|N] marks */
	char *justify;
	uint16_t left_len, right_len;
};

/* Each pair encodes into / decodes from one object. Decoded values are freed with _finish. */
void tree_root_encode(const struct tree_root *t, struct buf *out);
int tree_root_decode(struct bytes b, struct tree_root *out);
void tree_root_finish(struct tree_root *t);
void tree_session_encode(const struct tree_session *t, struct buf *out);
int tree_session_decode(struct bytes b, struct tree_session *out);
void tree_session_finish(struct tree_session *t);
void tree_window_encode(const struct tree_window *t, struct buf *out);
int tree_window_decode(struct bytes b, struct tree_window *out);
void tree_window_finish(struct tree_window *t);
void tree_view_encode(const struct tree_view *t, struct buf *out);
int tree_view_decode(struct bytes b, struct tree_view *out);
void tree_view_finish(struct tree_view *t);
void tree_status_encode(const struct tree_status *t, struct buf *out);
int tree_status_decode(struct bytes b, struct tree_status *out);
void tree_status_finish(struct tree_status *t);

/* The remaining kinds share two shapes. */
/* NOTICE, TEXT, PROMPT, CLIP, BELL (no text): what was said, and a number that tells two apart. */
struct tree_text {
	uint64_t serial;
	char *text;      /* CLIP: the text; PROMPT: a command for the client, "command-prompt -p x".
	                  * Newlines and tabs stay. A NUL follows */
	size_t text_len;
	bool raw;        /* all controls stay, NULs too: for CLIP; readers refuse it in the others */
	char *title;
};
void tree_text_encode(const struct tree_text *t, struct buf *out);
int tree_text_decode(struct bytes b, struct tree_text *out);
void tree_text_finish(struct tree_text *t);

struct tree_echo { /* ECHO */
	uint64_t offset;  /* input of this client up to here has been given to the pane's program */
	uint64_t settled; /* input up to here was given 50 ms ago or longer, or was answered and the program then
	                   * was quiet for 20 ms, or its echo (ICANON and ECHO) has been read: what it caused
	                   * is in the pane's state at `rev` */
	uint64_t rev;
	bool flags_known; /* tty flags when `settled` last rose */
	bool icanon, echo;
};
void tree_echo_encode(const struct tree_echo *t, struct buf *out);
int tree_echo_decode(struct bytes b, struct tree_echo *out);

/* OPTIONS and KEYS are text: one "name=value" or one bind-key command a line. */
