/* client/typed.c -- keys for panes, on their way into the input stream. What comes in one read (a paste without marks,
 * a program that types) goes in one record: by itself each key would have the head of a record, and be ten times as
 * long. */
#include "base/utf8.h"
#include "client/client_impl.h"
#include "mux/limits.h"

/* What a shell's line gets of a key that is held with Shift. */
static keycode_t key_for_line(keycode_t key)
{
	bool same = key == (KEY_SHIFT | ' ') || key == (KEY_SHIFT | 0x7f) || key == (KEY_SHIFT | 0x0d);
	return key_plain(same ? key & ~KEY_SHIFT : key);
}

static bool is_plain(keycode_t key, const struct key_detail *d)
{
	bool told = d->action != KEY_PRESSED || d->exact || d->mods != 0 || d->code != 0 || d->shifted != 0 || d->layout != 0 ||
		d->text_len > 0;
	return key <= 0x10ffff && !told;
}

/* `key` went in the last record. */
static void predict(struct client *c, uint32_t pane, keycode_t key, usec_t now)
{
	const struct replica_pane *p = replica_pane(c->replica, pane);
	if (p != NULL && pane != 0) {
		predictor_key(client_predictor(c, pane), p, key_for_line(key), stream_tx_end(c->input), now);
	}
}

void client_typed(struct client *c, uint32_t pane, keycode_t key, const struct key_detail *d, usec_t now)
{
	struct typed_keys *t = &c->typed;
	char text[4];
	if (t->text.len > 0 && (t->pane != pane || t->at != now || t->text.len + sizeof(text) > LIMIT_RECORD_TEXT)) {
		client_typed_send(c);
	}
	if (!is_plain(key, d)) {
		client_send_record(c, &(struct record){.kind = RECORD_KEY, .pane = pane, .time = now / 1000u * 1000u, .key = key,
			.detail = *d});
		predict(c, pane, key, now);
		return;
	}
	t->pane = pane;
	t->at = now;
	buf_put(&t->text, text, utf8_encode(key, text));
}

void client_typed_send(struct client *c)
{
	struct typed_keys t = c->typed;
	struct record r = {.kind = RECORD_TEXT, .pane = t.pane, .time = t.at / 1000u * 1000u, .data = buf_bytes(&t.text)};
	keycode_t key;
	size_t at = 0;
	if (t.text.len == 0) {
		return;
	}
	c->typed.text = (struct buf){0}; /* sending comes back to here */
	record_text_next(r.data, &at, &r.key);
	if (at == t.text.len) {
		r.kind = RECORD_KEY;
	}
	client_send_record(c, &r);
	at = 0;
	while (record_text_next(buf_bytes(&t.text), &at, &key)) {
		predict(c, t.pane, key, t.at);
	}
	buf_finish(&t.text);
}
