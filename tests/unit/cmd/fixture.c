/* tests/unit/cmd/fixture.c -- builds the world of fixture.h. */
#include "tests/unit/cmd/fixture.h"

#include <stdlib.h>

#include "base/mem.h"

void fixture_init(struct fixture *f)
{
	const struct term_cfg term = {.size = {80, 24}, .history_limit = 100};
	const struct size size = {80, 24};
	*f = (struct fixture){0};
	f->model = model_new(1, NULL);
	model_session_new(f->model, "alpha", &f->alpha);
	model_session_new(f->model, "beta", &f->beta);
	model_window_new(f->model, f->alpha, 0, 0, "one", size, &term, &f->one);
	model_window_new(f->model, f->alpha, 1, 0, "two", size, &term, &f->two);
	model_window_new(f->model, f->alpha, 3, 0, "bash", size, &term, &f->bash);
	model_window_new(f->model, f->beta, 0, 0, "two", size, &term, &f->other);
	f->p[0] = model_pane(f->model, f->two->active);
	model_pane_split(f->model, f->p[0], AXIS_LEFT_RIGHT, -1, 0, &term, &f->p[1]);
	model_pane_split(f->model, f->p[1], AXIS_TOP_BOTTOM, -1, 0, &term, &f->p[2]);
	model_pane_select(f->model, f->p[2]);
	model_pane_select(f->model, f->p[1]);
	model_window_select(f->model, f->alpha, 3);
	model_window_select(f->model, f->alpha, 1);
	f->alpha->activity_at = 10;
	f->beta->activity_at = 5;
	f->client = model_client_new(f->model, "/dev/pts/7", size);
	model_client_attach(f->model, f->client, f->alpha);
	f->ctx = (struct cmd_ctx){.model = f->model, .host = &f->host, .session = f->alpha->id, .window = f->two->id,
		.pane = f->p[1]->id};
}

void fixture_finish(struct fixture *f)
{
	buf_finish(&f->ctx.out);
	buf_finish(&f->ctx.err);
	model_free(f->model);
}
