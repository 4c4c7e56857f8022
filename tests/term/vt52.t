# vt52.t -- VT52 mode: CSI ? 2 l to ESC <.

== cursor movement
< abc\e[?2l\eA\eB\eB\eC\eD\eDX
|abc       |
|          |
|  X       |
|          |
cursor 3 4

== movement stops at the edges
< \e[?2l\eD\eA\eY#)\eC\eB
cursor 4 10

== home
< \e[3;4H\e[?2l\eHX
|X         |
|          |
|          |
|          |
cursor 1 2

== direct address
< \e[?2l\eY"&X
|          |
|          |
|      X   |
|          |
cursor 3 8

== an address outside ends at the edges
< \e[?2l\eY\x7f\x7f
cursor 4 10
< \eY!~
cursor 2 10

== an address knows no origin mode
< \e[2;3r\e[?6h\e[?2l\eY #X
|   X      |
|          |
|          |
|          |

== an address that is cut by ESC is dropped
< \e[?2l\eY\eY!"X\eY#\eY  Z
|Z         |
|  X       |
|          |
|          |

== CAN ends an address
< \e[?2l\eY\x18!X
|!X        |
|          |
|          |
|          |

== controls within an address are carried out
< \e[?2lab\eY\r!\n"X
|ab        |
|  X       |
|          |
|          |

== reverse line feed
< ab\e[?2l\eIc\eH\eId
|d         |
|  c       |
|ab        |
|          |
cursor 1 2

== erase to the end of the screen
< \e#8\e[2;3H\e[?2l\eJ
|EEEEEEEEEE|
|EE        |
|          |
|          |

== erase to the end of the line
< \e#8\e[2;3H\e[?2l\eK
|EEEEEEEEEE|
|EE        |
|EEEEEEEEEE|
|EEEEEEEEEE|

== graphics
< \e[?2l\eFlqk\eGlqk
|┌─┐lqk    |
|          |
|          |
|          |

== character sets come back after it
< \e(0q\e[?2lq\eFq\e<q
|─q──      |
|          |
|          |
|          |

== shifts come back after it
< \e)0\x0eq\e[?2lq\x0e\eFq\eG\e<q
|─q──      |
|          |
|          |
|          |

== identify
< \e[?2l\eZ
> \e/Z

== a control sequence is ESC [ and text
size 20x1
< \e[?2la\e[5Cb\e[6nc
|a5Cb6nc             |

== CSI ? 2 h does not end it
size 20x1
< \e[?2la\e[?2hb
|a?2hb               |

== strings do not begin
size 20x1
< \e[?2la\e]2;title\ab\ePc\e\\d\eXe\e^f\e_g\ekh
|a2;titlebcdefgh     |
title

== 8-bit controls are none
< \e[?2la\xc2\x85b\xc2\x9b2Jc
|ab2Jc     |
|          |
|          |
|          |

== sequences of a VT100 are skipped
< ab\e[?2l\ec\e7\eE\eMc\e8\eN\eO\eV\eWd
|abcd      |
|          |
|          |
|          |

== with intermediates, too
< ab\e[?2l\e(0q\e#8\e#6\e)Ad
|abqd      |
|          |
|          |
|          |

== the pen stays
< \e[1;31m\e[?2la\e<b
style 1 1-2 bold fg=1

== the region stays
< 1\r\n2\r\n3\r\n4\e[2;3r\e[?2l\eY"\x20\n5
|1         |
|3         |
|5         |
|4         |

== text wraps as it did
< \e[?2l0123456789X
|0123456789>
|X         |
|          |
|          |

== keypad mode
< \e[?2l\e=
modes visible wrap keypad
< \e>
modes visible wrap

== ESC < enters a VT100: no questions of later terminals
< \e[?2l\e<\e[4$p\e[1$w\e[?69$p
> \e[?69;0$y
< \e[c
> \e[?65;6;9;15;17;21;22;28;52c

== DECANM is set where it can be asked
< \e[?2$p
> \e[?2;1$y

== ESC < outside does nothing
< ab\e<c
|abc       |
|          |
|          |
|          |

== CSI ? 2 h outside does nothing
< \e(0\e[?2hq
|─         |
|          |
|          |
|          |

== twice is once
< \e(0\e[?2l\eF\e[?2l\e<q
|?2┌─      |
|          |
|          |
|          |

== wide characters and marks go on
< \e[?2l漢e\xcc\x81
|漢é       |
|          |
|          |
|          |
