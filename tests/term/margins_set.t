# margins_set.t -- setting margins.

== DECSTBM homes
< \e[3;5H\e[2;3r
|          |
|          |
|          |
|          |
cursor 1 1

== without parameters it is the whole screen
< \e[2;3r\e[3;5H\e[r\e[99B
|          |
|          |
|          |
|          |
cursor 4 1

== bottom left out
< \e[3r\e[1;1H\e[99B
|          |
|          |
|          |
|          |
cursor 4 1

== zeros are the whole screen
< \e[2;3r\e[0;0r\e[4;1H\e[99A
|          |
|          |
|          |
|          |
cursor 1 1

== a bottom below the screen is its last row
< \e[2;99r\e[1;1H\e[99B
|          |
|          |
|          |
|          |
cursor 4 1

== one row is no region: nothing happens
< \e[4;4H\e[2;2r
|          |
|          |
|          |
|          |
cursor 4 4

== upside down: nothing happens
< \e[4;4H\e[3;2r
|          |
|          |
|          |
|          |
cursor 4 4

== a top below the screen: nothing happens
< \e[4;4H\e[9;12r
|          |
|          |
|          |
|          |
cursor 4 4

== DECSTBM in origin mode homes into the region
< \e[?6h\e[3;4r
|          |
|          |
|          |
|          |
cursor 3 1

== DECSLRM homes
< \e[?69h\e[3;7s
|          |
|          |
|          |
|          |
cursor 1 1

== not without its mode: that is SCOSC
< \e[3;5H\e[3;7s\e[H\e[u
|          |
|          |
|          |
|          |
cursor 3 5

== right left out
< \e[?69h\e[3s\e[1;4H\e[99C
|          |
|          |
|          |
|          |
cursor 1 10

== a right margin off the screen is its last column
< \e[?69h\e[3;99s\e[1;4H\e[99C
|          |
|          |
|          |
|          |
cursor 1 10

== one column is none: nothing happens
< \e[?69h\e[3;5H\e[4;4s
|          |
|          |
|          |
|          |
cursor 3 5

== wrong way round: nothing happens
< \e[?69h\e[3;5H\e[7;3s
|          |
|          |
|          |
|          |
cursor 3 5

== resetting the mode ends the margins
< \e[?69h\e[3;7s\e[?69l\e[1;4H\e[99C
|          |
|          |
|          |
|          |
cursor 1 10

== setting the mode sets none
< \e[?69h\e[1;4H\e[99C
|          |
|          |
|          |
|          |
cursor 1 10

== DECSTR ends them
< \e[?69h\e[3;7s\e[2;3r\e[!p\e[1;4H\e[99C\e[99B
|          |
|          |
|          |
|          |
cursor 4 10

== RIS ends them
< \e[?69h\e[3;7s\e[2;3r\ec\e[1;4H\e[99C\e[99B
|          |
|          |
|          |
|          |
cursor 4 10

== DECALN ends them
< \e[?69h\e[3;7s\e[2;3r\e#8\e[1;4H\e[99C\e[99B
|EEEEEEEEEE|
|EEEEEEEEEE|
|EEEEEEEEEE|
|EEEEEEEEEE|
cursor 4 10

== DECOM homes, set and reset
< \e[?69h\e[3;7s\e[2;3r\e[4;4H\e[?6h\e[6n\e[?6l\e[6n
|          |
|          |
|          |
|          |
cursor 1 1
> \e[1;1R\e[1;1R

== DECSLRM in origin mode homes into the margins
< \e[?69h\e[?6h\e[3;7s
|          |
|          |
|          |
|          |
cursor 1 3
