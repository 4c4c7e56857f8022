/* cmd/target.c -- resolves session:window.pane. */
#include "cmd/target.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/mem.h"
#include "cmd/glob.h"
#include "cmd/options.h"
#include "layout/look.h"

/* The text of a target, taken apart; an empty part is NULL. */
struct parts {
	char *copy;
	const char *session, *window, *pane;
	bool exact_session, exact_window;
	bool session_given; /* a colon was there, so what names no session is the current one's */
	bool only_window;   /* no other meaning is tried */
	bool only_pane;
};

struct finder {
	struct cmd_ctx *c;
	struct target now;   /* the current target; parts may be NULL */
	bool may_be_free;    /* a window index need not exist */
};

/* ---- the current target ---- */

static bool shows(const struct session *s, uint32_t window, int *index)
{
	bool found = false;
	for (size_t i = 0; i < s->link_count; i++) {
		if (s->links[i].window == window && (!found || s->links[i].index == s->current)) {
			*index = s->links[i].index;
			found = true;
		}
	}
	return found;
}

/* The most recently used session (that shows the window, when there is one). */
static struct session *best_session(const struct model *m, const struct window *w)
{
	struct session *best = NULL;
	int index;
	for (size_t i = 0; i < m->session_count; i++) {
		struct session *s = m->sessions[i];
		bool fits = w == NULL || shows(s, w->id, &index);
		if (fits && (best == NULL || s->activity_at > best->activity_at ||
			(s->activity_at == best->activity_at && s->created > best->created))) {
			best = s;
		}
	}
	return best;
}

static void use_current_window(const struct model *m, struct target *t)
{
	t->window = model_current_window(m, t->session);
	t->index = t->session->current;
	t->pane = t->window != NULL ? model_pane(m, t->window->active) : NULL;
}

static void find_current(const struct cmd_ctx *c, struct target *out)
{
	const struct model *m = c->model;
	const struct model_client *client = model_client(m, c->client);
	struct target t = {.session = model_session(m, c->session), .index = -1};
	t.pane = model_pane(m, c->pane);
	t.window = model_window(m, t.pane != NULL ? t.pane->window : c->window);
	if (t.window != NULL && (t.session == NULL || !shows(t.session, t.window->id, &t.index))) {
		struct session *s = best_session(m, t.window);
		if (s == NULL) {
			t.window = NULL;
			t.pane = NULL;
		} else {
			t.session = s;
			shows(s, t.window->id, &t.index);
		}
	}
	if (t.session == NULL && client != NULL) {
		t.session = model_session(m, client->session);
	}
	if (t.session == NULL) {
		t.session = best_session(m, NULL);
	}
	if (t.session != NULL && t.window == NULL) {
		use_current_window(m, &t);
	} else if (t.window != NULL && t.pane == NULL) {
		t.pane = model_pane(m, t.window->active);
	}
	*out = t;
}

/* ---- sessions ---- */

static bool starts_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

static bool parse_id(const char *text, uint32_t *out)
{
	char *end;
	unsigned long n = isdigit((unsigned char)text[0]) ? strtoul(text, &end, 10) : UINT32_MAX;
	if (n >= UINT32_MAX || *end != '\0') {
		return false;
	}
	*out = (uint32_t)n;
	return true;
}

static struct session *session_of_client(const struct model *m, const char *name)
{
	for (size_t i = 0; i < m->client_count; i++) {
		const struct model_client *c = m->clients[i];
		if (c->name != NULL && (strcmp(c->name, name) == 0 ||
			(starts_with(c->name, "/dev/") && strcmp(c->name + 5, name) == 0))) {
			return model_session(m, c->session);
		}
	}
	return NULL;
}

/* NULL too when several fit. */
static struct session *session_like(const struct model *m, const char *text, bool pattern)
{
	struct session *found = NULL;
	for (size_t i = 0; i < m->session_count; i++) {
		const char *name = m->sessions[i]->name;
		if (pattern ? glob_match(text, name, false) : starts_with(name, text)) {
			if (found != NULL) {
				return NULL;
			}
			found = m->sessions[i];
		}
	}
	return found;
}

static struct session *find_session(const struct model *m, const char *text, bool exact)
{
	uint32_t id;
	if (text[0] == '$' && parse_id(text + 1, &id)) {
		return model_session(m, id);
	}
	struct session *s = model_session_by_name(m, text);
	if (s == NULL) {
		s = session_of_client(m, text);
	}
	if (s == NULL && !exact) {
		s = session_like(m, text, false);
	}
	if (s == NULL && !exact) {
		s = session_like(m, text, true);
	}
	return s;
}

/* ---- windows ---- */

/* "+", "-", "+2"...: *offset. */
static bool parse_offset(const char *text, int *offset)
{
	char *end;
	if (text[0] != '+' && text[0] != '-') {
		return false;
	}
	long n = text[1] != '\0' ? strtol(text + 1, &end, 10) : 1;
	if ((text[1] != '\0' && (*end != '\0' || !isdigit((unsigned char)text[1]))) || n > 100000) {
		return false;
	}
	*offset = (int)(text[0] == '+' ? n : -n);
	return true;
}

static bool parse_index(const char *text, int *index)
{
	char *end;
	long n = isdigit((unsigned char)text[0]) ? strtol(text, &end, 10) : -1;
	if (n < 0 || *end != '\0' || n > INT32_MAX) {
		return false;
	}
	*index = (int)n;
	return true;
}

/* The index `offset` windows on from the current, round the ends. */
static int index_at_offset(const struct session *s, int offset)
{
	int count = (int)s->link_count, at = 0;
	for (int i = 0; i < count; i++) {
		if (s->links[i].index == s->current) {
			at = i;
		}
	}
	return s->links[(((at + offset) % count) + count) % count].index;
}

static bool name_fits(const char *name, const char *text, int how)
{
	return how == 0 ? strcmp(name, text) == 0 : how == 1 ? starts_with(name, text) : glob_match(text, name, false);
}

/* By name: the whole, then the beginning, then a pattern; not when several fit. */
static bool index_by_name(const struct model *m, const struct session *s, const char *text, bool exact, int *index)
{
	for (int how = 0; how < (exact ? 1 : 3); how++) {
		size_t found = 0;
		for (size_t i = 0; i < s->link_count; i++) {
			const struct window *w = model_window(m, s->links[i].window);
			if (w != NULL && name_fits(w->name, text, how)) {
				*index = s->links[i].index;
				found++;
			}
		}
		if (found > 0) {
			return found == 1;
		}
	}
	return false;
}

static bool special_index(const struct finder *f, const struct session *s, const char *text, int *index)
{
	int offset;
	if (parse_offset(text, &offset)) {
		*index = f->may_be_free ? s->current + offset : index_at_offset(s, offset);
		return *index >= 0;
	}
	if (strcmp(text, "!") == 0 && s->last_count > 0) {
		*index = s->last[0];
		return true;
	}
	if (strcmp(text, "^") == 0 || strcmp(text, "$") == 0) {
		*index = s->links[text[0] == '^' ? 0 : s->link_count - 1].index;
		return true;
	}
	if (strcmp(text, "@") == 0) {
		*index = s->current;
		return true;
	}
	return false;
}

/* What text names in session s: an index, whose window exists unless may_be_free. */
static bool find_index(const struct finder *f, const struct session *s, const char *text, bool exact, int *index)
{
	uint32_t id;
	if (s->link_count == 0) {
		return f->may_be_free && parse_index(text, index);
	}
	if (text[0] == '@' && parse_id(text + 1, &id)) {
		return shows(s, id, index);
	}
	if (!exact && special_index(f, s, text, index)) {
		return f->may_be_free || model_window_at(f->c->model, s, *index) != NULL;
	}
	if (parse_index(text, index) && (f->may_be_free || model_window_at(f->c->model, s, *index) != NULL)) {
		return true;
	}
	return index_by_name(f->c->model, s, text, exact, index);
}

static void use_index(const struct finder *f, struct session *s, int index, struct target *t)
{
	t->session = s;
	t->index = index;
	t->window = model_window_at(f->c->model, s, index);
	t->pane = t->window != NULL ? model_pane(f->c->model, t->window->active) : NULL;
}

/* A window that is named without a session. */
static bool find_window(const struct finder *f, const struct parts *p, const char *text, struct target *t)
{
	uint32_t id;
	int index;
	if (text[0] == '@' && parse_id(text + 1, &id)) {
		struct window *w = model_window(f->c->model, id);
		struct session *s = f->now.session;
		if (w != NULL && (s == NULL || !shows(s, id, &index))) {
			s = best_session(f->c->model, w);
		}
		if (w == NULL || s == NULL || !shows(s, id, &index)) {
			return false;
		}
		use_index(f, s, index, t);
		return true;
	}
	if (f->now.session != NULL && find_index(f, f->now.session, text, p->exact_window, &index)) {
		use_index(f, f->now.session, index, t);
		return true;
	}
	struct session *s = p->only_window ? NULL : find_session(f->c->model, text, p->exact_window);
	if (s == NULL) {
		return false;
	}
	t->session = s;
	use_current_window(f->c->model, t);
	if (f->may_be_free) {
		t->index = -1;
	}
	return true;
}

/* ---- panes ---- */

static struct pane *pane_at_offset(const struct model *m, const struct window *w, const struct pane *from, int offset)
{
	int count = (int)layout_count(w->layout), at = model_pane_index(m, from);
	return model_pane_at(m, w, (((at + offset) % count) + count) % count);
}

static struct pane *pane_beside(const struct model *m, const struct window *w, enum layout_dir dir)
{
	uint32_t id = layout_neighbour(w->layout, w->active, dir, w->mru, w->mru_count);
	return id != w->active ? model_pane(m, id) : NULL;
}

/* "top", "bottom-left"...: the pane at that edge or corner. */
static struct pane *pane_at_edge(const struct model *m, const struct window *w, const char *name)
{
	struct size size = layout_size(w->layout);
	uint32_t x = size.cols / 2u, y = size.rows / 2u, id;
	bool top = starts_with(name, "top"), bottom = starts_with(name, "bottom");
	const char *side = top ? name + 3 : bottom ? name + 6 : name;
	side += (top || bottom) && *side == '-';
	bool left = strcmp(side, "left") == 0, right = strcmp(side, "right") == 0;
	if ((!left && !right && *side != '\0') || (*side == '\0' && !top && !bottom)) {
		return NULL;
	}
	x = left ? 0 : right ? size.cols - 1u : x;
	y = top ? 0 : bottom ? size.rows - 1u : y;
	/* A border belongs to the pane left of it or above it. */
	if (!layout_at(w->layout, x, y, &id) && !(x > 0 && layout_at(w->layout, x - 1, y, &id)) &&
		!(y > 0 && layout_at(w->layout, x, y - 1, &id))) {
		return NULL;
	}
	return model_pane(m, id);
}

static struct pane *pane_by_token(const struct model *m, const struct window *w, const char *text)
{
	static const char *const beside[] = {"{left-of}", "{right-of}", "{up-of}", "{down-of}"};
	for (size_t i = 0; i < sizeof(beside) / sizeof(beside[0]); i++) {
		if (strcmp(beside[i], text) == 0) {
			return pane_beside(m, w, (enum layout_dir)i);
		}
	}
	size_t len = strlen(text);
	bool braces = len > 2 && text[0] == '{' && text[len - 1] == '}';
	char *name = mem_strndup(text + (braces ? 1 : 0), len - (braces ? 2 : 0));
	struct pane *p = pane_at_edge(m, w, name);
	free(name);
	return p;
}

static struct pane *find_pane_in(const struct finder *f, const struct window *w, const char *text)
{
	const struct model *m = f->c->model;
	const struct pane *from = f->now.pane != NULL && f->now.pane->window == w->id ? f->now.pane : model_pane(m, w->active);
	uint32_t id;
	int n;
	if (text[0] == '%' && parse_id(text + 1, &id)) {
		struct pane *p = model_pane(m, id);
		return p != NULL && p->window == w->id ? p : NULL;
	}
	if (strcmp(text, "!") == 0) {
		return w->mru_count > 1 && w->mru_seen > 1 ? model_pane(m, w->mru[1]) : NULL;
	}
	if (strcmp(text, "@") == 0) {
		return model_pane(m, w->active);
	}
	if (parse_offset(text, &n)) {
		return from != NULL ? pane_at_offset(m, w, from, n) : NULL;
	}
	if (parse_index(text, &n)) {
		int64_t base = option_number(m, NULL, w, NULL, "pane-base-index");
		return n >= base ? model_pane_at(m, w, (int)(n - base)) : NULL;
	}
	return pane_by_token(m, w, text);
}

static bool use_pane(const struct finder *f, struct pane *p, struct target *t)
{
	struct window *w = p != NULL ? model_window(f->c->model, p->window) : NULL;
	int index = -1;
	if (w == NULL) {
		return false;
	}
	struct session *s = f->now.session;
	if (s == NULL || !shows(s, w->id, &index)) {
		s = best_session(f->c->model, w);
	}
	if (s == NULL || !shows(s, w->id, &index)) {
		return false;
	}
	*t = (struct target){.session = s, .window = w, .index = index, .pane = p};
	return true;
}

/* A pane that is named alone: in the current window, else text names a window or session. */
static bool find_pane(const struct finder *f, const struct parts *p, struct target *t)
{
	uint32_t id;
	if (p->pane[0] == '%' && parse_id(p->pane + 1, &id)) {
		return use_pane(f, model_pane(f->c->model, id), t);
	}
	struct pane *found = f->now.window != NULL ? find_pane_in(f, f->now.window, p->pane) : NULL;
	if (found != NULL) {
		*t = f->now;
		t->pane = found;
		return true;
	}
	return !p->only_pane && find_window(f, p, p->pane, t);
}

/* ---- the whole ---- */

static const char *token(const char *text)
{
	static const char *const tokens[][2] = {
		{"{start}", "^"}, {"{end}", "$"},     {"{last}", "!"},   {"{next}", "+"},
		{"{previous}", "-"}, {"{current}", "@"}, {"{active}", "@"},
	};
	for (size_t i = 0; text != NULL && i < sizeof(tokens) / sizeof(tokens[0]); i++) {
		if (strcmp(tokens[i][0], text) == 0) {
			return tokens[i][1];
		}
	}
	return text != NULL && text[0] != '\0' ? text : NULL;
}

static void split(const char *text, enum target_kind kind, struct parts *p)
{
	*p = (struct parts){.copy = mem_strdup(text)};
	char *colon = strchr(p->copy, ':');
	char *period = strchr(colon != NULL ? colon + 1 : p->copy, '.');
	const char *lone = p->copy;
	if (colon != NULL) {
		*colon = '\0';
		p->session = p->copy;
		p->window = colon + 1;
		p->session_given = true;
		lone = NULL;
	}
	if (period != NULL) {
		*period = '\0';
		p->pane = period + 1;
		p->window = colon != NULL ? colon + 1 : p->copy;
		lone = NULL;
	}
	p->only_window = p->window != NULL;
	p->only_pane = p->pane != NULL;
	if (lone != NULL) {
		bool exact = lone[0] == '=' && lone[1] != '\0';
		p->session = lone[0] == '$' && lone[1] != '\0' ? lone : NULL;
		p->window = lone[0] == '@' && lone[1] != '\0' ? lone : NULL;
		p->pane = lone[0] == '%' ? lone : NULL;
		if (p->session == NULL && p->window == NULL && p->pane == NULL) {
			p->exact_window = exact;
			p->session = kind == TARGET_SESSION ? lone : NULL;
			p->window = kind == TARGET_WINDOW ? lone : NULL;
			p->pane = kind == TARGET_PANE ? lone + exact : NULL;
		}
	}
	if (p->session != NULL && p->session[0] == '=') {
		p->session++;
		p->exact_session = true;
	}
	if (p->window != NULL && p->window[0] == '=') {
		p->window++;
		p->exact_window = true;
	}
	p->session = p->session != NULL && p->session[0] != '\0' ? p->session : NULL;
	p->window = token(p->window);
	p->pane = token(p->pane);
}

static enum cmd_result missing(const struct finder *f, const char *what, const char *name)
{
	return cmd_error(f->c, "can't find %s: %s", what, name);
}

static enum cmd_result find_parts(const struct finder *f, const struct parts *p, struct target *t)
{
	*t = f->now;
	if (p->session == NULL && !p->session_given && p->window == NULL && p->pane != NULL) {
		return find_pane(f, p, t) ? CMD_OK : missing(f, "pane", p->pane);
	}
	if (p->session != NULL) {
		t->session = find_session(f->c->model, p->session, p->exact_session);
		if (t->session == NULL) {
			return missing(f, "session", p->session);
		}
		use_current_window(f->c->model, t);
	}
	if (p->window != NULL && !p->session_given) {
		if (!find_window(f, p, p->window, t)) {
			return missing(f, "window", p->window);
		}
	} else if (p->window != NULL) {
		int index;
		if (t->session == NULL || !find_index(f, t->session, p->window, p->exact_window, &index)) {
			return missing(f, "window", p->window);
		}
		use_index(f, t->session, index, t);
	} else if (f->may_be_free) {
		t->index = -1;
	}
	if (p->pane != NULL) {
		struct pane *found = t->window != NULL ? find_pane_in(f, t->window, p->pane) : NULL;
		if (found == NULL) {
			return missing(f, "pane", p->pane);
		}
		t->pane = found;
	}
	return CMD_OK;
}

static enum cmd_result no_current(struct cmd_ctx *c)
{
	return cmd_error(c, "no current target");
}

static enum cmd_result find_mouse(const struct finder *f, struct target *t)
{
	struct cmd_ctx *c = f->c;
	if (c->mouse == NULL || !use_pane(f, model_pane(c->model, c->mouse_pane), t)) {
		return cmd_error(c, "no mouse target");
	}
	return CMD_OK;
}

enum cmd_result target_find(struct cmd_ctx *c, const char *text, enum target_kind kind, struct target *out)
{
	struct finder f = {.c = c};
	struct target t;
	struct parts p;
	find_current(c, &f.now);
	if (text == NULL || text[0] == '\0') {
		if (f.now.session == NULL || (kind != TARGET_SESSION && f.now.pane == NULL)) {
			return no_current(c);
		}
		*out = f.now;
		return CMD_OK;
	}
	if (strcmp(text, "=") == 0 || strcmp(text, "{mouse}") == 0) {
		enum cmd_result r = find_mouse(&f, &t);
		if (r == CMD_OK) {
			*out = t;
		}
		return r;
	}
	if (strcmp(text, "~") == 0 || strcmp(text, "{marked}") == 0) {
		return cmd_error(c, "no marked target");
	}
	split(text, kind, &p);
	enum cmd_result r = find_parts(&f, &p, &t);
	free(p.copy);
	if (r == CMD_OK && (t.session == NULL || (kind != TARGET_SESSION && t.pane == NULL))) {
		r = no_current(c);
	}
	if (r == CMD_OK) {
		*out = t;
	}
	return r;
}

struct session *target_latest_session(const struct model *m)
{
	struct session *best = NULL;
	for (size_t i = 0; i < m->session_count; i++) {
		struct session *s = m->sessions[i];
		if (best == NULL || s->activity_at > best->activity_at ||
			(s->activity_at == best->activity_at && s->id > best->id)) {
			best = s;
		}
	}
	return best;
}

enum cmd_result target_find_index(struct cmd_ctx *c, const char *text, struct session **s, int *index)
{
	struct finder f = {.c = c, .may_be_free = true};
	struct target t;
	struct parts p;
	find_current(c, &f.now);
	if (text == NULL || text[0] == '\0') {
		if (f.now.session == NULL) {
			return no_current(c);
		}
		*s = f.now.session;
		*index = -1;
		return CMD_OK;
	}
	split(text, TARGET_WINDOW, &p);
	enum cmd_result r = find_parts(&f, &p, &t);
	free(p.copy);
	if (r == CMD_OK && t.session == NULL) {
		r = no_current(c);
	}
	if (r == CMD_OK) {
		*s = t.session;
		*index = t.index;
	}
	return r;
}

/* ---- clients ---- */

static struct model_client *current_client(const struct cmd_ctx *c)
{
	struct model_client *found = model_client(c->model, c->client);
	if (found != NULL) {
		return found;
	}
	struct target now;
	find_current(c, &now);
	for (size_t i = 0; i < c->model->client_count; i++) {
		struct model_client *o = c->model->clients[i];
		if (now.session != NULL && o->session == now.session->id &&
			(found == NULL || o->activity_at > found->activity_at)) {
			found = o;
		}
	}
	for (size_t i = 0; found == NULL && i < c->model->client_count; i++) {
		found = c->model->clients[i];
	}
	return found;
}

enum cmd_result target_find_client(struct cmd_ctx *c, const char *text, struct model_client **out)
{
	struct model_client *found = NULL;
	if (text == NULL) {
		found = current_client(c);
		if (found == NULL) {
			return cmd_error(c, "no current client");
		}
		*out = found;
		return CMD_OK;
	}
	size_t len = strlen(text);
	char *name = mem_strndup(text, len > 0 && text[len - 1] == ':' ? len - 1 : len);
	for (size_t i = 0; found == NULL && i < c->model->client_count; i++) {
		struct model_client *o = c->model->clients[i];
		if (o->name != NULL && (strcmp(o->name, name) == 0 ||
			(starts_with(o->name, "/dev/") && strcmp(o->name + 5, name) == 0))) {
			found = o;
		}
	}
	enum cmd_result r = found != NULL ? CMD_OK : cmd_error(c, "can't find client: %s", name);
	free(name);
	if (r == CMD_OK) {
		*out = found;
	}
	return r;
}
