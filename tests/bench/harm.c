/* tests/bench/harm.c -- a stranger on the path of somebody's UDP (root): sends harm to an address, as if it
 * came from another one of this host's.
 *
 *   harm KIND --from ADDRESS:PORT --to ADDRESS:PORT [--rate N] [--seconds N] [--id HEX]
 *
 * KINDs: junk (random, 1 to 1400 bytes), oversized (random, 4000 bytes), replay (what went that way before,
 * caught on this host's devices), reflect (what came from there), unknown (the first message of a handshake
 * under a key that nobody knows), known (the same under the key whose id is given: only the seal is wrong),
 * silent (1200 zeros: for a port where nobody listens, to know what the machine itself costs).
 * IPv4. Prints the datagrams that were sent, and per second. */
#include <arpa/inet.h>
#include <getopt.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/rd.h"
#include "base/rng.h"
#include "base/wr.h"
#include "tests/tools/netem_sock.h"

#define LONGEST 4096
#define CAUGHT 64         /* datagrams that are sent again and again */
#define CATCH SEC(1)      /* how long it is on the watch; longer for the first one */
#define CATCH_FIRST SEC(20)
#define BATCH 64
#define ID_LEN 16
#define FIRST_LEN 1200    /* doc/protocol.md, section 3 */

struct datagram {
	size_t len;
	uint8_t data[8 + LONGEST]; /* with the head of UDP */
};

struct harm {
	const char *kind;
	struct sockaddr_in from, to;
	unsigned rate, seconds;
	uint8_t id[ID_LEN];
	struct rng_seed seed;
	struct rng rng;
	struct datagram caught[CAUGHT], out[BATCH];
	size_t caught_count, next;
	int fd;
};

static bool is(const struct harm *h, const char *kind)
{
	return strcmp(h->kind, kind) == 0;
}

/* ---- what others said ---- */

/* One that goes from `from` to `to`; its payload is kept. */
static bool catch_one(struct harm *h, struct bytes packet, const struct sockaddr_in *from, const struct sockaddr_in *to)
{
	struct rd r;
	rd_init(&r, packet);
	const uint8_t *ip = rd_take(&r, 20), *udp = rd_take(&r, 8);
	if (r.bad || ip[0] != 0x45 || ip[9] != IPPROTO_UDP || r.left == 0 || r.left > LONGEST) {
		return false;
	}
	if (memcmp(ip + 12, &from->sin_addr, 4) != 0 || memcmp(ip + 16, &to->sin_addr, 4) != 0 ||
		memcmp(udp, &from->sin_port, 2) != 0 || memcmp(udp + 2, &to->sin_port, 2) != 0) {
		return false;
	}
	struct datagram *d = &h->caught[h->caught_count++];
	d->len = 8 + r.left;
	memcpy(d->data + 8, r.at, r.left);
	return true;
}

static void catch_all(struct harm *h, bool theirs)
{
	int fd = socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_ALL));
	usec_t start = clock_now();
	uint8_t packet[LONGEST];
	while (fd >= 0 && h->caught_count < CAUGHT &&
		usec_since(start, clock_now()) < (h->caught_count == 0 ? CATCH_FIRST : CATCH)) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		ssize_t n = poll(&p, 1, 100) > 0 ? recv(fd, packet, sizeof(packet), 0) : 0;
		if (n > 0) {
			catch_one(h, bytes_of(packet, (size_t)n), theirs ? &h->to : &h->from, theirs ? &h->from : &h->to);
		}
	}
	close(fd);
	if (h->caught_count == 0) {
		fprintf(stderr, "harm: nothing to be caught\n");
		exit(1);
	}
}

/* ---- what is sent ---- */

static void fill(struct harm *h, uint8_t *at, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		at[i] = (uint8_t)rng_below(h->rng, 256);
	}
}

static void make_first_message(struct harm *h, struct datagram *d, bool known)
{
	uint8_t *at = d->data + 8;
	fill(h, at, 256); /* the rest may be the same each time: it is sealed, or would be */
	d->len = 8 + FIRST_LEN;
	at[0] = 0x81;
	at[1] = 1;
	if (known) {
		memcpy(at + 2, h->id, ID_LEN);
	}
}

static void make(struct harm *h, struct datagram *d)
{
	if (h->caught_count > 0) {
		*d = h->caught[h->next++ % h->caught_count];
	} else if (is(h, "unknown") || is(h, "known")) {
		make_first_message(h, d, is(h, "known"));
	} else if (is(h, "silent")) {
		d->len = 8 + FIRST_LEN;
	} else {
		d->len = 8 + (is(h, "oversized") ? 4000 : 1 + rng_below(h->rng, 1400));
		fill(h, d->data + 8, d->len > 72 ? 64 : d->len - 8);
	}
	struct wr w;
	wr_init(&w, d->data, 8);
	wr_u16(&w, ntohs(h->from.sin_port));
	wr_u16(&w, ntohs(h->to.sin_port));
	wr_u16(&w, (uint16_t)d->len);
	wr_u16(&w, 0); /* no checksum */
}

static size_t send_some(struct harm *h, size_t count)
{
	struct mmsghdr messages[BATCH] = {0};
	struct iovec parts[BATCH];
	for (size_t i = 0; i < count; i++) {
		make(h, &h->out[i]);
		parts[i] = (struct iovec){h->out[i].data, h->out[i].len};
		messages[i].msg_hdr = (struct msghdr){.msg_name = &h->to, .msg_namelen = sizeof(h->to), .msg_iov = &parts[i], .msg_iovlen = 1};
	}
	int n = sendmmsg(h->fd, messages, (unsigned)count, 0);
	return n > 0 ? (size_t)n : 0;
}

static void run(struct harm *h)
{
	usec_t start = clock_now(), end = usec_add(start, SEC(h->seconds));
	unsigned long long due = 0, sent = 0, tried = 0;
	for (usec_t now = start; !usec_reached(end, now); now = clock_now()) {
		due = usec_since(start, now) * h->rate / 1000000u;
		tried = due - tried > h->rate / 10u ? due - h->rate / 10u : tried; /* what it was late for is left out */
		while (tried < due) {
			size_t count = due - tried < BATCH ? (size_t)(due - tried) : BATCH;
			sent += send_some(h, count);
			tried += count;
		}
		nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
	}
	printf("%llu %llu\n", sent, sent * 1000000u / (usec_since(start, clock_now()) + 1));
}

/* ---- */

static bool parse_address(const char *text, struct sockaddr_in *out)
{
	struct netem_sock s;
	if (netem_sock_parse(text, &s) < 0 || s.ss.ss_family != AF_INET) {
		return false;
	}
	memcpy(out, &s.ss, sizeof(*out));
	return true;
}

static bool parse_id(const char *text, uint8_t *out)
{
	for (size_t i = 0; i < ID_LEN; i++) {
		unsigned byte;
		if (sscanf(text + 2 * i, "%2x", &byte) != 1) {
			return false;
		}
		out[i] = (uint8_t)byte;
	}
	return text[2 * ID_LEN] == '\0';
}

static bool parse(struct harm *h, int argc, char **argv)
{
	static const struct option options[] = {{"from", 1, NULL, 'f'}, {"to", 1, NULL, 't'}, {"rate", 1, NULL, 'r'},
		{"seconds", 1, NULL, 's'}, {"id", 1, NULL, 'i'}, {NULL, 0, NULL, 0}};
	bool good = true, from = false, to = false;
	int opt;
	while (good && (opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (opt) {
		case 'f':
			good = from = parse_address(optarg, &h->from);
			break;
		case 't':
			good = to = parse_address(optarg, &h->to);
			break;
		case 'r':
			h->rate = (unsigned)strtoul(optarg, NULL, 10);
			break;
		case 's':
			h->seconds = (unsigned)strtoul(optarg, NULL, 10);
			break;
		case 'i':
			good = strlen(optarg) == 2 * (size_t)ID_LEN && parse_id(optarg, h->id);
			break;
		default:
			good = false;
		}
	}
	h->kind = optind < argc ? argv[optind] : "";
	return good && from && to && h->rate > 0 && optind + 1 == argc;
}

static bool is_known_kind(const char *kind)
{
	static const char *const kinds[] = {"junk", "oversized", "replay", "reflect", "unknown", "known", "silent"};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kind, kinds[i]) == 0) {
			return true;
		}
	}
	return false;
}

/* It gets a copy of all UDP of this host: hardly any is kept. */
static bool open_raw(struct harm *h)
{
	struct sockaddr_in local = h->from;
	int room = 1;
	local.sin_port = 0;
	h->fd = socket(AF_INET, SOCK_RAW, IPPROTO_UDP);
	if (h->fd < 0 || bind(h->fd, (const struct sockaddr *)&local, sizeof(local)) < 0) {
		perror("harm");
		return false;
	}
	setsockopt(h->fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	return true;
}

int main(int argc, char **argv)
{
	struct harm *h = mem_zalloc(sizeof(*h));
	h->rate = 10000;
	h->seconds = 10;
	h->rng = rng_seeded(&h->seed, 11);
	if (!parse(h, argc, argv) || !is_known_kind(h->kind)) {
		fprintf(stderr, "usage: harm KIND --from ADDRESS:PORT --to ADDRESS:PORT [--rate N] [--seconds N] [--id HEX]\n");
		return 1;
	}
	if (is(h, "replay") || is(h, "reflect")) {
		catch_all(h, is(h, "reflect"));
	}
	if (!open_raw(h)) {
		return 1;
	}
	run(h);
	close(h->fd);
	free(h);
	return 0;
}
