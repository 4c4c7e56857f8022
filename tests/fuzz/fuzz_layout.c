/* tests/fuzz/fuzz_layout.c -- layout strings. The input is the text after the checksum, which is
 * put right here so that the grammar is reached; then the text as it is. */
#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "layout/look.h"
#include "layout/preset.h"
#include "layout/string.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void require(bool holds)
{
	if (!holds) {
		abort();
	}
}

static void check_round_trip(const struct layout *l)
{
	struct buf text = {0};
	struct layout *again = NULL;
	layout_dump(l, &text);
	require(layout_parse_bytes(buf_bytes(&text), &again) == 0 && layout_equal(l, again));
	layout_free(again);
	buf_finish(&text);
}

/* Whatever came in, the operations keep their promises on it. */
static void use(struct layout *l, unsigned hint)
{
	uint32_t leaf = 0, none = UINT32_MAX;
	require(layout_leaves(l, &leaf, 1) == 1);
	while (layout_has(l, none)) {
		none--;
	}
	check_round_trip(l);
	layout_split(l, leaf, (enum axis)(hint & 1), -1, hint >> 1 & 3, none);
	check_round_trip(l);
	layout_resize(l, (struct size){(uint16_t)(hint >> 3 & 255), (uint16_t)(hint >> 5 & 63)});
	layout_move_border(l, leaf, (enum layout_dir)(hint >> 2 & 3), (int)(hint & 31));
	layout_drag_border(l, hint & 63, hint >> 4 & 15, hint >> 2 & 63, hint >> 3 & 31);
	layout_neighbour(l, leaf, (enum layout_dir)(hint & 3), &leaf, 1);
	layout_spread(l, leaf);
	check_round_trip(l);
	layout_close(l, leaf);
	check_round_trip(l);
	layout_apply_preset(l, (enum layout_preset)(hint % LAYOUT_PRESETS), 80, 24);
	check_round_trip(l);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct buf text = {0};
	struct layout *l = NULL;
	uint16_t sum = layout_checksum(bytes_of(data, len));
	buf_printf(&text, "%04x,", sum);
	buf_put(&text, data, len);
	if (layout_parse_bytes(buf_bytes(&text), &l) == 0) {
		use(l, sum);
	}
	layout_free(l);
	buf_finish(&text);
	l = NULL;
	if (layout_parse_bytes(bytes_of(data, len), &l) == 0) {
		check_round_trip(l);
	}
	layout_free(l);
	return 0;
}
