/* mux/head_msg.c -- the head of a pane. */
#include "mux/head_msg.h"

#include <stddef.h>
#include <string.h>

#include "window/keys.h"
#include "window/limits.h"

enum { CURSOR_WRAP = 1, CURSOR_ZONE = 2, CURSOR_SHAPE_SHIFT = 4 };
enum { TTY_KNOWN = 1, TTY_ICANON = 2, TTY_ECHO = 4, TTY_ISIG = 8, TTY_IEXTEN = 16, TTY_ICRNL = 32 };

static int64_t step(uint64_t from, uint64_t to)
{
	return (int64_t)(to - from);
}

static uint64_t stepped(uint64_t from, int64_t by)
{
	return from + (uint64_t)by;
}

static void put_runs(const struct head_msg *m, struct wr *w)
{
	uint64_t next = 0;
	for (size_t i = 0; i < m->run_count; i++) {
		wr_svar(w, step(next, m->runs[i].first));
		wr_var(w, (uint64_t)m->runs[i].count * 2 + m->runs[i].blank);
		next = m->runs[i].first + m->runs[i].count;
	}
}

static void put_names(const struct head_msg *m, struct wr *w)
{
	uint16_t row = m->name_lo;
	for (size_t i = 0; i < m->name_count; i++) {
		wr_var(w, (uint64_t)(m->names[i].row - row));
		wr_var(w, m->names[i].count);
		wr_var(w, m->rev - m->names[i].version);
		row = (uint16_t)(m->names[i].row + m->names[i].count);
	}
}

static size_t measure(const struct head_msg *m, void (*put)(const struct head_msg *m, struct wr *w))
{
	uint8_t room[LIMIT_HEAD_RUNS * 12];
	struct wr w;
	wr_init(&w, room, sizeof(room));
	put(m, &w);
	return wr_ok(&w) ? w.len : sizeof(room);
}

size_t head_msg_runs_len(const struct head_msg *m)
{
	return measure(m, put_runs);
}

size_t head_msg_names_len(const struct head_msg *m)
{
	return measure(m, put_names);
}

static void put_geometry(const struct head_msg *m, struct wr *w)
{
	wr_var(w, m->size.cols);
	wr_var(w, m->size.rows);
	wr_var(w, m->row_lo);
	wr_var(w, m->row_hi);
	wr_var(w, m->run_count);
	put_runs(m, w);
}

static void put_cursor(const struct head_msg *m, struct wr *w)
{
	wr_var(w, m->cursor.x);
	wr_var(w, m->cursor.y);
	wr_u8(w, (uint8_t)((m->cursor.wrap ? CURSOR_WRAP : 0) | (m->zone_line ? CURSOR_ZONE : 0) |
	                   m->cursor.shape << CURSOR_SHAPE_SHIFT));
	wr_var(w, m->modes);
	wr_var(w, m->keyboard);
	if (m->zone_line) {
		wr_var(w, m->zone_line);
		wr_var(w, m->zone_col);
	}
}

static void put_tty(const struct head_msg *m, struct wr *w)
{
	const struct tty_flags *t = &m->tty;
	wr_var(w, m->tty_rev);
	wr_u8(w, (uint8_t)((t->known ? TTY_KNOWN : 0) | (t->icanon ? TTY_ICANON : 0) |
	                   (t->echo ? TTY_ECHO : 0) | (t->isig ? TTY_ISIG : 0) |
	                   (t->iexten ? TTY_IEXTEN : 0) | (t->icrnl ? TTY_ICRNL : 0)));
	const uint8_t chars[] = {
	        t->erase, t->kill, t->werase, t->intr, t->eof, t->lnext, t->reprint};
	wr_put(w, chars, sizeof(chars));
}

static void put_history(const struct head_msg *m, struct wr *w)
{
	struct term_scrolled before = {.version = m->rev};
	wr_var(w, m->rev - m->history_rev);
	wr_var(w, m->first);
	wr_var(w, m->next - m->first);
	wr_var(w, m->epoch);
	wr_var(w, m->epoch - m->since);
	wr_var(w, m->kept == UINT64_MAX ? 0 : m->kept + 1);
	wr_var(w, m->scrolled_count);
	for (size_t i = 0; i < m->scrolled_count; i++) {
		const struct term_scrolled *s = &m->scrolled[i];
		wr_svar(w, step(before.id, s->id));
		wr_svar(w, step(before.version, s->version));
		wr_svar(w, step(before.number, s->number));
		before = *s;
	}
}

void head_msg_encode(const void *msg, struct msg_out *out, struct wr *w)
{
	const struct head_msg *m = msg;
	(void)out;
	wr_u8(w, m->sections);
	wr_var(w, m->pane);
	wr_var(w, m->rev);
	wr_var(w, m->rev - m->geometry_rev);
	wr_var(w, m->rev - m->cursor_rev);
	if (m->sections & HEAD_GEOMETRY) {
		put_geometry(m, w);
	}
	if (m->sections & HEAD_CURSOR) {
		put_cursor(m, w);
	}
	if (m->sections & HEAD_TTY) {
		put_tty(m, w);
	}
	if (m->sections & HEAD_HISTORY) {
		put_history(m, w);
	}
	if (m->sections & HEAD_NAMES) {
		wr_var(w, m->name_lo);
		wr_var(w, (uint64_t)(m->name_hi - m->name_lo));
		wr_var(w, m->name_count);
		put_names(m, w);
	}
	if (m->sections & HEAD_DIGEST) {
		wr_u32(w, m->digest);
	}
}

static void get_runs(struct rd *r, struct head_msg *m)
{
	uint64_t next = 0;
	size_t rows = (size_t)(m->row_hi - m->row_lo);
	m->run_count = (size_t)rd_var_max(r, LIMIT_HEAD_RUNS);
	for (size_t i = 0; i < m->run_count && !r->bad; i++) {
		struct head_run *run = &m->runs[i];
		run->first = stepped(next, rd_svar(r));
		uint64_t v = rd_var_max(r, rows * 2 + 1);
		run->count = (uint16_t)(v / 2);
		run->blank = v & 1;
		if (run->count == 0 || run->first == 0 || run->first > UINT64_MAX / 4) {
			rd_fail(r);
			return;
		}
		rows -= run->count;
		next = run->first + run->count;
	}
	if (rows != 0) {
		rd_fail(r);
	}
}

static void get_geometry(struct rd *r, struct head_msg *m)
{
	m->size.cols = (uint16_t)rd_var_max(r, LIMIT_TERM_COLS);
	m->size.rows = (uint16_t)rd_var_max(r, LIMIT_TERM_ROWS);
	m->row_lo = (uint16_t)rd_var_max(r, m->size.rows);
	m->row_hi = (uint16_t)rd_var_max(r, m->size.rows);
	if (m->size.cols == 0 || m->size.rows == 0 || m->row_hi < m->row_lo) {
		rd_fail(r);
		return;
	}
	get_runs(r, m);
}

static void get_cursor(struct rd *r, struct head_msg *m)
{
	m->cursor.x = (uint16_t)rd_var_max(r, LIMIT_TERM_COLS - 1);
	m->cursor.y = (uint16_t)rd_var_max(r, LIMIT_TERM_ROWS - 1);
	uint8_t bits = rd_u8(r);
	m->cursor.wrap = bits & CURSOR_WRAP;
	m->cursor.shape = (uint8_t)(bits >> CURSOR_SHAPE_SHIFT & 7u);
	m->modes = (uint32_t)rd_var_max(r, UINT32_MAX);
	m->keyboard = (uint32_t)rd_var_max(r, KEYBOARD_BITS);
	if (bits & CURSOR_ZONE) {
		m->zone_line = rd_var(r);
		m->zone_col = (uint16_t)rd_var_max(r, LIMIT_TERM_COLS);
	}
}

static void get_tty(struct rd *r, struct head_msg *m)
{
	struct tty_flags *t = &m->tty;
	m->tty_rev = rd_var(r);
	uint8_t bits = rd_u8(r);
	t->known = bits & TTY_KNOWN;
	t->icanon = bits & TTY_ICANON;
	t->echo = bits & TTY_ECHO;
	t->isig = bits & TTY_ISIG;
	t->iexten = bits & TTY_IEXTEN;
	t->icrnl = bits & TTY_ICRNL;
	uint8_t *const chars[] = {
	        &t->erase, &t->kill, &t->werase, &t->intr, &t->eof, &t->lnext, &t->reprint};
	for (size_t i = 0; i < sizeof(chars) / sizeof(chars[0]); i++) {
		*chars[i] = rd_u8(r);
	}
}

static void get_history(struct rd *r, struct head_msg *m)
{
	struct term_scrolled before = {.version = m->rev};
	m->history_rev = m->rev - rd_var_max(r, m->rev);
	m->first = rd_var(r);
	m->next = m->first + rd_var(r);
	m->epoch = (uint32_t)rd_var_max(r, UINT32_MAX);
	m->since = m->epoch - (uint32_t)rd_var_max(r, m->epoch);
	m->kept = rd_var(r) - 1;
	m->scrolled_count = (size_t)rd_var_max(r, LIMIT_SCROLLED);
	for (size_t i = 0; i < m->scrolled_count && !r->bad; i++) {
		struct term_scrolled *s = &m->scrolled[i];
		s->id = stepped(before.id, rd_svar(r));
		s->version = stepped(before.version, rd_svar(r));
		s->number = stepped(before.number, rd_svar(r));
		if (s->number < m->first || s->number >= m->next) {
			rd_fail(r);
		}
		before = *s;
	}
}

static void get_names(struct rd *r, struct head_msg *m)
{
	m->name_lo = (uint16_t)rd_var_max(r, LIMIT_TERM_ROWS);
	m->name_hi =
	        (uint16_t)(m->name_lo + rd_var_max(r, (uint64_t)(LIMIT_TERM_ROWS - m->name_lo)));
	m->name_count = (size_t)rd_var_max(r, LIMIT_HEAD_NAMES);
	uint16_t row = m->name_lo;
	for (size_t i = 0; i < m->name_count && !r->bad; i++) {
		struct head_name *n = &m->names[i];
		n->row = (uint16_t)(row + rd_var_max(r, (uint64_t)(m->name_hi - row)));
		n->count = (uint16_t)rd_var_max(r, (uint64_t)(m->name_hi - n->row));
		n->version = m->rev - rd_var_max(r, m->rev);
		row = (uint16_t)(n->row + n->count);
	}
}

/* All but the rooms of the lists, which are 25 kB and full as far as their counts say. */
static void clear_head(struct head_msg *m)
{
	char *at = (char *)m;
	static const struct {
		size_t from, to;
	} parts[] = {
	        {0, offsetof(struct head_msg, runs)},
	        {offsetof(struct head_msg, cursor), offsetof(struct head_msg, scrolled)},
	        {offsetof(struct head_msg, name_lo), offsetof(struct head_msg, names)},
	        {offsetof(struct head_msg, digest), sizeof(struct head_msg)},
	};
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		memset(at + parts[i].from, 0, parts[i].to - parts[i].from);
	}
}

void head_msg_decode(struct rd *r, struct msg_in *in, void *out)
{
	struct head_msg *m = out;
	(void)in;
	clear_head(m);
	m->sections = rd_u8(r);
	m->pane = (uint32_t)rd_var_max(r, UINT32_MAX);
	m->rev = rd_var(r);
	m->geometry_rev = m->rev - rd_var_max(r, m->rev);
	m->cursor_rev = m->rev - rd_var_max(r, m->rev);
	if (m->sections & ~HEAD_SECTIONS) {
		rd_fail(r);
	}
	if (m->sections & HEAD_GEOMETRY && !r->bad) {
		get_geometry(r, m);
	}
	if (m->sections & HEAD_CURSOR && !r->bad) {
		get_cursor(r, m);
	}
	if (m->sections & HEAD_TTY && !r->bad) {
		get_tty(r, m);
	}
	if (m->sections & HEAD_HISTORY && !r->bad) {
		get_history(r, m);
	}
	if (m->sections & HEAD_NAMES && !r->bad) {
		get_names(r, m);
	}
	if (m->sections & HEAD_DIGEST) {
		m->digest = rd_u32(r);
	}
}

uint32_t head_digest(uint32_t digest, uint64_t id, uint64_t version)
{
	uint64_t h = ((uint64_t)digest << 32 | digest) ^ id * 0x9e3779b97f4a7c15u;
	h = (h ^ h >> 29) * 0xbf58476d1ce4e5b9u;
	h = (h ^ version) * 0x94d049bb133111ebu;
	return (uint32_t)(h >> 32);
}
