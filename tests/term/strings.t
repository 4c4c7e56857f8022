# Strings that are taken and skipped, and how strings end.

== sixel
< a\ePq"1;1;10;10#0;2;0;0;0#0!10~-\e\\b
>
|ab        |
|          |
|          |
|          |

== sixel with parameters
< a\eP0;1;8q#1~~\e\\b
>
|ab        |
|          |
|          |
|          |

== ReGIS
< a\ePpS(E)P[0,0]\e\\b
>
|ab        |
|          |
|          |
|          |

== kitty pictures
< a\e_Ga=T,f=24,s=1,v=1;AAAA\e\\b
>
|ab        |
|          |
|          |
|          |

== a query of kitty pictures
< a\e_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\e\\b
>
|ab        |
|          |
|          |
|          |

== tmux's passthrough
< a\ePtmux;\e\e]2;x\a\e\\b
>
|ab        |
|          |
|          |
|          |

== DECUDK
< a\eP0;1|17/0d\e\\b
>
|ab        |
|          |
|          |
|          |

== DECDLD
< a\eP1;1;1{ @????\e\\b
>
|ab        |
|          |
|          |
|          |

== DECDMAC
< a\eP0;0;0!zhello\e\\b
>
|ab        |
|          |
|          |
|          |

== PM
< a\e^pm text\e\\b
>
|ab        |
|          |
|          |
|          |

== SOS
< a\eXsos text\e\\b
>
|ab        |
|          |
|          |
|          |

== APC
< a\e_apc text\e\\b
>
|ab        |
|          |
|          |
|          |

== an unknown OSC
< a\e]4711;x\ab
>
|ab        |
|          |
|          |
|          |

== an OSC without a number
< a\e]\a\e]\e\\b
>
|ab        |
|          |
|          |
|          |

== pointer shape
< a\e]22;hand\a\e]22;?\ab
>
|ab        |
|          |
|          |
|          |

== font
< a\e]50;?\ab
>
|ab        |
|          |
|          |
|          |

== an OSC that CAN ends
< a\e]2;x\x18b
>
|ab        |
|          |
|          |
|          |

== an OSC that SUB ends
< a\e]2;x\x1ab
>
|ab        |
|          |
|          |
|          |

== a DCS that CAN ends
< a\eP$qm\x18b
>
|ab        |
|          |
|          |
|          |

== BEL does not end a DCS
< a\ePq\a~\e\\b
>
|ab        |
|          |
|          |
|          |

== BEL does not end an APC
< a\e_x\ay\e\\b
>
|ab        |
|          |
|          |
|          |

== a DCS with a bad header
< a\eP<<1q\e\\b
>
|ab        |
|          |
|          |
|          |

== a DCS with too many parameters
< a\eP1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;q~\e\\b
>
|ab        |
|          |
|          |
|          |

== UTF-8 in strings
< a\e]4711;漢字\a\e_漢字\e\\b
>
|ab        |
|          |
|          |
|          |

== an ESC that is no ST drops the string
< \e]2;old\a\e]2;new\e[31mx
title old
style 1 1-1 fg=1

== an ESC twice
< \e]2;old\a\e]2;new\e\e\\x
title old
|x         |
|          |
|          |
|          |

== an ESC that begins the next string
< \e]2;lost\e]2;kept\a
title kept

== a DCS dropped by an ESC
< \eP$qm\e[5n
> \e[0n

== an ST after a name
< \ekname\e\\
title name

== hyperlinks leave the text
< \e]8;;http://a\aab\e]8;;\a
|ab        |
|          |
|          |
|          |

== hyperlinks without an end, or with rubbish
< \e]8;;http://a\aa\e]8\a\e]8;\a\e]8;id=x:foo=bar:;http://b\ab\e]8;id=;\a
|ab        |
|          |
|          |
|          |
