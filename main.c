/* main.c -- argv, and which role this process plays: client (default), server (on demand), bootstrap (what
 * ssh runs on the far side). */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "client/bootstrap.h"
#include "client/client.h"
#include "client/local.h"
#include "client/ssh.h"
#include "client/ticket.h"
#include "cmd/commands.h"
#include "server/daemon.h"
#include "server/scope.h"

#ifndef MUX_VERSION
#define MUX_VERSION "0.1"
#endif

/* What the command line said before the command. */
struct args {
	const char *socket_name, *socket_path, *bind;
	const char *config[16];
	size_t config_count;
	uint16_t port_low, port_high;
	int verbose;
	/* of attach to another host */
	const char *ssh, *server, *udp_host, *predict, *host;
	uint16_t udp_port;
	enum udp_mode udp;
	enum spend_mode link_mode;
	bool udp_set, no_init;
	char *self; /* this program, to start a server in a scope of its own */
};

/* As an element of an argv, whose type has no const although nobody writes to it. */
static char *word(const char *text)
{
	return (char *)(uintptr_t)text;
}

static int usage(FILE *to)
{
	fputs("usage: mux [-Vhv] [-f file] [-L name] [-S path] [-p port[:port]] [command [flags]]\n"
	      "       mux attach [--ssh=cmd] [--server=cmd] [--predict=when] [--udp=when]\n"
	      "                  [--link-mode=mode]\n"
	      "                  [--udp-host=name] [--udp-port=port] [--no-init] [-p port[:port]]\n"
	      "                  [user@]host [-- command]\n"
	      "\n"
	      "  mux                  a session on this machine: joins one, or starts it\n"
	      "  mux attach host      the same on another machine, over a link that survives bad networks\n"
	      "  C-b ?                keys;  C-b d  leave (everything keeps running)\n"
	      "\n"
	      "See mux(1).\n", to);
	return to == stdout ? 0 : 1;
}

static int complain(const char *fmt, const char *what)
{
	fputs("mux: ", stderr);
	fprintf(stderr, fmt, what);
	fputs("\n", stderr);
	return 1;
}

/* "60001" or "60001:60010". */
static bool parse_ports(const char *text, uint16_t *low, uint16_t *high)
{
	char *end;
	long a = strtol(text, &end, 10), b = a;
	if (end == text) {
		return false;
	}
	if (*end == ':') {
		const char *second = end + 1;
		b = strtol(second, &end, 10);
		if (end == second) {
			return false;
		}
	}
	if (*end != '\0' || a < 0 || b < a || b > 65535) {
		return false;
	}
	*low = (uint16_t)a;
	*high = (uint16_t)b;
	return true;
}

/* ---- server on demand ---- */

struct config_files {
	const char *list[20];
	char *owned[20];
};

/* The server works in /: what the user wrote from here must mean the same there. Caller frees. */
static char *absolute(const char *path)
{
	char *here = path[0] != '/' ? getcwd(NULL, 0) : NULL;
	char *whole = here != NULL ? mem_printf("%s/%s", here, path) : mem_strdup(path);
	free(here);
	return whole;
}

static void find_config(const struct args *a, struct config_files *f)
{
	size_t n = 0;
	const char *home = getenv("HOME"), *xdg = getenv("XDG_CONFIG_HOME");
	for (; n < a->config_count; n++) {
		f->list[n] = f->owned[n] = absolute(a->config[n]);
	}
	if (n > 0) {
		return;
	}
	f->list[n++] = "/etc/mux.conf";
	if (home != NULL) {
		f->list[n++] = f->owned[0] = mem_printf("%s/.mux.conf", home);
	}
	if (xdg != NULL && xdg[0] == '/') {
		f->list[n++] = f->owned[1] = mem_printf("%s/mux/mux.conf", xdg);
	} else if (home != NULL) {
		f->list[n++] = f->owned[1] = mem_printf("%s/.config/mux/mux.conf", home);
	}
}

/* Starts the server through `systemd-run --user --scope`, when the login's end would kill it otherwise. */
static void start_in_scope(const struct args *a)
{
	char ports[16];
	char *argv[64] = {a->self, word("-S"), word(a->socket_path), word("-p"), ports};
	size_t n = 5;
	snprintf(ports, sizeof(ports), "%u:%u", a->port_low, a->port_high);
	for (size_t i = 0; i < a->config_count; i++) {
		argv[n++] = word("-f");
		argv[n++] = word(a->config[i]);
	}
	for (int i = 0; i < a->verbose && i < 2; i++) {
		argv[n++] = word("-v");
	}
	if (a->bind != NULL) {
		argv[n++] = word("--bind");
		argv[n++] = word(a->bind);
	}
	argv[n] = word("start-server");
	pid_t pid = scope_is_deadly() && !scope_is_left() ? fork() : -1;
	if (pid == 0) {
		if (freopen("/dev/null", "w", stderr) != NULL) {
			scope_exec(argv);
		}
		_exit(127);
	}
	if (pid > 0) {
		scope_wait(pid);
	}
}

static int start_server(const struct args *a)
{
	struct config_files files = {0};
	char *err = NULL, *warning = NULL;
	find_config(a, &files);
	struct server_cfg cfg = {
		.socket_path = a->socket_path,
		.config = files.list,
		.config_must_exist = a->config_count > 0,
		.port_low = a->port_low,
		.port_high = a->port_high,
		.bind = a->bind,
	};
	char *log_path = a->verbose > 0 ? mem_printf("%s.log", a->socket_path) : NULL;
	int fd;
	if (local_connect(a->socket_path, &fd) == 0) {
		close(fd);
	} else {
		start_in_scope(a);
	}
	int r = daemon_ensure(&cfg, log_path, a->verbose, &err, &warning);
	if (r < 0) {
		complain("%s", err != NULL ? err : "the server did not start");
	} else if (warning != NULL) {
		complain("%s", warning);
	}
	free(err);
	free(warning);
	free(log_path);
	for (size_t i = 0; i < sizeof(files.owned) / sizeof(files.owned[0]); i++) {
		free(files.owned[i]);
	}
	return r;
}

/* ---- attaching ---- */

static struct size terminal_size(void)
{
	struct winsize ws;
	if (ioctl(1, TIOCGWINSZ, &ws) == 0 && ws.ws_col > 0 && ws.ws_row > 0) {
		return (struct size){ws.ws_col, ws.ws_row};
	}
	return (struct size){0, 0};
}

static bool predict_mode(const struct args *a, struct client_cfg *cfg)
{
	static const char *const names[] = {"adaptive", "always", "never", "experimental"};
	const char *env = getenv("MUX_PREDICTION_DISPLAY"), *text = a->predict != NULL ? a->predict : env;
	if (text == NULL || text[0] == '\0') {
		return true;
	}
	for (size_t i = 0; i < 4; i++) {
		if (strcmp(text, names[i]) == 0) {
			cfg->predict = (enum predict_mode)i;
			cfg->predict_set = true;
			return true;
		}
	}
	complain("unknown prediction mode: %s (adaptive, always, never, experimental)", text);
	return false;
}

static bool link_mode(struct client_cfg *cfg)
{
	const char *text = getenv("MUX_LINK_MODE");
	if (cfg->link_mode != SPEND_UNSET || text == NULL || text[0] == '\0') {
		return true;
	}
	if (!spend_mode_parse(text, &cfg->link_mode)) {
		complain("unknown MUX_LINK_MODE: %s (normal, saver)", text);
		return false;
	}
	return true;
}

static int attach_local(const struct args *a, const struct local_attach *la, int fd, const struct buf *rest)
{
	int own = dup(fd);
	struct client_cfg cfg = {
		.pipe = {.in = own, .out = own, .noise = -1},
		.pipe_rest = buf_bytes(rest),
		.host = "",
		.no_init = a->no_init,
	};
	memcpy(cfg.psk, la->psk, sizeof(cfg.psk));
	memcpy(cfg.psk_id, la->psk_id, sizeof(cfg.psk_id));
	int status = predict_mode(a, &cfg) ? client_run(&cfg) : 1;
	mem_wipe(&cfg, sizeof(cfg));
	return status;
}

/* Where the ticket of such an attach is kept; NULL: nowhere. *found: one is there, in *t. Who asks for a new
 * session leaves a ticket like the others, and comes with none. */
static struct ticket_slot *find_ticket(const struct args *a, const struct ssh_cfg *ssh, char dest[LIMIT_TICKET_DEST],
	struct ticket *t, bool *found)
{
	char port[8];
	const char *words[80] = {ssh->ssh, ssh->server, ssh->host, ssh->udp_host, port, a->socket_name};
	size_t n = 6;
	bool join = strcmp(ssh->argv[0], "new-session") == 0, makes = join && (ssh->argc != 2 || strcmp(ssh->argv[1], "-A") != 0);
	snprintf(port, sizeof(port), "%u", ssh->udp_port);
	for (int i = 0; !join && i < ssh->argc && n < 80; i++) {
		words[n++] = ssh->argv[i];
	}
	char *folder = ticket_folder();
	*found = false;
	struct ticket_slot *slot = folder != NULL && ticket_dest(words, n, dest)
		? ticket_slot_take(folder, dest, (uint64_t)clock_wall(), t, found) : NULL;
	*found = *found && !makes && a->udp != UDP_NEVER;
	free(folder);
	return slot;
}

static int attach_by_ticket(const struct client_cfg *like, const struct ticket *t)
{
	struct client_cfg cfg = *like;
	cfg.by_ticket = true;
	cfg.ticket_udp = t->udp;
	cfg.ticket_rtt = t->rtt_us;
	cfg.remotes = t->remotes;
	cfg.remote_count = t->remote_count;
	cfg.pipe = (struct carrier_fds){.in = -1, .out = -1, .noise = -1};
	memcpy(cfg.psk, t->key, sizeof(cfg.psk));
	memcpy(cfg.psk_id, t->id, sizeof(cfg.psk_id));
	int status = client_run(&cfg);
	mem_wipe(&cfg, sizeof(cfg));
	return status;
}

static int attach_by_ssh(const struct args *a, const struct client_cfg *like)
{
	struct client_cfg cfg = *like;
	struct ssh_result found;
	char *hint = NULL;
	int status = 1;
	int r = ssh_bootstrap(cfg.login, &found, &status, &hint);
	if (hint != NULL) {
		fprintf(stderr, "%s\n", hint);
		free(hint);
	}
	if (r < 0) {
		return status != 0 ? status : 1;
	}
	if (a->udp == UDP_ONLY && found.answer.port == 0) {
		return complain("no UDP port could be opened on %s: name a free one with -p", a->host);
	}
	if (a->udp == UDP_ONLY && found.remote_count == 0) {
		return complain("no address of %s is known: name one with --udp-host", a->host);
	}
	cfg.remotes = found.remotes;
	cfg.remote_count = found.answer.port != 0 ? found.remote_count : 0;
	cfg.pipe = found.pipe;
	cfg.pipe_rest = buf_bytes(&found.rest);
	cfg.ssh = found.pid;
	memcpy(cfg.psk, found.answer.psk, sizeof(cfg.psk));
	memcpy(cfg.psk_id, found.answer.psk_id, sizeof(cfg.psk_id));
	mem_wipe(&found.answer.psk, sizeof(found.answer.psk));
	status = client_run(&cfg);
	mem_wipe(&cfg, sizeof(cfg));
	buf_finish(&found.rest);
	return status;
}

static int attach_remote(const struct args *a, int argc, char *const *argv)
{
	struct client_cfg cfg = {.far = true, .host = a->host, .no_init = a->no_init, .udp = a->udp, .udp_set = a->udp_set,
		.link_mode = a->link_mode};
	char flags[160] = "", dest[LIMIT_TICKET_DEST];
	struct ticket ticket;
	bool found;
	struct size size = terminal_size();
	if (!predict_mode(a, &cfg) || !link_mode(&cfg)) {
		return 1;
	}
	if (a->host[0] == '-') {
		return complain("not a host: %s", a->host);
	}
	if (!isatty(0) || !isatty(1)) {
		return complain("%s", "open terminal failed: not a terminal");
	}
	int n = snprintf(flags, sizeof(flags), "-x %u -y %u -p %u:%u", size.cols, size.rows, a->port_low, a->port_high);
	if (a->socket_name != NULL && strspn(a->socket_name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == strlen(a->socket_name)) {
		snprintf(flags + n, sizeof(flags) - (size_t)n, " -L %.64s", a->socket_name);
	}
	struct ssh_cfg ssh = {
		.ssh = a->ssh != NULL ? a->ssh : "ssh",
		.server = a->server != NULL ? a->server : "mux",
		.host = a->host,
		.udp_host = a->udp_host,
		.udp_port = a->udp_port,
		.argc = argc,
		.argv = argv,
		.server_flags = flags,
		.keep = a->udp != UDP_ONLY,
		.rng = rng_system(),
	};
	cfg.login = &ssh;
	cfg.dest = dest;
	cfg.slot = find_ticket(a, &ssh, dest, &ticket, &found);
	int status = found ? attach_by_ticket(&cfg, &ticket) : attach_by_ssh(a, &cfg);
	mem_wipe(&ticket, sizeof(ticket));
	ticket_slot_free(cfg.slot);
	return status;
}

/* mux tickets forget [host]: what this user's clients keep on this machine. */
static int forget_tickets(int argc, char *const *argv)
{
	char *folder = ticket_folder();
	size_t count = 0;
	int status = 0;
	if (argc > 3) {
		status = complain("%s", "usage: mux tickets forget [host]");
	} else if ((folder == NULL || ticket_forget(folder, argc == 3 ? argv[2] : NULL, &count) < 0 || count == 0) && argc == 3) {
		status = complain("no ticket is kept for %s", argv[2]);
	}
	free(folder);
	return status;
}

/* ---- local commands ---- */

static int no_terminal(void)
{
	fputs("open terminal failed: not a terminal\n", stderr);
	return 1;
}

/* What stands in a folder of somebody else's may be somebody else's server. */
static bool socket_is_safe(const struct args *a)
{
	char *err = NULL;
	int r = server_check_dir(a->socket_path, false, &err);
	bool safe = r == 0 || r == ERR_NOTFOUND;
	if (!safe) {
		complain("%s", err);
	}
	free(err);
	return safe;
}

static int run_command(const struct args *a, int argc, char *const *argv)
{
	int fd, status = 1;
	char *err = NULL;
	const struct cmd_def *def = cmd_find(argv[0], &err);
	unsigned attrs = def != NULL ? def->attrs : 0;
	bool detached = false;
	for (int i = 1; i < argc && argv[i][0] == '-'; i++) { /* new-session -d needs no terminal */
		detached |= strchr(argv[i], 'd') != NULL && (attrs & CMD_STARTS_SERVER);
	}
	free(err);
	bool needs_terminal = (attrs & CMD_NEEDS_CLIENT) && !detached;
	bool starts = (attrs & CMD_STARTS_SERVER) != 0;
	if (needs_terminal && getenv("MUX") != NULL && getenv("MUX")[0] != '\0') {
		return complain("%s", "sessions should be nested with care, unset $MUX to force");
	}
	needs_terminal = needs_terminal && (!isatty(0) || !isatty(1));
	if (needs_terminal && starts) {
		return no_terminal();
	}
	if (!socket_is_safe(a)) {
		return 1;
	}
	int r = local_connect(a->socket_path, &fd);
	if (r < 0 && starts) {
		if (start_server(a) < 0) {
			return 1;
		}
		r = local_connect(a->socket_path, &fd);
	}
	if (r < 0) {
		if (attrs & CMD_NEEDS_CLIENT) {
			fputs("no sessions\n", stderr);
		} else {
			fprintf(stderr, "no server running on %s\n", a->socket_path);
		}
		return 1;
	}
	struct buf rest = {0};
	struct local_attach la;
	enum local_outcome outcome = LOCAL_DONE;
	if (local_run(fd, argc, argv, terminal_size(), isatty(1), LOCAL_HERE, 1, 2, &outcome, &status, &la, &rest) < 0) {
		fputs("server exited unexpectedly\n", stderr);
		status = 1;
	} else if (outcome == LOCAL_ATTACHED) { /* what is wrong with the command itself was said before this */
		status = needs_terminal ? no_terminal() : attach_local(a, &la, fd, &rest);
		mem_wipe(&la, sizeof(la));
	}
	buf_finish(&rest);
	close(fd);
	return status;
}

/* The far side of ssh: starts the server if need be, then asks it. */
static int run_bootstrap(const struct args *a, struct size size, int argc, char *const *argv)
{
	bool stays = argc == 4 && strcmp(argv[3], "pipe") == 0;
	if (argc < 2 || (argc > 3 && !stays)) {
		return complain("%s", "usage: mux bootstrap nonce command [pipe]");
	}
	if (start_server(a) < 0) {
		return 1;
	}
	return bootstrap_main(a->socket_path, argv[1], argc >= 3 ? argv[2] : "", stays, size);
}

/* ---- argv ---- */

enum { OPT_SSH = 256, OPT_SERVER, OPT_PREDICT, OPT_LINK_MODE, OPT_UDP, OPT_UDP_HOST, OPT_UDP_PORT, OPT_NO_INIT, OPT_BIND, OPT_HELP,
	OPT_VERSION };

static const struct option long_options[] = {
	{"ssh", required_argument, NULL, OPT_SSH},
	{"server", required_argument, NULL, OPT_SERVER},
	{"predict", required_argument, NULL, OPT_PREDICT},
	{"link-mode", required_argument, NULL, OPT_LINK_MODE},
	{"udp", required_argument, NULL, OPT_UDP},
	{"udp-host", required_argument, NULL, OPT_UDP_HOST},
	{"udp-port", required_argument, NULL, OPT_UDP_PORT},
	{"no-init", no_argument, NULL, OPT_NO_INIT},
	{"bind", required_argument, NULL, OPT_BIND},
	{"help", no_argument, NULL, OPT_HELP},
	{"version", no_argument, NULL, OPT_VERSION},
	{NULL, 0, NULL, 0},
};

/* One option that stands for all commands or for attach; false: it is unknown here. Exits for help. */
static bool take_option(struct args *a, int opt, const char *value, int *status)
{
	uint16_t high;
	*status = -1;
	switch (opt) {
	case 'L':
		a->socket_name = value;
		return true;
	case 'S':
		a->socket_path = value;
		return true;
	case 'f':
		if (a->config_count < sizeof(a->config) / sizeof(a->config[0])) {
			a->config[a->config_count++] = value;
		}
		return true;
	case 'p':
		if (!parse_ports(value, &a->port_low, &a->port_high)) {
			*status = complain("bad port: %s (PORT or LOW:HIGH, 0 to 65535)", value);
		}
		return true;
	case 'v':
		a->verbose++;
		return true;
	case 'V':
	case OPT_VERSION:
		printf("mux %s\n", MUX_VERSION);
		*status = 0;
		return true;
	case 'h':
	case OPT_HELP:
		*status = usage(stdout);
		return true;
	case OPT_SSH:
		a->ssh = value;
		return true;
	case OPT_SERVER:
		a->server = value;
		return true;
	case OPT_PREDICT:
		a->predict = value;
		return true;
	case OPT_LINK_MODE:
		if (!spend_mode_parse(value, &a->link_mode)) {
			*status = complain("bad --link-mode: %s (normal, saver)", value);
		}
		return true;
	case OPT_UDP:
		a->udp_set = true;
		if (!udp_mode_parse(value, &a->udp)) {
			*status = complain("bad --udp: %s (prefer, only, never)", value);
		}
		return true;
	case OPT_UDP_HOST:
		a->udp_host = value;
		return true;
	case OPT_UDP_PORT:
		if (!parse_ports(value, &a->udp_port, &high) || a->udp_port == 0) {
			*status = complain("bad port: %s", value);
		}
		return true;
	case OPT_NO_INIT:
		a->no_init = true;
		return true;
	case OPT_BIND:
		a->bind = value;
		return true;
	default:
		return false;
	}
}

/* Words of `attach` that the far or near attach-session takes, and those that are the client's. */
static int run_attach(struct args *a, int argc, char **argv)
{
	char *pass[64] = {word("attach-session")};
	int n = 1, opt, status;
	optind = 1;
	while ((opt = getopt_long(argc, argv, "+dErxc:f:t:p:", long_options, NULL)) != -1) {
		static const char *const words[128] = {['d'] = "-d", ['E'] = "-E", ['r'] = "-r", ['x'] = "-x", ['c'] = "-c",
			['f'] = "-f", ['t'] = "-t"};
		if (opt > 0 && opt < 128 && words[opt] != NULL && n < 60) {
			pass[n++] = word(words[opt]);
			if (optarg != NULL) {
				pass[n++] = optarg;
			}
		} else if (!take_option(a, opt, optarg, &status)) {
			return 1;
		} else if (status >= 0) {
			return status;
		}
	}
	bool dashes = optind > 1 && strcmp(argv[optind - 1], "--") == 0;
	if (optind >= argc || dashes) {
		return run_command(a, n, pass);
	}
	a->host = argv[optind++];
	if (optind < argc && strcmp(argv[optind], "--") == 0) {
		optind++;
	}
	if (n == 1) { /* no session named: join one, or start it */
		pass[0] = word("new-session");
		if (optind >= argc) {
			pass[n++] = word("-A");
		}
		for (; optind < argc && n < 62; optind++) {
			pass[n++] = argv[optind];
		}
	} else if (optind < argc) {
		return complain("%s", "a command goes with a new session only: leave -t out");
	}
	return attach_remote(a, n, pass);
}

int main(int argc, char **argv)
{
	struct args a = {.port_low = 60000, .port_high = 61000};
	struct size size = {0};
	int opt, status;
	char *path = NULL, *none[] = {word("new-session"), word("-A"), NULL};
	a.self = argv[0];
	signal(SIGPIPE, SIG_IGN);
	while ((opt = getopt_long(argc, argv, "+2CDf:hL:lNp:S:uVvx:y:", long_options, NULL)) != -1) {
		if (opt == 'x' || opt == 'y') { /* of a bootstrap: the size of the terminal far away */
			*(opt == 'x' ? &size.cols : &size.rows) = (uint16_t)strtoul(optarg, NULL, 10);
		} else if (opt == '2' || opt == 'u' || opt == 'l') {
			continue; /* what they ask for is always so */
		} else if (!take_option(&a, opt, optarg, &status)) {
			return usage(stderr);
		} else if (status >= 0) {
			return status;
		}
	}
	a.socket_path = path = a.socket_path != NULL ? absolute(a.socket_path)
		: daemon_socket_path(a.socket_name != NULL ? a.socket_name : "default");
	argc -= optind;
	argv += optind;
	if (argc == 0) {
		status = run_command(&a, 2, none);
	} else if (strcmp(argv[0], "bootstrap") == 0) {
		status = run_bootstrap(&a, size, argc, argv);
	} else if (strcmp(argv[0], "attach") == 0 || strcmp(argv[0], "attach-session") == 0) {
		status = run_attach(&a, argc, argv);
	} else if (argc >= 2 && strcmp(argv[0], "tickets") == 0 && strcmp(argv[1], "forget") == 0) {
		status = forget_tickets(argc, argv);
	} else {
		status = run_command(&a, argc, argv);
	}
	free(path);
	return status;
}
