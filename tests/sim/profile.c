/* tests/sim/profile.c -- link profiles. */
#include "tests/sim/profile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

#define IP_AND_UDP 28 /* bytes of headers, which mux-netem counts */

enum { UP = 1, DOWN = 2 };

/* Microseconds; `bare` is what a number without a unit counts. */
static bool span(const char *text, double bare, usec_t *out)
{
	static const struct {
		const char *name;
		double factor;
	} units[] = {{"us", 1}, {"ms", 1e3}, {"s", 1e6}, {"m", 60e6}};
	char *end;
	double v = strtod(text, &end), factor = *end == '\0' ? bare : 0;

	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		factor = strcmp(end, units[i].name) == 0 ? units[i].factor : factor;
	}
	*out = (usec_t)(v * factor + 0.5);
	return end != text && factor > 0;
}

static bool bytes_a_second(const char *text, double *out)
{
	char *end;
	double v = strtod(text, &end);

	v *= *end == '\0' || strcmp(end, "kbit") == 0 ? 1e3 : strcmp(end, "mbit") == 0 ? 1e6 : 0;
	*out = v / 8;
	return end != text && v > 0;
}

/* A queue in time needs the rate: it is kept, and turned into bytes at the end. */
static bool queue(const char *text, struct net_shape *s, usec_t *time)
{
	char *end;
	double v = strtod(text, &end);

	if (strcmp(end, "kB") == 0) {
		s->queue = (size_t)(v * 1e3);
		*time = 0;
		return true;
	}
	return span(text, 1e3, time);
}

static bool ecn(const char *word, enum net_ecn *out)
{
	static const char *const words[] = {"keep", "bleach", "drop", "ce"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcmp(word, words[i]) == 0) {
			*out = (enum net_ecn)i;
			return true;
		}
	}
	return false;
}

static bool set(struct net_shape *s, usec_t *queue_time, const char *key, const char *value)
{
	usec_t t;

	if (strcmp(key, "delay") == 0) {
		return span(value, 1e3, &s->delay);
	} else if (strcmp(key, "jitter") == 0) {
		return span(value, 1e3, &s->sigma);
	} else if (strcmp(key, "outage-every") == 0) {
		return span(value, 1e3, &s->outage_every);
	} else if (strcmp(key, "outage-for") == 0) {
		return span(value, 1e3, &s->outage_for);
	} else if (strcmp(key, "rate") == 0) {
		return bytes_a_second(value, &s->rate);
	} else if (strcmp(key, "queue") == 0) {
		return queue(value, s, queue_time);
	} else if (strcmp(key, "loss") == 0) {
		s->loss_pct = atof(value);
	} else if (strcmp(key, "duplicate") == 0) {
		s->dup_pct = atof(value);
	} else if (strcmp(key, "reorder") == 0) {
		s->reorder_pct = atof(value);
	} else if (strcmp(key, "burst") == 0) {
		s->burst = atof(value);
	} else if (strcmp(key, "red") == 0) {
		s->red = atoi(value) != 0;
	} else if (strcmp(key, "ecn") == 0) {
		return ecn(value, &s->ecn);
	} else if (strcmp(key, "mark") == 0) {
		return span(value, 1e3, &s->mark_after);
	} else if (strcmp(key, "mtu") == 0) {
		s->mtu = (size_t)atoi(value) - IP_AND_UDP;
	} else {
		return strcmp(key, "reorder-by") == 0 && span(value, 1e3, &t); /* here: by `delay` */
	}
	return true;
}

static int direction(const char *word)
{
	return strcmp(word, "a>b") == 0 ? UP : strcmp(word, "b>a") == 0 ? DOWN : strcmp(word, "both") == 0 ? UP | DOWN : 0;
}

static bool take_word(struct profile *p, usec_t times[2], int dir, char *word)
{
	char *value = strchr(word, '=');

	if (value == NULL) {
		return false;
	}
	*value++ = '\0';
	if (strcmp(word, "nat") == 0) {
		return span(value, 1e3, &p->nat);
	}
	if (strcmp(word, "cross") == 0) {
		p->cross = true;
		return span(value, 1e3, &p->cross_at);
	}
	return (!(dir & UP) || set(&p->up, &times[0], word, value)) &&
	       (!(dir & DOWN) || set(&p->down, &times[1], word, value));
}

static bool take_line(struct profile *p, usec_t times[2], char *line)
{
	int dir = UP | DOWN;
	char *at = NULL;

	for (char *word = strtok_r(line, " \t\n", &at); word != NULL && word[0] != '#';
		word = strtok_r(NULL, " \t\n", &at)) {
		if (direction(word) != 0) {
			dir = direction(word);
		} else if (strcmp(word, "sim") != 0 && !take_word(p, times, dir, word)) {
			return false;
		}
	}
	return true;
}

static void end_queue(struct net_shape *s, usec_t time)
{
	if (s->queue == 0 && time > 0 && s->rate > 0) {
		s->queue = (size_t)((double)time / 1e6 * s->rate);
	}
}

int profile_read(const char *folder, const char *name, struct profile *out)
{
	usec_t times[2] = {MS(100), MS(100)}; /* as mux-netem begins */
	struct profile p = {.nat = 0};
	char line[512];
	bool good = true;
	FILE *f;

	snprintf(p.name, sizeof p.name, "%s", name);
	snprintf(line, sizeof line, "%s/%s", folder, name);
	f = fopen(line, "r");
	if (f == NULL) {
		return ERR_ARG;
	}
	while (good && fgets(line, sizeof line, f) != NULL) {
		good = take_line(&p, times, line);
	}
	fclose(f);
	if (!good) {
		return ERR_ARG;
	}
	end_queue(&p.up, times[0]);
	end_queue(&p.down, times[1]);
	*out = p;
	return 0;
}
