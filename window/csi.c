/* window/csi.c -- carries out control sequences. */
#include "window/csi.h"

#include "window/charset.h"
#include "window/cursor.h"
#include "window/modes.h"
#include "window/print.h"
#include "window/report.h"
#include "window/screen.h"
#include "window/sgr.h"
#include "window/titles.h"

typedef void csi_fn(struct term *t, const struct seq *s);

/* A count: left out or 0 is 1. */
static int32_t count(const struct seq *s)
{
	return seq_param(s, 0, 1);
}

/* A count of cells from the cursor to the right edge. */
static uint16_t count_cells(const struct term *t, const struct seq *s)
{
	int32_t room = t->size.cols - t->at.x;
	return (uint16_t)(count(s) < room ? count(s) : room);
}

static uint16_t count_rows(const struct term *t, const struct seq *s)
{
	return (uint16_t)(count(s) < t->size.rows ? count(s) : t->size.rows);
}

static void ich(struct term *t, const struct seq *s)
{
	uint16_t n = count_cells(t, s);
	t->wrap = false;
	if (n > 0) {
		screen_insert_cells(t, t->at.x, t->at.y, n, t->erase_id);
	}
}

static void dch(struct term *t, const struct seq *s)
{
	uint16_t n = count_cells(t, s);
	t->wrap = false;
	if (n > 0) {
		screen_delete_cells(t, t->at.x, t->at.y, n, t->erase_id);
	}
}

static void ech(struct term *t, const struct seq *s)
{
	uint16_t n = t->wrap ? 0 : count_cells(t, s);
	screen_erase(t, t->at.y, t->at.x, (uint16_t)(t->at.x + n), t->erase_id);
}

static void cuu(struct term *t, const struct seq *s)
{
	cursor_up(t, count(s));
}

static void cud(struct term *t, const struct seq *s)
{
	cursor_down(t, count(s));
}

static void cuf(struct term *t, const struct seq *s)
{
	cursor_right(t, count(s));
}

static void cub(struct term *t, const struct seq *s)
{
	cursor_left(t, count(s));
}

static void cnl(struct term *t, const struct seq *s)
{
	cursor_down(t, count(s));
	cursor_return(t);
}

static void cpl(struct term *t, const struct seq *s)
{
	cursor_up(t, count(s));
	cursor_return(t);
}

static void cha(struct term *t, const struct seq *s)
{
	cursor_set(t, count(s) - 1, t->at.y);
}

static void cup(struct term *t, const struct seq *s)
{
	cursor_set_origin(t, seq_param(s, 1, 1) - 1, count(s) - 1);
}

static void vpa(struct term *t, const struct seq *s)
{
	uint16_t x = t->at.x;
	cursor_set_origin(t, x, count(s) - 1);
}

static void cht(struct term *t, const struct seq *s)
{
	cursor_tab(t, count(s));
}

static void cbt(struct term *t, const struct seq *s)
{
	cursor_back_tab(t, count(s));
}

/* Part of the cursor's row: 0 from the cursor on, 1 up to it, 2 all. */
static bool row_part(const struct term *t, int32_t how, uint16_t *lo, uint16_t *hi)
{
	uint16_t cols = t->size.cols, past = (uint16_t)(t->at.x + 1);
	*lo = how == 0 ? t->at.x : 0;
	*hi = how == 1 && past < cols ? past : cols;
	if (how == 0 && t->wrap) { /* the cursor stands behind the last column, as in tmux */
		*lo = cols;
	}
	return how >= 0 && how <= 2 && *lo < *hi;
}

static void el(struct term *t, const struct seq *s)
{
	uint16_t lo, hi;
	if (row_part(t, seq_param(s, 0, 0), &lo, &hi)) {
		screen_erase(t, t->at.y, lo, hi, t->erase_id);
	}
}

static void ed(struct term *t, const struct seq *s)
{
	int32_t how = seq_param(s, 0, 0);
	if (how == 3) {
		term_forget_history(t);
	} else if (how == 2 || (how == 0 && t->at.x == 0 && t->at.y == 0)) {
		screen_clear(t, t->erase_id);
	} else if (how == 0) {
		el(t, s);
		screen_erase_rows(t, (uint16_t)(t->at.y + 1), t->size.rows, t->erase_id);
	} else if (how == 1) {
		screen_erase_rows(t, 0, t->at.y, t->erase_id);
		el(t, s);
	}
}

/* DECSEL and DECSED. */
static void decsel(struct term *t, const struct seq *s)
{
	uint16_t lo, hi;
	if (row_part(t, seq_param(s, 0, 0), &lo, &hi)) {
		screen_erase_unprotected(t, t->at.y, lo, hi);
	}
}

static void decsed(struct term *t, const struct seq *s)
{
	int32_t how = seq_param(s, 0, 0);
	if (how < 0 || how > 2) {
		return;
	}
	for (uint16_t y = 0; y < t->size.rows; y++) {
		if (how == 2 || (how == 0 && y > t->at.y) || (how == 1 && y < t->at.y)) {
			screen_erase_unprotected(t, y, 0, t->size.cols);
		}
	}
	decsel(t, s);
}

static bool in_region(const struct term *t)
{
	return t->at.y >= t->top && t->at.y <= t->bottom;
}

static void il(struct term *t, const struct seq *s)
{
	if (in_region(t)) {
		screen_scroll_down(t, t->at.y, t->bottom, count_rows(t, s), t->erase_id);
	}
}

/* Rows deleted at the top of the screen are gone: only scrolling makes history. */
static void dl(struct term *t, const struct seq *s)
{
	if (in_region(t)) {
		screen_delete_rows(t, t->at.y, t->bottom, count_rows(t, s), t->erase_id);
	}
}

static void su(struct term *t, const struct seq *s)
{
	screen_scroll_up(t, t->top, t->bottom, count_rows(t, s), t->erase_id);
}

static void sd(struct term *t, const struct seq *s)
{
	if (s->count <= 1) { /* five parameters: highlight tracking, long gone */
		screen_scroll_down(t, t->top, t->bottom, count_rows(t, s), t->erase_id);
	}
}

static void rep(struct term *t, const struct seq *s)
{
	print_repeat(t, (uint32_t)count(s));
}

static void tbc(struct term *t, const struct seq *s)
{
	int32_t how = seq_param(s, 0, 0);
	if (how == 0) {
		cursor_set_tab(t, t->at.x, false);
	} else if (how == 3) {
		cursor_clear_tabs(t);
	}
}

static void sm(struct term *t, const struct seq *s)
{
	modes_apply(t, s, true);
}

static void rm(struct term *t, const struct seq *s)
{
	modes_apply(t, s, false);
}

static void sgr(struct term *t, const struct seq *s)
{
	struct style pen = t->pen;
	sgr_apply(&pen, s);
	term_set_pen(t, &pen);
}

static void decstbm(struct term *t, const struct seq *s)
{
	int32_t top = seq_param(s, 0, 1) - 1, bottom = seq_param(s, 1, t->size.rows) - 1;
	if (bottom >= t->size.rows) {
		bottom = t->size.rows - 1;
	}
	if (top < bottom) {
		t->top = (uint16_t)top;
		t->bottom = (uint16_t)bottom;
		cursor_home(t);
	}
}

static void scosc(struct term *t, const struct seq *s)
{
	(void)s;
	cursor_save(t, &t->saved);
}

static void scorc(struct term *t, const struct seq *s)
{
	(void)s;
	cursor_restore(t, &t->saved);
}

static void xtwinops(struct term *t, const struct seq *s)
{
	switch (seq_param(s, 0, 0)) {
	case 18:
	case 19:
		term_answer(t, "\033[%d;%u;%ut", seq_param(s, 0, 0) == 18 ? 8 : 9, t->size.rows,
			t->size.cols);
		break;
	case 22:
		titles_push(t);
		break;
	case 23:
		titles_pop(t, seq_param(s, 1, 0));
		break;
	default:
		break;
	}
}

static void decscusr(struct term *t, const struct seq *s)
{
	int32_t shape = seq_param(s, 0, 0);
	if (shape <= 6) {
		t->shape = (uint8_t)shape;
	}
}

static void decsca(struct term *t, const struct seq *s)
{
	struct style pen = t->pen;
	pen.attrs = (uint16_t)(pen.attrs & ~ATTR_PROTECTED);
	if (seq_param(s, 0, 0) == 1) {
		pen.attrs |= ATTR_PROTECTED;
	}
	term_set_pen(t, &pen);
}

/* DECSTR: what a program left behind, without the screen. */
static void decstr(struct term *t, const struct seq *s)
{
	(void)s;
	const uint32_t keep = MODE_ALT_SCREEN | MODE_MOUSE_MASK | MODE_MOUSE_SGR | MODE_MOUSE_UTF8 |
			      MODE_PASTE | MODE_FOCUS | MODE_REVERSE | MODE_ALT_SCROLL;
	t->modes = (t->modes & keep) | modes_initial();
	cursor_reset_margins(t);
	charset_reset(t);
	t->shape = 0;
	term_set_pen(t, &(struct style){0});
	t->saved = (struct saved){0};
}

/* XTMODKEYS and its off switch. */
static void modify_keys(struct term *t, const struct seq *s)
{
	if (seq_param(s, 0, 0) != 4) {
		return;
	}
	int32_t level = s->final == 'm' ? seq_param(s, 1, 0) : 0;
	t->modes &= ~(uint32_t)(MODE_MOK1 | MODE_MOK2);
	if (level == 1) {
		t->modes |= MODE_MOK1;
	} else if (level == 2) {
		t->modes |= MODE_MOK2;
	}
}

/* Plain sequences, by final. */
static csi_fn *const plain['~' - '@' + 1] = {
	['@' - '@'] = ich, ['A' - '@'] = cuu, ['B' - '@'] = cud, ['C' - '@'] = cuf,
	['D' - '@'] = cub, ['E' - '@'] = cnl, ['F' - '@'] = cpl, ['G' - '@'] = cha,
	['H' - '@'] = cup, ['I' - '@'] = cht, ['J' - '@'] = ed, ['K' - '@'] = el,
	['L' - '@'] = il, ['M' - '@'] = dl, ['P' - '@'] = dch, ['S' - '@'] = su,
	['T' - '@'] = sd, ['X' - '@'] = ech, ['Z' - '@'] = cbt, ['`' - '@'] = cha,
	['a' - '@'] = cuf, ['b' - '@'] = rep, ['c' - '@'] = report_da1, ['d' - '@'] = vpa,
	['e' - '@'] = cud, ['f' - '@'] = cup, ['g' - '@'] = tbc, ['h' - '@'] = sm,
	['l' - '@'] = rm, ['m' - '@'] = sgr, ['n' - '@'] = report_dsr, ['r' - '@'] = decstbm,
	['s' - '@'] = scosc, ['t' - '@'] = xtwinops, ['u' - '@'] = scorc,
};

/* Those with a prefix or an intermediate. */
static const struct {
	char prefix, inter, final;
	csi_fn *run;
} marked[] = {
	{'?', 0, 'h', sm},
	{'?', 0, 'l', rm},
	{'?', 0, 'J', decsed},
	{'?', 0, 'K', decsel},
	{'?', 0, 'n', report_dsr},
	{'?', '$', 'p', modes_report},
	{0, '$', 'p', modes_report},
	{0, ' ', 'q', decscusr},
	{0, '"', 'q', decsca},
	{0, '!', 'p', decstr},
	{'>', 0, 'c', report_da2},
	{'=', 0, 'c', report_da3},
	{'>', 0, 'q', report_version},
	{'>', 0, 'm', modify_keys},
	{'>', 0, 'n', modify_keys},
};

void csi_run(struct term *t, const struct seq *s)
{
	csi_fn *run = NULL;
	if (s->prefix == 0 && s->inter[0] == 0) {
		run = plain[s->final - '@'];
	} else if (s->inter[1] == 0) {
		for (size_t i = 0; i < sizeof(marked) / sizeof(marked[0]) && run == NULL; i++) {
			if (marked[i].prefix == s->prefix && marked[i].inter == s->inter[0] &&
				marked[i].final == s->final) {
				run = marked[i].run;
			}
		}
	}
	if (run != NULL) {
		run(t, s);
	}
}
