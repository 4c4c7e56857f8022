#!/bin/sh
# tests/checks/sources.sh -- the lists of Makefile.am name the files of the tree.
exec "$MUX_SOURCE/scripts/update-sources" --check
