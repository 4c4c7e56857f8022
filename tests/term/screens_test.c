/* tests/term/screens_test.c -- the screens of real programs equal tmux's, cell by cell, with all
 * attributes. Each recording is fed several times, cut into pieces of another size. README.md
 * tells how they are made. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "tests/term/found.h"
#include "tests/term/recording.h"

enum { SHOW_MAX = 12, HISTORY_LIMIT = 2000 };

/* A row of `joined`, whose lines are one a row, where ours is meant to differ: what it shows
 * instead, and the column after its text, where the cursor stands at mark "line-ROW". README.md
 * has the reasons. */
struct difference {
	uint16_t row, x;
	const char *text;
};

static const struct difference differences[] = {
        {2, 13, "Family 👨‍👩‍👧‍👦 end"},
        {3, 14, "Skin 👍🏽 👋🏿 end"},
        {5, 18, "Heart ❤️ ☎️ ✈️ end"},
        {6, 12, "Text ⌚︎ ☺︎ end"},
        {7, 16, "Keycap 1️⃣ #️⃣ end"},
        {8, 14, "Rainbow 🏳️‍🌈 end"},
        {9, 19, "Technologist 👩🏽‍💻 end"},
        {11, 23, "Zero width ab c‍d ef end"},
};

static const char with_differences[] = "joined";
static const char with_other_history[] =
        "attributes"; /* rows that leave a region are not kept: README.md */

static bool is_scene(const char *name, const char *scene)
{
	size_t len = strlen(scene);
	return strncmp(name, scene, len) == 0 && name[len] == '-' &&
	       strcspn(name, "0123456789") == len + 1;
}

/* Checks a row that is meant to differ by its own text and takes it out of the mark. */
static void check_difference(
        const struct difference *d, struct mark *m, const struct shown *have, struct buf *out)
{
	struct buf text = {0};
	uint16_t y = (uint16_t)(d->row - 1);
	if (m->y < y) {
		return; /* not written yet */
	}
	for (uint16_t x = 0; x < d->x; x++) {
		buf_puts(&text, shown_at(have, x, y)->text);
	}
	if (strcmp(buf_str(&text), d->text) != 0) {
		buf_printf(out, "  row %u: want \"%s\", have \"%s\"\n", d->row, d->text,
		        buf_str(&text));
	}
	memcpy(shown_at(&m->screen, 0, y), shown_at(have, 0, y),
	        m->size.cols * sizeof(*have->cells));
	if (m->y == y) {
		m->x = d->x;
	}
	buf_finish(&text);
}

static void check_screen(const char *name, struct mark *m, const struct term *t, struct buf *out)
{
	struct shown have;
	shown_init_term(&have, t);
	for (size_t i = 0; i < sizeof(differences) / sizeof(differences[0]); i++) {
		if (is_scene(name, with_differences)) {
			check_difference(&differences[i], m, &have, out);
		}
	}
	size_t count = shown_compare(&m->screen, &have, SHOW_MAX, out);
	if (count > SHOW_MAX) {
		buf_printf(out, "  and %zu cells more\n", count - SHOW_MAX);
	}
	shown_finish(&have);
}

static void check_history(const char *name, const struct mark *m, struct term *t, struct buf *out)
{
	struct history *h = term_history(t);
	size_t want = is_scene(name, with_other_history) ? 0 : m->history.size.rows;
	if (history_count(h) != want) {
		buf_printf(
		        out, "  want %zu records of history, have %zu\n", want, history_count(h));
		return;
	}
	if (want == 0) {
		return;
	}
	struct shown have;
	struct line *l = line_new(1);
	shown_init(&have, m->history.size);
	for (uint16_t y = 0; y < have.size.rows; y++) {
		assert_true(history_get(h, history_first(h) + y, term_pool(t), l));
		shown_put_line(&have, y, l, term_pool(t));
	}
	if (shown_compare(&m->history, &have, SHOW_MAX, out) > 0) {
		buf_puts(out, "  (these are rows of the history)\n");
	}
	line_free(l);
	shown_finish(&have);
}

static void check_state(const struct mark *m, const struct term *t, struct buf *out)
{
	struct term_cursor c = term_cursor(t);
	unsigned x = c.x + (c.wrap ? 1u : 0u);
	uint32_t modes = term_modes(t) & MARK_MODES;
	const char *title = strcmp(m->title, "none") == 0 ? "" : m->title; /* the recorder's own */
	if (x != m->x || c.y != m->y) {
		buf_printf(out, "  want the cursor at %u,%u, have %u,%u\n", m->x, m->y, x, c.y);
	}
	if (modes != m->modes) {
		buf_printf(out, "  want modes %05x, have %05x\n", m->modes, modes);
	}
	if (strcmp(title, term_title(t)) != 0) {
		buf_printf(out, "  want title \"%s\", have \"%s\"\n", title, term_title(t));
	}
}

/* Pieces of 1..most bytes, the sizes taken from a small generator of their own. */
static void feed(struct term *t, struct bytes b, size_t most, uint32_t *state)
{
	while (b.len > 0) {
		*state = *state * 1664525u + 1013904223u;
		size_t n = 1 + (most == SIZE_MAX ? b.len : (*state >> 8) % most);
		n = n < b.len ? n : b.len;
		term_write(t, bytes_of(b.data, n));
		b = bytes_of(b.data + n, b.len - n);
	}
}

/* Plays one recording through; returns whether all marks were as tmux's. */
static bool play(const char *name, struct recording *r, size_t most)
{
	struct term *t = NULL;
	uint32_t state = (uint32_t)most;
	size_t fed = 0;
	bool ok = true;
	r->left = buf_bytes(&r->marks);
	while (!recording_is_at_end(r)) {
		struct mark m;
		struct buf out = {0};
		if (!recording_next(r, &m)) {
			fail_msg("%s: mark %s is not readable", name, m.name);
		}
		if (t == NULL) {
			t = term_new(
			        &(struct term_cfg){.size = m.size, .history_limit = HISTORY_LIMIT});
		}
		assert_true(m.bytes >= fed);
		feed(t, bytes_of(buf_bytes(&r->bytes).data + fed, m.bytes - fed), most, &state);
		fed = m.bytes;
		check_screen(name, &m, t, &out);
		check_state(&m, t, &out);
		check_history(name, &m, t, &out);
		if (out.len > 0) {
			print_error("%s, mark %s, pieces up to %zu:\n%s", name, m.name, most,
			        buf_str(&out));
			ok = false;
		}
		buf_finish(&out);
		mark_finish(&m);
	}
	assert_non_null(t);
	term_free(t);
	return ok;
}

static void equals_tmux(void **state)
{
	static const size_t pieces[] = {SIZE_MAX, 1, 7, 61, 1500};
	const char *stem = *state;
	struct recording r;
	bool ok = recording_open(&r, stem);
	assert_true(ok);
	for (size_t i = 0; ok && i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		ok = play(strrchr(stem, '/') + 1, &r, pieces[i]);
	}
	recording_close(&r);
	assert_true(ok);
}

int main(void)
{
	return found_run(
	        "tests/term/screens", &(struct found){.ending = ".screen", .run = equals_tmux});
}
