/* cmd/format.c -- expands formats: the walk over the text, variables, conditions, modifiers in order. */
#include "cmd/format.h"

#include <stdlib.h>

#include "base/mem.h"
#include "cmd/format_compute.h"
#include "cmd/format_mod.h"
#include "cmd/format_var.h"
#include "cmd/limits.h"
#include "cmd/options.h"

static char *expand(const struct format_walk *w, const char *text);
static char *replace(const struct format_walk *w, const char *key);

char *format_expand_quiet(const struct format_walk *w, const char *text)
{
	struct format_walk inner = *w;
	inner.escape = false;
	inner.time = false;
	return expand(&inner, text);
}

char *format_expand_part(const struct format_walk *w, const char *text)
{
	struct format_walk inner = *w;
	inner.time = false;
	return expand(&inner, text);
}

/* ---- variables ---- */

static bool name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '@';
}

/* True when any word in the key is a variable that stays. */
static bool mentions_kept(const struct format_ctx *f, const char *key)
{
	while (f->keep != NULL && *key != '\0') {
		char name[128];
		size_t n = 0;
		while (name_char(key[n])) {
			n++;
		}
		if (n > 0 && n < sizeof(name)) {
			memcpy(name, key, n);
			name[n] = '\0';
			if (f->keep(name)) {
				return true;
			}
		}
		key += n > 0 ? n : 1;
	}
	return false;
}

static char *escaped(const struct format_walk *w, const char *value)
{
	struct buf out = {0};
	for (const char *p = value; *p != '\0'; p++) {
		if (*p == '#' || (*p == '%' && w->f->wall == 0)) {
			buf_u8(&out, (uint8_t)*p);
		}
		buf_u8(&out, (uint8_t)*p);
	}
	return buf_take_str(&out);
}

static const char *environment(const struct format_ctx *f, const char *name)
{
	const char *v = NULL;
	if (f->model == NULL) {
		return NULL;
	}
	if (f->at.session != NULL) {
		v = optmap_get(&f->at.session->environment, name);
	}
	return v != NULL ? v : optmap_get(&f->model->environment, name);
}

/* An option in force; flags are 1 and 0 here, so that they work as conditions. */
static const char *option_value(const struct format_ctx *f, const char *name)
{
	const char *v = option_lookup(f->model, f->at.session, f->at.window, f->at.pane, name);
	const struct option_def *o = v != NULL && name[0] != '@' ? option_find(name, NULL) : NULL;
	return o == NULL || o->type != OPTION_FLAG ? v : strcmp(v, "on") == 0 ? "1" : "0";
}

/* NULL: there is no such. *trusted: the user's own text (an option), which may hold styles. */
static char *variable(const struct format_ctx *f, const char *name, bool *trusted)
{
	char scratch[512];
	struct buf out = {0};
	*trusted = true;
	const char *v = f->lookup != NULL ? f->lookup(f->lookup_ctx, name, scratch, sizeof(scratch)) : NULL;
	if (v == NULL && f->extra != NULL) {
		v = optmap_get(f->extra, name);
	}
	if (v == NULL && f->model != NULL) {
		v = option_value(f, name);
	}
	if (v != NULL) {
		return mem_strdup(v);
	}
	*trusted = false;
	if (format_variable(f, name, &out)) {
		return buf_take_str(&out);
	}
	buf_finish(&out);
	v = environment(f, name);
	return v != NULL ? mem_strdup(v) : NULL;
}

/* ---- parts of a key ---- */

/* A condition is a name, or a format; other text is false. */
static bool condition(const struct format_walk *w, const char *text)
{
	bool trusted, result;
	char *v = variable(w->f, text, &trusted);
	if (v == NULL) {
		v = format_expand_quiet(w, text);
		if (strcmp(v, text) == 0) {
			v[0] = '\0';
		}
	}
	result = format_is_true(v);
	free(v);
	return result;
}

/* ?c,a,b and longer chains of pairs; NULL: malformed. */
static char *conditional(const struct format_walk *w, const char *text)
{
	bool found = true;
	for (;;) {
		size_t n = format_skip(text, ",", &found);
		if (!found) {
			return format_expand_part(w, text); /* the else of a chain */
		}
		char *test = mem_strndup(text, n);
		bool holds = condition(w, test);
		free(test);
		text += n + 1;
		n = format_skip(text, ",", &found);
		if (holds) {
			char *branch = mem_strndup(text, n);
			char *v = format_expand_part(w, branch);
			free(branch);
			return v;
		}
		if (!found) {
			return mem_strdup("");
		}
		text += n + 1;
	}
}

/* ---- one #{...} ---- */

static char *colour_hex(const char *value)
{
	static const uint32_t basic[] = {0x000000, 0x800000, 0x008000, 0x808000, 0x000080, 0x800080, 0x008080, 0xc0c0c0,
		0x808080, 0xff0000, 0x00ff00, 0xffff00, 0x0000ff, 0xff00ff, 0x00ffff, 0xffffff};
	static const uint8_t steps[] = {0, 0x5f, 0x87, 0xaf, 0xd7, 0xff};
	colour_t c;
	if (colour_parse(value, &c) < 0 || c == COLOUR_DEFAULT) {
		return mem_strdup("");
	}
	uint32_t v = COLOUR_VALUE(c);
	if (COLOUR_KIND(c) == 1 && v < 16) {
		v = basic[v];
	} else if (COLOUR_KIND(c) == 1 && v < 232) {
		v -= 16;
		v = (uint32_t)steps[v / 36] << 16 | (uint32_t)steps[v / 6 % 6] << 8 | steps[v % 6];
	} else if (COLOUR_KIND(c) == 1) {
		v = (8 + (v - 232) * 10) * 0x010101u;
	}
	return mem_printf("%06x", v);
}

static char *time_of(const struct format_walk *w, const struct modifier *m, const char *value)
{
	int64_t at = strtoll(value, NULL, 10);
	if (at <= 0) {
		return mem_strdup("");
	}
	if (format_modifier_has(m, 'p') && w->f->wall != 0) {
		return format_time_pretty(at, w->f->wall);
	}
	char *format = format_modifier_has(m, 'f') && m->count > 1 ? format_literal(m->args[1]) : NULL;
	char *v = format_time(at, format);
	free(format);
	return v;
}

/* Modifiers of the value as text; each takes and gives an allocated text. */
static char *apply_text(const struct format_walk *w, const struct modifiers *m, char *take_value)
{
	const struct modifier *one;
	char *v = take_value, *next;
	if ((one = format_modifier(m, "t")) != NULL) {
		next = time_of(w, one, v);
		free(v);
		v = next;
	}
	if (format_modifier(m, "b") != NULL) {
		next = format_basename(v);
		free(v);
		v = next;
	}
	if (format_modifier(m, "d") != NULL) {
		next = format_dirname(v);
		free(v);
		v = next;
	}
	if (format_modifier(m, "a") != NULL) {
		long code = strtol(v, NULL, 10);
		free(v);
		v = code >= 32 && code <= 126 ? mem_printf("%c", (int)code) : mem_strdup("");
	}
	if (format_modifier(m, "c") != NULL) {
		next = colour_hex(v);
		free(v);
		v = next;
	}
	if ((one = format_modifier(m, "q")) != NULL) {
		next = format_modifier_has(one, 'e') || format_modifier_has(one, 'h') ? format_quote_hash(v) : format_quote_shell(v);
		free(v);
		v = next;
	}
	return v;
}

static char *apply_not(const struct modifiers *m, char *take_value)
{
	bool twice = format_modifier(m, "!!") != NULL;
	if (!twice && format_modifier(m, "!") == NULL) {
		return take_value;
	}
	bool v = format_is_true(take_value);
	free(take_value);
	return mem_strdup(v == twice ? "1" : "0");
}

/* An argument between delimiters, where ':' must be written "#:". */
static char *expand_arg(const struct format_walk *w, const char *text)
{
	char *v = format_expand_quiet(w, text);
	size_t to = 0;
	for (size_t from = 0; v[from] != '\0'; from++) {
		from += v[from] == '#' && v[from + 1] == ':';
		v[to++] = v[from];
	}
	v[to] = '\0';
	return v;
}

/* s/a/b/, =N, pN, n, w: in that order, whatever the order they are written in. */
static char *apply_shape(const struct format_walk *w, const struct modifiers *m, char *take_value)
{
	char *v = take_value, *next;
	const struct modifier *one;
	for (size_t i = 0; i < m->count; i++) {
		one = &m->at[i];
		if (one->name[0] == 's' && one->count >= 2) {
			char *pattern = expand_arg(w, one->args[0]), *with = expand_arg(w, one->args[1]);
			next = format_substitute(v, pattern, with, one->count > 2 && strchr(one->args[2], 'i') != NULL);
			free(pattern);
			free(with);
			free(v);
			v = next;
		}
	}
	if ((one = format_modifier(m, "=")) != NULL && one->count > 0) {
		char *width = format_expand_quiet(w, one->args[0]);
		char *suffix = format_expand_quiet(w, one->count > 1 ? one->args[1] : "");
		int columns = format_bounded_int(width, LIMIT_FORMAT_PAD);
		next = columns != 0 ? format_trim(v, columns, suffix) : mem_strdup(v);
		free(width);
		free(suffix);
		free(v);
		v = next;
	}
	if ((one = format_modifier(m, "p")) != NULL && one->count > 0) {
		char *width = format_expand_quiet(w, one->args[0]);
		next = format_pad(v, format_bounded_int(width, LIMIT_FORMAT_PAD));
		free(width);
		free(v);
		v = next;
	}
	if (format_modifier(m, "n") != NULL || format_modifier(m, "w") != NULL) {
		size_t n = format_modifier(m, "w") != NULL ? format_width(v) : strlen(v);
		free(v);
		v = mem_printf("%zu", n);
	}
	return v;
}

static bool is_colour_or_code(const struct modifiers *m)
{
	return format_modifier(m, "a") != NULL || format_modifier(m, "c") != NULL;
}

/* The value before modifiers of shape. *plain: it came from the model, so it is no styled text. */
static char *value_of(const struct format_walk *w, const struct modifiers *m, const char *text, bool *plain)
{
	bool done, trusted;
	*plain = false;
	char *v = format_compute(w, m, text, &done);
	if (done) {
		return v;
	}
	if (text[0] == '?') {
		return conditional(w, text + 1);
	}
	if (strstr(text, "#{") != NULL || format_modifier(m, "!") != NULL || format_modifier(m, "!!") != NULL) {
		v = format_expand_part(w, text);
		return apply_text(w, m, v);
	}
	v = variable(w->f, text, &trusted);
	if (v == NULL && is_colour_or_code(m)) {
		v = format_expand_part(w, text);
	}
	*plain = !trusted;
	return apply_text(w, m, v != NULL ? v : mem_strdup(""));
}

static char *replace_with(const struct format_walk *w, const struct modifiers *m, const char *text)
{
	bool plain;
	char *v = value_of(w, m, text, &plain);
	bool twice = format_modifier(m, "E") != NULL, timed = format_modifier(m, "T") != NULL;
	if (v == NULL) {
		return NULL;
	}
	if (twice || timed) {
		struct format_walk inner = *w;
		inner.time = timed && w->f->wall != 0;
		char *next = expand(&inner, v);
		free(v);
		v = next;
		plain = false;
	}
	v = apply_not(m, v);
	v = apply_shape(w, m, v);
	if (plain && w->escape) {
		char *next = escaped(w, v);
		free(v);
		v = next;
	}
	return v;
}

/* NULL: malformed, the rest of the text is dropped. */
static char *replace(const struct format_walk *w, const char *key)
{
	struct modifiers m;
	struct format_walk inner = *w;
	if (++inner.depth > LIMIT_FORMAT_DEPTH || ++w->budget->steps > LIMIT_FORMAT_STEPS) {
		return mem_strdup("");
	}
	if (mentions_kept(w->f, key)) {
		return mem_printf("#{%s}", key);
	}
	const char *text = format_modifiers(key, &m);
	char *v = replace_with(&inner, &m, text != NULL ? text : key);
	format_modifiers_finish(&m);
	return v;
}

/* ---- the text ---- */

static const char *alias(char c)
{
	static const struct {
		char c;
		const char *name;
	} aliases[] = {
		{'S', "session_name"}, {'I', "window_index"}, {'W', "window_name"}, {'F', "window_flags"}, {'P', "pane_index"},
		{'T', "pane_title"},   {'D', "pane_id"},      {'H', "host"},        {'h', "host_short"},
	};
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
		if (aliases[i].c == c) {
			return aliases[i].name;
		}
	}
	return NULL;
}

/* #(...): not run here. The bytes it takes, from its bracket; 0: it does not close. */
static size_t job_len(const char *text)
{
	int open = 0;
	for (size_t at = 0; text[at] != '\0'; at++) {
		open += text[at] == '(';
		open -= text[at] == ')';
		if (open == 0) {
			return at + 1;
		}
	}
	return 0;
}

/* A '#' that is followed by another or by '[': a run before '[' is the business of who draws it. */
static size_t put_hashes(const char *text, struct buf *out)
{
	size_t n = 0;
	while (text[n] == '#') {
		n++;
	}
	if (text[n] == '[') {
		buf_put(out, text, n + 1);
		return n + 1;
	}
	for (size_t i = 0; i < n / 2; i++) {
		buf_u8(out, '#');
	}
	return n - n % 2;
}

static bool put_key(const struct format_walk *w, const char *key, size_t len, struct buf *out)
{
	char *copy = mem_strndup(key, len);
	char *v = replace(w, copy);
	if (v != NULL) {
		buf_puts(out, v);
	}
	free(copy);
	bool ok = v != NULL;
	free(v);
	return ok;
}

/* What stands after a '#' at text[0]; returns the bytes taken, 0: drop the rest. */
static size_t put_special(const struct format_walk *w, const char *text, struct buf *out)
{
	bool found;
	size_t n;
	switch (text[1]) {
	case '\0':
		buf_u8(out, '#');
		return 1;
	case '(':
		n = job_len(text + 1);
		return n > 0 ? n + 1 : 0;
	case '{':
		n = format_skip(text + 2, "}", &found);
		return found && put_key(w, text + 2, n, out) ? n + 3 : 0;
	case '[':
	case '#':
		return put_hashes(text, out);
	case '}':
	case ',':
		buf_u8(out, (uint8_t)text[1]);
		return 2;
	default:
		break;
	}
	const char *name = alias(text[1]);
	if (name == NULL) {
		buf_put(out, text, 2);
		return 2;
	}
	return put_key(w, name, strlen(name), out) ? 2 : 0;
}

static char *expand(const struct format_walk *w, const char *text)
{
	struct buf out = {0};
	struct format_walk inner = *w;
	char *timed = NULL;
	if (++inner.depth > 2 * LIMIT_FORMAT_DEPTH || w->budget->bytes > LIMIT_FORMAT_WORK) {
		return mem_strdup("");
	}
	if (inner.time && strchr(text, '%') != NULL) {
		timed = format_strftime(text, w->f->wall);
		text = timed;
	}
	inner.time = false;
	while (*text != '\0' && out.len < LIMIT_FORMAT) {
		size_t n = strcspn(text, "#");
		if (n == 0) {
			n = put_special(&inner, text, &out);
			if (n == 0) {
				break;
			}
		} else {
			buf_put(&out, text, n);
		}
		text += n;
	}
	free(timed);
	if (out.len > LIMIT_FORMAT) {
		buf_str(&out);
		out.len = LIMIT_FORMAT;
	}
	w->budget->bytes += out.len + 1;
	return buf_take_str(&out);
}

char *format_expand(const struct format_ctx *f, const char *text)
{
	struct format_budget budget = {0};
	struct format_walk w = {.f = f, .budget = &budget, .time = f->wall != 0, .escape = f->keep != NULL};
	return expand(&w, text);
}

bool format_true(const struct format_ctx *f, const char *text)
{
	char *v = format_expand(f, text);
	bool result = format_is_true(v);
	free(v);
	return result;
}
