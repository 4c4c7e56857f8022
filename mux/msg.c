/* mux/msg.c -- every message of the synchroniser, one row each. */
#include "mux/msg.h"

#include "mux/head_msg.h"
#include "mux/history_msg.h"
#include "mux/line_msg.h"
#include "mux/object_msg.h"
#include "mux/wants_msg.h"

#define MSG_DEF(text, way, type, stem)                                                             \
	{                                                                                          \
		.name = text, .from = way, .size = sizeof(type), .encode = stem##_encode,          \
		.decode = stem##_decode                                                            \
	}

const struct msg_def msg_defs[MSG_TYPES] = {
        [MSG_HEAD] = MSG_DEF("head", MSG_FROM_SERVER, struct head_msg, head_msg),
        [MSG_LINE] = MSG_DEF("line", MSG_FROM_SERVER, struct line_msg, line_msg),
        [MSG_HISTORY] = MSG_DEF("history", MSG_FROM_SERVER, struct history_msg, history_msg),
        [MSG_HISTORY_PART] =
                MSG_DEF("history-part", MSG_FROM_SERVER, struct history_part, history_part),
        [MSG_OBJECT] = MSG_DEF("object", MSG_FROM_SERVER, struct object_msg, object_msg),
        [MSG_LINK] = MSG_DEF("link", MSG_FROM_SERVER, struct link_msg, link_msg),
        [MSG_WANTS] = MSG_DEF("wants", MSG_FROM_CLIENT, struct wants_msg, wants_msg),
};

bool msg_put(enum msg_type type, const void *msg, struct msg_out *out, struct wr *w)
{
	struct wr_mark mark = wr_mark(w);
	size_t styles = out->styles ? out->styles->count : 0;
	wr_u8(w, (uint8_t)type);
	msg_defs[type].encode(msg, out, w);
	if (wr_ok(w)) {
		return true;
	}
	wr_undo(w, mark);
	if (out->styles) {
		style_table_undo(out->styles, styles);
	}
	return false;
}
