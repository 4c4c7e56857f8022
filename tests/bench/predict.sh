#!/bin/sh
# tests/bench/predict.sh [quick] [PART...] -- prediction in one table: mux, mosh (Debian's package) and mosh with tmux in it, in
# the same run, through the same emulator, at a round trip of 200 ms unless a line says otherwise. Typed with nothing
# learned, in a lone pane and in the second of four side by side; put into the middle of lines; passwords typed ahead of what
# asks for them. Then what it costs where it is not needed and while it works, and how the corpus of tests/predict scores.
# PARTs: typed_lone typed_four inserted secret near cpu corpus. Root: two network namespaces and a real sshd. Programs: lib.sh's, TYPING, PREDICT_TEST (else in the build folder).
set -eu
. "$(dirname "$0")/lib.sh"

typing=${TYPING:-$build/tests/bench/typing}
predict_test=${PREDICT_TEST:-$build/tests/predict/predict_test}
keys=400 inserts=60 rounds=2 timed=100 many=2000 trips=${MUX_PREDICT_TRIPS:-20 200 2000}
if [ "${1:-}" = quick ]; then
	keys=80 inserts=20 rounds=1 timed=30 many=400 trips=${MUX_PREDICT_TRIPS:-20 200}
	shift
fi
bench_begin
bench_lab delay=0

# ---- programs of the far side; the prompt is bash's own: nothing has to pass through two command lines ----

cat >"$tmp/shell" <<-'END'
	#!/bin/sh
	PS1='far$ ' HISTFILE= exec bash --norc --noprofile -i
END
cat >"$tmp/tmux.conf" <<-END
	set -g default-command $tmp/shell
	set -g default-terminal screen-256color
	set -s escape-time 0
END
cat >"$tmp/mosh-tmux" <<-END
	#!/bin/sh
	exec tmux -S $tmp/tmux -f $tmp/tmux.conf new-session
END
# Four side by side, the second in use, text in the others.
for which in mux tmux; do
	[ $which = mux ] && run="env MUX_TMPDIR=$tmp $mux" || run="tmux -S $tmp/tmux"
	cat >"$tmp/split-$which" <<-END
		#!/bin/sh
		set -e
		far="ip netns exec mux-$lab-b env LC_ALL=C.UTF-8 $run"
		\$far set -g default-command $tmp/shell
		for i in 1 2 3; do \$far split-window -h; done
		\$far select-layout even-horizontal
		sleep 1
		for i in 0 2 3; do \$far send-keys -t .\$i 'seq 1000 1030' Enter; done
		sleep 1
		\$far select-pane -t .1
	END
done
cat >"$tmp/ask-read" <<-'END'
	#!/bin/bash
	read -s
END
cat >"$tmp/ask-python" <<-'END'
	#!/bin/sh
	exec python3 -c 'import getpass; getpass.getpass()'
END
cat >"$tmp/ask-c" <<-END
	#!/bin/sh
	exec $typing ask Password:
END
cat >"$tmp/ask-ssh" <<-END
	#!/bin/sh
	exec ssh -F $tmp/ssh_config -o BatchMode=no -o PubkeyAuthentication=no -o NumberOfPasswordPrompts=1 far true
END
# As sudo does: its prompt, then echo off.
cat >"$tmp/ask-sudo" <<-'END'
	#!/bin/sh
	printf '[sudo] password for root: '
	old=$(stty -g)
	stty -echo
	read -r _
	stty "$old"
	echo
END
chmod +x "$tmp"/shell "$tmp"/mosh-tmux "$tmp"/split-* "$tmp"/ask-*

# ---- measuring ----

# measure WHO MODE WHAT ARGUMENT...: runs it and leaves its figures in $out.
measure() {
	who=$1 mode=$2 what=$3
	shift 3
	rm -rf "$tmp/state"
	case $who in
	mux) set -- "$@" -- "$mux" attach --predict="$mode" --ssh="$ssh" --server="$mux" far -- "$tmp/shell" ;;
	mosh) set -- "$@" -- mosh --predict="$mode" --ssh="$ssh" far -- "$tmp/shell" ;;
	mosh-tmux) set -- "$@" -- mosh --predict="$mode" --ssh="$ssh" far -- "$tmp/mosh-tmux" ;;
	esac
	out=$(typist "$typing" "$what" --ready 'far$' "$@" 2>"$tmp/complaint") || out=
	[ "$who" != mux ] || far_end
	[ "$who" != mosh-tmux ] || in_b tmux -S "$tmp/tmux" kill-server 2>/dev/null || :
	sed "s/^/# $who: /" "$tmp/complaint"
}

figure() { # NAME of $out
	case " $out " in
	*" $1="*) echo "$out" | tr ' ' '\n' | sed -n "s/^$1=//p" ;;
	*) echo - ;;
	esac
}

title() { printf '%-46s %9s %9s %10s  %-9s %s\n' figure mux mosh mosh+tmux aim ''; }

row() { # WHAT MUX MOSH MOSH+TMUX AIM
	echo "$2 $5" | awk -v what="$1" -v mosh="$3" -v both="$4" '{
		good = ($2 == "<=") ? ($1 + 0 <= $3 + 0) : ($1 + 0 >= $3 + 0)
		aim = ($2 == "-") ? "" : $2 " " $3
		printf("%-46s %9s %9s %10s  %-9s %s\n", what, $1, mosh, both, aim,
			aim == "" || $1 == "-" ? "" : good ? "met" : "NOT MET")
	}'
}

# two MODE WHAT ARGUMENT...: mux, its figures in $out, and mosh, in $mosh_out.
two() {
	measure mux "$@"
	mux_out=$out mosh_out=
	if have_mosh; then
		measure mosh "$@"
		mosh_out=$out
	fi
	out=$mux_out
}

rtt() { ctl "set delay=$(($1 / 2)) loss=0 jitter=0"; }

typed_lone() {
	two adaptive type --keys "$keys" --interval 120
	a=$(figure shown) c=-
	out=$mosh_out b=$(figure shown)
	if have_mosh && command -v tmux >/dev/null; then
		measure mosh-tmux adaptive type --keys "$keys" --interval 120
		c=$(figure shown)
	fi
	row "typed, lone pane: shown in 16 ms (%)" "$a" "$b" "$c" ">= 98"
}

in_four() {
	a=- b=- c=- d=-
	measure mux adaptive "$1" --keys "$2" --interval 120 --size 163x24 --then "$tmp/split-mux"
	a=$(figure shown) am=$(figure moved) af=$(figure frames) c=- cm=- cf=-
	if have_mosh && command -v tmux >/dev/null; then
		measure mosh-tmux adaptive "$1" --keys "$2" --interval 120 --size 163x24 --then "$tmp/split-tmux"
		c=$(figure shown) cm=$(figure moved) cf=$(figure frames)
	fi
}

typed_four() {
	in_four type "$keys"
	row "typed, one pane of four: shown in 16 ms (%)" "$a" - "$c" ">= 98"
	row "  pictures with cells changed outside of it" "$am" - "$cm/$cf" "<= 0"
}

inserted() {
	two adaptive insert --keys "$inserts"
	a=$(figure shown)
	out=$mosh_out b=$(figure shown)
	row "put into a line, lone pane: right (%)" "$a" "$b" - ">= 97"
	in_four insert "$inserts"
	row "put into a line, one pane of four: right (%)" "$a" - "$c" ">= 97"
	row "  pictures with cells changed outside of it" "$am" - "$cm/$cf" "<= 0"
}

secret() {
	for trip in $trips; do
		rtt "$trip"
		a=0 b=0
		for mode in adaptive always; do
			two $mode secret --ask "$tmp/ask-read" --ask "$tmp/ask-python" --ask "$tmp/ask-c" --ask "$tmp/ask-ssh" \
				--ask "$tmp/ask-sudo" --rtt "$trip" --keys $((rounds * 60)) --interval 40
			n=$(figure glyphs)
			[ "$n" != - ] && [ "$a" != - ] && a=$((a + n)) || a=-
			out=$mosh_out n=$(figure glyphs)
			[ "$n" != - ] && [ "$b" != - ] && b=$((b + n)) || b=-
		done
		row "passwords typed ahead, RTT $trip: glyphs" "$a" "$b" - "<= 0"
	done
	rtt 200
}

# What a key takes at a far cat, in milliseconds: the median.
latency() {
	rm -rf "$tmp/state"
	typist "$keylat" --keys "$timed" --interval 100 --ready 'far$' --csv -- \
		"$mux" attach --predict="$1" --ssh="$ssh" --server="$mux" far -- "$tmp/shell" 2>/dev/null | cut -d , -f 5
	far_end
}

near() {
	rtt 20
	for i in 1 2 3; do
		echo "$(latency adaptive) $(latency never)"
	done | sort -n >"$tmp/near"
	row "RTT 20: adaptive - never, median (ms)" "$(awk '{ d = $1 - $2; print d }' "$tmp/near" | sort -n | sed -n 2p)" - - "<= 1"
	rtt 200
}

# The client's own time: with predictions always and never; and what the predictor has of it while it types.
cpu() {
	for mode in always never never always always never; do
		measure mux $mode type --keys $((many / 2)) --interval 20 --idle 5000
		echo "$mode $(figure cpu) $(figure idle)"
	done | tee "$tmp/cpu" | sed 's/^/# client, us a key, us an idle second: /'
	cost=$(awk '{ key[$1] += $2; idle[$1] += $3 } END {
		printf "%.1f %.0f", 100 * (key["always"] - key["never"]) / key["always"], (idle["always"] - idle["never"]) / 3 }' "$tmp/cpu")
	row "typing: predicting, of the client's time (%)" "${cost% *}" - - "<= 5"
	row "idle: predicting, of a second (us)" "${cost#* }" - - "<= 50"
}

# field NAME of a line of predict_test: the number behind it.
field() { sed -n "s/.*$1 *\([0-9.]*\).*/\1/p"; }

corpus() {
	MUX_SOURCE=$source MUX_PREDICT_ONLY=lines_are_shown "$predict_test" 2>"$tmp/complaint" | grep '^line  ' | head -1 >"$tmp/line" || :
	MUX_SOURCE=$source MUX_PREDICT_ONLY=play_all "$predict_test" 2>>"$tmp/complaint" | grep '^all  ' | head -1 >"$tmp/all" || :
	if [ ! -s "$tmp/line" ] || [ ! -s "$tmp/all" ]; then
		sed 's/^/# corpus: /' "$tmp/complaint"
		return
	fi
	count=$(sed 's/^all *\([0-9]*\) keys.*/\1/' "$tmp/all")
	row "corpus, shells: characters in 16 ms (%)" "$(field 'typed *[0-9]* ' <"$tmp/line")" - - ">= 98"
	row "corpus, shells: put into a line, right (%)" "$(field 'put in *[0-9]* ' <"$tmp/line")" - - ">= 97"
	row "corpus: keys shown in 16 ms (%; mosh's paper 70)" "$(field 'keys, shown ' <"$tmp/all")" - - ">= 80"
	row "corpus: wrong (% of keys; mosh's paper 0.9)" \
		"$(field 'wrong ' <"$tmp/all" | awk -v n="$count" '{ printf "%.2f", 100 * $1 / n }')" - - "<= 0.5"
	row "corpus: the longest wrong cell stood (ms)" "$(field 'cell ms, ' <"$tmp/all")" - - "<= 230"
	row "corpus: cells of secrets painted" "$(field 'leaks ' <"$tmp/all")" - - "<= 0"
	row "corpus: cells changed outside the pane" "$(field 'outside ' <"$tmp/all")" - - "<= 0"
	row "corpus: wrong cells left at the end" "$(field 'left ' <"$tmp/all")" - - "<= 0"
}

title
[ $# -gt 0 ] || set -- typed_lone typed_four inserted secret near cpu corpus
rtt 200
for section; do
	$section
done
