/* mux/input.c -- what a user does, as records. */
#include "mux/input.h"

#include "base/err.h"
#include "base/rd.h"
#include "base/utf8.h"
#include "base/wr.h"
#include "mux/limits.h"

/* Fields of a record. On the wire they stand in this order. */
enum {
	HAS_PANE = 1 << 0,
	HAS_TIME = 1 << 1,
	HAS_KEY = 1 << 2,
	HAS_MOUSE = 1 << 3, /* and rev */
	HAS_SIZE = 1 << 4,
	HAS_ON = 1 << 5,
	HAS_MORE = 1 << 6,
	HAS_DATA = 1 << 7,  /* all that is left */
};

static const unsigned fields[RECORD_KINDS] = {
	[RECORD_KEY] = HAS_PANE | HAS_TIME | HAS_KEY,
	[RECORD_PASTE] = HAS_PANE | HAS_TIME | HAS_MORE | HAS_DATA,
	[RECORD_MOUSE] = HAS_PANE | HAS_TIME | HAS_MOUSE,
	[RECORD_COMMAND] = HAS_PANE | HAS_TIME | HAS_DATA,
	[RECORD_RESIZE] = HAS_SIZE,
	[RECORD_FOCUS] = HAS_TIME | HAS_ON,
	[RECORD_MODE] = HAS_PANE | HAS_TIME | HAS_ON,
	[RECORD_COLOURS] = HAS_DATA,
	[RECORD_TICKET] = HAS_DATA,
	[RECORD_THRIFT] = HAS_DATA,
	[RECORD_TEXT] = HAS_PANE | HAS_TIME | HAS_DATA,
};

/* The detail of a key, where there is one: bits, then what they name. */
enum {
	DETAIL_ACTION = 3, /* enum key_action */
	DETAIL_EXACT = 1 << 2,
	DETAIL_CODE = 1 << 3, /* mods, code, shifted, layout */
	DETAIL_TEXT = 1 << 4, /* all that is left */
	DETAIL_BITS = 31,
};

enum { COLOURS_TOLD = 3 + COLOURS_ANSI };
#define VAR_MAX (UINT64_MAX >> 2)

/* None, the three, and what else a mouse has; 4 and 5 are the wheel. */
static bool is_button(unsigned n)
{
	return n <= 3 || (n >= 6 && n <= 11);
}

static void put_mouse(const struct record *r, struct wr *w)
{
	wr_u8(w, r->mouse.kind);
	unsigned button = is_button(r->mouse.button) ? r->mouse.button : 0;
	wr_u8(w, (uint8_t)((r->mouse.mods & KEY_MODS) >> 24 | button << 4));
	wr_var(w, r->mouse.x);
	wr_var(w, r->mouse.y);
	wr_var(w, r->rev > VAR_MAX ? VAR_MAX : r->rev);
}

static void put_detail(const struct key_detail *d, struct wr *w)
{
	bool code = d->code != 0 || d->shifted != 0 || d->layout != 0 || d->mods != 0;
	uint8_t bits = d->action > KEY_RELEASED ? KEY_PRESSED : d->action;
	size_t text = d->text_len < LIMIT_KEY_TEXT ? d->text_len : LIMIT_KEY_TEXT;
	bits |= d->exact ? DETAIL_EXACT : 0;
	bits |= code ? DETAIL_CODE : 0;
	bits |= text > 0 ? DETAIL_TEXT : 0;
	if (bits != 0) {
		wr_u8(w, bits);
	}
	if (code) {
		wr_u8(w, d->mods);
		wr_var(w, d->code);
		wr_var(w, d->shifted);
		wr_var(w, d->layout);
	}
	wr_put(w, d->text, text);
}

static void put_head(const struct record *r, struct wr *w)
{
	unsigned has = fields[r->kind];
	wr_u8(w, r->kind);
	if (has & HAS_PANE) {
		wr_var(w, r->pane);
	}
	if (has & HAS_TIME) {
		wr_var(w, r->time / MS(1));
	}
	if (has & HAS_KEY) {
		wr_u8(w, (uint8_t)(r->key >> 24));
		wr_var(w, r->key & KEY_BASE);
		put_detail(&r->detail, w);
	}
	if (has & HAS_MOUSE) {
		put_mouse(r, w);
	}
	if (has & HAS_SIZE) {
		wr_var(w, r->size.cols);
		wr_var(w, r->size.rows);
		if (r->cell.cols != 0 || r->cell.rows != 0) {
			wr_var(w, r->cell.cols);
			wr_var(w, r->cell.rows);
		}
	}
	if (has & HAS_ON) {
		wr_u8(w, r->on);
	}
	if (has & HAS_MORE) {
		wr_u8(w, r->more);
	}
}

void record_colours_encode(const struct term_colours *c, struct buf *out)
{
	colour_t all[COLOURS_TOLD] = {c->fg, c->bg, c->cursor};
	uint8_t room[COLOURS_TOLD * 4];
	struct wr w;
	memcpy(all + 3, c->ansi, sizeof(c->ansi));
	wr_init(&w, room, sizeof(room));
	for (size_t i = 0; i < COLOURS_TOLD; i++) {
		wr_u32(&w, all[i]);
	}
	buf_put(out, room, w.len);
}

void record_thrift_encode(const struct record_thrift *t, struct buf *out)
{
	uint8_t room[8];
	struct wr w;
	wr_init(&w, room, sizeof(room));
	wr_u32(&w, t->frames);
	wr_u32(&w, t->budget);
	buf_put(out, room, w.len);
}

int record_thrift_decode(struct bytes data, struct record_thrift *out)
{
	struct record_thrift t;
	struct rd r;
	rd_init(&r, data);
	t.frames = rd_u32(&r);
	t.budget = rd_u32(&r);
	if (!rd_done(&r)) {
		return ERR_PROTO;
	}
	*out = t;
	return 0;
}

int record_colours_decode(struct bytes data, struct term_colours *out)
{
	colour_t all[COLOURS_TOLD];
	struct rd r;
	rd_init(&r, data);
	for (size_t i = 0; i < COLOURS_TOLD; i++) {
		all[i] = rd_u32(&r);
		if (all[i] != COLOUR_DEFAULT && COLOUR_KIND(all[i]) != 2) {
			rd_fail(&r);
		}
	}
	if (!rd_done(&r)) {
		return ERR_PROTO;
	}
	*out = (struct term_colours){.fg = all[0], .bg = all[1], .cursor = all[2]};
	memcpy(out->ansi, all + 3, sizeof(out->ansi));
	return 0;
}

bool record_text_next(struct bytes data, size_t *at, keycode_t *key)
{
	size_t used;
	if (*at >= data.len) {
		return false;
	}
	*key = utf8_decode((const char *)data.data + *at, data.len - *at, &used);
	*at += used;
	return true;
}

void record_encode(const struct record *r, struct buf *out)
{
	uint8_t head[LIMIT_RECORD_HEAD], len[8];
	struct wr w, l;
	size_t data = fields[r->kind] & HAS_DATA ? r->data.len : 0;
	data = data > LIMIT_RECORD ? LIMIT_RECORD : data;
	wr_init(&w, head, sizeof(head));
	put_head(r, &w);
	wr_init(&l, len, sizeof(len));
	wr_var(&l, w.len + data);
	buf_put(out, len, l.len);
	buf_put(out, head, w.len);
	buf_put(out, r->data.data, data);
}

static bool get_bool(struct rd *r)
{
	uint8_t v = rd_u8(r);
	if (v > 1) {
		rd_fail(r);
	}
	return v == 1;
}

static uint16_t get_u16(struct rd *r)
{
	return (uint16_t)rd_var_max(r, UINT16_MAX);
}

/* A code point that may stand alone, or one of KEY_*. */
static keycode_t get_key(struct rd *r)
{
	uint32_t mods = (uint32_t)rd_u8(r) << 24;
	uint32_t base = (uint32_t)rd_var_max(r, KEY_ANY);
	bool is_cp = base <= 0x10ffff && (base < 0xd800 || base > 0xdfff);
	if ((mods & ~KEY_MODS) != 0 || !(is_cp || base >= KEY_NONE)) {
		rd_fail(r);
		return 0;
	}
	return mods | base;
}

/* UTF-8; `controls`: any of it. */
static bool is_utf8(struct bytes b, bool controls)
{
	for (size_t at = 0, used; at < b.len; at += used) {
		uint32_t cp = utf8_decode((const char *)b.data + at, b.len - at, &used);
		bool ill = cp == 0xfffd && (used != 3 || b.data[at] != 0xef);
		if (ill || (!controls && (cp < 0x20 || (cp >= 0x7f && cp < 0xa0)))) {
			return false;
		}
	}
	return true;
}

static bool is_text(struct bytes b)
{
	return b.len <= LIMIT_KEY_TEXT && is_utf8(b, false);
}

static uint32_t get_code_point(struct rd *r)
{
	return (uint32_t)rd_var_max(r, 0x10ffff);
}

static void get_detail(struct rd *r, struct key_detail *d)
{
	if (r->left == 0) {
		return;
	}
	uint8_t bits = rd_u8(r);
	d->action = bits & DETAIL_ACTION;
	d->exact = bits & DETAIL_EXACT;
	if (bits & DETAIL_CODE) {
		d->mods = rd_u8(r);
		d->code = get_code_point(r);
		d->shifted = get_code_point(r);
		d->layout = get_code_point(r);
	}
	struct bytes text = bits & DETAIL_TEXT ? rd_rest(r) : bytes_of(NULL, 0);
	if (bits == 0 || (bits & ~DETAIL_BITS) != 0 || d->action > KEY_RELEASED ||
		(bits & DETAIL_TEXT && text.len == 0) || !is_text(text)) {
		rd_fail(r);
	} else if (text.len > 0) {
		memcpy(d->text, text.data, text.len);
		d->text_len = (uint8_t)text.len;
	}
}

static void get_mouse(struct rd *r, struct record *out)
{
	out->mouse.kind = rd_u8(r);
	uint8_t bits = rd_u8(r);
	out->mouse.mods = (uint32_t)(bits & 15) << 24;
	out->mouse.button = bits >> 4;
	out->mouse.x = get_u16(r);
	out->mouse.y = get_u16(r);
	out->rev = rd_var(r);
	if (out->mouse.kind > MOUSE_WHEEL_DOWN || !is_button(out->mouse.button) ||
		(out->mouse.mods & ~KEY_MODS) != 0) {
		rd_fail(r);
	}
}

static void get_data(struct rd *r, struct record *out)
{
	out->data = rd_rest(r);
	if (out->data.len > LIMIT_RECORD ||
		(out->kind == RECORD_COLOURS && record_colours_decode(out->data, &(struct term_colours){0}) < 0) ||
		(out->kind == RECORD_THRIFT && record_thrift_decode(out->data, &(struct record_thrift){0}) < 0) ||
		(out->kind == RECORD_TEXT && (out->data.len == 0 || !is_utf8(out->data, true))) ||
		(out->kind == RECORD_COMMAND && out->data.len > 0 &&
			memchr(out->data.data, 0, out->data.len) != NULL)) {
		rd_fail(r);
	}
}

static int decode_body(struct bytes b, struct record *out)
{
	struct record t = {0};
	struct rd r;
	rd_init(&r, b);
	t.kind = rd_u8(&r);
	if (r.bad || t.kind >= RECORD_KINDS) {
		return ERR_PROTO;
	}
	unsigned has = fields[t.kind];
	if (has & HAS_PANE) {
		t.pane = (uint32_t)rd_var_max(&r, UINT32_MAX);
	}
	if (has & HAS_TIME) {
		t.time = rd_var_max(&r, VAR_MAX / MS(1)) * MS(1);
	}
	if (has & HAS_KEY) {
		t.key = get_key(&r);
		get_detail(&r, &t.detail);
	}
	if (has & HAS_MOUSE) {
		get_mouse(&r, &t);
	}
	if (has & HAS_SIZE) {
		t.size.cols = get_u16(&r);
		t.size.rows = get_u16(&r);
		if (r.left > 0) {
			t.cell.cols = get_u16(&r);
			t.cell.rows = get_u16(&r);
		}
	}
	t.on = (has & HAS_ON) && get_bool(&r);
	t.more = (has & HAS_MORE) && get_bool(&r);
	if (has & HAS_DATA) {
		get_data(&r, &t);
	}
	if (!rd_done(&r)) {
		return ERR_PROTO;
	}
	*out = t;
	return 0;
}

int record_decode(struct bytes b, struct record *out, size_t *used)
{
	struct rd r;
	rd_init(&r, b);
	uint64_t len = rd_var(&r);
	if (r.bad) {
		return ERR_AGAIN;
	}
	if (len > LIMIT_RECORD + LIMIT_RECORD_HEAD) {
		return ERR_PROTO;
	}
	if (len > r.left) {
		return ERR_AGAIN;
	}
	size_t head = b.len - r.left;
	int e = decode_body(bytes_of(r.at, (size_t)len), out);
	if (e == 0) {
		*used = head + (size_t)len;
	}
	return e;
}
