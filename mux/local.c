/* mux/local.c -- the frames of the Unix socket. */
#include "mux/local.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/rd.h"
#include "base/wr.h"

#define LOCAL_HEAD 5

void local_frame(struct buf *out, enum local_type type, struct bytes body)
{
	uint8_t head[LOCAL_HEAD];
	struct wr w;
	wr_init(&w, head, sizeof(head));
	wr_u32(&w, (uint32_t)body.len);
	wr_u8(&w, (uint8_t)type);
	buf_put(out, head, sizeof(head));
	buf_put(out, body.data, body.len);
}

int local_next(struct bytes b, enum local_type *type, struct bytes *body, size_t *used)
{
	struct rd r;
	rd_init(&r, b);
	uint32_t len = rd_u32(&r);
	uint8_t t = rd_u8(&r);
	if (r.bad) {
		return ERR_AGAIN;
	}
	if (len > LIMIT_LOCAL_FRAME || t >= LOCAL_TYPES) {
		return ERR_PROTO;
	}
	const uint8_t *p = rd_take(&r, len);
	if (p == NULL) {
		return ERR_AGAIN;
	}
	*type = (enum local_type)t;
	*body = bytes_of(p, len);
	*used = LOCAL_HEAD + len;
	return 0;
}

static void put_text(struct buf *out, const char *s)
{
	uint8_t head[8];
	struct wr w;
	wr_init(&w, head, sizeof(head));
	wr_var(&w, strlen(s));
	buf_put(out, head, w.len);
	buf_puts(out, s);
}

static void put_num(struct buf *out, uint64_t v)
{
	uint8_t head[8];
	struct wr w;
	wr_init(&w, head, sizeof(head));
	wr_var(&w, v);
	buf_put(out, head, w.len);
}

static char *get_text(struct rd *r)
{
	struct bytes b = rd_bytes(r, LIMIT_LOCAL_FRAME);
	if (b.len > 0 && memchr(b.data, 0, b.len) != NULL) {
		rd_fail(r);
	}
	return r->bad || b.len == 0 ? mem_strdup("") : mem_strndup((const char *)b.data, b.len);
}

void local_command_encode(const struct local_command *c, struct buf *out)
{
	put_num(out, c->version);
	put_num(out, (c->remote ? 1u : 0u) | (c->has_tty ? 2u : 0u) | (c->stays ? 4u : 0u));
	put_num(out, c->size.cols);
	put_num(out, c->size.rows);
	put_text(out, c->cwd != NULL ? c->cwd : "");
	put_num(out, c->argc);
	for (size_t i = 0; i < c->argc; i++) {
		put_text(out, c->argv[i]);
	}
	put_num(out, c->env.count);
	for (size_t i = 0; i < c->env.count; i++) {
		put_text(out, c->env.at[i].name);
		put_text(out, c->env.at[i].value);
	}
}

int local_command_decode(struct bytes body, struct local_command *out)
{
	struct rd r;
	rd_init(&r, body);
	struct local_command c = {.version = (uint16_t)rd_var_max(&r, UINT16_MAX)};
	if (!r.bad && c.version != LOCAL_VERSION) {
		return ERR_VERSION;
	}
	uint64_t flags = rd_var_max(&r, 7);
	c.remote = (flags & 1) != 0;
	c.has_tty = (flags & 2) != 0;
	c.stays = (flags & 4) != 0;
	c.size.cols = (uint16_t)rd_var_max(&r, UINT16_MAX);
	c.size.rows = (uint16_t)rd_var_max(&r, UINT16_MAX);
	c.cwd = get_text(&r);
	size_t argc = (size_t)rd_var_max(&r, LIMIT_LOCAL_ARGS);
	c.argv = mem_calloc(argc + 1, sizeof(*c.argv));
	for (; c.argc < argc && !r.bad; c.argc++) {
		c.argv[c.argc] = get_text(&r);
	}
	size_t env = (size_t)rd_var_max(&r, LIMIT_LOCAL_ENV);
	for (size_t i = 0; i < env && !r.bad; i++) {
		char *name = get_text(&r), *value = get_text(&r);
		if (!r.bad) {
			optmap_set(&c.env, name, value);
		}
		free(name);
		free(value);
	}
	if (!rd_done(&r)) {
		local_command_finish(&c);
		return ERR_PROTO;
	}
	*out = c;
	return 0;
}

void local_command_finish(struct local_command *c)
{
	for (size_t i = 0; i < c->argc; i++) {
		free(c->argv[i]);
	}
	free(c->argv);
	free(c->cwd);
	optmap_finish(&c->env);
	*c = (struct local_command){0};
}

void local_attach_encode(const struct local_attach *a, struct buf *out)
{
	uint8_t port[2] = {(uint8_t)(a->port >> 8), (uint8_t)a->port};
	uint8_t instance[8];
	struct wr w;
	wr_init(&w, instance, sizeof(instance));
	wr_u64(&w, a->instance);
	buf_put(out, a->psk_id, sizeof(a->psk_id));
	buf_put(out, a->psk, sizeof(a->psk));
	buf_put(out, port, sizeof(port));
	buf_put(out, instance, sizeof(instance));
}

int local_attach_decode(struct bytes body, struct local_attach *out)
{
	struct rd r;
	rd_init(&r, body);
	const uint8_t *id = rd_take(&r, sizeof(out->psk_id)), *psk = rd_take(&r, sizeof(out->psk));
	uint16_t port = rd_u16(&r);
	uint64_t instance = rd_u64(&r);
	if (!rd_done(&r)) {
		return ERR_PROTO;
	}
	memcpy(out->psk_id, id, sizeof(out->psk_id));
	memcpy(out->psk, psk, sizeof(out->psk));
	out->port = port;
	out->instance = instance;
	return 0;
}
