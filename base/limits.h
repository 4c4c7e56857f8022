/* base/limits.h -- limits of base/. */
#pragma once

#define LIMIT_LOG_LINE 1024 /* bytes of one log line; longer is cut */
