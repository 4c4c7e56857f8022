/* server/terminfo.c -- which TERM a pane gets when the user did not say. */
#include "server/terminfo.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

/* The best first. The last is taken where none is found: it is the most widely known. */
static const char *const names[] = {"mux-256color", "tmux-256color", "screen-256color"};

/* Where ncurses looks on the systems we know, whatever it was built with. */
static const char *const system_dirs[] = {"/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo"};

/* The entry lies below its first letter, or below that letter in hex where file names have no case. */
static bool has_entry(const char *dir, const char *name)
{
	char *letter = mem_printf("%s/%c/%s", dir, name[0], name);
	char *hex = mem_printf("%s/%02x/%s", dir, (unsigned)(unsigned char)name[0], name);
	bool found = access(letter, R_OK) == 0 || access(hex, R_OK) == 0;
	free(letter);
	free(hex);
	return found;
}

static bool in_system(const char *name)
{
	bool found = false;
	for (size_t i = 0; i < sizeof(system_dirs) / sizeof(system_dirs[0]) && !found; i++) {
		found = has_entry(system_dirs[i], name);
	}
	return found;
}

/* A list with colons; an empty part of it is the system's. */
static bool in_list(const char *list, const char *name)
{
	bool found = false;
	for (const char *at = list; !found; at++) {
		size_t n = strcspn(at, ":");
		char *dir = mem_strndup(at, n);
		found = n > 0 ? has_entry(dir, name) : in_system(name);
		free(dir);
		at += n;
		if (*at == '\0') {
			break;
		}
	}
	return found;
}

static bool in_home(const char *home, const char *name)
{
	if (home == NULL) {
		return false;
	}
	char *dir = mem_printf("%s/.terminfo", home);
	bool found = has_entry(dir, name);
	free(dir);
	return found;
}

/* As programs in the pane will look for it. */
static bool is_known(const struct optmap *env, const char *name)
{
	const char *own = optmap_get(env, "TERMINFO"), *list = optmap_get(env, "TERMINFO_DIRS");
	return (own != NULL && has_entry(own, name)) || in_home(optmap_get(env, "HOME"), name) ||
	       (list != NULL ? in_list(list, name) : in_system(name));
}

/* The empty part in front keeps what is looked through without this. */
static void add_dir(struct optmap *env, const char *dir)
{
	const char *list = optmap_get(env, "TERMINFO_DIRS");
	char *all = mem_printf("%s:%s", list != NULL ? list : "", dir);
	optmap_set(env, "TERMINFO_DIRS", all);
	free(all);
}

void terminfo_set_env(struct optmap *env, const char *datadir)
{
	const size_t count = sizeof(names) / sizeof(names[0]);
	char *installed = mem_printf("%s/terminfo", datadir != NULL ? datadir : "");
	size_t i = 0;
	for (; i < count - 1 && !is_known(env, names[i]); i++) {
		if (datadir != NULL && has_entry(installed, names[i])) {
			add_dir(env, installed);
			break;
		}
	}
	optmap_set(env, "TERM", names[i]);
	free(installed);
}
