# scroll.t -- scrolling, regions, the history.

== the screen scrolls, its top goes into the history
< a\r\nb\r\nc\r\nd\r\ne
|b         |
|c         |
|d         |
|e         |
history 1
cursor 4 2

== a region
< a\r\nb\r\nc\r\nd\e[2;3r
cursor 1 1
< \e[3;1H\n
|a         |
|c         |
|          |
|d         |
history 0
< \e[2;1H\eMX
|a         |
|X         |
|c         |
|d         |

== below a region nothing scrolls
< \e[1;2r\e[4;1Hx\ny
|          |
|          |
|          |
|xy        |

== up and down by sequences
< a\r\nb\r\nc\r\nd\e[S
|b         |
|c         |
|d         |
|          |
< \e[2T
|          |
|          |
|b         |
|c         |

== lines inserted in a region push out its last
< a\r\nb\r\nc\r\nd\e[1;3r\e[2;1H\e[L
|a         |
|          |
|b         |
|d         |
< \e[4;1H\e[L
|a         |
|          |
|b         |
|d         |

== origin mode counts from the region and stays in it
< \e[2;3r\e[?6h\e[1;1HX\e[9;1HY
|          |
|X         |
|Y         |
|          |
< \e[?6l
cursor 1 1

== a region of less than two lines is none
< \e[3;3r\e[4;4H
cursor 4 4
< \e[3;2r
cursor 4 4

== index, next line, reverse index
< \e[2;3H\eD
cursor 3 3
< \eE
cursor 4 1
< \eM
cursor 3 1
