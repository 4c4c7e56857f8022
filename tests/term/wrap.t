# wrap.t -- the right edge.

== the wrap waits for the next character
< 0123456789
cursor 1 10 wrap
|0123456789|
|          |
|          |
|          |
< a
|0123456789>
|a         |
|          |
|          |
cursor 2 2

== a control ends the wait
< 0123456789\rX
|X123456789|
|          |
|          |
|          |
< \e[1;10HYZ
|X12345678Y>
|Z         |
|          |
|          |

== without autowrap the last column is written again
< \e[?7l0123456789abc
|012345678c|
|          |
|          |
|          |
cursor 1 10
# as in xterm: it was in the last column all the same
< \e[?7h!x
|012345678c>
|!x        |
|          |
|          |

== a wide character that does not fit goes down whole
< 012345678漢
|012345678 >
|漢        |
|          |
|          |

== a longer row is joined and broken again when the size changes
< 0123456789abcde
size 15x4
|0123456789abcde|
|               |
|               |
|               |
cursor 1 15 wrap
size 5x4
|01234>
|56789>
|abcde|
|     |
