/* cmd/layout.c -- select-layout, next-layout, previous-layout. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cmd/support.h"
#include "layout/preset.h"
#include "layout/string.h"

static void remember(struct window *w)
{
	struct buf text = {0};
	layout_dump(w->layout, &text);
	free(w->old_layout);
	w->old_layout = buf_take_str(&text);
}

/* N or N% of the window, as the main-pane options say. */
static uint16_t main_size(struct cmd_ctx *c, const struct window *w, const char *option, int whole)
{
	const char *text = option_get(c->model, NULL, w, NULL, option);
	char *end;
	long n = strtol(text, &end, 10);
	n = *end == '%' ? whole * n / 100 : n;
	return n < 1 ? 1 : n > 10000 ? 10000 : (uint16_t)n;
}

static bool is_mirrored(int preset)
{
	return preset == LAYOUT_MAIN_HORIZONTAL_MIRRORED || preset == LAYOUT_MAIN_VERTICAL_MIRRORED;
}

static enum cmd_result apply_preset(struct cmd_ctx *c, struct window *w, enum layout_preset preset)
{
	struct layout_preset_sizes sizes = {
		.main_width = main_size(c, w, "main-pane-width", w->size.cols),
		.main_height = main_size(c, w, "main-pane-height", w->size.rows),
		.main_last = is_mirrored(w->last_preset),
	};
	remember(w);
	model_window_zoom(c->model, w, false);
	int r = layout_apply_preset_sizes(w->layout, preset, &sizes);
	if (r < 0) {
		return cmd_error(c, "%s", err_str(r));
	}
	w->last_preset = (int)preset;
	model_window_relayout(c->model, w);
	return CMD_OK;
}

/* True when the layout's own ids are just the panes that there are. */
static bool has_all(const struct layout *l, const uint32_t *leaves, size_t n)
{
	bool all = layout_count(l) == n;
	for (size_t i = 0; all && i < n; i++) {
		all = layout_has(l, leaves[i]);
	}
	return all;
}

/* The ids in a string that somebody gave say nothing: panes take the places in their order. Those
 * of an undone layout (`own`) do. */
static enum cmd_result apply_string(struct cmd_ctx *c, struct window *w, const char *text, bool own)
{
	struct layout *l = NULL;
	uint32_t leaves[LIMIT_PANES];
	size_t n = layout_leaves(w->layout, leaves, LIMIT_PANES);
	int r = layout_parse(text, &l);
	if (r < 0) {
		return r == ERR_NOSPACE ? cmd_error(c, "size mismatch after applying layout")
					: cmd_error(c, "invalid layout: %s", text);
	}
	size_t places = layout_count(l);
	own = own && has_all(l, leaves, n);
	r = own ? 0 : layout_assign(l, leaves, n);
	if (r < 0) {
		layout_free(l);
		return cmd_error(c, "have %zu panes but need %zu: %s", n, places, text);
	}
	remember(w);
	model_window_zoom(c->model, w, false);
	layout_free(w->layout);
	w->layout = l;
	if (own && is_mirrored(w->last_preset)) {
		w->last_preset = -1; /* the main pane is not the last any more */
	}
	model_window_relayout(c->model, w);
	return CMD_OK;
}

static enum cmd_result step(struct cmd_ctx *c, struct window *w, int by)
{
	int at = w->last_preset;
	at = at < 0 ? (by > 0 ? 0 : LAYOUT_PRESETS - 1)
		    : (at + by + LAYOUT_PRESETS) % LAYOUT_PRESETS;
	return apply_preset(c, w, (enum layout_preset)at);
}

static enum cmd_result exec_select(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	enum layout_preset preset;
	if (target_find(c, cmd_value(cmd, 't'), TARGET_PANE, &t) != CMD_OK) {
		return CMD_ERROR;
	}
	if (cmd_has(cmd, 'n') || cmd_has(cmd, 'p')) {
		return step(c, t.window, cmd_has(cmd, 'n') ? 1 : -1);
	}
	if (cmd_has(cmd, 'E')) {
		remember(t.window);
		model_window_zoom(c->model, t.window, false);
		layout_spread(t.window->layout, t.pane->id); /* even already: nothing to do */
		model_window_relayout(c->model, t.window);
		return CMD_OK;
	}
	if (cmd_has(cmd, 'o')) {
		char *old = t.window->old_layout != NULL ? mem_strdup(t.window->old_layout) : NULL;
		enum cmd_result r = old != NULL ? apply_string(c, t.window, old, true) : CMD_OK;
		free(old);
		return r;
	}
	if (cmd->arg_count == 0) {
		return t.window->last_preset >= 0
			       ? apply_preset(
					 c, t.window, (enum layout_preset)t.window->last_preset)
			       : CMD_OK;
	}
	if (layout_preset_find(cmd->args[0], &preset) == 0) {
		return apply_preset(c, t.window, preset);
	}
	return apply_string(c, t.window, cmd->args[0], false);
}

static enum cmd_result exec_next(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	return target_find(c, cmd_value(cmd, 't'), TARGET_WINDOW, &t) == CMD_OK
		       ? step(c, t.window, 1)
		       : CMD_ERROR;
}

static enum cmd_result exec_previous(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	return target_find(c, cmd_value(cmd, 't'), TARGET_WINDOW, &t) == CMD_OK
		       ? step(c, t.window, -1)
		       : CMD_ERROR;
}

const struct cmd_def cmd_select_layout = {.name = "select-layout",
	.alias = "selectl",
	.flags = "Enopt:",
	.max_args = 1,
	.usage = "[-Enop] [-t target-pane] [layout-name]",
	.attrs = CMD_VIEW,
	.exec = exec_select};
const struct cmd_def cmd_next_layout = {.name = "next-layout",
	.alias = "nextl",
	.flags = "t:",
	.usage = "[-t target-window]",
	.attrs = CMD_VIEW,
	.exec = exec_next};
const struct cmd_def cmd_previous_layout = {.name = "previous-layout",
	.alias = "prevl",
	.flags = "t:",
	.usage = "[-t target-window]",
	.attrs = CMD_VIEW,
	.exec = exec_previous};
