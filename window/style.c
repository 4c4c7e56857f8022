/* window/style.c -- how a cell looks. */
#include "window/style.h"

bool style_equal(const struct style *a, const struct style *b)
{
	return a->attrs == b->attrs && a->fg == b->fg && a->bg == b->bg && a->us == b->us &&
	       a->link == b->link;
}
