/* cmd/target.h -- finds what -t names: session, window, pane or client (facts: tmux's rules). */
#pragma once

#include "cmd/ctx.h"

struct target {
	struct session *session;
	struct window *window; /* NULL for a session target when it has none */
	int index;             /* of the window in the session */
	struct pane *pane;
};

enum target_kind { TARGET_SESSION, TARGET_WINDOW, TARGET_PANE };

/* text NULL: the current one. Failure: CMD_ERROR with "can't find pane: x" in c->err. */
enum cmd_result target_find(struct cmd_ctx *c, const char *text, enum target_kind kind, struct target *out);
/* Where somebody was last; NULL: there is none. */
struct session *target_latest_session(const struct model *m);
/* A window slot that may be free: index -1 when none was named. */
enum cmd_result target_find_index(struct cmd_ctx *c, const char *text, struct session **s, int *index);
enum cmd_result target_find_client(struct cmd_ctx *c, const char *text, struct model_client **out);
