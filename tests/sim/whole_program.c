/* tests/sim/whole_program.c -- what runs in the panes: counts keys, floods, repaints. */
#include "tests/sim/whole_program.h"

#include <assert.h>

#include "base/buf.h"

struct whole_program *whole_program(struct whole *w, uint32_t pane)
{
	struct whole_program *free_one = NULL;
	for (size_t i = 0; i < WHOLE_PANES; i++) {
		struct whole_program *p = &w->programs[i];
		if (p->pane == pane) {
			return p;
		}
		if (free_one == NULL && (p->pane == 0 || model_pane(w->model, p->pane) == NULL)) {
			free_one = p;
		}
	}
	assert(free_one != NULL);
	*free_one = (struct whole_program){.pane = pane, .answer_at = USEC_NEVER};
	return free_one;
}

static void program_flood(struct whole *w, struct whole_program *m, struct pane *p)
{
	static const char line[] = "y\r\ny\r\ny\r\ny\r\ny\r\ny\r\ny\r\ny\r\n";
	struct buf out = {0};
	while (out.len < m->flood) {
		if (m->numbers > 0) {
			buf_printf(&out, "%llu\r\n", (unsigned long long)m->numbers++);
		} else {
			buf_puts(&out, line);
		}
	}
	term_write(p->term, buf_bytes(&out));
	buf_finish(&out);
	whole_output(w, p);
	m->flood_at = w->now + MS(1);
}

static void program_repaint(struct whole *w, struct whole_program *m, struct pane *p)
{
	struct buf out = {0};
	m->painted++;
	buf_puts(&out, "\033[H");
	for (unsigned y = 1; y < term_size(p->term).rows; y++) {
		buf_printf(&out, "\033[%u;1H%8llu root 20 0 %u.%u run", y,
			(unsigned long long)(m->painted * y), whole_below(w, 100), whole_below(w, 10));
	}
	whole_write(w, p, buf_bytes(&out));
	buf_finish(&out);
	m->repaint_at = w->now + m->repaint_every;
}

static void program_answer(struct whole *w, struct whole_program *m, struct pane *p)
{
	struct buf out = {0};
	m->answer_at = USEC_NEVER;
	if (m->interrupted) {
		m->interrupted = false;
		m->flood = 0;
		buf_puts(&out, "^C");
		if (m->dies_after > 0) {
			m->answer_at = w->now + m->dies_after;
			whole_write(w, p, buf_bytes(&out));
			buf_finish(&out);
			return;
		}
		buf_puts(&out, "\r\n");
	}
	buf_printf(&out, "\r#%06llu$", (unsigned long long)m->keys);
	whole_write(w, p, buf_bytes(&out));
	buf_finish(&out);
}

usec_t whole_programs_run(struct whole *w, bool *ran)
{
	usec_t next = USEC_NEVER;
	for (size_t i = 0; i < WHOLE_PANES; i++) {
		struct whole_program *m = &w->programs[i];
		struct pane *p = m->pane != 0 ? model_pane(w->model, m->pane) : NULL;
		if (p == NULL) {
			continue;
		}
		if (m->flood > 0 && usec_reached(m->flood_at, w->now)) {
			program_flood(w, m, p);
			*ran = true;
		}
		if (m->repaint_every > 0 && usec_reached(m->repaint_at, w->now)) {
			program_repaint(w, m, p);
			*ran = true;
		}
		if (usec_reached(m->answer_at, w->now)) {
			program_answer(w, m, p);
			*ran = true;
		}
		next = usec_min(next, m->answer_at);
		next = m->flood > 0 ? usec_min(next, m->flood_at) : next;
		next = m->repaint_every > 0 ? usec_min(next, m->repaint_at) : next;
	}
	return next;
}
