# save.t -- saving the cursor.

== nothing saved is the home position
< \e[3;3H\e8X
|X         |
|          |
|          |
|          |
cursor 1 2

== SGR
< \e[1m\e7\e[m\e8X
|X         |
|          |
|          |
|          |
cursor 1 2

== the place
< \e[2;3H\e7\e[4;4H\e8X
|          |
|  X       |
|          |
|          |
cursor 2 4

== origin mode
< \e[?69h\e[3;7s\e[2;3r\e[?6h\e[2;2H\e7\e[?6l\e8X
|          |
|          |
|   X      |
|          |
cursor 3 5

== origin mode with other margins
< \e[2;3r\e[?6h\e[2;2H\e7\e[3;4r\e8X
|          |
|          |
| X        |
|          |
cursor 3 3

== SCOSC
< \e[2;3H\e[s\e[4;4H\e[uX
|          |
|  X       |
|          |
|          |
cursor 2 4

== 1048
< \e[2;3H\e[?1048h\e[4;4H\e[?1048lX
|          |
|  X       |
|          |
|          |
cursor 2 4

== they share one place
< \e[2;3H\e7\e[4;4H\e[uX
|          |
|  X       |
|          |
|          |
cursor 2 4

== each screen has its own
< \e[2;3H\e7\e[?47h\e[3;4H\e7\e[?47l\e8X
|          |
|  X       |
|          |
|          |
cursor 2 4

== a restored place is on the screen
< \e[4;10H\e7\e[H\e8X
|          |
|          |
|          |
|         X|
cursor 4 10 wrap

== DECSTR forgets
< \e[2;3H\e7\e[!p\e8X
|X         |
|          |
|          |
|          |
cursor 1 2

== autowrap is not saved
< \e[?7h\e7\e[?7l\e8\e[1;9Habc
|        ac|
|          |
|          |
|          |
cursor 1 10
