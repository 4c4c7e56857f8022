/* client/predict_move.c -- keys that move the cursor and change no text: arrows, and what the program at hand
 * was seen to take for moves (h, j, k, l). No glyph comes of them, so a move needs less evidence than text: the
 * cursor was seen to go where such a key should take it. */
#include <string.h>

#include "client/predict_impl.h"

#define SEEN_ENOUGH 2 /* the same move by the same key */

static enum edit_kind kind_of(keycode_t key)
{
	switch (key) {
	case KEY_LEFT:
	case KEY_RIGHT:
	case KEY_CTRL | 'b':
	case KEY_CTRL | 'f':
		return EDIT_COLUMN;
	case KEY_UP:
	case KEY_DOWN:
	case KEY_CTRL | 'p':
	case KEY_CTRL | 'n':
		return EDIT_ROW;
	default:
		return EDIT_KINDS;
	}
}

bool predict_is_row_move(keycode_t key)
{
	return kind_of(key) == EDIT_ROW;
}

/* ---- by rows ---- */

static uint16_t text_end(const struct predictor *p, const struct replica_pane *pane, const struct line *l)
{
	uint16_t x = pane->size.cols;
	while (x > 0) {
		struct spot s = predict_spot(p, pane, l, (uint16_t)(x - 1));
		if (!predict_is_blank(&s)) {
			break;
		}
		x--;
	}
	return x;
}

/* Full screen programs alone; shells take these keys for their history. */
bool predict_row_move(struct predictor *p, const struct replica_pane *pane, bool down, const struct stroke *k)
{
	uint16_t x;
	bool wrap;
	const struct line *l = predict_cursor_line(p, pane, &x, &wrap);
	int y = l != NULL ? predict_row(pane, l->id) : -1, to = down ? y + 1 : y - 1;
	if (y < 0 || wrap || to < 0 || to >= pane->size.rows || !(pane->modes & MODE_ALT_SCREEN) ||
		pane->rows[to]->id == 0) {
		return false;
	}
	l = pane->rows[to];
	if (x > 0 && x >= text_end(p, pane, l)) {
		return false; /* it goes where that row's text ends, or behind it */
	}
	predict_set_cursor(p, pane, l, x, k);
	p->cursor.jumped = false;
	return true;
}

/* ---- Enter ---- */

/* Nothing stands there but what an editor puts where its text has ended. */
static bool is_empty_row(const struct predictor *p, const struct replica_pane *pane, const struct line *l)
{
	struct spot first = predict_spot(p, pane, l, 0);
	uint16_t end = text_end(p, pane, l);
	return l->id != 0 && (end == 0 || (end == 1 && first.len == 1 && first.text[0] == '~'));
}

bool predict_enter(struct predictor *p, const struct replica_pane *pane, struct stroke *k)
{
	uint16_t x;
	bool wrap;
	const struct line *l = predict_cursor_line(p, pane, &x, &wrap);
	int y = l != NULL ? predict_row(pane, l->id) : -1;
	uint64_t foot = p->prompt.screen;
	if (y < 0 || wrap || y + 2 >= pane->size.rows || k->epoch > p->confirmed || foot == 0 || foot == p->no_enter ||
		!is_empty_row(p, pane, pane->rows[y + 1]) || !is_empty_row(p, pane, pane->rows[y + 2])) {
		return false; /* what stands below would move, or the screen would */
	}
	struct spot first = predict_spot(p, pane, l, 0), blank = {.width = 1};
	if (text_end(p, pane, l) > x || (x > 0 && predict_is_blank(&first))) {
		return false; /* a line in two, or one that may be indented as this one is */
	}
	const struct learned_entry *e = learned_find(p->learned, LEARNED_SCREEN, foot);
	if (e == NULL || (e->edits & 1u << EDIT_ENTER) == 0) {
		predict_become_tentative(p, k);
		p->enter_foot = foot;
		p->enter_epoch = k->epoch;
	}
	if (text_end(p, pane, pane->rows[y + 1]) > 0) {
		predict_guess(p, pane, pane->rows[y + 1], 0, &blank, k);
	}
	predict_set_cursor(p, pane, pane->rows[y + 1], 0, k);
	return true;
}

void predict_enter_judged(struct predictor *p, bool right)
{
	if (p->enter_foot != 0 && right && p->enter_epoch <= p->confirmed) {
		learned_note(p->learned, LEARNED_SCREEN, p->enter_foot, 1u << EDIT_ENTER);
		p->enter_foot = 0;
	} else if (p->enter_foot != 0 && !right) {
		p->no_enter = p->enter_foot;
		p->enter_foot = 0;
	}
}

/* ---- what is known of moves ---- */

static struct meaning *find_meaning(struct predictor *p, const struct replica_pane *pane, keycode_t key)
{
	uint64_t foot = predict_bottom(p, pane);
	for (size_t i = 0; i < p->meaning_count; i++) {
		if (p->meanings[i].key == key && p->meanings[i].foot == foot) {
			return &p->meanings[i];
		}
	}
	return NULL;
}

static bool is_text(keycode_t key)
{
	return key > 0x20 && key < 0x7f;
}

keycode_t predict_meaning(struct predictor *p, const struct replica_pane *pane, keycode_t key)
{
	if (!is_text(key) || !(pane->modes & MODE_ALT_SCREEN) || (p->cursor.valid && !p->cursor.sure) || p->trusted) {
		return key;
	}
	const struct meaning *m = find_meaning(p, pane, key);
	return m != NULL && m->seen >= SEEN_ENOUGH ? m->as : key;
}

void predict_move_placed(struct predictor *p, struct sent *s, keycode_t as, uint64_t was_line, uint16_t was_x, bool was_sure)
{
	enum edit_kind kind = kind_of(as);
	s->placed = p->cursor.valid;
	s->line = p->cursor.line;
	s->x = p->cursor.x;
	s->moves = kind != EDIT_KINDS && p->cursor.valid && (p->cursor.line != was_line || p->cursor.x != was_x);
	if (kind != EDIT_KINDS && p->cursor.valid) {
		p->cursor.sure = was_sure && (as != s->key || p->kind_known[kind]);
	}
}

static void forget_meanings(struct predictor *p)
{
	p->meaning_count = 0;
}

/* The effect of a key alone, where the place before it is known. */
static keycode_t effect_of(const struct predictor *p, const struct replica_pane *pane)
{
	int was = predict_row(pane, p->exact_line), y = pane->cursor.y, x = pane->cursor.x;
	if (was < 0) {
		return KEY_NONE;
	}
	if (y == was) {
		return x == p->exact_x + 1 ? KEY_RIGHT : x + 1 == p->exact_x ? KEY_LEFT : KEY_NONE;
	}
	return x != p->exact_x ? KEY_NONE : y == was + 1 ? KEY_DOWN : y == was - 1 ? KEY_UP : KEY_NONE;
}

static bool is_echo(const struct predictor *p, const struct replica_pane *pane, const struct sent *s)
{
	char text[CLUSTER_MAX];
	int y = predict_row(pane, p->exact_line);
	return y >= 0 && p->exact_x < pane->size.cols && predict_truth(pane, pane->rows[y], p->exact_x, text) == 1 &&
	       (keycode_t)(uint8_t)text[0] == s->key;
}

static void learn_meaning(struct predictor *p, const struct replica_pane *pane, const struct sent *s)
{
	keycode_t as = is_echo(p, pane, s) ? KEY_NONE : effect_of(p, pane);
	struct meaning *m = find_meaning(p, pane, s->key);
	if (as == KEY_NONE || (m != NULL && m->as != as)) {
		if (m != NULL) {
			*m = p->meanings[--p->meaning_count];
		}
		return;
	}
	if (m == NULL) {
		if (p->meaning_count == LIMIT_MEANINGS) {
			memmove(p->meanings, p->meanings + 1, sizeof(p->meanings) - sizeof(p->meanings[0]));
			p->meaning_count--;
		}
		m = &p->meanings[p->meaning_count++];
		*m = (struct meaning){.key = s->key, .as = as, .foot = predict_bottom(p, pane)};
	}
	m->seen += m->seen < SEEN_ENOUGH;
}

/* The pane is shown just as it was when a key had settled and no other had been given. */
bool predict_judge_move(struct predictor *p, const struct replica_pane *pane)
{
	size_t n = 0;
	bool right = true;
	while (n < p->sent_count && p->sent[n].offset < pane->echo.settled) {
		n++;
	}
	if (n < p->sent_count && p->sent[n].offset == pane->echo.settled) {
		const struct sent *s = &p->sent[n];
		bool here = s->placed && s->x == pane->cursor.x && s->line == pane->rows[pane->cursor.y]->id;
		if (s->moves && s->placed) {
			right = here;
			enum edit_kind kind = kind_of(s->key);
			if (kind != EDIT_KINDS) {
				p->kind_known[kind] = here;
			} else if (!here) {
				forget_meanings(p);
			}
		} else if (is_text(s->key) && (pane->modes & MODE_ALT_SCREEN) && p->exact_line != 0 &&
			   p->exact_at == s->before) {
			learn_meaning(p, pane, s);
		}
	}
	p->exact_line = pane->rows[pane->cursor.y]->id;
	p->exact_x = pane->cursor.x;
	p->exact_at = pane->echo.settled;
	return right;
}
