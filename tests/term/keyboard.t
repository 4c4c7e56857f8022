# keyboard.t -- what programs ask of the keyboard and of the mouse, and what they hear of it.

== kitty: nothing at first
< \e[?u
> \e[?0u

== kitty: push and pop
< \e[>1u\e[?u
> \e[?1u
< \e[>31u\e[?u
> \e[?31u
< \e[<u\e[?u
> \e[?1u
< \e[<1u\e[?u
> \e[?0u

== kitty: a push without flags pushes none
< \e[>5u\e[>u\e[?u
> \e[?0u
< \e[<u\e[?u
> \e[?5u

== kitty: flags that do not exist are none
< \e[>255u\e[?u
> \e[?31u

== kitty: set, add, take away
< \e[=5u\e[?u
> \e[?5u
< \e[=2;2u\e[?u
> \e[?7u
< \e[=4;3u\e[?u
> \e[?3u
< \e[=8;1u\e[?u
> \e[?8u
< \e[=1;4u\e[?u
> \e[?8u

== kitty: what was set before a push comes back
< \e[=3u\e[>16u\e[<u\e[?u
> \e[?3u

== kitty: popping all resets all
< \e[=3u\e[>16u\e[<9u\e[?u
> \e[?0u

== kitty: eight are remembered
< \e[>1u\e[>2u\e[>3u\e[>4u\e[>5u\e[>6u\e[>7u\e[>8u\e[>9u\e[>10u\e[<7u\e[?u
> \e[?3u
< \e[<u\e[?u
> \e[?0u

== kitty: each screen has its own
< \e[>1u\e[?1049h\e[?u
> \e[?0u
< \e[>15u\e[?u
> \e[?15u
< \e[?1049l\e[?u
> \e[?1u
< \e[?1049h\e[?u
> \e[?15u

== kitty: resets
< \e[>1u\e[!p\e[?u
> \e[?0u
< \e[>1u\ec\e[?u
> \e[?0u

== CSI u alone still restores the cursor
< \e[2;3H\e[s\e[4;1H\e[u
cursor 2 3

== modifyOtherKeys
< \e[?4m
> \e[>4;0m
< \e[>4;1m\e[?4m
> \e[>4;1m
modes visible wrap other-keys
< \e[>4;2m\e[?4m
> \e[>4;2m
< \e[>4m\e[?4m
> \e[>4;0m
modes visible wrap
< \e[>4;2m\e[>4n\e[?4m
> \e[>4;0m
< \e[>4;2m\e[>m\e[?4m
> \e[>4;0m
< \e[>4;2m\e[!p\e[?4m
> \e[>4;0m
< \e[>1;3m\e[>4;2m\e[>2;1m\e[?4m
> \e[>4;2m

== the other keys of XTMODKEYS are as they are
< \e[?1m\e[?2m
> \e[>1;2m\e[>2;2m

== XTMODKEYS is no SGR
< \e[>4;2mA
style 1 1-1 plain

== formatOtherKeys
< \e[?4g
> \e[>4;0f
< \e[>4;1f\e[?4g
> \e[>4;1f
< \e[>4f\e[?4g
> \e[>4;0f
< \e[>4;1f\ec\e[?4g
> \e[>4;0f

== the newest form of the mouse counts
< \e[?1000h\e[?1005h
modes visible wrap click utf8
< \e[?1006h
modes visible wrap click mouse-sgr
< \e[?1015h
modes visible wrap click urxvt
< \e[?1006l
modes visible wrap click urxvt
< \e[?1016h
modes visible wrap click pixels
< \e[?1016l
modes visible wrap click
< \e[?1016$p\e[?1015$p\e[?1006$p
> \e[?1016;2$y\e[?1015;2$y\e[?1006;2$y
< \e[?1006h\e[?1006$p
> \e[?1006;1$y

== highlight tracking does not exist
< \e[?1001h
modes visible wrap
