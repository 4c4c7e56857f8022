/* client/predict_tty.c -- editing by the tty itself, in ICANON and ECHO: what the kernel does with erase, kill, word
 * erase, the next character taken as it is, tabs and control characters is known exactly. tests/predict/tty_test.c compares
 * it with the kernel. */
#include "client/predict_impl.h"

#define TAB_STOPS 8

uint8_t predict_control_byte(keycode_t key)
{
	if (key == 0x7f || (key < 0x20 && key != 0)) {
		return (uint8_t)key;
	}
	return (key & KEY_MODS) == KEY_CTRL && (key & KEY_BASE) < 0x80 ? (uint8_t)(key & 0x1f) : 0;
}

bool predict_tty_typed(struct predictor *p, uint8_t width, uint32_t cp)
{
	bool letter = (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || cp == '_' ||
		      (cp >= 0x80 && (cp < 0x5c0 || cp >= 0x600)); /* the kernel looks at the first byte alone */
	if (p->typed_count >= LIMIT_TYPED) {
		return false;
	}
	p->typed[p->typed_count++] = (struct typed){
		.width = width, .word = letter, .tab = cp == '\t', .wide = cp >= 0x80 && width > 1};
	return true;
}

/* ---- echo ---- */

/* "^X", as the tty writes a control character. */
static bool echo_caret(struct predictor *p, const struct replica_pane *pane, uint8_t byte, struct stroke *k)
{
	uint32_t cp = byte ^ 0x40u;
	return predict_put(p, pane, '^', k) && predict_put(p, pane, cp, k) && predict_tty_typed(p, 2, byte);
}

/* The terminal goes to its next tab stop. Where a program moved those, this is wrong. */
static bool echo_tab(struct predictor *p, const struct replica_pane *pane, const struct stroke *k)
{
	uint16_t x;
	bool wrap;
	const struct line *l = predict_cursor_line(p, pane, &x, &wrap);
	uint32_t to = (x / TAB_STOPS + 1u) * TAB_STOPS;
	if (l == NULL || wrap || to >= pane->size.cols) {
		return false;
	}
	predict_set_cursor(p, pane, l, to, k);
	return predict_tty_typed(p, (uint8_t)(to - x), '\t');
}

/* A caret under the cursor: the next character is taken as it is. */
static bool echo_literal(struct predictor *p, const struct replica_pane *pane, struct stroke *k)
{
	uint16_t x;
	bool wrap;
	const struct line *l = predict_cursor_line(p, pane, &x, &wrap);
	if (l == NULL || wrap || x + 1 >= pane->size.cols || !predict_put(p, pane, '^', k)) {
		return false;
	}
	predict_set_cursor(p, pane, l, x, k);
	p->literal = true;
	return true;
}

/* ---- rubbing out ---- */

/* The tty counts each character of the line as one column when it goes back over a tab. */
static bool is_tab_exact(const struct predictor *p, size_t at)
{
	while (at > 0 && !p->typed[at - 1].tab) {
		if (p->typed[--at].width == 0) {
			return false;
		}
	}
	return at > 0 || p->typed_all;
}

static bool rub_column(struct predictor *p, const struct replica_pane *pane, const struct stroke *k)
{
	uint16_t x;
	bool wrap;
	const struct line *l = predict_cursor_line(p, pane, &x, &wrap);
	if (l == NULL || x == 0 || wrap) {
		return false;
	}
	struct spot old = predict_spot(p, pane, l, (uint16_t)(x - 1));
	struct spot blank = {.width = 1, .style = *pool_style_get(pane->pool, pane->cursor.style)};
	blank.style.link = 0;
	if (old.width > 1 || old.unknown || (old.width == 0 && x < 2)) {
		return false;
	}
	if (old.width == 0) { /* half of a wide one is painted over, and the other half goes, too */
		predict_guess(p, pane, l, (uint16_t)(x - 2), &blank, k);
	}
	predict_guess(p, pane, l, (uint16_t)(x - 1), &blank, k);
	predict_set_cursor(p, pane, l, x - 1u, k);
	return true;
}

/* A backspace, a blank and a backspace for each column of what it echoed; for a tab only the first. A wide
 * character counts as one column, too: its other half stays a blank. */
static bool rub_out(struct predictor *p, const struct replica_pane *pane, size_t n, const struct stroke *k)
{
	for (; n > 0; n--) {
		if (p->typed_count == 0) {
			return false;
		}
		const struct typed t = p->typed[p->typed_count - 1];
		if (t.tab) {
			uint16_t x;
			bool wrap;
			const struct line *l = predict_cursor_line(p, pane, &x, &wrap);
			if (l == NULL || wrap || x < t.width || !is_tab_exact(p, p->typed_count - 1)) {
				return false;
			}
			predict_set_cursor(p, pane, l, (uint32_t)x - t.width, k);
		}
		for (unsigned i = 0; i < t.width && !t.tab; i++) {
			if (t.wide && i > 0) {
				break;
			}
			if (!rub_column(p, pane, k)) {
				return false;
			}
		}
		if (t.width == 0) {
			return false;
		}
		p->typed_count--;
	}
	return true;
}

/* Characters of the last word and of what stands behind it; *all: the word may go on in what is not known. */
static size_t last_word(const struct predictor *p, bool *all)
{
	size_t at = p->typed_count;
	while (at > 0 && !p->typed[at - 1].word) {
		at--;
	}
	while (at > 0 && p->typed[at - 1].word) {
		at--;
	}
	*all = at == 0;
	return p->typed_count - at;
}

/* ---- keys ---- */

/* Those have a meaning that is not to be seen in the line, or one that we were not told. */
static bool is_special(const struct replica_pane *pane, uint8_t byte)
{
	static const uint8_t usual[] = {'\r', '\n', 0x1c, 0x1a, 0x11, 0x13, 0x0f, 0x1b}; /* quit, susp, start, stop, discard */
	for (size_t i = 0; i < sizeof(usual); i++) {
		if (byte == usual[i]) {
			return true;
		}
	}
	return byte == pane->tty.intr || byte == pane->tty.eof || byte == pane->tty.reprint;
}

bool predict_tty_edit(struct predictor *p, const struct replica_pane *pane, uint8_t byte, struct stroke *k)
{
	bool all;
	if (p->literal) {
		p->literal = false;
		return byte == '\t' ? echo_tab(p, pane, k) : echo_caret(p, pane, byte, k);
	}
	if (byte == '\t') {
		return echo_tab(p, pane, k);
	}
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
	if (byte == pane->tty.lnext && pane->tty.iexten) {
		return echo_literal(p, pane, k);
	}
	return !is_special(pane, byte) && echo_caret(p, pane, byte, k);
}

void predict_tty_interrupt(struct predictor *p, const struct replica_pane *pane, uint8_t byte, struct stroke *k)
{
	if (byte == pane->tty.intr && pane->tty.isig && !p->literal) {
		echo_caret(p, pane, byte, k);
	}
}
