/* tests/tools/netem_ecn.c -- the ECN field of IP packets. */
#include "tests/tools/netem_ecn.h"

#include <string.h>

#define ECN_BITS 3
#define CE 3
#define IP4_HEAD 20
#define IP6_HEAD 40

static const char *const words[] = {"keep", "bleach", "drop", "ce"};

int netem_ecn_parse(const char *word)
{
	for (int i = 0; i < (int)(sizeof(words) / sizeof(words[0])); i++) {
		if (strcmp(word, words[i]) == 0) {
			return i;
		}
	}
	return -1;
}

const char *netem_ecn_text(enum netem_ecn how)
{
	return words[how];
}

static bool is_ip4(const uint8_t *p, size_t len)
{
	return len >= IP4_HEAD && p[0] >> 4 == 4;
}

static bool is_ip6(const uint8_t *p, size_t len)
{
	return len >= IP6_HEAD && p[0] >> 4 == 6;
}

uint8_t netem_ecn_of(const uint8_t *p, size_t len)
{
	return is_ip4(p, len) ? p[1] & ECN_BITS : is_ip6(p, len) ? p[1] >> 4 & ECN_BITS : 0;
}

/* RFC 1624: the checksum when one 16-bit word of the header changes. */
static void fix_checksum(uint8_t *p, uint16_t was, uint16_t is)
{
	uint32_t sum = (uint32_t)(uint16_t)~(uint16_t)(p[10] << 8 | p[11]) + (uint16_t)~was + is;

	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	p[10] = (uint8_t)(~sum >> 8);
	p[11] = (uint8_t)~sum;
}

void netem_ecn_set(uint8_t *p, size_t len, uint8_t ecn)
{
	if (is_ip4(p, len)) {
		uint16_t was = (uint16_t)(p[0] << 8 | p[1]);

		p[1] = (uint8_t)((p[1] & ~ECN_BITS) | ecn);
		fix_checksum(p, was, (uint16_t)(p[0] << 8 | p[1]));
	} else if (is_ip6(p, len)) {
		p[1] = (uint8_t)((p[1] & ~(ECN_BITS << 4)) | ecn << 4);
	}
}

bool netem_ecn_pass(
        enum netem_ecn how, bool marks, uint8_t *packet, size_t len, struct netem_ecn_stats *stats)
{
	uint8_t ecn = netem_ecn_of(packet, len);

	if (ecn == 0) {
		return true;
	}
	stats->ect++;
	if (how == NETEM_ECN_DROP) {
		stats->dropped++;
		return false;
	}
	if (how == NETEM_ECN_BLEACH) {
		netem_ecn_set(packet, len, 0);
	} else if (how == NETEM_ECN_CE || marks) {
		stats->ce += ecn != CE;
		netem_ecn_set(packet, len, CE);
	}
	return true;
}
