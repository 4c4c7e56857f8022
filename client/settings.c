/* client/settings.c -- options to settings. */
#include "client/settings.h"

#include <string.h>

#include "cmd/format.h"
#include "cmd/options.h"

static bool is(const struct optmap *options, const char *name, const char *value)
{
	return strcmp(option_client_get(options, name), value) == 0;
}

static enum predict_mode predict_mode_of(const struct optmap *options)
{
	static const char *const names[] = {"adaptive", "always", "never", "experimental"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (is(options, "predict", names[i])) {
			return (enum predict_mode)i;
		}
	}
	return PREDICT_ADAPTIVE;
}

void settings_take(const struct optmap *options, struct settings *out)
{
	struct style plain = {0};
	*out = (struct settings){
		.predict = predict_mode_of(options),
		.mouse = is(options, "mouse", "on"),
		.titles = is(options, "set-titles", "on"),
		.plain_keys = is(options, "extended-keys", "off"),
		.no_standby = is(options, "ssh-standby", "off"),
		.escape_time = MS((usec_t)option_client_number(options, "escape-time")),
	};
	style_parse(option_client_get(options, "message-style"), &plain, &out->message);
}
