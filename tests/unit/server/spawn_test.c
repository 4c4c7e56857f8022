/* tests/unit/server/spawn_test.c -- programs on ptys. This room is an edge: its tests
 * use the real system (ptys, /bin/sh); each wait has an end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "server/spawn.h"

/* Everything that the program says until it has closed its tty; its status. */
static int run(const struct spawn *how, struct buf *out)
{
	int fd = -1, status = -1;
	pid_t pid = -1;
	char *name = NULL;
	assert_int_equal(spawn_pty(how, &fd, &pid, &name), 0);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
	assert_int_equal(strncmp(name, "/dev/", 5), 0);
	struct pollfd p = {.fd = fd, .events = POLLIN};
	for (;;) {
		assert_true(poll(&p, 1, 10000) > 0);
		ssize_t n = read(fd, buf_reserve(out, 4096), 4096);
		if (n <= 0 && errno != EAGAIN) {
			break;
		}
		buf_commit(out, n > 0 ? (size_t)n : 0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	close(fd);
	free(name);
	return status;
}

static int run_sh(const char *script, const struct optmap *env, const char *cwd, struct buf *out)
{
	char sh[] = "sh", c[] = "-c", text[512];
	snprintf(text, sizeof(text), "%s", script);
	char *argv[] = {sh, c, text, NULL};
	return run(&(struct spawn){.argv = argv, .path = "/bin/sh", .cwd = cwd, .env = env, .size = {91, 33}}, out);
}

static void a_program_gets_a_terminal(void **state)
{
	(void)state;
	struct buf out = {0};
	struct optmap env = {0};
	optmap_set(&env, "PATH", "/usr/bin:/bin");
	optmap_set(&env, "WORD", "spoken");
	int status = run_sh("stty size; echo $WORD; pwd; env | wc -l; exit 7", &env, "/usr", &out);
	assert_int_equal(WEXITSTATUS(status), 7);
	const char *text = buf_str(&out);
	assert_non_null(strstr(text, "33 91\r\nspoken\r\n/usr\r\n"));
	buf_finish(&out);
	optmap_finish(&env);
}

static void nothing_of_ours_is_inherited(void **state)
{
	(void)state;
	struct buf out = {0};
	struct optmap env = {0};
	int leak = open("/dev/null", O_RDONLY);
	assert_true(leak > 2);
	optmap_set(&env, "PATH", "/usr/bin:/bin");
	signal(SIGPIPE, SIG_IGN);
	char script[128];
	snprintf(script, sizeof(script), "(: <&%d) 2>/dev/null && echo open; kill -PIPE $$; echo ignored", leak);
	int status = run_sh(script, &env, "/", &out);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE);
	assert_null(strstr(buf_str(&out), "open"));
	close(leak);
	buf_finish(&out);
	optmap_finish(&env);
}

static void a_missing_folder_falls_back(void **state)
{
	(void)state;
	struct buf out = {0};
	struct optmap env = {0};
	optmap_set(&env, "PATH", "/usr/bin:/bin");
	optmap_set(&env, "HOME", "/usr");
	run_sh("pwd", &env, "/nowhere/at/all", &out);
	assert_string_equal(buf_str(&out), "/usr\r\n");
	buf_finish(&out);
	optmap_finish(&env);
}

static void a_missing_program_says_so(void **state)
{
	(void)state;
	struct buf out = {0};
	struct optmap env = {0};
	char name[] = "no-such-program";
	char *argv[] = {name, NULL};
	int status = run(&(struct spawn){.argv = argv, .cwd = "/", .env = &env, .size = {80, 24}}, &out);
	assert_int_equal(WEXITSTATUS(status), 127);
	assert_non_null(strstr(buf_str(&out), "no-such-program: "));
	buf_finish(&out);
	optmap_finish(&env);
}

/* A long last word is not lost: all 20000 lines arrive. */
static void the_last_output_arrives(void **state)
{
	(void)state;
	struct buf out = {0};
	struct optmap env = {0};
	optmap_set(&env, "PATH", "/usr/bin:/bin");
	run_sh("i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); echo $i; done", &env, "/", &out);
	assert_true(out.len > 9);
	assert_string_equal(buf_str(&out) + out.len - 9, "\r\n20000\r\n");
	buf_finish(&out);
	optmap_finish(&env);
}

static void programs_keep_the_core_limit(void **state)
{
	(void)state;
	struct rlimit before, none;
	assert_int_equal(getrlimit(RLIMIT_CORE, &before), 0);
	struct rlimit asked = {.rlim_cur = before.rlim_max < 512 * 7 ? before.rlim_max : 512 * 7, .rlim_max = before.rlim_max};
	none = (struct rlimit){.rlim_max = before.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_CORE, &none), 0);
	pid_t pid = spawn_fork(&asked);
	if (pid == 0) {
		struct rlimit now;
		_exit(getrlimit(RLIMIT_CORE, &now) == 0 && now.rlim_cur == asked.rlim_cur ? 0 : 1);
	}
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	setrlimit(RLIMIT_CORE, &before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_program_gets_a_terminal),
		cmocka_unit_test(nothing_of_ours_is_inherited),
		cmocka_unit_test(a_missing_folder_falls_back),
		cmocka_unit_test(a_missing_program_says_so),
		cmocka_unit_test(the_last_output_arrives),
		cmocka_unit_test(programs_keep_the_core_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
