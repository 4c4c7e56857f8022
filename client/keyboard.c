/* client/keyboard.c -- what the user's terminal is to tell of keys, and which of it goes on to panes. */
#include "client/client_impl.h"
#include "window/kitty.h"

/* Always asked for: keys apart that were one byte, and what Shift makes of a key, without which a
 * binding or a program would not know which character was meant. */
#define OWN_FLAGS (KEYBOARD_DISAMBIGUATE | KEYBOARD_ALTERNATES)

static bool reads_for_itself(const struct client *c)
{
	return c->prompt.active || c->pager.active || (c->scroll.pane != 0 && c->scroll.pane == c->pane);
}

static uint32_t wanted_flags(const struct client *c)
{
	const struct replica_pane *p = replica_pane(c->replica, c->pane);
	uint32_t flags = OWN_FLAGS;
	if (c->set.plain_keys) {
		return 0;
	}
	if (p != NULL && !reads_for_itself(c)) {
		flags |= p->keyboard & KEYBOARD_KITTY;
	}
	/* Then text is told only so. */
	return flags & KEYBOARD_ALL ? flags | KEYBOARD_TEXT : flags;
}

void client_take_keyboard(struct client *c, struct buf *out)
{
	termcap_keyboard(c->termcap, wanted_flags(c), out);
	input_decoder_set_exact(c->decoder, termcap_tells_keys(c->termcap));
}

struct size client_cell(const struct client *c)
{
	struct size cell = tty_cell(c->tty);
	return cell.cols != 0 && cell.rows != 0 ? cell : termcap_cell(c->termcap);
}

/* The number by which a key that was pressed is known again when it is let go. */
static uint32_t number_of(const struct input *in)
{
	keycode_t base = in->key & KEY_BASE;
	uint32_t named = kitty_number(base);
	bool upper = base >= 'A' && base <= 'Z';
	return in->detail.code != 0 ? in->detail.code : named != 0 ? named : upper ? base | 0x20u : base;
}

void client_key_kept(struct client *c, const struct input *in)
{
	c->kept_keys[c->kept_next] = number_of(in);
	c->kept_next = (c->kept_next + 1) % (sizeof(c->kept_keys) / sizeof(c->kept_keys[0]));
}

/* Whether the press was ours; it is forgotten. */
static bool was_kept(struct client *c, const struct input *in)
{
	uint32_t number = number_of(in);
	bool found = false;
	for (size_t i = 0; i < sizeof(c->kept_keys) / sizeof(c->kept_keys[0]); i++) {
		if (c->kept_keys[i] == number) {
			c->kept_keys[i] = 0;
			found = true;
		}
	}
	return found;
}

bool client_key_is_for_pane(struct client *c, const struct input *in, const struct replica_pane *p)
{
	bool released = in->detail.action == KEY_RELEASED;
	uint32_t asked = p != NULL ? p->keyboard : 0;
	if (reads_for_itself(c) || (released && was_kept(c, in))) {
		return false;
	}
	return (!released || (asked & KEYBOARD_EVENTS) != 0) &&
		(!key_is_modifier(in->key) || (asked & KEYBOARD_ALL) != 0);
}

struct key_detail client_key_detail(const struct input *in, const struct replica_pane *p)
{
	struct key_detail d = in->detail;
	bool asked = p == NULL || (p->keyboard & KEYBOARD_KITTY) != 0;
	if (!asked && in->key != KEY_NONE) { /* the key says it all */
		return (struct key_detail){.exact = d.exact};
	}
	if (p != NULL && (p->keyboard & KEYBOARD_EVENTS) == 0) {
		d.action = KEY_PRESSED;
	}
	return d;
}
