/* cmd/options.c -- finds, checks and reads options; the rows are in options_table.c. */
#include "cmd/options.h"

#include <errno.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "cmd/format.h"
#include "cmd/options_table.h"

size_t option_count(void)
{
	return option_table_count;
}

const struct option_def *option_at(size_t i)
{
	return i < option_table_count ? &option_table[i] : NULL;
}

/* Bytes of the name without the [index] of an array's element. */
static size_t base_len(const char *name)
{
	size_t len = strlen(name);
	const char *open = strchr(name, '[');
	return open != NULL && name[len - 1] == ']' ? (size_t)(open - name) : len;
}

static const struct option_def *find_exact(const char *name, size_t len)
{
	size_t lo = 0, hi = option_table_count;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		const char *at = option_table[mid].name;
		int order = strncmp(at, name, len);
		if (order == 0 && at[len] == '\0') {
			return &option_table[mid];
		}
		if (order < 0) {
			lo = mid + 1;
		} else {
			hi = mid;
		}
	}
	return NULL;
}

const struct option_def *option_find(const char *name, char **err)
{
	size_t len = base_len(name);
	const struct option_def *found = len > 0 ? find_exact(name, len) : NULL;
	bool ambiguous = false;
	if (found == NULL) {
		for (size_t i = 0; len > 0 && i < option_table_count; i++) {
			if (strncmp(option_table[i].name, name, len) == 0) {
				ambiguous = ambiguous || found != NULL;
				found = &option_table[i];
			}
		}
	}
	if (found != NULL && !ambiguous && (name[len] == '\0' || found->type == OPTION_ARRAY)) {
		return found;
	}
	if (err != NULL) {
		*err = mem_printf("%s option: %s", ambiguous ? "ambiguous" : "invalid", name);
	}
	return NULL;
}

static const char *in_map(const struct optmap *map, const char *name)
{
	return map != NULL ? optmap_get(map, name) : NULL;
}

const char *option_lookup(const struct model *m, const struct session *s, const struct window *w,
	const struct pane *p, const char *name)
{
	const unsigned all = OPTION_SERVER | OPTION_SESSION | OPTION_WINDOW | OPTION_PANE;
	const struct option_def *o = name[0] != '@' ? find_exact(name, base_len(name)) : NULL;
	const char *v = NULL;
	if (o == NULL && name[0] != '@') {
		return NULL;
	}
	unsigned scope = o != NULL ? o->scope : all;
	if (w == NULL && p != NULL && m != NULL) {
		w = model_window(m, p->window);
	}
	if ((scope & OPTION_PANE) && p != NULL) {
		v = in_map(&p->options, name);
	}
	if (v == NULL && (scope & (OPTION_WINDOW | OPTION_PANE)) && w != NULL) {
		v = in_map(&w->options, name);
	}
	if (v == NULL && (scope & OPTION_SESSION) && s != NULL) {
		v = in_map(&s->options, name);
	}
	if (v == NULL && (scope & (OPTION_WINDOW | OPTION_PANE)) && m != NULL) {
		v = in_map(&m->window_options, name);
	}
	if (v == NULL && (scope & OPTION_SESSION) && m != NULL) {
		v = in_map(&m->session_options, name);
	}
	if (v == NULL && (scope & OPTION_SERVER) && m != NULL) {
		v = in_map(&m->server_options, name);
	}
	if (v != NULL || o == NULL) {
		return v;
	}
	return name[base_len(name)] == '\0' ? o->value : NULL;
}

const char *option_get(const struct model *m, const struct session *s, const struct window *w,
	const struct pane *p, const char *name)
{
	const char *v = option_lookup(m, s, w, p, name);
	return v != NULL ? v : "";
}

static int64_t number_of(const char *name, const char *value)
{
	const struct option_def *o = find_exact(name, strlen(name));
	long long n = strtoll(value, NULL, 10);
	if (o != NULL && o->type == OPTION_NUMBER && (n < o->min || n > o->max)) {
		n = strtoll(o->value, NULL, 10);
	}
	return n;
}

int64_t option_number(const struct model *m, const struct session *s, const struct window *w,
	const struct pane *p, const char *name)
{
	return number_of(name, option_get(m, s, w, p, name));
}

static bool is_on(const char *v)
{
	return strcmp(v, "on") == 0 || strcmp(v, "yes") == 0 || strcmp(v, "1") == 0;
}

bool option_flag(const struct model *m, const struct session *s, const struct window *w, const struct pane *p,
	const char *name)
{
	return is_on(option_get(m, s, w, p, name));
}

/* ---- values ---- */

static int check_number(const struct option_def *o, const char *value, char **out, char **err)
{
	char *end;
	errno = 0;
	long long n = strtoll(value, &end, 10);
	if (end == value || *end != '\0') {
		*err = mem_printf("value is invalid: %s", value);
	} else if (n < o->min || (errno == ERANGE && n < 0)) {
		*err = mem_printf("value is too small: %s", value);
	} else if (n > o->max || errno == ERANGE) {
		*err = mem_printf("value is too large: %s", value);
	} else {
		*out = mem_printf("%lld", n);
		return 0;
	}
	return ERR_ARG;
}

static int check_flag(const char *value, const char *now, char **out, char **err)
{
	bool on;
	if (value == NULL) {
		on = now == NULL || !is_on(now);
	} else if (strcasecmp(value, "on") == 0 || strcasecmp(value, "yes") == 0 || strcmp(value, "1") == 0) {
		on = true;
	} else if (strcasecmp(value, "off") == 0 || strcasecmp(value, "no") == 0 || strcmp(value, "0") == 0) {
		on = false;
	} else {
		*err = mem_printf("bad value: %s", value);
		return ERR_ARG;
	}
	*out = mem_strdup(on ? "on" : "off");
	return 0;
}

/* Without a value the first two change places. */
static int check_choice(const struct option_def *o, const char *value, const char *now, char **out, char **err)
{
	if (value == NULL) {
		bool first = now != NULL && strcmp(now, o->choices[0]) == 0;
		bool second = now != NULL && strcmp(now, o->choices[1]) == 0;
		*out = mem_strdup(first ? o->choices[1] : second || now == NULL ? o->choices[0] : now);
		return 0;
	}
	for (size_t i = 0; o->choices[i] != NULL; i++) {
		if (strcmp(o->choices[i], value) == 0) {
			*out = mem_strdup(value);
			return 0;
		}
	}
	*err = mem_printf("unknown value: %s", value);
	return ERR_ARG;
}

static int check_key(const char *value, char **out, char **err)
{
	keycode_t key;
	char name[32];
	if (key_parse(value, &key) < 0) {
		*err = mem_printf("bad key: %s", value);
		return ERR_ARG;
	}
	*out = mem_strdup(key == KEY_NONE ? "None" : key_name(key, name));
	return 0;
}

/* A value that holds a format is known only when it is expanded. */
static bool has_format(const char *value)
{
	return strstr(value, "#{") != NULL;
}

static int check_look(const struct option_def *o, const char *value, char **out, char **err)
{
	struct style base = {0}, style = {0};
	colour_t colour;
	bool is_style = o->type == OPTION_STYLE;
	int r = has_format(value) ? 0 : is_style ? style_parse(value, &base, &style) : colour_parse(value, &colour);
	if (r < 0) {
		*err = mem_printf(is_style ? "invalid style: %s" : "bad colour: %s", value);
		return ERR_ARG;
	}
	*out = mem_strdup(value);
	return 0;
}

int option_check(const struct option_def *o, const char *value, const char *now, char **out, char **err)
{
	if (value == NULL && o->type != OPTION_FLAG && o->type != OPTION_CHOICE) {
		*err = mem_strdup("empty value");
		return ERR_ARG;
	}
	switch (o->type) {
	case OPTION_NUMBER:
		return check_number(o, value, out, err);
	case OPTION_FLAG:
		return check_flag(value, now, out, err);
	case OPTION_CHOICE:
		return check_choice(o, value, now, out, err);
	case OPTION_KEY:
		return check_key(value, out, err);
	case OPTION_COLOUR:
	case OPTION_STYLE:
		return check_look(o, value, out, err);
	default:
		break;
	}
	if (strcmp(o->name, "default-shell") == 0 && value[0] != '/') {
		*err = mem_printf("not a suitable shell: %s", value);
		return ERR_ARG;
	}
	*out = mem_strdup(value);
	return 0;
}

/* ---- for the client ---- */

static void put_escaped(struct buf *out, const char *value)
{
	for (const char *p = value; *p != '\0'; p++) {
		if (*p == '\\' || *p == '\n') {
			buf_u8(out, '\\');
		}
		buf_u8(out, (uint8_t)(*p == '\n' ? 'n' : *p));
	}
}

/* Variables that the client fills in. */
static bool is_clients(const char *name)
{
	return strncmp(name, "link_", 5) == 0 || strncmp(name, "predict_", 8) == 0;
}

/* Formats need the model, which the client lacks. */
static bool wants_expansion(const struct option_def *o, const char *value)
{
	bool look = o->type == OPTION_STYLE || o->type == OPTION_COLOUR;
	return (look && has_format(value)) || strcmp(o->name, "set-titles-string") == 0;
}

void option_client_text(const struct model *m, const struct session *s, struct buf *out)
{
	struct window *w = m != NULL && s != NULL ? model_current_window(m, s) : NULL;
	struct pane *p = w != NULL ? model_pane(m, w->active) : NULL;
	struct session *mine = m != NULL && s != NULL ? model_session(m, s->id) : NULL;
	struct format_ctx f = {.model = m, .at = {.session = mine, .window = w, .pane = p}, .keep = is_clients};
	f.at.index = s != NULL ? s->current : -1;
	for (size_t i = 0; i < option_table_count; i++) {
		const struct option_def *o = &option_table[i];
		if (!o->to_client) {
			continue;
		}
		const char *value = option_get(m, s, w, p, o->name);
		char *expanded = wants_expansion(o, value) ? format_expand(&f, value) : NULL;
		buf_printf(out, "%s=", o->name);
		put_escaped(out, expanded != NULL ? expanded : value);
		buf_u8(out, '\n');
		free(expanded);
	}
}

static void take_line(const char *line, size_t len, struct optmap *out)
{
	const char *equals = memchr(line, '=', len);
	if (equals == NULL || equals == line) {
		return;
	}
	struct buf value = {0};
	char *name = mem_strndup(line, (size_t)(equals - line));
	const struct option_def *o = find_exact(name, strlen(name));
	for (const char *p = equals + 1; p < line + len; p++) {
		if (*p == '\\' && p + 1 < line + len) {
			p++;
			buf_u8(&value, (uint8_t)(*p == 'n' ? '\n' : *p));
		} else {
			buf_u8(&value, (uint8_t)*p);
		}
	}
	if (o != NULL && o->to_client && memchr(value.data != NULL ? value.data + value.head : (const uint8_t *)"", 0, value.len) == NULL) {
		optmap_set(out, name, buf_str(&value));
	}
	buf_finish(&value);
	free(name);
}

void option_client_parse(const char *text, size_t len, struct optmap *out)
{
	for (size_t at = 0; at < len;) {
		const char *end = memchr(text + at, '\n', len - at);
		size_t n = end != NULL ? (size_t)(end - (text + at)) : len - at;
		take_line(text + at, n, out);
		at += n + 1;
	}
}

const char *option_client_get(const struct optmap *options, const char *name)
{
	const char *v = optmap_get(options, name);
	if (v != NULL) {
		return v;
	}
	const struct option_def *o = find_exact(name, strlen(name));
	return o != NULL ? o->value : "";
}

int64_t option_client_number(const struct optmap *options, const char *name)
{
	return number_of(name, option_client_get(options, name));
}
