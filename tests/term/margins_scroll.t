# margins_scroll.t -- scrolling within margins.

== LF at the bottom scrolls the box
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[3;5H\n
|abcdefghij|
|klwxyzArst|
|uv     BCD|
|EFGHIJKLMN|
cursor 3 5

== LF left of the margins does not
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[3;2H\n
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 3 2

== LF right of the margins does not
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[3;9H\n
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 3 9

== LF below the margins goes down, not further
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[4;5H\n\n
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 4 5

== IND is the same
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[3;5H\eD
|abcdefghij|
|klwxyzArst|
|uv     BCD|
|EFGHIJKLMN|
cursor 3 5

== IND in the middle goes down
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;5H\eD
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 3 5

== VT and FF too
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[3;5H\x0b\x0c
|abcdefghij|
|kl     rst|
|uv     BCD|
|EFGHIJKLMN|
cursor 3 5

== NEL goes to the left margin, too
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[3;5H\eE
|abcdefghij|
|klwxyzArst|
|uv     BCD|
|EFGHIJKLMN|
cursor 3 3

== RI at the top scrolls the box
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;5H\eM
|abcdefghij|
|kl     rst|
|uvmnopqBCD|
|EFGHIJKLMN|
cursor 2 5

== RI outside of the columns does not
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;2H\eM
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 2 2

== RI above the margins goes up, not further
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[1;5H\eM\eM
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 1 5

== SU scrolls the box wherever the cursor is
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[1;1H\e[S
|abcdefghij|
|klwxyzArst|
|uv     BCD|
|EFGHIJKLMN|
cursor 1 1

== SD scrolls the box wherever the cursor is
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[4;10H\e[T
|abcdefghij|
|kl     rst|
|uvmnopqBCD|
|EFGHIJKLMN|
cursor 4 10

== SU by more than there is empties the box
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[1;1H\e[99S
|abcdefghij|
|kl     rst|
|uv     BCD|
|EFGHIJKLMN|
cursor 1 1

== SD by more than there is empties the box
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[1;1H\e[99T
|abcdefghij|
|kl     rst|
|uv     BCD|
|EFGHIJKLMN|
cursor 1 1

== IL within, and the cursor goes to the margin
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;5H\e[L
|abcdefghij|
|kl     rst|
|uvmnopqBCD|
|EFGHIJKLMN|
cursor 2 3

== IL outside does nothing
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;2H\e[L
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 2 2

== IL above does nothing
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[1;5H\e[L
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 1 5

== IL of many
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;5H\e[99L
|abcdefghij|
|kl     rst|
|uv     BCD|
|EFGHIJKLMN|
cursor 2 3

== DL within
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;5H\e[M
|abcdefghij|
|klwxyzArst|
|uv     BCD|
|EFGHIJKLMN|
cursor 2 3

== DL outside does nothing
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;9H\e[M
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 2 9

== DL below does nothing
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[4;5H\e[M
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 4 5

== ICH within
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;5H\e[2@
|abcdefghij|
|klmn  orst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 2 5

== ICH of many
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;5H\e[99@
|abcdefghij|
|klmn   rst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 2 5

== ICH outside does nothing
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;2H\e[2@
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 2 2

== ICH in another row knows the margins, too
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[1;5H\e[@
|abcd efhij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 1 5

== DCH within
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;5H\e[2P
|abcdefghij|
|klmnq  rst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 2 5

== DCH of many
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;5H\e[99P
|abcdefghij|
|klmn   rst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 2 5

== DCH outside does nothing
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;9H\e[P
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 2 9

== DECIC
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;5H\e[2'}
|abcdefghij|
|klmn  orst|
|uvwx  yBCD|
|EFGHIJKLMN|
cursor 2 5

== DECIC of many
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;5H\e[99'}
|abcdefghij|
|klmn   rst|
|uvwx   BCD|
|EFGHIJKLMN|
cursor 2 5

== DECIC outside of the columns does nothing
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;2H\e['}
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 2 2

== DECIC outside of the rows does nothing
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[1;5H\e['}
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 1 5

== DECDC
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;5H\e[2'~
|abcdefghij|
|klmnq  rst|
|uvwxA  BCD|
|EFGHIJKLMN|
cursor 2 5

== DECDC of many
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;5H\e[99'~
|abcdefghij|
|klmn   rst|
|uvwx   BCD|
|EFGHIJKLMN|
cursor 2 5

== DECDC outside does nothing
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[4;5H\e['~
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 4 5

== DECBI at the margin
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;3H\e6
|abcdefghij|
|kl mnoprst|
|uv wxyzBCD|
|EFGHIJKLMN|
cursor 2 3

== DECBI elsewhere goes back
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;5H\e6
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 2 4

== DECBI at the edge does nothing
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;1H\e6
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 2 1

== DECBI at the margin above the region does nothing
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[1;3H\e6
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 1 3

== DECFI at the margin
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;7H\e9
|abcdefghij|
|klnopq rst|
|uvxyzA BCD|
|EFGHIJKLMN|
cursor 2 7

== DECFI elsewhere goes on
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;5H\e9
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 2 6

== DECFI at the edge does nothing
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;10H\e9
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 2 10

== SL
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;5H\e[2 @
|abcdefghij|
|klopq  rst|
|uvyzA  BCD|
|EFGHIJKLMN|
cursor 2 5

== SR
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;5H\e[2 A
|abcdefghij|
|kl  mnorst|
|uv  wxyBCD|
|EFGHIJKLMN|
cursor 2 5

== SL outside does nothing
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[1;1H\e[2 @
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 1 1

== SR of many
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;5H\e[99 A
|abcdefghij|
|kl     rst|
|uv     BCD|
|EFGHIJKLMN|
cursor 2 5

== ECH knows no margins
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;5H\e[99X
|abcdefghij|
|klmn      |
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 2 5

== EL knows no margins
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;5H\e[K
|abcdefghij|
|klmn      |
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 2 5

== ED knows no margins
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;5H\e[J
|abcdefghij|
|klmn      |
|          |
|          |
cursor 2 5

== without side margins: DECIC
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[2;5H\e[2'}
|abcd  efgh|
|klmn  opqr|
|uvwx  yzAB|
|EFGH  IJKL|
cursor 2 5

== without side margins: DECDC
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[2;5H\e['~
|abcdfghij |
|klmnpqrst |
|uvwxzABCD |
|EFGHJKLMN |
cursor 2 5

== without side margins: SL
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[3 @
|defghij   |
|nopqrst   |
|xyzABCD   |
|HIJKLMN   |
cursor 4 10 wrap

== without side margins: SR
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[ A
| abcdefghi|
| klmnopqrs|
| uvwxyzABC|
| EFGHIJKLM|
cursor 4 10 wrap

== without side margins: DECBI
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[2;1H\e6
| abcdefghi|
| klmnopqrs|
| uvwxyzABC|
| EFGHIJKLM|
cursor 2 1

== without side margins: DECFI
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[2;10H\e9
|bcdefghij |
|lmnopqrst |
|vwxyzABCD |
|FGHIJKLMN |
cursor 2 10
