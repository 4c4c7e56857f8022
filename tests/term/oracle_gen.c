/* tests/term/oracle_gen.c -- random programs for the oracle. */
#include "tests/term/oracle_gen.h"

#include <assert.h>
#include <stdio.h>

/* In a text: %n a count (left out, 0, small or large), %r a row, %c a column, %k 0..3, %R four
 * numbers of a rectangle, %S an attribute, %A one that is set, %s a string of letters, %u one of several wide or joined
 * characters. What xterm and ours do in different ways on purpose is left out: README.md lists it. */
static const struct row {
	const char *group, *text;
} rows[] = {
        {"text", "%s"},
        {"text", "%s"},
        {"text", "%s"},
        {"text", "%s"},
        {"controls", "\r"},
        {"controls", "\n"},
        {"controls", "\b"},
        {"controls", "\t"},
        {"controls", "\v"},
        {"wide", "%u"},
        {"wide", "%u"},
        {"move", "\033[%nA"},
        {"move", "\033[%nB"},
        {"move", "\033[%nC"},
        {"move", "\033[%nD"},
        {"move", "\033[%nE"},
        {"move", "\033[%nF"},
        {"move", "\033[%cG"},
        {"move", "\033[%r;%cH"},
        {"move", "\033[%r;%cH"},
        {"move", "\033[%r;%cf"},
        {"move", "\033[%rd"},
        {"move", "\033[%c`"},
        {"move", "\033[%na"},
        {"move", "\033[%ne"},
        {"tabs", "\033[%nI"},
        {"tabs", "\033[%nZ"},
        {"tabs", "\033H"},
        {"tabs", "\033[%kg"},
        {"index", "\033D"},
        {"index", "\033E"},
        {"index", "\033M"},
        {"scroll", "\033[%nS"},
        {"scroll", "\033[%nT"},
        {"scroll", "\033[%n^"},
        {"columns", "\033[%n @"},
        {"columns", "\033[%n A"},
        {"columns", "\0336"},
        {"columns", "\0339"},
        {"columns", "\033[%n'}"},
        {"columns", "\033[%n'~"},
        {"edit", "\033[%nL"},
        {"edit", "\033[%nM"},
        {"edit", "\033[%n@"},
        {"edit", "\033[%nP"},
        {"edit", "\033[%cG\033[%nX"},
        {"erase", "\033[%cG\033[%kJ"},
        {"erase", "\033[%cG\033[%kK"},
        {"repeat", "%s\033[%nb"},
        {"repeat", "\033[%nb"},
        {"margins", "\033[%r;%rr"},
        {"margins", "\033[%r;%rr"},
        {"margins", "\033[r"},
        {"sides", "\033[?69h"},
        {"sides", "\033[?69h\033[%c;%cs"},
        {"sides", "\033[%c;%cs"},
        {"sides", "\033[?69l"},
        {"origin", "\033[?6h"},
        {"origin", "\033[?6l"},
        {"modes", "\033[?7h"},
        {"modes", "\033[?7l"},
        {"modes", "\033[4h"},
        {"modes", "\033[4l"},
        {"modes", "\033[20h"},
        {"modes", "\033[20l"},
        {"modes", "\033[?5h"},
        {"modes", "\033[?25l"},
        {"reverse-wrap", "\033[?45h"},
        {"reverse-wrap", "\033[?45l"},
        {"reverse-wrap", "\033[%nD"},
        {"save", "\0337"},
        {"save", "\0338"},
        {"save", "\033[s"},
        {"save", "\033[u"},
        {"save", "\033[?1048h"},
        {"save", "\033[?1048l"},
        {"save-modes", "\033[?6;7;45s"},
        {"save-modes", "\033[?6;7;45r"},
        {"screens", "\033[?47h"},
        {"screens", "\033[?47l"},
        {"screens", "\033[?1047h"},
        {"screens", "\033[?1047l"},
        {"screens", "\033[?1049h"},
        {"screens", "\033[?1049l"},
        {"protect", "\033[1\"q"},
        {"protect", "\033[0\"q"},
        {"protect", "\033[2\"q"},
        {"protect", "\033[%cG\033[?%kJ"},
        {"protect", "\033[%cG\033[?%kK"},
        {"guard", "\033V"},
        {"guard", "\033W"},
        {"sgr", "\033[%Sm"},
        {"sgr", "\033[%S;%Sm"},
        {"sgr", "\033[m"},
        {"charsets", "\033(0"},
        {"charsets", "\033(B"},
        {"charsets", "\033)0"},
        {"charsets", "\033)B"},
        {"charsets", "\033*0"},
        {"charsets", "\033+0"},
        {"charsets", "\016"},
        {"charsets", "\017"},
        {"charsets", "\033n"},
        {"charsets", "\033o"},
        {"charsets", "\033Nq"},
        {"charsets", "\033Oq"},
        {"rectangles", "\033[m\033[%R$z"},
        {"rectangles", "\033[m\033[%R${"},
        {"rectangles", "\033[%N;%R$x"},
        {"rectangles", "\033[%R;1;%r;%c;1$v"},
        {"rectangles", "\033[m\033[%R$z%s"},
        {"rect-attrs", "\033[%R;%S$r"},
        {"rect-attrs", "\033[%R;%A$t"},
        {"rect-attrs", "\033[%k*x"},
        {"reset", "\033[!p"},
        {"reset", "\033#8"},
        {"full-reset", "\033c"},
        {"reports", "\033[6n"},
        {"reports", "\033[?6n"},
        {"reports", "\033[1$w"},
        {"reports", "\033P$qr\033\\"},
        {"reports", "\033P$qs\033\\"},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

bool oracle_grammar(size_t n, const char **group, const char **text)
{
	if (n >= ROWS) {
		return false;
	}
	*group = rows[n].group;
	*text = rows[n].text;
	return true;
}

static void put(struct oracle_piece *p, const char *s)
{
	size_t len = strlen(s);
	assert(p->len + len < ORACLE_PIECE_SIZE);
	memcpy(p->text + p->len, s, len + 1);
	p->len = (uint8_t)(p->len + len);
}

static void put_number(struct oracle_piece *p, unsigned n)
{
	char s[16];
	snprintf(s, sizeof(s), "%u", n);
	put(p, s);
}

/* A position among `max`, or one of those near the edges of what is allowed, or nothing. */
static void put_position(struct rng r, struct oracle_piece *p, unsigned max)
{
	switch (rng_below(r, 12)) {
	case 0:
		break;
	case 1:
		put_number(p, 0);
		break;
	case 2:
		put_number(p, max);
		break;
	case 3:
		put_number(p, max + 1);
		break;
	case 4:
		put_number(p, 999);
		break;
	default:
		put_number(p, 1 + (unsigned)rng_below(r, max));
		break;
	}
}

static void put_count(struct rng r, struct oracle_piece *p, struct size size)
{
	switch (rng_below(r, 10)) {
	case 0:
		break;
	case 1:
		put_number(p, 0);
		break;
	case 2:
		put_number(p, size.cols);
		break;
	case 3:
		put_number(p, 1 + (unsigned)rng_below(r, size.cols));
		break;
	case 4:
		put_number(p, 500);
		break;
	default:
		put_number(p, 1 + (unsigned)rng_below(r, 4));
		break;
	}
}

static void put_letters(struct rng r, struct oracle_piece *p, struct size size)
{
	uint64_t n = 1 + rng_below(r, rng_below(r, 3) == 0 ? size.cols + 2u : 5);
	for (; n > 0 && p->len < ORACLE_PIECE_SIZE - 12; n--) {
		char c[2] = {(char)('a' + rng_below(r, 26)), '\0'};
		put(p, c);
	}
}

static void put_rectangle(struct rng r, struct oracle_piece *p, struct size size)
{
	put_position(r, p, size.rows);
	put(p, ";");
	put_position(r, p, size.cols);
	put(p, ";");
	put_position(r, p, size.rows);
	put(p, ";");
	put_position(r, p, size.cols);
}

static void put_varied(struct rng r, struct oracle_piece *p, struct size size, char what)
{
	static const unsigned attributes[] = {1, 4, 5, 7, 0, 22, 24, 25, 27};
	static const char *const wide[] = {"\346\274\242", "\345\255\227x", "e\314\201", "\343\201\202"};
	switch (what) {
	case 'n':
		put_count(r, p, size);
		break;
	case 'r':
		put_position(r, p, size.rows);
		break;
	case 'c':
		put_position(r, p, size.cols);
		break;
	case 'k':
		put_number(p, (unsigned)rng_below(r, 4));
		break;
	case 'N':
		put_number(p, 33 + (unsigned)rng_below(r, 90));
		break;
	case 'R':
		put_rectangle(r, p, size);
		break;
	case 'S':
		put_number(p, attributes[rng_below(r, sizeof(attributes) / sizeof(attributes[0]))]);
		break;
	case 'A':
		put_number(p, attributes[rng_below(r, 4)]);
		break;
	case 's':
		put_letters(r, p, size);
		break;
	case 'u':
		put(p, wide[rng_below(r, sizeof(wide) / sizeof(wide[0]))]);
		break;
	default:
		assert(false);
	}
}

static void make_piece(struct rng r, struct size size, uint8_t row, struct oracle_piece *p)
{
	*p = (struct oracle_piece){.row = row};
	for (const char *s = rows[row].text; *s != '\0'; s++) {
		if (*s == '%') {
			put_varied(r, p, size, *++s);
		} else {
			char c[2] = {*s, '\0'};
			put(p, c);
		}
	}
}

void oracle_program_make(struct rng r, struct size size, size_t count, const bool *wanted,
        struct oracle_program *out)
{
	uint8_t usable[ROWS];
	size_t n = 0;
	for (size_t i = 0; i < ROWS; i++) {
		if (wanted[i]) {
			usable[n++] = (uint8_t)i;
		}
	}
	out->count = 0;
	while (n > 0 && out->count < count && out->count < ORACLE_PIECES_MAX) {
		make_piece(r, size, usable[rng_below(r, n)], &out->pieces[out->count++]);
	}
}

void oracle_program_bytes(const struct oracle_program *p, struct buf *out)
{
	buf_clear(out);
	for (size_t i = 0; i < p->count; i++) {
		buf_put(out, p->pieces[i].text, p->pieces[i].len);
	}
}
