/* client/predict_edit.c -- editing keys of shells and editors: rubbing out, moving, killing. Rubbing out and
 * moving by a column do the same everywhere. What the others do is for the program to say: each kind
 * is hidden until it was once seen to do what we think. */
#include "client/predict_impl.h"

#define LIMIT_KILLED 128 /* characters that one key takes away; more is not predicted */

/* ---- one character ---- */

/* Some take the mark alone away, some its letter, too. */
static bool is_composed(const struct spot *s)
{
	size_t used = 0;
	if (s->len > 0) {
		utf8_decode(s->text, s->len, &used);
	}
	return used < s->len;
}

static bool backspace(struct predictor *p, const struct replica_pane *pane, struct stroke *k)
{
	uint16_t x;
	bool wrap;
	const struct line *l = predict_cursor_line(p, pane, &x, &wrap);
	if (l == NULL || wrap || x == 0) {
		return false;
	}
	struct spot old = predict_spot(p, pane, l, (uint16_t)(x - 1)), here = predict_spot(p, pane, l, x);
	if (old.width == 1) {
		if (is_composed(&old)) {
			return false;
		}
		predict_mind_floor(p, l, x - 1u, k);
		predict_close_gap(p, pane, l, x, k);
		predict_set_cursor(p, pane, l, x - 1u, k);
		return true;
	}
	if (old.width != 0 || x < 2 || !predict_is_blank(&here)) {
		return false;
	}
	predict_mind_floor(p, l, x - 2u, k);
	struct spot s = {.width = 1, .style = here.style};
	predict_guess(p, pane, l, (uint16_t)(x - 1), &s, k);
	predict_guess(p, pane, l, (uint16_t)(x - 2), &s, k);
	predict_set_cursor(p, pane, l, x - 2u, k);
	return true;
}

static bool move_cursor(
	struct predictor *p, const struct replica_pane *pane, bool right, struct stroke *k)
{
	uint16_t x;
	bool wrap;
	const struct line *l = predict_cursor_line(p, pane, &x, &wrap);
	if (l == NULL || wrap || (right ? x + 1 >= pane->size.cols : x == 0)) {
		return false;
	}
	struct spot s = predict_spot(p, pane, l, (uint16_t)(right ? x : x - 1));
	if (s.unknown) {
		return false;
	}
	if (!right) {
		predict_mind_floor(p, l, x - 1u, k);
		predict_set_cursor(p, pane, l, s.width == 0 && x > 1 ? x - 2u : x - 1u, k);
		return true;
	}
	/* Right of its text a shell does not go; into a suggestion it goes in ways of its own. */
	if (s.suggested || predict_run_end(p, pane, l, x) == x || x + s.width >= pane->size.cols) {
		return false;
	}
	predict_set_cursor(p, pane, l, (uint32_t)x + s.width, k);
	return true;
}

/* ---- more than one ---- */

struct place {
	const struct line *l;
	uint16_t x, start, end; /* the cursor; the user's text is [start, end) */
};

/* False: it is not known what the user's text is, or it is not of plain characters. */
static bool find_text(struct predictor *p, const struct replica_pane *pane, struct place *at)
{
	bool wrap;
	at->l = predict_cursor_line(p, pane, &at->x, &wrap);
	if (at->l == NULL || wrap || (pane->modes & MODE_ALT_SCREEN)) {
		return false;
	}
	at->start = predict_text_start(p, pane, at->l);
	if (at->start == 0 || at->start > at->x) {
		return false;
	}
	at->end = predict_run_end(p, pane, at->l, at->x);
	for (uint16_t x = at->start; x < at->end; x++) {
		struct spot s = predict_spot(p, pane, at->l, x);
		if (s.width != 1 || s.unknown) {
			return false;
		}
	}
	return true;
}

static bool is_word(const struct predictor *p, const struct replica_pane *pane, const struct line *l,
	uint16_t x)
{
	struct spot s = predict_spot(p, pane, l, x);
	uint8_t c = s.len > 0 ? (uint8_t)s.text[0] : ' ';
	return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_gap(const struct predictor *p, const struct replica_pane *pane, const struct line *l,
	uint16_t x)
{
	struct spot s = predict_spot(p, pane, l, x);
	return predict_is_blank(&s);
}

static uint16_t word_left(const struct predictor *p, const struct replica_pane *pane, const struct place *at)
{
	uint16_t x = at->x;
	while (x > at->start && !is_word(p, pane, at->l, (uint16_t)(x - 1))) {
		x--;
	}
	while (x > at->start && is_word(p, pane, at->l, (uint16_t)(x - 1))) {
		x--;
	}
	return x;
}

static uint16_t word_right(const struct predictor *p, const struct replica_pane *pane, const struct place *at)
{
	uint16_t x = at->x;
	while (x < at->end && !is_word(p, pane, at->l, x)) {
		x++;
	}
	while (x < at->end && is_word(p, pane, at->l, x)) {
		x++;
	}
	return x;
}

/* Where a word between blanks begins. */
static uint16_t blank_left(const struct predictor *p, const struct replica_pane *pane, const struct place *at)
{
	uint16_t x = at->x;
	while (x > at->start && is_gap(p, pane, at->l, (uint16_t)(x - 1))) {
		x--;
	}
	while (x > at->start && !is_gap(p, pane, at->l, (uint16_t)(x - 1))) {
		x--;
	}
	return x;
}

static void jump(struct predictor *p, const struct replica_pane *pane, const struct place *at, uint16_t to,
	const struct stroke *k)
{
	if (to != at->x) {
		predict_set_cursor(p, pane, at->l, to, k);
	}
}

/* The characters [to, x) go. */
static bool kill_left(struct predictor *p, const struct replica_pane *pane, const struct place *at,
	uint16_t to, const struct stroke *k)
{
	if (at->x - to > LIMIT_KILLED) {
		return false;
	}
	for (uint16_t x = at->x; x > to; x--) {
		predict_close_gap(p, pane, at->l, x, k);
		predict_set_cursor(p, pane, at->l, x - 1u, k);
	}
	return true;
}

static bool kill_right(struct predictor *p, const struct replica_pane *pane, const struct place *at,
	const struct stroke *k)
{
	for (uint16_t x = at->end; x < pane->size.cols; x++) {
		struct spot s = predict_spot(p, pane, at->l, x);
		if (!predict_is_blank(&s) && !s.suggested) {
			return false; /* more of it, or what does not move */
		}
	}
	for (uint16_t x = at->x; x < at->end; x++) {
		struct spot blank = {.width = 1};
		predict_guess(p, pane, at->l, x, &blank, k);
	}
	predict_set_cursor(p, pane, at->l, at->x, k);
	return true;
}

static bool delete_here(struct predictor *p, const struct replica_pane *pane, const struct place *at,
	const struct stroke *k)
{
	if (at->end <= at->x || at->x + 1 >= pane->size.cols) {
		return false; /* the end of the file, or a beep */
	}
	predict_close_gap(p, pane, at->l, (uint16_t)(at->x + 1), k);
	predict_set_cursor(p, pane, at->l, at->x, k);
	return true;
}

static enum edit_kind kind_of(keycode_t key)
{
	switch (key) {
	case KEY_HOME:
		return EDIT_HOME_KEY;
	case KEY_CTRL | 'a':
		return EDIT_START;
	case KEY_END:
		return EDIT_END_KEY;
	case KEY_CTRL | 'e':
		return EDIT_END;
	case KEY_META | 'b':
		return EDIT_WORD_LEFT;
	case KEY_META | 'f':
		return EDIT_WORD_RIGHT;
	case KEY_CTRL | 'k':
		return EDIT_KILL_END;
	case KEY_CTRL | 'u':
		return EDIT_KILL_START;
	case KEY_CTRL | 'w':
		return EDIT_KILL_WORD;
	case KEY_DELETE:
	case KEY_CTRL | 'd':
		return EDIT_DELETE;
	case '\t':
		return EDIT_COMPLETE;
	default:
		return EDIT_KINDS;
	}
}

void predict_edit_proven(struct predictor *p)
{
	for (int i = 0; i < EDIT_KINDS; i++) {
		if (p->kind_epoch[i] != 0 && p->kind_epoch[i] <= p->confirmed) {
			p->kind_known[i] = true;
			p->kind_epoch[i] = 0;
		}
	}
}

/* What a word is differs from editor to editor, but not where letters and digits stand between blanks. */
static bool is_plain_word(const struct predictor *p, const struct replica_pane *pane, const struct place *at,
	enum edit_kind kind)
{
	uint16_t from = kind == EDIT_KILL_WORD ? blank_left(p, pane, at) : word_left(p, pane, at);
	if (kind != EDIT_KILL_WORD && kind != EDIT_WORD_LEFT) {
		return false;
	}
	for (uint16_t x = from > at->start ? (uint16_t)(from - 1) : from; x < at->x; x++) {
		struct spot s = predict_spot(p, pane, at->l, x);
		bool gap = predict_is_blank(&s), plain = s.len == 1 && is_word(p, pane, at->l, x);
		if (x < from ? !gap : !gap && !plain) {
			return false;
		}
	}
	return predict_is_line_editor(p, pane);
}

static bool edit_text(struct predictor *p, const struct replica_pane *pane, enum edit_kind kind,
	struct stroke *k)
{
	struct place at;
	if (!find_text(p, pane, &at)) {
		return false;
	}
	if (!p->kind_known[kind] && !is_plain_word(p, pane, &at, kind)) {
		predict_become_tentative(p, k);
		p->kind_epoch[kind] = k->epoch;
	}
	switch (kind) {
	case EDIT_START:
	case EDIT_HOME_KEY:
		jump(p, pane, &at, at.start, k);
		return true;
	case EDIT_END:
	case EDIT_END_KEY:
		jump(p, pane, &at, at.end, k);
		return true;
	case EDIT_WORD_LEFT:
		jump(p, pane, &at, word_left(p, pane, &at), k);
		return true;
	case EDIT_WORD_RIGHT:
		jump(p, pane, &at, word_right(p, pane, &at), k);
		return true;
	case EDIT_KILL_END:
		return kill_right(p, pane, &at, k);
	case EDIT_KILL_START: /* with text right of the cursor it may go, too */
		return at.end == at.x && kill_left(p, pane, &at, at.start, k);
	case EDIT_KILL_WORD:
		return kill_left(p, pane, &at, blank_left(p, pane, &at), k);
	case EDIT_DELETE:
		return delete_here(p, pane, &at, k);
	case EDIT_COMPLETE:
		return at.x == at.end && predict_complete(p, pane, at.l, at.start, at.x, k);
	case EDIT_COLUMN:
	case EDIT_ROW:
	case EDIT_JOIN:
	case EDIT_ENTER:
	case EDIT_KINDS:
		break;
	}
	return false;
}

/* ---- keys ---- */

bool predict_is_back(keycode_t key)
{
	return key == 0x7f || key == (KEY_CTRL | 'h');
}

static bool is_move(keycode_t key)
{
	return key == KEY_LEFT || key == KEY_RIGHT || key == (KEY_CTRL | 'b') ||
	       key == (KEY_CTRL | 'f');
}

bool predict_is_edit(keycode_t key)
{
	return key != '\t' && (predict_is_back(key) || is_move(key) || predict_is_row_move(key) ||
				     kind_of(key) != EDIT_KINDS);
}

bool predict_edit(
	struct predictor *p, const struct replica_pane *pane, keycode_t key, struct stroke *k)
{
	if (predict_is_back(key)) {
		return backspace(p, pane, k);
	}
	if (is_move(key)) {
		return move_cursor(p, pane, key == KEY_RIGHT || key == (KEY_CTRL | 'f'), k);
	}
	if (predict_is_row_move(key)) {
		return predict_row_move(p, pane, key == KEY_DOWN || key == (KEY_CTRL | 'n'), k);
	}
	return edit_text(p, pane, kind_of(key), k);
}
