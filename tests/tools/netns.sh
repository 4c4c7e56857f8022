#!/bin/sh
# tests/tools/netns.sh -- two network namespaces with an emulated path between them.
#
#   netns.sh up NAME [--profile FILE] [OPTION...] [SETTING...]
#                                               make mux-NAME-a and mux-NAME-b, join them
#   netns.sh down NAME                          end the emulator, remove the namespaces
#   netns.sh ctl NAME COMMAND...                mux-netem ctl, e.g. ctl NAME outage 60s
#   netns.sh exec NAME a|b COMMAND...           run a command in one of them
#   netns.sh roam NAME 1|2                      the client moves to its first or second network
#   netns.sh list                               names that are up
#
# Addresses: a has 10.9.0.1 and fd09::1 on muxem0, 10.9.1.1 and fd09:1::1 on muxem0-2;
# b has 10.9.0.2 and fd09::2. A profile is a file of tests/sim/profiles. Options are those of `mux-netem join` (--nat, --seed N, delay=50...).
# MUX_NETEM names the binary if it is neither beside this script nor in PATH.
# Exit status 77: skipped, since this needs root, network namespaces and /dev/net/tun.

set -u

here=$(dirname "$0")
run=${MUX_NETNS_DIR:-/run/mux-netns}

die() {
	echo "netns.sh: $*" >&2
	exit 1
}

usage() {
	sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
}

skip() {
	echo "skipped: needs root ($*)"
	exit 77
}

find_netem() {
	if [ -n "${MUX_NETEM:-}" ]; then
		netem=$MUX_NETEM
	elif [ -x "$here/mux-netem" ]; then
		netem=$here/mux-netem
	else
		netem=$(command -v mux-netem) || die "mux-netem not found: set MUX_NETEM"
	fi
	[ -x "$netem" ] || die "$netem cannot be run"
}

need_root() {
	[ "$(id -u)" = 0 ] || skip "not root"
	[ -c /dev/net/tun ] || skip "no /dev/net/tun"
	command -v ip >/dev/null || skip "no ip command"
}

set_name() {
	case ${1:-} in
	'' | *[!A-Za-z0-9_-]*) die "a name of letters, digits, - and _ expected" ;;
	esac
	name=$1
	a=mux-$name-a
	b=mux-$name-b
	dir=$run/$name
}

# The process that the pid file names, if it is still our emulator and no later one of that number.
emulator_pid() {
	pid=$(cat "$dir/pid" 2>/dev/null) || return 1
	[ -n "$pid" ] && [ -r "/proc/$pid/cmdline" ] || return 1
	{ tr '\0' '\n' <"/proc/$pid/cmdline"; } 2>/dev/null | grep -qxF "$dir/control" || return 1
	echo "$pid"
}

stop_emulator() {
	pid=$(emulator_pid) || return 0
	kill "$pid" 2>/dev/null
	tries=0
	while emulator_pid >/dev/null && [ $tries -lt 40 ]; do
		sleep 0.05
		tries=$((tries + 1))
	done
	if emulator_pid >/dev/null; then
		kill -9 "$pid" 2>/dev/null
	fi
}

remove_all() {
	stop_emulator
	ip netns del "$a" 2>/dev/null
	ip netns del "$b" 2>/dev/null
	rm -rf "$dir"
}

fail_up() {
	[ -f "$dir/log" ] && cat "$dir/log" >&2
	remove_all
	die "$*"
}

wait_ready() {
	tries=0
	until "$netem" ctl "$dir/control" show >/dev/null 2>&1; do
		kill -0 "$1" 2>/dev/null || return 1
		[ $tries -lt 100 ] || return 1
		tries=$((tries + 1))
		sleep 0.05
	done
}

# The way back: b reaches both of a's networks, a reaches b by either device.
set_routes() {
	ip -n "$b" route replace default dev muxem0 &&
		ip -n "$b" -6 route replace default dev muxem0 || return 1
	for dev in muxem0:100 muxem0-2:200; do
		ip -n "$a" link show dev "${dev%:*}" up | grep -q . || continue
		set -- default dev "${dev%:*}" metric "${dev#*:}"
		ip -n "$a" route replace "$@" && ip -n "$a" -6 route replace "$@" || return 1
	done
}

up() {
	if ip netns list | grep -qE "^($a|$b)( |\$)"; then
		die "$name is up already"
	fi
	mkdir -p "$dir" && chmod 700 "$run" || die "cannot make $dir"
	if ! ip netns add "$a" 2>"$dir/log"; then
		reason=$(head -n 1 "$dir/log")
		rm -rf "$dir"
		skip "$reason"
	fi
	if ! ip netns exec "$a" true 2>"$dir/log"; then # a root that is no mount point: a chroot
		reason=$(head -n 1 "$dir/log")
		ip netns del "$a" 2>/dev/null
		rm -rf "$dir"
		skip "$reason"
	fi
	trap 'remove_all; exit 1' INT TERM HUP
	ip netns add "$b" && ip -n "$a" link set lo up && ip -n "$b" link set lo up ||
		fail_up "cannot make the namespaces"
	"$netem" join --ns-a "$a" --ns-b "$b" --addr-a 10.9.0.1/24,fd09::1/64 \
		--addr-a2 10.9.1.1/24,fd09:1::1/64 --addr-b 10.9.0.2/24,fd09::2/64 \
		--control "$dir/control" "$@" </dev/null >"$dir/log" 2>&1 &
	echo $! >"$dir/pid"
	wait_ready $! || fail_up "the emulator did not start"
	set_routes || fail_up "cannot set the routes"
}

roam() {
	case ${1:-} in
	1) new=muxem0 old=muxem0-2 ;;
	2) new=muxem0-2 old=muxem0 ;;
	*) die "network 1 or 2 expected" ;;
	esac
	ip -n "$a" link set "$new" up && ip -n "$a" link set "$old" down && set_routes ||
		die "cannot roam"
}

verb=${1:-}
case $verb in
-h | --help | help)
	usage
	exit 0
	;;
up | down | ctl | exec | roam)
	[ $# -ge 2 ] || die "a name expected (see --help)"
	need_root
	set_name "$2"
	shift 2
	;;
list)
	ls "$run" 2>/dev/null
	exit 0
	;;
*)
	usage >&2
	exit 2
	;;
esac

case $verb in
up)
	find_netem
	if [ "${1:-}" = --profile ]; then
		file=${2:?a file expected}
		[ -r "$file" ] || die "cannot read $file"
		shift 2
		# shellcheck disable=SC2046 # words are what a profile is made of
		set -- $(sed -e 's/#.*//' -e '/^sim /d' "$file") "$@"
	fi
	up "$@"
	;;
down) remove_all ;;
ctl)
	find_netem
	exec "$netem" ctl "$dir/control" "$@"
	;;
exec)
	[ $# -ge 2 ] || die "a or b, and a command expected"
	case $1 in
	a | b) ;;
	*) die "a or b expected" ;;
	esac
	ns=mux-$name-$1
	shift
	exec ip netns exec "$ns" "$@"
	;;
roam) roam "$@" ;;
esac
