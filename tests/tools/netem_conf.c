/* tests/tools/netem_conf.c -- how one direction of the emulated path behaves, and its words. */
#include "tests/tools/netem_conf.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

#define SPAN_MAX (24u * 3600u * SEC(1))
#define RATE_MAX 100e9
#define SIZE_MAX_BYTES 1e9

enum kind { KIND_PERCENT, KIND_SPAN, KIND_RATE, KIND_QUEUE, KIND_SIZE, KIND_PASSES, KIND_ECN };

struct unit {
	const char *name;
	double factor;
};

struct row {
	const char *key;
	enum kind kind;
	size_t offset;
	const char *help;
};

static const struct unit span_units[] = {
        {"us", 1}, {"ms", 1e3}, {"s", 1e6}, {"m", 60e6}, {NULL, 0}};
static const struct unit size_units[] = {{"B", 1}, {"b", 1}, {"kB", 1e3}, {"MB", 1e6}, {NULL, 0}};
static const struct unit percent_units[] = {{"%", 1}, {NULL, 0}};
static const struct unit rate_units[] = {
        {"bit", 1}, {"kbit", 1e3}, {"mbit", 1e6}, {"gbit", 1e9}, {NULL, 0}};

static const struct row rows[] = {
        {"delay", KIND_SPAN, offsetof(struct netem_conf, delay), "one-way delay (ms)"},
        {"jitter", KIND_SPAN, offsetof(struct netem_conf, jitter),
                "standard deviation of the delay (ms); packets keep their order"},
        {"loss", KIND_PERCENT, offsetof(struct netem_conf, loss), "packets lost (%)"},
        {"duplicate", KIND_PERCENT, offsetof(struct netem_conf, duplicate),
                "packets sent twice (%)"},
        {"reorder", KIND_PERCENT, offsetof(struct netem_conf, reorder),
                "packets held back by reorder-by, free to be overtaken (%)"},
        {"reorder-by", KIND_SPAN, offsetof(struct netem_conf, reorder_by),
                "how long those are held back (ms, 10 at first)"},
        {"rate", KIND_RATE, offsetof(struct netem_conf, rate),
                "bottleneck (kbit/s, or with unit: 2mbit); 0 is none"},
        {"queue", KIND_QUEUE, offsetof(struct netem_conf, queue_time),
                "drop-tail queue before the bottleneck (100ms or 64kB; 100 ms at first)"},
        {"mtu", KIND_SIZE, offsetof(struct netem_conf, mtu),
                "IP packets longer than this vanish (bytes); 0 is none"},
        {"udp", KIND_PASSES, offsetof(struct netem_conf, no_udp),
                "on, or off: UDP vanishes, all else passes (join mode)"},
        {"mark", KIND_SPAN, offsetof(struct netem_conf, mark_after),
                "ECN: what waits longer in the queue is marked CE (ms; join mode); 0 is nothing"},
        {"ecn", KIND_ECN, offsetof(struct netem_conf, ecn),
                "keep, bleach (cleared), drop (what is marked vanishes), ce (all is marked; join mode)"},
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

struct netem_conf netem_conf_default(void)
{
	return (struct netem_conf){.reorder_by = MS(10), .queue_time = MS(100)};
}

const char *netem_dir_text(enum netem_dir dir)
{
	return dir == NETEM_AB ? "a>b" : "b>a";
}

unsigned netem_dir_parse(const char *word)
{
	static const struct {
		const char *word;
		unsigned mask;
	} words[] = {
	        {"a>b", NETEM_MASK_AB},
	        {"ab", NETEM_MASK_AB},
	        {"a-b", NETEM_MASK_AB},
	        {"b>a", NETEM_MASK_BA},
	        {"ba", NETEM_MASK_BA},
	        {"b-a", NETEM_MASK_BA},
	        {"both", NETEM_MASK_BOTH},
	};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(word, words[i].word) == 0) {
			return words[i].mask;
		}
	}
	return 0;
}

static const struct row *row_find(const char *key)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (strcmp(key, rows[i].key) == 0) {
			return &rows[i];
		}
	}
	return NULL;
}

bool netem_conf_is_key(const char *key)
{
	return row_find(key) != NULL;
}

/* A number from 0 to max (in the smallest unit), with a unit from the table or in `bare`. */
static int number_parse(
        const char *text, const struct unit *units, double bare, double max, double *out)
{
	char *end;
	double factor = bare;

	if (text[0] < '.' || text[0] > '9') {
		return ERR_ARG; /* strtod would take spaces, signs, "inf" and "nan" */
	}
	double v = strtod(text, &end);
	if (end == text) {
		return ERR_ARG;
	}
	if (*end != '\0') {
		while (units->name != NULL && strcmp(units->name, end) != 0) {
			units++;
		}
		if (units->name == NULL) {
			return ERR_ARG;
		}
		factor = units->factor;
	}
	v *= factor;
	if (!(v >= 0 && v <= max)) {
		return ERR_ARG;
	}
	*out = v;
	return 0;
}

int netem_span_parse(const char *text, usec_t unit, usec_t *out)
{
	double v;

	if (number_parse(text, span_units, (double)unit, (double)SPAN_MAX, &v) < 0) {
		return ERR_ARG;
	}
	*out = (usec_t)(v + 0.5);
	return 0;
}

/* A queue is given as time or as bytes; either one replaces the other. */
static int queue_parse(struct netem_conf *c, const char *value)
{
	double len;
	usec_t span;

	if (netem_span_parse(value, MS(1), &span) == 0) {
		c->queue_time = span;
		c->queue_len = 0;
		return 0;
	}
	if (number_parse(value, size_units, 1, SIZE_MAX_BYTES, &len) == 0) {
		c->queue_len = (uint64_t)len;
		c->queue_time = 0;
		return 0;
	}
	return ERR_ARG;
}

static int row_parse(const struct row *row, struct netem_conf *c, const char *value)
{
	void *field = (char *)c + row->offset;
	double v;
	int r = ERR_ARG;

	switch (row->kind) {
	case KIND_PERCENT:
		return number_parse(value, percent_units, 1, 100, field);
	case KIND_SPAN:
		return netem_span_parse(value, MS(1), field);
	case KIND_QUEUE:
		return queue_parse(c, value);
	case KIND_RATE:
		r = number_parse(value, rate_units, 1e3, RATE_MAX, &v);
		break;
	case KIND_SIZE:
		r = number_parse(value, size_units, 1, SIZE_MAX_BYTES, &v);
		break;
	case KIND_ECN:
		if (netem_ecn_parse(value) < 0) {
			return ERR_ARG;
		}
		*(enum netem_ecn *)field = (enum netem_ecn)netem_ecn_parse(value);
		return 0;
	case KIND_PASSES:
		if (strcmp(value, "on") != 0 && strcmp(value, "off") != 0) {
			return ERR_ARG;
		}
		*(bool *)field = value[1] == 'f';
		return 0;
	}
	if (r == 0) {
		*(uint64_t *)field = (uint64_t)v;
	}
	return r;
}

int netem_conf_set(
        struct netem_conf conf[NETEM_DIRS], unsigned mask, const char *key, const char *value)
{
	const struct row *row = row_find(key);
	int r = row == NULL ? ERR_ARG : 0;

	for (unsigned d = 0; r == 0 && d < NETEM_DIRS; d++) {
		if (mask & (1u << d)) {
			r = row_parse(row, &conf[d], value);
		}
	}
	return r;
}

static void row_text(const struct row *row, const struct netem_conf *c, struct buf *out)
{
	const void *field = (const char *)c + row->offset;

	switch (row->kind) {
	case KIND_PERCENT:
		buf_printf(out, "%g%%", *(const double *)field);
		break;
	case KIND_SPAN:
		buf_printf(out, "%gms", (double)*(const usec_t *)field / 1e3);
		break;
	case KIND_RATE:
		buf_printf(out, "%gkbit", (double)*(const uint64_t *)field / 1e3);
		break;
	case KIND_SIZE:
		buf_printf(out, "%lluB", (unsigned long long)*(const uint64_t *)field);
		break;
	case KIND_ECN:
		buf_puts(out, netem_ecn_text(*(const enum netem_ecn *)field));
		break;
	case KIND_PASSES:
		buf_puts(out, *(const bool *)field ? "off" : "on");
		break;
	case KIND_QUEUE:
		if (c->queue_len != 0) {
			buf_printf(out, "%lluB", (unsigned long long)c->queue_len);
		} else {
			buf_printf(out, "%gms", (double)c->queue_time / 1e3);
		}
		break;
	}
}

void netem_conf_text(const struct netem_conf *c, struct buf *out)
{
	for (size_t i = 0; i < ROWS; i++) {
		buf_printf(out, "%s%s=", i == 0 ? "" : " ", rows[i].key);
		row_text(&rows[i], c, out);
	}
}

void netem_conf_help(FILE *to)
{
	for (size_t i = 0; i < ROWS; i++) {
		fprintf(to, "  %-12s %s\n", rows[i].key, rows[i].help);
	}
}
