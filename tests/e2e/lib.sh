# shellcheck shell=sh
# tests/e2e/lib.sh -- what the end-to-end tests share: a folder of their own, a person at a
# keyboard, an sshd of their own, and the sums at the end. Sourced, after `set -u`, as
#
#   . "$(dirname "$0")/lib.sh"
#   e2e_begin NAME
#   ...
#   e2e_end
#
# near: MUX_TMPDIR of the client's side; far: of the server's side behind sshd. All processes carry
# the folder's name, which is how the last of them are found, each by its pid.

: "${MUX_SOURCE:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${MUX_BUILD:=$MUX_SOURCE/build}"
: "${MUX_BIN:=$MUX_BUILD/bin/mux}"
: "${MUX_NETEM:=$MUX_BUILD/tests/tools/mux-netem}"
: "${MUX_PTY_RUN:=$MUX_BUILD/tests/tools/pty-run}"
: "${MUX_RERUN:=$MUX_BUILD/tests/tools/link-rerun}"
export MUX_NETEM MUX_BIN
passed=0
failed=0
lab=
tmp=

skip()
{
	echo "skipped: $*"
	exit 77
}

ok()
{
	passed=$((passed + 1))
	echo "ok - $*"
}

not_ok()
{
	failed=$((failed + 1))
	echo "not ok - $*"
}

# check WHAT COMMAND...: one test.
check()
{
	what=$1
	shift
	if "$@"; then
		ok "$what"
	else
		not_ok "$what"
	fi
}

comment()
{
	sed 's/^/# /'
}

# until_true SECONDS COMMAND...: waits for a condition.
until_true()
{
	limit=$(($(date +%s) + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "$(date +%s)" -lt $limit ] || return 1
		sleep 0.05
	done
}

e2e_begin()
{
	[ -x "$MUX_BIN" ] && [ -x "$MUX_PTY_RUN" ] || skip "not built: $MUX_BIN, $MUX_PTY_RUN"
	name=$1
	tmp=$(mktemp -d "${TMPDIR:-/tmp}/mux-e2e-$name.XXXXXX") || exit 1
	trap e2e_clean EXIT
	trap 'exit 1' INT TERM HUP
	mkdir "$tmp/near" "$tmp/far" "$tmp/home" "$tmp/far-home"
	unset MUX TMUX MUX_PANE TMUX_PANE XDG_CONFIG_HOME XDG_STATE_HOME MUX_PREDICTION_DISPLAY MUX_LOGIND_CONF
	unset ENV BASH_ENV
	MUX_TMPDIR=$tmp/near
	HOME=$tmp/home # no settings of the user's
	SHELL=/bin/sh
	LC_ALL=C.UTF-8
	MUX_E2E_FOLDER=$tmp
	export MUX_TMPDIR HOME SHELL LC_ALL MUX_E2E_FOLDER
	echo "PS1='near> '" >"$tmp/home/.profile"
	echo "PS1='far> '" >"$tmp/far-home/.profile"
}

# Pids of processes that were started with this test's folder in their environment, or in their
# arguments (sshd and ssh write their titles over both).
e2e_pids()
{
	for dir in /proc/[0-9]*; do
		pid=${dir#/proc/}
		[ "$pid" != $$ ] || continue
		if tr '\0' '\n' <"$dir/environ" | grep -qxF "MUX_E2E_FOLDER=$tmp" ||
			tr '\0' '\n' <"$dir/cmdline" | grep -qF "$tmp/"; then
			echo "$pid"
		fi
	done 2>/dev/null
}

e2e_all_gone()
{
	[ -z "$(e2e_pids)" ]
}

e2e_clean()
{
	trap - EXIT
	[ -n "$tmp" ] || exit
	for pid in $(e2e_pids); do
		kill "$pid" 2>/dev/null
	done
	if ! until_true 3 e2e_all_gone; then
		for pid in $(e2e_pids); do
			kill -9 "$pid" 2>/dev/null
		done
	fi
	[ -z "$lab" ] || sh "$MUX_SOURCE/tests/tools/netns.sh" down "$lab"
	if [ "${MUX_KEEP:-no}" = yes ]; then
		echo "# kept: $tmp"
	else
		rm -rf "$tmp"
	fi
}

e2e_end()
{
	echo "$passed passed, $failed failed"
	[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
	exit
}

# person WHAT [OPTION...] -- COMMAND... : the script on standard input is played to the command on a
# terminal of its own. Lines that it says and that begin with "ok - " are tests; all that it printed
# is in $tmp/out. The whole is a test too: that each step held.
person()
{
	what=$1
	shift
	cat >"$tmp/keys"
	status=0
	"$MUX_PTY_RUN" --script "$tmp/keys" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null || status=$?
	grep '^ok - ' "$tmp/out" || :
	passed=$((passed + $(grep -c '^ok - ' "$tmp/out")))
	if [ $status = 0 ]; then
		ok "$what"
		return 0
	fi
	not_ok "$what"
	comment <"$tmp/err"
	sed '/^ok - /d' "$tmp/out" | comment
	return 1
}

# person_behind: the same in the background; person_ended waits and counts.
person_behind()
{
	who=$1
	shift
	cat >"$tmp/keys-$who"
	"$MUX_PTY_RUN" --script "$tmp/keys-$who" "$@" >"$tmp/out-$who" 2>"$tmp/err-$who" </dev/null &
	echo $! >"$tmp/pid-$who"
}

person_ended()
{
	who=$1
	what=$2
	if wait "$(cat "$tmp/pid-$who")"; then
		ok "$what"
		return 0
	fi
	not_ok "$what"
	comment <"$tmp/err-$who"
	comment <"$tmp/out-$who"
	return 1
}

# part FROM TO: what the last person printed between the lines FROM and TO that the script said.
part()
{
	sed -n "/^$1\$/,/^$2\$/p" "$tmp/out" | sed '1d;$d'
}

# twice_each FILE LINE|LINE...: each line stands there as it was typed and as `cat` said it: no key was lost or
# doubled.
twice_each()
{
	kinds=$(echo "$2" | tr '|' '\n' | wc -l)
	if [ "$(grep -cxE "$2" "$1")" = $((2 * kinds)) ] && [ "$(grep -xE "$2" "$1" | sort -u | wc -l)" = "$kinds" ]; then
		ok "no key lost or doubled"
	else
		not_ok "no key lost or doubled"
		comment <"$1"
	fi
}

# runs_again WHAT FILE: the record of a link (link-record) comes out the same, to the last event and from each checkpoint.
runs_again()
{
	if "$MUX_RERUN" -a "$2" >"$tmp/rerun" 2>&1; then
		ok "$1 runs again from its record"
	else
		not_ok "$1 runs again from its record"
		cp "$2" "${MUX_KEEP:-/tmp}/mux-$(basename "$2")" && echo "# kept: ${MUX_KEEP:-/tmp}/mux-$(basename "$2")"
	fi
	comment <"$tmp/rerun"
}

# ms_between FILE FILE: of two files that hold `date +%s%N`.
ms_between()
{
	echo $((($(cat "$2") - $(cat "$1")) / 1000000))
}

near()
{
	MUX_TMPDIR=$tmp/near "$MUX_BIN" "$@"
}

far()
{
	MUX_TMPDIR=$tmp/far "$MUX_BIN" "$@"
}

# ---- two hosts ----

# lab_up OPTION...: two namespaces; $in_a and $in_b run a command in each.
lab_up()
{
	netns=$MUX_SOURCE/tests/tools/netns.sh
	lab=e2e$$
	status=0
	sh "$netns" up "$lab" "$@" >"$tmp/netns" 2>&1 || status=$?
	if [ $status != 0 ]; then
		lab=
		cat "$tmp/netns"
		exit $status
	fi
	netns="sh $netns"
	in_a="ip netns exec mux-$lab-a"
	in_b="ip netns exec mux-$lab-b"
}

# ---- sshd ----

sshd_path()
{
	for path in /usr/sbin/sshd /usr/local/sbin/sshd /usr/lib/ssh/sshd; do
		[ -x $path ] && echo $path && return 0
	done
	command -v sshd
}

need_sshd()
{
	sshd=$(sshd_path) || skip "no sshd"
	command -v ssh-keygen >/dev/null || skip "no ssh-keygen"
	if [ "$(id -u)" = 0 ]; then
		mkdir -p /run/sshd # sshd insists on it
	fi
	me=$(id -un)
	case $(getent passwd "$me" 2>/dev/null) in
	*/nologin | */false) skip "$me may not log in" ;;
	esac
	ssh-keygen -q -t ed25519 -N '' -C '' -f "$tmp/id" &&
		ssh-keygen -q -t ed25519 -N '' -C '' -f "$tmp/host" ||
		skip "ssh-keygen does not work"
	cp "$tmp/id.pub" "$tmp/authorized"
}

sshd_listens()
{
	"$MUX_BIN" -V >/dev/null && grep -q 'Server listening' "$tmp/sshd-$1.log"
}

# sshd_start WHO "WRAPPER" ADDRESS PORT [ENVIRONMENT]: an sshd of our own; more of its config on
# standard input. ENVIRONMENT: words for SetEnv, before the usual ones.
sshd_start()
{
	who=$1
	wrapper=$2
	sshd_env="SHELL=/bin/sh LC_ALL=C.UTF-8"
	cat >"$tmp/sshd-$who.conf" - <<END
ListenAddress $3
Port $4
HostKey $tmp/host
PidFile none
AuthorizedKeysFile $tmp/authorized
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
PrintMotd no
LogLevel INFO
SetEnv ${5:-} MUX_TMPDIR=$tmp/far MUX_E2E_FOLDER=$tmp HOME=$tmp/far-home $sshd_env
END
	# shellcheck disable=SC2086 # words
	$wrapper "$sshd" -D -e -f "$tmp/sshd-$who.conf" >"$tmp/sshd-$who.log" 2>&1 </dev/null &
	if ! until_true 5 sshd_listens "$who"; then
		comment <"$tmp/sshd-$who.log"
		not_ok "sshd starts"
		e2e_end
	fi
}

# A port that nobody has now.
free_port()
{
	try=$((20000 + $$ % 10000 + ${1:-0}))
	while grep -qi "$(printf ':%04X 00000000' $try)" /proc/net/tcp /proc/net/udp 2>/dev/null; do
		try=$((try + 1))
	done
	echo $try
}

# ssh_config: hosts on standard input, behind what all of them have. Written to $tmp/cfg.
ssh_config()
{
	cat >"$tmp/cfg"
	cat >>"$tmp/cfg" <<END
Host *
	User $me
	IdentityFile $tmp/id
	IdentitiesOnly yes
	UserKnownHostsFile $tmp/known
	GlobalKnownHostsFile /dev/null
	StrictHostKeyChecking no
	BatchMode yes
	LogLevel ERROR
END
	ssh="ssh -F $tmp/cfg"
}

# far_sshd: an sshd in the second namespace, which ssh knows as far.
far_sshd()
{
	sshd_start b "$in_b" 10.9.0.2 2222 </dev/null
	ssh_config <<END
Host far
	HostName 10.9.0.2
	Port 2222
END
}
