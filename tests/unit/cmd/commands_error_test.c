/* tests/unit/cmd/commands_error_test.c -- errors and small commands.
 * What each prints was recorded from tmux 3.3a, but for what is said to be otherwise. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/cmd/world.h"

static const struct step errors[] = {
	{"new-session -d -s a -n w -x 80 -y 24 cat", NULL, NULL},
	{"select-layout bogus", NULL, "invalid layout: bogus"},
	{"select-layout 'bb62,159x48,0,0{79x48,0,0,79x48,80,0}'", NULL, NULL},
	{"split-window -d cat", NULL, NULL},
	{"split-window -d cat", NULL, NULL},
	{"select-layout 'bb62,159x48,0,0{79x48,0,0,79x48,80,0}'", NULL,
		"have 3 panes but need 2: bb62,159x48,0,0{79x48,0,0,79x48,80,0}"},
	{"select-layout 'bb63,159x48,0,0{79x48,0,0,79x48,80,0}'", NULL,
		"invalid layout: bb63,159x48,0,0{79x48,0,0,79x48,80,0}"},
	{"lsp -t 9", NULL, "can't find window: 9"},
	{"lsp -t a:9", NULL, "can't find window: 9"},
	{"lsp -t zz", NULL, "can't find window: zz"},
	{"lsw -t zz", NULL, "can't find session: zz"},
	{"lsw -t =a -F '#I'", "0\n", NULL},
	{"has -t zz", NULL, "can't find session: zz"},
	{"has -t a", NULL, NULL},
	{"has -t '$1'", NULL, NULL},
	{"lsp -t @9", NULL, "can't find window: @9"},
	{"lsp -t '%9'", NULL, "can't find pane: %9"},
	{"split-window -Q", NULL, "command split-window: unknown flag -Q"},
	{"foo", NULL, "unknown command: foo"},
	{"ne", NULL,
		"ambiguous command: ne, could be: new-session, new-window, next-layout, "
		"next-window"},
	{"kill-session -x", NULL, "command kill-session: unknown flag -x"},
	{"kill-session a", NULL, "command kill-session: too many arguments (need at most 0)"},
	{"select-pane a b", NULL, "command select-pane: too many arguments (need at most 0)"},
	{"send-keys", NULL, NULL},
	{"bind-key", NULL, "command bind-key: too few arguments (need at least 1)"},
	{"bind-key Foo", NULL, "unknown key: Foo"},
	{"bind-key C-a foo", NULL, "unknown command: foo"},
	{"bind-key C-a 'split-window -Q'", NULL, "command split-window: unknown flag -Q"},
	{"unbind-key", NULL, "missing key"},
	{"unbind-key -T bogus x", NULL, "table bogus doesn't exist"},
	{"unbind-key Foo", NULL, "unknown key: Foo"},
	{"list-keys -T bogus", NULL, "table bogus doesn't exist"},
	{"rename-session", NULL, "command rename-session: too few arguments (need at least 1)"},
	{"rename-session ''", NULL, "invalid session: "},
	{"rename-session a", NULL, NULL},
	{"rename-window", NULL, "command rename-window: too few arguments (need at least 1)"},
	{"rename-window x y", NULL, "command rename-window: too many arguments (need at most 1)"},
	{"new-session -d -s a", NULL, "duplicate session: a"},
	{"new-session -d -s ''", NULL, "invalid session: "},
	{"new-session -d -s b:c.d -n w cat", NULL, NULL},
	{"ls -F '#{session_name}'", "a\nb_c_d\n", NULL},
	{"rename-session -t b_c_d a", NULL, "duplicate session: a"},
	{"rename-session -t b_c_d ok", NULL, NULL},
	{"kill-session -t ok", NULL, NULL},
	{"kill-session -t ok", NULL, "can't find session: ok"},
	{"list-windows -f 0", NULL, NULL},
	{"list-panes -f '#{==:#{pane_index},0}' -F '#P'", "0\n", NULL},
	{"list-commands -F '#{command_list_name}' kill-server", "kill-server\n", NULL},
	{"list-commands kill-server", "kill-server \n", NULL},
	{"list-commands lsw",
		"list-windows (lsw) [-a] [-F format] [-f filter] [-t target-session]\n", NULL},
	{"list-commands bogus", NULL, NULL},
	{"detach-client", NULL, "no current client"},
	{"detach-client -t /dev/pts/99", NULL, "can't find client: /dev/pts/99"},
	{"switch-client -t a", NULL, "no current client"},
	{"refresh-client", NULL, "no current client"},
	{"suspend-client", NULL, "no current client"},
	{"display-message -p hello", "hello\n", NULL},
	{"display-message -p '#S:#I.#P'", "a:0.0\n", NULL},
	{"display-message -p -F '#S'", "a\n", NULL},
	{"display-message -p -F '#S' x", NULL, "only one of -F or argument must be given"},
	{"source-file -q /nonexistent", NULL, NULL},
	{"if-shell -F 1 'display-message -p yes' 'display-message -p no'", "yes\n", NULL},
	{"if-shell -F '#{==:a,b}' 'display-message -p yes' 'display-message -p no'", "no\n", NULL},
	{"if-shell -F '' 'display-message -p yes'", NULL, NULL},
	{"if-shell true", NULL, "command if-shell: too few arguments (need at least 2)"},
	{"run-shell -C 'display-message -p hi'", "hi\n", NULL},
	{"run-shell", NULL, NULL},
	{"start-server", NULL, NULL},
	{"kill-session -C", NULL, NULL},
	{"clear-history", NULL, NULL},
	{"last-pane", NULL, "no last pane"},
	{"last-window", NULL, "no last window"},
	{"ls -F '#{session_name}: #{session_windows}'", "a: 1\n", NULL},
	{"new-session -d -s x -x 0 cat", NULL, "width too small"},
	{"new-session -d -s x -y a cat", NULL, "height invalid"},
	{"resize-pane -x -5", NULL, "width too small"},
	{"send-prefix", NULL, NULL},
};

static void test_errors(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	WORLD_STEPS(&w, errors);
	world_finish(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_errors),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
