/* mux/sender_pane.c -- the head and the lines of one pane, on their way to one client. */
#include "mux/sender_impl.h"

#include <stdlib.h>

#include "base/mem.h"

static void part_free(struct sline *sl)
{
	if (sl->part) {
		progress_finish(&sl->part->way);
		free(sl->part);
		sl->part = NULL;
	}
}

static void line_forget(struct sline *sl)
{
	part_free(sl);
	free(sl);
}

static void forget_lines(struct spane *sp)
{
	uint64_t id;
	void *value;
	for (size_t at = 0; idmap_next(&sp->lines, &at, &id, &value);) {
		line_forget(value);
	}
	idmap_finish(&sp->lines);
}

static void forget_links(struct spane *sp)
{
	uint64_t id;
	void *value;
	for (size_t at = 0; idmap_next(&sp->links, &at, &id, &value);) {
		struct slink *l = value;
		progress_finish(&l->way);
		free(l);
	}
	idmap_finish(&sp->links);
}

void spane_free(struct spane *sp)
{
	if (!sp) {
		return;
	}
	forget_lines(sp);
	forget_links(sp);
	progress_finish(&sp->names);
	progress_finish(&sp->geometry);
	progress_finish(&sp->cursor);
	progress_finish(&sp->tty);
	progress_finish(&sp->titles);
	shistory_finish(&sp->history);
	free(sp);
}

static void unbegin(struct progress *p)
{
	p->begun = false;
}

void spane_reset(struct spane *sp, uint64_t floor)
{
	forget_lines(sp);
	forget_links(sp);
	unbegin(&sp->names);
	unbegin(&sp->geometry);
	unbegin(&sp->cursor);
	unbegin(&sp->tty);
	unbegin(&sp->titles);
	unbegin(&sp->history.extent);
	sp->history.told = false;
	sp->floor = floor;
	sp->more = true;
}

static struct sline *line_of(struct spane *sp, uint64_t id)
{
	struct sline *sl = idmap_get(&sp->lines, id);
	if (!sl) {
		sl = mem_zalloc(sizeof(*sl));
		sl->id = id;
		sl->floor = sp->floor;
		idmap_put(&sp->lines, id, sl);
	}
	return sl;
}

uint64_t spane_line_acked(const struct spane *sp, uint64_t line)
{
	const struct sline *sl = idmap_get(&sp->lines, line);
	return sl ? sl->acked : 0;
}

void spane_want_line(struct spane *sp, struct pane *p, uint64_t line, uint64_t floor)
{
	const struct line *l = term_line_by_id(p->term, line, NULL);
	struct sline *sl = idmap_get(&sp->lines, line);
	if (sl) {
		part_free(sl);
		sl->acked = 0;
		sl->sent = 0;
		sl->floor = floor;
	}
	if (l && l->version == 0) {
		unbegin(&sp->geometry); /* it comes with the order of rows */
	}
	unbegin(&sp->names);
	forget_links(sp);
	sp->more = true;
}

void spane_claim_line(struct spane *sp, uint64_t line, uint64_t version)
{
	struct sline *sl = line_of(sp, line);
	sl->acked = version;
	sl->sent = version;
}

/* OSC 133 B has no section of its own: it goes with the cursor, from the revision on that showed it. */
static uint64_t cursor_rev(struct spane *sp, const struct term *t)
{
	uint64_t line = 0, rev = term_section_rev(t, TERM_CURSOR);
	uint16_t col = 0;
	term_input_zone(t, &line, &col);
	if (line != sp->zone_line || col != sp->zone_col || sp->zone_rev == 0) {
		sp->zone_line = line;
		sp->zone_col = col;
		sp->zone_rev = term_revision(t);
	}
	return rev > sp->zone_rev ? rev : sp->zone_rev;
}

bool spane_is_dirty(const struct spane *sp, const struct pane *p)
{
	return sp->more || !sp->names.begun || sp->names.version != term_revision(p->term) ||
	       !sp->tty.begun || sp->tty.version != p->tty_rev;
}

usec_t spane_ready_at(struct spane *sp, const struct pane *p, usec_t now)
{
	if (!spane_is_dirty(sp, p)) {
		return USEC_NEVER;
	}
	usec_t at = 0;
	if (sp->mixed || (!sp->more && !sp->answered)) {
		if (sp->first_dirty_at == 0) {
			sp->first_dirty_at = now;
		}
		usec_t quiet = sp->answers && !sp->mixed ? SENDER_ANSWER_QUIET : SENDER_QUIET;
		at = usec_min(usec_add(sp->first_dirty_at, SENDER_COLLECT),
		        usec_add(sp->output_at, quiet));
	}
	return p->sync_since != 0 ? usec_max(at, usec_add(p->sync_since, SENDER_SYNC_MAX)) : at;
}

/* What of the line the next message is about. */
static void plan_line(struct spane *sp, struct sline *sl, const struct line *l, struct line_msg *m)
{
	*m = (struct line_msg){.pane = sp->id,
	        .id = l->id,
	        .base = sl->acked,
	        .to = l->version,
	        .len = l->len,
	        .fill = l->fill,
	        .wrapped = l->wrapped,
	        .mark = l->mark};
	if (sl->part && sl->part->way.version != l->version) {
		part_free(sl);
	}
	if (sl->part) {
		struct range gap = {0, 0};
		progress_gap(&sl->part->way, &gap);
		m->base = sl->part->base;
		m->lo = sl->part->lo;
		m->hi = sl->part->hi;
		m->part_lo = (uint16_t)(m->lo + gap.lo);
		m->part_hi = (uint16_t)(m->lo + gap.hi);
	} else {
		struct span span =
		        sl->acked > 0 ? line_span_since(l, sl->acked) : (struct span){0, l->len};
		span.hi = span.hi < l->len ? span.hi : l->len;
		span.lo = span.lo < span.hi ? span.lo : span.hi;
		span = line_whole(l, span);
		m->lo = m->part_lo = span.lo;
		m->hi = m->part_hi = span.hi;
	}
	m->cells = l->cells ? l->cells + m->part_lo : NULL;
}

static void part_begin(struct sender *s, struct sline *sl, const struct line_msg *m)
{
	struct spart *part = mem_zalloc(sizeof(*part));
	part->base = m->base;
	part->lo = m->lo;
	part->hi = m->hi;
	progress_begin(&part->way, m->to, (uint64_t)(m->hi - m->lo), s->next_token);
	sl->part = part;
}

/* Books what line_msg_put wrote. */
static void line_sent(
        struct sender *s, struct spane *sp, struct sline *sl, const struct line_msg *m)
{
	struct item item = {.kind = ITEM_LINE, .pane = sp->id, .id = m->id, .to = m->to};
	if (!sl->part && (m->part_lo != m->lo || m->part_hi != m->hi)) {
		part_begin(s, sl, m);
	}
	if (sl->part) {
		item.kind = ITEM_PART;
		item.lo = (uint64_t)(m->part_lo - m->lo);
		item.hi = (uint64_t)(m->part_hi - m->lo);
		progress_sent(&sl->part->way, item.lo, item.hi);
	}
	if (!sl->part || progress_is_sent(&sl->part->way)) {
		sl->sent = m->to;
	}
	sender_carries(s, &item);
}

static struct slink *long_link(struct sender *s, struct spane *sp, const struct pool_link *link)
{
	uint64_t name = style_link_name(link->uri, link->id);
	struct slink *l = idmap_get(&sp->links, name);
	if (!l) {
		struct wr w;
		l = mem_zalloc(sizeof(*l));
		l->name = name;
		wr_init(&w, l->data, sizeof(l->data));
		wr_bytes(&w, link->uri);
		wr_bytes(&w, link->id);
		l->len = w.len;
		progress_begin(&l->way, name, l->len, s->next_token);
		idmap_put(&sp->links, name, l);
	}
	return l;
}

enum put {
	PUT_DONE,
	PUT_SOME,
	PUT_WAITS,
	PUT_FULL
}; /* WAITS: for a hyperlink that is on its way */

/* A hyperlink that does not fit beside a cell travels on its own; the line waits for its ack. */
static enum put put_link(
        struct sender *s, struct spane *sp, struct pane *p, const struct line_msg *m, struct wr *w)
{
	uint16_t style = m->part_hi > m->part_lo ? m->cells[0].style : m->fill;
	const struct pool_link *link =
	        pool_link_get(term_pool(p->term), pool_style_get(term_pool(p->term), style)->link);
	struct range gap;
	if (!link || wr_left(w) < SENDER_LINES_MIN / 2) {
		return PUT_FULL;
	}
	struct slink *l = long_link(s, sp, link);
	if (!progress_gap(&l->way, &gap)) {
		return PUT_WAITS;
	}
	size_t room = wr_left(w) - 20, take = (size_t)(gap.hi - gap.lo);
	take = take < room ? take : room;
	struct link_msg msg = {.pane = sp->id,
	        .name = l->name,
	        .total = (uint32_t)l->len,
	        .offset = (uint32_t)gap.lo,
	        .data = bytes_of(l->data + gap.lo, take)};
	struct msg_out out = {.styles = &s->styles};
	if (!msg_put(MSG_LINK, &msg, &out, w)) {
		return PUT_FULL;
	}
	progress_sent(&l->way, gap.lo, gap.lo + take);
	sender_carries(s, &(struct item){.kind = ITEM_LINK,
	                          .pane = sp->id,
	                          .id = l->name,
	                          .to = l->name,
	                          .lo = gap.lo,
	                          .hi = gap.lo + take});
	return PUT_SOME;
}

/* Writes what fits of a line. `first`: nothing of any line stands in this body yet. */
static enum put put_line(struct sender *s, struct spane *sp, struct pane *p, struct sline *sl,
        const struct line *l, struct wr *w, bool first)
{
	struct line_msg m;
	struct wr_mark mark = wr_mark(w);
	size_t styles = s->styles.count;
	struct msg_out out = sender_out(s, sp, term_pool(p->term));
	plan_line(sp, sl, l, &m);
	uint16_t wanted = m.part_hi;
	if (!line_msg_put(&m, &out, w)) {
		return first ? put_link(s, sp, p, &m, w) : PUT_FULL;
	}
	if (m.part_hi < wanted && !first) { /* the next body may hold it whole */
		wr_undo(w, mark);
		style_table_undo(&s->styles, styles);
		return PUT_FULL;
	}
	line_sent(s, sp, sl, &m);
	return sl->sent == l->version ? PUT_DONE : PUT_SOME;
}

/* The row to look at as number i: the cursor's first, then on from where the last body stopped. */
static uint16_t row_at(const struct spane *sp, const struct term *t, uint16_t i, uint16_t rows)
{
	return (uint16_t)(i == 0 ? term_cursor(t).y : (sp->next_row + i - 1) % rows);
}

static bool row_is_dirty(const struct srow *row)
{
	return row->known && row->line->version > row->known->sent;
}

/* Writes lines while there is room. Returns how many had something in it. */
static size_t put_lines(struct sender *s, struct spane *sp, struct pane *p, struct wr *w)
{
	size_t wrote = 0;
	uint16_t start = sp->next_row;
	sp->waits = sp->more = false;
	uint16_t rows = term_size(p->term).rows;
	for (uint16_t i = 0; i <= rows; i++) {
		uint16_t y = row_at(sp, p->term, i, rows);
		if (!row_is_dirty(&s->rows[y])) {
			continue;
		}
		enum put put = put_line(s, sp, p, s->rows[y].known, s->rows[y].line, w, wrote == 0);
		wrote += put == PUT_DONE || put == PUT_SOME;
		sp->waits = sp->waits || put == PUT_WAITS;
		sp->more = sp->more || put == PUT_SOME || put == PUT_FULL;
		if (put == PUT_FULL || (put == PUT_SOME && i > 0)) {
			start = i > 0 ? y : start;
			break;
		}
	}
	sp->next_row = start;
	return wrote;
}

/* Lines that left the screen are remembered for a while; those of the primary screen as long as the
 * alternate one is on. */
static void sweep_lines(struct spane *sp, uint16_t rows)
{
	uint64_t id;
	void *value;
	size_t keep = (size_t)rows * 4 + 64;
	while (sp->lines.count > keep) {
		uint64_t oldest = UINT64_MAX;
		for (size_t at = 0; idmap_next(&sp->lines, &at, &id, &value);) {
			const struct sline *sl = value;
			oldest = sl->seen < oldest && sl->seen != sp->primary_scan ? sl->seen
			                                                           : oldest;
		}
		if (oldest >= sp->scan) {
			break;
		}
		for (size_t at = 0; idmap_next(&sp->lines, &at, &id, &value);) {
			struct sline *sl = value;
			if (sl->seen <= oldest && sl->seen != sp->primary_scan) {
				line_forget(idmap_del(&sp->lines, id));
				at = 0;
			}
		}
	}
}

/* Each row is looked up once. True when some of them are to be sent. */
static bool find_rows(struct sender *s, struct spane *sp, const struct term *t)
{
	bool dirty = false, alternate = term_modes(t) & MODE_ALT_SCREEN;
	if (alternate && sp->primary_scan == 0) {
		sp->primary_scan = sp->scan;
	} else if (!alternate) {
		sp->primary_scan = 0;
	}
	sp->scan++;
	uint16_t rows = term_size(t).rows;
	s->rows = mem_grow(s->rows, &s->row_cap, rows, sizeof(*s->rows));
	for (uint16_t y = 0; y < rows; y++) {
		const struct line *l = term_row(t, y);
		struct sline *sl = l->version > 0 ? line_of(sp, l->id) : NULL;
		s->rows[y] = (struct srow){l, sl};
		if (sl) {
			sl->seen = sp->scan;
		}
		dirty = row_is_dirty(&s->rows[y]) || dirty;
	}
	return dirty;
}

static bool head_is_due(const struct spane *sp)
{
	return !progress_is_sent(&sp->names) || !progress_is_sent(&sp->geometry) ||
	       !progress_is_sent(&sp->cursor) || !progress_is_sent(&sp->tty) ||
	       !progress_is_sent(&sp->history.extent);
}

static void follow(struct sender *s, struct spane *sp, struct pane *p)
{
	struct term *t = p->term;
	uint64_t token = s->next_token, rows = term_size(t).rows;
	shistory_see(sp, t);
	progress_follow(&sp->names, term_revision(t), rows, token);
	progress_follow(&sp->geometry, term_section_rev(t, TERM_GEOMETRY), rows, token);
	progress_follow(&sp->cursor, cursor_rev(sp, t), 1, token);
	progress_follow(&sp->tty, p->tty_rev, 1, token);
	progress_follow(&sp->history.extent, term_section_rev(t, TERM_HISTORY), 1, token);
}

bool spane_fill(struct sender *s, struct spane *sp, struct pane *p, struct wr *w)
{
	follow(s, sp, p);
	bool lines = find_rows(s, sp, p->term);
	if (!lines && !head_is_due(sp)) {
		sp->more = false;
		sp->first_dirty_at = 0;
		return false;
	}
	struct wr_mark mark = wr_mark(w);
	size_t items = s->filling->count;
	bool due = head_is_due(sp);
	sp->more = true;
	sp->mixed = false;
	if (!spane_put_head(s, sp, p, w)) {
		return false;
	}
	if (lines) {
		size_t wrote = put_lines(s, sp, p, w);
		bool news = due || (s->head.sections & HEAD_HISTORY && s->head.scrolled_count > 0);
		if (wrote == 0 && !news) { /* a head alone that only repeats */
			wr_undo(w, mark);
			s->filling->count = items;
			return false;
		}
	} else {
		sp->more = false;
	}
	sp->more = sp->more || head_is_due(sp);
	if (!sp->more) {
		sp->first_dirty_at = 0;
		sp->answers = sp->answered = false;
		sweep_lines(sp, term_size(p->term).rows);
	}
	return true;
}

bool spane_is_quiet(const struct spane *sp, const struct pane *p)
{
	const struct term *t = p->term;
	if (spane_is_dirty(sp, p) || !progress_is_done(&sp->names) ||
	        !progress_is_done(&sp->geometry) || !progress_is_done(&sp->cursor) ||
	        !progress_is_done(&sp->tty) || !progress_is_done(&sp->history.extent)) {
		return false;
	}
	uint64_t titles = term_section_rev(t, TERM_TITLES);
	if (titles > 0 && (sp->titles.version != titles || !progress_is_done(&sp->titles))) {
		return false;
	}
	for (uint16_t y = 0; y < term_size(t).rows; y++) {
		const struct line *l = term_row(t, y);
		if (spane_line_acked(sp, l->id) < l->version) {
			return false;
		}
	}
	return true;
}

static struct progress *section_of(struct spane *sp, uint8_t kind)
{
	switch (kind) {
	case ITEM_NAMES:
		return &sp->names;
	case ITEM_GEOMETRY:
		return &sp->geometry;
	case ITEM_CURSOR:
		return &sp->cursor;
	case ITEM_TTY:
		return &sp->tty;
	case ITEM_TITLES:
		return &sp->titles;
	default:
		return NULL;
	}
}

static void line_acked(struct spane *sp, const struct item *item, uint64_t token)
{
	struct sline *sl = idmap_get(&sp->lines, item->id);
	if (!sl || token < sl->floor) {
		return;
	}
	if (item->kind == ITEM_PART) {
		if (!sl->part ||
		        !progress_acked(&sl->part->way, item->to, item->lo, item->hi, token) ||
		        !progress_is_done(&sl->part->way)) {
			return;
		}
		part_free(sl);
	}
	sl->acked = sl->acked > item->to ? sl->acked : item->to;
	sl->sent = sl->sent > item->to ? sl->sent : item->to;
}

static void line_lost(struct spane *sp, const struct item *item, uint64_t token)
{
	struct sline *sl = idmap_get(&sp->lines, item->id);
	if (!sl || token < sl->floor) {
		return;
	}
	if (item->kind == ITEM_PART && (!sl->part || !progress_lost(&sl->part->way, item->to,
	                                                     item->lo, item->hi, token))) {
		return;
	}
	if (sl->sent == item->to) {
		sl->sent = sl->acked;
	}
	sp->more = true;
}

static struct progress *link_way(struct spane *sp, uint64_t name)
{
	struct slink *l = idmap_get(&sp->links, name);
	return l ? &l->way : NULL;
}

void spane_acked(struct spane *sp, const struct item *item, uint64_t token)
{
	if (item->kind == ITEM_LINE || item->kind == ITEM_PART) {
		line_acked(sp, item, token);
		return;
	}
	struct progress *way =
	        item->kind == ITEM_LINK ? link_way(sp, item->id) : section_of(sp, item->kind);
	if (way && token >= sp->floor) {
		progress_acked(way, item->to, item->lo, item->hi, token);
		sp->more = sp->more || (item->kind == ITEM_LINK && sp->waits);
	}
}

void spane_lost(struct spane *sp, const struct item *item, uint64_t token)
{
	if (item->kind == ITEM_LINE || item->kind == ITEM_PART) {
		line_lost(sp, item, token);
		return;
	}
	struct progress *way =
	        item->kind == ITEM_LINK ? link_way(sp, item->id) : section_of(sp, item->kind);
	if (way && token >= sp->floor && progress_lost(way, item->to, item->lo, item->hi, token)) {
		sp->more = true;
	}
}
