# alternate.t -- the alternate screen.

== 1049 keeps the screen and the cursor
< main\r\ntext\e[31m\e[?1049h
|          |
|          |
|          |
|          |
modes visible wrap alternate
< \e[HOTHER\e[m\e[?1049lX
|main      |
|textX     |
|          |
|          |
style 2 5-5 fg=1
modes visible wrap

== it is empty each time
< \e[?1049hA\e[?1049l\e[?1049h
|          |
|          |
|          |
|          |

== 47 and 1047 leave the cursor where it is
< ab\e[?47h\e[3;3Hcd\e[?47lX
|ab        |
|          |
|    X     |
|          |
< \e[?1047h\e[H\e[?1047lY
|Yb        |
|          |
|    X     |
|          |

== 1049 restores the cursor on the primary screen, too
< ab\e[?1049h\e[?1049l\e[4;4H\e[?1049l
cursor 1 3

== not when there is none to restore
< ab\e[?1049l
cursor 1 3

== 1048 keeps the cursor only
< \e[2;3H\e[?1048h\e[H\e[?1048l
cursor 2 3

== nothing scrolls into the history
< \e[?1049ha\nb\nc\nd\ne\nf
history 0

== a wait for the edge goes to the other screen, unless that is erased
< 0123456789\e[?1049hX
|         X|
|          |
|          |
|          |
< \e[?1049l\e[1;10H9\e[?47hY
|          >
|Y         |
|          |
|          |
< \e[1;10HZ\e[?1047lW
|012345678W|
|          |
|          |
|          |

== 1049 on the alternate screen saves its cursor and erases it
< \e[?47hab\e[?1049h
|          |
|          |
|          |
|          |
cursor 1 3
< \e[H\e8
cursor 1 3

== 1049 restores what DECSC saved when another mode switched
< \e[2;2H\e7\e[3;3H\e[?47h\e[?1049l
cursor 2 2

== DECSTR leaves what the other screen saved
< \e[3;3H\e7\e[?47h\e[H\e[!p\e[?47l\e8
cursor 3 3
