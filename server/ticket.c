/* server/ticket.c -- see ticket.h. */
#include "server/ticket.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"

#define SILENT SEC(60)
#define OWNER_BIT (UINT64_C(1) << 63) /* tells owners of tickets from those of other keys */

struct ticket {
	uint8_t id[TICKET_ID_LEN], key[TICKET_KEY_LEN];
	uint64_t owner; /* 0: there is none */
	bool open;      /* the handshake takes it */
};

struct line {
	struct ticket newest, before;
	uint32_t client;
	char name[LIMIT_TICKET_NAME], host[LIMIT_TICKET_NAME];
	struct ticket_bind bind;
	bool kept;
	usec_t issued_at, used_at, heard_at, expires_at;
};

struct tickets {
	struct rng rng;
	struct ticket_door door;
	struct line *lines[LIMIT_TICKETS];
	size_t count;
	uint64_t last_owner;
};

/* ---- what may have one ---- */

static bool is_command(const char *word, const char *name, const char *alias)
{
	return strcmp(word, name) == 0 || strcmp(word, alias) == 0;
}

/* Names a session and nothing else: going to a window would be an act before the link is confirmed. */
static bool take_target(const char *text, struct ticket_bind *b)
{
	size_t len = strlen(text);
	if (len == 0 || len >= sizeof(b->target) || strpbrk(text, ":.@%") != NULL) {
		return false;
	}
	memcpy(b->target, text, len + 1);
	return true;
}

/* One word of flags, "-dr" or "-twork"; *value: whether the next word belongs to -t. */
static bool take_flags(const char *word, struct ticket_bind *b, bool *value)
{
	for (const char *p = word + 1; *p != '\0'; p++) {
		if (*p == 'd') {
			b->detach_others = true;
		} else if (*p == 'r') {
			b->readonly = true;
		} else if (*p == 't' && p[1] != '\0') {
			return take_target(p + 1, b);
		} else if (*p == 't') {
			*value = true;
		} else {
			return false;
		}
	}
	return word[1] != '\0';
}

void ticket_bind_parse(size_t argc, char *const *argv, struct ticket_bind *out)
{
	struct ticket_bind b = {.allowed = true};
	*out = (struct ticket_bind){0};
	if (argc == 0) {
		return;
	}
	if (is_command(argv[0], "new-session", "new")) {
		*out = b; /* who comes back to it comes to the session that was used last */
		return;
	}
	if (!is_command(argv[0], "attach-session", "attach")) {
		return;
	}
	for (size_t i = 1; i < argc; i++) {
		bool value = false;
		if (argv[i][0] != '-' || !take_flags(argv[i], &b, &value)) {
			return;
		}
		if (value && (++i == argc || !take_target(argv[i], &b))) {
			return;
		}
	}
	*out = b;
}

/* ---- lines ---- */

struct tickets *tickets_new(struct rng rng, const struct ticket_door *door)
{
	struct tickets *t = mem_zalloc(sizeof(*t));
	t->rng = rng;
	t->door = *door;
	return t;
}

static void shut(struct tickets *t, struct ticket *k)
{
	if (k->open) {
		t->door.shut(t->door.ctx, k->id);
	}
	k->open = false;
}

static bool open_door(struct tickets *t, struct ticket *k)
{
	k->open = k->open || t->door.open(t->door.ctx, k->id, k->key, k->owner) == 0;
	return k->open;
}

static void wipe(struct tickets *t, struct ticket *k)
{
	shut(t, k);
	mem_wipe(k, sizeof(*k));
}

static void line_end(struct tickets *t, size_t i)
{
	struct line *l = t->lines[i];
	wipe(t, &l->newest);
	wipe(t, &l->before);
	mem_wipe(l, sizeof(*l));
	free(l);
	t->count--;
	memmove(&t->lines[i], &t->lines[i + 1], (t->count - i) * sizeof(struct line *));
}

void tickets_free(struct tickets *t)
{
	if (t == NULL) {
		return;
	}
	while (t->count > 0) {
		line_end(t, t->count - 1);
	}
	free(t);
}

static struct line *line_of_client(const struct tickets *t, uint32_t client)
{
	for (size_t i = 0; i < t->count; i++) {
		if (t->lines[i]->client == client) {
			return t->lines[i];
		}
	}
	return NULL;
}

static struct line *line_of_owner(const struct tickets *t, uint64_t owner)
{
	for (size_t i = 0; (owner & OWNER_BIT) && i < t->count; i++) {
		if (t->lines[i]->newest.owner == owner || t->lines[i]->before.owner == owner) {
			return t->lines[i];
		}
	}
	return NULL;
}

/* ---- room ---- */

static bool same_bind(const struct ticket_bind *a, const struct ticket_bind *b)
{
	return strcmp(a->target, b->target) == 0 && a->detach_others == b->detach_others && a->readonly == b->readonly;
}

/* Of a client that went, on the terminal where one like it has come by another way: nobody has it any more. */
static void end_superseded(struct tickets *t, const struct line *by)
{
	for (size_t i = t->count; i-- > 0;) {
		const struct line *l = t->lines[i];
		if (l != by && l->client == 0 && strcmp(l->name, by->name) == 0 && strcmp(l->host, by->host) == 0 &&
			same_bind(&l->bind, &by->bind)) {
			line_end(t, i);
		}
	}
}

/* How many there are of that host (NULL: in all), and which of them, with a client that is gone or silent, was
 * heard longest ago. */
static size_t count_lines(const struct tickets *t, const char *host, usec_t now, size_t *oldest)
{
	size_t n = 0;
	*oldest = t->count;
	for (size_t i = 0; i < t->count; i++) {
		const struct line *l = t->lines[i];
		if (host != NULL && strcmp(l->host, host) != 0) {
			continue;
		}
		n++;
		bool idle = l->client == 0 || usec_since(l->heard_at, now) > SILENT;
		if (idle && (*oldest == t->count || l->heard_at < t->lines[*oldest]->heard_at)) {
			*oldest = i;
		}
	}
	return n;
}

static bool make_room(struct tickets *t, const char *host, size_t limit, usec_t now)
{
	size_t oldest;
	if (count_lines(t, host, now, &oldest) < limit) {
		return true;
	}
	if (oldest == t->count) {
		return false;
	}
	line_end(t, oldest);
	return true;
}

/* ---- a ticket's way ---- */

static bool make_ticket(struct tickets *t, struct line *l, usec_t now)
{
	struct ticket *k = &l->newest;
	rng_fill(t->rng, k->id, sizeof(k->id));
	rng_fill(t->rng, k->key, sizeof(k->key));
	k->owner = OWNER_BIT | ++t->last_owner;
	l->kept = false;
	l->issued_at = now;
	if (!open_door(t, k)) {
		mem_wipe(k, sizeof(*k));
		return false;
	}
	return true;
}

static struct line *line_new(struct tickets *t, uint32_t client, const char *name, const char *host,
	const struct ticket_bind *bind, usec_t now)
{
	char cut[LIMIT_TICKET_NAME];
	snprintf(cut, sizeof(cut), "%s", host);
	if (!make_room(t, cut, LIMIT_TICKETS_HOST, now) || !make_room(t, NULL, LIMIT_TICKETS, now)) {
		return NULL;
	}
	struct line *l = mem_zalloc(sizeof(*l));
	l->client = client;
	l->bind = *bind;
	snprintf(l->name, sizeof(l->name), "%s", name);
	memcpy(l->host, cut, sizeof(cut));
	t->lines[t->count++] = l;
	end_superseded(t, l);
	return l;
}

int tickets_issue(struct tickets *t, uint32_t client, const char *name, const char *host,
	const struct ticket_bind *bind, usec_t lifetime, usec_t now, struct ticket_row *out)
{
	struct line *l = line_of_client(t, client);
	if (l == NULL) {
		l = line_new(t, client, name, host, bind, now);
	}
	if (l == NULL || (l->newest.owner == 0 && !make_ticket(t, l, now))) {
		return ERR_LIMIT; /* an empty line waits: it is of a client that may be given one later */
	}
	l->heard_at = now;
	l->expires_at = usec_add(now, lifetime);
	memcpy(out->id, l->newest.id, sizeof(out->id));
	memcpy(out->key, l->newest.key, sizeof(out->key));
	return 0;
}

const struct ticket_bind *tickets_find(const struct tickets *t, uint64_t owner)
{
	const struct line *l = line_of_owner(t, owner);
	return l != NULL ? &l->bind : NULL;
}

bool tickets_use(struct tickets *t, uint64_t owner, uint32_t client, usec_t now, uint32_t *former)
{
	struct line *l = line_of_owner(t, owner);
	if (l == NULL) {
		return false;
	}
	if (l->newest.owner == owner) {
		wipe(t, &l->before);
		l->before = l->newest;
		mem_wipe(&l->newest, sizeof(l->newest));
	} else { /* its successor never got there */
		wipe(t, &l->newest);
	}
	shut(t, &l->before);
	*former = l->client != client ? l->client : 0;
	l->client = client;
	l->kept = false;
	l->used_at = l->heard_at = now;
	return true;
}

void tickets_kept(struct tickets *t, uint32_t client, const uint8_t id[TICKET_ID_LEN])
{
	struct line *l = line_of_client(t, client);
	if (l != NULL && l->newest.owner != 0 && memcmp(l->newest.id, id, TICKET_ID_LEN) == 0) {
		l->kept = true;
		wipe(t, &l->before);
	}
}

void tickets_heard(struct tickets *t, uint32_t client, usec_t heard_at, usec_t lifetime)
{
	struct line *l = line_of_client(t, client);
	if (l != NULL) {
		l->heard_at = usec_max(l->heard_at, heard_at);
		l->expires_at = usec_add(l->heard_at, lifetime);
	}
}

void tickets_left(struct tickets *t, uint32_t client)
{
	struct line *l = line_of_client(t, client);
	if (l != NULL) {
		l->client = 0;
	}
}

void tickets_tick(struct tickets *t, usec_t now)
{
	for (size_t i = t->count; i-- > 0;) {
		struct line *l = t->lines[i];
		if (usec_reached(l->expires_at, now)) {
			line_end(t, i);
		} else if (l->before.owner != 0 && usec_since(l->heard_at, now) >= TICKET_REVIVE) {
			open_door(t, &l->before);
		} else {
			shut(t, &l->before);
		}
	}
}

/* ---- for people ---- */

size_t tickets_count(const struct tickets *t)
{
	return t->count;
}

void tickets_at(const struct tickets *t, size_t i, struct ticket_info *out)
{
	const struct line *l = t->lines[i];
	*out = (struct ticket_info){
		.client = l->client,
		.name = l->name,
		.host = l->host,
		.bind = &l->bind,
		.kept = l->kept,
		.issued_at = l->issued_at,
		.used_at = l->used_at,
		.expires_at = l->expires_at,
	};
	memcpy(out->id, l->newest.id, sizeof(out->id));
}

void tickets_revoke(struct tickets *t, size_t i, uint32_t *client)
{
	*client = t->lines[i]->client;
	line_end(t, i);
}
