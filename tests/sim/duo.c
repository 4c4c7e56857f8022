/* tests/sim/duo.c -- a sender and a replica with a bad network between them, in virtual time. */
#include "tests/sim/duo.h"

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"

unsigned duo_below(struct duo *w, unsigned n)
{
	return (unsigned)rng_below(w->rng, n);
}

bool duo_chance(struct duo *w, unsigned pct)
{
	return pct > 0 && duo_below(w, 100) < pct;
}

static bool refuse(void *ctx)
{
	struct duo *w = ctx;
	return duo_chance(w, w->net.refuse_pct);
}

static struct term_cfg term_cfg(struct size size)
{
	return (struct term_cfg){.size = size, .history_limit = 500};
}

void duo_init(struct duo *w, uint64_t seed, const struct duo_net *net, struct size size)
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
	duo_look(w);
}

void duo_finish(struct duo *w)
{
	sender_free(w->sender);
	replica_free(w->replica);
	model_free(w->model);
	store_free(w->shared);
	store_free(w->own);
	free(w->frames);
	free(w->pending);
}

struct pane *duo_pane(struct duo *w, size_t i)
{
	return i < w->model->pane_count ? w->model->panes[i] : NULL;
}

void duo_output(struct duo *w, struct pane *p)
{
	bool sync = term_modes(p->term) & MODE_SYNC;
	p->output_at = w->now;
	p->sync_since = !sync ? 0 : p->sync_since ? p->sync_since : w->now;
	sender_pane_output(w->sender, p->id, w->now, duo_chance(w, 30));
}

void duo_write(struct duo *w, struct pane *p, struct bytes b)
{
	term_write(p->term, b);
	duo_output(w, p);
}

void duo_look(struct duo *w)
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

static struct duo_frame *new_frame(struct duo *w)
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
static void post(struct duo *w, const struct duo_frame *f)
{
	unsigned copies = 1 + duo_chance(w, w->net.dup_pct);
	if (duo_chance(w, w->net.loss_pct)) {
		return;
	}
	for (unsigned i = 0; i < copies; i++) {
		struct duo_frame *to = new_frame(w);
		*to = *f;
		to->used = true;
		to->at = w->now + w->net.delay +
		         (w->net.jitter ? duo_below(w, (unsigned)w->net.jitter) : 0);
	}
}

static void expect(struct duo *w, bool from_sender, uint64_t token)
{
	struct duo_pending *p = NULL;
	for (size_t i = 0; i < w->pending_cap && !p; i++) {
		p = w->pending[i].used ? NULL : &w->pending[i];
	}
	if (!p) {
		size_t had = w->pending_cap;
		w->pending = mem_grow(w->pending, &w->pending_cap, had + 1, sizeof(*w->pending));
		memset(w->pending + had, 0, (w->pending_cap - had) * sizeof(*w->pending));
		p = &w->pending[had];
	}
	*p = (struct duo_pending){.used = true,
	        .from_sender = from_sender,
	        .token = token,
	        .lost_at = w->now + 2 * (w->net.delay + w->net.jitter) + MS(4)};
}

static size_t in_flight(const struct duo *w, bool from_sender)
{
	size_t n = 0;
	for (size_t i = 0; i < w->pending_cap; i++) {
		n += w->pending[i].used && w->pending[i].from_sender == from_sender;
	}
	return n;
}

static bool send_one(struct duo *w, bool from_sender, enum sync_class c)
{
	struct duo_frame f = {.to_replica = from_sender};
	struct wr wr;
	size_t budget = w->net.budget ? w->net.budget : 200 + duo_below(w, LIMIT_FRAME - 200);
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
			w->figures.longest =
			        wr.len > w->figures.longest ? wr.len : w->figures.longest;
		}
		expect(w, from_sender, f.token);
		post(w, &f);
	}
	free(room);
	return wrote;
}

static void send_ready(struct duo *w, bool from_sender)
{
	for (int c = 0; c < SYNC_CLASSES; c++) {
		while (in_flight(w, from_sender) < w->net.window) {
			usec_t at[SYNC_CLASSES];
			if (from_sender) {
				sender_ready(w->sender, w->now, at);
			} else {
				replica_ready(w->replica, at);
			}
			if (!usec_reached(at[c], w->now) ||
			        !send_one(w, from_sender, (enum sync_class)c)) {
				break;
			}
		}
	}
}

static void settle_token(struct duo *w, bool from_sender, uint64_t token, bool acked)
{
	for (size_t i = 0; i < w->pending_cap; i++) {
		struct duo_pending *p = &w->pending[i];
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

static void deliver(struct duo *w, const struct duo_frame *f)
{
	if (f->is_ack) {
		settle_token(w, !f->to_replica, f->token, true);
		return;
	}
	struct duo_frame ack = {.to_replica = !f->to_replica, .is_ack = true, .token = f->token};
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

void duo_step(struct duo *w)
{
	w->now += DUO_STEP;
	for (size_t i = 0; i < w->frame_cap; i++) {
		if (w->frames[i].used && w->frames[i].at <= w->now) {
			struct duo_frame f = w->frames[i];
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

void duo_run(struct duo *w, usec_t span)
{
	for (usec_t end = w->now + span; w->now < end;) {
		duo_step(w);
	}
}

bool duo_is_quiet(struct duo *w)
{
	return sender_is_quiet(w->sender) && sender_history_quiet(w->sender) &&
	       replica_is_whole(w->replica) && in_flight(w, true) == 0 && in_flight(w, false) == 0;
}

bool duo_settle(struct duo *w, usec_t span)
{
	for (usec_t end = w->now + span; w->now < end;) {
		duo_step(w);
		if (duo_is_quiet(w)) {
			return true;
		}
	}
	return false;
}

static void cut(struct duo *w)
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

void duo_new_link(struct duo *w)
{
	cut(w);
	sender_new_link(w->sender);
}

void duo_new_client(struct duo *w)
{
	cut(w);
	replica_free(w->replica);
	w->replica = replica_new();
	replica_set_refuse(w->replica, refuse, w);
	replica_set_rtt(w->replica, 2 * w->net.delay);
	sender_free(w->sender);
	w->sender = sender_new(w->model, w->shared, w->own);
	duo_look(w);
}

void duo_new_sender(struct duo *w)
{
	uint8_t room[LIMIT_INVENTORY];
	struct wr wr;
	cut(w);
	wr_init(&wr, room, sizeof(room));
	replica_inventory(w->replica, w->model->pane_count > 0 ? w->model->panes[0]->id : 0, &wr);
	sender_free(w->sender);
	w->sender = sender_new(w->model, w->shared, w->own);
	duo_look(w);
	int r = sender_claims(w->sender, wr_done(&wr));
	assert(r == 0);
	(void)r;
}
