/* transport/endpoint.c -- many links on one port, and the handshakes that make them. */
#include "transport/endpoint.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/idmap.h"
#include "base/mem.h"
#include "transport/guard.h"
#include "transport/link_impl.h"

#define HELLOS_MAX 32 /* clients that wait for endpoint_accept at one time */
#define REFUSES_MAX 4 /* answers to other versions that wait to be sent */
#define REFUSE_LEN 11
#define SEATED_MAX 32  /* ephemerals remembered for each key */
#define HALF_OPEN_SAFE SEC(3) /* who did not confirm by then gives way to others under that key */

struct psk {
	uint8_t id[LINK_PSK_ID_LEN];
	struct handshake_psk key;
	uint64_t owner;
	usec_t expires_at;
	uint32_t half_open;
	uint64_t seated[SEATED_MAX]; /* first bytes of the ephemerals that had a seat */
	uint32_t seated_count;
};

/* A link and what the endpoint knows about it. */
struct seat {
	struct link *link;
	struct psk *psk; /* until confirmed */
	uint64_t owner;
	uint8_t ephemeral[SEAL_POINT_LEN];
	struct handshake *handshake; /* until accepted */
	uint64_t cids[LINK_CIDS];    /* in the map */
	size_t cid_count;
	uint8_t hello[LIMIT_HELLO];
	size_t hello_len;
	bool hello_due;
	bool again; /* not the first link that this ephemeral asks for */
};

struct endpoint {
	struct rng rng;
	struct log *log;
	struct endpoint_cfg cfg;
	struct seal *seal;
	struct psk *psks[LIMIT_ENDPOINT_PSKS];
	size_t psk_count;
	struct idmap psk_map; /* first 8 bytes of the id; ids are ours and random */
	struct seat *seats[LIMIT_ENDPOINT_LINKS];
	size_t seat_count;
	size_t turn; /* whose packet goes next */
	struct idmap cid_map;
	struct packet refuses[REFUSES_MAX];
	size_t refuse_count;
	struct guard guard;
	uint64_t packets_in, dropped, unknown_psk, bad_auth, limited;
};

static uint64_t id_of(const uint8_t *p)
{
	uint64_t v = 0;

	for (int i = 0; i < 8; i++) {
		v = v << 8 | p[i];
	}
	return v;
}

struct endpoint *endpoint_new(const struct endpoint_cfg *cfg)
{
	struct endpoint *e = mem_zalloc(sizeof *e);

	e->rng = cfg->rng;
	e->log = cfg->log;
	e->cfg = *cfg;
	e->seal = seal_new();
	if (e->seal == NULL) {
		endpoint_free(e);
		return NULL;
	}
	guard_init(&e->guard, rng_u64(e->rng));
	return e;
}

static void free_psk(struct psk *p)
{
	mem_wipe(p, sizeof *p);
	free(p);
}

void endpoint_free(struct endpoint *e)
{
	if (e == NULL) {
		return;
	}
	while (e->seat_count > 0) {
		endpoint_drop(e, e->seats[0]->link);
	}
	for (size_t i = 0; i < e->psk_count; i++) {
		free_psk(e->psks[i]);
	}
	idmap_finish(&e->psk_map);
	idmap_finish(&e->cid_map);
	seal_free(e->seal);
	free(e);
}

int endpoint_add_psk(struct endpoint *e, const uint8_t id[LINK_PSK_ID_LEN],
	const uint8_t psk[LINK_PSK_LEN], uint64_t owner, usec_t expires_at)
{
	struct psk *p;

	if (e->psk_count == LIMIT_ENDPOINT_PSKS) {
		return ERR_LIMIT;
	}
	if (idmap_get(&e->psk_map, id_of(id)) != NULL) {
		return ERR_EXISTS;
	}
	p = mem_zalloc(sizeof *p);
	memcpy(p->id, id, sizeof p->id);
	if (handshake_prepare(e->seal, id, psk, &p->key) < 0) {
		free_psk(p);
		return ERR_CRYPTO;
	}
	p->owner = owner;
	p->expires_at = expires_at;
	e->psks[e->psk_count++] = p;
	idmap_put(&e->psk_map, id_of(id), p);
	return 0;
}

static struct psk *find_psk(const struct endpoint *e, const uint8_t id[LINK_PSK_ID_LEN])
{
	struct psk *p = idmap_get(&e->psk_map, id_of(id));

	return p != NULL && memcmp(p->id, id, LINK_PSK_ID_LEN) == 0 ? p : NULL;
}

static struct seat *find_seat(const struct endpoint *e, const struct link *l)
{
	for (size_t i = 0; i < e->seat_count; i++) {
		if (e->seats[i]->link == l) {
			return e->seats[i];
		}
	}
	return NULL;
}

/* Forgets the key. Links that were begun with it and are not confirmed (other than `keep`) end. */
static void remove_psk(struct endpoint *e, struct psk *p, const struct seat *keep, usec_t now)
{
	for (size_t i = 0; i < e->seat_count; i++) {
		struct seat *s = e->seats[i];

		if (s->psk == p) {
			s->psk = NULL;
			if (s != keep) {
				link_cut(s->link, LINK_CLOSE_TIMEOUT, "key spent", now);
			}
		}
	}
	idmap_del(&e->psk_map, id_of(p->id));
	for (size_t i = 0; i < e->psk_count; i++) {
		if (e->psks[i] == p) {
			e->psks[i] = e->psks[--e->psk_count];
			break;
		}
	}
	free_psk(p);
}

void endpoint_remove_psk(struct endpoint *e, const uint8_t id[LINK_PSK_ID_LEN])
{
	struct psk *p = find_psk(e, id);

	if (p != NULL) {
		remove_psk(e, p, NULL, 0);
	}
}

static void register_cids(struct endpoint *e, struct seat *s)
{
	struct link *l = s->link;

	for (size_t i = 0; i < s->cid_count; i++) {
		if (idmap_get(&e->cid_map, s->cids[i]) == s) {
			idmap_del(&e->cid_map, s->cids[i]);
		}
	}
	s->cid_count = l->cid_next < LINK_CIDS ? l->cid_next : LINK_CIDS;
	for (size_t i = 0; i < s->cid_count; i++) {
		s->cids[i] = id_of(l->cids[i]);
		idmap_put(&e->cid_map, s->cids[i], s);
	}
	l->cids_changed = false;
}

/* A version that we do not speak, from somebody who knows a key: says which we do, so that the
 * client can tell its user. Short, so that it cannot be used to flood a third party. */
static void refuse_version(struct endpoint *e, const struct addr *from, const uint8_t *ephemeral)
{
	struct packet *p;

	if (e->refuse_count == REFUSES_MAX) {
		return;
	}
	p = &e->refuses[e->refuse_count++];
	p->to = *from;
	p->path = 0;
	p->ecn = ECN_NOT;
	p->len = REFUSE_LEN;
	p->data[0] = PACKET_REFUSE;
	memcpy(p->data + 1, ephemeral, 8);
	p->data[9] = 1;
	p->data[10] = HANDSHAKE_VERSION;
}

static struct seat *find_half_open(
	const struct endpoint *e, const struct psk *p, const uint8_t *ephemeral)
{
	for (size_t i = 0; i < e->seat_count; i++) {
		struct seat *s = e->seats[i];

		if (s->psk == p && memcmp(s->ephemeral, ephemeral, SEAL_POINT_LEN) == 0) {
			return s;
		}
	}
	return NULL;
}

static bool was_seated(const struct psk *p, const uint8_t *ephemeral)
{
	for (uint32_t i = 0; i < p->seated_count && i < SEATED_MAX; i++) {
		if (p->seated[i] == id_of(ephemeral)) {
			return true;
		}
	}
	return false;
}

/* Who gives way when a new handshake comes: one that had its chance before, else the oldest. */
static struct seat *weakest(const struct endpoint *e, const struct psk *p)
{
	struct seat *w = NULL;

	for (size_t i = 0; i < e->seat_count; i++) {
		struct seat *s = e->seats[i];

		if (s->psk == p && (w == NULL || (s->again && !w->again) ||
		                           (s->again == w->again && s->link->since < w->link->since))) {
			w = s;
		}
	}
	return w;
}

/* Replays of what a client sent earlier under this key, and gave up, must not shut it out: they get
 * what is free, and never take the place of another. */
static bool may_sit(const struct endpoint *e, const struct psk *p, bool again, usec_t now)
{
	const struct seat *s = weakest(e, p);

	return p->half_open < LIMIT_ENDPOINT_HALF_OPEN ||
	       (!again && s != NULL &&
		       (s->again || usec_since(s->link->since, now) >= HALF_OPEN_SAFE));
}

/* Only for a message that is authentic. */
static void make_room(struct endpoint *e, struct psk *p, usec_t now)
{
	struct seat *s = p->half_open < LIMIT_ENDPOINT_HALF_OPEN ? NULL : weakest(e, p);

	if (s != NULL) {
		link_cut(s->link, LINK_CLOSE_TIMEOUT, "gave way", now);
		s->psk = NULL;
		p->half_open--;
	}
}

static int open_seat(struct endpoint *e, struct psk *p, const struct addr *from,
	struct bytes message, const uint8_t *ephemeral, usec_t now)
{
	uint8_t cid[LINK_CID_LEN];
	struct handshake *h;
	struct bytes hello;
	struct seat *s;
	bool again = was_seated(p, ephemeral);
	int err;

	/* Before any cryptography: recorded messages are authentic, and guard_failed does not count them. */
	if (!may_sit(e, p, again, now)) {
		return ERR_LIMIT;
	}
	h = handshake_open_prepared(e->seal, message, &p->key, cid, &hello, &err);
	if (h == NULL) {
		e->bad_auth += err == ERR_AUTH;
		guard_failed(&e->guard, from, now);
		return err;
	}
	make_room(e, p, now);
	s = mem_zalloc(sizeof *s);
	s->link = link_new(false, e->seal, e->rng, e->log, now);
	memcpy(s->link->peer_cid, cid, LINK_CID_LEN);
	path_init(&s->link->path, from, false);
	s->link->path.received = message.len;
	s->link->narrow = message.len < LINK_MTU;
	note_start(s->link, e->cfg.flight, hello.len, message.len);
	if (s->link->flight != NULL) {
		flight_watch(s->link->flight, e->cfg.watch, e->cfg.watch_ctx);
	}
	link_set_peer_hello(s->link, hello);
	s->psk = p;
	s->owner = p->owner;
	memcpy(s->ephemeral, ephemeral, SEAL_POINT_LEN);
	s->handshake = h;
	s->hello_len = hello.len;
	if (hello.len > 0) {
		memcpy(s->hello, hello.data, hello.len);
	}
	s->hello_due = true;
	s->again = again;
	if (!again) {
		p->seated[p->seated_count++ % SEATED_MAX] = id_of(ephemeral);
	}
	p->half_open++;
	e->seats[e->seat_count++] = s;
	register_cids(e, s);
	return 0;
}

static int take_message1(
	struct endpoint *e, const struct addr *from, struct bytes message, usec_t now)
{
	const uint8_t *id, *ephemeral;
	int r = handshake_peek(message, &id, &ephemeral);
	struct psk *p;
	struct seat *s;

	if (r == ERR_PROTO) {
		return r;
	}
	p = find_psk(e, id);
	if (p == NULL || usec_reached(p->expires_at, now)) {
		e->unknown_psk++;
		return ERR_NOTFOUND;
	}
	s = r == ERR_VERSION ? NULL : find_half_open(e, p, ephemeral);
	if (s != NULL) {
		link_asked_again(s->link, from, message.len, now);
		return 0;
	}
	if (e->seat_count == LIMIT_ENDPOINT_LINKS) {
		return ERR_LIMIT;
	}
	if (!guard_allows(&e->guard, from, now)) {
		e->limited++;
		return ERR_LIMIT;
	}
	if (r == ERR_VERSION) { /* nothing tells who sent it, and an answer costs as much as a tag */
		guard_failed(&e->guard, from, now);
		refuse_version(e, from, ephemeral);
		return r;
	}
	return open_seat(e, p, from, message, ephemeral, now);
}

static int take_packet(
	struct endpoint *e, const struct addr *from, struct bytes packet, uint8_t ecn, usec_t now)
{
	const uint8_t *cid = packet_cid(packet);
	struct seat *s = cid == NULL ? NULL : idmap_get(&e->cid_map, id_of(cid));
	int r;

	if (s == NULL) {
		return ERR_NOTFOUND;
	}
	r = link_input_marked(s->link, from, packet, ecn, now);
	e->bad_auth += r == ERR_AUTH;
	if (s->link->cids_changed) {
		register_cids(e, s);
	}
	if (s->link->confirmed && s->psk != NULL) {
		remove_psk(e, s->psk, s, now); /* one key, one link: it is spent now */
	}
	return r;
}

int endpoint_input(struct endpoint *e, const struct addr *from, struct bytes packet, usec_t now)
{
	return endpoint_input_marked(e, from, packet, ECN_NOT, now);
}

int endpoint_input_marked(
	struct endpoint *e, const struct addr *from, struct bytes packet, uint8_t ecn, usec_t now)
{
	struct addr a = addr_unmapped(*from);
	int r = ERR_PROTO;

	e->packets_in++;
	if (packet.len > 0 && packet.len <= LINK_MTU_MAX) {
		r = packet.data[0] & PACKET_HANDSHAKE_BIT ? take_message1(e, &a, packet, now)
		                                          : take_packet(e, &a, packet, ecn, now);
	}
	if (r < 0) {
		e->dropped++;
	}
	return r;
}

bool endpoint_output(struct endpoint *e, struct packet *out, usec_t now)
{
	if (e->refuse_count > 0) {
		*out = e->refuses[--e->refuse_count];
		return true;
	}
	for (size_t i = 0; i < e->seat_count; i++) {
		size_t at = (e->turn + i) % e->seat_count;

		if (link_output(e->seats[at]->link, out, now)) {
			e->turn = at + 1; /* the others come first next time */
			return true;
		}
	}
	return false;
}

usec_t endpoint_deadline(const struct endpoint *e)
{
	usec_t at = e->refuse_count > 0 ? 0 : USEC_NEVER;

	for (size_t i = 0; i < e->seat_count; i++) {
		at = usec_min(at, e->seats[i]->hello_due ? 0 : link_deadline(e->seats[i]->link));
	}
	for (size_t i = 0; i < e->psk_count; i++) {
		if (e->psks[i]->half_open == 0) {
			at = usec_min(at, e->psks[i]->expires_at);
		}
	}
	return at;
}

void endpoint_tick(struct endpoint *e, usec_t now)
{
	for (size_t i = 0; i < e->seat_count; i++) {
		struct seat *s = e->seats[i];

		link_tick(s->link, now);
		if (s->psk != NULL && link_state(s->link) == LINK_STATE_CLOSED) {
			s->psk->half_open--;
			s->psk = NULL;
		}
	}
	for (size_t i = 0; i < e->psk_count; i++) {
		struct psk *p = e->psks[i];

		/* Handshakes under way may still finish. */
		if (p->half_open == 0 && usec_reached(p->expires_at, now)) {
			remove_psk(e, p, NULL, now);
			i--;
		}
	}
}

bool endpoint_event(struct endpoint *e, struct endpoint_event *out)
{
	for (size_t i = 0; i < e->seat_count; i++) {
		struct seat *s = e->seats[i];

		*out = (struct endpoint_event){.owner = s->owner, .link = s->link};
		if (s->hello_due) {
			s->hello_due = false;
			out->kind = ENDPOINT_HELLO;
			out->hello = bytes_of(s->hello, s->hello_len);
			return true;
		}
		if (link_event(s->link, &out->event)) {
			out->kind = ENDPOINT_LINK;
			return true;
		}
	}
	return false;
}

void endpoint_accept(
	struct endpoint *e, struct link *l, const struct link_user *user, struct bytes hello)
{
	struct seat *s = find_seat(e, l);
	struct handshake_keys keys;
	int r;

	if (s == NULL || s->handshake == NULL) {
		return;
	}
	l->user = *user;
	r = handshake_answer(
		s->handshake, e->rng, l->cids[0], hello, l->message2, &l->message2_len, &keys);
	handshake_free(s->handshake);
	s->handshake = NULL;
	if (r < 0) {
		l->message2_len = 0;
		link_cut(l, LINK_CLOSE_ERROR, err_str(r), l->now);
		return;
	}
	link_answer(l, &keys);
}

/* The reason goes under the keys: the handshake is finished, only to say goodbye. */
void endpoint_refuse(struct endpoint *e, struct link *l, uint8_t reason, const char *text)
{
	struct link_user nobody = link_nobody();

	endpoint_accept(e, l, &nobody, bytes_of(NULL, 0));
	link_close(l, reason, text, l->now);
}

void endpoint_drop(struct endpoint *e, struct link *l)
{
	for (size_t i = 0; i < e->seat_count; i++) {
		struct seat *s = e->seats[i];

		if (s->link != l) {
			continue;
		}
		for (size_t c = 0; c < s->cid_count; c++) {
			if (idmap_get(&e->cid_map, s->cids[c]) == s) {
				idmap_del(&e->cid_map, s->cids[c]);
			}
		}
		if (s->psk != NULL) {
			s->psk->half_open--;
		}
		handshake_free(s->handshake);
		link_free(l);
		mem_wipe(s, sizeof *s);
		free(s);
		e->seats[i] = e->seats[--e->seat_count];
		return;
	}
}

void endpoint_figures(const struct endpoint *e, struct endpoint_figures *out)
{
	*out = (struct endpoint_figures){
		.packets_in = e->packets_in,
		.dropped = e->dropped,
		.unknown_psk = e->unknown_psk,
		.bad_auth = e->bad_auth,
		.limited = e->limited,
		.work = seal_work(e->seal),
		.links = e->seat_count,
		.psks = e->psk_count,
	};
	for (size_t i = 0; i < e->seat_count; i++) {
		out->half_open += !e->seats[i]->link->confirmed;
	}
}
