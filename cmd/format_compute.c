/* cmd/format_compute.c -- see format_compute.h. */
#include "cmd/format_compute.h"

#include <stdlib.h>

#include "base/mem.h"
#include "cmd/limits.h"

/* ---- parts of a key ---- */

/* Cuts the text at its commas. Returns the parts (at most max; the last has the rest). */
static size_t choose(const char *text, char **parts, size_t max)
{
	size_t count = 0;
	bool found = true;
	while (found && count < max) {
		size_t n = format_skip(text, ",", &found);
		if (count + 1 == max && found) {
			n = strlen(text);
			found = false;
		}
		parts[count++] = mem_strndup(text, n);
		text += n + found;
	}
	return count;
}

static void parts_free(char **parts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(parts[i]);
	}
}

static bool compare(const struct modifier *m, const char *a, const char *b)
{
	int order = strcmp(a, b);
	const char *op = m->name;
	if (op[0] == 'm') {
		return format_matches(a, b, format_modifier_has(m, 'r'), format_modifier_has(m, 'i'));
	}
	if (strcmp(op, "==") == 0) {
		return order == 0;
	}
	if (strcmp(op, "!=") == 0) {
		return order != 0;
	}
	if (strcmp(op, "||") == 0) {
		return format_is_true(a) || format_is_true(b);
	}
	if (strcmp(op, "&&") == 0) {
		return format_is_true(a) && format_is_true(b);
	}
	bool equal = op[1] == '=' && order == 0;
	return equal || (op[0] == '<' ? order < 0 : order > 0);
}

/* Two or more operands: with || and && all of them count. NULL: malformed. */
static char *comparison(const struct format_walk *w, const struct modifier *m, const char *text)
{
	char *parts[16];
	bool many = strcmp(m->name, "||") == 0 || strcmp(m->name, "&&") == 0;
	size_t count = choose(text, parts, many ? 16 : 2);
	bool result = false;
	for (size_t i = 0; i < count; i++) {
		char *v = format_expand_quiet(w, parts[i]);
		free(parts[i]);
		parts[i] = v;
	}
	if (count >= 2) {
		result = compare(m, parts[0], parts[1]);
	}
	for (size_t i = 2; i < count; i++) {
		result = m->name[0] == '|' ? result || format_is_true(parts[i]) : result && format_is_true(parts[i]);
	}
	parts_free(parts, count);
	return count < 2 ? NULL : mem_strdup(result ? "1" : "0");
}

static char *arithmetic(const struct format_walk *w, const struct modifier *m, const char *text)
{
	char *parts[2];
	size_t count = choose(text, parts, 2);
	char *result = NULL;
	if (count == 2 && m->count > 0) {
		char *a = format_expand_quiet(w, parts[0]), *b = format_expand_quiet(w, parts[1]);
		bool fraction = m->count > 1 && strchr(m->args[1], 'f') != NULL;
		int digits = m->count > 2 ? format_bounded_int(m->args[2], 100) : 2;
		result = format_calculate(m->args[0], fraction, digits < 0 ? 0 : digits, a, b);
		free(a);
		free(b);
	}
	parts_free(parts, count);
	return result;
}

static char *repeat(const struct format_walk *w, const char *text)
{
	char *parts[2];
	struct buf out = {0};
	size_t count = choose(text, parts, 2);
	if (count == 2) {
		char *v = format_expand_quiet(w, parts[0]), *times = format_expand_quiet(w, parts[1]);
		for (int n = format_bounded_int(times, LIMIT_FORMAT_PAD); n > 0 && out.len < LIMIT_FORMAT; n--) {
			buf_puts(&out, v);
		}
		free(v);
		free(times);
	}
	parts_free(parts, count);
	return buf_take_str(&out);
}

static char *name_exists(const struct format_walk *w, const struct modifier *m, const char *text)
{
	char *name = format_expand_quiet(w, text);
	const struct model *model = w->f->model;
	const struct session *s = w->f->at.session;
	bool found = false;
	if (format_modifier_has(m, 's')) {
		found = model != NULL && model_session_by_name(model, name) != NULL;
	} else {
		for (size_t i = 0; model != NULL && s != NULL && i < s->link_count; i++) {
			const struct window *window = model_window(model, s->links[i].window);
			found = found || (window != NULL && strcmp(window->name, name) == 0);
		}
	}
	free(name);
	return mem_strdup(found ? "1" : "0");
}

/* C: the row of the screen, from 1, that has the text; 0: none. */
static char *search(const struct format_walk *w, const struct modifier *m, const char *text)
{
	const struct pane *p = w->f->at.pane;
	bool regex = format_modifier_has(m, 'r');
	char *what = format_expand_quiet(w, text), *pattern = regex ? mem_strdup(what) : mem_printf("*%s*", what);
	uint16_t rows = p != NULL && what[0] != '\0' ? term_size(p->term).rows : 0;
	unsigned found = 0;
	w->budget->bytes += (size_t)rows * (p != NULL ? term_size(p->term).cols : 0);
	for (uint16_t y = 0; y < rows && found == 0; y++) {
		struct buf row = {0};
		line_text(term_row(p->term, y), term_pool(p->term), 0, term_size(p->term).cols, true, &row);
		if (format_matches(pattern, buf_str(&row), regex, format_modifier_has(m, 'i'))) {
			found = y + 1u;
		}
		buf_finish(&row);
	}
	free(what);
	free(pattern);
	return mem_printf("%u", found);
}

/* ---- loops ---- */

struct loop {
	const struct format_walk *walk;
	char *parts[2];
	size_t count;
	struct buf out;
};

/* One turn: the second text, when there is one, is for the current thing. */
static void loop_turn(struct loop *l, const struct format_ctx *f, bool current)
{
	struct format_walk inner = *l->walk;
	inner.f = f;
	if (l->out.len < LIMIT_FORMAT) {
		char *v = format_expand_part(&inner, l->parts[current && l->count > 1 ? 1 : 0]);
		buf_puts(&l->out, v);
		free(v);
	}
}

static void loop_sessions(struct loop *l)
{
	const struct model *m = l->walk->f->model;
	for (size_t i = 0; i < m->session_count; i++) {
		struct format_ctx f = *l->walk->f;
		f.at = (struct target){.session = m->sessions[i], .index = m->sessions[i]->current};
		f.at.window = model_current_window(m, f.at.session);
		f.at.pane = f.at.window != NULL ? model_pane(m, f.at.window->active) : NULL;
		loop_turn(l, &f, f.at.session == l->walk->f->at.session);
	}
}

static void loop_windows(struct loop *l)
{
	const struct model *m = l->walk->f->model;
	struct session *s = l->walk->f->at.session;
	for (size_t i = 0; s != NULL && i < s->link_count; i++) {
		struct format_ctx f = *l->walk->f;
		f.at = (struct target){.session = s, .index = s->links[i].index};
		f.at.window = model_window(m, s->links[i].window);
		f.at.pane = f.at.window != NULL ? model_pane(m, f.at.window->active) : NULL;
		loop_turn(l, &f, f.at.index == s->current);
	}
}

static void loop_panes(struct loop *l)
{
	const struct model *m = l->walk->f->model;
	const struct window *w = l->walk->f->at.window;
	size_t count = w != NULL ? layout_count(w->layout) : 0;
	for (size_t i = 0; i < count; i++) {
		struct format_ctx f = *l->walk->f;
		f.at.pane = model_pane_at(m, w, (int)i);
		if (f.at.pane != NULL) {
			loop_turn(l, &f, f.at.pane->id == w->active);
		}
	}
}

static void loop_clients(struct loop *l)
{
	const struct model *m = l->walk->f->model;
	for (size_t i = 0; i < m->client_count; i++) {
		struct format_ctx f = *l->walk->f;
		f.client = m->clients[i];
		loop_turn(l, &f, m->clients[i] == l->walk->f->client);
	}
}

static char *run_loop(const struct format_walk *w, char what, const char *text)
{
	struct loop l = {.walk = w};
	if (w->f->model == NULL) {
		return mem_strdup("");
	}
	l.count = choose(text, l.parts, 2);
	switch (what) {
	case 'S':
		loop_sessions(&l);
		break;
	case 'W':
		loop_windows(&l);
		break;
	case 'P':
		loop_panes(&l);
		break;
	default:
		loop_clients(&l);
		break;
	}
	parts_free(l.parts, l.count);
	return buf_take_str(&l.out);
}

/* ---- which it is ---- */

char *format_compute(const struct format_walk *w, const struct modifiers *m, const char *text, bool *done)
{
	static const char *const comparisons[] = {"m", "==", "!=", "||", "&&", "<=", ">=", "<", ">"};
	static const char *const loops[] = {"S", "W", "P", "L"};
	const struct modifier *one;
	*done = true;
	if (format_modifier(m, "l") != NULL) {
		return format_literal(text);
	}
	for (size_t i = 0; i < sizeof(loops) / sizeof(loops[0]); i++) {
		if (format_modifier(m, loops[i]) != NULL) {
			return run_loop(w, loops[i][0], text);
		}
	}
	if ((one = format_modifier(m, "N")) != NULL) {
		return name_exists(w, one, text);
	}
	if ((one = format_modifier(m, "C")) != NULL) {
		return search(w, one, text);
	}
	if (format_modifier(m, "R") != NULL) {
		return repeat(w, text);
	}
	for (size_t i = 0; i < sizeof(comparisons) / sizeof(comparisons[0]); i++) {
		if ((one = format_modifier(m, comparisons[i])) != NULL) {
			return comparison(w, one, text);
		}
	}
	if ((one = format_modifier(m, "e")) != NULL) {
		return arithmetic(w, one, text);
	}
	*done = false;
	return NULL;
}
