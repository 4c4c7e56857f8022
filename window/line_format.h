/* window/line_format.h -- the numbers of the packed form of a line (see line_pack.h), for the two files
 * that write and read it. Nobody else includes this. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

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

static inline bool format_is_control(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0);
}
