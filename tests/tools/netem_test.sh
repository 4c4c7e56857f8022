#!/bin/sh
# tests/tools/netem_test.sh -- proves mux-netem and netns.sh by measuring them. Prints one line for
# each failure, and "N passed, N failed" at the end. MUX_NETEM names the binary; without it one is
# built. Without root only the relay is proven, then: skipped, status 77.

set -u

here=$(dirname "$0")
root=$here/../..
tmp=$(mktemp -d) || exit 1
net=selftest$$
passed=0
failed=0
pids=

clean() {
	trap - EXIT
	for pid in $pids; do
		kill "$pid" 2>/dev/null
	done
	if [ -e "$tmp/net-up" ]; then
		"$here/netns.sh" down "$net"
	fi
	rm -rf "$tmp"
}
trap clean EXIT
trap 'exit 1' INT TERM HUP

if [ -z "${MUX_NETEM:-}" ]; then
	MUX_NETEM=$tmp/mux-netem
	${CC:-cc} -std=c11 -D_GNU_SOURCE -O2 -I"$root" "$here"/netem*.c "$root"/base/rng.c \
		"$root"/base/mem.c "$root"/base/clock.c "$root"/base/buf.c "$root"/base/rd.c \
		"$root"/base/err.c "$root"/base/bytes.c -o "$MUX_NETEM" || exit 1
fi
export MUX_NETEM

# check WHAT TEST...: runs the test (of `test`, or any command) and counts it.
check() {
	what=$1
	shift
	if "$@"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $what: $*"
	fi
}

between() { # VALUE LOW HIGH, as real numbers; no value is outside
	awk -v v="${1:-none}" -v lo="$2" -v hi="$3" \
		'BEGIN { exit !(v ~ /^[0-9.]+$/ && v + 0 >= lo && v + 0 <= hi) }'
}

value() { # KEY, from "... KEY=VALUE ..." on stdin
	tr ' ' '\n' | sed -n "s/^$1=//p" | head -n 1
}

wait_for() { # FILE PATTERN
	tries=0
	until grep -q "$2" "$1" 2>/dev/null; do
		[ $tries -lt 100 ] || return 1
		tries=$((tries + 1))
		sleep 0.02
	done
}

ctl() {
	"$MUX_NETEM" ctl "$tmp/control" "$@"
}

probe() { # OPTION...; through the relay
	"$MUX_NETEM" probe --to "$relay" "$@"
}

stat() { # DIR KEY
	ctl stats | grep "^$1 " | value "$2"
}

start_echo() {
	"$MUX_NETEM" echo --listen 127.0.0.1:0 >"$tmp/echo" &
	pids="$pids $!"
	wait_for "$tmp/echo" '^echo ' || exit 1
	echo_at=$(sed 's/^echo //' "$tmp/echo")
}

start_relay() { # SEED
	rm -f "$tmp/relay"
	"$MUX_NETEM" relay --listen 127.0.0.1:0 --to "$echo_at" --control "$tmp/control" \
		--seed "$1" >"$tmp/relay" &
	relay_pid=$!
	pids="$pids $relay_pid"
	wait_for "$tmp/relay" '^relay ' || exit 1
	relay=$(sed 's/^relay \([^ ]*\).*/\1/' "$tmp/relay")
}

stop_relay() {
	ctl quit
	wait "$relay_pid"
}

test_words() {
	check "help names the settings" grep -q reorder-by <<-END
		$("$MUX_NETEM" --help)
	END
	"$MUX_NETEM" relay --listen 127.0.0.1:0 --to "$echo_at" loss=101 2>/dev/null
	check "a bad value is refused" test $? -eq 2
	ctl 'set a>b delay=7 loss=200' 2>/dev/null
	check "a bad command is refused" test $? -eq 1
	check "and changes nothing" test "$(ctl show | grep '^a>b' | value delay)" = 0ms
}

test_relay_delay() {
	check "no delay" between "$(probe --count 50 --interval 2 | value rtt_min_us)" 0 1000
	ctl set delay=10 'b>a' delay=30
	out=$(probe --count 20 --interval 2)
	check "asymmetric delay" between "$(echo "$out" | value rtt_min_us)" 40000 42000
	ctl set delay=20 jitter=5
	out=$(probe --count 200 --interval 2)
	check "jitter keeps the order" test "$(echo "$out" | value reordered)" = 0
	check "jitter spreads" between "$(echo "$out" | value rtt_max_us)" 45000 90000
	ctl set delay=0 jitter=0
}

# 29 % of 2000 is 580; the deviation of the binomial is 20.3, the bounds are at 4.5 of them.
test_loss() {
	stop_relay
	for seed in 11 11 12; do
		start_relay $seed
		ctl 'set a>b loss=29'
		probe --count 2000 --interval 0.3 --timeout 100 >"$tmp/probe"
		eval "lost_$seed=\${lost_$seed:-}' '$(stat 'a>b' lost)"
		stop_relay
	done
	start_relay 1
	# shellcheck disable=SC2154 # set by eval
	set -- $lost_11 $lost_12
	check "loss within binomial bounds" between "$1" 489 671
	check "the same seed loses the same" test "$1" = "$2"
	check "another seed loses within bounds" between "$3" 489 671
	check "the prober misses as many" test "$(value lost <"$tmp/probe")" -ge "$3"
}

test_duplicate_reorder() {
	ctl 'set a>b duplicate=20 reorder=20'
	out=$(probe --count 300 --interval 1)
	check "duplicates" between "$(echo "$out" | value duplicates)" 30 95
	check "reordering" between "$(echo "$out" | value reordered)" 20 120
	ctl 'set duplicate=0 reorder=0'
}

# 500 datagrams of 1028 bytes with headers, one in 2 ms, are 4 Mbit/s for a second. What passes 1
# Mbit/s in that time and the 100 ms of the queue is 137500 bytes.
test_rate() {
	ctl stats reset >/dev/null
	ctl 'set a>b rate=1mbit queue=100ms'
	out=$(probe --count 500 --interval 2 --size 1000)
	check "the queue is bounded" between "$(stat 'a>b' queue_max_us)" 80000 100001
	check "and so is what is measured" between "$(echo "$out" | value rtt_max_us)" 80000 115000
	check "the queue drops" between "$(stat 'a>b' queue_dropped)" 300 400
	check "the rate holds" between "$(stat 'a>b' delivered_bytes)" 125000 150000
	ctl 'set a>b queue=5kB'
	ctl stats reset >/dev/null
	probe --count 50 --interval 1 --size 1000 --timeout 100 >/dev/null
	check "a queue in bytes" between "$(stat 'a>b' queue_max_us)" 20000 40001
	ctl set rate=0 queue=100ms
}

test_mtu() {
	ctl stats reset >/dev/null
	ctl 'set a>b mtu=1200'
	check "up to the MTU" test "$(probe --count 5 --interval 1 --size 1172 | value lost)" = 0
	check "above it" test \
		"$(probe --count 5 --interval 1 --size 1173 --timeout 50 | value received)" = 0
	check "the black hole is counted" test "$(stat 'a>b' mtu_dropped)" = 5
	ctl set mtu=0
}

test_outage() {
	ctl outage 300ms
	check "outage" test "$(probe --count 10 --interval 2 --timeout 50 | value received)" = 0
	sleep 0.3
	check "its end" test "$(probe --count 10 --interval 2 | value lost)" = 0
	ctl stats reset >/dev/null
	ctl outage on 'b>a'
	check "outage one way" test \
		"$(probe --count 10 --interval 2 --timeout 50 | value received)" = 0
	check "the other way is open" test "$(stat 'a>b' delivered)" = 10
	ctl outage off
	check "outage off" test "$(probe --count 10 --interval 2 | value lost)" = 0
}

test_rebind() {
	probe --count 60 --interval 10 >"$tmp/probe" &
	prober=$!
	sleep 0.3
	ctl rebind
	wait $prober
	check "rebinding changes the port" test "$(value port_changes <"$tmp/probe")" = 1
	check "and loses next to nothing" between "$(value lost <"$tmp/probe")" 0 2
}

netns() {
	"$here/netns.sh" "$@"
}

ping_median() { # COUNT INTERVAL OPTION... ADDRESS
	count=$1
	interval=$2
	shift 2
	netns exec "$net" a ping -n -c "$count" -i "$interval" -W 2 "$@" |
		sed -n 's/.*time=\([0-9.]*\) ms.*/\1/p' | sort -n | awk '{ v[NR] = $1 }
			END { print NR ? v[int((NR + 1) / 2)] : "none" }'
}

test_join_delay() {
	for rtt in 0 100 300; do
		netns ctl "$net" set delay=$((rtt / 2))
		check "ping at RTT $rtt" between "$(ping_median 15 0.02 10.9.0.2)" $rtt $((rtt + 5))
	done
	check "ping over IPv6" between "$(ping_median 5 0.02 fd09::2)" 300 302
	netns ctl "$net" set delay=0
}

test_join_mtu() {
	netns ctl "$net" set 'a>b' mtu=1280
	check "ping up to the MTU" between "$(ping_median 3 0.02 -s 1252 10.9.0.2)" 0 30
	check "ping above it" test "$(ping_median 3 0.02 -W 0.2 -s 1253 10.9.0.2)" = none
	netns ctl "$net" set mtu=0
}

# Of each ping and its answer one field is set on the way: a wrong checksum would lose them.
test_join_ecn() {
	for address in 10.9.0.2 fd09::2; do
		netns ctl "$net" set ecn=ce
		check "all marked, to $address" between "$(ping_median 3 0.02 -Q 2 $address)" 0 30
		netns ctl "$net" set ecn=bleach
		check "marks cleared, to $address" between "$(ping_median 3 0.02 -Q 2 $address)" 0 30
		netns ctl "$net" set ecn=drop
		check "marked ones vanish, to $address" test "$(ping_median 2 0.02 -W 0.2 -Q 2 $address)" = none
		check "no others, to $address" between "$(ping_median 3 0.02 $address)" 0 30
	done
	netns ctl "$net" set ecn=keep
}

test_join_nat() {
	"$here/netns.sh" exec "$net" b "$MUX_NETEM" echo --listen 10.9.0.2:7000 >"$tmp/echo-b" &
	pids="$pids $!"
	wait_for "$tmp/echo-b" '^echo '
	"$here/netns.sh" exec "$net" a "$MUX_NETEM" probe --to 10.9.0.2:7000 \
		--count 60 --interval 10 >"$tmp/probe" &
	prober=$!
	sleep 0.3
	netns ctl "$net" rebind
	wait $prober
	check "NAT rebinding changes the port" test "$(value port_changes <"$tmp/probe")" = 1
	check "NAT loses next to nothing" between "$(value lost <"$tmp/probe")" 0 2
}

test_join_roam() {
	netns roam "$net" 2
	check "the second network" between "$(ping_median 3 0.02 10.9.0.2)" 0 30
	check "the first address is gone" test \
		"$(netns exec "$net" a ip route get 10.9.0.2 | grep -c 'src 10.9.1.1')" = 1
	netns roam "$net" 1
	check "and back" between "$(ping_median 3 0.02 10.9.0.2)" 0 30
	netns ctl "$net" outage on
	check "outage of all traffic" test "$(ping_median 2 0.02 -W 0.2 10.9.0.2)" = none
	netns ctl "$net" outage off
}

test_join_down() {
	netns down "$net"
	rm -f "$tmp/net-up"
	check "down removes the namespaces" test "$(ip netns list | grep -c "mux-$net-")" = 0
}

start_echo
start_relay 1
test_words
test_relay_delay
test_loss
test_duplicate_reorder
test_rate
test_mtu
test_outage
test_rebind
stop_relay
check "the control socket is gone" test ! -e "$tmp/control"

touch "$tmp/net-up"
netns up "$net" --nat --seed 3 >"$tmp/up" 2>&1
up=$?
if [ $up -eq 0 ]; then
	test_join_delay
	test_join_mtu
	test_join_ecn
	test_join_nat
	test_join_roam
	test_join_down
else
	rm -f "$tmp/net-up"
	cat "$tmp/up"
	check "the namespaces come up" test $up -eq 77
fi
echo "$passed passed, $failed failed"
[ $failed -eq 0 ] || exit 1
[ $up -ne 77 ] || exit 77
