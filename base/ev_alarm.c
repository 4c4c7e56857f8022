/* base/ev_alarm.c -- Linux: a timerfd, to the microsecond. Elsewhere libevent's own timer, which kqueue
 * keeps as precisely. (With its precise clock libevent has a timerfd too, and sets it anew before each
 * wait.) */
#include "base/ev_alarm.h"

#include <stdlib.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/clock.h"
#include "base/mem.h"

#ifdef __linux__
#include <sys/timerfd.h>
#endif

struct alarm {
	struct event *event;
	int fd;     /* -1: libevent's timer */
	usec_t set; /* USEC_NEVER: none */
	bool rang;  /* and is readable until it is set anew */
};

static void fire(evutil_socket_t fd, short what, void *arg)
{
	struct alarm *a = arg;
	(void)what;
	a->rang = fd >= 0;
	a->set = USEC_NEVER;
}

struct alarm *alarm_new(struct event_base *base)
{
	struct alarm *a = mem_zalloc(sizeof(*a));
	a->fd = -1;
	a->set = USEC_NEVER;
#ifdef __linux__
	a->fd = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
#endif
	a->event = event_new(base, a->fd, a->fd >= 0 ? EV_READ | EV_PERSIST : 0, fire, a);
	if (a->event == NULL || (a->fd >= 0 && event_add(a->event, NULL) < 0)) {
		alarm_free(a);
		return NULL;
	}
	return a;
}

void alarm_free(struct alarm *a)
{
	if (a == NULL) {
		return;
	}
	if (a->event != NULL) {
		event_free(a->event);
	}
	if (a->fd >= 0) {
		close(a->fd);
	}
	free(a);
}

void alarm_at(struct alarm *a, usec_t at)
{
	if (at >= a->set && !a->rang) {
		return;
	}
	a->rang = false;
	a->set = at;
#ifdef __linux__
	if (a->fd >= 0) {
		struct itimerspec t = {0}; /* disarmed */
		if (at != USEC_NEVER) {
			t.it_value.tv_sec = (time_t)(at / 1000000u);
			t.it_value.tv_nsec = (long)(at % 1000000u) * 1000 + 1;
		}
		timerfd_settime(a->fd, TFD_TIMER_ABSTIME, &t, NULL);
		return;
	}
#endif
	usec_t after = usec_since(clock_now(), at);
	struct timeval tv = {.tv_sec = (time_t)(after / 1000000u), .tv_usec = (suseconds_t)(after % 1000000u)};
	event_add(a->event, &tv);
}
