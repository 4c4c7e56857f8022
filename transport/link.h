/* transport/link.h -- one roaming, encrypted datagram connection for opaque frames and streams.
 *
 * Pure: packets, addresses and the time come in as arguments. The edge reads the clock once per
 * wake-up, calls link_input for each datagram, link_tick, then link_output until it says false, and
 * arms one timer at link_deadline.
 *
 *   CONNECTING --message 2--> CONNECTED --link_close / peer's close--> CLOSED
 *       \------- 30 s -----------------------------------------------> CLOSED
 *
 * A connected link never ends for want of packets; figures tell for how long nothing was heard.
 *
 * Sources: RFC 9000 (paths, connection ids, ECN), RFC 9002 (recovery), RFC 8899 (path MTU), the Noise
 * Protocol Framework revision 34 (NNpsk0), RFC 9001 section 5.4 (masked packet numbers). */
#pragma once

#include "base/addr.h"
#include "base/bytes.h"
#include "base/log.h"
#include "base/rng.h"
#include "base/usec.h"
#include "base/wr.h"
#include "transport/ecn.h"
#include "transport/limits.h"
#include "transport/flight.h"
#include "transport/stream.h"

struct link;

/* What a frame is for, most urgent first. Echo-class frames are repeated on lossy paths and are
 * sent at once; from LINK_IDLE on nothing may add queueing delay. */
enum link_class {
	LINK_ECHO,    /* echo acks and the focused pane's answer to input */
	LINK_FOCUS,   /* the focused pane */
	LINK_VISIBLE, /* visible panes, tree, status */
	LINK_NOTE,    /* bells, titles, clipboard */
	LINK_HIDDEN,  /* hidden windows */
	LINK_ASKED,   /* history asked for */
	LINK_IDLE,    /* history in idle capacity */
	LINK_BULK,    /* forwarded bytes */
	LINK_CLASSES,
};

/* What bytes were for: one of the classes, a stream, or the link itself (heads, acks, handshakes). */
enum { LINK_KIND_STREAM = LINK_CLASSES, LINK_KIND_REST, LINK_KINDS };

/* The application on top. The link pulls: it asks when it has room. */
struct link_user {
	void *ctx;
	/* When something of each class wants to go: 0 (or any past time): now; USEC_NEVER:
	 * nothing. */
	void (*ready)(void *ctx, usec_t at[LINK_CLASSES]);
	/* Writes one opaque frame body of the class into w, encoded from the newest state, using
	 * no more than wr_left(w). Returns false when it wrote nothing (w is then undone).
	 * *token names what was written: exactly one of acked or lost follows for each (lost for
	 * all when the link is freed). */
	bool (*fill)(void *ctx, enum link_class c, struct wr *w, usec_t now, uint64_t *token);
	void (*acked)(void *ctx, uint64_t token, usec_t now);
	void (*lost)(void *ctx, uint64_t token);
	/* A frame body from the peer: authentic, not yet parsed. Frames may come twice or out of
	 * order. */
	void (*receive)(void *ctx, struct bytes frame, usec_t now);
};

/* Has nothing to say and lets be what comes: whole, or for what a user does not care about. */
struct link_user link_nobody(void);

enum link_state { LINK_STATE_CONNECTING, LINK_STATE_CONNECTED, LINK_STATE_CLOSED };

struct link_cfg {
	uint8_t psk[LINK_PSK_LEN];
	uint8_t psk_id[LINK_PSK_ID_LEN];
	struct bytes hello; /* the application's part of message 1; idempotent; copied */
	struct link_user user;
	struct rng rng;  /* must be the system's in production */
	struct log *log; /* may be NULL */
	size_t flight;   /* bytes of the flight recorder, 0: none */
};

struct packet {
	struct addr to;
	uint8_t path; /* 0: the newest local socket; 1: the one before it */
	uint8_t ecn;  /* enum ecn_mark: the two bits for the IP header */
	uint16_t len;
	uint8_t data[LINK_MTU_MAX];
};

enum link_event_kind {
	LINK_EVENT_CONNECTED, /* client: message 2 was authentic; `data`: the peer's hello */
	LINK_EVENT_CONFIRMED, /* server: the first authentic packet under the transport keys */
	LINK_EVENT_ROAMED,    /* the peer (or we) moved: from `old` to `addr`, validated */
	LINK_EVENT_STREAM,    /* stream `stream` has bytes ready */
	LINK_EVENT_CLOSED,    /* `reason`: LINK_CLOSE_*; `data`: text of the peer (borrowed) */
};

enum {
	LINK_CLOSE_LOCAL,    /* link_close here: the event comes once link_is_done */
	LINK_CLOSE_DETACHED, /* peer: the client left, or was told to */
	LINK_CLOSE_EXITED,   /* peer: the session ended */
	LINK_CLOSE_REPLACED, /* peer: a newer link of the same client took over */
	LINK_CLOSE_SHUTDOWN, /* peer: the server ends */
	LINK_CLOSE_TIMEOUT,  /* never connected */
	LINK_CLOSE_VERSION,  /* no common protocol version */
	LINK_CLOSE_ERROR,
};

struct link_event {
	enum link_event_kind kind;
	struct addr addr, old;
	uint8_t stream;
	uint8_t reason;
	struct bytes data;
};

/* Everything that can be said about the link's quality. */
struct link_figures {
	enum link_state state;
	usec_t srtt, rttvar, latest_rtt, min_rtt; /* 0 until the first sample */
	usec_t heard_at; /* last authentic packet; 0: none yet */
	usec_t acked_at; /* last time the peer acked something of ours */
	/* When the oldest unacked ack-eliciting packet was sent; 0: all is acked. */
	usec_t unacked_since;
	double loss_out, loss_in; /* 0..1, smoothed over the last seconds, each way */
	double rate_out, rate_in; /* bytes a second over the last second */
	uint64_t packets_out, packets_in, bytes_out, bytes_in, lost;
	uint64_t dropped; /* not authentic, or replayed */
	uint32_t roams;
	usec_t ping_span; /* an idle client asks so often: until then silence means nothing */
	uint16_t mtu;
	double delivery; /* bytes a second that the way out has shown that it carries; 0: unknown */
	usec_t queue;    /* how long what we send waits for its own kind */
	enum ecn_state ecn;
	uint64_t ce_out, ce_in; /* packets that the network marked: of ours as the peer told, of the peer's */
	uint64_t kinds_out[LINK_KINDS], kinds_in[LINK_KINDS]; /* bytes by class, then of streams, then the rest */
	struct addr local_hint, remote;
};

/* Client: tries the remotes in turn, 100 ms apart at first, all again while nothing answers; the
 * first to answer stays. The others are tried again when nothing comes from it any more, or when this end
 * moved (as RFC 8305 has it for the two families). A remote of family ADDR_PIPE is a pipe path:
 * nothing is lost there. One with scope ADDR_FAR goes through a network, which the link must not fill. */
struct link *link_connect(
	const struct link_cfg *cfg, const struct addr *remotes, size_t count, usec_t now);
/* Client: more addresses of the peer, before the others; those that are known come to the front. When there
 * is no room the last are forgotten. */
void link_add_remotes(struct link *l, const struct addr *remotes, size_t count, usec_t now);
/* Client: the system cannot send to this address: the next one is tried without waiting. */
void link_unreachable(struct link *l, const struct addr *to, usec_t now);
/* Another user from now on: all that the former gave and that is not acked is lost to it. The same one:
 * nothing happens. */
void link_set_user(struct link *l, const struct link_user *user);
/* Keys are wiped; every token not acked is lost; streams are detached. */
void link_free(struct link *l);

/* A datagram (or a length-prefixed packet of a pipe) came from `from`. 0, or ERR_AUTH/ERR_REPLAY/
 * ERR_PROTO: dropped and counted, no state changed. */
int link_input(struct link *l, const struct addr *from, struct bytes packet, usec_t now);
/* The same, with the ECN field that it came with (enum ecn_mark; where nobody can tell: ECN_NOT). */
int link_input_marked(
	struct link *l, const struct addr *from, struct bytes packet, uint8_t ecn, usec_t now);
/* The next packet to send, or false. */
bool link_output(struct link *l, struct packet *out, usec_t now);
usec_t link_deadline(const struct link *l);
void link_tick(struct link *l, usec_t now);
bool link_event(struct link *l, struct link_event *out);

/* Something became ready in link_user.ready's terms: the deadline may have moved. */
void link_wake(struct link *l);
/* The local address changed or the machine slept: probe at once (client). */
void link_local_changed(struct link *l, usec_t now);
/* Whether somebody looks at what the link brings. If nobody does, a dead link is probed less often;
 * when somebody does again, at once. */
void link_watched(struct link *l, bool watched, usec_t now);
/* What the user wants to spend: frames a second and bytes a minute at most, for what this end sends (0: any);
 * calm_max: how long an idle client may be silent at most (0: as the link thinks best). */
void link_set_thrift(struct link *l, uint32_t frames, uint32_t budget, usec_t calm_max, usec_t now);
/* Says goodbye and ends. The close packet is repeated until the peer acks it, for ten seconds at
 * most; after that each packet of the peer is answered with it, for as long as the link is kept:
 * a client that was away is told when it comes back. */
void link_close(struct link *l, uint8_t reason, const char *text, usec_t now);
bool link_is_done(const struct link *l); /* closed, and nothing is left to send */
bool link_goodbye_heard(const struct link *l); /* closed, and the peer knows (or never knew of the link) */

/* Streams: ids 0..LIMIT_LINK_STREAMS-1 in each direction. The link borrows the stream until
 * link_detach or link_free. */
void link_attach_tx(struct link *l, uint8_t id, struct stream_tx *s);
void link_attach_rx(struct link *l, uint8_t id, struct stream_rx *s);
void link_detach(struct link *l, uint8_t id);

enum link_state link_state(const struct link *l);
void link_figures(const struct link *l, usec_t now, struct link_figures *out);
struct flight *link_flight(const struct link *l); /* NULL: none */
struct bytes link_peer_hello(const struct link *l); /* empty until connected */
