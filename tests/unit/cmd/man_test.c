/* tests/unit/cmd/man_test.c -- man/mux.1 has a paragraph for each command and option, with the
 * flags, the alias and the default of its row, and none for what does not exist. MUX_SOURCE says
 * where the sources are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "cmd/commands.h"
#include "cmd/options.h"

/* The page without what mdoc escapes: \- is -, \&. is a period at the beginning of a line. */
static char *page(void)
{
	static const char *const escapes[][2] = {{"\\-", "-"}, {"\\&", ""}, {"\\(aq", "'"},
		{"\\(ga", "`"}, {"\\(dq", "\""}, {"\\(ti", "~"}, {"\\(ha", "^"}, {"\\e", "\\"}};
	const char *dir = getenv("MUX_SOURCE");
	char *path = mem_printf("%s/man/mux.1", dir != NULL ? dir : ".");
	FILE *f = fopen(path, "r");
	struct buf raw = {0}, text = {0};
	char chunk[4096];
	if (f == NULL) {
		fail_msg("%s cannot be read: set MUX_SOURCE", path);
	}
	for (size_t n; (n = fread(chunk, 1, sizeof(chunk), f)) > 0;) {
		buf_put(&raw, chunk, n);
	}
	fclose(f);
	free(path);
	for (const char *at = buf_str(&raw); *at != '\0';) {
		size_t i = 0, count = sizeof(escapes) / sizeof(escapes[0]);
		while (i < count && strncmp(at, escapes[i][0], strlen(escapes[i][0])) != 0) {
			i++;
		}
		if (i < count) {
			buf_puts(&text, escapes[i][1]);
			at += strlen(escapes[i][0]);
		} else {
			buf_u8(&text, (uint8_t)*at++);
		}
	}
	buf_finish(&raw);
	return buf_take_str(&text);
}

/* A section, from its .Sh to the next. Caller frees. */
static char *section(const char *page_text, const char *name)
{
	char *head = mem_printf("\n.Sh %s\n", name);
	const char *at = strstr(page_text, head);
	if (at == NULL) {
		fail_msg("no section %s", name);
	}
	at += strlen(head) - 1;
	const char *end = strstr(at, "\n.Sh ");
	free(head);
	return mem_strndup(at, end != NULL ? (size_t)(end - at) : strlen(at));
}

/* The paragraph that begins with `item`; "" when there is none. Caller frees. */
static char *paragraph(const char *text, const char *item)
{
	char *head = mem_printf("\n%s\n", item);
	const char *at = strstr(text, head);
	free(head);
	if (at == NULL) {
		return mem_strdup("");
	}
	const char *end = strstr(at + 1, "\n.It ");
	return mem_strndup(at, end != NULL ? (size_t)(end - at) : strlen(at));
}

static bool says_flags(const char *text, const char *flags)
{
	for (const char *f = flags; *f != '\0'; f++) {
		bool found = *f == ':';
		for (const char *at = text; !found && (at = strstr(at, "Fl ")) != NULL; at += 3) {
			found = memchr(at + 3, *f, strcspn(at + 3, " \n")) != NULL;
		}
		if (!found) {
			print_error("flag -%c\n", *f);
			return false;
		}
	}
	return true;
}

static void test_commands(void **state)
{
	(void)state;
	char *all = page(), *text = section(all, "COMMANDS");
	size_t missing = 0, items = 0;
	for (size_t i = 0; i < cmd_count(); i++) {
		const struct cmd_def *d = cmd_at(i);
		char *item = mem_printf(".It Xo Ic %s", d->name), *par = paragraph(text, item);
		char *alias =
			mem_printf(".D1 Pq alias : Ic %s\n", d->alias != NULL ? d->alias : "");
		const char *body = strstr(par, "\n.Xc\n");
		if (body == NULL || strlen(body) < 30 ||
			(d->alias != NULL && strstr(par, alias) == NULL) ||
			!says_flags(par, d->flags)) {
			print_error("%s: no paragraph, or not its alias and flags\n", d->name);
			missing++;
		}
		free(item);
		free(par);
		free(alias);
	}
	for (const char *at = text; (at = strstr(at, "\n.It Xo Ic ")) != NULL; at++) {
		items++;
	}
	assert_int_equal(missing, 0);
	assert_int_equal(items, cmd_count());
	free(text);
	free(all);
}

static void test_options(void **state)
{
	(void)state;
	char *all = page(), *text = section(all, "OPTIONS");
	size_t missing = 0, items = 0;
	for (size_t i = 0; i < option_count(); i++) {
		const struct option_def *o = option_at(i);
		char *item = mem_printf(".It Ic %s", o->name), *par = paragraph(text, item);
		const char *value = strstr(par, "\nDefault:\n");
		/* A long default is broken over lines: its beginning has to do. */
		char *start = mem_strndup(o->value, strlen(o->value) < 40 ? strlen(o->value) : 40);
		if (value == NULL || strstr(value, start[0] != '\0' ? start : "empty") == NULL) {
			print_error(
				"%s: no paragraph, or not its default (%s)\n", o->name, o->value);
			missing++;
		}
		free(item);
		free(par);
		free(start);
	}
	for (const char *at = text; (at = strstr(at, "\n.It Ic ")) != NULL; at++) {
		items++;
	}
	assert_int_equal(missing, 0);
	assert_int_equal(items, option_count());
	free(text);
	free(all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_options),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
