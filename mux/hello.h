/* mux/hello.h -- the application's part of the handshake: what client and server tell each other in
 * the first message each way. Idempotent: nothing here acts before the link is confirmed.
 *
 * Decoders are total; strings are valid UTF-8 without controls. Numbers stand as in the structs, u8
 * for bool, strings and the inventory with a var length. No room fails the writer. */
#pragma once

#include "base/bytes.h"
#include "base/rect.h"
#include "base/wr.h"

#define HELLO_VERSION 4
#define HELLO_CLIENT_LEN 16

struct hello_client {
	uint16_t version;
	uint8_t client[HELLO_CLIENT_LEN]; /* random per client process: owns the input stream */
	uint64_t input_next;  /* offset of the first unacked byte of its input stream */
	struct size size;
	uint16_t colours;     /* 8, 16, 256; 0xffff: true colour */
	bool utf8;
	char term[64], tty[64], host[64];
	struct bytes inventory; /* borrowed; LIMIT_INVENTORY at most */
};

struct hello_server {
	uint16_t version;
	uint64_t instance;
	uint64_t input_next;  /* the server has everything below of this client's input stream */
	uint32_t client;      /* id of the client in the model */
};

void hello_client_encode(const struct hello_client *h, struct wr *w);
int hello_client_decode(struct bytes b, struct hello_client *out); /* ERR_PROTO, ERR_VERSION */
void hello_server_encode(const struct hello_server *h, struct wr *w);
int hello_server_decode(struct bytes b, struct hello_server *out);
