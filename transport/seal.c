/* transport/seal.c -- the only door to OpenSSL. */
#include "transport/seal.h"

#include <stdlib.h>

#define ERR_STATE openssl_ERR_STATE /* a typedef of theirs, an error code of ours */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#undef ERR_STATE

#include "base/err.h"
#include "base/mem.h"

#define NONCE_LEN 12

struct seal {
	EVP_CIPHER *aead;
	EVP_CIPHER *stream; /* bare ChaCha20, for masks */
	EVP_MD *sha256;
	EVP_MAC *hmac;
	EVP_MD_CTX *md;
	EVP_MAC_CTX *mac;
	struct seal_work work;
};

struct seal_key {
	EVP_CIPHER_CTX *enc, *dec;
};

struct seal_mask {
	EVP_CIPHER_CTX *ctx;
};

/* The digest is named once: looking it up costs more than a whole HMAC. */
static EVP_MAC_CTX *new_mac(EVP_MAC *hmac)
{
	char digest[] = "SHA256";
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC_CTX *c = EVP_MAC_CTX_new(hmac);

	if (c != NULL && EVP_MAC_CTX_set_params(c, params) != 1) {
		EVP_MAC_CTX_free(c);
		return NULL;
	}
	return c;
}

struct seal *seal_new(void)
{
	struct seal *s = mem_zalloc(sizeof *s);

	s->aead = EVP_CIPHER_fetch(NULL, "ChaCha20-Poly1305", NULL);
	s->stream = EVP_CIPHER_fetch(NULL, "ChaCha20", NULL);
	s->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	s->hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	s->md = EVP_MD_CTX_new();
	if (s->hmac != NULL) {
		s->mac = new_mac(s->hmac);
	}
	if (s->aead == NULL || s->stream == NULL || s->sha256 == NULL || s->md == NULL ||
		s->mac == NULL) {
		seal_free(s);
		return NULL;
	}
	return s;
}

void seal_free(struct seal *s)
{
	if (s == NULL) {
		return;
	}
	EVP_MAC_CTX_free(s->mac);
	EVP_MD_CTX_free(s->md);
	EVP_MAC_free(s->hmac);
	EVP_MD_free(s->sha256);
	EVP_CIPHER_free(s->stream);
	EVP_CIPHER_free(s->aead);
	free(s);
}

struct seal_key *seal_key_new(struct seal *s, const uint8_t key[SEAL_KEY_LEN])
{
	struct seal_key *k = mem_zalloc(sizeof *k);

	k->enc = EVP_CIPHER_CTX_new();
	k->dec = EVP_CIPHER_CTX_new();
	if (k->enc == NULL || k->dec == NULL ||
		EVP_EncryptInit_ex2(k->enc, s->aead, key, NULL, NULL) != 1 ||
		EVP_DecryptInit_ex2(k->dec, s->aead, key, NULL, NULL) != 1) {
		seal_key_free(k);
		return NULL;
	}
	return k;
}

void seal_key_free(struct seal_key *k)
{
	if (k == NULL) {
		return;
	}
	EVP_CIPHER_CTX_free(k->enc); /* the library cleanses the key */
	EVP_CIPHER_CTX_free(k->dec);
	free(k);
}

static void make_nonce(uint64_t n, uint8_t out[NONCE_LEN])
{
	memset(out, 0, 4);
	for (int i = 0; i < 8; i++) {
		out[4 + i] = (uint8_t)(n >> (56 - 8 * i));
	}
}

int seal_encrypt(struct seal_key *k, uint64_t n, struct bytes ad, struct bytes plain, uint8_t *out)
{
	uint8_t iv[NONCE_LEN];
	int done = 0, tail = 0;

	if (plain.len > INT32_MAX || ad.len > INT32_MAX) {
		return ERR_LIMIT;
	}
	make_nonce(n, iv);
	if (EVP_EncryptInit_ex2(k->enc, NULL, NULL, iv, NULL) != 1 ||
		(ad.len > 0 && EVP_EncryptUpdate(k->enc, NULL, &done, ad.data, (int)ad.len) != 1)) {
		return ERR_CRYPTO;
	}
	done = 0;
	if ((plain.len > 0 &&
	            EVP_EncryptUpdate(k->enc, out, &done, plain.data, (int)plain.len) != 1) ||
		EVP_EncryptFinal_ex(k->enc, out + done, &tail) != 1 ||
		EVP_CIPHER_CTX_ctrl(k->enc, EVP_CTRL_AEAD_GET_TAG, SEAL_TAG_LEN, out + plain.len) !=
	                1) {
		return ERR_CRYPTO;
	}
	return 0;
}

int seal_decrypt(struct seal_key *k, uint64_t n, struct bytes ad, struct bytes sealed, uint8_t *out)
{
	uint8_t iv[NONCE_LEN], tag[SEAL_TAG_LEN];
	int done = 0, tail = 0;
	size_t len;

	if (sealed.len < SEAL_TAG_LEN || sealed.len > INT32_MAX || ad.len > INT32_MAX) {
		return ERR_AUTH;
	}
	len = sealed.len - SEAL_TAG_LEN;
	memcpy(tag, sealed.data + len, SEAL_TAG_LEN);
	make_nonce(n, iv);
	if (EVP_DecryptInit_ex2(k->dec, NULL, NULL, iv, NULL) != 1 ||
		EVP_CIPHER_CTX_ctrl(k->dec, EVP_CTRL_AEAD_SET_TAG, SEAL_TAG_LEN, tag) != 1 ||
		(ad.len > 0 && EVP_DecryptUpdate(k->dec, NULL, &done, ad.data, (int)ad.len) != 1)) {
		return ERR_CRYPTO;
	}
	done = 0;
	if ((len > 0 && EVP_DecryptUpdate(k->dec, out, &done, sealed.data, (int)len) != 1) ||
		EVP_DecryptFinal_ex(k->dec, out + done, &tail) != 1) {
		if (len > 0) {
			OPENSSL_cleanse(out, len);
		}
		return ERR_AUTH;
	}
	return 0;
}

struct seal_mask *seal_mask_new(struct seal *s, const uint8_t key[SEAL_KEY_LEN])
{
	struct seal_mask *m = mem_zalloc(sizeof *m);

	m->ctx = EVP_CIPHER_CTX_new();
	if (m->ctx == NULL || EVP_EncryptInit_ex2(m->ctx, s->stream, key, NULL, NULL) != 1) {
		seal_mask_free(m);
		return NULL;
	}
	return m;
}

void seal_mask_free(struct seal_mask *m)
{
	if (m == NULL) {
		return;
	}
	EVP_CIPHER_CTX_free(m->ctx);
	free(m);
}

int seal_mask_bytes(struct seal_mask *m, const uint8_t sample[16], uint8_t out[5])
{
	static const uint8_t zero[5];
	int done = 0;

	/* OpenSSL's 16-byte IV is the 32-bit little-endian counter and then the nonce: the
	 * sample as RFC 9001 section 5.4.4 cuts it. */
	if (EVP_EncryptInit_ex2(m->ctx, NULL, NULL, sample, NULL) != 1 ||
		EVP_EncryptUpdate(m->ctx, out, &done, zero, sizeof zero) != 1) {
		return ERR_CRYPTO;
	}
	return 0;
}

int seal_keypair(
	struct seal *s, struct rng r, uint8_t secret[SEAL_POINT_LEN], uint8_t point[SEAL_POINT_LEN])
{
	size_t len = SEAL_POINT_LEN;
	EVP_PKEY *key;
	int ok;

	s->work.dh++;
	rng_fill(r, secret, SEAL_POINT_LEN);
	key = EVP_PKEY_new_raw_private_key_ex(NULL, "X25519", NULL, secret, SEAL_POINT_LEN);
	ok = key != NULL && EVP_PKEY_get_raw_public_key(key, point, &len) == 1;
	EVP_PKEY_free(key);
	if (!ok || len != SEAL_POINT_LEN) {
		mem_wipe(secret, SEAL_POINT_LEN);
		return ERR_CRYPTO;
	}
	return 0;
}

int seal_dh(struct seal *s, const uint8_t secret[SEAL_POINT_LEN],
	const uint8_t point[SEAL_POINT_LEN], uint8_t shared[SEAL_POINT_LEN])
{
	size_t len = SEAL_POINT_LEN;
	EVP_PKEY *ours = NULL, *theirs = NULL;
	EVP_PKEY_CTX *ctx = NULL;
	int r = ERR_CRYPTO;

	s->work.dh++;
	ours = EVP_PKEY_new_raw_private_key_ex(NULL, "X25519", NULL, secret, SEAL_POINT_LEN);
	theirs = EVP_PKEY_new_raw_public_key_ex(NULL, "X25519", NULL, point, SEAL_POINT_LEN);
	if (ours == NULL || theirs == NULL) {
		goto done;
	}
	ctx = EVP_PKEY_CTX_new_from_pkey(NULL, ours, NULL);
	if (ctx == NULL || EVP_PKEY_derive_init(ctx) != 1) {
		goto done;
	}
	/* The library itself refuses a point of small order (all-zero secret). */
	if (EVP_PKEY_derive_set_peer(ctx, theirs) != 1 || EVP_PKEY_derive(ctx, shared, &len) != 1 ||
		len != SEAL_POINT_LEN) {
		r = ERR_AUTH;
		goto done;
	}
	r = 0;
done:
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(theirs);
	EVP_PKEY_free(ours);
	return r;
}

int seal_hash(struct seal *s, struct bytes a, struct bytes b, uint8_t out[SEAL_HASH_LEN])
{
	unsigned len = 0;

	s->work.hash++;
	if (EVP_DigestInit_ex2(s->md, s->sha256, NULL) != 1 ||
		(a.len > 0 && EVP_DigestUpdate(s->md, a.data, a.len) != 1) ||
		(b.len > 0 && EVP_DigestUpdate(s->md, b.data, b.len) != 1) ||
		EVP_DigestFinal_ex(s->md, out, &len) != 1) {
		return ERR_CRYPTO;
	}
	return 0;
}

/* HMAC-SHA256(key, a || b || last), `last` only when it is not negative. */
static int hmac(struct seal *s, const uint8_t key[SEAL_HASH_LEN], struct bytes a, struct bytes b,
	int last, uint8_t out[SEAL_HASH_LEN])
{
	uint8_t tail = (uint8_t)last;
	size_t len = 0;

	s->work.hash++;
	if (EVP_MAC_init(s->mac, key, SEAL_HASH_LEN, NULL) != 1 ||
		(a.len > 0 && EVP_MAC_update(s->mac, a.data, a.len) != 1) ||
		(b.len > 0 && EVP_MAC_update(s->mac, b.data, b.len) != 1) ||
		(last >= 0 && EVP_MAC_update(s->mac, &tail, 1) != 1) ||
		EVP_MAC_final(s->mac, out, &len, SEAL_HASH_LEN) != 1) {
		return ERR_CRYPTO;
	}
	return 0;
}

/* The context must not remember the last key. */
static void forget_key(struct seal *s)
{
	static const uint8_t zero[SEAL_HASH_LEN];

	EVP_MAC_init(s->mac, zero, sizeof zero, NULL);
}

int seal_hkdf(struct seal *s, const uint8_t ck[SEAL_HASH_LEN], struct bytes in, int count,
	uint8_t out[][SEAL_HASH_LEN])
{
	uint8_t prk[SEAL_HASH_LEN];
	int r = hmac(s, ck, in, bytes_of(NULL, 0), -1, prk);

	for (int i = 0; r == 0 && i < count; i++) {
		struct bytes before =
			i > 0 ? bytes_of(out[i - 1], SEAL_HASH_LEN) : bytes_of(NULL, 0);
		r = hmac(s, prk, before, bytes_of(NULL, 0), i + 1, out[i]);
	}
	forget_key(s);
	mem_wipe(prk, sizeof prk);
	return r;
}

int seal_expand(struct seal *s, const uint8_t prk[SEAL_HASH_LEN], const char *label,
	uint8_t out[SEAL_HASH_LEN])
{
	uint8_t copy[SEAL_HASH_LEN]; /* prk and out may be the same memory */
	int r;

	memcpy(copy, prk, sizeof copy);
	r = hmac(s, copy, bytes_str(label), bytes_of(NULL, 0), 1, out);
	forget_key(s);
	mem_wipe(copy, sizeof copy);
	return r;
}

struct seal_work seal_work(const struct seal *s)
{
	return s->work;
}

bool seal_equal(const void *a, const void *b, size_t len)
{
	return CRYPTO_memcmp(a, b, len) == 0;
}
