# erase.t -- erasing, inserting and deleting cells and lines.

== in a line
< 0123456789\e[1;5H\e[K
|0123      |
|          |
|          |
|          |
< \r0123456789\e[1;5H\e[1K
|     56789|
|          |
|          |
|          |
< \e[2K
|          |
|          |
|          |
|          |
cursor 1 5

== in the screen
< a\r\nb\r\nc\r\nd\e[2;1H\e[J
|a         |
|          |
|          |
|          |
< \e[H0\r\n1\r\n2\r\n3\e[3;1H\e[1J
|          |
|          |
|          |
|3         |
< \e[2J
|          |
|          |
|          |
|          |
cursor 3 1

== characters
< 0123456789\e[1;3H\e[3X
|01   56789|
|          |
|          |
|          |
< \e[3P
|0156789   |
|          |
|          |
|          |
< \e[2@
|01  56789 |
|          |
|          |
|          |
cursor 1 3

== lines
< a\r\nb\r\nc\r\nd\e[2;3H\e[L
|a         |
|          |
|b         |
|c         |
# as in a VT420
cursor 2 1
< \e[2M
|a         |
|c         |
|          |
|          |

== erased cells take the background of the pen and nothing else
< 0123456789\e[1;4H\e[1;4;31;44m\e[3X
style 1 1-3 plain
style 1 4-6 bg=4
style 1 7-10 plain
< \e[2;1H\e[K
style 2 1-10 bg=4

== half of a wide character leaves a blank
< 漢字\e[1;2H\e[X
|  字      |
|          |
|          |
|          |

== a screen full of E
< \e#8
|EEEEEEEEEE|
|EEEEEEEEEE|
|EEEEEEEEEE|
|EEEEEEEEEE|
cursor 1 1
