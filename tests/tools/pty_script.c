/* tests/tools/pty_script.c -- the steps of a script: parsed, then run against a pty. */
#include "tests/tools/pty_script.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "tests/tools/pty_show.h"
#include "window/keys.h"

enum argument { ARG_NONE, ARG_TEXT, ARG_NUMBER, ARG_SIZE, ARG_WORD };

struct step {
	const struct verb *verb;
	size_t line;
	struct buf text;
	uint32_t number;
	struct size size;
};

struct run {
	struct pty_child *child;
	usec_t until;      /* of the whole */
	usec_t deadline;   /* span of each waiting step */
};

/* True: it held. */
typedef bool step_fn(const struct step *s, struct run *r);

struct verb {
	const char *name;
	enum argument argument;
	step_fn *run;
};

struct pty_script {
	struct step *steps;
	size_t count, cap;
};

/* ---- running ---- */

static const char *text_of(const struct step *s)
{
	return buf_str((struct buf *)(uintptr_t)&s->text);
}

static bool shows(const struct term *t, const char *text)
{
	struct buf screen = {0};
	pty_show_text(t, &screen);
	bool found = strstr(buf_str(&screen), text) != NULL;
	buf_finish(&screen);
	return found;
}

/* Pumps until the screen shows the text, or shows it no more. */
static bool await(const struct step *s, struct run *r, bool there)
{
	usec_t until = usec_min(r->until, usec_add(clock_now(), r->deadline));
	const char *text = text_of(s);
	for (;;) {
		int status;
		if (shows(pty_child_term(r->child), text) == there) {
			return true;
		}
		if (usec_reached(until, clock_now()) || pty_child_ended(r->child, &status)) {
			return false;
		}
		pty_child_pump(r->child, until);
	}
}

static bool do_wait(const struct step *s, struct run *r)
{
	return await(s, r, true);
}

static bool do_gone(const struct step *s, struct run *r)
{
	return await(s, r, false);
}

static bool do_send(const struct step *s, struct run *r)
{
	pty_child_send(r->child, buf_bytes(&s->text));
	pty_child_pump(r->child, 0);
	return true;
}

/* What a program in these modes reads for each key. */
static bool do_key(const struct step *s, struct run *r)
{
	const struct term *t = pty_child_term(r->child);
	struct key_modes modes = {term_modes(t), term_keyboard(t)};
	const char *at = text_of(s) + strspn(text_of(s), " ");
	while (*at != '\0') {
		size_t len = strcspn(at, " ");
		char *name = mem_strndup(at, len);
		keycode_t key;
		uint8_t bytes[KEY_BYTES];
		bool known = key_parse(name, &key) == 0;
		free(name);
		if (!known) {
			return false;
		}
		pty_child_send(r->child, bytes_of(bytes, key_encode(key, NULL, modes, bytes)));
		at += len;
		at += strspn(at, " ");
	}
	pty_child_pump(r->child, 0);
	return true;
}

static bool do_sleep(const struct step *s, struct run *r)
{
	usec_t until = usec_min(r->until, usec_add(clock_now(), MS(s->number)));
	while (!usec_reached(until, clock_now())) {
		int status;
		if (pty_child_ended(r->child, &status)) {
			return true;
		}
		pty_child_pump(r->child, until);
	}
	return true;
}

static bool do_quiet(const struct step *s, struct run *r)
{
	usec_t until = usec_min(r->until, usec_add(clock_now(), r->deadline));
	for (;;) {
		usec_t now = clock_now();
		usec_t then = usec_add(pty_child_heard_at(r->child), MS(s->number));
		int status;
		if (usec_reached(then, now) || pty_child_ended(r->child, &status)) {
			return true;
		}
		if (usec_reached(until, now)) {
			return false;
		}
		pty_child_pump(r->child, usec_min(until, then));
	}
}

static bool do_resize(const struct step *s, struct run *r)
{
	pty_child_resize(r->child, s->size);
	return true;
}

static bool do_exit(const struct step *s, struct run *r)
{
	usec_t until = usec_min(r->until, usec_add(clock_now(), r->deadline));
	int status;
	while (!pty_child_ended(r->child, &status)) {
		if (usec_reached(until, clock_now())) {
			return false;
		}
		pty_child_pump(r->child, until);
	}
	return status == (int)s->number;
}

/* True once the process has ended; *status as waitpid gives it. */
static bool reap(pid_t pid, int *status)
{
	return waitpid(pid, status, WNOHANG) == pid;
}

static bool do_run(const struct step *s, struct run *r)
{
	usec_t until = usec_min(r->until, usec_add(clock_now(), r->deadline));
	int status = 0;
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		if (freopen("/dev/null", "r", stdin) != NULL) {
			execl("/bin/sh", "sh", "-c", text_of(s), (char *)NULL);
		}
		_exit(127);
	}
	while (pid > 0 && !reap(pid, &status)) {
		usec_t now = clock_now();
		int ended;
		if (usec_reached(until, now)) {
			kill(pid, SIGKILL);
			waitpid(pid, &status, 0);
			return false;
		}
		if (pty_child_ended(r->child, &ended)) {
			usleep(5000);
		} else {
			pty_child_pump(r->child, usec_add(now, MS(5)));
		}
	}
	return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool do_deadline(const struct step *s, struct run *r)
{
	r->deadline = MS(s->number);
	return true;
}

void pty_script_print(const struct term *t, bool colours)
{
	struct buf out = {0};
	if (colours) {
		pty_show_ansi(t, &out);
	} else {
		pty_show_text(t, &out);
	}
	fputs(buf_str(&out), stdout);
	fflush(stdout);
	buf_finish(&out);
}

static bool do_screen(const struct step *s, struct run *r)
{
	(void)s;
	pty_script_print(pty_child_term(r->child), false);
	return true;
}

static bool do_ansi(const struct step *s, struct run *r)
{
	(void)s;
	pty_script_print(pty_child_term(r->child), true);
	return true;
}

int pty_script_svg(const struct term *t, const char *path)
{
	struct buf out = {0};
	FILE *f = fopen(path, "w");
	if (f == NULL) {
		return ERR_SYS;
	}
	pty_show_svg(t, term_title(t)[0] != '\0' ? term_title(t) : "mux", &out);
	bool written = fwrite(out.data + out.head, 1, out.len, f) == out.len;
	written = fclose(f) == 0 && written;
	buf_finish(&out);
	return written ? 0 : ERR_SYS;
}

static bool do_svg(const struct step *s, struct run *r)
{
	return pty_script_svg(pty_child_term(r->child), text_of(s)) == 0;
}

static bool do_say(const struct step *s, struct run *r)
{
	(void)r;
	puts(text_of(s));
	fflush(stdout);
	return true;
}

/* Of the same clock as date's. */
static bool do_time(const struct step *s, struct run *r)
{
	struct timespec ts;
	(void)r;
	clock_gettime(CLOCK_REALTIME, &ts);
	printf("%s %lld%06ld\n", text_of(s), (long long)ts.tv_sec, ts.tv_nsec / 1000);
	fflush(stdout);
	return true;
}

bool pty_script_run(const struct pty_script *s, struct pty_child *c, usec_t until, char **err)
{
	struct run r = {.child = c, .until = until, .deadline = SEC(10)};
	for (size_t i = 0; i < s->count; i++) {
		const struct step *step = &s->steps[i];
		if (!step->verb->run(step, &r)) {
			*err = mem_printf("line %zu: %s %s did not hold", step->line,
				step->verb->name, text_of(step));
			return false;
		}
	}
	return true;
}

/* ---- parsing ---- */

static const struct verb verbs[] = {
	{"wait", ARG_TEXT, do_wait}, {"gone", ARG_TEXT, do_gone}, {"send", ARG_TEXT, do_send},
	{"key", ARG_TEXT, do_key}, {"sleep", ARG_NUMBER, do_sleep}, {"quiet", ARG_NUMBER, do_quiet},
	{"resize", ARG_SIZE, do_resize}, {"exit", ARG_NUMBER, do_exit},
	{"run", ARG_TEXT, do_run},
	{"deadline", ARG_NUMBER, do_deadline}, {"screen", ARG_NONE, do_screen},
	{"ansi", ARG_NONE, do_ansi}, {"svg", ARG_WORD, do_svg}, {"say", ARG_TEXT, do_say},
	{"time", ARG_TEXT, do_time},
};

static const struct verb *find_verb(const char *word, size_t len)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strlen(verbs[i].name) == len && memcmp(verbs[i].name, word, len) == 0) {
			return &verbs[i];
		}
	}
	return NULL;
}

/* One character after a backslash; the place after it, NULL when it is none. */
static const char *take_escape(const char *at, struct buf *out)
{
	static const char names[] = "nrte\\\"", values[] = "\n\r\t\033\\\"";
	const char *known = *at != '\0' ? strchr(names, *at) : NULL;
	if (known != NULL) {
		buf_u8(out, (uint8_t)values[known - names]);
		return at + 1;
	}
	unsigned value;
	int used = 0;
	if (sscanf(at, "x%2x%n", &value, &used) == 1 && used == 3) {
		buf_u8(out, (uint8_t)value);
		return at + 3;
	}
	return NULL;
}

static bool take_text(const char *at, struct buf *out)
{
	if (*at++ != '"') {
		return false;
	}
	while (*at != '"') {
		if (*at == '\0') {
			return false;
		}
		if (*at == '\\') {
			at = take_escape(at + 1, out);
			if (at == NULL) {
				return false;
			}
		} else {
			buf_u8(out, (uint8_t)*at++);
		}
	}
	return at[1] == '\0';
}

static bool take_argument(struct step *s, const char *at)
{
	int used = 0;
	switch (s->verb->argument) {
	case ARG_NONE:
		return *at == '\0';
	case ARG_TEXT:
		return take_text(at, &s->text);
	case ARG_NUMBER:
		buf_puts(&s->text, at);
		return sscanf(at, "%9u%n", &s->number, &used) == 1 && at[used] == '\0';
	case ARG_SIZE:
		buf_puts(&s->text, at);
		return sscanf(at, "%4hux%4hu%n", &s->size.cols, &s->size.rows, &used) == 2 &&
			at[used] == '\0';
	case ARG_WORD:
		buf_puts(&s->text, at);
		return *at != '\0';
	}
	return false;
}

/* `text` is one line without its end. */
static bool take_line(struct pty_script *s, char *text, size_t number)
{
	char *at = text + strspn(text, " \t"), *end = at + strlen(at);
	while (end > at && strchr(" \t\r", end[-1]) != NULL) {
		*--end = '\0';
	}
	size_t word = strcspn(at, " \t");
	if (*at == '\0' || *at == '#') {
		return true;
	}
	s->steps = mem_grow(s->steps, &s->cap, s->count + 1, sizeof(*s->steps));
	struct step *step = &s->steps[s->count++];
	*step = (struct step){.verb = find_verb(at, word), .line = number};
	at += word;
	return step->verb != NULL && take_argument(step, at + strspn(at, " \t"));
}

int pty_script_new(struct bytes text, struct pty_script **out, char **err)
{
	struct pty_script *s = mem_zalloc(sizeof(*s));
	size_t number = 1;
	for (size_t from = 0; from < text.len; number++) {
		const uint8_t *end = memchr(text.data + from, '\n', text.len - from);
		size_t len = end != NULL ? (size_t)(end - text.data) - from : text.len - from;
		char *line = mem_strndup((const char *)text.data + from, len);
		bool good = take_line(s, line, number);
		free(line);
		if (!good) {
			*err = mem_printf("line %zu is no step: %.*s", number, (int)len,
				(const char *)text.data + from);
			pty_script_free(s);
			return ERR_ARG;
		}
		from += len + 1;
	}
	*out = s;
	return 0;
}

void pty_script_free(struct pty_script *s)
{
	if (s == NULL) {
		return;
	}
	for (size_t i = 0; i < s->count; i++) {
		buf_finish(&s->steps[i].text);
	}
	free(s->steps);
	free(s);
}
