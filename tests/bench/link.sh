#!/bin/sh
# tests/bench/link.sh [quick] -- keys over bad networks, mux beside mosh (Debian's package) through the same
# emulator, prediction off. Root: two network namespaces and a real sshd. Prints one line a case and program;
# `quick` types fewer keys. Programs: MUX_BIN, MUX_NETEM, KEYLAT (else looked for in the build folder).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
build=${MUX_BUILD:-$here/../../build/check}
mux=${MUX_BIN:-$build/bin/mux}
keylat=${KEYLAT:-$build/tests/bench/keylat}
MUX_NETEM=${MUX_NETEM:-$build/tests/tools/mux-netem}
export MUX_NETEM
name=bench$$
tmp=$(mktemp -d)
keys=500
[ "${1:-}" = quick ] && keys=100

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
mkdir -p /run/sshd
netns exec "$name" b /usr/sbin/sshd -f "$tmp/sshd_config"

lat() { # what, keylat's options, -- command...
	printf '%-28s ' "$1"
	shift
	netns exec "$name" a env TERM=xterm-256color LC_ALL=C.UTF-8 "$keylat" --ready '#' "$@" || echo "failed"
}

both() { # label, keylat's options
	label=$1
	shift
	lat "$label mux" "$@" -- "$mux" attach --predict=never --ssh="ssh -F $tmp/ssh_config" --server="$mux" far -- /bin/sh
	if command -v mosh >/dev/null; then
		lat "$label mosh" "$@" -- mosh --predict=never --ssh="ssh -F $tmp/ssh_config" far -- /bin/sh
	fi
}

few=$((keys / 5))
for rtt in 0 100 300; do
	netns ctl "$name" "set delay=$((rtt / 2)) loss=0 jitter=0" >/dev/null
	both "rtt $rtt" --keys "$few" --interval 250
done
for rtt in 20 100 300; do
	netns ctl "$name" "set delay=$((rtt / 2))" >/dev/null
	both "rtt $rtt yes, ctrl-c" --flood --keys 5
done
netns ctl "$name" "set delay=50 loss=29" >/dev/null
both "rtt 100 loss 29%+29%" --keys "$keys" --interval 250
