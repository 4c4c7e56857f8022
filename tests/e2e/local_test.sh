#!/bin/sh
# tests/e2e/local_test.sh -- mux on this machine: a shell, windows, panes, leaving in every way, coming back.
set -u
. "$(dirname "$0")/lib.sh"
e2e_begin local

date +%s%N >"$tmp/t0"
person "mux alone, split, new window, detach" -- "$MUX_BIN" <<END
wait "near>"
run "date +%s%N >$tmp/t1"
say "ok - mux alone gives a shell"
send "echo top\$((40 + 2))\r"
wait "top42"
send "\x02%"
wait "│"
send "echo right\$((1 + 2))\r"
wait "right3"
send "\x02\""
wait "──"
wait "right3"
send "echo low\$((2 + 3))\r"
wait "low5"
say "ok - C-b % and C-b \" split"
send "\x02c"
gone "top42"
wait "near>"
send "echo second\$((3 + 4))\r"
wait "second7"
say "ok - C-b c makes a window"
send "\x02d"
exit 0
END
echo "# $(ms_between "$tmp/t0" "$tmp/t1") ms until the prompt, the tools' start included"

check "three panes and one" [ "$(near list-windows -F '#{window_panes}' | tr '\n' ' ')" = "3 1 " ]

person "output that a program forgot to let go" -- "$MUX_BIN" new-session -s held <<END
wait "near>"
send "printf '\\\\033[?2026h'; echo held\$((1 + 1)); date +%s%N >$tmp/h0; sleep 5; echo let\$((1 + 2))\r"
wait "held2"
run "date +%s%N >$tmp/h1"
wait "let3"
send "exit\r"
exit 0
END
held=$(ms_between "$tmp/h0" "$tmp/h1")
echo "# mode 2026 held it for $held ms"
check "it is held for a while, and not for long" [ "$held" -ge 50 ] && [ "$held" -le 3000 ]

person "attach back" -- "$MUX_BIN" attach <<END
wait "second7"
send "\x02p"
wait "top42"
wait "right3"
wait "low5"
gone "second7"
say "ok - all there"
send "exit\r"
gone "low5"
send "\x02d"
exit 0
END

# The client's ways out, from a shell that has job control. A killed client's guard needs a moment.
printf '#!/bin/sh\necho $$ >%s\nexec %s attach\n' "$tmp/client" "$MUX_BIN" >"$tmp/attach"
chmod 755 "$tmp/attach"
person "suspend, and every way out" -- sh -i <<END
send "PS1='outer> '; stty -g >$tmp/modes; echo ready\$((1 + 1))\r"
wait "ready2"
send "$tmp/attach; stty -g >$tmp/modes-stopped; echo stopped\$((1 + 1))\r"
wait "top42"
send "\x02\x1a"
wait "stopped2"
say "ok - suspended"
send "fg; stty -g >$tmp/modes-term; echo term\$((1 + 2))\r"
wait "top42"
send "echo again\$((5 + 6))\r"
wait "again11"
say "ok - in the foreground again"
run "kill \$(cat $tmp/client)"
wait "term3"
say "ok - SIGTERM ends the client"
send "$tmp/attach; until stty -g | cmp -s - $tmp/modes; do :; done; stty -g >$tmp/modes-kill; echo kill\$((1 + 3))\r"
wait "again11"
run "kill -9 \$(cat $tmp/client)"
wait "kill4"
say "ok - kill -9 ends the client"
send "exit\r"
exit 0
END
for way in stopped term kill; do
	check "terminal modes after: $way" cmp -s "$tmp/modes" "$tmp/modes-$way"
done

check "the session is there still" near has-session
check "kill-server" near kill-server
check "no process is left" until_true 5 e2e_all_gone
near has-session 2>"$tmp/err" && not_ok "a server is left"
check "no server running" grep -q "^no server running on $tmp/near/" "$tmp/err"
e2e_end
