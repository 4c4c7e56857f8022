#!/bin/sh
# tests/sim/figures.sh -- measures connections over all link profiles and writes doc/link-figures.md.
#
#   tests/sim/figures.sh full [PROFILES_TEST]          100000 connections in two processes
#   MUX_SEEDS=N tests/sim/figures.sh PROFILES_TEST [JOBS]
#
# PROFILES_TEST is the built tests/sim/profiles_test (of this tree, if it is not given). With JOBS, the
# seeds are dealt out to so many processes, whose tables all have to pass; the first one's table is kept.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
if [ "${1:-}" = full ]; then
	test=${2:-$root/tests/sim/profiles_test}
	jobs=2
	seeds=100000
else
	test=${1:?the built profiles_test expected}
	jobs=${2:-1}
	seeds=${MUX_SEEDS:-14000}
fi
begun=$(date +%s)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
job=0
pids=
while [ "$job" -lt "$jobs" ]; do
	MUX_PROFILES=$root/tests/sim/profiles MUX_SEED=$((job * 1000000 + 1)) MUX_SEEDS=$((seeds / jobs)) \
		"$test" >"$tmp/$job" 2>&1 &
	pids="$pids $!"
	job=$((job + 1))
done
for pid in $pids; do
	wait "$pid" || { cat "$tmp"/*; exit 1; }
done
times >"$tmp/times"
cpu=$(awk 'END { print $1 }' "$tmp/times")
{
	cat <<END
# Figures of the link, in the simulator

Written by \`tests/sim/figures.sh\`. Each connection runs ten virtual seconds over a profile of
\`tests/sim/profiles\` and types fifty keys, 200 ms apart, without prediction; in the end both ends
must agree. Times in ms, from the key to its echo; datagrams and bytes (UDP payload) up / down.
$seeds connections in $cpu of processor time, $(($(date +%s) - begun)) s by the clock.

END
	grep '^|' "$tmp/0"
} >"$root/doc/link-figures.md"
