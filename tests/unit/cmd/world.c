/* tests/unit/cmd/world.c -- see world.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cmd/commands.h"
#include "cmd/keytable.h"
#include "tests/unit/cmd/world.h"

static usec_t world_now(void *ctx)
{
	return ((struct world *)ctx)->clock += 1000;
}

static int64_t world_wall(void *ctx)
{
	(void)ctx;
	return 1700000000; /* Tue Nov 14 22:13:20 2023 */
}

static int world_spawn(
	void *ctx, struct pane *p, struct session *s, const struct cmd_spawn *how, char **err)
{
	struct world *w = ctx;
	(void)p;
	(void)s;
	(void)how;
	if (w->no_spawn) {
		*err = mem_strdup("fork failed");
		return ERR_SYS;
	}
	w->spawned++;
	return 0;
}

static void world_write(void *ctx, struct pane *p, struct bytes b)
{
	(void)p;
	buf_put(&((struct world *)ctx)->written, b.data, b.len);
}

static void world_stop(void *ctx, struct pane *p)
{
	(void)p;
	((struct world *)ctx)->stopped++;
}

static void world_detach(void *ctx, struct model_client *c, bool kill_parent, const char *exec)
{
	buf_printf(&((struct world *)ctx)->asked, "detach %s%s%s\n", c->name,
		kill_parent ? " -P" : "", exec != NULL ? exec : "");
}

static void world_suspend(void *ctx, struct model_client *c)
{
	buf_printf(&((struct world *)ctx)->asked, "suspend %s\n", c->name);
}

static void world_redraw(void *ctx, struct model_client *c)
{
	buf_printf(&((struct world *)ctx)->asked, "redraw %s\n", c->name);
}

static void world_notice(void *ctx, struct model_client *c, const char *text, unsigned ms)
{
	buf_printf(&((struct world *)ctx)->asked, "notice %s %s %u\n", c->name, text, ms);
}

static void world_prompt(void *ctx, struct model_client *c, const char *command)
{
	buf_printf(&((struct world *)ctx)->asked, "run %s %s\n", c->name, command);
}

static void world_table(void *ctx, struct model_client *c, const char *table)
{
	buf_printf(&((struct world *)ctx)->asked, "table %s %s\n", c->name, table);
}

static int world_read(void *ctx, const char *path, struct buf *out)
{
	const struct world *w = ctx;
	(void)path;
	if (w->file == NULL) {
		return ERR_NOTFOUND;
	}
	buf_puts(out, w->file);
	return 0;
}

static int world_shell(void *ctx, struct cmd_ctx *c, const char *command, usec_t delay)
{
	struct world *w = ctx;
	(void)c;
	buf_printf(&w->asked, "shell %s after %u ms\n", command != NULL ? command : "-", (unsigned)(delay / 1000));
	return w->no_room ? ERR_LIMIT : w->no_spawn ? ERR_SYS : 0;
}

static int world_background(void *ctx, const struct cmd_ctx *c, const char *text)
{
	struct world *w = ctx;
	(void)c;
	buf_printf(&w->asked, "background %s\n", text);
	return w->no_room ? ERR_LIMIT : 0;
}

static void world_exit(void *ctx)
{
	buf_puts(&((struct world *)ctx)->asked, "exit\n");
}

void world_init(struct world *w)
{
	setenv("TZ", "UTC0", 1);
	*w = (struct world){.model = model_new(7, NULL), .keys = key_tables_new()};
	w->host = (struct cmd_host){.ctx = w,
		.now = world_now,
		.wall = world_wall,
		.pane_spawn = world_spawn,
		.pane_write = world_write,
		.pane_stop = world_stop,
		.client_detach = world_detach,
		.client_suspend = world_suspend,
		.client_redraw = world_redraw,
		.client_notice = world_notice,
		.client_prompt = world_prompt,
		.client_table = world_table,
		.read_file = world_read,
		.shell = world_shell,
		.background = world_background,
		.server_exit = world_exit};
	w->ctx = (struct cmd_ctx){
		.model = w->model, .keys = w->keys, .host = &w->host, .cwd = "/home/u"};
}

void world_finish(struct world *w)
{
	cmd_ctx_finish(&w->ctx);
	buf_finish(&w->written);
	buf_finish(&w->asked);
	key_tables_free(w->keys);
	model_free(w->model);
}

/* Every shell command ends at once, all alike. */
static enum cmd_result world_go_on(struct world *w, enum cmd_result r)
{
	while (r == CMD_WAIT) {
		r = cmd_resume(&w->ctx, w->shell_status, bytes_str(w->shell_out != NULL ? w->shell_out : ""));
	}
	return r;
}

enum cmd_result world_run(struct world *w, const char *line)
{
	buf_clear(&w->ctx.out);
	buf_clear(&w->ctx.err);
	w->ctx.session = w->ctx.window = w->ctx.pane = 0;
	w->ctx.line = 0;
	return world_go_on(w, cmd_run_text(&w->ctx, line));
}

static void expect(const char *line, const char *what, struct buf *got, const char *want)
{
	want = want != NULL ? want : "";
	if (strcmp(buf_str(got), want) != 0) {
		print_error("%s: %s\n", line, what);
	}
	assert_string_equal(buf_str(got), want);
}

void world_steps(struct world *w, const struct step *steps, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		enum cmd_result r = world_run(w, steps[i].line);
		expect(steps[i].line, "errors", &w->ctx.err, steps[i].err);
		expect(steps[i].line, "output", &w->ctx.out, steps[i].out);
		if ((r == CMD_OK) != (steps[i].err == NULL)) {
			fail_msg("%s: result %d", steps[i].line, r);
		}
		const char *broken = model_check(w->model);
		if (broken != NULL) {
			fail_msg("%s: %s", steps[i].line, broken);
		}
	}
}
