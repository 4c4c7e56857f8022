/* client/keys.c -- what the user does: to an overlay that is open, to the client's own commands, or as
 * records into the input stream. The key machine runs here over the same keys as on the server. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>

#include "base/err.h"
#include "base/mem.h"
#include "client/client_impl.h"
#include "client/link_report.h"
#include "cmd/commands.h"
#include "cmd/format.h"
#include "cmd/options.h"
#include "layout/look.h"
#include "transport/flight_log.h"

#define WHEEL_ROWS 3

/* ---- records ---- */

void client_send_record(struct client *c, const struct record *r)
{
	struct buf b = {0};
	client_typed_send(c);
	record_encode(r, &b);
	stream_tx_write(c->input, buf_bytes(&b));
	buf_finish(&b);
	link_wake(c->link);
}

void client_send_command(struct client *c, const char *text)
{
	struct record r = {.kind = RECORD_COMMAND, .data = bytes_str(text)};
	if (r.data.len > 0 && r.data.len <= LIMIT_RECORD) {
		client_send_record(c, &r);
	}
}

/* The pane that input is for. 0 means "where the focus is by then": a new window or pane was asked for, and
 * what is typed meanwhile is meant for it. */
static uint32_t input_pane(struct client *c)
{
	const struct tree_view *v = replica_view(c->replica);
	client_window(c);
	return v != NULL && c->focus_moves > v->records ? 0 : c->pane;
}

/* After a record was sent that asks for this command. */
static void note_focus(struct client *c, const struct cmd *cmd)
{
	static const char *const names[] = {"break-pane", "join-pane", "last-pane", "move-pane", "new-session", "new-window",
		"rotate-window", "split-window", "swap-pane", "switch-client", "select-pane", "select-window", "next-window",
		"previous-window", "last-window", "move-window", "link-window"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(cmd->def->name, names[i]) == 0) {
			c->focus_moves = stream_tx_end(c->input);
		}
	}
}

/* ---- the client's own commands ---- */

static const struct replica_pane *active_pane(struct client *c)
{
	client_window(c);
	return replica_pane(c->replica, c->pane);
}

/* One pane is scrolled at a time: another that was is left. */
static void enter_scroll(struct client *c, const struct replica_pane *p, bool exit_at_bottom, int rows)
{
	if (p == NULL) {
		return;
	}
	if (c->scroll.pane != p->id) {
		if (c->scroll.pane != 0) {
			client_send_record(c, &(struct record){.kind = RECORD_MODE, .pane = c->scroll.pane, .on = false});
		}
		scroll_enter(&c->scroll, p, exit_at_bottom);
		client_send_record(c, &(struct record){.kind = RECORD_MODE, .pane = p->id, .on = true});
	}
	if (rows != 0) {
		scroll_move(&c->scroll, p, rows);
	}
}

static void note_scroll_left(struct client *c, uint32_t was)
{
	if (was != 0 && c->scroll.pane == 0) {
		client_send_record(c, &(struct record){.kind = RECORD_MODE, .pane = was, .on = false});
	}
}

/* What the client itself knows of where it is: enough for prompts (#W, #S, #I, #P, #T). */
static const char *look_up_here(void *ctx, const char *name, char *scratch, size_t len)
{
	struct client *c = ctx;
	const struct tree_window *w = client_window(c);
	const struct tree_view *v = replica_view(c->replica);
	const struct tree_session *s = v != NULL ? replica_session(c->replica, v->session) : NULL;
	const struct replica_pane *p = replica_pane(c->replica, c->pane);
	uint32_t leaves[LIMIT_PANES];
	size_t n = w != NULL ? layout_leaves(w->layout, leaves, LIMIT_PANES) : 0;
	scratch[0] = '\0';
	if (strcmp(name, "window_name") == 0) {
		return w != NULL ? w->name : scratch;
	}
	if (strcmp(name, "session_name") == 0) {
		return s != NULL ? s->name : scratch;
	}
	if (strcmp(name, "pane_title") == 0) {
		return p != NULL ? p->title : scratch;
	}
	for (size_t i = 0; s != NULL && w != NULL && strcmp(name, "window_index") == 0 && i < s->link_count; i++) {
		if (s->links[i].window == w->id) {
			snprintf(scratch, len, "%d", s->links[i].index);
			return scratch;
		}
	}
	for (size_t i = 0; strcmp(name, "pane_index") == 0 && i < n; i++) {
		if (leaves[i] == c->pane) {
			snprintf(scratch, len, "%zu", i);
			return scratch;
		}
	}
	return NULL;
}

static char *expand_here(struct client *c, const char *text)
{
	struct format_ctx f = {.lookup = look_up_here, .lookup_ctx = c};
	return format_expand(&f, text);
}

/* tmux's labels: what -p says, else the command in parentheses, else a colon. */
static char *prompt_label(struct client *c, const char *label, const char *template, bool confirm)
{
	size_t word = strcspn(template, " ");
	if (label == NULL) {
		return confirm ? mem_printf("Confirm '%.*s'? (y/n) ", (int)word, template)
			: template[0] != '%' ? mem_printf("(%.*s) ", (int)word, template) : mem_strdup(":");
	}
	char *text = expand_here(c, label), *spaced = mem_printf("%s ", text);
	free(text);
	return spaced;
}

static void open_prompt(struct client *c, const struct cmd *cmd, bool confirm)
{
	const char *initial = cmd_value(cmd, 'I'), *template = cmd->arg_count > 0 ? cmd->args[0] : "%1";
	char *label = prompt_label(c, cmd_value(cmd, 'p'), template, confirm);
	char *typed = expand_here(c, initial != NULL ? initial : "");
	prompt_open(&c->prompt, label, typed, template, confirm);
	free(label);
	free(typed);
}

static void list_keys(struct client *c)
{
	struct buf out = {0};
	key_tables_notes(c->keys, option_client_get(&c->options, "prefix"), &out);
	pager_open(&c->pager, "keys ", buf_str(&out), out.len, c->next->size.cols);
	buf_finish(&out);
}

static void show_link(struct client *c, usec_t now)
{
	struct buf out = {0};
	struct link_figures f;
	link_figures(c->link, now, &f);
	link_report(&f, now, &out);
	pager_open(&c->pager, "link ", buf_str(&out), out.len, c->next->size.cols);
	buf_finish(&out);
}

static void show_prediction(struct client *c)
{
	struct buf out = {0};
	predictors_report(c->predictors, c->pane, &out);
	pager_open(&c->pager, "prediction ", buf_str(&out), out.len, c->next->size.cols);
	buf_finish(&out);
}

/* Works on a dead link too: that is what it is for. */
static void record_link(struct client *c, const char *path, usec_t now)
{
	int r = flight_log_save(link_flight(c->link), path);
	char *text = mem_printf(r < 0 ? "%s: %s" : "%s: %s of what the link did", path,
		r == ERR_SYS ? strerror(errno) : r < 0 ? "there is no record" : "the last minutes");
	notice_show(&c->notice, text, now, SEC(3));
	free(text);
}

bool client_command(struct client *c, const struct cmd *cmd, usec_t now)
{
	const char *name = cmd->def->name;
	if (strcmp(name, "copy-mode") == 0) {
		const struct replica_pane *p = active_pane(c);
		enter_scroll(c, p, cmd_has(cmd, 'e'), cmd_has(cmd, 'u') && p != NULL ? -(int)(p->size.rows > 2 ? p->size.rows - 2 : 1) : 0);
	} else if (strcmp(name, "command-prompt") == 0) {
		open_prompt(c, cmd, false);
	} else if (strcmp(name, "confirm-before") == 0) {
		open_prompt(c, cmd, true);
	} else if (strcmp(name, "suspend-client") == 0) {
		client_suspend(c);
	} else if (strcmp(name, "refresh-client") == 0) {
		client_redraw_all(c);
	} else if (strcmp(name, "list-keys") == 0 && cmd_has(cmd, 'N')) {
		list_keys(c);
	} else if (strcmp(name, "show-link") == 0) {
		show_link(c, now);
	} else if (strcmp(name, "show-prediction") == 0) {
		show_prediction(c);
	} else if (strcmp(name, "link-record") == 0 && !cmd_has(cmd, 'S')) {
		record_link(c, cmd->args[0], now);
	} else if (strcmp(name, "login-again") == 0) {
		client_lend_terminal(c, rescue_login_by_hand);
	} else if (strcmp(name, "detach-client") == 0 && cmd->flag_count == 0) {
		/* Works on a dead link too: the server is told, if it hears. */
		client_quit(c, 0, NULL);
	} else {
		return false;
	}
	c->draw_due = true;
	return true;
}

void client_run_text(struct client *c, const char *text, usec_t now)
{
	struct cmd_list *list = NULL;
	char *err = NULL;
	if (cmd_parse_text(text, NULL, NULL, &list, &err) < 0) {
		notice_show(&c->notice, err, now, SEC(2));
		free(err);
		return;
	}
	for (size_t i = 0; i < list->count && !c->done; i++) {
		client_command(c, &list->cmds[i], now);
	}
	cmd_list_free(list);
}

/* ---- view operations that show at once ---- */

static int other_window(struct client *c, const char *name, const struct cmd *cmd)
{
	const struct tree_view *v = replica_view(c->replica);
	const struct tree_session *s = v != NULL ? replica_session(c->replica, v->session) : NULL;
	const struct tree_window *w = client_window(c);
	if (s == NULL || w == NULL || s->link_count == 0) {
		return -1;
	}
	size_t at = 0;
	for (size_t i = 0; i < s->link_count; i++) {
		at = s->links[i].window == w->id ? i : at;
	}
	if (strcmp(name, "next-window") == 0 && cmd->flag_count == 0) {
		return s->links[(at + 1) % s->link_count].index;
	}
	if (strcmp(name, "previous-window") == 0 && cmd->flag_count == 0) {
		return s->links[(at + s->link_count - 1) % s->link_count].index;
	}
	if (strcmp(name, "last-window") == 0 && c->op_count == 0) {
		return s->last;
	}
	const char *t = cmd_value(cmd, 't');
	if (strcmp(name, "select-window") == 0 && cmd->flag_count == 1 && t != NULL) {
		t += strncmp(t, ":=", 2) == 0 ? 2 : 0;
		char *end;
		long n = strtol(t, &end, 10);
		return end != t && *end == '\0' && n >= 0 ? (int)n : -1;
	}
	return -1;
}

static uint32_t other_pane(struct client *c, const char *name, const struct cmd *cmd)
{
	static const struct {
		char flag;
		enum layout_dir dir;
	} dirs[] = {{'L', LAYOUT_LEFT}, {'R', LAYOUT_RIGHT}, {'U', LAYOUT_UP}, {'D', LAYOUT_DOWN}};
	const struct tree_window *w = client_window(c);
	if (w == NULL || w->zoomed || strcmp(name, "select-pane") != 0 || cmd->flag_count != 1) {
		return 0;
	}
	for (size_t i = 0; i < 4; i++) {
		if (cmd_has(cmd, dirs[i].flag)) {
			return layout_neighbour(w->layout, c->pane, dirs[i].dir, w->mru, w->mru_count);
		}
	}
	const char *t = cmd_value(cmd, 't');
	if (t != NULL && strcmp(t, ":.+") == 0) {
		uint32_t leaves[LIMIT_PANES];
		size_t n = layout_leaves(w->layout, leaves, LIMIT_PANES);
		for (size_t i = 0; i < n; i++) {
			if (leaves[i] == c->pane) {
				return leaves[(i + 1) % n];
			}
		}
	}
	return 0;
}

static void predict_view(struct client *c, const struct cmd *cmd)
{
	struct view_op op = {.offset = stream_tx_end(c->input), .window = other_window(c, cmd->def->name, cmd)};
	op.pane = other_pane(c, cmd->def->name, cmd);
	if ((op.window < 0 && op.pane == 0) || c->op_count >= sizeof(c->ops) / sizeof(c->ops[0])) {
		note_focus(c, cmd);
		return;
	}
	c->ops[c->op_count++] = op;
	client_window(c);
	c->draw_due = true;
}

/* ---- keys ---- */

/* A release or a modifier by itself: only programs hear of those, and only those that asked. */
static void send_aside(struct client *c, const struct input *in, usec_t now)
{
	const struct replica_pane *p = active_pane(c);
	if (client_key_is_for_pane(c, in, p)) {
		client_send_record(c, &(struct record){.kind = RECORD_KEY, .pane = input_pane(c),
			.time = now / 1000u * 1000u, .key = in->key, .detail = client_key_detail(in, p)});
	}
}

static void prompt_feed(struct client *c, keycode_t key, usec_t now)
{
	char *command = NULL;
	if (prompt_key(&c->prompt, key, &command) == PROMPT_DONE && command != NULL) {
		/* What the client does for itself it does; the rest is the server's. */
		struct cmd_list *list = NULL;
		char *err = NULL;
		if (cmd_parse_text(command, NULL, NULL, &list, &err) < 0) {
			notice_show(&c->notice, err, now, SEC(2));
			free(err);
		} else if (list->count == 1 && client_command(c, &list->cmds[0], now)) {
			cmd_list_free(list);
		} else {
			client_send_command(c, command);
			for (size_t i = 0; i < list->count; i++) {
				note_focus(c, &list->cmds[i]);
			}
			cmd_list_free(list);
		}
	}
	free(command);
	c->draw_due = true;
}

static keycode_t option_key(const struct client *c, const char *name)
{
	keycode_t key = KEY_NONE;
	key_parse(option_client_get(&c->options, name), &key);
	return key;
}

static void run_binding(struct client *c, const struct key_binding *b, usec_t now)
{
	struct cmd_list *list = cmd_list_ref(b->list);
	for (size_t i = 0; i < list->count && !c->done; i++) {
		if (!client_command(c, &list->cmds[i], now)) {
			predict_view(c, &list->cmds[i]);
		}
	}
	cmd_list_free(list);
}

/* What the machine is to know of options: looked up when they change, not for each key. */
static struct key_machine_cfg key_cfg(struct client *c)
{
	if (c->key_options != c->options_version + 1) {
		c->key_options = c->options_version + 1;
		c->key_cfg = (struct key_machine_cfg){
			.prefix = option_key(c, "prefix"),
			.prefix2 = option_key(c, "prefix2"),
			.repeat_time = MS(option_client_number(&c->options, "repeat-time")),
		};
	}
	return c->key_cfg;
}

static void key_event(struct client *c, const struct input *in, usec_t now)
{
	keycode_t key = in->key;
	if (in->detail.action == KEY_RELEASED || key_is_modifier(key)) {
		send_aside(c, in, now);
		return;
	}
	if (key == KEY_FOCUS_IN || key == KEY_FOCUS_OUT) {
		client_send_record(c, &(struct record){.kind = RECORD_FOCUS, .on = key == KEY_FOCUS_IN});
		link_watched(c->link, key == KEY_FOCUS_IN, now);
		return;
	}
	if (c->notice.until != 0) {
		notice_clear(&c->notice);
		c->draw_due = true;
	}
	if (c->prompt.active) {
		prompt_feed(c, key_plain(key), now);
		client_key_kept(c, in);
		return;
	}
	if (c->pager.active) {
		pager_key(&c->pager, key_plain(key), c->window_area.rows);
		client_key_kept(c, in);
		c->draw_due = true;
		return;
	}
	struct key_machine_cfg cfg = key_cfg(c);
	cfg.exact = in->detail.exact;
	const struct key_binding *binding = NULL;
	const struct replica_pane *p = active_pane(c);
	usec_t time = now / 1000u * 1000u; /* as the wire carries it: both machines see the same */
	enum key_verdict verdict = key_machine_feed(&c->machine, c->keys, &cfg, key, time, &binding);
	if (verdict == KEY_TO_PANE && c->scroll.pane != 0 && c->scroll.pane == c->pane && p != NULL) {
		uint32_t was = c->scroll.pane;
		scroll_key(&c->scroll, p, key_plain(key)); /* keys that it does not know do nothing */
		note_scroll_left(c, was);
		c->draw_due = true;
		return;
	}
	uint32_t pane = input_pane(c);
	struct key_detail detail = client_key_detail(in, pane != 0 ? p : NULL);
	if (verdict == KEY_TO_PANE) {
		client_typed(c, pane, key, &detail, now);
		/* On this machine the answer is here before a picture of the same screen is made. */
		c->draw_due = c->draw_due || p == NULL || pane == 0 || !client_shows_answers_only(c);
		return;
	}
	client_send_record(c,
		&(struct record){.kind = RECORD_KEY, .pane = pane, .time = time, .key = key, .detail = detail});
	client_key_kept(c, in);
	if (verdict == KEY_RUNS) {
		run_binding(c, binding, now);
	}
	c->draw_due = true;
}

/* ---- paste ---- */

static void paste_event(struct client *c, struct bytes data)
{
	if (c->prompt.active) {
		prompt_paste(&c->prompt, data);
		c->draw_due = true;
		return;
	}
	uint32_t pane = input_pane(c);
	for (size_t at = 0; at < data.len || at == 0;) {
		size_t n = data.len - at < LIMIT_PASTE_INLINE ? data.len - at : LIMIT_PASTE_INLINE;
		struct record r = {
			.kind = RECORD_PASTE,
			.pane = pane,
			.more = at + n < data.len,
			.data = bytes_of(data.data + at, n),
		};
		client_send_record(c, &r);
		at += n;
		if (n == 0) {
			break;
		}
	}
	predictor_break(client_predictor(c, c->pane), stream_tx_end(c->input));
}

/* ---- mouse ---- */

static void status_click(struct client *c, const struct mouse *m)
{
	char text[48];
	size_t i = m->x < sizeof(c->status_ranges) ? (unsigned char)c->status_ranges[m->x] : 0;
	if (m->kind == MOUSE_PRESS && i > 0) {
		snprintf(text, sizeof(text), "select-window -t :=%d", c->range_windows[i - 1]);
		client_send_command(c, text);
	} else if (m->kind == MOUSE_WHEEL_UP || m->kind == MOUSE_WHEEL_DOWN) {
		client_send_command(c, m->kind == MOUSE_WHEEL_UP ? "previous-window" : "next-window");
	}
}

static void wheel(struct client *c, const struct mouse *m, const struct replica_pane *p)
{
	bool up = m->kind == MOUSE_WHEEL_UP;
	uint32_t was = c->scroll.pane;
	if (was == p->id) {
		scroll_move(&c->scroll, p, up ? -WHEEL_ROWS : WHEEL_ROWS);
		note_scroll_left(c, was);
	} else if (p->modes & MODE_ALT_SCREEN) {
		for (int i = 0; i < WHEEL_ROWS; i++) {
			client_send_record(c, &(struct record){.kind = RECORD_KEY, .pane = p->id, .key = up ? KEY_UP : KEY_DOWN});
		}
	} else if (up) {
		enter_scroll(c, p, true, -WHEEL_ROWS);
	}
	c->draw_due = true;
}

static void drag_border(struct client *c, uint16_t x, uint16_t y)
{
	char text[64];
	struct rect r;
	if (!client_pane_rect(c, c->drag_pane, &r)) {
		return;
	}
	int size = c->drag_vertical ? (int)x - r.x : (int)y - r.y;
	if (size > 0) {
		snprintf(text, sizeof(text), "resize-pane -t %%%u -%c %d", c->drag_pane, c->drag_vertical ? 'x' : 'y', size);
		client_send_command(c, text);
	}
}

static void border_press(struct client *c, const struct tree_window *w, uint16_t x, uint16_t y)
{
	struct layout_border b;
	if (!layout_border_at(w->layout, x, y, &b)) {
		return;
	}
	c->drag_vertical = b.axis == AXIS_LEFT_RIGHT;
	int side = c->drag_vertical ? LAYOUT_LEFT : LAYOUT_UP;
	if (b.leaves & 1 << side) {
		c->dragging = true;
		c->drag_pane = b.leaf[side];
	}
}

static void mouse_event(struct client *c, const struct mouse *m)
{
	const struct tree_window *w = client_window(c);
	if (c->dragging) {
		uint16_t x = (uint16_t)(m->x - c->window_area.x + c->offset_x), y = (uint16_t)(m->y - c->window_area.y + c->offset_y);
		c->dragging = m->kind == MOUSE_MOVE;
		drag_border(c, x, y);
		return;
	}
	if (w == NULL || c->prompt.active) {
		return;
	}
	if ((int)m->y == c->status_row) {
		status_click(c, m);
		return;
	}
	if (!rect_contains(c->window_area, m->x, m->y)) {
		return;
	}
	uint16_t x = (uint16_t)(m->x - c->window_area.x + c->offset_x), y = (uint16_t)(m->y - c->window_area.y + c->offset_y);
	uint32_t leaf = c->pane;
	if (!w->zoomed && !layout_at(w->layout, x, y, &leaf)) {
		if (m->kind == MOUSE_PRESS) {
			border_press(c, w, x, y);
		}
		return;
	}
	const struct replica_pane *p = replica_pane(c->replica, leaf);
	struct rect r;
	if (p == NULL || !client_pane_rect(c, leaf, &r)) {
		return;
	}
	bool is_wheel = m->kind == MOUSE_WHEEL_UP || m->kind == MOUSE_WHEEL_DOWN;
	bool asked = (p->modes & MODE_MOUSE_MASK) != 0 && c->scroll.pane != leaf;
	if (is_wheel && !asked) {
		wheel(c, m, p);
		return;
	}
	if (m->kind == MOUSE_MOVE && !asked) {
		return;
	}
	struct record rec = {.kind = RECORD_MOUSE, .pane = leaf, .mouse = *m, .rev = p->rev};
	rec.mouse.x = (uint16_t)(x - r.x);
	rec.mouse.y = (uint16_t)(y - r.y);
	client_send_record(c, &rec);
	if (m->kind == MOUSE_PRESS && leaf != c->pane && c->op_count < sizeof(c->ops) / sizeof(c->ops[0])) {
		predictor_break(client_predictor(c, leaf), stream_tx_end(c->input));
	}
}

void client_event(struct client *c, const struct input *in, usec_t now)
{
	switch (in->kind) {
	case INPUT_KEY:
		key_event(c, in, now);
		break;
	case INPUT_MOUSE:
		mouse_event(c, &in->mouse);
		break;
	case INPUT_PASTE:
		paste_event(c, in->data);
		break;
	case INPUT_REPORT:
		termcap_answer(c->termcap, in->data);
		break;
	}
}
