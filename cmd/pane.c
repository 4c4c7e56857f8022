/* cmd/pane.c -- commands on panes: split, select, resize, swap, break, join, kill, respawn. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cmd/support.h"
#include "layout/look.h"

#define PANE_FORMAT "#{session_name}:#{window_index}.#{pane_index}"

static const struct {
	char flag;
	enum layout_dir dir;
} directions[] = {{'L', LAYOUT_LEFT}, {'R', LAYOUT_RIGHT}, {'U', LAYOUT_UP}, {'D', LAYOUT_DOWN}};

/* ---- split ---- */

extern const struct cmd_def cmd_split_window;

/* -l N, -l N%, -p N: cells of the new pane; -1 half. More than there is: as many as can be. */
static enum cmd_result split_cells(struct cmd_ctx *c, const struct cmd *cmd, const struct target *t,
	enum axis axis, int *cells)
{
	struct size s = cmd_has(cmd, 'f') ? t->window->size : term_size(t->pane->term);
	int whole = axis == AXIS_LEFT_RIGHT ? s.cols : s.rows, percent;
	const char *l = cmd_value(cmd, 'l'), *p = cmd_value(cmd, 'p');
	bool splits =
		cmd->def == &cmd_split_window; /* else it joins, and tmux words it otherwise */
	*cells = -1;
	if (l != NULL) {
		if (support_size(c, splits ? "lines" : "size", l, whole, 0, INT_MAX, cells) !=
			CMD_OK) {
			return CMD_ERROR;
		}
	} else if (p != NULL) {
		const char *what = splits ? "create pane failed: -p" : "size";
		if (support_size(c, what, p, 0, 0, INT_MAX, &percent) != CMD_OK) {
			return CMD_ERROR;
		}
		*cells = percent > 100 ? whole : whole * percent / 100;
	}
	*cells = *cells > whole ? whole : *cells;
	return CMD_OK;
}

static unsigned split_flags(const struct cmd *cmd)
{
	return (cmd_has(cmd, 'b') ? LAYOUT_BEFORE : 0u) | (cmd_has(cmd, 'f') ? LAYOUT_FULL : 0u);
}

static enum cmd_result exec_split(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	struct pane *p;
	int cells;
	enum axis axis = cmd_has(cmd, 'h') ? AXIS_LEFT_RIGHT : AXIS_TOP_BOTTOM;
	if (target_find(c, cmd_value(cmd, 't'), TARGET_PANE, &t) != CMD_OK ||
		split_cells(c, cmd, &t, axis, &cells) != CMD_OK) {
		return CMD_ERROR;
	}
	struct term_cfg term = support_term(c, t.session, t.window->size);
	int r = model_pane_split(c->model, t.pane, axis, cells, split_flags(cmd), &term, &p);
	if (r < 0) {
		return cmd_error(c,
			r == ERR_NOSPACE ? "no space for new pane" : "create pane failed: %s",
			err_str(r));
	}
	t.pane = p;
	if (support_spawn(c, cmd, p, t.session) != CMD_OK) {
		model_pane_remove(c->model, p);
		return CMD_ERROR;
	}
	if (!cmd_has(cmd, 'd')) {
		model_pane_select(c->model, p);
		support_focus(c, &t);
	}
	if (cmd_has(cmd, 'Z')) {
		model_window_zoom(c->model, t.window, true);
	}
	support_print_new(c, cmd, &t, PANE_FORMAT);
	return CMD_OK;
}

const struct cmd_def cmd_split_window = {
	.name = "split-window",
	.alias = "splitw",
	.flags = "bc:de:fF:hIl:p:Pt:vZ",
	.max_args = -1,
	.usage = "[-bdefhIPvZ] [-c start-directory] [-e environment] [-F format] [-l size] [-t "
		 "target-pane] [shell-command]",
	.exec = exec_split,
};

/* ---- select ---- */

static enum cmd_result select_last_pane(struct cmd_ctx *c, struct target *t, bool keep_zoom)
{
	if (t->window->mru_seen < 2 || t->window->mru_count < 2) {
		return cmd_error(c, "no last pane");
	}
	bool zoomed = keep_zoom && t->window->zoomed;
	t->pane = model_pane(c->model, t->window->mru[1]);
	model_pane_select(c->model, t->pane);
	model_window_zoom(c->model, t->window, zoomed);
	support_focus(c, t);
	return CMD_OK;
}

static enum cmd_result exec_select(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	if (target_find(c, cmd_value(cmd, 't'), TARGET_PANE, &t) != CMD_OK) {
		return CMD_ERROR;
	}
	if (cmd_has(cmd, 'l')) {
		return select_last_pane(c, &t, cmd_has(cmd, 'Z'));
	}
	bool zoomed = cmd_has(cmd, 'Z') && t.window->zoomed;
	for (size_t i = 0; i < 4; i++) {
		if (cmd_has(cmd, directions[i].flag)) {
			uint32_t id = layout_neighbour(t.window->layout, t.pane->id,
				directions[i].dir, t.window->mru, t.window->mru_count);
			t.pane = model_pane(c->model, id);
		}
	}
	if (t.pane->id != t.window->active) {
		model_pane_select(c->model, t.pane);
		model_window_zoom(c->model, t.window, zoomed);
	}
	support_focus(c, &t);
	return CMD_OK;
}

const struct cmd_def cmd_select_pane = {.name = "select-pane",
	.alias = "selectp",
	.flags = "DLlRt:UZ",
	.usage = "[-DLlRUZ] [-t target-pane]",
	.attrs = CMD_VIEW,
	.exec = exec_select};

static enum cmd_result exec_last(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	if (target_find(c, cmd_value(cmd, 't'), TARGET_WINDOW, &t) != CMD_OK) {
		return CMD_ERROR;
	}
	return select_last_pane(c, &t, cmd_has(cmd, 'Z'));
}

const struct cmd_def cmd_last_pane = {.name = "last-pane",
	.alias = "lastp",
	.flags = "det:Z",
	.usage = "[-deZ] [-t target-window]",
	.exec = exec_last};

/* ---- resize ---- */

/* resize-pane -x or -y. */
static enum cmd_result resize_to(
	struct cmd_ctx *c, const struct cmd *cmd, struct target *t, char flag)
{
	enum axis axis = flag == 'x' ? AXIS_LEFT_RIGHT : AXIS_TOP_BOTTOM;
	int cells, whole = flag == 'x' ? t->window->size.cols : t->window->size.rows;
	const char *text = cmd_value(cmd, flag), *what = flag == 'x' ? "width" : "height";
	if (text == NULL) {
		return CMD_OK;
	}
	if (support_size(c, what, text, whole, 1, 10000, &cells) != CMD_OK) {
		return CMD_ERROR;
	}
	model_window_zoom(c->model, t->window, false);
	layout_resize_leaf_to(
		t->window->layout, t->pane->id, axis, (uint16_t)cells); /* as far as it goes */
	return CMD_OK;
}

static enum cmd_result exec_resize(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	int n = 1;
	if (target_find(c, cmd_value(cmd, 't'), TARGET_PANE, &t) != CMD_OK) {
		return CMD_ERROR;
	}
	if (cmd_has(cmd, 'Z')) {
		bool on = !t.window->zoomed;
		model_pane_select(c->model, t.pane);
		model_window_zoom(c->model, t.window, on);
		return CMD_OK;
	}
	if ((cmd->arg_count > 0 &&
		    support_size(c, "adjustment", cmd->args[0], 0, 1, INT_MAX, &n) != CMD_OK) ||
		resize_to(c, cmd, &t, 'x') != CMD_OK || resize_to(c, cmd, &t, 'y') != CMD_OK) {
		return CMD_ERROR;
	}
	for (size_t i = 0; i < 4; i++) {
		if (cmd_has(cmd, directions[i].flag)) {
			model_window_zoom(c->model, t.window, false);
			layout_move_border(t.window->layout, t.pane->id, directions[i].dir, n);
		}
	}
	model_window_relayout(c->model, t.window);
	return CMD_OK;
}

const struct cmd_def cmd_resize_pane = {.name = "resize-pane",
	.alias = "resizep",
	.flags = "DLMRt:Ux:y:Z",
	.max_args = 1,
	.usage = "[-DLMRUZ] [-x width] [-y height] [-t target-pane] [adjustment]",
	.attrs = CMD_VIEW,
	.exec = exec_resize};

/* ---- swap, break, join ---- */

static enum cmd_result exec_swap(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target from, to;
	if (target_find(c, cmd_value(cmd, 't'), TARGET_PANE, &to) != CMD_OK) {
		return CMD_ERROR;
	}
	bool zoomed = cmd_has(cmd, 'Z') && to.window->zoomed;
	if (cmd_has(cmd, 'D') || cmd_has(cmd, 'U')) {
		int n = (int)layout_count(to.window->layout),
		    at = model_pane_index(c->model, to.pane);
		from = to;
		from.pane = model_pane_at(
			c->model, to.window, cmd_has(cmd, 'D') ? (at + 1) % n : (at + n - 1) % n);
	} else if (target_find(c, cmd_value(cmd, 's'), TARGET_PANE, &from) != CMD_OK) {
		return CMD_ERROR;
	}
	if (from.pane == to.pane || from.pane == NULL) {
		return CMD_OK;
	}
	uint32_t active = to.window->active;
	int r = model_pane_swap(c->model, from.pane, to.pane);
	if (r < 0) {
		return cmd_error(c, "%s", err_str(r));
	}
	/* The target stays in view; with -d the active pane does, or what came to the target's place. */
	if (!cmd_has(cmd, 'd')) {
		if (from.window != to.window) {
			model_pane_select(c->model, from.pane);
		}
		model_pane_select(c->model, to.pane);
	} else if (from.window == to.window && (active == from.pane->id || active == to.pane->id)) {
		model_pane_select(c->model, from.pane);
	}
	model_window_zoom(c->model, to.window, zoomed);
	return CMD_OK;
}

const struct cmd_def cmd_swap_pane = {.name = "swap-pane",
	.alias = "swapp",
	.flags = "dDs:t:UZ",
	.usage = "[-dDUZ] [-s src-pane] [-t dst-pane]",
	.attrs = CMD_VIEW,
	.exec = exec_swap};

/* break-pane -a, -b: beside the window that -t names. */
static enum cmd_result make_room(
	struct cmd_ctx *c, const struct cmd *cmd, struct session **to, int *index)
{
	struct target t;
	if (target_find(c, cmd_value(cmd, 't'), TARGET_WINDOW, &t) != CMD_OK) {
		return CMD_ERROR;
	}
	*to = t.session;
	*index = cmd_has(cmd, 'b') ? t.index : t.index + 1;
	int r = model_session_make_gap(c->model, t.session, *index);
	return r < 0 ? cmd_error(c, "%s", err_str(r)) : CMD_OK;
}

static enum cmd_result exec_break(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target from;
	struct session *to;
	struct window *w;
	int index = -1;
	if (target_find(c, cmd_value(cmd, 's'), TARGET_PANE, &from) != CMD_OK) {
		return CMD_ERROR;
	}
	if (target_find_index(c, cmd_value(cmd, 't'), &to, &index) != CMD_OK) {
		return CMD_ERROR;
	}
	if ((cmd_has(cmd, 'a') || cmd_has(cmd, 'b')) && make_room(c, cmd, &to, &index) != CMD_OK) {
		return CMD_ERROR;
	}
	if (index < 0) {
		index = model_session_free_index(to, support_base_index(c, to));
	}
	int r = model_pane_break(c->model, from.pane, to, index, cmd_value(cmd, 'n'), &w);
	if (r < 0) {
		return r == ERR_EXISTS ? cmd_error(c, "index in use: %d", index)
				       : cmd_error(c, "can't break pane: %s", err_str(r));
	}
	struct target t = support_target(c, to, w, model_pane(c->model, w->active));
	if (!cmd_has(cmd, 'd')) {
		model_window_select(c->model, to, t.index);
		support_focus(c, &t);
	}
	support_print_new(c, cmd, &t, PANE_FORMAT);
	return CMD_OK;
}

const struct cmd_def cmd_break_pane = {.name = "break-pane",
	.alias = "breakp",
	.flags = "abdPF:n:s:t:",
	.usage = "[-abdP] [-F format] [-n window-name] [-s src-pane] [-t dst-window]",
	.exec = exec_break};

static enum cmd_result exec_join(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target from, to;
	int cells;
	enum axis axis = cmd_has(cmd, 'h') ? AXIS_LEFT_RIGHT : AXIS_TOP_BOTTOM;
	if (target_find(c, cmd_value(cmd, 's'), TARGET_PANE, &from) != CMD_OK ||
		target_find(c, cmd_value(cmd, 't'), TARGET_PANE, &to) != CMD_OK ||
		split_cells(c, cmd, &to, axis, &cells) != CMD_OK) {
		return CMD_ERROR;
	}
	if (from.pane == to.pane) {
		return cmd_error(c, "source and target panes must be different");
	}
	uint32_t id = from.pane->id;
	int r = model_pane_join(c->model, from.pane, to.pane, axis, cells, split_flags(cmd));
	if (r < 0) {
		return r == ERR_NOSPACE ? cmd_error(c, "create pane failed: pane too small")
					: cmd_error(c, "%s", err_str(r));
	}
	if (!cmd_has(cmd, 'd')) {
		to.pane = model_pane(c->model, id);
		model_window_select(c->model, to.session, to.index);
		model_pane_select(c->model, to.pane);
		support_focus(c, &to);
	}
	return CMD_OK;
}

const struct cmd_def cmd_join_pane = {.name = "join-pane",
	.alias = "joinp",
	.flags = "bdfhvl:p:s:t:",
	.usage = "[-bdfhv] [-l size] [-s src-pane] [-t dst-pane]",
	.exec = exec_join};
const struct cmd_def cmd_move_pane = {.name = "move-pane",
	.alias = "movep",
	.flags = "bdfhvl:p:s:t:",
	.usage = "[-bdfhv] [-l size] [-s src-pane] [-t dst-pane]",
	.exec = exec_join};

/* ---- kill, respawn ---- */

static enum cmd_result exec_kill(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	if (target_find(c, cmd_value(cmd, 't'), TARGET_PANE, &t) != CMD_OK) {
		return CMD_ERROR;
	}
	if (!cmd_has(cmd, 'a')) {
		model_pane_remove(c->model, t.pane);
		return CMD_OK;
	}
	uint32_t leaves[LIMIT_PANES];
	size_t n = layout_leaves(t.window->layout, leaves, LIMIT_PANES);
	for (size_t i = 0; i < n; i++) {
		if (leaves[i] != t.pane->id) {
			model_pane_remove(c->model, model_pane(c->model, leaves[i]));
		}
	}
	return CMD_OK;
}

const struct cmd_def cmd_kill_pane = {.name = "kill-pane",
	.alias = "killp",
	.flags = "at:",
	.usage = "[-a] [-t target-pane]",
	.exec = exec_kill};

static enum cmd_result respawn(struct cmd_ctx *c, const struct cmd *cmd, struct target *t)
{
	if (c->host->pane_stop != NULL) {
		c->host->pane_stop(c->host->ctx, t->pane);
	}
	t->pane->dead = false;
	term_reset(t->pane->term);
	return support_spawn(c, cmd, t->pane, t->session);
}

static enum cmd_result still_active(
	struct cmd_ctx *c, const struct target *t, const char *what, const char *format)
{
	char *where = support_format(c, t, format);
	cmd_error(c, "respawn %s failed: %s %s still active", what, what, where);
	free(where);
	return CMD_ERROR;
}

static enum cmd_result exec_respawn(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	if (target_find(c, cmd_value(cmd, 't'), TARGET_PANE, &t) != CMD_OK) {
		return CMD_ERROR;
	}
	if (!t.pane->dead && !cmd_has(cmd, 'k')) {
		return still_active(c, &t, "pane", PANE_FORMAT);
	}
	return respawn(c, cmd, &t);
}

const struct cmd_def cmd_respawn_pane = {.name = "respawn-pane",
	.alias = "respawnp",
	.flags = "c:e:kt:",
	.max_args = -1,
	.usage = "[-k] [-c start-directory] [-e environment] [-t target-pane] [shell-command]",
	.exec = exec_respawn};

/* All panes but the first go; that one starts again. */
static enum cmd_result exec_respawn_window(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	uint32_t leaves[LIMIT_PANES];
	if (target_find(c, cmd_value(cmd, 't'), TARGET_WINDOW, &t) != CMD_OK) {
		return CMD_ERROR;
	}
	size_t n = layout_leaves(t.window->layout, leaves, LIMIT_PANES);
	for (size_t i = 0; i < n && !cmd_has(cmd, 'k'); i++) {
		if (!model_pane(c->model, leaves[i])->dead) {
			return still_active(c, &t, "window", "#{session_name}:#{window_index}");
		}
	}
	for (size_t i = 1; i < n; i++) {
		model_pane_remove(c->model, model_pane(c->model, leaves[i]));
	}
	t.pane = model_pane(c->model, leaves[0]);
	return respawn(c, cmd, &t);
}

const struct cmd_def cmd_respawn_window = {.name = "respawn-window",
	.alias = "respawnw",
	.flags = "c:e:kt:",
	.max_args = -1,
	.usage = "[-k] [-c start-directory] [-e environment] [-t target-window] [shell-command]",
	.exec = exec_respawn_window};
