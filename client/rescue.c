/* client/rescue.c -- looking up, and logging in again. */
#include "client/rescue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "client/client_impl.h"
#include "cmd/options.h"

#define LOOKUP_AFTER MS(700) /* and two round trips without an answer */
#define LOOKUP_AGAIN SEC(10)
#define NOTICE_SPAN SEC(8)
#define ATTACH_WORDS 8
#define WELL MS(500)   /* and two round trips: longer without an answer it is not well */
#define LOADED 4000.0  /* bytes a second */

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
	standby_moved(&r->standby);
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
		if (strcmp(first->argv[i], "-r") == 0 || strcmp(first->argv[i], "-E") == 0) {
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

void rescue_lost(struct client *c, const char *what)
{
	char *text = mem_printf("%s: mux attach %s starts or joins another", what, c->cfg->host);
	client_quit(c, 1, text);
	free(text);
}

/* The link in use is answered, and has been since anything changed. */
static bool is_well(const struct client *c, const struct link_figures *f, usec_t now)
{
	const struct roads *r = &c->roads;
	usec_t waits = f->unacked_since != 0 ? usec_max(f->unacked_since, f->acked_at) : now;
	return f->state == LINK_STATE_CONNECTED && f->heard_at >= usec_max(r->moved_at, r->pipe_lost_at) &&
		usec_since(waits, now) < WELL + 2 * f->srtt;
}

/* Nobody waits for a login, or not any more. */
static bool is_spare(const struct client *c, usec_t now)
{
	const struct roads *r = &c->roads;
	struct link_figures f;
	link_figures(c->link, now, &f);
	bool stays = r->in_use == ROAD_SSH ? r->carrier != NULL && !r->ended : r->mode != UDP_NEVER;
	return stays && is_well(c, &f, now);
}

static void take_found(struct client *c, struct ssh_result *found, bool spare, usec_t now)
{
	standby_taken(&c->roads.rescue.standby);
	if (!spare) {
		road_take_login(c, found, now);
	} else if (c->roads.in_use == ROAD_UDP) {
		road_take_pipe(c, found, now);
	} else { /* the old pipe spoke again, and carries the session: the new one ends */
		close(found->pipe.in);
		close(found->pipe.out);
		close(found->pipe.noise);
		reaper_take(&c->reaper, found->pid);
	}
}

/* It was wanted, and the user is to know. */
static void tell_failure(struct client *c, enum login_end end, const char *why, usec_t now)
{
	struct rescue *r = &c->roads.rescue;
	char text[256];
	r->asks = end == LOGIN_ASKS;
	ladder_login_failed(&c->roads.ladder, r->asks, now);
	if (r->asks) {
		snprintf(text, sizeof(text), "ssh wants to ask you something (%.120s): %s R lets it", why,
			option_client_get(&c->options, "prefix"));
		notice_show(&c->notice, text, now, NOTICE_SPAN);
	}
	c->draw_due = true;
}

static void on_ended(void *ctx, enum login_end end, struct ssh_result *found, const char *why)
{
	struct client *c = ctx;
	struct rescue *r = &c->roads.rescue;
	usec_t now = clock_now();
	bool spare = is_spare(c, now);
	r->login_over = true;
	switch (end) {
	case LOGIN_DONE:
		r->asks = false;
		take_found(c, found, spare, now);
		buf_finish(&found->rest);
		c->draw_due = true;
		return;
	case LOGIN_GONE:
		if (!spare) {
			rescue_lost(c, "the session is gone");
			return;
		}
		road_hop(c, now); /* or so they say: does its server live? */
		break;
	case LOGIN_ASKS:
	case LOGIN_FAILED:
		break;
	}
	standby_failed(&r->standby, end == LOGIN_ASKS && !r->alone, now);
	if (!spare) {
		tell_failure(c, end, why, now);
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
	r->alone = r->logins++ % 2 == 1;
	r->login = login_new(c->loop, &cfg, r->alone, &user);
	c->draw_due = true;
	if (r->login == NULL) {
		standby_failed(&r->standby, false, now);
		ladder_login_failed(&c->roads.ladder, false, now);
	}
}

/* ---- standing by ---- */

static struct standby_view look(const struct client *c, usec_t now)
{
	const struct roads *r = &c->roads;
	struct link_figures f;
	link_figures(c->link, now, &f);
	bool thrifty = c->spend.calm != 0 || c->spend.now.budget != 0;
	return (struct standby_view){
		.wanted = r->in_use == ROAD_UDP && r->mode == UDP_PREFER && c->cfg->login != NULL && c->connected && !thrifty &&
			!c->set.no_standby,
		.well = is_well(c, &f, now),
		.busy = r->rescue.login != NULL || r->tried != ROAD_NONE,
		.typing = stream_tx_unacked(c->input) > 0,
		.loaded = f.rate_in + f.rate_out > LOADED,
		.pipe = r->carrier != NULL && !r->ended,
		.suspect = r->moved_at > r->pipe_heard_at,
		.heard_at = r->pipe_heard_at,
		.asked_at = r->key_asked ? r->key_asked_at : 0,
		.srtt = f.srtt,
	};
}

/* What it nearly always is like: it stands by, and nothing makes that doubtful. */
static bool stands_by(const struct roads *r, usec_t now)
{
	return r->carrier != NULL && !r->ended && !r->key_asked && r->moved_at <= r->pipe_heard_at &&
		usec_since(r->pipe_heard_at, now) < STANDBY_STALE;
}

usec_t rescue_stand_by(struct client *c, usec_t now)
{
	struct standby *s = &c->roads.rescue.standby;
	if (c->done || stands_by(&c->roads, now)) {
		return USEC_NEVER;
	}
	struct standby_view v = look(c, now);
	switch (standby_step(s, &v, now)) {
	case STANDBY_ASK:
		road_ask_pipe(c, now);
		break;
	case STANDBY_LOGIN:
		c->roads.rescue.logins |= v.pipe ? 1u : 0u; /* what is shared is likely to have died with the pipe */
		rescue_login(c, now);
		break;
	case STANDBY_STAY:
		return standby_deadline(s, &v, now);
	}
	v = look(c, now);
	return standby_deadline(s, &v, now);
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
		take_found(c, &found, is_spare(c, clock_now()), now);
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
