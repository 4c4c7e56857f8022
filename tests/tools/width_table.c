/* tests/tools/width_table.c -- writes base/width_table.c, the table of base/width_table.h, of what the utf8proc at
 * hand says: `width_table > base/width_table.c`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/width_table.h"

enum {
	CODE_POINTS = 0x110000,
	LEAF = 1 << WIDTH_LEAF_BITS,
	NODE = 1 << WIDTH_NODE_BITS,
	LEAVES = CODE_POINTS / LEAF,
	NODES = LEAVES / NODE,
};

struct table {
	uint8_t facts[CODE_POINTS];
	uint16_t leaf_of[LEAVES]; /* which distinct leaf stands there */
	uint16_t node_of[NODES];
	uint32_t leaves[LEAVES], nodes[NODES]; /* where each distinct one stands first */
	size_t leaf_count, node_count;
};

static void find_leaves(struct table *t)
{
	for (uint32_t i = 0; i < LEAVES; i++) {
		size_t k = 0;
		while (k < t->leaf_count &&
		        memcmp(t->facts + t->leaves[k] * LEAF, t->facts + i * LEAF, LEAF) != 0) {
			k++;
		}
		if (k == t->leaf_count) {
			t->leaves[t->leaf_count++] = i;
		}
		t->leaf_of[i] = (uint16_t)k;
	}
}

static void find_nodes(struct table *t)
{
	for (uint32_t i = 0; i < NODES; i++) {
		size_t k = 0;
		while (k < t->node_count &&
		        memcmp(t->leaf_of + t->nodes[k] * NODE, t->leaf_of + i * NODE,
		                NODE * sizeof(t->leaf_of[0])) != 0) {
			k++;
		}
		if (k == t->node_count) {
			t->nodes[t->node_count++] = i;
		}
		t->node_of[i] = (uint16_t)k;
	}
}

static void number(int *column, unsigned n)
{
	char s[16];
	int len = snprintf(s, sizeof(s), "%u,", n);
	if (*column == 0 || *column + 1 + len > 100) {
		printf("%s\t%s", *column > 0 ? "\n" : "", s);
		*column = 8 + len;
	} else {
		printf(" %s", s);
		*column += 1 + len;
	}
}

static void begin(const char *what, int *column)
{
	printf("\n%s = {\n", what);
	*column = 0;
}

int main(void)
{
	struct table *t = calloc(1, sizeof(*t));
	int column;
	if (t == NULL) {
		return 1;
	}
	for (uint32_t cp = 0; cp < CODE_POINTS; cp++) {
		t->facts[cp] = width_facts_compute(cp);
	}
	find_leaves(t);
	find_nodes(t);
	printf("/* base/width_table.c -- the table of width_table.h; written by "
	       "tests/tools/width_table.c. */\n"
	       "#include \"base/width_table.h\"\n\n"
	       "const char width_table_unicode[] = \"%s\";\n",
	        width_library_unicode());
	begin("const uint8_t width_root[]", &column);
	for (size_t i = 0; i < NODES; i++) {
		number(&column, t->node_of[i]);
	}
	printf("\n};\n");
	begin("const uint16_t width_nodes[]", &column);
	for (size_t i = 0; i < t->node_count * NODE; i++) {
		number(&column, t->leaf_of[t->nodes[i / NODE] * NODE + i % NODE]);
	}
	printf("\n};\n");
	begin("const uint8_t width_leaves[]", &column);
	for (size_t i = 0; i < t->leaf_count * LEAF; i++) {
		number(&column, t->facts[t->leaves[i / LEAF] * LEAF + i % LEAF]);
	}
	printf("\n};\n");
	free(t);
	return 0;
}
