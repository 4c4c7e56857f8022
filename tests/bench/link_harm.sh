# shellcheck shell=sh
# tests/bench/link_harm.sh -- sections of link.sh: strangers on the path.

client_of() {
	for pid in $(ip netns pids "mux-$lab-a"); do
		case $1:$(cat "/proc/$pid/comm" 2>/dev/null) in
		mosh:mosh-client | mux:mux) echo "$pid" ;;
		esac
	done | head -n 1
}

# Local port of a UDP socket of the process: the socket's inode is among its descriptors.
udp_port() { # PID
	find "/proc/$1/fd" -lname 'socket:*' -printf '%l\n' 2>/dev/null | tr -dc '0-9\n' | while read -r inode; do
		awk -v inode="$inode" '$10 == inode { split($2, at, ":"); print at[2] }' "/proc/$1/net/udp" "/proc/$1/net/udp6"
	done | tail -n 1 | while read -r hex; do echo $((0x$hex)); done
}

memory_of() { awk '/^VmRSS/ { print $2 }' "/proc/$1/status" 2>/dev/null || echo 0; }
cpu_of() { awk '{ printf("%d\n", $1 / 1000000) }' "/proc/$1/schedstat" 2>/dev/null || echo 0; }

# What runs beside the keys: waits until there is something to catch, does harm, and tells what it cost.
harm_script() { # PROGRAM SIDE KIND SECONDS
	cat >"$tmp/harm.sh" <<-END
		sleep 1
		[ "$3" != none ] || exec sleep $4
		exec ip netns exec mux-$lab-$([ "$2" = server ] && echo a || echo b) $harm $3 --rate 10000 --seconds $4 \\
			--from \$(cat $tmp/from) --to \$(cat $tmp/to) $([ "$3" != known ] || echo "--id \$(cat $tmp/id-known)") >$tmp/sent 2>$tmp/harm.err
	END
}

# The client's port as the server sees it, behind the NAT: of the last datagram that came.
mapped_port() { awk -v port="$1" '$1 == "udp" && $4 == "in" && $6 == port { at = $5 } END { print at }' "$tmp/arrived"; }

# The two ends' addresses once the program is attached; and its server's figures before.
find_ends() { # PROGRAM SIDE KIND
	server=$(server_of "$1")
	client=$(client_of "$1")
	theirs=10.9.0.2:$(udp_port "$server")
	ours=10.9.0.1:$(udp_port "$client")
	[ "$2" = server ] || ours=10.9.0.1:$(mapped_port "$(udp_port "$server")")
	[ "$2" = server ] && echo "$ours" >"$tmp/from" || echo "$theirs" >"$tmp/from"
	[ "$2" = server ] && echo "$theirs" >"$tmp/to" || echo "$ours" >"$tmp/to"
	[ "$3" != known ] || known_id >"$tmp/id-known"
	[ "$3" != silent ] || sed -i 's/:.*/:9/' "$tmp/to"
	[ "$2" = server ] && victim=$server || victim=$client
	echo "$victim $(memory_of "$victim") $(cpu_of "$victim")" >"$tmp/before"
}

# KEYS at 30 ms while harm is done to the server's or the client's port: keylat's line in $tmp/PROGRAM, the
# victim's growth in kB in $tmp/grown.PROGRAM, its processor time in ms in $tmp/spent.PROGRAM.
under_harm() { # PROGRAM SIDE KIND KEYS
	who=$1
	seconds=$(($4 * 35 / 1000))
	harm_script "$1" "$2" "$3" "$seconds"
	rm -f "$tmp/before" "$tmp/after"
	behind b "$tap" "$tmp/arrived"
	tapping=$behind
	with "$who" "$keylat" --csv --ready '#' --keys "$4" --interval 30 --settle 2 \
		--beside "touch $tmp/attached; exec sh $tmp/harm.sh" >"$tmp/$who" 2>"$tmp/err" &
	measuring=$!
	until_true 30 test -e "$tmp/attached" || :
	rm -f "$tmp/attached"
	find_ends "$1" "$2" "$3"
	kill $tapping
	# Its figures once more, as long as it lives.
	while kill -0 $measuring 2>/dev/null; do
		now=$(memory_of "$victim")
		[ "${now:-0}" = 0 ] || echo "$now $(cpu_of "$victim")" >"$tmp/after"
		sleep 0.2
	done
	wait $measuring || cat "$tmp/err" >&2
	again
	cat "$tmp/before" "$tmp/after" | awk 'NR == 1 { m = $2; c = $3 } NR == 2 { print $1 - m, $2 - c }' >"$tmp/grown.$who"
}

grown() { found "grown.$1" | cut -d ' ' -f "$2"; } # PROGRAM COLUMN

# WHAT SIDE KIND KEYS: rows of one kind of harm. $tmp/idle.PROGRAM holds the undisturbed p99.
harm_rows() {
	what=$1
	rm -f "$tmp"/more.* "$tmp"/lost.* "$tmp"/grown.* "$tmp"/sent.*
	for who in $programs; do
		rm -f "$tmp/sent"
		under_harm "$who" "$2" "$3" "$4"
		[ ! -s "$tmp/sent" ] || cut -d ' ' -f 2 "$tmp/sent" >"$tmp/sent.$who"
		lost=$(field 3 "$tmp/$who")
		echo "$(field 9 "$tmp/$who") $(cat "$tmp/idle.$who")" |
			awk '{ print $1 == "-" ? "-" : sprintf("%.1f", $1 - $2) }' >"$tmp/more.$who"
		echo "${lost:--}" >"$tmp/lost.$who"
	done
	pair "$what: p99 over idle, ms" more "<= 5 abs"
	pair "  datagrams a second" sent -
	pair "  lost keys, of $4" lost "<= 0 abs"
	bench_row "  memory grown, kB" "$(grown mux 1)" "$(grown mosh 1)" "<= 300 abs"
	bench_row "  processor, ms" "$(grown mux 2)" "$(grown mosh 2)" -
}

harm_idle() {
	for who in $programs; do
		under_harm "$who" server none "$count"
		field 9 "$tmp/$who" >"$tmp/idle.$who"
	done
	pair "undisturbed: p99, ms" idle -
}

link_harm() {
	path delay=10
	count=$(of 200 400)
	harm_idle
	harm_rows "as many datagrams to nobody" server silent "$count"
	for side in server client; do
		for kind in junk replay reflect oversized; do
			harm_rows "$kind at the $side" $side $kind "$count"
		done
	done
	harm_drawn
}

# An idle client writes nothing to its terminal while harm is done: bytes are counted.
harm_drawn() {
	echo "set -g status off" >"$tmp/conf"
	for who in $programs; do
		printf 'deadline 20000\nwait "#"\nsleep 25000\n' >"$tmp/script"
		rm -f "$tmp/record"
		behind b "$tap" "$tmp/arrived"
		tapping=$behind
		with "$who" "$pty_run" --seconds 60 --script "$tmp/script" --record "$tmp/record" >/dev/null 2>&1 &
		idling=$!
		until_true 20 grep -q '#' "$tmp/record" || :
		sleep 3
		find_ends "$who" client junk
		kill $tapping
		drawn=$(wc -c <"$tmp/record")
		for kind in junk oversized reflect replay; do
			in_b "$harm" $kind --rate 2000 --seconds 1 --from "$(cat "$tmp/from")" --to "$(cat "$tmp/to")" >/dev/null 2>&1 || :
		done
		echo $(($(wc -c <"$tmp/record") - drawn)) >"$tmp/drawn.$who"
		again
		wait $idling || :
	done
	: >"$tmp/conf"
	pair "bytes drawn while harm is done" drawn "<= 0 abs"
}

# A key that is known and not spent: somebody's who logged in and never came.
known_id() {
	in_b env MUX_TMPDIR="$tmp" "$mux" bootstrap 0123456789abcdef "$(printf attach | od -An -tx1 | tr -d ' \n')00" 2>/dev/null </dev/null |
		sed -n 's/.*MUX-CONNECT [^ ]* [^ ]* [^ ]* \([^ ]*\) .*/\1/p'
}

link_strangers() {
	path delay=10
	count=$(of 200 400)
	harm_idle
	harm_rows "handshakes of strangers" server unknown "$count"
	programs=mux # mosh has no handshake
	harm_rows "forged ones under a known key" server known "$count"
	! have_mosh || programs="mux mosh"
}
