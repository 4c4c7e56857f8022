/* base/err.h -- the error codes that every folder returns: 0 is success, the rest is negative. */
#pragma once

enum {
	ERR_NOSPACE = -1,  /* no room: a pane under its minimum, a buffer or table at its limit */
	ERR_PROTO = -2,    /* bytes from outside that do not decode */
	ERR_AUTH = -3,     /* authentication failed */
	ERR_REPLAY = -4,   /* a packet number seen before, or too old to tell */
	ERR_LIMIT = -5,    /* a named LIMIT_* would be exceeded */
	ERR_NOTFOUND = -6, /* no such thing */
	ERR_EXISTS = -7,   /* it is there already */
	ERR_ARG = -8,      /* an argument out of range, or text that does not parse */
	ERR_SYS = -9,      /* the operating system said no; errno has it */
	ERR_STATE = -10,   /* not now: the object is in another state */
	ERR_AGAIN = -11,   /* nothing yet; try again later */
	ERR_VERSION = -12, /* the peer speaks another protocol version */
	ERR_CRYPTO = -13,  /* the crypto library failed */
};

/* A short lower-case English text for a code ("no space"); never NULL, static storage. */
const char *err_str(int code);
