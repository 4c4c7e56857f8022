#!/bin/sh
# tests/bench/predict.sh [quick] -- lines typed at a shell over a round trip of 200 ms: how many of the keys are shown
# within 16 ms, mux beside mosh (Debian's package) through the same emulator, in a lone pane. mux runs twice: on
# a first day, and on a second, when it knows the prompt. Root: two network namespaces and a real sshd.
# Programs: MUX_BIN, MUX_NETEM, KEYLAT (else looked for in the build folder).
set -eu
. "$(dirname "$0")/lib.sh"

keys=400
[ "${1:-}" = quick ] && keys=120
bench_begin
bench_lab delay=0
# The prompt is bash's own: no options or quotes have to pass through two command lines.
cat > "$tmp/shell" <<-'END'
	#!/bin/sh
	PS1='far$ ' HISTFILE= exec bash --norc --noprofile -i
END
chmod +x "$tmp/shell"

typed() { # what, command...
	printf '%-28s ' "$1"
	shift
	typist "$keylat" --shell --ready 'far$' --keys "$keys" --interval 150 -- "$@" || echo "failed"
}

ctl "set delay=100 loss=0 jitter=0"
for when in adaptive always; do
	for day in first second; do
		[ $day = first ] && rm -rf "$tmp/state"
		typed "$when mux, $day day" "$mux" attach --predict=$when --ssh="$ssh" --server="$mux" far -- "$tmp/shell"
		far_end
	done
	if have_mosh; then
		typed "$when mosh" mosh --predict=$when --ssh="$ssh" far -- "$tmp/shell"
	fi
done
