/* server/view_echo.c -- how far a client's input has come in each pane: what a program had time to answer
 * is settled, and the client is told, with the tty's flags of that moment. */
#include "server/view_impl.h"

#include <string.h>

#include "base/mem.h"
#include "server/pty.h"

#define ECHO_SETTLE MS(50) /* time that a program gets to answer a key (mosh's figure) */
#define ECHO_QUIET MS(20)  /* or it has answered, and then said nothing for so long */
#define ANSWER_SPAN MS(60) /* output so soon after input counts as its answer */

void view_pane_output(struct server *s, struct pane *p, usec_t now)
{
	for (size_t i = 0; i < s->view_count; i++) {
		struct view *v = s->views[i];
		bool answers = false;
		for (size_t k = 0; k < v->echo_count; k++) {
			if (v->echoes[k].pane == p->id && now < v->echoes[k].last_at + ANSWER_SPAN) {
				answers = true;
				v->echoes[k].answered = v->echoes[k].awaits_output;
				v->echoes[k].awaits_output = false;
				v->echoes[k].heard_at = now;
			}
		}
		sender_pane_output(v->sender, p->id, now, answers);
	}
}

/* The `count` oldest are settled: the client is told, and with which tty flags. */
static void view_settle(struct server *s, struct view *v, struct view_echo *e, size_t count)
{
	const struct pane *p = model_pane(s->model, e->pane);
	uint64_t settled = e->given[count - 1].offset, newest = e->given[e->given_count - 1].offset;
	e->given_count -= count;
	memmove(e->given, e->given + count, e->given_count * sizeof(e->given[0]));
	if (p == NULL) {
		return;
	}
	struct tree_echo t = {
		.offset = newest,
		.settled = settled,
		.rev = term_revision(p->term),
		.flags_known = p->tty.known,
		.icanon = p->tty.icanon,
		.echo = p->tty.echo,
	};
	struct buf b = {0};
	tree_echo_encode(&t, &b);
	store_put(v->own, OBJECT_ECHO, e->pane, buf_bytes(&b));
	buf_finish(&b);
	sender_store_changed(v->sender);
}

void view_note_input(struct server *s, struct view *v, struct pane *p, uint64_t offset)
{
	struct view_echo *e = NULL;
	for (size_t i = 0; i < v->echo_count; i++) {
		if (v->echoes[i].pane == p->id) {
			e = &v->echoes[i];
		}
	}
	if (e == NULL) {
		v->echoes = mem_grow(v->echoes, &v->echo_cap, v->echo_count + 1, sizeof(*v->echoes));
		e = &v->echoes[v->echo_count++];
		*e = (struct view_echo){.pane = p->id};
	}
	if (e->given_count == VIEW_GIVEN) {
		e->given_count--;
	}
	e->last_at = server_now();
	e->given[e->given_count++] = (struct view_given){.offset = offset, .at = e->last_at};
	e->awaits_output = true;
	s->input_at = e->last_at;
	s->input_pane = p->id;
}

void view_pane_dry(struct server *s, struct pane *p, usec_t now)
{
	(void)now;
	for (size_t i = 0; i < s->view_count; i++) {
		struct view *v = s->views[i];
		for (size_t k = 0; k < v->echo_count; k++) {
			struct view_echo *e = &v->echoes[k];
			if (e->pane != p->id) {
				continue;
			}
			/* The kernel's own echo comes at once; what else a program writes may have nothing to do
			 * with the key. */
			bool settled = e->given_count > 0 && !e->awaits_output && pty_echoes(p);
			if (settled) {
				view_settle(s, v, e, e->given_count);
			}
			/* More may follow what a program writes first: only where a second frame costs nothing is
			 * that not waited for. */
			if (settled || (v->local && e->answered)) {
				sender_pane_answered(v->sender, p->id);
			}
			e->answered = false;
		}
	}
}

/* When a key has settled: its program had its time, or was quick and then quiet. */
static usec_t settles_at(const struct view_echo *e, const struct view_given *g)
{
	usec_t at = g->at + ECHO_SETTLE;
	return e->heard_at >= g->at ? usec_min(at, e->heard_at + ECHO_QUIET) : at;
}

usec_t view_settle_due(struct server *s, struct view *v, usec_t now)
{
	usec_t next = USEC_NEVER;
	for (size_t k = 0; k < v->echo_count; k++) {
		struct view_echo *e = &v->echoes[k];
		size_t due = 0;
		while (due < e->given_count && usec_reached(settles_at(e, &e->given[due]), now)) {
			due++;
		}
		if (due > 0) {
			struct pane *p = model_pane(s->model, e->pane);
			if (p != NULL && pty_read_flags(s, p)) {
				sender_pane_output(v->sender, p->id, now, false);
			}
			view_settle(s, v, e, due);
		}
		if (e->given_count > 0) {
			next = usec_min(next, settles_at(e, &e->given[0]));
		}
	}
	return next;
}

void view_forget_echoes(const struct server *s, struct view *v)
{
	for (size_t i = v->echo_count; i-- > 0;) {
		if (model_pane(s->model, v->echoes[i].pane) == NULL) {
			store_remove(v->own, OBJECT_ECHO, v->echoes[i].pane);
			v->echoes[i] = v->echoes[--v->echo_count];
		}
	}
}
