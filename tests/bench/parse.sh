#!/bin/sh
# tests/bench/parse.sh [ROUNDS [KIND...]] -- how long a file of each kind takes through a pane of 120x40 with 2000
# lines of history and nobody attached: mux beside tmux, in turns, wall time and CPU time of the server. Prints the
# best round of each as ratios, tmux / mux: 2 is twice as fast as tmux; `bare` is a reader that looks at nothing.
# ATTACH=CxR: with a client of that size on each, whose output is read and dropped.
# Programs: MUX_BIN, PARSE (else looked for in the build folder), TMUX_BIN. MB: size of a file (8).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
build=${MUX_BUILD:-$here/../../build/check}
mux=${MUX_BIN:-$build/bin/mux}
tmux=${TMUX_BIN:-tmux}
parse=${PARSE:-$build/tests/bench/parse}
rounds=${1:-3}
[ $# -gt 0 ] && shift
tmp=$(mktemp -d)
export TMUX_TMPDIR="$tmp" MUX_TMPDIR="$tmp" LC_ALL=C.UTF-8 SHELL=/bin/sh
unset TMUX MUX

finish() {
	"$tmux" -L bench kill-server 2>/dev/null || :
	"$mux" -L bench kill-server 2>/dev/null || :
	rm -rf "$tmp"
}
trap finish EXIT
trap 'exit 1' INT TERM

start() { # program
	echo 'set -g history-limit 2000' > "$tmp/conf"
	"$1" -L bench -f "$tmp/conf" new-session -d -x 120 -y 40 'exec /bin/sh'
	"$1" -L bench display-message -p '#{pid}' > "$tmp/pid"
}

once() { # program name kind
	rm -f "$tmp/done" "$tmp/out"
	cat > "$tmp/run" <<-END
		'$parse' --drain '$tmp/$3' $(cat "$tmp/pid.$2") 2> '$tmp/out'
		: > '$tmp/done'
	END
	"$1" -L bench send-keys "sh $tmp/run" Enter
	i=0
	while [ ! -e "$tmp/done" ]; do
		i=$((i + 1))
		[ $i -lt 1200 ] || { echo "no answer: $2 $3" >&2; exit 1; }
		sleep 0.1
	done
	cat "$tmp/out" >> "$tmp/$2.$3"
}

attach() { # program
	script -qfc "stty cols ${ATTACH%x*} rows ${ATTACH#*x}; exec '$1' -L bench attach" /dev/null \
		< "$tmp/keys" > /dev/null &
	i=0
	until "$1" -L bench list-clients | grep -q . || [ $i -ge 100 ]; do
		i=$((i + 1))
		sleep 0.1
	done
}

start "$tmux"
mv "$tmp/pid" "$tmp/pid.tmux"
start "$mux"
mv "$tmp/pid" "$tmp/pid.mux"
[ $# -gt 0 ] || set -- $("$parse" --list)
if [ -n "${ATTACH:-}" ]; then
	mkfifo "$tmp/keys"
	exec 9<> "$tmp/keys" # stays open: nobody types, and nobody hangs up
	export TERM=xterm-256color
	attach "$tmux"
	attach "$mux"
	sleep 0.5
fi

best() { # file column
	sort -n -k "$2,$2" "$1" | head -1 | cut -d ' ' -f "$2"
}

printf '%-12s %9s %9s %9s %9s %9s\n' kind 'tmux s' 'mux s' wall cpu bare
for kind in "$@"; do
	"$parse" --write "$kind" "${MB:-8}" > "$tmp/$kind"
	i=0
	while [ $i -lt "$rounds" ]; do
		once "$tmux" tmux "$kind"
		once "$mux" mux "$kind"
		"$parse" --bare "$tmp/$kind" 2>> "$tmp/bare.$kind"
		i=$((i + 1))
	done
	echo "$kind $(best "$tmp/tmux.$kind" 1) $(best "$tmp/mux.$kind" 1) $(best "$tmp/bare.$kind" 1)" \
		"$(best "$tmp/tmux.$kind" 2) $(best "$tmp/mux.$kind" 2)"
	rm -f "$tmp/$kind"
done | awk '{
	printf "%-12s %9.3f %9.3f %9.2f %9.2f %9.2f\n", $1, $2, $3, $2 / $3, $5 / $6, $2 / $4
	fflush()
	w += log($2 / $3); c += log($5 / $6); b += log($2 / $4)
} END { printf "%-12s %9s %9s %9.2f %9.2f %9.2f\n", "mean", "", "", exp(w / NR), exp(c / NR), exp(b / NR) }'
