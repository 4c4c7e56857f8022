/* base/rect.h -- rectangles and sizes in cells. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct size {
	uint16_t cols, rows;
};

struct rect {
	uint16_t x, y, cols, rows;
};

enum axis { AXIS_LEFT_RIGHT, AXIS_TOP_BOTTOM };

static inline bool rect_contains(struct rect r, uint32_t x, uint32_t y)
{
	return x >= r.x && x < (uint32_t)r.x + r.cols && y >= r.y && y < (uint32_t)r.y + r.rows;
}
