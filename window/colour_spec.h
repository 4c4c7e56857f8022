/* window/colour_spec.h -- a colour as X11 writes it, to red, green and blue. */
#pragma once

#include "base/bytes.h"
#include "window/style.h"

/* #rgb .. #rrrrggggbbbb, rgb:r/g/b .. rgb:rrrr/gggg/bbbb, rgba:r/g/b/a (without its a), rgbi:r/g/b,
 * CIEXYZ: CIEuvY: CIExyY: CIELab: CIELuv: TekHVC: with three numbers, or a name; case and the spaces in
 * names do not matter. *out is COLOUR_RGB; false, and *out untouched, for anything else. */
bool colour_spec_parse(struct bytes spec, colour_t *out);

/* colour_names.c: `name` in lower case without spaces. */
bool colour_named(const char *name, colour_t *out);

/* colour_cie.c: three numbers in the space of that number, in the order of the list above from rgbi on,
 * as xterm shows them. */
enum colour_space {
	COLOUR_SPACE_RGBI,
	COLOUR_SPACE_XYZ,
	COLOUR_SPACE_UVY,
	COLOUR_SPACE_XYY,
	COLOUR_SPACE_LAB,
	COLOUR_SPACE_LUV,
	COLOUR_SPACE_HVC,
	COLOUR_SPACES,
};
bool colour_of_space(enum colour_space space, const double v[3], colour_t *out);
