#!/bin/sh
# tests/predict/record.sh [SCENE...] -- records the corpus anew, or the scenes named: real programs in a home
# of their own, typed at in a human rhythm. It needs the programs; a scene whose program is missing is
# left as it is. MUX_RECORD names the recorder (build/tests/predict/record).
set -u
cd "$(dirname "$0")" || exit 1
record=${MUX_RECORD:-../../build/tests/predict/record}
record_abs=$(cd "$(dirname "$record")" && pwd)/$(basename "$record")
home=$(mktemp -d) || exit 1
trap 'rm -rf "$home"' EXIT
mkdir "$home/project" && cd "$home/project" && printf 'one line\nanother line\n' >notes.txt && mkdir src docs &&
	printf 'int main(void)\n{\n\treturn 0;\n}\n' >src/main.c && seq -f 'line %g of a longer text' 300 >long.txt &&
	cd - >/dev/null || exit 1
scenes=$(pwd)/scenes
out=$(pwd)/corpus
mkdir -p "$out"
for scene in "$scenes"/*.keys; do
	name=$(basename "$scene" .keys)
	case " $* " in
	"  " | *" $name "*) ;;
	*) continue ;;
	esac
	program=$(sed -n 's/^run \([^ ]*\).*/\1/p' "$scene" | head -n 1)
	if ! command -v "$program" >/dev/null; then
		echo "$name: no $program; left as it is"
		continue
	fi
	if (cd "$home/project" && env -i HOME="$home" PATH="$PATH" LC_ALL=C.UTF-8 TERM=xterm-256color PS1='far$ ' \
		HISTFILE= SHELL=/bin/sh USER=user LOGNAME=user SCENES="$scenes" "$record_abs" "$scene") >"$home/rec"; then
		cp "$home/rec" "$out/$name.rec"
		echo "$name: $(grep -c '^[0-9]* key' "$home/rec") keys"
	else
		echo "$name: failed"
	fi
done
