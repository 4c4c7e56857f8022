/* transport/ack.c -- what we received and owe an ack for. */
#include "transport/ack.h"

#include "transport/frame.h"

void ack_finish(struct ack *a)
{
	ranges_finish(&a->set);
}

static void bring_forward(struct ack *a, usec_t at)
{
	if (a->owed == 0 || at < a->due) {
		a->due = at;
	}
}

void ack_received(struct ack *a, uint64_t pn, enum ack_urgency how, usec_t now)
{
	uint64_t next = a->set.count == 0 ? pn : a->set.at[a->set.count - 1].hi;
	bool in_order = pn == next;

	if (pn >= next) {
		a->largest_at = now;
	}
	ranges_add(&a->set, pn, pn + 1);
	ranges_trim_low(&a->set, LIMIT_LINK_ACK_RANGES);
	if (how == ACK_NONE) {
		return;
	}
	/* Where copies are sent one that is missing is no news; a thing and its copy are. */
	if (how == ACK_WAITS && pn > next + 1) {
		how = ACK_SOON;
	}
	/* A gap is news to the sender: do not sit on it. */
	if (!a->pipe && (how == ACK_SOON || (!in_order && !a->lossy))) {
		bring_forward(a, usec_max(now + ACK_DELAY_SOON + a->soon_more, a->sent_at + ACK_GAP));
	} else {
		bring_forward(a, now + (a->pipe ? ACK_DELAY_PIPE : how == ACK_WAITS ? ACK_DELAY_WAITS : ACK_DELAY_LATER));
	}
	a->owed++;
	if (a->owed >= ACK_EVERY) {
		a->due = usec_min(a->due, now);
	}
}

usec_t ack_due(const struct ack *a)
{
	return a->owed > 0 ? a->due : USEC_NEVER;
}

void ack_write(struct ack *a, struct wr *w, const struct ecn_counts *ecn, usec_t now)
{
	struct wr_mark m = wr_mark(w);

	if (a->set.count == 0) {
		return;
	}
	/* In a short datagram the older ranges stay behind. */
	for (size_t keep = LIMIT_LINK_ACK_RANGES; keep > 0; keep /= 2) {
		frame_put_ack_ecn(w, &a->set, keep, usec_since(a->largest_at, now), a->received, ecn);
		if (wr_ok(w)) {
			a->owed = 0;
			a->sent_at = now;
			return;
		}
		wr_undo(w, m);
	}
}
