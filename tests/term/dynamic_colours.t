# OSC 10 to 19 and 110 to 119.

== foreground and background that nobody told
< \e]10;?\a\e]11;?\a\e]12;?\a
> \e]10;rgb:e5e5/e5e5/e5e5\a\e]11;rgb:0000/0000/0000\a\e]12;rgb:e5e5/e5e5/e5e5\a

== the user's own
outer #111213 #212223 #313233 8x16
< \e]10;?\a\e]11;?\a\e]12;?\a
> \e]10;rgb:1111/1212/1313\a\e]11;rgb:2121/2222/2323\a\e]12;rgb:3131/3232/3333\a

== all ten, one by one
outer #111213 #212223 #313233 8x16
< \e]13;?\a\e]14;?\a\e]15;?\a\e]16;?\a\e]17;?\a\e]18;?\a\e]19;?\a
> \e]13;rgb:1111/1212/1313\a\e]14;rgb:2121/2222/2323\a\e]15;rgb:1111/1212/1313\a\e]16;rgb:2121/2222/2323\a\e]17;rgb:1111/1212/1313\a\e]18;rgb:1111/1212/1313\a\e]19;rgb:2121/2222/2323\a

== a chain of questions
< \e]10;?;?;?\a
> \e]10;rgb:e5e5/e5e5/e5e5\a\e]11;rgb:0000/0000/0000\a\e]12;rgb:e5e5/e5e5/e5e5\a

== a chain ends at 19
< \e]18;?;?;?;?\a
> \e]18;rgb:e5e5/e5e5/e5e5\a\e]19;rgb:0000/0000/0000\a

== a chain of colours
< \e]10;red;green;blue\a\e]10;?;?;?\a
> \e]10;rgb:ffff/0000/0000\a\e]11;rgb:0000/ffff/0000\a\e]12;rgb:0000/0000/ffff\a
palette 256=#ff0000 257=#00ff00 258=#0000ff

== a chain with gaps
< \e]10;red;;blue\a
palette 256=#ff0000 258=#0000ff

== mixed
< \e]10;red;?;blue\a
> \e]11;rgb:0000/0000/0000\a
palette 256=#ff0000 258=#0000ff

== ST
< \e]11;?\e\\
> \e]11;rgb:0000/0000/0000\e\\

== each is set and given back
< \e]10;#000203\a\e]11;#010203\a\e]12;#020203\a\e]13;#030203\a\e]14;#040203\a\e]15;#050203\a\e]16;#060203\a\e]17;#070203\a\e]18;#080203\a\e]19;#090203\a\e]10;?\a\e]11;?\a\e]12;?\a\e]13;?\a\e]14;?\a\e]15;?\a\e]16;?\a\e]17;?\a\e]18;?\a\e]19;?\a
> \e]10;rgb:0000/0202/0303\a\e]11;rgb:0101/0202/0303\a\e]12;rgb:0202/0202/0303\a\e]13;rgb:0303/0202/0303\a\e]14;rgb:0404/0202/0303\a\e]15;rgb:0505/0202/0303\a\e]16;rgb:0606/0202/0303\a\e]17;rgb:0707/0202/0303\a\e]18;rgb:0808/0202/0303\a\e]19;rgb:0909/0202/0303\a
< \e]110\a\e]111\a\e]112\a\e]113\a\e]114\a\e]115\a\e]116\a\e]117\a\e]118\a\e]119\a
palette
< \e]14;?\a
> \e]14;rgb:0000/0000/0000\a

== what is no colour
< \e]10;nosuch\a\e]11\a\e]12;\a
palette

== a soft reset leaves them, RIS does not
< \e]10;red\a\e[!p
palette 256=#ff0000
< \ec
palette

== 110 with a tail
< \e]10;red\a\e]110;\a
palette
