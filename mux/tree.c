/* mux/tree.c -- the rows that both ends share about structure and status. */
#include "mux/tree.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/rd.h"
#include "layout/limits.h"
#include "layout/string.h"
#include "layout/tree.h"
#include "mux/text.h"

#define FORMAT 1                   /* first byte of each row */
#define VAR_MAX (UINT64_MAX >> 2)

static void put_var(struct buf *out, uint64_t v)
{
	uint8_t bytes[8];
	struct wr w;
	wr_init(&w, bytes, sizeof(bytes));
	wr_var(&w, v > VAR_MAX ? VAR_MAX : v);
	buf_put(out, bytes, wr_done(&w).len);
}

static void put_u64(struct buf *out, uint64_t v)
{
	uint8_t bytes[8];
	struct wr w;
	wr_init(&w, bytes, sizeof(bytes));
	wr_u64(&w, v);
	buf_put(out, bytes, wr_done(&w).len);
}

static void put_text(struct buf *out, struct bytes text, enum text_kind kind, size_t limit)
{
	struct buf clean = {0};
	text_clean(text, kind, limit, &clean);
	put_var(out, clean.len);
	struct bytes b = buf_bytes(&clean);
	buf_put(out, b.data, b.len);
	buf_finish(&clean);
}

static void put_line(struct buf *out, const char *line, size_t limit)
{
	put_text(out, bytes_str(line != NULL ? line : ""), TEXT_LINE, limit);
}

/* A NUL follows, so that it is a string when it holds none. NULL on failure. */
static char *get_text(struct rd *r, enum text_kind kind, size_t limit, size_t *len)
{
	struct bytes b = rd_bytes(r, limit);
	if (r->bad || !text_is_valid(b, kind)) {
		rd_fail(r);
		return NULL;
	}
	char *text = mem_zalloc(b.len + 1);
	if (b.len > 0) {
		memcpy(text, b.data, b.len);
	}
	*len = b.len;
	return text;
}

static char *get_line(struct rd *r, size_t limit)
{
	size_t len;
	return get_text(r, TEXT_LINE, limit, &len);
}

static uint32_t get_u32(struct rd *r)
{
	return (uint32_t)rd_var_max(r, UINT32_MAX);
}

/* Flag bits, none above `all`. */
static uint8_t get_bits(struct rd *r, uint8_t all)
{
	uint8_t bits = rd_u8(r);
	if ((bits & ~all) != 0) {
		rd_fail(r);
	}
	return bits;
}

/* How many items follow, each of at least `least` bytes: what is left bounds the allocation. */
static size_t get_count(struct rd *r, size_t limit, size_t least)
{
	size_t n = (size_t)rd_var_max(r, limit);
	if (n > r->left / least) {
		rd_fail(r);
		return 0;
	}
	return n;
}

static int begin(struct rd *r, struct bytes b)
{
	rd_init(r, b);
	uint8_t format = rd_u8(r);
	return r->bad ? ERR_PROTO : format != FORMAT ? ERR_VERSION : 0;
}

void tree_root_encode(const struct tree_root *t, struct buf *out)
{
	buf_u8(out, FORMAT);
	put_u64(out, t->instance);
	put_line(out, t->version, LIMIT_NAME);
	put_var(out, t->session_count);
	for (size_t i = 0; i < t->session_count; i++) {
		put_var(out, t->sessions[i]);
	}
}

int tree_root_decode(struct bytes b, struct tree_root *out)
{
	struct tree_root t = {0};
	struct rd r;
	int e = begin(&r, b);
	if (e < 0) {
		return e;
	}
	t.instance = rd_u64(&r);
	t.version = get_line(&r, LIMIT_NAME);
	t.session_count = get_count(&r, LIMIT_SESSIONS, 1);
	t.sessions = mem_calloc(t.session_count + 1, sizeof(*t.sessions));
	for (size_t i = 0; i < t.session_count; i++) {
		t.sessions[i] = get_u32(&r);
	}
	if (!rd_done(&r)) {
		tree_root_finish(&t);
		return ERR_PROTO;
	}
	*out = t;
	return 0;
}

void tree_root_finish(struct tree_root *t)
{
	if (t != NULL) {
		free(t->version);
		free(t->sessions);
		*t = (struct tree_root){0};
	}
}

void tree_session_encode(const struct tree_session *t, struct buf *out)
{
	buf_u8(out, FORMAT);
	put_var(out, t->id);
	put_line(out, t->name, LIMIT_NAME);
	put_var(out, (uint64_t)((int64_t)t->current + 1)); /* -1 is none */
	put_var(out, (uint64_t)((int64_t)t->last + 1));
	put_var(out, t->link_count);
	for (size_t i = 0; i < t->link_count; i++) {
		put_var(out, (uint64_t)t->links[i].index);
		put_var(out, t->links[i].window);
	}
}

/* An index, or -1. */
static int32_t get_index(struct rd *r)
{
	return (int32_t)((int64_t)rd_var_max(r, (uint64_t)INT32_MAX + 1) - 1);
}

static void get_links(struct rd *r, struct tree_session *t)
{
	t->link_count = get_count(r, LIMIT_WINDOWS, 2);
	t->links = mem_calloc(t->link_count + 1, sizeof(*t->links));
	for (size_t i = 0; i < t->link_count; i++) {
		t->links[i].index = (int32_t)rd_var_max(r, INT32_MAX);
		t->links[i].window = get_u32(r);
		if (i > 0 && t->links[i].index <= t->links[i - 1].index) {
			rd_fail(r);
			return;
		}
	}
}

int tree_session_decode(struct bytes b, struct tree_session *out)
{
	struct tree_session t = {0};
	struct rd r;
	int e = begin(&r, b);
	if (e < 0) {
		return e;
	}
	t.id = get_u32(&r);
	t.name = get_line(&r, LIMIT_NAME);
	t.current = get_index(&r);
	t.last = get_index(&r);
	get_links(&r, &t);
	if (!rd_done(&r)) {
		tree_session_finish(&t);
		return ERR_PROTO;
	}
	*out = t;
	return 0;
}

void tree_session_finish(struct tree_session *t)
{
	if (t != NULL) {
		free(t->name);
		free(t->links);
		*t = (struct tree_session){0};
	}
}

enum {
	WINDOW_ZOOMED = 1,
	WINDOW_BELL = 2,
	WINDOW_ACTIVITY = 4,
	WINDOW_SILENCE = 8,
	WINDOW_BITS = 15, /* all of them */
};

void tree_window_encode(const struct tree_window *t, struct buf *out)
{
	struct buf layout = {0};
	layout_dump(t->layout, &layout);
	struct bytes text = buf_bytes(&layout);
	buf_u8(out, FORMAT);
	put_var(out, t->id);
	put_line(out, t->name, LIMIT_NAME);
	put_var(out, t->size.cols);
	put_var(out, t->size.rows);
	put_var(out, text.len);
	buf_put(out, text.data, text.len);
	put_var(out, t->active);
	buf_u8(out, (uint8_t)((t->zoomed ? WINDOW_ZOOMED : 0) | (t->bell ? WINDOW_BELL : 0) |
		(t->activity ? WINDOW_ACTIVITY : 0) | (t->silence ? WINDOW_SILENCE : 0)));
	put_var(out, t->mru_count);
	for (size_t i = 0; i < t->mru_count; i++) {
		put_var(out, t->mru[i]);
	}
	buf_finish(&layout);
}

/* The string must be the one that the layout has: one that is mended while being read (ids that are
 * missing or there twice) is not what the server wrote. */
static struct layout *get_layout(struct rd *r)
{
	struct bytes text = rd_bytes(r, LIMIT_LAYOUT_STRING);
	struct layout *l = NULL;
	struct buf again = {0};
	if (r->bad || layout_parse_bytes(text, &l) < 0) {
		rd_fail(r);
		return NULL;
	}
	layout_dump(l, &again);
	if (!bytes_equal(buf_bytes(&again), text)) {
		rd_fail(r);
	}
	buf_finish(&again);
	return l;
}

static void get_mru(struct rd *r, struct tree_window *t)
{
	t->mru_count = get_count(r, LIMIT_TREE_MRU, 1);
	for (size_t i = 0; i < t->mru_count; i++) {
		t->mru[i] = get_u32(r);
		bool twice = false;
		for (size_t j = 0; j < i; j++) {
			twice = twice || t->mru[j] == t->mru[i];
		}
		if (twice || r->bad || !layout_has(t->layout, t->mru[i])) {
			rd_fail(r);
			return;
		}
	}
}

int tree_window_decode(struct bytes b, struct tree_window *out)
{
	struct tree_window t = {0};
	struct rd r;
	int e = begin(&r, b);
	if (e < 0) {
		return e;
	}
	t.id = get_u32(&r);
	t.name = get_line(&r, LIMIT_NAME);
	t.size.cols = (uint16_t)rd_var_max(&r, UINT16_MAX);
	t.size.rows = (uint16_t)rd_var_max(&r, UINT16_MAX);
	t.layout = get_layout(&r);
	t.active = get_u32(&r);
	uint8_t bits = get_bits(&r, WINDOW_BITS);
	t.zoomed = (bits & WINDOW_ZOOMED) != 0;
	t.bell = (bits & WINDOW_BELL) != 0;
	t.activity = (bits & WINDOW_ACTIVITY) != 0;
	t.silence = (bits & WINDOW_SILENCE) != 0;
	if (!r.bad && !layout_has(t.layout, t.active)) {
		rd_fail(&r);
	}
	get_mru(&r, &t);
	if (!rd_done(&r)) {
		tree_window_finish(&t);
		return ERR_PROTO;
	}
	*out = t;
	return 0;
}

void tree_window_finish(struct tree_window *t)
{
	if (t != NULL) {
		free(t->name);
		layout_free(t->layout);
		*t = (struct tree_window){0};
	}
}

void tree_view_encode(const struct tree_view *t, struct buf *out)
{
	buf_u8(out, FORMAT);
	put_var(out, t->client);
	put_var(out, t->session);
	buf_u8(out, t->prefix);
	put_line(out, t->key_table, LIMIT_NAME);
	put_var(out, t->records);
}

int tree_view_decode(struct bytes b, struct tree_view *out)
{
	struct tree_view t = {0};
	struct rd r;
	int e = begin(&r, b);
	if (e < 0) {
		return e;
	}
	t.client = get_u32(&r);
	t.session = get_u32(&r);
	t.prefix = get_bits(&r, 1) != 0;
	t.key_table = get_line(&r, LIMIT_NAME);
	t.records = rd_var(&r);
	if (!rd_done(&r)) {
		tree_view_finish(&t);
		return ERR_PROTO;
	}
	*out = t;
	return 0;
}

void tree_view_finish(struct tree_view *t)
{
	if (t != NULL) {
		free(t->key_table);
		*t = (struct tree_view){0};
	}
}

enum { STATUS_ON = 1, STATUS_TOP = 2, STATUS_BITS = 3 };

void tree_status_encode(const struct tree_status *t, struct buf *out)
{
	buf_u8(out, FORMAT);
	buf_u8(out, (uint8_t)((t->on ? STATUS_ON : 0) | (t->top ? STATUS_TOP : 0)));
	put_line(out, t->left, LIMIT_STATUS);
	put_line(out, t->right, LIMIT_STATUS);
	put_line(out, t->style, LIMIT_STATUS);
	put_line(out, t->window_list, LIMIT_STATUS);
	put_line(out, t->justify, LIMIT_NAME);
	put_var(out, t->left_len);
	put_var(out, t->right_len);
}

int tree_status_decode(struct bytes b, struct tree_status *out)
{
	struct tree_status t = {0};
	struct rd r;
	int e = begin(&r, b);
	if (e < 0) {
		return e;
	}
	uint8_t bits = get_bits(&r, STATUS_BITS);
	t.on = (bits & STATUS_ON) != 0;
	t.top = (bits & STATUS_TOP) != 0;
	t.left = get_line(&r, LIMIT_STATUS);
	t.right = get_line(&r, LIMIT_STATUS);
	t.style = get_line(&r, LIMIT_STATUS);
	t.window_list = get_line(&r, LIMIT_STATUS);
	t.justify = get_line(&r, LIMIT_NAME);
	t.left_len = (uint16_t)rd_var_max(&r, UINT16_MAX);
	t.right_len = (uint16_t)rd_var_max(&r, UINT16_MAX);
	if (!rd_done(&r)) {
		tree_status_finish(&t);
		return ERR_PROTO;
	}
	*out = t;
	return 0;
}

void tree_status_finish(struct tree_status *t)
{
	if (t != NULL) {
		free(t->left);
		free(t->right);
		free(t->style);
		free(t->window_list);
		free(t->justify);
		*t = (struct tree_status){0};
	}
}

void tree_text_encode(const struct tree_text *t, struct buf *out)
{
	struct bytes text = bytes_of(t->text, t->text != NULL ? t->text_len : 0);
	buf_u8(out, FORMAT);
	put_u64(out, t->serial);
	buf_u8(out, t->raw);
	put_line(out, t->title, LIMIT_NAME);
	put_text(out, text, t->raw ? TEXT_RAW : TEXT_LINES, LIMIT_TREE_TEXT);
}

int tree_text_decode(struct bytes b, struct tree_text *out)
{
	struct tree_text t = {0};
	struct rd r;
	int e = begin(&r, b);
	if (e < 0) {
		return e;
	}
	t.serial = rd_u64(&r);
	t.raw = get_bits(&r, 1) != 0;
	t.title = get_line(&r, LIMIT_NAME);
	t.text = get_text(&r, t.raw ? TEXT_RAW : TEXT_LINES, LIMIT_TREE_TEXT, &t.text_len);
	if (!rd_done(&r)) {
		tree_text_finish(&t);
		return ERR_PROTO;
	}
	*out = t;
	return 0;
}

void tree_text_finish(struct tree_text *t)
{
	if (t != NULL) {
		free(t->text);
		free(t->title);
		*t = (struct tree_text){0};
	}
}

enum { ECHO_FLAGS_KNOWN = 1, ECHO_ICANON = 2, ECHO_ECHO = 4, ECHO_BITS = 7 };

void tree_echo_encode(const struct tree_echo *t, struct buf *out)
{
	buf_u8(out, FORMAT);
	put_var(out, t->offset);
	put_var(out, t->settled);
	put_var(out, t->rev);
	buf_u8(out, (uint8_t)((t->flags_known ? ECHO_FLAGS_KNOWN : 0) | (t->icanon ? ECHO_ICANON : 0) |
		(t->echo ? ECHO_ECHO : 0)));
}

int tree_echo_decode(struct bytes b, struct tree_echo *out)
{
	struct tree_echo t = {0};
	struct rd r;
	int e = begin(&r, b);
	if (e < 0) {
		return e;
	}
	t.offset = rd_var(&r);
	t.settled = rd_var(&r);
	t.rev = rd_var(&r);
	uint8_t bits = get_bits(&r, ECHO_BITS);
	t.flags_known = (bits & ECHO_FLAGS_KNOWN) != 0;
	t.icanon = (bits & ECHO_ICANON) != 0;
	t.echo = (bits & ECHO_ECHO) != 0;
	if (!rd_done(&r)) {
		return ERR_PROTO;
	}
	*out = t;
	return 0;
}
