/* mux/replica_pane.c -- heads, and the frame of a pane that is shown. */
#include "mux/replica_impl.h"

#include <stdlib.h>

#include "base/mem.h"
#include "window/limits.h"

static const struct line blank_line = {0};

void rpane_free(struct rpane *p)
{
	if (!p) {
		return;
	}
	uint64_t name;
	void *value;
	for (uint16_t y = 0; y < p->shown.size.rows; y++) {
		body_drop(p->bodies[y]);
	}
	rline_forget_all(p);
	for (size_t at = 0; idmap_next(&p->links, &at, &name, &value);) {
		struct rlink *k = value;
		assembly_finish(&k->in);
		free(k);
	}
	idmap_finish(&p->links);
	rpane_forget_longs(p);
	free(p->longs);
	free(p->bodies);
	free(p->rows);
	free(p->need);
	free(p->found);
	ranges_finish(&p->named);
	free(p->order);
	free(p->next_order);
	ranges_finish(&p->next_have);
	free(p->title);
	free(p->path);
	history_free(p->shown.history);
	pool_free(p->pool);
	free(p);
}

bool rpane_is_public(const struct rpane *p)
{
	return p->shown.size.rows > 0;
}

bool rpane_row_of(const struct rpane *p, uint64_t line, uint16_t *row)
{
	for (uint16_t y = 0; y < p->size.rows; y++) {
		if (p->order[y] == line) {
			if (row) {
				*row = y;
			}
			return true;
		}
	}
	return false;
}

/* The order held comes again for a blank row that was forgotten. */
static void take_blanks(struct rpane *p, const struct head_msg *m)
{
	for (size_t i = 0; i < m->run_count && m->rev >= p->rev; i++) {
		for (uint16_t k = 0; k < m->runs[i].count && m->runs[i].blank; k++) {
			rline_blank(p, m->runs[i].first + k);
		}
	}
}

/* Rows of a geometry; the part that makes it complete puts it in force. */
static void take_geometry(struct rpane *p, const struct head_msg *m)
{
	if (m->geometry_rev == p->order_rev) {
		take_blanks(p, m);
	}
	if (m->geometry_rev <= p->order_rev || m->geometry_rev < p->next_rev) {
		return;
	}
	if (m->geometry_rev > p->next_rev || m->size.rows != p->next_size.rows) {
		p->next_rev = m->geometry_rev;
		p->next_size = m->size;
		p->next_order = mem_realloc(p->next_order, m->size.rows * sizeof(*p->next_order));
		ranges_clear(&p->next_have);
	}
	uint16_t y = m->row_lo;
	for (size_t i = 0; i < m->run_count; i++) {
		for (uint16_t k = 0; k < m->runs[i].count; k++, y++) {
			p->next_order[y] = m->runs[i].first + k;
			if (m->runs[i].blank) {
				rline_blank(p, p->next_order[y]);
			}
		}
	}
	ranges_add(&p->next_have, m->row_lo, m->row_hi);
	if (ranges_covers(&p->next_have, 0, p->next_size.rows)) {
		free(p->order);
		p->order = p->next_order;
		p->next_order = NULL;
		p->order_rev = p->next_rev;
		p->size = p->next_size;
		p->next_size = (struct size){0};
	}
}

static void take_cursor(struct rpane *p, const struct head_msg *m)
{
	if (m->cursor_rev > p->place_rev) {
		p->place_rev = m->cursor_rev;
		p->cursor = m->cursor;
		p->modes = m->modes;
		p->keyboard = m->keyboard;
		p->zone_line = m->zone_line;
		p->zone_col = m->zone_col;
	}
}

static void take_names(struct rpane *p, const struct head_msg *m)
{
	size_t had = p->need_cap;
	p->need = mem_grow(p->need, &p->need_cap, (size_t)m->name_hi + 1, sizeof(*p->need));
	memset(p->need + had, 0, (p->need_cap - had) * sizeof(*p->need));
	for (size_t i = 0; i < m->name_count; i++) {
		for (uint16_t k = 0; k < m->names[i].count; k++) {
			p->need[m->names[i].row + k] = m->names[i].version;
		}
	}
	ranges_add(&p->named, m->name_lo, m->name_hi);
}

static void newer_head(struct rpane *p, const struct head_msg *m)
{
	p->headed = true;
	p->rev = m->rev;
	p->geometry_rev = m->geometry_rev;
	p->cursor_rev = m->cursor_rev;
	p->has_digest = false;
	ranges_clear(&p->named);
	if (p->need_cap > 0) {
		memset(p->need, 0, p->need_cap * sizeof(*p->need));
	}
}

void rpane_head(struct replica *r, struct rpane *p, const struct head_msg *m)
{
	if (m->geometry_rev > 0 && m->rev > p->rev) {
		newer_head(p, m);
	}
	if (m->sections & HEAD_GEOMETRY) {
		take_geometry(p, m);
	}
	if (m->sections & HEAD_CURSOR) {
		take_cursor(p, m);
	}
	if (m->sections & HEAD_TTY && (m->tty_rev > p->tty_rev || p->tty_rev == 0)) {
		p->tty_rev = m->tty_rev;
		p->shown.tty = m->tty;
		r->changed = true;
	}
	if (m->sections & HEAD_HISTORY) {
		rpane_extent(r, p, m);
	}
	if (m->rev != p->rev || !p->headed || m->geometry_rev == 0) {
		return;
	}
	if (m->sections & HEAD_NAMES) {
		take_names(p, m);
	}
	if (m->sections & HEAD_DIGEST) {
		p->has_digest = true;
		p->digest = m->digest;
	}
}

static uint64_t need_of(const struct rpane *p, uint16_t y)
{
	return y < p->need_cap ? p->need[y] : 0;
}

/* Each row of the order held is looked up once; it stays true as long as no line is forgotten. */
static void find_rows(struct rpane *p)
{
	p->found = mem_grow(p->found, &p->found_cap, p->size.rows, sizeof(*p->found));
	for (uint16_t y = 0; y < p->size.rows; y++) {
		p->found[y] = rline_get(p, p->order[y]);
	}
}

static struct body *body_at(const struct rpane *p, uint16_t y)
{
	return p->found[y] ? p->found[y]->body : NULL;
}

/* The head's own parts are all there. */
static bool head_is_there(const struct rpane *p)
{
	return p->headed && p->order_rev == p->geometry_rev && p->place_rev >= p->cursor_rev;
}

static bool lines_are_there(const struct rpane *p)
{
	for (uint16_t y = 0; y < p->size.rows; y++) {
		const struct rline *l = p->found[y];
		if (!l || !l->body || l->body->line.version < need_of(p, y) ||
		        l->body->line.version < l->lacks) {
			return false;
		}
	}
	return true;
}

static bool is_whole(const struct rpane *p)
{
	return head_is_there(p) && ranges_covers(&p->named, 0, p->size.rows) && lines_are_there(p);
}

bool rpane_is_whole(struct rpane *p)
{
	find_rows(p);
	return is_whole(p);
}

static bool digest_fits(const struct rpane *p)
{
	uint32_t digest = 0;
	for (uint16_t y = 0; y < p->size.rows && p->has_digest; y++) {
		digest = head_digest(digest, p->order[y], body_at(p, y)->line.version);
	}
	return !p->has_digest || digest == p->digest;
}

static bool same_frame(const struct rpane *p)
{
	const struct replica_pane *s = &p->shown;
	bool same = s->rev == p->rev && s->size.rows == p->size.rows &&
	            s->size.cols == p->size.cols && !s->torn && !s->ahead;
	for (uint16_t y = 0; same && y < p->size.rows; y++) {
		same = p->bodies[y] == body_at(p, y);
	}
	return same;
}

static void show_row(struct rpane *p, uint16_t y, struct body *b)
{
	if (b && b == p->bodies[y]) {
		return;
	}
	if (b) {
		b->refs++;
	}
	body_drop(p->bodies[y]);
	p->bodies[y] = b;
	p->rows[y] = b ? &b->line : &blank_line;
}

static void show_size(struct rpane *p)
{
	if (p->shown.size.rows == p->size.rows) {
		p->shown.size = p->size;
		return;
	}
	for (uint16_t y = p->size.rows; y < p->shown.size.rows; y++) {
		body_drop(p->bodies[y]);
	}
	p->bodies = mem_realloc(p->bodies, (p->size.rows + 1u) * sizeof(struct body *));
	p->rows = mem_realloc(p->rows, (p->size.rows + 1u) * sizeof(struct line *));
	for (uint16_t y = p->shown.size.rows; y < p->size.rows; y++) {
		p->bodies[y] = NULL;
	}
	p->shown.size = p->size;
	p->shown.rows = p->rows;
}

static struct term_cursor cursor_within(const struct rpane *p)
{
	struct term_cursor c = p->cursor;
	c.x = c.x < p->size.cols ? c.x : (uint16_t)(p->size.cols - 1);
	c.y = c.y < p->size.rows ? c.y : (uint16_t)(p->size.rows - 1);
	return c;
}

/* The newest head as far as its lines are there. */
static void show(struct replica *r, struct rpane *p, bool torn)
{
	struct replica_pane *s = &p->shown;
	if (!torn && same_frame(p)) {
		return;
	}
	show_size(p);
	for (uint16_t y = 0; y < p->size.rows; y++) {
		show_row(p, y, body_at(p, y));
	}
	s->rev = p->rev;
	s->cursor = cursor_within(p);
	s->modes = p->modes;
	s->keyboard = p->keyboard;
	s->zone_line = p->zone_line;
	s->zone_col = p->zone_col;
	s->ahead = false;
	r->figures.torn += torn && !s->torn;
	s->torn = torn;
	s->changed = r->change + 1;
	r->changed = true;
}

/* While the rest waits, the cursor's row shows what is newest, if it still is the same row. */
static void show_ahead(struct replica *r, struct rpane *p)
{
	struct replica_pane *s = &p->shown;
	if (!head_is_there(p) || s->size.rows != p->size.rows || s->size.cols != p->size.cols) {
		return;
	}
	struct term_cursor c = cursor_within(p);
	struct body *b = body_at(p, c.y);
	if (!b || !p->bodies[c.y] || p->bodies[c.y]->line.id != b->line.id ||
	        !ranges_has(&p->named, c.y) || b->line.version < need_of(p, c.y) ||
	        s->cursor.y != c.y) {
		return;
	}
	if (p->bodies[c.y] != b || s->cursor.x != c.x) {
		show_row(p, c.y, b);
		s->cursor = c;
		s->ahead = true;
		s->changed = r->change + 1;
		r->changed = true;
	}
}

/* Rows that nobody will bring: neither named by the head nor known, or not kept when they came. */
static void ask_missing(struct replica *r, struct rpane *p)
{
	for (uint16_t y = 0; y < p->size.rows; y++) {
		const struct rline *l = p->found[y];
		bool known = l && l->body;
		bool unnamed = ranges_has(&p->named, y) && need_of(p, y) == 0 && !known;
		if (unnamed || (l && l->lacks > (known ? l->body->line.version : 0))) {
			want_add(r, WANT_LINE, p->shown.id, p->order[y], 0, l ? l->lacks : 0);
		}
	}
}

/* Nothing came for a while, and nothing is asked for: whatever the reason, it is asked for now. */
static void ask_stuck(struct replica *r, struct rpane *p)
{
	r->figures.stuck++;
	if (!head_is_there(p) || !ranges_covers(&p->named, 0, p->size.rows)) {
		want_add(r, WANT_PANE, p->shown.id, 0, 0, 0);
		return;
	}
	for (uint16_t y = 0; y < p->size.rows; y++) {
		const struct body *b = body_at(p, y);
		if (!b || b->line.version < need_of(p, y)) {
			want_add(r, WANT_LINE, p->shown.id, p->order[y], 0, need_of(p, y));
		}
	}
}

static void watch(struct replica *r, struct rpane *p)
{
	if (usec_reached(p->stuck_at, r->now)) {
		ask_stuck(r, p);
	}
	if (p->stuck_at == USEC_NEVER || p->came_at == r->now ||
	        usec_reached(p->stuck_at, r->now)) {
		p->stuck_at = usec_add(r->now, usec_max(REPLICA_STUCK_AFTER, 4 * r->srtt));
	}
}

static usec_t hold_of(const struct replica *r)
{
	return usec_min(usec_max(r->srtt / 4, MS(10)), MS(60));
}

void rpane_settle(struct replica *r, struct rpane *p)
{
	bool whole = rpane_is_whole(p);
	rpane_pin(p);
	if (whole && !digest_fits(p)) {
		r->figures.digest_mismatch++;
		rline_forget_all(p);
		find_rows(p);
		want_add(r, WANT_PANE, p->shown.id, 0, 0, 0);
		p->has_digest = false;
		whole = false;
	}
	if (whole) {
		p->hold_at = p->stuck_at = USEC_NEVER;
		show(r, p, false);
		return;
	}
	if (!p->headed) {
		return;
	}
	watch(r, p);
	if (head_is_there(p)) {
		ask_missing(r, p);
	}
	if (p->hold_at == USEC_NEVER && !p->shown.torn) {
		p->hold_at = usec_add(r->now, hold_of(r));
	}
	if (p->shown.torn || usec_reached(p->hold_at, r->now)) {
		p->hold_at = USEC_NEVER;
		if (p->order_rev == p->geometry_rev && p->order_rev > 0) {
			show(r, p, true);
		}
	} else {
		show_ahead(r, p);
	}
}
