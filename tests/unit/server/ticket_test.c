/* tests/unit/server/ticket_test.c -- which tickets are good, by a door that stands for the handshake's. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "server/ticket.h"

#define DAY SEC(86400)
#define KEYS 600

/* The handshake's table of keys: one that is confirmed is taken out at once. */
struct door {
	struct {
		uint8_t id[TICKET_ID_LEN], key[TICKET_KEY_LEN];
		uint64_t owner;
	} at[KEYS];
	size_t count;
};

static size_t door_find(const struct door *d, const uint8_t *id)
{
	size_t i = 0;
	while (i < d->count && memcmp(d->at[i].id, id, TICKET_ID_LEN) != 0) {
		i++;
	}
	return i;
}

static int door_open(void *ctx, const uint8_t id[TICKET_ID_LEN], const uint8_t key[TICKET_KEY_LEN], uint64_t owner)
{
	struct door *d = ctx;
	assert_int_equal(door_find(d, id), d->count);
	assert_true(d->count < KEYS);
	memcpy(d->at[d->count].id, id, TICKET_ID_LEN);
	memcpy(d->at[d->count].key, key, TICKET_KEY_LEN);
	d->at[d->count++].owner = owner;
	return 0;
}

static void door_shut(void *ctx, const uint8_t id[TICKET_ID_LEN])
{
	struct door *d = ctx;
	size_t i = door_find(d, id);
	if (i < d->count) {
		d->at[i] = d->at[--d->count];
	}
}

struct world {
	struct door door;
	struct rng_seed seed;
	struct tickets *t;
};

static void world_init(struct world *w, uint64_t seed)
{
	const struct ticket_door door = {.ctx = &w->door, .open = door_open, .shut = door_shut};
	memset(w, 0, sizeof(*w));
	w->t = tickets_new(rng_seeded(&w->seed, seed), &door);
}

static const struct ticket_bind any = {.allowed = true};

static struct ticket_row issue_to(struct world *w, uint32_t client, const char *name, const char *host, usec_t now)
{
	struct ticket_row row = {0};
	assert_int_equal(tickets_issue(w->t, client, name, host, &any, DAY, now, &row), 0);
	return row;
}

static struct ticket_row issue(struct world *w, uint32_t client, usec_t now)
{
	char name[16];
	snprintf(name, sizeof(name), "tty%u", client % 7);
	return issue_to(w, client, name, "laptop", now);
}

static bool is_good(const struct world *w, const struct ticket_row *row)
{
	size_t i = door_find(&w->door, row->id);
	if (i == w->door.count) {
		return false;
	}
	assert_memory_equal(w->door.at[i].key, row->key, TICKET_KEY_LEN);
	assert_non_null(tickets_find(w->t, w->door.at[i].owner));
	return true;
}

/* A link under it is confirmed. False: the handshake does not know it. */
static bool come(struct world *w, const struct ticket_row *row, uint32_t client, usec_t now, uint32_t *former)
{
	size_t i = door_find(&w->door, row->id);
	if (i == w->door.count) {
		return false;
	}
	uint64_t owner = w->door.at[i].owner;
	w->door.at[i] = w->door.at[--w->door.count];
	return tickets_use(w->t, owner, client, now, former);
}

static void test_single_use(void **state)
{
	struct world w;
	uint32_t former = 99;
	(void)state;
	world_init(&w, 1);
	struct ticket_row one = issue(&w, 1, SEC(1));
	assert_true(is_good(&w, &one));
	assert_true(come(&w, &one, 2, SEC(5), &former));
	assert_int_equal(former, 1);
	struct ticket_row two = issue(&w, 2, SEC(5));
	assert_memory_not_equal(one.id, two.id, TICKET_ID_LEN);
	assert_memory_not_equal(one.key, two.key, TICKET_KEY_LEN);
	assert_false(is_good(&w, &one));
	assert_true(is_good(&w, &two));
	assert_false(come(&w, &one, 3, SEC(6), &former)); /* used */
	tickets_kept(w.t, 2, two.id);
	tickets_tick(w.t, SEC(100));
	assert_false(is_good(&w, &one)); /* its successor is on the disk: gone for good */
	assert_int_equal(tickets_count(w.t), 1);
	struct ticket_row again = issue(&w, 2, SEC(101));
	assert_memory_equal(again.id, two.id, TICKET_ID_LEN);
	tickets_free(w.t);
	assert_int_equal(w.door.count, 0);
}

/* Killed before the next ticket was on its disk: the one before is good once more, when the client is silent. */
static void test_predecessor(void **state)
{
	struct world w;
	uint32_t former;
	(void)state;
	world_init(&w, 2);
	struct ticket_row one = issue(&w, 1, SEC(1));
	tickets_kept(w.t, 1, one.id);
	assert_true(come(&w, &one, 2, SEC(10), &former));
	struct ticket_row two = issue(&w, 2, SEC(10));
	tickets_tick(w.t, SEC(10) + TICKET_REVIVE - 1);
	assert_false(is_good(&w, &one)); /* its link may well live */
	tickets_tick(w.t, SEC(10) + TICKET_REVIVE);
	assert_true(is_good(&w, &one));
	assert_true(is_good(&w, &two)); /* it may have been written just before */
	tickets_heard(w.t, 2, SEC(13), DAY);
	tickets_tick(w.t, SEC(13));
	assert_false(is_good(&w, &one)); /* it lives */
	tickets_left(w.t, 2);
	tickets_tick(w.t, SEC(20));
	assert_true(come(&w, &one, 3, SEC(21), &former));
	assert_int_equal(former, 0);
	assert_false(is_good(&w, &two)); /* one line, one way on */
	struct ticket_row three = issue(&w, 3, SEC(21));
	tickets_tick(w.t, SEC(30));
	assert_true(is_good(&w, &one) && is_good(&w, &three) && !is_good(&w, &two));
	assert_true(come(&w, &three, 4, SEC(31), &former));
	assert_false(is_good(&w, &one)); /* its successor was used */
	tickets_tick(w.t, SEC(60));
	assert_false(is_good(&w, &one));
	assert_true(is_good(&w, &three)); /* nobody has kept a successor of that */
	tickets_free(w.t);
	assert_int_equal(w.door.count, 0);
}

static void test_lifetime_slides(void **state)
{
	struct world w;
	struct ticket_info info;
	(void)state;
	world_init(&w, 3);
	struct ticket_row one = issue(&w, 1, SEC(1));
	for (usec_t now = SEC(1); now < 3 * DAY; now += SEC(3600)) {
		tickets_heard(w.t, 1, now, DAY);
		tickets_tick(w.t, now);
		assert_true(is_good(&w, &one));
	}
	tickets_at(w.t, 0, &info);
	assert_true(info.expires_at > 3 * DAY && info.expires_at <= 4 * DAY);
	tickets_heard(w.t, 1, SEC(5), DAY); /* what was heard long ago moves nothing back */
	tickets_left(w.t, 1);
	tickets_tick(w.t, info.expires_at - 1);
	assert_true(is_good(&w, &one));
	tickets_tick(w.t, info.expires_at);
	assert_false(is_good(&w, &one));
	assert_int_equal(tickets_count(w.t), 0);
	one = issue(&w, 2, 5 * DAY);
	tickets_heard(w.t, 2, 5 * DAY, SEC(60)); /* the option was set lower */
	tickets_tick(w.t, 5 * DAY + SEC(60));
	assert_false(is_good(&w, &one));
	tickets_free(w.t);
}

static void test_bounds(void **state)
{
	struct world w;
	struct ticket_row row, first = {0};
	char name[16], host[16];
	(void)state;
	world_init(&w, 4);
	for (uint32_t i = 1; i <= LIMIT_TICKETS_HOST; i++) {
		snprintf(name, sizeof(name), "tty%u", i);
		row = issue_to(&w, i, name, "laptop", SEC(i));
		first = i == 1 ? row : first;
	}
	/* All live and were heard: no room. */
	assert_int_equal(tickets_issue(w.t, 100, "x", "laptop", &any, DAY, SEC(30), &row), ERR_LIMIT);
	issue_to(&w, 101, "x", "desk", SEC(30));
	tickets_left(w.t, 2);
	assert_int_equal(tickets_issue(w.t, 100, "x", "laptop", &any, DAY, SEC(30), &row), 0);
	assert_true(is_good(&w, &first) && is_good(&w, &row));
	assert_int_equal(tickets_count(w.t), LIMIT_TICKETS_HOST + 1);
	/* Silent ones go before it is said that there is no room: the one first that was heard longest ago. */
	assert_int_equal(tickets_issue(w.t, 102, "y", "laptop", &any, DAY, SEC(100), &row), 0);
	assert_false(is_good(&w, &first));
	for (uint32_t i = 200; i < 600; i++) {
		snprintf(host, sizeof(host), "host%u", i);
		issue_to(&w, i, "tty", host, SEC(1000 + 70 * i));
		assert_true(tickets_count(w.t) <= LIMIT_TICKETS);
		assert_true(w.door.count <= 2 * LIMIT_TICKETS);
	}
	assert_int_equal(tickets_count(w.t), LIMIT_TICKETS);
	tickets_free(w.t);
	assert_int_equal(w.door.count, 0);
}

/* A client that went and comes back by ssh on the same terminal leaves no ticket behind. */
static void test_superseded(void **state)
{
	struct world w;
	uint32_t client;
	(void)state;
	world_init(&w, 5);
	struct ticket_row one = issue_to(&w, 1, "tty1", "laptop", SEC(1));
	struct ticket_row other = issue_to(&w, 2, "tty2", "laptop", SEC(1));
	struct ticket_row lives = issue_to(&w, 3, "tty1", "laptop", SEC(2)); /* 1 is there still */
	assert_true(is_good(&w, &one) && is_good(&w, &lives));
	tickets_left(w.t, 1);
	tickets_left(w.t, 2);
	struct ticket_row four = issue_to(&w, 4, "tty1", "laptop", SEC(3));
	assert_true(!is_good(&w, &one) && is_good(&w, &other) && is_good(&w, &lives) && is_good(&w, &four));
	tickets_revoke(w.t, 0, &client);
	assert_int_equal(client, 0);
	assert_false(is_good(&w, &other));
	tickets_revoke(w.t, 0, &client);
	assert_int_equal(client, 3);
	assert_false(is_good(&w, &lives));
	assert_true(is_good(&w, &four));
	tickets_free(w.t);
}

/* Whatever happens: of a line at most the newest and its predecessor are good, a ticket opens one link at most
 * while that link is heard, and nothing is left behind the door. */
static void random_life(uint64_t seed)
{
	struct world w;
	struct rng_seed state;
	struct rng rng = rng_seeded(&state, seed);
	struct ticket_row given[64];
	uint32_t clients = 0, former;
	size_t count = 0;
	usec_t now = SEC(1);
	world_init(&w, seed);
	for (int step = 0; step < 400; step++) {
		size_t i = count > 0 ? (size_t)rng_below(rng, count) : 0;
		now += rng_below(rng, SEC(3));
		switch (rng_below(rng, 6)) {
		case 0:
			if (count < 64 && tickets_count(w.t) < LIMIT_TICKETS_HOST) {
				given[count++] = issue(&w, ++clients, now);
			}
			break;
		case 1:
		case 2:
			if (count > 0 && come(&w, &given[i], ++clients, now, &former)) {
				assert_false(is_good(&w, &given[i]));
				struct ticket_row next = issue(&w, clients, now);
				tickets_tick(w.t, now + TICKET_REVIVE - 1);
				assert_false(is_good(&w, &given[i]));
				assert_true(is_good(&w, &next));
				given[i] = rng_below(rng, 2) == 0 ? next : given[i];
				if (rng_below(rng, 2) == 0) {
					tickets_kept(w.t, clients, next.id);
				}
			}
			break;
		case 3:
			tickets_left(w.t, (uint32_t)rng_below(rng, clients + 1u));
			break;
		case 4:
			tickets_heard(w.t, (uint32_t)rng_below(rng, clients + 1u), now, DAY);
			break;
		default:
			tickets_tick(w.t, now);
			break;
		}
		assert_true(w.door.count <= 2 * tickets_count(w.t));
	}
	tickets_free(w.t);
	assert_int_equal(w.door.count, 0);
}

static void test_random(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 200; seed++) {
		random_life(seed);
	}
}

static void test_bind(void **state)
{
	static const struct {
		const char *words[6];
		bool allowed, others, readonly;
		const char *target;
	} rows[] = {
		{{"new-session", "-A"}, true, false, false, ""},
		{{"new-session", "vim"}, true, false, false, ""},
		{{"attach-session", "-t", "work"}, true, false, false, "work"},
		{{"attach", "-twork"}, true, false, false, "work"},
		{{"attach-session", "-d", "-r", "-t", "work"}, true, true, true, "work"},
		{{"attach-session", "-dr"}, true, true, true, ""},
		{{"attach-session", "-t", "work:2"}, false, false, false, ""},
		{{"attach-session", "-t", "%3"}, false, false, false, ""},
		{{"attach-session", "-t"}, false, false, false, ""},
		{{"attach-session", "-x"}, false, false, false, ""},
		{{"attach-session", "-c", "/tmp"}, false, false, false, ""},
		{{"attach-session", "-E", "-t", "work"}, false, false, false, ""},
		{{"attach-session", "-"}, false, false, false, ""},
		{{"attach-session", "more"}, false, false, false, ""},
		{{"kill-server"}, false, false, false, ""},
		{{NULL}, false, false, false, ""},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ticket_bind b = {.allowed = true, .readonly = true};
		char words[6][32], *argv[6];
		size_t n = 0;
		for (; n < 6 && rows[i].words[n] != NULL; n++) {
			snprintf(words[n], sizeof(words[n]), "%s", rows[i].words[n]);
			argv[n] = words[n];
		}
		ticket_bind_parse(n, argv, &b);
		assert_int_equal(b.allowed, rows[i].allowed);
		assert_int_equal(b.detach_others, rows[i].others);
		assert_int_equal(b.readonly, rows[i].readonly);
		assert_string_equal(b.target, rows[i].target);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_single_use),
		cmocka_unit_test(test_predecessor),
		cmocka_unit_test(test_lifetime_slides),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_superseded),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_bind),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
