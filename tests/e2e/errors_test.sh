#!/bin/sh
# tests/e2e/errors_test.sh -- bad input: wrong words on the command line, strangers' datagrams, programs that
# print rubbish.
set -u
. "$(dirname "$0")/lib.sh"
e2e_begin errors

# refused "MESSAGE" ARGUMENT...: one line on stderr, nothing on stdout, status 1.
refused()
{
	message=$1
	shift
	status=0
	near "$@" >"$tmp/stdout" 2>"$tmp/stderr" </dev/null || status=$?
	if [ $status = 1 ] && [ ! -s "$tmp/stdout" ] && [ "$(cat "$tmp/stderr")" = "$message" ]; then
		ok "mux $*"
	else
		not_ok "mux $*"
		echo "# status $status, expected 1 and: $message"
		comment <"$tmp/stdout"
		comment <"$tmp/stderr"
	fi
}

socket=$tmp/near/mux-$(id -u)/default
refused "no server running on $socket" list-sessions
refused "no server running on $socket" kill-server
refused "no sessions" attach
refused "no server running on $socket" frobnicate
refused "open terminal failed: not a terminal" new-session

check "a session without a terminal" near new-session -d -s work -x 80 -y 24
refused "duplicate session: work" new-session -d -s work
refused "unknown command: frobnicate" frobnicate
refused "can't find session: nowhere" has-session -t nowhere
refused "can't find session: nowhere" kill-session -t nowhere
refused "can't find session: nowhere" attach -t nowhere
refused "open terminal failed: not a terminal" attach -t work
refused "can't find window: 7" select-window -t work:7
refused "can't find window: nine" kill-window -t nine
refused "can't find pane: %99" kill-pane -t %99
refused "command list-sessions: unknown flag -z" list-sessions -z
refused "command rename-session: too few arguments (need at least 1)" rename-session
refused "command kill-server: too many arguments (need at most 0)" kill-server now
refused "invalid option: no-such-option" set-option no-such-option 1
refused "ambiguous command: kill, could be: kill-pane, kill-server, kill-session, kill-window" kill
refused "invalid layout: rubbish" select-layout rubbish
refused "no current client" detach-client

check "all that did no harm" near has-session -t work
near kill-session -t work

# ---- rubbish from a program, and from strangers on the network; what the terminal answered to it is still in the
# tty's line, until C-u ----
person "rubbish in a pane, datagrams at the port" --seconds 100 -- "$MUX_BIN" new-session -s rubbish <<END
deadline 30000
wait "near>"
send "stty -echo; head -c 3000000 /dev/urandom; printf '\\\\033c'; stty sane; echo done\$((1 + 1))\r"
wait "done2"
say "ok - three million random bytes"
send "\x15printf '\\\\033c'; echo usable\$((2 + 3))\r"
wait "usable5"
say "ok - the pane is usable"
send "\x02c"
gone "usable5"
wait "near>"
send "echo other\$((3 + 4))\r"
wait "other7"
say "ok - so is a new window"
send "\x02d"
exit 0
END
near kill-server

# ---- strangers' datagrams at the port, while somebody is attached over UDP ----
# In the place of ssh: runs the far command here, keeps what it said.
cat >"$tmp/here" <<END
#!/bin/sh
for last; do :; done
case \$last in *bootstrap*) MUX_TMPDIR=$tmp/far sh -c "\$last" | tee $tmp/said ;; esac
END
chmod 755 "$tmp/here"
if [ -x "$MUX_NETEM" ]; then
	person "datagrams at the port" -- "$MUX_BIN" attach --ssh="$tmp/here" --server="$MUX_BIN" \
		--udp-host=127.0.0.1 far <<END
wait "near>"
run "for size in 28 64 1200 1472 9000 60000; do $MUX_NETEM probe --to 127.0.0.1:\$(cut -d ' ' -f 4 $tmp/said) --count 300 --interval 1 --size \$size --timeout 1 >>$tmp/probe 2>&1; done; true"
send "echo unharmed\$((4 + 5))\r"
wait "unharmed9"
say "ok - the session is unharmed"
send "\x02d"
exit 0
END
	comment <"$tmp/probe"
	check "they were sent" grep -q 'sent.*300' "$tmp/probe"
	check "nobody answered them" sh -c "! grep -q 'received[ =][1-9]' $tmp/probe"
	far kill-server
fi
e2e_end
