# rect_style.t -- attributes of rectangles: DECCARA, DECRARA, DECSACE; and DECFRA's pen.

== DECCARA changes the text from corner to corner
< \e[2;3;3;5;1$r
style 1 1-10 plain
style 2 1-2 plain
style 2 3-10 bold
style 3 1-5 bold
style 3 6-10 plain

== after DECSACE 2 it changes the rectangle
< \e[2*x\e[2;3;3;5;1$r
style 2 1-2 plain
style 2 3-5 bold
style 2 6-10 plain
style 3 1-2 plain
style 3 3-5 bold
style 3 6-10 plain

== DECSACE 1 and 0 go back
< \e[2*x\e[1*x\e[1;8;2;9;1$r
style 1 1-7 plain
style 1 8-10 bold
style 2 1-9 bold
style 2 10-10 plain
< \e[2*x\e[0*x\e[3;9;4;9;4$r
style 3 9-10 underline=1
style 4 1-9 underline=1

== the wrong way round does nothing, as in xterm
< \e[1;9;2;2;1$r
style 1 1-10 plain
style 2 1-10 plain

== each attribute, set and cleared
< \e[2*x\e[1;1;1;1;1;4;5;7$r
style 1 1-1 bold underline=1 blink reverse
< \e[1;1;1;1;22$r
style 1 1-1 underline=1 blink reverse
< \e[1;1;1;1;24$r
style 1 1-1 blink reverse
< \e[1;1;1;1;25$r
style 1 1-1 reverse
< \e[1;1;1;1;27$r
style 1 1-1 plain

== 0 clears them all, what follows is set
< \e[1;4;5;7mab\e[2*x\e[1;1;1;1;0$r\e[1;2;1;2;0;4$r
style 1 1-1 plain
style 1 2-2 underline=1

== without attributes it is 0
< \e[1;7mab\e[2*x\e[1;1;1;1$r
style 1 1-1 plain
style 1 2-2 bold reverse

== colours and the other attributes stay
< \e[3;9;31;44ma\e[2*x\e[1;1;1;1;1$r
style 1 1-1 bold italic strike fg=1 bg=4
< \e[1;1;1;1;0$r
style 1 1-1 italic strike fg=1 bg=4

== DECRARA turns attributes round
< \e[1mab\e[m\e[2*x\e[1;1;1;3;1;7$t
style 1 1-2 reverse
style 1 3-3 bold reverse
< \e[1;1;1;3;7$t
style 1 1-2 plain
style 1 3-3 bold

== underlines of any kind are turned off
< \e[4:3ma\e[2*x\e[1;1;1;2;4$t
style 1 1-1 plain
style 1 2-2 underline=1

== a wide character changes whole
< 漢字\e[2*x\e[1;2;1;2;7$r
style 1 1-2 reverse
style 1 3-4 plain

== text stays, and so does the cursor
< abc\e[2*x\e[1;1;1;3;1$r
|abc       |
|          |
|          |
|          |
cursor 1 4
style 1 1-3 bold

== upside down does nothing
< abc\e[2*x\e[3;1;1;3;1$r\e[1;3;1;1;1$t
style 1 1-3 plain

== within the margins in origin mode
< \e[?69h\e[3;7s\e[2;3r\e[?6h\e[2*x\e[1;1;99;99;7$r
style 1 1-10 plain
style 2 1-2 plain
style 2 3-7 reverse
style 2 8-10 plain
style 4 1-10 plain

== DECFRA fills with the pen
< \e[1;31m\e[42;1;1;1;2$x
|**        |
|          |
|          |
|          |
style 1 1-2 bold fg=1
style 1 3-3 plain

== DECERA leaves the background of the pen
< \e[7mabc\e[m\e[44m\e[1;1;1;2$z
style 1 1-2 bg=4
style 1 3-3 reverse

== DECCRA takes the attributes along
< \e[1ma\e[31mb\e[m\e[1;1;1;2;1;2;4;1$v
style 2 4-4 bold
style 2 5-5 bold fg=1
