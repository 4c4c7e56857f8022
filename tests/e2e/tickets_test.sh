#!/bin/sh
# tests/e2e/tickets_test.sh -- coming back without ssh: after kill -9, after a detach, twice at once; and what
# does not come back so: with a ticket that was used, revoked, or is another server's. And the ssh that stands
# by after it. RTT 100 ms.
set -u
. "$(dirname "$0")/lib.sh"
e2e_begin tickets
need_sshd
rtt=100
lab_up --seed 11 delay=$((rtt / 2))
sshd_start b "$in_b" 10.9.0.2 2222 </dev/null
ssh_config <<END
Host far other
	HostName 10.9.0.2
	Port 2222
END
# Each ssh that logs in leaves a line; -G only asks its configuration.
cat >"$tmp/ssh.sh" <<END
case " \$* " in *" -G "*) ;; *) echo login >>$tmp/logins ;; esac
case " \$* " in
*BatchMode=yes*)
	[ ! -e $tmp/asks ] || { echo "me@far: Permission denied (publickey,password)." >&2; exit 255; }
	;;
*" -G "*) ;;
*) [ ! -e $tmp/asks ] || [ ! -e $tmp/word ] || { printf 'word: ' >/dev/tty; read -r word </dev/tty; } ;;
esac
exec ssh -F $tmp/cfg "\$@"
END
# No ssh but those that are needed, until the last part.
cat >"$tmp/far.conf" <<'END'
set -s ssh-standby off
set -g status-right '<#{link_path}>'
END
# The client's pid and the time of its start.
cat >"$tmp/client.sh" <<END
echo \$\$ >$tmp/client
date +%s%N >$tmp/t-start
exec $MUX_BIN attach --predict=never --server="$MUX_BIN -f $tmp/far.conf" --ssh="sh $tmp/ssh.sh" "\$@"
END
attach="$in_a sh $tmp/client.sh"
kept=$tmp/home/.local/state/mux/tickets
tickets()
{
	ls "$kept" 2>/dev/null | grep -v lock
}
logins()
{
	[ "$(cat "$tmp/logins" 2>/dev/null | wc -l)" = "$1" ]
}
ready='tickets list -F "#{ticket_kept}#{ticket_attached}"'
is_kept()
{
	[ "$(eval far "$ready" | grep -c 11)" = "$1" ]
}
no_clients()
{
	[ -z "$(far list-clients)" ]
}
cat >"$tmp/is-kept.sh" <<END
until [ "\$(MUX_TMPDIR=$tmp/far $MUX_BIN $ready | grep -c 11)" = "\$1" ]; do sleep 0.02; done
END
# back WHAT [ARGUMENT...]: comes, sees the whole screen, leaves; \$took: ms from the process's start.
back()
{
	what=$1
	shift
	person "$what" --size 80x24 -- $attach "$@" <<END
wait "\n9\nfar>"
run "date +%s%N >$tmp/t-shown"
quiet 200
say "before"
ansi
say "end"
run "sh $tmp/is-kept.sh ${holders:-1}"
send "\x02d"
exit 0
END
	took=$(ms_between "$tmp/t-start" "$tmp/t-shown")
	part before end | head -n 23 | sed 's/ *$//' >"$tmp/seen"
	echo "# $took ms from the start until the screen is there, RTT $rtt ms"
}

person "the first time, by ssh" --size 80x24 -- $attach far <<END
wait "far>"
run "date +%s%N >$tmp/t-shown"
send "clear; printf 'a\\\\033[1;31mb red\\\\033[0m\\\\n'; seq 3 9\r"
wait "\n9\nfar>"
quiet 200
run "sh $tmp/is-kept.sh 1"
say "before"
ansi
say "end"
run "kill -9 \$(cat $tmp/client)"
exit 137
END
part before end | head -n 23 | sed 's/ *$//' >"$tmp/before"
echo "# $(ms_between "$tmp/t-start" "$tmp/t-shown") ms by ssh, RTT $rtt ms"
check "one login" logins 1
check "one ticket, its owner's alone" [ "$(stat -c %a "$kept" "$kept/$(tickets)" | tr '\n' ' ')" = "700 600 " ]
cp "$kept/$(tickets)" "$tmp/used"

back "killed, and back" far
check "without ssh" logins 1
check "the screen is identical, cell by cell" cmp "$tmp/before" "$tmp/seen"
check "the killed client is gone" until_true 5 no_clients
check "another ticket is kept" sh -c "! cmp -s $tmp/used $kept/$(tickets)"
echo "$took" >"$tmp/times"
for again in 2 3 4 5; do
	back "and after a detach, $again" far
	echo "$took" >>"$tmp/times"
done
check "without ssh as well" logins 1
median=$(sort -n "$tmp/times" | sed -n 3p)
check "within a round trip and 50 ms: $median ms, the median of five" [ "$median" -le $((rtt + 50)) ]

# ---- exactly once: what is typed at once after ----
person "typing before the screen is there" --size 80x24 -- $attach far <<END
send "echo typ''ed\r"
wait "typed\nfar>"
run "sh $tmp/is-kept.sh 1; sleep 0.5; stat -c '%n %i %z' $kept/* >$tmp/files"
send "echo m''ore\r"
wait "more\nfar>"
run "stat -c '%n %i %z' $kept/* >$tmp/files-later"
send "clear; printf 'a\\\\033[1;31mb red\\\\033[0m\\\\n'; seq 3 9\r"
wait "\n9\nfar>"
run "sh $tmp/is-kept.sh 1"
send "\x02d"
exit 0
END
check "the ticket stays while nothing changes" cmp "$tmp/files" "$tmp/files-later"
check "still without ssh" logins 1

# ---- two at once ----
person_behind one --size 80x24 -- $attach far <<END
wait "\n9\nfar>"
run "sh $tmp/is-kept.sh 2"
run "until [ -e $tmp/enough ]; do sleep 0.02; done"
send "\x02d"
exit 0
END
person_behind two --size 80x24 -- $attach far <<END
wait "\n9\nfar>"
run "sh $tmp/is-kept.sh 2"
run "until [ -e $tmp/enough ]; do sleep 0.02; done"
send "\x02d"
exit 0
END
check "two at once: both attach" until_true 10 is_kept 2
check "one of them by ssh" logins 2
touch "$tmp/enough"
person_ended one "the one leaves"
person_ended two "and the other"
check "each has a ticket of its own" [ "$(tickets | wc -l)" = 2 ]
check "another destination has none" [ "$(near tickets forget other 2>&1)" = "mux: no ticket is kept for other" ]

# ---- used, revoked, forgotten, turned off ----
for file in $(tickets); do
	cp "$tmp/used" "$kept/$file"
done
back "a ticket that was used" far
check "goes by ssh" logins 3
far tickets revoke -a
check "none is left" [ -z "$(far tickets list)" ]
back "revoked tickets" far
check "go by ssh, too" logins 4
back "and the next" far
check "not" logins 4
near tickets forget far
check "forgotten" [ -z "$(tickets)" ]
back "forgotten" far
check "by ssh" logins 5
far set -s resume-tickets off
check "turned off: none is left" [ -z "$(far tickets list)" ]
person "turned off" --size 80x24 -- $attach far <<END
wait "\n9\nfar>"
quiet 300
send "\x02d"
exit 0
END
check "by ssh then" logins 6
check "and none is kept" [ -z "$(tickets)" ]
far set -s resume-tickets on

# ---- what a ticket is for ----
far new-session -d -s work
person "a session by name" --size 80x24 -- $attach -t work far <<END
wait "far>"
send "seq 7 9\r"
wait "\n9\nfar>"
run "sh $tmp/is-kept.sh 1"
send "\x02d"
exit 0
END
check "has a ticket of its own" logins 7
back "the same again" -t work far
check "without ssh again" logins 7
far kill-session -t work
person "its session is gone" --size 80x24 -- $attach -t work far <<END
wait "can't find session: work"
exit 1
END
check "which ssh was asked about" logins 8
near tickets forget

# ---- revoked while attached; the server is another one; UDP does not pass ----
person "revoked while attached" --size 80x24 -- $attach far <<END
wait "far>"
run "sh $tmp/is-kept.sh 1"
run "MUX_TMPDIR=$tmp/far $MUX_BIN tickets revoke -a"
run "until [ -z \"\$(ls $kept | grep -v lock)\" ]; do sleep 0.02; done"
send "seq 3 9\r"
wait "\n9\nfar>"
send "\x02d"
exit 0
END
check "it was by ssh" logins 9
back "a ticket for what comes" far
check "by ssh once more" logins 10
far kill-server
until_true 5 sh -c "! MUX_TMPDIR=$tmp/far $MUX_BIN ls"
person "the server is another one" --size 80x24 -- $attach far <<END
wait "far>"
run "date +%s%N >$tmp/t-shown"
send "clear; seq 3 9\r"
wait "\n9\nfar>"
run "sh $tmp/is-kept.sh 1"
send "\x02d"
exit 0
END
check "found by ssh" logins 11
echo "# $(ms_between "$tmp/t-start" "$tmp/t-shown") ms, a login that waits a quarter of a second for the ticket"
person "killed" --size 80x24 -- $attach far <<END
wait "\n9\nfar>"
run "sh $tmp/is-kept.sh 1"
run "kill -9 \$(cat $tmp/client)"
exit 137
END
person "UDP dies after coming back" --size 80x24 --seconds 30 -- $attach far <<END
deadline 15000
wait "\n9\nfar>"
run "date +%s%N >$tmp/t-dead; $netns ctl $lab set udp=off >/dev/null"
send "echo o''nce\r"
wait "once\nfar>"
run "date +%s%N >$tmp/t-fell"
send "clear; seq 3 9\r"
wait "\n9\nfar>"
run "$netns ctl $lab set udp=on >/dev/null"
run "sh $tmp/is-kept.sh 1"
send "\x02d"
exit 0
END
echo "# $(ms_between "$tmp/t-dead" "$tmp/t-fell") ms until ssh carries it"
check "ssh was started for that" logins 12
$netns ctl "$lab" set udp=off >/dev/null
back "UDP does not pass" far
check "so it goes by ssh" logins 13
$netns ctl "$lab" set udp=on >/dev/null
# ---- the ssh that stands by ----
far set -s ssh-standby on
ctl="$netns ctl $lab set"
# So many have logged in, and the last of them is a pipe by now.
cat >"$tmp/stands-by.sh" <<END
until [ "\$(wc -l <$tmp/logins)" = "\$1" ] && ps -eo args | grep -q "[ ]$tmp/far.conf.* bootstrap [0-9a-f]* [0-9a-f]* pipe"; do
	sleep 0.02
done
sleep 0.3
END
back "a ticket for what comes" far
logins=$(wc -l <"$tmp/logins")
person "UDP dies after coming back, and after a roam" --size 80x24 --seconds 60 -- $attach far <<END
deadline 15000
wait "\n9\nfar>"
run "sh $tmp/stands-by.sh $((logins + 1))"
send "cat\r"
send "warm\r"
wait "warm\nwarm"
run "date +%s%N >$tmp/t-dead; $ctl udp=off >/dev/null"
send "one\r"
wait "one\none"
run "date +%s%N >$tmp/t-fell"
wait "<ssh>"
run "$ctl udp=on >/dev/null; date +%s%N >$tmp/t-free"
wait "<udp"
run "date +%s%N >$tmp/t-back"
send "two\r"
wait "two\ntwo"
run "$netns roam $lab 2"
send "three\r"
wait "three\nthree"
run "sh $tmp/stands-by.sh $((logins + 2))"
run "date +%s%N >$tmp/t-dead-again; $ctl udp=off >/dev/null"
send "four\r"
wait "four\nfour"
run "date +%s%N >$tmp/t-fell-again"
wait "<ssh>"
run "$ctl udp=on >/dev/null"
wait "<udp"
send "\x04"
wait "far>"
run "MUX_TMPDIR=$tmp/far $MUX_BIN capture-pane -p -S - >$tmp/history"
send "clear; seq 3 9\r"
wait "\n9\nfar>"
run "sh $tmp/is-kept.sh 1"
send "\x02d"
exit 0
END
took=$(ms_between "$tmp/t-dead" "$tmp/t-fell")
check "UDP dead: $took ms until the next echo" [ "$took" -le 2000 ]
took=$(ms_between "$tmp/t-free" "$tmp/t-back")
check "it passes again: $took ms until it is used" [ "$took" -le 2000 ]
took=$(ms_between "$tmp/t-dead-again" "$tmp/t-fell-again")
check "UDP dead after a roam: $took ms until the next echo" [ "$took" -le 2000 ]
twice_each "$tmp/history" 'warm|one|two|three|four'
check "ssh stood by each time" logins $((logins + 2))
touch "$tmp/asks"
person "ssh would have to ask, to stand by" --size 80x24 --seconds 30 -- $attach far <<END
deadline 10000
wait "0:sh*"
quiet 300
say "before"
ansi
say "end"
run "until [ \"\$(cat $tmp/logins | wc -l)\" = $((logins + 3)) ]; do sleep 0.02; done"
quiet 500
say "after"
ansi
say "end"
send "echo typ''ed on\r"
wait "typed on\nfar>"
send "clear; seq 3 9\r"
wait "\n9\nfar>"
run "sh $tmp/is-kept.sh 1"
send "\x02d"
exit 0
END
part before end >"$tmp/seen-before"
part after end >"$tmp/seen"
check "nobody is told" cmp "$tmp/seen-before" "$tmp/seen"
rm "$tmp/asks"
far set -s ssh-standby off

far tickets revoke -a
touch "$tmp/asks"
back "ssh would have to ask" far
check "it is started again with the terminal" logins $((logins + 5))
far tickets revoke -a
touch "$tmp/word"
person "C-z while ssh asks, and fg" --size 80x24 --seconds 30 -- sh -i <<END
deadline 10000
send "PS1='outer> '; $attach far; echo stopped\$((1 + 1))\r"
wait "word:"
send "\x1a"
wait "stopped2"
wait "\nouter>"
quiet 300
send "fg\r"
quiet 500
send "x\r"
wait "\n9\nfar>"
run "sh $tmp/is-kept.sh 1"
send "\x02d"
wait "detached"
send "exit 0\r"
exit 0
END
check "by ssh with the terminal" logins $((logins + 7))
rm "$tmp/asks" "$tmp/word"
far tickets revoke -a
person "given up while nothing answers" --size 80x24 -- $attach far <<END
run "until [ \"\$(cat $tmp/logins | wc -l)\" = $((logins + 8)) ]; do sleep 0.02; done"
send "\x03"
exit 1
END
far kill-server
check "no ssh is left" until_true 5 sh -c "! ps -eo args | grep -v grep | grep -q 'ssh -F $tmp/cfg'"
e2e_end
