/* window/scan.h -- finds and decodes runs of text in a program's output, many bytes at once where the
 * machine can. Each function has a twin in plain C, `_plain`, that the tests compare it with. */
#pragma once

#include "base/bytes.h"

/* Length of the run of 0x20..0x7e at s. */
size_t scan_ascii(const uint8_t *s, size_t len);
/* Length of the run at s without controls: 0x00..0x1f and 0x7f end it. */
size_t scan_string(const uint8_t *s, size_t len);
/* Decodes printable text at s: ASCII and well-formed UTF-8, until a control (C0, DEL, C1), a sequence that is
 * ill-formed or not whole, or `max` code points. Returns how many went to out, and in *used their bytes. */
size_t scan_text(const uint8_t *s, size_t len, uint32_t *out, size_t max, size_t *used);

size_t scan_ascii_plain(const uint8_t *s, size_t len);
size_t scan_string_plain(const uint8_t *s, size_t len);
size_t scan_text_plain(const uint8_t *s, size_t len, uint32_t *out, size_t max, size_t *used);
