/* cmd/tickets.c -- tickets: what clients may come back with, and the end of it. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cmd/support.h"

#define TICKETS_FORMAT                                                                             \
	"#{ticket_id}: #{ticket_client} on #{ticket_host}, session "                               \
	"#{?ticket_session,#{ticket_session},used last}"                                           \
	"#{?ticket_attached, (attached),} [issued #{t:ticket_created}, "                           \
	"#{?ticket_used,used #{t:ticket_used}#,,not used#,} expires #{t:ticket_expires}]"

struct tickets_run {
	struct cmd_ctx *ctx;
	const struct cmd *cmd;
	const char *format; /* of a list */
	bool all;
	size_t first, count; /* words that name some */
	size_t found;
};

static void put_number(struct optmap *m, const char *name, int64_t n)
{
	char *text = mem_printf("%lld", (long long)n);
	optmap_set(m, name, text);
	free(text);
}

static bool print_ticket(void *arg, const struct cmd_ticket *t)
{
	struct tickets_run *run = arg;
	struct optmap extra = {0};
	struct format_ctx f = {.model = run->ctx->model, .extra = &extra};
	optmap_set(&extra, "ticket_id", t->id);
	optmap_set(&extra, "ticket_client", t->client);
	optmap_set(&extra, "ticket_host", t->host);
	optmap_set(&extra, "ticket_session", t->session);
	put_number(&extra, "ticket_attached", t->attached);
	put_number(&extra, "ticket_kept", t->kept);
	put_number(&extra, "ticket_created", t->created);
	optmap_set(&extra, "ticket_used", "");
	if (t->used != 0) {
		put_number(&extra, "ticket_used", t->used);
	}
	put_number(&extra, "ticket_expires", t->expires);
	char *text = format_expand(&f, run->format);
	cmd_print(run->ctx, "%s", text);
	free(text);
	optmap_finish(&extra);
	return false;
}

/* Named by its id, or so much of the beginning of it as was typed. */
static bool is_revoked(void *arg, const struct cmd_ticket *t)
{
	struct tickets_run *run = arg;
	bool named = run->all;
	for (size_t i = 0; i < run->count; i++) {
		const char *word = run->cmd->args[run->first + i];
		named |= word[0] != '\0' && strncmp(t->id, word, strlen(word)) == 0;
	}
	run->found += named;
	return named;
}

static enum cmd_result list(struct tickets_run *run)
{
	if (run->count == 2 && strcmp(run->cmd->args[run->first], "-F") == 0) {
		run->format = run->cmd->args[run->first + 1];
	} else if (run->count > 0) {
		return cmd_error(run->ctx, "usage: tickets list [-F format]");
	}
	run->ctx->host->tickets(run->ctx->host->ctx, print_ticket, run);
	return CMD_OK;
}

static enum cmd_result revoke(struct tickets_run *run)
{
	if (run->count > 0 && strcmp(run->cmd->args[run->first], "-a") == 0) {
		run->all = true;
		run->first++;
		run->count--;
	}
	if (run->all ? run->count > 0 : run->count == 0) {
		return cmd_error(run->ctx, "usage: tickets revoke -a | id ...");
	}
	run->ctx->host->tickets(run->ctx->host->ctx, is_revoked, run);
	return run->found > 0 || run->all ? CMD_OK : cmd_error(run->ctx, "no such ticket");
}

static enum cmd_result exec_tickets(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct tickets_run run = {.ctx = c, .cmd = cmd, .format = TICKETS_FORMAT, .all = cmd_has(cmd, 'a'), .first = 1};
	const char *what = cmd->arg_count > 0 ? cmd->args[0] : "list";
	run.count = cmd->arg_count > 1 ? cmd->arg_count - 1 : 0;
	if (cmd_value(cmd, 'F') != NULL) {
		run.format = cmd_value(cmd, 'F');
	}
	if (c->host->tickets == NULL) {
		return cmd_error(c, "no tickets here");
	}
	if (strcmp(what, "list") == 0) {
		return list(&run);
	}
	if (strcmp(what, "revoke") == 0) {
		return revoke(&run);
	}
	if (strcmp(what, "forget") == 0) {
		return cmd_error(c, "what a client keeps is forgotten there: mux tickets forget [host]");
	}
	return cmd_error(c, "tickets: list, revoke or forget");
}

const struct cmd_def cmd_tickets = {
	.name = "tickets",
	.flags = "aF:",
	.max_args = -1,
	.usage = "[-a] [-F format] [list | revoke [id ...] | forget [host]]",
	.exec = exec_tickets,
};
