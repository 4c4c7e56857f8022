/* tests/unit/cmd/commands_tickets_test.c -- tickets: listed, and ended by their ids. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "tests/unit/cmd/world.h"

#define TICKETS 3

struct shelf {
	struct world w;
	struct cmd_ticket at[TICKETS];
	bool gone[TICKETS];
};

static void each(void *ctx, bool (*f)(void *arg, const struct cmd_ticket *t), void *arg)
{
	struct shelf *s = ctx;
	for (size_t i = 0; i < TICKETS; i++) {
		s->gone[i] = s->gone[i] || f(arg, &s->at[i]);
	}
}

static void fill(struct shelf *s)
{
	memset(s, 0, sizeof(*s));
	world_init(&s->w);
	s->w.host.ctx = s;
	s->w.host.tickets = each;
	s->at[0] = (struct cmd_ticket){.id = "0123456789abcdef", .client = "/dev/pts/1", .host = "desk", .session = "",
		.created = 1000, .expires = 5000, .attached = true, .kept = true};
	s->at[1] = (struct cmd_ticket){.id = "0123aaaaaaaaaaaa", .client = "/dev/pts/2", .host = "desk",
		.session = "work", .created = 2000, .used = 3000, .expires = 6000};
	s->at[2] = (struct cmd_ticket){.id = "fedcba9876543210", .client = "/dev/pts/3", .host = "phone", .session = "",
		.created = 2500, .expires = 7000, .kept = true};
}

static void test_list(void **state)
{
	struct shelf s;
	(void)state;
	fill(&s);
	static const struct step steps[] = {
		{"tickets list -F '#{ticket_id} #{ticket_client} #{ticket_host} #{?ticket_session,#{ticket_session},any}'",
			"0123456789abcdef /dev/pts/1 desk any\n0123aaaaaaaaaaaa /dev/pts/2 desk work\n"
			"fedcba9876543210 /dev/pts/3 phone any\n", NULL},
		{"tickets -F '#{ticket_created} #{ticket_used} #{ticket_expires} #{ticket_attached}#{ticket_kept}'",
			"1000  5000 11\n2000 3000 6000 00\n2500  7000 01\n", NULL},
		{"tickets list more", NULL, "usage: tickets list [-F format]"},
		{"tickets lose", NULL, "tickets: list, revoke or forget"},
		{"tickets forget", NULL, "what a client keeps is forgotten there: mux tickets forget [host]"},
	};
	WORLD_STEPS(&s.w, steps);
	assert_int_equal(world_run(&s.w, "tickets"), CMD_OK);
	const char *text = buf_str(&s.w.ctx.out);
	assert_non_null(strstr(text, "0123aaaaaaaaaaaa: /dev/pts/2 on desk, session work [issued "));
	assert_non_null(strstr(text, "0123456789abcdef: /dev/pts/1 on desk, session used last (attached) [issued "));
	assert_non_null(strstr(text, ", not used, expires "));
	world_finish(&s.w);
}

static void test_revoke(void **state)
{
	struct shelf s;
	(void)state;
	fill(&s);
	static const struct step steps[] = {
		{"tickets revoke", NULL, "usage: tickets revoke -a | id ..."},
		{"tickets revoke -a 01", NULL, "usage: tickets revoke -a | id ..."},
		{"tickets revoke 99 ''", NULL, "no such ticket"},
		{"tickets revoke 0123a", NULL, NULL},
	};
	WORLD_STEPS(&s.w, steps);
	assert_true(!s.gone[0] && s.gone[1] && !s.gone[2]);
	assert_int_equal(world_run(&s.w, "tickets revoke 0123456789abcdef fedc"), CMD_OK);
	assert_true(s.gone[0] && s.gone[2]);
	world_finish(&s.w);
	fill(&s);
	assert_int_equal(world_run(&s.w, "tickets revoke -a"), CMD_OK);
	assert_true(s.gone[0] && s.gone[1] && s.gone[2]);
	world_finish(&s.w);
	fill(&s);
	assert_int_equal(world_run(&s.w, "tickets -a revoke"), CMD_OK);
	assert_true(s.gone[0] && s.gone[1] && s.gone[2]);
	s.w.host.tickets = NULL;
	assert_int_equal(world_run(&s.w, "tickets list"), CMD_ERROR);
	world_finish(&s.w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_revoke),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
