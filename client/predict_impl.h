/* client/predict_impl.h -- the predictor's body, shared by predict.c (keys become guesses) and
 * predict_judge.c (guesses meet the truth and are drawn). Nobody else includes it. */
#pragma once

#include "base/width.h"
#include "client/predict.h"
#include "client/predict_learned.h"

#define LIMIT_PREDICTED 1024 /* cells; keys that would need more are not predicted */
#define LIMIT_TYPED 512      /* characters of a line that the tty edits */
#define LIMIT_SENT 256       /* keys under way that could be played again */
#define LIMIT_MEANINGS 16    /* letters that move the cursor */
#define CERTAIN 0            /* epoch of what the tty itself will echo: always shown */

/* One cell that will change. It stays until its last key has settled, so that later keys build on
 * it; where the truth shows the same already it is not drawn. */
struct guess {
	uint64_t line;
	uint16_t x;
	uint8_t width, len, was_len;
	bool unknown; /* it will change, but not known into what: not drawn, not judged */
	bool was_suggested; /* a suggestion stood here */
	bool credited, drawn;
	bool same; /* the truth shows it */
	char text[CLUSTER_MAX],
		was[CLUSTER_MAX]; /* predicted; what stood there when it was predicted */
	struct style style;       /* without hyperlink */
	uint64_t epoch, offset;
	usec_t at; /* of the key */
};

struct guess_cursor {
	bool valid;
	bool jumped; /* far enough for its place to prove something */
	bool wrap; /* x is the last column, and the next character begins a row */
	bool entered; /* of the ghost: a row that an Enter should take the cursor to */
	bool sure; /* nothing but moves that are known lies between the truth and it */
	uint16_t x;
	uint64_t line, epoch, offset;
};

struct sent {
	keycode_t key;
	uint64_t offset, before; /* behind its record, and behind the record of the key before */
	usec_t at;
	bool placed, moves; /* where it should take the cursor is known; it moves it, and does no more */
	uint64_t line;
	uint16_t x;
};

/* A letter that a full screen program was seen to take for a move. */
struct meaning {
	keycode_t key, as;
	uint64_t foot; /* of the screen: a program in another mode has another */
	int seen;
};

struct typed {
	uint8_t width; /* columns of its echo; 0: it joined the one before */
	bool word, tab, wide;
};

/* What a line editor may do at a key. Each kind is shown only once it was seen to do here what we think. */
enum edit_kind {
	EDIT_START,
	EDIT_END,
	EDIT_HOME_KEY, /* C-a and C-e are every line editor's; what Home and End send is not */
	EDIT_END_KEY,
	EDIT_WORD_LEFT,
	EDIT_WORD_RIGHT,
	EDIT_KILL_END,
	EDIT_KILL_START,
	EDIT_KILL_WORD,
	EDIT_DELETE,
	EDIT_COLUMN, /* a step, and no more than that */
	EDIT_ROW,
	EDIT_COMPLETE,
	EDIT_JOIN, /* a combining character */
	EDIT_ENTER, /* a new row below, in an editor; known by its foot */
	EDIT_KINDS,
};

/* What stands left of the cursor where a line begins, as hashes; or the foot of the screen. 0: none. */
struct prompt {
	uint64_t full;   /* all of it, of at least two columns */
	uint64_t shape;  /* how it begins and ends, in bracketed paste mode, and if it does not ask */
	uint64_t screen; /* the foot of a full screen editor, while a row takes text */
	uint16_t width;
	bool common; /* one that everybody knows */
};

struct predictor {
	struct guess *guesses;
	size_t count, cap;
	bool full; /* a guess found no room: the key is not predicted */
	struct guess_cursor
		cursor; /* where the next key takes effect; invalid: where the pane's is */
	struct guess_cursor
		ghost; /* where it stood when the user last saw it, while `cursor` is hidden */
	uint64_t epoch, confirmed; /* epochs up to `confirmed` are shown */

	/* Once a key is not understood, the place where the next takes effect is unknown, until
	 * the server has settled that key. Keys sent meanwhile are kept and played again from
	 * there. */
	bool lost;
	uint64_t lost_at;             /* offset behind the key */
	uint64_t last;                /* offset behind the newest key */
	struct sent sent[LIMIT_SENT]; /* keys that have not settled, none before lost_at */
	size_t sent_count;

	/* Certainty by the tty's flags comes back some time after they could have changed. */
	bool was_raw; /* it was not in ICANON and ECHO since it last was certain */
	bool heard;          /* and the program has asked since, or answered a line */
	bool evidence;       /* a character was echoed since */
	usec_t cooked_since; /* flags say ICANON and ECHO since; 0: they do not */

	struct typed typed[LIMIT_TYPED]; /* the tty's line, as far as we saw it typed */
	size_t typed_count;
	bool typed_all; /* nothing of the tty's line is missing there */
	bool literal;   /* the tty takes the next character as it is */

	/* Evidence outlives an Enter where the same prompt comes back, or the bracketed paste mode of
	 * line editors: nobody reads a password in it. */
	bool lost_by_enter, lost_by_escape;
	bool untouched;     /* the place was found, and no key came since */
	bool lost_cooked;   /* the tty edited the line then */
	uint64_t lost_line; /* where the cursor stood at that Enter */
	struct prompt prompt; /* of the line being typed */
	bool trusted;         /* it was known when the place was found */
	uint64_t doubted;     /* a common prompt behind which keys were not echoed after all */
	bool open;            /* typing was echoed since the last Enter, or is trusted to be */
	uint64_t line_epoch;  /* the first epoch behind that Enter */
	struct learned *learned, *own; /* what is known; `own`: of this pane alone, until it is given another */
	uint64_t host;        /* seed of the hashes */
	struct predict_rules rules;
	bool overdue; /* what waits has waited too long to be shown */
	uint64_t kind_epoch[EDIT_KINDS]; /* epoch at whose proof the kind is known; 0: not tried */
	bool kind_known[EDIT_KINDS];

	uint64_t enter_foot, enter_epoch; /* of the editor where Enter was tried, and not proven yet; 0: nowhere */
	uint64_t no_enter;                /* foot of one where it did something else */

	struct meaning meanings[LIMIT_MEANINGS];
	size_t meaning_count;
	uint64_t exact_line, exact_at; /* where the cursor was when input up to exact_at had settled, and no more was given */
	uint16_t exact_x;

	uint64_t floor_line; /* left of here the user's own text is not known to go on */
	uint16_t floor_x;
	struct size size;

	bool show_by_rtt, flag_by_rtt;
	int glitch; /* quick confirmations still owed */
	bool glitch_long;
	usec_t last_quick;
	usec_t oldest; /* key of the oldest guess that waits; 0: none waits */
	struct predict_figures figures;
};

/* A cell as it will be by our guesses, else as it is. */
struct spot {
	char text[CLUSTER_MAX];
	uint8_t len, width;
	bool unknown, suggested;
	struct style style;
};

struct stroke {
	uint64_t epoch, offset;
	usec_t at;
};

static inline bool tty_is_cooked(const struct replica_pane *pane)
{
	return pane->tty.known && pane->tty.icanon && pane->tty.echo;
}

static inline bool tty_is_secret(const struct replica_pane *pane)
{
	return pane->tty.known && pane->tty.icanon && !pane->tty.echo;
}

/* A program that a line editor started has not said anything: what is typed is typed ahead, perhaps of a prompt for a
 * password, though the tty still echoes it. */
bool predict_is_ahead(const struct predictor *p, const struct replica_pane *pane, usec_t now);
/* The row that shows the line; -1: none. */
int predict_row(const struct replica_pane *pane, uint64_t line);
/* Text of a cell as the server has it; blanks are empty. */
size_t predict_truth(
	const struct replica_pane *pane, const struct line *l, uint16_t x, char out[CLUSTER_MAX]);
/* A suggestion that a shell paints behind the cursor (fish, zsh). */
bool predict_is_suggestion(const struct replica_pane *pane, const struct line *l, uint16_t x);
struct spot predict_spot(const struct predictor *p, const struct replica_pane *pane, const struct line *l,
	uint16_t x);
bool predict_is_blank(const struct spot *s);
/* Where the text ends that moves when something is put in or taken out at x: before two blanks
 * (what stands beyond is a right prompt, or another column), a suggestion, or what is not known. */
uint16_t predict_run_end(const struct predictor *p, const struct replica_pane *pane, const struct line *l,
	uint16_t x);
/* The predicted cursor, or the pane's; NULL when its line is not on the screen. */
const struct line *predict_cursor_line(
	const struct predictor *p, const struct replica_pane *pane, uint16_t *x, bool *wrap);
void predict_set_cursor(struct predictor *p, const struct replica_pane *pane, const struct line *l,
	uint32_t x, const struct stroke *k);
void predict_guess(struct predictor *p, const struct replica_pane *pane, const struct line *l, uint16_t x,
	const struct spot *s, const struct stroke *k);
/* A column falls free at x, and what stands right of it moves. */
void predict_make_room(struct predictor *p, const struct replica_pane *pane, const struct line *l, uint16_t x,
	const struct stroke *k);
/* The character left of x goes, and what stands right of it moves. */
void predict_close_gap(struct predictor *p, const struct replica_pane *pane, const struct line *l,
	uint16_t x, const struct stroke *k);
/* What follows needs evidence of its own. */
void predict_become_tentative(struct predictor *p, struct stroke *k);
/* Left of the floor may be a prompt, which no key erases or enters. */
void predict_mind_floor(struct predictor *p, const struct line *l, uint32_t x, struct stroke *k);
/* predict_edit.c: a key that a shell or an editor takes for editing. False: what it does is not known. */
bool predict_edit(
	struct predictor *p, const struct replica_pane *pane, keycode_t key, struct stroke *k);
bool predict_is_edit(keycode_t key);
bool predict_is_back(keycode_t key);
/* predict_complete.c: Tab at the end of the line, by a word that stands on the screen. */
bool predict_complete(struct predictor *p, const struct replica_pane *pane, const struct line *l, uint16_t start,
	uint16_t x, struct stroke *k);
/* A character is written at the predicted cursor, put in where the tty does not edit. False: where is not known. */
bool predict_put(struct predictor *p, const struct replica_pane *pane, uint32_t cp, struct stroke *k);
/* predict_tty.c: the byte that a control key sends; 0: it is none. */
uint8_t predict_control_byte(keycode_t key);
/* The tty's line has one more character; false: it is too long. */
bool predict_tty_typed(struct predictor *p, uint8_t width, uint32_t cp);
/* What the tty itself does with a control byte. False: that is not known. */
bool predict_tty_edit(struct predictor *p, const struct replica_pane *pane, uint8_t byte, struct stroke *k);
/* The echo of the key that interrupts; nothing for others. */
void predict_tty_interrupt(struct predictor *p, const struct replica_pane *pane, uint8_t byte, struct stroke *k);
/* A character takes effect at the predicted cursor. False: where is not known. */
bool predict_type(struct predictor *p, const struct replica_pane *pane, uint32_t cp, struct stroke *k);
/* An epoch was proven: so were the kinds of keys that began it. */
void predict_edit_proven(struct predictor *p);
/* predict_trust.c: the prompt that the cursor stands behind. */
struct prompt predict_prompt(const struct predictor *p, const struct replica_pane *pane);
/* predict_prompts.c: text left of the cursor, in columns, is a prompt that everybody knows for a line editor's. */
bool predict_is_common_prompt(const struct replica_pane *pane, const struct line *l, uint16_t width);
/* The rows below the cursor are those of an editor that takes text. */
bool predict_is_common_foot(const struct replica_pane *pane);
/* Keys are echoed here. */
void predict_trust_learn(struct predictor *p, const struct replica_pane *pane);
/* They were not, though we had thought so. */
void predict_trust_forget(struct predictor *p);
/* They will be: where the place was found again. */
bool predict_trust(const struct predictor *p, const struct replica_pane *pane);
/* Which editing keys are known to do here what we think. */
void predict_trust_edits(struct predictor *p);
/* A line editor reads behind a prompt that is known. */
bool predict_is_line_editor(const struct predictor *p, const struct replica_pane *pane);
/* Column where the user's text begins in a line, by the prompts known; 0: not known. */
uint16_t predict_text_start(
	const struct predictor *p, const struct replica_pane *pane, const struct line *l);
/* The bottom row of a full screen program, as a hash; 0: blank, or the cursor is there. */
uint64_t predict_bottom(const struct predictor *p, const struct replica_pane *pane);
/* predict_move.c */
bool predict_is_row_move(keycode_t key);
bool predict_row_move(struct predictor *p, const struct replica_pane *pane, bool down, const struct stroke *k);
/* Enter at the end of an editor's text: a row below it that was empty. */
bool predict_enter(struct predictor *p, const struct replica_pane *pane, struct stroke *k);
/* What was tried with Enter is known, or known to be wrong. */
void predict_enter_judged(struct predictor *p, bool right);
/* The arrow that a letter stands for; else the key itself. */
keycode_t predict_meaning(struct predictor *p, const struct replica_pane *pane, keycode_t key);
/* A key was applied as if it were `as`: notes in *s where it should take the cursor. */
void predict_move_placed(
	struct predictor *p, struct sent *s, keycode_t as, uint64_t was_line, uint16_t was_x, bool was_sure);
/* A key has settled alone: moves learn from it. False: it was a move that did not come true. */
bool predict_judge_move(struct predictor *p, const struct replica_pane *pane);
/* The place where keys take effect is not known before `offset` has settled. Guesses stay. */
void predict_lose(struct predictor *p, uint64_t offset);
/* Drops every guess and what is shown of the cursor. */
void predict_forget(struct predictor *p);
/* Plays the keys that are still under way from where the pane's cursor is. */
void predict_replay(struct predictor *p, const struct replica_pane *pane, usec_t now);
