/* client/spend.c -- the two modes, and telling the server. */
#include "client/spend.h"

#include <string.h>

#include "client/client_impl.h"
#include "cmd/options.h"

#define SAVER_FRAMES 5
#define SAVER_BUDGET 300000
#define SAVER_CALM SEC(120)

bool spend_mode_parse(const char *text, enum spend_mode *out)
{
	bool saver = strcmp(text, "saver") == 0;
	if (!saver && strcmp(text, "normal") != 0) {
		return false;
	}
	*out = saver ? SPEND_SAVER : SPEND_NORMAL;
	return true;
}

struct spend spend_of(enum spend_mode set, const struct optmap *options)
{
	struct spend s = {
		.now.frames = (uint32_t)option_client_number(options, "link-frames"),
		.now.budget = (uint32_t)option_client_number(options, "link-budget"),
	};
	if (set == SPEND_UNSET) {
		spend_mode_parse(option_client_get(options, "link-mode"), &set);
	}
	if (set == SPEND_SAVER) {
		s.now.frames = s.now.frames != 0 ? s.now.frames : SAVER_FRAMES;
		s.now.budget = s.now.budget != 0 ? s.now.budget : SAVER_BUDGET;
		s.calm = SAVER_CALM;
	}
	return s;
}

void spend_tick(struct client *c, usec_t now)
{
	struct spend *s = &c->spend;
	struct buf data = {0};
	if (c->net == NULL || !c->connected || c->done) {
		return; /* on this machine nothing costs anything */
	}
	if (s->options != c->options_version + 1) {
		struct spend next = spend_of(c->cfg->link_mode, &c->options);
		s->now = next.now;
		s->calm = next.calm;
		s->options = c->options_version + 1;
	}
	link_set_thrift(c->link, 0, 0, s->calm, now);
	if (s->client != c->roads.client) { /* a server that met us anew sends what it likes */
		s->told = (struct record_thrift){0};
		s->client = c->roads.client;
	}
	if (s->now.frames == s->told.frames && s->now.budget == s->told.budget) {
		return;
	}
	s->told = s->now;
	record_thrift_encode(&s->now, &data);
	client_send_record(c, &(struct record){.kind = RECORD_THRIFT, .data = buf_bytes(&data)});
	buf_finish(&data);
}
