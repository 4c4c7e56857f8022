/* cmd/options_table.h -- the rows behind cmd/options.h. */
#pragma once

#include "cmd/options.h"

extern const struct option_def option_table[];
extern const size_t option_table_count;
