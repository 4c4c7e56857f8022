/* mux/line_msg.c -- what changed in a line since `base`, and its facts whole. */
#include "mux/line_msg.h"

#include "base/width.h"
#include "window/limits.h"

enum {
	LINE_WRAPPED = 1,
	LINE_MARK_SHIFT = 1,
	LINE_BASE = 8,
	LINE_FILL = 16,
	LINE_PART = 32,
	LINE_FLAGS = 63
};
enum { RUN_NARROW, RUN_BLANK, RUN_WIDE, RUN_CLUSTER };
enum { RUN_SAME_STYLE = 32, RUN_MAX = 31, CLUSTER_WIDE = 128 };
#define LINE_TAIL 8 /* bytes kept free for lo and hi of a part */

struct cells_out {
	struct msg_out *out;
	struct wr *w;
	const struct cell *cells;
	size_t n, at;   /* cells there are, and written */
	uint16_t style; /* of the run before */
};

static unsigned run_kind(const struct cell *c)
{
	if (c->text == 0 && c->width != 2) {
		return RUN_BLANK;
	}
	if ((c->text & CELL_CLUSTER) || c->text == 0) {
		return RUN_CLUSTER;
	}
	return c->width == 2 ? RUN_WIDE : RUN_NARROW;
}

static void put_character(const struct cells_out *o, const struct cell *c, unsigned kind)
{
	char text[CLUSTER_MAX];
	if (kind == RUN_CLUSTER) {
		size_t len = pool_text_get(o->out->pool, c->text, text);
		wr_u8(o->w, (uint8_t)(len | (c->width == 2 ? CLUSTER_WIDE : 0)));
		wr_put(o->w, text, len);
	} else if (kind != RUN_BLANK) {
		wr_put(o->w, text, utf8_encode(c->text, text));
	}
}

static bool same_run(const struct cell *a, const struct cell *b)
{
	return a->style == b->style && run_kind(a) == run_kind(b);
}

/* As many blanks as there are: their count may be long, and costs no more. */
static bool put_blanks(struct cells_out *o, size_t header)
{
	size_t count = 0;
	const struct cell *first = &o->cells[o->at];
	while (o->at + count < o->n && same_run(first, &o->cells[o->at + count])) {
		count++;
	}
	uint8_t same = o->w->bad ? 0 : o->w->start[header];
	if (count <= RUN_MAX) {
		same = (uint8_t)(same | count);
	} else {
		wr_var(o->w, count);
	}
	if (!wr_ok(o->w)) {
		return false;
	}
	wr_patch_u8(o->w, header, same);
	o->at += count;
	return true;
}

/* Characters of one kind and style, RUN_MAX at most. True when all that the run could hold fitted. */
static bool put_text(struct cells_out *o, size_t header, unsigned kind)
{
	size_t count = 0, at = o->at;
	const struct cell *first = &o->cells[at];
	bool full = false;
	while (count < RUN_MAX && at < o->n && same_run(first, &o->cells[at])) {
		struct wr_mark mark = wr_mark(o->w);
		size_t width = o->cells[at].width == 2 ? 2 : 1;
		put_character(o, &o->cells[at], kind);
		if (!wr_ok(o->w)) {
			wr_undo(o->w, mark);
			full = true;
			break;
		}
		at += width;
		count++;
	}
	if (count == 0) {
		o->w->bad = true;
		return false;
	}
	wr_patch_u8(o->w, header, (uint8_t)(o->w->start[header] | count));
	o->at = at;
	return !full;
}

/* One run; false when the room ended (o->at is behind the last whole character written). */
static bool put_run(struct cells_out *o)
{
	const struct cell *c = &o->cells[o->at];
	struct wr_mark mark = wr_mark(o->w);
	size_t styles = o->out->styles->count, header = o->w->len;
	unsigned kind = run_kind(c);
	bool same = c->style == o->style;
	wr_u8(o->w, (uint8_t)(kind << 6 | (same ? RUN_SAME_STYLE : 0)));
	if (!same) {
		style_table_put(o->out->styles, o->out->pool, c->style, &o->out->links, o->w);
	}
	bool more = false;
	if (wr_ok(o->w)) {
		more = kind == RUN_BLANK ? put_blanks(o, header) : put_text(o, header, kind);
	}
	if (!wr_ok(o->w)) {
		wr_undo(o->w, mark);
		style_table_undo(o->out->styles, styles);
		return false;
	}
	o->style = c->style;
	return more;
}

static size_t put_cells(struct msg_out *out, struct wr *w, const struct cell *cells, size_t n)
{
	struct cells_out o = {.out = out, .w = w, .cells = cells, .n = n};
	while (o.at < n && put_run(&o)) {
	}
	return o.at;
}

static void put_fields(struct line_msg *m, struct msg_out *out, struct wr *w)
{
	size_t flags_at = w->len;
	unsigned flags = (m->wrapped ? LINE_WRAPPED : 0u) | (unsigned)m->mark << LINE_MARK_SHIFT |
	                 (m->base ? LINE_BASE : 0u) | (m->fill ? LINE_FILL : 0u);
	wr_u8(w, 0);
	wr_var(w, m->pane);
	wr_var(w, m->id);
	wr_var(w, m->to);
	if (m->base) {
		wr_var(w, m->to - m->base);
	}
	wr_var(w, m->len);
	if (m->fill) {
		style_table_put(out->styles, out->pool, m->fill, &out->links, w);
	}
	wr_var(w, m->part_lo);
	size_t count_at = w->len;
	wr_u16(w, 0);
	if (!wr_ok(w) || wr_left(w) < LINE_TAIL) {
		w->bad = true;
		return;
	}
	w->cap -= LINE_TAIL;
	size_t wanted = (size_t)(m->part_hi - m->part_lo), n = put_cells(out, w, m->cells, wanted);
	w->cap += LINE_TAIL;
	if (n == 0 && wanted > 0) {
		w->bad = true;
		return;
	}
	m->part_hi = (uint16_t)(m->part_lo + n);
	wr_patch_u16(w, count_at, (uint16_t)n);
	if (m->part_lo != m->lo || m->part_hi != m->hi) {
		flags |= LINE_PART;
		wr_var(w, m->lo);
		wr_var(w, m->hi);
	}
	wr_patch_u8(w, flags_at, (uint8_t)flags);
}

bool line_msg_put(struct line_msg *m, struct msg_out *out, struct wr *w)
{
	struct wr_mark mark = wr_mark(w);
	size_t styles = out->styles->count;
	uint16_t hi = m->part_hi;
	wr_u8(w, MSG_LINE);
	if (wr_ok(w)) {
		put_fields(m, out, w);
	}
	if (wr_ok(w)) {
		return true;
	}
	wr_undo(w, mark);
	style_table_undo(out->styles, styles);
	m->part_hi = hi;
	return false;
}

void line_msg_encode(const void *msg, struct msg_out *out, struct wr *w)
{
	struct line_msg m = *(const struct line_msg *)msg;
	uint16_t hi = m.part_hi;
	if (wr_ok(w)) {
		put_fields(&m, out, w);
	}
	if (m.part_hi != hi) {
		w->bad = true;
	}
}

struct cells_in {
	struct rd *r;
	struct msg_in *in;
	struct pool *pool;
	size_t n, at;
	uint16_t style;
	bool unknown_link;
};

static bool is_control(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0);
}

/* True for well-formed UTF-8 without control characters. */
static bool is_clean(const char *s, size_t len)
{
	while (len > 0) {
		size_t used = 0;
		char back[4];
		uint32_t cp = utf8_decode(s, len, &used);
		if (is_control(cp) || utf8_encode(cp, back) != used || memcmp(back, s, used) != 0) {
			return false;
		}
		s += used;
		len -= used;
	}
	return true;
}

static void put_cell(struct cells_in *c, uint32_t text, size_t width)
{
	if (c->r->bad || width > c->n - c->at) {
		rd_fail(c->r);
		return;
	}
	c->in->cells[c->at] =
	        (struct cell){.text = text, .style = c->style, .width = (uint8_t)width};
	if (width == 2) {
		c->in->cells[c->at + 1] = (struct cell){.style = c->style};
	}
	c->at += width;
}

static void get_code_point(struct cells_in *c, size_t width)
{
	if (c->r->bad || c->r->left == 0) {
		rd_fail(c->r);
		return;
	}
	const char *s = (const char *)c->r->at;
	size_t len = 1;
	uint8_t first = c->r->at[0];
	if (first >= 0x80) {
		len = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
	}
	if (!rd_take(c->r, len) || !is_clean(s, len)) {
		rd_fail(c->r);
		return;
	}
	size_t used;
	put_cell(c, len == 1 ? first : utf8_decode(s, len, &used), width);
}

static void get_cluster(struct cells_in *c)
{
	uint8_t head = rd_u8(c->r);
	size_t len = head & (CLUSTER_WIDE - 1u);
	const char *s = (const char *)rd_take(c->r, len);
	if (!s || len > CLUSTER_MAX || !is_clean(s, len)) {
		rd_fail(c->r);
		return;
	}
	put_cell(c, len > 0 ? pool_text(c->pool, s, len) : 0, head & CLUSTER_WIDE ? 2 : 1);
}

static void get_style(struct cells_in *c)
{
	size_t ref = style_table_get(c->in->styles, c->r);
	if (!c->r->bad &&
	        !style_table_resolve(c->in->styles, ref, c->pool, &c->in->links, &c->style)) {
		c->unknown_link = true;
		c->style = 0;
	}
}

static void get_run(struct cells_in *c)
{
	uint8_t header = rd_u8(c->r);
	unsigned kind = header >> 6;
	size_t count = header & RUN_MAX;
	if (!(header & RUN_SAME_STYLE)) {
		get_style(c);
	}
	if (kind == RUN_BLANK && count == 0) {
		count = (size_t)rd_var_max(c->r, LIMIT_TERM_COLS);
	}
	if (count == 0) {
		rd_fail(c->r);
	}
	for (size_t i = 0; i < count && !c->r->bad; i++) {
		if (kind == RUN_BLANK) {
			put_cell(c, 0, 1);
		} else if (kind == RUN_CLUSTER) {
			get_cluster(c);
		} else {
			get_code_point(c, kind == RUN_WIDE ? 2 : 1);
		}
	}
}

static void get_cells(struct rd *r, struct msg_in *in, struct line_msg *m)
{
	struct cells_in c = {.r = r, .in = in, .pool = in->pool(in->ctx, m->pane)};
	c.n = (size_t)(m->part_hi - m->part_lo);
	while (c.at < c.n && !r->bad) {
		get_run(&c);
	}
	m->cells = in->cells;
	m->unknown_link = m->unknown_link || c.unknown_link;
}

static void get_fill(struct rd *r, struct msg_in *in, struct line_msg *m)
{
	struct cells_in c = {.r = r, .in = in, .pool = in->pool(in->ctx, m->pane)};
	get_style(&c);
	m->fill = c.style;
	m->unknown_link = c.unknown_link;
}

static void get_facts(struct rd *r, struct msg_in *in, struct line_msg *m, unsigned flags)
{
	m->pane = (uint32_t)rd_var_max(r, UINT32_MAX);
	m->id = rd_var(r);
	m->to = rd_var(r);
	m->base = flags & LINE_BASE ? m->to - rd_var_max(r, m->to) : 0;
	m->len = (uint16_t)rd_var_max(r, LIMIT_TERM_COLS);
	if ((flags & LINE_FILL) && !r->bad) {
		get_fill(r, in, m);
	}
	m->part_lo = (uint16_t)rd_var_max(r, m->len);
	uint16_t n = rd_u16(r);
	if (n > m->len - m->part_lo) {
		rd_fail(r);
		n = 0;
	}
	m->part_hi = (uint16_t)(m->part_lo + n);
}

void line_msg_decode(struct rd *r, struct msg_in *in, void *out)
{
	struct line_msg *m = out;
	unsigned flags = rd_u8(r);
	if (flags > LINE_FLAGS) {
		rd_fail(r);
	}
	*m = (struct line_msg){
	        .wrapped = flags & LINE_WRAPPED, .mark = (uint8_t)(flags >> LINE_MARK_SHIFT & 3u)};
	get_facts(r, in, m, flags);
	if (r->bad) {
		return;
	}
	get_cells(r, in, m);
	m->lo = m->part_lo;
	m->hi = m->part_hi;
	if (flags & LINE_PART) {
		m->lo = (uint16_t)rd_var_max(r, m->part_lo);
		m->hi = (uint16_t)rd_var_max(r, m->len);
		if (m->hi < m->part_hi) {
			rd_fail(r);
		}
	}
	if (m->base == 0 && (m->lo != 0 || m->hi != m->len)) {
		rd_fail(r);
	}
}
