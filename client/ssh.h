/* client/ssh.h -- logs in with the user's own ssh and brings back a port and a one-time key. */
#pragma once

#include <sys/types.h>

#include "base/addr.h"
#include "base/log.h"
#include "base/rng.h"
#include "client/bootstrap.h"
#include "client/carrier.h"

struct ssh_cfg {
	const char *ssh;        /* "ssh", or --ssh's text, split as a shell splits words */
	const char *server;     /* far command, "mux" by default; --server's text goes as it is */
	const char *host;       /* [user@]host */
	const char *udp_host;   /* --udp-host; NULL */
	uint16_t udp_port;      /* --udp-port; 0: as the server says */
	int argc;               /* the attach command to run there */
	char *const *argv;
	const char *server_flags; /* words for the far mux before `bootstrap` ("-L name -p 60010"); NULL */
	bool keep;              /* ssh is wanted as a pipe afterwards */
	struct rng rng;
	struct log *log;
};

struct ssh_result {
	struct bootstrap_answer answer;
	struct addr remotes[16];
	size_t remote_count;
	struct carrier_fds pipe; /* of the ssh that was kept; in -1: none */
	struct buf rest;         /* what came of it behind the answer */
	pid_t pid;               /* of the ssh that has not ended yet: for a reaper; 0: none */
	bool apart;              /* it has a process group of its own, and nobody else goes through it */
};

/* Runs ssh; what rc files print is dropped, what ssh says goes to stderr. On failure ERR_* and *hint, one
 * or more lines on what to try (caller frees; may be NULL when ssh's own message says it all). *status is
 * ssh's exit status. The caller frees out->rest, also on failure. */
int ssh_bootstrap(const struct ssh_cfg *cfg, struct ssh_result *out, int *status, char **hint);

/* An ssh that logs in beside what goes on: it asks nobody and draws nothing. */
struct ssh_child {
	pid_t pid;
	int in, out, err; /* to and from it, -1: there is none; non-blocking is the caller's */
	char nonce[BOOTSTRAP_NONCE + 1];
};
/* Nor may others share its connection. alone: nor it theirs (ControlMaster), which may be as dead as ours. ERR_*. */
int ssh_begin(const struct ssh_cfg *cfg, bool alone, struct ssh_child *out);
/* The addresses that the host's name stands for now, by the user's ssh_config and the system's resolver, in
 * the order in which to try them. Blocks, perhaps for long. */
size_t ssh_resolve(const struct ssh_cfg *cfg, uint16_t port, struct addr *out, size_t max);
/* The two families by turns, IPv6 first; else as they were (RFC 8305, section 4). */
void ssh_order_addresses(struct addr *list, size_t count);
/* Splits a command line into words: quotes and backslashes as in sh, nothing else. ERR_ARG. */
int ssh_split(const char *text, char ***argv, int *argc);
