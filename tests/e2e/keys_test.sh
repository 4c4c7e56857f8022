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
printf '\033[<u\033[>4m\r\n'"$3"'-ends\n'
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
e2e_end
