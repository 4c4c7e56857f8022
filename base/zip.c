/* base/zip.c -- packs and unpacks bytes with zstd. */
#include "base/zip.h"

#include <stdlib.h>
#include <zstd.h>

#include "base/err.h"
#include "base/mem.h"

enum { LEVEL = 3, LEVEL_QUICK = 1 };

struct zip_room {
	ZSTD_CCtx *context;
};

static int pack(struct zip_room *kept, struct bytes in, int level, struct buf *out)
{
	size_t room = ZSTD_compressBound(in.len);
	if (ZSTD_isError(room)) {
		return ERR_LIMIT;
	}
	uint8_t *to = buf_reserve(out, room);
	size_t n = kept != NULL ? ZSTD_compressCCtx(kept->context, to, room, in.data, in.len, level)
	                        : ZSTD_compress(to, room, in.data, in.len, level);
	if (ZSTD_isError(n)) {
		return ERR_LIMIT;
	}
	buf_commit(out, n);
	return 0;
}

int zip_pack(struct bytes in, struct buf *out)
{
	return pack(NULL, in, LEVEL, out);
}

void zip_room_free(struct zip_room *room)
{
	if (room != NULL) {
		ZSTD_freeCCtx(room->context);
		free(room);
	}
}

size_t zip_room_bytes(const struct zip_room *room)
{
	return room != NULL ? sizeof(*room) + ZSTD_sizeof_CCtx(room->context) : 0;
}

int zip_pack_quick(struct zip_room **room, struct bytes in, struct buf *out)
{
	if (room != NULL && *room == NULL) {
		*room = mem_zalloc(sizeof(**room));
		(*room)->context = ZSTD_createCCtx();
		if ((*room)->context == NULL) {
			free(*room);
			*room = NULL;
		}
	}
	return pack(room != NULL ? *room : NULL, in, LEVEL_QUICK, out);
}

/* zstd also takes several pieces in a row, and pieces to skip: here it is one. */
static bool is_one_piece(struct bytes in)
{
	static const uint8_t magic[4] = {0x28, 0xb5, 0x2f, 0xfd}; /* ZSTD_MAGICNUMBER, as it stands */
	return in.len >= sizeof(magic) && memcmp(in.data, magic, sizeof(magic)) == 0 &&
		ZSTD_findFrameCompressedSize(in.data, in.len) == in.len;
}

int zip_unpack(struct bytes in, size_t limit, struct buf *out)
{
	if (!is_one_piece(in)) {
		return ERR_PROTO;
	}
	unsigned long long len = ZSTD_getFrameContentSize(in.data, in.len);
	if (len == ZSTD_CONTENTSIZE_UNKNOWN || len == ZSTD_CONTENTSIZE_ERROR) {
		return ERR_PROTO;
	}
	if (len > limit) {
		return ERR_LIMIT;
	}
	uint8_t none = 0;
	uint8_t *to = len > 0 ? buf_reserve(out, (size_t)len) : &none;
	size_t n = ZSTD_decompress(to, (size_t)len, in.data, in.len);
	if (ZSTD_isError(n) || n != len) {
		return ERR_PROTO;
	}
	buf_commit(out, n);
	return 0;
}
