/* server/settle.c -- memory is given back in quiet moments. */
#include "server/settle.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "base/clock.h"

#define QUIET SEC(1)
#define PAUSE MS(3) /* after a step, which takes half a millisecond or so */

static bool is_quiet(const struct pane *p, usec_t now)
{
	return usec_reached(p->output_at + QUIET, now);
}

/* To the system, too. */
static void give_back(void)
{
#ifdef __GLIBC__
	malloc_trim(64 * 1024);
#endif
}

/* One step of the first pane that needs one; the timer goes on until none does. */
static void on_settle(void *ctx)
{
	struct server *s = ctx;
	usec_t now = server_now();
	for (size_t i = 0; i < s->model->pane_count; i++) {
		struct pane *p = s->model->panes[i];
		if (is_quiet(p, now) && !term_is_settled(p->term)) {
			term_settle(p->term);
			loop_timer_at(s->settle_timer, now + PAUSE);
			return;
		}
	}
	give_back();
}

void settle_look(struct server *s)
{
	usec_t now = server_now();
	for (size_t i = 0; i < s->model->pane_count; i++) {
		struct pane *p = s->model->panes[i];
		if (is_quiet(p, now) && !term_is_settled(p->term)) {
			if (s->settle_timer == NULL) {
				s->settle_timer = loop_timer(s->loop, on_settle, s);
			}
			loop_timer_at(s->settle_timer, now);
			return;
		}
	}
}

void settle_finish(struct server *s)
{
	loop_unwatch(s->settle_timer);
	s->settle_timer = NULL;
}
