/* tests/tools/netem_nat.c -- a NAT for IP packets that maps UDP source ports. */
#include "tests/tools/netem_nat.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define PORT_LOW 10000u
#define PORT_COUNT 50000u
#define PROTO_ICMP 1
#define PROTO_UDP 17
#define PROTO_ICMP6 58

struct mapping {
	uint8_t family; /* 4 or 6 */
	uint8_t ip[16]; /* the inside's */
	uint16_t in_port, out_port;
};

struct netem_nat {
	struct rng rng;
	struct mapping map[LIMIT_NAT_MAPPINGS]; /* the oldest first */
	size_t len;
};

/* Where the interesting fields of a packet are. */
struct view {
	uint8_t family, proto;
	size_t src, dst, ip_len; /* offsets of the addresses, and their length */
	size_t payload;          /* offset of what follows the IP header */
};

struct netem_nat *netem_nat_new(struct rng rng)
{
	struct netem_nat *n = mem_zalloc(sizeof(*n));

	n->rng = rng;
	return n;
}

void netem_nat_free(struct netem_nat *n)
{
	free(n);
}

static uint16_t get16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static void put16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

/* RFC 1624, equation 3. */
static void checksum_replace(uint8_t *sum, uint16_t from, uint16_t to)
{
	uint32_t s = (uint16_t)~get16(sum) + (uint32_t)(uint16_t)~from + to;

	s = (s & 0xffff) + (s >> 16);
	s = (s & 0xffff) + (s >> 16);
	put16(sum, (uint16_t)~s);
}

/* False when this is no IP packet, or a fragment that has no ports. */
static bool view_of(const uint8_t *p, size_t len, struct view *v)
{
	if (len >= 20 && p[0] >> 4 == 4) {
		*v = (struct view){.family = 4,
		        .proto = p[9],
		        .src = 12,
		        .dst = 16,
		        .ip_len = 4,
		        .payload = (size_t)(p[0] & 15) * 4};
		return v->payload >= 20 && v->payload <= len && (get16(p + 6) & 0x1fff) == 0;
	}
	if (len >= 40 && p[0] >> 4 == 6) {
		*v = (struct view){.family = 6,
		        .proto = p[6],
		        .src = 8,
		        .dst = 24,
		        .ip_len = 16,
		        .payload = 40};
		if (v->proto == 44 && len >= 48 && (get16(p + 42) & 0xfff8) == 0) {
			v->proto = p[40];
			v->payload = 48;
		}
		return true;
	}
	return false;
}

static bool mapping_is_of(const struct mapping *m, const struct view *v, const uint8_t *ip)
{
	return m->family == v->family && memcmp(m->ip, ip, v->ip_len) == 0;
}

static const struct mapping *mapping_of_outside(
        const struct netem_nat *n, const struct view *v, const uint8_t *ip, uint16_t out_port)
{
	for (size_t i = 0; i < n->len; i++) {
		if (n->map[i].out_port == out_port && mapping_is_of(&n->map[i], v, ip)) {
			return &n->map[i];
		}
	}
	return NULL;
}

static bool port_is_taken(const struct netem_nat *n, uint16_t port)
{
	for (size_t i = 0; i < n->len; i++) {
		if (n->map[i].out_port == port) {
			return true;
		}
	}
	return false;
}

static uint16_t port_new(const struct netem_nat *n)
{
	uint16_t port;

	do {
		port = (uint16_t)(PORT_LOW + rng_below(n->rng, PORT_COUNT));
	} while (port_is_taken(n, port));
	return port;
}

static const struct mapping *mapping_of_inside(
        struct netem_nat *n, const struct view *v, const uint8_t *ip, uint16_t in_port)
{
	for (size_t i = 0; i < n->len; i++) {
		if (n->map[i].in_port == in_port && mapping_is_of(&n->map[i], v, ip)) {
			return &n->map[i];
		}
	}
	if (n->len == LIMIT_NAT_MAPPINGS) {
		memmove(n->map, n->map + 1, (LIMIT_NAT_MAPPINGS - 1) * sizeof(n->map[0]));
		n->len--;
	}
	struct mapping m = {.family = v->family, .in_port = in_port, .out_port = port_new(n)};
	memcpy(m.ip, ip, v->ip_len);
	n->map[n->len] = m;
	return &n->map[n->len++];
}

/* Sets the port at `at` in the UDP header at `udp`, whose checksum 0 means that there is none. */
static void udp_set_port(uint8_t *udp, size_t at, uint16_t port)
{
	uint16_t old = get16(udp + at);

	put16(udp + at, port);
	if (get16(udp + 6) != 0) {
		checksum_replace(udp + 6, old, port);
		if (get16(udp + 6) == 0) {
			put16(udp + 6, 0xffff);
		}
	}
}

void netem_nat_out(struct netem_nat *n, uint8_t *packet, size_t len)
{
	struct view v;

	if (!view_of(packet, len, &v) || v.proto != PROTO_UDP || len - v.payload < 8) {
		return;
	}
	uint8_t *udp = packet + v.payload;
	udp_set_port(udp, 0, mapping_of_inside(n, &v, packet + v.src, get16(udp))->out_port);
}

static bool is_icmp_error(const struct view *v, uint8_t type)
{
	if (v->proto == PROTO_ICMP) {
		return type == 3 || type == 11 || type == 12;
	}
	return v->proto == PROTO_ICMP6 && type < 128;
}

/* The quoted packet went out with the outside port as its source. */
static void icmp_in(const struct netem_nat *n, uint8_t *icmp, size_t len)
{
	uint8_t *quoted = icmp + 8;
	struct view v;

	if (!view_of(quoted, len - 8, &v) || v.proto != PROTO_UDP || len - 8 - v.payload < 8) {
		return;
	}
	uint8_t *udp = quoted + v.payload;
	const struct mapping *m = mapping_of_outside(n, &v, quoted + v.src, get16(udp));
	if (m == NULL) {
		return;
	}
	uint16_t old_port = get16(udp), old_sum = get16(udp + 6);
	udp_set_port(udp, 0, m->in_port);
	checksum_replace(icmp + 2, old_port, get16(udp));
	checksum_replace(icmp + 2, old_sum, get16(udp + 6));
}

bool netem_nat_in(struct netem_nat *n, uint8_t *packet, size_t len)
{
	struct view v;

	if (!view_of(packet, len, &v) || len - v.payload < 8) {
		return true;
	}
	uint8_t *body = packet + v.payload;
	if (is_icmp_error(&v, body[0])) {
		icmp_in(n, body, len - v.payload);
		return true;
	}
	if (v.proto != PROTO_UDP) {
		return true;
	}
	const struct mapping *m = mapping_of_outside(n, &v, packet + v.dst, get16(body + 2));
	if (m == NULL) {
		return false;
	}
	udp_set_port(body, 2, m->in_port);
	return true;
}

void netem_nat_rebind(struct netem_nat *n)
{
	for (size_t i = 0; i < n->len; i++) {
		n->map[i].out_port = port_new(n);
	}
}
