# tabstops.t -- tab stops.

== HTS
< \e[3g\e[1;4H\eH\r\tx
|   x      |
|          |
|          |
|          |
cursor 1 5

== TBC 0
< \e[1;9H\e[g\r\tx
|         x|
|          |
|          |
|          |
cursor 1 10 wrap

== TBC 3
< \e[3g\r\tx
|         x|
|          |
|          |
|          |
cursor 1 10 wrap

== TBC of another number does nothing
< \e[1;9H\e[1g\e[2g\r\tx
|        x |
|          |
|          |
|          |
cursor 1 10

== CHT
< \e[1;4H\eH\r\e[2Ix
|        x |
|          |
|          |
|          |
cursor 1 10

== CHT 0 is 1
< \e[0Ix
|        x |
|          |
|          |
|          |
cursor 1 10

== CHT of many
< \e[99Ix
|         x|
|          |
|          |
|          |
cursor 1 10 wrap

== CBT
< \e[1;10H\e[Zx
|        x |
|          |
|          |
|          |
cursor 1 10

== CBT of many
< \e[1;10H\e[99Zx
|x         |
|          |
|          |
|          |
cursor 1 2

== CBT at a stop goes to the one before
< \e[1;9H\e[Zx
|x         |
|          |
|          |
|          |
cursor 1 2

== RIS sets every eighth
< \e[3g\ec\tx
|        x |
|          |
|          |
|          |
cursor 1 10

== a tab keeps what it passes
< abcdef\r\tx
|abcdef  x |
|          |
|          |
|          |
cursor 1 10

== a tab does not wrap
< \e[1;10H\t\tx
|         x|
|          |
|          |
|          |
cursor 1 10 wrap

== DECST8C sets every eighth
< \e[3g\e[?5W\r\tx
|        x |
|          |
|          |
|          |
cursor 1 10
