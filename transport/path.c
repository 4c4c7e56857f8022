/* transport/path.c -- one way to the peer. */
#include "transport/path.h"

#include <stdint.h>
#include <string.h>

void path_init(struct path *p, const struct addr *a, bool valid)
{
	memset(p, 0, sizeof *p);
	p->addr = *a;
	p->valid = valid;
	p->challenge_at = USEC_NEVER;
}

bool path_is_set(const struct path *p)
{
	return p->addr.family != ADDR_NONE;
}

void path_challenge(struct path *p, struct rng r, usec_t now)
{
	rng_fill(r, p->token, sizeof p->token);
	p->challenged = true;
	p->challenge_at = now;
	p->tries = 0;
}

void path_challenge_sent(struct path *p, usec_t now, usec_t again)
{
	p->tries++;
	p->challenge_at = now + again;
}

bool path_response(struct path *p, const uint8_t token[PATH_TOKEN_LEN])
{
	if (!p->challenged || memcmp(p->token, token, sizeof p->token) != 0) {
		return false;
	}
	p->challenged = false;
	p->challenge_at = USEC_NEVER;
	p->valid = true;
	return true;
}

size_t path_room(const struct path *p)
{
	uint64_t allowed = p->received * PATH_AMPLIFY;

	if (p->valid) {
		return SIZE_MAX;
	}
	return allowed > p->sent ? (size_t)(allowed - p->sent) : 0;
}
