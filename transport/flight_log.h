/* transport/flight_log.h -- what links did, on disk: lines of text in the file that MUX_LINK_LOG names, with
 * .client or .server behind its name, 4 MiB and once as much before; and a flight recorder's ring in a
 * file, when asked (link-record). An edge: only server/ and client/ use it. */
#pragma once

#include "base/outfile.h"
#include "transport/flight.h"

/* NULL: nobody wants a log, or it cannot be written. Closed by outfile_close, after the links ended. */
struct outfile *flight_log_open(const char *who);
/* For flight_watch and endpoint_cfg.watch; the log as the context, NULL is fine. */
void flight_log_event(void *log, const struct flight_event *e);
/* ERR_SYS, and errno; ERR_STATE when f is NULL: the link has no recorder. */
int flight_log_save(const struct flight *f, const char *path);
