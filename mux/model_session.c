/* mux/model_session.c -- sessions, and which windows they show at which index. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "mux/model.h"
#include "mux/model_impl.h"

void session_free(struct session *s)
{
	free(s->name);
	free(s->links);
	free(s->last);
	free(s->path);
	optmap_finish(&s->options);
	optmap_finish(&s->environment);
	free(s);
}

/* Puts s where its name belongs. */
static void place(struct model *m, struct session *s)
{
	size_t i = 0;
	while (i < m->session_count && strcmp(m->sessions[i]->name, s->name) < 0) {
		i++;
	}
	m->sessions = model_array_open(m->sessions, &m->session_count, sizeof(*m->sessions), i);
	m->sessions[i] = s;
}

static void displace(struct model *m, const struct session *s)
{
	for (size_t i = 0; i < m->session_count; i++) {
		if (m->sessions[i] == s) {
			model_array_close(m->sessions, &m->session_count, sizeof(*m->sessions), i);
			return;
		}
	}
}

/* A valid name for s (NULL: a new one) that no other session has. */
static int pick_name(const struct model *m, const struct session *s, const char *name, char **out)
{
	char *made = model_clean_name(name);
	const struct session *other = model_session_by_name(m, made);
	if (made[0] == '\0' || (other != NULL && other != s)) {
		int r = made[0] == '\0' ? ERR_ARG : ERR_EXISTS;
		free(made);
		return r;
	}
	*out = made;
	return 0;
}

static char *number_name(const struct model *m)
{
	for (uint32_t n = m->next_session - 1;; n++) {
		char *name = mem_printf("%lu", (unsigned long)n);
		if (model_session_by_name(m, name) == NULL) {
			return name;
		}
		free(name);
	}
}

int model_session_new(struct model *m, const char *name, struct session **out)
{
	char *made = NULL;
	if (m->session_count >= LIMIT_SESSIONS) {
		return ERR_LIMIT;
	}
	int r = name != NULL ? pick_name(m, NULL, name, &made) : 0;
	if (r < 0) {
		return r;
	}
	struct session *s = mem_zalloc(sizeof(*s));
	s->name = made != NULL ? made : number_name(m);
	s->id = m->next_session++;
	s->current = -1;
	place(m, s);
	m->change++;
	*out = s;
	return 0;
}

int model_session_rename(struct model *m, struct session *s, const char *name)
{
	char *made;
	int r = pick_name(m, s, name, &made);
	if (r < 0) {
		return r;
	}
	displace(m, s);
	free(s->name);
	s->name = made;
	place(m, s);
	m->change++;
	return 0;
}

void model_session_remove(struct model *m, struct session *s)
{
	if (m->host.session_removed != NULL) {
		m->host.session_removed(m->host.ctx, s);
	}
	while (s->link_count > 0) {
		size_t i = s->link_count - 1;
		struct window *w = model_window(m, s->links[i].window);
		session_link_remove(m, s, i);
		if (w->links == 0) {
			window_destroy(m, w);
		}
	}
	displace(m, s);
	for (size_t i = 0; i < m->client_count; i++) {
		if (m->clients[i]->session == s->id) {
			m->clients[i]->session = 0;
		}
		if (m->clients[i]->last_session == s->id) {
			m->clients[i]->last_session = 0;
		}
	}
	session_free(s);
	m->change++;
}

/* The first position whose index is not below. */
static size_t seek(const struct session *s, int index)
{
	size_t lo = 0, hi = s->link_count;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (s->links[mid].index < index) {
			lo = mid + 1;
		} else {
			hi = mid;
		}
	}
	return lo;
}

size_t session_link_at(const struct session *s, int index)
{
	size_t i = seek(s, index);
	return i < s->link_count && s->links[i].index == index ? i : s->link_count;
}

int model_session_free_index(const struct session *s, int base)
{
	int index = base < 0 ? 0 : base;
	for (size_t i = seek(s, index); i < s->link_count && s->links[i].index == index; i++) {
		if (index == INT_MAX) {
			return -1;
		}
		index++;
	}
	return index;
}

int session_pick_index(const struct session *s, int index, int base, int *out)
{
	if (index < -1) {
		return ERR_ARG;
	}
	if (index >= 0 && session_link_at(s, index) < s->link_count) {
		return ERR_EXISTS;
	}
	int picked = index >= 0 ? index : model_session_free_index(s, base);
	if (s->link_count >= LIMIT_WINDOWS || picked < 0) {
		return ERR_LIMIT;
	}
	*out = picked;
	return 0;
}

void session_link_add(struct session *s, int index, struct window *w)
{
	size_t i = seek(s, index);
	s->links = model_array_open(s->links, &s->link_count, sizeof(*s->links), i);
	s->links[i] = (struct winlink){.index = index, .window = w->id};
	w->links++;
	if (s->link_count == 1) {
		s->current = index;
	}
}

static void last_forget(struct session *s, int index)
{
	for (size_t i = 0; i < s->last_count; i++) {
		if (s->last[i] == index) {
			model_array_close(s->last, &s->last_count, sizeof(*s->last), i);
			return;
		}
	}
}

/* Makes index current; the one before it is remembered when `keep`. */
static void turn_to(struct model *m, struct session *s, int index, bool keep)
{
	struct window *w = model_window_at(m, s, index);
	last_forget(s, index);
	if (keep) {
		s->last = model_array_open(s->last, &s->last_count, sizeof(*s->last), 0);
		s->last[0] = s->current;
	}
	s->current = index;
	w->bell = w->activity = w->silence = false;
}

/* As tmux: the last window, else the one before by index, round the end. */
static int heir_of(const struct session *s, size_t i)
{
	if (s->last_count > 0) {
		return s->last[0];
	}
	return s->links[(i + s->link_count - 1) % s->link_count].index;
}

void session_link_remove(struct model *m, struct session *s, size_t i)
{
	int index = s->links[i].index;
	model_window(m, s->links[i].window)->links--;
	if (s->link_count == 1) {
		s->current = -1;
	} else if (s->current == index) {
		turn_to(m, s, heir_of(s, i), false);
	}
	last_forget(s, index);
	model_array_close(s->links, &s->link_count, sizeof(*s->links), i);
}

/* What was known as one index is now another, in current and last. */
static void rename_index(struct session *s, const int *last, size_t count, int current, int from,
	int to)
{
	if (current == from) {
		s->current = to;
	}
	for (size_t i = 0; i < count; i++) {
		if (last[i] == from) {
			s->last[i] = to;
		}
	}
}

/* The links from position `first` on, n of them, become index `to`, to + 1, ... in their order. */
static void reindex(struct session *s, size_t first, size_t n, int to)
{
	int current = s->current;
	int *last = mem_calloc(s->last_count + 1, sizeof(*last));
	if (s->last_count > 0) {
		memcpy(last, s->last, s->last_count * sizeof(*last));
	}
	for (size_t i = 0; i < n; i++) {
		struct winlink *l = &s->links[first + i];
		int now = to + (int)i;
		rename_index(s, last, s->last_count, current, l->index, now);
		l->index = now;
	}
	free(last);
}

int model_session_make_gap(struct model *m, struct session *s, int index)
{
	size_t first = session_link_at(s, index);
	if (first == s->link_count) {
		return 0;
	}
	int free_index = model_session_free_index(s, index);
	if (free_index < 0) {
		return ERR_LIMIT;
	}
	reindex(s, first, (size_t)(free_index - index), index + 1);
	m->change++;
	return 0;
}

void model_session_renumber(struct model *m, struct session *s, int base)
{
	int most = INT_MAX - LIMIT_WINDOWS;
	reindex(s, 0, s->link_count, base < 0 ? 0 : base > most ? most : base);
	m->change++;
}

void model_window_select(struct model *m, struct session *s, int index)
{
	if (index == s->current || session_link_at(s, index) == s->link_count) {
		struct window *w = index == s->current ? model_window_at(m, s, index) : NULL;
		if (w != NULL && (w->bell || w->activity || w->silence)) {
			w->bell = w->activity = w->silence = false;
			m->change++;
		}
		return;
	}
	turn_to(m, s, index, true);
	m->change++;
}

struct window *model_window_at(const struct model *m, const struct session *s, int index)
{
	size_t i = session_link_at(s, index);
	return i < s->link_count ? model_window(m, s->links[i].window) : NULL;
}

struct window *model_current_window(const struct model *m, const struct session *s)
{
	return model_window_at(m, s, s->current);
}
