/* server/scope.c -- logind and the user's systemd. On other systems logins do not kill what they started. */
#include "server/scope.h"

#include <fcntl.h>
#include <glob.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

#define MARK "MUX_SCOPE"

#ifdef __linux__

/* What one file says about KillUserProcesses: 1, 0, or `before` when it says nothing. The last line counts. */
static int read_conf(const char *path, int before)
{
	static const char *const words[] = {"yes", "true", "on", "1", "y", "t"};
	char line[256], value[16];
	FILE *f = fopen(path, "re");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		if (sscanf(line, " KillUserProcesses = %15s", value) != 1) {
			continue;
		}
		before = 0;
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
			before |= strcasecmp(value, words[i]) == 0;
		}
	}
	if (f != NULL) {
		fclose(f);
	}
	return before;
}

/* As logind reads them: later ones count. Its own default is no, and who ships another ships a file. */
static bool kills_user_processes(void)
{
	static const char *const files[] = {"/usr/lib/systemd/logind.conf", "/etc/systemd/logind.conf",
		"/usr/lib/systemd/logind.conf.d/*.conf", "/run/systemd/logind.conf.d/*.conf", "/etc/systemd/logind.conf.d/*.conf"};
	const char *only = getenv("MUX_LOGIND_CONF"); /* instead of the system's; for trying this out */
	if (only != NULL) {
		return read_conf(only, 0) == 1;
	}
	int kills = 0;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		glob_t g;
		if (glob(files[i], 0, NULL, &g) == 0) {
			for (size_t k = 0; k < g.gl_pathc; k++) {
				kills = read_conf(g.gl_pathv[k], kills);
			}
			globfree(&g);
		}
	}
	return kills == 1;
}

static bool lingers(void)
{
	const struct passwd *pw = getpwuid(getuid());
	if (pw == NULL) {
		return false;
	}
	char *path = mem_printf("/var/lib/systemd/linger/%s", pw->pw_name);
	bool yes = access(path, F_OK) == 0;
	free(path);
	return yes;
}

/* A login session of logind: the cgroup says "session-N.scope". */
static bool in_login_scope(void)
{
	char text[4096];
	int fd = open("/proc/self/cgroup", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, text, sizeof(text) - 1) : -1;
	if (fd >= 0) {
		close(fd);
	}
	text[n > 0 ? n : 0] = '\0';
	return strstr(text, "/session-") != NULL;
}

bool scope_is_deadly(void)
{
	return (in_login_scope() || getenv("MUX_LOGIND_CONF") != NULL) && kills_user_processes() && !lingers();
}

void scope_exec(char *const *argv)
{
	size_t n = 0;
	while (argv[n] != NULL) {
		n++;
	}
	static const char *const head[] = {"systemd-run", "--user", "--scope", "--quiet", "--collect", "--"};
	const size_t h = sizeof(head) / sizeof(head[0]);
	char **all = mem_calloc(n + h + 1, sizeof(*all));
	for (size_t i = 0; i < h; i++) {
		all[i] = (char *)(uintptr_t)head[i];
	}
	memcpy(all + h, argv, n * sizeof(*all));
	setenv(MARK, "1", 1);
	execvp(all[0], all);
	unsetenv(MARK);
	free(all);
}

#else

bool scope_is_deadly(void)
{
	return false;
}

void scope_exec(char *const *argv)
{
	(void)argv;
}

#endif

void scope_wait(int pid)
{
	waitpid((pid_t)pid, NULL, 0);
}

bool scope_is_left(void)
{
	return getenv(MARK) != NULL;
}

char *scope_warning(void)
{
	if (!scope_is_deadly() || scope_is_left()) {
		return NULL;
	}
	return mem_strdup("warning: logind will kill this server at logout (KillUserProcesses): "
		"run `loginctl enable-linger` once to keep sessions");
}
