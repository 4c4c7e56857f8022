# checksum.t -- DECRQCRA and XTCHECKSUM.

== a character
< A\e[1;1;1;1;1;1*y
|A         |
|          |
|          |
|          |
cursor 1 2
> \eP1!~FFBF\e\\

== the request is told
< A\e[77;1;1;1;1;1*y
|A         |
|          |
|          |
|          |
cursor 1 2
> \eP77!~FFBF\e\\

== a blank
< \e[1;1;1;1;1;1*y
|          |
|          |
|          |
|          |
cursor 1 1
> \eP1!~FFE0\e\\

== an erased character
< A\e[2K\e[1;1;1;1;1;1*y
|          |
|          |
|          |
|          |
cursor 1 2
> \eP1!~FFE0\e\\

== bold
< \e[1mA\e[m\e[1;1;1;1;1;1*y
|A         |
|          |
|          |
|          |
cursor 1 2
> \eP1!~FF3F\e\\

== underlined
< \e[4mA\e[m\e[1;1;1;1;1;1*y
|A         |
|          |
|          |
|          |
cursor 1 2
> \eP1!~FFAF\e\\

== blinking
< \e[5mA\e[m\e[1;1;1;1;1;1*y
|A         |
|          |
|          |
|          |
cursor 1 2
> \eP1!~FF7F\e\\

== reverse
< \e[7mA\e[m\e[1;1;1;1;1;1*y
|A         |
|          |
|          |
|          |
cursor 1 2
> \eP1!~FF9F\e\\

== all of them
< \e[1;4;5;7mA\e[m\e[1;1;1;1;1;1*y
|A         |
|          |
|          |
|          |
cursor 1 2
> \eP1!~FECF\e\\

== hidden is a space
< \e[8mA\e[m\e[1;1;1;1;1;1*y
|A         |
|          |
|          |
|          |
cursor 1 2
> \eP1!~FFE0\e\\

== protected counts nothing
< \e[1"qA\e[0"q\e[1;1;1;1;1;1*y
|A         |
|          |
|          |
|          |
cursor 1 2
> \eP1!~FFBF\e\\

== two characters
< AB\e[1;1;1;1;1;2*y
|AB        |
|          |
|          |
|          |
cursor 1 3
> \eP1!~FF7D\e\\

== blanks behind text count nothing
< AB\e[1;1;1;1;1;10*y
|AB        |
|          |
|          |
|          |
cursor 1 3
> \eP1!~FF7D\e\\

== written spaces count
< A B\e[1;1;1;1;1;10*y
|A B       |
|          |
|          |
|          |
cursor 1 4
> \eP1!~FF5D\e\\

== two rows
< A\r\nB\e[1;1;1;1;2;10*y
|A         |
|B         |
|          |
|          |
cursor 2 2
> \eP1!~FF7D\e\\

== all, by default
< A\e[1;1;;;;*y
|A         |
|          |
|          |
|          |
cursor 1 2
> \eP1!~FFBF\e\\

== clipped
< A\e[1;1;1;1;99;99*y
|A         |
|          |
|          |
|          |
cursor 1 2
> \eP1!~FFBF\e\\

== in origin mode
< AB\e[?69h\e[3;7s\e[1;3HX\e[?6h\e[1;1;1;1;1;1*y
|ABX       |
|          |
|          |
|          |
cursor 1 3
> \eP1!~FFA8\e\\

== positive
< A\e[1#y\e[1;1;1;1;1;1*y
|A         |
|          |
|          |
|          |
cursor 1 2
> \eP1!~0041\e\\

== without attributes
< \e[1mA\e[m\e[2#y\e[1;1;1;1;1;1*y
|A         |
|          |
|          |
|          |
cursor 1 2
> \eP1!~FFBF\e\\

== positive, without attributes
< \e[1mA\e[m\e[3#y\e[1;1;1;1;1;1*y
|A         |
|          |
|          |
|          |
cursor 1 2
> \eP1!~0041\e\\

== with all blanks
< AB\e[4#y\e[1;1;1;1;1;10*y
|AB        |
|          |
|          |
|          |
cursor 1 3
> \eP1!~FE7D\e\\

== what was never written counts nothing
< A\e[12#y\e[1;1;1;1;1;10*y
|A         |
|          |
|          |
|          |
cursor 1 2
> \eP1!~FFBF\e\\

== 8 bits
< 漢\e[1#y\e[1;1;1;1;1;1*y
|漢        |
|          |
|          |
|          |
cursor 1 3
> \eP1!~0022\e\\

== 16 bits
< 漢\e[17#y\e[1;1;1;1;1;1*y
|漢        |
|          |
|          |
|          |
cursor 1 3
> \eP1!~6F22\e\\

== back to the default
< A\e[3#y\e[#y\e[1;1;1;1;1;1*y
|A         |
|          |
|          |
|          |
cursor 1 2
> \eP1!~FFBF\e\\

== line drawing is what it is
< \e(0q\e[19#y\e[1;1;1;1;1;1*y
|─         |
|          |
|          |
|          |
cursor 1 2
> \eP1!~2500\e\\
