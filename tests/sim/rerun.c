/* tests/sim/rerun.c -- a recorded link again. */
#include "tests/sim/rerun.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "transport/link_impl.h"
#include "transport/link_state.h"

#define LIMIT_EVENTS 10000000
#define LIMIT_STREAM_STEP ((uint64_t)64 << 20) /* bytes written between two events */
#define FLIGHT_ROOM ((size_t)2 << 18) /* of the link that runs again: for a checkpoint of half of it */

int track_read(struct track *t, struct bytes record)
{
	struct flight_event e;
	struct rd r;
	usec_t at;
	int err;

	rd_init(&r, record);
	if ((err = flight_begin(&r, &at)) < 0) {
		return err;
	}
	while (t->count < LIMIT_EVENTS && flight_next(&r, &at, &e)) {
		if (t->count == t->cap) {
			t->at = mem_grow(t->at, &t->cap, t->count + 1, sizeof *t->at);
		}
		t->at[t->count++] = e;
	}
	return rd_done(&r) ? 0 : ERR_PROTO;
}

void track_finish(struct track *t)
{
	free(t->at);
	*t = (struct track){0};
}

static size_t next_checkpoint(const struct track *t, size_t from)
{
	while (from < t->count && t->at[from].kind != FLIGHT_CHECKPOINT) {
		from++;
	}
	return from;
}

size_t track_checkpoint(const struct track *t, size_t n)
{
	size_t at = next_checkpoint(t, 0);

	for (; n > 0 && at < t->count; n--) {
		at = next_checkpoint(t, at + 1);
	}
	return at;
}

struct rerun {
	const struct track *track;
	size_t at; /* the event that is to come */
	struct link *link;
	struct rng_seed seed;
	struct user {
		struct rerun *r;
	} users[2]; /* in turns: a link knows another user by his context */
	int user;
	usec_t ready[LINK_CLASSES];
	bool differs;
	rerun_fn *say;
	void *ctx;
	struct rerun_result *out;
};

/* --- what came out, against what is recorded */

static void tell(struct rerun *r, size_t at, enum rerun_fate fate, const char *is)
{
	r->out->same += fate == RERUN_SAME;
	r->out->differ += fate == RERUN_DIFFERS;
	r->out->skipped += fate == RERUN_SKIPPED;
	if (r->say != NULL) {
		r->say(r->ctx, &r->track->at[at], fate, is);
	}
}

static void pass(struct rerun *r)
{
	tell(r, r->at++, RERUN_SAME, "");
}

static void differ(struct rerun *r, const char *is)
{
	const struct flight_event *e = &r->track->at[r->at];

	if (r->out->differ == 0) {
		r->out->first_at = e->at;
		flight_text(e, r->out->was);
		snprintf(r->out->is, sizeof r->out->is, "%s", is);
	}
	r->differs = true;
	tell(r, r->at++, RERUN_DIFFERS, is);
}

static bool same_event(const struct flight_event *a, const struct flight_event *b)
{
	return a->kind == b->kind && a->at == b->at &&
	       memcmp(a->field, b->field, flight_defs[a->kind].fields * sizeof *a->field) == 0 && a->blob.len == b->blob.len &&
	       (a->blob.len == 0 || memcmp(a->blob.data, b->blob.data, a->blob.len) == 0);
}

static struct link_user user_of(struct rerun *r);

/* Which field of the state it is. */
static void name_state(struct rerun *r, const struct flight_event *was, char out[RERUN_TEXT])
{
	struct rng_seed seed;
	struct link_user nobody = link_nobody();
	struct link *l = link_restore(was->blob, &nobody, rng_seeded(&seed, 1), FLIGHT_ROOM, was->at);
	char name[LINK_STATE_NAME] = "";

	if (l != NULL) {
		link_state_differs(l, r->link, name);
	}
	snprintf(out, RERUN_TEXT, "checkpoint with another %s", name[0] != '\0' ? name : "list of packets or streams");
	link_free_restored(l);
}

static void on_event(void *ctx, const struct flight_event *e)
{
	struct rerun *r = ctx;
	char text[RERUN_TEXT];

	while (!r->differs && r->at < r->track->count && r->track->at[r->at].kind == FLIGHT_DROP) {
		pass(r); /* changes nothing */
	}
	if (r->differs || r->at == r->track->count) {
		return;
	}
	if (same_event(e, &r->track->at[r->at])) {
		pass(r);
		return;
	}
	flight_text(e, text);
	if (e->kind == FLIGHT_CHECKPOINT && r->track->at[r->at].kind == FLIGHT_CHECKPOINT) {
		name_state(r, &r->track->at[r->at], text);
	} else if (e->kind == FLIGHT_IN && r->track->at[r->at].kind == FLIGHT_IN) {
		snprintf(text, sizeof text, "a packet in with other frames");
	}
	differ(r, text);
}

/* --- the user */

/* The next event that is not passed over; NULL at the end. */
static const struct flight_event *peek(const struct rerun *r)
{
	size_t at = r->at;

	while (at < r->track->count && r->track->at[at].kind == FLIGHT_DROP) {
		at++;
	}
	return at < r->track->count ? &r->track->at[at] : NULL;
}

static void take_ready(struct rerun *r, const struct flight_event *e)
{
	usec_t *at = &r->ready[e->field[0] % LINK_CLASSES];

	*at = e->field[1] == 0 ? USEC_NEVER : usec_add(e->at, e->field[1] - 1);
}

/* What he said this time stands at the record's next place. */
static void ready(void *ctx, usec_t at[LINK_CLASSES])
{
	struct rerun *r = ((struct user *)ctx)->r;
	const struct flight_event *e = peek(r), *end = r->track->at + r->track->count;

	if (e != NULL && e->kind == FLIGHT_READY && e->field[2] == flight_looks(link_flight(r->link)) + 1) {
		take_ready(r, e);
		for (e++; e < end && e->kind == FLIGHT_READY && e->field[2] == 0; e++) {
			take_ready(r, e);
		}
	}
	memcpy(at, r->ready, sizeof r->ready);
}

static bool fill(void *ctx, enum link_class c, struct wr *w, usec_t now, uint64_t *token)
{
	const struct flight_event *e = peek(((struct user *)ctx)->r);
	static const uint8_t zeros[LINK_MTU_MAX];

	(void)now;
	if (e == NULL || e->kind != FLIGHT_FILL || e->field[0] != (uint64_t)c || e->field[1] > wr_left(w)) {
		return false;
	}
	wr_put(w, zeros, (size_t)e->field[1]);
	*token = 0;
	return true;
}

static struct link_user user_of(struct rerun *r)
{
	struct link_user user = link_nobody();

	r->user = !r->user;
	r->users[r->user].r = r;
	user.ctx = &r->users[r->user];
	user.ready = ready;
	user.fill = fill;
	return user;
}

/* --- calls */

static bool known(const struct rerun *r, uint64_t id, struct addr *out)
{
	return flight_find_addr(link_flight(r->link), id, out);
}

static void no_keys(struct handshake_keys *out)
{
	memset(out, 7, sizeof *out);
}

static void do_address(struct rerun *r, const struct flight_event *e)
{
	struct flight_addr a = {
		.id = e->field[0], .host = e->field[2], .family = (uint8_t)(e->field[1] & 3), .far = e->field[3] != 0};

	flight_know_addr(link_flight(r->link), &a);
	pass(r);
}

static void do_in(struct rerun *r, const struct flight_event *e)
{
	uint8_t plain[2 * LINK_MTU_MAX];
	struct addr from;
	struct opened p = {&from, e->field[0], {NULL, 0}, (size_t)e->field[1], (int)(e->field[3] % LINK_CIDS),
		(uint8_t)(e->field[4] & ECN_CE)};
	struct wr w;

	wr_init(&w, plain, sizeof plain);
	if (e->field[1] <= LINK_MTU_MAX && r->link->keyed && known(r, e->field[2], &from) &&
		note_shape(r->link, e->blob, &w)) {
		p.plain = wr_done(&w);
		link_take_opened(r->link, &p, e->at);
	}
}

static void do_output(struct rerun *r, const struct flight_event *e)
{
	struct packet p;

	link_output(r->link, &p, e->at);
}

static void do_handshake(struct rerun *r, const struct flight_event *e)
{
	struct link *l = r->link;
	size_t len = (size_t)usec_min(e->field[3], LINK_MTU_MAX);
	struct handshake_keys keys;
	struct addr from;

	no_keys(&keys);
	if (e->field[0] != 0) {
		do_output(r, e);
	} else if (known(r, e->field[4], &from)) {
		if (e->field[1] == 1) {
			link_asked_again(l, &from, len, e->at);
		} else if (e->field[1] == 2 && l->is_client && l->handshake[0] != NULL) {
			link_take_answer(l, &from, bytes_of(NULL, 0), &keys, e->field[2] != 0, len, e->at);
		} else if (e->field[1] == 3) {
			link_take_refusal(l, &from, len, e->at);
		}
	}
}

static void do_answer(struct rerun *r, const struct flight_event *e)
{
	struct handshake_keys keys;

	if (e->field[0] <= LINK_MTU && !r->link->is_client) {
		no_keys(&keys);
		r->link->message2_len = (size_t)e->field[0];
		link_answer(r->link, &keys);
	}
}

static void drop_stream(struct link_stream *s, bool out)
{
	if (out) {
		stream_tx_free(s->tx);
		s->tx = NULL;
	} else {
		stream_rx_free(s->rx);
		s->rx = NULL;
	}
}

static void do_attach(struct rerun *r, const struct flight_event *e)
{
	uint8_t id = (uint8_t)(e->field[0] % LIMIT_LINK_STREAMS);
	struct stream_tx *tx;
	struct stream_rx *rx;
	struct rd rd;

	rd_init(&rd, e->blob);
	if (e->field[1] != 0 && (tx = stream_tx_load(&rd)) != NULL) {
		drop_stream(&r->link->streams[id], true);
		link_attach_tx(r->link, id, tx);
	} else if (e->field[1] == 0 && (rx = stream_rx_load(&rd)) != NULL) {
		drop_stream(&r->link->streams[id], false);
		link_attach_rx(r->link, id, rx);
	}
}

static void do_detach(struct rerun *r, const struct flight_event *e)
{
	uint8_t id = (uint8_t)(e->field[0] % LIMIT_LINK_STREAMS);
	struct link_stream s = r->link->streams[id];

	link_detach(r->link, id);
	drop_stream(&s, true);
	drop_stream(&s, false);
}

static void write_up_to(struct rerun *r, const struct flight_event *e)
{
	static const uint8_t zeros[4096];
	struct stream_tx *tx = r->link->streams[e->field[0] % LIMIT_LINK_STREAMS].tx;

	if (tx == NULL || e->field[1] > stream_tx_end(tx) + LIMIT_STREAM_STEP) {
		return;
	}
	while (stream_tx_end(tx) < e->field[1]) {
		uint64_t more = e->field[1] - stream_tx_end(tx);

		stream_tx_write(tx, bytes_of(zeros, more < sizeof zeros ? (size_t)more : sizeof zeros));
	}
	stream_tx_skip_to(tx, e->field[2]);
}

/* All that was done with streams before the next call of the link. */
static void do_streams(struct rerun *r)
{
	for (const struct flight_event *e = &r->track->at[r->at], *end = r->track->at + r->track->count;
		e < end && (e->kind == FLIGHT_WRITE || e->kind == FLIGHT_READ); e++) {
		struct stream_rx *rx = r->link->streams[e->field[0] % LIMIT_LINK_STREAMS].rx;

		if (e->kind == FLIGHT_WRITE) {
			write_up_to(r, e);
		} else if (rx != NULL) {
			uint64_t at = stream_rx_limit(rx) - LIMIT_STREAM_WINDOW;

			stream_rx_consume(rx, (size_t)(usec_max(e->field[1], at) - at));
		}
	}
	note_streams(r->link);
}

static void do_remotes(struct rerun *r, const struct flight_event *e)
{
	struct addr list[LIMIT_LINK_REMOTES];
	struct rd rd;
	size_t n = 0;

	rd_init(&rd, e->blob);
	while (rd.left > 0 && n < LIMIT_LINK_REMOTES && known(r, rd_var(&rd), &list[n])) {
		n++;
	}
	link_add_remotes(r->link, list, n, e->at);
}

static void do_close(struct rerun *r, const struct flight_event *e)
{
	char text[256];
	size_t len = e->field[1] < sizeof text ? (size_t)e->field[1] : sizeof text - 1;

	memset(text, '.', len);
	text[len] = '\0';
	link_close(r->link, (uint8_t)e->field[0], text, e->at);
}

static void do_cannot(struct rerun *r, const struct flight_event *e)
{
	struct addr to;

	if (known(r, e->field[0], &to)) {
		link_unreachable(r->link, &to, e->at);
	}
}

static void do_user(struct rerun *r)
{
	struct link_user next = user_of(r);

	link_set_user(r->link, &next);
}

/* The call that this event is of: one that it says, or else the link was asked for a packet. */
static void perform(struct rerun *r, const struct flight_event *e)
{
	struct link *l = r->link;

	l->now = e->at;
	switch (e->kind) {
	case FLIGHT_DROP:
		pass(r);
		break;
	case FLIGHT_ADDRESS:
		do_address(r, e);
		break;
	case FLIGHT_CHECKPOINT:
		note_checkpoint(l, e->at);
		break;
	case FLIGHT_IN:
		do_in(r, e);
		break;
	case FLIGHT_HANDSHAKE:
		do_handshake(r, e);
		break;
	case FLIGHT_ANSWER:
		do_answer(r, e);
		break;
	case FLIGHT_TICK:
		link_tick(l, e->at);
		break;
	case FLIGHT_ATTACH:
		do_attach(r, e);
		break;
	case FLIGHT_DETACH:
		do_detach(r, e);
		break;
	case FLIGHT_WRITE:
	case FLIGHT_READ:
		do_streams(r);
		break;
	case FLIGHT_WAKE:
		link_wake(l);
		break;
	case FLIGHT_USER:
		do_user(r);
		break;
	case FLIGHT_REMOTES:
		do_remotes(r, e);
		break;
	case FLIGHT_CANNOT:
		do_cannot(r, e);
		break;
	case FLIGHT_MOVED:
		link_local_changed(l, e->at);
		break;
	case FLIGHT_WATCHED:
		link_watched(l, e->field[0] != 0, e->at);
		break;
	case FLIGHT_THRIFT:
		link_set_thrift(l, (uint32_t)e->field[0], (uint32_t)e->field[1], e->field[2], e->at);
		break;
	case FLIGHT_CLOSE:
		do_close(r, e);
		break;
	case FLIGHT_CUT:
		link_cut(l, (uint8_t)e->field[0], "", e->at);
		break;
	case FLIGHT_START:
	case FLIGHT_READY:
	case FLIGHT_FILL:
	case FLIGHT_STATE:
	case FLIGHT_OUT:
	case FLIGHT_LOST:
	case FLIGHT_RTT:
	case FLIGHT_PROBE:
	case FLIGHT_PATH:
	case FLIGHT_PHASE:
	case FLIGHT_MTU:
	case FLIGHT_ECN:
	case FLIGHT_TURN:
	case FLIGHT_KINDS:
		do_output(r, e);
		break;
	}
}

/* --- runs */

static void skip_to(struct rerun *r, size_t at)
{
	while (r->at < at) {
		tell(r, r->at++, RERUN_SKIPPED, "");
	}
}

/* The link as it was at the checkpoint. */
static int restore(struct rerun *r)
{
	const struct flight_event *e = &r->track->at[r->at];
	struct link_user user = user_of(r);

	link_free_restored(r->link);
	for (int c = 0; c < LINK_CLASSES; c++) {
		r->ready[c] = USEC_NEVER;
	}
	r->link = link_restore(e->blob, &user, rng_seeded(&r->seed, 1), FLIGHT_ROOM, e->at);
	if (r->link == NULL) {
		return ERR_PROTO;
	}
	flight_rerun(link_flight(r->link));
	flight_watch(link_flight(r->link), on_event, r);
	r->differs = false;
	r->out->checkpoints++;
	pass(r);
	return 0;
}

/* To the end, or to the first difference. */
static void run(struct rerun *r)
{
	struct link_event event;

	while (r->at < r->track->count && !r->differs) {
		size_t before = r->at;

		r->out->checkpoints += r->track->at[r->at].kind == FLIGHT_CHECKPOINT;
		perform(r, &r->track->at[r->at]);
		while (link_event(r->link, &event)) {
		}
		if (r->at == before && !r->differs) {
			differ(r, "nothing");
		}
	}
}

int rerun(const struct track *t, size_t first, rerun_fn *say, void *ctx, struct rerun_result *out)
{
	struct rerun *r = mem_zalloc(sizeof *r);
	int err = ERR_NOTFOUND;

	*out = (struct rerun_result){0};
	r->track = t;
	r->say = say;
	r->ctx = ctx;
	r->out = out;
	for (size_t at = track_checkpoint(t, first); at < t->count; at = next_checkpoint(t, r->at)) {
		skip_to(r, at);
		if ((err = restore(r)) < 0) {
			goto done;
		}
		run(r);
	}
	skip_to(r, err == ERR_NOTFOUND ? 0 : t->count);
done:
	link_free_restored(r->link);
	free(r);
	return err;
}
