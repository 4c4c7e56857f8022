/* cmd/glob.h -- patterns with * ? [a-z] and \x over UTF-8. Work is at most len(pattern) * len(text). */
#pragma once

#include <stdbool.h>

bool glob_match(const char *pattern, const char *text, bool ignore_case);
