# How colours are written. What xterm 379 answers, but where a remark says otherwise.

== #rgb
< \e]4;1;#abc\a\e]4;1;?\a
> \e]4;1;rgb:a0a0/b0b0/c0c0\a

== #rrggbb
< \e]4;1;#abcdef\a\e]4;1;?\a
> \e]4;1;rgb:abab/cdcd/efef\a

== #rrrgggbbb
< \e]4;1;#123456789\a\e]4;1;?\a
> \e]4;1;rgb:1212/4545/7878\a

== #rrrrggggbbbb
< \e]4;1;#123456789abc\a\e]4;1;?\a
> \e]4;1;rgb:1212/5656/9a9a\a

== rgb of one digit
< \e]4;1;rgb:1/2/3\a\e]4;1;?\a
> \e]4;1;rgb:1111/2222/3333\a

== rgb of two
< \e]4;1;rgb:f0/E0/d0\a\e]4;1;?\a
> \e]4;1;rgb:f0f0/e0e0/d0d0\a

== rgb of different lengths
< \e]4;1;rgb:12/345/6789\a\e]4;1;?\a
> \e]4;1;rgb:1212/3434/6767\a

== rgb of four
< \e]4;1;rgb:ffff/8080/0000\a\e]4;1;?\a
> \e]4;1;rgb:ffff/8080/0000\a

== rgba
< \e]4;1;rgba:12/34/56/78\a\e]4;1;?\a
> \e]4;1;rgb:1212/3434/5656\a
# xterm does not know it

== rgbi
< \e]4;1;rgbi:0.5/0.5/0.5\a\e]4;1;?\a
> \e]4;1;rgb:c1c1/bbbb/bbbb\a

== rgbi, its ends
< \e]4;1;rgbi:0/1/0.0\a\e]4;1;?\a
> \e]4;1;rgb:0000/ffff/0000\a

== rgbi, in full
< \e]4;1;rgbi:1.0/1.0/1.0\a\e]4;1;?\a
> \e]4;1;rgb:ffff/ffff/ffff\a

== CIEXYZ, white
< \e]4;1;CIEXYZ:1/1/1\a\e]4;1;?\a
> \e]4;1;rgb:ffff/ffff/ffff\a

== CIEXYZ
< \e]4;1;CIEXYZ:0.5/0.5/0.5\a\e]4;1;?\a
> \e]4;1;rgb:dddd/b5b5/a0a0\a

== CIEXYZ, darker
< \e]4;1;CIEXYZ:0.2/0.2/0.2\a\e]4;1;?\a
> \e]4;1;rgb:9a9a/7e7e/7070\a

== CIEuvY, white
< \e]4;1;CIEuvY:1/1/1\a\e]4;1;?\a
> \e]4;1;rgb:ffff/ffff/ffff\a

== CIEuvY
< \e]4;1;CIEuvY:0.5/0.5/0.5\a\e]4;1;?\a
> \e]4;1;rgb:ffff/a3a3/aeae\a

== CIEuvY, in reach
< \e]4;1;CIEuvY:0.2/0.45/0.3\a\e]4;1;?\a
> \e]4;1;rgb:abab/9494/9595\a

== CIExyY, white
< \e]4;1;CIExyY:1/1/1\a\e]4;1;?\a
> \e]4;1;rgb:ffff/ffff/ffff\a

== CIExyY
< \e]4;1;CIExyY:0.5/0.5/0.5\a\e]4;1;?\a
> \e]4;1;rgb:f7f7/b3b3/0e0e\a

== CIExyY, in reach
< \e]4;1;CIExyY:0.3/0.3/0.3\a\e]4;1;?\a
> \e]4;1;rgb:abab/9494/9595\a

== CIELab
< \e]4;1;CIELab:1/1/1\a\e]4;1;?\a
> \e]4;1;rgb:6c6c/6767/6767\a

== CIELab, half
< \e]4;1;CIELab:0.5/0.5/0.5\a\e]4;1;?\a
> \e]4;1;rgb:5252/4f4f/4f4f\a

== CIELab, grey
< \e]4;1;CIELab:50/0/0\a\e]4;1;?\a
> \e]4;1;rgb:8383/7d7d/7e7e\a

== CIELuv
< \e]4;1;CIELuv:1/1/1\a\e]4;1;?\a
> \e]4;1;rgb:1616/1414/0e0e\a

== CIELuv, half
< \e]4;1;CIELuv:0.5/0.5/0.5\a\e]4;1;?\a
> \e]4;1;rgb:0e0e/1313/0e0e\a

== CIELuv, out of reach
< \e]4;1;CIELuv:60/30/-20\a\e]4;1;?\a
> \e]4;1;rgb:ffff/3434/c3c3\a

== TekHVC
< \e]4;1;TekHVC:1/1/1\a\e]4;1;?\a
> \e]4;1;rgb:1a1a/1313/0f0f\a

== TekHVC, half
< \e]4;1;TekHVC:0.5/0.5/0.5\a\e]4;1;?\a
> \e]4;1;rgb:1111/1313/0e0e\a

== TekHVC, green
< \e]4;1;TekHVC:120/50/30\a\e]4;1;?\a
> \e]4;1;rgb:5151/8b8b/5656\a

== a name
< \e]4;1;red\a\e]4;1;?\a
> \e]4;1;rgb:ffff/0000/0000\a

== a name with a number
< \e]4;1;DarkOrange1\a\e]4;1;?\a
> \e]4;1;rgb:ffff/7f7f/0000\a

== a name with spaces
< \e]4;1;dark orange\a\e]4;1;?\a
> \e]4;1;rgb:ffff/8c8c/0000\a

== a name in capitals
< \e]4;1;LIGHT SLATE GRAY\a\e]4;1;?\a
> \e]4;1;rgb:7777/8888/9999\a

== the last name
< \e]4;1;yellowgreen\a\e]4;1;?\a
> \e]4;1;rgb:9a9a/cdcd/3232\a

== the first name
< \e]4;1;aliceblue\a\e]4;1;?\a
> \e]4;1;rgb:f0f0/f8f8/ffff\a

== a shade
< \e]4;1;gray42\a\e]4;1;?\a
> \e]4;1;rgb:6b6b/6b6b/6b6b\a

== a shade that rounds down
< \e]4;1;grey50\a\e]4;1;?\a
> \e]4;1;rgb:7f7f/7f7f/7f7f\a

== the ends of the shades
< \e]4;1;gray100\a\e]4;1;?\a
> \e]4;1;rgb:ffff/ffff/ffff\a

== what is no colour changes nothing
< \e]4;1;nosuch\a\e]4;1;#\a\e]4;1;#12\a\e]4;1;#12345\a\e]4;1;#1234567890123\a\e]4;1;#ggg\a\e]4;1;rgb:\a\e]4;1;rgb:1/2\a\e]4;1;rgb:1/2/3/4\a\e]4;1;rgb:12345/1/1\a\e]4;1;rgb:1//1\a\e]4;1;rgbi:\a\e]4;1;rgbi:1/1\a\e]4;1;rgbi:nan/1/1\a\e]4;1;rgbi:0x1/1/1\a\e]4;1;rgbi:inf/1/1\a\e]4;1;rgbi:1/1/1x\a\e]4;1;gray101\a\e]4;1;xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\a\e]4;1;\a\e]4;1;CIEXYZ:1e99/1/1\a
palette

== a thousand sizes of nonsense
< \e]4;1;rgbi:999999999999999999999999999999999999999999999999999999999999/1/1\a\e]4;1;TekHVC:-999999/-999999/999999\a\e]4;2;CIELuv:0/5/5\a\e]4;3;CIEuvY:0/0.75/1\a
