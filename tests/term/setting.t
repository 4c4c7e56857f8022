# DECRQSS: each setting that is known, and none else.

== SGR, plain
< \eP$qm\e\\
> \eP1$r0m\e\\

== SGR, attributes
< \e[1;2;3;4;5;7;8;9;53m\eP$qm\e\\
> \eP1$r0;1;2;3;4;5;7;8;9;53m\e\\

== SGR, kinds of underline
< \e[4:3m\eP$qm\e\\\e[21m\eP$qm\e\\
> \eP1$r0;4:3m\e\\\eP1$r0;4:2m\e\\

== SGR, sixteen colours
< \e[31;103m\eP$qm\e\\
> \eP1$r0;31;103m\e\\

== SGR, indexed and direct colours
< \e[38;5;200;48;2;1;2;3;58;5;7m\eP$qm\e\\
> \eP1$r0;38:5:200;48:2::1:2:3;58:5:7m\e\\

== DECSTBM
< \eP$qr\e\\\e[2;3r\eP$qr\e\\
> \eP1$r1;4r\e\\\eP1$r2;3r\e\\

== DECSLRM
< \eP$qs\e\\\e[?69h\e[3;7s\eP$qs\e\\
> \eP1$r1;10s\e\\\eP1$r3;7s\e\\

== DECSCUSR
< \e[4 q\eP$q q\e\\
> \eP1$r4 q\e\\

== DECSCA
< \eP$q"q\e\\\e[1"q\eP$q"q\e\\\e[0"q\eP$q"q\e\\
> \eP1$r0"q\e\\\eP1$r1"q\e\\\eP1$r0"q\e\\

== SPA is not DECSCA
< \eV\eP$q"q\e\\
> \eP1$r0"q\e\\

== DECSCL
< \eP$q"p\e\\\e[62;1"p\eP$q"p\e\\\e[64;1"p\eP$q"p\e\\
> \eP1$r65;1"p\e\\\eP1$r62;1"p\e\\\eP1$r64;1"p\e\\

== DECSLPP
< \eP$qt\e\\
> \eP1$r4t\e\\

== DECSNLS
< \eP$q*|\e\\
> \eP1$r4*|\e\\

== DECSCPP
< \eP$q$|\e\\
> \eP1$r10$|\e\\

== DECSACE
< \eP$q*x\e\\\e[2*x\eP$q*x\e\\
> \eP1$r1*x\e\\\eP1$r2*x\e\\

== what is not known
< \eP$qz\e\\\eP$q\e\\\eP$qmm\e\\\eP$q+q\e\\\eP$q*}\e\\\eP$q$~\e\\\eP$q,|\e\\
> \eP0$r\e\\\eP0$r\e\\\eP0$r\e\\\eP0$r\e\\\eP0$r\e\\\eP0$r\e\\\eP0$r\e\\

== after a reset all is as it was
< \e[1;31m\e[2;3r\e[4 q\e[!p\eP$qm\e\\\eP$qr\e\\\eP$q q\e\\
> \eP1$r0m\e\\\eP1$r1;4r\e\\\eP1$r0 q\e\\

== the blinking of the cursor's shape is mode 12
< \e[3 q\e[?12$p\e[4 q\e[?12$p
> \e[?12;1$y\e[?12;2$y
< \e[?12h\eP$q q\e\\\e[?12l\eP$q q\e\\
> \eP1$r3 q\e\\\eP1$r4 q\e\\

== it can be set without a shape
< \e[?12h\eP$q q\e\\\e[?12l\eP$q q\e\\
> \eP1$r1 q\e\\\eP1$r0 q\e\\

== all shapes
< \e[1 q\e[?12$p\e[2 q\e[?12$p\e[5 q\e[?12$p\e[6 q\e[?12$p\e[0 q\e[?12$p\e[7 q\eP$q q\e\\
> \e[?12;1$y\e[?12;2$y\e[?12;1$y\e[?12;2$y\e[?12;2$y\eP1$r0 q\e\\
< \e[6 q\e[?12h\eP$q q\e\\\e[2 q\e[?12h\eP$q q\e\\
> \eP1$r5 q\e\\\eP1$r1 q\e\\
