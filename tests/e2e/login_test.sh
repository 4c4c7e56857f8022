#!/bin/sh
# tests/e2e/login_test.sh -- UDP does not pass and the pipe of ssh is dead: its process, or only its
# connection, since the address changed. Another ssh brings the session back, by itself if it need not ask.
# RTT 40 ms.
set -u
. "$(dirname "$0")/lib.sh"
e2e_begin login
need_sshd
lab_up --seed 13 delay=20
far_sshd
cat >"$tmp/far.conf" <<'END'
set -g status-left ''
set -g status-right-length 90
set -g status-right '<#{link_path}> #{link_status}'
END
attach="$in_a $MUX_BIN attach --predict=never"
server="--server=$MUX_BIN -f $tmp/far.conf"
cat >"$tmp/ssh-pids" <<END
ps -eo pid,args | awk '\$2 == "ssh" && index(\$0, "$tmp/cfg") { print \$1 }'
END
# The client, and those of its children that ended and that it did not wait for.
cat >"$tmp/zombies" <<END
client=\$(ps -eo pid,args | awk '\$2 == "$MUX_BIN" && index(\$0, "$tmp/cfg") { print \$1; exit }')
ps -eo ppid,stat | awk -v client="\$client" '\$1 == client && \$2 ~ /^Z/ { n++ } END { print client, n + 0 }'
END
# What ssh is in the last test: the real one at first; later one that stays after its output has ended, or one
# that would have to ask.
cat >"$tmp/ssh" <<END
case " \$* " in *" -G "*) exec $ssh "\$@" ;; esac
case \$(cat $tmp/way) in
stays) echo one >>$tmp/logins; exec >&-; exec sleep 60 ;;
asks) echo one >>$tmp/logins; echo 'Permission denied' >&2; exit 255 ;;
*) exec $ssh "\$@" ;;
esac
END
echo real >"$tmp/way"
$netns ctl "$lab" set udp=off >/dev/null

person "ssh dies, its connection dies, ssh asks" --size 140x24 --seconds 90 -- $attach --ssh="$ssh" "$server" far <<END
deadline 15000
wait "<ssh>"
wait "far>"
send "cat\r"
send "warm\r"
wait "warm\nwarm"
run "kill -9 \$(sh $tmp/ssh-pids); date +%s%N >$tmp/t-killed"
send "one\r"
wait "one\none"
run "date +%s%N >$tmp/t-back"
wait "<ssh>"
say "ok - another ssh after one that died"
quiet 500
run "$netns roam $lab 2; date +%s%N >$tmp/t-roam"
send "tw"
send "o\r"
wait "two\ntwo"
run "date +%s%N >$tmp/t-roamed"
wait "<ssh>"
say "ok - and after a roam that only its connection died of"
run "mv $tmp/authorized $tmp/kept; kill -9 \$(sh $tmp/ssh-pids)"
send "three\r"
wait "ssh asks: C-b R"
say "ok - the user is told that ssh asks"
run "mv $tmp/kept $tmp/authorized"
send "\x02R"
wait "three\nthree"
wait "<ssh>"
say "ok - and lets it"
run "sh $tmp/zombies >$tmp/none"
run "$netns ctl $lab set udp=on >/dev/null"
wait "<udp"
send "four\r"
wait "four\nfour"
say "ok - back on UDP"
send "\x04"
wait "far>"
run "MUX_TMPDIR=$tmp/far $MUX_BIN capture-pane -p -S - >$tmp/history"
send "\x02d"
exit 0
END
took=$(ms_between "$tmp/t-killed" "$tmp/t-back")
echo "# ssh killed: $took ms until the next echo"
check "the next echo within 2 s" [ "$took" -le 2000 ]
took=$(ms_between "$tmp/t-roam" "$tmp/t-roamed")
echo "# its connection dead: $took ms until the next echo"
check "the next echo within 4 s" [ "$took" -le 4000 ]
twice_each "$tmp/history" 'warm|one|two|three|four'
check "no ssh that ended is left behind" grep -qE '^[0-9]+ 0$' "$tmp/none"
$netns ctl "$lab" set udp=off >/dev/null
person "the session ends meanwhile" --size 140x24 --seconds 40 -- $attach --ssh="$ssh" "$server" far <<END
deadline 15000
wait "<ssh>"
run "kill -9 \$(sh $tmp/ssh-pids); MUX_TMPDIR=$tmp/far $MUX_BIN kill-server"
exit 1
wait "session is gone"
END
person "the server is another one meanwhile" --size 140x24 --seconds 40 -- $attach --ssh="$ssh" "$server" far <<END
deadline 15000
wait "<ssh>"
wait "far>"
run "mv $tmp/authorized $tmp/kept; kill -9 \$(sh $tmp/ssh-pids)"
send "touch $tmp/harm\r"
wait "ssh asks: C-b R"
run "MUX_TMPDIR=$tmp/far $MUX_BIN kill-server; mv $tmp/kept $tmp/authorized"
run "MUX_TMPDIR=$tmp/far HOME=$tmp/far-home $in_b $MUX_BIN -f $tmp/far.conf new-session -d"
send "\x02R"
exit 1
wait "the server there was restarted, and the session is gone: mux attach far"
END
far send-keys "touch $tmp/done" Enter
check "its panes live" until_true 5 [ -e "$tmp/done" ]
check "and get none of the keys" [ ! -e "$tmp/harm" ]

$netns ctl "$lab" set udp=on >/dev/null
person "ssh that does not end, and one that asks" --size 140x24 --seconds 60 -- $attach --ssh="sh $tmp/ssh" "$server" far <<END
deadline 30000
wait "<udp"
wait "far>"
run "echo stays >$tmp/way; kill -9 \$(sh $tmp/ssh-pids); $netns ctl $lab set udp=off >/dev/null"
send "x"
wait "logging in"
run "until [ \"\$(wc -l <$tmp/logins)\" = 2 ]; do sleep 0.02; done"
say "ok - an ssh that does not end is not waited for"
run "echo asks >$tmp/way"
wait "ssh asks"
run "cp $tmp/logins $tmp/logins-before"
wait "no contact for 3"
run "cp $tmp/logins $tmp/logins-after"
send "\x02d"
exit 0
END
more=$(($(wc -l <"$tmp/logins-after") - $(wc -l <"$tmp/logins-before")))
check "one that asks is not tried again soon ($more)" [ "$more" = 0 ]
e2e_end
