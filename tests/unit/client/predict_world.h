/* tests/unit/client/predict_world.h -- a pane behind a slow link, in virtual time: a program on a
 * terminal, echoes stamped as the server does it, snapshots on their way, the predictor drawing
 * over them.
 *
 * An oracle runs the same program on a second terminal with no delay: a painted cell that differs
 * from the pane as it came must be the oracle's. */
#pragma once

#include "base/rng.h"
#include "client/predict.h"
#include "program.h"

struct world_cfg {
	enum program_kind kind;
	bool right_prompt, suggests;
	usec_t rtt, jitter; /* jitter: up to so much more, each way */
	usec_t latency;     /* of the program's own writes */
	usec_t su_after;    /* how long `su` leaves echo on */
	enum predict_mode mode;
	uint16_t cols, rows;
	uint64_t seed;
};

struct shot { /* on its way to the client */
	usec_t at;
	bool is_echo;
	struct tree_echo echo;
	struct replica_pane pane;
	struct line **rows;
};

struct sent_key {
	usec_t at;
	keycode_t key;
	uint64_t offset;
	bool paste;
};

struct world {
	struct world_cfg cfg;
	struct rng_seed rng_state;
	struct rng rng;
	usec_t now;
	/* server */
	struct term *term, *oracle;
	struct shot past[64]; /* the oracle after each of the last keys */
	size_t past_count;
	bool lenient; /* what was right after any key that has not settled is right */
	struct program program, dream; /* the oracle's */
	struct tty_flags tty;          /* as the server read them */
	struct buf writes;             /* what the program has not written yet */
	usec_t writes_at;
	struct tty_flags flags_next;
	struct tree_echo echo;
	uint64_t given;
	usec_t given_at;
	bool awaits;
	/* under way */
	struct sent_key up[16384];
	size_t up_from, up_to;
	usec_t up_last;
	struct shot *down;
	size_t down_count, down_cap;
	usec_t down_last;
	/* client */
	struct shot shown;
	struct predictor *predictor;
	struct canvas *canvas, *plain;
	struct rect rect;
	uint64_t offset;
	bool drew;
	/* verdicts */
	uint64_t painted_wrong; /* cells, each drawing */
	usec_t wrong_since, wrong_longest;
	uint64_t outside;
	uint64_t painted; /* drawings in which any cell was ours */
	bool leaked;      /* letters of `secret` were painted */
	uint32_t secret;
};

struct world *world_new(const struct world_cfg *cfg);
void world_free(struct world *w);
void world_key(struct world *w, keycode_t key);
void world_text(
	struct world *w, const char *text, usec_t gap); /* UTF-8, a key each; '\r' is Enter */
void world_paste(struct world *w, const char *text);
void world_output(struct world *w, const char *text); /* something else writes to the terminal */
void world_resize(struct world *w, uint16_t cols, uint16_t rows);
void world_run(struct world *w, usec_t span);
/* Until nothing is under way; then whatever is drawn must be the truth. */
void world_settle(struct world *w);
bool world_is_true(struct world *w);
/* What stands left of the drawn cursor: was the key that was just typed painted? */
bool world_shows_left(struct world *w, const char *text);
const char *world_row(struct world *w, uint16_t y, struct buf *b); /* as drawn */
void world_dump(struct world *w);
usec_t world_gap(struct world *w); /* between two keys */

#define CHECK(w, cond)                                                                             \
	do {                                                                                       \
		if (!(cond)) {                                                                     \
			print_message("seed %llu kind %d rtt %llu: %s\n",                          \
				(unsigned long long)(w)->cfg.seed, (int)(w)->cfg.kind,             \
				(unsigned long long)(w)->cfg.rtt / 1000u, #cond);                  \
			world_dump(w);                                                                   \
		}                                                                                  \
		assert_true(cond);                                                                 \
	} while (0)
