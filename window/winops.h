/* window/winops.h -- XTWINOPS: what programs ask of the window that they think they have. It has no
 * place, cannot be moved and has the size of its pane; sizes in pixels are counted in the cells of the
 * user's terminal, or of 10 x 20 where it does not say how large they are. */
#pragma once

#include "window/term_state.h"

enum { WINOPS_CELL_WIDTH = 10, WINOPS_CELL_HEIGHT = 20 };

void winops_run(struct term *t, const struct seq *s);
/* The report of mode 2048: CSI 48 ; rows ; cols ; height ; width t. */
void winops_report_resize(struct term *t);
/* OSC 1337 ; ReportCellSize. */
void winops_report_cell(struct term *t, bool bell);
