/* client/rejoin.c -- see rejoin.h. */
#include "client/rejoin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "client/client_impl.h"

#define FIRST_WRITE SEC(5)  /* by then the round trip is known */
#define LATER_WRITE SEC(1800)
#define HEARD SEC(60)

/* ---- waiting ---- */

/* What comes first is taken; the other is ended. */
static void attached(struct client *c)
{
	struct rejoin *r = &c->rejoin;
	r->waits = false;
	if (!r->login_over) {
		login_free(r->login);
		r->login = NULL;
	}
	loop_timer_at(r->timer, USEC_NEVER);
	client_enter(c);
}

void rejoin_connected(struct client *c)
{
	if (c->rejoin.waits) {
		c->rejoin.by_ticket = true;
		attached(c);
	}
}

static void give_up(struct client *c, int status, const char *say)
{
	if (say != NULL) {
		fprintf(stderr, "%s\n", say);
	}
	c->rejoin.failed = true;
	client_quit(c, status != 0 ? status : 1, NULL);
}

/* Addresses that the ticket knew, at the port that the server has now: the far side does not know under which
 * of them it can be reached from here. */
static void add_known(const struct client *c, struct ssh_result *found)
{
	const struct ssh_cfg *login = c->cfg->login;
	size_t max = sizeof(found->remotes) / sizeof(found->remotes[0]);
	uint16_t port = login->udp_port != 0 ? login->udp_port : found->answer.port;
	for (size_t i = 0; i < c->cfg->remote_count && found->remote_count < max; i++) {
		struct addr a = c->cfg->remotes[i];
		bool known = false;
		a.port = port;
		for (size_t k = 0; k < found->remote_count; k++) {
			known |= addr_equal(&found->remotes[k], &a);
		}
		if (!known) {
			found->remotes[found->remote_count++] = a;
		}
	}
}

static void take_login(struct client *c, struct ssh_result *found)
{
	add_known(c, found);
	if (found->answer.port == 0) {
		found->remote_count = 0;
	}
	if (c->cfg->udp == UDP_ONLY && found->remote_count == 0) {
		give_up(c, 1, "mux: no UDP port could be opened there, or no address is known");
		return;
	}
	ticket_slot_clear(c->cfg->slot); /* nobody took it: another one comes */
	road_restart(c, found, clock_now());
	attached(c);
}

/* With the terminal, for a password or to say what is wrong: as if there had been no ticket. */
static void log_in_by_hand(struct client *c, usec_t now)
{
	(void)now;
	struct ssh_result found;
	char *hint = NULL;
	int status = 1;
	int r = ssh_bootstrap(c->cfg->login, &found, &status, &hint);
	if (r == 0) {
		take_login(c, &found);
	} else {
		give_up(c, status, hint);
	}
	free(hint);
	buf_finish(&found.rest);
	mem_wipe(&found.answer, sizeof(found.answer));
}

static void on_login_ended(void *ctx, enum login_end end, struct ssh_result *found, const char *why)
{
	struct client *c = ctx;
	c->rejoin.login_over = true;
	switch (end) {
	case LOGIN_DONE:
		take_login(c, found);
		buf_finish(&found->rest);
		break;
	case LOGIN_GONE:
		give_up(c, 1, why);
		break;
	case LOGIN_ASKS:
	case LOGIN_FAILED: /* what ssh has to say it says again, to the user */
		c->rejoin.asks = true;
		break;
	}
}

static void start_login(struct client *c)
{
	struct rejoin *r = &c->rejoin;
	const struct login_user user = {.ctx = c, .ended = on_login_ended};
	if (r->login != NULL || r->asks) {
		return;
	}
	r->login = login_new(c->loop, c->cfg->login, false, &user);
	r->asks = r->login == NULL;
}

static void on_patience(void *ctx)
{
	struct client *c = ctx;
	if (c->rejoin.waits && !c->done) {
		start_login(c);
	}
}

bool rejoin_refused(struct client *c)
{
	if (c->rejoin.waits) {
		start_login(c);
	}
	return c->rejoin.waits;
}

/* ---- keeping ---- */

static void write_ticket(struct client *c, const struct ticket_row *row, usec_t now)
{
	struct rejoin *r = &c->rejoin;
	struct ticket t = {.expires = (uint64_t)clock_wall() + row->lifetime, .udp = c->roads.in_use == ROAD_UDP};
	struct link_figures f;
	link_figures(c->link, now, &f);
	snprintf(t.dest, sizeof(t.dest), "%s", c->cfg->dest);
	snprintf(t.host, sizeof(t.host), "%s", c->cfg->host);
	memcpy(t.id, row->id, sizeof(t.id));
	memcpy(t.key, row->key, sizeof(t.key));
	t.rtt_us = (uint32_t)usec_min(f.srtt, UINT32_MAX);
	if (f.remote.family == ADDR_IP4 || f.remote.family == ADDR_IP6) {
		t.remotes[t.remote_count++] = f.remote;
	}
	for (size_t i = 0; i < c->roads.remote_count && t.remote_count < LIMIT_TICKET_ADDRS; i++) {
		if (t.remote_count == 0 || !addr_equal(&t.remotes[0], &c->roads.remotes[i])) {
			t.remotes[t.remote_count++] = c->roads.remotes[i];
		}
	}
	bool kept = t.remote_count > 0 && ticket_slot_put(c->cfg->slot, &t) == 0;
	r->udp = t.udp;
	mem_wipe(&t, sizeof(t));
	r->write_at = now + (r->lifetime == 0 ? FIRST_WRITE : LATER_WRITE);
	r->lifetime = kept ? row->lifetime : 0;
}

void rejoin_take_row(struct client *c)
{
	struct rejoin *r = &c->rejoin;
	struct ticket_row row;
	uint64_t version = replica_object_version(c->replica, OBJECT_TICKET, 0);
	if (c->cfg->slot == NULL || version == 0 || version == r->row ||
		ticket_row_decode(replica_object(c->replica, OBJECT_TICKET, 0), &row) < 0) {
		return;
	}
	r->row = version;
	r->lifetime = 0;
	if (row.lifetime == 0) { /* taken back */
		ticket_slot_clear(c->cfg->slot);
		return;
	}
	write_ticket(c, &row, clock_now());
	if (r->lifetime != 0) {
		client_send_record(c, &(struct record){.kind = RECORD_TICKET, .data = bytes_of(row.id, sizeof(row.id))});
	}
	mem_wipe(&row, sizeof(row));
}

/* It lives on at the server for as long as we are heard; so does what is written of it here. What the user made
 * us forget stays forgotten. */
static void write_again(struct client *c, usec_t now)
{
	struct rejoin *r = &c->rejoin;
	struct ticket_row row;
	struct link_figures f;
	link_figures(c->link, now, &f);
	bool heard = f.state == LINK_STATE_CONNECTED && f.heard_at != 0 && usec_since(f.heard_at, now) < HEARD;
	if (r->lifetime != 0 && heard && !ticket_slot_is_empty(c->cfg->slot) &&
		ticket_row_decode(replica_object(c->replica, OBJECT_TICKET, 0), &row) == 0 && row.lifetime != 0) {
		write_ticket(c, &row, now);
		mem_wipe(&row, sizeof(row));
	}
}

/* ---- life ---- */

bool rejoin_start(struct client *c)
{
	struct rejoin *r = &c->rejoin;
	usec_t now = clock_now(), patience = usec_max(REJOIN_PATIENCE, 2 * c->cfg->ticket_rtt);
	r->write_at = now + FIRST_WRITE;
	r->waits = c->cfg->by_ticket;
	if (r->waits) {
		r->timer = loop_timer(c->loop, on_patience, c);
		loop_timer_at(r->timer, now + (c->cfg->ticket_udp ? patience : 0));
	}
	return r->waits;
}

void rejoin_tick(struct client *c, usec_t now)
{
	struct rejoin *r = &c->rejoin;
	if (r->login_over) {
		login_free(r->login);
		r->login = NULL;
		r->login_over = false;
	}
	if (r->waits && r->asks && !c->done) {
		client_lend_terminal(c, log_in_by_hand);
	}
	bool turned = r->lifetime != 0 && r->udp != (c->roads.in_use == ROAD_UDP); /* who comes next is to know */
	if (c->cfg->slot == NULL || r->waits || (!turned && !usec_reached(r->write_at, now))) {
		return;
	}
	r->write_at = now + LATER_WRITE;
	r->udp = c->roads.in_use == ROAD_UDP;
	if (r->by_ticket && r->row == 0) { /* spent, and there comes no other */
		ticket_slot_clear(c->cfg->slot);
	}
	write_again(c, now);
}

void rejoin_finish(struct client *c)
{
	struct rejoin *r = &c->rejoin;
	if (c->cfg->slot != NULL && !r->waits && c->link != NULL) {
		write_again(c, clock_now());
	}
	login_free(r->login);
	loop_unwatch(r->timer);
}
