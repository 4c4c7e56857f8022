/* client/predict.c -- keys become guesses: cells and a cursor. Cells are tied to lines by id, so
 * that scrolling moves them along with their line. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "client/predict_impl.h"

#define HOLD MS(50)     /* a program that will turn echo off has done so, if it read lines before */
#define HOLD_RAW SEC(1) /* a shell that just started a program */

struct predictor *predictor_new(void)
{
	struct predictor *p = mem_zalloc(sizeof(*p));
	p->epoch = 1;
	p->learned = p->own = learned_new();
	p->host = learned_hash(0, "", 0);
	p->rules = predict_rules_default();
	p->lost = p->typed_all = true;          /* until the pane is seen */
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
	p->lost_by_enter = p->untouched = p->trusted = false;
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

/* ---- reading the pane with guesses over it ---- */

int predict_row(const struct replica_pane *pane, uint64_t line)
{
	for (uint16_t y = 0; line != 0 && y < pane->size.rows; y++) {
		if (pane->rows[y]->id == line) {
			return y;
		}
	}
	return -1;
}

size_t predict_truth(
	const struct replica_pane *pane, const struct line *l, uint16_t x, char out[CLUSTER_MAX])
{
	size_t n = pool_text_get(pane->pool, line_cell(l, x).text, out);
	return n == 1 && out[0] == ' ' ? 0 : n;
}

/* The greys between black and text, of the palette of 256 or in true colour. */
static bool is_dark_grey(colour_t c)
{
	uint32_t r = c >> 16 & 0xff, g = c >> 8 & 0xff, b = c & 0xff;
	if (COLOUR_KIND(c) == 2) {
		return r == g && g == b && r > 0x20 && r < 0xa0;
	}
	return c > COLOUR_INDEX(233) && c < COLOUR_INDEX(247);
}

bool predict_is_suggestion(const struct replica_pane *pane, const struct line *l, uint16_t x)
{
	const struct style *s = pool_style_get(pane->pool, line_cell(l, x).style);
	return (s->attrs & ATTR_DIM) != 0 || s->fg == COLOUR_INDEX(8) || is_dark_grey(s->fg);
}

static struct guess *guess_at(const struct predictor *p, uint64_t line, uint16_t x)
{
	for (size_t i = p->count; i-- > 0;) {
		if (p->guesses[i].line == line && p->guesses[i].x == x) {
			return &p->guesses[i];
		}
	}
	return NULL;
}

struct spot predict_spot(const struct predictor *p, const struct replica_pane *pane,
	const struct line *l, uint16_t x)
{
	struct spot s = {.width = 1};
	const struct guess *g = guess_at(p, l->id, x),
	                   *left = x > 0 ? guess_at(p, l->id, (uint16_t)(x - 1)) : NULL;
	if (g != NULL) {
		memcpy(s.text, g->text, g->len);
		s.len = g->len;
		s.width = g->width;
		s.unknown = g->unknown;
		s.style = g->style;
	} else if (left != NULL && left->width == 2) {
		s.width = 0;
		s.style = left->style;
	} else {
		struct cell c = line_cell(l, x);
		s.len = (uint8_t)predict_truth(pane, l, x, s.text);
		s.width = c.width;
		s.suggested = s.len > 0 && predict_is_suggestion(pane, l, x);
		s.style = *pool_style_get(pane->pool, c.style);
		s.style.link = 0;
	}
	return s;
}

bool predict_is_blank(const struct spot *s)
{
	return s->len == 0 && s->width == 1 && !s->unknown;
}

/* Where the text ends that moves when something is put in or taken out at x: before two blanks
 * (what stands beyond is a right prompt, or another column), a suggestion, or what is not known.
 * */
uint16_t predict_run_end(const struct predictor *p, const struct replica_pane *pane,
	const struct line *l, uint16_t x)
{
	struct spot s = predict_spot(p, pane, l, x);
	for (; x < pane->size.cols; x++) {
		if (s.unknown || s.width != 1 || s.suggested) {
			return x;
		}
		if (x + 1 >= pane->size.cols) {
			return predict_is_blank(&s) ? x : (uint16_t)(x + 1);
		}
		struct spot next = predict_spot(p, pane, l, (uint16_t)(x + 1));
		if (predict_is_blank(&s) && (predict_is_blank(&next) || next.suggested)) {
			return x;
		}
		s = next;
	}
	return x;
}

/* ---- making guesses ---- */

static struct guess *guess_new(
	struct predictor *p, const struct replica_pane *pane, const struct line *l, uint16_t x)
{
	struct guess *g = guess_at(p, l->id, x);
	char now[CLUSTER_MAX];
	if (g == NULL) {
		if (p->count >= LIMIT_PREDICTED) {
			p->full = true;
			return NULL;
		}
		p->guesses = mem_grow(p->guesses, &p->cap, p->count + 1, sizeof(*p->guesses));
		g = &p->guesses[p->count++];
		*g = (struct guess){.line = l->id, .x = x};
		g->was_len = (uint8_t)predict_truth(pane, l, x, g->was);
		g->was_suggested = g->was_len > 0 && predict_is_suggestion(pane, l, x);
		return g;
	}
	size_t n = predict_truth(pane, l, x, now);
	if (n != g->was_len ||
		memcmp(now, g->was, n) != 0) { /* what has come already proves nothing anew */
		memcpy(g->was, now, n);
		g->was_len = (uint8_t)n;
		g->was_suggested = false;
	}
	return g;
}

void predict_guess(struct predictor *p, const struct replica_pane *pane, const struct line *l,
	uint16_t x, const struct spot *s, const struct stroke *k)
{
	struct guess *g = guess_new(p, pane, l, x);
	if (g == NULL) {
		return;
	}
	memcpy(g->text, s->text, s->len);
	g->len = s->len;
	g->width = s->width;
	g->unknown = s->unknown;
	g->style = s->style;
	g->epoch = k->epoch;
	g->offset = k->offset;
	g->at = k->at;
	g->credited = g->drawn = g->same = false;
	p->oldest = p->oldest == 0 || k->at < p->oldest ? k->at : p->oldest;
}

static void guess_unknown(struct predictor *p, const struct replica_pane *pane,
	const struct line *l, uint16_t x, const struct stroke *k)
{
	struct spot s = {.width = 1, .unknown = true};
	predict_guess(p, pane, l, x, &s, k);
}

/* What stands right of the run may move or may not. */
static void doubt_tail(struct predictor *p, const struct replica_pane *pane, const struct line *l,
	uint16_t from, const struct stroke *k)
{
	for (uint32_t x = from; x < pane->size.cols; x++) {
		struct spot s = predict_spot(p, pane, l, (uint16_t)x);
		if (!predict_is_blank(&s) && !s.suggested) {
			guess_unknown(p, pane, l, (uint16_t)x, k);
		}
	}
}

static void make_room(struct predictor *p, const struct replica_pane *pane, const struct line *l,
	uint16_t x, const struct stroke *k)
{
	uint16_t end = predict_run_end(p, pane, l, x), cols = pane->size.cols;
	struct spot at_end = {.width = 1};
	if (end < cols) {
		at_end = predict_spot(p, pane, l, end);
	}
	bool pushes = !predict_is_blank(&at_end) && !at_end.suggested;
	if (end + 1 < cols) {
		doubt_tail(p, pane, l, (uint16_t)(end + 1), k);
		if (pushes) {
			guess_unknown(p, pane, l, (uint16_t)(end + 1), k);
		}
	}
	for (uint16_t i = end; i > x; i--) {
		struct spot s = predict_spot(p, pane, l, (uint16_t)(i - 1));
		if (i + 1 >= cols) { /* the last column wraps in ways of its own */
			s = (struct spot){.width = 1, .unknown = true};
		}
		if (i < cols) {
			s.unknown |= i == end &&
				     at_end.width !=
					     1; /* half a wide character cannot be painted over */
			predict_guess(p, pane, l, i, &s, k);
		}
	}
}

void predict_close_gap(struct predictor *p, const struct replica_pane *pane, const struct line *l,
	uint16_t x, const struct stroke *k)
{
	uint16_t end = predict_run_end(p, pane, l, x), cols = pane->size.cols;
	struct spot last = {.width = 1, .unknown = true};
	if (end < cols) {
		last = predict_spot(p, pane, l, end);
		last.unknown = !predict_is_blank(&last) && !last.suggested;
		last.len = 0;
		last.width = 1;
		doubt_tail(p, pane, l, end, k);
	}
	for (uint16_t i = x; i < end; i++) {
		struct spot s = predict_spot(p, pane, l, i);
		predict_guess(p, pane, l, (uint16_t)(i - 1), &s, k);
	}
	last.style = predict_spot(p, pane, l, (uint16_t)(end - 1)).style;
	last.style.attrs = 0;
	predict_guess(p, pane, l, (uint16_t)(end - 1), &last, k);
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

static bool is_certain(const struct predictor *p, const struct replica_pane *pane, usec_t now)
{
	if (!tty_is_cooked(pane) || (p->cursor.valid && p->cursor.epoch > p->confirmed)) {
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

bool predict_type(struct predictor *p, const struct replica_pane *pane, uint32_t cp, struct stroke *k)
{
	struct spot s = {0};
	uint16_t x;
	char utf8[4];
	bool cooked = tty_is_cooked(pane);
	int width = width_cp(cp);
	size_t len = utf8_encode(cp, utf8);
	const struct line *l = typing_place(p, pane, width, &x, k);
	if (l == NULL || joins_left(p, pane, l, x, utf8, len)) {
		return false;
	}
	for (int i = 0; i < width; i++) {
		struct spot old = predict_spot(p, pane, l, (uint16_t)(x + i));
		if (old.width != 1 || (width > 1 && !cooked && !predict_is_blank(&old))) {
			return false;
		}
	}
	s.style = style_for(p, pane, l, x, cooked);
	if (!cooked && width == 1) {
		make_room(p, pane, l, x, k);
	}
	s.len = (uint8_t)(cp == ' ' ? 0 : len);
	memcpy(s.text, utf8, s.len);
	s.width = (uint8_t)width;
	predict_guess(p, pane, l, x, &s, k);
	predict_set_cursor(p, pane, l, (uint32_t)(x + width), k);
	if (cooked) {
		if (p->typed_count >= LIMIT_TYPED) {
			return false;
		}
		p->typed[p->typed_count++] =
			(struct typed){.width = (uint8_t)width, .blank = cp == ' '};
	}
	return true;
}

/* ---- editing by the tty ---- */

/* The tty rubs out the last `n` characters of its line: a backspace, a blank and a backspace for
 * each. */
static bool rub_out(
	struct predictor *p, const struct replica_pane *pane, size_t n, const struct stroke *k)
{
	for (; n > 0; n--) {
		uint16_t x;
		bool wrap;
		const struct line *l = predict_cursor_line(p, pane, &x, &wrap);
		if (p->typed_count == 0 || p->typed[p->typed_count - 1].width != 1 || l == NULL ||
			x == 0 || wrap) {
			return false;
		}
		struct spot old = predict_spot(p, pane, l, (uint16_t)(x - 1));
		if (old.width != 1) {
			return false;
		}
		p->typed_count--;
		struct spot s = {
			.width = 1, .style = *pool_style_get(pane->pool, pane->cursor.style)};
		s.style.link = 0;
		predict_guess(p, pane, l, (uint16_t)(x - 1), &s, k);
		predict_set_cursor(p, pane, l, x - 1u, k);
	}
	return true;
}

/* Characters of the last word and the blanks behind it; *all: the word may go on in what is not
 * known. */
static size_t last_word(const struct predictor *p, bool *all)
{
	size_t at = p->typed_count;
	while (at > 0 && p->typed[at - 1].blank) {
		at--;
	}
	while (at > 0 && !p->typed[at - 1].blank) {
		at--;
	}
	*all = at == 0;
	return p->typed_count - at;
}

static bool tty_edit(
	struct predictor *p, const struct replica_pane *pane, uint8_t byte, const struct stroke *k)
{
	bool all;
	if (byte == pane->tty.erase) {
		return p->typed_count > 0 ? rub_out(p, pane, 1, k) : p->typed_all;
	}
	if (byte == pane->tty.kill) {
		return p->typed_all && rub_out(p, pane, p->typed_count, k);
	}
	if (byte == pane->tty.werase && pane->tty.iexten) {
		size_t n = last_word(p, &all);
		return (!all || p->typed_all) && rub_out(p, pane, n, k);
	}
	return false;
}

/* ---- keys ---- */

static bool is_text(keycode_t key)
{
	return key >= 0x20 && key < 0x110000 && key != 0x7f;
}

/* The byte that a control key sends; 0: it is none. */
static uint8_t control_byte(keycode_t key)
{
	if (key == 0x7f || (key < 0x20 && key != 0)) {
		return (uint8_t)key;
	}
	return (key & KEY_MODS) == KEY_CTRL && (key & KEY_BASE) < 0x80 ? (uint8_t)(key & 0x1f) : 0;
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
	uint8_t byte = control_byte(key);
	bool known = false;
	p->full = false;
	p->was_raw &= k.epoch != CERTAIN;
	if (is_text(key)) {
		known = predict_type(p, pane, key, &k);
	} else if (cooked) {
		known = byte != 0 && tty_edit(p, pane, byte, &k);
	} else {
		known = predict_edit(p, pane, key, &k);
	}
	predict_move_placed(p, s, key, was_line, was_x, was_sure);
	return known && !p->full;
}

/* A key that is not understood. Some leave the tty's line empty, which is worth knowing. */
static void break_at(
	struct predictor *p, const struct replica_pane *pane, keycode_t key, uint64_t offset)
{
	uint8_t byte = control_byte(key);
	bool cooked = tty_is_cooked(pane), was_lost = p->lost, wrap;
	uint16_t x;
	const struct line *l = predict_cursor_line(p, pane, &x, &wrap);
	predictor_break(p, offset);
	p->lost_by_enter = !was_lost && l != NULL && (key == '\r' || key == (KEY_CTRL | 'c'));
	p->lost_line = l != NULL ? l->id : 0;
	if (p->lost_by_enter && p->rules.enters) {
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
		      (tty_is_cooked(pane) && control_byte(s->key) > 0 &&
			      (control_byte(s->key) == pane->tty.kill ||
				      control_byte(s->key) == pane->tty.werase));
	simple |= s->key == '\t' && p->rules.completes;
	if (!simple || !is_wanted(p, s->key) || p->sent_count >= LIMIT_SENT || (!p->lost && !apply(p, pane, s, now))) {
		break_at(p, pane, s->key, s->offset);
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
