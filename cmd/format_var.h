/* cmd/format_var.h -- the variables that the model answers. */
#pragma once

#include "cmd/format.h"

/* Appends the value; false when there is no such variable, or nothing it could be about. */
bool format_variable(const struct format_ctx *f, const char *name, struct buf *out);
size_t format_variable_count(void);
const char *format_variable_name(size_t i); /* by name */
