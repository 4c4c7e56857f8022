/* client/bootstrap.c -- both ends of the ssh bootstrap's text. */
#include "client/bootstrap.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "client/local.h"
#include "client/relay.h"

static void put_hex(struct buf *out, const void *data, size_t len)
{
	const uint8_t *p = data;
	for (size_t i = 0; i < len; i++) {
		buf_printf(out, "%02x", p[i]);
	}
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int get_hex(const char *s, size_t digits, uint8_t *out)
{
	if (digits % 2 != 0) {
		return ERR_PROTO;
	}
	for (size_t i = 0; i < digits; i += 2) {
		int a = hex_digit(s[i]), b = hex_digit(s[i + 1]);
		if (a < 0 || b < 0) {
			return ERR_PROTO;
		}
		out[i / 2] = (uint8_t)(a << 4 | b);
	}
	return 0;
}

void bootstrap_encode_argv(int argc, char *const *argv, struct buf *out)
{
	for (int i = 0; i < argc; i++) {
		put_hex(out, argv[i], strlen(argv[i]) + 1);
	}
}

int bootstrap_decode_argv(const char *hex, char ***argv, int *argc)
{
	size_t digits = strlen(hex), n = 0;
	if (digits > LIMIT_BOOTSTRAP_OUTPUT) {
		return ERR_PROTO;
	}
	uint8_t *raw = mem_alloc(digits / 2 + 1);
	if (get_hex(hex, digits, raw) < 0 || (digits > 0 && raw[digits / 2 - 1] != 0)) {
		free(raw);
		return ERR_PROTO;
	}
	for (size_t i = 0; i < digits / 2; i++) {
		n += raw[i] == 0;
	}
	if (n > LIMIT_LOCAL_ARGS) {
		free(raw);
		return ERR_PROTO;
	}
	char **list = mem_calloc(n + 1, sizeof(*list));
	const char *at = (const char *)raw;
	for (size_t i = 0; i < n; i++) {
		list[i] = mem_strdup(at);
		at += strlen(at) + 1;
	}
	free(raw);
	*argv = list;
	*argc = (int)n;
	return 0;
}

void bootstrap_print(const char *nonce, const struct local_attach *a, const char *const *addrs, size_t count,
	struct buf *out)
{
	buf_printf(out, "MUX-CONNECT %s %d %u ", nonce, BOOTSTRAP_VERSION, a->port);
	put_hex(out, a->psk_id, sizeof(a->psk_id));
	buf_puts(out, " ");
	put_hex(out, a->psk, sizeof(a->psk));
	for (size_t i = 0; i < count; i++) {
		buf_printf(out, " %s", addrs[i]);
	}
	buf_puts(out, " MUX-END\n");
}

/* The next word of a line; NULL at its end. */
static const char *word(const char **at, const char *end, size_t *len)
{
	while (*at < end && **at == ' ') {
		(*at)++;
	}
	const char *from = *at;
	while (*at < end && **at != ' ') {
		(*at)++;
	}
	*len = (size_t)(*at - from);
	return *len > 0 ? from : NULL;
}

/* A number of at most five digits and nothing else; -1. */
static long number(const char *w, size_t len)
{
	long n = 0;
	if (w == NULL || len == 0 || len > 5) {
		return -1;
	}
	for (size_t i = 0; i < len; i++) {
		if (w[i] < '0' || w[i] > '9') {
			return -1;
		}
		n = n * 10 + (w[i] - '0');
	}
	return n;
}

/* Addresses are numeric: what the far side names is never looked up. */
static void add_address(struct bootstrap_answer *a, const char *w, size_t len)
{
	struct addr parsed;
	char text[sizeof(a->addrs[0])] = "";
	if (len >= sizeof(text) || a->addr_count >= LIMIT_BOOTSTRAP_ADDRS) {
		return;
	}
	memcpy(text, w, len);
	if (addr_parse(text, a->port, &parsed) == 0) {
		memcpy(a->addrs[a->addr_count++], text, sizeof(text));
	}
}

static int parse_answer(const char *at, const char *end, struct bootstrap_answer *out)
{
	struct bootstrap_answer a = {0};
	size_t len;
	const char *w = word(&at, end, &len);
	long version = number(w, len);
	if (version != BOOTSTRAP_VERSION) {
		return version < 0 ? ERR_PROTO : ERR_VERSION;
	}
	w = word(&at, end, &len);
	long port = number(w, len);
	if (port < 0 || port > 65535) {
		return ERR_PROTO;
	}
	a.port = (uint16_t)port;
	w = word(&at, end, &len);
	if (w == NULL || len != 2 * sizeof(a.psk_id) || get_hex(w, len, a.psk_id) < 0) {
		return ERR_PROTO;
	}
	w = word(&at, end, &len);
	if (w == NULL || len != 2 * sizeof(a.psk) || get_hex(w, len, a.psk) < 0) {
		return ERR_PROTO;
	}
	while ((w = word(&at, end, &len)) != NULL) {
		if (len == 7 && memcmp(w, "MUX-END", 7) == 0) {
			*out = a;
			return 0;
		}
		add_address(&a, w, len);
	}
	return ERR_AGAIN; /* the line was cut */
}

/* The answer's line behind its mark, without its end; *next: where the next line begins. NULL: it is not there. */
static const char *find_line(struct bytes output, const char *nonce, const char **stop, const char **next)
{
	char mark[64];
	int n = snprintf(mark, sizeof(mark), "MUX-CONNECT %s ", nonce);
	if (n < 0 || (size_t)n >= sizeof(mark) || output.len == 0) {
		return NULL;
	}
	const char *at = (const char *)output.data, *end = at + output.len;
	for (; end - at >= n; at++) {
		if (memcmp(at, mark, (size_t)n) != 0) {
			continue;
		}
		const char *line = at + n, *stops = memchr(line, '\n', (size_t)(end - line));
		if (stops == NULL) {
			return NULL;
		}
		*next = stops + 1;
		*stop = stops > line && stops[-1] == '\r' ? stops - 1 : stops;
		return line;
	}
	return NULL;
}

int bootstrap_find(struct bytes output, const char *nonce, struct bootstrap_answer *out)
{
	const char *stop, *next, *line = find_line(output, nonce, &stop, &next);
	return line != NULL ? parse_answer(line, stop, out) : ERR_AGAIN;
}

size_t bootstrap_end(struct bytes output, const char *nonce)
{
	const char *stop, *next;
	return find_line(output, nonce, &stop, &next) != NULL ? (size_t)(next - (const char *)output.data) : 0;
}

/* This host's addresses that others can reach, most useful first: the one that ssh was spoken to. */
static size_t own_addresses(char out[LIMIT_BOOTSTRAP_ADDRS][64])
{
	size_t n = 0;
	const char *ssh = getenv("SSH_CONNECTION");
	if (ssh != NULL) {
		char a[64] = "", b[64] = "", c[64] = "";
		if (sscanf(ssh, "%63s %63s %63s", a, b, c) == 3) {
			char *zone = strchr(c, '%');
			if (zone != NULL) {
				*zone = '\0';
			}
			snprintf(out[n++], 64, "%s", strncmp(c, "::ffff:", 7) == 0 ? c + 7 : c);
		}
	}
	struct ifaddrs *list = NULL;
	if (getifaddrs(&list) < 0) {
		return n;
	}
	for (const struct ifaddrs *i = list; i != NULL && n < LIMIT_BOOTSTRAP_ADDRS; i = i->ifa_next) {
		char text[64] = "";
		if (i->ifa_addr == NULL || (i->ifa_flags & IFF_LOOPBACK) || !(i->ifa_flags & IFF_UP)) {
			continue;
		}
		if (i->ifa_addr->sa_family == AF_INET) {
			struct sockaddr_in in;
			memcpy(&in, i->ifa_addr, sizeof(in));
			inet_ntop(AF_INET, &in.sin_addr, text, sizeof(text));
		} else if (i->ifa_addr->sa_family == AF_INET6) {
			struct sockaddr_in6 in6;
			memcpy(&in6, i->ifa_addr, sizeof(in6));
			if (!IN6_IS_ADDR_LINKLOCAL(&in6.sin6_addr)) {
				inet_ntop(AF_INET6, &in6.sin6_addr, text, sizeof(text));
			}
		}
		bool known = text[0] == '\0';
		for (size_t k = 0; k < n; k++) {
			known |= strcmp(out[k], text) == 0;
		}
		if (!known) {
			snprintf(out[n++], 64, "%s", text);
		}
	}
	freeifaddrs(list);
	return n;
}

int bootstrap_main(const char *socket_path, const char *nonce, const char *hex, bool stays, struct size size)
{
	char **argv = NULL;
	int argc = 0, fd, status = 1;
	if (strlen(nonce) != BOOTSTRAP_NONCE || strspn(nonce, "0123456789abcdef") != BOOTSTRAP_NONCE ||
		bootstrap_decode_argv(hex, &argv, &argc) < 0) {
		fputs("mux: bootstrap: malformed request\n", stderr);
		return 1;
	}
	struct buf rest = {0}, line = {0};
	struct local_attach attach;
	enum local_outcome outcome = LOCAL_DONE;
	if (local_connect(socket_path, &fd) < 0) {
		fprintf(stderr, "mux: no server at %s\n", socket_path);
	} else if (local_run(fd, argc, argv, size, false, stays ? LOCAL_STAYS : LOCAL_REMOTE, 1, 2, &outcome, &status, &attach, &rest) < 0) {
		fputs("mux: the server went away\n", stderr);
		status = 1;
	} else if (outcome == LOCAL_ATTACHED) {
		char own[LIMIT_BOOTSTRAP_ADDRS][64];
		const char *list[LIMIT_BOOTSTRAP_ADDRS];
		size_t n = own_addresses(own);
		for (size_t i = 0; i < n; i++) {
			list[i] = own[i];
		}
		bootstrap_print(nonce, &attach, list, n, &line);
		status = write(1, line.data + line.head, line.len) == (ssize_t)line.len ? 0 : 1;
		mem_wipe(line.data, line.cap);
		mem_wipe(&attach, sizeof(attach));
		if (stays && status == 0) {
			relay_run(fd, &rest);
		}
	}
	for (int i = 0; i < argc; i++) {
		free(argv[i]);
	}
	free(argv);
	buf_finish(&rest);
	buf_finish(&line);
	return status;
}
