/* tests/fuzz/fuzz_format.c -- any text as a format, in a small model, twice as the server and the client
 * do it; as a style; and as styled text, whose pieces must lie within it in order. */
#include <stdlib.h>

#include "base/mem.h"
#include "cmd/format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static bool keep(const char *name)
{
	return strncmp(name, "link_", 5) == 0;
}

static void check_pieces(const char *text)
{
	struct format_piece piece = {0};
	size_t at = 0, last = 0, len = strlen(text);
	while (format_next_piece(text, &at, &piece)) {
		if (piece.text.len == 0 || at <= last || at > len || piece.text.data < (const uint8_t *)text + last ||
			piece.text.data + piece.text.len > (const uint8_t *)text + at) {
			abort();
		}
		last = at;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct term_cfg term = {.size = {20, 5}, .history_limit = 10};
	struct model *m = model_new(1, NULL);
	struct session *s = NULL;
	struct window *w = NULL;
	struct pane *p = NULL;
	char *text = mem_strndup((const char *)data, len < 4096 ? len : 4096);
	if (model_session_new(m, "s#[x", &s) == 0 && model_window_new(m, s, 0, 0, "w,#{}", term.size, &term, &w) == 0) {
		p = model_pane(m, w->active);
		optmap_set(&m->session_options, "@fuzz", text);
	}
	struct format_ctx f = {.model = m, .at = {.session = s, .window = w, .pane = p}, .keep = keep};
	struct format_ctx client = {.wall = 1700000000};
	char *one = format_expand(&f, text), *two = format_expand(&client, one);
	f.keep = NULL;
	f.wall = 1700000000;
	char *direct = format_expand(&f, text);
	if (strlen(one) > LIMIT_FORMAT || strlen(two) > LIMIT_FORMAT || strlen(direct) > LIMIT_FORMAT) {
		abort();
	}
	check_pieces(text);
	check_pieces(two);
	struct style base = {0}, style = {0};
	colour_t colour;
	style_parse(text, &base, &style);
	colour_parse(text, &colour);
	free(one);
	free(two);
	free(direct);
	free(text);
	model_free(m);
	return 0;
}
