/* cmd/ctx.h -- what a command sees and may do. Commands act through this alone: they change the model
 * by its functions and ask the outside through struct cmd_host. */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "cmd/parse.h"
#include "mux/model.h"
#include "window/keys.h"

/* How a program is started in a pane. */
struct cmd_spawn {
	const char *command; /* given to the shell; NULL: argv or default-command or a login shell */
	char *const *argv;   /* NULL-terminated: executed without a shell; NULL: use command */
	const char *cwd;     /* NULL: the session's */
	const struct optmap *env; /* -e; may be NULL */
};

/* The outside. Every function may be NULL (then it does nothing / fails with ERR_STATE). */
struct cmd_host {
	void *ctx;
	usec_t (*now)(void *ctx);
	int64_t (*wall)(void *ctx); /* seconds since 1970 */
	/* Starts the program of a new pane. On failure the command removes the pane. */
	int (*pane_spawn)(void *ctx, struct pane *p, struct session *s, const struct cmd_spawn *how, char **err);
	void (*pane_write)(void *ctx, struct pane *p, struct bytes b);      /* to the program's input */
	void (*pane_signal)(void *ctx, struct pane *p, int signal);
	void (*client_detach)(void *ctx, struct model_client *c, bool kill_parent, const char *exec);
	void (*client_suspend)(void *ctx, struct model_client *c);
	void (*client_redraw)(void *ctx, struct model_client *c);
	void (*client_notice)(void *ctx, struct model_client *c, const char *text, unsigned ms); /* message line */
	void (*client_text)(void *ctx, struct model_client *c, const char *title, const char *text); /* to page through */
	void (*client_prompt)(void *ctx, struct model_client *c, const char *command); /* the client runs it: copy-mode, command-prompt... */
	void (*client_key)(void *ctx, struct model_client *c, keycode_t key); /* key to the client's key machine */
	void (*options_changed)(void *ctx, const char *name);
	void (*keys_changed)(void *ctx);
	int (*read_file)(void *ctx, const char *path, struct buf *out);     /* ERR_SYS, ERR_LIMIT */
	void (*server_exit)(void *ctx);
	/* Runs a shell command to its end, a few seconds at most: its exit status and what it printed. */
	int (*shell)(void *ctx, const char *command, int *status, struct buf *out);
	void (*pane_stop)(void *ctx, struct pane *p); /* ends the program, keeps the pane */
	void (*client_table)(void *ctx, struct model_client *c, const char *table); /* switch-client -T */
};

struct key_tables;

struct cmd_ctx {
	struct model *model;
	struct key_tables *keys;
	const struct cmd_host *host;
	/* Defaults for targets: from the client, from $TMUX_PANE/$MUX_PANE, or none. */
	uint32_t client;      /* who runs it: an attached client; 0: a command-line invocation */
	uint32_t session, window, pane; /* current target; 0: none. A command that selects may change them */
	const struct mouse *mouse; /* when a mouse binding runs; NULL */
	uint32_t mouse_pane;
	struct size cell;     /* pixels of a cell of the client's terminal; 0x0: not known */
	const char *cwd;      /* of the invocation; NULL: unknown */
	const struct optmap *environ; /* of the invocation; NULL: unknown */
	const char *file;     /* config file, for error messages; NULL */
	unsigned line;        /* of the command that runs, in `file` */
	struct size size;     /* of the client's terminal for new sessions; 0x0: 80x24 */
	struct buf out;       /* what it prints */
	struct buf err;       /* one line per error, without newline at the end of the last */
	int depth;            /* of source-file and if-shell, bounded */
	/* What an invocation that needs a terminal asks for (attach-session, new-session): set by the
	 * command, done by the caller when it has a terminal. */
	bool wants_attach;
	bool attach_detach_others, attach_readonly;
	uint32_t attach_session;
};

enum cmd_result { CMD_OK, CMD_ERROR };

/* Runs a list: the first failing command drops the rest of its sequence. CMD_ERROR if any failed. */
enum cmd_result cmd_run(struct cmd_ctx *c, const struct cmd_list *l);
/* Parses and runs text; a parse error is one line in c->err. */
enum cmd_result cmd_run_text(struct cmd_ctx *c, const char *text);
/* Adds a line to c->err (with "file:line: " in a config) and returns CMD_ERROR. */
enum cmd_result cmd_error(struct cmd_ctx *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void cmd_print(struct cmd_ctx *c, const char *fmt, ...) __attribute__((format(printf, 2, 3))); /* adds a newline */
void cmd_ctx_finish(struct cmd_ctx *c); /* frees out and err */
