/* client/spend.h -- what the user will spend on the link, for batteries and metered networks: from a flag, the
 * environment or options. The server is told; it keeps to it in what it sends. */
#pragma once

#include "base/usec.h"
#include "mux/input.h"
#include "mux/optmap.h"

struct client;

enum spend_mode { SPEND_UNSET, SPEND_NORMAL, SPEND_SAVER };

struct spend {
	struct record_thrift now, told; /* what holds; what the server knows */
	usec_t calm;                    /* longest silence of an idle link; 0: as it thinks best */
	uint64_t options;               /* version of the options that it was made from, + 1 */
	uint32_t client;                /* that the server called us when it was told */
};

bool spend_mode_parse(const char *text, enum spend_mode *out);
/* Pure. set: SPEND_UNSET: the option link-mode rules. */
struct spend spend_of(enum spend_mode set, const struct optmap *options);
/* Sees to it that link and server know. */
void spend_tick(struct client *c, usec_t now);
