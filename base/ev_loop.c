/* base/ev_loop.c -- libevent behind base/ev_loop.h. There are few timers, they move at every turn and
 * are seldom reached: they are a list of our own, and one alarm is set for the earliest. It is precise,
 * because an echo must not wait for a millisecond's granularity. */
#include "base/ev_loop.h"

#include <stdlib.h>

#include <event2/event.h>

#include "base/clock.h"
#include "base/ev_alarm.h"
#include "base/mem.h"

struct loop {
	struct event_base *base;
	struct alarm *alarm;
	struct loop_watch *timers; /* armed ones and others */
	uint64_t turn;
	void (*on_turn)(void *ctx);
	void *turn_ctx;
	bool stop;
};

struct loop_watch {
	struct loop *loop;
	struct event *event;     /* NULL: a timer */
	struct loop_watch *next; /* timers */
	int fd, events;
	usec_t at;
	uint64_t fired;          /* the turn in which it was reached last */
	void (*on_fd)(void *ctx, int events);
	void (*on_signal)(void *ctx, int signal);
	void (*on_timer)(void *ctx);
	void *ctx;
};

struct loop *loop_new(void)
{
	struct event_base *base = event_base_new();
	struct alarm *alarm = base != NULL ? alarm_new(base) : NULL;
	if (alarm == NULL) {
		if (base != NULL) {
			event_base_free(base);
		}
		return NULL;
	}
	struct loop *l = mem_zalloc(sizeof(*l));
	l->base = base;
	l->alarm = alarm;
	return l;
}

void loop_free(struct loop *l)
{
	if (l == NULL) {
		return;
	}
	alarm_free(l->alarm);
	event_base_free(l->base);
	mem_wipe(l, sizeof(*l));
	free(l);
}

static usec_t earliest(const struct loop *l)
{
	usec_t at = USEC_NEVER;
	for (const struct loop_watch *w = l->timers; w != NULL; w = w->next) {
		at = usec_min(at, w->at);
	}
	return at;
}

/* Waits for a descriptor, a signal or a timer, and serves the former. */
static bool wait_once(struct loop *l)
{
	usec_t at = earliest(l);
	bool due = at != USEC_NEVER && usec_reached(at, clock_now());
	if (!due) {
		alarm_at(l->alarm, at);
	}
	return event_base_loop(l->base, EVLOOP_ONCE | (due ? EVLOOP_NONBLOCK : 0)) >= 0;
}

/* Each timer once a turn. A callback may change the list. */
static void serve_timers(struct loop *l)
{
	usec_t now = clock_now();
	struct loop_watch *w = l->timers;
	l->turn++;
	while (w != NULL && !l->stop) {
		if (w->at == USEC_NEVER || !usec_reached(w->at, now) || w->fired == l->turn) {
			w = w->next;
			continue;
		}
		w->at = USEC_NEVER;
		w->fired = l->turn;
		w->on_timer(w->ctx);
		w = l->timers;
	}
}

void loop_run(struct loop *l)
{
	while (!l->stop) {
		if (!wait_once(l)) {
			break;
		}
		serve_timers(l);
		if (l->on_turn != NULL) {
			l->on_turn(l->turn_ctx);
		}
	}
}

void loop_stop(struct loop *l)
{
	l->stop = true;
	event_base_loopbreak(l->base);
}

void loop_on_turn(struct loop *l, void (*f)(void *ctx), void *ctx)
{
	l->on_turn = f;
	l->turn_ctx = ctx;
}

static void fire(evutil_socket_t fd, short what, void *arg)
{
	struct loop_watch *w = arg;
	if (w->on_fd != NULL) {
		int events = ((what & EV_READ) ? LOOP_READ : 0) | ((what & EV_WRITE) ? LOOP_WRITE : 0);
		w->on_fd(w->ctx, events);
	} else {
		w->on_signal(w->ctx, (int)fd);
	}
}

static struct loop_watch *watch_new(struct loop *l, int fd, void *ctx)
{
	struct loop_watch *w = mem_zalloc(sizeof(*w));
	w->loop = l;
	w->fd = fd;
	w->at = USEC_NEVER;
	w->ctx = ctx;
	return w;
}

struct loop_watch *loop_fd(struct loop *l, int fd, int events, void (*f)(void *ctx, int events), void *ctx)
{
	struct loop_watch *w = watch_new(l, fd, ctx);
	w->on_fd = f;
	w->event = event_new(l->base, fd, EV_PERSIST, fire, w);
	loop_fd_events(w, events);
	return w;
}

void loop_fd_events(struct loop_watch *w, int events)
{
	if (events == w->events) {
		return;
	}
	event_del(w->event);
	w->events = events;
	if (events == 0) {
		return;
	}
	short what = EV_PERSIST;
	if (events & LOOP_READ) {
		what |= EV_READ;
	}
	if (events & LOOP_WRITE) {
		what |= EV_WRITE;
	}
	event_assign(w->event, w->loop->base, w->fd, what, fire, w);
	event_add(w->event, NULL);
}

struct loop_watch *loop_signal(struct loop *l, int signal, void (*f)(void *ctx, int signal), void *ctx)
{
	struct loop_watch *w = watch_new(l, signal, ctx);
	w->on_signal = f;
	w->event = evsignal_new(l->base, signal, fire, w);
	event_add(w->event, NULL);
	return w;
}

struct loop_watch *loop_timer(struct loop *l, void (*f)(void *ctx), void *ctx)
{
	struct loop_watch *w = watch_new(l, -1, ctx);
	w->on_timer = f;
	w->next = l->timers;
	l->timers = w;
	return w;
}

void loop_timer_at(struct loop_watch *w, usec_t at)
{
	w->at = at;
}

void loop_unwatch(struct loop_watch *w)
{
	if (w == NULL) {
		return;
	}
	if (w->event != NULL) {
		event_free(w->event);
	}
	for (struct loop_watch **at = &w->loop->timers; *at != NULL; at = &(*at)->next) {
		if (*at == w) {
			*at = w->next;
			break;
		}
	}
	free(w);
}
