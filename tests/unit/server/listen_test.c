/* tests/unit/server/listen_test.c -- where the server listens, and whom it does not trust. This room is an
 * edge: its tests use the real system, in a temporary folder of their own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "server/daemon.h"
#include "server/proc.h"

struct place {
	char top[32];
	char *dir, *path; /* top/mux-UID, its socket */
};

static int set_up(void **state)
{
	struct place *p = mem_zalloc(sizeof(*p));
	snprintf(p->top, sizeof(p->top), "/tmp/mux-listen-XXXXXX");
	if (mkdtemp(p->top) == NULL) {
		return -1;
	}
	p->dir = mem_printf("%s/mux-%ld", p->top, (long)getuid());
	p->path = mem_printf("%s/name", p->dir);
	*state = p;
	return 0;
}

static int tear_down(void **state)
{
	struct place *p = *state;
	unlink(p->path);
	rmdir(p->dir);
	unlink(p->dir);
	rmdir(p->top);
	free(p->dir);
	free(p->path);
	free(p);
	return 0;
}

static void the_folder_is_made_private(void **state)
{
	const struct place *p = *state;
	struct stat st;
	char *err = NULL;
	assert_int_equal(server_check_dir(p->path, false, &err), ERR_NOTFOUND);
	free(err);
	int fd = server_listen(p->path, &err);
	assert_true(fd >= 0);
	assert_int_equal(stat(p->dir, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_int_equal(stat(p->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
	close(fd);
}

static void a_living_server_is_not_replaced(void **state)
{
	const struct place *p = *state;
	char *err = NULL;
	int fd = server_listen(p->path, &err);
	assert_true(fd >= 0);
	assert_int_equal(server_listen(p->path, &err), ERR_EXISTS);
	free(err);
	close(fd); /* dies without a word: its socket stays behind */
	assert_int_equal(access(p->path, F_OK), 0);
	fd = server_listen(p->path, &err);
	assert_true(fd >= 0);
	close(fd);
}

static void assert_refused(const char *path)
{
	char *err = NULL;
	assert_true(server_listen(path, &err) < 0);
	assert_non_null(err);
	free(err);
	err = NULL;
	assert_true(server_check_dir(path, true, &err) < 0);
	free(err);
}

static void an_open_folder_is_refused(void **state)
{
	const struct place *p = *state;
	static const mode_t open_modes[] = {0755, 0750, 0701, 0777};
	assert_int_equal(mkdir(p->dir, 0700), 0);
	for (size_t i = 0; i < sizeof(open_modes) / sizeof(open_modes[0]); i++) {
		assert_int_equal(chmod(p->dir, open_modes[i]), 0);
		assert_refused(p->path);
	}
}

static void a_folder_of_another_user_is_refused(void **state)
{
	const struct place *p = *state;
	assert_int_equal(mkdir(p->dir, 0700), 0);
	if (chown(p->dir, 12345, (gid_t)-1) < 0) {
		skip(); /* only root can give things away */
	}
	assert_refused(p->path);
}

static void a_link_for_a_folder_is_refused(void **state)
{
	const struct place *p = *state;
	assert_int_equal(symlink("/tmp", p->dir), 0);
	assert_refused(p->path);
}

static void what_is_no_socket_is_kept(void **state)
{
	const struct place *p = *state;
	char *err = NULL;
	assert_int_equal(mkdir(p->dir, 0700), 0);
	int file = open(p->path, O_CREAT | O_WRONLY, 0600);
	assert_true(file >= 0);
	close(file);
	assert_true(server_listen(p->path, &err) < 0);
	free(err);
	assert_int_equal(access(p->path, F_OK), 0);
}

static void a_long_path_is_refused(void **state)
{
	(void)state;
	char path[300], *err = NULL;
	memset(path, 'a', sizeof(path));
	path[0] = '/';
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(server_listen(path, &err), ERR_ARG);
	free(err);
}

static void the_default_path_follows_the_environment(void **state)
{
	const struct place *p = *state;
	char *path, *want = mem_printf("%s/mux-%ld/x", p->top, (long)getuid());
	char *fallback = mem_printf("/tmp/mux-%ld/x", (long)getuid());
	setenv("XDG_RUNTIME_DIR", p->top, 1);
	unsetenv("MUX_TMPDIR");
	path = daemon_socket_path("x");
	assert_string_equal(path, want);
	free(path);
	setenv("MUX_TMPDIR", "/nowhere/at/all", 1); /* is passed over */
	path = daemon_socket_path("x");
	assert_string_equal(path, want);
	free(path);
	setenv("XDG_RUNTIME_DIR", "relative", 1);
	path = daemon_socket_path("x");
	assert_string_equal(path, fallback);
	free(path);
	setenv("MUX_TMPDIR", p->top, 1);
	path = daemon_socket_path("x");
	assert_string_equal(path, want);
	free(path);
	free(want);
	free(fallback);
}

static void the_system_knows_us(void **state)
{
	(void)state;
	struct buf b = {0};
	char here[4096];
	if (proc_cwd(getpid(), &b) < 0) {
		skip(); /* a system that does not tell */
	}
	assert_non_null(getcwd(here, sizeof(here)));
	assert_string_equal(buf_str(&b), here);
	assert_int_equal(proc_name(getpid(), &b), 0);
	assert_true(b.len > 0 && strchr(buf_str(&b), '\n') == NULL);
	assert_true(proc_name(-1, &b) < 0);
	buf_finish(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_folder_is_made_private, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_living_server_is_not_replaced, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_open_folder_is_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_folder_of_another_user_is_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_link_for_a_folder_is_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_no_socket_is_kept, set_up, tear_down),
		cmocka_unit_test(a_long_path_is_refused),
		cmocka_unit_test_setup_teardown(the_default_path_follows_the_environment, set_up, tear_down),
		cmocka_unit_test(the_system_knows_us),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
