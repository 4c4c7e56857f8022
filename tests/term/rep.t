# rep.t -- REP.

== once
< a\e[b
|aa        |
|          |
|          |
|          |
cursor 1 3

== 0 is once
< a\e[0b
|aa        |
|          |
|          |
|          |
cursor 1 3

== several
< a\e[3b
|aaaa      |
|          |
|          |
|          |
cursor 1 5

== it wraps
< \e[1;9Ha\e[3b
|        aa>
|aa        |
|          |
|          |
cursor 2 3

== without autowrap it stays
< \e[?7l\e[1;9Ha\e[3b
|        aa|
|          |
|          |
|          |
cursor 1 10

== a space
< a \e[3bx
|a    x    |
|          |
|          |
|          |
cursor 1 7

== in another style
< a\e[31m\e[2b
|a         |
|          |
|          |
|          |
cursor 1 2

== only once
< a\e[b\e[3b
|aa        |
|          |
|          |
|          |
cursor 1 3

== nothing after a control
< a\r\e[3b
|a         |
|          |
|          |
|          |
cursor 1 1

== nothing before anything
< \e[3b
|          |
|          |
|          |
|          |
cursor 1 1

== a wide one
< 漢\e[2b
|漢漢漢    |
|          |
|          |
|          |
cursor 1 7

== a cluster
< e\xcc\x81\e[2b
|ééé       |
|          |
|          |
|          |
cursor 1 4

== many scroll
< a\e[99999999b
|aaaaaaaaaa>
|aaaaaaaaaa>
|aaaaaaaaaa>
|aaaaaaaaaa|
cursor 4 10 wrap
