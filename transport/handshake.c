/* transport/handshake.c -- Noise_NNpsk0 (Noise revision 34): psk, e / e, ee. Each seal below is
 * used once under its own key, hence nonce 0 everywhere. */
#include "transport/handshake.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/rd.h"
#include "base/wr.h"

#define HEAD1_LEN (2 + LINK_PSK_ID_LEN + SEAL_POINT_LEN)
#define HEAD2_LEN (1 + LINK_CID_LEN + SEAL_POINT_LEN)

struct handshake {
	struct seal *seal;
	uint8_t ck[SEAL_HASH_LEN], h[SEAL_HASH_LEN], k[SEAL_KEY_LEN];
	uint8_t secret[SEAL_POINT_LEN], point[SEAL_POINT_LEN]; /* ours; the server has them late */
	uint8_t peer[SEAL_POINT_LEN];                          /* server: the client's ephemeral */
	uint8_t cid[LINK_CID_LEN];                             /* the client's */
	uint8_t message1[LINK_MTU];
	size_t message1_len;
	uint8_t hello[LINK_MTU]; /* opened payload */
};

static const char protocol_name[] = "Noise_NNpsk0_25519_ChaChaPoly_SHA256";

static int mix_hash(struct handshake *h, struct bytes data)
{
	return seal_hash(h->seal, bytes_of(h->h, sizeof h->h), data, h->h);
}

static int mix_key(struct handshake *h, struct bytes data)
{
	uint8_t out[2][SEAL_HASH_LEN];
	int r = seal_hkdf(h->seal, h->ck, data, 2, out);

	memcpy(h->ck, out[0], sizeof h->ck);
	memcpy(h->k, out[1], sizeof h->k);
	mem_wipe(out, sizeof out);
	return r;
}

static int mix_key_and_hash(struct handshake *h, struct bytes data)
{
	uint8_t out[3][SEAL_HASH_LEN];
	int r = seal_hkdf(h->seal, h->ck, data, 3, out);

	memcpy(h->ck, out[0], sizeof h->ck);
	memcpy(h->k, out[2], sizeof h->k);
	if (r == 0) {
		r = mix_hash(h, bytes_of(out[1], SEAL_HASH_LEN));
	}
	mem_wipe(out, sizeof out);
	return r;
}

static int mix_point(struct handshake *h, const uint8_t point[SEAL_POINT_LEN])
{
	struct bytes e = bytes_of(point, SEAL_POINT_LEN);
	int r = mix_hash(h, e);

	return r < 0 ? r : mix_key(h, e); /* psk handshakes also mix e into the key (section 9.2) */
}

static int mix_dh(struct handshake *h, const uint8_t peer[SEAL_POINT_LEN])
{
	uint8_t shared[SEAL_POINT_LEN];
	int r = seal_dh(h->seal, h->secret, peer, shared);

	if (r == 0) {
		r = mix_key(h, bytes_of(shared, sizeof shared));
	}
	mem_wipe(shared, sizeof shared);
	return r;
}

static int encrypt_and_hash(struct handshake *h, struct bytes plain, uint8_t *out)
{
	struct seal_key *key = seal_key_new(h->seal, h->k);
	int r = ERR_CRYPTO;

	if (key != NULL) {
		r = seal_encrypt(key, 0, bytes_of(h->h, sizeof h->h), plain, out);
	}
	seal_key_free(key);
	return r < 0 ? r : mix_hash(h, bytes_of(out, plain.len + SEAL_TAG_LEN));
}

static int decrypt_and_hash(struct handshake *h, struct bytes sealed, uint8_t *out)
{
	struct seal_key *key = seal_key_new(h->seal, h->k);
	int r = ERR_CRYPTO;

	if (key != NULL) {
		r = seal_decrypt(key, 0, bytes_of(h->h, sizeof h->h), sealed, out);
	}
	seal_key_free(key);
	return r < 0 ? r : mix_hash(h, sealed);
}

/* h = HASH(name); prologue: the clear head of message 1; then the psk. */
static int begin(struct handshake *h, struct bytes prologue, const uint8_t psk[LINK_PSK_LEN])
{
	int r = seal_hash(h->seal, bytes_str(protocol_name), bytes_of(NULL, 0), h->h);

	memcpy(h->ck, h->h, sizeof h->ck);
	if (r == 0) {
		r = mix_hash(h, prologue);
	}
	return r < 0 ? r : mix_key_and_hash(h, bytes_of(psk, LINK_PSK_LEN));
}

/* Client to server under keys->send or keys->recv, whichever side we are. */
static int split(struct handshake *h, bool is_client, struct handshake_keys *keys)
{
	uint8_t out[3][SEAL_HASH_LEN];
	uint8_t *up = is_client ? keys->send : keys->recv;
	uint8_t *down = is_client ? keys->recv : keys->send;
	uint8_t *up_mask = is_client ? keys->send_mask : keys->recv_mask;
	uint8_t *down_mask = is_client ? keys->recv_mask : keys->send_mask;
	int r = seal_hkdf(h->seal, h->ck, bytes_of(NULL, 0), 3, out);

	if (r == 0) {
		memcpy(up, out[0], SEAL_KEY_LEN);
		memcpy(down, out[1], SEAL_KEY_LEN);
		memcpy(keys->secret, out[2], SEAL_KEY_LEN);
		r = seal_expand(h->seal, keys->secret, "mux mask up", up_mask);
	}
	if (r == 0) {
		r = seal_expand(h->seal, keys->secret, "mux mask down", down_mask);
	}
	mem_wipe(out, sizeof out);
	if (r < 0) {
		mem_wipe(keys, sizeof *keys);
	}
	return r;
}

/* cid, hello, and zeros up to `size`. */
static size_t put_payload(
	uint8_t *at, size_t size, const uint8_t cid[LINK_CID_LEN], struct bytes hello)
{
	struct wr w;

	memset(at, 0, size);
	wr_init(&w, at, size);
	wr_put(&w, cid, LINK_CID_LEN);
	wr_u16(&w, (uint16_t)hello.len);
	wr_put(&w, hello.data, hello.len);
	return wr_ok(&w) ? w.len : 0;
}

/* False when it does not decode. *hello is borrowed from `from`. */
static bool get_payload(struct bytes from, uint8_t cid[LINK_CID_LEN], struct bytes *hello)
{
	struct rd r;
	const uint8_t *id, *data;
	size_t len;

	rd_init(&r, from);
	id = rd_take(&r, LINK_CID_LEN);
	len = rd_u16(&r);
	if (len > LIMIT_HELLO) {
		return false;
	}
	data = rd_take(&r, len);
	if (r.bad) {
		return false;
	}
	memcpy(cid, id, LINK_CID_LEN);
	*hello = bytes_of(data, len);
	return true;
}

struct handshake *handshake_start_sized(struct seal *s, struct rng r,
	const uint8_t psk_id[LINK_PSK_ID_LEN], const uint8_t psk[LINK_PSK_LEN],
	const uint8_t cid[LINK_CID_LEN], struct bytes hello, size_t size)
{
	struct handshake *h = mem_zalloc(sizeof *h);
	uint8_t plain[LINK_MTU];
	size_t room = size - HEAD1_LEN - SEAL_TAG_LEN;

	h->seal = s;
	h->message1_len = size;
	h->message1[0] = PACKET_MESSAGE1;
	h->message1[1] = HANDSHAKE_VERSION;
	memcpy(h->message1 + 2, psk_id, LINK_PSK_ID_LEN);
	memcpy(h->cid, cid, LINK_CID_LEN);
	if (size > LINK_MTU || size < HANDSHAKE_MESSAGE1_MIN || hello.len > LIMIT_HELLO ||
		put_payload(plain, room, cid, hello) == 0 ||
		seal_keypair(s, r, h->secret, h->point) < 0 ||
		begin(h, bytes_of(h->message1, 2 + LINK_PSK_ID_LEN), psk) < 0 ||
		mix_point(h, h->point) < 0) {
		goto fail;
	}
	memcpy(h->message1 + 2 + LINK_PSK_ID_LEN, h->point, SEAL_POINT_LEN);
	if (encrypt_and_hash(h, bytes_of(plain, room), h->message1 + HEAD1_LEN) < 0) {
		goto fail;
	}
	return h;
fail:
	handshake_free(h);
	return NULL;
}

struct handshake *handshake_start(struct seal *s, struct rng r,
	const uint8_t psk_id[LINK_PSK_ID_LEN], const uint8_t psk[LINK_PSK_LEN],
	const uint8_t cid[LINK_CID_LEN], struct bytes hello)
{
	return handshake_start_sized(s, r, psk_id, psk, cid, hello, LINK_MTU);
}

struct bytes handshake_message1(const struct handshake *h)
{
	return bytes_of(h->message1, h->message1_len);
}

/* The rest of handshake_finish_client on a copy of the state: a message 2, forged or not, leaves
 * it alone. */
static int finish(struct handshake *h, const uint8_t *point, struct bytes sealed,
	uint8_t cid[LINK_CID_LEN], struct bytes *hello, struct handshake_keys *keys)
{
	int r = mix_point(h, point);

	if (r == 0) {
		r = mix_dh(h, point);
	}
	if (r == 0) {
		r = decrypt_and_hash(h, sealed, h->hello);
	}
	if (r == 0) {
		r = split(h, true, keys);
	}
	if (r < 0) {
		return r;
	}
	if (!get_payload(bytes_of(h->hello, sealed.len - SEAL_TAG_LEN), cid, hello)) {
		mem_wipe(keys, sizeof *keys);
		return ERR_PROTO;
	}
	return 0;
}

int handshake_finish_client(struct handshake *h, struct bytes message2, uint8_t cid[LINK_CID_LEN],
	struct bytes *hello, struct handshake_keys *keys)
{
	struct handshake *copy;
	struct rd rd;
	const uint8_t *point, *to;
	uint8_t kind;
	int r;

	rd_init(&rd, message2);
	kind = rd_u8(&rd);
	to = rd_take(&rd, LINK_CID_LEN);
	point = rd_take(&rd, SEAL_POINT_LEN);
	if (rd.bad || kind != PACKET_MESSAGE2 || rd.left < SEAL_TAG_LEN || rd.left > LINK_MTU) {
		return ERR_PROTO;
	}
	if (memcmp(to, h->cid, LINK_CID_LEN) != 0) {
		return ERR_AUTH;
	}
	copy = mem_alloc(sizeof *copy);
	memcpy(copy, h, sizeof *copy);
	r = finish(copy, point, rd_rest(&rd), cid, hello, keys);
	if (r == 0) {
		/* Only the payload stays: another answer to the same message may follow. */
		memcpy(h->hello, copy->hello, sizeof h->hello);
		*hello = bytes_of(h->hello + (hello->data - copy->hello), hello->len);
	}
	handshake_free(copy);
	return r;
}

int handshake_peek(struct bytes message1, const uint8_t **psk_id, const uint8_t **ephemeral)
{
	struct rd r;
	const uint8_t *id, *point;
	uint8_t kind, version;

	rd_init(&r, message1);
	kind = rd_u8(&r);
	version = rd_u8(&r);
	id = rd_take(&r, LINK_PSK_ID_LEN);
	point = rd_take(&r, SEAL_POINT_LEN);
	if (r.bad || kind != PACKET_MESSAGE1 || message1.len < HANDSHAKE_MESSAGE1_MIN ||
		message1.len > LINK_MTU) {
		return ERR_PROTO;
	}
	*psk_id = id;
	*ephemeral = point;
	return version == HANDSHAKE_VERSION ? 0 : ERR_VERSION;
}

int handshake_prepare(struct seal *s, const uint8_t psk_id[LINK_PSK_ID_LEN],
	const uint8_t psk[LINK_PSK_LEN], struct handshake_psk *out)
{
	struct handshake *h = mem_zalloc(sizeof *h);
	uint8_t prologue[2 + LINK_PSK_ID_LEN] = {PACKET_MESSAGE1, HANDSHAKE_VERSION};
	int r;

	h->seal = s;
	memcpy(prologue + 2, psk_id, LINK_PSK_ID_LEN);
	r = begin(h, bytes_of(prologue, sizeof prologue), psk);
	if (r == 0) {
		memcpy(out->ck, h->ck, sizeof out->ck);
		memcpy(out->h, h->h, sizeof out->h);
	}
	handshake_free(h);
	return r;
}

struct handshake *handshake_open_prepared(struct seal *s, struct bytes message1,
	const struct handshake_psk *psk, uint8_t client_cid[LINK_CID_LEN], struct bytes *hello,
	int *err)
{
	const uint8_t *psk_id, *point;
	struct handshake *h = mem_zalloc(sizeof *h);
	struct bytes sealed;

	h->seal = s;
	*err = handshake_peek(message1, &psk_id, &point);
	if (*err < 0) {
		goto fail;
	}
	memcpy(h->peer, point, SEAL_POINT_LEN);
	memcpy(h->ck, psk->ck, sizeof h->ck);
	memcpy(h->h, psk->h, sizeof h->h);
	sealed = bytes_of(message1.data + HEAD1_LEN, message1.len - HEAD1_LEN);
	*err = mix_point(h, h->peer);
	if (*err == 0) {
		*err = decrypt_and_hash(h, sealed, h->hello);
	}
	if (*err == 0 &&
		!get_payload(bytes_of(h->hello, sealed.len - SEAL_TAG_LEN), h->cid, hello)) {
		*err = ERR_PROTO;
	}
	if (*err < 0) {
		goto fail;
	}
	memcpy(client_cid, h->cid, LINK_CID_LEN);
	return h;
fail:
	handshake_free(h);
	return NULL;
}

struct handshake *handshake_open(struct seal *s, struct bytes message1,
	const uint8_t psk[LINK_PSK_LEN], uint8_t client_cid[LINK_CID_LEN], struct bytes *hello,
	int *err)
{
	const uint8_t *psk_id, *point;
	struct handshake_psk prepared;
	struct handshake *h = NULL;

	*err = handshake_peek(message1, &psk_id, &point);
	if (*err == 0) {
		*err = handshake_prepare(s, psk_id, psk, &prepared);
	}
	if (*err == 0) {
		h = handshake_open_prepared(s, message1, &prepared, client_cid, hello, err);
	}
	mem_wipe(&prepared, sizeof prepared);
	return h;
}

int handshake_answer(struct handshake *h, struct rng rng, const uint8_t cid[LINK_CID_LEN],
	struct bytes hello, uint8_t out[LINK_MTU], size_t *len, struct handshake_keys *keys)
{
	uint8_t plain[LINK_CID_LEN + 2 + LIMIT_HELLO];
	size_t plain_len;
	int r;

	if (hello.len > LIMIT_HELLO) {
		return ERR_LIMIT;
	}
	plain_len = put_payload(plain, sizeof plain, cid, hello);
	out[0] = PACKET_MESSAGE2;
	memcpy(out + 1, h->cid, LINK_CID_LEN);
	r = seal_keypair(h->seal, rng, h->secret, h->point);
	if (r == 0) {
		memcpy(out + 1 + LINK_CID_LEN, h->point, SEAL_POINT_LEN);
		r = mix_point(h, h->point);
	}
	if (r == 0) {
		r = mix_dh(h, h->peer);
	}
	if (r == 0) {
		r = encrypt_and_hash(h, bytes_of(plain, plain_len), out + HEAD2_LEN);
	}
	if (r == 0) {
		r = split(h, false, keys);
	}
	if (r == 0) {
		*len = HEAD2_LEN + plain_len + SEAL_TAG_LEN;
	}
	return r;
}

void handshake_free(struct handshake *h)
{
	if (h == NULL) {
		return;
	}
	mem_wipe(h, sizeof *h);
	free(h);
}
