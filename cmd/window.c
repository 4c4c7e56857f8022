/* cmd/window.c -- commands on windows: make, select, name, move, link, kill, size. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cmd/support.h"
#include "window/limits.h"

#define NEW_WINDOW_FORMAT "#{session_name}:#{window_index}.#{pane_index}"

static enum cmd_result slot_in_use(struct cmd_ctx *c, int r, int index)
{
	if (r == ERR_EXISTS) {
		return cmd_error(c, "index in use: %d", index);
	}
	return cmd_error(c, "%s", err_str(r));
}

/* Where a new window goes: -a and -b make room beside the target. */
static enum cmd_result new_slot(
	struct cmd_ctx *c, const struct cmd *cmd, const char *text, struct session **s, int *index)
{
	if (!cmd_has(cmd, 'a') && !cmd_has(cmd, 'b')) {
		return target_find_index(c, text, s, index);
	}
	struct target t;
	if (target_find(c, text, TARGET_WINDOW, &t) != CMD_OK) {
		return CMD_ERROR;
	}
	*s = t.session;
	*index = cmd_has(cmd, 'b') ? t.index : t.index + 1;
	int r = model_session_make_gap(c->model, t.session, *index);
	return r < 0 ? slot_in_use(c, r, *index) : CMD_OK;
}

/* -k: what is there goes first. */
static void clear_slot(struct cmd_ctx *c, const struct cmd *cmd, struct session *s, int index)
{
	if (cmd_has(cmd, 'k') && index >= 0 && model_window_at(c->model, s, index) != NULL &&
		s->link_count > 1) {
		model_window_unlink(c->model, s, index);
	}
}

/* -S: the window of that name, when there is one. NULL: there is none. */
static struct window *named_window(struct cmd_ctx *c, const struct cmd *cmd, struct target *t)
{
	struct window *found = NULL;
	if (!cmd_has(cmd, 'S') || cmd_value(cmd, 'n') == NULL ||
		!support_find(c, NULL, TARGET_SESSION, t)) {
		return NULL;
	}
	char *name = support_format(c, t, cmd_value(cmd, 'n'));
	for (size_t i = 0; i < t->session->link_count; i++) {
		struct window *w = model_window(c->model, t->session->links[i].window);
		if (found == NULL && w != NULL && strcmp(w->name, name) == 0) {
			found = w;
			*t = support_target(c, t->session, w, model_pane(c->model, w->active));
		}
	}
	free(name);
	return found;
}

static enum cmd_result exec_new_window(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct session *s;
	struct window *w;
	struct target old;
	int index;
	if (named_window(c, cmd, &old) != NULL) {
		model_window_select(c->model, old.session, old.index);
		support_focus(c, &old);
		return CMD_OK;
	}
	if (new_slot(c, cmd, cmd_value(cmd, 't'), &s, &index) != CMD_OK) {
		return CMD_ERROR;
	}
	clear_slot(c, cmd, s, index);
	const struct window *now = model_current_window(c->model, s);
	struct size size;
	if (now != NULL) {
		size = now->size;
	} else if (support_window_size(c, cmd, s, &size) != CMD_OK) {
		return CMD_ERROR;
	}
	struct term_cfg term = support_term(c, s, size);
	char *name = NULL;
	if (cmd_value(cmd, 'n') != NULL) {
		struct target here = support_target(c, s, NULL, NULL);
		name = support_format(c, &here, cmd_value(cmd, 'n'));
	}
	int r = model_window_new(
		c->model, s, index, support_base_index(c, s), name, size, &term, &w);
	free(name);
	if (r < 0) {
		return r == ERR_EXISTS
			       ? cmd_error(c, "create window failed: index %d in use", index)
			       : slot_in_use(c, r, index);
	}
	struct target t = support_target(c, s, w, model_pane(c->model, w->active));
	if (support_spawn(c, cmd, t.pane, s) != CMD_OK) {
		model_window_remove(c->model, w);
		return CMD_ERROR;
	}
	if (!cmd_has(cmd, 'd')) {
		model_window_select(c->model, s, t.index);
		support_focus(c, &t);
	}
	support_print_new(c, cmd, &t, NEW_WINDOW_FORMAT);
	return CMD_OK;
}

const struct cmd_def cmd_new_window = {
	.name = "new-window",
	.alias = "neww",
	.flags = "abc:de:F:kn:PSt:",
	.max_args = -1,
	.usage = "[-abdkPS] [-c start-directory] [-e environment] [-F format] [-n window-name] [-t "
		 "target-window] [shell-command]",
	.exec = exec_new_window,
};

/* ---- selecting ---- */

static int step_index(const struct session *s, int step)
{
	for (size_t i = 0; i < s->link_count; i++) {
		if (s->links[i].index == s->current) {
			size_t n = s->link_count;
			return s->links[step > 0 ? (i + 1) % n : (i + n - 1) % n].index;
		}
	}
	return s->current;
}

static bool has_alert(struct cmd_ctx *c, const struct session *s, int index)
{
	const struct window *w = model_window_at(c->model, s, index);
	return w != NULL && (w->bell || w->activity || w->silence);
}

static enum cmd_result select_index(struct cmd_ctx *c, struct session *s, int index)
{
	model_window_select(c->model, s, index);
	struct target t = support_target(c, s, model_current_window(c->model, s), NULL);
	support_focus(c, &t);
	return CMD_OK;
}

static enum cmd_result select_step(
	struct cmd_ctx *c, const struct cmd *cmd, struct session *s, int step)
{
	int index = step_index(s, step);
	if (cmd_has(cmd, 'a')) { /* the next with an alert */
		for (size_t i = 0, at = 0; i < s->link_count; i++) {
			at = step > 0 ? i : s->link_count - 1 - i;
			index = s->links[at].index;
			if (has_alert(c, s, index)) {
				return select_index(c, s, index);
			}
		}
		return cmd_error(c, "no %s window", step > 0 ? "next" : "previous");
	}
	if (s->link_count < 2) {
		return cmd_error(c, "no %s window", step > 0 ? "next" : "previous");
	}
	return select_index(c, s, index);
}

static enum cmd_result select_last(struct cmd_ctx *c, struct session *s)
{
	return s->last_count > 0 ? select_index(c, s, s->last[0]) : cmd_error(c, "no last window");
}

static enum cmd_result exec_select_window(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	if (target_find(c, cmd_value(cmd, 't'), TARGET_WINDOW, &t) != CMD_OK) {
		return CMD_ERROR;
	}
	if (cmd_has(cmd, 'n') || cmd_has(cmd, 'p')) {
		return select_step(c, cmd, t.session, cmd_has(cmd, 'n') ? 1 : -1);
	}
	if (cmd_has(cmd, 'l') || (cmd_has(cmd, 'T') && t.index == t.session->current)) {
		return select_last(c, t.session);
	}
	return select_index(c, t.session, t.index);
}

const struct cmd_def cmd_select_window = {
	.name = "select-window",
	.alias = "selectw",
	.flags = "lnpTt:",
	.usage = "[-lnpT] [-t target-window]",
	.attrs = CMD_VIEW,
	.exec = exec_select_window,
};

static enum cmd_result exec_next(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	if (target_find(c, cmd_value(cmd, 't'), TARGET_SESSION, &t) != CMD_OK) {
		return CMD_ERROR;
	}
	return select_step(c, cmd, t.session, 1);
}

static enum cmd_result exec_previous(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	if (target_find(c, cmd_value(cmd, 't'), TARGET_SESSION, &t) != CMD_OK) {
		return CMD_ERROR;
	}
	return select_step(c, cmd, t.session, -1);
}

static enum cmd_result exec_last(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	if (target_find(c, cmd_value(cmd, 't'), TARGET_SESSION, &t) != CMD_OK) {
		return CMD_ERROR;
	}
	return select_last(c, t.session);
}

const struct cmd_def cmd_next_window = {.name = "next-window",
	.alias = "next",
	.flags = "at:",
	.usage = "[-a] [-t target-session]",
	.attrs = CMD_VIEW,
	.exec = exec_next};
const struct cmd_def cmd_previous_window = {.name = "previous-window",
	.alias = "prev",
	.flags = "at:",
	.usage = "[-a] [-t target-session]",
	.attrs = CMD_VIEW,
	.exec = exec_previous};
const struct cmd_def cmd_last_window = {.name = "last-window",
	.alias = "last",
	.flags = "t:",
	.usage = "[-t target-session]",
	.attrs = CMD_VIEW,
	.exec = exec_last};

/* ---- names, places ---- */

static enum cmd_result exec_rename(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	if (target_find(c, cmd_value(cmd, 't'), TARGET_WINDOW, &t) != CMD_OK) {
		return CMD_ERROR;
	}
	char *name = support_format(c, &t, cmd->args[0]);
	model_window_rename(c->model, t.window, name);
	free(name);
	return CMD_OK;
}

const struct cmd_def cmd_rename_window = {.name = "rename-window",
	.alias = "renamew",
	.flags = "t:",
	.min_args = 1,
	.max_args = 1,
	.usage = "[-t target-window] new-name",
	.exec = exec_rename};

static void renumber(struct cmd_ctx *c, struct session *s)
{
	if (s != NULL && option_flag(c->model, s, NULL, NULL, "renumber-windows")) {
		model_session_renumber(c->model, s, support_base_index(c, s));
	}
}

static enum cmd_result exec_kill(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	if (target_find(c, cmd_value(cmd, 't'), TARGET_WINDOW, &t) != CMD_OK) {
		return CMD_ERROR;
	}
	uint32_t id = t.session->id;
	if (!cmd_has(cmd, 'a')) {
		model_window_remove(c->model, t.window);
		renumber(c, model_session(c->model, id));
		return CMD_OK;
	}
	for (size_t i = t.session->link_count; i-- > 0;) {
		struct window *w = model_window(c->model, t.session->links[i].window);
		if (w != NULL && w != t.window) {
			model_window_remove(c->model, w);
			i = i < t.session->link_count ? i : t.session->link_count;
		}
	}
	renumber(c, model_session(c->model, id));
	return CMD_OK;
}

const struct cmd_def cmd_kill_window = {.name = "kill-window",
	.alias = "killw",
	.flags = "at:",
	.usage = "[-a] [-t target-window]",
	.exec = exec_kill};

static enum cmd_result exec_move(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target from;
	struct session *to;
	int index;
	if (cmd_has(cmd, 'r')) {
		struct target t;
		if (target_find(c, cmd_value(cmd, 't'), TARGET_SESSION, &t) != CMD_OK) {
			return CMD_ERROR;
		}
		model_session_renumber(c->model, t.session, support_base_index(c, t.session));
		return CMD_OK;
	}
	if (target_find(c, cmd_value(cmd, 's'), TARGET_WINDOW, &from) != CMD_OK ||
		new_slot(c, cmd, cmd_value(cmd, 't'), &to, &index) != CMD_OK) {
		return CMD_ERROR;
	}
	from = support_target(c, from.session, from.window, NULL); /* the gap may have moved it */
	if (to == from.session && index == from.index) {
		return CMD_OK;
	}
	clear_slot(c, cmd, to, index);
	if (index < 0) {
		index = model_session_free_index(to, support_base_index(c, to));
	}
	bool was_current = from.session->current == from.index;
	int r = model_window_move(c->model, from.session, from.index, to, index);
	if (r < 0) {
		return slot_in_use(c, r, index);
	}
	if (!cmd_has(cmd, 'd') || was_current) {
		model_window_select(c->model, to, index);
	}
	renumber(c, to);
	return CMD_OK;
}

const struct cmd_def cmd_move_window = {.name = "move-window",
	.alias = "movew",
	.flags = "abdkrs:t:",
	.usage = "[-abdkr] [-s src-window] [-t dst-window]",
	.exec = exec_move};

static enum cmd_result exec_link(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target from;
	struct session *to;
	int index;
	if (target_find(c, cmd_value(cmd, 's'), TARGET_WINDOW, &from) != CMD_OK ||
		new_slot(c, cmd, cmd_value(cmd, 't'), &to, &index) != CMD_OK) {
		return CMD_ERROR;
	}
	if (index >= 0 && model_window_at(c->model, to, index) == from.window) {
		return cmd_error(c, "same index: %d", index);
	}
	clear_slot(c, cmd, to, index);
	if (index < 0) {
		index = model_session_free_index(to, support_base_index(c, to));
	}
	int r = model_window_link(c->model, from.window, to, index, support_base_index(c, to));
	if (r < 0) {
		return slot_in_use(c, r, index);
	}
	if (!cmd_has(cmd, 'd')) {
		model_window_select(c->model, to, index);
	}
	return CMD_OK;
}

const struct cmd_def cmd_link_window = {.name = "link-window",
	.alias = "linkw",
	.flags = "abdks:t:",
	.usage = "[-abdk] [-s src-window] [-t dst-window]",
	.exec = exec_link};

static enum cmd_result exec_unlink(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	if (target_find(c, cmd_value(cmd, 't'), TARGET_WINDOW, &t) != CMD_OK) {
		return CMD_ERROR;
	}
	if (!cmd_has(cmd, 'k') && t.window->links < 2) {
		return cmd_error(c, "window only linked to one session");
	}
	model_window_unlink(c->model, t.session, t.index);
	return CMD_OK;
}

const struct cmd_def cmd_unlink_window = {.name = "unlink-window",
	.alias = "unlinkw",
	.flags = "kt:",
	.usage = "[-k] [-t target-window]",
	.exec = exec_unlink};

static enum cmd_result exec_swap(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target a, b;
	if (target_find(c, cmd_value(cmd, 's'), TARGET_WINDOW, &a) != CMD_OK ||
		target_find(c, cmd_value(cmd, 't'), TARGET_WINDOW, &b) != CMD_OK) {
		return CMD_ERROR;
	}
	if (a.window == b.window) {
		return CMD_OK;
	}
	int r = model_window_swap(c->model, a.session, a.index, b.session, b.index);
	if (r < 0) {
		return cmd_error(c, "%s", err_str(r));
	}
	if (cmd_has(cmd, 'd')) { /* -d: do not follow: the same windows stay current */
		model_window_select(c->model, b.session, b.index);
		if (a.session != b.session) {
			model_window_select(c->model, a.session, a.index);
		}
	}
	return CMD_OK;
}

const struct cmd_def cmd_swap_window = {.name = "swap-window",
	.alias = "swapw",
	.flags = "ds:t:",
	.usage = "[-d] [-s src-window] [-t dst-window]",
	.exec = exec_swap};

/* -A: the largest client that looks at the session; -a: the smallest. */
static void fit_clients(
	struct cmd_ctx *c, const struct target *t, bool largest, int *cols, int *rows)
{
	bool any = false;
	int status = strcmp(option_get(c->model, t->session, NULL, NULL, "status"), "off") != 0;
	for (size_t i = 0; i < c->model->client_count; i++) {
		const struct model_client *k = c->model->clients[i];
		int w = k->size.cols, h = k->size.rows - status;
		if (k->session == t->session->id && w > 0 && h > 0) {
			*cols = !any || (largest ? w > *cols : w < *cols) ? w : *cols;
			*rows = !any || (largest ? h > *rows : h < *rows) ? h : *rows;
			any = true;
		}
	}
}

static enum cmd_result exec_resize(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	int n = 1, cols, rows;
	const char *x = cmd_value(cmd, 'x'), *y = cmd_value(cmd, 'y');
	if (target_find(c, cmd_value(cmd, 't'), TARGET_WINDOW, &t) != CMD_OK) {
		return CMD_ERROR;
	}
	cols = t.window->size.cols;
	rows = t.window->size.rows;
	if ((cmd->arg_count > 0 && support_size(c, "adjustment", cmd->args[0], 0, 1,
					   LIMIT_TERM_COLS, &n) != CMD_OK) ||
		(x != NULL &&
			support_size(c, "width", x, 0, 1, LIMIT_TERM_COLS, &cols) != CMD_OK) ||
		(y != NULL &&
			support_size(c, "height", y, 0, 1, LIMIT_TERM_ROWS, &rows) != CMD_OK)) {
		return CMD_ERROR;
	}
	cols += cmd_has(cmd, 'R') ? n : cmd_has(cmd, 'L') ? -n : 0;
	rows += cmd_has(cmd, 'D') ? n : cmd_has(cmd, 'U') ? -n : 0;
	if (cmd_has(cmd, 'A') || cmd_has(cmd, 'a')) {
		fit_clients(c, &t, cmd_has(cmd, 'A'), &cols, &rows);
	}
	optmap_set(&t.window->options, "window-size", "manual");
	cols = cols < 1 ? 1 : cols > LIMIT_TERM_COLS ? LIMIT_TERM_COLS : cols;
	rows = rows < 1 ? 1 : rows > LIMIT_TERM_ROWS ? LIMIT_TERM_ROWS : rows;
	model_window_resize(c->model, t.window, (struct size){(uint16_t)cols, (uint16_t)rows});
	model_changed(c->model);
	return CMD_OK;
}

const struct cmd_def cmd_resize_window = {.name = "resize-window",
	.alias = "resizew",
	.flags = "aADLRt:Ux:y:",
	.max_args = 1,
	.usage = "[-aADLRU] [-x width] [-y height] [-t target-window] [adjustment]",
	.exec = exec_resize};

static enum cmd_result exec_rotate(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	if (target_find(c, cmd_value(cmd, 't'), TARGET_WINDOW, &t) != CMD_OK) {
		return CMD_ERROR;
	}
	bool zoomed = cmd_has(cmd, 'Z') && t.window->zoomed;
	model_window_rotate(c->model, t.window, cmd_has(cmd, 'D'));
	model_window_zoom(c->model, t.window, zoomed);
	return CMD_OK;
}

const struct cmd_def cmd_rotate_window = {.name = "rotate-window",
	.alias = "rotatew",
	.flags = "Dt:UZ",
	.usage = "[-DUZ] [-t target-window]",
	.attrs = CMD_VIEW,
	.exec = exec_rotate};
