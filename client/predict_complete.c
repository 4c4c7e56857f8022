/* client/predict_complete.c -- Tab, guessed: when just one of the words on the screen goes on from what stands
 * left of the cursor, the rest of it is what the key will bring. */
#include <string.h>

#include "client/predict_impl.h"

#define LIMIT_WORD 64 /* columns */

/* The plain character in a cell that a name may hold; 0: none. */
static char name_char(const struct predictor *p, const struct replica_pane *pane, const struct line *l, uint16_t x)
{
	struct spot s = predict_spot(p, pane, l, x);
	char c = s.len == 1 && s.width == 1 && !s.unknown && !s.suggested ? s.text[0] : '\0';
	bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		     c == '_' || c == '-' || c == '.';
	return plain ? c : '\0';
}

/* The word that begins at x, as text; where it ends. */
static uint16_t take_word(const struct predictor *p, const struct replica_pane *pane, const struct line *l,
	uint16_t x, char out[LIMIT_WORD + 1])
{
	size_t n = 0;
	char c;
	while (x < pane->size.cols && (c = name_char(p, pane, l, x)) != '\0') {
		if (n < LIMIT_WORD) {
			out[n++] = c;
		}
		x++;
	}
	out[n] = '\0';
	return x;
}

/* The one word of the screen that goes on from `begun`; false: none, or more than one. */
static bool find_word(const struct predictor *p, const struct replica_pane *pane, const char *begun,
	char out[LIMIT_WORD + 1])
{
	size_t len = strlen(begun), found = 0;
	for (uint16_t y = 0; y < pane->size.rows; y++) {
		for (uint16_t x = 0; x < pane->size.cols; x++) {
			char word[LIMIT_WORD + 1];
			x = take_word(p, pane, pane->rows[y], x, word);
			if (strncmp(word, begun, len) == 0 && word[len] != '\0' &&
				(found == 0 || strcmp(word, out) != 0)) {
				memcpy(out, word, sizeof(word));
				found++;
			}
		}
	}
	return found == 1;
}

bool predict_complete(struct predictor *p, const struct replica_pane *pane, const struct line *l, uint16_t start,
	uint16_t x, struct stroke *k)
{
	char begun[LIMIT_WORD + 1], word[LIMIT_WORD + 1];
	uint16_t from = x;
	while (from > start && name_char(p, pane, l, (uint16_t)(from - 1)) != '\0') {
		from--;
	}
	if (from == x || x - from >= LIMIT_WORD) {
		return false;
	}
	take_word(p, pane, l, from, begun);
	if (strlen(begun) != (size_t)(x - from) || !find_word(p, pane, begun, word)) {
		return false;
	}
	for (const char *c = word + strlen(begun); *c != '\0'; c++) {
		if (!predict_type(p, pane, (uint8_t)*c, k)) {
			return false;
		}
	}
	return true;
}
