# sgr_stack.t -- XTPUSHSGR, XTPOPSGR, XTREPORTSGR.

== all of it
< \e[1;31;44m\e[#{\e[m\e[3ma\e[#}b
style 1 1-1 italic
style 1 2-2 bold fg=1 bg=4

== the other names
< \e[1;31m\e[#p\e[ma\e[#qb
style 1 1-1 plain
style 1 2-2 bold fg=1

== only what was named
< \e[1;4;31m\e[1;30#{\e[0;3;7;32ma\e[#}b
style 1 1-1 italic reverse fg=2
style 1 2-2 bold italic reverse fg=1

== what was not set is taken back, too
< \e[1#{\e[1ma\e[#}b
style 1 1-1 bold
style 1 2-2 plain

== ten deep, and further ones find their pops
< \e[1m\e[#{\e[#{\e[#{\e[#{\e[#{\e[#{\e[#{\e[#{\e[#{\e[#{\e[m\e[#{\e[#{a
style 1 1-1 plain
< \e[#}\e[#}b\e[#}c
style 1 2-2 plain
style 1 3-3 bold

== nothing pushed, nothing popped
< \e[1m\e[#}a
style 1 1-1 bold

== RIS empties it
< \e[1m\e[#{\ec\e[#}a
style 1 1-1 plain

== a hyperlink and the protection are no part of it
< \e[#{\e[1"qa\e[#}b\e[0"qc\e[?2K
|ab        |
|          |
|          |
|          |

== what a rectangle has in common
< \e[1;31ma\e[4mb\e[m\e[1;1;1;2#|
> \e[0;1;31m
< \e[1;2;1;2#|
> \e[0;1;4;31m
< \e[1;1;1;3#|
> \e[0m
