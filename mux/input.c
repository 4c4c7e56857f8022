/* mux/input.c -- what a user does, as records. */
#include "mux/input.h"

#include "base/err.h"
#include "base/rd.h"
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
};

#define COLOURS_LEN 8
#define VAR_MAX (UINT64_MAX >> 2)

static void put_mouse(const struct record *r, struct wr *w)
{
	wr_u8(w, r->mouse.kind);
	unsigned button = r->mouse.button > 3 ? 0 : r->mouse.button;
	wr_u8(w, (uint8_t)((r->mouse.mods & KEY_MODS) >> 24 | button << 4));
	wr_var(w, r->mouse.x);
	wr_var(w, r->mouse.y);
	wr_var(w, r->rev > VAR_MAX ? VAR_MAX : r->rev);
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
	}
	if (has & HAS_MOUSE) {
		put_mouse(r, w);
	}
	if (has & HAS_SIZE) {
		wr_var(w, r->size.cols);
		wr_var(w, r->size.rows);
	}
	if (has & HAS_ON) {
		wr_u8(w, r->on);
	}
	if (has & HAS_MORE) {
		wr_u8(w, r->more);
	}
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

static void get_mouse(struct rd *r, struct record *out)
{
	out->mouse.kind = rd_u8(r);
	uint8_t bits = rd_u8(r);
	out->mouse.mods = (uint32_t)(bits & 15) << 24;
	out->mouse.button = bits >> 4;
	out->mouse.x = get_u16(r);
	out->mouse.y = get_u16(r);
	out->rev = rd_var(r);
	if (out->mouse.kind > MOUSE_WHEEL_DOWN || out->mouse.button > 3 ||
		(out->mouse.mods & ~KEY_MODS) != 0) {
		rd_fail(r);
	}
}

static void get_data(struct rd *r, struct record *out)
{
	out->data = rd_rest(r);
	if (out->data.len > LIMIT_RECORD ||
		(out->kind == RECORD_COLOURS && out->data.len != COLOURS_LEN) ||
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
	}
	if (has & HAS_MOUSE) {
		get_mouse(&r, &t);
	}
	if (has & HAS_SIZE) {
		t.size.cols = get_u16(&r);
		t.size.rows = get_u16(&r);
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
