/* transport/packet.h -- protects and unprotects packets.
 *
 *   1  00000 + key phase bit     low five bits masked
 *   8  destination connection id
 *   4  low bits of the packet number, masked (RFC 9001 section 5.4: the sample is what follows)
 *   n  frames under ChaCha20-Poly1305; nonce: the whole packet number; head: additional data
 *
 * Each direction has its own keys, so a reflected packet does not open. A number is used once.
 * After PACKET_PHASE_COUNT packets or PACKET_PHASE_SPAN the sender goes one key phase on, never
 * before the peer acked something of the phase it is in: phases of the two ends are at most one
 * apart. The key of the phase before is kept for 30 s, then wiped. A key that is gone cannot be
 * made again from those there are. */
#pragma once

#include "base/bytes.h"
#include "base/usec.h"
#include "transport/handshake.h"
#include "transport/limits.h"
#include "transport/seal.h"

#define PACKET_HEAD_LEN (1 + LINK_CID_LEN + 4)
#define PACKET_OVERHEAD (PACKET_HEAD_LEN + SEAL_TAG_LEN)
#define PACKET_PHASE_COUNT ((uint64_t)1 << 20)
#define PACKET_PHASE_SPAN SEC(3600)

struct packet_box;

/* Takes the keys out of *keys, which is wiped. NULL when the crypto library fails. */
struct packet_box *packet_box_new(
	struct seal *s, bool is_client, struct handshake_keys *keys, usec_t now);
void packet_box_free(struct packet_box *b);

/* Seals in place: `data` holds PACKET_HEAD_LEN bytes of room, then `len` bytes of frames, then
 * room for the tag. The whole length goes to *out_len, the number used to *pn. */
int packet_seal(struct packet_box *b, const uint8_t cid[LINK_CID_LEN], uint8_t *data, size_t len,
	usec_t now, size_t *out_len, uint64_t *pn);
uint64_t packet_next_number(const struct packet_box *b);
/* Numbers go on from n: who takes new keys goes on counting, and so never uses one twice,
 * whichever keys come back. */
void packet_count_from(struct packet_box *b, uint64_t n);

/* The connection id of a transport packet; NULL when it is too short or a handshake message. */
const uint8_t *packet_cid(struct bytes packet);
/* Opens into out (at least packet.len bytes). `expected`: one above the highest number received.
 * ERR_PROTO or ERR_AUTH: nothing changed. */
int packet_open(struct packet_box *b, struct bytes packet, uint64_t expected, usec_t now,
	uint8_t *out, size_t *out_len, uint64_t *pn);
/* Wipes the key of the phase before once its time is over: at the deadline, or with any packet. */
void packet_box_tick(struct packet_box *b, usec_t now);
usec_t packet_box_deadline(const struct packet_box *b);
/* The peer acked `pn`. */
void packet_acked(struct packet_box *b, uint64_t pn);
uint32_t packet_send_phase(const struct packet_box *b); /* how often the keys were changed */

/* For checkpoints: numbers and phases of what is sent, and no key. What is received needs none of it. */
struct rd;
struct wr;
struct state_table;
void packet_box_save(const struct packet_box *b, usec_t now, struct wr *w);
void packet_box_load(struct packet_box *b, usec_t now, struct rd *r);
const struct state_table *packet_state_table(void);
