# shellcheck shell=sh
# tests/bench/link_cost.sh -- sections of link.sh: large screens on small paths, silence, processor time.

# ---- paths that swallow large datagrams ----

# ROWS of random text, none of which says much about another.
painting() { # COLS ROWS
	awk -v cols="$1" -v rows="$2" 'BEGIN {
		srand(5)
		for (y = 0; y < rows; y++) {
			line = ""
			for (x = 0; x < cols; x++) line = line substr("abcdefghijklmnopqrstuvwxyz0123456789", 1 + int(rand() * 36), 1)
			print line
		}
	}'
}

mtu_script() {
	cat <<-END
		deadline 20000
		wait "#"
		send "clear\r"
		sleep 2000
		time "asked"
		send "cat $tmp/painting\r"
		deadline 30000
	END
	sed 's/.*/wait "&"/' "$tmp/painting"
	echo 'time "there"'
}

# ssh's own packets stay below the hole: only datagrams are to meet it.
small_segments() { # replace|del
	in_a ip route "$1" 10.9.0.2/32 dev muxem0 advmss 400
	in_b ip route "$1" 10.9.0.1/32 dev muxem0 advmss 400
}

# Datagrams a second of the server, from the question until the answer, or half a minute.
per_second() {
	awk 'FNR == 1 { file++ }
		file == 1 && $1 == "asked" { from = $2; to = from + 30000000 }
		file == 1 && $1 == "there" { to = $2 }
		file == 2 && $1 == "udp" && $4 == "out" && $2 >= from && $2 < to { n++ }
		END { seconds = (to - from) / 1000000; printf("%.0f\n", n / (seconds < 1 ? 1 : seconds)) }' "$tmp/said" "$tmp/wire"
}

link_mtu() {
	painting 199 58 >"$tmp/painting"
	small_segments replace
	size=200x60
	for most in 1200 1000 600; do
		path delay=20 mtu=$((most + 28))
		for who in $programs; do
			behind b "$tap" "$tmp/wire"
			tapping=$behind
			mtu_script | play "$who" 90 2>/dev/null
			kill $tapping
			wait $tapping || :
			between asked there >"$tmp/full.$who"
			per_second >"$tmp/rate.$who"
		done
		pair "only up to $most bytes, RTT 40: 200x60, ms" full "<= 2000 abs"
		pair "  datagrams a second" rate "<= 50 abs"
	done
	size=80x24
	small_segments del
}

# ---- silence ----

# Both at once: it takes minutes. The ports of the servers tell them apart.
link_idle() {
	path delay=20
	pause=$(of 60 310)
	for who in $programs; do
		printf 'deadline 20000\nwait "#"\nsleep %d\n' $(((pause + 105) * 1000)) >"$tmp/idle.script.$who"
		with "$who" "$pty_run" --seconds $((pause + 130)) --script "$tmp/idle.script.$who" >/dev/null 2>&1 &
	done
	sleep "$pause"
	for who in $programs; do
		udp_port "$(server_of "$who")" >"$tmp/port.$who"
	done
	in_a timeout 90 "$tap" "$tmp/wire" || :
	again
	for who in $programs; do
		for way in out in; do
			# From the first to the last: where one goes each 20 s, a span of a minute has three or four.
			awk -v way=$way -v port="$(cat "$tmp/port.$who")" '$1 == "udp" && $4 == way && ($5 == port || $6 == port) {
				first = n++ ? first : $2
				last = $2
				bytes += $7
				most = $7 > most ? $7 : most
			} END {
				per = n > 1 ? (n - 1) / n * 20000000 / (last - first) : 0
				printf("%.2f %.0f %d\n", n * per, bytes * per, most)
			}' "$tmp/wire" >"$tmp/quiet.$who.$way"
		done
	done
	for way in out in; do
		label=$([ $way = out ] && echo up || echo down)
		quiet() { found "quiet.$1.$way" | cut -d ' ' -f "$2"; }
		aim="<= 1 abs"
		[ "$pause" -gt 300 ] || aim=-
		bench_row "idle for $pause s: datagrams in 20 s, $label" "$(quiet mux 1)" "$(quiet mosh 1)" "$aim"
		bench_row "  bytes in 20 s" "$(quiet mux 2)" "$(quiet mosh 2)" -
		bench_row "  longest datagram" "$(quiet mux 3)" "$(quiet mosh 3)" "<= 75 abs"
	done
}

# ---- processor ----

link_cpu() {
	path delay=10
	for who in $programs; do
		with "$who" "$flood" --ready '#' --size 80x24 --mb "$(of 24 100)" --server "sh $tmp/server.sh $who" \
			>"$tmp/cpu.$who" 2>"$tmp/err" || cat "$tmp/err" >&2
		again
	done
	column() { found "cpu.$1" | awk -v n="$2" -v by="$3" '{ print $1 == "-" ? $1 : sprintf("%.2f", $n * by) }'; }
	bench_row "flood, 80x24: server's processor, s for 100 MB" "$(column mux 2 0.1)" "$(column mosh 2 0.1)" "<= 0.333"
	bench_row "  client's" "$(column mux 3 0.1)" "$(column mosh 3 0.1)" -
	bench_row "  taken from the program, MB/s" "$(column mux 1 1)" "$(column mosh 1 1)" -
}
