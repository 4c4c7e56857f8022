/* tests/unit/cmd/commands_random_test.c -- laws over random commands: the model stays whole
 * whatever is asked for, failures say why, and what has an inverse comes back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/rng.h"
#include "tests/unit/cmd/world.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* & is a target, # a number. */
static const char *const forms[] = {
	"split-window -t & x",
	"split-window -h -l # -t &",
	"split-window -bf -p # -t &",
	"split-window -dZ -t &",
	"new-window -t &",
	"new-window -da -t &",
	"new-window -b -t &",
	"new-window -k -t &",
	"new-session -d",
	"new-session -d -x # -y #",
	"select-pane -t &",
	"select-pane -L",
	"select-pane -D -t &",
	"last-pane -t &",
	"swap-pane -s & -t &",
	"swap-pane -d -s & -t &",
	"swap-pane -U -t &",
	"swap-pane -ZD",
	"rotate-window -t &",
	"rotate-window -DZ -t &",
	"break-pane -s &",
	"break-pane -d -s & -t &",
	"break-pane -a -s & -t &",
	"join-pane -s & -t &",
	"join-pane -hb -l # -s & -t &",
	"move-pane -f -s & -t &",
	"resize-pane -L # -t &",
	"resize-pane -t & -x # -y #",
	"resize-pane -Z -t &",
	"resize-pane -x #% -t &",
	"resize-window -x # -y # -t &",
	"resize-window -A -t &",
	"select-layout -t & tiled",
	"select-layout -t & main-vertical-mirrored",
	"next-layout -t &",
	"select-layout main-horizontal",
	"previous-layout -t &",
	"select-layout -o -t &",
	"select-layout -E -t &",
	"select-window -t &",
	"next-window -t &",
	"previous-window",
	"last-window -t &",
	"move-window -s & -t &",
	"move-window -k -s & -t &",
	"move-window -r -t &",
	"move-window -a -s & -t &",
	"swap-window -s & -t &",
	"swap-window -d -s & -t &",
	"link-window -s & -t &",
	"link-window -a -s & -t &",
	"unlink-window -t &",
	"unlink-window -k -t &",
	"kill-pane -t &",
	"kill-pane -a -t &",
	"kill-window -t &",
	"kill-window -a -t &",
	"kill-session -t &",
	"rename-window -t & n#",
	"rename-session -t & s#",
	"respawn-pane -k -t &",
	"respawn-window -k -t &",
	"clear-history -t &",
	"capture-pane -pe -t &",
	"list-panes -a",
	"list-windows -a",
	"list-sessions",
	"display-message -p -t & '#{window_layout}'",
	"set -t & base-index #",
	"set -w -t & main-pane-width #",
	"set -g renumber-windows on",
	"send-keys -t & x Up",
	"has-session -t &",
};

static void put_target(struct rng rng, struct buf *out)
{
	static const char *const words[] = {"{last}", "{next}", "+", "-", "!", "^", "{top}",
		"{down-of}", "{right-of}", ":.+", "s1", "=s1:", "nope", ":99", "@1", "s*", "0", "1",
		":1", "2.1"};
	switch (rng_below(rng, 4)) {
	case 0:
		buf_puts(out, words[rng_below(rng, COUNT(words))]);
		break;
	case 1:
		buf_printf(out, "%%%u", 1 + (unsigned)rng_below(rng, 30));
		break;
	case 2:
		buf_printf(out, "@%u", 1 + (unsigned)rng_below(rng, 20));
		break;
	default:
		buf_printf(out, "$%u:%u.%u", 1 + (unsigned)rng_below(rng, 6),
			(unsigned)rng_below(rng, 5), (unsigned)rng_below(rng, 4));
	}
}

static void put_line(struct rng rng, struct buf *out)
{
	for (const char *f = forms[rng_below(rng, COUNT(forms))]; *f != '\0'; f++) {
		if (*f == '&') {
			buf_puts(out, "'");
			put_target(rng, out);
			buf_puts(out, "'");
		} else if (*f == '#' && f[1] != '{') {
			buf_printf(out, "%u",
				(unsigned)(rng_below(rng, 8) == 0 ? rng_below(rng, 400)
								  : rng_below(rng, 20)));
		} else {
			buf_u8(out, (uint8_t)*f);
		}
	}
}

static void test_whole(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 30; seed++) {
		struct rng_seed seeded;
		struct rng rng = rng_seeded(&seeded, seed);
		struct world w;
		world_init(&w);
		for (int i = 0; i < 250; i++) {
			struct buf line = {0};
			if (w.model->session_count == 0) {
				buf_puts(&line, "new-session -d -s s1 -x 40 -y 12");
			} else {
				put_line(rng, &line);
			}
			enum cmd_result r = world_run(&w, buf_str(&line));
			const char *broken = model_check(w.model);
			if (broken != NULL || (r != CMD_OK) != (w.ctx.err.len > 0)) {
				fail_msg("seed %u step %d: %s: %s", (unsigned)seed, i,
					buf_str(&line),
					broken != NULL ? broken
						       : "an error is a result and a line");
			}
			buf_finish(&line);
		}
		world_finish(&w);
	}
}

static char *picture(struct world *w)
{
	assert_int_equal(world_run(w, "list-panes -s -F '#I.#P #{pane_id} #{pane_active} "
				      "#{window_layout} #{window_active}'"),
		CMD_OK);
	return mem_strdup(buf_str(&w->ctx.out));
}

static void test_inverse(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{"swap-pane -d -s :0.1 -t :0.2", "swap-pane -d -s :0.1 -t :0.2"},
		{"swap-pane -d -s :0.0 -t :1.0", "swap-pane -d -s :0.0 -t :1.0"},
		{"swap-window -s :0 -t :1", "swap-window -s :0 -t :1"},
		{"rotate-window -t :0", "rotate-window -D -t :0"},
		{"resize-pane -t :0.0 -R 3", "resize-pane -t :0.0 -L 3"},
		{"resize-pane -Z -t :0.0", "resize-pane -Z -t :0.0"},
		{"select-layout -t :0 main-vertical-mirrored", "select-layout -o -t :0"},
		{"select-layout -t :0 tiled", "select-layout -o -t :0"},
		{"move-window -d -s :1 -t :7", "move-window -d -s :7 -t :1"},
		{"split-window -d -t :0.0", "kill-pane -t :0.1"},
		{"new-window -d -t :5", "kill-window -t :5"},
		{"link-window -d -s :0 -t :5", "unlink-window -t :5"},
	};
	struct world w;
	world_init(&w);
	assert_int_equal(world_run(&w, "new-session -d -s a -x 81 -y 25 ; split-window -h ; "
				       "split-window ; select-pane -t :0.0 ; new-window -d ; "
				       "split-window -d -t :1"),
		CMD_OK);
	for (size_t i = 0; i < COUNT(pairs); i++) {
		char *before = picture(&w);
		for (int k = 0; k < 2; k++) {
			if (world_run(&w, pairs[i][k]) != CMD_OK) {
				fail_msg("%s: %s", pairs[i][k], buf_str(&w.ctx.err));
			}
		}
		char *after = picture(&w);
		if (strcmp(before, after) != 0) {
			print_error("%s\n", pairs[i][0]);
		}
		assert_string_equal(after, before);
		free(before);
		free(after);
	}
	world_finish(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_inverse),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
