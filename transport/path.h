/* transport/path.h -- one way to the peer: its address, and whether it is proven that the peer
 * is there. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include "base/addr.h"
#include "base/rng.h"
#include "base/usec.h"

#define PATH_TOKEN_LEN 8
#define PATH_AMPLIFY 3 /* bytes out for a byte in, until proven */

struct path {
	struct addr addr; /* ADDR_NONE: there is no path */
	bool valid;
	uint8_t id; /* of the owner: tells packets of one path from those of another */
	uint64_t received, sent; /* bytes, until valid */
	bool challenged;         /* token is out and not answered */
	uint8_t token[PATH_TOKEN_LEN];
	usec_t challenge_at; /* when the next challenge should go; USEC_NEVER: none */
	uint8_t tries;
};

void path_init(struct path *p, const struct addr *a, bool valid);
bool path_is_set(const struct path *p);
/* Asks for proof, from now on. */
void path_challenge(struct path *p, struct rng r, usec_t now);
/* A challenge went out; the next one, if need be, after `again`. */
void path_challenge_sent(struct path *p, usec_t now, usec_t again);
/* True when this answers the challenge: the path is valid now. */
bool path_response(struct path *p, const uint8_t token[PATH_TOKEN_LEN]);
size_t path_room(const struct path *p); /* bytes that may be sent */
