/* transport/stream.h -- one direction of a reliable ordered byte stream. Streams belong to their
 * user, not to a link: they are attached to one link at a time, and what was in flight on an old
 * link is sent again on the next. Offsets never restart. */
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
uint64_t stream_tx_acked(const struct stream_tx *s); /* all below is with the peer */
uint64_t stream_tx_end(const struct stream_tx *s);   /* offset of the next byte to be written */
/* The peer said in its hello that it has everything below `offset` already. */
void stream_tx_skip_to(struct stream_tx *s, uint64_t offset);
size_t stream_tx_unacked(const struct stream_tx *s);

/* Receiver: reassembles, gives each byte once, in order. */
struct stream_rx *stream_rx_new(uint64_t start);
void stream_rx_free(struct stream_rx *s);
/* What is ready to be read: borrowed until the next call that takes a non-const stream. */
struct bytes stream_rx_ready(const struct stream_rx *s);
void stream_rx_consume(struct stream_rx *s, size_t len);
/* Offset of the first byte not yet received in order. */
uint64_t stream_rx_next(const struct stream_rx *s);

/* For the link, which carries streams. Offsets are absolute. */
bool stream_tx_is_eager(const struct stream_tx *s);
/* Bytes below `limit` (of the peer) are waiting that are neither with the peer nor in flight. */
bool stream_tx_waits(const struct stream_tx *s, uint64_t limit);
/* The first run of such bytes, at most max; it is in flight from now on. Empty when there is
 * none. */
struct bytes stream_tx_take(struct stream_tx *s, uint64_t limit, size_t max, uint64_t *offset);
/* The first run that is not known to be with the peer, in flight or not; it is in flight from
 * now on. */
struct bytes stream_tx_tail(struct stream_tx *s, uint64_t limit, size_t max, uint64_t *offset);
void stream_tx_arrived(struct stream_tx *s, uint64_t offset, size_t len);
void stream_tx_lost(struct stream_tx *s, uint64_t offset, size_t len);
/* The link is gone: nothing is in flight, and only what is below stream_tx_acked is with the
 * peer. */
void stream_tx_detached(struct stream_tx *s);

/* Bytes from the peer. *fresh: some of them were new. ERR_LIMIT: they were not taken, being beyond
 * stream_rx_limit. */
int stream_rx_put(struct stream_rx *s, uint64_t offset, struct bytes data, bool *fresh);
uint64_t stream_rx_limit(const struct stream_rx *s); /* offsets below it are taken */

/* For checkpoints: all but the bytes, which are zeros in what is read again. NULL: it does not decode. */
struct rd;
struct wr;
void stream_tx_save(const struct stream_tx *s, struct wr *w);
struct stream_tx *stream_tx_load(struct rd *r);
void stream_rx_save(const struct stream_rx *s, struct wr *w);
struct stream_rx *stream_rx_load(struct rd *r);
