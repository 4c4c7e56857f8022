/* tests/unit/client/program.c -- see program.h. */
#include "program.h"

#include <stdio.h>
#include <string.h>

#include "base/width.h"

static const struct tty_flags cooked = {
	.known = true,
	.icanon = true,
	.echo = true,
	.isig = true,
	.iexten = true,
	.icrnl = true,
	.erase = 0x7f,
	.kill = 0x15,
	.werase = 0x17,
	.intr = 3,
	.eof = 4,
	.lnext = 22,
	.reprint = 18,
};
static const struct tty_flags raw = {.known = true, .erase = 0x7f, .kill = 0x15, .werase = 0x17};

static void put_cp(struct buf *b, uint32_t cp)
{
	char text[4];
	buf_put(b, text, utf8_encode(cp, text));
}

static int width_of(const uint32_t *text, size_t n)
{
	int w = 0;
	for (size_t i = 0; i < n; i++) {
		w += width_cp(text[i]) > 0 ? width_cp(text[i]) : 0;
	}
	return w;
}

/* ---- the tty ---- */

/* The column behind the first n characters of a line that begins at the left edge. */
static int column_of(const struct program *p, size_t n)
{
	int x = 0;
	for (size_t i = 0; i < n; i++) { /* one for each, as the kernel counts */
		x = p->line[i] == '\t' ? (x / 8 + 1) * 8 : x + 1;
	}
	return x;
}

static void rub(struct program *p, struct buf *echo)
{
	p->len--;
	if (p->tty.echo && p->line[p->len] == '\t') {
		for (int n = column_of(p, p->len + 1) - column_of(p, p->len); n > 0; n--) {
			buf_puts(echo, "\b");
		}
	} else if (p->tty.echo) {
		buf_puts(echo, "\b \b");
	}
}

static void tty_line(struct program *p, struct buf *later)
{
	if (p->kind == PROGRAM_CAT) {
		for (size_t i = 0; i < p->len; i++) {
			put_cp(later, p->line[i]);
		}
		buf_puts(later, "\r\n");
	} else if (p->kind == PROGRAM_LOGIN) {
		p->secret = !p->secret;
		p->tty.echo = !p->secret;
		buf_puts(later, p->secret ? "Password: " : "\r\nwelcome\r\nlogin: ");
	} else { /* su, called by the shell */
		p->secret = false;
		p->tty = raw;
		buf_puts(later, "\r\nno\r\n$ ");
	}
	p->len = 0;
}

/* What makes a word for the tty. */
static bool is_letter(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (c >= 0x80 && (c < 0x5c0 || c >= 0x600));
}

static void tty_key(struct program *p, keycode_t key, struct buf *echo, struct buf *later)
{
	if (key == 0x7f) {
		if (p->len > 0) {
			rub(p, echo);
		}
	} else if (key == (KEY_CTRL | 'u')) {
		while (p->len > 0) {
			rub(p, echo);
		}
	} else if (key == (KEY_CTRL | 'w')) {
		while (p->len > 0 && !is_letter(p->line[p->len - 1])) {
			rub(p, echo);
		}
		while (p->len > 0 && is_letter(p->line[p->len - 1])) {
			rub(p, echo);
		}
	} else if (key == 0x0d) {
		if (p->tty.echo) {
			buf_puts(echo, "\r\n");
		}
		tty_line(p, later);
	} else if (((key >= 0x20 && key < 0x110000) || (key == '\t' && p->kind == PROGRAM_CAT)) && p->len < 1000) {
		p->line[p->len++] = key;
		if (p->tty.echo) {
			put_cp(echo, key);
		}
	}
}

/* ---- the shell ---- */

static void prompt(struct program *p, struct buf *out)
{
	buf_puts(out, "$ ");
	if (p->right_prompt) {
		buf_printf(out, "\x1b[%dG[12:34]\x1b[3G", p->cols - 8);
	}
}

static const char *suggestion(const struct program *p)
{
	static const char *const known[] = {"git commit --amend", "make check", "ls -la /tmp"};
	char typed[64] = "";
	if (!p->suggests || p->len == 0 || p->len > 60 || p->at != p->len) {
		return "";
	}
	for (size_t i = 0; i < p->len; i++) {
		typed[i] = p->line[i] < 0x80 ? (char)p->line[i] : '?';
	}
	for (size_t i = 0; i < 3; i++) {
		if (strncmp(known[i], typed, p->len) == 0) {
			return known[i] + p->len;
		}
	}
	return "";
}

/* From `from` on, and the cursor back where it belongs. `blank`: columns that fell free at the
 * end. */
static void reprint(const struct program *p, size_t from, int blank, struct buf *out)
{
	for (size_t i = from; i < p->len; i++) {
		put_cp(out, p->line[i]);
	}
	for (int i = 0; i < blank; i++) {
		buf_u8(out, ' ');
	}
	if (p->at == p->len && blank == 0 && width_of(p->line, p->len) > 0 &&
		(2 + width_of(p->line, p->len)) % p->cols == 0) {
		buf_puts(out, " \r"); /* leaves the margin, as readline does */
	}
	int back = width_of(p->line + p->at, p->len - p->at) + blank;
	if (p->suggests) {
		const char *s = suggestion(p);
		buf_puts(out, "\x1b[K");
		if (s[0] != '\0') {
			buf_printf(out, "\x1b[2m%s\x1b[22m", s);
			back += (int)strlen(s);
		}
	}
	if (back > 0) {
		buf_printf(out, "\x1b[%dD", back);
	}
}

static void shell_enter(struct program *p, struct buf *out)
{
	static const uint32_t su[] = {'s', 'u'};
	buf_puts(out, "\r\n");
	memcpy(p->last, p->line, p->len * sizeof(*p->line));
	p->last_len = p->len;
	if (p->len == 2 && memcmp(p->line, su, sizeof(su)) == 0) {
		p->tty = cooked;
		p->tty.echo = false;
		p->secret = true;
		buf_puts(out, "Password: ");
	} else {
		if (p->len > 0) {
			buf_printf(out, "ran %zu\r\n", p->len);
		}
		prompt(p, out);
	}
	p->len = p->at = 0;
}

static void shell_key(struct program *p, keycode_t key, struct buf *out)
{
	if (key == 0x0d) {
		shell_enter(p, out);
	} else if (key == KEY_UP && p->len == 0 && p->last_len > 0) {
		memcpy(p->line, p->last, p->last_len * sizeof(*p->line));
		p->len = p->at = p->last_len;
		reprint(p, 0, 0, out);
	} else if (key == KEY_LEFT && p->at > 0) {
		buf_printf(out, "\x1b[%dD", width_cp(p->line[--p->at]));
	} else if (key == KEY_RIGHT && p->at < p->len) {
		buf_printf(out, "\x1b[%dC", width_cp(p->line[p->at++]));
	} else if (key == 0x7f && p->at > 0) {
		int w = width_cp(p->line[p->at - 1]);
		memmove(p->line + p->at - 1, p->line + p->at, (p->len - p->at) * sizeof(*p->line));
		p->len--;
		p->at--;
		if (w > 0) {
			buf_printf(out, "\x1b[%dD", w);
		}
		reprint(p, p->at, w > 0 ? w : 0, out);
	} else if (key >= 0x20 && key < 0x110000 && key != 0x7f && p->len < 1000) {
		memmove(p->line + p->at + 1, p->line + p->at, (p->len - p->at) * sizeof(*p->line));
		p->line[p->at++] = key;
		p->len++;
		reprint(p, p->at - 1, 0, out);
	}
}

/* ---- the editor ---- */

static void editor_draw(struct program *p, struct buf *out)
{
	buf_puts(out, "\x1b[?25l");
	for (size_t y = 0; y + 1u < p->rows; y++) {
		buf_printf(out, "\x1b[%zuH", y + 1);
		for (size_t i = 0; y < p->text_count && i < p->text_len[y] && i + 1u < p->cols;
			i++) {
			put_cp(out, p->text[y][i]);
		}
		buf_puts(out, y < p->text_count ? "\x1b[K" : "~\x1b[K");
	}
	buf_printf(out, "\x1b[%d;1H%s\x1b[K", p->rows, p->inserting ? "-- INSERT --" : "");
	buf_printf(out, "\x1b[%zu;%zuH\x1b[?25h", p->row + 1, p->at + 1);
}

static void editor_normal(struct program *p, keycode_t key)
{
	size_t *len = &p->text_len[p->row];
	uint32_t *text = p->text[p->row];
	if (key == 'i' || key == 'a') {
		p->inserting = true;
		p->at += key == 'a' && *len > 0;
	} else if ((key == 'h' || key == KEY_LEFT || key == 0x7f) && p->at > 0) {
		p->at--;
	} else if ((key == 'l' || key == KEY_RIGHT) && p->at + 1 < *len) {
		p->at++;
	} else if (key == 'x' && p->at < *len) {
		memmove(text + p->at, text + p->at + 1, (*len - p->at - 1) * sizeof(*text));
		(*len)--;
		p->at -= p->at > 0 && p->at >= *len;
	} else if (key == 'j' && p->row + 1 < p->text_count) {
		p->row++;
		p->at = p->at < p->text_len[p->row] ? p->at : 0;
	}
}

static void editor_key(struct program *p, keycode_t key, struct buf *out)
{
	size_t *len = &p->text_len[p->row];
	uint32_t *text = p->text[p->row];
	if (!p->inserting) {
		editor_normal(p, key);
	} else if (key == 0x1b) {
		p->inserting = false;
		p->at -= p->at > 0;
	} else if (key == 0x7f && p->at > 0) {
		memmove(text + p->at - 1, text + p->at, (*len - p->at) * sizeof(*text));
		p->at--;
		(*len)--;
	} else if (key == 0x0d && p->text_count + 1u < p->rows) {
		memmove(p->text + p->row + 2, p->text + p->row + 1,
			(p->text_count - p->row - 1) * sizeof(p->text[0]));
		memmove(p->text_len + p->row + 2, p->text_len + p->row + 1,
			(p->text_count - p->row - 1) * sizeof(*len));
		p->text_count++;
		memcpy(p->text[p->row + 1], text + p->at, (*len - p->at) * sizeof(*text));
		p->text_len[p->row + 1] = *len - p->at;
		*len = p->at;
		p->row++;
		p->at = 0;
	} else if (key >= 0x20 && key < 0x110000 && key != 0x7f && *len + 2u < p->cols) {
		memmove(text + p->at + 1, text + p->at, (*len - p->at) * sizeof(*text));
		text[p->at++] = key;
		(*len)++;
	}
	editor_draw(p, out);
}

static void editor_start(struct program *p, struct buf *out)
{
	static const char *const text[] = {"int main(void)  /* two gaps */", "{",
		"\treturn 0;  // end", "}", "", "last line of the text"};
	p->text_count = 6;
	for (size_t y = 0; y < 6; y++) {
		for (const char *s = text[y]; *s != '\0'; s++) {
			p->text[y][p->text_len[y]++] = *s == '\t' ? ' ' : (uint32_t)*s;
		}
	}
	buf_puts(out, "\x1b[?1049h");
	editor_draw(p, out);
}

/* ---- all ---- */

void program_start(
	struct program *p, enum program_kind kind, uint16_t cols, uint16_t rows, struct buf *later)
{
	bool right = p->right_prompt, suggests = p->suggests;
	*p = (struct program){.kind = kind,
		.cols = cols,
		.rows = rows,
		.right_prompt = right,
		.suggests = suggests};
	p->tty = kind == PROGRAM_CAT || kind == PROGRAM_LOGIN ? cooked : raw;
	if (kind == PROGRAM_LOGIN) {
		buf_puts(later, "login: ");
	} else if (kind == PROGRAM_SHELL) {
		prompt(p, later);
	} else if (kind == PROGRAM_EDITOR) {
		editor_start(p, later);
	}
}

void program_key(struct program *p, keycode_t key, struct buf *echo, struct buf *later,
	struct tty_flags *flags)
{
	if (p->tty.icanon) {
		tty_key(p, key, echo, later);
	} else if (p->kind == PROGRAM_SHELL) {
		shell_key(p, key, later);
	} else if (p->kind == PROGRAM_EDITOR) {
		editor_key(p, key, later);
	} else {
		buf_printf(later, "\r\nline %d of a long text", p->lines_out++);
	}
	*flags = p->tty;
}
