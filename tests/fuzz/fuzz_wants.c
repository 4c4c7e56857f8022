/* tests/fuzz/fuzz_wants.c -- any bytes from a client into a sender: as wants when the first byte is even,
 * as an inventory when it is odd. The sender goes on, and keeps to its budget. */
#include <stdlib.h>

#include "mux/sender.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void fill(struct sender *s, usec_t now, bool acked)
{
	uint8_t room[300];
	for (int i = 0; i < 40; i++) {
		for (int c = 0; c < SYNC_CLASSES; c++) {
			struct wr out;
			uint64_t token;
			wr_init(&out, room, sizeof(room));
			if (!sender_fill(s, (enum sync_class)c, &out, now, &token)) {
				continue;
			}
			if (!wr_ok(&out) || out.len == 0) {
				abort();
			}
			(acked ? sender_acked : sender_lost)(s, token);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct term_cfg cfg = {.size = {20, 6}, .history_limit = 100};
	struct model_host host = {0};
	struct model *m = model_new(7, &host);
	struct session *s;
	struct window *w;
	if (len == 0 || model_session_new(m, "s", &s) != 0 ||
	        model_window_new(m, s, -1, 0, "w", cfg.size, &cfg, &w) != 0) {
		model_free(m);
		return 0;
	}
	struct store *own = store_new();
	struct sender *to = sender_new(m, NULL, own);
	store_put(own, OBJECT_KEYS, 0, bytes_str("bind-key x kill-pane"));
	sender_set_view(to, &w->active, 1, NULL, 0);
	term_write(model_pane(m, w->active)->term,
	        bytes_str("one\r\ntwo\r\n3\r\n4\r\n5\r\n6\r\n7\r\n8"));
	fill(to, SEC(1), true);
	if (data[0] % 2 == 0) {
		sender_receive(to, bytes_of(data + 1, len - 1));
	} else {
		sender_claims(to, bytes_of(data + 1, len - 1));
	}
	term_write(model_pane(m, w->active)->term, bytes_str("more\r\n"));
	fill(to, SEC(2), false);
	fill(to, SEC(3), true);
	sender_is_quiet(to);
	sender_history_quiet(to);
	sender_free(to);
	store_free(own);
	model_free(m);
	return 0;
}
