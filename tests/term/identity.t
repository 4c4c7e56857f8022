# Who the terminal is: DA, DECID, XTVERSION, DECREQTPARM, XTSMGRAPHICS.

== DA1 without a parameter
< \e[c
> \e[?65;6;9;15;17;21;22;28;52c

== DA1 with 0
< \e[0c
> \e[?65;6;9;15;17;21;22;28;52c

== DA1 with anything else
< \e[1c\e[2c
>

== DECID
< \eZ
> \e[?65;6;9;15;17;21;22;28;52c

== DA2
< \e[>c\e[>0c\e[>1c
> \e[>65;0;0c\e[>65;0;0c

== DA3
< \e[=c\e[=0c\e[=1c
> \eP!|00000000\e\\\eP!|00000000\e\\

== an answer of DA is not a question
< \e[?65;6c\e[>1;2c
>

== XTVERSION
< \e[>q
> \eP>|mux 0\e\\

== XTVERSION with 0 and another
< \e[>0q\e[>1q
> \eP>|mux 0\e\\

== DECREQTPARM asked
< \e[x
> \e[2;1;1;128;128;1;0x

== DECREQTPARM unasked
< \e[1x\e[2x
> \e[3;1;1;128;128;1;0x

== XTSMGRAPHICS: no registers, no sixel, no ReGIS
< \e[?1;1;0S\e[?2;1;0S\e[?3;1;0S
> \e[?1;3S\e[?2;3S\e[?3;3S

== XTSMGRAPHICS of what is not known
< \e[?9;1;0S
> \e[?9;1S

== 8-bit answers
< \e G\e[c\e[6n\eP$qm\e\\\e]10;?\e\\\e F
> \x9b?65;6;9;15;17;21;22;28;52c\x9b1;1R\x901$r0m\x9c\x9d10;rgb:e5e5/e5e5/e5e5\x9c
