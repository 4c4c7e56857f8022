/* tests/predict/recording.h -- what record.c wrote, read back. */
#pragma once

#include "base/buf.h"
#include "base/rect.h"
#include "mux/model.h"
#include "window/keys.h"

enum recorded_kind { RECORDED_OUT, RECORDED_KEY, RECORDED_TTY, RECORDED_SEE, RECORDED_SECRET };

struct recorded {
	enum recorded_kind kind;
	usec_t at;
	uint8_t *data; /* OUT */
	size_t len;
	keycode_t key;
	struct tty_flags tty;
	bool on; /* SECRET */
};

struct recording {
	char *name;
	char class[16];
	struct size size;
	struct recorded *at;
	size_t count, cap, keys;
};

/* The file must be one that record.c wrote: anything else ends the program with a message. */
struct recording *recording_read(const char *path);
void recording_free(struct recording *r);
