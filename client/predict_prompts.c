/* client/predict_prompts.c -- prompts of line editors that everybody knows, so that the first key at them is echoed
 * on the first day, too, and feet of editors that take text. Bracketed paste says that a line editor reads; the
 * marks that shells end their prompts with say that it reads a command. Without it only prompts of programs that are
 * known to go without. fish reads masked words with the same editor, behind prompts that end in `>`: that mark alone
 * says nothing. */
#include <string.h>

#include "client/predict_impl.h"

#define LIMIT_TAIL 32 /* columns at the end of a prompt that are looked at */

/* How prompts of shells end, before one blank. */
static const char *const shell_marks[] = {"$", "#", "%", "\xe2\x9d\xaf" /* heavy angle */, "\xc2\xbb"};

/* How those of other line editors do. */
static const char *const editor_ends[] = {"(gdb)", "(lldb)", "(Pdb)", "sqlite>", "...>", "mysql>", "ftp>", "gnuplot>",
	"ghci>", "scala>", "julia>"};

/* psql's: behind the name of a database. */
static const char *const sql_ends[] = {"=>", "->", "=#", "-#"};

/* All of the row, where no bracketed paste is on. */
static const char *const whole_rows[] = {">>>", "...", "(gdb)", "(Pdb)"};

/* Whatever a prompt ends with: what is asked for with such a word is not to be seen. */
static const char *const asking[] = {"assw", "ASSW", "ecret", "ECRET", "hrase", "HRASE", "oken", "OKEN", "redential", "PIN"};

struct tail {
	char text[LIMIT_TAIL * CLUSTER_MAX + 1];
	size_t len;    /* without the blanks at the end */
	size_t blanks; /* of them */
};

/* What stands left of the cursor, or the end of it. */
static void take_tail(const struct replica_pane *pane, const struct line *l, uint16_t width, struct tail *t)
{
	uint16_t x = width > LIMIT_TAIL ? (uint16_t)(width - LIMIT_TAIL) : 0;
	size_t n = 0;
	t->blanks = 0;
	for (; x < width; x++) {
		size_t got = predict_truth(pane, l, x, t->text + n);
		if (got == 0 && line_cell(l, x).width == 0) {
			continue; /* the right half of a wide one */
		}
		t->blanks = got == 0 ? t->blanks + 1 : 0;
		t->text[n] = got == 0 ? ' ' : t->text[n];
		n += got == 0 ? 1 : got;
	}
	t->len = n - t->blanks;
	t->text[t->len] = '\0';
}

static bool ends_with(const struct tail *t, const char *const *ends, size_t count, size_t *at)
{
	for (size_t i = 0; i < count; i++) {
		size_t n = strlen(ends[i]);
		if (t->len >= n && memcmp(t->text + t->len - n, ends[i], n) == 0) {
			*at = t->len - n;
			return true;
		}
	}
	return false;
}

static bool asks_for_secret(const struct tail *t)
{
	for (size_t i = 0; i < sizeof(asking) / sizeof(asking[0]); i++) {
		if (strstr(t->text, asking[i]) != NULL) {
			return true;
		}
	}
	return false;
}

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

bool predict_is_common_prompt(const struct replica_pane *pane, const struct line *l, uint16_t width)
{
	struct tail t;
	size_t at;
	take_tail(pane, l, width, &t);
	if (t.blanks != 1 || t.len == 0 || asks_for_secret(&t)) {
		return false;
	}
	if (!(pane->modes & MODE_PASTE)) {
		return width <= LIMIT_TAIL && ends_with(&t, whole_rows, COUNT(whole_rows), &at) && at == 0;
	}
	return ends_with(&t, shell_marks, COUNT(shell_marks), &at) || ends_with(&t, editor_ends, COUNT(editor_ends), &at) ||
	       (ends_with(&t, sql_ends, COUNT(sql_ends), &at) && at > 0 && is_name_char(t.text[at - 1]));
}

/* ---- editors ---- */

static bool row_begins(const struct replica_pane *pane, int y, const char *text)
{
	const size_t n = strlen(text);
	for (uint16_t x = 0; x < n; x++) {
		char s[CLUSTER_MAX];
		size_t got = y >= 0 && x < pane->size.cols ? predict_truth(pane, pane->rows[y], x, s) : 0;
		if (text[x] == ' ' ? got != 0 : got != 1 || s[0] != text[x]) {
			return false;
		}
	}
	return true;
}

/* vim while it takes text, and nano; their prompts take these rows away. */
bool predict_is_common_foot(const struct replica_pane *pane)
{
	int last = pane->size.rows - 1;
	if (pane->cursor.y >= last - 1) {
		return false;
	}
	return row_begins(pane, last, "-- INSERT --") ||
	       (pane->cursor.y < last - 2 && row_begins(pane, last - 1, "^G Help ") && row_begins(pane, last, "^X Exit "));
}
