/* base/ev_loop.h -- the event loop of the edges: descriptors, signals, one-shot timers. The only door to
 * libevent. Only server/, client/ and main.c include this: the core knows no descriptors. */
#pragma once

#include <stdbool.h>

#include "base/usec.h"

struct loop;
struct loop_watch; /* a descriptor, signal or timer being watched */

enum { LOOP_READ = 1, LOOP_WRITE = 2 };

struct loop *loop_new(void); /* NULL: the system has none to give */
void loop_free(struct loop *l);
/* Runs until loop_stop. */
void loop_run(struct loop *l);
void loop_stop(struct loop *l);
/* Called after the callbacks of each turn, before waiting again: the place to flush. */
void loop_on_turn(struct loop *l, void (*f)(void *ctx), void *ctx);

struct loop_watch *loop_fd(struct loop *l, int fd, int events, void (*f)(void *ctx, int events), void *ctx);
void loop_fd_events(struct loop_watch *w, int events); /* 0: pause */
struct loop_watch *loop_signal(struct loop *l, int signal, void (*f)(void *ctx, int signal), void *ctx);
/* A timer that is not armed. Times are those of clock_now. */
struct loop_watch *loop_timer(struct loop *l, void (*f)(void *ctx), void *ctx);
void loop_timer_at(struct loop_watch *w, usec_t at); /* USEC_NEVER disarms; past: next turn */
void loop_unwatch(struct loop_watch *w);             /* NULL is fine; may be called from its own callback */
