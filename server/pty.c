/* server/pty.c -- panes' programs. A read takes at most LIMIT_PTY_READ bytes a turn, so that a flood in one
 * pane leaves room for the sockets and the other panes. */
#include "server/pty.h"

#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "cmd/options.h"
#include "server/host.h"
#include "server/proc.h"
#include "server/run.h"
#include "server/spawn.h"
#include "server/terminfo.h"
#include "server/view.h"

#ifndef MUX_DATADIR /* where the build installs */
#define MUX_DATADIR "/usr/local/share"
#endif

#ifndef _POSIX_VDISABLE
#define _POSIX_VDISABLE 0
#endif

/* A program's end is told before its last output is read: the tty's own end says that all was. What it
 * left running in the background may hold the tty open; that long is waited then. */
#define LINGER MS(50)
#define TYPING SEC(1)   /* so long after a key the next one is looked for */

struct pty {
	struct server *server;
	uint32_t pane;
	int fd;
	pid_t pid;
	struct loop_watch *watch, *linger;
	struct buf queue;    /* waits for the program */
	bool ended, eof;     /* child reaped; all output read */
	int status;
};

static struct pty *pty_of(const struct server *s, uint32_t pane)
{
	return idmap_get(&s->ptys, pane);
}

static void pty_free(struct pty *y)
{
	loop_unwatch(y->watch);
	loop_unwatch(y->linger);
	if (y->fd >= 0) {
		close(y->fd);
	}
	buf_finish(&y->queue);
	free(y);
}

void pty_close(struct server *s, uint32_t pane)
{
	struct pty *y = idmap_del(&s->ptys, pane);
	if (y == NULL) {
		return;
	}
	if (!y->ended) {
		kill(-y->pid, SIGHUP);
		kill(-y->pid, SIGCONT);
	}
	pty_free(y);
}

/* The program is gone and all it wrote is read: the pane goes, or stays as dead. */
static void pane_ended(struct server *s, struct pty *y)
{
	struct pane *p = model_pane(s->model, y->pane);
	if (p == NULL) {
		pty_close(s, y->pane);
		return;
	}
	const struct window *w = model_window(s->model, p->window);
	const char *remain = option_get(s->model, NULL, w, p, "remain-on-exit");
	p->exit_status = y->status;
	bool failed = !WIFEXITED(y->status) || WEXITSTATUS(y->status) != 0;
	if (strcmp(remain, "on") == 0 || (strcmp(remain, "failed") == 0 && failed)) {
		p->dead = true;
		idmap_del(&s->ptys, y->pane);
		pty_free(y);
		char *text = WIFEXITED(p->exit_status)
			? mem_printf("\r\nPane is dead (status %d)", WEXITSTATUS(p->exit_status))
			: mem_printf("\r\nPane is dead (signal %d)", WTERMSIG(p->exit_status));
		term_write(p->term, bytes_str(text));
		free(text);
		view_pane_output(s, p, server_now());
		model_changed(s->model);
		return;
	}
	model_pane_remove(s->model, p);
}

static void pty_maybe_end(struct server *s, struct pty *y)
{
	if (y->ended && y->eof) {
		pane_ended(s, y);
	}
}

static void flush_queue(struct pty *y)
{
	while (y->queue.len > 0) {
		struct bytes b = buf_bytes(&y->queue);
		ssize_t n = write(y->fd, b.data, b.len);
		if (n <= 0) {
			break;
		}
		buf_consume(&y->queue, (size_t)n);
	}
	if (y->watch != NULL) {
		loop_fd_events(y->watch, LOOP_READ | (y->queue.len > 0 ? LOOP_WRITE : 0));
	}
}

static bool tty_equal(const struct tty_flags *a, const struct tty_flags *b)
{
	return a->known == b->known && a->icanon == b->icanon && a->echo == b->echo && a->isig == b->isig &&
		a->iexten == b->iexten && a->icrnl == b->icrnl && a->erase == b->erase && a->kill == b->kill &&
		a->werase == b->werase && a->intr == b->intr && a->eof == b->eof && a->lnext == b->lnext &&
		a->reprint == b->reprint;
}

static uint8_t special(const struct termios *t, int index)
{
	return t->c_cc[index] == (cc_t)_POSIX_VDISABLE ? 0 : (uint8_t)t->c_cc[index];
}

bool pty_read_flags(struct server *s, struct pane *p)
{
	struct pty *y = pty_of(s, p->id);
	struct termios t;
	if (y == NULL || tcgetattr(y->fd, &t) < 0) {
		return false;
	}
	struct tty_flags f = {
		.known = true,
		.icanon = (t.c_lflag & ICANON) != 0,
		.echo = (t.c_lflag & ECHO) != 0,
		.isig = (t.c_lflag & ISIG) != 0,
		.iexten = (t.c_lflag & IEXTEN) != 0,
		.icrnl = (t.c_iflag & ICRNL) != 0,
		.erase = special(&t, VERASE),
		.kill = special(&t, VKILL),
		.werase = special(&t, VWERASE),
		.intr = special(&t, VINTR),
		.eof = special(&t, VEOF),
		.lnext = special(&t, VLNEXT),
		.reprint = special(&t, VREPRINT),
	};
	if (tty_equal(&f, &p->tty)) {
		return false;
	}
	p->tty = f;
	p->tty_rev++;
	return true;
}

/* Bytes after which the others have their turn. */
static size_t turn_of(const struct server *s, const struct pty *y)
{
	if (usec_since(s->input_at, server_now()) >= TYPING) {
		return LIMIT_PTY_READ;
	}
	return y->pane == s->input_pane ? LIMIT_PTY_READ_TYPING : LIMIT_PTY_READ_BESIDE;
}

/* True when there may be more. */
static bool pty_read(struct server *s, struct pty *y)
{
	static const size_t chunk = 16384;
	uint8_t data[16384];
	size_t total = 0;
	struct pane *p = model_pane(s->model, y->pane);
	size_t limit = turn_of(s, y);
	while (total < limit) {
		ssize_t n = read(y->fd, data, chunk);
		if (n < 0 && (errno == EINTR)) {
			continue;
		}
		if (n <= 0) {
			y->eof = n == 0 || errno != EAGAIN;
			break;
		}
		total += (size_t)n;
		if (p != NULL) {
			term_write(p->term, bytes_of(data, (size_t)n));
		}
		/* A short read means that the tty's buffer is empty: spare the call that would say so. */
		if ((size_t)n < 1024) {
			break;
		}
	}
	if (p == NULL || (total == 0 && !y->eof)) {
		return false;
	}
	usec_t now = server_now();
	bool flags = pty_read_flags(s, p);
	bool held = (term_modes(p->term) & MODE_SYNC) != 0;
	p->sync_since = !held ? 0 : p->sync_since != 0 ? p->sync_since : now;
	if (total > 0) {
		host_window_output(s, p, now);
	}
	if (total > 0 || flags) {
		p->output_at = now;
		view_pane_output(s, p, now);
	}
	if (total < limit) {
		view_pane_dry(s, p, now);
	}
	return total >= limit;
}

static void on_pty(void *ctx, int events)
{
	struct pty *y = ctx;
	struct server *s = y->server;
	uint32_t pane = y->pane;
	if (events & LOOP_WRITE) {
		flush_queue(y);
	}
	if (events & LOOP_READ) {
		pty_read(s, y);
	}
	if (y->eof) {
		loop_unwatch(y->watch); /* a closed tty stays readable: do not spin */
		y->watch = NULL;
		pty_reap(s);
		y = pty_of(s, pane); /* its end may have been all that was waited for */
		if (y != NULL) {
			pty_maybe_end(s, y);
		}
	}
}

static void on_linger(void *ctx)
{
	struct pty *y = ctx;
	for (int i = 0; i < 4 && pty_read(y->server, y); i++) {
	}
	y->eof = true;
	pty_maybe_end(y->server, y);
}

void pty_write(struct server *s, struct pane *p, struct bytes b)
{
	struct pty *y = pty_of(s, p->id);
	if (y == NULL || y->eof) {
		return;
	}
	if (y->queue.len == 0) {
		ssize_t n = write(y->fd, b.data, b.len);
		if (n > 0) {
			b.data += n;
			b.len -= (size_t)n;
		}
	}
	if (b.len == 0) {
		return;
	}
	if (y->queue.len + b.len > LIMIT_PTY_QUEUE) {
		log_at(s->log, LOG_WARN, "pty: input dropped pane=%u bytes=%zu", p->id, b.len);
		return;
	}
	buf_put(&y->queue, b.data, b.len);
	flush_queue(y);
}

bool pty_echoes(const struct pane *p)
{
	return p->tty.known && p->tty.icanon && p->tty.echo;
}

/* 0 where it is not known or does not fit. */
static unsigned short pixels(unsigned count, unsigned each)
{
	return count * each <= USHRT_MAX ? (unsigned short)(count * each) : 0;
}

void pty_resized(struct server *s, struct pane *p)
{
	struct pty *y = pty_of(s, p->id);
	if (y != NULL) {
		struct size size = term_size(p->term), cell = term_cell(p->term);
		struct winsize ws = {
			.ws_col = size.cols,
			.ws_row = size.rows,
			.ws_xpixel = pixels(size.cols, cell.cols),
			.ws_ypixel = pixels(size.rows, cell.rows),
		};
		ioctl(y->fd, TIOCSWINSZ, &ws);
	}
}

static struct pty *pty_by_pid(const struct server *s, pid_t pid)
{
	size_t at = 0;
	uint64_t id;
	void *value;
	while (idmap_next(&s->ptys, &at, &id, &value)) {
		struct pty *y = value;
		if (y->pid == pid && !y->ended) {
			return y;
		}
	}
	return NULL;
}

void pty_reap(struct server *s)
{
	int status;
	pid_t pid;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		struct pty *y = pty_by_pid(s, pid);
		if (y == NULL) {
			run_reaped(s, pid, status);
			continue;
		}
		y->ended = true;
		y->status = status;
		if (y->eof) {
			pty_maybe_end(s, y);
		} else {
			y->linger = loop_timer(s->loop, on_linger, y);
			loop_timer_at(y->linger, server_now() + LINGER);
		}
	}
}

void pty_refresh_info(struct server *s, struct pane *p)
{
	const struct pty *y = pty_of(s, p->id);
	if (y == NULL) {
		return;
	}
	pid_t group = tcgetpgrp(y->fd);
	struct buf b = {0};
	if (group > 0 && proc_name(group, &b) == 0 &&
		(p->current_command == NULL || strcmp(p->current_command, buf_str(&b)) != 0)) {
		free(p->current_command);
		p->current_command = mem_strdup(buf_str(&b));
		model_changed(s->model);
	}
	if (group > 0 && proc_cwd(group, &b) == 0 &&
		(p->current_path == NULL || strcmp(p->current_path, buf_str(&b)) != 0)) {
		free(p->current_path);
		p->current_path = mem_strdup(buf_str(&b));
	}
	buf_finish(&b);
}

static const char *default_shell(struct server *s, struct session *session)
{
	const char *shell = option_get(s->model, session, NULL, NULL, "default-shell");
	if (shell[0] == '/' && access(shell, X_OK) == 0) {
		return shell;
	}
	shell = optmap_get(&s->model->environment, "SHELL");
	if (shell != NULL && shell[0] == '/' && access(shell, X_OK) == 0) {
		return shell;
	}
	const struct passwd *pw = getpwuid(getuid());
	return pw != NULL && pw->pw_shell != NULL && access(pw->pw_shell, X_OK) == 0 ? pw->pw_shell : "/bin/sh";
}

static void set_terminal(struct optmap *env, const char *name)
{
	if (name[0] != '\0') {
		optmap_set(env, "TERM", name);
	} else {
		terminfo_set_env(env, MUX_DATADIR);
	}
	optmap_set(env, "COLORTERM", "truecolor");
}

void pty_environment(struct server *s, const struct session *session, const struct pane *p, struct optmap *env)
{
	optmap_copy(env, &s->model->environment);
	if (session != NULL) {
		optmap_copy(env, &session->environment);
	}
	static const char *const drop[] = {"TMUX", "TMUX_PANE", "STY", "WINDOW", "COLUMNS", "LINES", "TERMCAP", "MUX_KEY"};
	for (size_t i = 0; i < sizeof(drop) / sizeof(drop[0]); i++) {
		optmap_unset(env, drop[i]);
	}
	char text[64];
	char *mux = mem_printf("%s,%ld,%u", s->cfg->socket_path, (long)getpid(), session != NULL ? session->id : 0u);
	optmap_set(env, "MUX", mux);
	free(mux);
	if (p != NULL) {
		snprintf(text, sizeof(text), "%%%u", p->id);
		optmap_set(env, "MUX_PANE", text);
	}
	set_terminal(env, option_get(s->model, session, NULL, NULL, "default-terminal"));
	optmap_set(env, "TERM_PROGRAM", "mux");
}

static void pane_env(struct server *s, const struct pane *p, struct session *session, const struct cmd_spawn *how,
	const char *shell, struct optmap *env)
{
	pty_environment(s, session, p, env);
	optmap_set(env, "SHELL", shell);
	if (how->env != NULL) {
		optmap_copy(env, how->env);
	}
}

/* A window is called after its program from the start; what runs later renames it. */
static void name_window(struct server *s, const struct pane *p, const char *command)
{
	struct window *w = model_window(s->model, p->window);
	size_t n = strcspn(command, " \t;|&");
	char *word = mem_strndup(command, n);
	const char *slash = strrchr(word, '/');
	if (w != NULL && w->active == p->id) {
		model_window_auto_name(s->model, w, slash != NULL ? slash + 1 : word);
	}
	free(word);
}

int pty_spawn(struct server *s, struct pane *p, struct session *session, const struct cmd_spawn *how, char **err)
{
	const char *shell = default_shell(s, session);
	const char *command = how->command;
	if (command == NULL && how->argv == NULL) {
		command = option_get(s->model, session, NULL, NULL, "default-command");
		command = command[0] != '\0' ? command : NULL;
	}
	const char *base = strrchr(shell, '/') + 1;
	char *login = mem_printf("-%s", base);
	char *word0 = mem_strdup(base), *dash_c = mem_strdup("-c");
	char *text = command != NULL ? mem_strdup(command) : NULL;
	char *shell_argv[] = {text != NULL ? word0 : login, text != NULL ? dash_c : NULL, text, NULL};
	struct optmap env = {0};
	pane_env(s, p, session, how, shell, &env);
	const char *terminal = optmap_get(&env, "TERM");
	term_set_name(p->term, terminal != NULL ? terminal : "dumb");
	struct spawn spawn = {
		.argv = how->argv != NULL ? how->argv : shell_argv,
		.path = how->argv != NULL ? NULL : shell,
		.cwd = how->cwd != NULL ? how->cwd : session != NULL ? session->path : NULL,
		.env = &env,
		.size = term_size(p->term),
		.core = s->core_known ? &s->core : NULL,
	};
	struct pty *y = mem_zalloc(sizeof(*y));
	y->fd = -1;
	y->server = s;
	y->pane = p->id;
	char *name = NULL;
	int r = spawn_pty(&spawn, &y->fd, &y->pid, &name);
	if (r < 0) {
		*err = mem_printf("fork failed: %s", strerror(errno));
		free(y);
	} else {
		p->pid = y->pid;
		free(p->tty_name);
		p->tty_name = name;
		free(p->start_path);
		p->start_path = spawn.cwd != NULL ? mem_strdup(spawn.cwd) : NULL;
		if (command != NULL && p->start_command == NULL) {
			p->start_command = mem_strdup(command);
		}
		y->watch = loop_fd(s->loop, y->fd, LOOP_READ, on_pty, y);
		idmap_put(&s->ptys, p->id, y);
		pty_read_flags(s, p);
		name_window(s, p, how->argv != NULL ? how->argv[0] : command != NULL ? command : base);
	}
	optmap_finish(&env);
	free(login);
	free(word0);
	free(dash_c);
	free(text);
	return r;
}
