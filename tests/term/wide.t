# wide.t -- wide characters and clusters.

== two columns
< 漢字x
|漢字x     |
|          |
|          |
|          |
cursor 1 6

== written over, both halves go
< 漢字\e[1;2HX
| X字      |
|          |
|          |
|          |
< \e[1;3HY
| XY       |
|          |
|          |
|          |

== combining marks join what is before them
< e\xcc\x81x
|éx        |
|          |
|          |
|          |
cursor 1 3

== a spacing mark takes a column with its letter
< மிx
|மிx       |
|          |
|          |
|          |
cursor 1 4
< \r\nน้ำx
cursor 2 4

== emoji sequences are one character of two columns
< 👨‍👩‍👧‍👦x
|👨‍👩‍👧‍👦x       |
|          |
|          |
|          |
cursor 1 4
< \r\n👋🏿x
cursor 2 4
< \r\n🇩🇪🇯🇵x
cursor 3 6
< \r\n🏳️‍🌈x
cursor 4 4

== the emoji form is wide, the text form is not
< ❤x
cursor 1 3
< \r\n❤️x
cursor 2 4
< \r\n1️⃣x
cursor 3 4

== a wide one does not fit at the edge without autowrap
< \e[?7l012345678漢
|012345678 |
|          |
|          |
|          |

== inserted and deleted whole
< 漢字かな\e[1;3H\e[@
|漢 字かな |
|          |
|          |
|          |
< \e[2P
|漢 かな   |
|          |
|          |
|          |

== repeated
< 漢\e[2b
|漢漢漢    |
|          |
|          |
|          |

== what had no room is joined by nothing, nor is what was before it
< \e[?7l012345678xᅟᅟ
|012345678x|
|          |
|          |
|          |
