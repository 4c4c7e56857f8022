/* cmd/key_defaults.h -- the default bindings of the prefix table, as data. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct key_default {
	const char *key;
	bool repeat;
	const char *command;
	const char *note; /* may be NULL */
};

extern const struct key_default key_defaults[];
extern const size_t key_default_count;
