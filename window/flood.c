/* window/flood.c -- lines that pass through a screen. */
#include "window/flood.h"

#include "window/charset.h"
#include "window/cursor.h"
#include "window/scan.h"
#include "window/screen.h"

enum {
	LINES_MAX = 2048, /* taken at once */
	ENOUGH = 2,       /* screens of lines that it needs to pay */
	SAMPLE = 8,       /* lines by which the length of the others is guessed */
	END = 2,          /* CR LF */
	AGAIN = 256,      /* bytes after which a terminal that was special may not be so any more */
};

/* True when a line that ends in CR LF is printed into a fresh last row and scrolls the whole screen into
 * the history. */
static bool is_plain(const struct term *t)
{
	const struct line *l = t->rows[t->size.rows - 1];
	return t->at.x == 0 && t->at.y + 1 == t->size.rows && !t->wrap && !t->printed &&
	       t->top == 0 && t->bottom == t->at.y && !cursor_has_side_margins(t) &&
	       !term_is_alternate(t) && charset_is_ascii(t) &&
	       (t->modes & (MODE_WRAP | MODE_INSERT)) == MODE_WRAP && t->pen_id == 0 &&
	       t->erase_id == 0 && l->len == 0 && l->fill == 0 && !l->wrapped &&
	       l->mark == LINE_MARK_NONE && l->shape == LINE_SINGLE;
}

/* Counts the whole lines at s that are no wider than the screen, with the length of each and of all.
 * Gives up when there will hardly be `least`. */
static size_t count_lines(const struct term *t, const uint8_t *s, size_t len, size_t least,
	uint16_t *lens, size_t *sum)
{
	size_t n = 0, at = 0;
	while (n < LINES_MAX && !(n == SAMPLE && at / SAMPLE * least > len)) {
		size_t text = scan_ascii(s + at, len - at);
		if (text > t->size.cols || len - at < text + END || s[at + text] != '\r' ||
		        s[at + text + 1] != '\n') {
			break;
		}
		lens[n++] = (uint16_t)text;
		at += text + END;
	}
	*sum = at;
	return n;
}

/* The rows but the last are the newest of the history. */
static void rows_push(struct term *t)
{
	for (uint16_t y = 0; y + 1 < t->size.rows; y++) {
		screen_line_record(t, t->rows[y]);
	}
}

/* The first n lines become history; the first of them has the id of the last row. Returns what comes
 * after them. */
static const uint8_t *lines_pass(
        struct term *t, const uint8_t *s, const uint16_t *lens, size_t n)
{
	struct line l = {.id = t->rows[t->size.rows - 1]->id};
	uint64_t revision = term_change(t);
	history_push_text(t->history, s, lens, n);
	for (size_t i = 0; i < n; i++) {
		if (n - i <= SCROLLED_MAX) {
			l.version = lens[i] > 0 ? revision : 0;
			scrolled_push(&t->scrolled, &l);
		}
		l.id = t->last_id + i + 1;
		s += lens[i] + END;
	}
	t->last_id += n - 1;
	t->joined = 0;
	return s;
}

/* The last lines fill the screen but for its last row. */
static void rows_fill(struct term *t, const uint8_t *s, const uint16_t *lens)
{
	uint16_t last = (uint16_t)(t->size.rows - 1);
	for (uint16_t y = 0; y <= last; y++) {
		screen_line_renew(t, t->rows[y], 0);
		if (y < last && lens[y] > 0) {
			screen_put_ascii(t, 0, y, s, lens[y]);
		}
		s += y < last ? lens[y] + END : 0;
	}
	term_change_section(t, TERM_HISTORY);
	term_change_section(t, TERM_GEOMETRY);
}

size_t flood_take(struct term *t, const uint8_t *s, size_t len, size_t *seen)
{
	uint16_t lens[LINES_MAX];
	size_t least = (size_t)t->size.rows * ENOUGH, stay = t->size.rows - 1u;
	if (!is_plain(t) || least > LINES_MAX) {
		*seen = t->at.x > 0 ? 1 : AGAIN;
		return 0;
	}
	size_t sum = 0, n = len < least * END ? 0 : count_lines(t, s, len, least, lens, &sum);
	if (n < least) { /* long lines will stay long */
		*seen = sum * least > len * n ? len : sum + 1;
		return 0;
	}
	rows_push(t);
	rows_fill(t, lines_pass(t, s, lens, n - stay), lens + n - stay);
	return sum;
}
