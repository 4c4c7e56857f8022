/* window/csi.c -- carries out control sequences. */
#include "window/csi.h"

#include "window/colours.h"
#include "window/cursor.h"
#include "window/edit.h"
#include "window/keyboard.h"
#include "window/modes.h"
#include "window/presentation.h"
#include "window/print.h"
#include "window/rect.h"
#include "window/report.h"
#include "window/sgr.h"
#include "window/sgr_stack.h"
#include "window/titles.h"
#include "window/winops.h"

typedef void csi_fn(struct term *t, const struct seq *s);

/* A count: left out or 0 is 1. */
static int32_t count(const struct seq *s)
{
	return seq_param(s, 0, 1);
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
	cursor_set_origin(t, count(s) - 1, cursor_origin_y(t));
}

static void cup(struct term *t, const struct seq *s)
{
	cursor_set_origin(t, seq_param(s, 1, 1) - 1, count(s) - 1);
}

static void vpa(struct term *t, const struct seq *s)
{
	cursor_set_origin(t, cursor_origin_x(t), count(s) - 1);
}

static void hpr(struct term *t, const struct seq *s)
{
	cursor_set_origin(t, cursor_origin_x(t) + count(s), cursor_origin_y(t));
}

static void vpr(struct term *t, const struct seq *s)
{
	cursor_set_origin(t, cursor_origin_x(t), cursor_origin_y(t) + count(s));
}

static void cht(struct term *t, const struct seq *s)
{
	cursor_tab(t, count(s));
}

static void cbt(struct term *t, const struct seq *s)
{
	cursor_back_tab(t, count(s));
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

static void decst8c(struct term *t, const struct seq *s)
{
	if (seq_param(s, 0, 0) == 5) {
		cursor_reset_tabs(t);
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
	term_move_pen(t, &pen);
}

static void decstbm(struct term *t, const struct seq *s)
{
	if (cursor_set_rows(t, count(s) - 1, seq_param(s, 1, t->size.rows) - 1)) {
		cursor_home(t);
	}
}

/* DECSLRM while its mode is set, else SCOSC. */
static void decslrm(struct term *t, const struct seq *s)
{
	if (!term_mode2(t, MODE2_MARGINS)) {
		cursor_save(t, term_saved(t));
	} else if (cursor_set_cols(t, count(s) - 1, seq_param(s, 1, t->size.cols) - 1)) {
		cursor_home(t);
	}
}

static void scorc(struct term *t, const struct seq *s)
{
	(void)s;
	cursor_restore(t, term_saved(t));
}

static void decscusr(struct term *t, const struct seq *s)
{
	int32_t shape = seq_param(s, 0, 0);
	if (shape <= 6) {
		t->shape = (uint8_t)shape;
		t->modes = shape % 2 != 0 ? t->modes | MODE_CURSOR_BLINK
		                          : t->modes & ~(uint32_t)MODE_CURSOR_BLINK;
	}
}

static void decsca(struct term *t, const struct seq *s)
{
	int32_t how = seq_param(s, 0, 0);
	bool on = how == 1 || (how > 2 && (t->pen.attrs & ATTR_PROTECTED) != 0);
	term_set_protection(t, on, false);
}

/* DECSTR: what a program left behind, without the screen. */
static void decstr(struct term *t, const struct seq *s)
{
	(void)s;
	term_restart_soft(t);
}

/* DECSCL: a level, and whether answers use 8-bit controls. All else starts anew, as in xterm. */
static void decscl(struct term *t, const struct seq *s)
{
	int32_t level = seq_param(s, 0, 0) - 60, controls = seq_param(s, 1, 0);
	if (level < 1 || level > TERM_LEVEL) {
		return;
	}
	term_restart(t);
	t->level = (uint8_t)level;
	if (level > 1 && controls != 1) {
		t->modes2 |= MODE2_SEND_C1;
	}
}

/* Plain sequences, by final. */
static csi_fn *const plain['~' - '@' + 1] = {
	['@' - '@'] = edit_ich, ['A' - '@'] = cuu, ['B' - '@'] = cud, ['C' - '@'] = cuf,
	['D' - '@'] = cub, ['E' - '@'] = cnl, ['F' - '@'] = cpl, ['G' - '@'] = cha,
	['H' - '@'] = cup, ['I' - '@'] = cht, ['J' - '@'] = edit_ed, ['K' - '@'] = edit_el,
	['L' - '@'] = edit_il, ['M' - '@'] = edit_dl, ['P' - '@'] = edit_dch, ['S' - '@'] = edit_su,
	['T' - '@'] = edit_sd, ['X' - '@'] = edit_ech, ['Z' - '@'] = cbt,
	['^' - '@'] = edit_sd, ['`' - '@'] = cha, ['a' - '@'] = hpr, ['b' - '@'] = rep,
	['c' - '@'] = report_da1, ['d' - '@'] = vpa, ['e' - '@'] = vpr, ['f' - '@'] = cup,
	['g' - '@'] = tbc, ['h' - '@'] = sm,
	['l' - '@'] = rm, ['m' - '@'] = sgr, ['n' - '@'] = report_dsr, ['r' - '@'] = decstbm,
	['s' - '@'] = decslrm, ['t' - '@'] = winops_run, ['u' - '@'] = scorc,
	['x' - '@'] = report_parameters,
};

/* Those with a prefix or an intermediate. */
static const struct {
	char prefix, inter, final;
	csi_fn *run;
} marked[] = {
	{'?', 0, 'h', sm},
	{'?', 0, 'l', rm},
	{'?', 0, 's', modes_save},
	{'?', 0, 'r', modes_restore},
	{'?', 0, 'J', edit_decsed},
	{'?', 0, 'K', edit_decsel},
	{'?', 0, 'W', decst8c},
	{'?', 0, 'n', report_dsr},
	{'?', '$', 'p', modes_report},
	{0, '$', 'p', modes_report},
	{0, ' ', '@', edit_sl},
	{0, ' ', 'A', edit_sr},
	{0, ' ', 'q', decscusr},
	{0, '"', 'p', decscl},
	{0, '"', 'q', decsca},
	{0, '!', 'p', decstr},
	{0, '\'', '}', edit_decic},
	{0, '\'', '~', edit_decdc},
	{0, '$', 'v', rect_deccra},
	{0, '$', 'x', rect_decfra},
	{0, '$', 'z', rect_decera},
	{0, '$', '{', rect_decsera},
	{0, '$', 'r', rect_deccara},
	{0, '$', 't', rect_decrara},
	{0, '*', 'x', rect_decsace},
	{0, '*', 'y', rect_decrqcra},
	{0, '#', 'y', rect_xtchecksum},
	{0, '#', '|', rect_report_sgr},
	{0, '#', '{', sgr_stack_push},
	{0, '#', 'p', sgr_stack_push},
	{0, '#', '}', sgr_stack_pop},
	{0, '#', 'q', sgr_stack_pop},
	{'>', 0, 'c', report_da2},
	{'=', 0, 'c', report_da3},
	{'?', 0, 'S', report_graphics},
	{'>', 0, 't', titles_set_modes},
	{'>', 0, 'T', titles_set_modes},
	{0, '$', 'w', presentation_report},
	{0, '$', 'u', presentation_report_state},
	{0, '&', 'u', presentation_report_upss},
	{0, '"', 'v', presentation_report_extent},
	{0, '#', 'P', colours_push},
	{0, '#', 'Q', colours_pop},
	{0, '#', 'R', colours_report},
	{'>', 0, 'q', report_version},
	{'>', 0, 'm', keyboard_modify},
	{'>', 0, 'n', keyboard_modify},
	{'?', 0, 'm', keyboard_modify_report},
	{'>', 0, 'f', keyboard_format},
	{'?', 0, 'g', keyboard_format_report},
	{'>', 0, 'u', keyboard_push},
	{'<', 0, 'u', keyboard_pop},
	{'=', 0, 'u', keyboard_set},
	{'?', 0, 'u', keyboard_report},
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
