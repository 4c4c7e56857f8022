/* client/predict_judge.c -- guesses meet the truth, and are shown. Thresholds are mosh's, which a
 * decade of users has found right (round trips of 60/40 ms to show, 160/100 ms to underline, 250
 * ms glitch). */
#include <string.h>

#include "base/mem.h"
#include "client/predict_impl.h"

#define GLITCH MS(250)
#define GLITCH_LONG SEC(5)
#define GLITCH_REPAIR 10 /* quick confirmations that cure a glitch */
#define GLITCH_SPACING MS(150)
#define SHOW_FROM MS(60)
#define SHOW_UNTIL MS(40)
#define FLAG_FROM MS(160)
#define FLAG_UNTIL MS(100)

static void drop(struct predictor *p, size_t i)
{
	p->guesses[i] = p->guesses[--p->count];
}

/* Does a cell that came out as predicted prove that keys do here what we think? Not when it
 * looked so before. A blank proves it only when something was rubbed out and the cursor went
 * there. */
static bool proves(const struct guess *g, const struct replica_pane *pane, int y)
{
	bool changed = g->len != g->was_len || memcmp(g->text, g->was, g->len) != 0;
	if (g->len == 0) {
		return changed && y == pane->cursor.y && pane->cursor.x <= g->x;
	}
	return changed || (g->was_suggested && !predict_is_suggestion(pane, pane->rows[y], g->x));
}

/* What is typed in this epoch is echoed. */
static void prove(struct predictor *p, const struct replica_pane *pane, uint64_t epoch)
{
	p->confirmed = epoch > p->confirmed ? epoch : p->confirmed;
	p->open |= epoch >= p->line_epoch;
	predict_edit_proven(p);
	predict_enter_judged(p, true);
	if (!tty_is_cooked(pane) && p->cursor.valid) {
		predict_trust_learn(p, pane);
	}
}

static void confirm(
	struct predictor *p, struct guess *g, const struct replica_pane *pane, usec_t now)
{
	g->credited = true;
	p->figures.confirmed++;
	if (predict_is_ahead(p, pane, now)) {
		return; /* for now */
	}
	prove(p, pane, g->epoch);
	p->evidence |= tty_is_cooked(pane) && !p->lost;
	if (g->line == p->floor_line && g->x < p->floor_x) {
		p->floor_x = 0; /* a line that was there before is being edited */
	}
	if (p->glitch > 0 && usec_since(g->at, now) < GLITCH &&
		usec_since(p->last_quick, now) >= GLITCH_SPACING) {
		p->last_quick = now;
		p->glitch--;
		p->glitch_long &= p->glitch > 0;
	}
}

/* Keys that were sent later are played again from the truth; they need new evidence. */
static void start_over(struct predictor *p, uint64_t offset)
{
	predict_enter_judged(p, false);
	predict_lose(p, offset);
	predict_forget(p);
	p->typed_count = 0;
	p->typed_all = false;
}

enum judgement { WAITS, RIGHT, WRONG };

static enum judgement judge(struct predictor *p, struct guess *g, const struct replica_pane *pane,
	bool settled, usec_t now)
{
	char text[CLUSTER_MAX];
	int y = predict_row(pane, g->line);
	if (y < 0 || g->x >= pane->size.cols || (g->unknown && settled)) {
		return RIGHT; /* nothing is left to say */
	}
	size_t n = predict_truth(pane, pane->rows[y], g->x, text);
	g->same = !g->unknown && n == g->len && memcmp(text, g->text, n) == 0;
	if (g->same && !g->credited && proves(g, pane, y)) {
		confirm(p, g, pane, now);
	}
	return !settled ? WAITS : g->same ? RIGHT : WRONG;
}

/* Not the user's epoch alone: everything that was guessed later stands on it. */
static void judge_cells(
	struct predictor *p, const struct replica_pane *pane, bool fresh, usec_t now)
{
	for (size_t i = p->count; i-- > 0;) {
		struct guess *g = &p->guesses[i];
		enum judgement j = judge(p, g, pane, fresh && pane->echo.settled >= g->offset, now);
		if (j == RIGHT) {
			drop(p, i);
		} else if (j == WRONG) {
			if (g->drawn) {
				p->figures.wrong++;
				predict_trust_forget(p);
			} else {
				p->figures.hidden++;
			}
			start_over(p, g->offset);
			return;
		}
	}
}

static bool cursor_is_right(const struct guess_cursor *c, const struct replica_pane *pane)
{
	int y = predict_row(pane, c->line);
	if (y >= 0 && c->wrap && pane->cursor.y == y + 1 && pane->cursor.x == 0) {
		return true; /* shells leave the margin at once */
	}
	return y == pane->cursor.y && c->x == pane->cursor.x;
}

static void judge_cursor(struct predictor *p, const struct replica_pane *pane, bool fresh)
{
	struct guess_cursor *g = &p->ghost, *c = &p->cursor;
	if (g->valid && ((fresh && pane->echo.settled >= g->offset) ||
				(!g->entered && pane->rows[pane->cursor.y]->id != g->line))) {
		g->valid = false;
	}
	if (!c->valid) {
		return;
	}
	if (predict_row(pane, c->line) < 0) {
		start_over(p, p->last);
	} else if (fresh && pane->echo.settled >= c->offset) {
		if (cursor_is_right(c, pane)) {
			if (c->jumped && c->epoch > p->confirmed) {
				prove(p, pane, c->epoch);
			}
			c->valid = g->valid = false;
		} else {
			start_over(p, c->offset);
		}
	}
}

static void drop_settled(struct predictor *p, uint64_t settled)
{
	size_t n = 0;
	while (n < p->sent_count && p->sent[n].offset <= settled) {
		n++;
	}
	if (n > 0) {
		p->typed_all &= !p->lost; /* they went by unseen */
		p->typed_count = p->lost ? 0 : p->typed_count;
		memmove(p->sent, p->sent + n, (p->sent_count - n) * sizeof(*p->sent));
		p->sent_count -= n;
	}
}

/* Nothing is under way: the next key takes effect at the pane's cursor. */
static void see_place(struct predictor *p, const struct replica_pane *pane)
{
	p->floor_line = pane->rows[pane->cursor.y]->id;
	p->floor_x = pane->cursor.x;
	if (pane->zone_line != 0 && pane->zone_line == p->floor_line &&
		pane->zone_col < p->floor_x) {
		p->floor_x = pane->zone_col;
	}
	p->prompt = predict_prompt(p, pane);
	p->trusted = predict_trust(p, pane);
	if (p->trusted) {
		p->confirmed = p->epoch;
		p->open = true;
	}
	predict_trust_edits(p);
	int was = predict_row(pane, p->lost_line);
	p->heard |= p->lost_by_enter && p->floor_line != p->lost_line &&
		    (p->floor_x > 0 || (p->lost_cooked && pane->cursor.y >= was + 2));
}

/* The pane's cursor says where keys take effect when no key is under way, or when the pane is
 * shown just as it was when the last one settled. */
static void find_place(struct predictor *p, const struct replica_pane *pane, bool fresh, usec_t now)
{
	bool exact = pane->rev == pane->echo.rev && !pane->ahead;
	if (!p->lost && p->untouched) {
		see_place(p, pane); /* the prompt may come later than the Enter is settled */
		return;
	}
	if (!p->lost || !fresh || pane->echo.settled < p->lost_at ||
		(p->sent_count > 0 && !exact)) {
		return;
	}
	p->lost = false;
	p->untouched = true;
	p->count = 0;
	p->cursor.valid = false;
	see_place(p, pane);
	predict_replay(p, pane, now);
}

static void watch_tty(struct predictor *p, const struct replica_pane *pane, usec_t now)
{
	if (!tty_is_cooked(pane)) {
		p->was_raw |= pane->tty.known;
		p->heard &= pane->tty.icanon;
		p->evidence = false;
		p->cooked_since = 0;
	} else if (!p->lost && p->cooked_since == 0) {
		p->cooked_since = now > 0 ? now : 1;
	}
}

static void find_oldest(struct predictor *p)
{
	p->oldest = 0;
	for (size_t i = 0; i < p->count; i++) {
		const struct guess *g = &p->guesses[i];
		if (!g->same && !g->unknown && (p->oldest == 0 || g->at < p->oldest)) {
			p->oldest = g->at;
		}
	}
}

void predictor_update(struct predictor *p, const struct replica_pane *pane, usec_t now)
{
	if (pane->rev == 0 || pane->size.rows == 0 || pane->cursor.y >= pane->size.rows) {
		return;
	}
	p->size = p->size.rows == 0 ? pane->size : p->size;
	if (tty_is_secret(pane) || p->size.cols != pane->size.cols ||
		p->size.rows != pane->size.rows) {
		if (!p->lost || p->count > 0 || p->sent_count > 0) {
			predictor_reset(p);
		}
		p->size = pane->size;
	}
	bool fresh = pane->rev >= pane->echo.rev;
	bool alone = pane->rev == pane->echo.rev && !pane->ahead && pane->echo.offset == pane->echo.settled;
	if (alone && !tty_is_cooked(pane) && !predict_judge_move(p, pane)) {
		start_over(p, pane->echo.settled);
	}
	judge_cells(p, pane, fresh, now);
	judge_cursor(p, pane, fresh);
	if (fresh) {
		drop_settled(p, pane->echo.settled);
	}
	if (!tty_is_secret(pane)) {
		find_place(p, pane, fresh, now);
	}
	watch_tty(p, pane, now);
	find_oldest(p);
}

usec_t predictor_deadline(const struct predictor *p)
{
	if (p->oldest == 0) {
		return USEC_NEVER;
	}
	usec_t t = p->glitch == 0   ? p->oldest + GLITCH
		   : p->glitch_long ? USEC_NEVER
				    : p->oldest + GLITCH_LONG;
	return p->rules.timeout != 0 && !p->overdue ? usec_min(t, p->oldest + p->rules.timeout) : t;
}

/* ---- showing ---- */

static void triggers(struct predictor *p, const struct predict_view *v, usec_t now)
{
	if (v->srtt > SHOW_FROM) {
		p->show_by_rtt = true;
	} else if (v->srtt != 0 && v->srtt <= SHOW_UNTIL && p->oldest == 0) {
		p->show_by_rtt = false;
	}
	if (v->srtt >= FLAG_FROM) {
		p->flag_by_rtt = true;
	} else if (v->srtt != 0 && v->srtt <= FLAG_UNTIL) {
		p->flag_by_rtt = false;
	}
	if (p->oldest != 0 && usec_since(p->oldest, now) >= GLITCH) {
		p->glitch = GLITCH_REPAIR;
		p->glitch_long |= usec_since(p->oldest, now) >= GLITCH_LONG;
	}
}

static void draw_guess(struct guess *g, const struct replica_pane *pane, struct rect r,
	struct canvas *c, bool flag, enum predict_look look)
{
	int y = predict_row(pane, g->line);
	if (y < 0 || y >= r.rows || g->x >= r.cols || g->x >= pane->size.cols) {
		return;
	}
	struct style s = palette_style(pane->palette, &g->style);
	if (flag && g->len > 0) {
		s.attrs = look == PREDICT_DIM
				  ? (uint16_t)(s.attrs | ATTR_DIM)
				  : (uint16_t)((s.attrs & ~ATTR_UNDERLINE_MASK) | ATTR_UNDERLINE(1));
	}
	if (pane->modes & MODE_REVERSE) {
		s.attrs ^= ATTR_REVERSE;
	}
	canvas_put(
		c, r, (uint16_t)(r.x + g->x), (uint16_t)(r.y + y), g->text, g->len, g->width, &s);
	g->drawn = true;
}

/* Where a guess is held back, without its text. */
static void draw_held(const struct guess *g, const struct replica_pane *pane, struct rect r, struct canvas *c)
{
	int y = predict_row(pane, g->line);
	struct style s = {.fg = COLOUR_INDEX(3), .attrs = ATTR_REVERSE};
	if (y >= 0 && y < r.rows && g->x < r.cols && g->x < pane->size.cols && g->width == 1) {
		canvas_put(c, r, (uint16_t)(r.x + g->x), (uint16_t)(r.y + y), "?", 1, 1, &s);
	}
}

static bool draw_cursor(const struct guess_cursor *g, const struct replica_pane *pane,
	struct rect r, struct canvas *c)
{
	int y = predict_row(pane, g->line);
	if (!g->valid || y < 0 || y >= r.rows || g->x >= r.cols) {
		return false;
	}
	c->cursor.x = (uint16_t)(r.x + g->x);
	c->cursor.y = (uint16_t)(r.y + y);
	return true;
}

static void ghost_style(void *ctx, struct style *s)
{
	(void)ctx;
	s->attrs = (uint16_t)((s->attrs & ~ATTR_UNDERLINE_MASK) | ATTR_UNDERLINE(2));
}

/* The cursor alone is guessed: no cell shows what the key did. Its place is underlined twice. */
static void mark_ghost(const struct predictor *p, const struct guess_cursor *g, const struct replica_pane *pane,
	struct canvas *c)
{
	int y = predict_row(pane, g->line);
	for (size_t i = 0; i < p->count; i++) {
		if (p->guesses[i].offset == g->offset && p->guesses[i].drawn) {
			return;
		}
	}
	if (y != pane->cursor.y || g->x != pane->cursor.x) {
		canvas_restyle(c, (struct rect){c->cursor.x, c->cursor.y, 1, 1}, ghost_style, NULL);
	}
}

/* Nothing of ours is to be seen or kept; what is sent meanwhile has no place. */
static bool draw_never(struct predictor *p)
{
	if (p->count > 0 || p->cursor.valid) {
		predictor_reset(p);
	}
	return false;
}

static bool is_overdue(const struct predictor *p, usec_t now)
{
	return p->rules.timeout != 0 && p->oldest != 0 && usec_since(p->oldest, now) >= p->rules.timeout;
}

bool predictor_draw(struct predictor *p, const struct replica_pane *pane,
	const struct predict_view *v, struct rect r, struct canvas *c, usec_t now)
{
	if (v->mode == PREDICT_NEVER) {
		return draw_never(p);
	}
	triggers(p, v, now);
	p->overdue = is_overdue(p, now);
	if (tty_is_secret(pane) || p->overdue || predict_is_ahead(p, pane, now) ||
		(v->mode == PREDICT_ADAPTIVE && !p->show_by_rtt && p->glitch == 0)) {
		return false;
	}
	/* Guesses without evidence are for those who asked for them; never behind an Enter that may
	 * have led to a password prompt. */
	uint64_t upto = v->mode == PREDICT_EXPERIMENTAL && p->open && pane->echo.settled >= p->lost_at
				? p->epoch
				: p->confirmed;
	bool flag = v->underline && (p->flag_by_rtt || p->glitch_long), any = false;
	for (size_t i = 0; i < p->count; i++) {
		struct guess *g = &p->guesses[i];
		if (g->epoch <= upto && !g->unknown && !g->same) {
			p->figures.shown += !g->drawn;
			draw_guess(g, pane, r, c, flag, p->rules.look);
			any = true;
		} else if (p->rules.debug && p->open && g->epoch > upto && !g->same) {
			draw_held(g, pane, r, c);
			any = true;
		}
	}
	const struct guess_cursor *g =
		p->cursor.valid && (p->cursor.epoch <= upto || p->cursor.sure) ? &p->cursor : &p->ghost;
	if (draw_cursor(g, pane, r, c)) {
		any = true;
		if (flag) {
			mark_ghost(p, g, pane, c);
		}
	}
	return any;
}
