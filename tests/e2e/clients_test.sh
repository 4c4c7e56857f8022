#!/bin/sh
# tests/e2e/clients_test.sh -- several clients on one session: sizes, a slow one, leaving.
set -u
. "$(dirname "$0")/lib.sh"
e2e_begin clients
[ -x "$MUX_NETEM" ] || skip "not built: $MUX_NETEM"
need_sshd
port=$(free_port 300)
relay=$((port + 20))
sshd_start b "" 127.0.0.1 "$port" </dev/null
ssh_config <<END
Host far
	HostName 127.0.0.1
	Port $port
END
attach="$MUX_BIN attach --server=$MUX_BIN"
far_sh="MUX_TMPDIR=$tmp/far $MUX_BIN"

# ---- two sizes: the one that typed last has its size, the other sees a part that follows the cursor ----
person_behind large --size 100x40 -- $attach --ssh="$ssh" far <<END
wait "far>"
say "in"
run "until [ -e $tmp/small-in ]; do sleep 0.02; done"
send "echo large\$((1 + 1))\r"
wait "large2"
run "until [ -e $tmp/small-out ]; do sleep 0.02; done"
send "\x02d"
exit 0
END
check "the large one is in" until_true 10 grep -q '^in$' "$tmp/out-large"
person "a smaller client" --size 50x15 -- $attach --ssh="$ssh" far <<END
wait "far>"
run "[ \$($far_sh list-clients | wc -l) = 2 ]"
run "touch $tmp/small-in"
run "until [ \"\$($far_sh display-message -p '#{window_width}x#{window_height}')\" = 100x39 ]; do sleep 0.02; done"
say "ok - the window has the size of the one that typed"
run "$far_sh send-keys 'clear; printf \"%80s\" right-edge' Enter"
wait "right-edge"
gone "large2"
say "ok - the view follows the cursor to the right"
run "$far_sh send-keys 'clear; seq 1 35' Enter"
wait "\n35"
gone "\n10"
say "ok - and down"
run "$far_sh send-keys clear Enter"
wait "far>"
gone "\n35"
say "ok - and up again"
send "echo small\$((1 + 2))\r"
wait "small3"
run "until [ \"\$($far_sh display-message -p '#{window_width}x#{window_height}')\" = 50x14 ]; do sleep 0.02; done"
say "ok - typing brings its own size"
run "$far_sh list-clients -F '#{client_width}x#{client_height}' | sort | tr '\n' ' ' | grep -qx '100x40 50x15 '"
say "ok - list-clients knows both"
send "\x02d"
exit 0
END
touch "$tmp/small-in" "$tmp/small-out"
person_ended large "a larger client meanwhile"

# ---- a slow one: 64 kbit/s ----
cat >"$tmp/ssh-kept" <<END
#!/bin/sh
$ssh "\$@" | tee -a $tmp/said
END
chmod 755 "$tmp/ssh-kept"
person "where the server listens" -- $attach --ssh="$tmp/ssh-kept" far <<END
wait "far>"
send "\x02d"
exit 0
END
far_port=$(sed -n 's/.*MUX-CONNECT //p' "$tmp/said" | cut -d ' ' -f 3)
"$MUX_NETEM" relay --listen 127.0.0.1:$relay --to 127.0.0.1:"$far_port" --control "$tmp/relay" \
	rate=64 queue=200ms delay=20 >"$tmp/relay.log" 2>&1 </dev/null &
relay_pid=$!
until_true 5 "$MUX_NETEM" ctl "$tmp/relay" show
person_behind slow --size 80x24 -- $attach --ssh="$ssh" --udp-host=127.0.0.1 --udp-port=$relay far <<END
wait "far>"
say "in"
run "until [ -e $tmp/slow-out ]; do sleep 0.02; done"
deadline 20000
wait "quick20"
say "caught up"
run "until [ -e $tmp/slow-detached ]; do sleep 0.02; done"
exit 0
END
check "the slow one is in" until_true 15 grep -q '^in$' "$tmp/out-slow"
{
	cat <<END
wait "far>"
send "\x02\""
wait "──"
run "until [ \$($far_sh list-panes | wc -l) = 2 ]; do sleep 0.02; done"
send "while :; do seq 1 200; sleep 0.01; done\r"
wait "200"
send "\x02\e[A"
send "clear; echo cleared\$((1 + 1))\r"
wait "cleared2"
END
	n=1
	while [ $n -le 20 ]; do
		cat <<END
run "date +%s%N >$tmp/k$n"
send "echo quick\$((0 + $n))\r"
wait "\nquick$n\n"
run "date +%s%N >$tmp/e$n"
END
		n=$((n + 1))
	done
	cat <<END
send "\x02\e[B"
send "\x03"
run "touch $tmp/slow-out"
run "until grep -q 'caught up' $tmp/out-slow; do sleep 0.02; done"
send "\x02:detach-client -a\r"
run "until [ \$($far_sh list-clients | wc -l) = 1 ]; do sleep 0.02; done; touch $tmp/slow-detached"
say "ok - detach-client -a leaves one"
send "\x02d"
exit 0
END
} | person "a quick client beside a slow one" --size 80x24 --seconds 60 -- $attach --ssh="$ssh" far
touch "$tmp/slow-out" "$tmp/slow-detached"
person_ended slow "the slow client is current in the end"
n=1
while [ $n -le 20 ]; do
	ms_between "$tmp/k$n" "$tmp/e$n"
	n=$((n + 1))
done 2>/dev/null | sort -n >"$tmp/times"
median=$(sed -n 10p "$tmp/times")
echo "# echo beside a flood and a slow client: median ${median:-?} ms, worst $(tail -n 1 "$tmp/times") ms"
check "the quick one's echo is quick" [ "${median:-1000}" -le 100 ]
"$MUX_NETEM" ctl "$tmp/relay" stats | sed -n 's/^b>a/# to the slow client:/p'
kill $relay_pid
far kill-server
e2e_end
