/* window/line_pack.c -- the packed form of a line. Written for floods: a plain line costs one scan
 * for styles and one for text, straight into the caller's buffer. */
#include "window/line_pack.h"

#include <assert.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/rd.h"
#include "base/width.h"
#include "window/limits.h"

enum {
	HEAD_WRAPPED = 1,
	HEAD_MARK_SHIFT = 1,
	HEAD_MARK_MASK = 3,
	HEAD_FILL = 8,
	HEAD_RUNS = 16,
	HEAD_ALL = 31,
};

enum {
	OP_BLANK = 0,
	OP_BLANKS = 1,
	OP_WIDE = 2,
	OP_NARROW = 3,
	OP_CLUSTER_NARROW = 4,
	OP_CLUSTER_WIDE = 5,
};

enum { REF_DEFAULT = 0, REF_INLINE = 1, REF_KNOWN = 2, KNOWN_MAX = 64 };

enum {
	STYLE_FG_SHIFT = 0,
	STYLE_BG_SHIFT = 2,
	STYLE_US_SHIFT = 4,
	STYLE_ATTRS = 64,
	STYLE_LINK = 128,
};

enum {
	NUM_MAX = 2,                /* bytes of a number below 16384 */
	ATOM_MAX = 5,               /* bytes of one cell without a cluster: a shift and UTF-8 */
	STYLE_MAX = 1 + 9 + NUM_MAX, /* bytes of a style without its link */
	RUN_MAX = NUM_MAX + 1 + STYLE_MAX,
	RUN_NONE = 16384,
	HEAD_MAX = 1 + NUM_MAX,
	SLOTS = 128,
	BLANKS_MIN = 3,             /* a run of blanks pays from here on */
};

struct packer {
	const struct line *l;
	const struct pool *pool;
	struct buf *out;
	uint16_t known[KNOWN_MAX];
	size_t known_len;
	uint8_t slot[SLOTS]; /* by style id: where in known it may stand */
	uint32_t last[3];    /* RGB of the foreground, background, underline written last */
};

struct unpacker {
	struct rd r;
	struct pool *pool;  /* NULL: only a check */
	struct cell *cells; /* NULL: only a check */
	uint16_t len;
	uint16_t known[KNOWN_MAX];
	size_t known_len;
	uint32_t last[3];
};

static uint8_t *num_write(uint8_t *w, size_t n)
{
	assert(n < 16384);
	if (n >= 64) {
		*w++ = (uint8_t)(0x40 | n >> 8);
	}
	*w++ = (uint8_t)n;
	return w;
}

/* Three bytes that are the difference of two colours, each by itself. */
static uint32_t rgb_minus(uint32_t a, uint32_t b)
{
	return COLOUR_RGB((a >> 16) - (b >> 16), (a >> 8) - (b >> 8), a - b);
}

static uint32_t rgb_plus(uint32_t a, uint32_t b)
{
	return COLOUR_RGB((a >> 16) + (b >> 16), (a >> 8) + (b >> 8), a + b);
}

static uint8_t *colour_write(uint8_t *w, colour_t c, uint32_t *last)
{
	if (COLOUR_KIND(c) == 2) {
		uint32_t step = rgb_minus(c, *last);
		*last = c;
		*w++ = (uint8_t)(step >> 16);
		*w++ = (uint8_t)(step >> 8);
		*w++ = (uint8_t)step;
	} else if (COLOUR_KIND(c) == 1) {
		*w++ = (uint8_t)c;
	}
	return w;
}

static void bytes_pack(struct buf *out, struct bytes b)
{
	uint8_t num[NUM_MAX];
	buf_put(out, num, (size_t)(num_write(num, b.len) - num));
	buf_put(out, b.data, b.len);
}

/* Writes a style without its link; *link: that follows. */
static uint8_t *style_write(
        struct packer *k, uint8_t *w, uint16_t id, const struct pool_link **link)
{
	const struct style *s = pool_style_get(k->pool, id);
	uint32_t mask = COLOUR_KIND(s->fg) << STYLE_FG_SHIFT | COLOUR_KIND(s->bg) << STYLE_BG_SHIFT |
	                COLOUR_KIND(s->us) << STYLE_US_SHIFT;
	*link = pool_link_get(k->pool, s->link);
	if (s->attrs != 0) {
		mask |= STYLE_ATTRS;
	}
	if (*link != NULL) {
		mask |= STYLE_LINK;
	}
	*w++ = (uint8_t)mask;
	w = colour_write(w, s->fg, &k->last[0]);
	w = colour_write(w, s->bg, &k->last[1]);
	w = colour_write(w, s->us, &k->last[2]);
	return s->attrs != 0 ? num_write(w, s->attrs & ATTR_ALL) : w;
}

/* Where in the record's list of styles the id stands, if it is found at once. One that is not is
 * written out again, which every reader understands. */
static uint8_t *known_slot(struct packer *k, uint16_t id)
{
	return &k->slot[id % SLOTS];
}

/* A reference, after `n` columns of a run have been said (RUN_NONE: none are). */
static void ref_pack(struct packer *k, size_t n, uint16_t id)
{
	uint8_t *start = buf_reserve(k->out, RUN_MAX), *w = start;
	const struct pool_link *link = NULL;
	if (n != RUN_NONE) {
		w = num_write(w, n);
	}
	uint8_t at = *known_slot(k, id);
	if (id == 0) {
		*w++ = REF_DEFAULT;
	} else if (at < k->known_len && k->known[at] == id) {
		*w++ = (uint8_t)(REF_KNOWN + at);
	} else {
		if (k->known_len < KNOWN_MAX) {
			*known_slot(k, id) = (uint8_t)k->known_len;
			k->known[k->known_len++] = id;
		}
		*w++ = REF_INLINE;
		w = style_write(k, w, id, &link);
	}
	buf_commit(k->out, (size_t)(w - start));
	if (link != NULL) {
		bytes_pack(k->out, link->uri);
		bytes_pack(k->out, link->id);
	}
}

static bool line_is_plain(const struct line *l)
{
	for (uint16_t x = 0; x < l->len; x++) {
		if (l->cells[x].style != 0) {
			return false;
		}
	}
	return true;
}

static void runs_pack(struct packer *k)
{
	const struct line *l = k->l;
	for (uint16_t x = 0; x < l->len;) {
		uint16_t to = x, style = l->cells[x].style;
		while (to < l->len && l->cells[to].style == style) {
			to++;
		}
		ref_pack(k, to == l->len ? 0 : (size_t)(to - x), style);
		x = to;
	}
}

static bool is_control(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0);
}

static bool is_scalar(uint32_t cp)
{
	return cp <= 0x10ffff && (cp < 0xd800 || cp > 0xdfff);
}

/* Columns from x on that hold nothing. */
static uint16_t blanks_at(const struct line *l, uint16_t x)
{
	uint16_t to = x;
	while (to < l->len && l->cells[to].text == 0 && l->cells[to].width == 1) {
		to++;
	}
	return (uint16_t)(to - x);
}

static uint8_t *blanks_write(uint8_t *w, uint16_t n)
{
	if (n >= BLANKS_MIN) {
		*w++ = OP_BLANKS;
		return num_write(w, n);
	}
	memset(w, OP_BLANK, n);
	return w + n;
}

static void cluster_pack(struct packer *k, const struct cell *c)
{
	char s[CLUSTER_MAX];
	size_t n;
	if ((c->text & CELL_CLUSTER) != 0) {
		n = pool_text_get(k->pool, c->text, s);
	} else {
		uint32_t cp = c->text == 0 ? ' ' : c->text;
		n = utf8_encode(is_control(cp) ? 0xfffd : cp, s);
	}
	if (n == 0) {
		n = utf8_encode(0xfffd, s);
	}
	buf_u8(k->out, c->width == 2 ? OP_CLUSTER_WIDE : OP_CLUSTER_NARROW);
	buf_u8(k->out, (uint8_t)n);
	buf_put(k->out, s, n);
}

static void text_pack(struct packer *k)
{
	const struct line *l = k->l;
	bool wide = false;
	uint8_t *start = buf_reserve(k->out, (size_t)l->len * ATOM_MAX), *w = start;
	for (uint16_t x = 0; x < l->len; x++) {
		const struct cell *c = &l->cells[x];
		if (c->text >= 0x20 && c->text < 0x7f && c->width == 1) {
			*w++ = (uint8_t)c->text;
		} else if (c->width == 0) {
			continue;
		} else if (c->text == 0 && c->width == 1) {
			uint16_t n = blanks_at(l, x);
			w = blanks_write(w, n);
			x = (uint16_t)(x + n - 1);
		} else if ((c->text & CELL_CLUSTER) != 0 || c->text < 0x7f) {
			buf_commit(k->out, (size_t)(w - start));
			cluster_pack(k, c);
			w = start = buf_reserve(k->out, (size_t)(l->len - x) * ATOM_MAX);
		} else {
			if ((c->width == 2) != wide) {
				wide = !wide;
				*w++ = wide ? OP_WIDE : OP_NARROW;
			}
			bool good = is_scalar(c->text) && !is_control(c->text);
			w += utf8_encode(good ? c->text : 0xfffd, (char *)w);
		}
	}
	buf_commit(k->out, (size_t)(w - start));
}

static uint8_t *head_write(uint8_t *w, const struct line *l, uint32_t flags)
{
	*w++ = (uint8_t)((l->wrapped ? HEAD_WRAPPED : 0u) |
	                 ((uint32_t)l->mark & HEAD_MARK_MASK) << HEAD_MARK_SHIFT | flags);
	return num_write(w, l->len);
}

static uint64_t cell_word(const struct cell *c)
{
	uint64_t v;
	_Static_assert(sizeof(v) == sizeof(*c), "a cell is a word");
	memcpy(&v, c, sizeof(v));
	return v;
}

/* Whether all are 0x20..0x7e; they are below 0x80. Eight at once: 0x60 more carries into the top bit
 * from 0x20 on, and 1 more at 0x7f. */
static bool all_printable(const uint8_t *s, size_t len)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t good = ones * 0x80;
	size_t i = 0;
	for (; i + 8 <= len; i += 8) {
		uint64_t v;
		memcpy(&v, s + i, sizeof(v));
		good &= (v + ones * 0x60) & ~(v + ones);
	}
	for (; i < len; i++) {
		good &= s[i] >= 0x20 && s[i] < 0x7f ? good : 0;
	}
	return good == ones * 0x80;
}

/* Packs a line of ASCII in the default style, and nothing of any other. This is where the time of a
 * flood goes, so there is one way through. */
static bool ascii_pack(const struct line *l, struct buf *out)
{
	static const struct cell plain = {.width = 1}, ascii = {.text = 0x7f};
	uint8_t *start = buf_reserve(out, HEAD_MAX + (size_t)l->len);
	uint8_t *w = head_write(start, l, 0);
	uint64_t want = cell_word(&plain), other = 0;
	size_t len = l->len;
	const struct cell *c = l->cells;
	for (size_t x = 0; x < len; x++) {
		other |= cell_word(&c[x]) ^ want;
		w[x] = (uint8_t)c[x].text;
	}
	if (l->fill != 0 || (other & ~cell_word(&ascii)) != 0 || !all_printable(w, len)) {
		return false;
	}
	buf_commit(out, (size_t)(w - start) + len);
	return true;
}

int line_pack(const struct line *l, const struct pool *p, struct buf *out)
{
	assert(l->len <= LIMIT_TERM_COLS);
	if (ascii_pack(l, out)) {
		return 0;
	}
	struct packer k = {.l = l, .pool = p, .out = out};
	bool plain = line_is_plain(l);
	uint32_t flags = (l->fill != 0 ? HEAD_FILL : 0u) | (plain ? 0u : HEAD_RUNS);
	uint8_t head[HEAD_MAX];
	buf_put(out, head, (size_t)(head_write(head, l, flags) - head));
	if (l->fill != 0) {
		ref_pack(&k, RUN_NONE, l->fill);
	}
	if (!plain) {
		runs_pack(&k);
	}
	if (l->len > 0) {
		text_pack(&k);
	}
	return 0;
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
	if (ill || is_control(cp)) {
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

/* Reads a whole record; with u->pool and out, into them. */
static bool record_read(struct unpacker *u, struct line *out)
{
	unsigned head = rd_u8(&u->r);
	u->len = (uint16_t)rd_var_max(&u->r, LIMIT_TERM_COLS);
	if ((head & ~(unsigned)HEAD_ALL) != 0 || u->r.bad) {
		return false;
	}
	uint16_t fill = (head & HEAD_FILL) != 0 ? ref_unpack(u) : 0;
	if (out != NULL) {
		line_clear(out, 0);
		u->cells = line_reserve(out, u->len);
		line_clear(out, fill);
		out->len = u->len;
		out->wrapped = (head & HEAD_WRAPPED) != 0;
		out->mark = (uint8_t)(head >> HEAD_MARK_SHIFT & HEAD_MARK_MASK);
	}
	if ((head & HEAD_RUNS) != 0) {
		runs_unpack(u);
	}
	text_unpack(u);
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
