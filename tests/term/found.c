/* tests/term/found.c -- a cmocka test for each file of a folder. */
#include "tests/term/found.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { TESTS_MAX = 512 };

struct list {
	struct CMUnitTest tests[TESTS_MAX];
	size_t count;
};

static bool has_ending(const char *name, const char *ending)
{
	size_t len = strlen(name), n = strlen(ending);
	return len > n && strcmp(name + len - n, ending) == 0;
}

static void collect(const char *dir, const struct found *f, struct list *out)
{
	struct dirent **entries;
	int n = scandir(dir, &entries, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;
		if (has_ending(name, f->ending) && out->count < TESTS_MAX) {
			size_t len = strlen(name) - strlen(f->ending);
			char *stem = mem_printf("%s/%.*s", dir, (int)len, name);
			out->tests[out->count++] =
			        (struct CMUnitTest){.name = strrchr(stem, '/') + 1,
			                .test_func = f->run,
			                .initial_state = stem};
		}
		free(entries[i]);
	}
	if (n >= 0) {
		free(entries);
	}
}

int found_run(const char *folder, const struct found *f)
{
	const char *source = getenv("MUX_SOURCE");
	struct list list = {.count = 0};
	char *dir = mem_printf("%s/%s", source != NULL ? source : ".", folder);
	collect(dir, f, &list);
	int failed = 1;
	if (list.count == 0) {
		fprintf(stderr, "no %s in %s: is MUX_SOURCE the top of the source?\n", f->ending,
		        dir);
	} else {
		failed = _cmocka_run_group_tests(folder, list.tests, list.count, NULL, NULL);
	}
	for (size_t i = 0; i < list.count; i++) {
		free(list.tests[i].initial_state);
	}
	free(dir);
	return failed;
}
