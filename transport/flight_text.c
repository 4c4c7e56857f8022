/* transport/flight_text.c -- the kinds of events, and what they look like. */
#include <stdio.h>
#include <string.h>

#include "transport/flight.h"
#include "transport/frame.h"

const struct flight_def flight_defs[FLIGHT_KINDS] = {
	[FLIGHT_START] = {"start", 4, false, {"client", "hello", "pipe", "len"}},
	[FLIGHT_CHECKPOINT] = {"checkpoint", 0, true, {NULL}},
	[FLIGHT_ADDRESS] = {"address", 4, false, {"id", "family", "host", "far"}},
	[FLIGHT_IN] = {"in", 6, true, {"pn", "len", "from", "cid", "ecn", "frames"}},
	[FLIGHT_DROP] = {"drop", 3, false, {"count", "len", "error"}},
	[FLIGHT_HANDSHAKE] = {"handshake", 5, false, {"out", "message", "small", "len", "address"}},
	[FLIGHT_ANSWER] = {"answer", 1, false, {"len"}},
	[FLIGHT_TICK] = {"tick", 0, false, {NULL}},
	[FLIGHT_ATTACH] = {"attach", 2, true, {"stream", "out"}},
	[FLIGHT_DETACH] = {"detach", 1, false, {"stream"}},
	[FLIGHT_WRITE] = {"write", 3, false, {"stream", "end", "acked"}},
	[FLIGHT_READ] = {"read", 2, false, {"stream", "to"}},
	[FLIGHT_WAKE] = {"wake", 0, false, {NULL}},
	[FLIGHT_USER] = {"user", 0, false, {NULL}},
	[FLIGHT_REMOTES] = {"remotes", 1, true, {"count"}},
	[FLIGHT_CANNOT] = {"cannot", 1, false, {"address"}},
	[FLIGHT_MOVED] = {"moved", 0, false, {NULL}},
	[FLIGHT_WATCHED] = {"watched", 1, false, {"on"}},
	[FLIGHT_THRIFT] = {"thrift", 3, false, {"frames", "budget", "calm"}},
	[FLIGHT_CLOSE] = {"close", 2, false, {"reason", "text"}},
	[FLIGHT_CUT] = {"cut", 1, false, {"reason"}},
	[FLIGHT_READY] = {"ready", 3, false, {"class", "in", "look"}},
	[FLIGHT_FILL] = {"fill", 2, false, {"class", "len"}},
	[FLIGHT_STATE] = {"state", 2, false, {"is", "reason"}},
	[FLIGHT_OUT] = {"out", 5, false, {"pn", "len", "to", "ecn", "frames"}},
	[FLIGHT_LOST] = {"lost", 1, false, {"pn"}},
	[FLIGHT_RTT] = {"rtt", 2, false, {"latest", "smoothed"}},
	[FLIGHT_PROBE] = {"probe", 1, false, {"unanswered"}},
	[FLIGHT_PATH] = {"path", 1, false, {"what"}},
	[FLIGHT_PHASE] = {"phase", 1, false, {"ours"}},
	[FLIGHT_MTU] = {"mtu", 1, false, {"size"}},
	[FLIGHT_ECN] = {"ecn", 2, false, {"is", "ce"}},
	[FLIGHT_TURN] = {"turn", 0, false, {NULL}},
};

static const char *const frame_names[FRAME_KINDS] = {"padding", "ping", "ack", "object", "stream",
	"credit", "challenge", "response", "close", "new-cid", "ack-ecn"};

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
	const struct flight_def *d = &flight_defs[e->kind];
	size_t len = (size_t)snprintf(out, FLIGHT_TEXT_MAX, "%llu.%06llu %s",
		(unsigned long long)(e->at / SEC(1)), (unsigned long long)(e->at % SEC(1)), d->name);

	for (size_t i = 0; i < d->fields && len < FLIGHT_TEXT_MAX; i++) {
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
