/* window/scan.c -- finds and decodes runs of text in a program's output. The only file that knows the
 * machine's vectors. */
#include "window/scan.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON) && defined(__aarch64__)
#include <arm_neon.h>
#endif

enum { VECTOR = 16 };

size_t scan_ascii_plain(const uint8_t *s, size_t len)
{
	size_t i = 0;
	while (i < len && s[i] >= 0x20 && s[i] < 0x7f) {
		i++;
	}
	return i;
}

size_t scan_string_plain(const uint8_t *s, size_t len)
{
	size_t i = 0;
	while (i < len && s[i] >= 0x20 && s[i] != 0x7f) {
		i++;
	}
	return i;
}

static bool is_tail(uint8_t c)
{
	return (c & 0xc0) == 0x80;
}

/* Decodes one printable character at s; returns its bytes, 0 when it is none. */
static inline size_t decode(const uint8_t *s, size_t len, uint32_t *out)
{
	uint8_t c = s[0];
	if (c < 0x80) {
		*out = c;
		return c >= 0x20 && c != 0x7f ? 1 : 0;
	}
	if (c < 0xe0) {
		if (c < 0xc2 || len < 2 || !is_tail(s[1]) || (c == 0xc2 && s[1] < 0xa0)) {
			return 0;
		}
		*out = (c & 0x1fu) << 6 | (s[1] & 0x3fu);
		return 2;
	}
	if (c < 0xf0) {
		if (len < 3 || !is_tail(s[1]) || !is_tail(s[2])) {
			return 0;
		}
		uint32_t cp = (c & 0x0fu) << 12 | (s[1] & 0x3fu) << 6 | (s[2] & 0x3fu);
		*out = cp;
		return cp < 0x800 || (cp >= 0xd800 && cp <= 0xdfff) ? 0 : 3;
	}
	if (len < 4 || c > 0xf4 || !is_tail(s[1]) || !is_tail(s[2]) || !is_tail(s[3])) {
		return 0;
	}
	uint32_t cp =
	        (c & 0x07u) << 18 | (s[1] & 0x3fu) << 12 | (s[2] & 0x3fu) << 6 | (s[3] & 0x3fu);
	*out = cp;
	return cp < 0x10000 || cp > 0x10ffff ? 0 : 4;
}

size_t scan_text_plain(const uint8_t *s, size_t len, uint32_t *out, size_t max, size_t *used)
{
	size_t n = 0, at = 0;
	while (n < max && at < len) {
		size_t more = decode(s + at, len - at, &out[n]);
		if (more == 0) {
			break;
		}
		at += more;
		n++;
	}
	*used = at;
	return n;
}

#if defined(__SSE2__)

/* A bit for each of 16 bytes that is not in 0x20..0x7e. As signed bytes all others are below 0x20. */
static inline unsigned not_ascii(const uint8_t *s)
{
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)s);
	__m128i low = _mm_cmplt_epi8(v, _mm_set1_epi8(0x20));
	__m128i del = _mm_cmpeq_epi8(v, _mm_set1_epi8(0x7f));
	return (unsigned)_mm_movemask_epi8(_mm_or_si128(low, del));
}

/* A bit for each of 16 bytes that is a control. */
static inline unsigned controls(const uint8_t *s)
{
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)s);
	__m128i low = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1f)), v);
	__m128i del = _mm_cmpeq_epi8(v, _mm_set1_epi8(0x7f));
	return (unsigned)_mm_movemask_epi8(_mm_or_si128(low, del));
}

static inline size_t first_of(unsigned bits)
{
	return (size_t)__builtin_ctz(bits);
}

/* 16 bytes to 16 code points. */
static inline void widen(const uint8_t *s, uint32_t *out)
{
	const __m128i zero = _mm_setzero_si128();
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)s);
	__m128i lo = _mm_unpacklo_epi8(v, zero), hi = _mm_unpackhi_epi8(v, zero);
	__m128i *to = (__m128i *)(void *)out;
	_mm_storeu_si128(to, _mm_unpacklo_epi16(lo, zero));
	_mm_storeu_si128(to + 1, _mm_unpackhi_epi16(lo, zero));
	_mm_storeu_si128(to + 2, _mm_unpacklo_epi16(hi, zero));
	_mm_storeu_si128(to + 3, _mm_unpackhi_epi16(hi, zero));
}

#define HAS_VECTORS 1

#elif defined(__ARM_NEON) && defined(__aarch64__)

/* Four bits for each of 16 bytes, as shrn gives them. */
static inline uint64_t mask_of(uint8x16_t bad)
{
	return vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(bad), 4)), 0);
}

static inline uint64_t not_ascii(const uint8_t *s)
{
	uint8x16_t v = vld1q_u8(s);
	return mask_of(vorrq_u8(vcltq_u8(v, vdupq_n_u8(0x20)), vcgeq_u8(v, vdupq_n_u8(0x7f))));
}

static inline uint64_t controls(const uint8_t *s)
{
	uint8x16_t v = vld1q_u8(s);
	return mask_of(vorrq_u8(vcltq_u8(v, vdupq_n_u8(0x20)), vceqq_u8(v, vdupq_n_u8(0x7f))));
}

static inline size_t first_of(uint64_t bits)
{
	return (size_t)__builtin_ctzll(bits) / 4;
}

static inline void widen(const uint8_t *s, uint32_t *out)
{
	uint8x16_t v = vld1q_u8(s);
	uint16x8_t lo = vmovl_u8(vget_low_u8(v)), hi = vmovl_u8(vget_high_u8(v));
	vst1q_u32(out, vmovl_u16(vget_low_u16(lo)));
	vst1q_u32(out + 4, vmovl_u16(vget_high_u16(lo)));
	vst1q_u32(out + 8, vmovl_u16(vget_low_u16(hi)));
	vst1q_u32(out + 12, vmovl_u16(vget_high_u16(hi)));
}

#define HAS_VECTORS 1

#else
#define HAS_VECTORS 0
#endif

#if HAS_VECTORS

size_t scan_ascii(const uint8_t *s, size_t len)
{
	size_t i = 0;
	for (; i + VECTOR <= len; i += VECTOR) {
		if (not_ascii(s + i) != 0) {
			return i + first_of(not_ascii(s + i));
		}
	}
	return i + scan_ascii_plain(s + i, len - i);
}

size_t scan_string(const uint8_t *s, size_t len)
{
	size_t i = 0;
	for (; i + VECTOR <= len; i += VECTOR) {
		if (controls(s + i) != 0) {
			return i + first_of(controls(s + i));
		}
	}
	return i + scan_string_plain(s + i, len - i);
}

size_t scan_text(const uint8_t *s, size_t len, uint32_t *out, size_t max, size_t *used)
{
	size_t n = 0, at = 0;
	while (n < max && at < len) {
		if (s[at] < 0x80 && len - at >= VECTOR && max - n >= VECTOR) {
			size_t run = not_ascii(s + at) != 0 ? first_of(not_ascii(s + at)) : VECTOR;
			if (run == 0) {
				break;
			}
			widen(s + at, out + n); /* what comes after the run is written over */
			at += run;
			n += run;
			continue;
		}
		size_t more = decode(s + at, len - at, &out[n]);
		if (more == 0) {
			break;
		}
		at += more;
		n++;
	}
	*used = at;
	return n;
}

#else

size_t scan_ascii(const uint8_t *s, size_t len)
{
	return scan_ascii_plain(s, len);
}

size_t scan_string(const uint8_t *s, size_t len)
{
	return scan_string_plain(s, len);
}

size_t scan_text(const uint8_t *s, size_t len, uint32_t *out, size_t max, size_t *used)
{
	return scan_text_plain(s, len, out, max, used);
}

#endif
