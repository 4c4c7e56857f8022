/* transport/carry.c -- what a packet in flight carried. */
#include "transport/carry.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void carry_pool_finish(struct carry_pool *p)
{
	while (p->carries != NULL) {
		struct carry *c = p->carries;
		p->carries = c->next;
		free(c);
	}
	while (p->objects != NULL) {
		struct object *o = p->objects;
		p->objects = o->next;
		free(o);
	}
}

struct carry *carry_add(struct carry_pool *p, struct carry **list, enum carry_kind kind)
{
	struct carry *c = p->carries;

	if (c != NULL) {
		p->carries = c->next;
	} else {
		c = mem_alloc(sizeof *c);
	}
	memset(c, 0, sizeof *c);
	c->kind = kind;
	c->next = *list;
	*list = c;
	return c;
}

struct carry *carry_add_object(
	struct carry_pool *p, struct carry **list, uint64_t token, uint8_t class_id)
{
	struct object *o = p->objects;
	struct carry *c = carry_add(p, list, CARRY_OBJECT);

	if (o != NULL) {
		p->objects = o->next;
	} else {
		o = mem_alloc(sizeof *o);
	}
	*o = (struct object){.token = token, .refs = 1, .class_id = class_id};
	c->object = o;
	return c;
}

void carry_share_object(struct carry_pool *p, struct carry **list, struct object *o)
{
	carry_add(p, list, CARRY_OBJECT)->object = o;
	o->refs++;
}

void carry_release(struct carry_pool *p, struct carry **list)
{
	while (*list != NULL) {
		struct carry *c = *list;
		struct object *o = c->object;

		*list = c->next;
		if (c->kind == CARRY_OBJECT && --o->refs == 0) {
			o->next = p->objects;
			p->objects = o;
		}
		c->next = p->carries;
		p->carries = c;
	}
}
