/* tests/unit/mux/vectors_test.c -- the test vectors of sections 6 to 8 of doc/protocol.md: the code makes each
 * of them again from the inputs below. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "mux/head_msg.h"
#include "mux/hello.h"
#include "mux/history_msg.h"
#include "mux/input.h"
#include "mux/inventory.h"
#include "mux/line_msg.h"
#include "mux/object_msg.h"
#include "mux/ticket.h"
#include "mux/tree.h"
#include "mux/wants_msg.h"
#include "layout/string.h"
#include "tests/vectors/vectors.h"
#include "window/line_pack.h"

static const char uri[] = "http://a.b/";

/* Cells that hold what a cell can: characters, wide ones, a cluster, blanks, styles, a link. */
static uint16_t make_cells(struct pool *p, struct cell cells[16])
{
	struct style red = {.fg = COLOUR_INDEX(1), .attrs = ATTR_BOLD};
	struct style rgb = {.fg = COLOUR_RGB(10, 20, 30), .bg = COLOUR_INDEX(100), .us = COLOUR_INDEX(9),
		.attrs = ATTR_ITALIC | ATTR_UNDERLINE(3)};
	struct style next = {.fg = COLOUR_RGB(12, 20, 25)};
	struct style link = {.link = pool_link(p, bytes_str(uri), bytes_str("x"))};
	uint16_t r = pool_style(p, &red), g = pool_style(p, &rgb), n = pool_style(p, &next),
		k = pool_style(p, &link);
	const struct cell all[] = {
		{.text = 'r', .style = r, .width = 1},
		{.text = 'e', .style = r, .width = 1},
		{.text = 0, .width = 1},
		{.text = 'g', .style = g, .width = 1},
		{.text = 0x4f60, .style = g, .width = 2},
		{.style = g},
		{.text = pool_text(p, "e\xcc\x81", 3), .style = n, .width = 1},
		{.text = 0xe9, .style = n, .width = 1},
		{.text = 'k', .style = k, .width = 1},
		{.text = 'r', .style = r, .width = 1},
	};
	memcpy(cells, all, sizeof(all));
	return sizeof(all) / sizeof(all[0]);
}

static bool holds(void *ctx, const struct pool *pool, uint64_t name)
{
	(void)pool;
	(void)name;
	return *(const bool *)ctx;
}

struct writer {
	struct style_table styles;
	struct msg_out out;
	struct wr w;
	uint8_t room[LIMIT_FRAME];
	bool named; /* links go by name */
};

static void begin(struct writer *x, const struct pool *pool)
{
	style_table_init(&x->styles);
	x->out = (struct msg_out){.styles = &x->styles, .pool = pool, .links = {.ctx = &x->named,
		.holds = holds}};
	wr_init(&x->w, x->room, sizeof(x->room));
}

static void end(struct buf *out, const char *name, struct writer *x)
{
	assert_true(wr_ok(&x->w));
	vectors_put(out, name, wr_done(&x->w).data, wr_done(&x->w).len);
}

static void alone(struct buf *out, const char *name, enum msg_type type, const void *msg)
{
	struct writer *x = mem_zalloc(sizeof(*x));
	begin(x, NULL);
	assert_true(msg_put(type, msg, &x->out, &x->w));
	end(out, name, x);
	free(x);
}

static void put_head(struct buf *out)
{
	struct head_msg *h = mem_zalloc(sizeof(*h));
	uint32_t digest = 0;
	*h = (struct head_msg){.pane = 3, .rev = 70, .sections = HEAD_SECTIONS, .geometry_rev = 65,
		.cursor_rev = 70,
		.size = {80, 4}, .row_hi = 4, .run_count = 2, .runs = {{100, 3, false}, {90, 1, true}},
		.cursor = {.x = 79, .y = 2, .wrap = true, .shape = 5}, .zone_line = 102, .zone_col = 2,
		.modes = MODE_CURSOR_VISIBLE | MODE_WRAP | MODE_PASTE, .keyboard = KEYBOARD_DISAMBIGUATE,
		.tty_rev = 4, .tty = {true, true, true, true, true, true, 0x7f, 0x15, 0x17, 3, 4, 0x16, 0x12},
		.history_rev = 70, .first = 1000, .next = 1099, .epoch = 5, .since = 4, .kept = 1090,
		.scrolled_count = 2, .scrolled = {{99, 60, 1098}, {98, 61, 1097}},
		.name_hi = 4, .name_count = 2, .names = {{0, 1, 70}, {2, 1, 69}}};
	static const uint64_t rows[][2] = {{100, 70}, {101, 8}, {102, 69}, {90, 0}};
	for (size_t i = 0; i < 4; i++) {
		digest = head_digest(digest, rows[i][0], rows[i][1]);
	}
	h->digest = digest;
	alone(out, "head of pane 3, all sections; digest of (100, 70) (101, 8) (102, 69) (90, 0)",
		MSG_HEAD, h);
	*h = (struct head_msg){.pane = 3, .rev = 71, .geometry_rev = 65, .cursor_rev = 71,
		.sections = HEAD_HISTORY, .history_rev = 71, .kept = UINT64_MAX};
	alone(out, "head of pane 3, history of nothing, all kept", MSG_HEAD, h);
	free(h);
}

static void put_lines(struct buf *out)
{
	struct pool *p = pool_new();
	struct cell cells[16];
	struct style blue = {.bg = COLOUR_INDEX(4)};
	struct writer *x = mem_zalloc(sizeof(*x));
	uint16_t n = make_cells(p, cells);
	struct line_msg m = {.pane = 3, .id = 100, .to = 70, .hi = n, .part_hi = n, .len = n, .cells = cells,
		.fill = pool_style(p, &blue), .wrapped = true, .mark = LINE_MARK_INPUT};
	begin(x, p);
	assert_true(msg_put(MSG_LINE, &m, &x->out, &x->w));
	m = (struct line_msg){.pane = 3, .id = 102, .base = 60, .to = 69, .lo = 40, .hi = 42, .part_lo = 40,
		.part_hi = 42, .len = 60, .cells = cells};
	assert_true(msg_put(MSG_LINE, &m, &x->out, &x->w));
	end(out, "two lines of pane 3 in one body: 100 whole, columns 40 and 41 of 102 since 60", x);
	x->named = true;
	begin(x, p);
	m = (struct line_msg){.pane = 3, .id = 7, .to = 9, .hi = 50, .part_lo = 3, .part_hi = 10,
		.len = 50, .cells = cells + 3};
	x->w.cap = 64;
	assert_true(line_msg_put(&m, &x->out, &x->w));
	end(out, "line 7, columns 3 to 9 of 0 to 49, the link by its name", x);
	pool_free(p);
	free(x);
}

static void put_history(struct buf *out)
{
	struct pool *p = pool_new();
	struct cell cells[16];
	struct buf packed = {0};
	struct line *l = line_new(1);
	uint16_t n = make_cells(p, cells);
	memcpy(line_reserve(l, n), cells, n * sizeof(*cells));
	l->len = n;
	l->wrapped = true;
	assert_int_equal(line_pack(l, p, &packed), 0);
	struct history_msg *h = mem_zalloc(sizeof(*h));
	*h = (struct history_msg){.pane = 3, .epoch = 5, .number = 1098, .count = 2,
		.records = {buf_bytes(&packed), bytes_of("\0\2ls", 4)}};
	alone(out, "history 1098 and 1097 of pane 3: the cells of line 100, and \"ls\"", MSG_HISTORY, h);
	free(h);
	struct history_part part = {.pane = 3, .epoch = 5, .number = 1096, .total = 9000, .offset = 4000,
		.data = bytes_str("abc")};
	alone(out, "bytes 4000 to 4002 of the 9000 of history 1096", MSG_HISTORY_PART, &part);
	line_free(l);
	buf_finish(&packed);
	pool_free(p);
}

static void put_rest(struct buf *out)
{
	struct object_msg o = {.kind = OBJECT_WINDOW, .id = 2, .version = 300, .total = 40, .offset = 10,
		.data = bytes_str("0123456789")};
	alone(out, "bytes 10 to 19 of 40 of version 300 of window 2", MSG_OBJECT, &o);
	struct buf text = {0};
	const uint8_t lens[] = {(uint8_t)strlen(uri)};
	buf_put(&text, lens, 1);
	buf_puts(&text, uri);
	buf_puts(&text, "\001x");
	struct link_msg k = {.pane = 3, .name = style_link_name(bytes_str(uri), bytes_str("x")),
		.total = (uint32_t)text.len, .data = buf_bytes(&text)};
	alone(out, "the link of these lines, whole", MSG_LINK, &k);
	buf_finish(&text);
	struct wants_msg *w = mem_zalloc(sizeof(*w));
	*w = (struct wants_msg){.count = 5, .at = {{WANT_ALL, 0, 0, 0, 1}, {WANT_PANE, 3, 0, 0, 2},
		{WANT_LINE, 3, 100, 0, 3},
		{WANT_HISTORY, 3, 1000, 1090, 4}, {WANT_OBJECT, 2, OBJECT_WINDOW, 0, 70}}};
	alone(out, "wants 1 to 4 and 70: all, pane 3, its line 100, its history 1000 to 1089, window 2",
		MSG_WANTS, w);
	free(w);
}

/* What a client might say that holds lines 100 to 102 of pane 3 and window 2. */
static void inventory(struct wr *w)
{
	wr_u64(w, 0x0102030405060708u);
	wr_u8(w, INVENTORY_PANE);
	wr_var(w, 3);
	wr_var(w, 70);
	wr_var(w, 5);
	wr_var(w, 2);
	wr_svar(w, 100);
	wr_var(w, 1);
	wr_var(w, 0);
	wr_svar(w, 0);
	wr_var(w, 2);
	wr_var(w, 1);
	wr_var(w, 2);
	wr_svar(w, 1000);
	wr_var(w, 99);
	wr_svar(w, -599);
	wr_var(w, 10);
	wr_u8(w, INVENTORY_OBJECT);
	wr_u8(w, OBJECT_WINDOW);
	wr_var(w, 2);
	wr_var(w, 300);
}

static void put_hellos(struct buf *out)
{
	uint8_t room[LIMIT_INVENTORY], hello[1024];
	struct wr w;
	wr_init(&w, room, sizeof(room));
	inventory(&w);
	assert_int_equal(inventory_read(wr_done(&w), &(struct inventory_sink){0}), 0);
	struct hello_client c = {.version = HELLO_VERSION, .input_next = 500, .size = {80, 24},
		.colours = 0xffff, .utf8 = true,
		.term = "xterm", .tty = "/dev/pts/1", .host = "here", .inventory = wr_done(&w)};
	for (uint8_t i = 0; i < HELLO_CLIENT_LEN; i++) {
		c.client[i] = (uint8_t)(0xa0 + i);
	}
	wr_init(&w, hello, sizeof(hello));
	hello_client_encode(&c, &w);
	vectors_put(out, "client's hello: lines 100 at 70, 101 and 102 at 69, history 1000-1098 and 500-509, window 2 at 300",
		hello, w.len);
	struct hello_server s = {.version = HELLO_VERSION, .instance = 0x0102030405060708u,
		.input_next = 500, .client = 9};
	wr_init(&w, hello, sizeof(hello));
	hello_server_encode(&s, &w);
	vectors_put(out, "server's hello", hello, w.len);
}

static void test_messages(void **state)
{
	struct buf out = {0};
	(void)state;
	buf_puts(&out, "# doc/protocol.md, sections 6 and 7: hellos, and bodies of OBJECT frames.\n");
	put_hellos(&out);
	put_head(&out);
	put_lines(&out);
	put_history(&out);
	put_rest(&out);
	vectors_check("messages.txt", &out);
}

static void row(struct buf *out, const char *name, struct buf *b)
{
	vectors_put(out, name, buf_bytes(b).data, b->len);
	buf_finish(b);
}

static void test_objects(void **state)
{
	struct buf out = {0}, b = {0};
	uint32_t sessions[] = {1, 300};
	struct tree_winlink links[] = {{0, 1}, {5, 2}};
	struct layout *layout = NULL;
	char line[] = "hi", text[] = "a\nb", zero[] = "", zone[] = "#[fg=red]x", list[] = "0:sh*",
		left[] = "[0]", style[] = "bg=green",
	     root[] = "root", name[] = "work", justify[] = "left", version[] = "0.1";
	(void)state;
	buf_puts(&out, "# doc/protocol.md, section 7: objects, before packing.\n");
	tree_echo_encode(&(struct tree_echo){.offset = 500, .settled = 480, .rev = 70,
		.flags_known = true, .echo = true}, &b);
	row(&out, "echo: 500 given, 480 settled at revision 70, ECHO", &b);
	tree_view_encode(&(struct tree_view){.client = 9, .session = 1, .key_table = root,
		.records = 480}, &b);
	row(&out, "view of client 9: session 1, table root, 480", &b);
	tree_root_encode(&(struct tree_root){0x0102030405060708u, version, sessions, 2}, &b);
	row(&out, "root: version 0.1, sessions 1 and 300", &b);
	tree_session_encode(&(struct tree_session){.id = 1, .name = name, .current = 5, .last = -1,
		.links = links, .link_count = 2}, &b);
	row(&out, "session 1 \"work\": current index 5, last none, windows 1 at 0 and 2 at 5", &b);
	assert_int_equal(layout_parse("710a,80x23,0,0{40x23,0,0,2,39x23,41,0,3}", &layout), 0);
	tree_window_encode(&(struct tree_window){.id = 2, .name = name, .size = {80, 23},
		.layout = layout, .active = 3, .bell = true,
		.mru = {3, 2}, .mru_count = 2}, &b);
	layout_free(layout);
	row(&out, "window 2 \"work\" 80x23, panes 2 and 3 side by side, 3 active, bell", &b);
	tree_status_encode(&(struct tree_status){.on = true, .left = left, .right = zone, .style = style,
		.window_list = list,
		.justify = justify, .left_len = 10, .right_len = 40}, &b);
	row(&out, "status: on, below", &b);
	tree_text_encode(&(struct tree_text){.serial = 2, .title = zero, .text = line, .text_len = 2}, &b);
	row(&out, "notice 2 \"hi\"", &b);
	tree_text_encode(&(struct tree_text){.serial = 3, .title = name, .text = text, .text_len = 3,
		.raw = true}, &b);
	row(&out, "clip 3, raw, \"a\\nb\"", &b);
	tree_text_encode(&(struct tree_text){.serial = 7, .title = zero, .text = zero}, &b);
	row(&out, "bell, the seventh", &b);
	uint8_t room[TICKET_ROW_LEN];
	struct wr w;
	struct ticket_row t = {.port = 60000, .lifetime = 86400};
	memset(t.id, 0x11, sizeof(t.id));
	memset(t.key, 0x22, sizeof(t.key));
	wr_init(&w, room, sizeof(room));
	ticket_row_encode(&t, &w);
	vectors_put(&out, "ticket: port 60000, a day", room, w.len);
	vectors_check("objects.txt", &out);
}

static void input(struct buf *out, const char *name, const struct record *r)
{
	struct buf b = {0};
	record_encode(r, &b);
	row(out, name, &b);
}

static void test_input(void **state)
{
	struct buf out = {0}, data = {0};
	struct term_colours colours = {.fg = COLOUR_RGB(1, 2, 3), .ansi = {[15] = COLOUR_RGB(255, 255, 255)}};
	(void)state;
	buf_puts(&out, "# doc/protocol.md, section 8: records of the input stream, each with its length.\n");
	input(&out, "key a", &(struct record){.kind = RECORD_KEY, .pane = 3, .time = MS(1000), .key = 'a'});
	input(&out, "key Ctrl-Up", &(struct record){.kind = RECORD_KEY, .pane = 3, .time = MS(1000),
		.key = KEY_CTRL | KEY_UP});
	input(&out, "key a let go, code 97, text \"a\"", &(struct record){.kind = RECORD_KEY, .pane = 3,
		.time = MS(1000), .key = 'a',
		.detail = {.action = KEY_RELEASED, .code = 97, .text_len = 1, .text = "a"}});
	input(&out, "paste \"ls\", more to come", &(struct record){.kind = RECORD_PASTE, .pane = 3,
		.time = MS(1000), .more = true, .data = bytes_str("ls")});
	input(&out, "button 1 pressed with Ctrl at 5, 6 of revision 70",
		&(struct record){.kind = RECORD_MOUSE, .pane = 3, .time = MS(1000), .rev = 70,
		.mouse = {.kind = MOUSE_PRESS, .button = 1, .mods = KEY_CTRL, .x = 5, .y = 6}});
	input(&out, "command new-window", &(struct record){.kind = RECORD_COMMAND, .pane = 3,
		.time = MS(1000), .data = bytes_str("new-window")});
	input(&out, "size 80x24", &(struct record){.kind = RECORD_RESIZE, .size = {80, 24}});
	input(&out, "size 80x24, cells of 9x18 pixels", &(struct record){.kind = RECORD_RESIZE,
		.size = {80, 24}, .cell = {9, 18}});
	input(&out, "focus lost", &(struct record){.kind = RECORD_FOCUS, .time = MS(1000)});
	input(&out, "copy mode entered", &(struct record){.kind = RECORD_MODE, .pane = 3,
		.time = MS(1000), .on = true});
	record_colours_encode(&colours, &data);
	input(&out, "colours", &(struct record){.kind = RECORD_COLOURS, .data = buf_bytes(&data)});
	buf_finish(&data);
	input(&out, "ticket kept", &(struct record){.kind = RECORD_TICKET,
		.data = bytes_str("0123456789abcdef")});
	record_thrift_encode(&(struct record_thrift){.frames = 10, .budget = 60000}, &data);
	input(&out, "thrift: 10 frames a second, 60000 bytes a minute",
		&(struct record){.kind = RECORD_THRIFT, .data = buf_bytes(&data)});
	input(&out, "text: keys l, s, Enter", &(struct record){.kind = RECORD_TEXT, .pane = 3, .time = MS(1000),
		.data = bytes_str("ls\r")});
	buf_finish(&data);
	vectors_check("input.txt", &out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_messages),
		cmocka_unit_test(test_objects),
		cmocka_unit_test(test_input),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
