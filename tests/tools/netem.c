/* tests/tools/netem.c -- mux-netem, a network emulator in user space: delay, jitter, loss,
 * reordering, duplication, a bottleneck with its queue, MTU black holes, outages and NAT rebinding,
 * all of them changeable while it runs. See README.md. */
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/rng.h"
#include "tests/tools/netem_args.h"
#include "tests/tools/netem_ctl.h"
#include "tests/tools/netem_join.h"
#include "tests/tools/netem_probe.h"
#include "tests/tools/netem_relay.h"

struct mode {
	const char *name;
	const char *usage;
	const char *help;
	enum netem_mode mode;
	int (*run)(struct netem_args *a); /* 0, or ERR_* after a message */
};

static int complain(const char *what, const char *word)
{
	fprintf(stderr, "mux-netem: %s: %s\n", what, word);
	return ERR_ARG;
}

static int address_parse(const char *key, const char *text, struct netem_sock *out)
{
	if (text == NULL) {
		return complain("an option is missing", key);
	}
	return netem_sock_parse(text, out) < 0 ? complain("not ADDR:PORT", text) : 0;
}

static int loop_run(const struct netem_edge *edge, const struct netem_args *a, const char *what)
{
	struct netem_loop_conf conf = {
	        .conf = a->conf, .seed = a->seed, .control = a->control, .realtime = a->realtime};

	return netem_loop_run(edge, &conf, what);
}

static int relay_run(struct netem_args *a)
{
	struct netem_sock listen, to, local;
	struct netem_relay *relay;
	char text[NETEM_SOCK_TEXT_MAX], what[NETEM_SOCK_TEXT_MAX + 16];
	int r;

	if ((r = address_parse("--listen", a->listen, &listen)) < 0 ||
	        (r = address_parse("--to", a->to, &to)) < 0) {
		return r;
	}
	if ((r = netem_relay_new(&listen, &to, &relay)) < 0) {
		fprintf(stderr, "mux-netem: %s: %s\n", a->listen, strerror(errno));
		return r;
	}
	local = netem_relay_local(relay);
	snprintf(what, sizeof(what), "relay %s", netem_sock_text(&local, text));
	struct netem_edge edge = netem_relay_edge(relay);
	r = loop_run(&edge, a, what);
	netem_relay_free(relay);
	return r;
}

static int prefixes_parse(const char *key, const char *text, struct netem_tun_conf *c)
{
	if (text == NULL) {
		return complain("an option is missing", key);
	}
	return netem_tun_parse(text, c) < 0 ? complain("not IP/BITS[,IP/BITS...]", text) : 0;
}

static int join_run(struct netem_args *a)
{
	char name2[IFNAMSIZ];
	struct netem_join_conf conf = {.nat = a->nat, .seed = a->seed};
	struct netem_join *join;
	int r;

	if (strlen(a->name) == 0 || strlen(a->name) > IFNAMSIZ - 5 || a->device_mtu < 68 ||
	        a->device_mtu > 65535) {
		return complain("bad name or MTU of the device", a->name);
	}
	snprintf(name2, sizeof(name2), "%s-2", a->name);
	struct netem_tun_conf device = {.name = a->name, .mtu = (unsigned)a->device_mtu};
	conf.a = conf.a2 = conf.b = device;
	conf.a.ns = conf.a2.ns = a->ns_a;
	conf.a2.name = name2;
	conf.b.ns = a->ns_b;
	if (a->ns_a == NULL && a->ns_b == NULL) {
		return complain("an option is missing", "--ns-a or --ns-b");
	}
	if ((r = prefixes_parse("--addr-a", a->addr_a, &conf.a)) < 0 ||
	        (r = prefixes_parse("--addr-b", a->addr_b, &conf.b)) < 0 ||
	        (a->addr_a2 != NULL &&
	                (r = prefixes_parse("--addr-a2", a->addr_a2, &conf.a2)) < 0) ||
	        (r = netem_join_new(&conf, &join)) < 0) {
		return r;
	}
	struct netem_edge edge = netem_join_edge(join);
	r = loop_run(&edge, a, "join");
	netem_join_free(join);
	return r;
}

static int echo_run(struct netem_args *a)
{
	struct netem_sock listen;
	int r = address_parse("--listen", a->listen, &listen);

	return r < 0 ? r : netem_probe_echo(&listen);
}

static int probe_run(struct netem_args *a)
{
	struct netem_sock to;
	struct netem_probe_conf conf = {
	        .count = a->count, .size = a->size, .interval = a->interval, .timeout = a->timeout};
	int r = address_parse("--to", a->to, &to);

	if (r == 0 && (a->count > LIMIT_PROBE_COUNT || a->size < PROBE_SIZE_MIN ||
	                      a->size > PROBE_SIZE_MAX)) {
		return complain("out of range", "--count or --size");
	}
	return r < 0 ? r : netem_probe_run(&to, &conf);
}

static const struct mode modes[] = {
        {"relay", "relay --listen ADDR:PORT --to ADDR:PORT [OPTION...] [SETTING...]",
                "UDP relay; a is the clients' side, b the server's", NETEM_MODE_RELAY, relay_run},
        {"join",
                "join --ns-a NS --ns-b NS --addr-a IP/BITS --addr-b IP/BITS [OPTION...] "
                "[SETTING...]",
                "joins two network namespaces at the IP level (root)", NETEM_MODE_JOIN, join_run},
        {"tun", "tun ...", "another name of join", NETEM_MODE_JOIN, join_run},
        {"echo", "echo --listen ADDR:PORT", "answers UDP probes", NETEM_MODE_ECHO, echo_run},
        {"probe", "probe --to ADDR:PORT [OPTION...]", "measures the path to an echo",
                NETEM_MODE_PROBE, probe_run},
};

#define MODES (sizeof(modes) / sizeof(modes[0]))

static void help(FILE *to)
{
	fputs("mux-netem: a network emulator in user space\n\n", to);
	for (size_t i = 0; i < MODES; i++) {
		fprintf(to, "mux-netem %s\n  %s\n", modes[i].usage, modes[i].help);
		if (strcmp(modes[i].name, "tun") != 0) {
			netem_args_help(to, modes[i].mode);
		}
		fputs("\n", to);
	}
	fputs("mux-netem ctl PATH COMMAND...\n  sends a command to a running emulator:\n", to);
	netem_ctl_help(to);
	fputs("\nSettings are --KEY VALUE or KEY=VALUE, for both directions or for the one\n"
	      "named before: --a-b (a>b), --b-a (b>a), --both. A bare number has the unit shown.\n",
	        to);
	netem_conf_help(to);
}

static int ctl_run(int argc, char **argv)
{
	struct buf line = {.data = NULL};

	if (argc < 2) {
		complain("usage", "mux-netem ctl PATH COMMAND...");
		return 2;
	}
	for (int i = 1; i < argc; i++) {
		buf_printf(&line, "%s%s", i == 1 ? "" : " ", argv[i]);
	}
	int status = netem_ctl_send(argv[0], buf_str(&line));
	buf_finish(&line);
	return status;
}

static int mode_run(const struct mode *m, int argc, char **argv)
{
	struct netem_args a;
	int r = netem_args_parse(argc, argv, m->mode, &a);

	if (r == 0) {
		if (!a.has_seed) {
			a.seed = rng_u64(rng_system()) >> 32;
		}
		r = m->run(&a);
	}
	return r == 0 ? 0 : r == ERR_ARG ? 2 : 1;
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		help(stderr);
		return 2;
	}
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
			help(stdout);
			return 0;
		}
	}
	if (strcmp(argv[1], "ctl") == 0) {
		return ctl_run(argc - 2, argv + 2);
	}
	for (size_t i = 0; i < MODES; i++) {
		if (strcmp(argv[1], modes[i].name) == 0) {
			return mode_run(&modes[i], argc - 2, argv + 2);
		}
	}
	complain("no such sub-command (see --help)", argv[1]);
	return 2;
}
