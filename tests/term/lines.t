# lines.t -- DECSWL, DECDWL, DECDHL: lines of wide characters, and HP's memory lock.

== a wide line has half the columns
< \e#6abcdefg
|abcde     |
|fg        |
|          |
|          |
cursor 2 3

== the wait for its edge
< \e#6abcde
cursor 1 5 wrap

== the upper and the lower half are wide, too
< \e#3abcdef\r\e#4ghijkl
|abcde     |
|ghijk     |
|l         |
|          |

== without autowrap
< \e#6\e[?7labcdefg
|abcdg     |
|          |
|          |
|          |
cursor 1 5

== DECSWL gives the rest back
< abcdefghij\r\e#6\e#5\e[10GX
|abcdefghiX|
|          |
|          |
|          |

== the cursor comes into a line that becomes wide
< \e[1;9H\e#6
cursor 1 5

== CUP, CHA, HPA, CUF, HPR and HT stop at its edge
< \e#6\e[1;9H\e[6n\e[9G\e[6n\e[9`\e[6n\r\e[9C\e[6n\r\e[9a\e[6n\r\t\e[6n
> \e[1;5R\e[1;5R\e[1;5R\e[1;5R\e[1;5R\e[1;5R

== so does what comes from another line
< \e[2H\e#6\e[1;9H\e[B\e[6n\e[1;9H\n\e[6n\e[1;9H\e[2d\e[6n\e[3;9H\eM\e[6n
> \e[2;5R\e[2;5R\e[2;5R\e[2;5R

== and what is restored
< \e[1;9H\e7\e[H\e#6\e8
cursor 1 5

== a wide character that does not fit wraps
< \e#6abcd漢
|abcd      |
|漢        |
|          |
|          |

== REP wraps
< \e#6a\e[6b
|aaaaa     |
|aa        |
|          |
|          |

== lines scroll with what they are
< \n\e#6\e[S\e[Habcdefg
|abcde     |
|fg        |
|          |
|          |

== IL and DL move them
< \e#6\e[L\e[2Habcdefg\e[H\e[M\e[Hhijklmn
|hijkl     |
|mn        |
|          |
|          |

== new lines are single
< \e#6\eM\e[Habcdefg
|abcdefg   |
|          |
|          |
|          |

== ED 2 makes all single
< \e#6\n\e#3\e[2J\e[2Habcdefg
|          |
|abcdefg   |
|          |
|          |

== ED 0 those below, and that of the cursor from its beginning
< \e#6\n\r\e#6\n\r\e#6\e[2H\e[J\e[1Habcdefg\e[2;2H\e[Jx
|abcde     |
|fx        |
|          |
|          |
< \e[Habcdefg\e[3Habcdefg
|abcde     |
|fg        |
|abcdefg   |
|          |

== ED 0 from within leaves that of the cursor
< \e#6\e[1;2H\e[J\e[Habcdefg
|abcde     |
|fg        |
|          |
|          |

== ED 1 those above
< \e#6\e[2H\e#6\e[1J\e[Habcdefg\e[2;3Hhijk
|abcdefg   |
|  hij     |
|k         |
|          |

== EL, ECH and DECERA make none single
< \e#6\e[2K\e[9X\e[$z\e[Habcdefg
|abcde     |
|fg        |
|          |
|          |

== DECALN makes all single
< \e#6\e#8\e[1;9HX
|EEEEEEEEXE|
|EEEEEEEEEE|
|EEEEEEEEEE|
|EEEEEEEEEE|

== RIS, too
< \e#6\ecabcdefg
|abcdefg   |
|          |
|          |
|          |

== DECSTR does not
< \e#6\e[!pabcdefg
|abcde     |
|fg        |
|          |
|          |

== DECLRMM makes all single, and no others
< \e#6\e[?69habcdefg\r\e#6\e[1;9HX\e[?69l\e[1;7HY
|abcdefY X |
|          |
|          |
|          |

== each screen has its own
< \e#6\e[?47h\e[Habcdefg\e[?47l\e[Hhijklm
|hijkl     |
|m         |
|          |
|          |
< \e[?47h
|abcdefg   |
|          |
|          |
|          |

== scrolling may put one under a cursor that is right of its edge
< \n\e#6\e[1;9H\e[S\e[6nXYZ
> \e[1;9R
|        XY>
|Z         |
|          |
|          |

== ICH and DCH work on the whole line
< abcdefghij\r\e#6\e[2@
|  abcdefgh|
|          |
|          |
|          |
< \e[4P
|cdefgh    |
|          |
|          |
|          |

== a resize keeps them
< \e#6
size 8x4
< abcdefg
|abcd    |
|efg     |
|        |
|        |

== on one column
size 1x3
< \e#6ab
|a>
|b|
| |

== ESC l locks what is above the cursor
< 1\r\n2\r\n3\r\n4\e[3H\el\e[4H\n\r5
|1         |
|2         |
|4         |
|5         |
< \eP$qr\e\\
> \eP1$r3;4r\e\\

== ESC m unlocks it
< \e[2;3r\em\eP$qr\e\\
> \eP1$r1;3r\e\\

== the last row of the region cannot be locked
< \e[4H\el\eP$qr\e\\
> \eP1$r1;4r\e\\
