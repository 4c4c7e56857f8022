/* transport/link_answer.c -- the answer to input: a packet with the first ack of it, the echo, and nothing else
 * that somebody must see to. Who misses it still has input that nobody acked, and asks again: so its own ack may
 * wait until something takes it along, and nobody probes for that. Answers that were missed are found as soon as
 * by a probe of this end, and no ack that was lost is taken for one.
 *
 * All that would let the peer know of its input otherwise must not go before the answer arrived: while nothing new
 * is owed, the ack is the answer's alone. */
#include "transport/frame.h"
#include "transport/link_out.h"

#define COPY_SPAN MS(12) /* copies of a packet come that close together, mostly */
#define WORDS 200
#define MISSED_LEAST MS(10)
#define MISSED_MOST MS(200) /* on a long path it is not known earlier, but losses in a row cost a round trip each */

usec_t link_answer_patience(const struct link *l)
{
	return usec_min(usec_max(l->recovery.srtt / 4 * 3, MISSED_LEAST), MISSED_MOST);
}

bool link_asked(struct link *l, bool fresh, usec_t now)
{
	bool answered = l->answered && usec_since(l->answered_at, now) < link_answer_patience(l);

	if (!fresh && (answered || usec_since(l->asked_at, now) < COPY_SPAN)) {
		return false;
	}
	l->asked_at = now;
	l->asked_again = !fresh;
	l->missed_at = fresh ? l->missed_at : now;
	l->answer_due = true;
	return true;
}

/* More than a few words: acks flow anyway then, and are what the rate is measured by. */
static bool much_else_goes(struct link *l)
{
	size_t len = 0;

	for (uint64_t pn = l->recovery.first; pn < l->recovery.next && len <= WORDS; pn++) {
		const struct sent *p = recovery_find(&l->recovery, pn);

		if ((p->flags & (SENT_IN_FLIGHT | SENT_PROBED)) == SENT_IN_FLIGHT && !p->answers) {
			len += p->len;
		}
	}
	return len > WORDS;
}

/* Echo, an ack, and nothing that would be lost with them. */
static bool is_answer(const struct build *b)
{
	bool acks = false;

	for (const struct carry *c = b->carries; c != NULL; c = c->next) {
		bool echo = c->kind == CARRY_OBJECT && c->object->class_id == LINK_ECHO;

		if (!echo && c->kind != CARRY_ACK) {
			return false;
		}
		acks = acks || c->kind == CARRY_ACK;
	}
	return acks && b->echo_len > 0 && b->echo_len <= LINK_DUP_MAX && !much_else_goes(b->l);
}

void answer_mark(struct build *b)
{
	uint8_t *head;

	if (!b->l->answer_due || link_is_pipe(b->l) || !is_answer(b)) {
		return;
	}
	for (size_t at = b->echo_at; at < b->echo_at + b->echo_len;) {
		head = b->w.start + at;
		head[1] |= FRAME_MAY_WAIT;
		at += OBJECT_HEAD + ((size_t)(head[2] & 0x3f) << 8) + head[3];
	}
	b->answers = true;
	b->l->answered_at = b->now;
}

void answer_went(const struct build *b)
{
	for (const struct carry *c = b->carries; c != NULL; c = c->next) {
		if (c->kind == CARRY_ACK) {
			b->l->answer_due = false;
			b->l->answered = b->answers;
		}
	}
}

bool answer_lets_ack(const struct link *l)
{
	return !l->answered || l->ack.owed > 0;
}
