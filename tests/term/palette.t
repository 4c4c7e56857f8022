# OSC 4, 5, 104, 105 and the stack of colours.

== defaults
< \e]4;0;?\a\e]4;1;?\a\e]4;7;?\a\e]4;8;?\a\e]4;12;?\a\e]4;15;?\a
> \e]4;0;rgb:0000/0000/0000\a\e]4;1;rgb:cdcd/0000/0000\a\e]4;7;rgb:e5e5/e5e5/e5e5\a\e]4;8;rgb:7f7f/7f7f/7f7f\a\e]4;12;rgb:5c5c/5c5c/ffff\a\e]4;15;rgb:ffff/ffff/ffff\a

== defaults of the cube
< \e]4;16;?\a\e]4;21;?\a\e]4;67;?\a\e]4;231;?\a
> \e]4;16;rgb:0000/0000/0000\a\e]4;21;rgb:0000/0000/ffff\a\e]4;67;rgb:5f5f/8787/afaf\a\e]4;231;rgb:ffff/ffff/ffff\a

== defaults of the shades
< \e]4;232;?\a\e]4;255;?\a
> \e]4;232;rgb:0808/0808/0808\a\e]4;255;rgb:eeee/eeee/eeee\a

== the user's own
outer #ffffff #000000 #ff0000 8x16
< \e]4;3;?;16;?\a
> \e]4;3;rgb:0303/0303/0303\a\e]4;16;rgb:0000/0000/0000\a

== set and asked
< \e]4;5;#102030\a\e]4;5;?\a
> \e]4;5;rgb:1010/2020/3030\a
palette 5=#102030

== many pairs, questions among them
< \e]4;1;#010101;2;#020202;1;?;3;#030303;2;?\a
> \e]4;1;rgb:0101/0101/0101\a\e]4;2;rgb:0202/0202/0202\a
palette 1=#010101 2=#020202 3=#030303

== the answer ends as the question: ST
< \e]4;1;?\e\\
> \e]4;1;rgb:cdcd/0000/0000\e\\

== a bad colour between good ones
< \e]4;1;#010101;2;zz;3;#030303\a
palette 1=#010101 3=#030303

== a bad number ends it
< \e]4;1;#010101;999;#020202;3;#030303\a
palette 1=#010101

== numbers beyond
< \e]4;300;?\a\e]4;1000000000;?\a\e]4;-1;?\a\e]4;?\a\e]4;1\a\e]4\a\e]4;;\a
>

== one back
< \e]4;1;red;2;blue\a\e]104;1\a\e]4;1;?\a
> \e]4;1;rgb:cdcd/0000/0000\a
palette 2=#0000ff

== several back
< \e]4;1;red;2;blue;3;green\a\e]104;1;3\a
palette 2=#0000ff

== all back
< \e]4;1;red;2;blue;255;green\a\e]104\a
palette

== all back, with a semicolon
< \e]4;1;red\a\e]104;\a
palette

== numbers that are none
< \e]4;1;red\a\e]104;x;300;-1\a
palette 1=#ff0000

== special: set, ask
< \e]5;0;red;4;#010203\a\e]5;0;?;4;?;1;?\a
> \e]5;0;rgb:ffff/0000/0000\a\e]5;4;rgb:0101/0202/0303\a\e]5;1;rgb:e5e5/e5e5/e5e5\a

== special: as numbers above 255 of OSC 4
< \e]4;256;red\a\e]5;0;?\a\e]4;256;?;260;?;261;?\a
> \e]5;0;rgb:ffff/0000/0000\a\e]4;256;rgb:ffff/0000/0000\a\e]4;260;rgb:e5e5/e5e5/e5e5\a

== special: back
< \e]5;0;red;1;red;2;red\a\e]105;0\a\e]104;257\a\e]5;0;?;1;?;2;?\a
> \e]5;0;rgb:e5e5/e5e5/e5e5\a\e]5;1;rgb:e5e5/e5e5/e5e5\a\e]5;2;rgb:ffff/0000/0000\a

== special: all back, the palette stays
< \e]4;1;blue\a\e]5;0;red;1;red\a\e]105\a\e]5;0;?\a
> \e]5;0;rgb:e5e5/e5e5/e5e5\a
palette 1=#0000ff

== 106 is taken
< \e]106;0;1\aa
|a         |
|          |
|          |
|          |

== cells keep the number
< \e]4;1;#123456\a\e[31mx
style 1 1-1 fg=1

== stack
< \e]4;1;red\a\e[#P\e]4;1;blue\a\e]10;green\a\e[#Q
palette 1=#ff0000

== stack: report
< \e[#R\e[#P\e[#R\e[#P\e[#R\e[#Q\e[#R
> \e[?0;0#Q\e[?1;1#Q\e[?2;2#Q\e[?1;2#Q

== stack: by number
< \e]4;1;red\a\e[3#P\e]4;1;blue\a\e[#R\e[3#Q\e[9#Q\e[11#P
> \e[?0;3#Q
palette 1=#ff0000

== stack: empty
< \e]4;1;red\a\e[#Q
palette 1=#ff0000

== stack: no more than ten
< \e[#P\e[#P\e[#P\e[#P\e[#P\e[#P\e[#P\e[#P\e[#P\e[#P\e[#P\e[#P\e[#R
> \e[?10;10#Q

== RIS gives all back
< \e]4;1;red\a\e]10;blue\a\e[#P\ec\e[#R
> \e[?0;0#Q
palette
