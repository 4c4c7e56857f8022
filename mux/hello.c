/* mux/hello.c -- the application's part of the handshake. */
#include "mux/hello.h"

#include "base/err.h"
#include "base/rd.h"
#include "mux/limits.h"
#include "mux/text.h"

/* Valid text in, valid text out; anything else is sent as nothing. */
static void put_text(struct wr *w, const char *text)
{
	struct bytes b = bytes_str(text);
	wr_bytes(w, text_is_valid(b, TEXT_LINE) ? b : bytes_str(""));
}

static void get_text(struct rd *r, char *out, size_t cap)
{
	struct bytes b = rd_bytes(r, cap - 1);
	if (r->bad || !text_is_valid(b, TEXT_LINE)) {
		rd_fail(r);
		return;
	}
	if (b.len > 0) {
		memcpy(out, b.data, b.len);
	}
	out[b.len] = '\0';
}

void hello_client_encode(const struct hello_client *h, struct wr *w)
{
	wr_u16(w, h->version);
	wr_put(w, h->client, sizeof(h->client));
	wr_u64(w, h->input_next);
	wr_u16(w, h->size.cols);
	wr_u16(w, h->size.rows);
	wr_u16(w, h->colours);
	wr_u8(w, h->utf8);
	put_text(w, h->term);
	put_text(w, h->tty);
	put_text(w, h->host);
	wr_bytes(w, h->inventory);
}

/* What follows the version is only read when it is ours: another may have anything there. */
static int get_version(struct rd *r, uint16_t *out)
{
	*out = rd_u16(r);
	return r->bad ? ERR_PROTO : *out != HELLO_VERSION ? ERR_VERSION : 0;
}

int hello_client_decode(struct bytes b, struct hello_client *out)
{
	struct hello_client t = {0};
	struct rd r;
	rd_init(&r, b);
	int e = get_version(&r, &t.version);
	if (e < 0) {
		return e;
	}
	const uint8_t *client = rd_take(&r, sizeof(t.client));
	if (client != NULL) {
		memcpy(t.client, client, sizeof(t.client));
	}
	t.input_next = rd_u64(&r);
	t.size.cols = rd_u16(&r);
	t.size.rows = rd_u16(&r);
	t.colours = rd_u16(&r);
	uint8_t utf8 = rd_u8(&r);
	t.utf8 = utf8 == 1;
	get_text(&r, t.term, sizeof(t.term));
	get_text(&r, t.tty, sizeof(t.tty));
	get_text(&r, t.host, sizeof(t.host));
	t.inventory = rd_bytes(&r, LIMIT_INVENTORY);
	if (!rd_done(&r) || utf8 > 1) {
		return ERR_PROTO;
	}
	*out = t;
	return 0;
}

void hello_server_encode(const struct hello_server *h, struct wr *w)
{
	wr_u16(w, h->version);
	wr_u64(w, h->instance);
	wr_u64(w, h->input_next);
	wr_u32(w, h->client);
}

int hello_server_decode(struct bytes b, struct hello_server *out)
{
	struct hello_server t = {0};
	struct rd r;
	rd_init(&r, b);
	int e = get_version(&r, &t.version);
	if (e < 0) {
		return e;
	}
	t.instance = rd_u64(&r);
	t.input_next = rd_u64(&r);
	t.client = rd_u32(&r);
	if (!rd_done(&r)) {
		return ERR_PROTO;
	}
	*out = t;
	return 0;
}
