#!/bin/sh
# tests/bench/terminal.sh [quick] -- all figures of mux as a terminal on this machine, beside tmux, in one
# run and in turns: floods with a client attached, keys, system calls, memory; then those of parse.sh, with
# and without a client, of lines.c and lines.sh. One table: ours, tmux's, ours / tmux's, what is aimed at,
# and whether it is met. `quick` leaves out lines.sh (minutes) and the larger client, and takes fewer rounds.
#
# Programs: MUX_BIN, TMUX_BIN, FLOOD, KEYLAT (else looked for in the build folder); parse.sh and lines.sh
# have their own. MB: size of a flood (32). System calls are counted where strace is there. On a busy
# machine only the ratios mean something, and times of keys hardly that.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
build=${MUX_BUILD:-$here/../../build/check}
mux=${MUX_BIN:-$build/bin/mux}
tmux=${TMUX_BIN:-tmux}
flood=${FLOOD:-$build/tests/bench/flood}
keylat=${KEYLAT:-$build/tests/bench/keylat}
texts=${LINES_BIN:-$build/tests/bench/lines}
MUX_BIN=$mux
export MUX_BIN
rounds=3
keys=400
mode=${1:-all}
[ "$mode" = quick ] && rounds=2 keys=120
tmp=$(mktemp -d)
MUX_TMPDIR=$tmp
TMUX_TMPDIR=$tmp
ENV=$tmp/rc
TERM=xterm-256color
LC_ALL=C.UTF-8
export MUX_TMPDIR TMUX_TMPDIR ENV TERM LC_ALL
unset TMUX MUX TMUX_PANE MUX_PANE
echo "PS1='ready> '" > "$tmp/rc"

program() { # NAME ARGUMENTS...
	case $1 in
	mux) shift && "$mux" -L bench -f /dev/null "$@" ;;
	tmux) shift && "$tmux" -L bench -f /dev/null "$@" ;;
	esac
}

attach() { # NAME: the command line that attaches
	case $1 in
	mux) echo "$mux -L bench attach" ;;
	tmux) echo "$tmux -L bench attach" ;;
	esac
}

finish() {
	program mux kill-server 2>/dev/null || :
	program tmux kill-server 2>/dev/null || :
	rm -rf "$tmp"
}
trap finish EXIT
trap 'exit 1' INT TERM

begin() { # SIZE: both servers, with one shell each
	for one in mux tmux; do
		program $one kill-server 2>/dev/null || :
	done
	sleep 0.5
	for one in mux tmux; do
		program $one new-session -d -x "${1%x*}" -y "${1#*x}" /bin/sh
		program $one display-message -p '#{pid}' > "$tmp/pid.$one"
	done
}

title() { printf '%-44s %10s %10s %9s  %-16s %s\n' "$@"; }

# WHAT OURS TMUX'S AIM: AIM is "<= X" or ">= X" of the ratio, "<= X abs" of our figure, or "-".
row() {
	echo "$2 $3 $4" | awk -v what="$1" '{
		ratio = ($2 > 0) ? sprintf("%.2f", $1 / $2) : ""
		is = ($5 == "abs") ? $1 : ratio
		good = ($3 == "<=") ? (is + 0 <= $4 + 0) : (is + 0 >= $4 + 0)
		aim = ($3 == "-") ? "" : $3 " " $4 ($5 == "abs" ? "" : " of tmux")
		met = (aim == "" || is == "") ? "" : (good ? "met" : "NOT MET")
		printf("%-44s %10s %10s %9s  %-16s %s\n", what, $1, $2, ratio, aim, met)
	}'
}

# FILE COLUMN [-r]: the best of the rounds; `middle` the median.
best() { sort -n ${3:-} -k "$2,$2" "$1" | head -1 | cut -d ' ' -f "$2"; }
middle() { sort -n -k "$2,$2" "$1" | awk -v c="$2" '{ v[NR] = $c } END { print v[int((NR + 1) / 2)] }'; }

floods() { # SIZE
	begin "$1"
	rm -f "$tmp/mux" "$tmp/tmux"
	i=0
	while [ $i -lt "$rounds" ]; do
		for name in tmux mux; do
			"$flood" --ready 'ready>' --size "$1" --mb "${MB:-32}" --server "$(cat "$tmp/pid.$name")" -- \
				$(attach $name) >> "$tmp/$name"
		done
		i=$((i + 1))
	done
	row "flood attached $1, MB/s" "$(best "$tmp/mux" 1 -r)" "$(best "$tmp/tmux" 1 -r)" ">= 3"
	row "  server's CPU, ns a byte" "$(best "$tmp/mux" 2)" "$(best "$tmp/tmux" 2)" "<= 0.333"
	row "  client's CPU, ns a byte" "$(best "$tmp/mux" 3)" "$(best "$tmp/tmux" 3)" "-"
	row "  bytes to the terminal, a byte" "$(middle "$tmp/mux" 4)" "$(middle "$tmp/tmux" 4)" "<= 0.1 abs"
	row "  end on the screen after, ms" "$(middle "$tmp/mux" 5)" "$(middle "$tmp/tmux" 5)" "<= 20 abs"
}

typed() { # NAME KEYS INTERVAL
	"$keylat" --csv --ready 'ready>' --size 120x40 --keys "$2" --interval "$3" -- $(attach "$1") | tr ',' ' '
}

# WHAT AIM-OF-THE-MEDIAN: in turns, so that both meet the same machine. On a new screen each time: on an
# old one the keys stand already.
keys() {
	rm -f "$tmp/mux" "$tmp/tmux"
	i=0
	while [ $i -lt "$rounds" ]; do
		for name in tmux mux; do
			begin 120x40
			typed $name $((keys / rounds)) 20 >> "$tmp/$name"
		done
		i=$((i + 1))
	done
	row "key to screen, $1, median ms" "$(middle "$tmp/mux" 5)" "$(middle "$tmp/tmux" 5)" "$2"
	row "  99 of 100, ms" "$(middle "$tmp/mux" 9)" "$(middle "$tmp/tmux" 9)" "<= 1"
}

# Both floods at once would weigh on each other: only one runs at a time.
keys_beside() {
	rm -f "$tmp/mux" "$tmp/tmux"
	i=0
	while [ $i -lt "$rounds" ]; do
		for name in tmux mux; do
			begin 120x40
			program $name split-window -h -d "exec $flood --produce 1000000 --report $tmp/never"
			sleep 0.5
			typed $name $((keys / rounds)) 30 >> "$tmp/$name"
		done
		i=$((i + 1))
	done
	row "key to screen, beside a flood, median ms" "$(middle "$tmp/mux" 5)" "$(middle "$tmp/tmux" 5)" "<= 1"
	row "  99 of 100, ms" "$(middle "$tmp/mux" 9)" "$(middle "$tmp/tmux" 9)" "<= 1"
}

calls() { # NAME WHO PID: of a process in three seconds, 30 keys
	timeout -s INT 3 strace -c -o "$tmp/calls.$1.$2" -p "$3" 2>/dev/null || :
}

system_calls() {
	command -v strace >/dev/null || return 0
	begin 120x40
	for name in mux tmux; do
		"$keylat" --csv --ready 'ready>' --size 120x40 --keys 39 --interval 100 -- $(attach $name) >/dev/null &
		typist=$!
		sleep 3.9
		client=$(cat "/proc/$typist/task/$typist/children")
		calls $name client ${client% } &
		other=$!
		calls $name server "$(cat "$tmp/pid.$name")"
		wait $other
		wait $typist || :
	done
	for who in server client; do
		for name in mux tmux; do
			awk '$NF == "total" { n = $(NF - 1) ~ /^[0-9]+$/ && NF > 5 ? $(NF - 2) : $(NF - 1) } END { printf "%.1f\n", n / 30 }' \
				"$tmp/calls.$name.$who" > "$tmp/$name.$who"
		done
	done
	row "system calls a key, server" "$(cat "$tmp/mux.server")" "$(cat "$tmp/tmux.server")" "<= 12 abs"
	row "system calls a key, client" "$(cat "$tmp/mux.client")" "$(cat "$tmp/tmux.client")" "<= 8 abs"
}

own() { awk '/^Private_Dirty/ { sum += $2 } END { print sum }' "/proc/$(cat "$tmp/pid.$1")/smaps"; }

echo "# $(uname -sr), $(nproc) processors, load $(cut -d ' ' -f 1 /proc/loadavg); $("$tmux" -V)"
title figure mux tmux ratio aim ''
begin 120x40
sleep 1
row "server's own memory, one pane, kB" "$(own mux)" "$(own tmux)" "<= 2048 abs"
keys idle "<= 1.5"
system_calls
keys_beside
floods 120x40
floods 200x60
program mux kill-server
program tmux kill-server

# HOW: what parse.sh says, kind by kind, as it is attached or not. None may be under 1.2 times as fast, all
# together are to be 3 times.
parsed() {
	sh "$here/parse.sh" "$rounds" > "$tmp/parse" || echo "parse.sh failed"
	awk 'NR > 1 && NF > 5 { print $1, $3, $2 }' "$tmp/parse" > "$tmp/kinds"
	while read -r kind ours theirs; do
		row "$1, $kind, s" "$ours" "$theirs" "<= 0.833"
	done < "$tmp/kinds"
	awk '{ a += log($2); b += log($3) } END { if (NR) printf "%.4f %.4f\n", exp(a / NR), exp(b / NR) }' "$tmp/kinds" > "$tmp/mean"
	while read -r ours theirs; do
		row "$1, geometric mean, s" "$ours" "$theirs" "<= 0.333"
	done < "$tmp/mean"
}

parsed detached
if command -v script >/dev/null; then
	for size in 120x40 200x60; do
		export ATTACH=$size
		parsed "client of $size"
		[ "$mode" != quick ] || break
	done
fi

"$texts" 1000 | awk -F '[: ]+' '/^resize of 200000/ { print $6, $7 }' > "$tmp/resizes"
while read -r size ms; do
	row "resize of 200000 lines to $size, ms" "$ms" - "<= 20 abs"
done < "$tmp/resizes"

# WHAT: what is aimed at.
aim_of() {
	case $1 in
	"idle pane"*) echo "<= 7168 abs" ;;
	"painted pane"*) echo "<= 40960 abs" ;;
	"history of log"*) echo "<= 120 abs" ;;
	"history of sgr"* | "history of cjk"*) echo "<= 180 abs" ;;
	"history of accented"*) echo "<= 130 abs" ;;
	"history of true"*) echo "<= 400 abs" ;;
	capture*) echo "<= 1" ;;
	*) echo "-" ;;
	esac
}

if [ "$mode" != quick ]; then
	sh "$here/lines.sh" > "$tmp/lines" || echo "lines.sh failed"
	# "mux WHAT: N UNIT" beside "tmux WHAT: N UNIT"
	awk -F ': ' '{ name = $1; sub(/ .*/, "", name); what = $1; sub(/^[a-z]* /, "", what); split($2, f, " ") }
		name == "mux" { n++; w[n] = what; ours[n] = f[1]; unit[n] = f[2]; at[what] = n }
		name == "tmux" { theirs[at[what]] = f[1] }
		END { for (i = 1; i <= n; i++) print w[i] ", " unit[i] "\t" ours[i] "\t" theirs[i] }' "$tmp/lines" > "$tmp/pairs"
	tab=$(printf '\t')
	while IFS=$tab read -r what ours theirs; do
		row "$what" "$ours" "${theirs:--}" "$(aim_of "$what")"
	done < "$tmp/pairs"
fi
