/* client/recorder.h -- what the links of a client did: a file when asked (link-record), and lines of text
 * in the file that MUX_LINK_LOG names, with .client behind its name, 4 MiB and once as much before. */
#pragma once

#include "transport/link.h"

struct recorder;

struct recorder *recorder_new(void); /* NULL: nobody wants a log */
void recorder_free(struct recorder *r);
/* From now on the link's events go to the log. The link must end before. */
void recorder_follow(struct recorder *r, struct link *l);
/* ERR_SYS, and errno; ERR_STATE when the link has no record. */
int recorder_save(const struct link *l, const char *path);
