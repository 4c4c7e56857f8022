# modes.t -- modes, and what the terminal answers.

== at the start
modes visible wrap

== set and reset
< \e[?1h\e=\e[4h\e[?25l
modes wrap insert cursor-keys keypad
< \e[?1l\e>\e[4l\e[?25h
modes visible wrap
< \e[?2004;1004h
modes visible wrap paste focus
< \e[?2004;1004l
modes visible wrap

== one mouse mode at a time
< \e[?1000h\e[?1006h
modes visible wrap click mouse-sgr
< \e[?1002h
modes visible wrap drag mouse-sgr
< \e[?1003h
modes visible wrap any mouse-sgr
< \e[?1003l
modes visible wrap mouse-sgr

== insert mode
< abc\r\e[4hXY\e[4lZ
|XYZbc     |
|          |
|          |
|          |

== newline mode
< ab\e[20hc\nd
|abc       |
|d         |
|          |
|          |

== what it is
< \e[c
> \e[?65;6;9;15;17;21;22;28;52c
< \e[>c
> \e[>65;0;0c
< \e[=c
> \eP!|00000000\e\\
< \e[>q
> \eP>|mux 0\e\\

== how it is
< \e[5n
> \e[0n
< \e[2;3H\e[6n
> \e[2;3R
< \e[?6n
> \e[?2;3;1R
< \e[1;1H0123456789\e[6n
> \e[1;10R

== which modes
< \e[?7$p
> \e[?7;1$y
< \e[?2004$p
> \e[?2004;2$y
< \e[?2026$p
> \e[?2026;2$y
< \e[4$p
> \e[4;2$y
< \e[?4711$p
> \e[?4711;0$y

== which settings
< \e[1;4:3;38;5;200m\eP$qm\e\\
> \eP1$r0;1;4:3;38:5:200m\e\\
< \e[2;3r\eP$qr\e\\
> \eP1$r2;3r\e\\
< \e[4 q\eP$q q\e\\
> \eP1$r4 q\e\\
< \eP$qx\e\\
> \eP0$r\e\\

== soft reset
< \e[?25l\e[?1h\e[4h\e[2;3r\e[31m\e[!pA
modes visible wrap
style 1 1-1 plain

== full reset
< abc\e]2;name\a\e[?25l\e[31m\e[2;3r\ecX
|X         |
|          |
|          |
|          |
style 1 1-1 plain
modes visible wrap

== a title
< \e]2;one\e\\
title one
< \e]0;two 漢\a
title two 漢
< \e[22t\e]2;three\a
title three
< \e[23t
title two 漢
