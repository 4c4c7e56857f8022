/* tests/sim/world.c -- a sender and a replica with a bad network between them, in virtual time. */
#include "tests/sim/world.h"

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"

unsigned world_below(struct world *w, unsigned n)
{
	return (unsigned)rng_below(w->rng, n);
}

bool world_chance(struct world *w, unsigned pct)
{
	return pct > 0 && world_below(w, 100) < pct;
}

static bool refuse(void *ctx)
{
	struct world *w = ctx;
	return world_chance(w, w->net.refuse_pct);
}

static struct term_cfg term_cfg(struct size size)
{
	return (struct term_cfg){.size = size, .history_limit = 500};
}

void world_init(struct world *w, uint64_t seed, const struct world_net *net, struct size size)
{
	struct model_host host = {0};
	struct term_cfg cfg = term_cfg(size);
	struct window *window;
	memset(w, 0, sizeof(*w));
	w->rng = rng_seeded(&w->seed, seed);
	w->net = *net;
	w->now = SEC(1);
	w->model = model_new(seed + 1, &host);
	int r = model_session_new(w->model, "work", &w->session);
	assert(r == 0);
	r = model_window_new(w->model, w->session, -1, 0, "one", size, &cfg, &window);
	assert(r == 0);
	(void)r;
	w->shared = store_new();
	w->own = store_new();
	w->sender = sender_new(w->model, w->shared, w->own);
	w->replica = replica_new();
	replica_set_refuse(w->replica, refuse, w);
	replica_set_rtt(w->replica, 2 * net->delay);
	world_look(w);
}

void world_finish(struct world *w)
{
	sender_free(w->sender);
	replica_free(w->replica);
	model_free(w->model);
	store_free(w->shared);
	store_free(w->own);
	free(w->frames);
	free(w->pending);
}

struct pane *world_pane(struct world *w, size_t i)
{
	return i < w->model->pane_count ? w->model->panes[i] : NULL;
}

void world_output(struct world *w, struct pane *p)
{
	bool sync = term_modes(p->term) & MODE_SYNC;
	p->output_at = w->now;
	p->sync_since = !sync ? 0 : p->sync_since ? p->sync_since : w->now;
	sender_pane_output(w->sender, p->id, w->now, world_chance(w, 30));
}

void world_write(struct world *w, struct pane *p, struct bytes b)
{
	term_write(p->term, b);
	world_output(w, p);
}

void world_look(struct world *w)
{
	uint32_t visible[LIMIT_PANES], hidden[LIMIT_PANES];
	size_t shown = 0, rest = 0;
	const struct session *s = model_session_by_name(w->model, "work");
	const struct window *current = s ? model_current_window(w->model, s) : NULL;
	publish_tree(&w->publish, w->model, w->shared);
	sender_store_changed(w->sender);
	if (current) {
		visible[shown++] = current->active;
	}
	for (size_t i = 0; i < w->model->pane_count; i++) {
		const struct pane *p = w->model->panes[i];
		if (current && p->window == current->id && p->id != current->active) {
			visible[shown++] = p->id;
		} else if (!current || p->window != current->id) {
			hidden[rest++] = p->id;
		}
	}
	sender_set_view(w->sender, visible, shown, hidden, rest);
}

static struct world_frame *new_frame(struct world *w)
{
	for (size_t i = 0; i < w->frame_cap; i++) {
		if (!w->frames[i].used) {
			return &w->frames[i];
		}
	}
	size_t had = w->frame_cap;
	w->frames = mem_grow(w->frames, &w->frame_cap, had + 1, sizeof(*w->frames));
	memset(w->frames + had, 0, (w->frame_cap - had) * sizeof(*w->frames));
	return &w->frames[had];
}

/* Puts a frame or an ack on its way, perhaps not, perhaps twice. */
static void post(struct world *w, const struct world_frame *f)
{
	unsigned copies = 1 + world_chance(w, w->net.dup_pct);
	if (world_chance(w, w->net.loss_pct)) {
		return;
	}
	for (unsigned i = 0; i < copies; i++) {
		struct world_frame *to = new_frame(w);
		*to = *f;
		to->used = true;
		to->at = w->now + w->net.delay + (w->net.jitter ? world_below(w, (unsigned)w->net.jitter) : 0);
	}
}

static void expect(struct world *w, bool from_sender, uint64_t token)
{
	struct world_pending *p = NULL;
	for (size_t i = 0; i < w->pending_cap && !p; i++) {
		p = w->pending[i].used ? NULL : &w->pending[i];
	}
	if (!p) {
		size_t had = w->pending_cap;
		w->pending = mem_grow(w->pending, &w->pending_cap, had + 1, sizeof(*w->pending));
		memset(w->pending + had, 0, (w->pending_cap - had) * sizeof(*w->pending));
		p = &w->pending[had];
	}
	*p = (struct world_pending){.used = true, .from_sender = from_sender, .token = token,
		.lost_at = w->now + 2 * (w->net.delay + w->net.jitter) + MS(4)};
}

static size_t in_flight(const struct world *w, bool from_sender)
{
	size_t n = 0;
	for (size_t i = 0; i < w->pending_cap; i++) {
		n += w->pending[i].used && w->pending[i].from_sender == from_sender;
	}
	return n;
}

static bool send_one(struct world *w, bool from_sender, enum sync_class c)
{
	struct world_frame f = {.to_replica = from_sender};
	struct wr wr;
	size_t budget = w->net.budget ? w->net.budget : 200 + world_below(w, LIMIT_FRAME - 200);
	uint8_t *room = mem_alloc(budget); /* a write beyond it is seen by the sanitizer */
	wr_init(&wr, room, budget);
	bool wrote = from_sender ? sender_fill(w->sender, c, &wr, w->now, &f.token)
				 : replica_fill(w->replica, c, &wr, w->now, &f.token);
	if (wrote) {
		f.len = wr.len;
		memcpy(f.data, room, wr.len);
		w->figures.over_budget += !wr_ok(&wr) || wr.len > budget || wr.len == 0;
		if (from_sender) {
			w->figures.frames++;
			w->figures.bytes += wr.len;
			w->figures.by_class[c] += wr.len;
			w->figures.longest = wr.len > w->figures.longest ? wr.len : w->figures.longest;
		}
		expect(w, from_sender, f.token);
		post(w, &f);
	}
	free(room);
	return wrote;
}

static void send_ready(struct world *w, bool from_sender)
{
	for (int c = 0; c < SYNC_CLASSES; c++) {
		while (in_flight(w, from_sender) < w->net.window) {
			usec_t at = from_sender ? sender_ready_at(w->sender, (enum sync_class)c, w->now)
						: replica_ready_at(w->replica, (enum sync_class)c);
			if (!usec_reached(at, w->now) || !send_one(w, from_sender, (enum sync_class)c)) {
				break;
			}
		}
	}
}

static void settle_token(struct world *w, bool from_sender, uint64_t token, bool acked)
{
	for (size_t i = 0; i < w->pending_cap; i++) {
		struct world_pending *p = &w->pending[i];
		if (!p->used || p->from_sender != from_sender || p->token != token) {
			continue;
		}
		p->used = false;
		if (from_sender) {
			(acked ? sender_acked : sender_lost)(w->sender, token);
		} else {
			(acked ? replica_acked : replica_lost)(w->replica, token);
		}
		return;
	}
}

static void deliver(struct world *w, const struct world_frame *f)
{
	if (f->is_ack) {
		settle_token(w, !f->to_replica, f->token, true);
		return;
	}
	struct world_frame ack = {.to_replica = !f->to_replica, .is_ack = true, .token = f->token};
	post(w, &ack);
	if (f->to_replica) {
		int r = replica_receive(w->replica, bytes_of(f->data, f->len), w->now);
		assert(r == 0);
		(void)r;
		if (w->received) {
			w->received(w->ctx);
		}
	} else {
		int r = sender_receive(w->sender, bytes_of(f->data, f->len));
		assert(r == 0);
		(void)r;
	}
}

void world_step(struct world *w)
{
	w->now += WORLD_STEP;
	for (size_t i = 0; i < w->frame_cap; i++) {
		if (w->frames[i].used && w->frames[i].at <= w->now) {
			struct world_frame f = w->frames[i];
			w->frames[i].used = false;
			deliver(w, &f);
		}
	}
	for (size_t i = 0; i < w->pending_cap; i++) {
		if (w->pending[i].used && w->pending[i].lost_at <= w->now) {
			settle_token(w, w->pending[i].from_sender, w->pending[i].token, false);
		}
	}
	if (usec_reached(replica_deadline(w->replica), w->now)) {
		replica_tick(w->replica, w->now);
	}
	send_ready(w, true);
	send_ready(w, false);
}

void world_run(struct world *w, usec_t span)
{
	for (usec_t end = w->now + span; w->now < end;) {
		world_step(w);
	}
}

bool world_is_quiet(struct world *w)
{
	return sender_is_quiet(w->sender) && sender_history_quiet(w->sender) && replica_is_whole(w->replica) &&
		in_flight(w, true) == 0 && in_flight(w, false) == 0;
}

bool world_settle(struct world *w, usec_t span)
{
	for (usec_t end = w->now + span; w->now < end;) {
		world_step(w);
		if (world_is_quiet(w)) {
			return true;
		}
	}
	return false;
}

static void cut(struct world *w)
{
	for (size_t i = 0; i < w->frame_cap; i++) {
		w->frames[i].used = false;
	}
	for (size_t i = 0; i < w->pending_cap; i++) {
		if (w->pending[i].used && !w->pending[i].from_sender) {
			replica_lost(w->replica, w->pending[i].token);
		}
		w->pending[i].used = false;
	}
}

void world_new_link(struct world *w)
{
	cut(w);
	sender_new_link(w->sender);
}

void world_new_client(struct world *w)
{
	cut(w);
	replica_free(w->replica);
	w->replica = replica_new();
	replica_set_refuse(w->replica, refuse, w);
	replica_set_rtt(w->replica, 2 * w->net.delay);
	sender_free(w->sender);
	w->sender = sender_new(w->model, w->shared, w->own);
	world_look(w);
}

void world_new_sender(struct world *w)
{
	uint8_t room[LIMIT_INVENTORY];
	struct wr wr;
	cut(w);
	wr_init(&wr, room, sizeof(room));
	replica_inventory(w->replica, w->model->pane_count > 0 ? w->model->panes[0]->id : 0, &wr);
	sender_free(w->sender);
	w->sender = sender_new(w->model, w->shared, w->own);
	world_look(w);
	int r = sender_claims(w->sender, wr_done(&wr));
	assert(r == 0);
	(void)r;
}
