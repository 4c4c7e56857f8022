#!/bin/sh
# tests/bench/lines.sh [LINES] -- memory of panes and of history, and the time of capture-pane, mux beside
# tmux in one run, through their own sockets. Prints a line a figure. Programs: MUX_BIN, LINES_BIN (lines.c),
# else looked for in the build folder. Linux: reads /proc/PID/smaps.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
build=${MUX_BUILD:-$here/../../build/check}
mux=${MUX_BIN:-$build/bin/mux}
texts=${LINES_BIN:-$build/tests/bench/lines}
count=${1:-100000}
panes=32
tmp=$(mktemp -d)
MUX_TMPDIR=$tmp
TMUX_TMPDIR=$tmp
export MUX_TMPDIR TMUX_TMPDIR
unset MUX TMUX

program() { # NAME ARGUMENTS...
	name=$1
	shift
	case $name in
	mux) "$mux" -L lines "$@" ;;
	tmux) tmux -L lines -f /dev/null "$@" ;;
	esac
}

finish() {
	program mux kill-server 2>/dev/null || :
	program tmux kill-server 2>/dev/null || :
	rm -rf "$tmp"
}
trap finish EXIT
trap 'exit 1' INT TERM

# kB that are the process's own.
own() { awk '/^Private_Dirty/ { sum += $2 } END { print sum }' "/proc/$1/smaps"; }

now() { date +%s%N; }

# Waits until the file is there, a minute at most.
await() {
	i=0
	until [ -e "$1" ] || [ $i -ge 600 ]; do
		sleep 0.1
		i=$((i + 1))
	done
}

awk 'BEGIN { for (y = 1; y <= 40; y++) { printf "\033[%d;1H\033[%dm", y, 31 + y % 7
	for (x = 0; x < 120; x++) printf "%s%c", x % 20 == 0 ? "\033[7m" : "", 97 + (x + y) % 26 } }' > "$tmp/painting"

for name in mux tmux; do
	program $name new-session -d -x 120 -y 40 "cat" >/dev/null
	program $name set -g history-limit $((count * 2))
	pid=$(program $name display-message -p '#{pid}')
	sleep 3
	at=$(own "$pid")
	echo "$name server with one pane: $at kB"
	i=0
	while [ $i -lt $panes ]; do
		program $name new-window -d 'printf "user@host:~$ "; exec cat'
		i=$((i + 1))
	done
	sleep 4
	next=$(own "$pid")
	echo "$name idle pane: $(((next - at) * 1024 / panes)) bytes"
	at=$next
	i=0
	while [ $i -lt $panes ]; do
		program $name new-window -d "cat $tmp/painting; exec cat"
		i=$((i + 1))
	done
	sleep 4
	next=$(own "$pid")
	echo "$name painted pane: $(((next - at) * 1024 / panes)) bytes"
	program $name kill-server
	sleep 1
	for kind in log sgr accented true-colour cjk; do
		"$texts" --text $kind "$count" > "$tmp/text"
		program $name new-session -d -x 80 -y 24 "cat" >/dev/null
		program $name set -g history-limit $((count * 2))
		pid=$(program $name display-message -p '#{pid}')
		sleep 3
		at=$(own "$pid")
		program $name new-window -d -n $kind "cat $tmp/text; touch $tmp/done; exec cat"
		await "$tmp/done"
		rm -f "$tmp/done"
		sleep 12
		next=$(own "$pid")
		echo "$name history of $kind: $(((next - at) * 1024 / count)) bytes a line"
		for flags in -p "-e -p"; do
			from=$(now)
			program $name capture-pane $flags -S - -t :$kind > "$tmp/$name.out"
			echo "$name capture-pane $flags, $kind: $((($(now) - from) / 1000000)) ms," \
				"$(wc -l < "$tmp/$name.out") lines"
		done
		program $name kill-server
		sleep 1
	done
done
