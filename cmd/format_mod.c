/* cmd/format_mod.c -- the modifiers of formats. */
#include "cmd/format_mod.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "base/width.h"
#include "cmd/format.h"
#include "cmd/glob.h"
#include "cmd/limits.h"

/* ---- syntax ---- */

size_t format_skip(const char *text, const char *ends, bool *found)
{
	size_t at = 0;
	int open = 0;
	for (; text[at] != '\0'; at++) {
		if (text[at] == '#' && text[at + 1] == '{') {
			open++;
			at++;
		} else if (text[at] == '#' && text[at + 1] != '\0' && strchr(",#{}:", text[at + 1]) != NULL) {
			at++;
		} else if (open > 0 && text[at] == '}') {
			open--;
		} else if (open == 0 && strchr(ends, text[at]) != NULL) {
			*found = true;
			return at;
		}
	}
	*found = false;
	return at;
}

static bool is_end(char c)
{
	return c == ';' || c == ':';
}

static bool add_arg(struct modifier *m, const char *text, size_t len)
{
	if (m->count == FORMAT_MOD_ARGS) {
		return false;
	}
	m->args[m->count++] = mem_strndup(text, len);
	return true;
}

/* /a/b/ or 12 after the letter. NULL: not a modifier. */
static const char *take_args(const char *at, struct modifier *m)
{
	bool found;
	if (!ispunct((unsigned char)*at) || *at == '-' || (*at == '#' && at[1] == '{')) {
		size_t n = format_skip(at, ":;", &found);
		return found && add_arg(m, at, n) ? at + n : NULL;
	}
	const char wrapper[] = {*at, ';', ':', '\0'};
	const char mark = *at;
	do {
		at++;
		size_t n = format_skip(at, wrapper, &found);
		if (!found || !add_arg(m, at, n)) {
			return NULL;
		}
		at += n;
		if (*at == mark && is_end(at[1])) {
			at++;
			break;
		}
	} while (!is_end(*at));
	return at;
}

static const char *take_modifier(const char *at, struct modifier *m)
{
	static const char *const pairs[] = {"||", "&&", "!=", "!!", "==", "<=", ">="};
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		if (strncmp(at, pairs[i], 2) == 0 && is_end(at[2])) {
			memcpy(m->name, pairs[i], 2);
			return at + 2;
		}
	}
	if (*at == '\0' || strchr("labcdnwETSWPLR<>!mCNst=peq", *at) == NULL) {
		return NULL;
	}
	m->name[0] = *at;
	if (is_end(at[1])) {
		return at + 1;
	}
	return strchr("cmCNst=peqSWPL", *at) != NULL && at[1] != '\0' ? take_args(at + 1, m) : NULL;
}

const char *format_modifiers(const char *key, struct modifiers *out)
{
	*out = (struct modifiers){0};
	while (*key != '\0' && *key != ':') {
		if (*key == ';') {
			key++;
			continue;
		}
		if (out->count == FORMAT_MODIFIERS) {
			key = NULL;
			break;
		}
		key = take_modifier(key, &out->at[out->count++]);
		if (key == NULL) {
			break;
		}
	}
	if (key == NULL || *key != ':' || out->count == 0) {
		format_modifiers_finish(out);
		return NULL;
	}
	return key + 1;
}

void format_modifiers_finish(struct modifiers *m)
{
	for (size_t i = 0; i < m->count; i++) {
		for (size_t j = 0; j < m->at[i].count; j++) {
			free(m->at[i].args[j]);
		}
	}
	*m = (struct modifiers){0};
}

const struct modifier *format_modifier(const struct modifiers *m, const char *name)
{
	for (size_t i = m->count; i > 0; i--) {
		if (strcmp(m->at[i - 1].name, name) == 0) {
			return &m->at[i - 1];
		}
	}
	return NULL;
}

bool format_modifier_has(const struct modifier *m, char flag)
{
	return m->count > 0 && strchr(m->args[0], flag) != NULL;
}

bool format_is_true(const char *value)
{
	return value[0] != '\0' && strcmp(value, "0") != 0;
}

int format_bounded_int(const char *text, int limit)
{
	long n = strtol(text, NULL, 10);
	return n > limit ? limit : n < -limit ? -limit : (int)n;
}

/* ---- width ---- */

/* One step through styled text: a mark (no width), "##" (one column), or a cluster. */
static size_t step(const char *at, size_t left, size_t *width)
{
	size_t n = 0;
	*width = 0;
	if (at[0] != '#') {
		n = cluster_next(at, left);
		*width = width_text(at, n);
		return n;
	}
	if (left > 1 && at[1] == '[') {
		const char *end = memchr(at, ']', left);
		return end != NULL ? (size_t)(end - at) + 1 : left;
	}
	*width = 1;
	return left > 1 && at[1] == '#' ? 2 : 1;
}

size_t format_width(const char *value)
{
	size_t len = strlen(value), total = 0, width;
	for (size_t at = 0; at < len; total += width) {
		at += step(value + at, len - at, &width);
	}
	return total;
}

/* Keeps the marks, and of the rest what lies within columns [from, to). */
static char *cut(const char *value, size_t from, size_t to)
{
	struct buf out = {0};
	size_t len = strlen(value), width, column = 0;
	for (size_t at = 0; at < len;) {
		size_t n = step(value + at, len - at, &width);
		bool mark = width == 0 && value[at] == '#';
		if (mark || (column >= from && column + width <= to)) {
			buf_put(&out, value + at, n);
		}
		column += width;
		at += n;
	}
	return buf_take_str(&out);
}

char *format_trim(const char *value, int width, const char *suffix)
{
	size_t have = format_width(value), want = (size_t)(width < 0 ? -(long)width : width);
	if (have <= want) {
		return mem_strdup(value);
	}
	char *part = width >= 0 ? cut(value, 0, want) : cut(value, have - want, have);
	char *out = width >= 0 ? mem_printf("%s%s", part, suffix) : mem_printf("%s%s", suffix, part);
	free(part);
	return out;
}

char *format_pad(const char *value, int width)
{
	size_t have = format_width(value), want = (size_t)(width < 0 ? -(long)width : width);
	int missing = have < want && want <= LIMIT_FORMAT_PAD ? (int)(want - have) : 0;
	return width >= 0 ? mem_printf("%s%*s", value, missing, "") : mem_printf("%*s%s", missing, "", value);
}

/* ---- text ---- */

char *format_literal(const char *text)
{
	struct buf out = {0};
	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '#' && p[1] == '{') {
			buf_u8(&out, (uint8_t)*p++);
		} else if (*p == '#' && p[1] != '\0' && strchr(",#}:", p[1]) != NULL) {
			p++;
		}
		buf_u8(&out, (uint8_t)*p);
	}
	return buf_take_str(&out);
}

char *format_quote_shell(const char *value)
{
	struct buf out = {0};
	for (const char *p = value; *p != '\0'; p++) {
		if (strchr("|&;<>()$`\\\"'*?[# =%", *p) != NULL) {
			buf_u8(&out, '\\');
		}
		buf_u8(&out, (uint8_t)*p);
	}
	return buf_take_str(&out);
}

char *format_quote_hash(const char *value)
{
	struct buf out = {0};
	for (const char *p = value; *p != '\0'; p++) {
		if (*p == '#') {
			buf_u8(&out, '#');
		}
		buf_u8(&out, (uint8_t)*p);
	}
	return buf_take_str(&out);
}

/* Bytes without slashes at the end; 1 for the root alone. */
static size_t path_len(const char *path, size_t len)
{
	while (len > 1 && path[len - 1] == '/') {
		len--;
	}
	return len;
}

char *format_basename(const char *path)
{
	size_t len = path_len(path, strlen(path)), at = len;
	while (at > 0 && path[at - 1] != '/') {
		at--;
	}
	return at == len ? mem_strndup(path, len) : mem_strndup(path + at, len - at);
}

char *format_dirname(const char *path)
{
	size_t len = path_len(path, strlen(path));
	while (len > 0 && path[len - 1] != '/') {
		len--;
	}
	return len == 0 ? mem_strdup(".") : mem_strndup(path, path_len(path, len));
}

/* ---- regular expressions ---- */

#define REGEX_TEXT 8192
#define REGEX_PATTERN 256
#define REGEX_REPEAT 512 /* product of the bounds of {m,n}: each copies its part of the machine */

/* Refuses what makes the C library slow or large: back references and nested bounds. */
static bool is_cheap(const char *pattern)
{
	unsigned long product = 1;
	if (strlen(pattern) > REGEX_PATTERN) {
		return false;
	}
	for (const char *p = pattern; *p != '\0'; p++) {
		if (*p == '\\' && isdigit((unsigned char)p[1])) {
			return false;
		}
		if (*p == '\\' && p[1] != '\0') {
			p++;
		} else if (*p == '{') {
			unsigned long most = 1;
			for (const char *q = p + 1; *q != '}' && *q != '\0'; q++) {
				unsigned long n = isdigit((unsigned char)*q) ? strtoul(q, NULL, 10) : 0;
				most = n > most ? n : most;
			}
			if (most > REGEX_REPEAT || (product *= most) > REGEX_REPEAT) {
				return false;
			}
		}
	}
	return true;
}

static bool compile(regex_t *re, const char *pattern, const char *value, int flags)
{
	return strlen(value) <= REGEX_TEXT && is_cheap(pattern) && regcomp(re, pattern, REG_EXTENDED | flags) == 0;
}

bool format_matches(const char *pattern, const char *value, bool regex, bool ignore_case)
{
	regex_t re;
	if (!regex) {
		return glob_match(pattern, value, ignore_case);
	}
	if (!compile(&re, pattern, value, REG_NOSUB | (ignore_case ? REG_ICASE : 0))) {
		return false;
	}
	bool hit = regexec(&re, value, 0, NULL, 0) == 0;
	regfree(&re);
	return hit;
}

static void put_replacement(struct buf *out, const char *with, const char *value, const regmatch_t *m)
{
	for (const char *p = with; *p != '\0'; p++) {
		if (*p != '\\' || p[1] == '\0') {
			buf_u8(out, (uint8_t)*p);
			continue;
		}
		p++;
		if (!isdigit((unsigned char)*p)) {
			buf_u8(out, (uint8_t)*p);
		} else if (m[*p - '0'].rm_so >= 0) {
			const regmatch_t *g = &m[*p - '0'];
			buf_put(out, value + g->rm_so, (size_t)(g->rm_eo - g->rm_so));
		}
	}
}

char *format_substitute(const char *value, const char *pattern, const char *with, bool ignore_case)
{
	regex_t re;
	regmatch_t m[10];
	struct buf out = {0};
	if (value[0] == '\0' || !compile(&re, pattern, value, ignore_case ? REG_ICASE : 0)) {
		return mem_strdup(value);
	}
	const char *at = value;
	bool after_match = false;
	while (*at != '\0' && out.len <= LIMIT_FORMAT && regexec(&re, at, 10, m, at > value ? REG_NOTBOL : 0) == 0) {
		bool empty = m[0].rm_so == m[0].rm_eo;
		buf_put(&out, at, (size_t)m[0].rm_so);
		if (!empty || m[0].rm_so > 0 || !after_match) {
			put_replacement(&out, with, at, m);
		}
		after_match = !empty;
		at += m[0].rm_eo;
		if (empty && *at != '\0') {
			buf_u8(&out, (uint8_t)*at++);
		}
		if (pattern[0] == '^') {
			break;
		}
	}
	buf_puts(&out, at);
	regfree(&re);
	return buf_take_str(&out);
}

/* ---- numbers ---- */

static bool parse_number(const char *text, double *out)
{
	char *end;
	*out = strtod(text, &end);
	return end != text && *end == '\0' && !isnan(*out);
}

static bool calculate(const char *op, double a, double b, double *out)
{
	static const char *const compares[] = {"==", "!=", "<", ">", "<=", ">="};
	for (int i = 0; i < 6; i++) {
		if (strcmp(op, compares[i]) == 0) {
			bool equal = fabs(a - b) < 1e-9;
			const bool results[] = {equal, !equal, a < b, a > b, a <= b, a >= b};
			*out = results[i] ? 1 : 0;
			return true;
		}
	}
	if (strlen(op) != 1) {
		if (strcmp(op, "%%") != 0) {
			return false;
		}
		op = "%";
	}
	switch (op[0]) {
	case '+':
		*out = a + b;
		return true;
	case '-':
		*out = a - b;
		return true;
	case '*':
		*out = a * b;
		return true;
	case '/':
		*out = a / b;
		return b < 0 || b > 0;
	case 'm':
	case '%':
		*out = fmod(a, b);
		return b < 0 || b > 0;
	default:
		return false;
	}
}

char *format_calculate(const char *op, bool fraction, int digits, const char *left, const char *right)
{
	double a, b, result;
	if (!parse_number(left, &a) || !parse_number(right, &b)) {
		return NULL;
	}
	if (!fraction) {
		a = trunc(a);
		b = trunc(b);
	}
	if (!calculate(op, a, b, &result)) {
		return NULL;
	}
	if (!fraction) {
		result = trunc(result);
	}
	if (result <= 0 && result >= 0) {
		result = 0; /* no -0 */
	}
	return mem_printf("%.*f", fraction ? digits : 0, result);
}

/* ---- time ---- */

/* One %-code at `at` (which is '%'): its length, or 0 when it is none. */
static size_t code_len(const char *at)
{
	size_t n = 1, digits = 0;
	while (at[n] != '\0' && strchr("_-0^#", at[n]) != NULL) {
		n++;
	}
	while (isdigit((unsigned char)at[n])) {
		n++;
		digits++;
	}
	n += at[n] == 'E' || at[n] == 'O';
	return isalpha((unsigned char)at[n]) || at[n] == '%' || at[n] == '+' ? (digits <= 2 && n < 10 ? n + 1 : 0) : 0;
}

char *format_strftime(const char *text, int64_t wall)
{
	struct buf out = {0};
	struct tm tm;
	time_t t = (time_t)wall;
	if (localtime_r(&t, &tm) == NULL) {
		return mem_strdup(text);
	}
	for (const char *p = text; *p != '\0' && out.len <= LIMIT_FORMAT;) {
		size_t n = *p == '%' ? code_len(p) : 0;
		if (n == 0) {
			buf_u8(&out, (uint8_t)*p++);
			continue;
		}
		char code[16], value[256];
		memcpy(code, p, n);
		code[n] = '\0';
		buf_put(&out, value, strftime(value, sizeof(value), code, &tm));
		p += n;
	}
	return buf_take_str(&out);
}

char *format_time(int64_t at, const char *format)
{
	return format_strftime(format != NULL ? format : "%a %b %e %H:%M:%S %Y", at);
}

char *format_time_pretty(int64_t at, int64_t now)
{
	struct tm then, today;
	time_t t = (time_t)at, n = (time_t)now;
	if (localtime_r(&t, &then) == NULL || localtime_r(&n, &today) == NULL) {
		return mem_strdup("");
	}
	int64_t age = now > at ? now - at : 0;
	const char *format = "%h%y";
	if (age < 24 * 3600) {
		format = "%H:%M";
	} else if (age < 28 * 24 * 3600 && then.tm_year == today.tm_year && then.tm_mon == today.tm_mon) {
		format = "%a%d";
	} else if (age < 365 * 24 * 3600LL) {
		format = "%d%b";
	}
	return format_strftime(format, at);
}
