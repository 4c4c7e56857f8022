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
	usec_t now = SEC(2);
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
	printf("%-36s %7.0f ns  (%.1f hashes)\n", what, at,
		(double)(after.work.hash - before.work.hash) / count);
}

/* A link that is up: its connection id is in clear on the wire. *packet: one of the client's that the
 * server took. */
static void attach(struct endpoint *e, struct link *c, struct packet *packet)
{
	struct link_user nobody = link_nobody();
	struct endpoint_event event;
	struct addr from;
	struct packet p;

	addr_parse("192.0.2.1", 1, &from);
	for (usec_t now = SEC(1); now < SEC(2); now += MS(10)) {
		link_tick(c, now);
		while (link_output(c, &p, now)) {
			endpoint_input(e, &from, bytes_of(p.data, p.len), now);
			*packet = p;
		}
		while (endpoint_event(e, &event)) {
			if (event.kind == ENDPOINT_HELLO) {
				endpoint_accept(e, event.link, &nobody, bytes_str("hello"));
			}
		}
		endpoint_tick(e, now);
		while (endpoint_output(e, &p, now)) {
			link_input(c, &from, bytes_of(p.data, p.len), now);
		}
	}
}

/* The client gets it, and looks whether there is something to do. */
static void measure_client(const char *what, struct link *c, struct bytes b, int count)
{
	usec_t now = SEC(2);
	struct packet out;
	struct addr from;
	double at;

	addr_parse("192.0.2.2", 2, &from);
	at = cpu_ns();
	for (int i = 0; i < count; i++, now += 10) {
		link_input(c, &from, b, now);
		link_tick(c, now);
		link_output(c, &out, now);
		link_deadline(c);
	}
	printf("%-36s %7.0f ns\n", what, (cpu_ns() - at) / count);
}

static void measure_link(struct rng r)
{
	struct endpoint_cfg endpoint = {.rng = r, .flight = 1 << 16};
	struct endpoint *e = endpoint_new(&endpoint);
	struct link_cfg cfg = {.psk = {9}, .psk_id = {9}, .user = link_nobody(), .rng = r, .flight = 1 << 16};
	struct addr server;
	struct link *c;
	struct packet p;

	addr_parse("192.0.2.2", 2, &server);
	endpoint_add_psk(e, cfg.psk_id, cfg.psk, 1, USEC_NEVER);
	c = link_connect(&cfg, &server, 1, SEC(1));
	attach(e, c, &p);
	measure("a packet once more", e, bytes_of(p.data, p.len), 200000, 10);
	measure("a link's id, then 29 bytes of junk", e, bytes_of(p.data, 29), 200000, 10);
	measure("a link's id, then 1200 bytes of junk", e, bytes_of(p.data, LINK_MTU), 200000, 10);
	memset(p.data, 0, LINK_MTU);
	measure_client("junk at the client, and its turn", c, bytes_of(p.data, LINK_MTU), 200000);
	link_free(c);
	endpoint_free(e);
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
	measure_link(r);
	handshake_free(h);
	seal_free(s);
	endpoint_free(e);
	return 0;
}
