/* tests/tools/netem_tun.c -- TUN devices in network namespaces. */
#include "tests/tools/netem_tun.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"

/* struct in6_ifreq of <linux/ipv6.h>, which cannot stand beside <netinet/in.h>. */
struct ifreq6 {
	struct in6_addr addr;
	uint32_t bits;
	int index;
};

static int prefix_parse(const char *text, size_t len, struct netem_prefix *out)
{
	char word[64], *slash, *end;

	if (len >= sizeof(word)) {
		return ERR_ARG;
	}
	memcpy(word, text, len);
	word[len] = '\0';
	if ((slash = strchr(word, '/')) == NULL) {
		return ERR_ARG;
	}
	*slash++ = '\0';
	struct netem_prefix p = {.family = strchr(word, ':') == NULL ? AF_INET : AF_INET6};
	unsigned long bits = strtoul(slash, &end, 10);
	if (*end != '\0' || end == slash || bits > (p.family == AF_INET ? 32u : 128u) ||
	        inet_pton(p.family, word, p.ip) != 1) {
		return ERR_ARG;
	}
	p.bits = (unsigned)bits;
	*out = p;
	return 0;
}

int netem_tun_parse(const char *text, struct netem_tun_conf *out)
{
	struct netem_prefix all[LIMIT_TUN_PREFIXES];
	size_t n = 0;
	int r;

	for (;;) {
		size_t len = strcspn(text, ",");
		if (n == LIMIT_TUN_PREFIXES) {
			return ERR_LIMIT;
		}
		if ((r = prefix_parse(text, len, &all[n])) < 0) {
			return r;
		}
		n++;
		if (text[len] == '\0') {
			break;
		}
		text += len + 1;
	}
	memcpy(out->prefix, all, sizeof(all[0]) * n);
	out->prefixes = n;
	return 0;
}

bool netem_tun_covers(const struct netem_tun_conf *c, int family, const uint8_t *ip)
{
	for (size_t i = 0; i < c->prefixes; i++) {
		const struct netem_prefix *p = &c->prefix[i];
		size_t whole = p->bits / 8;
		uint8_t mask = (uint8_t)(0xff00u >> (p->bits % 8));
		if (p->family == family && memcmp(p->ip, ip, whole) == 0 &&
		        (p->bits % 8 == 0 || ((p->ip[whole] ^ ip[whole]) & mask) == 0)) {
			return true;
		}
	}
	return false;
}

/* Writes a sysctl of the current namespace; one that is missing is not missed. */
static void sysctl_write(const char *device, const char *key, const char *value)
{
	char path[128];

	snprintf(path, sizeof(path), "/proc/sys/net/ipv6/conf/%s/%s", device, key);
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd >= 0) {
		ssize_t n = write(fd, value, strlen(value));
		(void)n;
		close(fd);
	}
}

static int address4_add(int sock, const char *name, size_t nth, const struct netem_prefix *p)
{
	struct ifreq req = {.ifr_flags = 0};
	struct sockaddr_in in = {.sin_family = AF_INET};

	/* Further addresses of one device go by the old alias names. */
	snprintf(req.ifr_name, IFNAMSIZ, nth == 0 ? "%.11s" : "%.11s:%zu", name, nth);
	memcpy(&in.sin_addr, p->ip, 4);
	memcpy(&req.ifr_addr, &in, sizeof(in));
	if (ioctl(sock, SIOCSIFADDR, &req) < 0) {
		return ERR_SYS;
	}
	in.sin_addr.s_addr = p->bits == 0 ? 0 : htonl(0xffffffffu << (32 - p->bits));
	memcpy(&req.ifr_netmask, &in, sizeof(in));
	return ioctl(sock, SIOCSIFNETMASK, &req) < 0 ? ERR_SYS : 0;
}

static int address6_add(const char *name, const struct netem_prefix *p)
{
	struct ifreq6 req = {.bits = p->bits, .index = (int)if_nametoindex(name)};
	int sock = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0), r = ERR_SYS;

	memcpy(&req.addr, p->ip, sizeof(p->ip));
	if (sock >= 0) {
		r = ioctl(sock, SIOCSIFADDR, &req) < 0 ? ERR_SYS : 0;
		close(sock);
	}
	return r;
}

static int addresses_add(int sock, const struct netem_tun_conf *c)
{
	size_t nth = 0;
	int r = 0;

	for (size_t i = 0; r == 0 && i < c->prefixes; i++) {
		if (c->prefix[i].family == AF_INET) {
			r = address4_add(sock, c->name, nth++, &c->prefix[i]);
		} else {
			r = address6_add(c->name, &c->prefix[i]);
		}
	}
	return r;
}

static int device_configure(const struct netem_tun_conf *c, const char **step)
{
	struct ifreq req = {.ifr_flags = 0};
	int sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), r = ERR_SYS;

	*step = "configure the device";
	if (sock < 0) {
		return ERR_SYS;
	}
	/* No link-local address: its solicitations would take part in the emulation. */
	sysctl_write(c->name, "addr_gen_mode", "1");
	sysctl_write(c->name, "keep_addr_on_down", "1");
	snprintf(req.ifr_name, IFNAMSIZ, "%s", c->name);
	req.ifr_mtu = (int)c->mtu;
	if (ioctl(sock, SIOCSIFMTU, &req) < 0) {
		goto done;
	}
	req.ifr_flags = IFF_UP | IFF_RUNNING;
	*step = "set the device up";
	if (ioctl(sock, SIOCSIFFLAGS, &req) < 0) {
		goto done;
	}
	*step = "give the device its addresses";
	r = addresses_add(sock, c);
done:
	close(sock);
	return r;
}

static int device_open(const struct netem_tun_conf *c, int *out, const char **step)
{
	struct ifreq req = {.ifr_flags = IFF_TUN | IFF_NO_PI};
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);

	*step = "open /dev/net/tun";
	if (fd < 0) {
		return ERR_SYS;
	}
	snprintf(req.ifr_name, IFNAMSIZ, "%s", c->name);
	*step = "make the device";
	if (ioctl(fd, TUNSETIFF, &req) < 0 || device_configure(c, step) < 0) {
		int e = errno;
		close(fd);
		errno = e;
		return ERR_SYS;
	}
	*out = fd;
	return 0;
}

static int namespace_enter(const char *ns)
{
	char path[256];

	snprintf(path, sizeof(path), strchr(ns, '/') == NULL ? "/run/netns/%s" : "%s", ns);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		return ERR_SYS;
	}
	int r = setns(fd, CLONE_NEWNET) < 0 ? ERR_SYS : 0;
	close(fd);
	return r;
}

int netem_tun_open(const struct netem_tun_conf *c, int *out, const char **step)
{
	if (c->ns == NULL) {
		return device_open(c, out, step);
	}
	*step = "find the own namespace";
	int own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (own < 0) {
		return ERR_SYS;
	}
	*step = "enter the namespace";
	int r = namespace_enter(c->ns);
	if (r == 0) {
		r = device_open(c, out, step);
		int e = errno;
		if (setns(own, CLONE_NEWNET) < 0) {
			abort(); /* everything from here on would happen in the wrong namespace */
		}
		errno = e;
	}
	close(own);
	return r;
}
