/* transport/packet.c -- protects and unprotects packets. */
#include "transport/packet.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "transport/state.h"

#define PHASE_BIT 0x01
#define MASKED_BITS 0x1f
#define NUMBER_AT (1 + LINK_CID_LEN)
#define PREVIOUS_KEPT SEC(30) /* packets of the phase before may still be under way */
#define NUMBER_MAX (((uint64_t)1 << 62) - 1) /* what an ACK frame can name */

struct sender {
	uint8_t secret[SEAL_KEY_LEN];
	struct seal_key *key;
	struct seal_mask *mask;
	uint64_t next;        /* packet number */
	uint64_t phase_first; /* first number of this phase */
	usec_t phase_at;
	uint32_t phase;
	bool phase_acked;
};

struct receiver {
	uint8_t secret[SEAL_KEY_LEN]; /* of the next phase */
	struct seal_key *previous, *key, *next;
	struct seal_mask *mask;
	uint64_t phase_first; /* lowest number seen in this phase */
	usec_t previous_until;
	uint32_t phase;
};

struct packet_box {
	struct seal *seal;
	struct sender tx;
	struct receiver rx;
};

/* Moves a ratchet one step; the new phase's key, or NULL when the library fails. */
static struct seal_key *ratchet(struct seal *s, uint8_t secret[SEAL_KEY_LEN])
{
	uint8_t next[SEAL_KEY_LEN], key[SEAL_KEY_LEN];
	struct seal_key *k = NULL;

	if (seal_expand(s, secret, "mux ratchet", next) == 0 &&
		seal_expand(s, next, "mux phase key", key) == 0) {
		k = seal_key_new(s, key);
	}
	if (k != NULL) {
		memcpy(secret, next, SEAL_KEY_LEN);
	}
	mem_wipe(next, sizeof next);
	mem_wipe(key, sizeof key);
	return k;
}

struct packet_box *packet_box_new(
	struct seal *s, bool is_client, struct handshake_keys *keys, usec_t now)
{
	struct packet_box *b = mem_zalloc(sizeof *b);
	const char *out = is_client ? "mux up" : "mux down";
	const char *in = is_client ? "mux down" : "mux up";
	bool ok;

	b->seal = s;
	b->tx.phase_at = now;
	b->tx.key = seal_key_new(s, keys->send);
	b->tx.mask = seal_mask_new(s, keys->send_mask);
	b->rx.key = seal_key_new(s, keys->recv);
	b->rx.mask = seal_mask_new(s, keys->recv_mask);
	ok = seal_expand(s, keys->secret, out, b->tx.secret) == 0 &&
	     seal_expand(s, keys->secret, in, b->rx.secret) == 0;
	mem_wipe(keys, sizeof *keys);
	if (ok) {
		b->rx.next = ratchet(s, b->rx.secret);
	}
	if (!ok || b->tx.key == NULL || b->tx.mask == NULL || b->rx.key == NULL ||
		b->rx.mask == NULL || b->rx.next == NULL) {
		packet_box_free(b);
		return NULL;
	}
	return b;
}

void packet_box_free(struct packet_box *b)
{
	if (b == NULL) {
		return;
	}
	seal_key_free(b->tx.key);
	seal_mask_free(b->tx.mask);
	seal_key_free(b->rx.previous);
	seal_key_free(b->rx.key);
	seal_key_free(b->rx.next);
	seal_mask_free(b->rx.mask);
	mem_wipe(b, sizeof *b);
	free(b);
}

/* Goes to the next phase when it is time and the peer has followed to this one. */
static int maybe_update(struct packet_box *b, usec_t now)
{
	struct sender *t = &b->tx;
	struct seal_key *k;

	if (!t->phase_acked || (t->next - t->phase_first < PACKET_PHASE_COUNT &&
	                               usec_since(t->phase_at, now) < PACKET_PHASE_SPAN)) {
		return 0;
	}
	k = ratchet(b->seal, t->secret);
	if (k == NULL) {
		return ERR_CRYPTO;
	}
	seal_key_free(t->key);
	t->key = k;
	t->phase++;
	t->phase_acked = false;
	t->phase_first = t->next;
	t->phase_at = now;
	return 0;
}

static void put_u32(uint8_t *at, uint32_t v)
{
	at[0] = (uint8_t)(v >> 24);
	at[1] = (uint8_t)(v >> 16);
	at[2] = (uint8_t)(v >> 8);
	at[3] = (uint8_t)v;
}

static int apply_mask(struct seal_mask *m, const uint8_t *sample, uint8_t *head)
{
	uint8_t mask[5];
	int r = seal_mask_bytes(m, sample, mask);

	if (r < 0) {
		return r;
	}
	head[0] ^= mask[0] & MASKED_BITS;
	for (int i = 0; i < 4; i++) {
		head[NUMBER_AT + i] ^= mask[1 + i];
	}
	return 0;
}

int packet_seal(struct packet_box *b, const uint8_t cid[LINK_CID_LEN], uint8_t *data, size_t len,
	usec_t now, size_t *out_len, uint64_t *pn)
{
	struct sender *t = &b->tx;
	int r = t->next > NUMBER_MAX ? ERR_LIMIT : maybe_update(b, now);

	if (r < 0) {
		return r;
	}
	data[0] = t->phase & 1 ? PHASE_BIT : 0;
	memcpy(data + 1, cid, LINK_CID_LEN);
	put_u32(data + NUMBER_AT, (uint32_t)t->next);
	*pn = t->next++; /* spent even if sealing fails */
	r = seal_encrypt(t->key, *pn, bytes_of(data, PACKET_HEAD_LEN),
		bytes_of(data + PACKET_HEAD_LEN, len), data + PACKET_HEAD_LEN);
	if (r == 0) {
		r = apply_mask(t->mask, data + PACKET_HEAD_LEN, data);
	}
	if (r == 0) {
		*out_len = PACKET_OVERHEAD + len;
	}
	return r;
}

uint64_t packet_next_number(const struct packet_box *b)
{
	return b->tx.next;
}

void packet_count_from(struct packet_box *b, uint64_t n)
{
	b->tx.next = b->tx.next > n ? b->tx.next : n;
	b->tx.phase_first = b->tx.next;
}

const uint8_t *packet_cid(struct bytes packet)
{
	if (packet.len < PACKET_OVERHEAD || (packet.data[0] & ~MASKED_BITS) != 0) {
		return NULL;
	}
	return packet.data + 1;
}

/* RFC 9000 appendix A.3: the number nearest to the expected one that ends in these 32 bits. */
static uint64_t widen(uint32_t low, uint64_t expected)
{
	const uint64_t window = (uint64_t)1 << 32, half = window / 2;
	uint64_t n = (expected & ~(window - 1)) | low;

	if (n + half <= expected && n <= NUMBER_MAX - window) {
		return n + window;
	}
	if (n > expected + half && n >= window) {
		return n - window;
	}
	return n;
}

static void advance(struct packet_box *b, uint64_t pn, usec_t now)
{
	struct receiver *x = &b->rx;
	struct seal_key *k = ratchet(b->seal, x->secret);

	if (k == NULL) {
		return; /* the packet was opened all the same, and the next one tries again */
	}
	seal_key_free(x->previous);
	x->previous = x->key;
	x->previous_until = usec_add(now, PREVIOUS_KEPT);
	x->key = x->next;
	x->next = k;
	x->phase++;
	x->phase_first = pn;
}

void packet_box_tick(struct packet_box *b, usec_t now)
{
	struct receiver *x = &b->rx;

	if (x->previous != NULL && usec_reached(x->previous_until, now)) {
		seal_key_free(x->previous);
		x->previous = NULL;
	}
}

usec_t packet_box_deadline(const struct packet_box *b)
{
	return b->rx.previous != NULL ? b->rx.previous_until : USEC_NEVER;
}

int packet_open(struct packet_box *b, struct bytes packet, uint64_t expected, usec_t now,
	uint8_t *out, size_t *out_len, uint64_t *pn)
{
	struct receiver *x = &b->rx;
	uint8_t head[PACKET_HEAD_LEN];
	struct seal_key *key = x->key;
	uint64_t n;
	int r;

	if (packet_cid(packet) == NULL || packet.len > LINK_MTU_MAX) {
		return ERR_PROTO;
	}
	packet_box_tick(b, now);
	memcpy(head, packet.data, sizeof head);
	if ((r = apply_mask(x->mask, packet.data + PACKET_HEAD_LEN, head)) < 0) {
		return r;
	}
	n = widen((uint32_t)head[NUMBER_AT] << 24 | (uint32_t)head[NUMBER_AT + 1] << 16 |
	                  (uint32_t)head[NUMBER_AT + 2] << 8 | head[NUMBER_AT + 3],
		expected);
	if ((head[0] & PHASE_BIT) != (x->phase & 1)) {
		key = n < x->phase_first ? x->previous : x->next;
	}
	/* Whatever the head unmasks to, a packet costs one AEAD check: how long it takes tells nothing of
	 * the mask (RFC 9001 section 9.5). The other bits are under the tag. */
	r = seal_decrypt(key != NULL ? key : x->key, n, bytes_of(head, sizeof head),
		bytes_of(packet.data + PACKET_HEAD_LEN, packet.len - PACKET_HEAD_LEN), out);
	if (r < 0) {
		return r;
	}
	if ((head[0] & ~PHASE_BIT) != 0 || key == NULL) {
		return ERR_PROTO; /* of a later version, or the right key and the wrong phase */
	}
	if (key == x->next) {
		advance(b, n, now);
	} else if (key == x->key && n < x->phase_first) {
		x->phase_first = n;
	}
	*pn = n;
	*out_len = packet.len - PACKET_OVERHEAD;
	return 0;
}

void packet_acked(struct packet_box *b, uint64_t pn)
{
	if (pn >= b->tx.phase_first) {
		b->tx.phase_acked = true;
	}
}

uint32_t packet_send_phase(const struct packet_box *b)
{
	return b->tx.phase;
}

static const struct state_row sender_rows[] = {
	SKIP(sender, secret),
	SKIP(sender, key),
	SKIP(sender, mask),
	KEEP_MAX(sender, next, NUMBER_MAX),
	KEEP(sender, phase_first),
	KEEP_TIME(sender, phase_at),
	KEEP(sender, phase),
	KEEP(sender, phase_acked),
};

static const struct state_table sender_table = STATE_TABLE(sender);

const struct state_table *packet_state_table(void)
{
	return &sender_table;
}

void packet_box_save(const struct packet_box *b, usec_t now, struct wr *w)
{
	state_put(&sender_table, &b->tx, now, w);
}

void packet_box_load(struct packet_box *b, usec_t now, struct rd *r)
{
	state_get(&sender_table, &b->tx, now, r);
}
