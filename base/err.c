/* base/err.c -- texts for the error codes. */
#include "base/err.h"

const char *err_str(int code)
{
	switch (code) {
	case 0:
		return "no error";
	case ERR_NOSPACE:
		return "no space";
	case ERR_PROTO:
		return "malformed data";
	case ERR_AUTH:
		return "authentication failed";
	case ERR_REPLAY:
		return "replayed packet";
	case ERR_LIMIT:
		return "limit exceeded";
	case ERR_NOTFOUND:
		return "not found";
	case ERR_EXISTS:
		return "exists already";
	case ERR_ARG:
		return "bad argument";
	case ERR_SYS:
		return "system error";
	case ERR_STATE:
		return "not possible in this state";
	case ERR_AGAIN:
		return "try again later";
	case ERR_VERSION:
		return "protocol version mismatch";
	case ERR_CRYPTO:
		return "crypto library failed";
	default:
		return "unknown error";
	}
}
