/* window/pool.c -- interns styles, clusters and hyperlinks behind small ids. */
#include "window/pool.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/width.h"
#include "window/limits.h"
#include "window/line.h"

enum { ENTRY_FREE, ENTRY_USED, ENTRY_MARKED };

/* Live entries from which on a collection pays at the earliest: it costs what marking a screen
 * costs, and what is over is memory that each pane may waste. */
enum { STYLES_WAKE = 1024, CLUSTERS_WAKE = 2048, LINKS_WAKE = 256 };
enum { SLOTS_MIN = 8, SHRINK_MIN = 64 };

/* Which ids are in use, and an open hash from a key's hash to its id. The entries themselves stand
 * in an array of the owner, indexed by id. */
struct table {
	uint32_t *slots; /* id + 1; 0: empty */
	size_t slot_cap; /* 0 or a power of two */
	uint32_t *hash;
	uint8_t *state; /* ENTRY_* */
	size_t cap;     /* of hash and state */
	uint32_t top;   /* ids from here on were never used */
	uint32_t live;
	uint32_t limit; /* ids are below it */
	uint32_t wake_min, wake; /* live entries from which on a collection is worth its time */
	uint32_t *freed;
	size_t freed_len, freed_cap;
};

struct cluster {
	uint8_t len;
	char s[CLUSTER_MAX];
};

struct link {
	struct pool_link view; /* points into mem */
	uint8_t *mem;
};

/* What a cluster became with one more code point: programs write the same ones again and again. */
struct appended {
	uint32_t text, cp, now; /* now 0: empty */
};

enum { APPENDED = 256 };

struct pool {
	struct appended *appended; /* by hash; NULL: none yet */
	struct table styles, clusters, links;
	struct style *style;
	size_t style_cap;
	struct cluster *cluster;
	size_t cluster_cap;
	struct link *link;
	size_t link_cap;
	const struct palette *palette;
};

static uint32_t hash_bytes(uint32_t h, const void *data, size_t len)
{
	const uint8_t *p = data;
	for (size_t i = 0; i < len; i++) {
		h = (h ^ p[i]) * 16777619u;
	}
	return h;
}

static uint32_t hash_word(uint32_t h, uint32_t v)
{
	h = (h ^ v) * 0x9e3779b1u;
	return h ^ h >> 15;
}

static void table_init(struct table *t, uint32_t limit, uint32_t wake)
{
	t->limit = limit;
	t->wake_min = t->wake = wake;
}

static void table_finish(struct table *t)
{
	free(t->slots);
	free(t->hash);
	free(t->state);
	free(t->freed);
}

static void slot_add(struct table *t, uint32_t id)
{
	size_t at = t->hash[id] & (t->slot_cap - 1);
	while (t->slots[at] != 0) {
		at = (at + 1) & (t->slot_cap - 1);
	}
	t->slots[at] = id + 1;
}

static void table_rehash(struct table *t, size_t slot_cap)
{
	free(t->slots);
	t->slots = mem_calloc(slot_cap, sizeof(*t->slots));
	t->slot_cap = slot_cap;
	for (uint32_t id = 0; id < t->top; id++) {
		if (t->state[id] != ENTRY_FREE) {
			slot_add(t, id);
		}
	}
}

/* An id for a new entry with that hash; false when the table is full. */
static bool table_add(struct table *t, uint32_t hash, uint32_t *out)
{
	uint32_t id;
	if (t->freed_len > 0) {
		id = t->freed[--t->freed_len];
	} else if (t->top < t->limit) {
		id = t->top++;
	} else {
		return false;
	}
	if (id >= t->cap) {
		size_t cap = t->cap;
		t->hash = mem_grow(t->hash, &cap, (size_t)id + 1, sizeof(*t->hash));
		t->state = mem_realloc(t->state, cap);
		t->cap = cap;
	}
	t->hash[id] = hash;
	t->state[id] = ENTRY_USED;
	t->live++;
	if (t->slot_cap < (size_t)t->live * 2) {
		table_rehash(t, t->slot_cap == 0 ? SLOTS_MIN : t->slot_cap * 2);
	} else {
		slot_add(t, id);
	}
	*out = id;
	return true;
}

static bool table_has(const struct table *t, uint32_t id)
{
	return id < t->top && t->state[id] != ENTRY_FREE;
}

/* The next id with that hash at or after slot *at, which the caller starts at the hash. */
static bool table_next(const struct table *t, uint32_t hash, size_t *at, uint32_t *id)
{
	if (t->slot_cap == 0) {
		return false;
	}
	for (size_t i = *at & (t->slot_cap - 1); t->slots[i] != 0;
	        i = (i + 1) & (t->slot_cap - 1)) {
		if (t->hash[t->slots[i] - 1] == hash) {
			*id = t->slots[i] - 1;
			*at = i + 1;
			return true;
		}
	}
	return false;
}

static void table_unmark(struct table *t)
{
	for (uint32_t id = 0; id < t->top; id++) {
		if (t->state[id] == ENTRY_MARKED) {
			t->state[id] = ENTRY_USED;
		}
	}
}

static void table_mark(struct table *t, uint32_t id)
{
	if (table_has(t, id)) {
		t->state[id] = ENTRY_MARKED;
	}
}

/* Gives back three quarters of an array that uses less than an eighth. */
static void *shrink(void *p, size_t *cap, size_t used, size_t len)
{
	if (*cap <= SHRINK_MIN || used > *cap / 8) {
		return p;
	}
	*cap /= 4;
	return mem_realloc(p, *cap * len);
}

/* The free ids below top, so that the lowest is used first: then high ones come to be free, and the
 * tables can shrink. */
static void table_list_freed(struct table *t)
{
	t->freed_len = 0;
	for (uint32_t id = t->top; id > 0; id--) {
		if (t->state[id - 1] == ENTRY_FREE) {
			t->freed = mem_grow(
			        t->freed, &t->freed_cap, t->freed_len + 1, sizeof(*t->freed));
			t->freed[t->freed_len++] = id - 1;
		}
	}
	t->freed = shrink(t->freed, &t->freed_cap, t->freed_len, sizeof(*t->freed));
}

static void table_sweep(struct table *t)
{
	for (uint32_t id = 0; id < t->top; id++) {
		if (t->state[id] == ENTRY_USED) {
			t->state[id] = ENTRY_FREE;
			t->live--;
		}
	}
	while (t->top > 0 && t->state[t->top - 1] == ENTRY_FREE) {
		t->top--;
	}
	table_unmark(t);
	table_list_freed(t);
	size_t cap = t->cap;
	t->hash = shrink(t->hash, &cap, t->top, sizeof(*t->hash));
	t->state = shrink(t->state, &t->cap, t->top, sizeof(*t->state));
	if (t->slot_cap > 0) {
		bool wide = t->slot_cap > SHRINK_MIN && (size_t)t->live * 2 <= t->slot_cap / 8;
		table_rehash(t, wide ? t->slot_cap / 4 : t->slot_cap);
	}
	uint32_t again = t->live * 2, last = t->live + t->limit / 16;
	again = again < last ? again : last;
	t->wake = again > t->wake_min ? again : t->wake_min;
}

static size_t table_memory(const struct table *t)
{
	return t->slot_cap * sizeof(*t->slots) + t->cap * (sizeof(*t->hash) + 1) +
	       t->freed_cap * sizeof(*t->freed);
}

struct pool *pool_new(void)
{
	struct pool *p = mem_zalloc(sizeof(*p));
	table_init(&p->styles, LIMIT_POOL_STYLES, STYLES_WAKE);
	table_init(&p->clusters, LIMIT_POOL_CLUSTERS, CLUSTERS_WAKE);
	table_init(&p->links, LIMIT_POOL_LINKS + 1, LINKS_WAKE);
	pool_style(p, &(struct style){0});
	return p;
}

void pool_free(struct pool *p)
{
	if (p == NULL) {
		return;
	}
	for (uint32_t id = 0; id < p->links.top; id++) {
		free(p->link[id].mem);
	}
	table_finish(&p->styles);
	table_finish(&p->clusters);
	table_finish(&p->links);
	free(p->appended);
	free(p->style);
	free(p->cluster);
	free(p->link);
	free(p);
}

uint16_t pool_style(struct pool *p, const struct style *s)
{
	if ((s->attrs | s->fg | s->bg | s->us | s->link) == 0 && p->styles.top > 0) {
		return 0;
	}
	uint32_t h = hash_word(2166136261u, s->attrs);
	h = hash_word(hash_word(hash_word(hash_word(h, s->fg), s->bg), s->us), s->link);
	size_t at = h;
	uint32_t id;
	while (table_next(&p->styles, h, &at, &id)) {
		if (style_equal(&p->style[id], s)) {
			return (uint16_t)id;
		}
	}
	if (!table_add(&p->styles, h, &id)) {
		return 0;
	}
	p->style = mem_grow(p->style, &p->style_cap, (size_t)id + 1, sizeof(*p->style));
	p->style[id] = *s;
	return (uint16_t)id;
}

const struct style *pool_style_get(const struct pool *p, uint16_t id)
{
	return &p->style[table_has(&p->styles, id) ? id : 0];
}

/* The value for a cluster of several code points; 0 when the table is full. */
static uint32_t cluster_intern(struct pool *p, const char *s, size_t len)
{
	uint32_t h = hash_bytes(2166136261u, s, len);
	size_t at = h;
	uint32_t id;
	while (table_next(&p->clusters, h, &at, &id)) {
		if (p->cluster[id].len == len && memcmp(p->cluster[id].s, s, len) == 0) {
			return CELL_CLUSTER | id;
		}
	}
	if (!table_add(&p->clusters, h, &id)) {
		return 0;
	}
	p->cluster = mem_grow(p->cluster, &p->cluster_cap, (size_t)id + 1, sizeof(*p->cluster));
	p->cluster[id] = (struct cluster){.len = (uint8_t)len};
	memcpy(p->cluster[id].s, s, len);
	return CELL_CLUSTER | id;
}

uint32_t pool_text(struct pool *p, const char *s, size_t len)
{
	size_t used;
	uint32_t cp = utf8_decode(s, len, &used);
	uint32_t text = used < len && len <= CLUSTER_MAX ? cluster_intern(p, s, len) : 0;
	return text != 0 ? text : cp;
}

uint32_t pool_text_append(struct pool *p, uint32_t text, uint32_t cp)
{
	if (p->appended == NULL) {
		p->appended = mem_calloc(APPENDED, sizeof(*p->appended));
	}
	struct appended *a = &p->appended[hash_word(hash_word(0, text), cp) % APPENDED];
	if (a->now != 0 && a->text == text && a->cp == cp) {
		return a->now;
	}
	char s[CLUSTER_MAX + 4];
	size_t len = pool_text_get(p, text, s);
	len += utf8_encode(cp, s + len);
	uint32_t now = len <= CLUSTER_MAX ? cluster_intern(p, s, len) : 0;
	*a = (struct appended){text, cp, now};
	return now;
}

size_t pool_text_get(const struct pool *p, uint32_t text, char *out)
{
	if (text == 0) {
		return 0;
	}
	if ((text & CELL_CLUSTER) == 0) {
		char s[4];
		size_t n = utf8_encode(text, s);
		memcpy(out, s, n);
		return n;
	}
	uint32_t id = text & ~CELL_CLUSTER;
	if (!table_has(&p->clusters, id)) {
		return 0;
	}
	memcpy(out, p->cluster[id].s, CLUSTER_MAX); /* a length that the compiler knows */
	return p->cluster[id].len;
}

static struct link link_make(struct bytes uri, struct bytes id)
{
	struct link l = {.mem = mem_alloc(uri.len + id.len)};
	memcpy(l.mem, uri.data, uri.len);
	if (id.len > 0) {
		memcpy(l.mem + uri.len, id.data, id.len);
	}
	l.view.uri = bytes_of(l.mem, uri.len);
	l.view.id = bytes_of(l.mem + uri.len, id.len);
	return l;
}

static bool same(struct bytes a, struct bytes b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

uint32_t pool_link(struct pool *p, struct bytes uri, struct bytes id)
{
	if (uri.len == 0 || uri.len > LIMIT_TERM_LINK || id.len > LIMIT_TERM_LINK) {
		return 0;
	}
	uint32_t h = hash_bytes(hash_bytes(2166136261u, uri.data, uri.len), id.data, id.len);
	size_t at = h;
	uint32_t n;
	while (table_next(&p->links, h, &at, &n)) {
		if (n != 0 && same(p->link[n].view.uri, uri) && same(p->link[n].view.id, id)) {
			return n;
		}
	}
	if (p->links.top == 0) { /* id 0 means none: it is taken and never given out */
		uint32_t none;
		table_add(&p->links, 0, &none);
		p->link = mem_grow(p->link, &p->link_cap, 1, sizeof(*p->link));
		p->link[none] = (struct link){0};
	}
	if (!table_add(&p->links, h, &n)) {
		return 0;
	}
	p->link = mem_grow(p->link, &p->link_cap, (size_t)n + 1, sizeof(*p->link));
	p->link[n] = link_make(uri, id);
	return n;
}

const struct pool_link *pool_link_get(const struct pool *p, uint32_t id)
{
	return id != 0 && table_has(&p->links, id) ? &p->link[id].view : NULL;
}

bool pool_wants_gc(const struct pool *p)
{
	return p->styles.live > p->styles.wake || p->clusters.live > p->clusters.wake ||
	       p->links.live > p->links.wake;
}

void pool_gc_begin(struct pool *p)
{
	table_unmark(&p->styles);
	table_unmark(&p->clusters);
	table_unmark(&p->links);
	table_mark(&p->styles, 0);
	table_mark(&p->links, 0);
}

void pool_gc_style(struct pool *p, uint16_t id)
{
	if (table_has(&p->styles, id)) {
		table_mark(&p->styles, id);
		table_mark(&p->links, p->style[id].link);
	}
}

void pool_gc_line(struct pool *p, const struct line *l)
{
	pool_gc_style(p, l->fill);
	for (uint16_t x = 0; x < l->len; x++) {
		pool_gc_style(p, l->cells[x].style);
		if ((l->cells[x].text & CELL_CLUSTER) != 0) {
			table_mark(&p->clusters, l->cells[x].text & ~CELL_CLUSTER);
		}
	}
}

void pool_gc_end(struct pool *p)
{
	free(p->appended); /* it may name what goes now */
	p->appended = NULL;
	for (uint32_t id = 0; id < p->links.top; id++) {
		if (p->links.state[id] == ENTRY_USED) {
			free(p->link[id].mem);
			p->link[id] = (struct link){0};
		}
	}
	table_sweep(&p->styles);
	table_sweep(&p->clusters);
	table_sweep(&p->links);
	p->style = shrink(p->style, &p->style_cap, p->styles.top, sizeof(*p->style));
	p->cluster = shrink(p->cluster, &p->cluster_cap, p->clusters.top, sizeof(*p->cluster));
	p->link = shrink(p->link, &p->link_cap, p->links.top, sizeof(*p->link));
}

void pool_set_palette(struct pool *p, const struct palette *palette)
{
	p->palette = palette;
}

const struct palette *pool_palette(const struct pool *p)
{
	return p->palette;
}

size_t pool_memory(const struct pool *p)
{
	size_t n = sizeof(*p) + table_memory(&p->styles) + table_memory(&p->clusters) +
		   table_memory(&p->links) +
		   (p->appended != NULL ? APPENDED * sizeof(*p->appended) : 0) + p->style_cap * sizeof(*p->style) +
		   p->cluster_cap * sizeof(*p->cluster) + p->link_cap * sizeof(*p->link);
	for (uint32_t id = 1; id < p->links.top; id++) {
		if (p->links.state[id] != ENTRY_FREE) {
			n += p->link[id].view.uri.len + p->link[id].view.id.len;
		}
	}
	return n;
}
