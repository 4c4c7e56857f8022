/* base/ev_loop.c -- libevent behind base/ev_loop.h. Timers use libevent's precise clock, because an
 * echo must not wait for a millisecond's granularity. */
#include "base/ev_loop.h"

#include <stdlib.h>

#include <event2/event.h>

#include "base/clock.h"
#include "base/mem.h"

struct loop {
	struct event_base *base;
	void (*on_turn)(void *ctx);
	void *turn_ctx;
	bool stop;
};

struct loop_watch {
	struct loop *loop;
	struct event *event;
	int fd, events;
	usec_t at;
	void (*on_fd)(void *ctx, int events);
	void (*on_signal)(void *ctx, int signal);
	void (*on_timer)(void *ctx);
	void *ctx;
};

struct loop *loop_new(void)
{
	struct event_config *cfg = event_config_new();
	if (cfg == NULL) {
		return NULL;
	}
	event_config_set_flag(cfg, EVENT_BASE_FLAG_PRECISE_TIMER);
	struct event_base *base = event_base_new_with_config(cfg);
	event_config_free(cfg);
	if (base == NULL) {
		return NULL;
	}
	struct loop *l = mem_zalloc(sizeof(*l));
	l->base = base;
	return l;
}

void loop_free(struct loop *l)
{
	if (l == NULL) {
		return;
	}
	event_base_free(l->base);
	mem_wipe(l, sizeof(*l));
	free(l);
}

void loop_run(struct loop *l)
{
	while (!l->stop) {
		if (event_base_loop(l->base, EVLOOP_ONCE) < 0) {
			break;
		}
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
	} else if (w->on_signal != NULL) {
		w->on_signal(w->ctx, (int)fd);
	} else {
		w->at = USEC_NEVER;
		w->on_timer(w->ctx);
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
	w->event = evtimer_new(l->base, fire, w);
	return w;
}

void loop_timer_at(struct loop_watch *w, usec_t at)
{
	if (at == w->at) {
		return;
	}
	w->at = at;
	if (at == USEC_NEVER) {
		event_del(w->event);
		return;
	}
	usec_t after = usec_since(clock_now(), at);
	struct timeval tv = {.tv_sec = (time_t)(after / 1000000u), .tv_usec = (suseconds_t)(after % 1000000u)};
	event_add(w->event, &tv);
}

void loop_unwatch(struct loop_watch *w)
{
	if (w == NULL) {
		return;
	}
	event_free(w->event);
	free(w);
}

int loop_after_fork(struct loop *l)
{
	return event_reinit(l->base);
}
