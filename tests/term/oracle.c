/* tests/term/oracle.c -- runs programs in the terminal it stands in (a real xterm) and in ours, and
 * tells where they differ. tests/term/oracle.sh starts it; README.md says how to use it. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/term/oracle_gen.h"
#include "tests/term/oracle_run.h"
#include "tests/term/oracle_state.h"
#include "tests/term/oracle_text.h"

enum { ROWS_MAX = 256, SHOWN_PER_SIGNATURE = 1, SIGNATURES_MAX = 512 };

struct signature {
	char text[160];
	unsigned count;
};

struct oracle {
	struct oracle_tty tty;
	struct size size, real; /* wanted; what the real one was made */
	FILE *out;
	bool wanted[ROWS_MAX];
	uint64_t ignored; /* aspects that are not compared */
	bool broken; /* the real one does not answer any more */
	unsigned runs, differ;
	struct signature *signatures;
	size_t signature_count;
};

/* The aspects in which the two differ after the program; appends them to `out` unless it is NULL. */
static uint64_t differences(struct oracle *o, struct bytes program, struct buf *out)
{
	struct oracle_state real, ours;
	uint64_t bits = 0;
	if (oracle_state_real(&o->tty, o->size, program, &real)) {
		oracle_state_ours(o->size, program, &ours);
		bits = oracle_state_compare(&real, &ours, o->ignored, out);
		oracle_state_finish(&ours);
	} else {
		o->broken = true;
	}
	oracle_state_finish(&real);
	return bits;
}

static uint64_t program_differences(struct oracle *o, const struct oracle_program *p)
{
	struct buf bytes = {0};
	oracle_program_bytes(p, &bytes);
	uint64_t bits = differences(o, buf_bytes(&bytes), NULL);
	buf_finish(&bytes);
	return bits;
}

static void leave_out(const struct oracle_program *p, size_t from, size_t n,
        struct oracle_program *out)
{
	out->count = 0;
	for (size_t i = 0; i < p->count; i++) {
		if (i < from || i >= from + n) {
			out->pieces[out->count++] = p->pieces[i];
		}
	}
}

/* Leaves out what is not needed to keep a difference in one of `bits`. */
static void shrink(struct oracle *o, struct oracle_program *p, uint64_t bits)
{
	struct oracle_program less;
	for (size_t n = p->count / 2; n > 0; n = n == 1 ? 0 : n / 2) {
		for (size_t i = 0; i < p->count && !o->broken;) {
			leave_out(p, i, n, &less);
			if ((program_differences(o, &less) & bits) != 0) {
				*p = less;
				n = n > p->count && p->count > 0 ? p->count : n;
			} else {
				i += n;
			}
		}
	}
}

/* Shortens the text of letter pieces to their first letter where the difference stays. */
static void shorten(struct oracle *o, struct oracle_program *p, uint64_t bits)
{
	for (size_t i = 0; i < p->count && !o->broken; i++) {
		struct oracle_piece old = p->pieces[i];
		while (p->pieces[i].len > 1 && p->pieces[i].text[0] >= 'a') {
			p->pieces[i].len--;
			if ((program_differences(o, p) & bits) == 0) {
				p->pieces[i].len++;
				break;
			}
		}
		(void)old;
	}
}

/* The rows of the grammar, movements aside, that a program is made of: programs of one signature are likely to show
 * one fault. */
static struct signature *find_signature(struct oracle *o, const struct oracle_program *p)
{
	bool has[ROWS_MAX] = {false};
	struct buf text = {0};
	const char *group, *row;
	for (size_t i = 0; i < p->count; i++) {
		has[p->pieces[i].row] = true;
	}
	for (size_t i = 0; i < ROWS_MAX && oracle_grammar(i, &group, &row); i++) {
		if (has[i] && strcmp(group, "text") != 0 && strcmp(group, "move") != 0) {
			oracle_put_readable(bytes_str(row), &text);
			buf_puts(&text, " ");
		}
	}
	struct signature *s = o->signatures;
	size_t n = 0;
	while (n < o->signature_count &&
	       strncmp(s[n].text, buf_str(&text), sizeof(s[n].text) - 1) != 0) {
		n++;
	}
	if (n == o->signature_count && n + 1 < SIGNATURES_MAX) {
		snprintf(s[n].text, sizeof(s[n].text), "%s", buf_str(&text));
		o->signature_count++;
	}
	buf_finish(&text);
	return &s[n];
}

static void report(struct oracle *o, struct bytes program, const char *name)
{
	struct buf text = {0}, what = {0};
	oracle_put_readable(program, &text);
	differences(o, program, &what);
	fprintf(o->out, "%s %ux%u: %s\n%s", name, o->size.cols, o->size.rows, buf_str(&text),
	        buf_str(&what));
	fflush(o->out);
	buf_finish(&text);
	buf_finish(&what);
}

/* xterm counts the columns of wide characters wrongly once it is between a shift of character sets and
 * its character: a program has the ones or the others. */
static void choose(const struct oracle *o, uint64_t seed, bool *wanted)
{
	const char *group, *text;
	for (size_t i = 0; i < ROWS_MAX && oracle_grammar(i, &group, &text); i++) {
		wanted[i] = o->wanted[i] && strcmp(group, seed % 2 == 0 ? "wide" : "charsets") != 0;
	}
}

static void run_random(struct oracle *o, uint64_t seed, size_t pieces)
{
	bool wanted[ROWS_MAX] = {false};
	struct rng_seed state;
	struct oracle_program p;
	struct buf bytes = {0};
	char name[64];
	choose(o, seed, wanted);
	oracle_program_make(rng_seeded(&state, seed), o->size, pieces, wanted, &p);
	uint64_t bits = program_differences(o, &p);
	o->runs++;
	if (bits != 0 && (bits &= program_differences(o, &p)) != 0) {
		o->differ++;
		shrink(o, &p, bits & (~bits + 1));
		shorten(o, &p, bits & (~bits + 1));
		if (find_signature(o, &p)->count++ < SHOWN_PER_SIGNATURE) {
			oracle_program_bytes(&p, &bytes);
			snprintf(name, sizeof(name), "seed %llu", (unsigned long long)seed);
			report(o, buf_bytes(&bytes), name);
		}
	}
	buf_finish(&bytes);
}

/* Runs a program that stands in a file. */
static void run_one(void *ctx, const char *name, struct size size, struct bytes program)
{
	struct oracle *o = ctx;
	o->size = size;
	if (size.cols != o->real.cols || size.rows != o->real.rows) {
		o->real = size;
		o->broken = o->broken || !oracle_tty_resize(&o->tty, size);
	}
	if (o->broken) {
		return;
	}
	o->runs++;
	if (differences(o, program, NULL) != 0) {
		o->differ++;
		report(o, program, name);
	}
}

static void run_step(void *ctx, const char *key, const char *differs)
{
	struct oracle *o = ctx;
	o->runs++;
	if (differs[0] != '\0') {
		o->differ++;
		fprintf(o->out, "key %u %s\n%s", o->runs, key, differs);
	}
}

/* `words`: groups, or single rows, with commas between; "all". */
static bool is_listed(const char *words, const char *word)
{
	size_t len = strlen(word);
	for (const char *at = words; (at = strstr(at, word)) != NULL; at++) {
		if ((at == words || at[-1] == ',') && (at[len] == ',' || at[len] == '\0')) {
			return true;
		}
	}
	return false;
}

static void want(struct oracle *o, const char *words, bool yes)
{
	const char *group, *text;
	for (size_t i = 0; i < ROWS_MAX && oracle_grammar(i, &group, &text); i++) {
		if (strcmp(words, "all") == 0 || is_listed(words, group)) {
			o->wanted[i] = yes;
		}
	}
}

static void ignore(struct oracle *o, const char *words)
{
	for (size_t i = 0; oracle_aspect(i) != NULL; i++) {
		if (is_listed(words, oracle_aspect(i))) {
			o->ignored |= 1ull << i;
		}
	}
}

static void summary(const struct oracle *o)
{
	for (size_t i = 0; i < o->signature_count; i++) {
		fprintf(o->out, "%6u %s\n", o->signatures[i].count, o->signatures[i].text);
	}
	fprintf(o->out, "%u programs, %u differ%s\n", o->runs, o->differ,
	        o->broken ? "; the terminal stopped answering" : "");
}

static int run(struct oracle *o, char **argv)
{
	unsigned long long seed = 1, count = 100;
	unsigned pieces = 12, cols, rows;
	const char *command = NULL;
	for (char **a = argv + 1; *a != NULL && a[1] != NULL && !o->broken; a += 2) {
		if (strcmp(*a, "--out") == 0) {
			o->out = fopen(a[1], "w");
		} else if (strcmp(*a, "--size") == 0 && sscanf(a[1], "%ux%u", &cols, &rows) == 2) {
			o->size = (struct size){(uint16_t)cols, (uint16_t)rows};
		} else if (strcmp(*a, "--only") == 0) {
			want(o, "all", false);
			want(o, a[1], true);
		} else if (strcmp(*a, "--without") == 0) {
			want(o, a[1], false);
		} else if (strcmp(*a, "--ignore") == 0) {
			ignore(o, a[1]);
		} else if (strcmp(*a, "--pieces") == 0) {
			pieces = (unsigned)strtoul(a[1], NULL, 10);
		} else if (strcmp(*a, "--seed") == 0) {
			seed = strtoull(a[1], NULL, 10);
		} else if (strcmp(*a, "--count") == 0) {
			count = strtoull(a[1], NULL, 10);
		} else if (strcmp(*a, "--file") == 0) {
			count = 0;
			if (!oracle_text_read(a[1], run_one, o)) {
				fprintf(o->out, "%s: cannot be read\n", a[1]);
				o->broken = true;
			}
		} else if (strcmp(*a, "--run") == 0) {
			command = a[1];
		} else if (strcmp(*a, "--keys") == 0 && command != NULL) {
			count = 0;
			o->broken = !oracle_run(&o->tty, o->size, command, a[1], run_step, o);
		} else if (strcmp(*a, "--try") == 0) {
			struct buf b = {0};
			count = 0;
			oracle_text_unescape(a[1], &b);
			o->broken = !oracle_tty_resize(&o->tty, o->size);
			o->runs++;
			report(o, buf_bytes(&b), "try");
			buf_finish(&b);
		} else {
			return 2;
		}
	}
	if (count > 0 && !oracle_tty_resize(&o->tty, o->size)) {
		o->broken = true;
	}
	for (unsigned long long i = 0; i < count && !o->broken; i++) {
		run_random(o, seed + i, pieces);
	}
	summary(o);
	return o->broken ? 3 : o->differ > 0;
}

int main(int argc, char **argv)
{
	(void)argc;
	struct oracle o = {.size = {10, 6}, .out = stderr};
	want(&o, "all", true);
	o.signatures = calloc(SIGNATURES_MAX, sizeof(*o.signatures));
	int status = 2;
	if (o.signatures != NULL && oracle_tty_open(&o.tty)) {
		status = run(&o, argv);
	}
	fprintf(o.out, "status %d\n", status);
	fflush(o.out);
	oracle_tty_close(&o.tty);
	free(o.signatures);
	return status;
}
