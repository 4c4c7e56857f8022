# margins_print.t -- text within margins.

== it wraps at the right margin
< \e[?69h\e[3;7s\e[2;3r\e[2;5Hxyzuvw
|          |
|    xyz   |
|  uvw     |
|          |
cursor 3 6

== and scrolls the box
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[3;5H123456
|abcdefghij|
|klwx123rst|
|uv456  BCD|
|EFGHIJKLMN|
cursor 3 6

== right of the margins it wraps at the edge, to the left margin
< \e[?69h\e[3;7s\e[2;3r\e[2;9H12345
|          |
|        12|
|  345     |
|          |
cursor 3 6

== left of them it wraps at the margin, too
< \e[?69h\e[3;7s\e[2;3r\e[2;1H1234567890
|          |
|1234567   |
|  890     |
|          |
cursor 3 6

== without autowrap it stays at the margin
< \e[?69h\e[3;7s\e[2;3r\e[?7l\e[2;5H1234567
|          |
|    127   |
|          |
|          |
cursor 2 7

== a wait for the margin
< \e[?69h\e[3;7s\e[2;3r\e[2;5H123
|          |
|    123   |
|          |
|          |
cursor 2 7 wrap

== insert mode pushes out at the margin
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;4H\e[4hXY
|abcdefghij|
|klmXYnorst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 2 6

== outside it pushes nothing
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[2;9H\e[4hX
|abcdefghij|
|klmnopqrXt|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 2 10

== a wide one does not cross the margin
< \e[?69h\e[3;7s\e[2;3r\e[2;5Hab漢
|          |
|    ab    |
|  漢      |
|          |
cursor 3 5

== REP wraps at the margin
< \e[?69h\e[3;7s\e[2;3r\e[2;5Hx\e[6b
|          |
|    xxx   |
|  xxxx    |
|          |
cursor 3 7

== wide characters cut by a box that scrolls leave blanks
< \e[2;2H漢字漢字\e[?69h\e[3;7s\e[2;3r\e[3;3H\n
|          |
|       字 |
|          |
|          |
cursor 3 3
