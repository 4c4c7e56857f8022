/* tests/unit/base/outfile_test.c -- a log has an end, and a file is whole. In a folder of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/outfile.h"

static long size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) < 0 ? -1 : (long)st.st_size;
}

static void test_bounded(void **state)
{
	char dir[] = "/tmp/outfile-XXXXXX";
	char *path, *old;
	struct outfile *o;

	(void)state;
	assert_non_null(mkdtemp(dir));
	path = mem_printf("%s/log", dir);
	old = mem_printf("%s/log.1", dir);
	o = outfile_open(path, 1000);
	for (int i = 0; i < 500; i++) {
		outfile_line(o, "123456789", 9);
		assert_true(size_of(path) <= 1000 && size_of(old) <= 1000);
	}
	assert_int_equal(size_of(old), 1000);
	outfile_close(o);
	o = outfile_open(path, 1000); /* goes on where it ended */
	outfile_line(o, "x", 1);
	outfile_close(o);
	assert_int_equal(size_of(path), 2); /* that was full */
	assert_int_equal(size_of(old), 1000);
	assert_int_equal(outfile_save(path, bytes_str("whole")), 0);
	assert_int_equal(size_of(path), 5);
	unlink(path);
	unlink(old);
	/* not through a link that somebody laid */
	assert_int_equal(symlink("elsewhere", path), 0);
	assert_int_equal(outfile_save(path, bytes_str("whole")), ERR_SYS);
	assert_null(outfile_open(path, 10));
	unlink(path);
	assert_int_equal(rmdir(dir), 0);
	assert_int_equal(outfile_save(path, bytes_str("whole")), ERR_SYS);
	assert_int_equal(errno, ENOENT);
	free(path);
	free(old);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
