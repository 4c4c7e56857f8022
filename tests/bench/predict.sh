#!/bin/sh
# tests/bench/predict.sh [quick] -- lines typed at a shell over a round trip of 200 ms: how many of the keys are shown
# within 16 ms, mux beside mosh (Debian's package) through the same emulator, in a lone pane. mux runs twice: on
# a first day, and on a second, when it knows the prompt. Root: two network namespaces and a real sshd.
# Programs: MUX_BIN, MUX_NETEM, KEYLAT (else looked for in the build folder).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
build=${MUX_BUILD:-$here/../../build/check}
mux=${MUX_BIN:-$build/bin/mux}
keylat=${KEYLAT:-$build/tests/bench/keylat}
MUX_NETEM=${MUX_NETEM:-$build/tests/tools/mux-netem}
export MUX_NETEM
name=pred$$
tmp=$(mktemp -d)
keys=400
[ "${1:-}" = quick ] && keys=120

[ "$(id -u)" = 0 ] || { echo "skipped: needs root"; exit 77; }

netns() { sh "$here/../tools/netns.sh" "$@"; }

finish() {
	netns exec "$name" b env MUX_TMPDIR="$tmp" "$mux" kill-server 2>/dev/null || :
	[ -s "$tmp/sshd.pid" ] && kill "$(cat "$tmp/sshd.pid")" 2>/dev/null || :
	netns down "$name" >/dev/null 2>&1 || :
	rm -rf "$tmp"
}
trap finish EXIT
trap 'exit 1' INT TERM

netns up "$name" delay=0 >/dev/null
ssh-keygen -q -t ed25519 -N '' -f "$tmp/host"
ssh-keygen -q -t ed25519 -N '' -f "$tmp/id"
cp "$tmp/id.pub" "$tmp/keys"
cat > "$tmp/sshd_config" <<-END
	Port 2222
	HostKey $tmp/host
	AuthorizedKeysFile $tmp/keys
	StrictModes no
	UsePAM no
	PidFile $tmp/sshd.pid
	SetEnv MUX_TMPDIR=$tmp LC_ALL=C.UTF-8
END
cat > "$tmp/ssh_config" <<-END
	Host far
	 HostName 10.9.0.2
	 Port 2222
	 User root
	 IdentityFile $tmp/id
	 UserKnownHostsFile /dev/null
	 StrictHostKeyChecking no
	 LogLevel ERROR
END
# The prompt is bash's own: no options or quotes have to pass through two command lines.
cat > "$tmp/shell" <<-'END'
	#!/bin/sh
	PS1='far$ ' HISTFILE= exec bash --norc --noprofile -i
END
chmod +x "$tmp/shell"
mkdir -p /run/sshd
netns exec "$name" b /usr/sbin/sshd -f "$tmp/sshd_config"

typed() { # what, command...
	printf '%-28s ' "$1"
	shift
	netns exec "$name" a env TERM=xterm-256color LC_ALL=C.UTF-8 XDG_STATE_HOME="$tmp/state" HOME="$tmp" \
		"$keylat" --shell --ready 'far$' --keys "$keys" --interval 150 -- "$@" || echo "failed"
}

netns ctl "$name" "set delay=100 loss=0 jitter=0" >/dev/null
for when in adaptive always; do
	for day in first second; do
		[ $day = first ] && rm -rf "$tmp/state"
		typed "$when mux, $day day" "$mux" attach --predict=$when --ssh="ssh -F $tmp/ssh_config" --server="$mux" far -- "$tmp/shell"
		netns exec "$name" b env MUX_TMPDIR="$tmp" "$mux" kill-server 2>/dev/null || :
	done
	if command -v mosh >/dev/null; then
		typed "$when mosh" mosh --predict=$when --ssh="ssh -F $tmp/ssh_config" far -- "$tmp/shell"
	fi
done
