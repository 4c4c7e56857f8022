# shellcheck shell=sh
# tests/bench/link_change.sh -- sections of link.sh: the path changes, or is away, or carries no UDP.

# play PROGRAM SECONDS: the script on standard input is played before a far shell; what it says is in $tmp/said.
play() {
	cat >"$tmp/script"
	status=0
	with "$1" "$pty_run" --size "${size:-80x24}" --seconds "$2" --script "$tmp/script" \
		>"$tmp/said" 2>"$tmp/err" || status=$?
	[ $status = 0 ] || sed 's/^/# /' "$tmp/err" "$tmp/said" >&2
	again
}

# between FROM TO: milliseconds between the lines "FROM microseconds" and "TO ..." of what was said.
between() {
	awk -v from="$1" -v to="$2" '$1 == from { a = $2 } $1 == to { b = $2 }
		END { if (a && b) printf("%.1f\n", (b - a) / 1000); else print "-" }' "$tmp/said"
}

middle_of() { sort -n "$1" | awk '$1 != "-" { v[++n] = $1 } END { print n ? v[int((n + 1) / 2)] : "-" }'; }
most_of() { sort -n "$1" | awk '$1 != "-" { v = $1; n++ } END { print n ? v : "-" }'; }

# ---- the client's address ----

# The new device has its route before the old one goes, and all is done at once.
roam_plan() { # NEW OLD
	echo "link set $1 up"
	echo "route replace default dev $1 metric 50"
	echo "link set $2 down"
}

# From the event until the first datagram of the server on the new device.
roam_times() {
	awk 'FNR == 1 { file++ }
		file == 1 && $1 ~ /^roam/ { at[++n] = $2; device[n] = n % 2 ? "muxem0-2" : "muxem0" }
		file == 2 && $1 == "udp" && $4 == "in" {
			for (i = 1; i <= n; i++)
				if ($3 == device[i] && $2 > at[i] && !got[i] && (i == n || $2 < at[i + 1])) {
					got[i] = 1
					printf("%.1f\n", ($2 - at[i]) / 1000)
				}
		}' "$tmp/said" "$tmp/roams"
}

roam_script() { # LINE
	cat <<-END
		deadline 20000
		wait "#"
		send "$1\r"
		sleep 4000
	END
	i=0
	while [ $i -lt "$(of 4 10)" ]; do
		i=$((i + 1))
		cat <<-END
			time "roam$i"
			run "ip -n mux-$lab-a -batch $tmp/plan$((i % 2))"
			sleep 4500
		END
	done
}

link_roam() {
	roam_plan muxem0-2 muxem0 >"$tmp/plan1"
	roam_plan muxem0 muxem0-2 >"$tmp/plan0"
	path delay=50
	in_a ip link set muxem0-2 down
	for kind in idle busy; do
		line="cat"
		[ $kind = idle ] || line="while sleep 0.05; do date +%N; done"
		for who in $programs; do
			behind a "$tap" "$tmp/roams"
			tapping=$behind
			roam_script "$line" | play "$who" 120
			kill $tapping
			wait $tapping || :
			roam_times >"$tmp/roam.$who"
			wc -l <"$tmp/roam.$who" >"$tmp/came.$who"
			middle_of "$tmp/roam.$who" >"$tmp/middle.$who"
			most_of "$tmp/roam.$who" >"$tmp/most.$who"
		done
		pair "new address, RTT 100, $kind: first answer, ms" middle "<= 120 abs"
		pair "  the longest, ms" most -
		pair "  answers that came, of $(of 4 10)" came -
	done
	for pause in 5 $(of '' 60); do
		for who in $programs; do
			play "$who" 120 <<-END
				deadline 20000
				wait "#"
				send "cat\rwarm\r"
				wait "warm\nwarm"
				quiet 1000
				run "sh $source/tests/tools/netns.sh ctl $lab rebind >/dev/null"
				sleep $((pause * 1000))
				time "key"
				send "x"
				wait "\nx"
				time "shown"
			END
			between key shown >"$tmp/rebound.$who"
		done
		pair "key $pause s after NAT rebinding, RTT 100, ms" rebound "<= 120 abs"
	done
}

# ---- nothing passes for a while ----

link_outage() {
	path delay=50
	for pause in 5 $(of '' '30 60') $([ $mode != full ] || echo 600); do
		for who in $programs; do
			play "$who" $((2 * pause + 120)) <<-END
				deadline $((pause * 1000 + 60000))
				wait "#"
				send "cat\rwarm\r"
				wait "warm\nwarm"
				quiet 1000
				run "sh $source/tests/tools/netns.sh ctl $lab outage on >/dev/null"
				sleep $((pause * 1000))
				run "sh $source/tests/tools/netns.sh ctl $lab outage off >/dev/null"
				time "key"
				send "x"
				wait "\nx"
				time "shown"
				send "\x03"
				quiet 1000
				send "sleep $((pause + 2)); date +%s%6N >$tmp/far-said; echo cur''rent\r"
				quiet 1500
				run "sh $source/tests/tools/netns.sh ctl $lab outage on >/dev/null"
				sleep $((pause * 1000 + 3000))
				run "sh $source/tests/tools/netns.sh ctl $lab outage off >/dev/null"
				time "up"
				wait "current"
				time "current"
			END
			between key shown >"$tmp/key.$who"
			between up current >"$tmp/self.$who"
		done
		# What is probed while nobody types: doc/protocol.md, section 5.
		probe=250
		[ "$pause" -lt 28 ] || probe=1000
		[ "$pause" -lt 118 ] || probe=2000
		pair "link up after $pause s: a key, RTT 100, ms" key "<= 150 abs"
		pair "  current by itself, ms" self "<= $((100 + probe + 20)) abs"
	done
}

# ---- no UDP ----

blocked_script() {
	cat <<-END
		deadline 12000
		wait "#"
		send "cat\rwarm\r"
		wait "warm\nwarm"
		quiet 1000
		run "sh $tmp/udp.sh '$1' off"
		time "blocked"
		send "x"
		wait "\nx"
		time "usable"
		quiet 1000
		run "sh $tmp/udp.sh both on"
		time "open"
		sleep 4000
	END
}

# When it is on UDP again: the first datagram that is too short for a handshake (doc/protocol.md, section 3).
back_on_udp() {
	awk 'FNR == 1 { file++ }
		file == 1 && $1 == "open" { open = $2 }
		file == 2 && open && $1 == "udp" && $4 == "out" && $7 < 200 && $2 > open && !at { at = $2 }
		END { if (at) printf("%.1f\n", (at - open) / 1000); else print "-" }' "$tmp/said" "$tmp/wire"
}

link_blocked() {
	path delay=20
	echo "sh '$source/tests/tools/netns.sh' ctl $lab set \"\$1\" udp=\$2 >/dev/null" >"$tmp/udp.sh"
	for way in both a\>b b\>a; do
		for who in $programs; do
			behind a "$tap" "$tmp/wire"
			tapping=$behind
			blocked_script "$way" | play "$who" 60 2>/dev/null
			kill $tapping
			wait $tapping || :
			between blocked usable >"$tmp/blocked.$who"
			back_on_udp >"$tmp/back.$who"
			path delay=20
		done
		pair "UDP blocked, $way, RTT 40: next echo, ms" blocked "<= 2000 abs"
		bench_row "  open again: back on UDP, ms" "$(cat "$tmp/back.mux")" - "<= 2000 abs"
	done
}

# ---- the client dies ----

# What it left on the screen is no help: the text comes from the far host, to a terminal that is empty.
link_return() {
	path delay=50
	play_and_leave <<-END
		deadline 20000
		wait "#"
		send "clear; echo st''ill here\r"
		wait "still here"
		sleep 1000
		run "kill -9 \$(cat $tmp/client)"
		exit 137
	END
	: >"$tmp/returns"
	for turn in 1 2 3 4 5; do
		play_and_leave <<-END
			deadline 20000
			wait "still here"
			time "there"
			sleep 1000
			run "kill -9 \$(cat $tmp/client)"
			exit 137
		END
		cat "$tmp/started" >>"$tmp/said"
		between start there >>"$tmp/returns"
	done
	bench_row "kill -9 and attach, RTT 100: current, ms" "$(middle_of "$tmp/returns")" - "<= 150 abs"
	bench_row "  the longest, ms" "$(most_of "$tmp/returns")" - -
}

# To the session that is there; the client's pid is in $tmp/client.
play_and_leave() {
	cat >"$tmp/script"
	cat >"$tmp/client.sh" <<-END
		echo \$\$ >$tmp/client
		echo "start \$(date +%s%6N)" >$tmp/started
		exec "$mux" attach --predict=never --ssh="$ssh" --server="$mux -f $tmp/conf" far
	END
	status=0
	typist "$pty_run" --seconds 60 --script "$tmp/script" -- sh "$tmp/client.sh" \
		>"$tmp/said" 2>"$tmp/err" || status=$?
	[ $status = 0 ] || sed 's/^/# /' "$tmp/err" "$tmp/said" >&2
}
