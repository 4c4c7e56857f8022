/* tests/sim/profiles_test.c -- many connections over every link profile: ten seconds and fifty keys
 * each. All connect, all keys come back once, both ends agree in the end. MUX_SEEDS: connections over
 * all profiles; MUX_SEED: the first seed; MUX_PROFILES: the folder of the profiles; MUX_PROFILE: only this one, as
 * many connections as over all. The seed with the slowest echo is told, to be run by itself. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tests/sim/link_world.h"
#include "tests/sim/profile.h"

#define KEYS 50
#define EVERY MS(200)
#define PAST SEC(1) /* a second after the connection stands the keys begin */

/* Bounds in ms; 0: none, where the link itself may be away for longer. */
struct bound {
	const char *profile;
	double p50, p90, p99;
};

struct sums {
	double *echo, *connect;
	size_t keys, links, cap, link_cap;
	uint64_t up, down, up_bytes, down_bytes;
	double slowest;
	uint64_t slowest_seed, slowest_key;
};

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double at(const double *sorted, size_t n, double pct)
{
	return sorted[(size_t)((double)(n - 1) * pct / 100)];
}

static void add(double **list, size_t *n, size_t *cap, double v)
{
	if (*n == *cap) {
		*list = mem_grow(*list, cap, *n + 1, sizeof **list);
	}
	(*list)[(*n)++] = v;
}

static void wrong(const struct profile *p, uint64_t seed, const char *what)
{
	fail_msg("%s, seed %llu: %s", p->name, (unsigned long long)seed, what);
}

static void run(const struct profile *p, uint64_t seed, struct sums *s)
{
	struct world *w = world_new(seed, &p->up);
	struct net_stats up, down;

	net_shape(w->net, NET_DOWN, &p->down);
	net_nat(w->net, p->nat);
	if (p->cross) {
		net_cross_traffic(w->net, w->now + p->cross_at);
	}
	if (!world_connect_again(w, SEC(600))) {
		wrong(p, seed, "no connection");
	}
	add(&s->connect, &s->links, &s->link_cap, (double)(w->connected_at - w->started) / 1e3);
	world_run(w, w->now + PAST, 0);
	up = net_stats(w->net, NET_UP);
	down = net_stats(w->net, NET_DOWN);
	world_run(w, w->now + KEYS * EVERY - 1, EVERY);
	s->up += net_stats(w->net, NET_UP).sent - up.sent;
	s->down += net_stats(w->net, NET_DOWN).sent - down.sent;
	s->up_bytes += net_stats(w->net, NET_UP).bytes - up.bytes;
	s->down_bytes += net_stats(w->net, NET_DOWN).bytes - down.bytes;
	if (!world_run_until_sync(w, SEC(300))) {
		wrong(p, seed, "the ends do not agree");
	}
	for (uint64_t i = 0; i < w->typed; i++) {
		double ms = (double)(w->echoed_at[i] - w->typed_at[i]) / 1e3;

		add(&s->echo, &s->keys, &s->cap, ms);
		if (ms > s->slowest) {
			s->slowest = ms;
			s->slowest_seed = seed;
			s->slowest_key = i;
		}
	}
	world_free(w);
}

static void report(const struct profile *p, struct sums *s)
{
	double keys = (double)s->keys;

	qsort(s->echo, s->keys, sizeof *s->echo, by_value);
	qsort(s->connect, s->links, sizeof *s->connect, by_value);
	print_message("| %s | %zu | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f | %.1f / %.1f | %.0f / %.0f |\n", p->name,
		s->links, at(s->connect, s->links, 50), at(s->connect, s->links, 99), at(s->echo, s->keys, 50),
		at(s->echo, s->keys, 90), at(s->echo, s->keys, 99), at(s->echo, s->keys, 100), (double)s->up / keys,
		(double)s->down / keys, (double)s->up_bytes / keys, (double)s->down_bytes / keys);
	print_message("slowest on %s: %.0f ms, seed %llu, key %llu\n", p->name, s->slowest,
		(unsigned long long)s->slowest_seed, (unsigned long long)s->slowest_key);
}

static uint64_t env_number(const char *name, uint64_t otherwise)
{
	const char *s = getenv(name);

	return s != NULL ? strtoull(s, NULL, 10) : otherwise;
}

static void test_profiles(void **state)
{
	static const struct bound bounds[] = {
		{"wifi", 12, 20, 30},
		{"wifi-hotel", 95, 200, 700},
		{"lte", 95, 120, 150},
		{"lte-flaky", 180, 300, 700},
		{"3g", 150, 220, 420},
		{"3g-flaky", 220, 420, 1300},
		{"satellite", 610, 620, 640},
		{"geo-lossy", 615, 640, 1050},
		{"starlink", 50, 70, 550},
		{"train", 180, 0, 0}, /* tunnels */
		{"transoceanic", 280, 285, 320},
		{"lossy", 105, 120, 350},
		{"lte-bulk", 5200, 5300, 5600}, /* the download's queue is in the way */
		{"modem", 120, 130, 150},
	};
	size_t count = sizeof bounds / sizeof *bounds;
	const char *folder = getenv("MUX_PROFILES"), *source = getenv("srcdir"); /* of make check */
	const char *only = getenv("MUX_PROFILE");
	char path[4096];
	uint64_t first = env_number("MUX_SEED", 1), n = env_number("MUX_SEEDS", 40 * count);
	uint64_t each = only != NULL ? n : (n + count - 1) / count;

	(void)state;
	snprintf(path, sizeof path, "%s/tests/sim/profiles", source != NULL ? source : ".");
	folder = folder != NULL ? folder : path;
	print_message("| profile | links | connect p50 | p99 | echo p50 | p90 | p99 | max | datagrams a key | bytes a key |\n"
		      "|---|---|---|---|---|---|---|---|---|---|\n");
	for (size_t i = 0; i < count; i++) {
		const struct bound *b = &bounds[i];
		struct sums s = {0};
		struct profile p;

		if (only != NULL && strcmp(only, b->profile) != 0) {
			continue;
		}
		if (profile_read(folder, b->profile, &p) < 0) {
			fail_msg("the profile %s cannot be read", b->profile);
		}
		for (uint64_t k = 0; k < each; k++) {
			run(&p, first + k, &s);
		}
		report(&p, &s);
		/* Percentiles of few links say nothing. */
		bool enough = each >= 20;
		if (enough && ((b->p50 > 0 && at(s.echo, s.keys, 50) > b->p50) || (b->p90 > 0 && at(s.echo, s.keys, 90) > b->p90) ||
			(b->p99 > 0 && at(s.echo, s.keys, 99) > b->p99))) {
			fail_msg("%s: echo is slower than %.0f, %.0f, %.0f ms", p.name, b->p50, b->p90, b->p99);
		}
		free(s.echo);
		free(s.connect);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_profiles),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
