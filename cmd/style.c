/* cmd/style.c -- colours, styles, and styled text walked piece by piece (declared in cmd/format.h). */
#include <ctype.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "cmd/format.h"

struct colour_name {
	const char *name;
	colour_t colour;
};

/* A part of the X11 names: those that a terminal user meets. */
static const struct colour_name x11[] = {
	{"aliceblue", COLOUR_RGB(240, 248, 255)}, {"aquamarine", COLOUR_RGB(127, 255, 212)},
	{"azure", COLOUR_RGB(240, 255, 255)},     {"beige", COLOUR_RGB(245, 245, 220)},
	{"brown", COLOUR_RGB(165, 42, 42)},       {"chocolate", COLOUR_RGB(210, 105, 30)},
	{"coral", COLOUR_RGB(255, 127, 80)},      {"crimson", COLOUR_RGB(220, 20, 60)},
	{"darkblue", COLOUR_RGB(0, 0, 139)},      {"darkcyan", COLOUR_RGB(0, 139, 139)},
	{"darkgray", COLOUR_RGB(169, 169, 169)},  {"darkgreen", COLOUR_RGB(0, 100, 0)},
	{"darkgrey", COLOUR_RGB(169, 169, 169)},  {"darkmagenta", COLOUR_RGB(139, 0, 139)},
	{"darkorange", COLOUR_RGB(255, 140, 0)},  {"darkred", COLOUR_RGB(139, 0, 0)},
	{"darkviolet", COLOUR_RGB(148, 0, 211)},  {"deeppink", COLOUR_RGB(255, 20, 147)},
	{"deepskyblue", COLOUR_RGB(0, 191, 255)}, {"dimgray", COLOUR_RGB(105, 105, 105)},
	{"dimgrey", COLOUR_RGB(105, 105, 105)},   {"dodgerblue", COLOUR_RGB(30, 144, 255)},
	{"firebrick", COLOUR_RGB(178, 34, 34)},   {"forestgreen", COLOUR_RGB(34, 139, 34)},
	{"gold", COLOUR_RGB(255, 215, 0)},        {"goldenrod", COLOUR_RGB(218, 165, 32)},
	{"gray", COLOUR_RGB(190, 190, 190)},      {"grey", COLOUR_RGB(190, 190, 190)},
	{"hotpink", COLOUR_RGB(255, 105, 180)},   {"indigo", COLOUR_RGB(75, 0, 130)},
	{"ivory", COLOUR_RGB(255, 255, 240)},     {"khaki", COLOUR_RGB(240, 230, 140)},
	{"lavender", COLOUR_RGB(230, 230, 250)},  {"lightblue", COLOUR_RGB(173, 216, 230)},
	{"lightgray", COLOUR_RGB(211, 211, 211)}, {"lightgreen", COLOUR_RGB(144, 238, 144)},
	{"lightgrey", COLOUR_RGB(211, 211, 211)}, {"lightyellow", COLOUR_RGB(255, 255, 224)},
	{"limegreen", COLOUR_RGB(50, 205, 50)},   {"maroon", COLOUR_RGB(176, 48, 96)},
	{"navy", COLOUR_RGB(0, 0, 128)},          {"olivedrab", COLOUR_RGB(107, 142, 35)},
	{"orange", COLOUR_RGB(255, 165, 0)},      {"orchid", COLOUR_RGB(218, 112, 214)},
	{"pink", COLOUR_RGB(255, 192, 203)},      {"plum", COLOUR_RGB(221, 160, 221)},
	{"purple", COLOUR_RGB(160, 32, 240)},     {"salmon", COLOUR_RGB(250, 128, 114)},
	{"seagreen", COLOUR_RGB(46, 139, 87)},    {"sienna", COLOUR_RGB(160, 82, 45)},
	{"skyblue", COLOUR_RGB(135, 206, 235)},   {"slateblue", COLOUR_RGB(106, 90, 205)},
	{"slategray", COLOUR_RGB(112, 128, 144)}, {"slategrey", COLOUR_RGB(112, 128, 144)},
	{"snow", COLOUR_RGB(255, 250, 250)},      {"springgreen", COLOUR_RGB(0, 255, 127)},
	{"steelblue", COLOUR_RGB(70, 130, 180)},  {"tan", COLOUR_RGB(210, 180, 140)},
	{"thistle", COLOUR_RGB(216, 191, 216)},   {"tomato", COLOUR_RGB(255, 99, 71)},
	{"turquoise", COLOUR_RGB(64, 224, 208)},  {"violet", COLOUR_RGB(238, 130, 238)},
	{"wheat", COLOUR_RGB(245, 222, 179)},     {"yellowgreen", COLOUR_RGB(154, 205, 50)},
};

static bool number_colour(const char *text, colour_t *out)
{
	char *end;
	if (!isdigit((unsigned char)text[0]) || strlen(text) > 3) {
		return false;
	}
	unsigned long n = strtoul(text, &end, 10);
	if (*end != '\0' || n > 255) {
		return false;
	}
	*out = COLOUR_INDEX(n);
	return true;
}

static bool hex_colour(const char *text, colour_t *out)
{
	for (int i = 0; i < 6; i++) {
		if (!isxdigit((unsigned char)text[i])) {
			return false;
		}
	}
	unsigned long n = strtoul(text, NULL, 16);
	*out = COLOUR_RGB(n >> 16, n >> 8, n);
	return text[6] == '\0';
}

int colour_parse(const char *text, colour_t *out)
{
	static const char *const names[] = {"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"};
	bool bright = strncasecmp(text, "bright", 6) == 0;
	if (text[0] == '#') {
		return hex_colour(text + 1, out) ? 0 : ERR_ARG;
	}
	if (strcasecmp(text, "default") == 0 || strcasecmp(text, "terminal") == 0 || strcasecmp(text, "none") == 0) {
		*out = COLOUR_DEFAULT;
		return 0;
	}
	if (strncasecmp(text, "colour", 6) == 0 || strncasecmp(text, "color", 5) == 0) {
		return number_colour(text + (tolower((unsigned char)text[4]) == 'u' ? 6 : 5), out) ? 0 : ERR_ARG;
	}
	for (size_t i = 0; i < 8; i++) {
		if (strcasecmp(names[i], text + (bright ? 6 : 0)) == 0) {
			*out = COLOUR_INDEX(i + (bright ? 8 : 0));
			return 0;
		}
	}
	for (size_t i = 0; i < sizeof(x11) / sizeof(x11[0]); i++) {
		if (strcasecmp(x11[i].name, text) == 0) {
			*out = x11[i].colour;
			return 0;
		}
	}
	return number_colour(text, out) ? 0 : ERR_ARG;
}

/* ---- styles ---- */

static const struct {
	const char *name;
	uint16_t mask, bits;
} attrs[] = {
	{"bright", ATTR_BOLD, ATTR_BOLD},
	{"bold", ATTR_BOLD, ATTR_BOLD},
	{"dim", ATTR_DIM, ATTR_DIM},
	{"underscore", ATTR_UNDERLINE_MASK, ATTR_UNDERLINE(1)},
	{"underline", ATTR_UNDERLINE_MASK, ATTR_UNDERLINE(1)},
	{"double-underscore", ATTR_UNDERLINE_MASK, ATTR_UNDERLINE(2)},
	{"curly-underscore", ATTR_UNDERLINE_MASK, ATTR_UNDERLINE(3)},
	{"dotted-underscore", ATTR_UNDERLINE_MASK, ATTR_UNDERLINE(4)},
	{"dashed-underscore", ATTR_UNDERLINE_MASK, ATTR_UNDERLINE(5)},
	{"blink", ATTR_BLINK, ATTR_BLINK},
	{"reverse", ATTR_REVERSE, ATTR_REVERSE},
	{"hidden", ATTR_HIDDEN, ATTR_HIDDEN},
	{"italics", ATTR_ITALIC, ATTR_ITALIC},
	{"overline", ATTR_OVERLINE, ATTR_OVERLINE},
	{"strikethrough", ATTR_STRIKE, ATTR_STRIKE},
	{"acs", 0, 0},
};

static bool apply_attr(const char *word, struct style *s)
{
	bool off = strncasecmp(word, "no", 2) == 0;
	if (strcasecmp(word, "none") == 0 || strcasecmp(word, "noattr") == 0) {
		s->attrs = 0;
		return true;
	}
	for (size_t i = 0; i < sizeof(attrs) / sizeof(attrs[0]); i++) {
		if (strcasecmp(attrs[i].name, word + (off ? 2 : 0)) == 0) {
			s->attrs = (uint16_t)((s->attrs & ~attrs[i].mask) | (off ? 0 : attrs[i].bits));
			return true;
		}
	}
	return false;
}

/* What says where text goes, not how it looks. */
static bool apply_place(const char *word, const struct style *s, struct format_piece *p)
{
	static const struct {
		const char *name;
		char align;
	} aligns[] = {{"left", 'l'}, {"centre", 'c'}, {"center", 'c'}, {"right", 'r'}, {"absolute-centre", 'a'}};
	if (strncasecmp(word, "align=", 6) == 0) {
		for (size_t i = 0; i < sizeof(aligns) / sizeof(aligns[0]); i++) {
			if (strcasecmp(word + 6, aligns[i].name) == 0) {
				p->align = aligns[i].align;
				return true;
			}
		}
		return false;
	}
	if (strcasecmp(word, "noalign") == 0) {
		p->align = 'l';
	} else if (strncasecmp(word, "list=", 5) == 0) {
		p->list = strcasecmp(word + 5, "on") == 0 || strcasecmp(word + 5, "focus") == 0;
	} else if (strcasecmp(word, "nolist") == 0) {
		p->list = false;
	} else if (strncasecmp(word, "range=", 6) == 0) {
		const char *bar = strchr(word, '|');
		const char *number = bar != NULL ? bar + 1 + (bar[1] == '$' || bar[1] == '%') : "";
		p->range_kind = (int)(strchr("wslrpu", tolower((unsigned char)word[6])) != NULL ? tolower((unsigned char)word[6]) : 0);
		p->range_arg = (uint32_t)strtoul(number, NULL, 10);
	} else if (strcasecmp(word, "norange") == 0) {
		p->range_kind = 0;
		p->range_arg = 0;
	} else if (strcasecmp(word, "push-default") == 0) {
		p->base = *s;
	} else if (strcasecmp(word, "pop-default") == 0) {
		p->base = p->kept;
	} else if (strcasecmp(word, "set-default") == 0) {
		p->base = *s;
		p->kept = *s;
	} else {
		return strcasecmp(word, "ignore") == 0 || strcasecmp(word, "noignore") == 0 ||
			strncasecmp(word, "fill=", 5) == 0 || strncasecmp(word, "width=", 6) == 0 ||
			strncasecmp(word, "pad=", 4) == 0 || strncasecmp(word, "dim=", 4) == 0 ||
			strncasecmp(word, "link=", 5) == 0 || strcasecmp(word, "nolink") == 0;
	}
	return true;
}

static bool apply_look(const char *word, const struct style *base, struct style *s)
{
	static const struct {
		const char *name;
		size_t offset;
	} colours[] = {
		{"fg=", offsetof(struct style, fg)}, {"bg=", offsetof(struct style, bg)}, {"us=", offsetof(struct style, us)},
	};
	if (strcasecmp(word, "default") == 0) {
		*s = *base;
		return true;
	}
	for (size_t i = 0; i < 3; i++) {
		if (strncasecmp(word, colours[i].name, 3) == 0) {
			colour_t colour;
			if (colour_parse(word + 3, &colour) < 0) {
				return false;
			}
			const uint8_t *from = (const uint8_t *)base + colours[i].offset;
			if (strcasecmp(word + 3, "default") == 0) {
				memcpy(&colour, from, sizeof(colour));
			}
			memcpy((uint8_t *)s + colours[i].offset, &colour, sizeof(colour));
			return true;
		}
	}
	return apply_attr(word, s);
}

/* Words parted by commas or spaces. All apply or none. */
static int apply_words(const char *text, size_t len, const struct style *base, struct style *s, struct format_piece *p)
{
	struct style style = *s;
	struct format_piece place = *p;
	place.base = *base;
	for (size_t at = 0; at < len;) {
		size_t n = 0;
		char word[128];
		while (at + n < len && strchr(", \n", text[at + n]) == NULL) {
			n++;
		}
		if (n >= sizeof(word)) {
			return ERR_ARG;
		}
		memcpy(word, text + at, n);
		word[n] = '\0';
		if (n > 0 && !apply_look(word, &place.base, &style) && !apply_place(word, &style, &place)) {
			return ERR_ARG;
		}
		at += n + 1;
	}
	*p = place; /* s may be its style */
	*s = style;
	return 0;
}

int style_parse(const char *text, const struct style *base, struct style *s)
{
	struct format_piece place = {.kept = *base};
	return apply_words(text, strlen(text), base, s, &place);
}

/* ---- styled text ---- */

/* The text of a run of '#' before a '[': pairs stand for one; an odd one opens a mark. Returns the bytes
 * to show, *skip the bytes taken; 0 shown and 0 taken at a mark. */
static size_t hashes(const char *at, size_t *skip)
{
	size_t n = 0;
	while (at[n] == '#') {
		n++;
	}
	if (at[n] != '[') {
		*skip = n;
		return n;
	}
	*skip = n - n % 2;
	return n / 2;
}

static size_t mark_len(const char *at)
{
	const char *end = strchr(at, ']');
	return end != NULL ? (size_t)(end - at) + 1 : strlen(at);
}

bool format_next_piece(const char *text, size_t *at, struct format_piece *state)
{
	if (*at == 0) {
		state->base = state->kept = state->style;
		state->align = state->align != 0 ? state->align : 'l';
	}
	while (text[*at] == '#') {
		size_t skip, shown = hashes(text + *at, &skip);
		if (shown > 0) {
			state->text = bytes_of(text + *at, shown);
			*at += skip;
			return true;
		}
		size_t len = mark_len(text + *at);
		if (len > 3 && text[*at + len - 1] == ']') {
			apply_words(text + *at + 2, len - 3, &state->base, &state->style, state);
		}
		*at += len;
	}
	size_t n = strcspn(text + *at, "#");
	if (n == 0) {
		return false;
	}
	state->text = bytes_of(text + *at, n);
	*at += n;
	return true;
}
