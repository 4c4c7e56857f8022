/* tests/unit/transport/seal_test.c -- the ciphers against their published vectors. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/err.h"
#include "base/rng.h"
#include "transport/seal.h"

static size_t unhex(const char *s, uint8_t *out)
{
	size_t n = 0;

	for (; s[0] != '\0' && s[1] != '\0'; s += 2) {
		int hi = s[0] <= '9' ? s[0] - '0' : s[0] - 'a' + 10;
		int lo = s[1] <= '9' ? s[1] - '0' : s[1] - 'a' + 10;
		out[n++] = (uint8_t)(hi << 4 | lo);
	}
	return n;
}

static void test_aead_vector(void **state)
{
	/* RFC 8439, appendix A.5 */
	static const char text[] =
		"Internet-Drafts are draft documents valid for a maximum of six months and may be "
		"updated, "
		"replaced, or obsoleted by other documents at any time. It is inappropriate to use "
		"Internet-Drafts as reference material or to cite them other than as "
		"/\xe2\x80\x9cwork in progress./\xe2\x80\x9d";
	uint8_t key[32], ad[12], tag[16], out[512], back[512];
	struct seal *s = seal_new();
	struct seal_key *k;
	size_t len = sizeof text - 1;

	(void)state;
	assert_non_null(s);
	unhex("1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0", key);
	unhex("f33388860000000000004e91", ad);
	unhex("eead9d67890cbb22392336fea1851f38", tag);
	k = seal_key_new(s, key);
	assert_int_equal(
		seal_encrypt(k, 0x0102030405060708u, bytes_of(ad, 12), bytes_of(text, len), out),
		0);
	assert_memory_equal(out + len, tag, 16);
	assert_int_equal(seal_decrypt(k, 0x0102030405060708u, bytes_of(ad, 12),
	                         bytes_of(out, len + 16), back),
		0);
	assert_memory_equal(back, text, len);
	for (size_t bit = 0; bit < 8 * (len + 16); bit += 101) {
		out[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_int_equal(seal_decrypt(k, 0x0102030405060708u, bytes_of(ad, 12),
		                         bytes_of(out, len + 16), back),
			ERR_AUTH);
		out[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	assert_int_equal(
		seal_decrypt(k, 1, bytes_of(ad, 12), bytes_of(out, len + 16), back), ERR_AUTH);
	assert_int_equal(back[0], 0);
	assert_int_equal(seal_decrypt(k, 1, bytes_of(ad, 12), bytes_of(out, 15), back), ERR_AUTH);
	seal_key_free(k);
	seal_free(s);
}

static void test_dh_vector(void **state)
{
	/* RFC 7748, section 6.1 */
	uint8_t secret[32], point[32], want[32], got[32], zero[32] = {0};
	struct seal *s = seal_new();

	(void)state;
	unhex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb", secret);
	unhex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a", point);
	unhex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742", want);
	assert_int_equal(seal_dh(s, secret, point, got), 0);
	assert_memory_equal(got, want, 32);
	assert_int_equal(seal_dh(s, secret, zero, got), ERR_AUTH);
	seal_free(s);
}

static void test_dh_agrees(void **state)
{
	struct rng_seed seed;
	struct rng r = rng_seeded(&seed, 5);
	struct seal *s = seal_new();

	(void)state;
	for (int i = 0; i < 8; i++) {
		uint8_t a[32], b[32], pa[32], pb[32], ab[32], ba[32];

		assert_int_equal(seal_keypair(s, r, a, pa), 0);
		assert_int_equal(seal_keypair(s, r, b, pb), 0);
		assert_int_equal(seal_dh(s, a, pb, ab), 0);
		assert_int_equal(seal_dh(s, b, pa, ba), 0);
		assert_true(seal_equal(ab, ba, 32));
		assert_false(seal_equal(ab, pa, 32));
	}
	seal_free(s);
}

static void test_mask_vector(void **state)
{
	/* RFC 9001, appendix A.5 */
	uint8_t key[32], sample[16], want[5], got[5];
	struct seal *s = seal_new();
	struct seal_mask *m;

	(void)state;
	unhex("25a282b9e82f06f21f488917a4fc8f1b73573685608597d0efcb076b0ab7a7a4", key);
	unhex("5e5cd55c41f69080575d7999c25a5bfb", sample);
	unhex("aefefe7d03", want);
	m = seal_mask_new(s, key);
	assert_int_equal(seal_mask_bytes(m, sample, got), 0);
	assert_memory_equal(got, want, 5);
	seal_mask_free(m);
	seal_free(s);
}

static void test_hkdf_vector(void **state)
{
	/* RFC 5869, test case 3: no salt is a salt of zeros, no info */
	uint8_t zero[32] = {0}, ikm[22], want[42], out[3][32];
	struct seal *s = seal_new();

	(void)state;
	memset(ikm, 0x0b, sizeof ikm);
	unhex("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c"
	      "8",
		want);
	assert_int_equal(seal_hkdf(s, zero, bytes_of(ikm, sizeof ikm), 3, out), 0);
	assert_memory_equal(out[0], want, 32);
	assert_memory_equal(out[1], want + 32, 10);
	seal_free(s);
}

static void test_hash_joins(void **state)
{
	uint8_t whole[32], parts[32], want[32];
	struct seal *s = seal_new();

	(void)state;
	unhex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", want);
	assert_int_equal(seal_hash(s, bytes_str("abc"), bytes_of(NULL, 0), whole), 0);
	assert_int_equal(seal_hash(s, bytes_str("a"), bytes_str("bc"), parts), 0);
	assert_memory_equal(whole, want, 32);
	assert_memory_equal(parts, want, 32);
	seal_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_aead_vector),
		cmocka_unit_test(test_dh_vector),
		cmocka_unit_test(test_dh_agrees),
		cmocka_unit_test(test_mask_vector),
		cmocka_unit_test(test_hkdf_vector),
		cmocka_unit_test(test_hash_joins),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
