/* tests/fuzz/replay_main.c -- the main of a fuzzer built without libFuzzer: runs it once for each
 * file of the files and folders that are its arguments. */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { LIMIT_INPUT = 16 * 1024 * 1024 };

static int complain(const char *path)
{
	fprintf(stderr, "%s: %s\n", path, strerror(errno));
	return -1;
}

/* The content in a block of exactly its length, so that a sanitizer sees a read past its end. */
static uint8_t *read_file(const char *path, size_t len)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data = malloc(len > 0 ? len : 1);
	if (f != NULL && data != NULL && fread(data, 1, len, f) != len) {
		free(data);
		data = NULL;
	}
	if (f != NULL) {
		fclose(f);
		return data;
	}
	free(data);
	return NULL;
}

static int run_file(const char *path, size_t len)
{
	uint8_t *data = len <= LIMIT_INPUT ? read_file(path, len) : NULL;
	if (data == NULL) {
		return complain(path);
	}
	fprintf(stderr, "run %s (%zu bytes)\n", path, len);
	LLVMFuzzerTestOneInput(data, len);
	free(data);
	return 1;
}

static int run(const char *path);

/* How many inputs were run below this folder, or -1. */
static int run_folder(const char *path)
{
	DIR *d = opendir(path);
	int total = 0;
	if (d == NULL) {
		return complain(path);
	}
	for (const struct dirent *e = readdir(d); e != NULL && total >= 0; e = readdir(d)) {
		char name[4096];
		if (e->d_name[0] == '.') {
			continue;
		}
		int n = snprintf(name, sizeof(name), "%s/%s", path, e->d_name);
		int r = n > 0 && (size_t)n < sizeof(name) ? run(name) : -1;
		total = r < 0 ? -1 : total + r;
	}
	closedir(d);
	return total;
}

static int run(const char *path)
{
	struct stat st;
	if (stat(path, &st) < 0) {
		return complain(path);
	}
	return S_ISDIR(st.st_mode) ? run_folder(path) : run_file(path, (size_t)st.st_size);
}

int main(int argc, char **argv)
{
	int total = 0;
	for (int i = 1; i < argc; i++) {
		int n = run(argv[i]);
		if (n < 0) {
			return 1;
		}
		total += n;
	}
	printf("%d inputs\n", total);
	return total > 0 ? 0 : 1;
}
