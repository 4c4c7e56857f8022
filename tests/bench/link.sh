#!/bin/sh
# tests/bench/link.sh [quick] -- keys over bad networks, mux beside mosh (Debian's package) through the same
# emulator, prediction off. Root: two network namespaces and a real sshd. Prints one line a case and program;
# `quick` types fewer keys. Programs: MUX_BIN, MUX_NETEM, KEYLAT (else looked for in the build folder).
set -eu
. "$(dirname "$0")/lib.sh"

keys=500
[ "${1:-}" = quick ] && keys=100
bench_begin
bench_lab delay=0

lat() { # what, keylat's options, -- command...
	printf '%-28s ' "$1"
	shift
	typist "$keylat" --ready '#' "$@" || echo "failed"
}

both() { # label, keylat's options
	label=$1
	shift
	lat "$label mux" "$@" -- "$mux" attach --predict=never --ssh="$ssh" --server="$mux" far -- /bin/sh
	if have_mosh; then
		lat "$label mosh" "$@" -- mosh --predict=never --ssh="$ssh" far -- /bin/sh
	fi
}

few=$((keys / 5))
for rtt in 0 100 300; do
	ctl "set delay=$((rtt / 2)) loss=0 jitter=0"
	both "rtt $rtt" --keys "$few" --interval 250
done
for rtt in 20 100 300; do
	ctl "set delay=$((rtt / 2))"
	both "rtt $rtt yes, ctrl-c" --flood --keys 5
done
ctl "set delay=50 loss=29"
both "rtt 100 loss 29%+29%" --keys "$keys" --interval 250
