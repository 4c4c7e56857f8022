/* transport/mtu.c -- the size of datagrams. */
#include "transport/mtu.h"

#define PROBE_TRIES 3
#define SEARCH_AGAIN SEC(600)
#define SEARCH_AFTER_HOLE SEC(5)
#define WANTED_AFTER 8 /* full datagrams that got through */
#define HOLE_LOSSES 3
#define HOLE_UNPASSED 2 /* more of them, while one small packet alone got past them */
#define SMALL_KEPT 64

static const uint16_t steps[] = {
	LINK_MTU_MIN, 640, 768, 1000, LINK_MTU, 1280, 1350, 1400, LINK_MTU_MAX};
#define STEPS (sizeof steps / sizeof *steps)

void mtu_init(struct mtu *m, bool fixed, uint16_t start)
{
	*m = (struct mtu){.fixed = fixed, .size = start, .ceiling = LINK_MTU_MAX + 1};
}

static uint16_t step_above(const struct mtu *m)
{
	for (size_t i = 0; i < STEPS; i++) {
		if (steps[i] > m->size) {
			return steps[i] < m->ceiling ? steps[i] : 0;
		}
	}
	return 0;
}

size_t mtu_probe(struct mtu *m, usec_t now)
{
	if (m->fixed || m->in_flight || m->large_acked < WANTED_AFTER || now < m->next_at) {
		return 0;
	}
	if (m->probe == 0) {
		m->probe = step_above(m);
		m->tries = 0;
		if (m->probe == 0) {
			m->ceiling = LINK_MTU_MAX + 1;
			m->next_at = now + SEARCH_AGAIN;
		}
	}
	return m->probe;
}

void mtu_probe_sent(struct mtu *m)
{
	m->in_flight = true;
}

void mtu_probe_done(struct mtu *m, bool acked, usec_t now)
{
	m->in_flight = false;
	if (m->probe == 0) {
		return;
	}
	if (acked) {
		m->size = m->probe > m->size ? m->probe : m->size;
		m->probe = 0;
		m->large_lost = m->small_acked = 0;
	} else if (++m->tries >= PROBE_TRIES) {
		m->ceiling = m->probe;
		m->probe = 0;
		m->next_at = now + SEARCH_AGAIN;
	}
}

static void note_small(struct mtu *m, size_t len, bool got)
{
	if (len > LINK_MTU_MIN) {
		return;
	}
	m->small_got += got ? 1 : 0;
	m->small_gone += got ? 0 : 1;
	if (m->small_got + m->small_gone > SMALL_KEPT) {
		m->small_got /= 2;
		m->small_gone /= 2;
	}
}

static double loss_of_small(const struct mtu *m)
{
	return (m->small_gone + 0.5) / (m->small_got + m->small_gone + 2);
}

/* Large: what the smallest size would not have carried. */
void mtu_acked(struct mtu *m, uint64_t pn, size_t len)
{
	note_small(m, len, true);
	if (len > LINK_MTU_MIN) {
		m->large_lost = m->small_acked = 0;
		m->large_pn = pn > m->large_pn ? pn : m->large_pn;
	} else if (m->large_lost > 0) {
		m->small_acked++;
	}
	if (len + 64 > m->size) {
		m->large_acked++;
	}
}

void mtu_lost(struct mtu *m, uint64_t pn, size_t len, double loss, usec_t now)
{
	double plain = loss < loss_of_small(m) ? loss : loss_of_small(m);
	uint32_t need = HOLE_LOSSES + (uint32_t)(plain * 20);

	note_small(m, len, false);
	if (m->fixed || len <= LINK_MTU_MIN || m->size <= LINK_MTU_MIN || pn < m->large_pn) {
		return;
	}
	m->large_lost++;
	/* A loss is known by what was sent later and arrived, and nothing large did. On a path that drops
	 * anything by chance, it takes more in a row to mean something. */
	if (m->large_lost >= need + (m->small_acked > 0 ? 0 : HOLE_UNPASSED)) {
		m->ceiling = LINK_MTU_MAX + 1;
		m->size = LINK_MTU_MIN;
		m->probe = 0;
		m->large_acked = m->large_lost = m->small_acked = 0;
		m->next_at = now + SEARCH_AFTER_HOLE;
	}
}
