/* client/client_impl.h -- what the client's files share. One struct client per process, made in client_run. */
#pragma once

#include "base/ev_loop.h"
#include "base/idmap.h"
#include "base/rng.h"
#include "client/canvas.h"
#include "client/client.h"
#include "client/link_status.h"
#include "client/net.h"
#include "client/netwatch.h"
#include "client/overlay.h"
#include "client/predictors.h"
#include "client/reaper.h"
#include "client/rejoin.h"
#include "client/road.h"
#include "client/settings.h"
#include "client/termcap.h"
#include "client/tty.h"
#include "cmd/keytable.h"
#include "mux/hello.h"
#include "mux/input.h"
#include "mux/local.h"
#include "mux/replica.h"
#include "transport/link.h"

#define CLIENT_SIGNALS 7
#define CLIENT_SIGNAL_STOP 0 /* place of SIGTSTP in signals[] */

/* A view operation that the server has not confirmed: which window or pane the user already looks at. */
struct view_op {
	uint64_t offset; /* of the record that asks for it */
	int window;      /* index in the session; -1: no change */
	uint32_t pane;   /* 0: no change */
};

/* Keys that were not sent yet. */
struct typed_keys {
	struct buf text; /* UTF-8 */
	uint32_t pane;
	usec_t at;
};

struct client {
	const struct client_cfg *cfg;
	struct log *log;
	struct outfile *link_log; /* or NULL: nobody wants one */
	struct loop *loop;
	struct tty *tty;
	struct termcap *termcap;
	struct canvas *next, *shown;     /* composed; as the terminal has it */
	bool shown_known;                /* false: draw everything */
	struct replica *replica;
	struct link *link;
	struct roads roads;
	struct spend spend;
	struct rejoin rejoin;
	struct reaper reaper;
	struct net *net;                 /* UDP; NULL on this machine */
	struct netwatch *netwatch;
	struct loop_watch *tty_watch, *out_watch, *link_timer, *draw_timer, *escape_timer;
	struct loop_watch *signals[CLIENT_SIGNALS];
	struct stream_tx *input;
	struct typed_keys typed;
	struct input_decoder *decoder;
	struct key_tables *keys;
	uint64_t keys_version, options_version;
	struct settings set;             /* as the options have it */
	struct key_machine machine;
	uint64_t key_options;            /* 1 + options_version that key_cfg is of; 0: none */
	struct key_machine_cfg key_cfg;
	struct optmap options;
	struct predictors *predictors;
	struct view_op ops[16];
	size_t op_count;
	uint64_t focus_moves;            /* offset of the last record that may move the focus to where we cannot tell */
	struct scroll scroll;
	struct prompt prompt;
	struct pager pager;
	struct notice notice;
	uint64_t seen_notice, seen_text, seen_prompt, seen_clip, seen_note, seen_bells;
	uint8_t id[HELLO_CLIENT_LEN];
	uint32_t window, pane;           /* what is shown and focused: truth + unconfirmed operations */
	struct rect window_area;         /* of the terminal */
	uint16_t offset_x, offset_y;     /* into a window larger than the area */
	char status_ranges[512];         /* per column of the status line: 1 + index into range_windows, 0 none */
	int range_windows[64];
	size_t range_count;
	int status_row;                  /* -1: none */
	uint64_t *marks;                 /* of the rows of the picture that is composed */
	size_t mark_cap;
	uint64_t configured;             /* 1 + options_version that the predictors know; 0: none */
	uint64_t drawn_change;           /* replica_change at the last draw */
	uint64_t news_change;            /* the same when news were taken */
	usec_t srtt, rtt_at;             /* of the link, as of then */
	bool draw_due, connected, done, suspended, utf8;
	bool entered;                    /* the terminal is ours */
	usec_t connect_warned;           /* when the user was told that UDP may be blocked */
	usec_t torn_since;               /* since when the replica lacks something; 0: it does not */
	usec_t started_at, wall_turn;    /* for sleep detection */
	char title[256];
	int mouse_level;
	struct size cell;                /* pixels, as last told to the server */
	struct term_colours colours;     /* the same */
	uint32_t kept_keys[8];           /* numbers of keys whose press no pane got; 0: none */
	size_t kept_next;
	char *farewell;
	int status;                      /* exit status */
	struct mouse drag;               /* border being dragged: kind MOUSE_PRESS */
	uint32_t drag_pane;
	bool drag_vertical, dragging;
};

/* render.c: composes c->next from replica, predictions and overlays. */
void render(struct client *c, usec_t now);
/* Draws if anything changed or is due; arms the draw timer. */
void render_if_due(struct client *c, usec_t now);
/* Geometry of what is shown: the window with unconfirmed operations folded in. */
const struct tree_window *client_window(struct client *c);
bool client_pane_rect(struct client *c, uint32_t pane, struct rect *out); /* on the terminal; unclipped origin */
bool client_rect_in_window(const struct client *c, const struct tree_window *w, uint32_t pane, struct rect *out);

/* render_window.c: the window, its rows made anew where they do not stand already. */
void client_draw_window(struct client *c, const struct tree_window *w, usec_t now);
void client_begin_blank(struct client *c); /* no window: all its rows are blank */
/* A mark for canvas_row_begin, of what a row depends on. */
uint64_t client_mark(const struct client *c, const uint64_t *of, size_t count);
enum predict_mode client_predict_mode(const struct client *c);
struct predictor *client_predictor(struct client *c, uint32_t pane);
/* A key alone changes nothing on the screen, unless the server hangs: the draw timer sees to that. */
bool client_shows_answers_only(const struct client *c);

/* keys.c: events of the user's terminal. */
void client_event(struct client *c, const struct input *in, usec_t now);
/* A command that the client runs for itself ("copy-mode -u", "command-prompt -p x"). True when it was one. */
bool client_command(struct client *c, const struct cmd *cmd, usec_t now);
void client_run_text(struct client *c, const char *text, usec_t now); /* the server's PROMPT */
void client_send_record(struct client *c, const struct record *r);
/* typed.c: a key for a pane (0: for where the focus is by then). Those of one read go in one record, when they are
 * sent; nothing overtakes them. */
void client_typed(struct client *c, uint32_t pane, keycode_t key, const struct key_detail *d, usec_t now);
void client_typed_send(struct client *c);
void client_send_command(struct client *c, const char *text);

/* keyboard.c: what the terminal is to tell of keys; which of it goes on to panes. */
void client_take_keyboard(struct client *c, struct buf *out);
struct size client_cell(const struct client *c); /* pixels of a cell; 0x0: not known */
/* A press that went to a binding or an overlay: then its release is for no pane either. */
void client_key_kept(struct client *c, const struct input *in);
/* Of a release, or of a key that is a modifier: may the pane hear of it? */
bool client_key_is_for_pane(struct client *c, const struct input *in, const struct replica_pane *p);
/* What is to be sent of the detail: nothing that the pane did not ask for. p NULL: not known. */
struct key_detail client_key_detail(const struct input *in, const struct replica_pane *p);

/* client.c */
void client_quit(struct client *c, int status, const char *farewell);
void client_flush(struct client *c);
void client_redraw_all(struct client *c);
/* A link has answered: the server may know nothing of us but the hello. */
void client_connected(struct client *c);
void client_signal(void *ctx, int sig); /* of the loop; ctx: the client */

/* job.c: the terminal taken and given back. */
/* It is ours from here on. */
void client_enter(struct client *c);
/* It is as it was. */
void client_leave(struct client *c);
/* Stops the job as a shell does it, and goes on where it ends. */
void client_suspend(struct client *c);
/* After SIGCONT. Also when we were stopped unasked: somebody else had the terminal meanwhile. */
void client_resume(struct client *c);
/* Somebody else has it while f runs. Also before client_enter. */
void client_lend_terminal(struct client *c, void (*f)(struct client *c, usec_t now));
