#!/bin/sh
# tests/e2e/commands_test.sh -- commands that wait for shell commands: the server serves everybody else meanwhile.
set -u
. "$(dirname "$0")/lib.sh"
e2e_begin commands

# What started the server waits until the configuration is through, with all that it waits for.
cat >"$tmp/conf" <<END
run-shell "sleep 0.3; env | grep '^MUX=' >$tmp/env"
if-shell "sleep 0.2; false" "set -g @way yes" "set -g @way no"
new-session -d -s scratch
run-shell "'$MUX_BIN' kill-session -t scratch; sleep 0.2"
END
"$MUX_BIN" -f "$tmp/conf" new-session -d -s first
check "the configuration was waited for" [ "$(near show-options -gv @way)" = no ]
check "a shell command knows its server" grep -q "^MUX=$tmp/near/" "$tmp/env"

near run-shell "sleep 1; echo out; exit 3" >"$tmp/out" &
slow=$!
date +%s%N >"$tmp/t0"
near list-sessions >/dev/null
date +%s%N >"$tmp/t1"
wait $slow
took=$(ms_between "$tmp/t0" "$tmp/t1")
echo "# list-sessions beside a command that sleeps: $took ms"
check "nobody else waits" [ "$took" -lt 500 ]
printf "out\n'sleep 1; echo out; exit 3' returned 3\n" >"$tmp/want"
check "what it printed, and its status" cmp "$tmp/want" "$tmp/out"

near run-shell "'$MUX_BIN' set-option -g @inner 5"
check "it may run commands itself" [ "$(near show-options -gv @inner)" = 5 ]
near run-shell -b -d 0.2 "sleep 0.2; '$MUX_BIN' set-option -g @late 6"
check "in the background nothing waits" [ "$(near show-options -gqv @late)" = "" ]
check "and it comes to its end" until_true 5 eval '[ "$(near show-options -gqv @late)" = 6 ]'
check "output is cut" [ "$(near run-shell "head -c 1000000 /dev/zero | tr '\0' x" | wc -c)" = 262144 ]

for i in $(seq 300); do
	echo "run-shell -b -d 1000 true"
done >"$tmp/many"
near source-file "$tmp/many" 2>"$tmp/refused"
check "not any number of them waits" [ "$(grep -c 'too many commands are waiting' "$tmp/refused")" = 44 ]
check "the others are not hindered" test -n "$(near list-sessions)"
check "and what would wait is refused" [ "$(near run-shell true 2>&1)" = "too many commands are waiting: true" ]
near kill-server
check "these end with the server" until_true 5 e2e_all_gone

person "a line that is too long for the message row is a page" --size 40x8 -- "$MUX_BIN" new-session -s one <<END
deadline 10000
wait "near>"
send "\x02:list-sessions -F 'a line of words that is longer than it may be here'\r"
wait "may be here"
wait "[1/2]"
send "q"
gone "[1/2]"
send "\x02:list-sessions -F 'a short one'\r"
wait "a short one"
gone "a short one"
send "\x02:run-shell -b 'echo from a shell'\r"
wait "from a shell"
gone "from a shell"
send "\x02d"
exit 0
END
near kill-server
check "that one ends too" until_true 5 e2e_all_gone

near new-session -d
near run-shell -b "exec sleep 1000" # kill-server ends it
near run-shell "echo >$tmp/runs; exec sleep 1000" 2>"$tmp/err" &
slow=$!
until_true 5 test -e "$tmp/runs"
check "kill-server" near kill-server
wait $slow
check "who waits hears of it" [ "$?,$(cat "$tmp/err")" = "1,server exited" ]
check "no process is left" until_true 5 e2e_all_gone
check "no file is left" [ -z "$(find "$tmp/near" -name '*.lock')" ]
e2e_end
