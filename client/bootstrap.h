/* client/bootstrap.h -- the two ends of logging in over ssh.
 *
 * The far command is plain words that any login shell takes: `mux bootstrap NONCE HEX`, where HEX is the
 * attach command's argv in hexadecimal. It answers with one line among whatever rc files print:
 *
 *   MUX-CONNECT NONCE VERSION PORT PSK-ID PSK ADDRESS... MUX-END
 *
 * (hexadecimal; addresses are the far host's global ones). The key is on the ssh channel only.
 *
 * With the word `pipe` behind HEX the far command stays: behind the answer line its standard input and output
 * are the server's Unix socket (mux/local.h), for keys and packets. It ends with either of them. */
#pragma once

#include "base/addr.h"
#include "base/buf.h"
#include "mux/local.h"

#define BOOTSTRAP_VERSION 1
#define BOOTSTRAP_NONCE 16 /* hexadecimal digits */
#define LIMIT_BOOTSTRAP_ADDRS 8
#define LIMIT_BOOTSTRAP_OUTPUT 1048576

struct bootstrap_answer {
	uint16_t port;
	uint8_t psk_id[16], psk[32];
	char addrs[LIMIT_BOOTSTRAP_ADDRS][64]; /* numeric */
	size_t addr_count;
};

/* hex of argv, each word followed by a zero byte. */
void bootstrap_encode_argv(int argc, char *const *argv, struct buf *out);
/* Back; the caller frees each and the array. ERR_PROTO. */
int bootstrap_decode_argv(const char *hex, char ***argv, int *argc);
/* The far side's answer line. */
void bootstrap_print(const char *nonce, const struct local_attach *a, const char *const *addrs, size_t count,
	struct buf *out);
/* Looks for the answer with this nonce in what ssh printed so far: 0, ERR_AGAIN (not yet), ERR_PROTO,
 * ERR_VERSION. Total. */
int bootstrap_find(struct bytes output, const char *nonce, struct bootstrap_answer *out);
/* How much of `output` ends with the answer's line, once it was found. */
size_t bootstrap_end(struct bytes output, const char *nonce);
/* The role `mux bootstrap`: runs the attach command on this host's server at socket_path, prints the
 * answer; stays as a pipe if asked to. Returns the exit status. */
int bootstrap_main(const char *socket_path, const char *nonce, const char *hex, bool stays, struct size size);
