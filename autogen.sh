#!/bin/sh
# autogen.sh -- makes ./configure from configure.ac and Makefile.am.
set -e
cd "$(dirname "$0")"
mkdir -p m4
if ! command -v autoreconf >/dev/null; then
	echo "autogen.sh: autoreconf not found: apt-get install autoconf automake" >&2
	exit 1
fi
if ! command -v automake >/dev/null; then
	echo "autogen.sh: automake not found: apt-get install automake" >&2
	exit 1
fi
exec autoreconf --install --force
