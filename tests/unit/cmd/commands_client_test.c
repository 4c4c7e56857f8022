/* tests/unit/cmd/commands_client_test.c -- what commands ask of clients and of the outside. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/buf.h"
#include "tests/unit/cmd/world.h"

static void asked(struct world *w, const char *line, const char *want)
{
	buf_clear(&w->asked);
	if (world_run(w, line) != CMD_OK) {
		fail_msg("%s: %s", line, buf_str(&w->ctx.err));
	}
	assert_string_equal(buf_str(&w->asked), want);
}

/* A session with a client on it. */
static struct model_client *attach(struct world *w)
{
	world_init(w);
	assert_int_equal(world_run(w, "new-session -d -s a -n w -x 80 -y 24 cat"), CMD_OK);
	struct model_client *k = model_client_new(w->model, "/dev/pts/7", (struct size){80, 25});
	model_client_attach(w->model, k, w->model->sessions[0]);
	return k;
}

static void test_client(void **state)
{
	(void)state;
	struct world w;
	attach(&w);
	asked(&w, "refresh-client", "redraw /dev/pts/7\n");
	asked(&w, "suspend-client -t pts/7", "suspend /dev/pts/7\n");
	asked(&w, "display-message -d 50 'in #S'", "notice /dev/pts/7 in a 50\n");
	asked(&w, "command-prompt -p x 'rename-window \"%%\"'",
		"run /dev/pts/7 command-prompt -p x \"rename-window \\\"%%\\\"\"\n");
	asked(&w, "copy-mode -u", "run /dev/pts/7 copy-mode -u\n");
	asked(&w, "switch-client -T prefix", "table /dev/pts/7 prefix\n");
	asked(&w, "detach-client -P", "detach /dev/pts/7 -P\n");
	asked(&w, "detach-client -s a", "detach /dev/pts/7\n");
	asked(&w, "detach-client -a", "");
	asked(&w, "kill-server", "exit\n");
	static const struct step steps[] = {
		{"switch-client -T nope", NULL, "table nope doesn't exist"},
		{"switch-client -l", NULL, "can't find last session"},
		{"send-keys -X cancel", NULL, "not in a mode"},
		{"send-keys -M", NULL, "no mouse target"},
		{"list-clients -F '#{client_name} #{client_width}x#{client_height} "
		 "#{session_name}'",
			"/dev/pts/7 80x25 a\n", NULL},
		{"list-clients -t nope", NULL, "can't find session: nope"},
	};
	WORLD_STEPS(&w, steps);
	w.model->panes[0]->in_mode = 1;
	asked(&w, "send-keys -X cancel", "run /dev/pts/7 send-keys -X cancel\n");
	world_finish(&w);
}

static void test_switch(void **state)
{
	(void)state;
	struct world w;
	struct model_client *k = attach(&w);
	static const struct step steps[] = {
		{"new-session -d -s b -n bw cat", NULL, NULL},
		{"new-window -d -t b: -n two cat", NULL, NULL},
		{"switch-client -t b:two", NULL, NULL},
		{"list-clients -F '#{client_session} #W'", "b two\n", NULL},
		{"switch-client -l", NULL, NULL},
		{"list-clients -F '#{client_session} #W'", "a w\n", NULL},
		{"switch-client -n", NULL, NULL},
		{"list-clients -F '#{client_session}'", "b\n", NULL},
		{"switch-client -p", NULL, NULL},
		{"list-clients -F '#{client_session}'", "a\n", NULL},
		{"resize-window -A -t a:", NULL, NULL},
		{"list-windows -t a -F '#{window_width}x#{window_height}'", "80x24\n", NULL},
	};
	WORLD_STEPS(&w, steps);
	assert_int_equal(k->session, model_session_by_name(w.model, "a")->id);
	world_finish(&w);
}

static void test_attach(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	static const struct step none[] = {{"attach-session", NULL, "no sessions"}};
	WORLD_STEPS(&w, none);
	assert_int_equal(world_run(&w, "new-session -s a"), CMD_OK);
	static const struct step nowhere[] = {{"attach-session -t bogus", NULL, "can't find session: bogus"},
		{"attach-session -t a:7", NULL, "can't find window: 7"}};
	WORLD_STEPS(&w, nowhere);
	assert_true(w.ctx.wants_attach);
	assert_int_equal(w.ctx.attach_session, w.model->sessions[0]->id);
	w.ctx.wants_attach = false;
	assert_int_equal(world_run(&w, "new-session -d -s b"), CMD_OK);
	assert_false(w.ctx.wants_attach);
	assert_int_equal(world_run(&w, "new-session -A -D -s b"), CMD_OK);
	assert_true(w.ctx.wants_attach && w.ctx.attach_detach_others && !w.ctx.attach_readonly);
	assert_int_equal(world_run(&w, "attach-session -r -t a"), CMD_OK);
	assert_true(w.ctx.attach_readonly && !w.ctx.attach_detach_others);
	assert_int_equal(w.ctx.attach_session, model_session_by_name(w.model, "a")->id);
	world_finish(&w);
}

/* What update-environment names comes with who attaches, to that session alone; what he has not, goes. */
static void test_environment(void **state)
{
	(void)state;
	struct world w;
	struct optmap mine = {0};
	world_init(&w);
	optmap_set(&mine, "SSH_AUTH_SOCK", "/tmp/one");
	optmap_set(&mine, "DISPLAY", ":1");
	optmap_set(&mine, "LC_X", "x");
	optmap_set(&mine, "SECRET", "s");
	w.ctx.environ = &mine;
	static const struct step begin[] = {
		{"new-session -d -s a", NULL, NULL},
		{"showenv -t a", "DISPLAY=:1\nSSH_AUTH_SOCK=/tmp/one\n", NULL},
		{"showenv -g SSH_AUTH_SOCK", NULL, "unknown variable: SSH_AUTH_SOCK"},
		{"new-session -d -E -s b", NULL, NULL},
		{"showenv -t b", NULL, NULL},
		{"set -t b update-environment 'LC_* DISPLAY'", NULL, NULL},
		{"setenv -t b KEPT 1", NULL, NULL},
		{"attach-session -t b", NULL, NULL},
		{"showenv -t b", "DISPLAY=:1\nKEPT=1\nLC_X=x\n", NULL},
	};
	WORLD_STEPS(&w, begin);
	optmap_set(&mine, "SSH_AUTH_SOCK", "/tmp/two");
	optmap_unset(&mine, "DISPLAY");
	static const struct step again[] = {
		{"attach-session -E -t a", NULL, NULL},
		{"showenv -t a SSH_AUTH_SOCK", "SSH_AUTH_SOCK=/tmp/one\n", NULL},
		{"attach-session -t a", NULL, NULL},
		{"showenv -t a", "SSH_AUTH_SOCK=/tmp/two\n", NULL},
		{"new-session -A -s b", NULL, NULL},
		{"showenv -t b", "KEPT=1\nLC_X=x\n", NULL},
	};
	WORLD_STEPS(&w, again);
	optmap_finish(&mine);
	world_finish(&w);
}

static void test_spawn_failure(void **state)
{
	(void)state;
	struct world w;
	attach(&w);
	w.no_spawn = true;
	static const struct step steps[] = {
		{"split-window", NULL, "create pane failed: fork failed"},
		{"new-window", NULL, "create pane failed: fork failed"},
		{"new-session -d -s n", NULL, "create pane failed: fork failed"},
		{"list-panes -a -F '#S:#I.#P'", "a:0.0\n", NULL},
	};
	WORLD_STEPS(&w, steps);
	world_finish(&w);
}

static void test_files(void **state)
{
	(void)state;
	struct world w;
	attach(&w);
	w.file = "set -g @x 1\nset -g @y 2 ; bogus-option\n";
	static const struct step bad[] = {
		{"source-file /f", NULL, "/f:2: unknown command: bogus-option"},
		{"show-options -gv @x", NULL, "invalid option: @x"},
	};
	WORLD_STEPS(&w, bad);
	w.file = "set -g @x 1\nset -g bogus 2\nset -g @y 2\nsplit-window -t zz ; set -g @z 3\n";
	static const struct step steps[] = {
		{"source-file /f", NULL, "/f:2: invalid option: bogus\n/f:4: can't find pane: zz"},
		{"show-options -gv @x", "1\n", NULL},
		{"show-options -gv @y", "2\n", NULL},
		{"show-options -gqv @z", NULL, NULL},
		{"source-file -nq /f", NULL, NULL},
	};
	WORLD_STEPS(&w, steps);
	w.file = "set -g @x 1 ; set -g @y 'a b'\n";
	static const struct step verbose[] = {
		{"source-file -v /f", "/f:1: set-option -g @x 1\n/f:1: set-option -g @y \"a b\"\n",
			NULL},
	};
	WORLD_STEPS(&w, verbose);
	w.file = "source-file /f\n"; /* reads itself */
	assert_int_equal(world_run(&w, "source-file /f"), CMD_ERROR);
	assert_non_null(strstr(buf_str(&w.ctx.err), "too many nested files"));
	assert_null(w.ctx.frames);
	w.file = "source-file /f\nsource-file /f\n"; /* 2^50 of them would not end */
	assert_int_equal(world_run(&w, "source-file /f"), CMD_ERROR);
	assert_string_equal(buf_str(&w.ctx.err), "/f:1: too many nested files");
	world_finish(&w);
}

/* Beside one another, and in one another: only the latter counts. */
static void test_many_files(void **state)
{
	(void)state;
	struct world w;
	struct buf line = {0};
	attach(&w);
	w.file = "set -ga @x 1 ; if-shell -F 1 { set -ga @x 2 }\n";
	buf_puts(&line, "set -g @x '' ; source-file");
	for (int i = 0; i < 100; i++) {
		buf_printf(&line, " /f%d", i);
	}
	assert_int_equal(world_run(&w, buf_str(&line)), CMD_OK);
	assert_int_equal(world_run(&w, "show-options -gv @x"), CMD_OK);
	assert_int_equal(w.ctx.out.len, 201);
	assert_memory_equal(buf_str(&w.ctx.out), "12121212", 8);
	buf_finish(&line);
	world_finish(&w);
}

static void test_shell(void **state)
{
	(void)state;
	struct world w;
	attach(&w);
	w.shell_out = "hello\n";
	static const struct step yes[] = {
		{"run-shell 'echo hello'", "hello\n", NULL},
		{"if-shell true 'display-message -p y' 'display-message -p n'", "y\n", NULL},
		{"if-shell true { display-message -p y ; display-message -p z }", "y\nz\n", NULL},
	};
	WORLD_STEPS(&w, yes);
	w.shell_out = NULL;
	w.shell_status = 3;
	static const struct step no[] = {
		{"run-shell 'exit #{session_name}'", "'exit a' returned 3\n", NULL},
		{"if-shell false 'display-message -p y' 'display-message -p n'", "n\n", NULL},
		{"if-shell false 'display-message -p y'", NULL, NULL},
	};
	WORLD_STEPS(&w, no);
	w.shell_out = "no line feed";
	static const struct step cut[] = {
		{"run-shell 'exit 3'", "no line feed\n'exit 3' returned 3\n", NULL},
	};
	WORLD_STEPS(&w, cut);
	world_finish(&w);
}

static void test_shell_order(void **state)
{
	(void)state;
	struct world w;
	attach(&w);
	w.shell_out = "s\n";
	static const struct step steps[] = {
		{"display-message -p 1 ; run-shell a ; display-message -p 2", "1\ns\n2\n", NULL},
		{"if-shell a { run-shell b ; display-message -p 1 } ; display-message -p 2", "s\n1\n2\n", NULL},
		{"if-shell a { select-pane -t nowhere ; display-message -p 1 } ; display-message -p 2", NULL,
			"can't find pane: nowhere"},
		{"run-shell -C 'run-shell b' ; display-message -p 2", "s\n2\n", NULL},
		{"run-shell -d x a", NULL, "invalid delay time: x"},
	};
	WORLD_STEPS(&w, steps);
	buf_clear(&w.asked);
	static const struct step later[] = {
		{"run-shell -d 0.5 'echo #S'", "s\n", NULL},
		{"run-shell -d 2", NULL, NULL},
		{"run-shell -b -d 1 \"echo 'x y'\" ; display-message -p 2", "2\n", NULL},
		{"if-shell -b true { display-message -p y }", NULL, NULL},
	};
	WORLD_STEPS(&w, later);
	assert_string_equal(buf_str(&w.asked), "shell echo a after 500 ms\nshell - after 2000 ms\n"
		"background run-shell -d 1 \"echo 'x y'\"\nbackground if-shell true \"display-message -p y\"\n");
	w.no_spawn = true;
	static const struct step none[] = {
		{"run-shell a ; display-message -p 1", NULL, "failed to run command: a"},
	};
	WORLD_STEPS(&w, none);
	w.no_room = true;
	static const struct step full[] = {
		{"run-shell a ; display-message -p 1", NULL, "too many commands are waiting: a"},
		{"run-shell -b a ; display-message -p 1", NULL, "too many commands are waiting: run-shell a"},
	};
	WORLD_STEPS(&w, full);
	assert_null(w.ctx.frames);
	world_finish(&w);
}

/* What is left to run goes with its context. */
static void test_shell_forgotten(void **state)
{
	(void)state;
	struct world w;
	attach(&w);
	assert_int_equal(cmd_run_text(&w.ctx, "if-shell a { display-message -p 1 } ; display-message -p 2"), CMD_WAIT);
	assert_non_null(w.ctx.frames);
	cmd_ctx_finish(&w.ctx);
	assert_null(w.ctx.frames);
	world_finish(&w);
}

static void test_send(void **state)
{
	(void)state;
	struct world w;
	attach(&w);
	static const struct step steps[] = {
		{"send-keys a Enter C-c Up 'x y'", NULL, NULL},
		{"send-keys -l Enter", NULL, NULL},
		{"send-keys -H 41 7e", NULL, NULL},
		{"send-keys -N 2 z", NULL, NULL},
		{"send-keys -F '#S'", NULL, NULL},
		{"send-prefix", NULL, NULL},
		{"send-keys -H zz", NULL, "invalid hexadecimal byte: zz"},
		{"send-keys -N 0 z", NULL, "repeat count too small"},
	};
	WORLD_STEPS(&w, steps);
	assert_string_equal(buf_str(&w.written), "a\r\003\033[Ax yEnterA~zza\002");
	world_finish(&w);
}

static void test_aliases(void **state)
{
	(void)state;
	struct world w;
	attach(&w);
	static const struct step steps[] = {
		{"splitp -d cat", NULL, NULL},
		{"set -s command-alias[9] 'where=display-message -p'", NULL, NULL},
		{"where '#S:#I.#P'", "a:0.0\n", NULL},
		{"%if '#{==:#{session_name},a}'\nwhere yes\n%else\nwhere no\n%endif", "yes\n",
			NULL},
		{"NAME=value\nwhere \"$NAME\"", "value\n", NULL},
	};
	WORLD_STEPS(&w, steps);
	world_finish(&w);
}

static void test_respawn(void **state)
{
	(void)state;
	struct world w;
	attach(&w);
	static const struct step live[] = {
		{"split-window -d cat", NULL, NULL},
		{"respawn-pane", NULL, "respawn pane failed: pane a:0.0 still active"},
		{"respawn-window", NULL, "respawn window failed: window a:0 still active"},
	};
	WORLD_STEPS(&w, live);
	w.model->panes[0]->dead = true;
	assert_int_equal(world_run(&w, "respawn-pane"), CMD_OK);
	assert_false(w.model->panes[0]->dead);
	assert_int_equal(w.spawned, 3);
	assert_int_equal(world_run(&w, "respawn-window -k"), CMD_OK);
	assert_int_equal(w.spawned, 4);
	assert_int_equal(w.stopped, 2);
	assert_int_equal(w.model->pane_count, 1);
	world_finish(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_client),
		cmocka_unit_test(test_switch),
		cmocka_unit_test(test_attach),
		cmocka_unit_test(test_environment),
		cmocka_unit_test(test_spawn_failure),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_many_files),
		cmocka_unit_test(test_shell),
		cmocka_unit_test(test_shell_order),
		cmocka_unit_test(test_shell_forgotten),
		cmocka_unit_test(test_send),
		cmocka_unit_test(test_aliases),
		cmocka_unit_test(test_respawn),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
