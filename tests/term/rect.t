# rect.t -- rectangles.

== DECFRA
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[42;2;3;3;6$x
|abcdefghij|
|kl****qrst|
|uv****ABCD|
|EFGHIJKLMN|
cursor 4 10 wrap

== DECFRA of everything
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[42$x
|**********|
|**********|
|**********|
|**********|
cursor 4 10 wrap

== DECFRA, defaults
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[42;;;;$x
|**********|
|**********|
|**********|
|**********|
cursor 4 10 wrap

== DECFRA is clipped
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[42;3;8;99;99$x
|abcdefghij|
|klmnopqrst|
|uvwxyzA***|
|EFGHIJK***|
cursor 4 10 wrap

== DECFRA upside down does nothing
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[42;3;3;2;6$x
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 4 10 wrap

== DECFRA the wrong way round does nothing
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[42;2;6;3;3$x
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 4 10 wrap

== DECFRA with a control does nothing
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[31;1;1;2;2$x
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 4 10 wrap

== DECFRA with DEL does nothing
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[127;1;1;2;2$x
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 4 10 wrap

== DECFRA with a character of Latin 1
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[233;1;1;1;1$x
|ébcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 4 10 wrap

== DECERA
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[2;3;3;6$z
|abcdefghij|
|kl    qrst|
|uv    ABCD|
|EFGHIJKLMN|
cursor 4 10 wrap

== DECERA, defaults
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[$z
|          |
|          |
|          |
|          |
cursor 4 10 wrap

== DECERA upside down does nothing
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[3;3;2;6$z
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 4 10 wrap

== DECERA leaves the cursor
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[2;2H\e[1;1;1;1$z
| bcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 2 2

== DECSERA
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[2;3;3;6${
|abcdefghij|
|kl    qrst|
|uv    ABCD|
|EFGHIJKLMN|
cursor 4 10 wrap

== DECCRA
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[1;1;2;3;1;3;6;1$v
|abcdefghij|
|klmnopqrst|
|uvwxyabcCD|
|EFGHIklmMN|
cursor 4 10 wrap

== DECCRA down over itself
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[1;1;3;10;1;2;1;1$v
|abcdefghij|
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
cursor 4 10 wrap

== DECCRA up over itself
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[2;1;4;10;1;1;1;1$v
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
|EFGHIJKLMN|
cursor 4 10 wrap

== DECCRA to the right over itself
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[1;1;2;6;1;1;3;1$v
|ababcdefij|
|klklmnopst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 4 10 wrap

== DECCRA to the left over itself
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[1;3;2;8;1;1;1;1$v
|cdefghghij|
|mnopqrqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 4 10 wrap

== DECCRA is clipped at its target
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[1;1;2;5;1;4;8;1$v
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKabc|
cursor 4 10 wrap

== DECCRA to outside does nothing
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[1;1;2;5;1;9;1;1$v
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 4 10 wrap

== DECCRA of an empty rectangle does nothing
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[3;3;2;2;1;1;1;1$v
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 4 10 wrap

== DECCRA, target left out
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[3;3;4;5$v
|wxydefghij|
|GHInopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 4 10 wrap

== DECCRA over pages
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[1;1;1;3;2;4;1;3$v
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|abcHIJKLMN|
cursor 4 10 wrap

== DECCRA cuts no wide character
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[1;1H漢字\e[1;2;1;3;1;2;1;1$v
|漢字efghij|
|  mnopqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 1 5

== in origin mode from the margins: DECFRA
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[?6h\e[42;1;1;1;2$x
|abcdefghij|
|kl**opqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 2 3

== in origin mode within the margins: DECERA
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[?6h\e[2;2;99;99$z
|abcdefghij|
|klmnopqrst|
|uvw    BCD|
|EFGHIJKLMN|
cursor 2 3

== in origin mode: DECCRA
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[?6h\e[1;1;1;2;1;2;4;1$v
|abcdefghij|
|klmnopqrst|
|uvwxymnBCD|
|EFGHIJKLMN|
cursor 2 3

== in origin mode: DECSERA
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[?6h\e[2;2;2;3${
|abcdefghij|
|klmnopqrst|
|uvw  zABCD|
|EFGHIJKLMN|
cursor 2 3

== without origin mode margins are nothing: DECFRA
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[42;1;1;2;4$x
|****efghij|
|****opqrst|
|uvwxyzABCD|
|EFGHIJKLMN|
cursor 1 1

== without origin mode margins are nothing: DECCRA
< \e[1;1Habcdefghij\e[2;1Hklmnopqrst\e[3;1HuvwxyzABCD\e[4;1HEFGHIJKLMN\e[?69h\e[3;7s\e[2;3r\e[1;1;1;2;1;4;9;1$v
|abcdefghij|
|klmnopqrst|
|uvwxyzABCD|
|EFGHIJKLab|
cursor 1 1
