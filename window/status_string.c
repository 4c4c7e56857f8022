/* window/status_string.c -- DECRQSS. */
#include "window/status_string.h"

#include "base/buf.h"
#include "window/field.h"
#include "window/sgr.h"

typedef void setting_fn(const struct term *t, struct buf *out);

static void sgr(const struct term *t, struct buf *out)
{
	sgr_write(&t->pen, out);
}

static void decstbm(const struct term *t, struct buf *out)
{
	buf_printf(out, "%u;%u", t->top + 1u, t->bottom + 1u);
}

static void decslrm(const struct term *t, struct buf *out)
{
	buf_printf(out, "%u;%u", t->margin_left + 1u, t->margin_right + 1u);
}

static void decscusr(const struct term *t, struct buf *out)
{
	bool blinks = t->shape == 0 && term_mode(t, MODE_CURSOR_BLINK);
	buf_printf(out, "%u", blinks ? 1u : t->shape);
}

static void decsca(const struct term *t, struct buf *out)
{
	bool set = (t->pen.attrs & ATTR_PROTECTED) != 0 && !term_mode2(t, MODE2_ISO_PROTECT);
	buf_printf(out, "%u", set ? 1u : 0u);
}

static void decscl(const struct term *t, struct buf *out)
{
	buf_printf(out, t->level > 1 ? "6%u;%u" : "6%u", t->level,
	        term_mode2(t, MODE2_SEND_C1) ? 0u : 1u);
}

static void rows(const struct term *t, struct buf *out)
{
	buf_printf(out, "%u", t->size.rows);
}

static void cols(const struct term *t, struct buf *out)
{
	buf_printf(out, "%u", t->size.cols);
}

static void decsace(const struct term *t, struct buf *out)
{
	buf_printf(out, "%u", term_mode2(t, MODE2_EXTENT_RECT) ? 2u : 1u);
}

static const struct {
	const char *name;
	setting_fn *write;
	uint8_t level; /* DECSCL from which on it is known */
} settings[] = {
	{"m", sgr, 1},
	{"r", decstbm, 1},
	{"s", decslrm, 4},
	{" q", decscusr, 1},
	{"\"q", decsca, 1},
	{"\"p", decscl, 2},
	{"t", rows, 1},     /* DECSLPP */
	{"*|", rows, 1},    /* DECSNLS */
	{"$|", cols, 1},    /* DECSCPP */
	{"*x", decsace, 4},
};

void status_string_report(struct term *t, struct bytes name)
{
	struct buf out = {0};
	buf_puts(&out, "\033P1$r");
	size_t before = out.len;
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		if (field_is(name, settings[i].name) && t->level >= settings[i].level) {
			settings[i].write(t, &out);
			buf_puts(&out, settings[i].name);
		}
	}
	if (out.len == before && t->level == 1) { /* a VT100 does not know the question */
		buf_finish(&out);
		return;
	}
	if (out.len == before) {
		buf_clear(&out);
		buf_puts(&out, "\033P0$r");
	}
	buf_puts(&out, "\033\\");
	term_answer_bytes(t, buf_bytes(&out));
	buf_finish(&out);
}
