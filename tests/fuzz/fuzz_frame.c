/* tests/fuzz/fuzz_frame.c -- any bytes into a replica that has seen good frames. The input is frames,
 * each behind a length of two bytes. Whatever comes, what is shown keeps the laws of line.h. */
#include <stdlib.h>

#include "mux/replica.h"
#include "mux/sender.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check_line(const struct line *l)
{
	for (uint16_t x = 0; x < l->len; x++) {
		bool right = x > 0 && l->cells[x - 1].width == 2;
		bool cut = l->cells[x].width == 2 && x + 1 == l->len;
		if ((l->cells[x].width == 0) != right || cut) {
			abort();
		}
	}
}

static void check_pane(const struct replica_pane *p)
{
	if (!p) {
		return;
	}
	if (p->cursor.x >= p->size.cols || p->cursor.y >= p->size.rows || !p->title || !p->path) {
		abort();
	}
	for (uint16_t y = 0; y < p->size.rows; y++) {
		check_line(p->rows[y]);
	}
}

/* Good frames: a screen with colours, wide characters and history. */
static void prime(struct replica *r)
{
	struct term_cfg cfg = {.size = {20, 6}, .history_limit = 100};
	struct model_host host = {0};
	struct model *m = model_new(7, &host);
	struct session *s;
	struct window *w;
	if (model_session_new(m, "s", &s) != 0 ||
	        model_window_new(m, s, -1, 0, "w", cfg.size, &cfg, &w) != 0) {
		abort();
	}
	struct sender *from = sender_new(m, NULL, NULL);
	sender_set_view(from, &w->active, 1, NULL, 0);
	static const char *const writes[] = {
	        "one\r\ntwo \033[31mred\033[m \xe6\xbc\xa2\r\n", "3\r\n4\r\n5\r\n6\r\n7\r\n8"};
	for (size_t i = 0; i < 2; i++) {
		term_write(model_pane(m, w->active)->term, bytes_str(writes[i]));
		for (int c = 0; c < SYNC_CLASSES; c++) {
			uint8_t room[LIMIT_FRAME];
			struct wr out;
			uint64_t token;
			wr_init(&out, room, sizeof(room));
			if (sender_fill(from, (enum sync_class)c, &out, SEC(1) + i, &token)) {
				replica_receive(r, wr_done(&out), SEC(1) + i);
				sender_acked(from, token);
			}
		}
	}
	sender_free(from);
	model_free(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct replica *r = replica_new();
	uint8_t room[LIMIT_FRAME];
	struct wr out;
	uint64_t token;
	usec_t now = SEC(2);
	prime(r);
	while (len >= 2) {
		size_t n = (size_t)data[0] << 8 | data[1];
		n = n < len - 2 ? n : len - 2;
		replica_receive(r, bytes_of(data + 2, n), now);
		now += MS(20);
		replica_tick(r, now);
		data += 2 + n;
		len -= 2 + n;
		for (uint32_t id = 0; id < 4; id++) {
			check_pane(replica_pane(r, id));
		}
	}
	wr_init(&out, room, sizeof(room));
	replica_fill(r, SYNC_FOCUS, &out, now, &token);
	replica_tick(r, now + SEC(10));
	replica_inventory(r, 1, &out);
	replica_free(r);
	return 0;
}
