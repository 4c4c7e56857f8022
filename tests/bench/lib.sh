# shellcheck shell=sh
# tests/bench/lib.sh -- what the measurements share: programs, a folder of their own, a table; and for those
# over a bad network two namespaces with the emulator between them and a real sshd. Sourced, after `set -eu`:
#
#   . "$(dirname "$0")/lib.sh"
#   bench_begin             programs, $tmp; all is ended and removed when the script ends
#   bench_lab SETTING...    namespaces and sshd; without root the script ends here, with status 77
#
# Programs: MUX_BIN, MUX_NETEM, KEYLAT, FLOOD (else looked for in the build folder, MUX_BUILD).

source=$(cd "$(dirname "$0")/../.." && pwd)
build=${MUX_BUILD:-$source/build/check}
mux=${MUX_BIN:-$build/bin/mux}
keylat=${KEYLAT:-$build/tests/bench/keylat}
flood=${FLOOD:-$build/tests/bench/flood}
MUX_NETEM=${MUX_NETEM:-$build/tests/tools/mux-netem}
MUX_BIN=$mux
export MUX_NETEM MUX_BIN
lab=
tmp=
other=mosh # beside whom mux stands in the table

bench_begin() {
	tmp=$(mktemp -d "${TMPDIR:-/tmp}/mux-bench.XXXXXX")
	trap bench_finish EXIT
	trap 'exit 1' INT TERM HUP
	unset MUX TMUX MUX_PANE TMUX_PANE MUX_PREDICTION_DISPLAY MOSH_PREDICTION_DISPLAY
	echo "# $(uname -sr), $(nproc) processors, load $(cut -d ' ' -f 1 /proc/loadavg)"
}

# All that runs in the namespaces was started there by the script.
bench_finish() {
	trap - EXIT
	if [ -n "$lab" ]; then
		bench_end_all
		netns down "$lab" >/dev/null 2>&1 || :
	fi
	if [ "${MUX_KEEP:-no}" = yes ]; then
		echo "# kept: $tmp"
	elif [ -n "$tmp" ]; then
		rm -rf "$tmp"
	fi
}

bench_end_all() {
	for signal in TERM KILL; do
		for pid in $(ip netns pids "mux-$lab-a") $(ip netns pids "mux-$lab-b"); do
			kill -$signal "$pid" 2>/dev/null || :
		done
		sleep 0.3
	done
}

# until_true SECONDS COMMAND...: waits for a condition.
until_true() {
	limit=$(($(date +%s) + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "$(date +%s)" -lt $limit ] || return 1
		sleep 0.05
	done
}

# ---- two hosts ----

netns() { sh "$source/tests/tools/netns.sh" "$@"; }

ctl() { netns ctl "$lab" "$@" >/dev/null; }

# in_a COMMAND..., in_b COMMAND...: at the client's host, at the server's.
in_a() { ip netns exec "mux-$lab-a" "$@"; }
in_b() { ip netns exec "mux-$lab-b" "$@"; }

# behind a|b COMMAND...: the same in the background; its pid is in $behind, and ends by a signal.
behind() {
	behind=$1
	shift
	ip netns exec "mux-$lab-$behind" "$@" >/dev/null 2>&1 &
	behind=$!
}

# typist COMMAND...: a program with a terminal of its own at the client's host. HOME and XDG_STATE_HOME are
# the script's, so that mux knows only what the script let it learn.
typist() { in_a env TERM=xterm-256color LC_ALL=C.UTF-8 HOME="$tmp" XDG_STATE_HOME="$tmp/state" "$@"; }

# far COMMAND...: a mux command for the server behind sshd.
far() { in_b env MUX_TMPDIR="$tmp" "$mux" "$@"; }

far_end() { far kill-server 2>/dev/null || :; }

# The emulator goes before all else: what it is late counts as the program's.
bench_lab() {
	[ "$(id -u)" = 0 ] || { echo "skipped: needs root"; exit 77; }
	lab=bench$$
	if ! netns up "$lab" --realtime "$@" >"$tmp/netns"; then
		lab=
		cat "$tmp/netns"
		exit 77
	fi
	bench_sshd
}

bench_sshd() {
	ssh-keygen -q -t ed25519 -N '' -f "$tmp/host"
	ssh-keygen -q -t ed25519 -N '' -f "$tmp/id"
	cp "$tmp/id.pub" "$tmp/keys"
	cat >"$tmp/sshd_config" <<-END
		Port 2222
		HostKey $tmp/host
		AuthorizedKeysFile $tmp/keys
		StrictModes no
		UsePAM no
		PidFile $tmp/sshd.pid
		SetEnv MUX_TMPDIR=$tmp LC_ALL=C.UTF-8
	END
	cat >"$tmp/ssh_config" <<-END
		Host far
		 HostName 10.9.0.2
		 Port 2222
		 User root
		 IdentityFile $tmp/id
		 IdentitiesOnly yes
		 UserKnownHostsFile /dev/null
		 GlobalKnownHostsFile /dev/null
		 StrictHostKeyChecking no
		 BatchMode yes
		 LogLevel ERROR
	END
	ssh="ssh -F $tmp/ssh_config"
	mkdir -p /run/sshd
	in_b /usr/sbin/sshd -f "$tmp/sshd_config"
}

# BENCH_MOSH=no leaves it out.
have_mosh() { [ "${BENCH_MOSH:-yes}" = yes ] && command -v mosh >/dev/null && command -v mosh-server >/dev/null; }

# ---- the table ----

bench_title() { printf '%-44s %10s %10s %9s  %-16s %s\n' figure mux "$other" ratio aim ''; }

# bench_row WHAT OURS THEIRS AIM: AIM is "<= X" or ">= X" of the ratio, "<= X abs" of our figure, or "-". A
# figure that is missing is "-".
bench_row() {
	echo "$2 $3 $4" | awk -v what="$1" -v other="$other" '{
		ratio = ($1 != "-" && $2 > 0) ? sprintf("%.2f", $1 / $2) : ""
		is = ($5 == "abs") ? $1 : ratio
		good = ($3 == "<=") ? (is + 0 <= $4 + 0) : (is + 0 >= $4 + 0)
		aim = ($3 == "-") ? "" : $3 " " $4 ($5 == "abs" ? "" : " of " other)
		met = (aim == "" || is == "") ? "" : (is != "-" && good ? "met" : "NOT MET")
		printf("%-44s %10s %10s %9s  %-16s %s\n", what, $1, $2, ratio, aim, met)
	}'
}
