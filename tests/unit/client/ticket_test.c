/* tests/unit/client/ticket_test.c -- tickets on a client's disk: kept whole, one holder, nobody else's believed. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/rng.h"
#include "client/ticket.h"

#define NOW 1000000
#define DEST "ssh|mux|me@far|attach"

static struct ticket any_ticket(struct rng rng)
{
	struct ticket t = {.expires = rng_u64(rng), .rtt_us = (uint32_t)rng_u64(rng), .udp = rng_below(rng, 2) == 1};
	size_t len = 1 + (size_t)rng_below(rng, sizeof(t.dest) - 1);
	memset(t.dest, 'd', len);
	snprintf(t.host, sizeof(t.host), "host%u", (unsigned)rng_below(rng, 100));
	rng_fill(rng, t.id, sizeof(t.id));
	rng_fill(rng, t.key, sizeof(t.key));
	t.remote_count = 1 + (size_t)rng_below(rng, LIMIT_TICKET_ADDRS);
	for (size_t i = 0; i < t.remote_count; i++) {
		struct addr *a = &t.remotes[i];
		bool v6 = rng_below(rng, 2) == 1;
		a->family = v6 ? ADDR_IP6 : ADDR_IP4;
		rng_fill(rng, a->ip, v6 ? 16 : 4);
		a->port = (uint16_t)(1 + rng_below(rng, 65535));
		a->scope = v6 ? (uint32_t)rng_below(rng, 9) : 0;
	}
	return t;
}

static bool same(const struct ticket *a, const struct ticket *b)
{
	bool yes = strcmp(a->dest, b->dest) == 0 && strcmp(a->host, b->host) == 0 && a->expires == b->expires &&
		a->rtt_us == b->rtt_us && a->udp == b->udp && memcmp(a->id, b->id, sizeof(a->id)) == 0 &&
		memcmp(a->key, b->key, sizeof(a->key)) == 0 && a->remote_count == b->remote_count;
	for (size_t i = 0; yes && i < a->remote_count; i++) {
		yes = addr_equal(&a->remotes[i], &b->remotes[i]);
	}
	return yes;
}

/* decode(encode(t)) == t; cut anywhere, or longer, it is nothing. */
static void test_kept_whole(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 50; seed++) {
		struct rng_seed s;
		struct ticket t = any_ticket(rng_seeded(&s, seed)), u = {.rtt_us = 7}, untouched = u;
		struct buf b = {0};
		ticket_encode(&t, &b);
		assert_true(b.len > 0 && b.len <= LIMIT_TICKET_BYTES);
		for (size_t len = 0; len < b.len; len++) {
			assert_int_equal(ticket_decode(bytes_of(buf_bytes(&b).data, len), &u), ERR_PROTO);
		}
		assert_memory_equal(&u, &untouched, sizeof(u));
		assert_int_equal(ticket_decode(buf_bytes(&b), &u), 0);
		assert_true(same(&t, &u));
		buf_u8(&b, 0);
		assert_int_equal(ticket_decode(buf_bytes(&b), &u), ERR_PROTO);
		buf_finish(&b);
	}
}

/* Whatever stands in the file, it is a value or an error. */
static void test_junk(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 3000; seed++) {
		struct rng_seed s;
		struct rng rng = rng_seeded(&s, seed);
		struct ticket t = any_ticket(rng), u;
		struct buf b = {0};
		ticket_encode(&t, &b);
		for (uint64_t n = rng_below(rng, 4) + 1; n > 0; n--) {
			b.data[b.head + (size_t)rng_below(rng, b.len)] = (uint8_t)rng_u64(rng);
		}
		if (ticket_decode(buf_bytes(&b), &u) == 0) {
			assert_true(u.remote_count >= 1 && u.remote_count <= LIMIT_TICKET_ADDRS);
			assert_true(strlen(u.dest) < sizeof(u.dest) && strlen(u.host) < sizeof(u.host));
		}
		buf_finish(&b);
	}
}

/* ---- files ---- */

static char *make_root(void)
{
	char *root = mem_strdup("/tmp/mux-ticket-test.XXXXXX");
	assert_non_null(mkdtemp(root));
	return root;
}

static void drop_root(char *root)
{
	char *command = mem_printf("rm -rf '%s'", root);
	assert_int_equal(system(command), 0);
	free(command);
	free(root);
}

static struct ticket one_ticket(const char *dest, const char *host, uint64_t expires, uint8_t mark)
{
	struct ticket t = {.expires = expires, .remote_count = 1};
	snprintf(t.dest, sizeof(t.dest), "%s", dest);
	snprintf(t.host, sizeof(t.host), "%s", host);
	memset(t.id, mark, sizeof(t.id));
	memset(t.key, mark, sizeof(t.key));
	assert_int_equal(addr_parse("192.0.2.1", 60000, &t.remotes[0]), 0);
	return t;
}

static void test_file(void **state)
{
	char *root = make_root(), *folder = mem_printf("%s/state/mux/tickets", root);
	struct ticket t = one_ticket(DEST, "me@far", NOW + 10, 1), u = {0};
	struct stat st;
	bool found = true;
	(void)state;
	struct ticket_slot *s = ticket_slot_take(folder, DEST, NOW, &u, &found);
	assert_non_null(s);
	assert_false(found);
	assert_int_equal(stat(folder, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_int_equal(ticket_slot_put(s, &t), 0);
	t.id[0] = 9;
	assert_int_equal(ticket_slot_put(s, &t), 0); /* in place of it */
	ticket_slot_free(s);
	s = ticket_slot_take(folder, DEST, NOW, &u, &found);
	assert_true(s != NULL && found && same(&t, &u));
	ticket_slot_free(s);
	s = ticket_slot_take(folder, DEST " -t other", NOW, &u, &found);
	assert_true(s != NULL && !found);
	ticket_slot_free(s);
	s = ticket_slot_take(folder, DEST, NOW + 10, &u, &found); /* too late: it is removed */
	assert_true(s != NULL && !found && ticket_slot_is_empty(s));
	ticket_slot_free(s);
	char *count = mem_printf("test $(ls '%s' | wc -l) = 0", folder);
	assert_int_equal(system(count), 0); /* no locks are left where nothing is kept */
	free(count);
	free(folder);
	drop_root(root);
}

/* Another mode, a symbolic link, a folder that others may enter, a file that is too long: not believed. */
static void test_bad_modes(void **state)
{
	static const char *const spoil[] = {
		"chmod 640 \"$f\"", "chmod 604 \"$f\"", "mv \"$f\" \"$f.x\"; ln -s \"$f.x\" \"$f\"",
		"head -c 5000 /dev/zero >>\"$f\"", ": >\"$f\"", "rm \"$f\"; mkdir \"$f\"", "rm \"$f\"; mkfifo \"$f\""};
	(void)state;
	for (size_t i = 0; i < sizeof(spoil) / sizeof(spoil[0]); i++) {
		char *root = make_root(), *folder = mem_printf("%s/t", root);
		struct ticket t = one_ticket(DEST, "far", NOW + 10, 1), u;
		bool found;
		struct ticket_slot *s = ticket_slot_take(folder, DEST, NOW, &u, &found);
		assert_non_null(s);
		assert_int_equal(ticket_slot_put(s, &t), 0);
		ticket_slot_free(s);
		char *command = mem_printf("f=$(ls -d '%s'/*-0) && { %s; }", folder, spoil[i]);
		assert_int_equal(system(command), 0);
		s = ticket_slot_take(folder, DEST, NOW, &u, &found);
		assert_false(found);
		ticket_slot_free(s);
		free(command);
		free(folder);
		drop_root(root);
	}
	char *root = make_root(), *folder = mem_printf("%s/t", root);
	bool found;
	struct ticket u;
	assert_int_equal(mkdir(folder, 0755), 0);
	assert_null(ticket_slot_take(folder, DEST, NOW, &u, &found));
	free(folder);
	drop_root(root);
}

static int in_child(int (*f)(const char *folder), const char *folder)
{
	int status = 0;
	pid_t pid = fork();
	if (pid == 0) {
		_exit(f(folder));
	}
	assert_true(pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int look(const char *folder)
{
	struct ticket t;
	bool found;
	struct ticket_slot *s = ticket_slot_take(folder, DEST, NOW, &t, &found);
	int mark = s == NULL ? 99 : found ? t.id[0] : 0;
	ticket_slot_free(s);
	return mark;
}

static int leave_two(const char *folder)
{
	struct ticket t = one_ticket(DEST, "far", NOW + 20, 2), u;
	bool found;
	struct ticket_slot *s = ticket_slot_take(folder, DEST, NOW, &u, &found);
	return s == NULL || found || ticket_slot_put(s, &t) < 0; /* ends as if killed: nothing is let go */
}

/* Two clients never have the same ticket; one that ends, however, leaves its own to the next. */
static void test_one_holder(void **state)
{
	char *root = make_root(), *folder = mem_printf("%s/t", root);
	struct ticket t = one_ticket(DEST, "far", NOW + 10, 1), u;
	bool found;
	(void)state;
	struct ticket_slot *s = ticket_slot_take(folder, DEST, NOW, &u, &found);
	assert_non_null(s);
	assert_int_equal(ticket_slot_put(s, &t), 0);
	assert_int_equal(in_child(look, folder), 0);
	assert_int_equal(in_child(leave_two, folder), 0);
	assert_int_equal(in_child(look, folder), 2);
	ticket_slot_free(s);
	assert_int_equal(in_child(look, folder), 2); /* the one that is good for longest */
	s = ticket_slot_take(folder, DEST, NOW, &u, &found);
	assert_true(found && u.id[0] == 2);
	assert_int_equal(in_child(look, folder), 1);
	ticket_slot_clear(s);
	ticket_slot_free(s);
	assert_int_equal(look(folder), 1);
	free(folder);
	drop_root(root);
}

static void test_forget(void **state)
{
	char *root = make_root(), *folder = mem_printf("%s/t", root);
	static const char *const hosts[] = {"a", "b", "a"};
	size_t n = 9;
	(void)state;
	assert_int_equal(ticket_forget(folder, NULL, &n), ERR_SYS);
	for (size_t i = 0; i < 3; i++) {
		char dest[32];
		struct ticket u;
		bool found;
		snprintf(dest, sizeof(dest), "dest %zu", i);
		struct ticket t = one_ticket(dest, hosts[i], NOW + 10, 1);
		struct ticket_slot *s = ticket_slot_take(folder, dest, NOW, &u, &found);
		assert_int_equal(ticket_slot_put(s, &t), 0);
		ticket_slot_free(s);
	}
	assert_int_equal(ticket_forget(folder, "a", &n), 0);
	assert_int_equal(n, 2);
	assert_int_equal(ticket_forget(folder, "c", &n), 0);
	assert_int_equal(n, 0);
	assert_int_equal(ticket_forget(folder, NULL, &n), 0);
	assert_int_equal(n, 1);
	free(folder);
	drop_root(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kept_whole),
		cmocka_unit_test(test_junk),
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_bad_modes),
		cmocka_unit_test(test_one_holder),
		cmocka_unit_test(test_forget),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
