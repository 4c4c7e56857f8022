# OSC 9, 777, 99: messages; 133: prompts; 1337.

== 9
< \e]9;done\a
> <note |done>

== 9 with a semicolon
< \e]9;a;b\a
> <note |a;b>

== 9 with a lone number
< \e]9;4\a
> <note |4>

== progress is no message
< \e]9;4;1;50\a\e]9;4;0\a\e]9;12\a\e]9;1;500\a
> <note |12>

== 777
< \e]777;notify;title;body;more\a
> <note title|body;more>

== 777 of other kinds
< \e]777;precmd\a\e]777\a\e]777;notify\a
> <note |>

== 99
< \e]99;;hello\a
> <note |hello>

== 99 with an id
< \e]99;i=1;hello\a
> <note |hello>

== 99 in chunks
< \e]99;i=1:d=0;Hel\a\e]99;i=1:d=0;lo\a\e]99;i=1:d=0:p=body;wor\a\e]99;i=1:p=body;ld\a
> <note Hello|world>

== 99, another id begins anew
< \e]99;i=1:d=0;lost\a\e]99;i=2;kept\a
> <note |kept>

== 99, base64
< \e]99;e=1;aGVsbG8=\a\e]99;e=1;!!\a
> <note |hello>

== 99, a close and an icon say nothing
< \e]99;i=1:p=close;\a\e]99;i=1:p=icon;xxx\a
>

== 99, what is understood
< \e]99;i=7:p=?;\a\e]99;p=?;\e\\
> \e]99;i=7:p=?;p=title,body\a\e]99;p=?;p=title,body\e\\

== 99, a bad id
< \e]99;i=a b;x\a\e]99;i=a/b:p=?;\a
>

== messages are clean
< \e]9;a\x01b\xc2\x9bc\xff\a
> <note |abc�>

== 1337 of files is skipped
< \e]1337;File=name=eA==;inline=1:AAAA\a\e]1337;SetUserVar=a=Yg==\a\e]1337\a\e]1337;\a
>

== 1337 CursorShape
< \e]1337;CursorShape=1\a\eP$q q\e\\\e]1337;CursorShape=2\a\eP$q q\e\\\e]1337;CursorShape=9\a\eP$q q\e\\
> \eP1$r6 q\e\\\eP1$r4 q\e\\\eP1$r4 q\e\\

== 1337 ClearScrollback
< a\nb\nc\nd\ne\nf
history 2
< \e]1337;ClearScrollback\a
history 0

== 133 with all that may follow
< \e]133;A;click_events=1;aid=7\a$ \e]133;B\als\e]133;C;cmdline=ls\a\e]133;D;0;aid=7\a\e]133;D\a\e]133;P;k=s\a\e]133;A;k=c\a\e]133;L\a\e]133\a\e]133;Z\a
>
