/* client/termcap_impl.h -- what is known of the user's terminal, as strings ready to send. */
#pragma once

#include "client/termcap.h"

struct termcap {
	int colours;            /* 8, 16, 256, or 0x1000000 */
	bool utf8, ansi, bce, xenl;
	bool like_xterm;        /* takes OSC titles, DECSCUSR, mouse, paste and focus modes; ignores what it does not know */
	bool sync, links, strike, overline, curly;
	char *smcup, *rmcup, *smkx, *rmkx, *civis, *cnorm, *clear, *ed, *el, *sgr0, *csr, *ri, *ind, *bell, *op;
	char *cup, *setaf, *setab, *ech; /* with parameters: termcap_param */
	char *bold, *dim, *italic, *underline, *blink, *reverse;
	colour_t fg, bg;        /* as the terminal answered */
	bool has_fg, has_bg;
	bool used_mouse, used_title, used_shape;
};

/* Appends a capability with up to two numbers filled in. */
void termcap_param(const char *cap, int a, int b, struct buf *out);
