/* tests/unit/mux/ticket_test.c -- the row of a ticket. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/err.h"
#include "base/rng.h"
#include "mux/ticket.h"

/* decode(encode(t)) == t; anything shorter, longer or of another format is refused, *out untouched. */
static void test_row(void **state)
{
	struct rng_seed seed;
	struct rng rng = rng_seeded(&seed, 1);
	(void)state;
	for (int i = 0; i < 100; i++) {
		struct ticket_row t, u = {0}, none = {0};
		uint8_t room[TICKET_ROW_LEN + 1] = {0};
		struct wr w;
		rng_fill(rng, t.id, sizeof(t.id));
		rng_fill(rng, t.key, sizeof(t.key));
		t.port = (uint16_t)rng_u64(rng);
		t.lifetime = (uint32_t)rng_u64(rng);
		wr_init(&w, room, sizeof(room));
		ticket_row_encode(&t, &w);
		assert_int_equal(wr_done(&w).len, TICKET_ROW_LEN);
		assert_int_equal(ticket_row_decode(wr_done(&w), &u), 0);
		assert_memory_equal(u.id, t.id, sizeof(t.id));
		assert_memory_equal(u.key, t.key, sizeof(t.key));
		assert_int_equal(u.port, t.port);
		assert_int_equal(u.lifetime, t.lifetime);
		u = none;
		for (size_t len = 0; len < TICKET_ROW_LEN; len++) {
			assert_int_equal(ticket_row_decode(bytes_of(room, len), &u), ERR_PROTO);
		}
		assert_int_equal(ticket_row_decode(bytes_of(room, TICKET_ROW_LEN + 1), &u), ERR_PROTO);
		room[0]++;
		assert_int_equal(ticket_row_decode(bytes_of(room, TICKET_ROW_LEN), &u), ERR_VERSION);
		assert_memory_equal(u.key, none.key, sizeof(u.key));
		assert_int_equal(u.lifetime, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_row),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
