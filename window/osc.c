/* window/osc.c -- carries out operating system commands. */
#include "window/osc.h"

#include "base/buf.h"
#include "window/colours.h"
#include "window/field.h"
#include "window/notify.h"
#include "window/screen.h"
#include "window/titles.h"
#include "window/winops.h"

enum { CODES = 10000, SELECTION_MAX = 16 };

/* Keeps what was set, for queries that are allowed. */
static void keep_selection(struct term *t, struct bytes data)
{
	buf_finish(&t->selection);
	buf_put(&t->selection, data.data, data.len);
}

/* OSC 52. What a query is told is what this terminal's own programs set last, never the user's
 * clipboard, and that only where the owner allows it. */
static void clipboard(struct term *t, struct bytes data, bool bell)
{
	struct bytes which = field_cut(&data, ';');
	const struct term_host *h = &t->cfg.host;
	bool allowed = h->allows != NULL && h->allows(h->ctx, TERM_ASKS_CLIPBOARD);
	struct buf out = {0};
	if (!field_is(data, "?")) {
		bool good = field_base64(data, &out);
		if (allowed) { /* what is no base64 clears it */
			keep_selection(t, good ? buf_bytes(&out) : bytes_of(NULL, 0));
		}
		if (good && h->clipboard != NULL) {
			h->clipboard(h->ctx, which, buf_bytes(&out));
		}
	} else if (allowed) {
		buf_puts(&out, "\033]52;");
		buf_put(&out, which.data, which.len < SELECTION_MAX ? which.len : SELECTION_MAX);
		buf_puts(&out, which.len > 0 ? ";" : "s0;");
		field_to_base64(buf_bytes(&t->selection), &out);
		buf_puts(&out, bell ? "\a" : "\033\\");
		term_answer_bytes(t, buf_bytes(&out));
	}
	buf_finish(&out);
}

/* OSC 8 ; key=value:key=value ; uri */
static void hyperlink(struct term *t, struct bytes data)
{
	struct bytes params = field_cut(&data, ';'), id = {0};
	while (params.len > 0) {
		struct bytes p = field_cut(&params, ':');
		if (field_begins(p, "id=")) {
			id = bytes_of(p.data + 3, p.len - 3);
		}
	}
	struct style pen = t->pen;
	pen.link = pool_link(t->pool, data, id);
	if (pen.link == 0 && data.len > 0 && data.len <= LIMIT_TERM_LINK &&
	        id.len <= LIMIT_TERM_LINK) {
		term_collect(t);
		pen.link = pool_link(t->pool, data, id);
	}
	term_set_pen(t, &pen);
}

static bool goes_on(struct bytes fields)
{
	bool on = false;
	while (fields.len > 0) {
		struct bytes f = field_cut(&fields, ';');
		on = field_is(f, "k=s") || field_is(f, "k=c") || (on && !field_begins(f, "k="));
	}
	return on;
}

/* OSC 133: A a prompt begins (P: one that is drawn anew), B the user's input, C the output, D it ended.
 * What may follow (aid=, click_events=, k=, the exit code of D) changes nothing, but that k=s and k=c
 * are prompts that go on. */
static void prompt_mark(struct term *t, struct bytes data)
{
	struct bytes letter = field_cut(&data, ';');
	uint8_t what = letter.len > 0 ? letter.data[0] : 0;
	what = what == 'P' ? 'A' : what;
	if (what == 'A' && goes_on(data)) {
		t->zone_line = 0;
		return;
	}
	const struct line *l = t->rows[t->at.y];
	uint64_t zone = t->zone_line;
	uint16_t col = t->zone_col;
	if (what == 'A') {
		screen_set_mark(t, t->at.y, LINE_MARK_PROMPT);
		t->zone_line = 0;
	} else if (what == 'B') {
		if (l->mark != LINE_MARK_PROMPT) {
			screen_set_mark(t, t->at.y, LINE_MARK_INPUT);
		}
		t->zone_line = l->id;
		t->zone_col = t->at.x;
	} else if (what == 'C') {
		screen_set_mark(t, t->at.y, LINE_MARK_OUTPUT);
		t->zone_line = 0;
	} else if (what == 'D') {
		t->zone_line = 0;
	}
	if (zone != t->zone_line || col != t->zone_col) {
		term_change_section(t, TERM_CURSOR);
	}
}

/* OSC 1337, iTerm2's. Files are skipped. */
static void iterm(struct term *t, struct bytes data, bool bell)
{
	struct bytes value = data, key = field_cut(&value, '=');
	if (field_is(key, "CurrentDir")) {
		titles_set_path(t, value);
	} else if (field_is(key, "SetMark")) {
		screen_set_mark(t, t->at.y, LINE_MARK_PROMPT);
	} else if (field_is(key, "ReportCellSize")) {
		winops_report_cell(t, bell);
	} else if (field_is(key, "ClearScrollback")) {
		term_forget_history(t);
	} else if (field_is(key, "CursorShape")) { /* block, bar, underline */
		static const uint8_t shapes[] = {2, 6, 4};
		unsigned n;
		if (field_number(value, sizeof(shapes), &n)) {
			t->shape = shapes[n];
			t->modes &= ~(uint32_t)MODE_CURSOR_BLINK;
		}
	} else if (field_is(key, "Copy") && field_begins(value, ":")) {
		struct buf set = {0};
		buf_puts(&set, "c;");
		buf_put(&set, value.data + 1, value.len - 1);
		clipboard(t, buf_bytes(&set), bell);
		buf_finish(&set);
	}
}

/* OSC L, l: the names of Sun and CDE for icon name and title, with or without a separator. */
static void run_letter(struct term *t, struct bytes data)
{
	if (data.len == 0 || (data.data[0] != 'l' && data.data[0] != 'L')) {
		return;
	}
	struct bytes text = bytes_of(data.data + 1, data.len - 1);
	if (data.data[0] == 'L') {
		titles_set_icon(t, text);
	} else {
		titles_set_title(t, text);
	}
}

static bool run_colours(struct term *t, unsigned code, struct bytes data, bool bell)
{
	if (code == 4 || code == 5) {
		colours_set(t, data, code == 4 ? 0 : PALETTE_INDEXED, bell);
	} else if (code == 104 || code == 105) {
		colours_reset(t, data, code == 104 ? 0 : PALETTE_INDEXED);
	} else if (code >= 10 && code <= 19) {
		colours_set_dynamic(t, data, code - 10, bell);
	} else if (code >= 110 && code <= 119) {
		colours_reset_dynamic(t, code - 110);
	} else {
		return false;
	}
	return true;
}

static void run_code(struct term *t, unsigned code, struct bytes data, bool bell)
{
	switch (code) {
	case 0:
		titles_set_icon(t, data);
		titles_set_title(t, data);
		break;
	case 1:
		titles_set_icon(t, data);
		break;
	case 2:
		titles_set_title(t, data);
		break;
	case 7:
		titles_set_path(t, data);
		break;
	case 8:
		hyperlink(t, data);
		break;
	case 9:
		notify_9(t, data);
		break;
	case 52:
		clipboard(t, data, bell);
		break;
	case 60: /* XTQALLOWED, XTQDISALLOWED */
	case 61:
		term_answer(t, "\033]%u;%s%s", code,
		        code == 60 ? "allowColorOps,allowMouseOps,allowTitleOps" : "",
		        bell ? "\a" : "\033\\");
		break;
	case 99:
		notify_99(t, data, bell);
		break;
	case 133:
		prompt_mark(t, data);
		break;
	case 777:
		notify_777(t, data);
		break;
	case 1337:
		iterm(t, data, bell);
		break;
	default: /* 6, 22 (pointer), 50 (font), 106...: taken and skipped */
		break;
	}
}

void osc_run(struct term *t, struct bytes data, bool bell)
{
	unsigned code;
	struct bytes rest = data;
	if (field_number(field_cut(&rest, ';'), CODES, &code)) {
		if (!run_colours(t, code, rest, bell)) {
			run_code(t, code, rest, bell);
		}
	} else {
		run_letter(t, data);
	}
}
