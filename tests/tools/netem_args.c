/* tests/tools/netem_args.c -- the command line of mux-netem. */
#include "tests/tools/netem_args.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"

#define RUNNING (NETEM_MODE_RELAY | NETEM_MODE_JOIN)

enum kind { KIND_TEXT, KIND_FLAG, KIND_NUMBER, KIND_SPAN };

struct row {
	const char *key;
	enum kind kind;
	unsigned modes;
	size_t offset;
	const char *help;
};

#define AT(field) offsetof(struct netem_args, field)

static const struct row rows[] = {
        {"listen", KIND_TEXT, NETEM_MODE_RELAY | NETEM_MODE_ECHO, AT(listen),
                "ADDR:PORT of this end"},
        {"to", KIND_TEXT, NETEM_MODE_RELAY | NETEM_MODE_PROBE, AT(to), "ADDR:PORT of the far end"},
        {"ns-a", KIND_TEXT, NETEM_MODE_JOIN, AT(ns_a), "namespace of the client's end (or a path)"},
        {"ns-b", KIND_TEXT, NETEM_MODE_JOIN, AT(ns_b), "namespace of the server's end (or a path)"},
        {"addr-a", KIND_TEXT, NETEM_MODE_JOIN, AT(addr_a), "IP/BITS[,IP/BITS...] of a's device"},
        {"addr-a2", KIND_TEXT, NETEM_MODE_JOIN, AT(addr_a2),
                "the same for a second device NAME-2 of a"},
        {"addr-b", KIND_TEXT, NETEM_MODE_JOIN, AT(addr_b), "the same for b's device"},
        {"name", KIND_TEXT, NETEM_MODE_JOIN, AT(name), "name of the devices (muxem0)"},
        {"device-mtu", KIND_NUMBER, NETEM_MODE_JOIN, AT(device_mtu),
                "MTU that the devices admit (1500)"},
        {"nat", KIND_FLAG, NETEM_MODE_JOIN, AT(nat), "map the UDP source ports of a's packets"},
        {"control", KIND_TEXT, RUNNING, AT(control), "path of the control socket"},
        {"seed", KIND_NUMBER, RUNNING, AT(seed),
                "of all chance; printed at the start if not given"},
        {"realtime", KIND_FLAG, RUNNING, AT(realtime), "run before ordinary processes (SCHED_RR)"},
        {"count", KIND_NUMBER, NETEM_MODE_PROBE, AT(count), "datagrams to send (100)"},
        {"interval", KIND_SPAN, NETEM_MODE_PROBE, AT(interval), "between two of them (ms, 10)"},
        {"size", KIND_NUMBER, NETEM_MODE_PROBE, AT(size), "UDP payload of each (bytes, 100)"},
        {"timeout", KIND_SPAN, NETEM_MODE_PROBE, AT(timeout),
                "to wait after the last one (ms, 1000)"},
};

static const struct row *row_find(const char *key, enum netem_mode mode)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if ((rows[i].modes & (unsigned)mode) && strcmp(rows[i].key, key) == 0) {
			return &rows[i];
		}
	}
	return NULL;
}

static int number_parse(const char *text, uint64_t *out)
{
	char *end;

	if (text[0] < '0' || text[0] > '9') {
		return ERR_ARG;
	}
	unsigned long long v = strtoull(text, &end, 10);
	if (*end != '\0') {
		return ERR_ARG;
	}
	*out = v;
	return 0;
}

static int row_parse(const struct row *row, struct netem_args *a, const char *value)
{
	void *field = (char *)a + row->offset;

	switch (row->kind) {
	case KIND_TEXT:
		*(const char **)field = value;
		return 0;
	case KIND_FLAG:
		*(bool *)field = true;
		return 0;
	case KIND_NUMBER:
		a->has_seed = a->has_seed || row->offset == AT(seed);
		return number_parse(value, field);
	case KIND_SPAN:
		return netem_span_parse(value, MS(1), field);
	}
	return ERR_ARG;
}

static int complain(const char *what, const char *word)
{
	fprintf(stderr, "mux-netem: %s: %s\n", what, word);
	return ERR_ARG;
}

/* One word that is no direction, with its value in it or behind it. Returns words used or ERR_*. */
static int option_parse(
        int argc, char **argv, enum netem_mode mode, unsigned mask, struct netem_args *a)
{
	char key[32];
	const char *word = strncmp(argv[0], "--", 2) == 0 ? argv[0] + 2 : argv[0];
	size_t len = strcspn(word, "=");
	int used = 1;

	if (len >= sizeof(key)) {
		return complain("no such option", argv[0]);
	}
	memcpy(key, word, len);
	key[len] = '\0';
	const struct row *row = row_find(key, mode);
	if (row == NULL && !((mode & RUNNING) && netem_conf_is_key(key))) {
		return complain("no such option", argv[0]);
	}
	const char *value = word[len] == '=' ? word + len + 1 : NULL;
	if (value == NULL && !(row != NULL && row->kind == KIND_FLAG)) {
		if (argc < 2) {
			return complain("a value is missing", argv[0]);
		}
		value = argv[1];
		used = 2;
	}
	int r = row != NULL ? row_parse(row, a, value) : netem_conf_set(a->conf, mask, key, value);
	return r < 0 ? complain("bad value", argv[0]) : used;
}

int netem_args_parse(int argc, char **argv, enum netem_mode mode, struct netem_args *out)
{
	struct netem_args a = {
	        .name = "muxem0",
	        .device_mtu = 1500,
	        .count = 100,
	        .size = 100,
	        .interval = MS(10),
	        .timeout = SEC(1),
	        .conf = {netem_conf_default(), netem_conf_default()},
	};
	unsigned mask = NETEM_MASK_BOTH;

	for (int i = 0; i < argc;) {
		const char *word = strncmp(argv[i], "--", 2) == 0 ? argv[i] + 2 : argv[i];
		unsigned dir = netem_dir_parse(word);
		if (dir != 0) {
			mask = dir;
			i++;
			continue;
		}
		int used = option_parse(argc - i, argv + i, mode, mask, &a);
		if (used < 0) {
			return used;
		}
		i += used;
	}
	*out = a;
	return 0;
}

void netem_args_help(FILE *to, enum netem_mode mode)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].modes & (unsigned)mode) {
			fprintf(to, "  --%-12s %s\n", rows[i].key, rows[i].help);
		}
	}
}
