/* transport/link_copies.c -- copies of echo and input, on lossy paths and to the path in use while
 * another is being proven. */
#include "base/mem.h"
#include "transport/link_out.h"

usec_t link_copies_span(const struct loss *l)
{
	return (usec_t)(loss_copies(l) - 1) * LINK_DUP_AFTER;
}

static void drop_dup(struct link *l, size_t i)
{
	carry_release(&l->pool, &l->dups[i].objects);
	l->dup_count--;
	for (; i < l->dup_count; i++) {
		l->dups[i] = l->dups[i + 1];
	}
}

/* How many copies a packet is worth. A third one only of what is short, and of an answer that was missed before.
 * What nothing came of is worth one whatever the figures say: losses come in bursts. */
static int copies_of(const struct build *b, bool probe)
{
	const struct recovery *r = &b->l->recovery;
	int copies = loss_copies(&b->l->loss_out) - 1;
	bool is_long = b->echo_len > LINK_DUP_SHORT;

	if (probe && is_long) {
		return 0;
	}
	if (probe && r->probes > 1) {
		return r->probes <= LINK_DUP_PROBES ? 1 : 0;
	}
	if (copies > 1 && is_long && !(b->answers && b->l->asked_again)) {
		return 1;
	}
	if (copies == 0 && (usec_since(b->l->missed_at, b->now) < LINK_DUP_SPAN || usec_since(r->probed_at, b->now) < LINK_DUP_SPAN)) {
		return 1;
	}
	return copies;
}

/* Copies of what matters in this packet: on a lossy path, or to the path in use while the packet
 * itself goes to a candidate. Must be called before the packet is sealed. */
void copies_plan(struct build *b, bool probe)
{
	struct link *l = b->l;
	int copies = copies_of(b, probe);
	bool to_active = b->to == &l->candidate && b->echo_len > 0;
	struct dup *d;

	if (link_is_pipe(l) || b->echo_len > LINK_DUP_MAX ||
		(b->echo_len == 0 && !b->new_input && !(probe && (b->flags & SENT_URGENT)))) {
		return;
	}
	if (copies <= 0 && !to_active) {
		return;
	}
	if (l->dup_count == LINK_DUPS) {
		drop_dup(l, 0);
	}
	d = &l->dups[l->dup_count++];
	d->at = to_active ? b->now : b->now + LINK_DUP_AFTER;
	d->left = (uint8_t)(copies > 0 ? copies : 1);
	d->to_active = to_active;
	d->len = (uint16_t)b->echo_len;
	d->answers = b->answers;
	d->objects = NULL;
	memcpy(d->body, b->w.start + b->echo_at, b->echo_len);
	for (struct carry *c = b->carries; c != NULL; c = c->next) {
		if (c->kind == CARRY_OBJECT && c->object->class_id == LINK_ECHO) {
			carry_share_object(&l->pool, &d->objects, c->object);
		}
	}
}

bool copies_send(struct link *l, struct packet *out, usec_t now)
{
	struct build b;
	struct dup *d;
	bool alive;

	for (size_t i = 0; i < l->dup_count; i++) {
		d = &l->dups[i];
		if (!usec_reached(d->at, now)) {
			continue;
		}
		alive = d->objects == NULL;
		for (struct carry *c = d->objects; c != NULL; c = c->next) {
			alive = alive || !c->object->settled;
		}
		if (!alive || !build_begin(&b, l, out, &l->path, l->mtu.size, now)) {
			drop_dup(l, i--);
			continue;
		}
		if (d->len > 0) {
			build_put_ack(&b); /* of a key the first has it */
		}
		wr_put(&b.w, d->body, d->len);
		for (struct carry *c = d->objects; c != NULL; c = c->next) {
			carry_share_object(&l->pool, &b.carries, c->object);
		}
		b.flags = d->len > 0 ? SENT_ELICITS | SENT_URGENT : 0;
		b.answers = d->answers;
		build_put_tails(&b);
		d->at = now + LINK_DUP_AFTER;
		if (--d->left == 0) {
			drop_dup(l, i--);
		}
		if (b.flags == 0 || !wr_ok(&b.w)) {
			build_abandon(&b); /* the input was acked meanwhile */
			continue;
		}
		return build_finish(&b);
	}
	return false;
}
