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

struct cmd_ctx;

/* With which a client may come back without ssh. Times: seconds since 1970. */
struct cmd_ticket {
	char id[17];           /* hexadecimal: the beginning of its id */
	const char *client, *host; /* terminal and host of who has it */
	const char *session;   /* where it leads to; "": where somebody was last */
	int64_t created, used, expires; /* used: 0: never */
	bool attached, kept;   /* its client is here now; has it on its disk */
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
	/* Starts a shell command for c after `delay` (NULL: only the delay). 0: cmd_resume(c, ...) will be
	 * called with its end, not from within; ERR_*: it will not. ERR_LIMIT: too many run already. */
	int (*shell)(void *ctx, struct cmd_ctx *c, const char *command, usec_t delay);
	/* Runs source text apart, with c's client and targets, from the next turn on. ERR_LIMIT, ERR_ARG. */
	int (*background)(void *ctx, const struct cmd_ctx *c, const char *text);
	void (*pane_stop)(void *ctx, struct pane *p); /* ends the program, keeps the pane */
	void (*client_table)(void *ctx, struct model_client *c, const char *table); /* switch-client -T */
	/* The flight record of the link to a client. ERR_STATE: there is none. ERR_SYS, and errno. */
	int (*link_record)(void *ctx, struct model_client *c, const char *path);
	/* Calls f for each resume ticket, and ends those of which it says true. */
	void (*tickets)(void *ctx, bool (*f)(void *arg, const struct cmd_ticket *t), void *arg);
};

struct key_tables;
struct cmd_frame;

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
	struct cmd_frame *frames; /* lists that are being run, the innermost first */
	int depth;            /* of the one whose command runs: 0 is the outermost; bounded */
	unsigned leave_out;   /* CMD_*: commands of the outermost list that are not run */
	/* What an invocation that needs a terminal asks for (attach-session, new-session): set by the
	 * command, done by the caller when it has a terminal. */
	bool wants_attach;
	bool attach_detach_others, attach_readonly;
	uint32_t attach_session;
};

enum cmd_result {
	CMD_OK,
	CMD_ERROR,
	CMD_WAIT, /* a shell command was started: the run goes on when it ends */
};

/* Runs a list: the first failing command drops the rest of its sequence. CMD_ERROR if any failed.
 * CMD_WAIT: c and all that it borrows must stay until cmd_resume, or cmd_ctx_finish, which forgets the
 * rest. */
enum cmd_result cmd_run(struct cmd_ctx *c, struct cmd_list *l);
/* Parses and runs text; a parse error is one line in c->err. */
enum cmd_result cmd_run_text(struct cmd_ctx *c, const char *text);
/* The shell command that c waits for has ended. Returns what cmd_run would have; CMD_WAIT again. */
enum cmd_result cmd_resume(struct cmd_ctx *c, int status, struct bytes out);
/* For commands that run others: the list, or text, comes next, before what follows the command. The
 * list is shared; its errors are said of `file` (NULL: of the command's own place). */
enum cmd_result cmd_then(struct cmd_ctx *c, struct cmd_list *l, const char *file);
enum cmd_result cmd_then_text(struct cmd_ctx *c, const char *text);
/* Adds a line to c->err (with "file:line: " in a config) and returns CMD_ERROR. */
enum cmd_result cmd_error(struct cmd_ctx *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void cmd_print(struct cmd_ctx *c, const char *fmt, ...) __attribute__((format(printf, 2, 3))); /* adds a newline */
void cmd_ctx_finish(struct cmd_ctx *c); /* frees out, err and what was still to run */
