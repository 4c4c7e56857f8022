/* window/line_pack.c -- writes the packed form of a line. Made for floods: a plain line costs one way
 * through its cells, straight into the caller's buffer. */
#include "window/line_pack.h"

#include <assert.h>

#include "base/buf.h"
#include "base/width.h"
#include "window/limits.h"
#include "window/line_format.h"

enum {
	NUM_MAX = 2,                /* bytes of a number below 16384 */
	ATOM_MAX = 5,               /* bytes of one cell without a cluster: a shift and UTF-8 */
	STYLE_MAX = 1 + 9 + NUM_MAX, /* bytes of a style without its link */
	RUN_MAX = NUM_MAX + 1 + STYLE_MAX,
	RUN_NONE = 16384,
	HEAD_MAX = LINE_PACK_HEAD,
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

/* buf_reserve and buf_commit, for where they are called for every few bytes. */
static inline uint8_t *room(struct buf *b, size_t len)
{
	bool has = b->data != NULL && len <= b->cap - b->head - b->len;
	return has ? b->data + b->head + b->len : buf_reserve(b, len);
}

static inline void commit(struct buf *b, const uint8_t *end)
{
	b->len = (size_t)(end - b->data) - b->head;
}

static inline uint8_t *num_write(uint8_t *w, size_t n)
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
	uint8_t *w = room(k->out, RUN_MAX);
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
	commit(k->out, w);
	if (link != NULL) {
		bytes_pack(k->out, link->uri);
		bytes_pack(k->out, link->id);
	}
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

static uint8_t *cluster_write(const struct packer *k, uint8_t *w, const struct cell *c)
{
	uint8_t *len = w + 1;
	char *s = (char *)w + 2;
	size_t n;
	if ((c->text & CELL_CLUSTER) != 0) {
		n = pool_text_get(k->pool, c->text, s);
	} else {
		uint32_t cp = c->text == 0 ? ' ' : c->text;
		n = utf8_encode(format_is_control(cp) ? 0xfffd : cp, s);
	}
	if (n == 0) {
		n = utf8_encode(0xfffd, s);
	}
	*w = c->width == 2 ? OP_CLUSTER_WIDE : OP_CLUSTER_NARROW;
	*len = (uint8_t)n;
	return w + 2 + n;
}

/* UTF-8 of a character outside ASCII. */
static inline uint8_t *char_write(uint8_t *w, uint32_t cp)
{
	if (cp >= 0x80 && cp < 0x800) {
		*w++ = (uint8_t)(0xc0 | cp >> 6);
		*w++ = (uint8_t)(0x80 | (cp & 0x3f));
		return w;
	}
	return w + utf8_encode(is_scalar(cp) ? cp : 0xfffd, (char *)w);
}

static void text_pack(struct packer *k)
{
	const struct line *l = k->l;
	bool wide = false;
	uint8_t *w = buf_reserve(k->out, (size_t)l->len * ATOM_MAX);
	for (uint16_t x = 0; x < l->len; x++) {
		const struct cell *c = &l->cells[x];
		uint32_t cp = c->text;
		if (cp >= 0x20 && cp < 0x7f && c->width == 1) {
			*w++ = (uint8_t)cp;
		} else if (c->width == 0) {
			continue;
		} else if (cp == 0 && c->width == 1) {
			uint16_t n = blanks_at(l, x);
			w = blanks_write(w, n);
			x = (uint16_t)(x + n - 1);
		} else if ((cp & CELL_CLUSTER) != 0 || cp < 0x7f) {
			commit(k->out, w);
			w = room(k->out, 2 + CLUSTER_MAX + (size_t)(l->len - x) * ATOM_MAX);
			w = cluster_write(k, w, c);
		} else {
			if ((c->width == 2) != wide) {
				wide = !wide;
				*w++ = wide ? OP_WIDE : OP_NARROW;
			}
			w = char_write(w, format_is_control(cp) ? 0xfffd : cp);
		}
	}
	commit(k->out, w);
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

/* Packs a line of ASCII in the default style, and nothing of any other, of which it says whether it is in
 * the default style. This is where the time of a flood goes, so there is one way through. */
static bool ascii_pack(const struct line *l, struct buf *out, bool *plain)
{
	static const struct cell one = {.width = 1}, ascii = {.text = 0x7f}, style = {.style = 0xffff};
	uint8_t *start = room(out, HEAD_MAX + (size_t)l->len);
	uint8_t *w = head_write(start, l, 0);
	uint64_t want = cell_word(&one), other = 0;
	size_t len = l->len;
	const struct cell *c = l->cells;
	for (size_t x = 0; x < len; x++) {
		other |= cell_word(&c[x]) ^ want;
		w[x] = (uint8_t)c[x].text;
	}
	*plain = (other & cell_word(&style)) == 0;
	if (l->fill != 0 || (other & ~cell_word(&ascii)) != 0 || !all_printable(w, len)) {
		return false;
	}
	commit(out, w + len);
	return true;
}

uint8_t *line_pack_text(uint8_t *w, const uint8_t *s, uint16_t len)
{
	*w++ = 0;
	w = num_write(w, len);
	memcpy(w, s, len);
	return w + len;
}

int line_pack(const struct line *l, const struct pool *p, struct buf *out)
{
	assert(l->len <= LIMIT_TERM_COLS);
	bool plain;
	if (ascii_pack(l, out, &plain)) {
		return 0;
	}
	struct packer k = {.l = l, .pool = p, .out = out};
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
