#!/bin/sh
# tests/e2e/ladder_test.sh -- UDP does not pass: from the start, in mid-session, in one direction; and passes
# again. Then the pipe of ssh carries the session. RTT 40 ms, 8 Mbit/s. At the end, networks that mark packets and
# that drop marked ones.
set -u
. "$(dirname "$0")/lib.sh"
e2e_begin ladder
need_sshd
lab_up --seed 7 delay=20 rate=8mbit
far_sshd
udp()
{
	$netns ctl "$lab" set "$@" >/dev/null
}
cat >"$tmp/far.conf" <<'END'
set -g status-right '<#{link_path}>'
END
attach="$in_a $MUX_BIN attach --predict=never"
server="--server=$MUX_BIN -f $tmp/far.conf"
ctl="$netns ctl $lab set"

# ---- blocked at the start; what is typed before there is any way arrives once ----
udp udp=off
person "blocked at the start" --size 100x24 --seconds 60 -- $attach --ssh="$ssh" "$server" far <<END
deadline 10000
run "until MUX_TMPDIR=$tmp/far $MUX_BIN ls >/dev/null 2>&1; do sleep 0.02; done; date +%s%N >$tmp/t-start"
send "echo typ''ed early\r"
wait "far>"
run "date +%s%N >$tmp/t-shown"
wait "UDP port 60000 of far does not answer; going over ssh"
say "ok - the user is told"
wait "typed early"
wait "<ssh>"
say "ok - the status says ssh"
send "cat\r"
send "over ssh\r"
wait "over ssh\nover ssh"
say "ok - typing goes over ssh"
run "$ctl udp=on >/dev/null; date +%s%N >$tmp/t-free"
wait "<udp"
run "date +%s%N >$tmp/t-back"
send "over UDP\r"
wait "over UDP\nover UDP"
say "ok - and over UDP once it passes"
send "one\r"
wait "one\none"
send "two\r"
wait "two\ntwo"
run "$ctl udp=off >/dev/null; date +%s%N >$tmp/t-dead"
send "three and "
send "four\r"
wait "three and four\nthree and four"
run "date +%s%N >$tmp/t-fell"
wait "<ssh>"
say "ok - blocked in mid-session: ssh again"
run "MUX_TMPDIR=$tmp/far $MUX_BIN link-record -S $tmp/record-pipe-server"
send "\x02:link-record $tmp/record-pipe-client\r"
run "until [ -s $tmp/record-pipe-client ]; do sleep 0.05; done"
run "$ctl udp=on >/dev/null"
wait "<udp"
send "five\r"
wait "five\nfive"
run "MUX_TMPDIR=$tmp/far $MUX_BIN link-record -S $tmp/record-udp-server"
send "\x02:link-record $tmp/record-udp-client\r"
run "until [ -s $tmp/record-udp-client ]; do sleep 0.05; done"
run "$ctl a\\\\>b udp=off >/dev/null"
send "six\r"
wait "six\nsix"
wait "<ssh>"
say "ok - nothing passes from here: ssh"
run "$ctl both udp=on >/dev/null"
wait "<udp"
send "seven\r"
wait "seven\nseven"
run "$ctl b\\\\>a udp=off >/dev/null"
send "eight\r"
wait "eight\neight"
wait "<ssh>"
say "ok - nothing passes to here: ssh"
send "nine\r"
wait "nine\nnine"
send "\x04"
wait "far>"
run "MUX_TMPDIR=$tmp/far $MUX_BIN capture-pane -p -S - >$tmp/history"
send "\x02d"
exit 0
END
took=$(ms_between "$tmp/t-start" "$tmp/t-shown")
echo "# $took ms from the far server's start until the prompt"
check "in use within 2 s" [ "$took" -le 2000 ]
took=$(ms_between "$tmp/t-free" "$tmp/t-back")
echo "# UDP passes again: $took ms until it is used"
check "taken back within 2 s" [ "$took" -le 2000 ]
took=$(ms_between "$tmp/t-dead" "$tmp/t-fell")
echo "# UDP dead in mid-session: $took ms until the next echo"
check "the next echo within 2 s" [ "$took" -le 2000 ]
twice_each "$tmp/history" 'over ssh|over UDP|one|two|three and four|five|six|seven|eight|nine'
runs_again "the client's link over ssh" "$tmp/record-pipe-client"
runs_again "the server's link over ssh" "$tmp/record-pipe-server"
runs_again "the client's link back on UDP" "$tmp/record-udp-client"
runs_again "the server's link back on UDP" "$tmp/record-udp-server"
check "typed early, run once" [ "$(grep -c '^typed early$' "$tmp/history")" = 1 ]

# ---- Ctrl-C in a flood over the pipe, on a slow line ----
udp both udp=off rate=1mbit queue=1s
person "a flood over ssh" --size 100x24 --seconds 60 -- $attach --ssh="$ssh" "$server" far <<END
deadline 15000
wait "<ssh>"
wait "far>"
send "clear; yes abcdefghijklmnopqrstuvwxyz0123456789\r"
wait "abcdefghijklmnopqrstuvwxyz0123456789\nabcdefghijklmnopqrstuvwxyz0123456789"
run "sleep 3; date +%s%N >$tmp/t-int"
send "\x03"
wait "far>"
run "date +%s%N >$tmp/t-prompt"
send "echo calm\$((5 + 5))\r"
wait "calm10"
send "\x02d"
exit 0
END
took=$(ms_between "$tmp/t-int" "$tmp/t-prompt")
echo "# Ctrl-C in a flood: $took ms until the prompt"
check "Ctrl-C works at once" [ "$took" -le 500 ]

# ---- what the user may say ----
udp both udp=off rate=8mbit
person "--udp=only" --seconds 30 -- $attach --udp=only --ssh="$ssh" "$server" far <<END
wait "no answer yet on UDP port 60000"
say "ok - only: the port is named"
send "\x03"
exit 1
END
udp both udp=on
person "--udp=never" --size 100x24 --seconds 30 -- $attach --udp=never --ssh="$ssh" "$server" far <<END
wait "<ssh>"
wait "far>"
run "sleep 3"
wait "<ssh>"
send "\x02d"
exit 0
END
person "the option udp" --size 100x24 --seconds 30 -- $attach --ssh="$ssh" "$server" far <<END
wait "<udp"
run "MUX_TMPDIR=$tmp/far $MUX_BIN set -s udp never"
wait "<ssh>"
run "MUX_TMPDIR=$tmp/far $MUX_BIN set -s udp prefer"
wait "<udp"
send "\x02d"
exit 0
END
person "the session ends over ssh" --size 100x24 --seconds 30 -- $attach --udp=never --ssh="$ssh" "$server" far <<END
wait "<ssh>"
wait "far>"
send "exit\r"
exit 0
wait "exited"
END

# ---- ssh itself dies ----
cat >"$tmp/ssh-pids" <<END
ps -eo pid,args | awk '\$2 == "ssh" && index(\$0, "$tmp/cfg") { print \$1 }'
END
person "ssh dies while UDP is in use" --size 100x24 --seconds 30 -- $attach --ssh="$ssh" "$server" far <<END
wait "<udp"
run "kill -9 \$(sh $tmp/ssh-pids)"
send "echo still\$((2 + 2))\r"
wait "still4"
wait "<udp"
send "\x02d"
exit 0
END
person "ssh dies while it is the way" --size 100x24 --seconds 30 -- $attach --udp=never --ssh="$ssh" "$server" far <<END
wait "<ssh>"
wait "far>"
run "kill -9 \$(sh $tmp/ssh-pids)"
send "echo still\$((3 + 3))\r"
wait "still6"
wait "<ssh>"
send "\x02d"
exit 0
END
far kill-server
no_ssh()
{
	[ -z "$(sh "$tmp/ssh-pids")" ]
}
check "no ssh is left" until_true 5 no_ssh

# ---- congestion marks (ECN): set by a queue that grows; then whatever bears one vanishes ----
figure()
{
	$netns ctl "$lab" stats | tr ' ' '\n' | sed -n "s/^$1=//p"
}
echo "set -g status-right '<#{link_ecn}>'" >"$tmp/far.conf"
server="--server=env MUX_LINK_LOG=$tmp/log $MUX_BIN -f $tmp/far.conf"
udp both udp=on rate=500kbit queue=300ms mark=1
person "a queue that marks" --size 100x24 --seconds 60 -- $attach --udp=only --ssh="$ssh" "$server" far <<END
deadline 20000
wait "far>"
send "echo some\$((1 + 1)) words\r"
wait "some2 words"
wait "<capable>"
say "ok - the client's marks pass"
send "seq 1 999999999\r"
run "until grep -q 'ecn is=1 ce=[1-9]' $tmp/log.server; do sleep 0.05; done"
say "ok - the server hears of its packets that were marked"
send "\x03"
wait "far>"
send "\x02d"
exit 0
END
check "the client's packets bear ECT(0)" [ "$(figure ect_ab)" -gt 10 ]
check "the server's, too" [ "$(figure ect_ba)" -gt 20 ]
udp both rate=8mbit queue=100ms mark=0 ecn=drop
person "what is marked vanishes" --size 100x24 --seconds 60 -- $attach --udp=only --ssh="$ssh" "$server" far <<END
deadline 20000
wait "far>"
send "seq 1 999999999\r"
run "until grep -q 'ecn is=2' $tmp/log.server; do sleep 0.05; done"
say "ok - and nothing is marked any more"
send "\x03"
wait "far>"
send "exit\r"
exit 0
wait "exited"
END
e2e_end
