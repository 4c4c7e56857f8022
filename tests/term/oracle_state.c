/* tests/term/oracle_state.c -- what a terminal is like after a program. */
#include "tests/term/oracle_state.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/width.h"
#include "window/term.h"

struct probe {
	const char *name, *ask;
};

/* What is asked after the program, in this order; the last ones change the terminal. */
static const struct probe probes[] = {
        {"answers", ""},
        {"DSR 6", "\033[6n"},
        {"DECCIR", "\033[1$w"},
        {"tab stops", "\033[2$w"},
        {"DECRQSS r", "\033P$qr\033\\"},
        {"DECRQSS s", "\033P$qs\033\\"},
        {"DECRQSS m", "\033P$qm\033\\"},
        {"DECRQSS \"q", "\033P$q\"q\033\\"},
        {"DECRQM 4", "\033[4$p"},
        {"DECRQM 20", "\033[20$p"},
        {"DECRQM ?1", "\033[?1$p"},
        {"DECRQM ?5", "\033[?5$p"},
        {"DECRQM ?6", "\033[?6$p"},
        {"DECRQM ?7", "\033[?7$p"},
        {"DECRQM ?25", "\033[?25$p"},
        {"DECRQM ?45", "\033[?45$p"},
        {"DECRQM ?66", "\033[?66$p"},
        {"DECRQM ?69", "\033[?69$p"},
        {"DECRQM ?1049", "\033[?1049$p"},
        {"DECRQM ?2004", "\033[?2004$p"},
        {"the next character", "X\033[6n"},
        {"the saved cursor", "\0338\033[6n"},
};

/* Every cell is looked at so often, each time after these bytes. */
static const struct probe dumps[ORACLE_DUMPS] = {
        {"cells", "\033[?6l"},
        {"protected cells", "\033[?2J"},
        {"cells of the primary screen", "\033[?47l"},
};

enum { PROBES = sizeof(probes) / sizeof(probes[0]), HISTORY_LIMIT = 100, RIGHT_HALF = 0xffff };

const char *oracle_aspect(size_t n)
{
	return n < PROBES                ? probes[n].name :
	       n < PROBES + ORACLE_DUMPS ? dumps[n - PROBES].name :
	                                   NULL;
}

void oracle_state_finish(struct oracle_state *s)
{
	for (size_t i = 0; i < ORACLE_ASPECTS_MAX; i++) {
		buf_finish(&s->told[i]);
	}
	for (size_t i = 0; i < ORACLE_DUMPS; i++) {
		free(s->cells[i]);
	}
	*s = (struct oracle_state){0};
}

static size_t cell_count(struct size size)
{
	return (size_t)size.cols * size.rows;
}

/* XTCHECKSUM: the character and its attributes as they are. */
bool oracle_cells_real(struct oracle_tty *p, struct size size, uint32_t **out)
{
	struct buf ask = {0}, have = {0};
	buf_puts(&ask, "\033[21#y");
	for (unsigned y = 1; y <= size.rows; y++) {
		for (unsigned x = 1; x <= size.cols; x++) {
			buf_printf(&ask, "\033[1;1;%u;%u;%u;%u*y", y, x, y, x);
		}
	}
	bool ok = oracle_tty_ask(p, buf_bytes(&ask), &have);
	*out = mem_calloc(cell_count(size), sizeof(**out));
	const char *at = buf_str(&have);
	for (size_t i = 0; ok && i < cell_count(size); i++) {
		at = strstr(at, "!~");
		ok = at != NULL && sscanf(at, "!~%x", &(*out)[i]) == 1;
		at += ok ? 2 : 0;
	}
	buf_finish(&ask);
	buf_finish(&have);
	return ok;
}

/* What xterm tells that is not so, or cannot be seen: DECCIR has sets of 94 characters as such of 96 and a
 * protection that DECRQSS denies; the first column is a tab stop at the start. */
static void mend_answers(struct buf *b)
{
	char *s = (char *)(uintptr_t)buf_str(b);
	for (char *at = s; (at = strstr(at, "\033P1$u")) != NULL; at++) {
		char *sizes = strstr(at, ";O;"), *protection = strstr(at, ";A;");
		if (sizes != NULL) {
			sizes[1] = '@';
		}
		for (int field = 0; field < 4 && protection != NULL; field++) {
			protection = field == 0 ? strchr(at, ';') : strchr(protection + 1, ';');
		}
		if (protection != NULL) {
			protection[1] = '@';
		}
	}
	char *past = strstr(s, "/81\033");
	if (past != NULL) { /* of 80 columns */
		memmove(past, past + 3, strlen(past + 3) + 1);
		b->len -= 3;
	}
	char *at = strstr(s, "\033P2$u1");
	if (at != NULL && (at[6] == '/' || at[6] == 033)) {
		size_t n = at[6] == '/' ? 2 : 1;
		memmove(at + 5, at + 5 + n, strlen(at + 5 + n) + 1);
		b->len -= n;
	}
}

/* Everything back to how a terminal begins; the real one is used again and again. */
static const char fresh[] =
        "\030\033 F\033[?1049h\033[?6;69l\033[r\033[m\033[2J\033[H\0337\033[?1049l"
        "\033[?6;69l\033[r\033[m\033[2J\033[?5;40;45;95;1045l\033[20l\033[H\0337\033[!p\033c"
        "\033[?40;95l\033[3J";

/* Before each program, in both: what was never saved is restored in ways of its own by each. */
static const char saved[] = "\0337\033[?6;7;45s";

bool oracle_fresh_real(struct oracle_tty *p)
{
	struct buf none = {0};
	bool ok = oracle_tty_ask(p, bytes_str(fresh), &none);
	buf_finish(&none);
	return ok;
}

bool oracle_state_real(struct oracle_tty *p, struct size size, struct bytes program,
        struct oracle_state *out)
{
	*out = (struct oracle_state){.size = size};
	bool ok = oracle_fresh_real(p) && oracle_tty_ask(p, bytes_str(saved), &out->told[0]) &&
	          oracle_tty_ask(p, program, &out->told[0]);
	for (size_t i = 1; ok && i < PROBES; i++) {
		ok = oracle_tty_ask(p, bytes_str(probes[i].ask), &out->told[i]);
	}
	for (size_t i = 0; ok && i < PROBES; i++) {
		mend_answers(&out->told[i]);
	}
	struct buf none = {0};
	for (size_t i = 0; ok && i < ORACLE_DUMPS; i++) {
		ok = oracle_tty_ask(p, bytes_str(dumps[i].ask), &none) &&
		     oracle_cells_real(p, size, &out->cells[i]);
	}
	buf_finish(&none);
	return ok;
}

static void on_answer(void *ctx, struct bytes b)
{
	buf_put(ctx, b.data, b.len);
}

/* The attributes in the weights of DECRQCRA, as xterm has them: the protection is none. */
static uint32_t weigh(const struct style *s)
{
	return ((s->attrs & ATTR_UNDERLINE_MASK) != 0 ? 0x10u : 0) +
	       ((s->attrs & ATTR_REVERSE) != 0 ? 0x20u : 0) +
	       ((s->attrs & ATTR_BLINK) != 0 ? 0x40u : 0) +
	       ((s->attrs & ATTR_BOLD) != 0 ? 0x80u : 0);
}

/* As xterm answers: a hidden character is a blank, marks that join it do not count. */
static uint32_t weigh_cell(struct term *t, uint16_t x, uint16_t y)
{
	struct cell c = line_cell(term_row(t, y), x);
	const struct style *style = pool_style_get(term_pool(t), c.style);
	char s[CLUSTER_MAX];
	size_t len = pool_text_get(term_pool(t), c.text, s), used;
	uint32_t ch = c.width == 0 ? RIGHT_HALF : len > 0 ? utf8_decode(s, len, &used) : ' ';
	if ((style->attrs & ATTR_HIDDEN) != 0) {
		ch = ' ';
	}
	return (ch + weigh(style)) & 0xffffu;
}

uint32_t *oracle_cells_ours(struct term *t)
{
	struct size size = term_size(t);
	uint32_t *out = mem_calloc(cell_count(size), sizeof(*out));
	for (uint16_t y = 0; y < size.rows; y++) {
		for (uint16_t x = 0; x < size.cols; x++) {
			out[(size_t)y * size.cols + x] = weigh_cell(t, x, y);
		}
	}
	return out;
}

void oracle_state_ours(struct size size, struct bytes program, struct oracle_state *out)
{
	*out = (struct oracle_state){.size = size};
	struct term_cfg cfg = {.size = size, .history_limit = HISTORY_LIMIT, .host = {.answer = on_answer}};
	struct term *t = term_new(&cfg);
	term_write(t, bytes_str(saved));
	for (size_t i = 0; i < PROBES; i++) {
		cfg.host.ctx = &out->told[i];
		term_set_host(t, &cfg.host);
		term_write(t, i == 0 ? program : bytes_str(probes[i].ask));
		term_write(t, bytes_str("\030"));
		mend_answers(&out->told[i]);
	}
	for (size_t i = 0; i < ORACLE_DUMPS; i++) {
		term_write(t, bytes_str(dumps[i].ask));
		out->cells[i] = oracle_cells_ours(t);
	}
	term_free(t);
}

void oracle_put_readable(struct bytes b, struct buf *out)
{
	for (size_t i = 0; i < b.len; i++) {
		uint8_t c = b.data[i];
		if (c == 0x1b) {
			buf_puts(out, "\\e");
		} else if (c == '\\') {
			buf_puts(out, "\\\\");
		} else if (c < ' ' || c >= 0x7f) {
			buf_printf(out, "\\x%02x", c);
		} else {
			buf_u8(out, c);
		}
	}
}

static void put_cell(uint32_t v, struct buf *out)
{
	if (v > ' ' && v < 0x7f) {
		buf_u8(out, (uint8_t)v);
	} else if (v == ' ') {
		buf_u8(out, '.');
	} else {
		buf_printf(out, "<%x>", v);
	}
}

static void put_cells(const char *who, const uint32_t *cells, struct size size, struct buf *out)
{
	buf_printf(out, "    %s\n", who);
	for (uint16_t y = 0; y < size.rows; y++) {
		buf_puts(out, "      |");
		for (uint16_t x = 0; x < size.cols; x++) {
			put_cell(cells[(size_t)y * size.cols + x], out);
		}
		buf_puts(out, "|\n");
	}
}

bool oracle_cells_differ(const char *what, const uint32_t *real, const uint32_t *ours,
        struct size size, struct buf *out)
{
	if (memcmp(real, ours, cell_count(size) * sizeof(*real)) == 0) {
		return false;
	}
	if (out != NULL) {
		buf_printf(out, "  %s:\n", what);
		put_cells("real", real, size, out);
		put_cells("ours", ours, size, out);
	}
	return true;
}

uint64_t oracle_state_compare(
        const struct oracle_state *real, const struct oracle_state *ours, uint64_t ignored,
        struct buf *out)
{
	uint64_t bits = 0;
	for (size_t i = 0; i < PROBES; i++) {
		if ((ignored >> i & 1) != 0 ||
		        bytes_equal(buf_bytes(&real->told[i]), buf_bytes(&ours->told[i]))) {
			continue;
		}
		bits |= 1ull << i;
		if (out != NULL) {
			buf_printf(out, "  %s: real ", probes[i].name);
			oracle_put_readable(buf_bytes(&real->told[i]), out);
			buf_puts(out, " ours ");
			oracle_put_readable(buf_bytes(&ours->told[i]), out);
			buf_puts(out, "\n");
		}
	}
	for (size_t i = 0; i < ORACLE_DUMPS; i++) {
		if ((ignored >> (PROBES + i) & 1) == 0 &&
		        oracle_cells_differ(dumps[i].name, real->cells[i], ours->cells[i], real->size, out)) {
			bits |= 1ull << (PROBES + i);
		}
	}
	return bits;
}
