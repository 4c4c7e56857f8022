/* transport/link_rows.h -- the fields of what a link is made of, as tables: for link_state.c. */
#pragma once

#include "transport/link_impl.h"
#include "transport/state.h"

enum link_table {
	T_LINK, T_STREAM, T_DUP, T_PATH, T_SENT, T_MARK, T_CARRY, T_OBJECT, T_RECOVERY, T_RATE, T_TRAIN, T_RIVAL, T_YIELD, T_MTU,
	T_LOSS, T_ACK, T_REPLAY, T_THRIFT,
	T_COUNTS, T_ECN_IN, T_ECN, T_ALL
};

extern const struct state_table link_tables[T_ALL];
