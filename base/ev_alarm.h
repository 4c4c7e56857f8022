/* base/ev_alarm.h -- wakes an event loop at one point in time. For base/ev_loop.c alone, which is the
 * manual of what it is for. */
#pragma once

#include "base/usec.h"

struct alarm;
struct event_base;

struct alarm *alarm_new(struct event_base *base); /* NULL: the system has none to give */
void alarm_free(struct alarm *a);
/* Before each wait: the loop takes a turn at `at` or earlier. Costs a system call only when no earlier time
 * is set already: a turn too many is cheaper than taking back a time that moves at every turn. */
void alarm_at(struct alarm *a, usec_t at);
