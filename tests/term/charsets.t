# charsets.t -- character sets.

== British
< \e(A#\e(B#
|£#        |
|          |
|          |
|          |
cursor 1 3

== National sets are ASCII without DECNRCM
< \e(K[\\]{|}~@
|[\]{|}~@  |
|          |
|          |
|          |
cursor 1 9

== German
< \e[?42h\e(K#@[\\]^_`{|}~
|#§ÄÖÜ^_`äö>
|üß        |
|          |
|          |
cursor 2 3

== French
< \e[?42h\e(R#@[\\]^_`{|}~
|£à°ç§^_`éù>
|è¨        |
|          |
|          |
cursor 2 3

== French, other final
< \e[?42h\e(f#@[\\]^_`{|}~
|£à°ç§^_`éù>
|è¨        |
|          |
|          |
cursor 2 3

== French Canadian
< \e[?42h\e(Q#@[\\]^_`{|}~
|#àâçêî_ôéù>
|èû        |
|          |
|          |
cursor 2 3

== Dutch
< \e[?42h\e(4#@[\\]^_`{|}~
|£¾ĳ½|^_`¨ƒ>
|¼´        |
|          |
|          |
cursor 2 3

== Finnish
< \e[?42h\e(C#@[\\]^_`{|}~
|#@ÄÖÅÜ_éäö>
|åü        |
|          |
|          |
cursor 2 3

== Finnish, other final
< \e[?42h\e(5#@[\\]^_`{|}~
|#@ÄÖÅÜ_éäö>
|åü        |
|          |
|          |
cursor 2 3

== Italian
< \e[?42h\e(Y#@[\\]^_`{|}~
|£§°çé^_ùàò>
|èì        |
|          |
|          |
cursor 2 3

== Norwegian
< \e[?42h\e(E#@[\\]^_`{|}~
|#ÄÆØÅÜ_äæø>
|åü        |
|          |
|          |
cursor 2 3

== Norwegian, other final
< \e[?42h\e(6#@[\\]^_`{|}~
|#ÄÆØÅÜ_äæø>
|åü        |
|          |
|          |
cursor 2 3

== Portuguese
< \e[?42h\e(%6#@[\\]^_`{|}~
|#@ÃÇÕ^_`ãç>
|õ~        |
|          |
|          |
cursor 2 3

== Spanish
< \e[?42h\e(Z#@[\\]^_`{|}~
|£§¡Ñ¿^_`°ñ>
|ç~        |
|          |
|          |
cursor 2 3

== Swedish
< \e[?42h\e(H#@[\\]^_`{|}~
|#ÉÄÖÅÜ_éäö>
|åü        |
|          |
|          |
cursor 2 3

== Swedish, other final
< \e[?42h\e(7#@[\\]^_`{|}~
|#ÉÄÖÅÜ_éäö>
|åü        |
|          |
|          |
cursor 2 3

== Swiss
< \e[?42h\e(=#@[\\]^_`{|}~
|ùàéçêîèôäö>
|üû        |
|          |
|          |
cursor 2 3

== DEC supplemental
< \e(%5!1W]}
|¡±ŒŸÿ     |
|          |
|          |
|          |
cursor 1 6

== DEC supplemental, as preferred
< \e(<!1W]}
|¡±ŒŸÿ     |
|          |
|          |
|          |
cursor 1 6

== DEC technical
< \e(>&<=>?DWab
|│≤≠≥∫ΔΩαβ |
|          |
|          |
|          |
cursor 1 10

== Latin 1
< \e-A\x0e!)aXX\x0fa
|¡©áØØa    |
|          |
|          |
|          |
cursor 1 7

== Latin 2
< \e-B\x0e!1
|Ąą        |
|          |
|          |
|          |
cursor 1 3

== Greek
< \e-F\x0eabc
|αβγ       |
|          |
|          |
|          |
cursor 1 4

== Hebrew
< \e-H\x0e`ab
|אבג       |
|          |
|          |
|          |
cursor 1 4

== Cyrillic
< \e-L\x0e012
|АБВ       |
|          |
|          |
|          |
cursor 1 4

== Latin 5
< \e-M\x0eP]^p}~
|ĞİŞğış    |
|          |
|          |
|          |
cursor 1 7

== G1 by SO and SI
< \e)0q\x0eq\x0fq
|q─q       |
|          |
|          |
|          |
cursor 1 4

== G2 by LS2
< \e*0\enq\x0fq
|─q        |
|          |
|          |
|          |
cursor 1 3

== G3 by LS3
< \e+0\eoq\x0fq
|─q        |
|          |
|          |
|          |
cursor 1 3

== SS2 for one character
< \e*0\eNqq
|─q        |
|          |
|          |
|          |
cursor 1 3

== SS3 for one character
< \e+0\eOqq
|─q        |
|          |
|          |
|          |
cursor 1 3

== a control does not use SS2 up
< \e*0\eN\r\nqq
|          |
|─q        |
|          |
|          |
cursor 2 3

== LS1R changes nothing on the left
< \e)0\e~q
|q         |
|          |
|          |
|          |
cursor 1 2

== DECSC keeps the sets
< \e(0q\e7\e(Bq\e8q
|──        |
|          |
|          |
|          |
cursor 1 3

== DECSC keeps what is in use
< \e)0\x0e\e7\x0f\e8q
|─         |
|          |
|          |
|          |
cursor 1 2

== DECSTR resets them
< \e(0\e[!pq
|q         |
|          |
|          |
|          |
cursor 1 2

== RIS resets them
< \e)0\x0e\ecq
|q         |
|          |
|          |
|          |
cursor 1 2

== an unknown set changes nothing
< \e(0\e(!q
|          |
|          |
|          |
|          |
cursor 1 1

== UTF-8 stays
< \e%@é\e%Gé
|éé        |
|          |
|          |
|          |
cursor 1 3

== REP repeats the shown character
< \e(0q\e[2b
|───       |
|          |
|          |
|          |
cursor 1 4

== mapped text in insert mode
< ab\r\e(0\e[4hq
|─ab       |
|          |
|          |
|          |
cursor 1 2

== 8-bit: SS2 in UTF-8
< \e*0\xc2\x8eqq
|─q        |
|          |
|          |
|          |
cursor 1 3

== 8-bit: CSI in UTF-8
< ab\xc2\x9bHX
|Xb        |
|          |
|          |
|          |
cursor 1 2

== 8-bit: IND, NEL, RI in UTF-8
< a\xc2\x84b\xc2\x85c\xc2\x8dd
|a         |
| d        |
|c         |
|          |
cursor 2 3

== 8-bit: HTS in UTF-8
< \e[3g\e[1;4H\xc2\x88\r\tx
|   x      |
|          |
|          |
|          |
cursor 1 5

== 8-bit: OSC and ST in UTF-8
< \xc2\x9d2;t\xc2\x9cx
|x         |
|          |
|          |
|          |
cursor 1 2

== DEC Greek, Hebrew, Turkish, Cyrillic
size 16x1
< \e("?A~az\e("4`az\e(%0.^~\e(&4@`s
|Α⸮αςאבתİŞşюЮС   |

== DECCIR names them
< \e("?\e)"4\e*%0\e+&4\e[1$w
> \eP1$u1;1;1;@;@;@;0;2;@;"?"4%0&4\e\\

== the national sets of Greek, Turkish, Hebrew
size 18x1
< \e[?42h\e(">Aabx\e(%2&@[`{~\e(%=A`az
|AΑΒΩğİŞĞşüAאבת    |

== they are ASCII without DECNRCM
< \e(">a\e(%2@\e(%=a
|a@a       |
|          |
|          |
|          |

== those of the VT500 are of level 5
< \e[64;1"p\e("?\e)"4\e*%0\e+&4abc\e[1$w
|abc       |
|          |
|          |
|          |
> \eP1$u1;4;1;@;@;@;0;2;@;BBBB\e\\
