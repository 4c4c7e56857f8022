/* transport/rival.c -- see rival.h. */
#include "transport/rival.h"

#define SAMPLES 8      /* fewer say nothing */
#define DRAINED 0.93   /* came / left below this: a queue of ours becomes shorter */
#define GROWN 1.15     /* above: the sender is too fast */
#define ALONE 0.7      /* while half is sent: more than a fair share of what is in the queue is ours */
#define CUT 0.7
#define RISEN MS(8)    /* in these rounds: somebody fills the queue */
#define FIRST_LOOK 4
#define LOOK_ROUNDS 4  /* two of them at half the rate */
#define LEAST 2        /* steps */

void rival_acked(struct rival *v, usec_t left, usec_t came)
{
	v->left += (double)left;
	v->came += (double)came;
	v->samples++;
}

void rival_lost(struct rival *v, usec_t srtt, usec_t now)
{
	if (v->bw > 0 && usec_since(v->cut_at, now) > srtt) {
		v->bw *= CUT;
		v->cut_at = now;
	}
}

static void begin(struct rival *v)
{
	v->steady = 0;
	v->said = 0;
}

/* Rounds in a row whose acks came as the packets left, and in which the queue grew although less and less was
 * sent: TCP is at work there. */
static void look_for(struct rival *v, double ratio, double bw, usec_t rtt, double step)
{
	if (ratio < DRAINED || ratio > GROWN) {
		begin(v);
		return;
	}
	if (v->steady++ == 0) {
		v->from = bw;
		v->least = rtt;
	}
	v->said += v->samples;
	v->least = usec_min(v->least, rtt);
	if (v->steady < RIVAL_ROUNDS || v->said < SAMPLES || rtt < v->least + RISEN) {
		return;
	}
	v->bw = v->from > LEAST * step ? v->from : LEAST * step;
	v->look = RIVAL_LOOK - FIRST_LOOK;
}

/* Half of the rate for two rounds: if the acks go on as before, they come out of a queue that is ours. */
static void look_again(struct rival *v, double ratio, double step)
{
	v->look++;
	if (v->look <= RIVAL_LOOK) {
		v->drained = 1;
		v->bw = ratio > GROWN ? v->bw / ratio : v->bw + step;
	} else if (ratio < v->drained) {
		v->drained = ratio;
	}
	v->bw = v->bw > LEAST * step ? v->bw : LEAST * step;
	if (v->look < RIVAL_LOOK + LOOK_ROUNDS) {
		return;
	}
	v->look = 0;
	if (v->drained >= ALONE) {
		return;
	}
	v->bw = 0;
	begin(v);
}

void rival_round(struct rival *v, bool queue, double bw, usec_t rtt, double step)
{
	double ratio = v->left > 0 ? v->came / v->left : 1;

	if (!queue) {
		v->bw = v->before = 0;
		begin(v);
	} else if (v->samples >= 2) {
		v->before = bw > v->before ? bw : v->before;
		if (v->bw > 0) {
			look_again(v, ratio, step);
		} else {
			look_for(v, ratio, bw, rtt, step);
		}
	}
	v->left = v->came = 0;
	v->samples = 0;
}

double rival_pace(const struct rival *v)
{
	return v->look == RIVAL_LOOK || v->look == RIVAL_LOOK + 1 ? v->bw / 2 : v->bw;
}
