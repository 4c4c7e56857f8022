/* tests/tools/netem_loop.c -- the event loop of mux-netem. */
#include "tests/tools/netem_loop.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "tests/tools/netem_ctl.h"

enum { SLOT_SIGNAL, SLOT_CONTROL, SLOT_EDGE };

struct netem {
	struct netem_path *path[NETEM_DIRS];
	const struct netem_edge *edge;
	struct netem_ctl ctl;
	int signal_fd;
	struct pollfd fds[NETEM_POLL_MAX + SLOT_EDGE];
};

static void deliver_due(struct netem *n)
{
	for (int d = 0; d < NETEM_DIRS; d++) {
		struct netem_packet *k;
		/* The clock is read for each packet: in a burst the last one is not late by the
		 * time that sending the others took without the figures showing it. */
		while ((k = netem_path_output(n->path[d], clock_now())) != NULL) {
			n->edge->deliver(n->edge->ctx, (enum netem_dir)d, k);
			free(k);
		}
	}
}

static struct timespec wait_time(const struct netem *n)
{
	usec_t at = usec_min(
	        netem_path_deadline(n->path[NETEM_AB]), netem_path_deadline(n->path[NETEM_BA]));
	usec_t span = usec_min(usec_since(clock_now(), at), SEC(3600));

	return (struct timespec){
	        .tv_sec = (time_t)(span / SEC(1)), .tv_nsec = (long)(span % SEC(1)) * 1000};
}

static int turn(struct netem *n)
{
	n->fds[SLOT_SIGNAL] = (struct pollfd){.fd = n->signal_fd, .events = POLLIN};
	n->fds[SLOT_CONTROL] = (struct pollfd){.fd = n->ctl.fd, .events = POLLIN};
	size_t len = n->edge->poll(n->edge->ctx, n->fds + SLOT_EDGE, NETEM_POLL_MAX);
	struct timespec wait = wait_time(n);

	if (ppoll(n->fds, (nfds_t)(len + SLOT_EDGE), &wait, NULL) < 0 && errno != EINTR) {
		fprintf(stderr, "mux-netem: poll: %s\n", strerror(errno));
		return ERR_SYS;
	}
	usec_t now = clock_now();
	if (n->fds[SLOT_SIGNAL].revents != 0) {
		n->ctl.quit = true;
	}
	if (n->fds[SLOT_CONTROL].revents != 0) {
		netem_ctl_serve(&n->ctl, now);
	}
	n->edge->read(n->edge->ctx, n->path, n->fds + SLOT_EDGE, len, now);
	deliver_due(n);
	return 0;
}

static int signals_open(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* The kernel may delay a timer by 50 us to save wake-ups; another process's slice by far more. */
static void scheduling_set(bool realtime)
{
	struct sched_param param = {.sched_priority = 1};

	prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
	if (realtime && sched_setscheduler(0, SCHED_RR, &param) < 0) {
		fprintf(stderr, "mux-netem: --realtime: %s; going on without\n", strerror(errno));
	}
}

static int control_open(struct netem *n, const char *path)
{
	int r = path == NULL ? 0 : netem_ctl_open(&n->ctl, path);

	if (r < 0) {
		fprintf(stderr, "mux-netem: %s: %s\n", path,
		        r == ERR_SYS ? strerror(errno) : err_str(r));
	}
	return r;
}

int netem_loop_run(
        const struct netem_edge *edge, const struct netem_loop_conf *conf, const char *what)
{
	struct netem *n = mem_zalloc(sizeof(*n));
	int r;

	n->edge = edge;
	n->ctl = (struct netem_ctl){.fd = -1, .paths = n->path, .edge = edge, .seed = conf->seed};
	for (unsigned d = 0; d < NETEM_DIRS; d++) {
		n->path[d] = netem_path_new(conf->seed * 2 + d);
		netem_path_set(n->path[d], &conf->conf[d], clock_now());
	}
	n->signal_fd = signals_open();
	r = n->signal_fd < 0 ? ERR_SYS : control_open(n, conf->control);
	if (r == 0) {
		scheduling_set(conf->realtime);
		printf("%s seed=%llu\n", what, (unsigned long long)conf->seed);
		fflush(stdout);
	}
	while (r == 0 && !n->ctl.quit) {
		r = turn(n);
	}
	netem_ctl_close(&n->ctl);
	if (n->signal_fd >= 0) {
		close(n->signal_fd);
	}
	for (int d = 0; d < NETEM_DIRS; d++) {
		netem_path_free(n->path[d]);
	}
	free(n);
	return r;
}
