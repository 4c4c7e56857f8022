/* tests/unit/cmd/commands_window_test.c -- windows: make, select, move, link, join, break, resize.
 * What each prints was recorded from tmux 3.3a, but for what is said to be otherwise. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/cmd/world.h"

static const struct step windows[] = {
	{"new-session -d -s a -n w0 -x 80 -y 24 cat", NULL, NULL},
	{"new-window -n w1 cat", NULL, NULL},
	{"new-window -d -n w2 -P cat", "a:2.0\n", NULL},
	{"new-window -d -n w5 -t 5 -PF '#{window_id}' cat", "@4\n", NULL},
	{"new-window -d -t 5 cat", NULL, "create window failed: index 5 in use"},
	{"new-window -d -t a:5 cat", NULL, "create window failed: index 5 in use"},
	{"new-window -dk -n k5 -t 5 cat", NULL, NULL},
	{"new-window -da -n aft -t 0 cat", NULL, NULL},
	{"new-window -db -n bef -t 0 cat", NULL, NULL},
	{"new-window -S -n w2 cat", NULL, NULL},
	{"new-window -t zz cat", NULL, "can't find window: zz"},
	{"new-window -t zz: cat", NULL, "can't find session: zz"},
	{"lsw -F '#{window_index} #{window_name} #{window_flags}'",
		"0 bef \n1 w0 \n2 aft \n3 w1 -\n4 w2 *\n5 k5 \n", NULL},
	{"select-window -t 1", NULL, NULL},
	{"select-window -n", NULL, NULL},
	{"select-window -p", NULL, NULL},
	{"select-window -l", NULL, NULL},
	{"lsw -F '#{window_index} #{window_name} #{window_flags}'",
		"0 bef \n1 w0 -\n2 aft *\n3 w1 \n4 w2 \n5 k5 \n", NULL},
	{"select-window -T -t 1", NULL, NULL},
	{"select-window -t 99", NULL, "can't find window: 99"},
	{"select-window -t w2", NULL, NULL},
	{"next-window", NULL, NULL},
	{"next-window", NULL, NULL},
	{"next-window", NULL, NULL},
	{"previous-window", NULL, NULL},
	{"last-window", NULL, NULL},
	{"lsw -F '#{window_index} #{window_name} #{window_flags}'",
		"0 bef -\n1 w0 *\n2 aft \n3 w1 \n4 w2 \n5 k5 \n", NULL},
	{"next-window -a", NULL, "no next window"},
	{"previous-window -a", NULL, "no previous window"},
	{"next-window -t zz", NULL, "can't find session: zz"},
	{"move-window -s 5 -t 9", NULL, NULL},
	{"move-window -s 9 -t 1", NULL, "index in use: 1"},
	{"move-window -s 9 -t 99", NULL, NULL},
	{"move-window -s 77", NULL, "can't find window: 77"},
	{"lsw -F '#{window_index} #{window_name} #{window_flags}'",
		"0 bef \n1 w0 -\n2 aft \n3 w1 \n4 w2 \n99 k5 *\n", NULL},
	{"move-window -k -s 0 -t 1", NULL, NULL},
	{"move-window -r", NULL, NULL},
	{"move-window -a -s 0 -t 2", NULL, NULL},
	{"lsw -F '#{window_index} #{window_name} #{window_flags}'",
		"1 aft \n2 w1 \n3 bef *\n4 w2 \n5 k5 -\n", NULL},
	{"move-window -d -s 1 -t 20", NULL, NULL},
	{"lsw -F '#{window_index} #{window_name} #{window_flags}'",
		"2 w1 \n3 bef *\n4 w2 \n5 k5 -\n20 aft \n", NULL},
	{"swap-window -s 0 -t 2", NULL, "can't find window: 0"},
	{"lsw -F '#{window_index} #{window_name} #{window_flags}'",
		"2 w1 \n3 bef *\n4 w2 \n5 k5 -\n20 aft \n", NULL},
	{"swap-window -d -s 0 -t 3", NULL, "can't find window: 0"},
	{"lsw -F '#{window_index} #{window_name} #{window_flags}'",
		"2 w1 \n3 bef *\n4 w2 \n5 k5 -\n20 aft \n", NULL},
	{"swap-window -t 0", NULL, "can't find window: 0"},
	{"lsw -F '#{window_index} #{window_name} #{window_flags}'",
		"2 w1 \n3 bef *\n4 w2 \n5 k5 -\n20 aft \n", NULL},
	{"swap-window -s 88 -t 0", NULL, "can't find window: 88"},
	{"new-session -d -s b -n bw -x 60 -y 20 cat", NULL, NULL},
	{"lsw -t b -F '#{window_index} #{window_name}'", "0 bw\n", NULL},
	{"link-window -s a:0 -t b:", NULL, "can't find window: 0"},
	{"link-window -s a:0 -t b:", NULL, "can't find window: 0"},
	{"link-window -s a:0 -t b:0", NULL, "can't find window: 0"},
	{"link-window -dk -s a:1 -t b:0", NULL, "can't find window: 1"},
	{"lsw -t b -F '#{window_index} #{window_name} #{window_flags} #{window_linked} "
	 "#{window_linked_sessions}'",
		"0 bw * 0 1\n", NULL},
	{"link-window -a -s a:3 -t b:0", NULL, NULL},
	{"lsw -t b -F '#{window_index} #{window_name} #{window_flags} #{window_linked}'",
		"0 bw - 0\n1 bef * 1\n", NULL},
	{"unlink-window -t b:0", NULL, "window only linked to one session"},
	{"unlink-window -t b:20", NULL, "can't find window: 20"},
	{"lsw -t b -F '#{window_index} #{window_name} #{window_flags} #{window_linked}'",
		"0 bw - 0\n1 bef * 1\n", NULL},
	{"unlink-window -t a:20", NULL, "window only linked to one session"},
	{"unlink-window -k -t a:20", NULL, NULL},
	{"lsw -a -F '#{session_name}:#{window_index} #{window_name} #{window_flags}'",
		"a:2 w1 \na:3 bef *\na:4 w2 \na:5 k5 -\nb:0 bw -\nb:1 bef *\n", NULL},
	{"kill-window -t a:77", NULL, "can't find window: 77"},
	{"kill-window -t b:", NULL, NULL},
	{"lsw -a -F '#{session_name}:#{window_index} #{window_name} #{window_flags}'",
		"a:2 w1 \na:4 w2 -\na:5 k5 *\nb:0 bw *\n", NULL},
	{"new-session -d -s c -n w -e A=b -e C=d -P -F '#{session_id} #{session_name} "
	 "#{window_name}' cat",
		"$3 c w\n", NULL},
	{"new-session -d -s c2 -c /tmp -P cat", "c2:\n", NULL},
	{"new-session -d -s d -x 0 cat", NULL, "width too small"},
	{"new-session -d -s d -x a cat", NULL, "width invalid"},
	{"new-session -d -s d2 -x 100 -y 50 -n w cat", NULL, NULL},
	{"kill-session -a -t d2", NULL, NULL},
	{"ls -F '#{session_name}'", "d2\n", NULL},
	{"kill-session -C", NULL, NULL},
};

static const struct step between[] = {
	{"new-session -d -s a -n w0 -x 80 -y 24 cat", NULL, NULL},
	{"new-window -n x1 cat", NULL, NULL},
	{"split-window -d cat", NULL, NULL},
	{"split-window -d cat", NULL, NULL},
	{"break-pane -d -s x1.0 -n brk -P", "a:2.0\n", NULL},
	{"break-pane -s x1.0 -t a:0", NULL, "index in use: 0"},
	{"break-pane -d -s x1.1 -t a:30 -n c30 -P -F '#{window_index}'", "30\n", NULL},
	{"break-pane -d -s x1.0 -t a:31", NULL, NULL},
	{"lsw -F '#{window_index} #{window_name} #{window_panes} #{window_layout}'",
		"0 w0 1 b25e,80x24,0,0,1\n2 brk 1 b25f,80x24,0,0,2\n30 c30 1 b260,80x24,0,0,3\n31 "
		"x1 1 b261,80x24,0,0,4\n",
		NULL},
	{"join-pane -s a:30 -t brk", NULL, NULL},
	{"join-pane -h -d -l 10 -s a:31 -t brk", NULL, NULL},
	{"lsw -F '#{window_index} #{window_name}#{window_flags} #{window_panes} #{window_layout}'",
		"0 w0- 1 b25e,80x24,0,0,1\n2 brk* 3 "
		"3592,80x24,0,0[80x12,0,0,2,80x11,0,13{69x11,0,13,3,10x11,70,13,4}]\n",
		NULL},
	{"join-pane -s brk.0 -t brk.0", NULL, "source and target panes must be different"},
	{"join-pane -s brk.0 -t brk.1", NULL, NULL},
	{"move-pane -b -h -p 25 -s brk.0 -t brk.2", NULL, NULL},
	{"lsw -F '#{window_index} #{window_name}#{window_flags} #{window_panes} #{window_layout}'",
		"0 w0- 1 b25e,80x24,0,0,1\n2 brk* 3 "
		"5a7a,80x24,0,0{69x24,0,0,2,2x24,70,0,3,7x24,73,0,4}\n",
		NULL},
	{"join-pane -l 500 -s brk.0 -t a:0", NULL, NULL},
	{"join-pane -l x -s brk.0 -t a:0", NULL, "size invalid"},
	{"join-pane -l -3 -h -s brk.0 -t a:0", NULL, "size too small"},
	{"join-pane -p x -s brk.0 -t a:0", NULL, "size invalid"},
	{"split-window -l 300% cat", NULL, NULL},
	{"split-window -l 300 cat", NULL, NULL},
	{"split-window -l -5 cat", NULL, "lines too small"},
	{"split-window -h -l x cat", NULL, "lines invalid"},
	{"split-window -p 101 cat", NULL, NULL},
	{"split-window -p -1 cat", NULL, "create pane failed: -p too small"},
	{"split-window -p a cat", NULL, "create pane failed: -p invalid"},
	{"lsp -F '#{pane_index} #{pane_width}x#{pane_height}#{?pane_active, active,}'",
		"0 80x1\n1 80x1\n2 80x1\n3 80x1\n4 80x16 active\n", NULL},
	{"kill-pane -t 9", NULL, "can't find pane: 9"},
	{"kill-pane -t '%99'", NULL, "can't find pane: %99"},
	{"kill-pane", NULL, NULL},
	{"swap-pane -s a:0.0 -t brk.0", NULL, NULL},
	{"lsp -a -F '#{window_index}.#{pane_index} #{pane_id} #{pane_active}'",
		"0.0 %3 1\n0.1 %2 0\n0.2 %5 0\n0.3 %6 0\n2.0 %1 1\n2.1 %4 0\n", NULL},
	{"resize-window -t a:0 -x 100 -y 30", NULL, NULL},
	{"lsw -F '#{window_index} #{window_width}x#{window_height}'", "0 100x30\n2 80x24\n", NULL},
	{"resize-window -t a:0 -L 10", NULL, NULL},
	{"resize-window -t a:0 -D", NULL, NULL},
	{"lsw -F '#{window_index} #{window_width}x#{window_height}'", "0 90x31\n2 80x24\n", NULL},
	{"resize-window -t a:0 -x 0", NULL, "width too small"},
	{"resize-window -t a:0 -x 20000", NULL, "width too large"},
	{"resize-window -t a:0 -L x", NULL, "adjustment invalid"},
	{"resize-window -t a:0 -L 0", NULL, "adjustment too small"},
	{"show-options -w -t a:0", "window-size manual\n", NULL},
	{"rename-window -t a:0 'n:a.m#S'", NULL, NULL},
	{"lsw -F '#{window_index} #{window_name}.'", "0 n:a.ma.\n2 brk.\n", NULL},
	{"rename-window -t a:zzz q", NULL, "can't find window: zzz"},
	{"respawn-pane -t a:0", NULL, "respawn pane failed: pane a:0.0 still active"},
	{"respawn-window -t a:0", NULL, "respawn window failed: window a:0 still active"},
	{"respawn-pane -k -t a:0 cat", NULL, NULL},
	{"respawn-window -k -t a:0 cat", NULL, NULL},
	{"lsp -t a:0 -F '#{pane_index} #{pane_width}x#{pane_height}'", "0 90x31\n", NULL},
	{"kill-window -a -t a:0", NULL, NULL},
	{"lsw -F '#{window_index} #{window_name}.'", "0 n:a.ma.\n", NULL},
};

static const struct step indexes[] = {
	{"new-session -d -s a -n w -x 80 -y 24 cat", NULL, NULL},
	{"bind-key -T foo x", NULL, NULL},
	{"bind-key x", NULL, NULL},
	{"set-option -g status-left", NULL, "empty value"},
	{"set -g @a", NULL, "empty value"},
	{"show -gv @a", NULL, "invalid option: @a"},
	{"setw -g automatic-rename", NULL, NULL},
	{"showw -gv automatic-rename", "off\n", NULL},
	{"select-window -t :+5", NULL, NULL},
	{"select-window -t :-", NULL, NULL},
	{"next-window", NULL, "no next window"},
	{"new-window -t :9 -n n9 cat", NULL, NULL},
	{"new-window -a -t :0 -n aa cat", NULL, NULL},
	{"select-window -t '{start}'", NULL, NULL},
	{"select-window -t '{end}'", NULL, NULL},
	{"lsw -F '#I #W#F'", "0 w-\n1 aa\n9 n9*\n", NULL},
	{"select-window -t :=n9", NULL, NULL},
	{"select-window -t n", NULL, NULL},
	{"select-window -t n*", NULL, NULL},
	{"select-pane -t '{last}'", NULL, NULL},
	{"select-pane -t '{top}'", NULL, NULL},
	{"select-pane -t 7", NULL, "can't find pane: 7"},
	{"select-pane -t :.7", NULL, "can't find pane: 7"},
	{"kill-window -t :5", NULL, "can't find window: 5"},
	{"link-window -t :3", NULL, NULL},
	{"link-window -s :9 -t :3", NULL, "same index: 3"},
	{"lsw -F '#I #W#F'", "0 w\n1 aa\n3 n9*\n9 n9-\n", NULL},
	{"unlink-window -t :3", NULL, NULL},
	{"move-window -t :3", NULL, NULL},
	{"lsw -F '#I #W#F'", "0 w-\n1 aa\n3 n9*\n", NULL},
	{"swap-window -t :1", NULL, NULL},
	{"lsw -F '#I #W#F'", "0 w-\n1 n9\n3 aa*\n", NULL},
	{"new-window -k -t :1 -n kk cat", NULL, NULL},
	{"lsw -F '#I #W#F'", "0 w\n1 kk*\n3 aa-\n", NULL},
	{"kill-session -t nope", NULL, "can't find session: nope"},
	{"new-session -d -s a:b", NULL, NULL},
	{"has-session", NULL, NULL},
	{"rename-session 'x y'", NULL, NULL},
	{"ls -F '#S'", "a\nx y\n", NULL},
	{"list-panes -t :1 -F '#P'", NULL, "can't find window: 1"},
	{"set-window-option -t :1 synchronize-panes", NULL, "no such window: :1"},
	{"show-window-options -t :1", NULL, "no such window: :1"},
	{"source-file", NULL, "command source-file: too few arguments (need at least 1)"},
	{"if-shell -F", NULL, "command if-shell: too few arguments (need at least 2)"},
	{"bind-key C-x '{' display-message hi '}'", NULL, "unknown command: {"},
	{"list-keys -T prefix C-x", NULL, "unknown key: C-x"},
	{"bind-key C-y 'split-window ; select-pane -U'", NULL, NULL},
	{"list-keys -T prefix C-y", "bind-key -T prefix C-y split-window \\; select-pane -U\n",
		NULL},
	{"unbind-key C-y", NULL, NULL},
	{"list-keys -T prefix C-y", NULL, "unknown key: C-y"},
	{"bind-key -N 'note it' x", NULL, NULL},
	{"list-keys -N x", "C-b x note it\n", NULL},
	{"bind-key -N 'no such' M-q", NULL, NULL},
	{"list-keys M-q", NULL, "unknown key: M-q"},
	{"move-window -s :1 -t :1", NULL, "can't find window: 1"},
	{"move-window -k -s :1 -t :1", NULL, "can't find window: 1"},
	{"link-window -k -s :1 -t :1", NULL, "can't find window: 1"},
	{"link-window -s :1 -t :8", NULL, "can't find window: 1"},
	{"move-window -s :1 -t :8", NULL, "can't find window: 1"},
	{"move-window -k -s :1 -t :8", NULL, "can't find window: 1"},
	{"lsw -F '#I #W#F'", "0 sh*\n", NULL},
	{"swap-window -s :8 -t :8", NULL, "can't find window: 8"},
};

static void test_windows(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	WORLD_STEPS(&w, windows);
	world_finish(&w);
}

static void test_between(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	WORLD_STEPS(&w, between);
	world_finish(&w);
}

static void test_indexes(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	WORLD_STEPS(&w, indexes);
	world_finish(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_windows),
		cmocka_unit_test(test_between),
		cmocka_unit_test(test_indexes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
