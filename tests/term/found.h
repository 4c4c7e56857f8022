/* tests/term/found.h -- a cmocka test for each file of a folder with a given ending. */
#pragma once

struct found {
	const char *ending;        /* ".t" */
	void (*run)(void **state); /* *state: the path without the ending */
};

/* Runs them in the order of their names; folder is given from the top of the source, which
 * MUX_SOURCE names (default: the present folder). Returns main's status: not 0 when one failed or
 * none was found. */
int found_run(const char *folder, const struct found *f);
