# XTWINOPS: what a window without a place can say.

== no icon
< \e[11t
> \e[1t

== at the corner
< \e[13t\e[13;2t
> \e[3;0;0t\e[3;0;0t

== pixels when the cell is not known
< \e[14t\e[14;2t\e[15t\e[16t
> \e[4;80;100t\e[4;80;100t\e[5;80;100t\e[6;20;10t

== pixels in the cells of the user
outer #ffffff #000000 #ffffff 9x18
< \e[14t\e[15t\e[16t
> \e[4;72;90t\e[5;72;90t\e[6;18;9t

== cells
size 33x12
< \e[18t\e[19t
> \e[8;12;33t\e[9;12;33t

== what would move the window does nothing
< a\e[1t\e[2t\e[3;5;5t\e[4;100;100t\e[5t\e[6t\e[7t\e[8;40;100t\e[9;1t\e[10;1t\e[24t\e[48t\e[t\e[99t
>
|a         |
|          |
|          |
|          |

== 2048 tells the size when it is set, and each new one
< \e[?2048h
> \e[48;4;10;80;100t
size 20x6
> \e[48;6;20;120;200t
size 20x6
>

== 2048 tells new cells
< \e[?2048h
> \e[48;4;10;80;100t
outer #ffffff #000000 #ffffff 8x16
> \e[48;4;10;64;80t
outer #ffffff #000000 #ffffff 8x16
>

== 2048 reset is silent
< \e[?2048h\e[?2048l
> \e[48;4;10;80;100t
size 20x6
>

== 2048 and DECRQM
< \e[?2048$p\e[?2048h\e[?2048$p
> \e[?2048;2$y\e[48;4;10;80;100t\e[?2048;1$y

== 1337 ReportCellSize
outer #ffffff #000000 #ffffff 9x18
< \e]1337;ReportCellSize\a
> \e]1337;ReportCellSize=18.0;9.0\a
