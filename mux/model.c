/* mux/model.c -- the truth on the server: lookup, names, clients. */
#include "mux/model.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "mux/model_impl.h"
#include "mux/text.h"

void *model_array_open(void *at, size_t *count, size_t len, size_t i)
{
	char *grown = mem_realloc(at, (*count + 1) * len);
	memmove(grown + (i + 1) * len, grown + i * len, (*count - i) * len);
	(*count)++;
	return grown;
}

void model_array_close(void *at, size_t *count, size_t len, size_t i)
{
	char *bytes = at;
	(*count)--;
	memmove(bytes + i * len, bytes + (i + 1) * len, (*count - i) * len);
}

struct model *model_new(uint64_t instance, const struct model_host *host)
{
	struct model *m = mem_zalloc(sizeof(*m));
	m->instance = instance;
	m->next_session = m->next_window = m->next_pane = m->next_client = 1;
	m->change = 1;
	if (host != NULL) {
		m->host = *host;
	}
	return m;
}

static void client_free(struct model_client *c)
{
	free(c->name);
	free(c->term_name);
	free(c->host);
	free(c);
}

void model_free(struct model *m)
{
	if (m == NULL) {
		return;
	}
	while (m->pane_count > 0) {
		pane_destroy(m, m->panes[m->pane_count - 1]);
	}
	for (size_t i = 0; i < m->window_count; i++) {
		window_free(m->windows[i]);
	}
	for (size_t i = 0; i < m->session_count; i++) {
		session_free(m->sessions[i]);
	}
	for (size_t i = 0; i < m->client_count; i++) {
		client_free(m->clients[i]);
	}
	free(m->panes);
	free(m->windows);
	free(m->sessions);
	free(m->clients);
	optmap_finish(&m->server_options);
	optmap_finish(&m->session_options);
	optmap_finish(&m->window_options);
	optmap_finish(&m->environment);
	free(m);
}

void model_changed(struct model *m)
{
	m->change++;
}

struct session *model_session(const struct model *m, uint32_t id)
{
	for (size_t i = 0; i < m->session_count; i++) {
		if (m->sessions[i]->id == id) {
			return m->sessions[i];
		}
	}
	return NULL;
}

struct session *model_session_by_name(const struct model *m, const char *name)
{
	size_t lo = 0, hi = m->session_count;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int order = strcmp(m->sessions[mid]->name, name);
		if (order == 0) {
			return m->sessions[mid];
		}
		lo = order < 0 ? mid + 1 : lo;
		hi = order < 0 ? hi : mid;
	}
	return NULL;
}

/* Windows and panes stand in the order of their ids. */
struct window *model_window(const struct model *m, uint32_t id)
{
	size_t lo = 0, hi = m->window_count;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (m->windows[mid]->id == id) {
			return m->windows[mid];
		}
		lo = m->windows[mid]->id < id ? mid + 1 : lo;
		hi = m->windows[mid]->id < id ? hi : mid;
	}
	return NULL;
}

struct pane *model_pane(const struct model *m, uint32_t id)
{
	size_t lo = 0, hi = m->pane_count;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (m->panes[mid]->id == id) {
			return m->panes[mid];
		}
		lo = m->panes[mid]->id < id ? mid + 1 : lo;
		hi = m->panes[mid]->id < id ? hi : mid;
	}
	return NULL;
}

struct model_client *model_client(const struct model *m, uint32_t id)
{
	for (size_t i = 0; i < m->client_count; i++) {
		if (m->clients[i]->id == id) {
			return m->clients[i];
		}
	}
	return NULL;
}

char *model_clean_name(const char *name)
{
	char *made = model_clean_title(name);
	for (char *c = made; *c != '\0'; c++) {
		if (*c == ':' || *c == '.') {
			*c = '_';
		}
	}
	return made;
}

char *model_clean_title(const char *name)
{
	struct buf out = {0};
	text_clean(bytes_str(name), TEXT_LINE, LIMIT_NAME, &out);
	return buf_take_str(&out);
}

struct model_client *model_client_new(struct model *m, const char *name, struct size size)
{
	struct model_client *c = mem_zalloc(sizeof(*c));
	c->id = m->next_client++;
	c->name = name != NULL ? mem_strdup(name) : mem_printf("client-%lu", (unsigned long)c->id);
	c->size = size;
	m->clients = model_array_open(m->clients, &m->client_count, sizeof(*m->clients),
		m->client_count);
	m->clients[m->client_count - 1] = c;
	m->change++;
	return c;
}

void model_client_remove(struct model *m, struct model_client *c)
{
	for (size_t i = 0; i < m->client_count; i++) {
		if (m->clients[i] == c) {
			model_array_close(m->clients, &m->client_count, sizeof(*m->clients), i);
			client_free(c);
			m->change++;
			return;
		}
	}
}

void model_client_attach(struct model *m, struct model_client *c, struct session *s)
{
	uint32_t id = s != NULL ? s->id : 0;
	if (c->session == id) {
		return;
	}
	if (c->session != 0) {
		c->last_session = c->session;
	}
	c->session = id;
	if (s != NULL && s->link_count > 0) {
		model_window_select(m, s, s->current); /* what it alerted of is seen now */
	}
	m->change++;
}
