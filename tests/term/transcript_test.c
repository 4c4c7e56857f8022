/* tests/term/transcript_test.c -- the transcripts of this folder, each *.t file a test. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "tests/term/found.h"
#include "tests/term/recording.h"
#include "tests/term/transcript.h"

static void holds(void **state)
{
	char *path = mem_printf("%s.t", (const char *)*state);
	struct buf text = {0}, out = {0};
	bool read = recording_read_file(path, &text);
	size_t tests = transcript_run(path, buf_bytes(&text), &out);
	bool ok = out.len == 0;
	if (!ok) {
		print_error("%s", buf_str(&out));
	}
	buf_finish(&text);
	buf_finish(&out);
	free(path);
	assert_true(read);
	assert_true(ok);
	assert_true(tests > 0);
}

/* A runner that finds nothing wrong would let every transcript hold: each line here from the third
 * on is wrong, or makes the next one so. */
static const char wrong[] = "== wrong\n"
                            "< ab\\e[5n\n"
                            "|aX        |\n"
                            "cursor 1 4\n" /* and there were too few rows */
                            "style 1 1-1 bold\n"
                            "modes visible\n"
                            "history 1\n"
                            "title one\n"
                            "> \\e[1n\n"
                            "< \\q\n"
                            "nonsense\n"
                            "< \\e[5n\n"; /* an answer that nobody expects */

static const char *const complaints[] = {"wrong:3: row", "wrong:4: rows", "wrong:4: cursor",
        "wrong:5: style", "wrong:6: modes", "wrong:7: history", "wrong:8: title", "wrong:9: answer",
        "wrong:10: no such line", "wrong:11: no such line", "wrong:12: answer"};

static bool runner_finds_what_is_wrong(void)
{
	struct buf out = {0};
	transcript_run("wrong", bytes_str(wrong), &out);
	const char *at = buf_str(&out);
	size_t lines = 0;
	for (; at != NULL && lines < sizeof(complaints) / sizeof(complaints[0]); lines++) {
		at = strstr(at, complaints[lines]);
		at = at != NULL ? strchr(at, '\n') : NULL;
	}
	bool ok = at != NULL && at[1] == '\0';
	if (!ok) {
		fprintf(stderr, "the runner found:\n%s", buf_str(&out));
	}
	buf_finish(&out);
	return ok;
}

int main(void)
{
	if (!runner_finds_what_is_wrong()) {
		return 1;
	}
	return found_run("tests/term", &(struct found){.ending = ".t", .run = holds});
}
