# cursor.t -- where the cursor goes and where it stops.

== absolute
< \e[3;5H
cursor 3 5
< \e[H
cursor 1 1
< \e[2;7f
cursor 2 7
< \e[99;99H
cursor 4 10
< \e[0;0H
cursor 1 1
< \e[4G
cursor 1 4
< \e[3d
cursor 3 4
< \e[2`
cursor 3 2

== relative, stopped by the edges
< \e[2;2H\e[2C
cursor 2 4
< \e[99C
cursor 2 10
< \e[3D
cursor 2 7
< \e[99D
cursor 2 1
< \e[B
cursor 3 1
< \e[99B
cursor 4 1
< \e[2A
cursor 2 1
< \e[99A
cursor 1 1
< \e[5C\e[2E
cursor 3 1
< \e[5C\e[F
cursor 2 1

== zero counts as one
< \e[2;2H\e[0C\e[0B
cursor 3 3

== controls
< ab\b\b\b
cursor 1 1
< abc\r
cursor 1 1
< ab\n
cursor 2 3
< \x0b
cursor 3 3
< \x0c
cursor 4 3

== save and restore keep place and pen
< \e[31mA\e7\e[m\e[3;3HB\e8C
|AC        |
|          |
|  B       |
|          |
style 1 1-2 fg=1
style 3 3-3 plain
cursor 1 3
< \e[s\e[H\e[u
cursor 1 3

== controls inside a sequence are carried out
< \e[2\n;3HX
|          |
|  X       |
|          |
|          |
