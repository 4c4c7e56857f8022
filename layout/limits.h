/* layout/limits.h -- limits of layout/. A tree made by any call keeps them, so whatever
 * layout_dump() writes is a string that layout_parse() takes. */
#pragma once

#define LIMIT_LAYOUT_SIDE 10000   /* cells along one side, as tmux's largest window */
#define LIMIT_LAYOUT_LEAVES 512   /* leaves of one layout */
#define LIMIT_LAYOUT_DEPTH 64     /* splits inside one another */
#define LIMIT_LAYOUT_STRING 32768 /* bytes of a layout string: 512 leaves and 511 splits fit */
