# tabs.t -- tab stops.

== every eight columns
size 30x2
< a\tb\tc
|a       b       c             |
|                              |
cursor 1 18
< \t\t\t
cursor 1 30

== set, cleared, back
size 30x2
< \e[1;4H\eH\r\t
cursor 1 4
< \t
cursor 1 9
< \e[Z
cursor 1 4
< \e[g\r\t
cursor 1 9
< \e[3g\r\t
cursor 1 30

== several at once
size 30x2
< \e[2I
cursor 1 17
< \e[2Z
cursor 1 1

== a tab writes nothing
size 30x2
< abcdefghij\r\tX
|abcdefghXj                    |
|                              |
