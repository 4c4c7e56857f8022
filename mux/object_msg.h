/* mux/object_msg.h -- a piece of one version of an object of the store, or of a hyperlink. The pieces
 * of one version are put together by offset; the version is complete when all bytes are there. */
#pragma once

#include "mux/limits.h"
#include "mux/msg.h"
#include "mux/store.h"

/* Objects that the sender makes itself, beside those of the store. */
enum {
	OBJECT_TITLES = 32, /* id: pane. Title and path of its terminal, each var length and bytes, then its
	                     * palette as window/palette.h packs it */
};

struct object_msg { /* kind * 2 + zipped (u8), id, version, total, offset (var), var length and bytes */
	uint8_t kind;
	bool zipped;
	uint32_t id;
	uint64_t version;
	uint32_t total, offset; /* in bytes as sent */
	struct bytes data;      /* borrowed */
};

struct link_msg { /* pane (var), name (u64), total, offset (var), var length and bytes */
	uint32_t pane;
	uint64_t name;          /* style_link_name */
	uint32_t total, offset;
	struct bytes data;      /* of: var length and bytes of the URI, the same of its id. Borrowed */
};

#define LIMIT_LINK_BYTES 2064 /* of URI and id with their lengths */

void object_msg_encode(const void *msg, struct msg_out *out, struct wr *w);
void object_msg_decode(struct rd *r, struct msg_in *in, void *out);
void link_msg_encode(const void *msg, struct msg_out *out, struct wr *w);
void link_msg_decode(struct rd *r, struct msg_in *in, void *out);
