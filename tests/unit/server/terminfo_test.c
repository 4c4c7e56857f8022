/* tests/unit/server/terminfo_test.c -- which TERM a pane gets. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "server/terminfo.h"

static char *make_dir(void)
{
	char path[] = "/tmp/mux-test-XXXXXX";
	assert_non_null(mkdtemp(path));
	return mem_strdup(path);
}

/* dir/letter/name, empty. */
static void make_entry(const char *dir, const char *letter, const char *name)
{
	char *sub = mem_printf("%s/%s", dir, letter), *path = mem_printf("%s/%s", sub, name);
	mkdir(dir, 0700);
	mkdir(sub, 0700);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fclose(f);
	free(sub);
	free(path);
}

static void remove_dir(char *dir)
{
	char *command = mem_printf("rm -rf %s", dir);
	assert_int_equal(system(command), 0);
	free(command);
	free(dir);
}

static void found_in_each_place(void **state)
{
	(void)state;
	static const char *const letters[] = {"m", "6d"};
	for (size_t i = 0; i < 6; i++) {
		char *dir = make_dir();
		char *home = mem_printf("%s/.terminfo", dir), *list = mem_printf("/nowhere:%s", dir);
		struct optmap env = {0};
		make_entry(i % 3 == 1 ? home : dir, letters[i / 3], "mux-256color");
		optmap_set(&env, i % 3 == 0 ? "TERMINFO" : i % 3 == 1 ? "HOME" : "TERMINFO_DIRS",
		        i % 3 == 2 ? list : dir);
		terminfo_set_env(&env, NULL);
		assert_string_equal(optmap_get(&env, "TERM"), "mux-256color");
		if (i % 3 == 2) {
			assert_string_equal(optmap_get(&env, "TERMINFO_DIRS"), list);
		}
		optmap_finish(&env);
		free(home);
		free(list);
		remove_dir(dir);
	}
}

static void installed_place_is_told(void **state)
{
	(void)state;
	char *dir = make_dir();
	char *terminfo = mem_printf("%s/terminfo", dir), *want = mem_printf("/nowhere:%s", terminfo);
	struct optmap env = {0};
	make_entry(terminfo, "m", "mux-256color");
	optmap_set(&env, "TERMINFO_DIRS", "/nowhere");
	terminfo_set_env(&env, dir);
	assert_string_equal(optmap_get(&env, "TERM"), "mux-256color");
	assert_string_equal(optmap_get(&env, "TERMINFO_DIRS"), want);
	optmap_finish(&env);
	free(terminfo);
	free(want);
	remove_dir(dir);
}

static void next_best(void **state)
{
	(void)state;
	char *dir = make_dir();
	struct optmap env = {0};
	optmap_set(&env, "TERMINFO_DIRS", dir);
	terminfo_set_env(&env, "/nowhere");
	assert_string_equal(optmap_get(&env, "TERM"), "screen-256color");
	make_entry(dir, "t", "tmux-256color");
	terminfo_set_env(&env, "/nowhere");
	assert_string_equal(optmap_get(&env, "TERM"), "tmux-256color");
	assert_string_equal(optmap_get(&env, "TERMINFO_DIRS"), dir);
	optmap_finish(&env);
	remove_dir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(found_in_each_place),
	        cmocka_unit_test(installed_place_is_told),
	        cmocka_unit_test(next_best),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
