/* tests/unit/client/program.h -- programs behind a pty, as a test drives them: the tty's own
 * editing, a shell, an editor, a login. Deterministic: the same keys give the same bytes. */
#pragma once

#include "base/buf.h"
#include "mux/model.h"
#include "window/keys.h"

enum program_kind {
	PROGRAM_CAT,    /* reads lines, writes each again */
	PROGRAM_LOGIN,  /* "login: " with echo, "Password: " without, again and again */
	PROGRAM_SHELL,  /* edits its line itself; `su` asks for a password */
	PROGRAM_EDITOR, /* normal and insert mode, the whole screen */
	PROGRAM_PAGER,  /* raw, echoes nothing, a key scrolls */
};

struct program {
	enum program_kind kind;
	bool right_prompt, suggests; /* of the shell */
	uint16_t cols, rows;
	struct tty_flags tty;
	uint32_t line[1024]; /* the tty's or the shell's */
	size_t len, at;
	uint32_t last[1024]; /* the shell's line before */
	size_t last_len;
	bool secret;            /* the next line is a password */
	uint32_t text[64][256]; /* the editor's */
	size_t text_len[64], text_count, row;
	bool inserting;
	int lines_out;
};

/* `later` is what the program itself writes, some time after the tty's `echo`; flags change with
 * it. */
void program_start(
	struct program *p, enum program_kind kind, uint16_t cols, uint16_t rows, struct buf *later);
void program_key(struct program *p, keycode_t key, struct buf *echo, struct buf *later,
	struct tty_flags *flags);
