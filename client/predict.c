/* client/predict.c -- predicted cells and cursor, judged against the pane as the server shows it. Cells are
 * tied to lines by id, so that scrolling moves them along with their line. Thresholds are mosh's, which a
 * decade of users has found right (facts: srtt 60/40 ms to show, 160/100 ms to underline, 250 ms glitch). */
#include "client/predict.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/width.h"

#define LIMIT_PREDICTED 512  /* cells; a flood of keys beyond is not predicted */
#define LIMIT_TYPED 512      /* characters of a line being edited by the tty */
#define GLITCH MS(250)
#define GLITCH_LONG SEC(5)
#define GLITCH_REPAIR 10     /* quick confirmations that cure a glitch */
#define GLITCH_SPACING MS(150)
#define CERTAIN 0            /* epoch of what the tty itself will echo */

struct guess {
	uint64_t line;
	uint16_t x;
	uint8_t width, len, was_len;
	bool unknown;                /* something will stand here, but not known what */
	char text[CLUSTER_MAX], was[CLUSTER_MAX]; /* predicted; what stood there when it was predicted */
	uint64_t epoch, offset;
	usec_t at;
};

struct typed {
	uint8_t width;
	bool blank;
};

struct predictor {
	struct guess *guesses;
	size_t count, cap;
	struct {
		bool valid;
		uint64_t line;
		uint16_t x;
		uint64_t epoch, offset;
	} cursor;
	uint64_t epoch, confirmed;   /* epochs up to `confirmed` are shown */
	uint64_t uncertain_until;    /* input offset that must settle before tty flags count again */
	struct typed typed[LIMIT_TYPED]; /* the tty's line, as far as we saw it typed */
	size_t typed_count;
	bool show_by_rtt, flag_by_rtt;
	int glitch;                  /* confirmations still owed */
	bool glitch_long;
	usec_t last_quick;
	usec_t oldest;               /* when the oldest pending guess was made; 0: none */
	struct predict_figures figures;
};

struct predictor *predictor_new(void)
{
	struct predictor *p = mem_zalloc(sizeof(*p));
	p->epoch = 1;
	p->show_by_rtt = p->flag_by_rtt = true; /* until a round trip is known */
	return p;
}

void predictor_free(struct predictor *p)
{
	if (p != NULL) {
		free(p->guesses);
		free(p);
	}
}

void predictor_reset(struct predictor *p)
{
	p->count = 0;
	p->cursor.valid = false;
	p->typed_count = 0;
	p->epoch++;
}

void predictor_figures(const struct predictor *p, struct predict_figures *out)
{
	*out = p->figures;
}

/* ---- reading the pane with guesses over it ---- */

static int row_of(const struct replica_pane *pane, uint64_t line)
{
	for (uint16_t y = 0; y < pane->size.rows; y++) {
		if (pane->rows[y]->id == line) {
			return y;
		}
	}
	return -1;
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

static size_t truth_text(const struct replica_pane *pane, const struct line *l, uint16_t x, char out[CLUSTER_MAX])
{
	size_t n = pool_text_get(pane->pool, line_cell(l, x).text, out);
	if (n == 1 && out[0] == ' ') {
		n = 0;
	}
	return n;
}

/* Text at (line, x) as predicted so far. */
static size_t text_at(const struct predictor *p, const struct replica_pane *pane, const struct line *l, uint16_t x, char out[CLUSTER_MAX],
	bool *unknown)
{
	const struct guess *g = guess_at(p, l->id, x);
	*unknown = g != NULL && g->unknown;
	if (g == NULL) {
		return truth_text(pane, l, x, out);
	}
	memcpy(out, g->text, g->len);
	return g->len;
}

static bool blank_from(const struct predictor *p, const struct replica_pane *pane, const struct line *l, uint16_t x)
{
	char text[CLUSTER_MAX];
	bool unknown;
	for (; x < pane->size.cols; x++) {
		if (text_at(p, pane, l, x, text, &unknown) != 0 || unknown) {
			return false;
		}
	}
	return true;
}

/* ---- making guesses ---- */

static bool is_certain(const struct predictor *p, const struct replica_pane *pane)
{
	return pane->tty.known && pane->tty.icanon && pane->tty.echo && pane->echo.settled >= p->uncertain_until;
}

static bool is_secret(const struct replica_pane *pane)
{
	return pane->tty.known && pane->tty.icanon && !pane->tty.echo;
}

static void guess_cell(struct predictor *p, const struct replica_pane *pane, const struct line *l, uint16_t x, const char *text, size_t len,
	uint8_t width, bool unknown, uint64_t epoch, uint64_t offset, usec_t now)
{
	struct guess *g = guess_at(p, l->id, x);
	if (g == NULL) {
		if (p->count >= LIMIT_PREDICTED) {
			return;
		}
		p->guesses = mem_grow(p->guesses, &p->cap, p->count + 1, sizeof(*p->guesses));
		g = &p->guesses[p->count++];
		*g = (struct guess){.line = l->id, .x = x};
		g->was_len = (uint8_t)truth_text(pane, l, x, g->was);
	}
	len = len == 1 && text[0] == ' ' ? 0 : len;
	g->len = (uint8_t)(len < CLUSTER_MAX ? len : CLUSTER_MAX);
	memcpy(g->text, text, g->len);
	g->width = width;
	g->unknown = unknown;
	g->epoch = epoch;
	g->offset = offset;
	g->at = now;
	p->oldest = p->oldest == 0 ? now : p->oldest;
}

/* Where typing goes on: the predicted cursor, or the pane's. NULL when its line is not on the screen. */
static const struct line *cursor_line(struct predictor *p, const struct replica_pane *pane, uint16_t *x)
{
	if (p->cursor.valid) {
		int y = row_of(pane, p->cursor.line);
		if (y >= 0) {
			*x = p->cursor.x;
			return pane->rows[y];
		}
		predictor_reset(p);
	}
	if (pane->cursor.y >= pane->size.rows || pane->cursor.wrap) {
		return NULL;
	}
	*x = pane->cursor.x;
	return pane->rows[pane->cursor.y];
}

static void set_cursor(struct predictor *p, const struct line *l, uint16_t x, uint64_t epoch, uint64_t offset)
{
	p->cursor.valid = true;
	p->cursor.line = l->id;
	p->cursor.x = x;
	p->cursor.epoch = epoch;
	p->cursor.offset = offset;
}

void predictor_break(struct predictor *p, uint64_t offset)
{
	p->epoch++;
	p->typed_count = 0;
	p->uncertain_until = offset;
}

/* A suggestion that a shell paints behind the cursor (fish, zsh) is overwritten, not pushed along. */
static bool is_suggestion(const struct replica_pane *pane, const struct line *l, uint16_t x)
{
	const struct style *s = pool_style_get(pane->pool, line_cell(l, x).style);
	return (s->attrs & ATTR_DIM) != 0 || s->fg == COLOUR_INDEX(8);
}

/* Moves what stands right of x by `by` columns (1: a character comes in; -1: one goes). */
static void shift_row(struct predictor *p, const struct replica_pane *pane, const struct line *l, uint16_t x, int by, uint64_t epoch,
	uint64_t offset, usec_t now)
{
	uint16_t cols = pane->size.cols;
	struct {
		char text[CLUSTER_MAX];
		uint8_t len, width;
		bool unknown;
	} *old = mem_calloc(cols, sizeof(*old));
	for (uint16_t i = x; i < cols; i++) {
		old[i].len = (uint8_t)text_at(p, pane, l, i, old[i].text, &old[i].unknown);
		old[i].width = line_cell(l, i).width;
	}
	for (uint16_t i = x; i < cols; i++) {
		int from = (int)i - by;
		bool inside = from >= x && from < cols;
		bool edge = !inside && by < 0;
		bool wide = inside && old[from].width != 1; /* halves are left to the truth */
		if (inside || edge) {
			guess_cell(p, pane, l, i, inside ? old[from].text : "", inside ? old[from].len : 0, 1,
				edge || wide || (inside && old[from].unknown), epoch, offset, now);
		}
	}
	free(old);
}

static void type_text(struct predictor *p, const struct replica_pane *pane, uint32_t cp, uint64_t offset, usec_t now)
{
	char text[4];
	uint16_t x;
	size_t len = utf8_encode(cp, text);
	int width = width_cp(cp);
	bool certain = is_certain(p, pane);
	uint64_t epoch = certain ? CERTAIN : p->epoch;
	const struct line *l = cursor_line(p, pane, &x);
	if (l == NULL || width < 1 || x + width >= pane->size.cols) { /* the last column wraps in ways of its own */
		predictor_break(p, offset);
		p->cursor.valid = false;
		return;
	}
	if (!certain && !blank_from(p, pane, l, x) && !is_suggestion(pane, l, x)) {
		if (width != 1) {
			predictor_break(p, offset);
			return;
		}
		shift_row(p, pane, l, x, 1, epoch, offset, now);
	}
	guess_cell(p, pane, l, x, text, len, (uint8_t)width, false, epoch, offset, now);
	set_cursor(p, l, (uint16_t)(x + width), epoch, offset);
	if (certain && p->typed_count < LIMIT_TYPED) {
		p->typed[p->typed_count++] = (struct typed){.width = (uint8_t)width, .blank = cp == ' '};
	}
}

/* The tty rubs out the last `n` characters of its line. */
static void rub_out(struct predictor *p, const struct replica_pane *pane, size_t n, uint64_t offset, usec_t now)
{
	for (; n > 0 && p->typed_count > 0; n--) {
		uint16_t x;
		uint8_t width = p->typed[--p->typed_count].width;
		const struct line *l = cursor_line(p, pane, &x);
		if (l == NULL || x < width) {
			predictor_break(p, offset);
			return;
		}
		for (uint16_t i = (uint16_t)(x - width); i < x; i++) {
			guess_cell(p, pane, l, i, "", 0, 1, false, CERTAIN, offset, now);
		}
		set_cursor(p, l, (uint16_t)(x - width), CERTAIN, offset);
	}
}

static size_t last_word(const struct predictor *p)
{
	size_t at = p->typed_count;
	while (at > 0 && p->typed[at - 1].blank) {
		at--;
	}
	while (at > 0 && !p->typed[at - 1].blank) {
		at--;
	}
	return p->typed_count - at;
}

/* What the tty does with a control character while it edits the line itself. True: it was one of those. */
static bool tty_edit(struct predictor *p, const struct replica_pane *pane, uint8_t byte, uint64_t offset, usec_t now)
{
	if (byte == 0) {
		return false;
	}
	if (byte == pane->tty.erase) {
		rub_out(p, pane, 1, offset, now);
	} else if (byte == pane->tty.kill) {
		rub_out(p, pane, p->typed_count, offset, now);
	} else if (byte == pane->tty.werase && pane->tty.iexten) {
		rub_out(p, pane, last_word(p), offset, now);
	} else {
		return false;
	}
	return true;
}

static void backspace(struct predictor *p, const struct replica_pane *pane, uint64_t offset, usec_t now)
{
	uint16_t x;
	const struct line *l = cursor_line(p, pane, &x);
	if (l == NULL || x == 0 || line_cell(l, (uint16_t)(x - 1)).width != 1) {
		predictor_break(p, offset);
		return;
	}
	if (blank_from(p, pane, l, x) || is_suggestion(pane, l, x)) {
		guess_cell(p, pane, l, (uint16_t)(x - 1), "", 0, 1, false, p->epoch, offset, now);
	} else {
		shift_row(p, pane, l, (uint16_t)(x - 1), -1, p->epoch, offset, now);
	}
	set_cursor(p, l, (uint16_t)(x - 1), p->epoch, offset);
}

static void move_cursor(struct predictor *p, const struct replica_pane *pane, int by, uint64_t offset)
{
	uint16_t x;
	char text[CLUSTER_MAX];
	bool unknown;
	const struct line *l = cursor_line(p, pane, &x);
	bool can = l != NULL && (by < 0 ? x > 0 : x + 1 < pane->size.cols);
	/* Never beyond what has been typed: right of the text a shell does not go. */
	if (can && by > 0) {
		can = text_at(p, pane, l, x, text, &unknown) > 0 || !blank_from(p, pane, l, x);
	}
	if (can && line_cell(l, (uint16_t)(by < 0 ? x - 1 : x)).width == 1) {
		set_cursor(p, l, (uint16_t)(x + by), p->epoch, offset);
	} else {
		predictor_break(p, offset);
	}
}

void predictor_key(struct predictor *p, const struct replica_pane *pane, keycode_t key, uint64_t offset, usec_t now)
{
	if (is_secret(pane) || pane->rev == 0) {
		predictor_break(p, offset);
		return;
	}
	bool certain = is_certain(p, pane);
	uint8_t byte = key == 0x7f ? 0x7f : (key & KEY_CTRL) && (key & KEY_BASE) < 0x80 && !(key & (KEY_MODS & ~KEY_CTRL))
		? (uint8_t)(key & 0x1f) : 0;
	if (certain && tty_edit(p, pane, byte, offset, now)) {
		return;
	}
	if (key >= 0x20 && key < 0x110000 && key != 0x7f) {
		type_text(p, pane, key, offset, now);
	} else if (!certain && key == 0x7f) {
		backspace(p, pane, offset, now);
	} else if (!certain && (key == KEY_LEFT || key == (KEY_CTRL | 'b'))) {
		move_cursor(p, pane, -1, offset);
	} else if (!certain && (key == KEY_RIGHT || key == (KEY_CTRL | 'f'))) {
		move_cursor(p, pane, 1, offset);
	} else {
		predictor_break(p, offset);
	}
}

/* ---- judging ---- */

static void drop(struct predictor *p, size_t i)
{
	p->guesses[i] = p->guesses[--p->count];
}

static void confirm(struct predictor *p, const struct guess *g, usec_t now)
{
	bool credit = !g->unknown && g->len > 0 && (g->len != g->was_len || memcmp(g->text, g->was, g->len) != 0);
	if (!credit) {
		return;
	}
	p->figures.confirmed++;
	if (g->epoch > p->confirmed && g->epoch != CERTAIN) {
		p->confirmed = g->epoch;
	}
	if (p->glitch > 0 && now - g->at < GLITCH && usec_since(p->last_quick, now) >= GLITCH_SPACING) {
		p->last_quick = now;
		p->glitch--;
		p->glitch_long &= p->glitch > 0;
	}
}

static void kill_epoch(struct predictor *p, uint64_t epoch)
{
	for (size_t i = p->count; i-- > 0;) {
		if (p->guesses[i].epoch >= epoch) {
			p->figures.hidden++;
			drop(p, i);
		}
	}
	if (p->cursor.epoch >= epoch) {
		p->cursor.valid = false;
	}
	p->epoch++;
}

enum judgement { WAITS, RIGHT, WRONG, GONE };

static enum judgement judge(const struct guess *g, const struct replica_pane *pane, bool settled)
{
	char text[CLUSTER_MAX];
	int y = row_of(pane, g->line);
	if (y < 0 || g->x >= pane->size.cols) {
		return GONE;
	}
	size_t n = truth_text(pane, pane->rows[y], g->x, text);
	bool same = n == g->len && memcmp(text, g->text, n) == 0;
	bool changed = n != g->was_len || memcmp(text, g->was, n) != 0;
	if (g->unknown) {
		return settled ? GONE : WAITS;
	}
	if (same && (settled || changed)) {
		return RIGHT;
	}
	return settled ? WRONG : WAITS;
}

static void judge_cursor(struct predictor *p, const struct replica_pane *pane, bool fresh)
{
	if (!p->cursor.valid || pane->echo.settled < p->cursor.offset || !fresh) {
		return;
	}
	int y = row_of(pane, p->cursor.line);
	bool right = y >= 0 && (uint16_t)y == pane->cursor.y && p->cursor.x == pane->cursor.x;
	bool shown = p->cursor.epoch <= p->confirmed;
	p->cursor.valid = false;
	if (!right && shown && p->count > 0) {
		predictor_reset(p);
	}
}

void predictor_update(struct predictor *p, const struct replica_pane *pane, usec_t now)
{
	if (is_secret(pane)) {
		if (p->count > 0 || p->cursor.valid) {
			predictor_reset(p);
		}
		p->oldest = 0;
		return;
	}
	bool fresh = pane->rev >= pane->echo.rev;
	for (size_t i = p->count; i-- > 0;) {
		if (i >= p->count) {
			continue; /* an epoch was killed meanwhile */
		}
		struct guess g = p->guesses[i];
		switch (judge(&g, pane, fresh && pane->echo.settled >= g.offset)) {
		case RIGHT:
			drop(p, i);
			confirm(p, &g, now);
			break;
		case GONE:
			drop(p, i);
			break;
		case WRONG:
			if (g.epoch <= p->confirmed) {
				p->figures.wrong++;
				predictor_reset(p);
				p->uncertain_until = g.offset;
			} else {
				kill_epoch(p, g.epoch);
			}
			break;
		case WAITS:
			break;
		}
	}
	judge_cursor(p, pane, fresh);
	p->oldest = 0;
	for (size_t i = 0; i < p->count; i++) {
		p->oldest = p->oldest == 0 || p->guesses[i].at < p->oldest ? p->guesses[i].at : p->oldest;
	}
}

usec_t predictor_deadline(const struct predictor *p)
{
	if (p->oldest == 0) {
		return USEC_NEVER;
	}
	return p->glitch == 0 ? p->oldest + GLITCH : p->glitch_long ? USEC_NEVER : p->oldest + GLITCH_LONG;
}

/* ---- showing ---- */

static void triggers(struct predictor *p, const struct predict_view *v, usec_t now)
{
	if (v->srtt > MS(60)) {
		p->show_by_rtt = true;
	} else if (v->srtt != 0 && v->srtt <= MS(40) && p->count == 0) {
		p->show_by_rtt = false;
	}
	if (v->srtt > MS(160)) {
		p->flag_by_rtt = true;
	} else if (v->srtt != 0 && v->srtt <= MS(100)) {
		p->flag_by_rtt = false;
	}
	if (p->oldest != 0 && usec_since(p->oldest, now) >= GLITCH) {
		p->glitch = GLITCH_REPAIR;
		p->glitch_long |= usec_since(p->oldest, now) >= GLITCH_LONG;
	}
}

static bool draw_guess(const struct predictor *p, const struct guess *g, const struct replica_pane *pane, struct rect r, struct canvas *c, bool flag)
{
	int y = row_of(pane, g->line);
	if (y < 0 || y >= r.rows || g->x >= r.cols || g->unknown) {
		return false;
	}
	struct style s = *pool_style_get(c->pool, canvas_at(c, (uint16_t)(r.x + (g->x > 0 ? g->x - 1 : 0)), (uint16_t)(r.y + y))->style);
	s.attrs &= (uint16_t)~(ATTR_UNDERLINE_MASK | ATTR_REVERSE);
	s.link = 0;
	if (flag && g->len > 0) {
		s.attrs |= ATTR_UNDERLINE(1);
	}
	(void)p;
	canvas_put(c, r, (uint16_t)(r.x + g->x), (uint16_t)(r.y + y), g->len > 0 ? g->text : " ", g->len > 0 ? g->len : 1, g->width, &s);
	return true;
}

static int by_column(const void *a, const void *b)
{
	const struct guess *ga = a, *gb = b;
	return (int)ga->x - (int)gb->x;
}

bool predictor_draw(struct predictor *p, const struct replica_pane *pane, const struct predict_view *v, struct rect r,
	struct canvas *c, usec_t now)
{
	if (v->mode == PREDICT_NEVER) {
		p->count = 0;
		p->cursor.valid = false;
		p->oldest = 0;
		return false;
	}
	triggers(p, v, now);
	bool show = v->mode != PREDICT_ADAPTIVE || p->show_by_rtt || p->glitch > 0;
	bool flag = v->underline && (p->flag_by_rtt || p->glitch_long), any = false;
	if (!show || is_secret(pane)) {
		return false;
	}
	qsort(p->guesses, p->count, sizeof(*p->guesses), by_column); /* styles are taken from the left */
	for (size_t i = 0; i < p->count; i++) {
		if (p->guesses[i].epoch <= p->confirmed) {
			any |= draw_guess(p, &p->guesses[i], pane, r, c, flag);
		}
	}
	if (p->cursor.valid && p->cursor.epoch <= p->confirmed) {
		int y = row_of(pane, p->cursor.line);
		if (y >= 0 && y < r.rows && p->cursor.x < r.cols) {
			c->cursor.x = (uint16_t)(r.x + p->cursor.x);
			c->cursor.y = (uint16_t)(r.y + y);
			any = true;
		}
	}
	p->figures.shown += any;
	return any;
}
