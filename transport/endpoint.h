/* transport/endpoint.h -- the server's side of one UDP port: many links, told apart by
 * connection id, and the handshakes that make them. Pure like the link. Strangers' packets are
 * dropped before any public-key work: an unknown PSK id costs a look-up, a bad message under a
 * known one an AEAD check, of which there is a bound (transport/guard.h). Under one PSK at most 4
 * handshakes are half open; a fifth replaces one that is older than 3 s or a replay, or is dropped. */
#pragma once

#include "transport/link.h"
#include "transport/seal.h"

struct endpoint;

struct endpoint_cfg {
	struct rng rng;
	struct log *log;
	size_t flight; /* bytes of each link's flight recorder, 0: none */
	void (*watch)(void *ctx, const struct flight_event *e); /* hears all of them; or NULL */
	void *watch_ctx;
};

/* A new client comes with ENDPOINT_HELLO: `owner` as given with the PSK, `hello` its message-1
 * payload. The user answers at once with endpoint_accept or endpoint_refuse. One client may come
 * with several (a second, short message 1 for narrow paths; an attach tried twice): accept them
 * all; the one that is confirmed stays, the others end with a CLOSED event. */
enum endpoint_event_kind {
	ENDPOINT_HELLO,
	ENDPOINT_LINK, /* something happened on `link`: see `event` */
};

struct endpoint_event {
	enum endpoint_event_kind kind;
	uint64_t owner;
	struct link *link;  /* owned by the endpoint; valid until endpoint_drop */
	struct bytes hello; /* borrowed until the next call */
	struct link_event event;
};

struct endpoint *endpoint_new(const struct endpoint_cfg *cfg);
void endpoint_free(struct endpoint *e);

/* A one-time key: good for one confirmed link, until `expires_at`. `owner` is the user's id for it.
 * ERR_LIMIT when too many wait. */
int endpoint_add_psk(struct endpoint *e, const uint8_t id[LINK_PSK_ID_LEN],
	const uint8_t psk[LINK_PSK_LEN], uint64_t owner, usec_t expires_at);
void endpoint_remove_psk(struct endpoint *e, const uint8_t id[LINK_PSK_ID_LEN]);

int endpoint_input(struct endpoint *e, const struct addr *from, struct bytes packet, usec_t now);
/* The same, with the ECN field that it came with: link_input_marked. */
int endpoint_input_marked(
	struct endpoint *e, const struct addr *from, struct bytes packet, uint8_t ecn, usec_t now);
bool endpoint_output(struct endpoint *e, struct packet *out, usec_t now);
usec_t endpoint_deadline(const struct endpoint *e);
void endpoint_tick(struct endpoint *e, usec_t now);
bool endpoint_event(struct endpoint *e, struct endpoint_event *out);

/* Answers ENDPOINT_HELLO: `hello` goes back in message 2, data may follow in the same flight (at
 * most three times what was received until confirmed). */
void endpoint_accept(
	struct endpoint *e, struct link *l, const struct link_user *user, struct bytes hello);
void endpoint_refuse(struct endpoint *e, struct link *l, uint8_t reason, const char *text);
/* Ends a link now and frees it (after link_close: once link_is_done, or at once). */
void endpoint_drop(struct endpoint *e, struct link *l);

struct endpoint_figures {
	uint64_t packets_in, dropped, unknown_psk, bad_auth;
	uint64_t limited;      /* message 1, dropped because too many bad ones came */
	struct seal_work work; /* of handshakes */
	size_t links, half_open, psks;
};
void endpoint_figures(const struct endpoint *e, struct endpoint_figures *out);
