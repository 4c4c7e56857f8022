/* mux/progress.c -- how far one version of a thing has come. */
#include "mux/progress.h"

void progress_finish(struct progress *p)
{
	ranges_finish(&p->sent);
	ranges_finish(&p->acked);
	*p = (struct progress){0};
}

void progress_begin(struct progress *p, uint64_t version, uint64_t total, uint64_t floor)
{
	ranges_clear(&p->sent);
	ranges_clear(&p->acked);
	p->version = version;
	p->total = total > 0 ? total : 1;
	p->floor = floor;
	p->begun = true;
}

void progress_follow(struct progress *p, uint64_t version, uint64_t total, uint64_t floor)
{
	if (!p->begun || p->version != version || p->total != (total > 0 ? total : 1)) {
		progress_begin(p, version, total, floor);
	}
}

void progress_claim(struct progress *p, uint64_t version, uint64_t total)
{
	progress_begin(p, version, total, 0);
	ranges_add(&p->sent, 0, p->total);
	ranges_add(&p->acked, 0, p->total);
}

bool progress_gap(const struct progress *p, struct range *out)
{
	return ranges_first_gap(&p->sent, 0, p->total, out);
}

bool progress_is_sent(const struct progress *p)
{
	return p->begun && ranges_covers(&p->sent, 0, p->total);
}

bool progress_is_done(const struct progress *p)
{
	return p->begun && ranges_covers(&p->acked, 0, p->total);
}

void progress_sent(struct progress *p, uint64_t lo, uint64_t hi)
{
	ranges_add(&p->sent, lo, hi > lo ? hi : lo + 1);
}

bool progress_acked(struct progress *p, uint64_t version, uint64_t lo, uint64_t hi, uint64_t token)
{
	if (!p->begun || p->version != version || token < p->floor) {
		return false;
	}
	hi = hi > lo ? hi : lo + 1;
	ranges_add(&p->sent, lo, hi);
	ranges_add(&p->acked, lo, hi);
	return true;
}

bool progress_lost(struct progress *p, uint64_t version, uint64_t lo, uint64_t hi, uint64_t token)
{
	if (!p->begun || p->version != version || token < p->floor) {
		return false;
	}
	hi = hi > lo ? hi : lo + 1;
	for (struct range gap; lo < hi; lo = gap.hi) {
		/* Only what no other packet has brought meanwhile. */
		if (!ranges_first_gap(&p->acked, lo, hi, &gap)) {
			break;
		}
		ranges_remove(&p->sent, gap.lo, gap.hi);
	}
	return true;
}
