# protect.t -- guarded areas.

== DECSCA and EL
< ab\e[1"qcd\e[0"qef\e[1;1H\e[K
|          |
|          |
|          |
|          |
cursor 1 1

== DECSCA and EL 2
< ab\e[1"qcd\e[0"qef\e[1;1H\e[2K
|          |
|          |
|          |
|          |
cursor 1 1

== DECSCA and ED
< ab\e[1"qcd\e[0"qef\e[1;1H\e[J
|          |
|          |
|          |
|          |
cursor 1 1

== DECSCA and ED 2
< ab\e[1"qcd\e[0"qef\e[1;1H\e[2J
|          |
|          |
|          |
|          |
cursor 1 1

== DECSCA and ED 1
< ab\e[1"qcd\e[0"qef\e[1;1H\e[1;4H\e[1J
|    ef    |
|          |
|          |
|          |
cursor 1 4

== DECSCA and ECH
< ab\e[1"qcd\e[0"qef\e[1;1H\e[9X
|          |
|          |
|          |
|          |
cursor 1 1

== DECSCA and DECSEL
< ab\e[1"qcd\e[0"qef\e[1;1H\e[?K
|  cd      |
|          |
|          |
|          |
cursor 1 1

== DECSCA and DECSEL 1
< ab\e[1"qcd\e[0"qef\e[1;1H\e[1;4H\e[?1K
|  cdef    |
|          |
|          |
|          |
cursor 1 4

== DECSCA and DECSEL 2
< ab\e[1"qcd\e[0"qef\e[1;1H\e[?2K
|  cd      |
|          |
|          |
|          |
cursor 1 1

== DECSCA and DECSED
< ab\e[1"qcd\e[0"qef\e[1;1H\e[?J
|  cd      |
|          |
|          |
|          |
cursor 1 1

== DECSCA and DECSED 1
< ab\e[1"qcd\e[0"qef\e[1;1H\e[1;4H\e[?1J
|  cdef    |
|          |
|          |
|          |
cursor 1 4

== DECSCA and DECSED 2
< ab\e[1"qcd\e[0"qef\e[1;1H\e[?2J
|  cd      |
|          |
|          |
|          |
cursor 1 1

== DECSCA and DECERA
< ab\e[1"qcd\e[0"qef\e[1;1H\e[1;1;1;9$z
|          |
|          |
|          |
|          |
cursor 1 1

== DECSCA and DECSERA
< ab\e[1"qcd\e[0"qef\e[1;1H\e[1;1;1;9${
|  cd      |
|          |
|          |
|          |
cursor 1 1

== DECSCA and DCH
< ab\e[1"qcd\e[0"qef\e[1;1H\e[3P
|def       |
|          |
|          |
|          |
cursor 1 1

== DECSCA and text
< ab\e[1"qcd\e[0"qef\e[1;1Hxyz
|xyzdef    |
|          |
|          |
|          |
cursor 1 4

== SPA and EL
< ab\eVcd\eWef\e[1;1H\e[K
|  cd      |
|          |
|          |
|          |
cursor 1 1

== SPA and EL 2
< ab\eVcd\eWef\e[1;1H\e[2K
|  cd      |
|          |
|          |
|          |
cursor 1 1

== SPA and ED
< ab\eVcd\eWef\e[1;1H\e[J
|  cd      |
|          |
|          |
|          |
cursor 1 1

== SPA and ED 2
< ab\eVcd\eWef\e[1;1H\e[2J
|  cd      |
|          |
|          |
|          |
cursor 1 1

== SPA and ED 1
< ab\eVcd\eWef\e[1;1H\e[1;4H\e[1J
|  cdef    |
|          |
|          |
|          |
cursor 1 4

== SPA and ECH
< ab\eVcd\eWef\e[1;1H\e[9X
|  cd      |
|          |
|          |
|          |
cursor 1 1

== SPA and DECSEL
< ab\eVcd\eWef\e[1;1H\e[?K
|  cd      |
|          |
|          |
|          |
cursor 1 1

== SPA and DECSEL 1
< ab\eVcd\eWef\e[1;1H\e[1;4H\e[?1K
|  cdef    |
|          |
|          |
|          |
cursor 1 4

== SPA and DECSEL 2
< ab\eVcd\eWef\e[1;1H\e[?2K
|  cd      |
|          |
|          |
|          |
cursor 1 1

== SPA and DECSED
< ab\eVcd\eWef\e[1;1H\e[?J
|  cd      |
|          |
|          |
|          |
cursor 1 1

== SPA and DECSED 1
< ab\eVcd\eWef\e[1;1H\e[1;4H\e[?1J
|  cdef    |
|          |
|          |
|          |
cursor 1 4

== SPA and DECSED 2
< ab\eVcd\eWef\e[1;1H\e[?2J
|  cd      |
|          |
|          |
|          |
cursor 1 1

== SPA and DECERA
< ab\eVcd\eWef\e[1;1H\e[1;1;1;9$z
|          |
|          |
|          |
|          |
cursor 1 1

== SPA and DECSERA
< ab\eVcd\eWef\e[1;1H\e[1;1;1;9${
|          |
|          |
|          |
|          |
cursor 1 1

== SPA and DCH
< ab\eVcd\eWef\e[1;1H\e[3P
|def       |
|          |
|          |
|          |
cursor 1 1

== SPA and text
< ab\eVcd\eWef\e[1;1Hxyz
|xyzdef    |
|          |
|          |
|          |
cursor 1 4

== DECSCA 2 is 0
< \e[1"qa\e[2"qb\e[?2K
|a         |
|          |
|          |
|          |
cursor 1 3

== SGR 0 does not end it
< \e[1"qa\e[mb\e[?2K
|ab        |
|          |
|          |
|          |
cursor 1 3

== DECSC keeps it
< \e[1"qa\e7\e[0"q\e8b\e[0"qc\e[?2K
|ab        |
|          |
|          |
|          |
cursor 1 4

== after DECSTR nothing is protected
< \e[1"qa\e[!pb\e[?2K
|          |
|          |
|          |
|          |
cursor 1 3

== the newest kind counts
< \e[1"qa\eVb\eWc\e[2K
|ab        |
|          |
|          |
|          |
cursor 1 4

== and back
< \eVa\eW\e[0"qb\e[2K
|          |
|          |
|          |
|          |
cursor 1 3
