/* base/err.c -- texts of the error codes. */
#include "base/err.h"

#include <stddef.h>

const char *err_str(int code)
{
	static const char *const texts[] = {
		"success", "no space", "malformed input", "authentication failed", "replayed", "limit exceeded",
		"not found", "already exists", "invalid argument", "system error", "not possible now",
		"try again", "version mismatch", "cryptography failed",
	};
	size_t i = code <= 0 ? (size_t)-code : 0;
	return i < sizeof(texts) / sizeof(texts[0]) ? texts[i] : "unknown error";
}
