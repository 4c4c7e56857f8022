/* transport/link_impl.h -- the inside of a link, shared by its files and endpoint.c.
 *
 *   link.c         life, events, streams, figures, timers
 *   link_note.c    what goes into the flight recorder
 *   link_state.c   its checkpoints, of all fields by link_rows.c
 *   link_settle.c  what becomes of what packets carried
 *   link_in.c      a packet in: open, check all frames, then apply them
 *   link_ecn.c     which packets are marked, and what marks do
 *   link_remotes.c which of the peer's addresses
 *   link_out.c     a packet out: which reason, which frames, which path (with those of link_out.h) */
#pragma once

#include "transport/ack.h"
#include "transport/carry.h"
#include "transport/ecn.h"
#include "transport/handshake.h"
#include "transport/link.h"
#include "transport/loss.h"
#include "transport/mtu.h"
#include "transport/packet.h"
#include "transport/path.h"
#include "transport/rate.h"
#include "transport/recovery.h"
#include "transport/replay.h"
#include "transport/thrift.h"
#include "transport/yield.h"

#define LINK_CIDS 4 /* ours that the peer may use: the one in use, its forerunner, two spares */
#define LINK_EVENTS 8
#define LINK_ASKED_FROM 4 /* addresses from which a client asked for message 2 */
#define LINK_DUPS 4      /* copies waiting to be sent */
#define LINK_DUP_MAX 640 /* longest echo that is sent in copies */
#define LINK_DUP_SHORT 32 /* longest that is sent three times */
#define LINK_DUP_SPAN SEC(1) /* after something was missed all that matters is sent twice */
#define LINK_DUP_PROBES 8 /* so many probes in a row are sent twice */
#define LINK_DUP_AFTER MS(3)
#define OBJECT_HEAD 4    /* of an OBJECT frame as we write it: kind, class, two bytes of length */
#define LINK_ECHO_FREE 2
#define LINK_EAGER_MAX 300 /* bytes of an eager stream's tail in each packet */
#define LINK_CONNECT_SPAN SEC(30)
#define LINK_UNPROVEN_SPAN SEC(600) /* a tunnel may lie between the answer and our first packet */
#define LINK_REFUSED_PATIENCE SEC(2) /* for the true server, after a stranger could have refused */
#define LINK_PING_SPAN SEC(3)
#define LINK_CALM_AFTER SEC(300)     /* idle for so long, it pings every LINK_CALM_SPAN */
#define LINK_CALM_SPAN SEC(20)       /* at first; it grows by half after LINK_CALM_GOOD of them */
#define LINK_CALM_MAX SEC(60)
#define LINK_CALM_GOOD 3
#define LINK_QUIET_AFTER SEC(40) /* a server that heard nothing for so long, or longer than this client's
                                  * pauses explain, says nothing more */
#define LINK_QUIET_MAX SEC(300)
#define LINK_OPENING_SPAN SEC(3) /* what the peer begins with is hurried for so long at most */
#define LINK_CLOSE_SPAN SEC(10)

/* Copies of an echo or of input still to be sent. */
struct dup {
	usec_t at;
	uint8_t left;
	bool answers;   /* as what it is a copy of */
	bool to_active; /* at once, to the path in use, while a candidate gets the first copy */
	uint16_t len;
	uint8_t body[LINK_DUP_MAX]; /* OBJECT frames */
	struct carry *objects;      /* holds the objects until the last copy left */
};

struct link_stream {
	struct stream_tx *tx;
	struct stream_rx *rx;
	bool detached; /* what still comes is dropped, and acked */
	uint64_t tx_limit;
	uint64_t tail_pn; /* eager: last packet that carried the tail, and which part of it */
	uint64_t tail_at, tail_end;
	uint64_t rx_limit; /* as last told */
	bool credit_due;
};

/* Bytes over the last second, in tenths. */
struct meter {
	uint32_t slot[10];
	usec_t tenth;
};

struct link {
	bool is_client;
	bool confirmed; /* the peer proved that it has the keys */
	bool keyed;
	bool narrow; /* only the small message 1 came through */
	enum link_state state;
	struct seal *seal;
	bool owns_seal;
	struct rng rng;
	struct log *log;
	struct flight *flight; /* or NULL */
	struct link_user user;
	usec_t since; /* of the state */
	usec_t now;   /* as last told: link_deadline has no other */

	/* Handshake. Client: two messages, a full and a small one for narrow paths. */
	struct handshake *handshake[2]; /* kept until the first packet under the keys */
	uint8_t answer[SEAL_POINT_LEN]; /* the server's ephemeral in the message 2 taken last */
	uint8_t psk[LINK_PSK_LEN], psk_id[LINK_PSK_ID_LEN];
	struct addr remotes[LIMIT_LINK_REMOTES];
	size_t remote_count;
	uint32_t attempts;
	usec_t attempt_at;
	usec_t attempt_sent_at;
	usec_t refused_at; /* client: somebody says that there is no common version; or 0 */
	uint8_t message2[LINK_MTU]; /* server: the cached reply */
	size_t message2_len;
	struct addr reply_to[LINK_CIDS]; /* server: who asked for it again */
	size_t reply_count;
	usec_t reply_again_at; /* a second copy */
	struct addr asked[LINK_ASKED_FROM]; /* server: where message 2 went */
	size_t asked_count;
	uint8_t peer_hello[LIMIT_HELLO];
	size_t peer_hello_len;

	struct packet_box *box;
	struct replay replay;
	struct ack ack;
	struct recovery recovery;
	struct rate rate;
	struct yield yield;
	struct mtu mtu;
	struct loss loss_out, loss_in;
	struct ecn ecn;
	struct ecn_in ecn_in;
	struct carry_pool pool;

	/* Connection ids: ours by sequence modulo LINK_CIDS, the peer's in use and its spares. */
	uint8_t cids[LINK_CIDS][LINK_CID_LEN];
	uint32_t cid_next, cid_used; /* sequence to issue next; highest used by the peer */
	uint32_t cid_told;           /* bit per slot: NEW_CID must go */
	bool cids_changed;           /* for the endpoint */
	uint8_t peer_cid[LINK_CID_LEN];
	uint8_t peer_spares[LINK_CIDS][LINK_CID_LEN];
	size_t peer_spare_count;
	uint32_t peer_cid_next; /* lowest sequence not yet taken */

	struct path path, candidate;
	uint8_t path_ids; /* given away so far */
	bool respond; /* a PATH_RESPONSE is due */
	struct addr respond_to;
	uint8_t respond_token[PATH_TOKEN_LEN];
	struct addr moved_from; /* client: we changed, and wait for proof */
	bool moving;

	struct dup dups[LINK_DUPS];
	size_t dup_count;
	struct link_stream streams[LIMIT_LINK_STREAMS];
	uint8_t stream_end; /* above the highest that was ever attached */
	uint32_t streams_ready; /* a bit per stream: an event is due */
	uint8_t probes_due;
	bool probe_hops; /* client: the next probe tries another remote */
	size_t remote_at;
	usec_t race_at;     /* client: this end moved; when another remote is tried too; USEC_NEVER: not */
	size_t hasten_left; /* client: remotes that may be skipped because they cannot be reached */
	bool ping_due;
	bool in_frame;
	usec_t echo_rest; /* after a long echo the next one waits until then, while it may make a queue */
	uint8_t echo_free; /* datagrams of echo that the last input may bring whatever is under way */
	usec_t screen_at; /* when a frame of a class above background went last */
	/* A class that said it was ready and then had nothing is not asked again at once. */
	usec_t held_until[LINK_CLASSES];
	usec_t *ready; /* by class, as the user last said: link_look */

	bool close_acked, close_event_due;
	bool peer_closed, close_reply_due;
	uint8_t close_reason;
	char close_text[200];
	uint32_t close_tries;
	usec_t close_at;

	usec_t heard_at, acked_at, elicited_at;
	usec_t sent_at, pause; /* the last packet, and the longest silence before one in a round trip */
	/* link_answer.c */
	usec_t asked_at;    /* bytes of a stream came that were no copy of what came just before */
	bool asked_again;   /* they had come before: the answer was missed */
	usec_t missed_at;   /* the last time that happened */
	bool answer_due;    /* no ack went since */
	usec_t answered_at; /* the last answer */
	bool answered;      /* no other ack went since */
	usec_t lively_at; /* last frame or key, either way */
	usec_t calm_span; /* between pings when idle: what the path is known to bear */
	usec_t calm_max;  /* that it may grow to; a NAT that forgot us lowers it */
	usec_t calm_wish; /* the user's, for calm_max; 0: LINK_CALM_MAX */
	usec_t pause_at, calm_seen; /* when `pause` ended; the one that was counted last */
	unsigned calm_good; /* pauses of calm_span in a row that nobody forgot us in */
	usec_t pause_in;  /* the longest that the peer was silent lately, and came back from */
	struct thrift thrift;
	struct meter out_meter, in_meter;
	uint64_t packets_out, packets_in, bytes_out, bytes_in, dropped;
	uint64_t kinds_out[LINK_KINDS], kinds_in[LINK_KINDS]; /* but for the rest */
	uint32_t roams;

	struct link_event events[LINK_EVENTS];
	size_t event_count;
};

struct link *link_new(bool is_client, struct seal *s, struct rng r, struct log *log, usec_t now);
/* What comes in once it has been opened: also for who runs a record again.
 * An authentic packet. ERR_REPLAY, ERR_PROTO: nothing changed. */
struct opened {
	const struct addr *from;
	uint64_t pn;
	struct bytes plain;
	size_t len; /* of the datagram */
	int cid;    /* which of ours it was sent to */
	uint8_t ecn;
};
int link_take_opened(struct link *l, const struct opened *p, usec_t now);
/* Client: message 2, of `len` bytes; to the small message 1? */
int link_take_answer(struct link *l, const struct addr *from, struct bytes hello, struct handshake_keys *keys, bool small,
	size_t len, usec_t now);
void link_take_refusal(struct link *l, const struct addr *from, size_t len, usec_t now);
/* Server: message 1 came again, of `len` bytes; message 2 was made. */
void link_asked_again(struct link *l, const struct addr *from, size_t len, usec_t now);
int link_answer(struct link *l, struct handshake_keys *keys);
/* It is over, without a word to the peer. */
void link_cut(struct link *l, uint8_t reason, const char *text, usec_t now);
/* The handshake is through: `keys` are taken. 0 or ERR_CRYPTO. */
int link_take_keys(struct link *l, struct handshake_keys *keys, usec_t now);
void link_push_event(struct link *l, const struct link_event *e);
void link_end(struct link *l, uint8_t reason, struct bytes text, usec_t now);
void link_free_handshakes(struct link *l);
bool link_is_unproven(const struct link *l); /* client: nothing of ours was acked under the keys so far */
void link_set_peer_hello(struct link *l, struct bytes hello);
void link_issue_cids(struct link *l);
int link_local_cid(const struct link *l, const uint8_t *cid); /* slot, or -1 */
void link_use_spare_cid(struct link *l);
bool link_is_pipe(const struct link *l);
bool link_is_near(const struct link *l); /* a pipe on this machine: no queue is worth a thought */

/* All objects in flight are lost to the user. */
void link_lose_objects(struct link *l);
/* What to take for now: time does not go back for a link, although who made it read the clock after his turn began. */
usec_t link_clock(struct link *l, usec_t now);
/* Settles what a packet carried: a recovery_fn. */
void link_settle(void *ctx, struct sent *p, uint8_t what, usec_t now);
/* Finds what is lost by now, and what that says of the rate. */
void link_detect(struct link *l, usec_t now);
/* Gives up on echoes sent before `before`: they will be encoded afresh. */
void link_renew_echo(struct link *l, usec_t before);
/* Marks packets whose whole content has reached the peer in copies. */
void link_mark_moot(struct link *l);
void link_validated(struct link *l, usec_t now); /* the candidate becomes the path */
/* What went another way than that path is as good as lost: a NAT that forgot us drops it. */
void link_give_up_others(struct link *l, uint8_t path);
void link_probe(struct link *l, usec_t now);     /* gives up waiting, and probes */
/* link_remotes.c: the client's choice among the peer's addresses. */
void link_race(struct link *l, usec_t now); /* this end moved */
void link_race_tick(struct link *l, usec_t now);
bool link_should_hop(const struct link *l, usec_t now);
struct addr link_next_remote(struct link *l); /* another than the path's */
bool link_take_remote(struct link *l, const struct addr *from, usec_t now); /* it answers from there */
bool link_is_quiet(const struct link *l);        /* a server whose client is silent */
usec_t link_ping_span(const struct link *l);
/* link_calm.c: how long an idle client may be silent. */
void link_calm_reset(struct link *l);               /* another path: nothing is known */
void link_calm_pinged(struct link *l, usec_t span); /* an answer came after a pause of so long */
void link_calm_forgotten(struct link *l);           /* a NAT forgot us in the last pause */
void link_calm_heard(struct link *l, usec_t now);   /* server: the client's pauses */
usec_t link_ping_at(const struct link *l); /* client: the next ping; or USEC_NEVER */

/* link_ecn.c */
bool link_ecn_marks(const struct link *l, const struct path *to, uint8_t flags);
/* An ACK was applied; `counts`: what it told, or NULL. */
void link_ecn_acked(struct link *l, const struct ecn_counts *counts, uint64_t top, bool newest);
void link_ecn_moved(struct link *l); /* the path is another */

/* server: message 2 goes to `to` (again). */
void link_reply(struct link *l, const struct addr *to);
bool link_was_asked(const struct link *l, const struct addr *from); /* message 2 went there */
uint64_t link_tx_limit(const struct link_stream *s);

/* link_answer.c: bytes of a stream came. False: they are a copy of what came before, and ask for nothing. */
bool link_asked(struct link *l, bool fresh, usec_t now);
usec_t link_answer_patience(const struct link *l); /* an answer that went so long ago can be missed by now */

/* From a packet to the last of its copies. */
usec_t link_copies_span(const struct loss *l);
/* The flight recorder (link_note.c). What a user may call, and what comes in, is noted before it has an effect. */
#define NOTE_SHAPE_MAX (2 * LINK_MTU_MAX)
void note_start(struct link *l, size_t bytes, size_t hello, size_t len);
void note_checkpoint(struct link *l, usec_t now);
void note_tick(struct link *l, usec_t now);
uint64_t note_signature(const struct link *l, usec_t now);
void note_late_tick(struct link *l, uint64_t signature, usec_t now); /* the tick was not idle after all */
void note_turn(struct link *l, uint64_t signature, usec_t now);
uint64_t note_frames(const struct link *l, struct bytes plain); /* a bit for each kind */
void note_out(const struct link *l, uint64_t pn, const struct packet *p, uint64_t frames, usec_t now);
void note_in(const struct link *l, const struct opened *p, usec_t now);
/* The frames of a packet that note_in told, with zeros for contents. False: it does not decode. */
bool note_shape(const struct link *l, struct bytes shape, struct wr *w);
void note_drop(const struct link *l, size_t len, int error, usec_t now);
void note_handshake(const struct link *l, bool out, int message, bool small, size_t len, const struct addr *a,
	usec_t now);
void note_lost(const struct link *l, uint64_t pn, usec_t now);
void note_rtt(const struct link *l, usec_t now);
void note_path(const struct link *l, int what, usec_t now);
void note_attach(const struct link *l, uint8_t id, bool out);
void note_call(const struct link *l, enum flight_kind kind, uint64_t a, uint64_t b, uint64_t c);
void note_remotes(const struct link *l, const struct addr *remotes, size_t count);
void note_fill(const struct link *l, int c, size_t len, usec_t now);
void note_streams(const struct link *l); /* what the user wrote and read since */
void note_changes(const struct link *l); /* that, and of state, key phase, datagram size, probes */

void meter_add(struct meter *m, size_t len, usec_t now);
double meter_rate(const struct meter *m, usec_t now);
