/* tests/predict/player.h -- plays a recording over a bad network in virtual time, through the production
 * synchroniser and predictor, and compares what the user saw with what came to be true.
 *
 * The typist types as recorded, but looks (`see`) only at what has come. The program answers each key after
 * the time that it took when it was recorded. */
#pragma once

#include "client/predict.h"
#include "client/predict_learned.h"
#include "tests/predict/recording.h"

struct play {
	usec_t rtt;
	unsigned loss_pct; /* each way */
	enum predict_mode mode;
	uint64_t seed;
	struct learned *learned; /* NULL: nothing, and of this recording alone */
};

struct score {
	size_t keys;      /* that had an effect to be seen: on the cursor's row, or the cursor */
	size_t shown;     /* of them: all of it was to be seen 16 ms later */
	size_t typed, typed_shown; /* those that are characters */
	size_t inserted, inserted_shown; /* and those of them that were put into text, on the main screen */
	size_t wrong;     /* keys behind which a cell stood that never was true */
	uint64_t wrong_cell_ms;
	usec_t longest_wrong; /* a wrong cell stood so long */
	size_t leaks;     /* cells painted while a secret was typed */
	size_t outside;   /* cells changed outside the pane */
	size_t left;      /* cells of the last screen that are not the truth's */
};

/* Adds to *s. */
void player_play(const struct recording *r, const struct play *how, struct score *s);
