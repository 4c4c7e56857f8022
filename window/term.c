/* window/term.c -- the terminal of one pane: its face to the outside, and how a batch goes. */
#include "window/term.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "window/charset.h"
#include "window/colours.h"
#include "window/csi.h"
#include "window/cursor.h"
#include "window/esc.h"
#include "window/flood.h"
#include "window/modes.h"
#include "window/notify.h"
#include "window/osc.h"
#include "window/print.h"
#include "window/reflow.h"
#include "window/report.h"
#include "window/rest.h"
#include "window/screen.h"
#include "window/titles.h"
#include "window/winops.h"

/* What the cursor's section shows, to see whether a batch changed it. */
struct shown {
	struct point at;
	bool wrap;
	uint16_t pen_id;
	uint8_t shape;
	uint32_t modes, keyboard;
};

static struct shown shown_now(const struct term *t)
{
	return (struct shown){.at = t->at,
	        .wrap = t->wrap,
	        .pen_id = t->pen_id,
	        .shape = t->shape,
	        .modes = t->modes,
	        .keyboard = term_keyboard(t)};
}

static bool shown_equal(const struct shown *a, const struct shown *b)
{
	return a->at.x == b->at.x && a->at.y == b->at.y && a->wrap == b->wrap &&
	       a->pen_id == b->pen_id && a->shape == b->shape && a->modes == b->modes &&
	       a->keyboard == b->keyboard;
}

static struct shown batch_begin(struct term *t)
{
	rest_wake(t);
	t->settled = false;
	t->changed = false;
	t->swept = false;
	return shown_now(t);
}

static void batch_end(struct term *t, const struct shown *before)
{
	term_settle_pen(t);
	struct shown now = shown_now(t);
	if (!shown_equal(before, &now)) {
		term_change_section(t, TERM_CURSOR);
	}
	if (pool_wants_gc(t->pool)) {
		term_collect(t);
	}
}

/* ESC and a byte of 0x40..0x5f become one 8-bit control (S8C1T). */
static size_t join_controls(char *s, size_t len)
{
	size_t out = 0;
	for (size_t i = 0; i < len; i++) {
		bool two = s[i] == '\033' && i + 1 < len && s[i + 1] >= '@' && s[i + 1] <= '_';
		s[out++] = two ? (char)(s[++i] + 0x40) : s[i];
	}
	return out;
}

void term_answer(struct term *t, const char *fmt, ...)
{
	if (t->cfg.host.answer == NULL) {
		return;
	}
	char text[512];
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n > 0 && (size_t)n < sizeof(text)) {
		term_answer_bytes(t, bytes_of(text, (size_t)n));
	}
}

void term_answer_bytes(struct term *t, struct bytes b)
{
	if (t->cfg.host.answer == NULL) {
		return;
	}
	if (!term_mode2(t, MODE2_SEND_C1)) {
		t->cfg.host.answer(t->cfg.host.ctx, b);
	} else if (b.len > 0) {
		uint8_t *copy = mem_alloc(b.len);
		memcpy(copy, b.data, b.len);
		size_t len = join_controls((char *)copy, b.len);
		t->cfg.host.answer(t->cfg.host.ctx, bytes_of(copy, len));
		free(copy);
	}
}

void term_collect(struct term *t)
{
	if (t->swept) {
		return;
	}
	t->swept = true;
	pool_gc_begin(t->pool);
	for (uint16_t y = 0; y < t->size.rows; y++) {
		pool_gc_line(t->pool, t->rows[y]);
		if (t->other != NULL) {
			pool_gc_line(t->pool, t->other[y]);
		}
		if (t->hidden != NULL) {
			pool_gc_line(t->pool, t->hidden[y]);
		}
	}
	pool_gc_style(t->pool, t->pen_id);
	pool_gc_style(t->pool, t->erase_id);
	pool_gc_style(t->pool, t->saved[0].style);
	pool_gc_style(t->pool, t->saved[1].style);
	pool_gc_style(t->pool, t->left.style);
	pool_gc_end(t->pool);
}

uint16_t term_style_id(struct term *t, const struct style *s)
{
	uint16_t id = pool_style(t->pool, s);
	if (id == 0 && !style_equal(s, &(struct style){0})) {
		term_collect(t);
		id = pool_style(t->pool, s);
	}
	return id;
}

void term_move_pen(struct term *t, const struct style *pen)
{
	t->pen_moved = t->pen_moved || !style_equal(pen, &t->pen);
	t->pen = *pen;
}

static void pen_settle(struct term *t)
{
	t->pen_moved = false;
	t->pen_id = term_style_id(t, &t->pen);
	if (t->pen.link != 0 && (pool_link_get(t->pool, t->pen.link) == NULL || t->pen_id == 0)) {
		t->pen.link = 0; /* no room for the style: the collection may have taken its link */
		t->pen_id = term_style_id(t, &t->pen);
	}
	if (pool_style_get(t->pool, t->erase_id)->bg != t->pen.bg) {
		t->erase_id = term_style_id(t, &(struct style){.bg = t->pen.bg});
	}
}

void term_settle_pen(struct term *t)
{
	if (t->pen_moved) {
		pen_settle(t);
	}
}

void term_set_pen(struct term *t, const struct style *pen)
{
	term_move_pen(t, pen);
	term_settle_pen(t);
}

static void on_text(void *ctx, const uint8_t *s, size_t len)
{
	term_settle_pen(ctx);
	print_ascii(ctx, s, len);
}

static void on_print(void *ctx, const uint32_t *cps, size_t count)
{
	term_settle_pen(ctx);
	print_text(ctx, cps, count);
}

static void on_control(void *ctx, uint8_t c)
{
	struct term *t = ctx;
	term_settle_pen(t);
	esc_control(t, c);
	t->printed = false;
}

static void on_esc(void *ctx, const struct seq *s)
{
	struct term *t = ctx;
	term_settle_pen(t);
	esc_run(t, s);
	t->printed = false;
}

static void on_csi(void *ctx, const struct seq *s)
{
	struct term *t = ctx;
	if (s->final != 'm') { /* a run of SGR is one change of the pen */
		term_settle_pen(t);
	}
	csi_run(t, s);
	t->printed = false;
}

static void on_dcs(void *ctx, const struct seq *s, struct bytes data)
{
	report_dcs(ctx, s, data);
}

static void on_osc(void *ctx, struct bytes data, bool bell)
{
	osc_run(ctx, data, bell);
}

static void on_name(void *ctx, struct bytes data)
{
	titles_set_title(ctx, data);
}

static size_t on_flood(void *ctx, const uint8_t *s, size_t len, size_t *seen)
{
	term_settle_pen(ctx);
	return flood_take(ctx, s, len, seen);
}

static const struct parser_sink sink = {
	.text = on_text,
	.print = on_print,
	.control = on_control,
	.esc = on_esc,
	.csi = on_csi,
	.dcs = on_dcs,
	.osc = on_osc,
	.name = on_name,
	.flood = on_flood,
};

static uint16_t clamp(uint16_t v, uint16_t max)
{
	return v < 1 ? 1 : v > max ? max : v;
}

static struct size clamp_size(struct size s)
{
	return (struct size){clamp(s.cols, LIMIT_TERM_COLS), clamp(s.rows, LIMIT_TERM_ROWS)};
}

struct term *term_new(const struct term_cfg *cfg)
{
	struct term *t = mem_zalloc(sizeof(*t));
	t->cfg = *cfg;
	t->size = clamp_size(cfg->size);
	t->colours = (struct term_colours){.fg = cfg->fg, .bg = cfg->bg};
	t->pool = pool_new();
	t->history = history_new(cfg->history_limit);
	history_set_max_bytes(t->history, cfg->history_bytes);
	t->title = mem_strdup("");
	t->icon = mem_strdup("");
	t->path = mem_strdup("");
	t->level = TERM_LEVEL;
	modes_reset(t);
	charset_reset(t);
	cursor_reset_margins(t);
	cursor_reset_tabs(t);
	t->rows = mem_calloc(t->size.rows, sizeof(*t->rows));
	for (uint16_t y = 0; y < t->size.rows; y++) {
		t->rows[y] = screen_line_new(t, 0);
	}
	for (int i = 0; i < TERM_SECTIONS; i++) {
		term_change_section(t, (enum term_section)i);
	}
	return t;
}

static void free_rows(struct term *t, struct line **rows)
{
	for (uint16_t y = 0; rows != NULL && y < t->size.rows; y++) {
		line_free(rows[y]);
	}
	free(rows);
}

void term_free(struct term *t)
{
	if (t == NULL) {
		return;
	}
	free_rows(t, t->rows);
	free_rows(t, t->other);
	free_rows(t, t->hidden);
	line_free(t->spare);
	titles_clear_stack(t);
	colours_free(t);
	notify_free(t);
	buf_finish(&t->selection);
	free(t->name);
	free(t->title);
	free(t->icon);
	free(t->path);
	parser_finish(&t->parser);
	scrolled_finish(&t->scrolled);
	rest_free(t);
	free(t->sgr_stack);
	free(t->palette);
	free(t->tabs);
	history_free(t->history);
	pool_free(t->pool);
	free(t);
}

void term_set_name(struct term *t, const char *terminal_name)
{
	free(t->name);
	t->name = mem_strdup(terminal_name);
	t->cfg.terminal_name = t->name;
}

void term_set_host(struct term *t, const struct term_host *host)
{
	t->cfg.host = *host;
}

void term_write(struct term *t, struct bytes b)
{
	struct shown before = batch_begin(t);
	parser_feed(&t->parser, &sink, t, b);
	batch_end(t, &before);
}

void term_resize(struct term *t, struct size size)
{
	struct size to = clamp_size(size);
	if (to.cols == t->size.cols && to.rows == t->size.rows) {
		return;
	}
	struct shown before = batch_begin(t);
	reflow_resize(t, to);
	if (term_mode2(t, MODE2_RESIZE)) {
		winops_report_resize(t);
	}
	batch_end(t, &before);
}

void term_reset(struct term *t)
{
	struct shown before = batch_begin(t);
	term_restart(t);
	t->printed = false;
	batch_end(t, &before);
}

void term_begin_epoch(struct term *t)
{
	t->epoch++;
	t->kept[t->epoch % TERM_EPOCHS] = history_next(t->history);
}

void term_forget_history(struct term *t)
{
	uint64_t next = history_next(t->history);
	if (history_first(t->history) == next && t->scrolled.count == 0) {
		return;
	}
	history_drop_before(t->history, next);
	term_begin_epoch(t);
	scrolled_finish(&t->scrolled);
	t->joined = 0;
	term_change_section(t, TERM_HISTORY);
}

void term_clear_history(struct term *t)
{
	struct shown before = batch_begin(t);
	term_forget_history(t);
	batch_end(t, &before);
}

void term_set_history_limit(struct term *t, size_t lines)
{
	uint64_t first = history_first(t->history);
	struct shown before = batch_begin(t);
	history_set_max(t->history, lines);
	if (history_first(t->history) != first) {
		term_change_section(t, TERM_HISTORY);
	}
	batch_end(t, &before);
}

uint64_t term_revision(const struct term *t)
{
	return t->revision;
}

uint64_t term_section_rev(const struct term *t, enum term_section s)
{
	return t->section_rev[s];
}

struct size term_size(const struct term *t)
{
	return t->size;
}

const struct line *term_row(const struct term *t, uint16_t y)
{
	rest_wake(t);
	return t->rows[y < t->size.rows ? y : t->size.rows - 1];
}

const struct line *term_line_by_id(const struct term *t, uint64_t id, uint16_t *row)
{
	for (uint16_t y = 0; y < t->size.rows; y++) {
		if (t->rows[y]->id == id) {
			rest_wake(t);
			if (row != NULL) {
				*row = y;
			}
			return t->rows[y];
		}
	}
	return NULL;
}

struct pool *term_pool(struct term *t)
{
	return t->pool;
}

struct term_cursor term_cursor(const struct term *t)
{
	return (struct term_cursor){
		.x = t->at.x,
		.y = t->at.y,
		.wrap = t->wrap && term_mode(t, MODE_WRAP),
		.shape = t->shape,
		.style = t->pen_id,
	};
}

uint32_t term_modes(const struct term *t)
{
	return t->modes;
}

const char *term_title(const struct term *t)
{
	return t->title;
}

const char *term_path(const struct term *t)
{
	return t->path;
}

const struct palette *term_palette(const struct term *t)
{
	static const struct palette plain;
	return t->palette != NULL ? t->palette : &plain;
}

void term_set_colours(struct term *t, const struct term_colours *c)
{
	if (memcmp(c, &t->colours, sizeof(*c)) == 0) {
		return;
	}
	struct shown before = batch_begin(t);
	bool was_dark = palette_is_dark(colours_outer_bg(t));
	bool same_cells = c->cell_width == t->colours.cell_width &&
	                  c->cell_height == t->colours.cell_height;
	t->colours = *c;
	if (term_mode2(t, MODE2_SCHEME) && palette_is_dark(colours_outer_bg(t)) != was_dark) {
		report_scheme(t);
	}
	if (term_mode2(t, MODE2_RESIZE) && !same_cells) {
		winops_report_resize(t);
	}
	batch_end(t, &before);
}

struct size term_cell(const struct term *t)
{
	bool known = t->colours.cell_width > 0 && t->colours.cell_height > 0;
	return known ? (struct size){t->colours.cell_width, t->colours.cell_height} : (struct size){0, 0};
}

bool term_input_zone(const struct term *t, uint64_t *line, uint16_t *col)
{
	if (t->zone_line == 0 || term_line_by_id(t, t->zone_line, NULL) == NULL) {
		return false;
	}
	*line = t->zone_line;
	*col = t->zone_col;
	return true;
}

struct history *term_history(struct term *t)
{
	return t->history;
}

uint32_t term_history_epoch(const struct term *t)
{
	return t->epoch;
}

uint64_t term_history_kept(const struct term *t, uint32_t epoch)
{
	uint64_t kept = UINT64_MAX;
	if (epoch > t->epoch || t->epoch - epoch > TERM_EPOCHS) {
		return 0;
	}
	for (uint32_t e = epoch + 1; e <= t->epoch; e++) {
		uint64_t k = t->kept[e % TERM_EPOCHS];
		kept = k < kept ? k : kept;
	}
	return kept;
}

size_t term_scrolled(const struct term *t, struct term_scrolled *out, size_t max)
{
	size_t n = t->scrolled.count < max ? t->scrolled.count : max;
	uint64_t next = history_next(t->history);
	for (size_t i = 0; i < n; i++) {
		struct scrolled_line l = scrolled_get(&t->scrolled, (uint16_t)i);
		out[i] = (struct term_scrolled){l.id, l.version, next - 1 - i};
	}
	return n;
}

void term_end_sync(struct term *t)
{
	struct shown before = batch_begin(t);
	t->modes &= ~(uint32_t)MODE_SYNC;
	batch_end(t, &before);
}
