/* window/winops.c -- XTWINOPS. */
#include "window/winops.h"

#include "window/titles.h"

static unsigned cell_width(const struct term *t)
{
	return t->colours.cell_width > 0 ? t->colours.cell_width : WINOPS_CELL_WIDTH;
}

static unsigned cell_height(const struct term *t)
{
	return t->colours.cell_height > 0 ? t->colours.cell_height : WINOPS_CELL_HEIGHT;
}

static unsigned width(const struct term *t)
{
	return cell_width(t) * t->size.cols;
}

static unsigned height(const struct term *t)
{
	return cell_height(t) * t->size.rows;
}

void winops_report_resize(struct term *t)
{
	term_answer(t, "\033[48;%u;%u;%u;%ut", t->size.rows, t->size.cols, height(t), width(t));
}

void winops_report_cell(struct term *t, bool bell)
{
	term_answer(t, "\033]1337;ReportCellSize=%u.0;%u.0%s", cell_height(t), cell_width(t),
	        bell ? "\a" : "\033\\");
}

void winops_run(struct term *t, const struct seq *s)
{
	switch (seq_param(s, 0, 0)) {
	case 11: /* not an icon */
		term_answer(t, "\033[1t");
		break;
	case 13:
		term_answer(t, "\033[3;0;0t");
		break;
	case 14:
		term_answer(t, "\033[4;%u;%ut", height(t), width(t));
		break;
	case 15:
		term_answer(t, "\033[5;%u;%ut", height(t), width(t));
		break;
	case 16:
		term_answer(t, "\033[6;%u;%ut", cell_height(t), cell_width(t));
		break;
	case 18:
	case 19:
		term_answer(t, "\033[%d;%u;%ut", seq_param(s, 0, 0) == 18 ? 8 : 9, t->size.rows,
			t->size.cols);
		break;
	case 20:
		titles_report(t, 'L');
		break;
	case 21:
		titles_report(t, 'l');
		break;
	case 22:
		titles_push(t, seq_param(s, 1, 0), seq_param(s, 2, 0));
		break;
	case 23:
		titles_pop(t, seq_param(s, 1, 0), seq_param(s, 2, 0));
		break;
	default: /* moving, resizing: the window is the user's */
		break;
	}
}
