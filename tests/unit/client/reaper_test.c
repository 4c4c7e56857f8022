/* tests/unit/client/reaper_test.c -- children end unasked, and leave nothing. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/reaper.h"

struct child {
	pid_t pid;
	int end; /* it runs for as long as this is open */
};

static struct child child_new(void)
{
	int fds[2];
	char c;
	assert_int_equal(pipe(fds), 0);
	pid_t pid = fork();
	if (pid == 0) {
		close(fds[1]);
		_exit(read(fds[0], &c, 1) == 0 ? 0 : 1);
	}
	assert_true(pid > 0);
	close(fds[0]);
	return (struct child){.pid = pid, .end = fds[1]};
}

/* Returns once it is one that nobody has waited for. */
static void child_end(const struct child *c)
{
	siginfo_t info;
	close(c->end);
	assert_int_equal(waitid(P_PID, (id_t)c->pid, &info, WEXITED | WNOWAIT), 0);
}

static bool is_gone(const struct child *c)
{
	return waitpid(c->pid, NULL, WNOHANG) < 0 && errno == ECHILD;
}

static void those_that_ended_are_let_go(void **state)
{
	struct reaper r = {0};
	struct child b = child_new(), a = child_new(); /* b before a: a holds the end of b's pipe too */
	(void)state;
	reaper_take(&r, a.pid);
	reaper_take(&r, b.pid);
	reaper_look(&r);
	assert_int_equal(r.count, 2);
	child_end(&a);
	reaper_look(&r);
	assert_int_equal(r.count, 1);
	assert_true(is_gone(&a));
	child_end(&b);
	reaper_look(&r);
	assert_int_equal(r.count, 0);
	assert_true(is_gone(&b));
	reaper_finish(&r);
}

static void one_that_ended_before_it_was_taken(void **state)
{
	struct reaper r = {0};
	struct child a = child_new();
	(void)state;
	child_end(&a);
	reaper_take(&r, a.pid);
	assert_int_equal(r.count, 0);
	assert_true(is_gone(&a));
	reaper_finish(&r);
}

/* Only one of ours, with its group; then it is let go like the others. */
static void one_is_ended(void **state)
{
	struct reaper r = {0};
	struct child a = child_new();
	siginfo_t info;
	(void)state;
	setpgid(a.pid, a.pid);
	reaper_end(&r, a.pid);
	reaper_take(&r, a.pid);
	assert_int_equal(r.count, 1);
	reaper_end(&r, a.pid);
	assert_int_equal(waitid(P_PID, (id_t)a.pid, &info, WEXITED | WNOWAIT), 0);
	assert_int_equal(info.si_status, SIGTERM);
	reaper_look(&r);
	assert_int_equal(r.count, 0);
	assert_true(is_gone(&a));
	close(a.end);
	reaper_finish(&r);
}

static void none_is_fine(void **state)
{
	struct reaper r = {0};
	(void)state;
	reaper_take(&r, 0);
	reaper_take(&r, -1);
	reaper_look(&r);
	assert_int_equal(r.count, 0);
	reaper_finish(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(those_that_ended_are_let_go),
		cmocka_unit_test(one_that_ended_before_it_was_taken),
		cmocka_unit_test(one_is_ended),
		cmocka_unit_test(none_is_fine),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
