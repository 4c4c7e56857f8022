/* transport/flight_text.c -- the kinds of events, and what they look like. */
#include <stdio.h>
#include <string.h>

#include "transport/flight.h"
#include "transport/frame.h"

struct flight_def {
	const char *name;
	const char *field[FLIGHT_FIELDS];
	bool blob;
};

static const struct flight_def defs[FLIGHT_KINDS] = {
	[FLIGHT_START] = {"start", {"client", "hello", "pipe", "len"}, false},
	[FLIGHT_CHECKPOINT] = {"checkpoint", {NULL}, true},
	[FLIGHT_ADDRESS] = {"address", {"id", "family", "host", "far"}, false},
	[FLIGHT_IN] = {"in", {"pn", "len", "from", "cid", "ecn", "frames"}, true},
	[FLIGHT_DROP] = {"drop", {"count", "len", "error"}, false},
	[FLIGHT_HANDSHAKE] = {"handshake", {"out", "message", "small", "len", "address"}, false},
	[FLIGHT_ANSWER] = {"answer", {"len"}, false},
	[FLIGHT_TICK] = {"tick", {NULL}, false},
	[FLIGHT_ATTACH] = {"attach", {"stream", "out"}, true},
	[FLIGHT_DETACH] = {"detach", {"stream"}, false},
	[FLIGHT_WRITE] = {"write", {"stream", "end", "acked"}, false},
	[FLIGHT_READ] = {"read", {"stream", "to"}, false},
	[FLIGHT_WAKE] = {"wake", {NULL}, false},
	[FLIGHT_USER] = {"user", {NULL}, false},
	[FLIGHT_REMOTES] = {"remotes", {"count"}, true},
	[FLIGHT_CANNOT] = {"cannot", {"address"}, false},
	[FLIGHT_MOVED] = {"moved", {NULL}, false},
	[FLIGHT_WATCHED] = {"watched", {"on"}, false},
	[FLIGHT_THRIFT] = {"thrift", {"frames", "budget", "calm"}, false},
	[FLIGHT_CLOSE] = {"close", {"reason", "text"}, false},
	[FLIGHT_CUT] = {"cut", {"reason"}, false},
	[FLIGHT_READY] = {"ready", {"class", "in", "look"}, false},
	[FLIGHT_FILL] = {"fill", {"class", "len"}, false},
	[FLIGHT_STATE] = {"state", {"is", "reason"}, false},
	[FLIGHT_OUT] = {"out", {"pn", "len", "to", "ecn", "frames"}, false},
	[FLIGHT_LOST] = {"lost", {"pn"}, false},
	[FLIGHT_RTT] = {"rtt", {"latest", "smoothed"}, false},
	[FLIGHT_PROBE] = {"probe", {"unanswered"}, false},
	[FLIGHT_PATH] = {"path", {"what"}, false},
	[FLIGHT_PHASE] = {"phase", {"ours"}, false},
	[FLIGHT_MTU] = {"mtu", {"size"}, false},
	[FLIGHT_ECN] = {"ecn", {"is", "ce"}, false},
	[FLIGHT_TURN] = {"turn", {NULL}, false},
};

static const char *const frame_names[FRAME_KINDS] = {"padding", "ping", "ack", "object", "stream",
	"credit", "challenge", "response", "close", "new-cid", "ack-ecn"};

size_t flight_fields(enum flight_kind kind)
{
	size_t n = 0;

	while (n < FLIGHT_FIELDS && defs[kind].field[n] != NULL) {
		n++;
	}
	return n;
}

bool flight_has_blob(enum flight_kind kind)
{
	return defs[kind].blob;
}

static void put_frames(uint64_t bits, char *out, size_t size)
{
	size_t len = 0;

	out[0] = '\0';
	for (int i = 0; i < FRAME_KINDS && len < size; i++) {
		if (bits & (uint64_t)1 << i) {
			len += (size_t)snprintf(out + len, size - len, "%s%s", len > 0 ? "," : "",
				frame_names[i]);
		}
	}
}

size_t flight_text(const struct flight_event *e, char out[FLIGHT_TEXT_MAX])
{
	const struct flight_def *d = &defs[e->kind];
	size_t len = (size_t)snprintf(out, FLIGHT_TEXT_MAX, "%llu.%06llu %s",
		(unsigned long long)(e->at / SEC(1)), (unsigned long long)(e->at % SEC(1)), d->name);

	for (size_t i = 0; i < flight_fields(e->kind) && len < FLIGHT_TEXT_MAX; i++) {
		char frames[100] = "";

		if (strcmp(d->field[i], "frames") == 0) {
			put_frames(e->field[i], frames, sizeof frames);
			len += (size_t)snprintf(out + len, FLIGHT_TEXT_MAX - len, " frames=%s", frames);
			continue;
		}
		len += (size_t)snprintf(out + len, FLIGHT_TEXT_MAX - len, " %s=%llu", d->field[i],
			(unsigned long long)e->field[i]);
	}
	if (e->kind == FLIGHT_CHECKPOINT && len < FLIGHT_TEXT_MAX) {
		len += (size_t)snprintf(out + len, FLIGHT_TEXT_MAX - len, " len=%zu", e->blob.len);
	}
	return len < FLIGHT_TEXT_MAX ? len : FLIGHT_TEXT_MAX - 1;
}
