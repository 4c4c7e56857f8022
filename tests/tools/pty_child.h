/* tests/tools/pty_child.h -- a command on a pty of its own, its output interpreted by
 * mux's own terminal. */
#pragma once

#include <sys/types.h>

#include "base/rect.h"
#include "base/usec.h"
#include "window/term.h"

struct pty_child;

/* Starts argv[0] (looked up in PATH) with TERM=`term_name`. ERR_SYS. */
int pty_child_new(
	struct size size, const char *term_name, char *const *argv, struct pty_child **out);
/* Hangs up, waits a while, then kills. */
void pty_child_free(struct pty_child *c);

const struct term *pty_child_term(const struct pty_child *c);
/* Queues bytes for the command to read; they go out while pumping. */
void pty_child_send(struct pty_child *c, struct bytes b);
void pty_child_resize(struct pty_child *c, struct size size);
/* Every byte of output goes to this descriptor too; -1: none. */
void pty_child_record(struct pty_child *c, int fd);
/* Moves bytes both ways: returns after some output was interpreted, or at `until`, or when the
 * command has ended and all it said was read. */
void pty_child_pump(struct pty_child *c, usec_t until);
/* True when it has ended; *status as a shell gives it (128 + signal). */
bool pty_child_ended(struct pty_child *c, int *status);
/* When output last came, and bytes of it in all. */
usec_t pty_child_heard_at(const struct pty_child *c);
uint64_t pty_child_heard(const struct pty_child *c);
/* Bytes that are queued. */
size_t pty_child_unsent(const struct pty_child *c);
pid_t pty_child_pid(const struct pty_child *c);
