# charset.t -- line drawing characters, and UTF-8 that is none.

== in G0
< \e(0lqkx\e(Blqkx
|┌─┐│lqkx  |
|          |
|          |
|          |

== in G1, by shift out and in
< \e)0q\x0eq\x0fq
|q─q       |
|          |
|          |
|          |

== all of them
size 31x1
< \e(0`abcdefghijklmnopqrstuvwxyz{|}~
|◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·|

== other characters are themselves
< \e(0AZ09漢
|AZ09漢    |
|          |
|          |
|          |

== ill-formed UTF-8 gives one mark for each part
< a\xffb\xe6\x97c\xc0\x80d
|a�b�c��d  |
|          |
|          |
|          |

== a sequence in the middle of a character ends it
< \xe6\xbc\e[1mX
|�X        |
|          |
|          |
|          |
style 1 2-2 bold
