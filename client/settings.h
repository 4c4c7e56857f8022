/* client/settings.h -- what the client does by options at each turn or key, looked up when they change. */
#pragma once

#include "base/usec.h"
#include "client/predict.h"
#include "mux/optmap.h"
#include "window/style.h"

struct settings {
	enum predict_mode predict;
	bool mouse, titles;
	bool plain_keys; /* extended-keys off */
	bool no_standby; /* ssh-standby off */
	usec_t escape_time;
	struct style message;
};

void settings_take(const struct optmap *options, struct settings *out);
