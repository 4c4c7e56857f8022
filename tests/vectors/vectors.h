/* tests/vectors/vectors.h -- the files of this folder, for the tests that make them again: from inputs that
 * stand in the test, with the code of the program. MUX_SOURCE says where the sources are; with
 * MUX_WRITE_VECTORS set the files are written, not compared. */
#pragma once

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"

/* A line `name = hexadecimal`; what is long stands on the lines below. */
static inline void vectors_put(struct buf *out, const char *name, const void *data, size_t len)
{
	const uint8_t *p = data;

	buf_printf(out, "%s =", name);
	for (size_t i = 0; i < len; i++) {
		buf_printf(out, "%s%02x", i % 32 == 0 ? (len > 32 ? "\n  " : " ") : "", p[i]);
	}
	buf_puts(out, "\n");
}

/* The file is what was made; or becomes that. */
static inline void vectors_check(const char *name, struct buf *made)
{
	const char *dir = getenv("MUX_SOURCE");
	bool write = getenv("MUX_WRITE_VECTORS") != NULL;
	char line[256], *path = mem_printf("%s/tests/vectors/%s", dir != NULL ? dir : ".", name);
	FILE *f = fopen(path, write ? "w" : "r");
	struct buf have = {0};

	if (f == NULL) {
		fail_msg("%s cannot be opened: set MUX_SOURCE", path);
	}
	if (write) {
		fwrite(buf_bytes(made).data, 1, made->len, f);
	}
	while (!write && fgets(line, sizeof line, f) != NULL) {
		buf_puts(&have, line);
	}
	fclose(f);
	if (!write) {
		assert_string_equal(buf_str(&have), buf_str(made));
	}
	free(path);
	buf_finish(&have);
	buf_finish(made);
}
