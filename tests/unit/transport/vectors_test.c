/* tests/unit/transport/vectors_test.c -- the test vectors of sections 3 to 5 of doc/protocol.md: the code makes
 * each of them again from the inputs below. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "tests/vectors/vectors.h"
#include "transport/frame.h"
#include "transport/handshake.h"
#include "transport/packet.h"

/* Bytes that count up, from where the context says. */
static void count_up(void *ctx, void *data, size_t len)
{
	uint8_t *at = ctx;

	for (size_t i = 0; i < len; i++) {
		((uint8_t *)data)[i] = (uint8_t)(*at + i);
	}
}

struct session {
	struct seal *seal;
	uint8_t id[LINK_PSK_ID_LEN], psk[LINK_PSK_LEN];
	uint8_t client_cid[LINK_CID_LEN], server_cid[LINK_CID_LEN];
	uint8_t message2[LINK_MTU];
	size_t message2_len;
	struct handshake *client;
	struct handshake_keys client_keys, server_keys;
};

static void fill_from(uint8_t first, uint8_t *out, size_t len)
{
	count_up(&first, out, len);
}

#define CLIENT_FROM 0x40 /* first byte of the ephemeral secrets */
#define SERVER_FROM 0x80

static void shake_hands(struct session *s)
{
	uint8_t from = CLIENT_FROM, cid[LINK_CID_LEN];
	struct handshake *server;
	struct bytes hello;
	int err = 0;

	memset(s, 0, sizeof *s);
	s->seal = seal_new();
	fill_from(0x00, s->id, sizeof s->id);
	fill_from(0x20, s->psk, sizeof s->psk);
	fill_from(0xc0, s->client_cid, sizeof s->client_cid);
	fill_from(0xd0, s->server_cid, sizeof s->server_cid);
	s->client = handshake_start_sized(s->seal, (struct rng){count_up, &from}, s->id, s->psk,
		s->client_cid, bytes_str("hello, server"), HANDSHAKE_MESSAGE1_MIN);
	assert_non_null(s->client);
	server = handshake_open(
		s->seal, handshake_message1(s->client), s->psk, cid, &hello, &err);
	assert_int_equal(err, 0);
	from = SERVER_FROM;
	assert_int_equal(handshake_answer(server, (struct rng){count_up, &from}, s->server_cid,
	                         bytes_str("hello, client"), s->message2, &s->message2_len,
	                         &s->server_keys),
		0);
	assert_int_equal(handshake_finish_client(s->client, bytes_of(s->message2, s->message2_len), cid,
	                         &hello, &s->client_keys),
		0);
	assert_memory_equal(s->client_keys.secret, s->server_keys.secret, SEAL_KEY_LEN);
	handshake_free(server);
}

static void hang_up(struct session *s)
{
	handshake_free(s->client);
	seal_free(s->seal);
}

static void test_handshake(void **state)
{
	struct session s;
	struct handshake_psk psk;
	uint8_t secret[SEAL_KEY_LEN];
	struct bytes m;
	struct buf out = {0};

	(void)state;
	shake_hands(&s);
	m = handshake_message1(s.client);
	buf_puts(&out, "# doc/protocol.md, section 3: a handshake with fixed secrets.\n");
	vectors_put(&out, "psk_id", s.id, sizeof s.id);
	vectors_put(&out, "psk", s.psk, sizeof s.psk);
	assert_int_equal(handshake_prepare(s.seal, s.id, s.psk, &psk), 0);
	buf_puts(&out, "# h and ck after the prologue and the PSK\n");
	vectors_put(&out, "psk_h", psk.h, sizeof psk.h);
	vectors_put(&out, "psk_ck", psk.ck, sizeof psk.ck);
	fill_from(CLIENT_FROM, secret, sizeof secret);
	vectors_put(&out, "client_ephemeral_secret", secret, sizeof secret);
	vectors_put(&out, "client_cid", s.client_cid, sizeof s.client_cid);
	vectors_put(&out, "client_hello", "hello, server", 13);
	vectors_put(&out, "message1", m.data, m.len);
	fill_from(SERVER_FROM, secret, sizeof secret);
	vectors_put(&out, "server_ephemeral_secret", secret, sizeof secret);
	vectors_put(&out, "server_cid", s.server_cid, sizeof s.server_cid);
	vectors_put(&out, "server_hello", "hello, client", 13);
	vectors_put(&out, "message2", s.message2, s.message2_len);
	buf_puts(&out, "# what both have then\n");
	vectors_put(&out, "up", s.client_keys.send, SEAL_KEY_LEN);
	vectors_put(&out, "down", s.client_keys.recv, SEAL_KEY_LEN);
	vectors_put(&out, "root", s.client_keys.secret, SEAL_KEY_LEN);
	vectors_put(&out, "up_mask", s.client_keys.send_mask, SEAL_KEY_LEN);
	vectors_put(&out, "down_mask", s.client_keys.recv_mask, SEAL_KEY_LEN);
	hang_up(&s);
	vectors_check("handshake.txt", &out);
}

static void put_packet(struct buf *out, struct packet_box *b, const uint8_t *cid, struct bytes plain,
	usec_t now)
{
	uint8_t data[LINK_MTU];
	uint64_t pn;
	size_t len;

	memcpy(data + PACKET_HEAD_LEN, plain.data, plain.len);
	assert_int_equal(packet_seal(b, cid, data, plain.len, now, &len, &pn), 0);
	buf_printf(out, "number = %llu\nphase = %u\n", (unsigned long long)pn, packet_send_phase(b));
	vectors_put(out, "cid", cid, LINK_CID_LEN);
	vectors_put(out, "frames", plain.data, plain.len);
	vectors_put(out, "packet", data, len);
	packet_acked(b, pn);
}

/* The keys of the phases, as the document has them. */
static void put_phase(struct buf *out, struct seal *s, const uint8_t *root, const char *way)
{
	uint8_t secret[SEAL_KEY_LEN], key[SEAL_KEY_LEN];
	char *label = mem_printf("mux %s", way), *name;

	assert_int_equal(seal_expand(s, root, label, secret), 0);
	for (int phase = 1; phase <= 2; phase++) {
		assert_int_equal(seal_expand(s, secret, "mux ratchet", secret), 0);
		assert_int_equal(seal_expand(s, secret, "mux phase key", key), 0);
		name = mem_printf("%s_phase_%d", way, phase);
		vectors_put(out, name, key, sizeof key);
		free(name);
	}
	free(label);
}

static void test_packets(void **state)
{
	static const uint8_t ping[] = {FRAME_PING}, text[] = {FRAME_STREAM, 0, 5, 3, 'l', 's', '\r'};
	struct session s;
	struct packet_box *client, *server;
	struct buf out = {0};

	(void)state;
	shake_hands(&s);
	buf_puts(&out, "# doc/protocol.md, section 4: packets under the keys of handshake.txt.\n");
	put_phase(&out, s.seal, s.client_keys.secret, "up");
	put_phase(&out, s.seal, s.client_keys.secret, "down");
	client = packet_box_new(s.seal, true, &s.client_keys, 0);
	server = packet_box_new(s.seal, false, &s.server_keys, 0);
	buf_puts(&out, "\n# client to server\n");
	put_packet(&out, client, s.server_cid, bytes_of(ping, sizeof ping), 0);
	buf_puts(&out, "\n# client to server\n");
	put_packet(&out, client, s.server_cid, bytes_of(text, sizeof text), 0);
	buf_puts(&out, "\n# server to client, after a loss of many\n");
	packet_count_from(server, ((uint64_t)1 << 32) + 7);
	put_packet(&out, server, s.client_cid, bytes_of(text, sizeof text), 0);
	for (usec_t phase = 1; phase <= 2; phase++) {
		buf_printf(&out, "\n# client to server, key phase %d\n", (int)phase);
		put_packet(&out, client, s.server_cid, bytes_of(text, sizeof text),
			phase * PACKET_PHASE_SPAN);
	}
	packet_box_free(client);
	packet_box_free(server);
	hang_up(&s);
	vectors_check("packets.txt", &out);
}

static void put_frame(struct buf *out, const char *what, struct wr *w)
{
	struct frame f;
	struct rd r;

	assert_true(wr_ok(w));
	rd_init(&r, wr_done(w));
	assert_true(frame_next(&r, &f));
	assert_true(rd_done(&r));
	vectors_put(out, what, wr_done(w).data, wr_done(w).len);
	w->len = 0;
}

static void test_frames(void **state)
{
	static const uint8_t token[8] = {1, 2, 3, 4, 5, 6, 7, 8};
	struct ranges set = {0};
	struct buf out = {0};
	uint8_t room[1000];
	struct wr w;

	(void)state;
	wr_init(&w, room, sizeof room);
	buf_puts(&out, "# doc/protocol.md, section 5: frames by themselves.\n");
	wr_put(&w, "\0\0\0", 3);
	put_frame(&out, "padding of 3 bytes", &w);
	wr_u8(&w, FRAME_PING);
	put_frame(&out, "ping", &w);
	ranges_add(&set, 0, 1);
	frame_put_ack(&w, &set, 32, 0, 1);
	put_frame(&out, "ack of 0, at once, 1 received", &w);
	ranges_add(&set, 3, 5);
	ranges_add(&set, 100, 101);
	ranges_add(&set, 16380, 16390);
	frame_put_ack(&w, &set, 32, 2500, 14);
	put_frame(&out, "ack of 16380-16389 100 3-4 0, after 2500 us, 14 received", &w);
	frame_put_ack(&w, &set, 2, 70000, 14);
	put_frame(&out, "ack of the 2 highest of these, after 70000 us, 14 received", &w);
	frame_put_object(&w, 1, bytes_str("body"));
	put_frame(&out, "object of class 1, \"body\"", &w);
	frame_put_object(&w, 0 + FRAME_MAY_WAIT, bytes_str("echo"));
	put_frame(&out, "object of class 0, whose ack may wait, \"echo\"", &w);
	frame_put_stream(&w, 0, 70, bytes_str("ls"));
	put_frame(&out, "stream 0 at 70, \"ls\"", &w);
	frame_put_credit(&w, 3, 262144);
	put_frame(&out, "credit of stream 3 to 262144", &w);
	frame_put_token(&w, FRAME_CHALLENGE, token);
	put_frame(&out, "challenge 0102030405060708", &w);
	frame_put_token(&w, FRAME_RESPONSE, token);
	put_frame(&out, "response 0102030405060708", &w);
	frame_put_close(&w, 2, bytes_str("exited"));
	put_frame(&out, "close, reason 2, \"exited\"", &w);
	frame_put_cid(&w, 5, token);
	put_frame(&out, "new-cid 5, 0102030405060708", &w);
	frame_put_ack_ecn(&w, &set, 1, 300, 14, &(struct ecn_counts){.ect0 = 9, .ce = 70});
	put_frame(&out, "ack-ecn of the highest of these, after 300 us, 14 received: 9 ECT(0), 0 ECT(1), 70 CE", &w);
	ranges_finish(&set);
	vectors_check("frames.txt", &out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_handshake),
		cmocka_unit_test(test_packets),
		cmocka_unit_test(test_frames),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
