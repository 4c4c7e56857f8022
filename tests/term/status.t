# DSR in its ANSI and DEC forms.

== DSR 5
< \e[5n
> \e[0n

== CPR at home
< \e[6n
> \e[1;1R

== CPR elsewhere
< \e[3;7H\e[6n
> \e[3;7R

== CPR while a wrap is pending
< 0123456789\e[6n
> \e[1;10R

== CPR counts from the margins in origin mode
< \e[2;4r\e[?69h\e[3;9s\e[?6h\e[2;3H\e[6n\e[?6n
> \e[2;3R\e[?2;3;1R

== CPR without origin mode
< \e[2;4r\e[3;5H\e[6n
> \e[3;5R

== DECXCPR has the page
< \e[2;5H\e[?6n
> \e[?2;5;1R

== the printer: none
< \e[?15n
> \e[?13n

== keys may be defined
< \e[?25n
> \e[?20n

== the keyboard
< \e[?26n
> \e[?27;1;0;0n

== the locator: none
< \e[?53n\e[?55n\e[?56n
> \e[?53n\e[?53n\e[?57;0n

== room for macros
< \e[?62n
> \e[0000*{

== checksum of macros
< \e[?63n\e[?63;123n
> \eP0!~0000\e\\\eP123!~0000\e\\

== data integrity
< \e[?75n
> \e[?70n

== sessions
< \e[?85n
> \e[?83n

== what nobody asks
< \e[n\e[1n\e[7n\e[?5n\e[?n\e[?9999n\e[>6n
>

== colour scheme of a dark terminal
outer #ffffff #101010 #ff0000 8x16
< \e[?996n
> \e[?997;1n

== colour scheme of a light terminal
outer #000000 #fafafa #ff0000 8x16
< \e[?996n
> \e[?997;2n

== colour scheme when it is not known
< \e[?996n
> \e[?997;1n

== 2031: a change is told
outer #ffffff #101010 #ff0000 8x16
< \e[?2031h
>
outer #000000 #fafafa #ff0000 8x16
> \e[?997;2n
outer #000000 #f0f0f0 #ff0000 8x16
>
outer #ffffff #000000 #ff0000 8x16
> \e[?997;1n

== 2031: not told any more
< \e[?2031h\e[?2031l
outer #000000 #fafafa #ff0000 8x16
>

== a program's own background is not the scheme
outer #ffffff #101010 #ff0000 8x16
< \e[?2031h\e]11;#ffffff\a\e[?996n
> \e[?997;1n

== 2031 and DECRQM
< \e[?2031$p\e[?2031h\e[?2031$p
> \e[?2031;2$y\e[?2031;1$y

== DSR knows at each level what a terminal of that level knew
< \e[61"p\e[?6n\e[?15n\e[?26n\e[?53n\e[?75n
> \e[?1;1R
< \e[62;1"p\e[?6n\e[?15n\e[?25n\e[?26n\e[?53n\e[?75n
> \e[?1;1R\e[?13n\e[?20n\e[?27;1n
< \e[63;1"p\e[?6n\e[?26n\e[?53n\e[?55n\e[?56n\e[?62n\e[?63n\e[?75n\e[?85n
> \e[?1;1;1R\e[?27;1;0n\e[?53n\e[?53n\e[?57;0n
< \e[64;1"p\e[?26n\e[?62n\e[?63;5n\e[?75n\e[?85n
> \e[?27;1;0;0n\e[0000*{\eP5!~0000\e\\\e[?70n\e[?83n

== DECRQSS of margins is of level 4
< \e[63;1"p\eP$qs\e\\\eP$qr\e\\
> \eP0$r\e\\\eP1$r1;4r\e\\

== DA3 is of level 4, DECRQPSR of level 3
< \e[63;1"p\e[=c\e[62;1"p\e[1$w\e[2$w
< \e[64;1"p\e[=c
> \eP!|00000000\e\\

== DECRQM of the ANSI modes is of level 3
< \e[62;1"p\e[4$p\e[?7$p\e[63;1"p\e[4$p
> \e[?7;1$y\e[4;2$y

== XTQALLOWED and XTQDISALLOWED
< \e]60\a\e]61;allowColorOps\e\\
> \e]60;allowColorOps,allowMouseOps,allowTitleOps\a\e]61;\e\\

== XTGETXRES is answered of hexadecimal names alone: anything else would be typed at the program
< \eP+Qrm -r x\r\n\e\\\eP+Q63 \e\\\eP+Q6\e\\
>

== XTGETXRES: there are none
< \eP+Q637572736f72426c696e6b;00\e\\\eP+Q\e\\
> \eP0+R637572736f72426c696e6b\e\\
