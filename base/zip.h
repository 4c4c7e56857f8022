/* base/zip.h -- packs and unpacks bytes with zstd. The only door to that library. */
#pragma once

#include "base/buf.h"
#include "base/bytes.h"

/* Appends `in`, packed, to out. ERR_LIMIT: zstd gave up; out is as before. */
int zip_pack(struct bytes in, struct buf *out);
/* What packing needs by itself, about a hundred kB, kept between many calls that come close together: that
 * saves a quarter of their time. A pointer to NULL at first; NULL: it is not kept. */
struct zip_room;
void zip_room_free(struct zip_room *room); /* NULL is fine */
size_t zip_room_bytes(const struct zip_room *room);
/* The same at a third of the time and a little more length, for what is packed in a flood. */
int zip_pack_quick(struct zip_room **room, struct bytes in, struct buf *out);
/* Appends what was packed. Total: bytes that are not exactly one whole packed piece are ERR_PROTO,
 * and more than `limit` bytes of content are ERR_LIMIT before anything is allocated; out is then as
 * before. */
int zip_unpack(struct bytes in, size_t limit, struct buf *out);
