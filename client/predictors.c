/* client/predictors.c -- see predictors.h. */
#include "client/predictors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/idmap.h"
#include "base/mem.h"
#include "client/predict_learned.h"
#include "cmd/options.h"

#define KEEP_EVERY SEC(30)

struct one {
	struct predictor *predictor;
	struct predict_figures tallied; /* counted for a program already */
};

struct predictors {
	struct idmap panes; /* pane id > struct one */
	struct learned *learned;
	char *host, *path;
	uint64_t kept; /* learned_changes() that are on the disk */
	usec_t keep_at;
	bool learns, loaded;
	enum predict_mode mode;
	struct predict_rules rules;
	struct predict_figures gone; /* of panes that are no more */
};

struct predictors *predictors_new(const char *host)
{
	struct predictors *p = mem_zalloc(sizeof(*p));
	p->learned = learned_new();
	p->host = mem_strdup(host);
	p->path = learned_path();
	p->rules = predict_rules_default();
	p->learns = true;
	return p;
}

static void load(struct predictors *p)
{
	if (!p->loaded && p->learns && p->path != NULL && learned_changes(p->learned) == 0) {
		learned_load(p->learned, p->path); /* none, or a bad one: nothing is known yet */
		p->kept = learned_changes(p->learned);
	}
	p->loaded = true;
}

static void keep(struct predictors *p)
{
	if (p->learns && p->path != NULL && learned_changes(p->learned) != p->kept) {
		learned_save(p->learned, p->path); /* where it cannot be, it is learned anew */
		p->kept = learned_changes(p->learned);
	}
}

void predictors_keep(struct predictors *p, usec_t now)
{
	if (usec_reached(p->keep_at, now)) {
		keep(p);
		p->keep_at = now + KEEP_EVERY;
	}
}

static void free_one(struct one *o)
{
	predictor_free(o->predictor);
	free(o);
}

void predictors_free(struct predictors *p)
{
	size_t at = 0;
	uint64_t id;
	void *value;
	if (p == NULL) {
		return;
	}
	keep(p);
	while (idmap_next(&p->panes, &at, &id, &value)) {
		free_one(value);
	}
	idmap_finish(&p->panes);
	learned_free(p->learned);
	free(p->host);
	free(p->path);
	free(p);
}

struct predictor *predictors_find(struct predictors *p, uint32_t pane)
{
	struct one *o = idmap_get(&p->panes, pane);
	return o != NULL ? o->predictor : NULL;
}

struct predictor *predictors_get(struct predictors *p, uint32_t pane)
{
	struct one *o = idmap_get(&p->panes, pane);
	if (o == NULL) {
		load(p);
		o = mem_zalloc(sizeof(*o));
		o->predictor = predictor_new();
		predictor_set_learned(o->predictor, p->learned, p->host);
		predictor_set_rules(o->predictor, &p->rules);
		idmap_put(&p->panes, pane, o);
	}
	return o->predictor;
}

static void add(struct predict_figures *to, const struct predict_figures *f)
{
	to->shown += f->shown;
	to->confirmed += f->confirmed;
	to->wrong += f->wrong;
	to->hidden += f->hidden;
}

void predictors_prune(struct predictors *p, const struct replica *r)
{
	size_t at = 0;
	uint64_t id;
	void *value;
	while (idmap_next(&p->panes, &at, &id, &value)) {
		struct one *o = value;
		struct predict_figures f;
		if (replica_pane(r, (uint32_t)id) == NULL) {
			predictor_figures(o->predictor, &f);
			add(&p->gone, &f);
			idmap_del(&p->panes, id);
			free_one(o);
			at = 0;
		}
	}
}

/* ---- how the user wants it ---- */

static bool is_on(const struct optmap *o, const char *name)
{
	return strcmp(option_client_get(o, name), "on") == 0;
}

void predictors_configure(struct predictors *p, const struct optmap *o, enum predict_mode mode)
{
	size_t at = 0;
	uint64_t id;
	void *value;
	const char *style = option_client_get(o, "predict-style");
	struct predict_rules r = {
		.timeout = MS((usec_t)option_client_number(o, "predict-timeout")),
		.max_chars = (size_t)option_client_number(o, "predict-max-chars"),
		.text = is_on(o, "predict-simple-input"),
		.backspace = is_on(o, "predict-backspace"),
		.moves = is_on(o, "predict-cursor-movement"),
		.completes = is_on(o, "predict-tab-completion") || mode == PREDICT_EXPERIMENTAL,
		.enters = mode == PREDICT_EXPERIMENTAL,
		.ambiguous_wide = option_client_number(o, "ambiguous-width") == 2,
		.debug = is_on(o, "predict-debug"),
		.look = strcmp(style, "none") == 0  ? PREDICT_PLAIN
			: strcmp(style, "dim") == 0 ? PREDICT_DIM
						    : PREDICT_UNDERLINE,
	};
	p->mode = mode;
	p->learns = is_on(o, "predict-learn");
	if (memcmp(&r, &p->rules, sizeof(r)) != 0) {
		p->rules = r;
		while (idmap_next(&p->panes, &at, &id, &value)) {
			predictor_set_rules(((struct one *)value)->predictor, &p->rules);
		}
	}
}

const struct predict_rules *predictors_rules(const struct predictors *p)
{
	return &p->rules;
}

/* ---- figures ---- */

void predictors_tally(struct predictors *p, uint32_t pane, const char *program)
{
	struct one *o = idmap_get(&p->panes, pane);
	struct predict_figures f;
	if (o == NULL) {
		return;
	}
	predictor_figures(o->predictor, &f);
	uint64_t right = f.confirmed - o->tallied.confirmed, wrong = f.wrong - o->tallied.wrong;
	if (right + wrong > 0) {
		learned_count(p->learned, learned_hash(0, p->host, strlen(p->host)), program,
			(uint32_t)right, (uint32_t)wrong);
		o->tallied = f;
	}
}

usec_t predictors_wait_since(struct predictors *p)
{
	size_t at = 0;
	uint64_t id;
	void *value;
	usec_t oldest = 0;
	while (idmap_next(&p->panes, &at, &id, &value)) {
		usec_t t = predictor_waits_since(((struct one *)value)->predictor);
		oldest = t != 0 && (oldest == 0 || t < oldest) ? t : oldest;
	}
	return oldest;
}

static void sum(struct predictors *p, struct predict_figures *out)
{
	size_t at = 0;
	uint64_t id;
	void *value;
	*out = p->gone;
	while (idmap_next(&p->panes, &at, &id, &value)) {
		struct predict_figures f;
		predictor_figures(((struct one *)value)->predictor, &f);
		add(out, &f);
	}
}

static double per_cent(uint64_t right, uint64_t wrong)
{
	return right + wrong > 0 ? 100.0 * (double)right / (double)(right + wrong) : 100.0;
}

static const char *mode_name(enum predict_mode mode)
{
	static const char *const names[] = {"adaptive", "always", "never", "experimental"};
	return names[mode];
}

const char *predictors_variable(struct predictors *p, uint32_t pane, const char *name, char *out, size_t len)
{
	struct predict_figures f = {0};
	struct predictor *of = predictors_find(p, pane);
	if (strncmp(name, "predict_", 8) != 0) {
		return NULL;
	}
	name += 8;
	if (strcmp(name, "hit") == 0) {
		if (of != NULL) {
			predictor_figures(of, &f);
		}
		snprintf(out, len, "%.1f%%", per_cent(f.confirmed, f.wrong));
		return out;
	}
	sum(p, &f);
	if (strcmp(name, "accuracy") == 0) {
		snprintf(out, len, "%.1f%%", per_cent(f.confirmed, f.wrong));
	} else if (strcmp(name, "shown") == 0) {
		snprintf(out, len, "%llu", (unsigned long long)f.shown);
	} else if (strcmp(name, "confirmed") == 0) {
		snprintf(out, len, "%llu", (unsigned long long)f.confirmed);
	} else if (strcmp(name, "wrong") == 0) {
		snprintf(out, len, "%llu", (unsigned long long)f.wrong);
	} else if (strcmp(name, "mode") == 0) {
		snprintf(out, len, "%s", mode_name(p->mode));
	} else {
		return NULL;
	}
	return out;
}

static void put_figures(struct buf *out, const char *what, const struct predict_figures *f)
{
	buf_printf(out, "%-12s shown %llu, confirmed %llu, wrong %llu (%.1f%% right), held back and wrong %llu\n", what,
		(unsigned long long)f->shown, (unsigned long long)f->confirmed, (unsigned long long)f->wrong,
		per_cent(f->confirmed, f->wrong), (unsigned long long)f->hidden);
}

void predictors_report(struct predictors *p, uint32_t pane, struct buf *out)
{
	struct predict_figures f = {0};
	struct predictor *of = predictors_find(p, pane);
	const struct learned_entry *e;
	size_t known = 0;
	buf_printf(out, "mode         %s\n", mode_name(p->mode));
	if (of != NULL) {
		predictor_figures(of, &f);
		put_figures(out, "this pane", &f);
	}
	sum(p, &f);
	put_figures(out, "all panes", &f);
	for (size_t i = 0; learned_at(p->learned, i, &e); i++) {
		known += e->kind != LEARNED_PROGRAM;
	}
	buf_printf(out, "learned      %zu prompts and screens, %s%s\n\n", known, p->learns ? "kept in " : "not kept",
		!p->learns ? "" : p->path != NULL ? p->path : "no place");
	for (size_t i = 0; learned_at(p->learned, i, &e); i++) {
		if (e->kind == LEARNED_PROGRAM) {
			buf_printf(out, "%-24s %8u right %6u wrong %6.1f%%\n", e->name, e->right, e->wrong,
				per_cent(e->right, e->wrong));
		}
	}
}
