# reverse_wrap.t -- reverse wrap.

== 45: BS goes to the row above
< \e[?45h\e[2;1H\bx
|         x|
|          |
|          |
|          |
cursor 1 10 wrap

== 45: CUB too
< \e[?45h\e[2;2H\e[3Dx
|        x |
|          |
|          |
|          |
cursor 1 10

== 45: from the first row to the last
< \e[?45h\e[1;1H\bx
|          |
|          |
|          |
|         x|
cursor 4 10 wrap

== 45: not without autowrap
< \e[?45h\e[?7l\e[2;1H\bx
|          |
|x         |
|          |
|          |
cursor 2 2

== 45: a wait for the edge counts
< \e[?45h0123456789\bx
|012345678x|
|          |
|          |
|          |
cursor 1 10 wrap

== 45: from the left margin to the right one
< \e[?45h\e[?69h\e[3;7s\e[2;3H\bx
|      x   |
|          |
|          |
|          |
cursor 1 7 wrap

== 45: from left of the margins to the right one
< \e[?45h\e[?69h\e[3;7s\e[2;1H\bx
|      x   |
|          |
|          |
|          |
cursor 1 7 wrap

== 45: within the region
< \e[?45h\e[2;3r\e[2;1H\bx
|          |
|          |
|         x|
|          |
cursor 3 10 wrap

== 45: DECSTR ends it
< \e[?45h\e[!p\e[2;1H\bx
|          |
|x         |
|          |
|          |
cursor 2 2

== 1045: BS goes to the row above
< \e[?1045h\e[2;1H\bx
|         x|
|          |
|          |
|          |
cursor 1 10 wrap

== 1045: CUB too
< \e[?1045h\e[2;2H\e[3Dx
|        x |
|          |
|          |
|          |
cursor 1 10

== 1045: from the first row to the last
< \e[?1045h\e[1;1H\bx
|          |
|          |
|          |
|         x|
cursor 4 10 wrap

== 1045: not without autowrap
< \e[?1045h\e[?7l\e[2;1H\bx
|          |
|x         |
|          |
|          |
cursor 2 2

== 1045: a wait for the edge counts
< \e[?1045h0123456789\bx
|012345678x|
|          |
|          |
|          |
cursor 1 10 wrap

== 1045: from the left margin to the right one
< \e[?1045h\e[?69h\e[3;7s\e[2;3H\bx
|      x   |
|          |
|          |
|          |
cursor 1 7 wrap

== 1045: from left of the margins to the right one
< \e[?1045h\e[?69h\e[3;7s\e[2;1H\bx
|      x   |
|          |
|          |
|          |
cursor 1 7 wrap

== 1045: within the region
< \e[?1045h\e[2;3r\e[2;1H\bx
|          |
|          |
|         x|
|          |
cursor 3 10 wrap

== 1045: DECSTR ends it
< \e[?1045h\e[!p\e[2;1H\bx
|          |
|x         |
|          |
|          |
cursor 2 2

== off: BS stays
< \e[2;1H\bx
|          |
|x         |
|          |
|          |
cursor 2 2

== off: a wrapped row is one for BS, as in tmux
< 0123456789a\b\bx
|012345678x>
|a         |
|          |
|          |
cursor 1 10 wrap
