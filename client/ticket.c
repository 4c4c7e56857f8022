/* client/ticket.c -- a ticket as bytes. See ticket.h. */
#include "client/ticket.h"

#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/rd.h"
#include "base/wr.h"

#define MAGIC 0x6d757854u /* "muxT" */
#define FORMAT 1

static void put_addr(struct wr *w, const struct addr *a)
{
	wr_u8(w, a->family);
	wr_put(w, a->ip, a->family == ADDR_IP4 ? 4 : 16);
	wr_u16(w, a->port);
	wr_u32(w, a->scope);
}

static void get_addr(struct rd *r, struct addr *a)
{
	*a = (struct addr){.family = rd_u8(r)};
	if (a->family != ADDR_IP4 && a->family != ADDR_IP6) {
		rd_fail(r);
	}
	size_t len = a->family == ADDR_IP4 ? 4 : 16;
	const uint8_t *ip = rd_take(r, len);
	if (ip != NULL) {
		memcpy(a->ip, ip, len);
	}
	a->port = rd_u16(r);
	a->scope = rd_u32(r);
	if (a->port == 0 || (a->family == ADDR_IP4 && a->scope != 0)) {
		rd_fail(r);
	}
}

/* Text without a NUL in it, and not empty. */
static void get_text(struct rd *r, char *out, size_t size)
{
	struct bytes b = rd_bytes(r, size - 1);
	if (b.len == 0 || memchr(b.data, 0, b.len) != NULL) {
		rd_fail(r);
		return;
	}
	memcpy(out, b.data, b.len);
	out[b.len] = '\0';
}

bool ticket_dest(const char *const *words, size_t count, char out[LIMIT_TICKET_DEST])
{
	size_t len = 0;
	for (size_t i = 0; i < count; i++) {
		const char *word = words[i] != NULL ? words[i] : "";
		size_t n = strlen(word);
		if (n + 2 > LIMIT_TICKET_DEST - len) {
			return false;
		}
		memcpy(out + len, word, n);
		len += n;
		out[len++] = '\x1f';
	}
	out[len] = '\0';
	return true;
}

void ticket_encode(const struct ticket *t, struct buf *out)
{
	struct wr w;
	wr_init(&w, buf_reserve(out, LIMIT_TICKET_BYTES), LIMIT_TICKET_BYTES);
	wr_u32(&w, MAGIC);
	wr_u8(&w, FORMAT);
	wr_bytes(&w, bytes_str(t->dest));
	wr_bytes(&w, bytes_str(t->host));
	wr_u64(&w, t->expires);
	wr_u32(&w, t->rtt_us);
	wr_u8(&w, t->udp);
	wr_put(&w, t->id, sizeof(t->id));
	wr_put(&w, t->key, sizeof(t->key));
	wr_u8(&w, (uint8_t)t->remote_count);
	for (size_t i = 0; i < t->remote_count; i++) {
		put_addr(&w, &t->remotes[i]);
	}
	buf_commit(out, wr_done(&w).len);
}

int ticket_decode(struct bytes b, struct ticket *out)
{
	struct ticket t = {0};
	struct rd r;
	rd_init(&r, b);
	if (rd_u32(&r) != MAGIC || rd_u8(&r) != FORMAT) {
		return ERR_PROTO;
	}
	get_text(&r, t.dest, sizeof(t.dest));
	get_text(&r, t.host, sizeof(t.host));
	t.expires = rd_u64(&r);
	t.rtt_us = rd_u32(&r);
	uint8_t udp = rd_u8(&r);
	t.udp = udp == 1;
	const uint8_t *id = rd_take(&r, TICKET_ID_LEN), *key = rd_take(&r, TICKET_KEY_LEN);
	t.remote_count = rd_u8(&r);
	if (udp > 1 || id == NULL || key == NULL || t.remote_count == 0 || t.remote_count > LIMIT_TICKET_ADDRS) {
		return ERR_PROTO;
	}
	memcpy(t.id, id, sizeof(t.id));
	memcpy(t.key, key, sizeof(t.key));
	for (size_t i = 0; i < t.remote_count; i++) {
		get_addr(&r, &t.remotes[i]);
	}
	bool good = rd_done(&r);
	if (good) {
		*out = t;
	}
	mem_wipe(&t, sizeof(t));
	return good ? 0 : ERR_PROTO;
}
