/* cmd/limits.h -- limits of the command language. */
#pragma once

#define LIMIT_CMD_TEXT 1048576   /* bytes of one word after expansion */
#define LIMIT_CMD_BLOCKS 32      /* { } inside one another */
#define LIMIT_CMD_CONDITIONS 64  /* %if inside one another */
#define LIMIT_CMD_COMMANDS 16384 /* in one list */
#define LIMIT_CMD_WORDS 4096     /* of one command */
#define LIMIT_KEY_TABLES 256      /* key tables */
#define LIMIT_KEY_BINDINGS 4096   /* in one key table */
#define LIMIT_FORMAT_DEPTH 100   /* #{ } inside one another */
#define LIMIT_FORMAT_PAD 10000   /* of a width or a repetition in a format */
#define LIMIT_FORMAT_STEPS 20000 /* expansions in one format_expand */
#define LIMIT_FORMAT_WORK 4194304 /* bytes made on the way to the result of one format_expand */
