/* server/view_impl.h -- what the view's files share. */
#pragma once

#include "mux/input.h"
#include "mux/tree.h"
#include "server/view.h"

#define VIEW_COMING 4

/* How far this client's input has come in one pane. What was given waits here, oldest first, until a
 * program has had its time to answer; when there is no room the newest are settled together. */
#define VIEW_GIVEN 32

struct view_given {
	uint64_t offset;    /* of a record that was written to the program */
	usec_t at;
};

struct view_echo {
	uint32_t pane;
	struct view_given given[VIEW_GIVEN];
	size_t given_count;
	usec_t last_at;     /* newest input */
	usec_t heard_at;    /* newest output that may be an answer */
	bool awaits_output; /* no output came since then */
	bool answered;      /* the first output since then has just come */
};

struct view_keys { /* options of the key machine, as of a change of the model */
	uint32_t session;
	uint64_t change;
	struct key_machine_cfg cfg;
};

struct view {
	struct server *server;
	struct link *link;          /* the one in use; NULL while none is confirmed */
	struct link *coming[VIEW_COMING]; /* accepted, not yet confirmed; newest first. A client may try
	                             * twice at once, with datagrams of two sizes: either may come through */
	size_t coming_count;
	uint32_t client;            /* in the model */
	uint64_t owner;             /* of the attach that made it */
	uint8_t client_key[HELLO_CLIENT_LEN];
	struct sender *sender;
	struct store *own;
	struct stream_rx *rx;
	struct key_machine machine;
	struct view_keys keys;
	struct view_echo *echoes;
	size_t echo_count, echo_cap;
	uint64_t executed;          /* offset of the last command record that ran */
	uint32_t *visible, *hidden; /* panes, as last told to the sender */
	size_t visible_count, hidden_count;
	uint64_t notice_serial, text_serial, prompt_serial, clip_serial, note_serial, bells;
	struct record_thrift thrift; /* what the user will spend */
	bool local;                 /* nothing is lost on its way, and a frame costs little */
	bool rows_due;              /* status or view row to be made again */
	struct ticket_bind ticket;  /* with which it may come back */
	bool ticket_off;            /* there were none when the options were last looked at */
	bool alone_due;             /* once confirmed, the session's other clients are detached */
	bool dead;                  /* gone for everybody; freed once its goodbye has left */
	usec_t dead_at;
	uint32_t mode_pane;         /* which it looks at in copy mode; 0: none */
	uint64_t discarded;         /* keys whose pane had gone */
	bool pasting;               /* more of a paste is to come */
	bool paste_marked;          /* its program was told where it begins */
};

/* view_input.c: everything that the client's stream holds. */
void view_read_input(struct server *s, struct view *v);
/* Its client is in no pane's copy mode any more (it left it, or is gone). */
void view_leave_mode(struct server *s, struct view *v);
/* view_echo.c */
void view_note_input(struct server *s, struct view *v, struct pane *p, uint64_t offset);
usec_t view_settle_due(struct server *s, struct view *v, usec_t now); /* when it wants to be called again */
void view_forget_echoes(const struct server *s, struct view *v);      /* of panes that are gone */
/* view_rows.c */
void view_put_rows(struct server *s, struct view *v);
/* A copy of the context that commands of this client run in. */
void view_context(struct server *s, struct view *v, struct cmd_ctx *ctx);
