/* transport/flight_log.c -- see flight_log.h. */
#include "transport/flight_log.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"

#define LOG_MAX ((size_t)4 << 20)

struct outfile *flight_log_open(const char *who)
{
	const char *name = getenv("MUX_LINK_LOG");
	if (name == NULL || name[0] != '/') {
		return NULL;
	}
	char *path = mem_printf("%s.%s", name, who);
	struct outfile *log = outfile_open(path, LOG_MAX);
	free(path);
	return log;
}

void flight_log_event(void *log, const struct flight_event *e)
{
	char text[FLIGHT_TEXT_MAX];
	if (log != NULL) {
		outfile_line(log, text, flight_text(e, text));
	}
}

int flight_log_save(const struct flight *f, const char *path)
{
	if (f == NULL) {
		return ERR_STATE;
	}
	struct buf out = {0};
	flight_dump(f, &out);
	int r = outfile_save(path, buf_bytes(&out));
	buf_finish(&out);
	return r;
}
