/* mux/local.h -- what goes over the server's Unix socket: commands, their output, and the packets of a
 * local attach. Frames are u32 length, u8 type, body. Total to decode, from either side. */
#pragma once

#include "base/buf.h"
#include "base/bytes.h"
#include "base/rect.h"
#include "mux/optmap.h"

#define LOCAL_VERSION 2
#define LIMIT_LOCAL_FRAME 1048576
#define LIMIT_LOCAL_ARGS 1000
#define LIMIT_LOCAL_ENV 4096

enum local_type {
	LOCAL_COMMAND, /* to the server: struct local_command */
	LOCAL_OUT,     /* to the client: bytes for stdout */
	LOCAL_ERR,     /* bytes for stderr */
	LOCAL_EXIT,    /* u8: exit status; the connection ends */
	LOCAL_ATTACH,  /* struct local_attach: go on with packets (or over UDP) */
	LOCAL_PACKET,  /* one packet of the link */
	LOCAL_KEY,     /* to the server, from a bootstrap that stays: another key, please (LOCAL_ATTACH) */
	LOCAL_TYPES,
};

struct local_command {
	uint16_t version;
	bool remote;           /* asked by a bootstrap: the answer goes to another host */
	bool has_tty;
	bool stays;            /* a bootstrap that goes on as a pipe for packets */
	struct size size;
	char *cwd;
	char **argv;
	size_t argc;
	struct optmap env;     /* of the invoking process */
};

struct local_attach {
	uint8_t psk_id[16], psk[32];
	uint16_t port;         /* UDP; 0: none is open */
	uint64_t instance;
};

void local_frame(struct buf *out, enum local_type type, struct bytes body);
/* Takes one frame off the front: 0 and *used (body borrowed from b); ERR_AGAIN; ERR_PROTO. */
int local_next(struct bytes b, enum local_type *type, struct bytes *body, size_t *used);

void local_command_encode(const struct local_command *c, struct buf *out); /* body only */
int local_command_decode(struct bytes body, struct local_command *out);    /* ERR_PROTO, ERR_VERSION */
void local_command_finish(struct local_command *c);
void local_attach_encode(const struct local_attach *a, struct buf *out);
int local_attach_decode(struct bytes body, struct local_attach *out);
