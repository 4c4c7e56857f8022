/* server/alerts.c -- bells, activity, silence, messages of programs. */
#include "server/alerts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cmd/options.h"

#define MESSAGE_MS 3000 /* a program's text is longer than our own, and not expected */
#define AGAIN SEC(1) /* output of a window that is looked at is news once in so long */

struct alert {
	const char *name; /* in messages */
	const char *action, *visual;
};

static const struct alert bell = {"Bell", "bell-action", "visual-bell"};
static const struct alert activity = {"Activity", "activity-action", "visual-activity"};
static const struct alert silence = {"Silence", "silence-action", "visual-silence"};

/* Somebody has it before his eyes. */
static bool is_looked_at(const struct model *m, const struct window *w)
{
	for (size_t i = 0; i < m->client_count; i++) {
		const struct session *s = model_session(m, m->clients[i]->session);
		if (s != NULL && model_current_window(m, s) == w) {
			return true;
		}
	}
	return false;
}

static bool applies(const struct model *m, const struct session *s, int index, const char *option)
{
	const char *action = option_get(m, s, NULL, NULL, option);
	return strcmp(action, "any") == 0 || (strcmp(action, "current") == 0 && index == s->current) ||
		(strcmp(action, "other") == 0 && index != s->current);
}

static void tell_session(const struct model *m, const struct alerts_out *out, const struct session *s, int index,
	const struct alert *a)
{
	const char *visual = option_get(m, s, NULL, NULL, a->visual);
	char text[64];
	if (index == s->current) {
		snprintf(text, sizeof(text), "%s in current window", a->name);
	} else {
		snprintf(text, sizeof(text), "%s in window %d", a->name, index);
	}
	for (size_t i = 0; i < m->client_count; i++) {
		const struct model_client *c = m->clients[i];
		if (c->session != s->id) {
			continue;
		}
		if (strcmp(visual, "on") != 0) {
			out->ring(out->ctx, c->id);
		}
		if (strcmp(visual, "off") != 0) {
			out->say(out->ctx, c->id, text, 0);
		}
	}
}

/* Each session that shows w tells its clients, once, by the first place it has there. */
static void tell(const struct model *m, const struct alerts_out *out, const struct window *w, const struct alert *a)
{
	for (size_t i = 0; i < m->session_count; i++) {
		const struct session *s = m->sessions[i];
		for (size_t k = 0; k < s->link_count; k++) {
			if (s->links[k].window == w->id && applies(m, s, s->links[k].index, a->action)) {
				tell_session(m, out, s, s->links[k].index, a);
				break;
			}
		}
	}
}

static void raise(struct model *m, const struct window *w, bool *flag)
{
	if (!*flag && !is_looked_at(m, w)) {
		*flag = true;
		model_changed(m);
	}
}

void alerts_bell(struct model *m, const struct alerts_out *out, struct window *w)
{
	if (option_flag(m, NULL, w, NULL, "monitor-bell")) {
		raise(m, w, &w->bell);
		tell(m, out, w, &bell);
	}
}

void alerts_output(struct model *m, const struct alerts_out *out, struct window *w, usec_t now)
{
	bool again = w->activity_at != 0 && usec_since(w->activity_at, now) < AGAIN;
	w->activity_at = w->silent_at = now;
	if (!w->activity && option_flag(m, NULL, w, NULL, "monitor-activity")) {
		raise(m, w, &w->activity);
		if (w->activity || !again) {
			tell(m, out, w, &activity);
		}
	}
}

void alerts_silence(struct model *m, const struct alerts_out *out, usec_t now)
{
	for (size_t i = 0; i < m->window_count; i++) {
		struct window *w = m->windows[i];
		int64_t span = option_number(m, NULL, w, NULL, "monitor-silence");
		if (span <= 0 || w->silence) {
			continue;
		}
		if (w->silent_at == 0) {
			w->silent_at = now; /* nothing was ever written: it counts from here */
		} else if (usec_since(w->silent_at, now) >= SEC((usec_t)span)) {
			w->silent_at = now;
			raise(m, w, &w->silence);
			tell(m, out, w, &silence);
		}
	}
}

static bool session_has(const struct session *s, const struct pane *p)
{
	bool has = false;
	for (size_t i = 0; i < s->link_count; i++) {
		has |= s->links[i].window == p->window;
	}
	return has;
}

void alerts_message(struct model *m, const struct alerts_out *out, const struct pane *p, const char *title,
	const char *text)
{
	char *line = mem_printf("%s%s%s", title, title[0] != '\0' && text[0] != '\0' ? ": " : "", text);
	for (size_t i = 0; i < m->client_count; i++) {
		const struct model_client *c = m->clients[i];
		const struct session *s = model_session(m, c->session);
		if (s == NULL || !session_has(s, p)) {
			continue;
		}
		const char *how = option_get(m, s, NULL, NULL, "notifications");
		if (strcmp(how, "message") == 0 || strcmp(how, "both") == 0) {
			out->say(out->ctx, c->id, line, MESSAGE_MS);
		}
		if (strcmp(how, "terminal") == 0 || strcmp(how, "both") == 0) {
			out->pass(out->ctx, c->id, title, text);
		}
	}
	free(line);
}
