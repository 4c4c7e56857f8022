#!/bin/sh
# tests/term/vttest_test.sh [record [CASE...]] -- vttest on our terminal: the screens that follow the keys
# of vttest/cases are those kept in vttest/CASE.screens, with their colours and attributes. Skips where
# vttest, or the release that the screens are of, is missing. With `record`: keeps the screens; look at
# each one, and compare it with xterm's (README.md).
set -eu
: "${MUX_SOURCE:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${MUX_PTY_RUN:=$MUX_SOURCE/tests/tools/pty-run}"
kept=$MUX_SOURCE/tests/term/vttest
version='VT100 test program, version 2.7 (20221229)'

if ! command -v vttest >/dev/null 2>&1; then
	echo "vttest is not installed"
	exit 77
fi
if [ "$(vttest -V 2>&1 | head -n 1)" != "$version" ]; then
	echo "the screens are those of another release: $version"
	exit 77
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# The n-th screen of a file, without its colours, as a text for the step `wait`.
text_of()
{
	awk -v n="$2" '/^=== / { on = $2 == n; next } on' "$1" | sed 's/\x1b\[[0-9;:]*m//g; s/[ ]*$//' |
		sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' | sed 's/\\/\\\\/g; s/"/\\"/g' |
		awk 'NR > 1 { printf "\\n" } { printf "%s", $0 }'
}

# What is typed for a word of a case. vttest tells keys of several bytes apart by the time between them.
type_of()
{
	case $1 in
	.) echo 'send "\r"' ;;
	'<'*'>')
		names=${1#<}
		for one in $(printf '%s' "${names%>}" | tr '|' ' '); do
			printf 'key "%s"\nsleep 140\n' "$one"
		done
		;;
	=*) printf 'send "%s"\n' "${1#=}" ;;
	*) printf 'send "%s\\r"\n' "$1" ;;
	esac
}

# The keys of a case as a script. Screens are waited for by their text when they are known.
script_of()
{
	known=$1
	shift
	n=0
	before=
	echo 'deadline 20000'
	echo 'wait "Enter choice number"'
	for key in "$@"; do
		type_of "$key"
		if [ -n "$known" ]; then
			text=$(text_of "$known" "$n")
			if [ "$text" = "$before" ]; then
				printf 'sleep 400\n'
			fi
			before=$text
			printf 'wait "%s"\nquiet 60\n' "$text"
		else
			printf 'sleep 250\nquiet 200\n'
		fi
		printf 'say "=== %s"\nansi\n' "$n"
		n=$((n + 1))
	done
}

# run_case NAME KNOWN KEY...: its screens go to $dir/NAME; false when a step did not hold.
run_case()
{
	name=$1 known=$2
	shift 2
	script_of "$known" "$@" >"$dir/script"
	"$MUX_PTY_RUN" --seconds 120 --record "$dir/$name.bytes" --script "$dir/script" -- \
		vttest 24x80.80 >"$dir/$name" 2>"$dir/error"
}

record=
if [ "${1:-}" = record ]; then
	record=yes
	shift
fi
failed=0
set -f # keys are no names of files
while read -r name keys; do
	case $name in
	'#'* | '') continue ;;
	esac
	if [ -n "$record" ]; then
		case " $* " in
		'  ' | *" $name "*) run_case "$name" '' $keys && cp "$dir/$name" "$kept/$name.screens" ;;
		esac
	elif ! run_case "$name" "$kept/$name.screens" $keys; then
		echo "$name: $(cut -c 1-200 "$dir/error")"
		tail -n 24 "$dir/$name"
		failed=1
	elif ! diff "$kept/$name.screens" "$dir/$name"; then
		echo "$name: other screens (above: > ours)"
		failed=1
	fi
done <"$kept/cases"
exit "$failed"
