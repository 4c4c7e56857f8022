/* tests/fuzz/fuzz_cmd.c -- any text as a command line and as a configuration. What parses must print as
 * text that parses to the same; the second half of the input serves as lines of key bindings. */
#include <stdlib.h>

#include "base/mem.h"
#include "cmd/keytable.h"
#include "cmd/lex.h"
#include "cmd/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check_print(const struct cmd_list *list)
{
	struct cmd_list *again = NULL;
	struct buf first = {0}, second = {0};
	char *err = NULL;
	cmd_list_print(list, &first);
	if (cmd_parse_text(buf_str(&first), NULL, NULL, &again, &err) < 0) {
		abort();
	}
	cmd_list_print(again, &second);
	if (!bytes_equal(buf_bytes(&first), buf_bytes(&second)) || again->count != list->count) {
		abort();
	}
	cmd_list_free(again);
	buf_finish(&first);
	buf_finish(&second);
}

static void check_quote(const char *text)
{
	struct buf quoted = {0}, word = {0};
	struct lex l;
	lex_quote(text, &quoted);
	lex_init(&l, buf_str(&quoted), NULL);
	enum lex_kind kind = lex_next(&l, &word);
	if ((kind != LEX_WORD && kind != LEX_ASSIGN) || strcmp(buf_str(&word), text) != 0) {
		abort();
	}
	buf_finish(&quoted);
	buf_finish(&word);
}

static void check_keys(const char *text)
{
	struct key_tables *t = key_tables_new();
	struct buf first = {0}, second = {0};
	key_tables_load(t, text);
	key_tables_print(t, NULL, &first);
	if (key_tables_load(t, buf_str(&first)) < 0) {
		abort();
	}
	key_tables_print(t, NULL, &second);
	if (!bytes_equal(buf_bytes(&first), buf_bytes(&second))) {
		abort();
	}
	buf_finish(&first);
	buf_finish(&second);
	key_tables_free(t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct optmap env = {0}, assign = {0};
	struct cmd_list *list = NULL;
	char *err = NULL, *text = mem_strndup((const char *)data, len);
	optmap_set(&env, "HOME", "/home/user");
	optmap_set(&env, "A", "a b");
	if (cmd_parse_text(text, &env, &assign, &list, &err) == 0) {
		check_print(list);
	} else if (err == NULL) {
		abort();
	}
	cmd_list_free(list);
	free(err);
	check_quote(text);
	check_keys(text);
	char *argv[] = {text, text + strlen(text) / 2};
	list = NULL;
	err = NULL;
	cmd_parse_argv(2, argv, &list, &err);
	cmd_list_free(list);
	free(err);
	free(text);
	optmap_finish(&env);
	optmap_finish(&assign);
	return 0;
}
