/* client/status_fit.c -- the middle of what should be seen goes to the middle of the room. */
#include "client/status_fit.h"

#include "base/width.h"
#include "cmd/format.h"

struct status_fit status_fit(size_t total, size_t from, size_t to, uint16_t room)
{
	if (total <= room) {
		return (struct status_fit){.cols = (uint16_t)total};
	}
	size_t centre = from + (to > from ? to - from : 0) / 2;
	size_t start = centre > room / 2u ? centre - room / 2u : 0;
	start = start < total - room ? start : total - room;
	struct status_fit f = {.skip = start, .cols = room};
	if (start > 0 && f.cols > 1) {
		f.before = true;
		f.skip++;
		f.cols--;
	}
	if (f.skip + f.cols < total && f.cols > 1) {
		f.after = true;
		f.cols--;
	}
	return f;
}

static size_t columns(struct bytes b)
{
	return width_text((const char *)b.data, b.len);
}

size_t status_text_width(const char *text)
{
	struct format_piece piece = {0};
	size_t at = 0, width = 0;
	while (format_next_piece(text, &at, &piece)) {
		width += columns(piece.text);
	}
	return width;
}

void status_text_find(const char *text, int index, size_t *from, size_t *to)
{
	struct format_piece piece = {0};
	size_t at = 0, width = 0;
	*from = *to = 0;
	while (format_next_piece(text, &at, &piece)) {
		size_t n = columns(piece.text);
		if (piece.range_kind == 'w' && (int)piece.range_arg == index) {
			*from = *to == 0 ? width : *from;
			*to = width + n;
		}
		width += n;
	}
}

struct bytes status_text_skip(struct bytes b, size_t *skip)
{
	while (*skip > 0 && b.len > 0) {
		size_t n = cluster_next((const char *)b.data, b.len), cols = columns(bytes_of(b.data, n));
		*skip -= cols < *skip ? cols : *skip;
		b = bytes_of(b.data + n, b.len - n);
	}
	return b;
}
