/* client/ticket_slot.c -- the files and locks of client/ticket.h.
 *
 * A slot is FOLDER/HASH-N, and beside it FOLDER/HASH-N.lock, which is locked for as long as a client holds the
 * slot. fcntl's locks are the process's, not the descriptor's: a child of ours that lives a moment longer does
 * not hold them. HASH is of the destination; the file says which one it is. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "client/ticket.h"

struct ticket_slot {
	char *path, *lock_path;
	int lock;
};

char *ticket_folder(void)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	if (state != NULL && state[0] == '/') {
		return mem_printf("%s/mux/tickets", state);
	}
	return home != NULL && home[0] == '/' ? mem_printf("%s/.local/state/mux/tickets", home) : NULL;
}

/* FNV-1a */
static uint64_t hash(const char *text)
{
	uint64_t h = 14695981039346656037u;
	for (; *text != '\0'; text++) {
		h = (h ^ (uint8_t)*text) * 1099511628211u;
	}
	return h;
}

/* Ours, and nobody else's to look into. */
static bool is_private(const struct stat *st)
{
	return st->st_uid == geteuid() && (st->st_mode & 077) == 0;
}

static bool folder_is_safe(const char *folder)
{
	struct stat st;
	return lstat(folder, &st) == 0 && S_ISDIR(st.st_mode) && is_private(&st);
}

static void make_folders(const char *folder)
{
	char *p = mem_strdup(folder);
	for (char *s = p + 1; *s != '\0'; s++) {
		if (*s == '/') {
			*s = '\0';
			(void)mkdir(p, 0700);
			*s = '/';
		}
	}
	(void)mkdir(p, 0700);
	free(p);
}

/* ---- one file ---- */

static int read_ticket(const char *path, struct ticket *out)
{
	struct stat st;
	uint8_t data[LIMIT_TICKET_BYTES];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0) {
		return ERR_SYS;
	}
	int r = ERR_PROTO;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && is_private(&st) && st.st_size <= (off_t)sizeof(data)) {
		ssize_t n = read(fd, data, sizeof(data));
		r = n > 0 ? ticket_decode(bytes_of(data, (size_t)n), out) : ERR_PROTO;
	}
	close(fd);
	mem_wipe(data, sizeof(data));
	return r;
}

static bool write_all(int fd, struct bytes b)
{
	return write(fd, b.data, b.len) == (ssize_t)b.len;
}

int ticket_slot_put(struct ticket_slot *s, const struct ticket *t)
{
	struct buf b = {0};
	char *fresh = mem_printf("%s.new", s->path);
	ticket_encode(t, &b);
	(void)unlink(fresh); /* of a client that was killed just then; the slot is ours */
	int fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool good = fd >= 0 && write_all(fd, buf_bytes(&b));
	if (fd >= 0) {
		good &= close(fd) == 0;
	}
	good = good && rename(fresh, s->path) == 0;
	if (!good && fd >= 0) {
		unlink(fresh);
	}
	mem_wipe(b.data, b.cap);
	buf_finish(&b);
	free(fresh);
	return good ? 0 : ERR_SYS;
}

/* ---- slots ---- */

static int lock_file(const char *path)
{
	struct stat here, there;
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
	if (fd < 0) {
		return -1;
	}
	bool held = fstat(fd, &here) == 0 && S_ISREG(here.st_mode) && here.st_uid == geteuid() &&
		fcntl(fd, F_SETLK, &lock) == 0 && lstat(path, &there) == 0 && there.st_ino == here.st_ino &&
		there.st_dev == here.st_dev; /* somebody may have removed it meanwhile */
	if (!held) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static struct ticket_slot *slot_open(const char *folder, const char *dest, size_t i)
{
	char *path = mem_printf("%s/%016llx-%zu", folder, (unsigned long long)hash(dest), i);
	char *lock_path = mem_printf("%s.lock", path);
	int lock = lock_file(lock_path);
	if (lock < 0) {
		free(path);
		free(lock_path);
		return NULL;
	}
	struct ticket_slot *s = mem_zalloc(sizeof(*s));
	*s = (struct ticket_slot){.path = path, .lock_path = lock_path, .lock = lock};
	return s;
}

bool ticket_slot_is_empty(const struct ticket_slot *s)
{
	return access(s->path, F_OK) < 0;
}

void ticket_slot_clear(struct ticket_slot *s)
{
	(void)unlink(s->path);
}

void ticket_slot_free(struct ticket_slot *s)
{
	if (s == NULL) {
		return;
	}
	if (ticket_slot_is_empty(s)) {
		(void)unlink(s->lock_path); /* while it is locked: see lock_file */
	}
	close(s->lock);
	free(s->path);
	free(s->lock_path);
	free(s);
}

struct ticket_slot *ticket_slot_take(const char *folder, const char *dest, uint64_t now, struct ticket *out, bool *found)
{
	struct ticket_slot *best = NULL;
	struct ticket t;
	*found = false;
	make_folders(folder);
	if (!folder_is_safe(folder)) {
		return NULL;
	}
	for (size_t i = 0; i < LIMIT_TICKET_SLOTS; i++) {
		struct ticket_slot *s = slot_open(folder, dest, i);
		bool has = s != NULL && read_ticket(s->path, &t) == 0 && strcmp(t.dest, dest) == 0;
		bool good = has && t.expires > now;
		if (has && !good) {
			ticket_slot_clear(s);
		}
		if (s == NULL || (best != NULL && (!good || (*found && t.expires <= out->expires)))) {
			ticket_slot_free(s);
			continue;
		}
		ticket_slot_free(best);
		best = s;
		if (good) {
			*found = true;
			*out = t;
		}
	}
	mem_wipe(&t, sizeof(t));
	return best;
}

/* ---- forgetting ---- */

static bool is_ticket_name(const char *name)
{
	size_t hex = strspn(name, "0123456789abcdef");
	return hex == 16 && name[16] == '-' && name[17] >= '0' && name[17] < '0' + LIMIT_TICKET_SLOTS && name[18] == '\0';
}

int ticket_forget(const char *folder, const char *host, size_t *count)
{
	struct ticket t;
	*count = 0;
	DIR *dir = folder_is_safe(folder) ? opendir(folder) : NULL;
	if (dir == NULL) {
		return ERR_SYS;
	}
	for (const struct dirent *e; (e = readdir(dir)) != NULL;) {
		char *path = mem_printf("%s/%s", folder, e->d_name);
		bool ours = is_ticket_name(e->d_name) &&
			(host == NULL || (read_ticket(path, &t) == 0 && strcmp(t.host, host) == 0));
		*count += ours && unlink(path) == 0;
		free(path);
	}
	closedir(dir);
	mem_wipe(&t, sizeof(t));
	return 0;
}
