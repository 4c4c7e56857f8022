#!/bin/sh
# tests/e2e/remote_test.sh -- a session on another host, over a bad link: RTT 200 ms, jitter 20 ms, 5 % loss.
set -u
. "$(dirname "$0")/lib.sh"
e2e_begin remote
need_sshd
for tool in vim top ping; do
	command -v $tool >/dev/null || skip "no $tool"
done
lab_up --seed 11 delay=100 jitter=10 loss=5
far_sshd

# In the place of ssh: keeps a copy of what it said, for it holds the key to look for.
cat >"$tmp/ssh-kept" <<END
#!/bin/sh
ssh -F $tmp/cfg "\$@" | while read -r line; do
	echo "\$line" >>$tmp/said
	echo "\$line"
done
END
chmod 755 "$tmp/ssh-kept"
echo 'a line of the file in vim' >"$tmp/file"
attach="$in_a $MUX_BIN attach --ssh=$tmp/ssh-kept --server=$MUX_BIN far"

$in_a ping -q -c 40 -i 0.25 10.9.0.2 >"$tmp/ping" 2>&1 &
ping_pid=$!

# shellcheck disable=SC2086 # words
person "three panes with vim, top and a shell" --size 90x36 -- $attach <<END
deadline 20000
wait "far>"
say "ok - attached"
send "vim -u NONE -N -i NONE $tmp/file\r"
wait "in vim"
send "\x02\""
wait "far>"
send "top -d 1\r"
wait "PID USER"
send "\x02\""
wait "far>"
send "echo typed\$((40 + 2))\r"
wait "typed42"
say "ok - typing into a shell"
send "echo"
wait "> echo"
send " lo"
wait "echo lo"
run "$netns ctl $lab outage on >/dev/null"
quiet 600
say "before"
ansi
say "typing"
send "st words"
wait "> echo lost words"
say "ok - typing shows while nothing comes back"
ansi
say "after"
run "$netns ctl $lab outage off >/dev/null"
send " \$((2 + 3))\r"
wait "lost words 5"
say "ok - and arrives when the link is back"
send "\x02\e[A"
send "\x02\e[A"
send "Gohello vim\e"
wait "hello vim"
send ":w\r"
run "until grep -q 'hello vim' $tmp/file; do sleep 0.05; done"
say "ok - vim in the first pane"
say "status"
screen
say "end"
END
shown_rtt=$(part status end | sed -n 's/.* \([0-9.]*\)ms .*/\1/p' | tail -n 1)
far list-panes -F '#{pane_top} #{pane_bottom} #{pane_active}' >"$tmp/panes" 2>"$tmp/err"
check "three panes" [ "$(wc -l <"$tmp/panes")" = 3 ]

# All rows but the shell's and the status line.
rows_of_others()
{
	top=$(sed -n 3p "$tmp/panes" | cut -d ' ' -f 1)
	part "$1" "$2" | grep -v '^ok - ' | head -n "$top"
}
rows_of_others before typing >"$tmp/before"
rows_of_others typing after >"$tmp/after"
check "rows of the other panes were seen" [ "$(wc -l <"$tmp/before")" -gt 15 ]
check "prediction changed no cell outside the focused pane" cmp "$tmp/before" "$tmp/after"

# Attach again, with the person's screen still as it was: the session was left by hanging up.
key=$(sed -n 's/.*MUX-CONNECT //p' "$tmp/said" | tail -n 1 | cut -d ' ' -f 5)
check "the key was on the ssh channel" [ "${#key}" = 64 ]
cat >"$tmp/look" <<END
for p in /proc/[0-9]*; do
	[ "\${p#/proc/}" != \$\$ ] || continue
	key=\$(sed -n 's/.*MUX-CONNECT //p' $tmp/said | tail -n 1 | cut -d ' ' -f 5)
	for f in cmdline environ; do
		tr '\0' '\n' 2>/dev/null <\$p/\$f | grep -qF "\$key" && echo "\$p/\$f \$(tr '\0' ' ' <\$p/cmdline)"
	done
done 2>/dev/null >$tmp/leaks
true
END
# shellcheck disable=SC2086 # words
date +%s%N >"$tmp/t-asked"
person "detach and attach again" --size 90x36 -- $attach <<END
deadline 20000
wait "hello vim"
wait "PID USER"
wait "lost words 5"
run "date +%s%N >$tmp/t-there"
say "ok - all there"
run "sh $tmp/look"
send "\x02d"
exit 0
END
echo "# $(ms_between "$tmp/t-asked" "$tmp/t-there") ms from the command until all was there"
check "no key in any argv or environment" [ ! -s "$tmp/leaks" ]
comment <"$tmp/leaks"

wait $ping_pid
true_rtt=$(sed -n 's|.*= [0-9.]*/\([0-9.]*\)/.*|\1|p' "$tmp/ping")
echo "# RTT: ping ${true_rtt:-?} ms, status line ${shown_rtt:-?} ms"
check "the status line shows the RTT within 15 %" awk "BEGIN { t = ${true_rtt:-0}; s = ${shown_rtt:-0};
	exit !(t > 0 && s > t * 0.85 && s < t * 1.15) }"

# shellcheck disable=SC2086 # words
person "a command of one's own" -- $attach -- sh -c 'echo "my own $((6 * 7))"; read -r line; exit 3' <<END
deadline 20000
wait "my own 42"
say "ok - attach far -- command"
send "\r"
exit 0
END
check "its session ended with it" [ "$(far list-sessions -F '#{session_name}' | wc -l)" = 1 ]
far kill-server
e2e_end
