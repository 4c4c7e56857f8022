# pending.t -- the wait for the edge.

== a character wraps
< 0123456789X
|0123456789>
|X         |
|          |
|          |
cursor 2 2

== LF ends it
< 0123456789\nX
|0123456789|
|         X|
|          |
|          |
cursor 2 10 wrap

== BS ends it
< 0123456789\bX
|01234567X9|
|          |
|          |
|          |
cursor 1 10

== CR ends it
< 0123456789\rX
|X123456789|
|          |
|          |
|          |
cursor 1 2

== CUU ends it
< 0123456789\e[AX
|012345678X|
|          |
|          |
|          |
cursor 1 10 wrap

== CUF ends it
< 0123456789\e[CX
|012345678X|
|          |
|          |
|          |
cursor 1 10 wrap

== CUB ends it
< 0123456789\e[DX
|01234567X9|
|          |
|          |
|          |
cursor 1 10

== HT does not
< 0123456789\tX
|0123456789>
|X         |
|          |
|          |
cursor 2 2

== CBT does not move
< 0123456789\e[ZX
|0123456789>
|X         |
|          |
|          |
cursor 2 2

== SGR does not
< 0123456789\e[1mX
|0123456789>
|X         |
|          |
|          |
cursor 2 2

== DECSC keeps it
< 0123456789\e7\e[H\e8X
|0123456789>
|X         |
|          |
|          |
cursor 2 2

== SCOSC keeps it
< 0123456789\e[s\e[H\e[uX
|0123456789>
|X         |
|          |
|          |
cursor 2 2

== 1048 keeps it
< 0123456789\e[?1048h\e[H\e[?1048lX
|0123456789>
|X         |
|          |
|          |
cursor 2 2

== DECAWM reset and set again
< 0123456789\e[?7l\e[?7hX
|0123456789>
|X         |
|          |
|          |
cursor 2 2

== without autowrap the last column is written
< 0123456789\e[?7lX
|012345678X|
|          |
|          |
|          |
cursor 1 10

== ICH acts on the last column
< 0123456789\e[@X
|012345678X|
|          |
|          |
|          |
cursor 1 10 wrap

== DCH acts on the last column
< 0123456789\e[PX
|012345678X|
|          |
|          |
|          |
cursor 1 10 wrap

== EL 1 ends it
< 0123456789\e[1KX
|         X|
|          |
|          |
|          |
cursor 1 10 wrap

== EL 2 ends it
< 0123456789\e[2KX
|         X|
|          |
|          |
|          |
cursor 1 10 wrap

== ED 2 ends it
< 0123456789\e[2JX
|         X|
|          |
|          |
|          |
cursor 1 10 wrap

== SU does not
< 0123456789\e[SX
|          >
|X         |
|          |
|          |
cursor 2 2

== SD does not
< 0123456789\e[TX
|          >
|X123456789|
|          |
|          |
cursor 2 2

== IL goes to the first column
< 0123456789\e[LX
|X         |
|0123456789|
|          |
|          |
cursor 1 2

== DL goes to the first column
< 0123456789\e[MX
|X         |
|          |
|          |
|          |
cursor 1 2

== RI ends it
< 0123456789\eMX
|         X|
|0123456789|
|          |
|          |
cursor 1 10 wrap

== IND ends it
< 0123456789\eDX
|0123456789|
|         X|
|          |
|          |
cursor 2 10 wrap

== NEL
< 0123456789\eEX
|0123456789|
|X         |
|          |
|          |
cursor 2 2

== HTS does not
< 0123456789\eHX
|0123456789>
|X         |
|          |
|          |
cursor 2 2

== SCS does not
< 0123456789\e(BX
|0123456789>
|X         |
|          |
|          |
cursor 2 2

== SI does not
< 0123456789\x0fX
|0123456789>
|X         |
|          |
|          |
cursor 2 2

== IRM does not
< 0123456789\e[4hX
|0123456789>
|X         |
|          |
|          |
cursor 2 2

== DECSCA does not
< 0123456789\e[1"qX
|0123456789>
|X         |
|          |
|          |
cursor 2 2

== DECSTR does not
< 0123456789\e[!pX
|0123456789>
|X         |
|          |
|          |
cursor 2 2

== DECSTBM homes
< 0123456789\e[2;3rX
|X123456789|
|          |
|          |
|          |
cursor 1 2

== DECOM homes
< 0123456789\e[?6lX
|X123456789|
|          |
|          |
|          |
cursor 1 2

== DECIC does not
< 0123456789\e['}X
|012345678 >
|X         |
|          |
|          |
cursor 2 2

== DECFI does not
< 0123456789\e9X
|123456789 >
|X         |
|          |
|          |
cursor 2 2

== DECBI goes back
< 0123456789\e6X
|01234567X9|
|          |
|          |
|          |
cursor 1 10

== REP wraps
< 0123456789\e[2bX
|0123456789>
|99X       |
|          |
|          |
cursor 2 4

== CPR tells the last column
< 0123456789\e[6n
|0123456789|
|          |
|          |
|          |
cursor 1 10 wrap
> \e[1;10R

== DECFRA does not
< 0123456789\e[65;1;1;1;2$xX
|AA23456789>
|X         |
|          |
|          |
cursor 2 2

== EL leaves the last column, as in tmux
< 0123456789\e[KX
|0123456789>
|X         |
|          |
|          |
cursor 2 2

== ED does, too
< 0123456789\e[JX
|0123456789>
|X         |
|          |
|          |
cursor 2 2

== ECH does, too
< 0123456789\e[XX
|0123456789>
|X         |
|          |
|          |
cursor 2 2

== DECSEL and DECSED act on the last column
< 0123456789\e[?KX
|012345678X|
|          |
|          |
|          |
< \e[?JY
|012345678Y|
|          |
|          |
|          |
