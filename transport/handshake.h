/* transport/handshake.h -- Noise_NNpsk0_25519_ChaChaPoly_SHA256 with a 256-bit key that came
 * through ssh.
 *
 *   client -> server   version, PSK id (clear), e, sealed payload (psk: checked before any DH)
 *   client <- server   client's connection id, e, sealed payload (ee)
 *
 * The prologue binds version and PSK id. Both ends then hold two transport keys and two mask keys.
 * Messages are complete datagrams: message 1 is padded to LINK_MTU inside the seal (and to less,
 * with another ephemeral, when a path seems to swallow that). */
#pragma once

#include "base/bytes.h"
#include "base/rng.h"
#include "transport/limits.h"
#include "transport/seal.h"

#define HANDSHAKE_VERSION 1

/* First byte of a datagram. Bit 7 tells handshake from transport packets. */
#define PACKET_HANDSHAKE_BIT 0x80
#define PACKET_MESSAGE1 0x81
#define PACKET_MESSAGE2 0x82
#define PACKET_REFUSE 0x83 /* not secret: no common version; carries the versions spoken */

#define HANDSHAKE_MESSAGE1_MIN 256 /* a shorter one is no message 1 */

struct handshake; /* state of one side */

/* What both sides hold at the end; wipe with mem_wipe. */
struct handshake_keys {
	uint8_t send[SEAL_KEY_LEN], recv[SEAL_KEY_LEN];           /* AEAD, phase 0 */
	uint8_t send_mask[SEAL_KEY_LEN], recv_mask[SEAL_KEY_LEN]; /* packet number masks */
	uint8_t secret[SEAL_KEY_LEN]; /* root for the key-phase ratchet and tickets */
};

/* Client. cid: the connection id by which the server shall address us. */
struct handshake *handshake_start(struct seal *s, struct rng r,
	const uint8_t psk_id[LINK_PSK_ID_LEN], const uint8_t psk[LINK_PSK_LEN],
	const uint8_t cid[LINK_CID_LEN], struct bytes hello);
/* The same, padded to `size` (HANDSHAKE_MESSAGE1_MIN..LINK_MTU) only, for a path that swallows
 * large datagrams: another ephemeral, because one key must not seal two messages. NULL also when
 * `hello` does not fit. */
struct handshake *handshake_start_sized(struct seal *s, struct rng r,
	const uint8_t psk_id[LINK_PSK_ID_LEN], const uint8_t psk[LINK_PSK_LEN],
	const uint8_t cid[LINK_CID_LEN], struct bytes hello, size_t size);
/* Message 1, the same bytes at each call. */
struct bytes handshake_message1(const struct handshake *h);
/* May be called again, with another answer to the same message. 0: done; *cid is the server's
 * connection id, *hello the server's payload (borrowed from h). */
int handshake_finish_client(struct handshake *h, struct bytes message2, uint8_t cid[LINK_CID_LEN],
	struct bytes *hello, struct handshake_keys *keys);

/* Server, step 1: the PSK id of a message 1, without any cryptography. ERR_PROTO, ERR_VERSION. */
int handshake_peek(struct bytes message1, const uint8_t **psk_id, const uint8_t **ephemeral);
/* What every message 1 under one PSK has in common, as secret as the PSK itself: wipe it. */
struct handshake_psk {
	uint8_t ck[SEAL_HASH_LEN], h[SEAL_HASH_LEN];
};
int handshake_prepare(struct seal *s, const uint8_t psk_id[LINK_PSK_ID_LEN],
	const uint8_t psk[LINK_PSK_LEN], struct handshake_psk *out);
/* Step 2: opens message 1 (AEAD under the psk key, before any DH). */
struct handshake *handshake_open_prepared(struct seal *s, struct bytes message1,
	const struct handshake_psk *psk, uint8_t client_cid[LINK_CID_LEN], struct bytes *hello,
	int *err);
/* The same with the PSK itself. */
struct handshake *handshake_open(struct seal *s, struct bytes message1,
	const uint8_t psk[LINK_PSK_LEN], uint8_t client_cid[LINK_CID_LEN], struct bytes *hello,
	int *err);
/* Step 3: writes message 2 (at most LINK_MTU bytes) and gives the keys. */
int handshake_answer(struct handshake *h, struct rng r, const uint8_t cid[LINK_CID_LEN],
	struct bytes hello, uint8_t out[LINK_MTU], size_t *len, struct handshake_keys *keys);
void handshake_free(struct handshake *h); /* wipes */
