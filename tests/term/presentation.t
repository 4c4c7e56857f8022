# DECRQPSR, DECRSPS, DECRQTSR, DECRSTS, DECRQUPSS, DECRQDE.

== DECCIR of a fresh terminal
< \e[1$w
> \eP1$u1;1;1;@;@;@;0;2;@;BBBB\e\\

== DECCIR with rendition, protection, sets
< \e)0\x0e\e[1;4;5;7m\e[1"q\e[3;7H\e[1$w
> \eP1$u3;7;1;O;A;@;1;2;@;B0BB\e\\

== DECCIR with a wrap pending
< \e[1;10Hx\e[1$w
> \eP1$u1;10;1;@;@;H;0;2;@;BBBB\e\\

== DECCIR in origin mode counts from the corner
< \e[2;4r\e[?6h\e[2;3H\e[1$w
> \eP1$u3;3;1;@;@;A;0;2;@;BBBB\e\\

== DECCIR with a set of 96
< \e-A\e[1$w
> \eP1$u1;1;1;@;@;@;0;2;B;BABB\e\\

== DECCIR with a set of two bytes
< \e)%5\e[1$w
> \eP1$u1;1;1;@;@;@;0;2;@;B%5BB\e\\

== DECRSPS gives the cursor back
< \eP1$t3;9;1;C;A;@;1;2;@;B0BB\e\\\e[1$w
> \eP1$u3;9;1;C;A;@;1;2;@;B0BB\e\\
cursor 3 9
< q
|          |
|          |
|        ─ |
|          |
style 3 9-9 bold underline=1

== DECRSPS gives a pending wrap and origin mode back
< \eP1$t2;10;1;@;@;I;0;2;@;BBBB\e\\
cursor 2 10 wrap
modes visible wrap origin

== DECRSPS clamps and takes no rubbish
< \eP1$t99;99;1;@;@;@;0;2;@;BBBB\e\\
cursor 4 10
< \eP1$tx;1;1\e\\\eP1$t\e\\\eP3$t1;1;1;@\e\\\eP$t1;1\e\\
cursor 4 10

== DECRSPS with short fields
< \e[2;2H\eP1$t1;5;1\e\\\e[1$w
> \eP1$u1;5;1;@;@;@;0;2;@;BBBB\e\\

== DECTABSR
size 30x3
< \e[2$w
> \eP2$u9/17/25\e\\

== DECTABSR of set and cleared ones
size 30x3
< \e[3g\e[1;5H\eH\e[2$w\e[3g\e[2$w
> \eP2$u5\e\\\eP2$u\e\\

== DECRSPS gives tabs back
size 30x3
< \eP2$t4/11/99/x/0\e\\\e[2$w
> \eP2$u4/11\e\\
< \r\tx
|   x                          |
|                              |
|                              |

== DECRQPSR of something else
< \e[0$w\e[3$w\e[$w
>

== DECRQUPSS
< \e[&u
> \eP0!u%5\e\\

== DECRQDE
< \e["v
> \e[4;10;1;1;1"w

== DECRQTSR 1 and back
< \e[?1h\e[?7l\e[2;3r\e[1$u
> \eP1$s00000003;2;3\e\\
< \e[?1l\e[?7h\e[r\eP1$p00000003;2;3\e\\\eP$qr\e\\
> \eP1$r2;3r\e\\
modes visible cursor-keys

== DECRSTS takes no rubbish
< \eP1$p0005;2;3\e\\\eP1$pzz;1;1\e\\\eP1$pffffffff;9;1\e\\\eP1$p\e\\
modes visible wrap insert origin cursor-keys keypad paste focus newline reverse alt-scroll blink

== DECRSTS of colours, in per cent
< \eP2$p1;2;100;0;50/2;1;120;50;100/300;2;1;1;1/x\e\\
palette 1=#ff0080 2=#ff0000

== DECRSTS of hues
< \eP2$p1;1;0;50;100/2;1;240;50;100/3;1;180;50;100/4;1;0;100;0/5;1;0;0;0/6;1;300;50;60\e\\
palette 1=#0000ff 2=#00ff00 3=#ffff00 4=#ffffff 5=#000000 6=#33cccc

== DECALN ends origin mode, margins and the pen
< \e[2;3r\e[?6h\e[1m\e#8\e[6n
> \e[1;1R
< \eP$qm\e\\\eP$qr\e\\
> \eP1$r0m\e\\\eP1$r1;4r\e\\

== attributes are told in the order of their numbers
< \e[9;8;4;1m\eP$qm\e\\
> \eP1$r0;1;4;8;9m\e\\

== DECSTR leaves newline mode
< \e[20h\e[!p
modes visible wrap newline

== DECSERA leaves the attributes
< ab\e[7mcd\e[m\e[1;2;1;3${
|a  d      |
|          |
|          |
|          |
style 1 2-2 plain
style 1 3-4 reverse

== insert mode moves nothing where the cursor is outside of the margins
< \e[?69h\e[3;8s\e[1;1Habcdefgh\e[1;1H\e[4hX
|Xbcdefgh  |
|          |
|          |
|          |
