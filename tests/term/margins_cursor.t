# margins_cursor.t -- where the cursor stops, with left and right margins 3 and 7, top and bottom 2 and 3.

== CUU from below stops at the top margin
< \e[?69h\e[3;7s\e[2;3r\e[3;5H\e[9A
|          |
|          |
|          |
|          |
cursor 2 5

== CUU from above the margins goes to the top
< \e[?69h\e[3;7s\e[2;3r\e[1;5H\e[9A
|          |
|          |
|          |
|          |
cursor 1 5

== CUD from above stops at the bottom margin
< \e[?69h\e[3;7s\e[2;3r\e[1;5H\e[9B
|          |
|          |
|          |
|          |
cursor 3 5

== CUD from below goes to the last row
< \e[?69h\e[3;7s\e[2;3r\e[4;5H\e[9B
|          |
|          |
|          |
|          |
cursor 4 5

== CUF stops at the right margin
< \e[?69h\e[3;7s\e[2;3r\e[2;4H\e[99C
|          |
|          |
|          |
|          |
cursor 2 7

== CUF from left of the margins stops at the right one, too
< \e[?69h\e[3;7s\e[2;3r\e[2;1H\e[99C
|          |
|          |
|          |
|          |
cursor 2 7

== CUF from right of the margins goes to the edge
< \e[?69h\e[3;7s\e[2;3r\e[2;8H\e[99C
|          |
|          |
|          |
|          |
cursor 2 10

== CUF stops at the margin in other rows, too
< \e[?69h\e[3;7s\e[2;3r\e[1;4H\e[99C
|          |
|          |
|          |
|          |
cursor 1 7

== CUB stops at the left margin
< \e[?69h\e[3;7s\e[2;3r\e[2;6H\e[99D
|          |
|          |
|          |
|          |
cursor 2 3

== CUB from left of the margins goes to the edge
< \e[?69h\e[3;7s\e[2;3r\e[2;2H\e[99D
|          |
|          |
|          |
|          |
cursor 2 1

== CUB from right of the margins stops at the left one
< \e[?69h\e[3;7s\e[2;3r\e[2;9H\e[99D
|          |
|          |
|          |
|          |
cursor 2 3

== CNL goes to the left margin
< \e[?69h\e[3;7s\e[2;3r\e[2;6H\e[E
|          |
|          |
|          |
|          |
cursor 3 3

== CNL from left of it goes to the edge
< \e[?69h\e[3;7s\e[2;3r\e[2;2H\e[E
|          |
|          |
|          |
|          |
cursor 3 1

== CNL stops at the bottom margin
< \e[?69h\e[3;7s\e[2;3r\e[2;6H\e[9E
|          |
|          |
|          |
|          |
cursor 3 3

== CPL goes to the left margin
< \e[?69h\e[3;7s\e[2;3r\e[3;6H\e[F
|          |
|          |
|          |
|          |
cursor 2 3

== CPL stops at the top margin
< \e[?69h\e[3;7s\e[2;3r\e[3;9H\e[9F
|          |
|          |
|          |
|          |
cursor 2 3

== CR goes to the left margin
< \e[?69h\e[3;7s\e[2;3r\e[2;6H\r
|          |
|          |
|          |
|          |
cursor 2 3

== CR at the left margin stays
< \e[?69h\e[3;7s\e[2;3r\e[2;3H\r
|          |
|          |
|          |
|          |
cursor 2 3

== CR from left of it goes to the edge
< \e[?69h\e[3;7s\e[2;3r\e[2;2H\r
|          |
|          |
|          |
|          |
cursor 2 1

== CR from right of the margins goes to the left one
< \e[?69h\e[3;7s\e[2;3r\e[2;9H\r
|          |
|          |
|          |
|          |
cursor 2 3

== CR in origin mode goes to the left margin
< \e[?69h\e[3;7s\e[2;3r\e[?6h\r
|          |
|          |
|          |
|          |
cursor 2 3

== BS stops at the left margin
< \e[?69h\e[3;7s\e[2;3r\e[2;4H\b\b\b
|          |
|          |
|          |
|          |
cursor 2 3

== BS from left of the margins goes to the edge
< \e[?69h\e[3;7s\e[2;3r\e[2;2H\b\b\b
|          |
|          |
|          |
|          |
cursor 2 1

== CHA knows no margins
< \e[?69h\e[3;7s\e[2;3r\e[2;5H\e[99G
|          |
|          |
|          |
|          |
cursor 2 10

== HPA knows no margins
< \e[?69h\e[3;7s\e[2;3r\e[2;5H\e[10`
|          |
|          |
|          |
|          |
cursor 2 10

== HPR knows no margins
< \e[?69h\e[3;7s\e[2;3r\e[2;5H\e[99a
|          |
|          |
|          |
|          |
cursor 2 10

== VPA knows no margins
< \e[?69h\e[3;7s\e[2;3r\e[2;5H\e[99d
|          |
|          |
|          |
|          |
cursor 4 5

== VPR knows no margins
< \e[?69h\e[3;7s\e[2;3r\e[2;5H\e[99e
|          |
|          |
|          |
|          |
cursor 4 5

== CUP knows no margins
< \e[?69h\e[3;7s\e[2;3r\e[4;10H
|          |
|          |
|          |
|          |
cursor 4 10

== CHA in origin mode counts from the margin
< \e[?69h\e[3;7s\e[2;3r\e[?6h\e[2G
|          |
|          |
|          |
|          |
cursor 2 4

== HPR in origin mode stops at the margin
< \e[?69h\e[3;7s\e[2;3r\e[?6h\e[99a
|          |
|          |
|          |
|          |
cursor 2 7

== VPR in origin mode stops at the margin
< \e[?69h\e[3;7s\e[2;3r\e[?6h\e[99e
|          |
|          |
|          |
|          |
cursor 3 3

== VPA in origin mode counts from the margin
< \e[?69h\e[3;7s\e[2;3r\e[?6h\e[2d
|          |
|          |
|          |
|          |
cursor 3 3

== CUP in origin mode counts from the margins
< \e[?69h\e[3;7s\e[2;3r\e[?6h\e[2;2H
|          |
|          |
|          |
|          |
cursor 3 4

== CUP in origin mode stays within the margins
< \e[?69h\e[3;7s\e[2;3r\e[?6h\e[99;99H
|          |
|          |
|          |
|          |
cursor 3 7

== HVP in origin mode is the same
< \e[?69h\e[3;7s\e[2;3r\e[?6h\e[2;99f
|          |
|          |
|          |
|          |
cursor 3 7

== CPR in origin mode counts from the margins
< \e[?69h\e[3;7s\e[2;3r\e[?6h\e[2;2H\e[6n
|          |
|          |
|          |
|          |
cursor 3 4
> \e[2;2R

== tabs stop at the right margin
< \e[?69h\e[3;7s\e[2;3r\e[2;4H\t\t
|          |
|          |
|          |
|          |
cursor 2 7

== tabs from left of the margins stop there, too
< \e[?69h\e[3;7s\e[2;3r\e[2;1H\t
|          |
|          |
|          |
|          |
cursor 2 7

== CHT stops at the right margin
< \e[?69h\e[3;7s\e[2;3r\e[2;1H\e[9I
|          |
|          |
|          |
|          |
cursor 2 7

== CBT knows no margins
< \e[?69h\e[3;7s\e[2;3r\e[2;6H\e[9Z
|          |
|          |
|          |
|          |
cursor 2 1

== CBT in origin mode stops at the left margin
< \e[?69h\e[3;7s\e[2;3r\e[?6h\e[1;4H\e[9Z
|          |
|          |
|          |
|          |
cursor 2 3

== counts of 0 are 1
< \e[?69h\e[3;7s\e[2;3r\e[2;5H\e[0A\e[0B\e[0B\e[0C\e[0D\e[0E
|          |
|          |
|          |
|          |
cursor 3 3
