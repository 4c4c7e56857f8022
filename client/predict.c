/* client/predict.c -- keys become guesses: cells and a cursor. Cells are tied to lines by id, so
 * that scrolling moves them along with their line. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/width_table.h"
#include "client/predict_impl.h"

#define HOLD MS(50)     /* a program that will turn echo off has done so, if it read lines before */
#define HOLD_RAW SEC(1) /* a shell that just started a program */
#define HOLD_AHEAD SEC(5) /* such a program that has said nothing */

struct predictor *predictor_new(void)
{
	struct predictor *p = mem_zalloc(sizeof(*p));
	p->epoch = 1;
	p->learned = p->own = learned_new();
	p->host = learned_hash(0, "", 0);
	p->rules = predict_rules_default();
	p->lost = p->typed_all = true;          /* until the pane is seen */
	p->heard = true;
	p->show_by_rtt = p->flag_by_rtt = true; /* until a round trip is known */
	return p;
}

void predictor_free(struct predictor *p)
{
	if (p != NULL) {
		mem_wipe(p->sent, sizeof(p->sent));
		free(p->guesses);
		learned_free(p->own);
		free(p);
	}
}

void predictor_set_learned(struct predictor *p, struct learned *l, const char *host)
{
	p->learned = l;
	p->host = learned_hash(0, host, strlen(host));
	learned_free(p->own);
	p->own = NULL;
}

struct predict_rules predict_rules_default(void)
{
	return (struct predict_rules){.text = true, .backspace = true, .moves = true};
}

void predictor_set_rules(struct predictor *p, const struct predict_rules *r)
{
	p->rules = *r;
}

usec_t predictor_waits_since(const struct predictor *p)
{
	usec_t sent = p->sent_count > 0 ? p->sent[0].at : 0;
	return sent == 0 || (p->oldest != 0 && p->oldest < sent) ? p->oldest : sent;
}

void predict_forget(struct predictor *p)
{
	p->count = 0;
	p->cursor.valid = p->ghost.valid = false;
	p->oldest = 0;
}

void predict_lose(struct predictor *p, uint64_t offset)
{
	if (p->cursor.valid && (p->cursor.epoch <= p->confirmed || p->cursor.sure)) {
		p->ghost = p->cursor;
	}
	p->cursor.valid = false;
	p->lost = true;
	p->lost_at = offset > p->lost_at ? offset : p->lost_at;
	p->lost_by_enter = p->lost_by_escape = p->untouched = p->trusted = p->literal = false;
	p->epoch++;
	p->evidence = false;
	p->cooked_since = 0;
}

static void forget_sent(struct predictor *p)
{
	mem_wipe(p->sent, p->sent_count * sizeof(*p->sent)); /* it may have been a password */
	p->sent_count = 0;
}

void predictor_reset(struct predictor *p)
{
	predict_lose(p, p->last);
	predict_forget(p);
	forget_sent(p);
	p->typed_count = 0;
	p->typed_all = false;
}

void predictor_figures(const struct predictor *p, struct predict_figures *out)
{
	*out = p->figures;
}

void predictor_break(struct predictor *p, uint64_t offset)
{
	p->last = offset > p->last ? offset : p->last;
	predict_lose(p, offset);
	forget_sent(p);
	p->typed_count = 0;
	p->typed_all = false;
}

/* ---- where keys take effect ---- */

/* The predicted cursor, or the pane's; NULL when its line is not on the screen. */
const struct line *predict_cursor_line(
	const struct predictor *p, const struct replica_pane *pane, uint16_t *x, bool *wrap)
{
	int y = p->cursor.valid ? predict_row(pane, p->cursor.line) : pane->cursor.y;
	*x = p->cursor.valid ? p->cursor.x : pane->cursor.x;
	*wrap = p->cursor.valid ? p->cursor.wrap : pane->cursor.wrap;
	if (y < 0 || y >= pane->size.rows || *x >= pane->size.cols || pane->rows[y]->id == 0) {
		return NULL;
	}
	return pane->rows[y];
}

void predict_set_cursor(struct predictor *p, const struct replica_pane *pane, const struct line *l,
	uint32_t x, const struct stroke *k)
{
	bool wrap = x >= pane->size.cols;
	uint16_t was = p->cursor.valid ? p->cursor.x : pane->cursor.x;
	int next = wrap && predict_is_line_editor(p, pane) ? predict_row(pane, l->id) + 1 : 0;
	if (next > 0 && next < pane->size.rows && pane->rows[next]->id != 0) {
		l = pane->rows[next]; /* line editors leave the margin at once */
		x = 0;
		wrap = false;
	}
	p->cursor = (struct guess_cursor){
		.valid = true,
		.wrap = wrap,
		.jumped = x + 1u < was || x > was + 2u,
		.line = l->id,
		.x = (uint16_t)(wrap ? pane->size.cols - 1u : x),
		.epoch = k->epoch,
		.offset = k->offset,
	};
}

/* What follows needs evidence of its own. */
void predict_become_tentative(struct predictor *p, struct stroke *k)
{
	if (p->cursor.valid && p->cursor.epoch <= p->confirmed) {
		p->ghost = p->cursor;
	}
	k->epoch = ++p->epoch;
}

/* Left of the floor may be a prompt, which no key erases or enters. */
void predict_mind_floor(struct predictor *p, const struct line *l, uint32_t x, struct stroke *k)
{
	if (l->id != p->floor_line || x >= p->floor_x || k->epoch > p->confirmed) {
		return;
	}
	predict_become_tentative(p, k);
}

bool predict_is_ahead(const struct predictor *p, const struct replica_pane *pane, usec_t now)
{
	return tty_is_cooked(pane) && p->was_raw && !p->heard &&
	       (p->cooked_since == 0 || usec_since(p->cooked_since, now) < HOLD_AHEAD);
}

static bool is_certain(const struct predictor *p, const struct replica_pane *pane, usec_t now)
{
	if (!tty_is_cooked(pane) || predict_is_ahead(p, pane, now) || (p->cursor.valid && p->cursor.epoch > p->confirmed)) {
		return false;
	}
	return p->evidence || (p->cooked_since != 0 && usec_since(p->cooked_since, now) >=
							       (p->was_raw ? HOLD_RAW : HOLD));
}

/* ---- typing ---- */

/* True when the terminal would join the character to what stands left of it. */
static bool joins_left(const struct predictor *p, const struct replica_pane *pane,
	const struct line *l, uint16_t x, const char *text, size_t len)
{
	char both[CLUSTER_MAX + 4];
	if (x == 0) {
		return false;
	}
	struct spot s = predict_spot(p, pane, l, (uint16_t)(x - 1));
	if (s.width == 0 && x > 1) {
		s = predict_spot(p, pane, l, (uint16_t)(x - 2));
	}
	memcpy(both, s.text, s.len);
	memcpy(both + s.len, text, len);
	return s.len > 0 && cluster_next(both, s.len + len) > s.len;
}

/* The pen writes next to blanks; within text a shell or editor goes on in the text's own style. */
static struct style style_for(const struct predictor *p, const struct replica_pane *pane,
	const struct line *l, uint16_t x, bool cooked)
{
	struct style s = *pool_style_get(pane->pool, pane->cursor.style);
	if (!cooked && x > 0) {
		struct spot left = predict_spot(p, pane, l, (uint16_t)(x - 1));
		s = left.len > 0 && !left.unknown ? left.style : s;
	}
	s.link = 0;
	return s;
}

/* The line and column where a character of that width would go; NULL: not known. */
static const struct line *typing_place(struct predictor *p, const struct replica_pane *pane,
	int width, uint16_t *x, struct stroke *k)
{
	bool wrap;
	const struct line *l = predict_cursor_line(p, pane, x, &wrap);
	if (l != NULL && wrap) {
		int y = predict_row(pane, l->id);
		if (!(pane->modes & MODE_WRAP) || y + 1 >= pane->size.rows) {
			return NULL; /* stays, or scrolls */
		}
		l = pane->rows[y + 1];
		*x = 0;
		if (k->epoch != CERTAIN) {
			predict_become_tentative(p, k);
		}
	}
	if (l == NULL || l->id == 0 || width < 1 || *x + width > pane->size.cols ||
		(pane->modes & MODE_INSERT)) {
		return NULL;
	}
	return l;
}

/* The character joins what stands left of the cursor. False: nothing stands there, or it changes its width. */
static bool join_left(struct predictor *p, const struct replica_pane *pane, const char *text, size_t len,
	struct stroke *k)
{
	uint16_t x;
	bool wrap;
	const struct line *l = predict_cursor_line(p, pane, &x, &wrap);
	if (l == NULL || (x == 0 && !wrap) || (pane->modes & MODE_INSERT)) {
		return false;
	}
	uint16_t at = (uint16_t)(wrap ? x : x - 1);
	at = (uint16_t)(at - (at > 0 && predict_spot(p, pane, l, at).width == 0));
	struct spot s = predict_spot(p, pane, l, at);
	if (s.unknown || s.suggested || s.len == 0 || s.len + len > CLUSTER_MAX) {
		return false;
	}
	memcpy(s.text + s.len, text, len);
	s.len = (uint8_t)(s.len + len);
	if (cluster_next(s.text, s.len) != s.len || width_cluster(s.text, s.len) != s.width) {
		return false;
	}
	if (!tty_is_cooked(pane) && !p->kind_known[EDIT_JOIN]) { /* some editors write it as a number */
		predict_become_tentative(p, k);
		p->kind_epoch[EDIT_JOIN] = k->epoch;
	}
	predict_guess(p, pane, l, at, &s, k);
	predict_set_cursor(p, pane, l, wrap ? pane->size.cols : x, k);
	return true;
}

/* As the server's terminal has it. */
static int cells_of(const struct predictor *p, uint32_t cp)
{
	int width = width_cp(cp);
	return width == 1 && p->rules.ambiguous_wide && (width_facts(cp) & WIDTH_AMBIGUOUS) != 0 ? 2 : width;
}

bool predict_put(struct predictor *p, const struct replica_pane *pane, uint32_t cp, struct stroke *k)
{
	struct spot s = {0};
	uint16_t x;
	char utf8[4];
	bool cooked = tty_is_cooked(pane);
	int width = cells_of(p, cp);
	size_t len = utf8_encode(cp, utf8);
	if (width == 0) {
		return join_left(p, pane, utf8, len, k);
	}
	const struct line *l = typing_place(p, pane, width, &x, k);
	if (l == NULL) {
		return false;
	}
	if (joins_left(p, pane, l, x, utf8, len)) {
		return join_left(p, pane, utf8, len, k);
	}
	for (int i = 0; i < width; i++) {
		struct spot old = predict_spot(p, pane, l, (uint16_t)(x + i));
		if (old.width != 1 || (width > 1 && !cooked && !predict_is_blank(&old))) {
			return false;
		}
	}
	s.style = style_for(p, pane, l, x, cooked);
	if (!cooked && width == 1) {
		predict_make_room(p, pane, l, x, k);
	}
	s.len = (uint8_t)(cp == ' ' ? 0 : len);
	memcpy(s.text, utf8, s.len);
	s.width = (uint8_t)width;
	predict_guess(p, pane, l, x, &s, k);
	predict_set_cursor(p, pane, l, (uint32_t)(x + width), k);
	return true;
}

bool predict_type(struct predictor *p, const struct replica_pane *pane, uint32_t cp, struct stroke *k)
{
	uint16_t was = p->cursor.valid ? p->cursor.x : pane->cursor.x;
	bool cooked = tty_is_cooked(pane);
	p->literal = false;
	if (!predict_put(p, pane, cp, k)) {
		return false;
	}
	return !cooked || predict_tty_typed(p, p->cursor.x == was && !p->cursor.wrap ? 0 : (uint8_t)cells_of(p, cp), cp);
}

/* ---- keys ---- */

static bool is_text(keycode_t key)
{
	return key >= 0x20 && key < 0x110000 && key != 0x7f;
}

/* False: what it does is not known. */
static bool apply(
	struct predictor *p, const struct replica_pane *pane, struct sent *s, usec_t now)
{
	uint64_t was_line = p->cursor.valid ? p->cursor.line : pane->rows[pane->cursor.y]->id;
	uint16_t was_x = p->cursor.valid ? p->cursor.x : pane->cursor.x;
	bool was_sure = !p->cursor.valid || p->cursor.sure;
	keycode_t key = predict_meaning(p, pane, s->key);
	bool cooked = tty_is_cooked(pane);
	struct stroke k = {.epoch = is_certain(p, pane, now) ? CERTAIN : p->epoch,
		.offset = s->offset,
		.at = s->at};
	uint8_t byte = predict_control_byte(key);
	bool known = false;
	p->full = false;
	p->was_raw &= k.epoch != CERTAIN;
	if (is_text(key)) {
		known = predict_type(p, pane, key, &k);
	} else if (cooked) {
		predict_tty_interrupt(p, pane, byte, &k);
		known = byte != 0 && predict_tty_edit(p, pane, byte, &k);
	} else {
		known = key == '\r' ? predict_enter(p, pane, &k) : predict_edit(p, pane, key, &k);
	}
	predict_move_placed(p, s, key, was_line, was_x, was_sure);
	return known && !p->full;
}

/* A key that is not understood. Some leave the tty's line empty, which is worth knowing. */
/* The tty, or a line editor, begins a row at that key, and there is room for it below. */
static bool begins_row(const struct predictor *p, const struct replica_pane *pane, const struct line *l, keycode_t key,
	usec_t now)
{
	int y = predict_row(pane, l->id) + 1;
	if (key != '\r' || y >= pane->size.rows || !(is_certain(p, pane, now) || predict_is_line_editor(p, pane))) {
		return false;
	}
	struct spot s = predict_spot(p, pane, pane->rows[y], 0);
	return predict_is_blank(&s);
}

static void break_at(
	struct predictor *p, const struct replica_pane *pane, keycode_t key, uint64_t offset, usec_t now)
{
	uint8_t byte = predict_control_byte(key);
	bool cooked = tty_is_cooked(pane), was_lost = p->lost, wrap;
	uint16_t x;
	const struct line *l = predict_cursor_line(p, pane, &x, &wrap);
	bool enters = !was_lost && l != NULL && (p->rules.enters || begins_row(p, pane, l, key, now));
	predictor_break(p, offset);
	p->lost_by_enter = !was_lost && l != NULL && (key == '\r' || key == (KEY_CTRL | 'c'));
	p->lost_by_escape = key == 0x1b;
	p->lost_line = l != NULL ? l->id : 0;
	p->lost_cooked = cooked;
	if (p->lost_by_enter && enters) {
		int y = predict_row(pane, l->id) + 1;
		y -= y >= pane->size.rows;
		p->ghost = (struct guess_cursor){
			.valid = true, .entered = true, .line = pane->rows[y]->id, .offset = offset};
	}
	if (key == '\r' || key == '\n' || (key & KEY_CTRL) != 0) {
		p->open = false;
		p->line_epoch = p->epoch;
	}
	p->typed_all =
		cooked && byte != 0 &&
		((byte == '\r' && pane->tty.icrnl) || byte == '\n' || byte == pane->tty.eof ||
			byte == pane->tty.kill || (byte == pane->tty.intr && pane->tty.isig));
}

static bool is_wanted(const struct predictor *p, keycode_t key)
{
	if (p->rules.max_chars > 0 && p->sent_count >= p->rules.max_chars) {
		return false;
	}
	return is_text(key) ? p->rules.text : predict_is_back(key) ? p->rules.backspace : p->rules.moves;
}

static void take_key(
	struct predictor *p, const struct replica_pane *pane, struct sent *s, usec_t now)
{
	bool simple = is_text(s->key) || predict_is_edit(s->key) ||
		      (tty_is_cooked(pane) && predict_control_byte(s->key) > 0);
	simple |= (s->key == '\t' && p->rules.completes) || (s->key == '\r' && (pane->modes & MODE_ALT_SCREEN) != 0);
	if (!simple || !is_wanted(p, s->key) || p->sent_count >= LIMIT_SENT || (!p->lost && !apply(p, pane, s, now))) {
		break_at(p, pane, s->key, s->offset, now);
		return;
	}
	p->untouched = false;
	p->sent[p->sent_count++] = *s;
}

void predict_replay(struct predictor *p, const struct replica_pane *pane, usec_t now)
{
	struct sent keys[LIMIT_SENT];
	size_t n = p->sent_count;
	memcpy(keys, p->sent, n * sizeof(*keys));
	p->sent_count = 0;
	for (size_t i = 0; i < n; i++) {
		take_key(p, pane, &keys[i], now);
	}
	mem_wipe(keys, n * sizeof(*keys));
}

void predictor_key(struct predictor *p, const struct replica_pane *pane, keycode_t key,
	uint64_t offset, usec_t now)
{
	struct sent s = {.key = key, .offset = offset, .before = p->last, .at = now};
	p->last = offset > p->last ? offset : p->last;
	if (tty_is_secret(pane) || pane->rev == 0) {
		predictor_break(p, offset);
		return;
	}
	take_key(p, pane, &s, now);
}
