/* transport/seal.h -- the only door to OpenSSL: X25519 (RFC 7748), ChaCha20-Poly1305 (RFC 8439),
 * HKDF (RFC 5869) and SHA-256. Ciphers are fetched once per struct seal, contexts live per key,
 * nothing is allocated per packet. */
#pragma once

#include "base/bytes.h"
#include "base/rng.h"

#define SEAL_KEY_LEN 32
#define SEAL_TAG_LEN 16
#define SEAL_HASH_LEN 32
#define SEAL_POINT_LEN 32

struct seal;     /* fetched algorithms; one per link or endpoint */
struct seal_key; /* an AEAD context with its key */

/* What was computed so far: shows that strangers cost little. */
struct seal_work {
	uint64_t dh, hash; /* X25519; SHA-256 and HMAC */
};

struct seal *seal_new(void); /* NULL when the library lacks an algorithm */
void seal_free(struct seal *s);

struct seal_key *seal_key_new(struct seal *s, const uint8_t key[SEAL_KEY_LEN]);
void seal_key_free(struct seal_key *k); /* wipes */
/* Nonce: 4 zero bytes, then `n` big-endian; the caller never uses one n twice under one key. Seals
 * plain into out (plain.len + SEAL_TAG_LEN bytes; may be in place). */
int seal_encrypt(struct seal_key *k, uint64_t n, struct bytes ad, struct bytes plain, uint8_t *out);
/* ERR_AUTH when it is not authentic; out (sealed.len - SEAL_TAG_LEN) is then zeroed. */
int seal_decrypt(
	struct seal_key *k, uint64_t n, struct bytes ad, struct bytes sealed, uint8_t *out);
/* RFC 9001 section 5.4.4: 5 bytes of mask from a 16-byte sample under a ChaCha20 key. */
struct seal_mask;
struct seal_mask *seal_mask_new(struct seal *s, const uint8_t key[SEAL_KEY_LEN]);
void seal_mask_free(struct seal_mask *m);
int seal_mask_bytes(struct seal_mask *m, const uint8_t sample[16], uint8_t out[5]);

int seal_keypair(struct seal *s, struct rng r, uint8_t secret[SEAL_POINT_LEN],
	uint8_t point[SEAL_POINT_LEN]);
/* ERR_AUTH for a point that gives the all-zero secret. */
int seal_dh(struct seal *s, const uint8_t secret[SEAL_POINT_LEN],
	const uint8_t point[SEAL_POINT_LEN], uint8_t shared[SEAL_POINT_LEN]);
int seal_hash(struct seal *s, struct bytes a, struct bytes b,
	uint8_t out[SEAL_HASH_LEN]); /* SHA-256(a || b) */
/* HKDF as in Noise: chaining key, input, `count` (1..3) outputs of 32 bytes. */
int seal_hkdf(struct seal *s, const uint8_t ck[SEAL_HASH_LEN], struct bytes in, int count,
	uint8_t out[][SEAL_HASH_LEN]);
/* HKDF-Expand with a label, 32 bytes out. */
int seal_expand(struct seal *s, const uint8_t prk[SEAL_HASH_LEN], const char *label,
	uint8_t out[SEAL_HASH_LEN]);
struct seal_work seal_work(const struct seal *s);
bool seal_equal(const void *a, const void *b, size_t len); /* constant time */
