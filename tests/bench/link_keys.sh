# shellcheck shell=sh
# tests/bench/link_keys.sh -- sections of link.sh: what a key waits.

ping_beside() { # COUNT INTERVAL
	echo "exec $MUX_NETEM probe --to 10.9.0.2:7000 --count $1 --interval $2 >$tmp/ping"
}

# keys PROGRAM KEYS INTERVAL [OPTION...]: figures in $tmp/PROGRAM.
keys() {
	who=$1
	count=$2
	interval=$3
	shift 3
	with "$who" "$keylat" --csv --ready '#' --keys "$count" --interval "$interval" "$@" \
		>"$tmp/$who" 2>"$tmp/err" || cat "$tmp/err" >&2
	again
}

# keys_row WHAT COLUMN AIM: of keylat's figures.
keys_row() { bench_row "$1" "$(field "$2" "$tmp/mux")" "$(field "$2" "$tmp/mosh")" "$3"; }

less_ping() { # PROGRAM: its median less the ping's
	echo "$(field 5 "$tmp/$1") $(value rtt_median_us "$tmp/ping.$1")" | awk '{ print $1 == "-" ? "-" : sprintf("%.2f", $1 - $2 / 1000) }'
}

link_echo() {
	count=$(of 60 500)
	for rtt in 0 20 100 300; do
		path delay=$((rtt / 2))
		for who in $programs; do
			keys "$who" "$count" 250 --beside "$(ping_beside $((count * 2)) 120)"
			mv "$tmp/ping" "$tmp/ping.$who"
		done
		bench_row "echo at RTT $rtt, median over the ping's, ms" "$(less_ping mux)" "$(less_ping mosh)" "<= 3 abs"
		keys_row "  median, ms" 5 -
		keys_row "  99 of 100, ms" 9 -
		keys_row "  lost keys" 3 "<= 0 abs"
	done
	for loss in 0 29; do
		link_bytes $loss
	done
}

# per_key PROGRAM DIRECTION KEYS WHAT: datagrams or bytes in the tap's file.
per_key() {
	awk -v way="$2" -v keys="$3" -v what="$4" '$1 == "udp" && $4 == way && $5 != 7000 && $6 != 7000 {
		n++
		bytes += $7
	} END { printf("%.1f\n", (what == "bytes" ? bytes : n) / keys) }' "$tmp/tap.$1"
}

link_bytes() { # LOSS
	count=$(of 150 2000)
	[ "$1" != 0 ] || count=$(of 80 500)
	path delay=50 loss="$1"
	for who in $programs; do
		keys "$who" "$count" 250 --beside "exec $tap $tmp/tap.$who"
	done
	if [ "$1" != 0 ]; then
		keys_row "echo at RTT 100, loss $1 %+$1 %, median, ms" 5 "<= 110 abs"
		keys_row "  mean, ms" 6 "<= 150 abs"
		keys_row "  99 of 100, ms" 9 "<= 400 abs"
		keys_row "  lost keys" 3 "<= 0 abs"
	fi
	aim="<= 1"
	[ "$1" = 0 ] || aim="<= 1.3"
	for way in out in; do
		label=$([ $way = out ] && echo up || echo down)
		for who in $programs; do
			per_key "$who" $way "$count" bytes >"$tmp/bytes.$who"
			per_key "$who" $way "$count" n >"$tmp/datagrams.$who"
		done
		pair "bytes a key $label, loss $1 %" bytes "$aim"
		pair "  datagrams" datagrams -
	done
}

link_flood() {
	for rate in 1mbit 64kbit; do
		path delay=50 rate=$rate queue=5s
		in_a "$MUX_NETEM" probe --to 10.9.0.2:7000 --count 20 --interval 100 >"$tmp/ping.empty"
		empty=$(value rtt_median_us "$tmp/ping.empty")
		count=$(of 3 8)
		for who in $programs; do
			keys "$who" "$count" 0 --flood --setup "seq 1 999999999" --beside "$(ping_beside $((count * 14)) 200)"
			mv "$tmp/ping" "$tmp/ping.$who"
			for what in median max; do
				echo "$(value "rtt_${what}_us" "$tmp/ping.$who") $empty" | awk '{ printf("%.1f\n", ($1 - $2) / 1000) }' \
					>"$tmp/$what.$who"
			done
		done
		aim=160
		[ $rate = 1mbit ] || aim=220
		keys_row "flood, $rate, RTT 100: Ctrl-C to prompt, ms" 5 "<= $aim abs"
		keys_row "  the longest, ms" 10 -
		pair "  a ping beside waits, median, ms" median "<= 50 abs"
		pair "  the longest, ms" max -
	done
}

link_bulk() {
	path delay=50 rate=2mbit queue=5s
	behind b "$pump" serve 10.9.0.2:7001
	sleep 0.3
	count=$(of 20 100)
	for who in $programs; do
		keys "$who" "$count" 500 --settle 15 --beside "exec $pump fetch 10.9.0.2:7001 $((count + 120)) >$tmp/fetched"
		ctl outage on # what the download left in the queue is of no use to the next
		sleep 6
		ctl outage off
	done
	keys_row "keys beside a download, queue of 5 s, median, ms" 5 "<= 1"
	keys_row "  mean, ms" 6 -
	keys_row "  99 of 100, ms" 9 -
}
