/* client/client.h -- the attached client: one link, one replica, one terminal. */
#pragma once

#include "base/addr.h"
#include "base/buf.h"
#include "base/log.h"
#include "client/carrier.h"
#include "client/ladder.h"
#include "client/predict.h"
#include "client/spend.h"
#include "client/ssh.h"
#include "client/ticket.h"
#include "transport/limits.h"

struct client_cfg {
	struct carrier_fds pipe;   /* the Unix socket of a local attach; or ssh, when far; in -1: none. Taken over */
	struct bytes pipe_rest;    /* bytes of it that were read already */
	pid_t ssh;                 /* the process at its other end, that nobody else waits for; 0: none */
	bool far;                  /* on another host */
	enum udp_mode udp;
	enum spend_mode link_mode; /* SPEND_UNSET: as the option says */
	bool udp_set;              /* by a flag: stronger than the option */
	const struct addr *remotes; /* UDP: addresses to try */
	size_t remote_count;
	const struct ssh_cfg *login; /* how to log in again, and find the host's address anew; NULL: not */
	uint8_t psk_id[LINK_PSK_ID_LEN], psk[LINK_PSK_LEN];
	bool by_ticket;            /* the key is a ticket's: `login` is for when nobody answers */
	bool ticket_udp;           /* it came over UDP when it was written, with that round trip */
	usec_t ticket_rtt;
	struct ticket_slot *slot;  /* where the server's next ticket is kept; NULL: nowhere */
	const char *dest;          /* of the tickets in it */
	const char *host;          /* as the user typed it; "" for a local attach */
	enum predict_mode predict;
	bool predict_set;          /* by flag or environment: stronger than the option */
	bool no_init;              /* stay out of the alternate screen */
	struct log *log;
};

/* Runs until detach, the session's end, or the link's refusal; the terminal is as before then. Prints one
 * line on how it ended. Returns the exit status. */
int client_run(const struct client_cfg *cfg);
