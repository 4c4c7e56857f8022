/* base/zip.c -- packs and unpacks bytes with zstd. */
#include "base/zip.h"

#include <zstd.h>

#include "base/err.h"

enum { LEVEL = 3, LEVEL_QUICK = 1 };

static int pack(struct bytes in, int level, struct buf *out)
{
	size_t room = ZSTD_compressBound(in.len);
	if (ZSTD_isError(room)) {
		return ERR_LIMIT;
	}
	size_t n = ZSTD_compress(buf_reserve(out, room), room, in.data, in.len, level);
	if (ZSTD_isError(n)) {
		return ERR_LIMIT;
	}
	buf_commit(out, n);
	return 0;
}

int zip_pack(struct bytes in, struct buf *out)
{
	return pack(in, LEVEL, out);
}

int zip_pack_quick(struct bytes in, struct buf *out)
{
	return pack(in, LEVEL_QUICK, out);
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
