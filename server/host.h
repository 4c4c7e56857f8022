/* server/host.h -- what commands may ask of the server (struct cmd_host), and what a terminal asks of it. */
#pragma once

#include "server/server_impl.h"

void host_init(struct server *s);
/* What happened to windows, for alerts: a program wrote something; a second passed. */
void host_window_output(struct server *s, const struct pane *p, usec_t now);
void host_window_second(struct server *s, usec_t now);
