/* mux/sender_head.c -- what the head of a pane says to one client, and how much of it at once. */
#include "mux/sender_impl.h"

static struct head_run *last_run(struct head_msg *h)
{
	return h->run_count > 0 ? &h->runs[h->run_count - 1] : NULL;
}

/* The order of rows from row_lo on: as many as the message has room for. */
static void collect_runs(const struct srow *rows, struct head_msg *h, uint16_t lo, uint16_t hi)
{
	h->run_count = 0;
	h->row_lo = lo;
	for (h->row_hi = lo; h->row_hi < hi; h->row_hi++) {
		const struct line *l = rows[h->row_hi].line;
		struct head_run *run = last_run(h);
		bool blank = l->version == 0;
		if (run && run->first + run->count == l->id && run->blank == blank) {
			run->count++;
		} else if (h->run_count == LIMIT_HEAD_RUNS) {
			return;
		} else {
			h->runs[h->run_count++] =
			        (struct head_run){.first = l->id, .count = 1, .blank = blank};
		}
	}
}

static void add_geometry(struct spane *sp, const struct srow *rows, struct head_msg *h, size_t room)
{
	struct range gap = {0, sp->geometry.total};
	bool again = progress_is_sent(&sp->geometry);
	if (progress_is_done(&sp->geometry)) {
		return;
	}
	if (!again) {
		progress_gap(&sp->geometry, &gap);
	}
	size_t allowed = again ? room / 4 : room / 2;
	for (uint64_t hi = gap.hi; hi > gap.lo; hi = gap.lo + (hi - gap.lo) / 2) {
		collect_runs(rows, h, (uint16_t)gap.lo, (uint16_t)hi);
		if (head_msg_runs_len(h) <= allowed) {
			h->sections |= HEAD_GEOMETRY;
			return;
		}
		if (again) {
			return;
		}
	}
}

/* The lines of rows [lo, hi) that the client is not known to have as they are. */
static void collect_names(const struct srow *rows, struct head_msg *h, uint16_t lo, uint16_t hi)
{
	h->name_count = 0;
	h->name_lo = lo;
	for (h->name_hi = lo; h->name_hi < hi; h->name_hi++) {
		const struct line *l = rows[h->name_hi].line;
		const struct sline *known = rows[h->name_hi].known;
		if (!known || known->acked >= l->version) {
			continue;
		}
		struct head_name *n = h->name_count > 0 ? &h->names[h->name_count - 1] : NULL;
		if (n && n->version == l->version && n->row + n->count == h->name_hi) {
			n->count++;
		} else if (h->name_count == LIMIT_HEAD_NAMES) {
			return;
		} else {
			h->names[h->name_count++] = (struct head_name){h->name_hi, 1, l->version};
		}
	}
}

static void add_names(struct spane *sp, const struct srow *rows, struct head_msg *h, size_t room)
{
	struct range gap = {0, sp->names.total};
	bool again = progress_is_sent(&sp->names);
	if (progress_is_done(&sp->names)) {
		return;
	}
	if (!again) {
		progress_gap(&sp->names, &gap);
	}
	size_t allowed = again ? room / 4 : room / 3;
	for (uint64_t hi = gap.hi; hi > gap.lo; hi = gap.lo + (hi - gap.lo) / 2) {
		collect_names(rows, h, (uint16_t)gap.lo, (uint16_t)hi);
		if (head_msg_names_len(h) <= allowed) {
			h->sections |= HEAD_NAMES;
			return;
		}
		if (again) {
			return;
		}
	}
}

static uint32_t digest_of(const struct srow *rows, uint16_t count)
{
	uint32_t digest = 0;
	for (uint16_t y = 0; y < count; y++) {
		digest = head_digest(digest, rows[y].line->id, rows[y].line->version);
	}
	return digest;
}

/* What the head is about; sections that the client has are left out. */
static void build_head(struct spane *sp, struct pane *p, const struct srow *rows, struct head_msg *h, size_t room)
{
	struct term *t = p->term;
	h->sections = 0;
	h->pane = sp->id;
	h->rev = term_revision(t);
	h->size = term_size(t);
	h->geometry_rev = term_section_rev(t, TERM_GEOMETRY);
	h->cursor_rev = sp->cursor.version;
	if (!progress_is_done(&sp->cursor)) {
		h->sections |= HEAD_CURSOR;
		h->cursor = term_cursor(t);
		h->modes = term_modes(t);
		h->keyboard = term_keyboard(t);
		h->zone_line = sp->zone_line;
		h->zone_col = sp->zone_col;
	}
	if (!progress_is_done(&sp->tty)) {
		h->sections |= HEAD_TTY;
		h->tty_rev = p->tty_rev;
		h->tty = p->tty;
	}
	size_t left = room > SENDER_HEAD_ROOM ? room - SENDER_HEAD_ROOM : 0;
	add_geometry(sp, rows, h, left);
	add_names(sp, rows, h, left);
	if (h->sections & HEAD_NAMES && h->name_lo == 0 && h->name_hi == h->size.rows) {
		h->sections |= HEAD_DIGEST;
		h->digest = digest_of(rows, h->size.rows);
	}
}

static void carry(struct sender *s, const struct spane *sp, struct progress *way, uint8_t kind,
        uint64_t lo, uint64_t hi)
{
	progress_sent(way, lo, hi);
	sender_carries(
	        s, &(struct item){
	                   .kind = kind, .pane = sp->id, .to = way->version, .lo = lo, .hi = hi});
}

bool spane_put_head(struct sender *s, struct spane *sp, struct pane *p, struct wr *w)
{
	struct head_msg *h = &s->head;
	size_t room = wr_left(w);
	if (room < SENDER_HEAD_ROOM) {
		return false;
	}
	build_head(sp, p, s->rows, h, room);
	/* Alone it goes with little room too: else it might be due for as long as acks take the rest. */
	bool roomy = room >= 2 * SENDER_HEAD_ROOM || h->sections == 0;
	bool history = roomy && shistory_section(sp, p->term, h);
	struct msg_out out = {.styles = &s->styles};
	while (!msg_put(MSG_HEAD, h, &out, w)) {
		if (h->sections & HEAD_HISTORY && h->scrolled_count > 0) {
			h->scrolled_count /= 2;
		} else if (h->sections & HEAD_TTY && history) {
			h->sections &= (uint8_t)~HEAD_HISTORY;
			history = false;
		} else {
			return false;
		}
	}
	if (h->sections & HEAD_GEOMETRY) {
		carry(s, sp, &sp->geometry, ITEM_GEOMETRY, h->row_lo, h->row_hi);
	}
	if (h->sections & HEAD_CURSOR) {
		carry(s, sp, &sp->cursor, ITEM_CURSOR, 0, 1);
	}
	if (h->sections & HEAD_TTY) {
		carry(s, sp, &sp->tty, ITEM_TTY, 0, 1);
	}
	if (h->sections & HEAD_NAMES) {
		carry(s, sp, &sp->names, ITEM_NAMES, h->name_lo, h->name_hi);
	}
	if (history) {
		shistory_section_sent(s, sp, h);
	}
	return true;
}
