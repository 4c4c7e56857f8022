# attributes.sh -- writes every attribute and kind of colour, alone and together, and erases in colours.
e=$(printf '\033')

# show SGR NAME: a word in it, then the plain pen.
show()
{
	printf '%s[%sm%s%s[m ' "$e" "$1" "$2" "$e"
}

for n in 1 2 3 4 5 7 8 9 53 21 4:0 4:1 4:2 4:3 4:4 4:5; do
	show "$n" "a$n"
done
printf '\r\n'
for pair in '1;2' '1;22' '3;23' '4;24' '5;25' '7;27' '8;28' '9;29' '53;55' '1;3;4;7' '1;31;0;32' '1;;33' '4:3;58:5:9' \
	'4;58:2::1:2:3' '4;58;5;12' '4:3;58:5:9;59' '1;2;3;4;5;7;8;9;53' '31;42;39' '31;42;49' '7;31;44' '31;7'; do
	show "$pair" "p"
done
printf '\r\n'
for n in 0 1 2 3 4 5 6 7; do
	show "3$n" f; show "4$n" b; show "9$n" F; show "10$n" B
done
printf '\r\n'
n=0
while [ $n -lt 256 ]; do
	printf '%s[48;5;%dm%s[38:5:%dm#' "$e" "$n" "$e" "$((255 - n))"
	n=$((n + 1))
	if [ $((n % 64)) = 0 ]; then
		printf '%s[m\r\n' "$e"
	fi
done
n=0
while [ $n -lt 64 ]; do
	printf '%s[48;2;%d;%d;%dm%s[38:2::%d:0:%dm=' "$e" "$((n * 4))" "$((255 - n * 4))" "$n" "$e" "$n" "$((n * 3))"
	n=$((n + 1))
done
printf '%s[38:2:9:8:7mrgb%s[m\r\n' "$e" "$e"
# Erasing, inserting, deleting and scrolling with a background.
# A full stop at the right edge makes tmux tell the cells before it.
printf '0123456789%s[44m%s[K%s[m%s[999G.\r\n' "$e" "$e" "$e" "$e"
printf '0123456789%s[5D%s[1;7;45m%s[1K%s[m\r\n' "$e" "$e" "$e" "$e"
printf '0123456789%s[8D%s[42;4m%s[3X%s[3C%s[2@%s[6C%s[4P%s[m\r\n' "$e" "$e" "$e" "$e" "$e" "$e" "$e" "$e"
printf 'one\r\ntwo\r\nthree%s[A%s[48;5;99m%s[L%s[m%s[999G.%s[2E' "$e" "$e" "$e" "$e" "$e" "$e"
printf 'lines%s[46m%s[18;20r%s[20H\n\n%s[18H%sM%s[m' "$e" "$e" "$e" "$e" "$e" "$e"
for y in 18 19 20; do
	printf '%s[%d;999H.' "$e" "$y"
done
printf '%s[r%s[22H' "$e" "$e"
printf '%s(0lqqkx tuvwn ~{|}%s(B %s)0\016mqqj\017 plain\r\n' "$e" "$e" "$e"
printf 'a\tb\tc%s[2Ztab%s[?5h%s[?5l%s[31mred %s7%s[34mblue%s8again%s[m' "$e" "$e" "$e" "$e" "$e" "$e" "$e" "$e"
