#!/bin/sh
# tests/bench/link.sh [quick|full] [SECTION...] -- figures of the link, mux beside mosh (Debian's package), one
# after the other through the same emulator, prediction off: one table, with what is aimed at and whether it is met.
#
#   echo        keys at RTT 0, 20, 100, 300 ms, less a UDP ping that runs beside them; and at 29 % loss each way
#   flood       Ctrl-C to prompt on thin lines, and what a ping waits meanwhile
#   bulk        keys while a download fills a queue of 5 s
#   roam        a change of address, NAT rebinding
#   outage      the link is back after seconds or minutes
#   blocked     UDP is blocked, and passes again
#   return      kill -9 of the client, and back
#   mtu         paths that swallow large datagrams
#   harm        junk, replays, reflections, oversized datagrams at 10000/s
#   strangers   10000 handshakes a second
#   idle        datagrams and bytes when nothing happens
#   cpu         seconds of processor for 100 MB that a program prints
#
# `quick`: fewer keys and shorter waits; `full`: also the outage of ten minutes. Root: two network namespaces and
# a real sshd. Programs: MUX_BIN, MUX_NETEM, MUX_PTY_RUN, KEYLAT, FLOOD, TAP, HARM, PUMP (else looked for in the
# build folder). On a busy machine times below some 20 ms mean nothing: look at the ping beside them.
set -eu
. "$(dirname "$0")/lib.sh"
for part in keys change harm cost; do
	. "$(dirname "$0")/link_$part.sh"
done

pty_run=${MUX_PTY_RUN:-$build/tests/tools/pty-run}
tap=${TAP:-$build/tests/bench/tap}
harm=${HARM:-$build/tests/bench/harm}
pump=${PUMP:-$build/tests/bench/pump}
all="echo flood bulk roam outage blocked return mtu harm strangers idle cpu"
mode=usual
case ${1:-} in
quick | full)
	mode=$1
	shift
	;;
esac
[ $# -gt 0 ] || set -- $all
for section in "$@"; do
	case " $all " in
	*" $section "*) ;;
	*) echo "no section $section: $all" >&2; exit 2 ;;
	esac
done

bench_begin
bench_lab --nat --seed 7 delay=0
in_b ip -6 address flush dev muxem0 # mosh takes IPv4: so does mux
programs=mux
have_mosh && programs="mux mosh"
behind b "$MUX_NETEM" echo --listen 10.9.0.2:7000

# of QUICK USUAL: the number for this run.
of() { [ $mode = quick ] && echo "$1" || echo "$2"; }

# path SETTING...: the path as it is at first, but for these.
path() { ctl set both delay=0 jitter=0 loss=0 duplicate=0 reorder=0 rate=0 queue=0 mtu=0 udp=on "$@"; }

# with PROGRAM TOOL...: what the tool looks at: a far shell.
with() {
	one=$1
	shift
	case $one in
	mux) typist "$@" -- "$mux" attach --predict=never --ssh="$ssh" --server="$mux -f $tmp/conf" far -- /bin/sh ;;
	mosh) typist "$@" -- mosh --predict=never --ssh="$ssh" far -- /bin/sh ;;
	esac
}

# Between two measurements nothing of the one before is left.
again() {
	far_end
	for pid in $(ip netns pids "mux-$lab-a") $(ip netns pids "mux-$lab-b"); do
		case $(cat "/proc/$pid/comm" 2>/dev/null) in
		mosh-server | mosh-client | mux | pty-run | keylat | flood) kill "$pid" 2>/dev/null || : ;;
		esac
	done
}

# Pid of the server for this program; others ask the file.
cat >"$tmp/server.sh" <<END
for pid in \$(ip netns pids mux-$lab-b); do
	case \$1:\$(cat /proc/\$pid/comm 2>/dev/null) in
	mosh:mosh-server) echo \$pid ;;
	mux:mux) grep -qx 'PPid:	1' /proc/\$pid/status && echo \$pid ;;
	esac
done | head -n 1
END
server_of() { sh "$tmp/server.sh" "$1"; }

# field N FILE: of a line of commas. Missing: "-".
field() { [ -s "$2" ] && cut -d , -f "$1" "$2" || echo -; }

# pair WHAT NAME AIM: a row of what was found out of both, in $tmp/NAME.PROGRAM.
pair() { bench_row "$1" "$(found "$2.mux")" "$(found "$2.mosh")" "$3"; }
found() { if [ -s "$tmp/$1" ]; then cat "$tmp/$1"; else echo -; fi; }

# value NAME FILE: of NAME=value.
value() { sed -n "s/.*\b$1=\([0-9]*\).*/\1/p" "$2" | tail -n 1; }

: >"$tmp/conf"
bench_title
for section in "$@"; do
	path
	"link_$section"
	again
done
