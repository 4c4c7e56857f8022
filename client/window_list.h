/* client/window_list.h -- the status line's list of windows, as it will be once the server has selected another
 * window: the user is shown at once what was chosen, also where nobody answers. Pure. */
#pragma once

/* `list` as the server made it while the window with index `truth` was current, for `shown`: their styles change
 * places, and so do the flags * and -, where the format shows them. Caller frees. */
char *window_list_select(const char *list, int truth, int shown);
