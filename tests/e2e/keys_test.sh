#!/bin/sh
# tests/e2e/keys_test.sh -- keys from a terminal that tells them apart, to programs that ask and to
# those that do not.
set -u
. "$(dirname "$0")/lib.sh"
e2e_begin keys

# reads N SEQUENCE WORD: says WORD-begins, prints the next N bytes that arrive after a program wrote
# SEQUENCE, says WORD-ends.
cat >"$tmp/reads" <<'END'
stty raw -echo
printf "$2$3"'-begins\r\n'
dd bs=1 count="$1" 2>/dev/null | cat -v
stty sane
printf '\033[<u\033[>4m\033[?2004l\r\n'"$3"'-ends\n'
END

person "keys" -- "$MUX_BIN" <<END
wait "near>"
send "sh $tmp/reads 9 '' plain\r"
wait "plain-begins"
send "\x1b[105;5u\x1b[91;5u\x1b[27u\x1b[13;2u\x1b[13;5u\x1b[45:95;6u\x1b[59:58;4u\x1b[1089::99;5u"
wait "^[^[^M^M^_^[:^C"
say "ok - a program that asks for nothing reads what it always did"
wait "plain-ends"
send "clear; sh $tmp/reads 28 '\\\\033[>1u' kitty\r"
wait "kitty-begins"
send "\x1b[105;5u\t\x1b[13;2u\x1b[13;5u\x1b[27u"
wait "^[[105;5u"
wait "^[[13;2u"
wait "^[[13;5u"
wait "^[[27u"
say "ok - one that asks for kitty's protocol is told keys apart"
wait "kitty-ends"
send "\x02:bind -n C-i display-message ctrl-i-pressed\r"
send "\x1b[105;5u"
wait "ctrl-i-pressed"
say "ok - C-i is bound apart from Tab"
send "exit\r"
exit 0
END

long=$(printf '%02000d' 7)
person "pastes" --size 100x40 -- "$MUX_BIN" <<END
wait "near>"
send "sh $tmp/reads 3 '' bare\r"
wait "bare-begins"
send "\x1b[200~one\x1b[201~"
wait "one"
wait "bare-ends"
say "ok - a program that does not ask reads a paste alone"
send "clear; sh $tmp/reads 15 '\\\\033[?2004h' marked\r"
wait "marked-begins"
send "\x1b[200~two\x1b[201~"
wait "^[[200~two^[[201~"
wait "marked-ends"
say "ok - one that asks is told where it begins and ends"
send "clear; sh $tmp/reads 2012 '\\\\033[?2004h' long\r"
wait "long-begins"
send "\x1b[200~$long\x1b[201~"
wait "^[[200~0000"
wait "0007^[[201~"
wait "long-ends"
say "ok - once each, however long it is"
send "exit\r"
exit 0
END

modes="$MUX_BIN list-panes -t wheel -F '#{pane_in_mode}#{pane_active}'"
person "the wheel" --size 80x24 -- "$MUX_BIN" new -s wheel <<END
wait "near>"
send "seq 100; echo done\r"
wait "done\nnear>"
send "\x02%"
wait "│near>"
send "\x1b[<64;3;5M"
wait "[3/"
say "ok - the wheel scrolls the pane under it"
send "echo besi\$((1 + 1))de\r"
wait "│besi2de"
say "ok - keys still go to the active pane"
run "$modes >$tmp/modes"
send "\x02["
wait "[0/0]"
run "until $modes | grep -q 11; do sleep 0.02; done; $modes >$tmp/modes-later"
send "q"
send "\x02d"
exit 0
END
check "the server knows which pane is scrolled" [ "$(tr '\n' ' ' <"$tmp/modes")" = "10 01 " ]
check "and that it is another now" [ "$(tr '\n' ' ' <"$tmp/modes-later")" = "00 11 " ]

near kill-server
person "many windows" --size 60x24 -- "$MUX_BIN" new -s many -n first <<END
wait "near>"
run "for n in 1 2 3 4 5 6 7 8 9; do $MUX_BIN new-window -d -t many: -n window-\$n; done"
wait "0:first* 1:"
wait ">local"
say "ok - more windows than fit: the line begins with the first"
send "\x025"
wait "<"
wait "5:window-5*"
say "ok - the current one is seen"
send "\x029"
wait "9:window-9*"
say "ok - the last too"
send "\x02d"
exit 0
END
e2e_end
