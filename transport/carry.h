/* transport/carry.h -- what a packet in flight carried, so that it can be settled when the
 * packet is acked or lost. Nodes come from a pool: nothing is allocated per packet once it has
 * grown. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum carry_kind {
	CARRY_OBJECT, /* `object` */
	CARRY_STREAM, /* `id`, `offset`, `len` */
	CARRY_CREDIT, /* `id` */
	CARRY_CID,    /* `id`: which of our connection ids */
	CARRY_ACK,    /* `offset`: the highest number that it acked; `id` 1: with ECN counts, `len` which */
	CARRY_CLOSE,
};

/* One token of the user. A packet that goes out in several copies shares it; it is settled once. */
struct object {
	uint64_t token;
	uint32_t refs; /* carries in flight */
	bool settled;  /* acked() or lost() was called */
	uint8_t class_id;
	struct object *next; /* in the pool */
};

struct carry {
	struct carry *next;
	enum carry_kind kind;
	uint8_t id;
	uint32_t len;
	uint64_t offset;
	struct object *object;
};

/* Zeroed memory is an empty pool. */
struct carry_pool {
	struct carry *carries;
	struct object *objects;
};

void carry_pool_finish(struct carry_pool *p);
/* Puts a new, zeroed node of that kind in front of *list. */
struct carry *carry_add(struct carry_pool *p, struct carry **list, enum carry_kind kind);
struct carry *carry_add_object(
	struct carry_pool *p, struct carry **list, uint64_t token, uint8_t class_id);
/* One more carry of an object. */
void carry_share_object(struct carry_pool *p, struct carry **list, struct object *o);
/* Gives the nodes back. Objects without a carry go back too: they must be settled by then. */
void carry_release(struct carry_pool *p, struct carry **list);
