/* tests/tools/netem_ctl.c -- live control over a Unix datagram socket. */
#include "tests/tools/netem_ctl.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"

#define REPLY_MAX 8192
#define REPLY_TIMEOUT_MS 2000

struct command {
	const char *name;
	const char *usage;
	const char *help;
	/* Appends its output, or what is wrong; 0 or ERR_*. */
	int (*exec)(struct netem_ctl *c, int argc, char **argv, struct buf *out, usec_t now);
};

static int set_word(struct netem_conf conf[NETEM_DIRS], unsigned *mask, char *word, struct buf *out)
{
	unsigned dir = netem_dir_parse(word);
	char *value = strchr(word, '=');

	if (dir != 0) {
		*mask = dir;
		return 0;
	}
	if (value == NULL) {
		buf_printf(out, "key=value or a direction expected: %s", word);
		return ERR_ARG;
	}
	*value++ = '\0';
	if (netem_conf_set(conf, *mask, word, value) < 0) {
		buf_printf(out, "%s: %s=%s",
		        netem_conf_is_key(word) ? "bad value" : "no such setting", word, value);
		return ERR_ARG;
	}
	return 0;
}

/* All words are understood before the first one takes effect. */
static int exec_set(struct netem_ctl *c, int argc, char **argv, struct buf *out, usec_t now)
{
	struct netem_conf conf[NETEM_DIRS];
	unsigned mask = NETEM_MASK_BOTH;
	int r;

	for (int d = 0; d < NETEM_DIRS; d++) {
		conf[d] = *netem_path_conf(c->paths[d]);
	}
	for (int i = 1; i < argc; i++) {
		if ((r = set_word(conf, &mask, argv[i], out)) < 0) {
			return r;
		}
	}
	for (int d = 0; d < NETEM_DIRS; d++) {
		netem_path_set(c->paths[d], &conf[d], now);
	}
	return 0;
}

static int exec_outage(struct netem_ctl *c, int argc, char **argv, struct buf *out, usec_t now)
{
	unsigned mask = NETEM_MASK_BOTH;
	usec_t span, until = USEC_NEVER;
	bool given = false;

	for (int i = 1; i < argc; i++) {
		unsigned dir = netem_dir_parse(argv[i]);
		if (dir != 0) {
			mask = dir;
			continue;
		}
		if (strcmp(argv[i], "off") == 0) {
			until = 0;
		} else if (netem_span_parse(argv[i], SEC(1), &span) == 0) {
			until = usec_add(now, span);
		} else if (strcmp(argv[i], "on") != 0) {
			buf_printf(out, "a time, on or off expected: %s", argv[i]);
			return ERR_ARG;
		}
		given = true;
	}
	if (!given) {
		buf_puts(out, "a time, on or off expected");
		return ERR_ARG;
	}
	for (int d = 0; d < NETEM_DIRS; d++) {
		if (mask & (1u << d)) {
			netem_path_outage(c->paths[d], until);
		}
	}
	return 0;
}

static int exec_rebind(struct netem_ctl *c, int argc, char **argv, struct buf *out, usec_t now)
{
	(void)argc;
	(void)argv;
	(void)now;
	int r = c->edge->rebind(c->edge->ctx);
	if (r < 0) {
		buf_puts(out, "there is no NAT here: relay mode, or join with --nat");
		return r;
	}
	c->rebinds++;
	return 0;
}

static void stats_line(const struct netem_path *p, enum netem_dir dir, struct buf *out)
{
	const struct netem_stats *s = netem_path_stats(p);
	const struct {
		const char *key;
		uint64_t value;
	} figures[] = {
	        {"packets", s->packets},
	        {"bytes", s->bytes},
	        {"delivered", s->delivered},
	        {"delivered_bytes", s->delivered_bytes},
	        {"lost", s->lost},
	        {"outage_dropped", s->outage_dropped},
	        {"mtu_dropped", s->mtu_dropped},
	        {"queue_dropped", s->queue_dropped},
	        {"duplicated", s->duplicated},
	        {"reordered", s->reordered},
	        {"held", netem_path_held(p)},
	        {"queue_max_us", s->queue_max},
	        {"late_max_us", s->late_max},
	};

	buf_puts(out, netem_dir_text(dir));
	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
		buf_printf(out, " %s=%llu", figures[i].key, (unsigned long long)figures[i].value);
	}
	buf_puts(out, "\n");
}

static int exec_stats(struct netem_ctl *c, int argc, char **argv, struct buf *out, usec_t now)
{
	(void)now;
	for (int d = 0; d < NETEM_DIRS; d++) {
		stats_line(c->paths[d], (enum netem_dir)d, out);
	}
	buf_printf(out, "edge seed=%llu rebinds=%llu", (unsigned long long)c->seed,
	        (unsigned long long)c->rebinds);
	c->edge->stats(c->edge->ctx, out);
	if (argc > 1 && strcmp(argv[1], "reset") == 0) {
		for (int d = 0; d < NETEM_DIRS; d++) {
			netem_path_reset_stats(c->paths[d]);
		}
	}
	return 0;
}

static int exec_show(struct netem_ctl *c, int argc, char **argv, struct buf *out, usec_t now)
{
	(void)argc;
	(void)argv;
	(void)now;
	for (int d = 0; d < NETEM_DIRS; d++) {
		buf_printf(out, "%s ", netem_dir_text((enum netem_dir)d));
		netem_conf_text(netem_path_conf(c->paths[d]), out);
		buf_puts(out, d == NETEM_AB ? "\n" : "");
	}
	return 0;
}

static int exec_quit(struct netem_ctl *c, int argc, char **argv, struct buf *out, usec_t now)
{
	(void)argc;
	(void)argv;
	(void)out;
	(void)now;
	c->quit = true;
	return 0;
}

static const struct command commands[] = {
        {"set", "set [DIR] KEY=VALUE...", "change settings, e.g. set loss=29 a>b delay=50",
                exec_set},
        {"outage", "outage TIME|on|off [DIR]", "nothing enters the path (bare TIME: seconds)",
                exec_outage},
        {"rebind", "rebind", "NAT rebinding: new source ports towards b", exec_rebind},
        {"stats", "stats [reset]", "counters of each direction (and set them to 0)", exec_stats},
        {"show", "show", "the settings of each direction", exec_show},
        {"quit", "quit", "end the emulator", exec_quit},
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

void netem_ctl_help(FILE *to)
{
	for (size_t i = 0; i < COMMANDS; i++) {
		fprintf(to, "  %-26s %s\n", commands[i].usage, commands[i].help);
	}
}

static int line_split(char *line, char **argv)
{
	char *save = NULL;
	int argc = 0;

	for (char *w = strtok_r(line, " \t\r\n", &save); w != NULL;
	        w = strtok_r(NULL, " \t\r\n", &save)) {
		if (argc == LIMIT_CTL_WORDS) {
			return ERR_LIMIT;
		}
		argv[argc++] = w;
	}
	return argc;
}

static int line_exec(struct netem_ctl *c, char *line, struct buf *out, usec_t now)
{
	char *argv[LIMIT_CTL_WORDS];
	int argc = line_split(line, argv);

	if (argc <= 0) {
		buf_puts(out, argc == 0 ? "a command expected" : "too many words");
		return ERR_ARG;
	}
	for (size_t i = 0; i < COMMANDS; i++) {
		if (strcmp(argv[0], commands[i].name) == 0) {
			return commands[i].exec(c, argc, argv, out, now);
		}
	}
	buf_printf(out, "no such command: %s", argv[0]);
	return ERR_NOTFOUND;
}

void netem_ctl_execute(struct netem_ctl *c, char *line, struct buf *out, usec_t now)
{
	struct buf said = {.data = NULL};
	int r = line_exec(c, line, &said, now);

	buf_puts(out, r < 0 ? "error: " : "ok\n");
	buf_put(out, said.data == NULL ? "" : (const char *)said.data + said.head, said.len);
	if (said.len != 0) {
		buf_puts(out, "\n");
	}
	buf_finish(&said);
}

static int address_of(const char *path, struct sockaddr_un *out)
{
	*out = (struct sockaddr_un){.sun_family = AF_UNIX};
	if (path[0] == '\0' || strlen(path) >= sizeof(out->sun_path)) {
		errno = ENAMETOOLONG;
		return ERR_ARG;
	}
	strcpy(out->sun_path, path);
	return 0;
}

/* Whether somebody serves the socket at this address. */
static bool address_is_served(const struct sockaddr_un *un)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool served = fd >= 0 && connect(fd, (const struct sockaddr *)un, sizeof(*un)) == 0;

	if (fd >= 0) {
		close(fd);
	}
	return served;
}

static void stale_remove(const struct sockaddr_un *un)
{
	struct stat st;

	if (lstat(un->sun_path, &st) == 0 && S_ISSOCK(st.st_mode) && !address_is_served(un)) {
		unlink(un->sun_path);
	}
}

int netem_ctl_open(struct netem_ctl *c, const char *path)
{
	struct sockaddr_un un;

	c->fd = -1;
	if (address_of(path, &un) < 0) {
		return ERR_ARG;
	}
	stale_remove(&un);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0) {
		return ERR_SYS;
	}
	if (bind(fd, (const struct sockaddr *)&un, sizeof(un)) < 0) {
		int r = errno == EADDRINUSE ? ERR_EXISTS : ERR_SYS;
		close(fd);
		return r;
	}
	c->fd = fd;
	c->path = mem_strdup(path);
	return 0;
}

void netem_ctl_close(struct netem_ctl *c)
{
	if (c->fd >= 0) {
		close(c->fd);
		unlink(c->path);
	}
	free(c->path);
	c->path = NULL;
	c->fd = -1;
}

void netem_ctl_serve(struct netem_ctl *c, usec_t now)
{
	char line[LIMIT_CTL_LINE + 1];
	struct sockaddr_un from;

	for (int i = 0; i < NETEM_BATCH; i++) {
		socklen_t len = sizeof(from);
		ssize_t n =
		        recvfrom(c->fd, line, LIMIT_CTL_LINE, 0, (struct sockaddr *)&from, &len);
		if (n < 0) {
			return;
		}
		line[n] = '\0';
		struct buf out = {.data = NULL};
		netem_ctl_execute(c, line, &out, now);
		if (len > sizeof(sa_family_t)) {
			/* A sender that does not read its reply is not waited for. */
			(void)sendto(c->fd, out.data + out.head, out.len, MSG_DONTWAIT,
			        (const struct sockaddr *)&from, len);
		}
		buf_finish(&out);
	}
}

/* Prints a reply without its "ok" line; an exit status. */
static int reply_print(const char *reply)
{
	if (strncmp(reply, "ok\n", 3) == 0) {
		fputs(reply + 3, stdout);
		return fflush(stdout) == 0 ? 0 : 1;
	}
	fputs(reply, stderr);
	return 1;
}

static int talk(int fd, const struct sockaddr_un *to, const char *line)
{
	char reply[REPLY_MAX];
	struct pollfd p = {.fd = fd, .events = POLLIN};

	if (sendto(fd, line, strlen(line), 0, (const struct sockaddr *)to, sizeof(*to)) < 0) {
		fprintf(stderr, "mux-netem: %s: %s\n", to->sun_path, strerror(errno));
		return 2;
	}
	ssize_t n = poll(&p, 1, REPLY_TIMEOUT_MS) == 1 ? recv(fd, reply, sizeof(reply) - 1, 0) : -1;
	if (n < 0) {
		fprintf(stderr, "mux-netem: %s: no reply\n", to->sun_path);
		return 2;
	}
	reply[n] = '\0';
	return reply_print(reply);
}

int netem_ctl_send(const char *path, const char *line)
{
	struct sockaddr_un to, own;
	/* A name in the file system, since an abstract one is not seen from another namespace. */
	char *name = mem_printf("%s.%ld", path, (long)getpid());
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int status = 2;

	if (strlen(line) > LIMIT_CTL_LINE) {
		fprintf(stderr, "mux-netem: the command is too long\n");
	} else if (fd < 0 || address_of(path, &to) < 0 || address_of(name, &own) < 0 ||
	           bind(fd, (const struct sockaddr *)&own, sizeof(own)) < 0) {
		fprintf(stderr, "mux-netem: %s: %s\n", name, strerror(errno));
	} else {
		status = talk(fd, &to, line);
		unlink(name);
	}
	if (fd >= 0) {
		close(fd);
	}
	free(name);
	return status;
}
