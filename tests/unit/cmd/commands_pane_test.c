/* tests/unit/cmd/commands_pane_test.c -- split, select, swap, rotate, resize and arrange panes. The
 * equal layouts deal out what is left over as later versions do.
 * What each prints was recorded from tmux 3.3a, but for what is said to be otherwise. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/cmd/world.h"

static const struct step panes[] = {
	{"new-session -d -s a -n w -x 80 -y 24 cat", NULL, NULL},
	{"lsw -F '#{window_name}#{window_flags} #{window_panes} #{window_layout}'",
		"w* 1 b25e,80x24,0,0,1\n", NULL},
	{"lsp -F '#{pane_index} #{pane_width}x#{pane_height} #{pane_id}#{?pane_active, active,}'",
		"0 80x24 %1 active\n", NULL},
	{"split-window -h cat", NULL, NULL},
	{"split-window -v -l 5 -P cat", "a:0.2\n", NULL},
	{"split-window -b -p 30 -PF '#{pane_id} #{pane_width}x#{pane_height}' cat", "%4 39x1\n",
		NULL},
	{"split-window -f -h -l 20% cat", NULL, NULL},
	{"lsp -F '#{pane_index} #{pane_width}x#{pane_height} #{pane_id}#{?pane_active, active,}'",
		"0 31x24 %1\n1 31x18 %2\n2 31x1 %4\n3 31x3 %3\n4 16x24 %5 active\n", NULL},
	{"lsw -F '#{window_name}#{window_flags} #{window_panes} #{window_layout}'",
		"w* 5 "
		"deb6,80x24,0,0{31x24,0,0,1,31x24,32,0[31x18,32,0,2,31x1,32,19,4,31x3,32,21,3],"
		"16x24,64,0,5}\n",
		NULL},
	{"lsw -F '#{window_layout}'",
		"deb6,80x24,0,0{31x24,0,0,1,31x24,32,0[31x18,32,0,2,31x1,32,19,4,31x3,32,21,3],"
		"16x24,64,0,5}\n",
		NULL},
	{"select-pane -t 0", NULL, NULL},
	{"select-pane -L", NULL, NULL},
	{"lsp -F '#{pane_index} #{pane_active}'", "0 0\n1 0\n2 0\n3 0\n4 1\n", NULL},
	{"select-pane -R", NULL, NULL},
	{"select-pane -U", NULL, NULL},
	{"select-pane -D", NULL, NULL},
	{"lsp -F '#{pane_index} #{pane_active}'", "0 1\n1 0\n2 0\n3 0\n4 0\n", NULL},
	{"last-pane", NULL, NULL},
	{"lsp -F '#{pane_index} #{pane_active}'", "0 0\n1 0\n2 0\n3 0\n4 1\n", NULL},
	{"swap-pane -s 0 -t 2", NULL, NULL},
	{"lsp -F '#{pane_index} #{pane_id} #{pane_active}'",
		"0 %4 1\n1 %2 0\n2 %1 0\n3 %3 0\n4 %5 0\n", NULL},
	{"swap-pane -U", NULL, NULL},
	{"lsp -F '#{pane_index} #{pane_id} #{pane_active}'",
		"0 %5 0\n1 %2 0\n2 %1 0\n3 %3 0\n4 %4 1\n", NULL},
	{"swap-pane -D", NULL, NULL},
	{"lsp -F '#{pane_index} #{pane_id} #{pane_active}'",
		"0 %4 1\n1 %2 0\n2 %1 0\n3 %3 0\n4 %5 0\n", NULL},
	{"swap-pane -d -s 0 -t 3", NULL, NULL},
	{"lsp -F '#{pane_index} #{pane_id} #{pane_active}'",
		"0 %3 0\n1 %2 0\n2 %1 0\n3 %4 1\n4 %5 0\n", NULL},
	{"swap-pane -dU -t 3", NULL, NULL},
	{"lsp -F '#{pane_index} #{pane_id} #{pane_active}'",
		"0 %3 0\n1 %2 0\n2 %4 0\n3 %1 1\n4 %5 0\n", NULL},
	{"rotate-window", NULL, NULL},
	{"lsp -F '#{pane_index} #{pane_id} #{pane_active}'",
		"0 %2 0\n1 %4 0\n2 %1 0\n3 %5 1\n4 %3 0\n", NULL},
	{"rotate-window -D", NULL, NULL},
	{"rotate-window -D", NULL, NULL},
	{"lsp -F '#{pane_index} #{pane_id} #{pane_active}'",
		"0 %5 0\n1 %3 0\n2 %2 0\n3 %4 1\n4 %1 0\n", NULL},
	{"resize-pane -t 1 -L 5", NULL, NULL},
	{"lsw -F '#{window_layout}'",
		"a6db,80x24,0,0{31x24,0,0,5,26x24,32,0[26x18,32,0,3,26x1,32,19,2,26x3,32,21,4],"
		"21x24,59,0,1}\n",
		NULL},
	{"resize-pane -t 1 -R 3", NULL, NULL},
	{"lsw -F '#{window_layout}'",
		"e137,80x24,0,0{31x24,0,0,5,29x24,32,0[29x18,32,0,3,29x1,32,19,2,29x3,32,21,4],"
		"18x24,62,0,1}\n",
		NULL},
	{"resize-pane -t 1 -D", NULL, NULL},
	{"resize-pane -t 1 -U 2", NULL, NULL},
	{"lsw -F '#{window_layout}'",
		"7f33,80x24,0,0{31x24,0,0,5,29x24,32,0[29x17,32,0,3,29x3,32,18,2,29x2,32,22,4],"
		"18x24,62,0,1}\n",
		NULL},
	{"resize-pane -t 0 -x 30", NULL, NULL},
	{"resize-pane -t 0 -y 30%", NULL, NULL},
	{"resize-pane -t 1 -x 50%", NULL, NULL},
	{"lsw -F '#{window_layout}'",
		"1ec7,80x24,0,0{30x24,0,0,5,40x24,31,0[40x17,31,0,3,40x3,31,18,2,40x2,31,22,4],"
		"8x24,72,0,1}\n",
		NULL},
	{"resize-pane -t 1 -x 500", NULL, NULL},
	{"lsw -F '#{window_layout}'",
		"dc49,80x24,0,0{1x24,0,0,5,76x24,2,0[76x17,2,0,3,76x3,2,18,2,76x2,2,22,4],1x24,79,"
		"0,1}\n",
		NULL},
	{"resize-pane -x -5", NULL, "width too small"},
	{"resize-pane -x a", NULL, "width invalid"},
	{"resize-pane -x 5%%", NULL, "width invalid"},
	{"resize-pane -y 200%", NULL, "height too large"},
	{"resize-pane -L a", NULL, "adjustment invalid"},
	{"resize-pane -L 0", NULL, "adjustment too small"},
	{"resize-pane -L -1", NULL, "command resize-pane: unknown flag -1"},
	{"resize-pane -Z", NULL, NULL},
	{"lsw -F '#{window_layout} #{window_visible_layout} #{window_flags} #{window_zoomed_flag}'",
		"dc49,80x24,0,0{1x24,0,0,5,76x24,2,0[76x17,2,0,3,76x3,2,18,2,76x2,2,22,4],1x24,79,"
		"0,1} b261,80x24,0,0,4 *Z 1\n",
		NULL},
	{"lsp -F '#{pane_index} #{pane_width}x#{pane_height} #{pane_id}#{?pane_active, active,}'",
		"0 1x24 %5\n1 76x17 %3\n2 76x3 %2\n3 80x24 %4 active\n4 1x24 %1\n", NULL},
	{"select-pane -t 1", NULL, NULL},
	{"lsw -F '#{window_name}#{window_flags} #{window_panes} #{window_layout}'",
		"w* 5 "
		"dc49,80x24,0,0{1x24,0,0,5,76x24,2,0[76x17,2,0,3,76x3,2,18,2,76x2,2,22,4],1x24,79,"
		"0,1}\n",
		NULL},
	{"resize-pane -Z -t 2", NULL, NULL},
	{"lsw -F '#{window_name}#{window_flags} #{window_panes} #{window_layout}'",
		"w*Z 5 "
		"dc49,80x24,0,0{1x24,0,0,5,76x24,2,0[76x17,2,0,3,76x3,2,18,2,76x2,2,22,4],1x24,79,"
		"0,1}\n",
		NULL},
	{"resize-pane -x 10", NULL, NULL},
	{"lsw -F '#{window_name}#{window_flags} #{window_panes} #{window_layout}'",
		"w* 5 "
		"65e1,80x24,0,0{1x24,0,0,5,10x24,2,0[10x17,2,0,3,10x3,2,18,2,10x2,2,22,4],67x24,13,"
		"0,1}\n",
		NULL},
	{"resize-pane -Z", NULL, NULL},
	{"split-window cat", NULL, NULL},
	{"lsw -F '#{window_name}#{window_flags} #{window_panes} #{window_layout}'",
		"w* 6 "
		"4b3d,80x24,0,0{1x24,0,0,5,10x24,2,0[10x17,2,0,3,10x1,2,18,2,10x1,2,20,6,10x2,2,22,"
		"4],67x24,13,0,1}\n",
		NULL},
	{"select-layout even-horizontal", NULL, NULL},
	{"lsw -F '#{window_name}#{window_flags} #{window_panes} #{window_layout}'",
		"w* 6 "
		"4708,80x24,0,0{13x24,0,0,5,13x24,14,0,3,13x24,28,0,2,12x24,42,0,6,12x24,55,0,4,"
		"12x24,68,0,1}\n",
		NULL},
	{"select-layout even-vertical", NULL, NULL},
	{"lsw -F '#{window_name}#{window_flags} #{window_panes} #{window_layout}'",
		"w* 6 "
		"a357,80x24,0,0[80x4,0,0,5,80x3,0,5,3,80x3,0,9,2,80x3,0,13,6,80x3,0,17,4,80x3,0,21,"
		"1]\n",
		NULL},
	{"select-layout main-horizontal", NULL, NULL},
	{"lsw -F '#{window_name}#{window_flags} #{window_panes} #{window_layout}'",
		"w* 6 "
		"5fee,80x24,0,0[80x22,0,0,5,80x1,0,23{16x1,0,23,3,15x1,17,23,2,15x1,33,23,6,15x1,"
		"49,23,4,15x1,65,23,1}]\n",
		NULL},
	{"select-layout main-vertical", NULL, NULL},
	{"lsw -F '#{window_name}#{window_flags} #{window_panes} #{window_layout}'",
		"w* 6 "
		"5fdf,80x24,0,0{78x24,0,0,5,1x24,79,0[1x4,79,0,3,1x4,79,5,2,1x4,79,10,6,1x4,79,15,"
		"4,1x4,79,20,1]}\n",
		NULL},
	{"select-layout tiled", NULL, NULL},
	{"lsw -F '#{window_name}#{window_flags} #{window_panes} #{window_layout}'",
		"w* 6 "
		"0297,80x24,0,0[80x7,0,0{39x7,0,0,5,40x7,40,0,3},80x7,0,8{39x7,0,8,2,40x7,40,8,6},"
		"80x8,0,16{39x8,0,16,4,40x8,40,16,1}]\n",
		NULL},
	{"next-layout", NULL, NULL},
	{"lsw -F '#{window_name}#{window_flags} #{window_panes} #{window_layout}'",
		"w* 6 "
		"4708,80x24,0,0{13x24,0,0,5,13x24,14,0,3,13x24,28,0,2,12x24,42,0,6,12x24,55,0,4,"
		"12x24,68,0,1}\n",
		NULL},
	{"next-layout", NULL, NULL},
	{"lsw -F '#{window_name}#{window_flags} #{window_panes} #{window_layout}'",
		"w* 6 "
		"a357,80x24,0,0[80x4,0,0,5,80x3,0,5,3,80x3,0,9,2,80x3,0,13,6,80x3,0,17,4,80x3,0,21,"
		"1]\n",
		NULL},
	{"previous-layout", NULL, NULL},
	{"previous-layout", NULL, NULL},
	{"previous-layout", NULL, NULL},
	{"lsw -F '#{window_name}#{window_flags} #{window_panes} #{window_layout}'",
		"w* 6 "
		"9a75,80x24,0,0{1x24,0,0[1x4,0,0,3,1x4,0,5,2,1x4,0,10,6,1x4,0,15,4,1x4,0,20,1],"
		"78x24,2,0,5}\n",
		NULL},
	{"select-layout -n", NULL, NULL},
	{"select-layout -p", NULL, NULL},
	{"lsw -F '#{window_name}#{window_flags} #{window_panes} #{window_layout}'",
		"w* 6 "
		"9a75,80x24,0,0{1x24,0,0[1x4,0,0,3,1x4,0,5,2,1x4,0,10,6,1x4,0,15,4,1x4,0,20,1],"
		"78x24,2,0,5}\n",
		NULL},
	{"select-layout -o", NULL, NULL},
	{"lsw -F '#{window_name}#{window_flags} #{window_panes} #{window_layout}'",
		"w* 6 "
		"0297,80x24,0,0[80x7,0,0{39x7,0,0,5,40x7,40,0,3},80x7,0,8{39x7,0,8,2,40x7,40,8,6},"
		"80x8,0,16{39x8,0,16,4,40x8,40,16,1}]\n",
		NULL},
	{"select-layout -E", NULL, NULL},
	{"lsw -F '#{window_name}#{window_flags} #{window_panes} #{window_layout}'",
		"w* 6 "
		"00c8,80x24,0,0[80x7,0,0{39x7,0,0,5,40x7,40,0,3},80x7,0,8{40x7,0,8,2,39x7,41,8,6},"
		"80x8,0,16{39x8,0,16,4,40x8,40,16,1}]\n",
		NULL},
	{"select-layout", NULL, NULL},
	{"lsw -F '#{window_name}#{window_flags} #{window_panes} #{window_layout}'",
		"w* 6 "
		"00c8,80x24,0,0[80x7,0,0{39x7,0,0,5,40x7,40,0,3},80x7,0,8{40x7,0,8,2,39x7,41,8,6},"
		"80x8,0,16{39x8,0,16,4,40x8,40,16,1}]\n",
		NULL},
	{"select-layout main-h", NULL, "invalid layout: main-h"},
	{"lsw -F '#{window_name}#{window_flags} #{window_panes} #{window_layout}'",
		"w* 6 "
		"00c8,80x24,0,0[80x7,0,0{39x7,0,0,5,40x7,40,0,3},80x7,0,8{40x7,0,8,2,39x7,41,8,6},"
		"80x8,0,16{39x8,0,16,4,40x8,40,16,1}]\n",
		NULL},
	{"select-layout bogus", NULL, "invalid layout: bogus"},
	{"select-layout 'bb62,159x48,0,0{79x48,0,0,79x48,80,0}'", NULL,
		"have 6 panes but need 2: bb62,159x48,0,0{79x48,0,0,79x48,80,0}"},
	{"select-layout '0000,159x48,0,0{79x48,0,0,79x48,80,0}'", NULL,
		"invalid layout: 0000,159x48,0,0{79x48,0,0,79x48,80,0}"},
	{"kill-pane -a -t 0", NULL, NULL},
	{"lsp -F '#{pane_index} #{pane_width}x#{pane_height} #{pane_id}#{?pane_active, active,}'",
		"0 80x24 %5 active\n", NULL},
	{"split-window -l 30 cat", NULL, NULL},
	{"lsw -F '#{window_name}#{window_flags} #{window_panes} #{window_layout}'",
		"w* 2 b02f,80x24,0,0[80x1,0,0,5,80x22,0,2,7]\n", NULL},
	{"split-window -l 300% cat", NULL, NULL},
	{"split-window -l 300 cat", NULL, NULL},
	{"split-window -l -5 cat", NULL, "lines too small"},
	{"split-window -l x cat", NULL, "lines invalid"},
	{"split-window -p 101 cat", NULL, NULL},
	{"split-window -p -1 cat", NULL, "create pane failed: -p too small"},
	{"split-window -p a cat", NULL, "create pane failed: -p invalid"},
	{"lsw -F '#{window_name}#{window_flags} #{window_panes} #{window_layout}'",
		"w* 5 edb2,80x24,0,0[80x1,0,0,5,80x1,0,2,7,80x1,0,4,8,80x1,0,6,9,80x16,0,8,10]\n",
		NULL},
	{"kill-pane -t 9", NULL, "can't find pane: 9"},
	{"kill-pane -t '%99'", NULL, "can't find pane: %99"},
	{"kill-pane", NULL, NULL},
	{"lsp -F '#{pane_index} #{pane_width}x#{pane_height} #{pane_id}#{?pane_active, active,}'",
		"0 80x1 %5\n1 80x1 %7\n2 80x1 %8\n3 80x18 %9 active\n", NULL},
};

static void test_panes(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	WORLD_STEPS(&w, panes);
	world_finish(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_panes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
