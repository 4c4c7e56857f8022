/* tests/sim/compare.c -- truth and replica, cell by cell. */
#include "tests/sim/compare.h"

#include "base/buf.h"
#include "base/width.h"

static uint64_t mix(uint64_t h, const void *data, size_t len)
{
	const uint8_t *b = data;
	for (size_t i = 0; i < len; i++) {
		h = (h ^ b[i]) * 0x100000001b3u;
	}
	return h;
}

static uint64_t mix_style(uint64_t h, const struct pool *pool, uint16_t id)
{
	const struct style *s = pool_style_get(pool, id);
	const struct pool_link *k = pool_link_get(pool, s->link);
	const uint32_t look[] = {s->attrs, s->fg, s->bg, s->us};
	h = mix(h, look, sizeof(look));
	if (k) {
		h = mix(h, k->uri.data, k->uri.len);
		h = mix(h * 31, k->id.data, k->id.len);
	}
	return h;
}

uint64_t line_hash(const struct line *l, const struct pool *pool, uint16_t cols)
{
	uint64_t h = 0xcbf29ce484222325u;
	uint16_t last = 0;
	uint64_t style = mix_style(1, pool, 0);
	for (uint16_t x = 0; x < cols; x++) {
		struct cell c = line_cell(l, x);
		char text[CLUSTER_MAX];
		if (c.width > 0) {
			if (c.style != last) {
				style = mix_style(1, pool, c.style);
				last = c.style;
			}
			h = mix(h, &style, sizeof(style));
			h = mix(h, text, pool_text_get(pool, c.text, text));
		}
		h = mix(h, &c.width, 1);
	}
	h = mix_style(h, pool, l->fill);
	const uint8_t facts[] = {l->wrapped, l->mark};
	return mix(h, facts, sizeof(facts));
}

bool line_same(const struct line *a, const struct pool *pa, const struct line *b,
        const struct pool *pb, uint16_t cols)
{
	return line_hash(a, pa, cols) == line_hash(b, pb, cols);
}

const char *compare_screen(struct pane *p, const struct replica_pane *r)
{
	struct size size = term_size(p->term);
	if (!r) {
		return "the pane is not known";
	}
	if (r->size.cols != size.cols || r->size.rows != size.rows) {
		return "size";
	}
	for (uint16_t y = 0; y < size.rows; y++) {
		const struct line *l = term_row(p->term, y);
		if (l->len != r->rows[y]->len) {
			return "length of a row";
		}
		if (!line_same(l, term_pool(p->term), r->rows[y], r->pool, size.cols)) {
			return "content of a row";
		}
	}
	return NULL;
}

const char *compare_head(struct pane *p, const struct replica_pane *r)
{
	struct term_cursor a = term_cursor(p->term), b = r->cursor;
	uint64_t line = 0;
	uint16_t col = 0;
	term_input_zone(p->term, &line, &col);
	if (r->torn || r->ahead || r->rev != term_revision(p->term)) {
		return "revision";
	}
	if (a.x != b.x || a.y != b.y || a.wrap != b.wrap || a.shape != b.shape) {
		return "cursor";
	}
	if (r->modes != term_modes(p->term) || r->keyboard != term_keyboard(p->term)) {
		return "modes";
	}
	if (strcmp(r->title, term_title(p->term)) != 0 ||
	        strcmp(r->path, term_path(p->term)) != 0) {
		return "titles";
	}
	static const struct palette plain;
	struct buf want = {0}, have = {0};
	palette_pack(term_palette(p->term), &want);
	palette_pack(r->palette != NULL ? r->palette : &plain, &have);
	bool same = bytes_equal(buf_bytes(&want), buf_bytes(&have));
	buf_finish(&want);
	buf_finish(&have);
	if (!same) {
		return "palette";
	}
	if (r->zone_line != line || (line && r->zone_col != col)) {
		return "prompt zone";
	}
	if (memcmp(&r->tty, &p->tty, sizeof(r->tty)) != 0) {
		return "tty flags";
	}
	return NULL;
}

const char *compare_history(struct pane *p, const struct replica_pane *r)
{
	struct history *h = term_history(p->term);
	uint64_t first = history_first(h), next = history_next(h);
	const char *wrong = NULL;
	struct line *a = line_new(1), *b = line_new(1);
	if (r->history_first != first || r->history_next != next ||
	        r->history_epoch != term_history_epoch(p->term)) {
		wrong = "history extent";
	}
	for (uint64_t n = first; n < next && !wrong; n++) {
		if (!history_get(h, n, term_pool(p->term), a)) {
			continue;
		}
		if (!history_get(r->history, n, r->pool, b)) {
			wrong = "a record is missing";
		} else if (a->len != b->len ||
		           !line_same(a, term_pool(p->term), b, r->pool, a->len)) {
			wrong = "content of a record";
		}
	}
	line_free(a);
	line_free(b);
	return wrong;
}
