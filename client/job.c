/* client/job.c -- the terminal taken and given back: at the beginning and the end, when the shell stops the job and
 * goes on with it, and while somebody else has it. */
#include <signal.h>
#include <unistd.h>

#include "base/clock.h"
#include "client/client_impl.h"

#define LEAVE_TIME 1000 /* ms that a terminal gets to take the last bytes */

static void enter_terminal(struct client *c)
{
	struct buf out = {0};
	tty_raw(c->tty, termcap_panic(c->termcap));
	if (!c->cfg->no_init) {
		termcap_enter(c->termcap, &out);
	}
	termcap_ask(c->termcap, &out);
	tty_write(c->tty, buf_bytes(&out));
	buf_finish(&out);
	c->mouse_level = -1;
	client_redraw_all(c);
}

void client_enter(struct client *c)
{
	c->entered = true;
	c->suspended = false;
	loop_fd_events(c->tty_watch, LOOP_READ);
	enter_terminal(c);
}

void client_leave(struct client *c)
{
	struct buf out = {0};
	termcap_leave(c->termcap, &out);
	tty_write(c->tty, buf_bytes(&out));
	buf_finish(&out);
	tty_drain(c->tty, LEAVE_TIME);
	tty_cooked(c->tty);
}

void client_resume(struct client *c)
{
	if (!c->entered || tcgetpgrp(tty_in(c->tty)) != getpgrp()) {
		return; /* goes on in the background: fg continues it once more */
	}
	c->suspended = false;
	enter_terminal(c);
	loop_fd_events(c->tty_watch, LOOP_READ);
	link_local_changed(c->link, clock_now());
}

/* The job, as a shell sees it. Returns when it goes on. */
static void stop_job(struct client *c)
{
	loop_unwatch(c->signals[CLIENT_SIGNAL_STOP]);
	signal(SIGTSTP, SIG_DFL);
	kill(0, SIGTSTP);
	c->signals[CLIENT_SIGNAL_STOP] = loop_signal(c->loop, SIGTSTP, client_signal, c);
}

void client_suspend(struct client *c)
{
	if (!c->entered) {
		raise(SIGSTOP);
		return;
	}
	c->suspended = true;
	loop_fd_events(c->tty_watch, 0);
	client_leave(c);
	stop_job(c);
	client_resume(c); /* there may be no job control: then nothing stopped */
}

void client_lend_terminal(struct client *c, void (*f)(struct client *c, usec_t now))
{
	bool ours = c->entered;
	if (ours) {
		client_leave(c);
	}
	loop_unwatch(c->signals[CLIENT_SIGNAL_STOP]); /* C-z stops both, and fg brings both back */
	f(c, clock_now());
	c->signals[CLIENT_SIGNAL_STOP] = loop_signal(c->loop, SIGTSTP, client_signal, c);
	if (ours) {
		enter_terminal(c);
	}
}
