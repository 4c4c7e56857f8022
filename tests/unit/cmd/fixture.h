/* tests/unit/cmd/fixture.h -- a small world: sessions "alpha" (windows 0 one, 1 two with 3 panes, 3 bash)
 * and "beta" (window 0 two), and a client on alpha. */
#pragma once

#include "cmd/ctx.h"

struct fixture {
	struct model *model;
	struct session *alpha, *beta;
	struct window *one, *two, *bash, *other;
	struct pane *p[3]; /* of two: left, right top (active), right bottom */
	struct model_client *client;
	struct cmd_host host;
	struct cmd_ctx ctx; /* at alpha:two, its active pane */
};

void fixture_init(struct fixture *f);
void fixture_finish(struct fixture *f);
