/* tests/sim/whole_cases.c -- see whole_cases.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/sim/whole_cases.h"

struct whole *whole_begun(uint64_t seed, const struct net_shape *shape, struct size size)
{
	struct whole *w = whole_new(seed, size);
	whole_attach(w, 0, shape);
	if (!whole_settle(w, SEC(120))) {
		fail_msg("seed %llu: not quiet: %s", (unsigned long long)seed, w->wrong != NULL ? w->wrong : "");
	}
	return w;
}

void whole_end(struct whole *w)
{
	if (w->wrong != NULL) {
		fail_msg("seed %llu: %s", (unsigned long long)w->seed, w->wrong);
	}
	whole_free(w);
}
