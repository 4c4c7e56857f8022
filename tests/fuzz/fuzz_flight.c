/* tests/fuzz/fuzz_flight.c -- a flight record that somebody sent with a report. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "transport/flight.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

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
		flight_put(again, e.at, e.kind, e.field);
	}
	flight_free(again);
	return 0;
}
