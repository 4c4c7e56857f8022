/* client/predict_learned.c -- see predict_learned.h. */
#include "client/predict_learned.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/rd.h"
#include "base/wr.h"

#define MAGIC 0x6d75784cu /* "muxL" */
#define FORMAT 1

struct learned {
	struct learned_entry at[LIMIT_LEARNED]; /* the oldest first */
	size_t count;
	uint64_t changes;
};

struct learned *learned_new(void)
{
	return mem_zalloc(sizeof(struct learned));
}

void learned_free(struct learned *l)
{
	free(l);
}

uint64_t learned_hash(uint64_t h, const void *data, size_t len)
{
	const uint8_t *p = data;
	h = h == 0 ? 14695981039346656037u : h; /* FNV-1a */
	for (size_t i = 0; i < len; i++) {
		h = (h ^ p[i]) * 1099511628211u;
	}
	return h;
}

/* ---- the table ---- */

static size_t find(const struct learned *l, enum learned_kind kind, uint64_t key)
{
	size_t i = l->count;
	while (i > 0 && (l->at[i - 1].key != key || l->at[i - 1].kind != kind)) {
		i--;
	}
	return i == 0 ? l->count : i - 1;
}

const struct learned_entry *learned_find(const struct learned *l, enum learned_kind kind, uint64_t key)
{
	size_t i = find(l, kind, key);
	return i < l->count ? &l->at[i] : NULL;
}

static void take_out(struct learned *l, size_t i)
{
	l->count--;
	memmove(&l->at[i], &l->at[i + 1], (l->count - i) * sizeof(l->at[0]));
}

/* The entry, the newest now; a new one is empty. */
static struct learned_entry *freshen(struct learned *l, enum learned_kind kind, uint64_t key)
{
	struct learned_entry e = {.key = key, .kind = (uint8_t)kind};
	size_t i = find(l, kind, key);
	if (i < l->count) {
		e = l->at[i];
		take_out(l, i);
	} else {
		l->changes++;
	}
	if (l->count == LIMIT_LEARNED) {
		take_out(l, 0);
	}
	l->at[l->count++] = e;
	return &l->at[l->count - 1];
}

void learned_note(struct learned *l, enum learned_kind kind, uint64_t key, uint16_t edits)
{
	struct learned_entry *e = freshen(l, kind, key);
	l->changes += (edits & ~e->edits) != 0;
	e->edits |= edits;
}

void learned_forget(struct learned *l, enum learned_kind kind, uint64_t key)
{
	size_t i = find(l, kind, key);
	if (i < l->count) {
		take_out(l, i);
		l->changes++;
	}
}

void learned_count(struct learned *l, uint64_t host, const char *program, uint32_t right, uint32_t wrong)
{
	if (program[0] == '\0' || right + wrong == 0) {
		return;
	}
	struct learned_entry *e =
		freshen(l, LEARNED_PROGRAM, learned_hash(host, program, strlen(program)));
	if (e->right > UINT32_MAX / 2 || e->wrong > UINT32_MAX / 2) { /* what was long ago counts half */
		e->right /= 2;
		e->wrong /= 2;
	}
	e->right += right & 0xffffff;
	e->wrong += wrong & 0xffffff;
	snprintf(e->name, sizeof(e->name), "%s", program);
	for (char *s = e->name; *s != '\0'; s++) {
		*s = *s <= ' ' || *s > '~' ? '_' : *s;
	}
	l->changes++;
}

void learned_clear(struct learned *l)
{
	l->count = 0;
	l->changes++;
}

bool learned_at(const struct learned *l, size_t i, const struct learned_entry **out)
{
	if (i < l->count) {
		*out = &l->at[l->count - 1 - i];
	}
	return i < l->count;
}

uint64_t learned_changes(const struct learned *l)
{
	return l->changes;
}

/* ---- bytes ---- */

void learned_encode(const struct learned *l, struct buf *out)
{
	uint8_t *at = buf_reserve(out, LIMIT_LEARNED_BYTES);
	struct wr w;
	wr_init(&w, at, LIMIT_LEARNED_BYTES - 8);
	wr_u32(&w, MAGIC);
	wr_u8(&w, FORMAT);
	wr_var(&w, l->count);
	for (size_t i = 0; i < l->count; i++) {
		const struct learned_entry *e = &l->at[i];
		wr_u8(&w, e->kind);
		wr_u64(&w, e->key);
		wr_u16(&w, e->edits);
		if (e->kind == LEARNED_PROGRAM) {
			wr_u32(&w, e->right);
			wr_u32(&w, e->wrong);
			wr_bytes(&w, bytes_str(e->name));
		}
	}
	struct bytes b = wr_done(&w);
	size_t len = b.len;
	struct wr sum;
	wr_init(&sum, at + len, 8);
	wr_u64(&sum, learned_hash(0, at, len));
	buf_commit(out, len + 8);
}

/* Names are shown to the user: nothing that is no plain text. */
static void take_name(struct rd *r, struct learned_entry *e)
{
	struct bytes b = rd_bytes(r, sizeof(e->name) - 1);
	if (b.len > 0) { /* of a field that does not decode there is not even a place */
		memcpy(e->name, b.data, b.len);
	}
	for (size_t i = 0; i < b.len; i++) {
		if (e->name[i] <= ' ' || e->name[i] > '~') {
			rd_fail(r);
		}
	}
}

int learned_decode(struct learned *l, struct bytes b)
{
	struct rd r, sum;
	if (b.len < 8 || b.len > LIMIT_LEARNED_BYTES) {
		return ERR_PROTO;
	}
	rd_init(&sum, bytes_of(b.data + b.len - 8, 8));
	rd_init(&r, bytes_of(b.data, b.len - 8));
	if (rd_u64(&sum) != learned_hash(0, b.data, b.len - 8) || rd_u32(&r) != MAGIC || rd_u8(&r) != FORMAT) {
		return ERR_PROTO;
	}
	struct learned *n = learned_new();
	size_t count = rd_var_max(&r, LIMIT_LEARNED);
	for (size_t i = 0; i < count; i++) {
		struct learned_entry *e = &n->at[n->count++];
		e->kind = rd_u8(&r);
		e->key = rd_u64(&r);
		e->edits = rd_u16(&r);
		if (e->kind == LEARNED_PROGRAM) {
			e->right = rd_u32(&r);
			e->wrong = rd_u32(&r);
			take_name(&r, e);
		} else if (e->kind >= LEARNED_KINDS) {
			rd_fail(&r);
		}
	}
	bool good = rd_done(&r);
	if (good) {
		n->changes = l->changes + 1;
		*l = *n;
	}
	learned_free(n);
	return good ? 0 : ERR_PROTO;
}

/* ---- the file ---- */

char *learned_path(void)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	if (state != NULL && state[0] == '/') {
		return mem_printf("%s/mux/learned", state);
	}
	return home != NULL && home[0] == '/' ? mem_printf("%s/.local/state/mux/learned", home) : NULL;
}

int learned_load(struct learned *l, const char *path)
{
	struct stat st;
	struct buf b = {0};
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0) {
		return ERR_SYS;
	}
	int r = ERR_PROTO;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() && st.st_size <= (off_t)LIMIT_LEARNED_BYTES) {
		ssize_t n = read(fd, buf_reserve(&b, LIMIT_LEARNED_BYTES), LIMIT_LEARNED_BYTES);
		buf_commit(&b, n > 0 ? (size_t)n : 0);
		r = learned_decode(l, buf_bytes(&b));
	}
	close(fd);
	buf_finish(&b);
	return r;
}

static void make_folders(const char *path)
{
	char *p = mem_strdup(path);
	for (char *s = p + 1; *s != '\0'; s++) {
		if (*s == '/') {
			*s = '\0';
			(void)mkdir(p, 0700);
			*s = '/';
		}
	}
	free(p);
}

int learned_save(const struct learned *l, const char *path)
{
	struct buf b = {0};
	char *fresh = mem_printf("%s.%ld", path, (long)getpid());
	make_folders(path);
	learned_encode(l, &b);
	int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool good = fd >= 0 && write(fd, buf_bytes(&b).data, b.len) == (ssize_t)b.len;
	if (fd >= 0) {
		good &= close(fd) == 0;
	}
	good = good && rename(fresh, path) == 0;
	if (!good && fd >= 0) {
		unlink(fresh);
	}
	buf_finish(&b);
	free(fresh);
	return good ? 0 : ERR_SYS;
}
