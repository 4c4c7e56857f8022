/* tests/unit/client/terminfo_test.c -- window/mux.terminfo says what the terminal does: each
 * capability, fed to the terminal, has its effect, and each key is what the encoder sends. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/width.h"
#include "tests/unit/client/terminfo_ask.h"
#include "window/keys.h"
#include "window/term.h"

enum { COLS = 12, ROWS = 5 };

/* After `before`, the capability makes what `same` makes by
 * other means. */
struct effect {
	const char *name;
	long arg[9];
	const char *before, *same;
};

#define FILLED "abcdefghijkl\r\nmnopqrstuvwx\r\n0123456789-+\r\nABCDEFGHIJKL\r\nzyxwvutsrqpo\033[H"

static const struct effect effects[] = {
        {"bel", {0}, "ab", "ab"},
        {"cr", {0}, "ab", "ab\033[G"},
        {"ht", {0}, "ab", "ab\033[9G"},
        {"cbt", {0}, "\033[11G", "\033[9G"},
        {"cub1", {0}, "abc", "abc\033[3G"},
        {"cud1", {0}, "abc", "abc\033[2;4H"},
        {"cuf1", {0}, "abc", "abc\033[5G"},
        {"cuu1", {0}, "\033[3;4H", "\033[2;4H"},
        {"home", {0}, "\033[3;4H", "\033[1;1H"},
        {"cub", {2}, "abc", "abc\033[2G"},
        {"cud", {2}, "abc", "abc\033[3;4H"},
        {"cuf", {2}, "abc", "abc\033[6G"},
        {"cuu", {2}, "\033[4;4H", "\033[2;4H"},
        {"hpa", {6}, "abc", "abc\033[1;7H"},
        {"vpa", {2}, "abc", "abc\033[3;4H"},
        {"cup", {3, 5}, "abc", "abc\033[4;6H"},
        {"nel", {0}, "abc", "abc\r\n"},
        {"ind", {0}, "a\r\nb\r\nc\r\nd\r\ne", "b\r\nc\r\nd\r\ne\r\n "},
        {"ri", {0}, "a\r\nb\r\nc\033[H", "\r\na\r\nb\r\nc\033[H"},
        {"indn", {2}, "a\r\nb\r\nc\r\nd\r\ne", "c\r\nd\r\ne\033[5;2H"},
        {"rin", {2}, "a\r\nb\r\nc\033[H", "\r\n\r\na\r\nb\r\nc\033[H"},
        {"csr", {1, 3}, "a\r\nb\r\nc\r\nd\r\ne\033[4;9H", "a\r\nb\r\nc\r\nd\r\ne\033[2;4r"},
        {"clear", {0}, FILLED "\033[3;3H", ""},
        {"ed", {0}, "abc\r\ndef\r\nghi\033[2;2H", "abc\r\nd"},
        {"el", {0}, "abcdef\033[3G", "ab"},
        {"el1", {0}, "abcdef\033[3G", "   def\033[3G"},
        {"ech", {2}, "abcdef\033[3G", "ab  ef\033[3G"},
        {"ich", {2}, "abcdef\033[3G", "ab  cdef\033[3G"},
        {"dch", {2}, "abcdef\033[3G", "abef\033[3G"},
        {"dch1", {0}, "abcdef\033[3G", "abdef\033[3G"},
        {"il", {2}, "a\r\nb\r\nc\033[2H", "a\r\n\r\n\r\nb\r\nc\033[2H"},
        {"il1", {0}, "a\r\nb\r\nc\033[2H", "a\r\n\r\nb\r\nc\033[2H"},
        {"dl", {2}, "a\r\nb\r\nc\r\nd\033[2H", "a\r\nd\033[2H"},
        {"dl1", {0}, "a\r\nb\r\nc\r\nd\033[2H", "a\r\nc\r\nd\033[2H"},
        {"rep", {'x', 4}, "a", "axxxx"},
        {"smir", {0}, "abc\r", "abc\r\033[4h"},
        {"rmir", {0}, "abc\033[4h\r", "abc\r"},
        {"hts", {0}, "\033[4G", "\033[4G\033H"},
        {"tbc", {0}, "ab", "ab\033[9G\033[0g\033[3G"},
        {"sc", {0}, "ab", "ab\033[s"},
        {"rc", {0}, "ab\033[1m\0337\033[m\033[4;4H", "ab\033[1m\0337"},
        {"bold", {0}, "", "\033[1m"},
        {"dim", {0}, "", "\033[2m"},
        {"sitm", {0}, "", "\033[3m"},
        {"ritm", {0}, "\033[3;1m", "\033[1m"},
        {"smul", {0}, "", "\033[4m"},
        {"rmul", {0}, "\033[4;1m", "\033[1m"},
        {"blink", {0}, "", "\033[5m"},
        {"rev", {0}, "", "\033[7m"},
        {"smso", {0}, "", "\033[7m"},
        {"rmso", {0}, "\033[7;1m", "\033[1m"},
        {"invis", {0}, "", "\033[8m"},
        {"smacs", {0}, "", "\033(0"},
        {"rmacs", {0}, "\033(0", ""},
        {"sgr0", {0}, "\033[1;3;4;7;31;44m\033(0", ""},
        {"op", {0}, "\033[1;31;44m", "\033[1m"},
        {"setaf", {3}, "", "\033[33m"},
        {"setaf", {11}, "", "\033[93m"},
        {"setaf", {200}, "", "\033[38;5;200m"},
        {"setab", {3}, "", "\033[43m"},
        {"setab", {11}, "", "\033[103m"},
        {"setab", {200}, "", "\033[48;5;200m"},
        {"setrgbf", {1, 2, 3}, "", "\033[38;2;1;2;3m"},
        {"setrgbb", {1, 2, 3}, "", "\033[48;2;1;2;3m"},
        {"Smulx", {3}, "", "\033[4:3m"},
        {"Setulc", {0x010203}, "", "\033[58;2;1;2;3m"},
        {"Setulc1", {100}, "", "\033[58;5;100m"},
        {"ol", {0}, "\033[58;5;100m", ""},
        {"smxx", {0}, "", "\033[9m"},
        {"rmxx", {0}, "\033[9;1m", "\033[1m"},
        {"Smol", {0}, "", "\033[53m"},
        {"Rmol", {0}, "\033[53;1m", "\033[1m"},
        {"civis", {0}, "", "\033[?25l"},
        {"cnorm", {0}, "\033[?25l\033[?12h", ""},
        {"cvvis", {0}, "", "\033[?12h"},
        {"smam", {0}, "\033[?7l", ""},
        {"rmam", {0}, "", "\033[?7l"},
        {"smcup", {0}, "abc", "abc\033[?1049h"},
        {"rmcup", {0}, "abc\033[?1049hother", "abc\0337"},
        {"smkx", {0}, "", "\033[?1h\033="},
        {"rmkx", {0}, "\033[?1h\033=", ""},
        {"rs1", {0}, FILLED "\033[1;31m\033[?7l", ""},
        {"rs2", {0}, "\033[1;31m\033[2;3r\033[4h\033[?6h\033[?1h\033=", "\033[2d"},
        {"is2", {0}, "\033[1;31m\033[2;3r\033[4h\033[?6h\033[?1h\033=", "\033[2d"},
        {"dsl", {0}, "\033]2;title\a", ""},
        {"Ss", {4}, "", "\033[4 q"},
        {"Se", {0}, "\033[4 q", ""},
        {"Sync", {1}, "", "\033[?2026h"},
        {"Sync", {2}, "\033[?2026h", ""},
        {"BE", {0}, "", "\033[?2004h"},
        {"BD", {0}, "\033[?2004h", ""},
        {"Enbp", {0}, "", "\033[?2004h"},
        {"Dsbp", {0}, "\033[?2004h", ""},
        {"fe", {0}, "", "\033[?1004h"},
        {"fd", {0}, "\033[?1004h", ""},
        {"Enfcs", {0}, "", "\033[?1004h"},
        {"Dsfcs", {0}, "\033[?1004h", ""},
        {"Eneks", {0}, "", "\033[>4;2m"},
        {"Dseks", {0}, "\033[>4;2m", ""},
        {"XM", {1}, "", "\033[?1000h\033[?1006h"},
        {"XM", {0}, "\033[?1000h\033[?1006h", ""},
        {"smglr", {1, 3}, FILLED, FILLED "\033[?69h\033[2;4s"},
        {"Rect", {2, 2, 3, 4}, FILLED "\033[5;5H", FILLED "\033[2;2H   \033[3;2H   \033[5;5H"},
        {"mgc", {0}, "\033[?69h\033[2;4s", ""},
};

/* Programs that follow, to see what does not show: margins, tab stops, insertion, the saved cursor,
 * line drawing. */
static const char after[] = "XqY\tZ\n\r0123456789ABCDEF\033[3;3H\033M\033M\033MW\0338V\033[31mU\n\n\n\n\n\nT";

struct entries {
	char *dir; /* of the compiled entries; NULL: no tic */
};

static int make_entries(void **state)
{
	const char *source = getenv("MUX_SOURCE");
	char dir[] = "/tmp/mux-terminfo-XXXXXX";
	struct entries *f = mem_zalloc(sizeof(*f));
	if (mkdtemp(dir) == NULL) {
		return -1;
	}
	f->dir = mem_strdup(dir);
	char *command = mem_printf("tic -x -o %s %s/window/mux.terminfo", dir,
	        source != NULL ? source : ".");
	bool ok = system("command -v tic >/dev/null 2>&1") == 0;
	if (ok && system(command) != 0) {
		return -1;
	}
	free(command);
	setenv("TERMINFO", dir, 1);
	if (!ok) {
		rmdir(dir);
		free(f->dir);
		f->dir = NULL;
	}
	*state = f;
	return 0;
}

static int remove_entries(void **state)
{
	struct entries *f = *state;
	terminfo_close();
	if (f->dir != NULL) {
		char *command = mem_printf("rm -rf %s", f->dir);
		if (system(command) != 0) {
			print_error("%s stays\n", f->dir);
		}
		free(command);
	}
	free(f->dir);
	free(f);
	return 0;
}

static void open_entry(void **state, const char *name)
{
	const struct entries *f = *state;
	if (f->dir == NULL) {
		print_message("tic is not installed\n");
		skip();
	}
	assert_true(terminfo_open(name));
}

static const char *capability(const char *name)
{
	const char *s = terminfo_string(name);
	if (s == NULL) {
		fail_msg("%s is missing", name);
	}
	return s;
}

/* What tputs would send: without the pauses. */
static void expand(const struct effect *e, struct buf *out)
{
	const char *s = terminfo_fill(capability(e->name), e->arg);
	assert_non_null(s);
	while (*s != '\0') {
		size_t n = strcspn(s, "$");
		buf_put(out, s, n);
		s += n;
		if (s[0] == '$' && s[1] == '<') {
			s += strcspn(s, ">") + 1;
		} else if (*s != '\0') {
			buf_u8(out, (uint8_t)*s++);
		}
	}
}

static void on_answer(void *ctx, struct bytes b)
{
	buf_put(ctx, b.data, b.len);
}

static struct term *open_term(struct buf *answers)
{
	struct term_cfg cfg = {.size = {COLS, ROWS}, .history_limit = 100,
	        .host = {.ctx = answers, .answer = on_answer}};
	return term_new(&cfg);
}

/* All that is seen of a terminal, as text. */
static void show(struct term *t, struct buf *out)
{
	struct term_cursor c = term_cursor(t);
	buf_printf(out, "%u %u %d shape %u modes %x title %s\n", c.x, c.y, c.wrap, c.shape,
	        term_modes(t), term_title(t));
	for (uint16_t y = 0; y < ROWS; y++) {
		for (uint16_t x = 0; x < COLS; x++) {
			struct cell cell = line_cell(term_row(t, y), x);
			const struct style *s = pool_style_get(term_pool(t), cell.style);
			char text[CLUSTER_MAX + 1];
			size_t len = pool_text_get(term_pool(t), cell.text, text);
			buf_put(out, len > 0 ? text : " ", len > 0 ? len : 1);
			if (!style_equal(s, &(struct style){0})) {
				buf_printf(out, "<%x %x %x %x>", s->attrs, s->fg, s->bg, s->us);
			}
		}
		buf_puts(out, "|\n");
	}
}

static void run(struct bytes a, struct bytes b, struct buf *out)
{
	struct buf answers = {0};
	struct term *t = open_term(&answers);
	term_write(t, a);
	term_write(t, b);
	show(t, out);
	term_write(t, bytes_str(after));
	show(t, out);
	term_free(t);
	buf_finish(&answers);
}

static void check_effect(const struct effect *e)
{
	struct buf text = {0}, have = {0}, want = {0};
	expand(e, &text);
	run(bytes_str(e->before), buf_bytes(&text), &have);
	run(bytes_str(e->same), bytes_str(""), &want);
	if (strcmp(buf_str(&have), buf_str(&want)) != 0) {
		fail_msg("%s: want\n%shave\n%s", e->name, buf_str(&want), buf_str(&have));
	}
	buf_finish(&text);
	buf_finish(&have);
	buf_finish(&want);
}

static void capabilities_do_what_they_say(void **state)
{
	open_entry(state, "mux-256color");
	for (size_t i = 0; i < sizeof(effects) / sizeof(effects[0]); i++) {
		check_effect(&effects[i]);
	}
}

static void direct_colours(void **state)
{
	static const struct effect direct[] = {
	        {"setaf", {5}, "", "\033[35m"},
	        {"setab", {5}, "", "\033[45m"},
	        {"setaf", {0x010203}, "", "\033[38;2;1;2;3m"},
	        {"setab", {0xfffefd}, "", "\033[48;2;255;254;253m"},
	};
	open_entry(state, "mux-direct");
	assert_int_equal(terminfo_number("colors"), 0x1000000);
	assert_int_equal(terminfo_flag("RGB"), 1);
	for (size_t i = 0; i < sizeof(direct) / sizeof(direct[0]); i++) {
		check_effect(&direct[i]);
	}
}

/* sgr has a bit for each of nine attributes: what it makes is the sum of what they make. */
static void sgr_is_the_sum(void **state)
{
	static const char *const parts[] = {"\033[7m", "\033[4m", "\033[7m", "\033[5m", "\033[2m",
	        "\033[1m", "\033[8m", "", "\033(0"};
	open_entry(state, "mux-256color");
	for (unsigned bits = 0; bits < 512; bits++) {
		struct buf same = {0}, have = {0}, want = {0};
		long on[9];
		for (unsigned i = 0; i < 9; i++) {
			on[i] = bits >> i & 1;
			buf_puts(&same, on[i] ? parts[i] : "");
		}
		const char *text = terminfo_fill(capability("sgr"), on);
		run(bytes_str("\033[3;31m"), bytes_str(text), &have);
		run(bytes_str(""), buf_bytes(&same), &want);
		assert_string_equal(buf_str(&have), buf_str(&want));
		buf_finish(&same);
		buf_finish(&have);
		buf_finish(&want);
	}
}

/* xenl, bce, mir, msgr: what they promise; the rest are there. */
static void flags_are_true(void **state)
{
	static const struct effect shown[] = {
	        {"bel", {0}, "0123456789AB\r\nC", "0123456789AB\033[2;1HC"},      /* xenl */
	        {"el", {0}, "\033[41m", "\033[41m            \033[1;1H"},          /* bce */
	        {"cuf1", {0}, "abc\033[4h\r", "abc\033[2G\033[4h"},                /* mir */
	        {"cuf1", {0}, "\033[7m\r", "\033[2G\033[7m"},                      /* msgr */
	};
	static const char *const flags[] = {"am", "xenl", "bce", "mir", "msgr", "npc", "hs", "AX", "XT", "Tc"};
	open_entry(state, "mux-256color");
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		assert_int_equal(terminfo_flag(flags[i]), 1);
	}
	assert_int_equal(terminfo_number("it"), 8);
	assert_int_equal(terminfo_number("colors"), 256);
	for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++) {
		check_effect(&shown[i]);
	}
}

static void history_goes(void **state)
{
	struct buf answers = {0};
	open_entry(state, "mux-256color");
	struct term *t = open_term(&answers);
	term_write(t, bytes_str("a\n\n\n\n\n\n\n"));
	assert_true(history_count(term_history(t)) > 0);
	term_write(t, bytes_str(capability("E3")));
	assert_int_equal(history_count(term_history(t)), 0);
	term_free(t);
	buf_finish(&answers);
}

/* u8 and u6 describe the answers to u9 and u7 in scanf's way; rv and xr are extended regular ones. */
static void questions_are_answered(void **state)
{
	struct buf said = {0};
	int row = 0, col = 0;
	open_entry(state, "mux-256color");
	struct term *t = open_term(&said);
	term_write(t, bytes_str("\033[3;7H"));
	term_write(t, bytes_str(capability("u7")));
	assert_int_equal(sscanf(buf_str(&said), "\033[%d;%dR", &row, &col), 2);
	assert_int_equal(row, 3);
	assert_int_equal(col, 7);
	buf_clear(&said);
	term_write(t, bytes_str(capability("u9")));
	assert_memory_equal(buf_str(&said), "\033[?", 3);
	assert_int_equal(strspn(buf_str(&said) + 3, ";0123456789"), said.len - 4);
	assert_int_equal(buf_str(&said)[said.len - 1], 'c');
	buf_clear(&said);
	term_write(t, bytes_str(capability("RV")));
	assert_memory_equal(buf_str(&said), "\033[>", 3);
	buf_clear(&said);
	term_write(t, bytes_str(capability("XR")));
	assert_memory_equal(buf_str(&said), "\033P>|mux ", 8);
	term_free(t);
	buf_finish(&said);
}

struct key_name {
	const char *name;
	keycode_t key;
};

static const struct key_name keys[] = {
        {"kbs", 0x7f}, {"kcbt", KEY_BTAB}, {"kcuu1", KEY_UP}, {"kcud1", KEY_DOWN},
        {"kcuf1", KEY_RIGHT}, {"kcub1", KEY_LEFT}, {"khome", KEY_HOME}, {"kend", KEY_END},
        {"kich1", KEY_INSERT}, {"kdch1", KEY_DELETE}, {"kpp", KEY_PAGEUP}, {"knp", KEY_PAGEDOWN},
        {"kri", KEY_UP | KEY_SHIFT}, {"kind", KEY_DOWN | KEY_SHIFT},
        {"kRIT", KEY_RIGHT | KEY_SHIFT}, {"kLFT", KEY_LEFT | KEY_SHIFT},
        {"kEND", KEY_END | KEY_SHIFT}, {"kHOM", KEY_HOME | KEY_SHIFT},
        {"kIC", KEY_INSERT | KEY_SHIFT}, {"kDC", KEY_DELETE | KEY_SHIFT},
        {"kPRV", KEY_PAGEUP | KEY_SHIFT}, {"kNXT", KEY_PAGEDOWN | KEY_SHIFT},
        {"kent", KEY_KP_ENTER}, {"ka1", KEY_KP7}, {"ka2", KEY_KP8}, {"ka3", KEY_KP9},
        {"kb1", KEY_KP4}, {"kb2", KEY_KP5}, {"kb3", KEY_KP6}, {"kc1", KEY_KP1}, {"kc2", KEY_KP2},
        {"kc3", KEY_KP3}, {"kpADD", KEY_KP_PLUS}, {"kpSUB", KEY_KP_MINUS}, {"kpMUL", KEY_KP_STAR},
        {"kpDIV", KEY_KP_SLASH}, {"kpDOT", KEY_KP_DOT}, {"kpZRO", KEY_KP0},
        {"kxIN", KEY_FOCUS_IN}, {"kxOUT", KEY_FOCUS_OUT},
};

static void check_key(const char *name, keycode_t key)
{
	uint8_t sent[KEY_BYTES];
	const char *want = capability(name);
	struct key_modes modes = {.modes = MODE_CURSOR_KEYS | MODE_KEYPAD | MODE_FOCUS};
	size_t n = key_encode(key, NULL, modes, sent);
	if (n != strlen(want) || memcmp(sent, want, n) != 0) {
		fail_msg("%s: it is sent as \"%.*s\" without its ESC", name, (int)n - 1,
		        (const char *)sent + 1);
	}
}

static void keys_are_sent_so(void **state)
{
	static const keycode_t mods[] = {0, KEY_SHIFT, KEY_CTRL, KEY_SHIFT | KEY_CTRL, KEY_META,
	        KEY_SHIFT | KEY_META};
	static const struct key_name numbered[] = {{"kUP", KEY_UP}, {"kDN", KEY_DOWN},
	        {"kRIT", KEY_RIGHT}, {"kLFT", KEY_LEFT}, {"kEND", KEY_END}, {"kHOM", KEY_HOME},
	        {"kIC", KEY_INSERT}, {"kDC", KEY_DELETE}, {"kPRV", KEY_PAGEUP}, {"kNXT", KEY_PAGEDOWN}};
	char name[16];
	open_entry(state, "mux-256color");
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		check_key(keys[i].name, keys[i].key);
	}
	for (unsigned n = 0; n < 63; n++) {
		snprintf(name, sizeof(name), "kf%u", n + 1);
		check_key(name, (KEY_F1 + n % 12) | mods[n / 12]);
	}
	for (size_t i = 0; i < sizeof(numbered) / sizeof(numbered[0]); i++) {
		for (unsigned mod = 3; mod <= 8; mod++) {
			keycode_t m = ((mod - 1) & 1 ? KEY_SHIFT : 0) | ((mod - 1) & 2 ? KEY_META : 0) |
			              ((mod - 1) & 4 ? KEY_CTRL : 0);
			snprintf(name, sizeof(name), "%s%u", numbered[i].name, mod);
			check_key(name, numbered[i].key | m);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(capabilities_do_what_they_say),
	        cmocka_unit_test(direct_colours),
	        cmocka_unit_test(sgr_is_the_sum),
	        cmocka_unit_test(flags_are_true),
	        cmocka_unit_test(history_goes),
	        cmocka_unit_test(questions_are_answered),
	        cmocka_unit_test(keys_are_sent_so),
	};
	return cmocka_run_group_tests(tests, make_entries, remove_entries);
}
