/* server/recorder.c -- a link's flight recorder on disk. */
#include "server/recorder.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/outfile.h"

#define LOG_MAX ((size_t)4 << 20)

struct server_recorder {
	struct outfile *log;
};

struct server_recorder *server_recorder_new(void)
{
	const char *name = getenv("MUX_LINK_LOG");
	if (name == NULL || name[0] != '/') {
		return NULL;
	}
	struct server_recorder *r = mem_zalloc(sizeof(*r));
	char *path = mem_printf("%s.server", name);
	r->log = outfile_open(path, LOG_MAX);
	free(path);
	return r;
}

void server_recorder_free(struct server_recorder *r)
{
	if (r != NULL) {
		outfile_close(r->log);
		free(r);
	}
}

void server_recorder_event(void *ctx, const struct flight_event *e)
{
	struct server_recorder *r = ctx;
	char text[FLIGHT_TEXT_MAX];
	if (r != NULL) {
		outfile_line(r->log, text, flight_text(e, text));
	}
}

int server_recorder_save(const struct link *l, const char *path)
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
