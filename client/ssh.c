/* client/ssh.c -- the child processes of the bootstrap: ssh itself, and ssh -G for the host's name. */
#include "client/ssh.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"

struct words {
	char **at;
	size_t count, cap;
};

static void add_word(struct words *w, char *take)
{
	w->at = mem_grow(w->at, &w->cap, w->count + 2, sizeof(*w->at));
	w->at[w->count++] = take;
	w->at[w->count] = NULL;
}

static void free_words(struct words *w)
{
	for (size_t i = 0; i < w->count; i++) {
		free(w->at[i]);
	}
	free(w->at);
}

/* One word off *text; NULL at the end. *bad: a quote that is not closed. */
static char *next_word(const char **text, bool *bad)
{
	struct buf b = {0};
	const char *p = *text;
	char quote = 0;
	while (isspace((unsigned char)*p)) {
		p++;
	}
	if (*p == '\0') {
		return NULL;
	}
	for (; *p != '\0' && (quote || !isspace((unsigned char)*p)); p++) {
		if (quote && *p == quote) {
			quote = 0;
		} else if (!quote && (*p == '\'' || *p == '"')) {
			quote = *p;
		} else if (*p == '\\' && p[1] != '\0' &&
			(quote == 0 || (quote == '"' && strchr("\"\\$`", p[1]) != NULL))) {
			buf_u8(&b, (uint8_t)*++p);
		} else {
			buf_u8(&b, (uint8_t)*p);
		}
	}
	*bad |= quote != 0;
	*text = p;
	return buf_take_str(&b);
}

int ssh_split(const char *text, char ***argv, int *argc)
{
	struct words w = {0};
	bool bad = false;
	char *one;
	while ((one = next_word(&text, &bad)) != NULL) {
		add_word(&w, one);
	}
	if (bad || w.count == 0) {
		free_words(&w);
		return ERR_ARG;
	}
	*argv = w.at;
	*argc = (int)w.count;
	return 0;
}

static int ssh_words(const struct ssh_cfg *cfg, struct words *w)
{
	char **argv;
	int argc;
	if (ssh_split(cfg->ssh, &argv, &argc) < 0) {
		return ERR_ARG;
	}
	for (int i = 0; i < argc; i++) {
		add_word(w, argv[i]);
	}
	free(argv);
	return 0;
}

static void close_fd(int *fd)
{
	if (*fd >= 0) {
		close(*fd);
	}
	*fd = -1;
}

static void close_child(struct ssh_child *c)
{
	close_fd(&c->in);
	close_fd(&c->out);
	close_fd(&c->err);
}

static void become(char *const *argv, int in, int out, int err, bool quiet, bool apart)
{
	if (apart) { /* no terminal to ask at, nor a window */
		setsid();
		setenv("SSH_ASKPASS_REQUIRE", "never", 1);
	}
	if (in >= 0) {
		dup2(in, 0);
	}
	dup2(out, 1);
	if (err >= 0) {
		dup2(err, 2);
	}
	signal(SIGPIPE, SIG_DFL);
	if (quiet && freopen("/dev/null", "w", stderr) == NULL) {
		_exit(127);
	}
	execvp(argv[0], argv);
	fprintf(stderr, "mux: %s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

/* keep: pipes also for what it reads and for its complaints; else it has ours. apart: away from the terminal. */
static int start(char *const *argv, bool keep, bool quiet, bool apart, struct ssh_child *out)
{
	int in[2] = {-1, -1}, from[2] = {-1, -1}, err[2] = {-1, -1};
	out->pid = -1;
	if (pipe2(from, O_CLOEXEC) == 0 && (!keep || (pipe2(in, O_CLOEXEC) == 0 && pipe2(err, O_CLOEXEC) == 0))) {
		out->pid = fork();
	}
	if (out->pid == 0) {
		become(argv, in[0], from[1], err[1], quiet, apart);
	}
	close_fd(&in[0]);
	close_fd(&from[1]);
	close_fd(&err[1]);
	out->in = in[1];
	out->out = from[0];
	out->err = err[0];
	if (out->pid < 0) {
		close_child(out);
		return ERR_SYS;
	}
	return 0;
}

/* What it complains about, passed on. False at the end. */
static bool pass_complaints(struct ssh_child *c)
{
	char text[4096];
	ssize_t n = read(c->err, text, sizeof(text));
	if (n > 0 && write(2, text, (size_t)n) < 0) {
		return true; /* nobody reads it: not our concern */
	}
	return n > 0 || (n < 0 && errno == EINTR);
}

/* Some of its output; false at the end. */
static bool read_some(struct ssh_child *c, struct buf *out)
{
	struct pollfd p[2] = {{.fd = c->out, .events = POLLIN}, {.fd = c->err, .events = POLLIN}};
	if (poll(p, 2, -1) < 0) {
		return errno == EINTR;
	}
	if (p[1].revents != 0 && !pass_complaints(c)) {
		close_fd(&c->err);
	}
	if (p[0].revents == 0) {
		return true;
	}
	ssize_t n = read(c->out, buf_reserve(out, 4096), 4096);
	buf_commit(out, n > 0 ? (size_t)n : 0);
	return n > 0 || (n < 0 && errno == EINTR);
}

/* Its end, and what it still had to say: others may hold its pipe for longer (a ControlMaster). */
static int wait_child(struct ssh_child *c)
{
	int status = 0;
	waitpid(c->pid, &status, 0);
	struct pollfd p = {.fd = c->err, .events = POLLIN};
	while (c->err >= 0 && poll(&p, 1, 0) > 0 && pass_complaints(c)) {
	}
	close_child(c);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

struct waiting {
	const char *nonce;
	struct bootstrap_answer *answer;
};

/* Runs argv, and reads its output to the end; without w what it complains about is dropped. Returns its exit status, -1
 * when it could not be run. Where w finds its answer in the output it returns 0 at once: then the child goes on, its pid
 * in *left, and if `keep` its pipes. */
static int run(char *const *argv, struct buf *out, const struct waiting *w, bool keep, struct ssh_child *left)
{
	struct ssh_child c;
	if (start(argv, keep, w == NULL, false, &c) < 0) {
		return -1;
	}
	while (out->len < LIMIT_BOOTSTRAP_OUTPUT && read_some(&c, out)) {
		if (w == NULL || bootstrap_find(buf_bytes(out), w->nonce, w->answer) < 0) {
			continue;
		}
		if (!keep) {
			close_child(&c); /* ssh may stay (a ControlMaster in the making): do not wait for its end */
		}
		*left = c;
		return 0;
	}
	close_fd(&c.in);
	close_fd(&c.out);
	return wait_child(&c);
}

static void add_remote(struct ssh_result *r, const struct addr *a)
{
	for (size_t i = 0; i < r->remote_count; i++) {
		if (addr_equal(&r->remotes[i], a)) {
			return;
		}
	}
	if (r->remote_count < sizeof(r->remotes) / sizeof(r->remotes[0])) {
		r->remotes[r->remote_count++] = *a;
	}
}

static void add_name(struct ssh_result *r, const char *name, uint16_t port)
{
	struct addr a;
	if (addr_parse(name, port, &a) == 0) {
		add_remote(r, &a);
		return;
	}
	struct addrinfo hints = {.ai_socktype = SOCK_DGRAM}, *list = NULL;
	if (getaddrinfo(name, NULL, &hints, &list) != 0) {
		return;
	}
	for (const struct addrinfo *i = list; i != NULL; i = i->ai_next) {
		char text[64] = "";
		if (i->ai_family == AF_INET) {
			struct sockaddr_in in;
			memcpy(&in, i->ai_addr, sizeof(in));
			inet_ntop(AF_INET, &in.sin_addr, text, sizeof(text));
		} else if (i->ai_family == AF_INET6) {
			struct sockaddr_in6 in6;
			memcpy(&in6, i->ai_addr, sizeof(in6));
			inet_ntop(AF_INET6, &in6.sin6_addr, text, sizeof(text));
		}
		if (text[0] != '\0' && addr_parse(text, port, &a) == 0) {
			add_remote(r, &a);
		}
	}
	freeaddrinfo(list);
}

/* What the user's ssh_config makes of the host: its HostName. Empty behind a ProxyJump or ProxyCommand
 * it is still worth a try: the name may well be reachable directly. */
static void ask_ssh_config(const struct ssh_cfg *cfg, struct ssh_result *r, uint16_t port)
{
	struct words w = {0};
	struct buf out = {0};
	if (ssh_words(cfg, &w) == 0) {
		add_word(&w, mem_strdup("-G"));
		add_word(&w, mem_strdup(cfg->host));
		if (run(w.at, &out, NULL, false, NULL) == 0) {
			const char *text = buf_str(&out), *at = strncmp(text, "hostname ", 9) == 0 ? text : strstr(text, "\nhostname ");
			if (at != NULL) {
				at += *at == '\n' ? 10 : 9;
				char *name = mem_strndup(at, strcspn(at, "\r\n"));
				add_name(r, name, port);
				free(name);
			}
		}
	}
	free_words(&w);
	buf_finish(&out);
}

void ssh_order_addresses(struct addr *list, size_t count)
{
	uint8_t family = ADDR_IP6;
	for (size_t i = 0; i < count; i++, family = family == ADDR_IP6 ? ADDR_IP4 : ADDR_IP6) {
		size_t at = i;
		while (at < count && list[at].family != family) {
			at++;
		}
		if (at < count) {
			struct addr a = list[at];
			memmove(&list[i + 1], &list[i], (at - i) * sizeof(*list));
			list[i] = a;
		}
	}
}

static void find_remotes(const struct ssh_cfg *cfg, struct ssh_result *r)
{
	uint16_t port = cfg->udp_port != 0 ? cfg->udp_port : r->answer.port;
	if (cfg->udp_host != NULL) {
		add_name(r, cfg->udp_host, port);
	} else {
		ask_ssh_config(cfg, r, port);
		for (size_t i = 0; i < r->answer.addr_count; i++) {
			add_name(r, r->answer.addrs[i], port);
		}
	}
	ssh_order_addresses(r->remotes, r->remote_count);
}

size_t ssh_resolve(const struct ssh_cfg *cfg, uint16_t port, struct addr *out, size_t max)
{
	struct ssh_result r = {.answer = {.port = port}};
	find_remotes(cfg, &r);
	size_t n = r.remote_count < max ? r.remote_count : max;
	memcpy(out, r.remotes, n * sizeof(*out));
	return n;
}

static char *explain(const struct ssh_cfg *cfg, int status, struct bytes output)
{
	(void)output;
	if (status == 127) {
		return mem_printf("mux: no mux was found on %s: install it there (git clone, then scripts/quickstart), or\n"
			"     name it: mux attach --server=/path/to/mux %s", cfg->host, cfg->host);
	}
	if (status == 255) {
		return mem_printf("mux: ssh could not log in; try: %s %s true", cfg->ssh, cfg->host);
	}
	if (status == 0) {
		return mem_printf("mux: %s answered, but not as mux does: is `%s` there another program?", cfg->host, cfg->server);
	}
	return NULL;
}

static void make_nonce(struct rng rng, char out[BOOTSTRAP_NONCE + 1])
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < BOOTSTRAP_NONCE; i++) {
		out[i] = digits[rng_below(rng, 16)];
	}
	out[BOOTSTRAP_NONCE] = '\0';
}

/* What follows ssh's own words. */
static void add_request(struct words *w, const struct ssh_cfg *cfg, const char *nonce)
{
	struct buf hex = {0};
	bootstrap_encode_argv(cfg->argc, cfg->argv, &hex);
	add_word(w, mem_strdup("-T"));
	add_word(w, mem_strdup(cfg->host));
	add_word(w, mem_strdup("--"));
	add_word(w, mem_printf("%s %s%sbootstrap %s %s%s", cfg->server, cfg->server_flags != NULL ? cfg->server_flags : "",
		cfg->server_flags != NULL ? " " : "", nonce, hex.len > 0 ? buf_str(&hex) : "", cfg->keep ? " pipe" : ""));
	buf_finish(&hex);
}

int ssh_begin(const struct ssh_cfg *cfg, bool alone, struct ssh_child *out)
{
	struct words w = {0};
	if (ssh_words(cfg, &w) < 0) {
		free_words(&w);
		return ERR_ARG;
	}
	make_nonce(cfg->rng, out->nonce);
	add_word(&w, mem_strdup("-oBatchMode=yes"));
	add_word(&w, mem_strdup("-oConnectTimeout=10"));
	add_word(&w, mem_strdup("-oControlMaster=no")); /* it may be ended by force */
	add_word(&w, mem_strdup("-oExitOnForwardFailure=no")); /* the ssh before it may still have the ports */
	if (alone) {
		add_word(&w, mem_strdup("-oControlPath=none"));
	}
	add_request(&w, cfg, out->nonce);
	int r = start(w.at, true, false, true, out);
	free_words(&w);
	return r;
}

int ssh_bootstrap(const struct ssh_cfg *cfg, struct ssh_result *out, int *status, char **hint)
{
	char nonce[BOOTSTRAP_NONCE + 1];
	struct words w = {0};
	struct buf output = {0};
	*hint = NULL;
	memset(out, 0, sizeof(*out));
	out->pipe = (struct carrier_fds){.in = -1, .out = -1, .noise = -1};
	if (ssh_words(cfg, &w) < 0) {
		*hint = mem_printf("mux: --ssh: a quote is not closed: %s", cfg->ssh);
		free_words(&w);
		return ERR_ARG;
	}
	make_nonce(cfg->rng, nonce);
	if (!cfg->keep) {
		add_word(&w, mem_strdup("-n"));
	}
	add_request(&w, cfg, nonce);
	struct waiting waiting = {.nonce = nonce, .answer = &out->answer};
	struct ssh_child left = {.in = -1, .out = -1, .err = -1};
	*status = run(w.at, &output, &waiting, cfg->keep, &left);
	int r = bootstrap_find(buf_bytes(&output), nonce, &out->answer);
	if (r == 0) {
		size_t end = bootstrap_end(buf_bytes(&output), nonce);
		buf_put(&out->rest, output.data + output.head + end, output.len - end);
		out->pipe = (struct carrier_fds){.in = left.out, .out = left.in, .noise = left.err};
		out->pid = left.pid;
		find_remotes(cfg, out);
	} else if (r == ERR_VERSION) {
		*hint = mem_printf("mux: the mux on %s is of another version: bring both to the same", cfg->host);
	} else {
		*hint = explain(cfg, *status, buf_bytes(&output));
	}
	mem_wipe(output.data, output.cap);
	buf_finish(&output);
	free_words(&w);
	return r == ERR_AGAIN ? ERR_NOTFOUND : r;
}
