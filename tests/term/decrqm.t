# decrqm.t -- modes: what is told, kept and given back.

== ANSI 2
< \e[2h\e[2$p\e[2l\e[2$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[2;1$y\e[2;2$y

== ANSI 4
< \e[4h\e[4$p\e[4l\e[4$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[4;1$y\e[4;2$y

== ANSI 12
< \e[12h\e[12$p\e[12l\e[12$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[12;1$y\e[12;2$y

== ANSI 20
< \e[20h\e[20$p\e[20l\e[20$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[20;1$y\e[20;2$y

== DEC 1
< \e[?1h\e[?1$p\e[?1l\e[?1$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?1;1$y\e[?1;2$y

== DEC 5
< \e[?5h\e[?5$p\e[?5l\e[?5$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?5;1$y\e[?5;2$y

== DEC 6
< \e[?6h\e[?6$p\e[?6l\e[?6$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?6;1$y\e[?6;2$y

== DEC 7
< \e[?7h\e[?7$p\e[?7l\e[?7$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?7;1$y\e[?7;2$y

== DEC 9
< \e[?9h\e[?9$p\e[?9l\e[?9$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?9;1$y\e[?9;2$y

== DEC 12
< \e[?12h\e[?12$p\e[?12l\e[?12$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?12;1$y\e[?12;2$y

== DEC 25
< \e[?25h\e[?25$p\e[?25l\e[?25$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?25;1$y\e[?25;2$y

== DEC 40
< \e[?40h\e[?40$p\e[?40l\e[?40$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?40;1$y\e[?40;2$y

== DEC 41
< \e[?41h\e[?41$p\e[?41l\e[?41$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?41;1$y\e[?41;2$y

== DEC 42
< \e[?42h\e[?42$p\e[?42l\e[?42$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?42;1$y\e[?42;2$y

== DEC 45
< \e[?45h\e[?45$p\e[?45l\e[?45$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?45;1$y\e[?45;2$y

== DEC 66
< \e[?66h\e[?66$p\e[?66l\e[?66$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?66;1$y\e[?66;2$y

== DEC 67
< \e[?67h\e[?67$p\e[?67l\e[?67$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?67;1$y\e[?67;2$y

== DEC 69
< \e[?69h\e[?69$p\e[?69l\e[?69$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?69;1$y\e[?69;2$y

== DEC 1000
< \e[?1000h\e[?1000$p\e[?1000l\e[?1000$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?1000;1$y\e[?1000;2$y

== DEC 1002
< \e[?1002h\e[?1002$p\e[?1002l\e[?1002$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?1002;1$y\e[?1002;2$y

== DEC 1003
< \e[?1003h\e[?1003$p\e[?1003l\e[?1003$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?1003;1$y\e[?1003;2$y

== DEC 1004
< \e[?1004h\e[?1004$p\e[?1004l\e[?1004$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?1004;1$y\e[?1004;2$y

== DEC 1005
< \e[?1005h\e[?1005$p\e[?1005l\e[?1005$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?1005;1$y\e[?1005;2$y

== DEC 1006
< \e[?1006h\e[?1006$p\e[?1006l\e[?1006$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?1006;1$y\e[?1006;2$y

== DEC 1034
< \e[?1034h\e[?1034$p\e[?1034l\e[?1034$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?1034;1$y\e[?1034;2$y

== DEC 1035
< \e[?1035h\e[?1035$p\e[?1035l\e[?1035$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?1035;1$y\e[?1035;2$y

== DEC 1036
< \e[?1036h\e[?1036$p\e[?1036l\e[?1036$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?1036;1$y\e[?1036;2$y

== DEC 1037
< \e[?1037h\e[?1037$p\e[?1037l\e[?1037$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?1037;1$y\e[?1037;2$y

== DEC 1039
< \e[?1039h\e[?1039$p\e[?1039l\e[?1039$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?1039;1$y\e[?1039;2$y

== DEC 1042
< \e[?1042h\e[?1042$p\e[?1042l\e[?1042$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?1042;1$y\e[?1042;2$y

== DEC 2004
< \e[?2004h\e[?2004$p\e[?2004l\e[?2004$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?2004;1$y\e[?2004;2$y

== DEC 3, told
< \e[?3h\e[?3$p\e[?3l\e[?3$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?3;2$y\e[?3;2$y

== DEC 4, told
< \e[?4h\e[?4$p\e[?4l\e[?4$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?4;1$y\e[?4;2$y

== DEC 8, told
< \e[?8h\e[?8$p\e[?8l\e[?8$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?8;1$y\e[?8;2$y

== DEC 18, told
< \e[?18h\e[?18$p\e[?18l\e[?18$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?18;1$y\e[?18;2$y

== DEC 19, told
< \e[?19h\e[?19$p\e[?19l\e[?19$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?19;1$y\e[?19;2$y

== DEC 47, told
< \e[?47h\e[?47$p\e[?47l\e[?47$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?47;1$y\e[?47;2$y

== DEC 95, told
< \e[?95h\e[?95$p\e[?95l\e[?95$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?95;1$y\e[?95;2$y

== DEC 1007, told
< \e[?1007h\e[?1007$p\e[?1007l\e[?1007$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?1007;1$y\e[?1007;2$y

== DEC 1045, told
< \e[?1045h\e[?1045$p\e[?1045l\e[?1045$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?1045;1$y\e[?1045;2$y

== DEC 1046, told
< \e[?1046h\e[?1046$p\e[?1046l\e[?1046$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?1046;1$y\e[?1046;2$y

== DEC 1047, told
< \e[?1047h\e[?1047$p\e[?1047l\e[?1047$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?1047;1$y\e[?1047;2$y

== DEC 1048, told
< \e[?1048h\e[?1048$p\e[?1048l\e[?1048$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?1048;1$y\e[?1048;1$y

== DEC 1049, told
< \e[?1049h\e[?1049$p\e[?1049l\e[?1049$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?1049;1$y\e[?1049;2$y

== always reset
< \e[1$p\e[5$p\e[7$p\e[10$p\e[11$p\e[13$p\e[14$p\e[15$p\e[16$p\e[17$p\e[18$p\e[19$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[1;4$y\e[5;4$y\e[7;4$y\e[10;4$y\e[11;4$y\e[13;4$y\e[14;4$y\e[15;4$y\e[16;4$y\e[17;4$y\e[18;4$y\e[19;4$y

== unknown
< \e[99$p\e[?9999$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[99;0$y\e[?9999;0$y

== XTSAVE and XTRESTORE
< \e[?7;25l\e[?7;25s\e[?7;25h\e[?7;25r\e[?7$p\e[?25$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?7;2$y\e[?25;2$y

== XTRESTORE homes with origin mode
< \e[?6s\e[3;3H\e[?6r\e[6n
|          |
|          |
|          |
|          |
cursor 1 1
> \e[1;1R

== XTRESTORE of the margins
< \e[?69h\e[3;7s\e[?69s\e[?69l\e[?69r\e[?69$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?69;1$y

== level 2 knows no DECRQM
< \e[62;1"p\e[4$p
|          |
|          |
|          |
|          |
cursor 1 1

== level 3 knows no margins
< \e[63;1"p\e[?69h\e[3;5s\e[1;4Habc
|   abc    |
|          |
|          |
|          |
cursor 1 7

== level 4 knows no DECNCSM
< \e[64;1"p\e[?95h\e[?95$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?95;0$y

== DECSCL starts anew
< ab\e[4h\e[2;2H\e7\e[64;1"p\e8x\e[4$p
|x         |
|          |
|          |
|          |
cursor 1 2
> \e[4;2$y

== 8-bit answers by DECSCL
< \e[64;0"p\e[6n
|          |
|          |
|          |
|          |
cursor 1 1
> \x9b1;1R

== 8-bit answers by S8C1T
< \e G\e[6n\e F\e[6n
|          |
|          |
|          |
|          |
cursor 1 1
> \x9b1;1R\e[1;1R

== 8-bit strings
< \e G\eP$qm\e\\
|          |
|          |
|          |
|          |
cursor 1 1
> \x901$r0m\x9c

== level 1 has no 8-bit answers
< \e[61"p\e G\e[6n
|          |
|          |
|          |
|          |
cursor 1 1
> \e[1;1R

== DECCOLM does nothing unless allowed
< ab\e[2;2H\e[?3h
|ab        |
|          |
|          |
|          |
cursor 2 2

== DECCOLM erases, homes and ends margins
< ab\e[?69h\e[3;7s\e[2;3r\e[3;3H\e[?40h\e[?3h\e[?69$p
|          |
|          |
|          |
|          |
cursor 1 1
> \e[?69;2$y

== DECNCSM keeps the screen
< ab\e[?40h\e[?95h\e[?3h
|ab        |
|          |
|          |
|          |
cursor 1 1

== 1046 forbids the alternate screen
< ab\e[?1046l\e[?1049h\e[2;2Hcd\e[?1049$p
|ab        |
| cd       |
|          |
|          |
cursor 2 4
> \e[?1049;2$y

== and ends it
< ab\e[?1049hcd\e[?1046l
|ab        |
|          |
|          |
|          |
cursor 1 5

== 47 finds the alternate screen as it was
< ab\e[?47h\r\ncd\e[?47l\e[?47h
|          |
|cd        |
|          |
|          |
cursor 2 3

== 1047 leaves it empty
< ab\e[?1047h\r\ncd\e[?1047l\e[?1047h
|          |
|          |
|          |
|          |
cursor 2 3

== 1049 finds it empty
< \e[?47hcd\e[?47l\e[?1049h
|          |
|          |
|          |
|          |
cursor 1 3

== modes of xterm that are kept
< \e[?35$p\e[?44$p\e[?80$p\e[?1044$p\e[?1070$p\e[?8452$p
> \e[?35;1$y\e[?44;2$y\e[?80;2$y\e[?1044;2$y\e[?1070;1$y\e[?8452;2$y
< \e[?44;80;1044;8452h\e[?35;1070l\e[?35$p\e[?44$p\e[?80$p\e[?1044$p\e[?1070$p\e[?8452$p
> \e[?35;2$y\e[?44;1$y\e[?80;1$y\e[?1044;1$y\e[?1070;2$y\e[?8452;1$y
< \ec\e[?35$p\e[?44$p\e[?1070$p
> \e[?35;1$y\e[?44;2$y\e[?1070;1$y

== modes that are known and never set: no scroll bar, Tektronix, log, other keyboards, readline's mouse
< \e[?30;38;46;1001;1050;1051;1060;1061;2001;2005h\e[?30$p\e[?38$p\e[?43$p\e[?46$p\e[?1001$p
> \e[?30;4$y\e[?38;4$y\e[?43;4$y\e[?46;4$y\e[?1001;4$y
< \e[?1050$p\e[?1051$p\e[?1052$p\e[?1053$p\e[?1060$p\e[?1061$p
> \e[?1050;4$y\e[?1051;4$y\e[?1052;4$y\e[?1053;4$y\e[?1060;4$y\e[?1061;4$y
< \e[?2001$p\e[?2002$p\e[?2003$p\e[?2005$p\e[?2006$p
> \e[?2001;4$y\e[?2002;4$y\e[?2003;4$y\e[?2005;4$y\e[?2006;4$y

== the read-only ones of the cursor's blinking
< \e[?13$p\e[?14$p
> \e[?13;4$y\e[?14;3$y

== unknown ones
< \e[?0$p\e[?17$p\e[?9999$p\e[0$p\e[6$p\e[99$p
> \e[?0;0$y\e[?17;0$y\e[?9999;0$y\e[0;0$y\e[6;0$y\e[99;0$y
