/* ring.c -- a queue of numbers in a fixed array: a text for editors to show, written for these tests. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RING_SIZE 16
#define RING_NEXT(i) (((i) + 1) % RING_SIZE)

enum ring_state { RING_EMPTY, RING_SOME, RING_FULL };

struct ring {
	int items[RING_SIZE];
	unsigned head, tail;
	const char *name;
};

static enum ring_state ring_state(const struct ring *r)
{
	if (r->head == r->tail) {
		return RING_EMPTY;
	}
	return RING_NEXT(r->head) == r->tail ? RING_FULL : RING_SOME;
}

/* Puts one number in; says no when there is no room left for it. */
static bool ring_put(struct ring *r, int item)
{
	if (ring_state(r) == RING_FULL) {
		return false;
	}
	r->items[r->head] = item;
	r->head = RING_NEXT(r->head);
	return true;
}

static bool ring_take(struct ring *r, int *item)
{
	if (ring_state(r) == RING_EMPTY) {
		return false;
	}
	*item = r->items[r->tail];
	r->tail = RING_NEXT(r->tail);
	return true;
}

static void ring_print(const struct ring *r)
{
	printf("%s:\t", r->name);
	for (unsigned i = r->tail; i != r->head; i = RING_NEXT(i)) {
		printf("%4d%c", r->items[i], RING_NEXT(i) == r->head ? '\n' : ' ');
	}
}

int main(int argc, char **argv)
{
	struct ring r = {.name = argc > 1 ? argv[1] : "a ring with a name that is so long that an editor which wraps its lines has to wrap this one"};
	double sum = 0.0;

	for (int i = 0; ring_put(&r, i * i); i++) {
		sum += (double)i / 3.5e1;
	}
	ring_print(&r);
	for (int item; ring_take(&r, &item);) {
		/* FIXME is a word that a syntax file paints. */
		if (item % 2 == 0 && item != 0x40) {
			puts("even\x21");
		}
	}
	printf("sum %.3f, %s\n", sum, strlen(r.name) > 3 ? "long" : "short");
	return sum > 1.0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
