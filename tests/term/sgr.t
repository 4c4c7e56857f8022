# sgr.t -- attributes and colours.

== one by one
< \e[1ma\e[0;2mb\e[0;3mc\e[0;4md\e[0;5me\e[0;7mf\e[0;8mg\e[0;9mh\e[0;53mi\e[0;21mj
style 1 1-1 bold
style 1 2-2 dim
style 1 3-3 italic
style 1 4-4 underline=1
style 1 5-5 blink
style 1 6-6 reverse
style 1 7-7 hidden
style 1 8-8 strike
style 1 9-9 overline
style 1 10-10 underline=2

== they add up, and go one by one
< \e[1;3;4;7mA\e[22mB\e[23mC\e[24mD\e[27mE
style 1 1-1 bold italic underline=1 reverse
style 1 2-2 italic underline=1 reverse
style 1 3-3 underline=1 reverse
style 1 4-4 reverse
style 1 5-5 plain
< \e[m\e[1;2mA\e[22mB\e[53mC\e[55mD\e[9mE\e[29mF
style 1 6-6 bold dim
style 1 7-7 plain
style 1 8-8 overline
style 1 9-9 plain
style 1 10-10 strike
style 2 1-1 plain

== kinds of underline
< \e[4:1ma\e[4:2mb\e[4:3mc\e[4:4md\e[4:5me\e[4:0mf
style 1 1-1 underline=1
style 1 2-2 underline=2
style 1 3-3 underline=3
style 1 4-4 underline=4
style 1 5-5 underline=5
style 1 6-6 plain

== colours by name
< \e[31ma\e[42mb\e[39mc\e[49md\e[95me\e[106mf
style 1 1-1 fg=1
style 1 2-2 fg=1 bg=2
style 1 3-3 bg=2
style 1 4-4 plain
style 1 5-5 fg=13
style 1 6-6 fg=13 bg=14

== by number and direct, with either separator
< \e[38;5;200ma\e[38:5:201mb\e[48;2;1;2;3mc\e[38:2::4:5:6md\e[38:2:7:8:9me
style 1 1-1 fg=200
style 1 2-2 fg=201
style 1 3-3 fg=201 bg=#010203
style 1 4-4 fg=#040506 bg=#010203
style 1 5-5 fg=#070809 bg=#010203

== the underline has a colour
< \e[4;58;5;9ma\e[58:2::1:2:3mb\e[59mc\e[24md
style 1 1-1 underline=1 us=9
style 1 2-2 underline=1 us=#010203
style 1 3-3 underline=1
style 1 4-4 plain

== parameters behind a colour count on their own
< \e[38;5;1;1;48;5;2;4ma
style 1 1-1 bold underline=1 fg=1 bg=2

== empty is zero, unknown is nothing
< \e[1;31ma\e[;3mb\e[1;77;4mc
style 1 1-1 bold fg=1
style 1 2-2 italic
style 1 3-3 bold italic underline=1

== a sequence of another kind is no SGR
< \e[>4;1m\e[?1ma
style 1 1-1 plain
> \e[>1;2m
