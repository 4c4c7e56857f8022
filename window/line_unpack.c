/* window/line_unpack.c -- reads the packed form of a line: checks, cells, text. */
#include "window/line_pack.h"

#include <assert.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/rd.h"
#include "base/width.h"
#include "window/limits.h"
#include "window/line_format.h"

struct unpacker {
	struct rd r;
	struct pool *pool;  /* NULL: only a check */
	struct cell *cells; /* NULL: only a check */
	struct buf *text;   /* NULL: no text is wanted */
	uint16_t len;
	bool wrapped;
	uint16_t known[KNOWN_MAX];
	size_t known_len;
	uint32_t last[3];
};

static uint32_t rgb_plus(uint32_t a, uint32_t b)
{
	return COLOUR_RGB((a >> 16) + (b >> 16), (a >> 8) + (b >> 8), a + b);
}

static colour_t colour_unpack(struct rd *r, unsigned kind, uint32_t *last)
{
	switch (kind) {
	case 0:
		return COLOUR_DEFAULT;
	case 1:
		return COLOUR_INDEX(rd_u8(r));
	case 2: {
		uint32_t hi = rd_u16(r);
		*last = rgb_plus(hi << 8 | rd_u8(r), *last);
		return *last;
	}
	default:
		rd_fail(r);
		return COLOUR_DEFAULT;
	}
}

static uint16_t style_unpack(struct unpacker *u)
{
	unsigned mask = rd_u8(&u->r);
	struct style s = {0};
	s.fg = colour_unpack(&u->r, mask >> STYLE_FG_SHIFT & 3, &u->last[0]);
	s.bg = colour_unpack(&u->r, mask >> STYLE_BG_SHIFT & 3, &u->last[1]);
	s.us = colour_unpack(&u->r, mask >> STYLE_US_SHIFT & 3, &u->last[2]);
	if ((mask & STYLE_ATTRS) != 0) {
		s.attrs = (uint16_t)rd_var_max(&u->r, ATTR_ALL);
	}
	if ((mask & STYLE_LINK) != 0) {
		struct bytes uri = rd_bytes(&u->r, LIMIT_TERM_LINK);
		struct bytes id = rd_bytes(&u->r, LIMIT_TERM_LINK);
		if (u->pool != NULL) {
			s.link = pool_link(u->pool, uri, id);
		}
	}
	return u->pool != NULL ? pool_style(u->pool, &s) : 0;
}

static uint16_t ref_unpack(struct unpacker *u)
{
	size_t ref = rd_u8(&u->r);
	if (ref == REF_DEFAULT) {
		return 0;
	}
	if (ref >= REF_KNOWN) {
		if (ref - REF_KNOWN >= u->known_len) {
			rd_fail(&u->r);
			return 0;
		}
		return u->known[ref - REF_KNOWN];
	}
	uint16_t id = style_unpack(u);
	if (u->known_len < KNOWN_MAX) {
		u->known[u->known_len++] = id;
	}
	return id;
}

static void runs_unpack(struct unpacker *u)
{
	uint16_t x = 0;
	while (x < u->len && !u->r.bad) {
		uint16_t n = (uint16_t)rd_var_max(&u->r, (uint64_t)(u->len - x));
		uint16_t to = n == 0 ? u->len : (uint16_t)(x + n);
		uint16_t style = ref_unpack(u);
		for (; u->cells != NULL && x < to; x++) {
			u->cells[x].style = style;
		}
		x = to;
	}
}

/* Past runs of a common form, whose numbers are of one byte and whose styles are no more than colours.
 * Returns the columns after them. Most styles are of the same form as the one before: to guess so lets the
 * machine go on before it has seen it, which halves the time of the whole. */
static size_t colours_skip(struct rd *r, size_t x, size_t len)
{
	static const uint8_t sizes[] = {0, 1, 3, 0}; /* of a colour, by its kind */
	enum { HEAD = 3, MOST = HEAD + 9, LONG = 0x40, KNOWN = 0x100 };
	const uint8_t *s = r->at, *end = s + r->left;
	unsigned last = 0;
	size_t size = HEAD;
	for (; x < len && end - s >= MOST && s[0] > 0 && s[0] < LONG; x += *s, s += size) {
		unsigned form = s[1] == REF_INLINE ? s[2] : (unsigned)KNOWN;
		if (form == last) {
			continue;
		}
		if (form >= STYLE_ATTRS && form != KNOWN) {
			break;
		}
		last = form;
		size = form == KNOWN ? (size_t)HEAD - 1
		                          : (size_t)HEAD + sizes[form & 3] +
		                                    sizes[form >> STYLE_BG_SHIFT & 3] +
		                                    sizes[form >> STYLE_US_SHIFT & 3];
	}
	r->at = s;
	r->left = (size_t)(end - s);
	return x;
}

/* Past the styles, when only the text is wanted: true colour has more of them than of text. The record is
 * known to be whole. */
static void runs_skip(struct unpacker *u)
{
	size_t x = 0;
	u->known_len = KNOWN_MAX; /* any reference will do */
	while (!u->r.bad && (x = colours_skip(&u->r, x, u->len)) < u->len) {
		uint64_t n = rd_var_max(&u->r, u->len - x);
		ref_unpack(u);
		x = n == 0 ? u->len : x + n;
	}
}

/* Puts a character at column x; returns the column after it. */
static uint16_t cell_set(struct unpacker *u, uint16_t x, uint32_t text, uint8_t width)
{
	if (width > u->len - x) {
		rd_fail(&u->r);
		return x;
	}
	if (u->cells != NULL) {
		u->cells[x].text = text;
		u->cells[x].width = width;
		u->cells[x].flags = 0;
		if (width == 2) {
			u->cells[x + 1].text = 0;
			u->cells[x + 1].width = 0;
			u->cells[x + 1].flags = 0;
		}
	}
	return (uint16_t)(x + width);
}

static uint16_t blanks_unpack(struct unpacker *u, uint16_t x, uint64_t n)
{
	for (; n > 0 && !u->r.bad; n--) {
		x = cell_set(u, x, 0, 1);
	}
	return x;
}

/* The character at the reader: well-formed UTF-8 and no control, else the reader fails. */
static uint32_t character_unpack(struct rd *r)
{
	size_t used = 0;
	if (r->left == 0) {
		rd_fail(r);
		return 0;
	}
	const uint8_t *at = r->at;
	uint32_t cp = utf8_decode((const char *)at, r->left, &used);
	rd_take(r, used);
	bool ill = cp == 0xfffd && !(used == 3 && memcmp(at, "\xef\xbf\xbd", 3) == 0);
	if (ill || format_is_control(cp)) {
		rd_fail(r);
	}
	return cp;
}

static uint16_t cluster_unpack(struct unpacker *u, uint16_t x, uint8_t width)
{
	size_t len = rd_u8(&u->r);
	const uint8_t *s = len > 0 && len <= CLUSTER_MAX ? rd_take(&u->r, len) : NULL;
	if (s == NULL) {
		rd_fail(&u->r);
		return x;
	}
	struct rd in;
	rd_init(&in, bytes_of(s, len));
	while (in.left > 0 && !in.bad) {
		character_unpack(&in);
	}
	if (in.bad) {
		rd_fail(&u->r);
		return x;
	}
	uint32_t text = u->pool != NULL ? pool_text(u->pool, (const char *)s, len) : 0;
	return cell_set(u, x, text, width);
}

static uint16_t atom_unpack(struct unpacker *u, uint16_t x, bool *wide)
{
	if (u->r.left == 0) {
		rd_fail(&u->r);
		return x;
	}
	uint8_t op = *u->r.at;
	if (op > OP_CLUSTER_WIDE) {
		return cell_set(u, x, character_unpack(&u->r), op >= 0x80 && *wide ? 2 : 1);
	}
	rd_take(&u->r, 1);
	switch (op) {
	case OP_BLANK:
		return blanks_unpack(u, x, 1);
	case OP_BLANKS:
		return blanks_unpack(u, x, rd_var_max(&u->r, (uint64_t)(u->len - x)));
	case OP_WIDE:
	case OP_NARROW:
		*wide = op == OP_WIDE;
		return x;
	default:
		return cluster_unpack(u, x, op == OP_CLUSTER_WIDE ? 2 : 1);
	}
}

/* Takes the run of printable ASCII that stands at the reader; returns its columns. */
static uint16_t ascii_unpack(struct unpacker *u, uint16_t x)
{
	size_t most = u->r.left < (size_t)(u->len - x) ? u->r.left : (size_t)(u->len - x), n = 0;
	const uint8_t *s = u->r.at;
	if (u->cells == NULL) {
		while (n < most && s[n] >= 0x20 && s[n] < 0x7f) {
			n++;
		}
	} else {
		for (struct cell *c = u->cells + x; n < most && s[n] >= 0x20 && s[n] < 0x7f; n++) {
			c[n].text = s[n];
			c[n].width = 1;
			c[n].flags = 0;
		}
	}
	u->r.at += n;
	u->r.left -= n;
	return (uint16_t)n;
}

static void text_unpack(struct unpacker *u)
{
	bool wide = false;
	uint16_t x = 0;
	while (x < u->len && !u->r.bad) {
		uint16_t n = ascii_unpack(u, x);
		x = (uint16_t)(x + n);
		if (n == 0) {
			x = atom_unpack(u, x, &wide);
		}
	}
}

/* Copies characters outside ASCII; the record is known to be whole. */
static uint16_t character_copy(struct unpacker *u, uint16_t x, bool wide)
{
	const uint8_t *start = u->r.at, *s = start, *end = s + u->r.left;
	while (s < end && *s >= 0x80 && x < u->len) {
		s += *s >= 0xf0 ? 4 : *s >= 0xe0 ? 3 : 2;
		x = (uint16_t)(x + (wide ? 2 : 1));
	}
	size_t n = (size_t)(s - start);
	buf_put(u->text, rd_take(&u->r, n), n);
	return x;
}

/* The same as bytes of UTF-8. A blank is a space. */
static void text_copy(struct unpacker *u)
{
	bool wide = false;
	uint16_t x = 0;
	while (x < u->len && !u->r.bad) {
		const uint8_t *s = u->r.at;
		uint8_t op = u->r.left > 0 ? *s : 0;
		uint16_t n = ascii_unpack(u, x);
		if (n > 0) {
			buf_put(u->text, s, n);
			x = (uint16_t)(x + n);
			continue;
		}
		if (op >= 0x80) {
			x = character_copy(u, x, wide);
			continue;
		}
		uint16_t to = atom_unpack(u, x, &wide);
		if (op == OP_BLANK || op == OP_BLANKS) {
			memset(buf_reserve(u->text, (size_t)(to - x)), ' ', (size_t)(to - x));
			buf_commit(u->text, (size_t)(to - x));
		} else if (to > x) {
			s += 2; /* the operation and a length */
			buf_put(u->text, s, (size_t)(u->r.at - s));
		}
		x = to;
	}
}

/* Reads a whole record; with u->pool and out, into them. */
static bool record_read(struct unpacker *u, struct line *out)
{
	unsigned head = rd_u8(&u->r);
	u->len = (uint16_t)rd_var_max(&u->r, LIMIT_TERM_COLS);
	if ((head & ~(unsigned)HEAD_ALL) != 0 || u->r.bad) {
		return false;
	}
	uint16_t fill = (head & HEAD_FILL) != 0 ? ref_unpack(u) : 0;
	u->wrapped = (head & HEAD_WRAPPED) != 0;
	if (out != NULL) {
		line_clear(out, 0);
		u->cells = line_reserve(out, u->len);
		line_clear(out, fill);
		out->len = u->len;
		out->wrapped = u->wrapped;
		out->mark = (uint8_t)(head >> HEAD_MARK_SHIFT & HEAD_MARK_MASK);
	}
	bool runs = (head & HEAD_RUNS) != 0;
	if (runs && u->text != NULL) {
		runs_skip(u);
	} else if (runs) {
		runs_unpack(u);
	}
	if (u->text != NULL) {
		text_copy(u);
	} else {
		text_unpack(u);
	}
	return rd_done(&u->r);
}

bool line_packed_valid(struct bytes packed)
{
	struct unpacker u = {.len = 0};
	rd_init(&u.r, packed);
	return record_read(&u, NULL);
}

int line_unpack(struct bytes packed, struct pool *p, struct line *out)
{
	if (!line_packed_valid(packed)) {
		return ERR_PROTO;
	}
	line_unpack_valid(packed, p, out);
	return 0;
}

void line_unpack_valid(struct bytes packed, struct pool *p, struct line *out)
{
	struct unpacker u = {.pool = p};
	rd_init(&u.r, packed);
	bool whole = record_read(&u, out);
	assert(whole);
	(void)whole;
	line_trim(out);
}

bool line_unpack_text(struct bytes packed, struct buf *out)
{
	struct unpacker u = {.text = out};
	rd_init(&u.r, packed);
	bool whole = record_read(&u, NULL);
	assert(whole);
	(void)whole;
	return u.wrapped;
}
