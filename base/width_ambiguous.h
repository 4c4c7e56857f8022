/* base/width_ambiguous.h -- which code points have a width that depends on the font (TR 11, class A). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

bool width_is_ambiguous(uint32_t cp);
