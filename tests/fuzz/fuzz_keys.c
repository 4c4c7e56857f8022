/* tests/fuzz/fuzz_keys.c -- the input decoder, key names and encodings. The first byte says how the
 * rest is split; the events must be those of the undivided bytes. */
#include <stdlib.h>

#include "base/buf.h"
#include "window/keys.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void require(bool ok)
{
	if (!ok) {
		abort();
	}
}

/* Everything that an event makes others do; also writes it down, to be compared. */
static void use(const struct input *in, struct buf *log)
{
	char name[32];
	uint8_t bytes[KEY_BYTES];
	keycode_t back;
	buf_printf(log, "%d %x %d %d %x %d %d %zu:", (int)in->kind, in->key, in->mouse.kind,
		in->mouse.button, in->mouse.mods, in->mouse.x, in->mouse.y, in->data.len);
	buf_put(log, in->data.data, in->data.len);
	if (in->kind == INPUT_KEY) {
		require(key_normal(in->key) == in->key);
		if (key_parse(key_name(in->key, name), &back) == 0) {
			require(back == in->key);
		}
		const struct key_detail *k = &in->detail;
		buf_printf(log, "%d %d %x %x %x %x:", k->action, k->exact, k->mods, k->code, k->shifted,
			k->layout);
		buf_put(log, k->text, k->text_len);
		for (uint32_t keyboard = 0; keyboard <= KEYBOARD_BITS; keyboard += 61) {
			struct key_modes m = {.modes = in->key, .keyboard = keyboard};
			require(key_encode(in->key, k, m, bytes) <= KEY_BYTES);
		}
	} else if (in->kind == INPUT_MOUSE) {
		require(mouse_encode(&in->mouse, ~0u, (struct size){9, 18}, bytes) > 0);
	}
}

static void drain(struct input_decoder *d, struct buf *log)
{
	struct input in;
	while (input_decoder_next(d, &in)) {
		use(&in, log);
	}
}

static void decode(const uint8_t *data, size_t len, size_t step, struct buf *log)
{
	struct input_decoder *d = input_decoder_new();
	for (size_t i = 0; i < len; i += step) {
		input_decoder_feed(d, bytes_of(data + i, len - i < step ? len - i : step));
		drain(d, log);
	}
	input_decoder_flush(d);
	drain(d, log);
	require(!input_decoder_waits(d));
	input_decoder_free(d);
}

static void parse_name(const uint8_t *data, size_t len)
{
	struct buf s = {0};
	keycode_t key, back;
	char name[32];
	buf_put(&s, data, len);
	if (key_parse(buf_str(&s), &key) == 0) {
		require(key_normal(key) == key);
		if (key_parse(key_name(key, name), &back) == 0) {
			require(back == key);
		}
	}
	buf_finish(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct buf whole = {0}, split = {0};
	if (len > 1) {
		decode(data + 1, len - 1, len, &whole);
		decode(data + 1, len - 1, 1 + data[0] % 8, &split);
		require(bytes_equal(buf_bytes(&whole), buf_bytes(&split)));
		parse_name(data + 1, len - 1);
	}
	buf_finish(&whole);
	buf_finish(&split);
	return 0;
}
