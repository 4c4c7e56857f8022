# unicode-edges.t -- clusters at the edges of the screen, over other text, without mode 2027; ill-formed bytes.

== a mark joins in the last column
size 4x2
< abce\xcc\x81
|abcé|
|    |
cursor 1 4 wrap
< x
|abcé>
|x   |

== a wide one goes to the next row
size 4x2
< abc漢x
|abc >
|漢x |
cursor 2 4

== a heart that becomes wide in the last column goes to the next row
size 4x2
< abc\xe2\x9d\xa4
|abc❤|
|    |
cursor 1 4 wrap
< \xef\xb8\x8fx
|abc >
|❤️x |
cursor 2 4

== a flag over the edge goes to the next row
size 4x2
< abc\xf0\x9f\x87\xa9\xf0\x9f\x87\xaax
|abc >
|🇩🇪x |
cursor 2 4

== a keycap over the edge goes to the next row
size 4x2
< abc1\xef\xb8\x8f\xe2\x83\xa3x
|abc >
|1️⃣x |
cursor 2 4

== a letter with its spacing vowel goes to the next row
size 4x2
< abc\xe0\xa4\x95\xe0\xa4\xbfx
|abc >
|किx |
cursor 2 4

== at the bottom the screen scrolls under it
size 4x2
< \r\nabc\xe2\x9d\xa4\xef\xb8\x8fx
|abc >
|❤️x |
history 1
cursor 2 4

== the text form of a wide one at the edge ends the pending wrap
size 4x2
< ab\xe2\x8c\x9a
|ab⌚|
|    |
cursor 1 4 wrap
< \xef\xb8\x8e
|ab⌚︎ |
|    |
cursor 1 4
< x
|ab⌚︎x|
|    |

== one column is too narrow for any of it
size 1x2
< a漢b
|a>
|b|

== a family over two letters takes both
size 6x1
< abcd\e[1;2H\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9
|a👨‍👩d  |
cursor 1 4

== what becomes wide takes the next cell
size 6x1
< abcd\e[1;2H\xe2\x9d\xa4
|a❤cd  |
< \xef\xb8\x8f
|a❤️d  |
cursor 1 4

== what becomes narrow leaves a blank
size 6x1
< a\xe2\x8c\x9a
|a⌚   |
< \xef\xb8\x8e
|a⌚︎    |
cursor 1 3

== half of a wide one written over: the other half goes
size 6x1
< 漢字\e[1;2Hx
| x字  |
< \e[1;4Hy
| x y  |

== a cursor that moved away and back joins marks
size 6x1
< e\e[1;1H\e[1;2H\xcc\x81
|é     |
cursor 1 2

== a cursor that moved away and back joins no letters
size 6x1
< \xe1\x84\x92\e[1;3H\xe1\x85\xa1
|하   |
cursor 1 4

== a mark after a control joins what is left of the cursor
size 6x2
< ab\r\n\xcc\x81c
|ab    |
|c     |

== a mark on a blank cell is dropped
size 6x1
< \e[1;3H\xcc\x81c
|  c   |

== a title between letter and mark keeps them together
size 6x1
< e\e]0;t\a\xcc\x81x
|éx    |
title t

== colours between letter and mark: the letter's stay
size 6x1
< \e[31me\e[32m\xcc\x81x
|éx    |
style 1 1-1 fg=1
style 1 2-2 fg=2

== insert mode makes room for what becomes wide
size 6x1
< abcd\e[1;2H\e[4h\xe2\x9d\xa4\xef\xb8\x8f
|a❤️bcd|
cursor 1 4

== repeated whole
size 8x1
< e\xcc\x81\e[2bx
|éééx    |

== repeated emoji
size 8x1
< \xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd\e[2b
|👍🏽👍🏽👍🏽  |
cursor 1 7

== inside margins it goes to the next row of the margins
size 8x2
< \e[?69h\e[3;5s\e[1;3Hab\xe2\x9d\xa4\xef\xb8\x8fx
|  ab    |
|  ❤️x   |
cursor 2 5 wrap

== mode 2027 is on at first, and told
< \e[?2027$p
> \e[?2027;1$y
< \e[?2027l\e[?2027$p
> \e[?2027;2$y

== without 2027: marks join as ever
size 12x1
< \e[?2027le\xcc\x81x
|éx          |
cursor 1 3

== without 2027: cells are counted as wcwidth does
size 12x1
< \e[?2027l\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbdx
cursor 1 6
< \r\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9x
cursor 1 6
< \r\xe2\x9d\xa4\xef\xb8\x8fx
cursor 1 3
< \r\xe2\x8c\x9a\xef\xb8\x8ex
cursor 1 4
< \r\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xabx
cursor 1 4
< \r\xf0\x9f\x87\xa9\xf0\x9f\x87\xaax
cursor 1 4
< \r\xe0\xa4\x95\xe0\xa4\xbfx
cursor 1 4
< \r漢x
cursor 1 4

== 2027 again, after a reset
< \e[?2027l\ec\xe2\x9d\xa4\xef\xb8\x8fx
cursor 1 4

== ill-formed: C0 AF and the like
size 10x1
< \xc0\xaf\xe0\x80\xbfx
|�����x    |
cursor 1 7

== ill-formed: surrogates
size 10x1
< \xed\xa0\x80\xed\xbf\xbfx
|������x   |
cursor 1 8

== ill-formed: above the last
size 10x1
< \xf4\x91\x92\x93\xffA\x80\xbfB
|�����A��B |
cursor 1 10

== ill-formed: cut sequences are one each
size 10x1
< \xe1\x80\xe2\xf0\x91\x92\xf1\xbfA
|����A     |
cursor 1 6

== ill-formed: F5 and up
size 10x1
< \xf5\xf8\xfc\xfe\xffx
|�����x    |
cursor 1 7

== ill-formed: cut by an escape sequence
size 10x1
< \xf0\x9f\x98\e[3Gx
|� x       |
cursor 1 4

== ill-formed: cut by CR
size 10x1
< ab\xe6\xbc\rx
|xb�       |
cursor 1 2

== lone tails
size 10x1
< a\x80b\xbfc
|a�b�c     |
cursor 1 6

== C1 in UTF-8 is a control, as in xterm
size 10x1
< a\xc2\x9b31mb
|ab        |
cursor 1 3
style 1 2-2 fg=1

== DEL and NUL in a run are dropped
size 10x1
< ab\x7fcd\x00ef
|abcdef    |
cursor 1 7

== noncharacters are characters
size 10x1
< \xef\xbf\xbfx
|￿x        |
cursor 1 3

== a sequence in two writes is one character
size 10x1
< \xe6\xbc
|          |
< \xa2x
|漢x       |
