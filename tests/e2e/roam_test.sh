#!/bin/sh
# tests/e2e/roam_test.sh -- the network changes under an attached session: the client's address, its NAT's
# port, nothing at all for a while; and the client itself dies. RTT 100 ms. MUX_LONG=yes: a minute's outage.
set -u
. "$(dirname "$0")/lib.sh"
e2e_begin roam
need_sshd
rtt=100
outage=10
[ "${MUX_LONG:-no}" != yes ] || outage=60
lab_up --nat --seed 5 delay=$((rtt / 2))
far_sshd
# The client's own pid, for its murder.
cat >"$tmp/client.sh" <<END
echo \$\$ >$tmp/client
exec $MUX_BIN attach --predict=never --server=$MUX_BIN "\$@"
END
attach="$in_a sh $tmp/client.sh"
# The ports of UDP in the client's namespace.
echo "$in_a sed -n 's/^ *[0-9]*: [0-9A-F]*:\([0-9A-F]*\) .*/\1/p' /proc/net/udp | sort" >"$tmp/ports.sh"

# After a change of the path nothing tells the client of, the next key is the first packet.
person "rebinding, roaming and an outage" --size 80x24 --seconds 150 -- $attach --ssh="$ssh" far <<END
deadline 20000
wait "far>"
send "cat\r"
send "warm\r"
wait "warm\nwarm"
quiet 300
run "sh $tmp/ports.sh >$tmp/ports"
run "$in_a ip address add 10.77.0.1/24 dev lo"
run "$in_a ip route add 10.78.0.0/24 dev lo"
run "$in_a ip address del 10.77.0.1/24 dev lo"
send "undisturbed\r"
wait "undisturbed\nundisturbed"
quiet 300
run "sh $tmp/ports.sh >$tmp/ports-later"
run "$netns ctl $lab rebind >/dev/null"
run "date +%s%N >$tmp/t-rebind"
send "a"
wait "\na"
run "date +%s%N >$tmp/t-rebound"
send "fter rebinding\r"
wait "after rebinding\nafter rebinding"
say "ok - typing goes on after NAT rebinding"
quiet 300
run "$netns roam $lab 2"
run "date +%s%N >$tmp/t-roam"
send "b"
wait "\nb"
run "date +%s%N >$tmp/t-roamed"
send "ack again\r"
wait "back again\nback again"
say "ok - typing goes on at another address"
run "$netns roam $lab 1"
send "home\r"
wait "home\nhome"
say "ok - and back"
run "kill -STOP \$(cat $tmp/client); $netns roam $lab 2; MUX_TMPDIR=$tmp/far $MUX_BIN send-keys -l slept; sleep 8"
run "date +%s%N >$tmp/t-wake; kill -CONT \$(cat $tmp/client)"
wait "\nslept"
run "date +%s%N >$tmp/t-woken"
send "\r"
wait "slept\nslept"
say "ok - after a sleep at another address"
run "$netns roam $lab 1"
send "\x02c"
wait "1:sh*"
send "\x020"
wait "0:cat*"
quiet 500
run "$netns ctl $lab outage on >/dev/null"
send "\x021"
wait "0:cat- 1:sh*"
send "\x020"
wait "0:cat* 1:sh-"
say "ok - windows are chosen where nobody answers"
send "typed offline\r"
wait "no contact for 4 s"
wait "no contact for 5 s"
wait "no contact for 6 s"
say "ok - the status counts up"
deadline 70000
wait "no contact for $([ $outage = 60 ] && echo 1:00 || echo 10) "
deadline 20000
run "$netns ctl $lab outage off >/dev/null"
run "date +%s%N >$tmp/t-return"
wait "typed offline\ntyped offline"
run "date +%s%N >$tmp/t-current"
say "ok - what was typed meanwhile arrives"
gone "no contact"
wait "ms "
send "\x04"
wait "far>"
run "MUX_TMPDIR=$tmp/far $MUX_BIN capture-pane -p -S - >$tmp/history"
send "yes of a flood | head -n 60000; echo e''nded\r"
wait "ended\nfar>"
run "MUX_TMPDIR=$tmp/far $MUX_BIN link-record -S $tmp/record-server"
send "\x02:link-record $tmp/record-client\r"
run "until [ -s $tmp/record-client ]; do sleep 0.05; done"
send "clear; printf 'a\\\\033[1;31mb red\\\\033[0m\\\\n'; seq 3 9\r"
wait "\n9\nfar>"
quiet 300
say "before"
ansi
say "end"
run "kill -9 \$(cat $tmp/client)"
exit 137
END
# Blanks at a row's end are no cells of anybody's.
part before end | head -n 23 | sed 's/ *$//' >"$tmp/before"
check "there are ports to compare" [ -s "$tmp/ports" ]
check "other networks' addresses and routes are no roam" cmp "$tmp/ports" "$tmp/ports-later"
for what in rebind-rebound roam-roamed wake-woken; do
	took=$(ms_between "$tmp/t-${what%-*}" "$tmp/t-${what#*-}")
	echo "# ${what%-*}: $took ms until the next output, RTT $rtt ms"
	check "${what%-*}: the next output comes soon" [ "$took" -le $((rtt + 50)) ]
done
took=$(ms_between "$tmp/t-return" "$tmp/t-current")
echo "# outage of $outage s: $took ms until current"
check "current within a round trip and a second" [ "$took" -le $((rtt + 1000)) ]
check "typed once, arrived once" [ "$(grep -c '^typed offline$' "$tmp/history")" = 2 ]
runs_again "the client's link" "$tmp/record-client"
runs_again "the server's link" "$tmp/record-server"
{ cat "$tmp/record-client"; printf '\377'; } >"$tmp/record-damaged"
status=0
"$MUX_RERUN" "$tmp/record-damaged" >"$tmp/rerun" 2>&1 || status=$?
check "a damaged record is refused in a line" [ "$status $(wc -l <"$tmp/rerun")" = "1 1" ]
check "nothing that was typed or shown is in them" [ "$(cat "$tmp/record-client" "$tmp/record-server" | grep -acE 'warm|disturb|typed|offline|flood')" = 0 ]

$netns roam "$lab" 2
person "kill -9, and back from another address" --size 80x24 -- $attach --ssh="$ssh" far <<END
deadline 20000
wait "\n9\nfar>"
quiet 300
say "before"
ansi
say "end"
send "\x02d"
exit 0
END
part before end | head -n 23 | sed 's/ *$//' >"$tmp/after"
check "the screen is identical, cell by cell" cmp "$tmp/before" "$tmp/after"
check "with its colours" grep -q "$(printf '\033')" "$tmp/after"

# The goodbye is repeated for 10 s, and then said to who comes back.
person "its session ends while nobody answers" --size 80x24 -- $attach --udp=only --ssh="$ssh" far <<END
deadline 20000
wait "far>"
quiet 300
run "$netns ctl $lab outage on >/dev/null"
run "MUX_TMPDIR=$tmp/far $MUX_BIN new-session -d -s stays; MUX_TMPDIR=$tmp/far $MUX_BIN kill-session -t 0"
wait "no contact for 12 s"
run "$netns ctl $lab outage off >/dev/null"
wait "exited"
exit 0
END
far kill-server
e2e_end
