/* client/recorder.c -- a link's flight recorder on disk. */
#include "client/recorder.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/outfile.h"

#define LOG_MAX ((size_t)4 << 20)

struct recorder {
	struct outfile *log;
};

struct recorder *recorder_new(void)
{
	const char *name = getenv("MUX_LINK_LOG");
	if (name == NULL || name[0] != '/') {
		return NULL;
	}
	struct recorder *r = mem_zalloc(sizeof(*r));
	char *path = mem_printf("%s.client", name);
	r->log = outfile_open(path, LOG_MAX);
	free(path);
	return r;
}

void recorder_free(struct recorder *r)
{
	if (r != NULL) {
		outfile_close(r->log);
		free(r);
	}
}

static void on_event(void *ctx, const struct flight_event *e)
{
	struct recorder *r = ctx;
	char text[FLIGHT_TEXT_MAX];
	outfile_line(r->log, text, flight_text(e, text));
}

void recorder_follow(struct recorder *r, struct link *l)
{
	if (r != NULL && l != NULL && link_flight(l) != NULL) {
		flight_watch(link_flight(l), on_event, r);
	}
}

int recorder_save(const struct link *l, const char *path)
{
	if (link_flight(l) == NULL) {
		return ERR_STATE;
	}
	struct buf out = {0};
	flight_dump(link_flight(l), &out);
	int r = outfile_save(path, buf_bytes(&out));
	buf_finish(&out);
	return r;
}
