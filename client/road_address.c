/* client/road_address.c -- the addresses of both ends change: what road.h says of that. */
#include <string.h>

#include "client/client_impl.h"

void road_hop(struct client *c, usec_t now)
{
	if (c->net == NULL) {
		return;
	}
	net_rebind(c->net);
	link_local_changed(c->link, now);
	if (c->roads.link != NULL) {
		link_local_changed(c->roads.link, now);
	}
}

void road_moved(struct client *c, usec_t now)
{
	if (c->net == NULL) {
		return;
	}
	road_hop(c, now);
	c->roads.moved_at = now;
	ladder_moved(&c->roads.ladder, now);
	rescue_moved(&c->roads.rescue, now);
}

void road_add_remotes(struct client *c, const struct addr *list, size_t count, usec_t now)
{
	struct roads *r = &c->roads;
	for (size_t i = count; i-- > 0;) { /* the first of them comes to the front */
		bool known = false;
		for (size_t k = 0; k < r->remote_count; k++) {
			known |= addr_equal(&r->remotes[k], &list[i]);
		}
		if (!known) { /* the newest are the likeliest */
			size_t keep = r->remote_count < LIMIT_LINK_REMOTES ? r->remote_count : LIMIT_LINK_REMOTES - 1;
			memmove(&r->remotes[1], &r->remotes[0], keep * sizeof(r->remotes[0]));
			r->remotes[0] = list[i];
			r->remote_count = keep + 1;
		}
	}
	link_add_remotes(c->link, list, count, now);
	if (r->link != NULL) {
		link_add_remotes(r->link, list, count, now);
	}
}
