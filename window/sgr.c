/* window/sgr.c -- SGR: parameters to a style, and a style back to parameters. */
#include "window/sgr.h"

/* Parameters that only set and clear attributes. */
struct attr_row {
	uint8_t code;
	uint16_t clear, set;
};

static const struct attr_row attr_rows[] = {
	{1, 0, ATTR_BOLD},
	{2, 0, ATTR_DIM},
	{3, 0, ATTR_ITALIC},
	{4, ATTR_UNDERLINE_MASK, 1 << ATTR_UNDERLINE_SHIFT},
	{5, 0, ATTR_BLINK},
	{6, 0, ATTR_BLINK},
	{7, 0, ATTR_REVERSE},
	{8, 0, ATTR_HIDDEN},
	{9, 0, ATTR_STRIKE},
	{21, ATTR_UNDERLINE_MASK, 2 << ATTR_UNDERLINE_SHIFT},
	{22, ATTR_BOLD | ATTR_DIM, 0},
	{23, ATTR_ITALIC, 0},
	{24, ATTR_UNDERLINE_MASK, 0},
	{25, ATTR_BLINK, 0},
	{27, ATTR_REVERSE, 0},
	{28, ATTR_HIDDEN, 0},
	{29, ATTR_STRIKE, 0},
	{53, 0, ATTR_OVERLINE},
	{55, ATTR_OVERLINE, 0},
};

static bool is_byte(int32_t v)
{
	return v >= 0 && v <= 255;
}

/* Three parameters from i on as a colour; one that is left out counts as 0. */
static bool rgb(const struct seq *q, uint8_t i, colour_t *out)
{
	int32_t v[3];
	for (uint8_t n = 0; n < 3; n++) {
		v[n] = seq_param(q, (uint8_t)(i + n), 0);
		if (!is_byte(v[n])) {
			return false;
		}
	}
	*out = COLOUR_RGB(v[0], v[1], v[2]);
	return true;
}

/* 38:5:n, 38:2:r:g:b, 38:2:space:r:g:b, where `count` counts all the parts. */
static bool colour_colon(const struct seq *q, uint8_t i, uint8_t count, colour_t *out)
{
	int32_t kind = count > 1 ? seq_param(q, (uint8_t)(i + 1), 0) : 0;
	if (kind == 5 && count >= 3 && is_byte(seq_param(q, (uint8_t)(i + 2), 0))) {
		*out = COLOUR_INDEX(seq_param(q, (uint8_t)(i + 2), 0));
		return true;
	}
	if (kind == 2 && count >= 5) {
		return rgb(q, (uint8_t)(i + (count >= 6 ? 3 : 2)), out);
	}
	return false;
}

/* 38;5;n, 38;2;r;g;b. *used counts the parameters that belong together, well formed or not. */
static bool colour_semicolon(const struct seq *q, uint8_t i, uint8_t *used, colour_t *out)
{
	int32_t kind = i + 1 < q->count ? seq_param(q, (uint8_t)(i + 1), 0) : 0;
	if (kind == 5) {
		*used = 3;
		if (i + 2 < q->count && is_byte(seq_param(q, (uint8_t)(i + 2), 0))) {
			*out = COLOUR_INDEX(seq_param(q, (uint8_t)(i + 2), 0));
			return true;
		}
	} else if (kind == 2) {
		*used = 5;
		return i + 4 < q->count && rgb(q, (uint8_t)(i + 2), out);
	} else {
		*used = 2;
	}
	return false;
}

static void apply_colour(struct style *s, int32_t code, colour_t c)
{
	if (code == 38) {
		s->fg = c;
	} else if (code == 48) {
		s->bg = c;
	} else {
		s->us = c;
	}
}

static void apply_one(struct style *s, int32_t code)
{
	if (code <= 0) {
		*s = (struct style){.link = s->link, .attrs = s->attrs & ATTR_PROTECTED};
		return;
	}
	if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) {
		s->fg = COLOUR_INDEX(code >= 90 ? code - 90 + 8 : code - 30);
		return;
	}
	if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) {
		s->bg = COLOUR_INDEX(code >= 100 ? code - 100 + 8 : code - 40);
		return;
	}
	if (code == 39 || code == 49 || code == 59) {
		apply_colour(s, code - 1, COLOUR_DEFAULT);
		return;
	}
	for (size_t i = 0; i < sizeof(attr_rows) / sizeof(attr_rows[0]); i++) {
		if (attr_rows[i].code == code) {
			s->attrs = (uint16_t)((s->attrs & ~attr_rows[i].clear) | attr_rows[i].set);
			return;
		}
	}
}

/* A parameter with `count - 1` parts after colons. */
static void apply_colon(struct style *s, const struct seq *q, uint8_t i, uint8_t count)
{
	int32_t code = seq_param(q, i, 0);
	colour_t c;
	if (code == 38 || code == 48 || code == 58) {
		if (colour_colon(q, i, count, &c)) {
			apply_colour(s, code, c);
		}
	} else if (code == 4) {
		int32_t kind = seq_param(q, (uint8_t)(i + 1), 0);
		if (kind <= 5) {
			s->attrs = (uint16_t)((s->attrs & ~ATTR_UNDERLINE_MASK) |
			                      ATTR_UNDERLINE(kind));
		}
	}
}

static uint8_t apply_at(struct style *s, const struct seq *q, uint8_t i)
{
	uint8_t used = 1;
	while (i + used < q->count && q->params[i + used].sub) {
		used++;
	}
	int32_t code = seq_param(q, i, 0);
	colour_t c;
	if (used > 1) {
		apply_colon(s, q, i, used);
	} else if (code == 38 || code == 48 || code == 58) {
		if (colour_semicolon(q, i, &used, &c)) {
			apply_colour(s, code, c);
		}
	} else {
		apply_one(s, code);
	}
	return used;
}

void sgr_apply(struct style *s, const struct seq *seq)
{
	for (unsigned i = 0; i < seq->count;) {
		i += apply_at(s, seq, (uint8_t)i);
	}
}

static void write_colour(struct buf *out, unsigned code, colour_t c)
{
	uint32_t v = COLOUR_VALUE(c);
	if (COLOUR_KIND(c) == 2) {
		buf_printf(out, ";%u:2::%u:%u:%u", code, v >> 16, v >> 8 & 255, v & 255);
	} else if (COLOUR_KIND(c) == 1 && (code == 58 || v > 15)) {
		buf_printf(out, ";%u:5:%u", code, v);
	} else if (COLOUR_KIND(c) == 1) {
		buf_printf(out, ";%u", v < 8 ? code - 8 + v : code + 52 + v - 8);
	}
}

void sgr_write(const struct style *s, struct buf *out)
{
	unsigned underline = (s->attrs & ATTR_UNDERLINE_MASK) >> ATTR_UNDERLINE_SHIFT;
	buf_puts(out, "0");
	for (size_t i = 0; i < sizeof(attr_rows) / sizeof(attr_rows[0]); i++) {
		const struct attr_row *r = &attr_rows[i];
		if (r->code == 4 && underline > 0) {
			buf_printf(out, underline == 1 ? ";4" : ";4:%u", underline);
		} else if ((r->set & ~ATTR_UNDERLINE_MASK & s->attrs) != 0 && r->code != 6) {
			buf_printf(out, ";%u", r->code);
		}
	}
	write_colour(out, 38, s->fg);
	write_colour(out, 48, s->bg);
	write_colour(out, 58, s->us);
}
