/* window/sgr.h -- SGR: parameters to a style, and a style back to parameters. */
#pragma once

#include "base/buf.h"
#include "window/parser.h"
#include "window/style.h"

/* Applies the parameters of `CSI ... m` to s. Unknown ones are skipped with what belongs to them.
 */
void sgr_apply(struct style *s, const struct seq *seq);
/* Appends the parameters that make s out of the default style: "0;1;38:2::1:2:3". */
void sgr_write(const struct style *s, struct buf *out);
