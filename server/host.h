/* server/host.h -- what commands may ask of the server (struct cmd_host), and what a terminal asks of it. */
#pragma once

#include "server/server_impl.h"

void host_init(struct server *s);
