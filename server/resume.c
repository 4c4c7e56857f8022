/* server/resume.c -- see resume.h. */
#include "server/resume.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "cmd/options.h"
#include "cmd/target.h"
#include "server/view_impl.h"

_Static_assert(TICKET_ID_LEN == LINK_PSK_ID_LEN && TICKET_KEY_LEN == LINK_PSK_LEN,
	"a ticket is a key of the handshake");

/* ---- the door ---- */

static int door_open(void *ctx, const uint8_t id[TICKET_ID_LEN], const uint8_t key[TICKET_KEY_LEN], uint64_t owner)
{
	struct server *s = ctx;
	return endpoint_add_psk(s->endpoint, id, key, owner, USEC_NEVER);
}

static void door_shut(void *ctx, const uint8_t id[TICKET_ID_LEN])
{
	struct server *s = ctx;
	endpoint_remove_psk(s->endpoint, id);
}

void resume_init(struct server *s)
{
	const struct ticket_door door = {.ctx = s, .open = door_open, .shut = door_shut};
	s->tickets = tickets_new(s->rng, &door);
}

void resume_finish(struct server *s)
{
	tickets_free(s->tickets);
	s->tickets = NULL;
}

static usec_t lifetime(const struct server *s)
{
	return SEC(option_number(s->model, NULL, NULL, NULL, "resume-lifetime"));
}

static bool is_on(const struct server *s)
{
	return option_flag(s->model, NULL, NULL, NULL, "resume-tickets");
}

/* ---- coming ---- */

/* By name, so that it is what ssh would find now; nothing is changed by looking. */
static const struct session *session_of(const struct server *s, const struct ticket_bind *b)
{
	struct cmd_ctx ctx = {.model = s->model, .keys = s->keys, .host = &s->host};
	struct target t = {0};
	if (b->target[0] == '\0') {
		return target_latest_session(s->model);
	}
	bool found = target_find(&ctx, b->target, TARGET_SESSION, &t) == CMD_OK;
	cmd_ctx_finish(&ctx);
	return found ? t.session : NULL;
}

bool resume_pending(const struct server *s, uint64_t owner, struct pending_attach *out)
{
	const struct ticket_bind *b = tickets_find(s->tickets, owner);
	if (b == NULL) {
		return false;
	}
	const struct session *se = session_of(s, b);
	*out = (struct pending_attach){
		.owner = owner,
		.session = se != NULL ? se->id : 0,
		.detach_others = b->detach_others,
		.readonly = b->readonly,
		.remote = true,
		.ticket = *b,
	};
	return true;
}

/* ---- the row ---- */

static void put_row(struct view *v, const struct ticket_row *row)
{
	uint8_t room[TICKET_ROW_LEN];
	struct wr w;
	wr_init(&w, room, sizeof(room));
	ticket_row_encode(row, &w);
	store_put(v->own, OBJECT_TICKET, 0, wr_done(&w));
	sender_store_changed(v->sender);
	mem_wipe(room, sizeof(room));
}

/* The client is told that what it keeps is good no more. */
static void take_back(struct view *v)
{
	const struct ticket_row none = {0};
	if (store_get(v->own, OBJECT_TICKET, 0) != NULL) {
		put_row(v, &none);
	}
}

static void give(struct server *s, struct view *v)
{
	const struct model_client *c = model_client(s->model, v->client);
	struct ticket_row row = {.port = s->udp != NULL ? udp_port(s->udp) : 0};
	usec_t span = lifetime(s);
	if (!is_on(s) || v->local || !v->ticket.allowed || c == NULL || row.port == 0) {
		return;
	}
	row.lifetime = (uint32_t)(span / SEC(1));
	if (tickets_issue(s->tickets, v->client, c->name, c->host, &v->ticket, span, server_now(), &row) == 0) {
		put_row(v, &row);
	} else {
		log_at(s->log, LOG_INFO, "resume: no ticket client=%u", v->client);
	}
	mem_wipe(&row, sizeof(row));
}

void resume_confirmed(struct server *s, struct view *v, uint64_t owner)
{
	uint32_t former = 0;
	bool first = store_get(v->own, OBJECT_TICKET, 0) == NULL;
	bool used = tickets_use(s->tickets, owner, v->client, server_now(), &former);
	struct view *o = former != 0 ? view_by_client(s, former) : NULL;
	if (used) {
		log_at(s->log, LOG_INFO, "resume: client=%u former=%u", v->client, former);
	}
	if (o != NULL) {
		view_close(s, o, LINK_CLOSE_REPLACED, "its ticket was used by another client");
	}
	if (used || first) {
		give(s, v);
	}
}

void resume_kept(struct server *s, const struct view *v, struct bytes id)
{
	if (id.len == TICKET_ID_LEN) {
		tickets_kept(s->tickets, v->client, id.data);
	}
}

void resume_gone(struct server *s, const struct view *v)
{
	tickets_left(s->tickets, v->client);
}

void resume_second(struct server *s, usec_t now)
{
	for (size_t i = 0; i < s->view_count; i++) {
		const struct view *v = s->views[i];
		struct link_figures f;
		if (!v->dead && v->link != NULL && !v->local) {
			link_figures(v->link, now, &f);
			tickets_heard(s->tickets, v->client, f.heard_at, lifetime(s));
		}
	}
	tickets_tick(s->tickets, now);
}

static void revoke_at(struct server *s, size_t i)
{
	uint32_t client;
	tickets_revoke(s->tickets, i, &client);
	struct view *v = view_by_client(s, client);
	if (v != NULL) {
		take_back(v);
	}
}

void resume_options_changed(struct server *s)
{
	if (s->tickets == NULL) {
		return; /* the files read at start */
	}
	while (!is_on(s) && tickets_count(s->tickets) > 0) {
		revoke_at(s, 0);
	}
	for (size_t i = 0; is_on(s) && i < s->view_count; i++) {
		struct view *v = s->views[i];
		if (!v->dead && v->link != NULL && (v->ticket_off || store_get(v->own, OBJECT_TICKET, 0) == NULL)) {
			give(s, v);
		}
	}
	for (size_t i = 0; i < s->view_count; i++) {
		s->views[i]->ticket_off = !is_on(s);
	}
}

/* ---- commands ---- */

static int64_t wall_of(usec_t at, usec_t now)
{
	int64_t wall = clock_wall();
	return at >= now ? wall + (int64_t)((at - now) / SEC(1)) : wall - (int64_t)((now - at) / SEC(1));
}

static bool ask(struct server *s, size_t i, bool (*f)(void *arg, const struct cmd_ticket *t), void *arg)
{
	struct ticket_info info;
	usec_t now = server_now();
	tickets_at(s->tickets, i, &info);
	struct cmd_ticket t = {
		.client = info.name,
		.host = info.host,
		.session = info.bind->target,
		.created = wall_of(info.issued_at, now),
		.used = info.used_at != 0 ? wall_of(info.used_at, now) : 0,
		.expires = wall_of(info.expires_at, now),
		.attached = info.client != 0,
		.kept = info.kept,
	};
	for (size_t k = 0; k < sizeof(t.id) / 2; k++) {
		snprintf(t.id + 2 * k, 3, "%02x", info.id[k]);
	}
	return f(arg, &t);
}

void resume_tickets(void *ctx, bool (*f)(void *arg, const struct cmd_ticket *t), void *arg)
{
	struct server *s = ctx;
	for (size_t i = 0; i < tickets_count(s->tickets);) {
		if (ask(s, i, f, arg)) {
			revoke_at(s, i);
		} else {
			i++;
		}
	}
}
