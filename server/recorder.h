/* server/recorder.h -- what the links of the server did: a file when asked (link-record), and lines of text
 * in the file that MUX_LINK_LOG names, with .server behind its name, 4 MiB and once as much before. */
#pragma once

#include "transport/link.h"

struct server_recorder;

struct server_recorder *server_recorder_new(void); /* NULL: nobody wants a log */
void server_recorder_free(struct server_recorder *r);
/* For endpoint_cfg.watch, with the recorder as its context. */
void server_recorder_event(void *ctx, const struct flight_event *e);
/* ERR_SYS, and errno; ERR_STATE when the link has no record. */
int server_recorder_save(const struct link *l, const char *path);
