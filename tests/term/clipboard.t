# OSC 52.

== set
< \e]52;c;aGVsbG8=\a
> <clip c|hello>

== set without a name
< \e]52;;aGVsbG8=\e\\
> <clip |hello>

== padding left out
< \e]52;c;aGVsbG8\a
> <clip c|hello>

== several selections
< \e]52;pc;eA==\a
> <clip pc|x>

== no base64
< \e]52;c;a!b\a\e]52;c;abcde\a\e]52;c;YQ=x\a
>

== empty
< \e]52;c;\a
> <clip c|>

== a query is not answered
< \e]52;c;eA==\a\e]52;c;?\a
> <clip c|x>

== a query that is allowed tells what programs here set
allow
< \e]52;c;aGVsbG8=\a\e]52;c;?\a\e]52;c;?\e\\
> <clip c|hello>\e]52;c;aGVsbG8=\a\e]52;c;aGVsbG8=\e\\

== a query that is allowed, of nothing
allow
< \e]52;s0;?\a
> \e]52;s0;\a

== a query without a name
allow
< \e]52;;eA==\a\e]52;;?\a
> <clip |x>\e]52;s0;eA==\a

== what is no base64 clears it
allow
< \e]52;c;eA==\a\e]52;c;!\a\e]52;c;?\a
> <clip c|x>\e]52;c;\a

== a long name is cut
allow
< \e]52;cccccccccccccccccccccccccccccccccccccccc;?\a
> \e]52;cccccccccccccccc;\a

== by OSC 1337
< \e]1337;Copy=:eHl6\a
> <clip c|xyz>
