/* client/predict_trust.c -- where typing will be echoed, from where it was: an Enter ends all evidence, and
 * the next prompt brings it back when it is one that was typed at before, or comes with the bracketed
 * paste mode in which line editors read, and passwords are never read. Never on the alternate screen,
 * where a line does not end with Enter. */
#include <string.h>

#include "client/predict_impl.h"

#define PROMPT_MIN 2 /* columns: a shorter one may be anything */

static uint32_t hash_left(const struct replica_pane *pane, const struct line *l, uint16_t width, bool *text)
{
	uint32_t h = 2166136261u; /* FNV-1a */
	*text = false;
	for (uint16_t x = 0; x < width; x++) {
		char s[CLUSTER_MAX];
		size_t n = predict_truth(pane, l, x, s);
		for (size_t i = 0; i < n; i++) {
			h = (h ^ (uint8_t)s[i]) * 16777619u;
		}
		h = (h ^ 0xff) * 16777619u;
		*text |= n > 0;
	}
	return h;
}

struct prompt predict_prompt(const struct replica_pane *pane)
{
	bool text;
	const struct line *l = pane->rows[pane->cursor.y];
	struct prompt q = {.width = pane->cursor.x};
	q.hash = hash_left(pane, l, q.width, &text);
	if (!text || q.width < PROMPT_MIN || (pane->modes & MODE_ALT_SCREEN)) {
		q.width = 0;
	}
	return q;
}

static size_t find(const struct predictor *p, const struct prompt *q)
{
	size_t i = 0;
	while (i < p->prompt_count && (p->prompts[i].hash != q->hash || p->prompts[i].width != q->width)) {
		i++;
	}
	return i;
}

void predict_trust_learn(struct predictor *p, const struct replica_pane *pane)
{
	if (pane->modes & MODE_ALT_SCREEN) {
		return;
	}
	p->editor |= (pane->modes & MODE_PASTE) != 0;
	if (p->prompt.width == 0 || find(p, &p->prompt) < p->prompt_count) {
		return;
	}
	if (p->prompt_count == LIMIT_PROMPTS) {
		memmove(p->prompts, p->prompts + 1, sizeof(p->prompts) - sizeof(p->prompts[0]));
		p->prompt_count--;
	}
	p->prompts[p->prompt_count++] = p->prompt;
}

void predict_trust_forget(struct predictor *p)
{
	size_t i = find(p, &p->prompt);
	p->editor = false;
	if (p->prompt.width != 0 && i < p->prompt_count) {
		p->prompts[i] = p->prompts[--p->prompt_count];
	}
}

bool predict_trust(const struct predictor *p, const struct replica_pane *pane)
{
	if (!p->lost_by_enter || tty_is_cooked(pane) || tty_is_secret(pane) || !pane->tty.known ||
		(pane->modes & MODE_ALT_SCREEN) || pane->rows[pane->cursor.y]->id == p->lost_line) {
		return false;
	}
	return (p->editor && (pane->modes & MODE_PASTE) && p->prompt.width > 0) ||
	       (p->prompt.width > 0 && find(p, &p->prompt) < p->prompt_count);
}

uint16_t predict_text_start(
	const struct predictor *p, const struct replica_pane *pane, const struct line *l)
{
	bool text;
	if (pane->zone_line == l->id) {
		return pane->zone_col;
	}
	if (p->prompt.width != 0 && l->id == p->floor_line &&
		hash_left(pane, l, p->prompt.width, &text) == p->prompt.hash &&
		find(p, &p->prompt) < p->prompt_count) {
		return p->prompt.width;
	}
	for (size_t i = p->prompt_count; i-- > 0;) {
		const struct prompt *q = &p->prompts[i];
		if (q->width < pane->size.cols && hash_left(pane, l, q->width, &text) == q->hash) {
			return q->width;
		}
	}
	return 0;
}
