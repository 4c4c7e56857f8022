/* tests/unit/mux/local_test.c -- frames of the Unix socket come back as they were, whatever pieces they
 * arrive in; what was cut or changed is refused or decodes to something whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/rng.h"
#include "mux/local.h"

static char *any_text(struct rng rng)
{
	size_t len = (size_t)rng_below(rng, rng_below(rng, 20) == 0 ? 5000 : 20);
	char *s = mem_alloc(len + 1);
	for (size_t i = 0; i < len; i++) {
		s[i] = (char)(1 + rng_below(rng, 255));
	}
	s[len] = '\0';
	return s;
}

static void any_command(struct rng rng, struct local_command *c)
{
	*c = (struct local_command){
		.version = LOCAL_VERSION,
		.remote = rng_below(rng, 2) == 0,
		.has_tty = rng_below(rng, 2) == 0,
		.stays = rng_below(rng, 2) == 0,
		.size = {.cols = (uint16_t)rng_u64(rng), .rows = (uint16_t)rng_u64(rng)},
		.cwd = any_text(rng),
		.argc = (size_t)rng_below(rng, 10),
	};
	c->argv = mem_calloc(c->argc + 1, sizeof(*c->argv));
	for (size_t i = 0; i < c->argc; i++) {
		c->argv[i] = any_text(rng);
	}
	for (size_t i = (size_t)rng_below(rng, 10); i > 0; i--) {
		char *value = any_text(rng), *name = mem_printf("N%u", (unsigned)rng_below(rng, 100));
		optmap_set(&c->env, name, value);
		free(name);
		free(value);
	}
}

static void assert_same(const struct local_command *a, const struct local_command *b)
{
	assert_int_equal(a->version, b->version);
	assert_int_equal(a->remote, b->remote);
	assert_int_equal(a->has_tty, b->has_tty);
	assert_int_equal(a->stays, b->stays);
	assert_int_equal(a->size.cols, b->size.cols);
	assert_int_equal(a->size.rows, b->size.rows);
	assert_string_equal(a->cwd, b->cwd);
	assert_int_equal(a->argc, b->argc);
	for (size_t i = 0; i < a->argc; i++) {
		assert_string_equal(a->argv[i], b->argv[i]);
	}
	assert_null(b->argv[b->argc]);
	assert_int_equal(a->env.count, b->env.count);
	for (size_t i = 0; i < a->env.count; i++) {
		assert_string_equal(a->env.at[i].value, optmap_get(&b->env, a->env.at[i].name));
	}
}

static void commands_come_back(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 300; seed++) {
		struct rng_seed rs;
		struct rng rng = rng_seeded(&rs, seed);
		struct local_command c, again;
		struct buf body = {0};
		any_command(rng, &c);
		local_command_encode(&c, &body);
		if (local_command_decode(buf_bytes(&body), &again) != 0) {
			fail_msg("seed %llu: does not decode", (unsigned long long)seed);
		}
		assert_same(&c, &again);
		local_command_finish(&again);
		local_command_finish(&c);
		buf_finish(&body);
	}
}

/* Every shorter body is refused: nothing may be missing. */
static void cut_commands_are_refused(void **state)
{
	(void)state;
	char *argv[] = {mem_strdup("new-session"), mem_strdup("-d"), NULL};
	struct local_command c = {.version = LOCAL_VERSION, .size = {80, 24}, .cwd = mem_strdup("/home"), .argv = argv, .argc = 2};
	struct buf body = {0};
	optmap_set(&c.env, "TERM", "xterm");
	local_command_encode(&c, &body);
	for (size_t len = 0; len < body.len; len++) {
		struct local_command out = {.argc = 7};
		assert_int_equal(local_command_decode(bytes_of(body.data + body.head, len), &out), ERR_PROTO);
		assert_int_equal(out.argc, 7); /* untouched */
	}
	buf_u8(&body, 0);
	struct local_command out;
	assert_int_equal(local_command_decode(buf_bytes(&body), &out), ERR_PROTO); /* one byte too many */
	buf_finish(&body);
	free(argv[0]);
	free(argv[1]);
	free(c.cwd);
	optmap_finish(&c.env);
}

static void another_version_is_told_apart(void **state)
{
	(void)state;
	static const uint8_t next[] = {LOCAL_VERSION + 1, 0xff, 0xff};
	struct local_command out;
	assert_int_equal(local_command_decode(bytes_of(next, sizeof(next)), &out), ERR_VERSION);
}

static void changed_commands_never_harm(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 2000; seed++) {
		struct rng_seed rs;
		struct rng rng = rng_seeded(&rs, seed);
		struct local_command c, out;
		struct buf body = {0};
		any_command(rng, &c);
		local_command_encode(&c, &body);
		for (size_t i = 1 + (size_t)rng_below(rng, 4); i > 0; i--) {
			body.data[body.head + (size_t)rng_below(rng, body.len)] = (uint8_t)rng_u64(rng);
		}
		int r = local_command_decode(buf_bytes(&body), &out);
		if (r == 0) {
			assert_true(out.argc <= LIMIT_LOCAL_ARGS && out.env.count <= LIMIT_LOCAL_ENV);
			local_command_finish(&out);
		} else {
			assert_true(r == ERR_PROTO || r == ERR_VERSION);
		}
		local_command_finish(&c);
		buf_finish(&body);
	}
}

/* A stream of frames, fed in random pieces, gives the same frames. */
static void frames_arrive_in_pieces(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct rng_seed rs;
		struct rng rng = rng_seeded(&rs, seed);
		struct buf all = {0}, in = {0};
		size_t want[20], count = 1 + (size_t)rng_below(rng, 20), got = 0, fed = 0;
		for (size_t i = 0; i < count; i++) {
			uint8_t data[400];
			want[i] = (size_t)rng_below(rng, sizeof(data) + 1);
			memset(data, (int)i, sizeof(data));
			local_frame(&all, (enum local_type)(i % LOCAL_TYPES), bytes_of(data, want[i]));
		}
		while (got < count) {
			enum local_type type;
			struct bytes body;
			size_t used;
			int r = local_next(buf_bytes(&in), &type, &body, &used);
			if (r == ERR_AGAIN) {
				size_t n = 1 + (size_t)rng_below(rng, 300);
				n = n < all.len - fed ? n : all.len - fed;
				assert_true(n > 0);
				buf_put(&in, all.data + all.head + fed, n);
				fed += n;
				continue;
			}
			assert_int_equal(r, 0);
			assert_int_equal(type, got % LOCAL_TYPES);
			assert_int_equal(body.len, want[got]);
			assert_true(body.len == 0 || body.data[body.len - 1] == got);
			buf_consume(&in, used);
			got++;
		}
		assert_int_equal(in.len, 0);
		buf_finish(&all);
		buf_finish(&in);
	}
}

static void bad_frames_are_refused(void **state)
{
	(void)state;
	static const uint8_t type[] = {0, 0, 0, 1, LOCAL_TYPES}, large[] = {0, 0x10, 0, 1, LOCAL_PACKET};
	static const uint8_t largest[] = {0, 0x10, 0, 0, LOCAL_PACKET};
	enum local_type t;
	struct bytes body;
	size_t used;
	assert_int_equal(local_next(bytes_of(type, 5), &t, &body, &used), ERR_PROTO);
	assert_int_equal(local_next(bytes_of(large, 5), &t, &body, &used), ERR_PROTO);
	assert_int_equal(local_next(bytes_of(largest, 5), &t, &body, &used), ERR_AGAIN);
}

static void attaches_come_back(void **state)
{
	(void)state;
	struct rng_seed rs;
	struct rng rng = rng_seeded(&rs, 5);
	struct local_attach a = {.port = 60001, .instance = rng_u64(rng)}, b;
	struct buf body = {0};
	rng_fill(rng, a.psk, sizeof(a.psk));
	rng_fill(rng, a.psk_id, sizeof(a.psk_id));
	local_attach_encode(&a, &body);
	assert_int_equal(local_attach_decode(buf_bytes(&body), &b), 0);
	assert_memory_equal(a.psk, b.psk, sizeof(a.psk));
	assert_memory_equal(a.psk_id, b.psk_id, sizeof(a.psk_id));
	assert_int_equal(a.port, b.port);
	assert_true(a.instance == b.instance);
	for (size_t len = 0; len < body.len; len++) {
		assert_int_equal(local_attach_decode(bytes_of(body.data + body.head, len), &b), ERR_PROTO);
	}
	buf_finish(&body);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands_come_back),
		cmocka_unit_test(cut_commands_are_refused),
		cmocka_unit_test(another_version_is_told_apart),
		cmocka_unit_test(changed_commands_never_harm),
		cmocka_unit_test(frames_arrive_in_pieces),
		cmocka_unit_test(bad_frames_are_refused),
		cmocka_unit_test(attaches_come_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
