/* base/width_table.h -- what is known of each code point, in one byte: its width, its class of grapheme
 * breaks (those of utf8proc), whether its width is ambiguous. The table is const data, so that a look-up
 * costs three loads and no call; tests/tools/width_table.c writes it, and a test compares it with
 * utf8proc. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum {
	WIDTH_MASK = 3,      /* cells, 0..2; controls have 0 */
	WIDTH_AMBIGUOUS = 4, /* 1 or 2 cells, as the user's font has it (TR 11) */
	WIDTH_CLASS_SHIFT = 3,
};

/* The classes, with utf8proc's numbers. */
enum {
	CLASS_START = 0,
	CLASS_OTHER = 1,
	CLASS_CR = 2,
	CLASS_LF = 3,
	CLASS_CONTROL = 4,
	CLASS_EXTEND = 5,
	CLASS_L = 6,
	CLASS_V = 7,
	CLASS_T = 8,
	CLASS_LV = 9,
	CLASS_LVT = 10,
	CLASS_REGIONAL = 11,
	CLASS_SPACING = 12,
	CLASS_PREPEND = 13,
	CLASS_ZWJ = 14,
	CLASS_PICTOGRAPH = 19,
	CLASS_PICTOGRAPH_ZWJ =
	        20, /* not of a code point: a pictograph with what extends it, and a joiner */
};

enum { WIDTH_LEAF_BITS = 4, WIDTH_NODE_BITS = 6 };

extern const char
        width_table_unicode[]; /* the version of the standard that the table was made of */
extern const uint8_t width_root[];
extern const uint16_t width_nodes[];
extern const uint8_t width_leaves[];

/* cp <= 0x10ffff */
static inline uint8_t width_facts(uint32_t cp)
{
	uint32_t node = width_root[cp >> (WIDTH_LEAF_BITS + WIDTH_NODE_BITS)];
	uint32_t in = cp >> WIDTH_LEAF_BITS & ((1u << WIDTH_NODE_BITS) - 1);
	uint32_t leaf = width_nodes[node << WIDTH_NODE_BITS | in];
	return width_leaves[leaf << WIDTH_LEAF_BITS | (cp & ((1u << WIDTH_LEAF_BITS) - 1))];
}

static inline unsigned width_class(uint8_t facts)
{
	return (unsigned)facts >> WIDTH_CLASS_SHIFT;
}

/* Whether no break stands between the classes (TR 29, GB3 to GB13). */
static inline bool width_class_joins(unsigned left, unsigned right)
{
	const uint32_t hangul = 1u << CLASS_V | 1u << CLASS_LV | 1u << CLASS_LVT | 1u << CLASS_L;
	const uint32_t controls = 1u << CLASS_CR | 1u << CLASS_LF | 1u << CLASS_CONTROL;
	const uint32_t extends = 1u << CLASS_EXTEND | 1u << CLASS_SPACING | 1u << CLASS_ZWJ;
	uint32_t mask = extends;
	switch (left) {
	case CLASS_CR:
		mask = 1u << CLASS_LF;
		break;
	case CLASS_START:
	case CLASS_LF:
	case CLASS_CONTROL:
		mask = 0;
		break;
	case CLASS_L:
		mask |= hangul;
		break;
	case CLASS_V:
	case CLASS_LV:
		mask |= 1u << CLASS_V | 1u << CLASS_T;
		break;
	case CLASS_T:
	case CLASS_LVT:
		mask |= 1u << CLASS_T;
		break;
	case CLASS_REGIONAL:
		mask |= 1u << CLASS_REGIONAL;
		break;
	case CLASS_PICTOGRAPH_ZWJ:
		mask |= 1u << CLASS_PICTOGRAPH;
		break;
	case CLASS_PREPEND:
		mask = ~controls;
		break;
	default:
		break;
	}
	return (mask >> right & 1) != 0;
}

/* What stands for the left side once the class came: pairs of regional indicators, and pictographs over
 * what extends them, reach further than to their neighbour. */
static inline unsigned width_class_next(unsigned left, unsigned right)
{
	if (left == CLASS_REGIONAL && right == CLASS_REGIONAL) {
		return CLASS_OTHER;
	}
	if (left == CLASS_PICTOGRAPH && right == CLASS_EXTEND) {
		return CLASS_PICTOGRAPH;
	}
	if (left == CLASS_PICTOGRAPH && right == CLASS_ZWJ) {
		return CLASS_PICTOGRAPH_ZWJ;
	}
	return right;
}

/* What utf8proc itself says, for the program that writes the table, and for the test: the byte, and
 * cluster_joins. */
uint8_t width_facts_compute(uint32_t cp);
bool width_joins_compute(int32_t *state, uint32_t a, uint32_t b);
/* The version of the standard that the library at hand knows. */
const char *width_library_unicode(void);
