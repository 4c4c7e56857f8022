/* mux/sender.h -- the truth's side of the synchroniser, one per client. Knows what this client was
 * sent and is known to keep; encodes what it lacks, from the newest state, at the moment of sending.
 *
 * It is what a link pulls from: ready, fill, acked, lost have the meaning of transport's link_user.
 * A packet ack says received, not kept: the replica may drop anything, and says so in its wants. */
#pragma once

#include "base/bytes.h"
#include "base/usec.h"
#include "base/wr.h"
#include "mux/model.h"
#include "mux/store.h"

struct sender;

/* shared: rows for everybody; own: rows for this client. Both are borrowed. */
struct sender *sender_new(const struct model *m, const struct store *shared, const struct store *own);
void sender_free(struct sender *s);

/* What the client looks at: first the focused pane, then the other visible ones; all other panes of
 * the session are hidden ones. Call after every change of view. */
void sender_set_view(struct sender *s, const uint32_t *visible, size_t visible_count, const uint32_t *hidden,
	size_t hidden_count);
/* The pane's terminal changed (was written to) at `now`. `answers`: it is the first output after input of
 * this client, which goes out after 0.5 ms of quiet. */
void sender_pane_output(struct sender *s, uint32_t pane, usec_t now, bool answers);
/* The answer is there as far as it can be told: it goes at once. Nothing when there is none. */
void sender_pane_answered(struct sender *s, uint32_t pane);
/* Records of history that nobody asked for are collected for `span` and go in lots: of a flood most are gone
 * again before anybody could look at them. 0, as it begins: they go whenever there is room. */
void sender_set_lots(struct sender *s, usec_t span);
void sender_store_changed(struct sender *s); /* either store has new versions */

void sender_ready(struct sender *s, usec_t now, usec_t at[SYNC_CLASSES]);
usec_t sender_ready_at(struct sender *s, enum sync_class c, usec_t now); /* of one */
bool sender_fill(struct sender *s, enum sync_class c, struct wr *w, usec_t now, uint64_t *token);
void sender_acked(struct sender *s, uint64_t token);
void sender_lost(struct sender *s, uint64_t token);
/* A frame from the replica: its wants. Total; ERR_PROTO is counted and ignored. */
int sender_receive(struct sender *s, struct bytes frame);
/* What a returning client says it holds (mux/replica.h replica_inventory). Valid claims count as acked. */
int sender_claims(struct sender *s, struct bytes inventory);
/* A new link took over: all in flight is lost, all acked stays. */
void sender_new_link(struct sender *s);
/* Everything the client is due is acked (for tests and for `resyncing`). History is not counted. */
bool sender_is_quiet(const struct sender *s);
bool sender_history_quiet(const struct sender *s);
size_t sender_in_flight(const struct sender *s);
