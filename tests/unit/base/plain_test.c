/* tests/unit/base/plain_test.c -- sizes, times, errors, addresses, memory, log and randomness. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/addr.h"
#include "base/bytes.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/usec.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void test_size_arithmetic(void **state)
{
	(void)state;
	static const struct {
		size_t a, b;
		bool add, mul;
	} rows[] = {
		{0, 0, true, true},
		{SIZE_MAX, 0, true, true},
		{SIZE_MAX, 1, false, true},
		{SIZE_MAX - 1, 1, true, true},
		{SIZE_MAX / 2, 2, true, true},
		{SIZE_MAX / 2 + 1, 2, true, false},
		{SIZE_MAX, SIZE_MAX, false, false},
		{SIZE_MAX / 2 + 1, SIZE_MAX / 2 + 1, false, false},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		for (int swap = 0; swap < 2; swap++) {
			size_t a = swap ? rows[i].b : rows[i].a, b = swap ? rows[i].a : rows[i].b, out = 77;
			assert_int_equal(size_add(a, b, &out), rows[i].add);
			assert_true(out == (rows[i].add ? a + b : 77));
			out = 77;
			assert_int_equal(size_mul(a, b, &out), rows[i].mul);
			assert_true(out == (rows[i].mul ? a * b : 77));
		}
	}
}

static void test_bytes_equal(void **state)
{
	(void)state;
	assert_true(bytes_equal(bytes_of(NULL, 0), bytes_str("")));
	assert_true(bytes_equal(bytes_of("a\0b", 3), bytes_of("a\0b", 3)));
	assert_false(bytes_equal(bytes_of("a\0b", 3), bytes_of("a\0c", 3)));
	assert_false(bytes_equal(bytes_str("ab"), bytes_str("abc")));
}

static void test_usec_edges(void **state)
{
	(void)state;
	assert_true(usec_reached(5, 5));
	assert_false(usec_reached(6, 5));
	assert_false(usec_reached(USEC_NEVER, USEC_NEVER));
	assert_true(usec_add(USEC_NEVER, 1) == USEC_NEVER);
	assert_true(usec_add(USEC_NEVER - 1, 2) == USEC_NEVER);
	assert_true(usec_add(1, 2) == 3);
	assert_true(usec_since(7, 5) == 0);
	assert_true(usec_since(5, 7) == 2);
}

static void test_every_error_has_its_text(void **state)
{
	(void)state;
	for (int a = 0; a >= ERR_CRYPTO; a--) {
		assert_string_not_equal(err_str(a), "unknown error");
		for (int b = 0; b > a; b--) {
			assert_string_not_equal(err_str(a), err_str(b));
		}
	}
	assert_string_equal(err_str(ERR_CRYPTO - 1), "unknown error");
	assert_string_equal(err_str(1), "unknown error");
}

static const struct {
	const char *ip;
	uint16_t port;
	const char *text; /* NULL: does not parse */
} addr_rows[] = {
	{"192.0.2.1", 60000, "192.0.2.1:60000"},
	{"0.0.0.0", 0, "0.0.0.0:0"},
	{"255.255.255.255", 65535, "255.255.255.255:65535"},
	{"2001:db8::1", 60000, "[2001:db8::1]:60000"},
	{"::", 1, "[::]:1"},
	{"fe80::1%3", 7, "[fe80::1%3]:7"},
	{"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff%4294967295", 65535,
	 "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff%4294967295]:65535"},
	{"::ffff:192.0.2.1", 5, "[::ffff:192.0.2.1]:5"},
	{"fe80::1%4294967296", 7, NULL},
	{"fe80::1%", 7, NULL},
	{"fe80::1%eth0", 7, NULL},
	{"fe80::1%1%2", 7, NULL},
	{"192.0.2.1%1", 7, NULL},
	{"192.0.2", 7, NULL},
	{"192.0.2.256", 7, NULL},
	{"192.0.2.1 ", 7, NULL},
	{"[::1]", 7, NULL},
	{"example.org", 7, NULL},
	{"", 7, NULL},
	{"0000000000000000000000000000000000000000000000000000000000000000000000001", 7, NULL},
};

static void test_addr_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(addr_rows); i++) {
		struct addr a = {.family = ADDR_PIPE};
		char text[ADDR_TEXT_MAX];
		int r = addr_parse(addr_rows[i].ip, addr_rows[i].port, &a);
		if (addr_rows[i].text == NULL) {
			assert_int_equal(r, ERR_ARG);
			assert_int_equal(a.family, ADDR_PIPE);
		} else {
			assert_int_equal(r, 0);
			assert_string_equal(addr_text(&a, text), addr_rows[i].text);
		}
	}
	char text[ADDR_TEXT_MAX];
	assert_string_equal(addr_text(&(struct addr){.family = ADDR_PIPE}, text), "pipe");
	assert_string_equal(addr_text(&(struct addr){0}, text), "none");
}

static struct addr must_parse(const char *ip, uint16_t port)
{
	struct addr a;
	assert_int_equal(addr_parse(ip, port, &a), 0);
	return a;
}

static void test_addr_equal(void **state)
{
	(void)state;
	struct addr a = must_parse("192.0.2.1", 1), b = must_parse("192.0.2.1", 2);
	struct addr c = must_parse("192.0.2.2", 1), m = must_parse("::ffff:192.0.2.1", 1);
	struct addr z1 = must_parse("fe80::1%1", 1), z2 = must_parse("fe80::1%2", 1);
	assert_true(addr_equal(&a, &a));
	assert_false(addr_equal(&a, &b));
	assert_true(addr_same_host(&a, &b));
	assert_false(addr_same_host(&a, &c));
	assert_false(addr_same_host(&a, &m));
	assert_false(addr_same_host(&z1, &z2));
	struct addr u = addr_unmapped(m), v = addr_unmapped(z1);
	assert_true(addr_equal(&u, &a));
	assert_true(addr_equal(&v, &z1));
	a.ip[15] = 9; /* no part of an IPv4 address */
	b.port = 1;
	assert_true(addr_equal(&a, &b));
}

static void test_mem(void **state)
{
	(void)state;
	char *s = mem_strndup("abc", 2);
	assert_string_equal(s, "ab");
	free(s);
	s = mem_strndup("abc", 99);
	assert_string_equal(s, "abc");
	free(s);
	s = mem_printf("%d %s", 7, "x");
	assert_string_equal(s, "7 x");
	free(s);
	size_t cap = 0;
	uint32_t *p = NULL;
	for (uint32_t i = 0; i < 1000; i++) {
		p = mem_grow(p, &cap, i + 1, sizeof(*p));
		assert_true(cap > i);
		p[i] = i;
	}
	for (uint32_t i = 0; i < 1000; i++) {
		assert_int_equal(p[i], i);
	}
	mem_wipe(p, 1000 * sizeof(*p));
	assert_int_equal(p[0], 0);
	assert_int_equal(p[999], 0);
	free(p);
	mem_wipe(NULL, 0);
	uint8_t *z = mem_calloc(3, 5);
	for (size_t i = 0; i < 15; i++) {
		assert_int_equal(z[i], 0);
	}
	z = mem_realloc(z, 0);
	free(z);
	free(mem_alloc(0));
	free(mem_zalloc(0));
}

static void overflow_calloc(void)
{
	free(mem_calloc(SIZE_MAX / 2 + 1, 2));
}

static void overflow_grow(void)
{
	size_t cap = 0;
	free(mem_grow(NULL, &cap, SIZE_MAX / 2, 4));
}

static void overflow_doubling(void)
{
	size_t cap = 8;
	free(mem_grow(NULL, &cap, SIZE_MAX, 1));
}

/* Runs f in a child: it must abort after exactly one line on stderr. */
static void check_dies(void (*f)(void))
{
	int fds[2];
	assert_int_equal(pipe(fds), 0);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		signal(SIGABRT, SIG_DFL);
		dup2(fds[1], STDERR_FILENO);
		f();
		_exit(0);
	}
	close(fds[1]);
	char text[128];
	ssize_t n = read(fds[0], text, sizeof(text) - 1);
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(n > 0);
	text[n] = '\0';
	assert_string_equal(text, "mux: out of memory\n");
	assert_int_equal(read(fds[0], text, sizeof(text)), 0);
	close(fds[0]);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

static void test_out_of_memory(void **state)
{
	(void)state;
	check_dies(overflow_calloc);
	check_dies(overflow_grow);
	check_dies(overflow_doubling);
}

static usec_t half_past_one(void)
{
	return 1500000;
}

static size_t read_log(int fd, char *out, size_t cap)
{
	ssize_t n = read(fd, out, cap - 1);
	assert_true(n >= 0);
	out[n] = '\0';
	return (size_t)n;
}

static void test_log(void **state)
{
	(void)state;
	int fds[2];
	char line[2 * LIMIT_LOG_LINE];
	assert_int_equal(pipe(fds), 0);
	struct log *l = log_new(fds[1], LOG_INFO, half_past_one);
	log_at(l, LOG_DEBUG, "link: never seen");
	errno = 77;
	log_at(l, LOG_INFO, "link: roam from=%s", "a\nb\033[m");
	assert_int_equal(errno, 77);
	read_log(fds[0], line, sizeof(line));
	assert_string_equal(line, "1.500000 info link: roam from=a?b?[m\n");
	log_at(l, LOG_ERROR, "%*s", 5 * LIMIT_LOG_LINE, "x");
	assert_int_equal(read_log(fds[0], line, sizeof(line)), LIMIT_LOG_LINE);
	assert_int_equal(line[LIMIT_LOG_LINE - 1], '\n');
	log_free(l);
	l = log_new(fds[1], LOG_DEBUG, NULL);
	log_at(l, LOG_WARN, "link: b");
	read_log(fds[0], line, sizeof(line));
	assert_string_equal(line, "warn link: b\n");
	log_free(l);
	l = log_new(-1, LOG_DEBUG, NULL); /* a log that cannot be written changes nothing */
	errno = 77;
	log_at(l, LOG_ERROR, "link: lost");
	assert_int_equal(errno, 77);
	log_free(l);
	log_at(NULL, LOG_ERROR, "link: c");
	log_free(NULL);
	close(fds[0]);
	close(fds[1]);
}

/* The first numbers that the algorithm's authors' code gives from this state. */
static void test_rng_is_xoshiro(void **state)
{
	(void)state;
	struct rng_seed s;
	struct rng g = rng_seeded(&s, 0);
	s = (struct rng_seed){{1, 2, 3, 4}};
	assert_true(rng_u64(g) == 11520);
	assert_true(rng_u64(g) == 0);
	assert_true(rng_u64(g) == 1509978240);
	assert_true(rng_u64(g) == UINT64_C(1215971899390074240));
}

static void test_rng_repeats(void **state)
{
	(void)state;
	struct rng_seed a, b, c;
	struct rng ga = rng_seeded(&a, 42), gb = rng_seeded(&b, 42), gc = rng_seeded(&c, 43);
	uint8_t x[37], y[37], z[37];
	rng_fill(ga, x, sizeof(x));
	rng_fill(gb, y, sizeof(y));
	rng_fill(gc, z, sizeof(z));
	assert_memory_equal(x, y, sizeof(x));
	assert_memory_not_equal(x, z, sizeof(x));
}

static void test_rng_below(void **state)
{
	(void)state;
	struct rng_seed s;
	struct rng g = rng_seeded(&s, 7);
	unsigned seen[6] = {0};
	for (int i = 0; i < 6000; i++) {
		seen[rng_below(g, 6)]++;
	}
	for (size_t i = 0; i < COUNT(seen); i++) {
		assert_in_range(seen[i], 800, 1200); /* 7 standard deviations */
	}
	assert_true(rng_below(g, 1) == 0);
	for (int i = 0; i < 100; i++) {
		assert_true(rng_below(g, UINT64_MAX) < UINT64_MAX);
		assert_true(rng_below(g, (UINT64_C(1) << 63) + 1) <= UINT64_C(1) << 63);
	}
}

static void test_rng_unit(void **state)
{
	(void)state;
	struct rng_seed s;
	struct rng g = rng_seeded(&s, 9);
	double sum = 0;
	for (int i = 0; i < 10000; i++) {
		double v = rng_unit(g);
		assert_true(v >= 0.0 && v < 1.0);
		sum += v;
	}
	assert_true(sum > 4800 && sum < 5200);
}

/* Two draws of 32 bytes are equal, or a whole one zero, once in 2^256. */
static void test_rng_system(void **state)
{
	(void)state;
	static const uint8_t zero[32] = {0};
	uint8_t a[32] = {0}, b[32] = {0};
	rng_fill(rng_system(), a, sizeof(a));
	rng_fill(rng_system(), b, sizeof(b));
	assert_memory_not_equal(a, zero, sizeof(a));
	assert_memory_not_equal(a, b, sizeof(a));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_size_arithmetic),
		cmocka_unit_test(test_bytes_equal),
		cmocka_unit_test(test_usec_edges),
		cmocka_unit_test(test_every_error_has_its_text),
		cmocka_unit_test(test_addr_text),
		cmocka_unit_test(test_addr_equal),
		cmocka_unit_test(test_mem),
		cmocka_unit_test(test_out_of_memory),
		cmocka_unit_test(test_log),
		cmocka_unit_test(test_rng_is_xoshiro),
		cmocka_unit_test(test_rng_repeats),
		cmocka_unit_test(test_rng_below),
		cmocka_unit_test(test_rng_unit),
		cmocka_unit_test(test_rng_system),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
