/* client/rescue.c -- looking up, and logging in again. */
#include "client/rescue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "client/client_impl.h"
#include "cmd/options.h"

#define LOOKUP_AFTER MS(700) /* and two round trips without an answer */
#define LOOKUP_AGAIN SEC(10)
#define NOTICE_SPAN SEC(8)
#define ATTACH_WORDS 8

/* ---- the host's name ---- */

static size_t find_host(void *ctx, struct addr *out, size_t max)
{
	const struct client *c = ctx;
	return ssh_resolve(c->cfg->login, c->roads.remotes[0].port, out, max);
}

static void on_found(void *ctx, const struct addr *list, size_t count)
{
	struct client *c = ctx;
	c->roads.rescue.lookup_over = true;
	if (count > 0) {
		road_add_remotes(c, list, count, clock_now());
	}
}

static void look_up(struct client *c, usec_t now)
{
	struct rescue *r = &c->roads.rescue;
	const struct lookup_user user = {.ctx = c, .find = find_host, .found = on_found};
	r->lookup_at = now + LOOKUP_AGAIN;
	r->lookup = lookup_new(c->loop, &user);
}

static usec_t dead_at(const struct ladder_view *v)
{
	bool asks = v->connected && v->road != ROAD_NONE && v->waits != 0;
	return asks ? v->waits + LOOKUP_AFTER + 2 * v->srtt : USEC_NEVER;
}

usec_t rescue_tick(struct client *c, const struct ladder_view *v, usec_t now)
{
	struct rescue *r = &c->roads.rescue;
	if (r->lookup_over) {
		lookup_free(r->lookup);
		r->lookup = NULL;
		r->lookup_over = false;
	}
	if (r->login_over) {
		login_free(r->login);
		r->login = NULL;
		r->login_over = false;
	}
	if (c->cfg->login == NULL || c->roads.remote_count == 0 || c->done) {
		return USEC_NEVER;
	}
	usec_t at = usec_max(dead_at(v), r->lookup_at);
	if (r->lookup == NULL && usec_reached(at, now)) {
		look_up(c, now);
		return r->lookup_at;
	}
	return r->lookup == NULL ? at : USEC_NEVER;
}

void rescue_moved(struct rescue *r, usec_t now)
{
	r->lookup_at = usec_min(r->lookup_at, now);
	r->asks = false;
}

/* ---- ssh ---- */

static char *word(const char *text)
{
	return (char *)(uintptr_t)text; /* an argv that nobody writes to */
}

/* The session that is looked at, whatever was asked for first: that may have been a new one. */
static int attach_words(const struct client *c, char target[16], char *words[ATTACH_WORDS])
{
	const struct tree_view *v = replica_view(c->replica);
	const struct ssh_cfg *first = c->cfg->login;
	int n = 0;
	words[n++] = word("attach-session");
	for (int i = 0; i < first->argc && n < ATTACH_WORDS - 4; i++) {
		if (strcmp(first->argv[i], "-r") == 0) {
			words[n++] = first->argv[i];
		} else if (strcmp(first->argv[i], "-f") == 0 && i + 1 < first->argc) {
			words[n++] = first->argv[i];
			words[n++] = first->argv[++i];
		}
	}
	if (v != NULL) {
		snprintf(target, 16, "$%u", v->session);
		words[n++] = word("-t");
		words[n++] = target;
	}
	return n;
}

static void on_ended(void *ctx, enum login_end end, struct ssh_result *found, const char *why)
{
	struct client *c = ctx;
	struct rescue *r = &c->roads.rescue;
	usec_t now = clock_now();
	char text[256];
	r->login_over = true;
	r->asks = end == LOGIN_ASKS;
	snprintf(r->why, sizeof(r->why), "%s", why);
	c->draw_due = true;
	switch (end) {
	case LOGIN_DONE:
		road_take_login(c, found, now);
		buf_finish(&found->rest);
		break;
	case LOGIN_GONE:
		client_quit(c, 1, "the session is gone");
		break;
	case LOGIN_ASKS:
	case LOGIN_FAILED:
		ladder_login_failed(&c->roads.ladder, end == LOGIN_ASKS, now);
		if (r->asks) {
			snprintf(text, sizeof(text), "ssh wants to ask you something (%.120s): %s R lets it", why,
				option_client_get(&c->options, "prefix"));
			notice_show(&c->notice, text, now, NOTICE_SPAN);
		}
		break;
	}
}

bool rescue_is_busy(const struct rescue *r)
{
	return r->login != NULL;
}

void rescue_login(struct client *c, usec_t now)
{
	struct rescue *r = &c->roads.rescue;
	char target[16], *words[ATTACH_WORDS];
	struct ssh_cfg cfg = *c->cfg->login;
	const struct login_user user = {.ctx = c, .ended = on_ended};
	if (r->login != NULL || c->done) {
		return;
	}
	cfg.argc = attach_words(c, target, words);
	cfg.argv = words;
	cfg.keep = true;
	/* A connection that is shared may need no password, or be as dead as ours: by turns. */
	r->login = login_new(c->loop, &cfg, r->logins++ % 2 == 1, &user);
	c->draw_due = true;
	if (r->login == NULL) {
		ladder_login_failed(&c->roads.ladder, false, now);
	}
}

void rescue_login_by_hand(struct client *c, usec_t now)
{
	struct rescue *r = &c->roads.rescue;
	char target[16], *words[ATTACH_WORDS], *hint = NULL;
	struct ssh_result found;
	int status = 1;
	if (c->cfg->login == NULL || c->done) {
		return;
	}
	login_free(r->login);
	r->login = NULL;
	r->login_over = false;
	struct ssh_cfg cfg = *c->cfg->login;
	cfg.argc = attach_words(c, target, words);
	cfg.argv = words;
	cfg.keep = true;
	if (ssh_bootstrap(&cfg, &found, &status, &hint) == 0) {
		r->asks = false;
		road_take_login(c, &found, now);
	}
	if (hint != NULL) {
		fprintf(stderr, "%s\n", hint);
	}
	free(hint);
	buf_finish(&found.rest);
	mem_wipe(&found.answer, sizeof(found.answer));
}

void rescue_finish(struct rescue *r)
{
	login_free(r->login);
	lookup_free(r->lookup);
	r->login = NULL;
	r->lookup = NULL;
}

const char *rescue_status(const struct client *c, char *out, size_t len)
{
	const struct rescue *r = &c->roads.rescue;
	if (r->login != NULL && !r->login_over) {
		snprintf(out, len, "logging in");
	} else if (r->asks) {
		snprintf(out, len, "ssh asks: %s R", option_client_get(&c->options, "prefix"));
	} else {
		snprintf(out, len, "%s", r->lookup != NULL && !r->lookup_over ? "looking it up" : "");
	}
	return out;
}
