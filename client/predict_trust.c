/* client/predict_trust.c -- where typing will be echoed, from where it was: an Enter ends all evidence, and
 * the next prompt brings it back when it is one that was typed at before, in this pane, in another, or in
 * another session. Line editors read in bracketed paste mode; there a prompt is known again when it begins and
 * ends as before, so that a path in it may change. What asks (with a colon or a question mark) is never known: the
 * next answer may be one that nobody is to see. Full screen editors are known
 * by the foot of their screen, but only where keys of the terminal still send signals: a terminal within the
 * terminal (ssh, tmux) wants those keys for itself, and what runs in it may ask for a password. */
#include <string.h>

#include "client/predict_impl.h"

#define PROMPT_MIN 2 /* columns: a shorter one may be anything */
#define HEAD 3       /* columns of a shape */
#define TAIL 2
#define FOOT_MIN 4   /* characters */

/* Editing keys that all line editors have alike, where text is echoed in bracketed paste mode. */
#define EDITS_OF_ALL (1u << EDIT_START | 1u << EDIT_END | 1u << EDIT_KILL_END | 1u << EDIT_KILL_START)

static uint64_t hash_cell(uint64_t h, const struct replica_pane *pane, const struct line *l, uint16_t x, bool look)
{
	char s[CLUSTER_MAX];
	size_t n = predict_truth(pane, l, x, s);
	h = learned_hash(h, s, n);
	if (look) {
		const struct style *style = pool_style_get(pane->pool, line_cell(l, x).style);
		h = learned_hash(h, &style->fg, sizeof(style->fg));
	}
	return learned_hash(h, "\xff", 1);
}

static bool is_empty(const struct replica_pane *pane, const struct line *l, uint16_t x)
{
	char s[CLUSTER_MAX];
	return predict_truth(pane, l, x, s) == 0;
}

/* Columns up to the last that is not blank. */
static uint16_t text_end(const struct replica_pane *pane, const struct line *l, uint16_t width)
{
	while (width > 0 && is_empty(pane, l, (uint16_t)(width - 1))) {
		width--;
	}
	return width;
}

/* "Password: ", "Continue? ": the answer need not be one to be seen. */
static bool asks(const struct replica_pane *pane, const struct line *l, uint16_t end)
{
	static const char *const marks[] = {":", "?", "\xef\xbc\x9a", "\xef\xbc\x9f"};
	char s[CLUSTER_MAX];
	uint16_t x = (uint16_t)(end - 1);
	size_t n = predict_truth(pane, l, x, s);
	if (n == 0 && x > 0) { /* a wide one */
		n = predict_truth(pane, l, (uint16_t)(x - 1), s);
	}
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (n == strlen(marks[i]) && memcmp(s, marks[i], n) == 0) {
			return true;
		}
	}
	return false;
}

static uint64_t shape_of(const struct predictor *p, const struct replica_pane *pane, const struct line *l,
	uint16_t width, uint16_t end)
{
	uint64_t h = learned_hash(p->host, "shape", 5);
	if (!(pane->modes & MODE_PASTE)) {
		return 0;
	}
	for (uint16_t x = 0; x < HEAD && x < end; x++) {
		h = hash_cell(h, pane, l, x, true);
	}
	h = learned_hash(h, "-", 1);
	for (uint16_t x = end > TAIL ? (uint16_t)(end - TAIL) : 0; x < width; x++) {
		h = hash_cell(h, pane, l, x, true);
	}
	return h;
}

/* What stands at the left of a row at the foot of the screen; 0: too little, or the cursor is there. */
static uint64_t hash_foot(const struct predictor *p, const struct replica_pane *pane, uint16_t y)
{
	uint16_t cols = pane->size.cols, n = 0;
	if (y <= pane->cursor.y || y >= pane->size.rows) {
		return 0;
	}
	const struct line *l = pane->rows[y];
	uint64_t h = learned_hash(p->host, "foot", 4);
	for (uint16_t x = 0; x < cols && !(is_empty(pane, l, x) && (x + 1 >= cols || is_empty(pane, l, (uint16_t)(x + 1))));
		x++) {
		h = hash_cell(h, pane, l, x, true);
		n++;
	}
	return n >= FOOT_MIN ? h : 0;
}

uint64_t predict_bottom(const struct predictor *p, const struct replica_pane *pane)
{
	return hash_foot(p, pane, (uint16_t)(pane->size.rows - 1));
}

/* The bottom row says what a full screen editor does, or the one above it. */
static uint64_t foot_of(const struct predictor *p, const struct replica_pane *pane)
{
	uint16_t y = (uint16_t)(pane->size.rows - 1);
	if ((!pane->tty.isig && !predict_is_common_foot(pane)) || y < 2) {
		return 0;
	}
	bool blank = text_end(pane, pane->rows[y], pane->size.cols) == 0;
	return hash_foot(p, pane, blank ? (uint16_t)(y - 1) : y);
}

static uint64_t full_of(const struct predictor *p, const struct replica_pane *pane, const struct line *l, uint16_t width)
{
	uint64_t h = learned_hash(p->host, "prompt", 6);
	for (uint16_t x = 0; x < width; x++) {
		h = hash_cell(h, pane, l, x, false);
	}
	return h;
}

struct prompt predict_prompt(const struct predictor *p, const struct replica_pane *pane)
{
	const struct line *l = pane->rows[pane->cursor.y];
	uint16_t width = pane->cursor.x, end = text_end(pane, l, width);
	struct prompt q = {0};
	if (pane->modes & MODE_ALT_SCREEN) {
		q.screen = foot_of(p, pane);
		q.common = q.screen != 0 && q.screen != p->doubted && predict_is_common_foot(pane);
	} else if (end > 0 && width >= PROMPT_MIN && !asks(pane, l, end)) {
		q.width = width;
		q.full = full_of(p, pane, l, width);
		q.shape = shape_of(p, pane, l, width, end);
		q.common = q.full != p->doubted && predict_is_common_prompt(pane, l, width);
	}
	return q;
}

static bool knows(const struct predictor *p, enum learned_kind kind, uint64_t key)
{
	return key != 0 && learned_find(p->learned, kind, key) != NULL;
}

static uint16_t edits_known(const struct predictor *p)
{
	uint16_t bits = 0;
	for (int i = 0; i < EDIT_KINDS; i++) {
		bits = (uint16_t)(bits | (p->kind_known[i] ? 1u << i : 0));
	}
	return bits;
}

void predict_trust_learn(struct predictor *p, const struct replica_pane *pane)
{
	const struct prompt *q = &p->prompt;
	bool alt = (pane->modes & MODE_ALT_SCREEN) != 0;
	if (alt && q->screen != 0) {
		learned_note(p->learned, LEARNED_SCREEN, q->screen, 0);
	}
	if (!alt && q->shape != 0) {
		learned_note(p->learned, LEARNED_SHAPE, q->shape, edits_known(p));
	}
	if (!alt && q->full != 0) {
		learned_note(p->learned, LEARNED_PROMPT, q->full, edits_known(p));
	}
	predict_trust_edits(p);
}

void predict_trust_forget(struct predictor *p)
{
	learned_forget(p->learned, LEARNED_PROMPT, p->prompt.full);
	learned_forget(p->learned, LEARNED_SHAPE, p->prompt.shape);
	learned_forget(p->learned, LEARNED_SCREEN, p->prompt.screen);
	memset(p->kind_known, 0, sizeof(p->kind_known));
	p->doubted = !p->prompt.common ? p->doubted : p->prompt.full != 0 ? p->prompt.full : p->prompt.screen;
	p->prompt.common = p->trusted = false;
}

bool predict_trust(const struct predictor *p, const struct replica_pane *pane)
{
	if (p->lost_by_escape && (pane->modes & MODE_ALT_SCREEN)) {
		return false; /* editors wait whether it is the beginning of a key, their foot unchanged */
	}
	if (tty_is_cooked(pane) || tty_is_secret(pane) || !pane->tty.known ||
		(p->lost_by_enter && pane->rows[pane->cursor.y]->id == p->lost_line)) {
		return false;
	}
	return p->prompt.common || knows(p, LEARNED_PROMPT, p->prompt.full) || knows(p, LEARNED_SHAPE, p->prompt.shape) ||
	       knows(p, LEARNED_SCREEN, p->prompt.screen);
}

void predict_trust_edits(struct predictor *p)
{
	const struct learned_entry *shape = learned_find(p->learned, LEARNED_SHAPE, p->prompt.shape),
				   *full = learned_find(p->learned, LEARNED_PROMPT, p->prompt.full);
	unsigned bits = (p->prompt.common && (p->prompt.shape != 0) ? EDITS_OF_ALL : 0u) |
			(shape != NULL ? EDITS_OF_ALL | shape->edits : 0u) | (full != NULL ? full->edits : 0u);
	for (unsigned i = 0; i < EDIT_KINDS; i++) {
		p->kind_known[i] |= (bits >> i & 1) != 0;
	}
}

bool predict_is_line_editor(const struct predictor *p, const struct replica_pane *pane)
{
	return p->trusted && (pane->modes & MODE_PASTE) && !(pane->modes & MODE_ALT_SCREEN) && !tty_is_cooked(pane);
}

uint16_t predict_text_start(
	const struct predictor *p, const struct replica_pane *pane, const struct line *l)
{
	if (pane->zone_line == l->id) {
		return pane->zone_col;
	}
	if (p->prompt.full != 0 && l->id == p->floor_line && full_of(p, pane, l, p->prompt.width) == p->prompt.full &&
		(p->prompt.common || knows(p, LEARNED_PROMPT, p->prompt.full))) {
		return p->prompt.width;
	}
	uint64_t h = learned_hash(p->host, "prompt", 6);
	uint16_t start = 0;
	for (uint16_t x = 0; x < pane->size.cols; x++) {
		h = hash_cell(h, pane, l, x, false);
		start = x + 1u >= PROMPT_MIN && knows(p, LEARNED_PROMPT, h) ? (uint16_t)(x + 1) : start;
	}
	return start;
}
