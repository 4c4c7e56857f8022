/* server/farewell.c -- see farewell.h. */
#include "server/farewell.h"

#include <string.h>

#include "server/server_impl.h"
#include "transport/endpoint.h"

#define FAREWELL_SPAN SEC(86400)
#define THERE SEC(4) /* a client that is not idle is heard every 3 s */

static void forget(struct server *s, size_t i)
{
	s->farewell_count--;
	memmove(&s->farewells[i], &s->farewells[i + 1], (s->farewell_count - i) * sizeof(s->farewells[0]));
}

static void end(struct server *s, size_t i)
{
	endpoint_drop(s->endpoint, s->farewells[i].link);
	forget(s, i);
}

bool farewell_is_due(const struct link *l)
{
	struct link_figures f;
	link_figures(l, server_now(), &f);
	return f.state == LINK_STATE_CLOSED && f.remote.family != ADDR_PIPE && !link_goodbye_heard(l);
}

void farewell_take(struct server *s, struct link *l)
{
	const struct link_user nobody = link_nobody();
	if (!farewell_is_due(l)) {
		endpoint_drop(s->endpoint, l);
		return;
	}
	if (s->farewell_count == LIMIT_FAREWELLS) {
		end(s, 0);
	}
	link_set_user(l, &nobody);
	s->farewells[s->farewell_count++] = (struct farewell){.link = l, .at = server_now()};
}

bool farewell_keeps(struct server *s, const struct link *l)
{
	for (size_t i = 0; i < s->farewell_count; i++) {
		if (s->farewells[i].link != l) {
			continue;
		}
		if (!link_goodbye_heard(l)) {
			return true;
		}
		forget(s, i);
		return false;
	}
	return false;
}

bool farewell_is_awaited(const struct server *s, usec_t since)
{
	for (size_t i = 0; i < s->farewell_count; i++) {
		const struct farewell *f = &s->farewells[i];
		struct link_figures now;
		link_figures(f->link, server_now(), &now);
		if (f->at >= since && usec_since(now.heard_at, since) < THERE && !link_goodbye_heard(f->link)) {
			return true;
		}
	}
	return false;
}

void farewell_second(struct server *s, usec_t now)
{
	for (size_t i = s->farewell_count; i-- > 0;) {
		if (link_goodbye_heard(s->farewells[i].link) || usec_since(s->farewells[i].at, now) > FAREWELL_SPAN) {
			end(s, i);
		}
	}
}
