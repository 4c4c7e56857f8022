/* window/input_decoder.c -- what a user's terminal sends, as events.
 *
 * Bytes wait in a buffer until its beginning is one whole event: as every decision is made on whole
 * sequences, it does not matter where reads were split. States:
 *
 *   GROUND       keys, sequences
 *   PASTE        after ESC [ 200 ~, until ESC [ 201 ~
 *   SKIP_CSI     the rest of a control sequence that was too long or came too late
 *   SKIP_STRING  the same of a string (OSC, DCS, APC); ends also at any control character, so that
 *                a user whose keys looked like one is heard again */
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/width.h"
#include "window/input_csi.h"
#include "window/limits.h"

enum input_state { INPUT_GROUND, INPUT_IN_PASTE, INPUT_SKIP_CSI, INPUT_SKIP_STRING };

static const char paste_end[] = "\033[201~";
enum { PASTE_END_LEN = sizeof(paste_end) - 1, ESC = 0x1b, BEL = 0x07 };

struct input_decoder {
	struct buf in;
	size_t used;    /* bytes of the last event, consumed by the next call */
	size_t scanned; /* bytes of a paste or string that hold no end */
	enum input_state state;
	bool flush;     /* what waits is all that there will be */
	bool exact;
};

/* What the buffer begins with: `used` bytes of an event or of nothing; 0: more is needed. */
struct step {
	size_t used;
	bool event;
	enum input_state then;
};

struct input_decoder *input_decoder_new(void)
{
	return mem_zalloc(sizeof(struct input_decoder));
}

void input_decoder_free(struct input_decoder *d)
{
	if (d != NULL) {
		buf_finish(&d->in);
		free(d);
	}
}

static void consume(struct input_decoder *d)
{
	buf_consume(&d->in, d->used);
	d->used = 0;
}

void input_decoder_set_exact(struct input_decoder *d, bool exact)
{
	d->exact = exact;
}

void input_decoder_feed(struct input_decoder *d, struct bytes b)
{
	consume(d);
	d->flush = false;
	buf_put(&d->in, b.data, b.len);
}

bool input_decoder_waits(const struct input_decoder *d)
{
	return d->state != INPUT_IN_PASTE && d->in.len > d->used;
}

void input_decoder_flush(struct input_decoder *d)
{
	consume(d);
	d->flush = true;
}

static struct step step_more(void)
{
	return (struct step){0};
}

static struct step step_drop(size_t used, enum input_state then)
{
	return (struct step){.used = used, .then = then};
}

static struct step step_key(size_t used, keycode_t key, struct input *out)
{
	out->kind = INPUT_KEY;
	out->key = key;
	return (struct step){.used = used, .event = true};
}

static struct step step_meaning(enum input_meaning meaning, struct bytes all, struct input *out)
{
	struct step s = {.used = all.len};
	s.event = meaning == INPUT_MEANS_EVENT || meaning == INPUT_MEANS_REPORT;
	s.then = meaning == INPUT_MEANS_PASTE ? INPUT_IN_PASTE : INPUT_GROUND;
	if (meaning == INPUT_MEANS_REPORT) {
		out->kind = INPUT_REPORT;
		out->data = all;
	}
	return s;
}

static struct step step_utf8(const struct input_decoder *d, struct bytes b, struct input *out)
{
	struct utf8 u = {0};
	for (size_t i = 0; i < b.len; i++) {
		uint32_t cp;
		switch (utf8_feed(&u, b.data[i], &cp)) {
		case UTF8_MORE:
			break;
		case UTF8_RETRY:
			return step_key(i, cp, out);
		case UTF8_DONE:
		case UTF8_BAD:
			/* What no keyboard sends: a C1 control. */
			return step_key(i + 1, cp >= 0x80 && cp < 0xa0 ? 0xfffd : cp, out);
		}
	}
	return d->flush ? step_key(b.len, 0xfffd, out) : step_more();
}

static struct step step_plain(const struct input_decoder *d, struct bytes b, struct input *out)
{
	if (b.data[0] >= 0x80) {
		return step_utf8(d, b, out);
	}
	return step_key(1, key_normal(b.data[0]), out);
}

/* The same with what stood before it: ESC is Meta. */
static struct step step_meta(const struct input_decoder *d, struct bytes b, struct input *out)
{
	struct step s = step_plain(d, bytes_of(b.data + 1, b.len - 1), out);
	if (s.used > 0) {
		s.used++;
		out->key |= KEY_META;
	}
	return s;
}

/* ESC [ M and three bytes. */
static struct step step_mouse_old(const struct input_decoder *d, struct bytes b, struct input *out)
{
	for (size_t i = 3; i < 6 && i < b.len; i++) {
		if (b.data[i] < (i == 3 ? 0x20 : 0x21)) {
			return step_drop(3, INPUT_GROUND);
		}
	}
	if (b.len < 6) {
		return d->flush ? step_drop(b.len, INPUT_GROUND) : step_more();
	}
	return step_meaning(input_mouse_old(b.data + 3, out), bytes_of(b.data, 6), out);
}

/* ESC [ [ A .. E: the Linux console's F1 .. F5. */
static struct step step_console(const struct input_decoder *d, struct bytes b, struct input *out)
{
	if (b.len == 3 && !d->flush) {
		return step_more();
	}
	if (b.len > 3 && b.data[3] >= 'A' && b.data[3] <= 'E') {
		return step_key(4, KEY_F1 + (keycode_t)(b.data[3] - 'A'), out);
	}
	return step_key(2, KEY_META | '[', out);
}

/* Where the control sequence ends: index of its final byte, or of the first byte that cannot be in
 * one, or where its bytes run out. rxvt has finals in '$', which else is an intermediate: it is one
 * behind a lone number. */
static size_t csi_final(struct bytes b)
{
	bool digits = true;
	size_t i = 2;
	for (; i < b.len && i < LIMIT_INPUT_CSI && b.data[i] >= 0x20 && b.data[i] <= 0x3f; i++) {
		if (b.data[i] == '$' && digits && i > 2) {
			break;
		}
		digits = digits && b.data[i] >= '0' && b.data[i] <= '9';
	}
	return i;
}

static struct step step_csi(const struct input_decoder *d, struct bytes b, struct input *out)
{
	if (b.len > 2 && b.data[2] == 'M') {
		return step_mouse_old(d, b, out);
	}
	if (b.len > 2 && b.data[2] == '[') {
		return step_console(d, b, out);
	}
	size_t i = csi_final(b);
	if (i == LIMIT_INPUT_CSI) {
		return step_drop(i, INPUT_SKIP_CSI);
	}
	if (i < b.len && (b.data[i] == '$' || (b.data[i] >= 0x40 && b.data[i] <= 0x7e))) {
		enum input_meaning m = input_csi(bytes_of(b.data + 2, i - 1), out);
		return step_meaning(m, bytes_of(b.data, i + 1), out);
	}
	if (i == b.len && !d->flush) {
		return step_more();
	}
	if (i == 2) {
		return step_key(2, KEY_META | '[', out);
	}
	return step_drop(i, i < b.len ? INPUT_GROUND : INPUT_SKIP_CSI);
}

static struct step step_ss3(const struct input_decoder *d, struct bytes b, struct input *out)
{
	size_t at = b.len > 2 && b.data[2] >= '1' && b.data[2] <= '9' ? 3 : 2;
	if (b.len <= at) {
		return d->flush ? step_key(2, KEY_META | 'O', out) : step_more();
	}
	keycode_t key = input_ss3(b.data[at], at == 3 ? (uint32_t)(b.data[2] - '0') : 1);
	if (key == KEY_NONE) {
		return step_key(2, KEY_META | 'O', out);
	}
	return step_key(at + 1, key, out);
}

/* How a string ends that begins at b.data[at]: index of the end and bytes that it takes. False: the
 * bytes ran out at *end. */
static bool string_end(struct bytes b, size_t at, bool bel, size_t *end, size_t *len)
{
	for (*end = at; *end < b.len; (*end)++) {
		uint8_t c = b.data[*end];
		if (c >= 0x20) {
			continue;
		}
		*len = c == BEL && bel ? 1 : 0;
		if (c == ESC) {
			if (*end + 1 == b.len) {
				return false;
			}
			*len = b.data[*end + 1] == '\\' ? 2 : 0;
		}
		return true;
	}
	return false;
}

static struct step step_string(struct input_decoder *d, struct bytes b, struct input *out)
{
	size_t end, len, at = d->scanned > 2 ? d->scanned : 2;
	bool whole = string_end(b, at, b.data[1] == ']', &end, &len);
	if (end >= LIMIT_INPUT_REPORT) {
		return step_drop(LIMIT_INPUT_REPORT, INPUT_SKIP_STRING);
	}
	if (!whole) {
		d->scanned = end;
		return d->flush ? step_drop(end, INPUT_SKIP_STRING) : step_more();
	}
	if (len == 0) {
		return step_drop(end, INPUT_GROUND);
	}
	return step_meaning(INPUT_MEANS_REPORT, bytes_of(b.data, end + len), out);
}

/* Whether ESC and `second` begin a string, by the byte behind them: M-] and M-P are keys too. */
static bool begins_string(uint8_t second, uint8_t third)
{
	bool digit = third >= '0' && third <= '9';
	switch (second) {
	case ']':
		return digit;
	case 'P':
		return digit || third == '>' || third == '!' || third == '$' || third == '+';
	default:
		return third == 'G';
	}
}

/* ESC ESC: Meta with a sequence that is a key, or else with Escape. */
static struct step step_escape_twice(const struct input_decoder *d, struct bytes b,
	struct input *out)
{
	bool sequence = b.len > 2 && (b.data[2] == '[' || b.data[2] == 'O');
	if (b.len == 2 && !d->flush) {
		return step_more();
	}
	if (!sequence) {
		return step_key(2, KEY_META | ESC, out);
	}
	struct bytes inner = bytes_of(b.data + 1, b.len - 1);
	struct step s = b.data[2] == '[' ? step_csi(d, inner, out) : step_ss3(d, inner, out);
	if (s.used == 0) {
		return s;
	}
	if (s.event && out->kind == INPUT_KEY && (out->key & KEY_BASE) > KEY_NONE &&
		out->key != KEY_FOCUS_IN && out->key != KEY_FOCUS_OUT) {
		s.used++;
		out->key |= KEY_META;
		return s;
	}
	*out = (struct input){0};
	return step_key(1, ESC, out);
}

static struct step step_escape(struct input_decoder *d, struct bytes b, struct input *out)
{
	if (b.len == 1) {
		return d->flush ? step_key(1, ESC, out) : step_more();
	}
	switch (b.data[1]) {
	case '[':
		return step_csi(d, b, out);
	case 'O':
		return step_ss3(d, b, out);
	case ESC:
		return step_escape_twice(d, b, out);
	case ']':
	case 'P':
	case '_':
		if (b.len == 2 && !d->flush) {
			return step_more();
		}
		if (b.len > 2 && begins_string(b.data[1], b.data[2])) {
			return step_string(d, b, out);
		}
		return step_meta(d, b, out);
	default:
		return step_meta(d, b, out);
	}
}

static struct step step_paste(struct input_decoder *d, struct bytes b, struct input *out)
{
	const size_t most = LIMIT_INPUT_PASTE + PASTE_END_LEN;
	size_t len = b.len < most ? b.len : most;
	const uint8_t *end =
		memmem(b.data + d->scanned, len - d->scanned, paste_end, PASTE_END_LEN);
	out->kind = INPUT_PASTE;
	if (end != NULL) {
		out->data = bytes_of(b.data, (size_t)(end - b.data));
		return (struct step){.used = out->data.len + PASTE_END_LEN, .event = true};
	}
	if (len == most) {
		out->data = bytes_of(b.data, LIMIT_INPUT_PASTE);
		return (struct step){
			.used = LIMIT_INPUT_PASTE, .event = true, .then = INPUT_IN_PASTE};
	}
	d->scanned = len < PASTE_END_LEN ? 0 : len - (PASTE_END_LEN - 1);
	return step_more();
}

static struct step step_skip_csi(struct bytes b)
{
	size_t i = 0;
	while (i < b.len && b.data[i] >= 0x20 && b.data[i] <= 0x3f) {
		i++;
	}
	if (i == b.len) {
		return step_drop(i, INPUT_SKIP_CSI);
	}
	return step_drop(b.data[i] >= 0x40 && b.data[i] <= 0x7e ? i + 1 : i, INPUT_GROUND);
}

static struct step step_skip_string(const struct input_decoder *d, struct bytes b)
{
	size_t end, len;
	if (string_end(b, 0, true, &end, &len)) {
		return step_drop(end + len, INPUT_GROUND);
	}
	/* A lone ESC at the end: the user's Escape, if nothing more comes. */
	return step_drop(end, d->flush && end < b.len ? INPUT_GROUND : INPUT_SKIP_STRING);
}

static struct step step_next(struct input_decoder *d, struct bytes b, struct input *out)
{
	switch (d->state) {
	case INPUT_IN_PASTE:
		return step_paste(d, b, out);
	case INPUT_SKIP_CSI:
		return step_skip_csi(b);
	case INPUT_SKIP_STRING:
		return step_skip_string(d, b);
	default:
		return b.data[0] == ESC ? step_escape(d, b, out) : step_plain(d, b, out);
	}
}

/* Tab, Enter or Escape, which might be C-i, C-m or C-[ elsewhere. */
static bool is_twin(keycode_t key)
{
	return (key & KEY_CTRL) == 0 && key_twin(key) != KEY_NONE;
}

bool input_decoder_next(struct input_decoder *d, struct input *out)
{
	consume(d);
	while (d->in.len > 0) {
		struct input in = {0};
		struct step s = step_next(d, buf_bytes(&d->in), &in);
		bool skips = d->state == INPUT_SKIP_CSI || d->state == INPUT_SKIP_STRING;
		if (s.used == 0 && !(skips && s.then != d->state)) {
			return false;
		}
		d->state = s.then;
		d->scanned = 0;
		if (s.event) {
			d->used = s.used;
			in.detail.exact = d->exact && in.kind == INPUT_KEY && is_twin(in.key);
			*out = in;
			return true;
		}
		buf_consume(&d->in, s.used);
	}
	return false;
}
