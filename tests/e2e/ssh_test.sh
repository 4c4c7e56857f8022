#!/bin/sh
# tests/e2e/ssh_test.sh -- logging in with the user's own ssh, and what breaks other programs. On loopback.
set -u
. "$(dirname "$0")/lib.sh"
e2e_begin ssh
need_sshd
port=$(free_port)

# The far host's shell prints before it runs anything: also what looks like an answer.
cat >"$tmp/far-home/.bashrc" <<'END'
echo "Welcome to this noisy host"
echo "MUX-CONNECT 0123456789abcdef 1 60000 00112233445566778899aabbccddeeff 00 127.0.0.1 MUX-END"
printf 'MUX-CONNECT '
printf 'no end of line'
END

ssh_config <<END
Host far
	Port $port
Host behind
	Port $port
	ProxyJump jump
Host jump
	Port $((port + 1))
Host shared
	Port $port
	ControlMaster auto
	ControlPath $tmp/control
	ControlPersist 30
Host other-shell
	Port $((port + 2))
Host scope
	Port $((port + 3))
Host no-scope
	Port $((port + 4))
Host closed
	Port $((port + 9))
Host *
	HostName 127.0.0.1
END
sshd_start b "" 127.0.0.1 "$port" </dev/null

# visit WHAT HOST [OPTION...]: attaches, sees the prompt, leaves.
visit()
{
	title=$1
	host=$2
	shift 2
	person "$title" -- "$MUX_BIN" attach --ssh="$ssh" --server="$MUX_BIN" "$@" "$host" <<END
wait "far>"
send "\x02d"
exit 0
END
}

visit "a noisy .bashrc" far
if ! $ssh far true | grep -q noisy; then
	echo "# the login shell here reads no .bashrc"
fi

sshd_start jump "" 127.0.0.1 $((port + 1)) </dev/null
visit "ProxyJump" behind
check "through the jump host" grep -q "Accepted publickey" "$tmp/sshd-jump.log"

for shell in fish tcsh dash; do
	if ! command -v $shell >/dev/null; then
		echo "# no $shell here"
		continue
	fi
	sshd_start $shell "" 127.0.0.1 $((port + 2)) <<END
ForceCommand exec $shell -c "\$SSH_ORIGINAL_COMMAND"
END
	sshd_pid=$!
	visit "a login shell that is $shell" other-shell
	kill $sshd_pid
	wait $sshd_pid
done

visit "ControlMaster auto: the first" shared
check "the master is there" $ssh -O check shared 2>/dev/null
visit "ControlMaster auto: the second" shared
$ssh -O exit shared 2>/dev/null

# ---- two at the same instant, no server yet ----
far kill-server
check "no process of the far side is left" until_true 5 sh -c "! MUX_TMPDIR=$tmp/far $MUX_BIN ls 2>/dev/null"
for who in one two; do
	person_behind $who -- "$MUX_BIN" attach --ssh="$ssh" --server="$MUX_BIN" far <<END
wait "far>"
run "until [ \$(MUX_TMPDIR=$tmp/far $MUX_BIN list-clients | wc -l) = 2 ]; do sleep 0.05; done; touch $tmp/met-$who"
run "until [ -e $tmp/met-one ] && [ -e $tmp/met-two ]; do sleep 0.05; done"
send "\x02d"
exit 0
END
done
person_ended one "two attaches at the same instant: one"
person_ended two "two attaches at the same instant: the other"
check "they share one session" [ "$(far list-sessions | wc -l)" = 1 ]

# ---- what goes wrong before there is a link ----
person "no mux on the far side" -- "$MUX_BIN" attach --ssh="$ssh" --server=/nowhere/mux far <<END
exit 127
wait "no mux was found on far"
wait "--server=/path/to/mux far"
END
person "ssh fails" -- "$MUX_BIN" attach --ssh="$ssh" closed <<END
exit 255
wait "onnection refused"
wait "mux: ssh could not log in; try: ssh -F"
END
person "another program answers" -- "$MUX_BIN" attach --ssh="$ssh" --server=echo far <<END
exit 1
wait "answered, but not as mux does"
END
person "ssh itself is not there" -- "$MUX_BIN" attach --ssh=/nowhere/ssh far <<END
exit 127
wait "/nowhere/ssh: No such file"
END

# ---- UDP does not pass ----
cat >"$tmp/ssh-timed" <<END
#!/bin/sh
$ssh "\$@" | while read -r line; do
	case \$line in *MUX-CONNECT*MUX-END*) date +%s%N >$tmp/t-answer ;; esac
	echo "\$line"
done
END
chmod 755 "$tmp/ssh-timed"
blocked=$((port + 10))
person "UDP is blocked" -- "$MUX_BIN" attach --udp=only --ssh="$tmp/ssh-timed" --server="$MUX_BIN" --udp-port=$blocked far <<END
wait "UDP port $blocked"
run "date +%s%N >$tmp/t-told"
say "ok - the port is named"
send "\x03"
exit 1
END
told=$(ms_between "$tmp/t-answer" "$tmp/t-told")
echo "# $told ms until the port was named"
check "within 2 s" [ "$told" -le 2200 ]
if [ "${MUX_LONG:-no}" = yes ]; then
	date +%s%N >"$tmp/t0"
	person "giving up" --seconds 60 -- "$MUX_BIN" attach --udp=only --ssh="$ssh" --server="$MUX_BIN" --udp-port=$blocked far <<END
deadline 40000
exit 1
wait "$blocked"
END
	date +%s%N >"$tmp/t1"
	echo "# $(ms_between "$tmp/t0" "$tmp/t1") ms until it gave up"
fi
far kill-server

# ---- logind that kills what a login started ----
mkdir "$tmp/bin" "$tmp/bin-without"
echo 'KillUserProcesses=yes' >"$tmp/logind.conf"
cat >"$tmp/bin/systemd-run" <<END
#!/bin/sh
echo "\$*" >>$tmp/scope
while [ "\$1" != -- ]; do
	shift
done
shift
exec "\$@"
END
printf '#!/bin/sh\nexit 1\n' >"$tmp/bin-without/systemd-run"
chmod 755 "$tmp/bin/systemd-run" "$tmp/bin-without/systemd-run"
mkdir "$tmp/far-scope" "$tmp/far-no-scope"
sshd_start scope "" 127.0.0.1 $((port + 3)) \
	"MUX_LOGIND_CONF=$tmp/logind.conf PATH=$tmp/bin:$PATH MUX_TMPDIR=$tmp/far-scope" </dev/null
sshd_start no-scope "" 127.0.0.1 $((port + 4)) \
	"MUX_LOGIND_CONF=$tmp/logind.conf PATH=$tmp/bin-without:$PATH MUX_TMPDIR=$tmp/far-no-scope" </dev/null
person "KillUserProcesses: attach" -- "$MUX_BIN" attach --ssh="$ssh" --server="$MUX_BIN" -p 60500:60900 scope <<END
wait "far>"
send "\x02d"
exit 0
gone "enable-linger"
END
check "the server was started in a scope" grep -q -- '--user --scope .*start-server' "$tmp/scope"
check "once" [ "$(wc -l <"$tmp/scope")" = 1 ]
check "its ports are those asked for" grep -q -- '-p 60500:60900' "$tmp/scope"
person "KillUserProcesses without a manager: warns" -- "$MUX_BIN" attach --ssh="$ssh" --server="$MUX_BIN" no-scope <<END
wait "far>"
send "\x02d"
exit 0
wait "enable-linger"
END
MUX_TMPDIR=$tmp/far-scope "$MUX_BIN" kill-server
MUX_TMPDIR=$tmp/far-no-scope "$MUX_BIN" kill-server
e2e_end
