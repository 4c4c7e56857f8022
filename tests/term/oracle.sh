#!/bin/sh
# tests/term/oracle.sh ORACLE [ARGUMENT...] -- runs the oracle within a real xterm, on an X server of its
# own that nobody sees. ORACLE is the program built from oracle.c. What it found goes to stdout. Exit
# status: 0 all equal, 1 differences, 77 no xterm or no Xvfb.
set -eu
for program in xterm Xvfb; do
	if ! command -v "$program" >/dev/null 2>&1; then
		echo "$program is not installed" >&2
		exit 77
	fi
done
if [ $# -lt 1 ] || [ ! -x "$1" ]; then
	echo "usage: $0 ORACLE [ARGUMENT...]" >&2
	exit 2
fi
oracle=$(realpath "$1")
shift
dir=$(mktemp -d)
server=
finish()
{
	if [ -n "$server" ]; then
		kill "$server" 2>/dev/null || true
		wait "$server" 2>/dev/null || true
	fi
	rm -rf "$dir"
}
trap finish EXIT
trap 'exit 2' HUP INT TERM

mkfifo "$dir/display"
Xvfb -displayfd 3 -screen 0 1280x1024x8 -nolisten tcp 3>"$dir/display" >/dev/null 2>&1 &
server=$!
read -r display <"$dir/display"
DISPLAY=:$display
LC_ALL=C.UTF-8
export DISPLAY LC_ALL
xterm -u8 -fn fixed -bc \
	-xrm '*VT100.allowWindowOps: true' \
	-xrm '*VT100.disallowedWindowOps:' \
	-xrm '*VT100.disallowedColorOps:' \
	-xrm '*VT100.allowC1Printable: false' \
	-xrm '*VT100.decTerminalID: 420' \
	-xrm '*VT100.precompose: false' \
	-xrm '*VT100.titeInhibit: false' \
	-xrm '*VT100.c132: false' \
	-e "$oracle" --out "$dir/out" "$@" >"$dir/xterm" 2>&1 || true
if [ ! -s "$dir/out" ]; then
	cat "$dir/xterm" >&2
	echo "the oracle did not run" >&2
	exit 2
fi
sed '$d' "$dir/out"
exit "$(sed -n '$s/^status //p' "$dir/out")"
