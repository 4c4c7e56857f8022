/* cmd/commands.c -- the table, and finding a command by what was typed. */
#include "cmd/commands.h"

#include <string.h>

#include "base/mem.h"

#define COMMAND(name) extern const struct cmd_def cmd_##name;
#include "cmd/commands.def"
#undef COMMAND

static const struct cmd_def *const table[] = {
#define COMMAND(name) &cmd_##name,
#include "cmd/commands.def"
#undef COMMAND
};

/* Names that older files use. */
static const struct {
	const char *from, *to;
} aliases[] = {{"split-pane", "split-window"}, {"splitp", "split-window"}};

size_t cmd_count(void)
{
	return sizeof(table) / sizeof(table[0]);
}

const struct cmd_def *cmd_at(size_t i)
{
	return table[i];
}

static void add_candidate(struct buf *list, const char *name)
{
	buf_puts(list, list->len > 0 ? ", " : "");
	buf_puts(list, name);
}

const struct cmd_def *cmd_find(const char *name, char **err)
{
	const struct cmd_def *found = NULL;
	struct buf candidates = {0};
	size_t n = 0, len = strlen(name);
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
		name = strcmp(name, aliases[i].from) == 0 ? aliases[i].to : name;
	}
	for (size_t i = 0; i < cmd_count(); i++) {
		const struct cmd_def *d = table[i];
		if (strcmp(d->name, name) == 0 ||
			(d->alias != NULL && strcmp(d->alias, name) == 0)) {
			buf_finish(&candidates);
			return d;
		}
		if (len > 0 && strncmp(d->name, name, len) == 0) {
			found = d;
			n++;
			add_candidate(&candidates, d->name);
		}
	}
	if (n != 1 && err != NULL) {
		*err = n == 0 ? mem_printf("unknown command: %s", name)
			      : mem_printf("ambiguous command: %s, could be: %s", name,
					buf_str(&candidates));
	}
	buf_finish(&candidates);
	return n == 1 ? found : NULL;
}
