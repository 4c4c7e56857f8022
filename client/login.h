/* client/login.h -- a login with ssh beside what goes on, when the pipe of the first one has died: it asks
 * nobody (BatchMode) and draws nothing. One try; when to try again is for the ladder to say. */
#pragma once

#include "base/ev_loop.h"
#include "client/ssh.h"

struct login;

enum login_end {
	LOGIN_DONE,
	LOGIN_FAILED, /* no way there, or it took too long */
	LOGIN_ASKS,   /* ssh would have to ask the user something */
	LOGIN_GONE,   /* the far server has nothing to attach to any more */
};

struct login_user {
	void *ctx;
	/* Once; the login is to be freed by and by, not from here. LOGIN_DONE: `found` holds the answer, numeric
	 * addresses, and the pipe; the callee takes pipe and rest over. Else `why` is what ssh said last. */
	void (*ended)(void *ctx, enum login_end end, struct ssh_result *found, const char *why);
};

/* alone: see ssh_begin. NULL: it could not be started. */
struct login *login_new(struct loop *loop, const struct ssh_cfg *cfg, bool alone, const struct login_user *user);
/* Ends an ssh that is still at it. NULL is fine. */
void login_free(struct login *l);
/* What the end of ssh means: its status, and the last line of its complaints. Pure. */
enum login_end login_judge(int status, const char *complaint);
