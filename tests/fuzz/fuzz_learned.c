/* tests/fuzz/fuzz_learned.c -- the file of what typing taught, its sum put right so that the fuzzer gets past it.
 * What decodes encodes to the same bytes. */
#include <stdint.h>
#include <stdlib.h>

#include "base/wr.h"
#include "client/predict_learned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct buf file = {0}, again = {0};
	uint8_t sum[8];
	struct wr w;
	if (len > LIMIT_LEARNED_BYTES) {
		return 0;
	}
	wr_init(&w, sum, sizeof(sum));
	wr_u64(&w, learned_hash(0, data, len));
	buf_put(&file, data, len);
	buf_put(&file, sum, sizeof(sum));
	struct learned *l = learned_new(), *m = learned_new();
	if (learned_decode(l, buf_bytes(&file)) == 0) {
		learned_encode(l, &again);
		struct buf third = {0};
		if (learned_decode(m, buf_bytes(&again)) != 0) {
			abort();
		}
		learned_encode(m, &third);
		if (!bytes_equal(buf_bytes(&again), buf_bytes(&third))) {
			abort();
		}
		buf_finish(&third);
	}
	learned_decode(l, bytes_of(data, len)); /* and as it is */
	learned_free(l);
	learned_free(m);
	buf_finish(&file);
	buf_finish(&again);
	return 0;
}
