# Titles: OSC 0, 1, 2, l, L, their stack, their modes, and what may be told.

== 0 sets both
allow
< \e]0;both\a\e[20t\e[21t
title both
> \e]Lboth\e\\\e]lboth\e\\

== 1 and 2
allow
< \e]1;icon\a\e]2;window\e\\\e[20t\e[21t
title window
> \e]Licon\e\\\e]lwindow\e\\

== l and L, with the letter alone
allow
< \e]lname\a\e]Lic\a\e[20t\e[21t
title name
> \e]Lic\e\\\e]lname\e\\

== of screen
< \ekold\e\\
title old

== not told unless allowed
< \e]0;secret\a\e[20t\e[21t
> \e]L\e\\\e]l\e\\

== semicolons belong to it
< \e]2;a;b;c\a
title a;b;c

== empty
allow
< \e]2;x\a\e]2;\a\e[21t
> \e]l\e\\
< \e]2;x\a\e]2\a\e[21t
> \e]l\e\\

== UTF-8
< \e]2;häuser 漢字\a
title häuser 漢字

== no controls, no broken UTF-8
< \e]2;a\x01b\xc2\x85c\xff\a
title abc�

== a code beyond reason
< \e]2;keep\a\e]00002;x\a\e]99999999999999999999;y\a\e];z\a\e]x;z\a
title x

== stack: both
allow
< \e]0;A\a\e[22;0t\e]0;B\a\e[23;0t\e[20t\e[21t
> \e]LA\e\\\e]lA\e\\

== stack: no parameter is both
allow
< \e]0;A\a\e[22t\e]0;B\a\e[23t\e[20t\e[21t
> \e]LA\e\\\e]lA\e\\

== stack: the icon is popped alone
allow
< \e]0;A\a\e[22;0t\e]0;B\a\e[23;1t\e[20t\e[21t
> \e]LA\e\\\e]lB\e\\

== stack: the window is popped alone
allow
< \e]0;A\a\e[22;0t\e]0;B\a\e[23;2t\e[20t\e[21t
> \e]LB\e\\\e]lA\e\\

== stack: each pushed on its own
allow
< \e]0;A\a\e[22;2t\e]0;B\a\e[22;1t\e]0;C\a\e[23;0t\e[20t\e[21t\e[23;0t\e[20t\e[21t
> \e]LB\e\\\e]lA\e\\\e]LA\e\\\e]lA\e\\

== stack: an icon pushed keeps the window too
allow
< \e]2;W\a\e]1;I\a\e[22;1t\e]0;B\a\e[23;0t\e[20t\e[21t
> \e]LI\e\\\e]lW\e\\

== stack: by number, as often as one likes
allow
< \e]2;W\a\e]1;I\a\e[22;2;2t\e]0;B\a\e[23;0;2t\e[20t\e[21t\e]0;C\a\e[23;0;2t\e[20t\e[21t
> \e]LI\e\\\e]lW\e\\\e]LI\e\\\e]lW\e\\

== stack: a number out of range is the top
allow
< \e]0;T1\a\e[22;0;11t\e]0;T2\a\e[23;0;11t\e[20t
> \e]LT1\e\\

== stack: a number with nothing
< \e]0;T\a\e[23;0;7t
title T

== stack: empty
< \e]0;T\a\e[23;0t\e[23;2t
title T

== stack: unknown kinds
< \e]0;T\a\e[22;3t\e]0;U\a\e[23;0t
title U

== stack: seventeen pushed, sixteen kept
< \e]2;0\a\e[22;2t\e]2;1\a\e[22;2t\e]2;2\a\e[22;2t\e]2;3\a\e[22;2t\e]2;4\a\e[22;2t\e]2;5\a\e[22;2t\e]2;6\a\e[22;2t\e]2;7\a\e[22;2t\e]2;8\a\e[22;2t\e]2;9\a\e[22;2t\e]2;10\a\e[22;2t\e]2;11\a\e[22;2t\e]2;12\a\e[22;2t\e]2;13\a\e[22;2t\e]2;14\a\e[22;2t\e]2;15\a\e[22;2t\e]2;16\a\e[22;2t\e[23;2t\e[23;2t\e[23;2t\e[23;2t\e[23;2t\e[23;2t\e[23;2t\e[23;2t\e[23;2t\e[23;2t\e[23;2t\e[23;2t\e[23;2t\e[23;2t\e[23;2t\e[23;2t\e[23;2t
title 1

== hex in
allow
< \e[>0t\e]2;616263\a\e[21t
title abc
> \e]labc\e\\

== hex in, in both cases of letters
< \e[>0t\e]2;6A6b\a
title jk

== hex in that is none changes nothing
< \e]2;old\a\e[>0t\e]2;xyz\a\e]2;616\a
title old

== hex out
allow
< \e]0;ab\a\e[>1t\e[20t\e[21t
> \e]L6162\e\\\e]l6162\e\\

== hex both, and both reset
allow
< \e[>0;1t\e]2;6162\a\e[21t\e[>0;1T\e]2;6162\a\e[21t
> \e]l6162\e\\\e]l6162\e\\
title 6162

== modes of UTF-8 are there and change nothing
allow
< \e[>2;3t\e]2;ä\a\e[21t\e[>2;3T
> \e]lä\e\\

== all modes reset at once
allow
< \e[>0;1t\e[>T\e]2;zz\a\e[21t
> \e]lzz\e\\

== RIS empties the stack and the modes
allow
< \e]2;A\a\e[22;2t\e[>0;1t\ec\e]2;B\a\e[23;2t\e[21t
> \e]lB\e\\

== OSC 7, its path
< \e]7;file://host/a%20b\a
path file://host/a%20b

== path by OSC 9;9
< \e]9;9;"C:/x"\a
path C:/x

== path by OSC 1337
< \e]1337;CurrentDir=/tmp/y\a
path /tmp/y

== unfinished: CAN drops it
< \e]2;old\a\e]2;new\x18
title old
