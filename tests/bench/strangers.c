/* tests/bench/strangers.c -- what a datagram of a stranger costs the server: processor time each. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "transport/endpoint.h"
#include "transport/guard.h"
#include "transport/handshake.h"

static double cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* `apart`: virtual time between two, so that the guard lets them pass or not. */
static void measure(const char *what, struct endpoint *e, struct bytes b, int count, usec_t apart)
{
	struct endpoint_figures before, after;
	usec_t now = SEC(1);
	struct addr from;
	double at;

	addr_parse("192.0.2.9", 999, &from);
	endpoint_figures(e, &before);
	at = cpu_ns();
	for (int i = 0; i < count; i++, now += apart) {
		endpoint_input(e, &from, b, now);
	}
	at = (cpu_ns() - at) / count;
	endpoint_figures(e, &after);
	printf("%-34s %7.0f ns  (%.1f hashes)\n", what, at,
		(double)(after.work.hash - before.work.hash) / count);
}

int main(void)
{
	struct rng_seed seed;
	struct rng r = rng_seeded(&seed, 1);
	struct endpoint_cfg cfg = {.rng = r};
	struct endpoint *e = endpoint_new(&cfg);
	struct seal *s = seal_new();
	uint8_t id[LINK_PSK_ID_LEN] = {1}, psk[LINK_PSK_LEN] = {2}, cid[LINK_CID_LEN] = {3};
	uint8_t data[LINK_MTU];
	struct handshake *h = handshake_start(s, r, id, psk, cid, bytes_str("hello"));

	endpoint_add_psk(e, id, psk, 1, USEC_NEVER);
	memcpy(data, handshake_message1(h).data, sizeof data);
	data[LINK_MTU - 1] ^= 1;
	measure("known PSK id, bad tag, checked", e, bytes_of(data, sizeof data), 20000, MS(2));
	measure("known PSK id, beyond the bound", e, bytes_of(data, sizeof data), 1000000, 0);
	data[2] ^= 1;
	measure("unknown PSK id", e, bytes_of(data, sizeof data), 1000000, 1);
	data[0] = 0;
	measure("unknown connection id", e, bytes_of(data, sizeof data), 1000000, 1);
	measure("truncated", e, bytes_of(data, 5), 1000000, 1);
	handshake_free(h);
	seal_free(s);
	endpoint_free(e);
	return 0;
}
