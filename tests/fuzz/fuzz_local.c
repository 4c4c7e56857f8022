/* tests/fuzz/fuzz_local.c -- the Unix socket, as a stream of frames: a command that decodes encodes to the
 * same content. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mux/local.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void try_command(struct bytes b)
{
	struct local_command c, again;
	struct buf body = {0};
	if (local_command_decode(b, &c) != 0) {
		return;
	}
	local_command_encode(&c, &body);
	if (local_command_decode(buf_bytes(&body), &again) != 0 || c.argc != again.argc ||
		c.env.count != again.env.count || strcmp(c.cwd, again.cwd) != 0) {
		abort();
	}
	local_command_finish(&again);
	local_command_finish(&c);
	buf_finish(&body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct bytes left = bytes_of(data, len), body;
	enum local_type type;
	struct local_attach attach;
	size_t used;
	while (local_next(left, &type, &body, &used) == 0) {
		if (used > left.len) {
			abort();
		}
		if (type == LOCAL_COMMAND) {
			try_command(body);
		} else if (type == LOCAL_ATTACH && local_attach_decode(body, &attach) == 0 && body.len != 58) {
			abort();
		}
		left = bytes_of(left.data + used, left.len - used);
	}
	return 0;
}
