/* tests/unit/cmd/commands_key_test.c -- bindings and send-keys.
 * What each prints was recorded from tmux 3.3a, but for what is said to be otherwise. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/cmd/world.h"

static const struct step keys[] = {
	{"new-session -d -s a -n w0 -x 80 -y 24 cat", NULL, NULL},
	{"bind-key x display-message hi", NULL, NULL},
	{"bind-key -n M-x display-message hi", NULL, NULL},
	{"bind-key -r -T foo C-Left resize-pane -L 5", NULL, NULL},
	{"bind-key -N 'a note' y display-message 'a b' \\; split-window -h", NULL, NULL},
	{"bind-key z 'display-message a ; display-message b'", NULL, NULL},
	{"bind-key Z if-shell -F 1 'display-message \"a b\"'", NULL, NULL},
	{"bind-key '\"' split-window", NULL, NULL},
	{"bind-key \"'\" split-window", NULL, NULL},
	{"bind-key ; last-pane", NULL, "command bind-key: too few arguments (need at least 1)"},
	{"bind-key \\; last-pane", NULL, NULL},
	{"bind-key '#' list-windows", NULL, NULL},
	{"bind-key '$' list-windows", NULL, NULL},
	{"bind-key '~' list-windows", NULL, NULL},
	{"bind-key '%' list-windows", NULL, NULL},
	{"bind-key '{' list-windows", NULL, NULL},
	{"bind-key '\\' list-windows", NULL, NULL},
	{"bind-key F1 list-windows", NULL, NULL},
	{"bind-key M-F1 list-windows", NULL, NULL},
	{"bind-key C-M-a list-windows", NULL, NULL},
	{"bind-key S-Up list-windows", NULL, NULL},
	{"bind-key Space list-windows", NULL, NULL},
	{"bind-key C-Space list-windows", NULL, NULL},
	{"bind-key Any list-windows", NULL, NULL},
	{"bind-key -n MouseDown1Pane select-pane -t =", NULL, NULL},
	{"list-keys -T prefix x", "bind-key -T prefix x display-message hi\n", NULL},
	{"list-keys -T prefix y",
		"bind-key -T prefix y display-message \"a b\" \\; split-window -h\n", NULL},
	{"list-keys -T prefix z", "bind-key -T prefix z display-message a \\; display-message b\n",
		NULL},
	{"list-keys -T prefix Z",
		"bind-key -T prefix Z if-shell -F 1 \"display-message \\\"a b\\\"\"\n", NULL},
	{"list-keys -T prefix '\"'", "bind-key -T prefix \\\" split-window\n", NULL},
	{"list-keys -T prefix \"'\"", "bind-key -T prefix \\' split-window\n", NULL},
	{"list-keys -T prefix \\;", "bind-key -T prefix \\; last-pane\n", NULL},
	{"list-keys -T prefix '#'", "bind-key -T prefix \\# list-windows\n", NULL},
	{"list-keys -T prefix '$'", "bind-key -T prefix \\$ list-windows\n", NULL},
	{"list-keys -T prefix '\\'", "bind-key -T prefix \\\\ list-windows\n", NULL},
	{"list-keys x", "bind-key -T prefix x display-message hi\n", NULL},
	{"list-keys qqqq", NULL, "invalid key: qqqq"},
	{"list-keys -N x", NULL, "unknown key: x"},
	{"list-keys -N y", "C-b y a note\n", NULL},
	{"list-keys -1 y", "bind-key -T prefix y display-message \"a b\" \\; split-window -h\n",
		NULL},
	{"list-keys -1N y", "C-b y a note\n", NULL},
	{"unbind-key x", NULL, NULL},
	{"unbind-key x", NULL, NULL},
	{"unbind-key -T nope x", NULL, "table nope doesn't exist"},
	{"unbind-key -n M-x", NULL, NULL},
	{"unbind-key -q Foo", NULL, NULL},
	{"unbind-key -a x", NULL, "key given with -a"},
	{"unbind-key -aq -T foo2", NULL, NULL},
	{"list-keys -T prefix x", NULL, "unknown key: x"},
	{"send-keys a Enter", NULL, NULL},
	{"send-keys -l Enter", NULL, NULL},
	{"send-keys -H 41 42", NULL, NULL},
	{"send-keys -N 3 x", NULL, NULL},
	{"send-keys -N 0 x", NULL, "repeat count too small"},
	{"send-keys -N a x", NULL, "repeat count invalid"},
	{"send-keys -t bogus x", NULL, "can't find pane: bogus"},
	{"send-keys -X cancel", NULL, "not in a mode"},
	{"send-keys -R", NULL, NULL},
	{"send-keys -Z", NULL, "command send-keys: unknown flag -Z"},
	{"send-prefix", NULL, NULL},
	{"send-prefix -2", NULL, NULL},
	{"bind-key C-bogus x", NULL, "unknown key: C-bogus"},
};

static void test_keys(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	WORLD_STEPS(&w, keys);
	world_finish(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
