#!/bin/sh
# tests/checks/globals.sh -- no library has an object that can change and belongs to nobody.
set -e
cd "$MUX_BUILD"
exec "$MUX_SOURCE/scripts/check-globals" lib*.a
