/* transport/stream.h -- one direction of a reliable ordered byte stream. Streams belong to their user,
 * not to a link: they are attached to one link at a time, and what was in flight on an old link is
 * sent again on the next. Offsets never restart. */
#pragma once

#include "base/bytes.h"
#include "base/usec.h"

struct stream_tx;
struct stream_rx;

/* Sender. `eager`: its unacked tail (up to a packet's room) rides in every packet that is sent, so
 * that a keystroke survives loss without waiting for a timer. */
struct stream_tx *stream_tx_new(uint64_t start, bool eager);
void stream_tx_free(struct stream_tx *s);
void stream_tx_write(struct stream_tx *s, struct bytes b);
uint64_t stream_tx_acked(const struct stream_tx *s);  /* all below is with the peer */
uint64_t stream_tx_end(const struct stream_tx *s);    /* offset of the next byte to be written */
/* The peer said in its hello that it has everything below `offset` already. */
void stream_tx_skip_to(struct stream_tx *s, uint64_t offset);
size_t stream_tx_unacked(const struct stream_tx *s);

/* Receiver: reassembles, gives each byte once, in order. */
struct stream_rx *stream_rx_new(uint64_t start);
void stream_rx_free(struct stream_rx *s);
/* What is ready to be read: borrowed until the next call that takes a non-const stream. */
struct bytes stream_rx_ready(const struct stream_rx *s);
void stream_rx_consume(struct stream_rx *s, size_t len);
uint64_t stream_rx_next(const struct stream_rx *s); /* offset of the first byte not yet received in order */
