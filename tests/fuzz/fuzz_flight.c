/* tests/fuzz/fuzz_flight.c -- a flight record that somebody sent with a report. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "transport/flight.h"
#include "transport/link_impl.h"
#include "transport/link_state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void nothing(void *ctx, void *out, size_t len)
{
	(void)ctx;
	memset(out, 9, len);
}

/* What was restored is written again as it was, or not at all. */
static void restore(const struct flight_event *e)
{
	struct link_user user = link_nobody();
	struct link *l = link_restore(e->blob, &user, (struct rng){nothing, NULL}, 1024, e->at);
	static uint8_t room[65536];
	struct packet p;
	struct wr w;

	if (l == NULL) {
		return;
	}
	wr_init(&w, room, sizeof room);
	link_save(l, e->at, &w);
	link_tick(l, e->at);
	for (int i = 0; i < 20 && link_output(l, &p, e->at); i++) {
	}
	link_free_restored(l);
}

static void shape(const struct flight_event *e)
{
	static const struct link l;
	uint8_t plain[2 * LINK_MTU_MAX];
	struct wr w;

	wr_init(&w, plain, sizeof plain);
	note_shape(&l, e->blob, &w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char text[FLIGHT_TEXT_MAX];
	struct flight_event e;
	struct flight *again;
	usec_t at, last = 0;
	struct rd r;

	rd_init(&r, bytes_of(data, len));
	if (flight_begin(&r, &at) < 0) {
		return 0;
	}
	again = flight_new(512);
	while (flight_next(&r, &at, &e)) {
		if (e.at < last || flight_text(&e, text) == 0) {
			abort();
		}
		last = e.at;
		flight_put_blob(again, e.at, e.kind, e.field, e.blob);
		if (e.kind == FLIGHT_CHECKPOINT) {
			restore(&e);
		} else if (e.kind == FLIGHT_IN) {
			shape(&e);
		}
	}
	flight_free(again);
	return 0;
}
