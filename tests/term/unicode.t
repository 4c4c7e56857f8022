# unicode.t -- widths of characters and clusters, one a test. What is written stands as bytes where it could not be
# seen, or would be seen wrong.

== Latin with an accent of its own
size 10x1
< éx
|éx        |
cursor 1 3

== letter and combining acute
size 10x1
< e\xcc\x81x
|éx        |
cursor 1 3

== letter and three marks
size 10x1
< e\xcc\x81\xcc\xa3\xcc\xb8x
|ẹ̸́x        |
cursor 1 3

== enclosing circle
size 10x1
< a\xe2\x83\x9dx
|a⃝x        |
cursor 1 3

== no-break space
size 10x1
< \xc2\xa0x
| x        |
cursor 1 3

== soft hyphen is seen
size 10x1
< \xc2\xadx
|­x        |
cursor 1 3

== Greek
size 10x1
< αx
|αx        |
cursor 1 3

== Cyrillic
size 10x1
< жx
|жx        |
cursor 1 3

== Hebrew letter and point
size 10x1
< \xd7\x91\xd6\xbcx
|בּx        |
cursor 1 3

== Arabic letter and mark
size 10x1
< \xd8\xa8\xd9\x91x
|بّx        |
cursor 1 3

== Arabic number sign takes a cell with its digit
size 10x1
< \xd8\x801x
|؀1x       |
cursor 1 4

== Thai letter with vowel and tone
size 10x1
< \xe0\xb8\x81\xe0\xb8\xb4\xe0\xb9\x88x
|กิ่x        |
cursor 1 3

== Thai am takes a cell with its letter
size 10x1
< \xe0\xb8\x99\xe0\xb8\xb3x
|นำx       |
cursor 1 4

== Devanagari letter and spacing vowel
size 10x1
< \xe0\xa4\x95\xe0\xa4\xbfx
|किx       |
cursor 1 4

== Devanagari letter and virama
size 10x1
< \xe0\xa4\x95\xe0\xa5\x8dx
|क्x        |
cursor 1 3

== Devanagari conjunct is two clusters
size 10x1
< \xe0\xa4\x95\xe0\xa5\x8d\xe0\xa4\xb7x
|क्षx       |
cursor 1 4

== Tamil letter and spacing vowel
size 10x1
< \xe0\xae\xae\xe0\xae\xbfx
|மிx       |
cursor 1 4

== Tibetan stack
size 10x1
< \xe0\xbd\x80\xe0\xbe\x90x
|ཀྐx        |
cursor 1 3

== CJK
size 10x1
< 漢x
|漢x       |
cursor 1 4

== CJK of plane 2
size 10x1
< \xf0\xa0\x80\x80x
|𠀀x       |
cursor 1 4

== CJK with a variation selector
size 10x1
< \xe8\x91\x9b\xf3\xa0\x84\x80x
|葛󠄀x       |
cursor 1 4

== kana and combining voicing
size 10x1
< \xe3\x81\x8b\xe3\x82\x99x
|がx       |
cursor 1 4

== full width Latin
size 10x1
< \xef\xbc\xa1x
|Ａx       |
cursor 1 4

== half width katakana
size 10x1
< \xef\xbd\xb6x
|ｶx        |
cursor 1 3

== half width katakana and voicing mark
size 10x1
< \xef\xbd\xb6\xef\xbe\x9ex
|ｶﾞx       |
cursor 1 4

== ideographic space
size 10x1
< \xe3\x80\x80x
|　x       |
cursor 1 4

== Hangul syllable
size 10x1
< 한x
|한x       |
cursor 1 4

== jamo: L V
size 10x1
< \xe1\x84\x92\xe1\x85\xa1x
|하x       |
cursor 1 4

== jamo: L V T
size 10x1
< \xe1\x84\x92\xe1\x85\xa1\xe1\x86\xabx
|한x       |
cursor 1 4

== jamo: syllable without final, and T
size 10x1
< \xed\x95\x98\xe1\x86\xabx
|한x       |
cursor 1 4

== jamo: L L V
size 10x1
< \xe1\x84\x92\xe1\x84\x92\xe1\x85\xa1x
|ᄒ하x       |
cursor 1 4

== jamo: choseong filler and vowel
size 10x1
< \xe1\x85\x9f\xe1\x85\xa1x
|ᅟᅡx       |
cursor 1 4

== Hangul filler
size 10x1
< \xe3\x85\xa4x
|ㅤx       |
cursor 1 4

== half width Hangul filler
size 10x1
< \xef\xbe\xa0x
|ﾠx        |
cursor 1 3

== two syllables
size 10x1
< 한국x
|한국x     |
cursor 1 6

== emoji
size 10x1
< 😀x
|😀x       |
cursor 1 4

== skin tone
size 10x1
< \xf0\x9f\x91\x8d\xf0\x9f\x8f\xbdx
|👍🏽x       |
cursor 1 4

== skin tone on a narrow base
size 10x1
< \xe2\x98\x9d\xf0\x9f\x8f\xbdx
|☝🏽x       |
cursor 1 4

== skin tone alone
size 10x1
< \xf0\x9f\x8f\xbdx
|🏽x       |
cursor 1 4

== family
size 10x1
< \xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7\xe2\x80\x8d\xf0\x9f\x91\xa6x
|👨‍👩‍👧‍👦x       |
cursor 1 4

== kiss with two skin tones, the longest of the standard
size 10x1
< \xf0\x9f\x91\xa9\xf0\x9f\x8f\xbb\xe2\x80\x8d\xe2\x9d\xa4\xef\xb8\x8f\xe2\x80\x8d\xf0\x9f\x92\x8b\xe2\x80\x8d\xf0\x9f\x91\xa9\xf0\x9f\x8f\xbfx
|👩🏻‍❤️‍💋‍👩🏿x       |
cursor 1 4

== rainbow flag
size 10x1
< \xf0\x9f\x8f\xb3\xef\xb8\x8f\xe2\x80\x8d\xf0\x9f\x8c\x88x
|🏳️‍🌈x       |
cursor 1 4

== technologist with skin tone
size 10x1
< \xf0\x9f\x91\xa9\xf0\x9f\x8f\xbd\xe2\x80\x8d\xf0\x9f\x92\xbbx
|👩🏽‍💻x       |
cursor 1 4

== unqualified: heart on fire
size 10x1
< \xe2\x9d\xa4\xe2\x80\x8d\xf0\x9f\x94\xa5x
|❤‍🔥x       |
cursor 1 4

== flag of Scotland by tags
size 10x1
< \xf0\x9f\x8f\xb4\xf3\xa0\x81\xa7\xf3\xa0\x81\xa2\xf3\xa0\x81\xb3\xf3\xa0\x81\xa3\xf3\xa0\x81\xb4\xf3\xa0\x81\xbfx
|🏴󠁧󠁢󠁳󠁣󠁴󠁿x       |
cursor 1 4

== flag
size 10x1
< \xf0\x9f\x87\xa9\xf0\x9f\x87\xaax
|🇩🇪x       |
cursor 1 4

== two flags
size 10x1
< \xf0\x9f\x87\xa9\xf0\x9f\x87\xaa\xf0\x9f\x87\xaf\xf0\x9f\x87\xb5x
|🇩🇪🇯🇵x     |
cursor 1 6

== one flag and a half
size 10x1
< \xf0\x9f\x87\xa9\xf0\x9f\x87\xaa\xf0\x9f\x87\xafx
|🇩🇪🇯x      |
cursor 1 5

== half a flag
size 10x1
< \xf0\x9f\x87\xa9x
|🇩x        |
cursor 1 3

== keycap
size 10x1
< 1\xef\xb8\x8f\xe2\x83\xa3x
|1️⃣x       |
cursor 1 4

== keycap of a hash
size 10x1
< #\xef\xb8\x8f\xe2\x83\xa3x
|#️⃣x       |
cursor 1 4

== keycap without selector
size 10x1
< 1\xe2\x83\xa3x
|1⃣x        |
cursor 1 3

== digit with selector
size 10x1
< 1\xef\xb8\x8fx
|1️x       |
cursor 1 4

== heart, text by default
size 10x1
< \xe2\x9d\xa4x
|❤x        |
cursor 1 3

== heart, emoji form
size 10x1
< \xe2\x9d\xa4\xef\xb8\x8fx
|❤️x       |
cursor 1 4

== heart, text form
size 10x1
< \xe2\x9d\xa4\xef\xb8\x8ex
|❤︎x        |
cursor 1 3

== watch, emoji by default
size 10x1
< \xe2\x8c\x9ax
|⌚x       |
cursor 1 4

== watch, text form
size 10x1
< \xe2\x8c\x9a\xef\xb8\x8ex
|⌚︎x        |
cursor 1 3

== watch, emoji form
size 10x1
< \xe2\x8c\x9a\xef\xb8\x8fx
|⌚️x       |
cursor 1 4

== selector on a letter changes nothing
size 10x1
< a\xef\xb8\x8fx
|a️x        |
cursor 1 3

== text selector on CJK changes nothing
size 10x1
< \xe4\xb8\x80\xef\xb8\x8ex
|一︎x       |
cursor 1 4

== copyright, emoji form
size 10x1
< \xc2\xa9\xef\xb8\x8fx
|©️x       |
cursor 1 4

== joiner behind a letter joins no emoji
size 10x1
< a\xe2\x80\x8d\xf0\x9f\x94\xa5x
|a‍🔥x      |
cursor 1 5

== joiner that ends a cluster
size 10x1
< \xf0\x9f\x94\xa5\xe2\x80\x8dx
|🔥‍x       |
cursor 1 4

== non-joiner stays in its word
size 10x1
< \xd8\xa8\xe2\x80\x8c\xd8\xafx
|ب‌دx       |
cursor 1 4

== line drawing
size 10x1
< \xe2\x94\x80\xe2\x94\xbcx
|─┼x       |
cursor 1 4

== braille
size 10x1
< \xe2\xa3\xbfx
|⣿x        |
cursor 1 3

== private use
size 10x1
< \xee\x82\xb0x
|x        |
cursor 1 3

== not assigned
size 10x1
< \xcd\xb8x
|͸x        |
cursor 1 3

== object replacement
size 10x1
< \xef\xbf\xbcx
|￼x        |
cursor 1 3

== zero width space: nothing is seen
size 10x1
< a\xe2\x80\x8bb
|ab        |
cursor 1 3

== byte order mark: nothing is seen
size 10x1
< a\xef\xbb\xbfb
|ab        |
cursor 1 3

== word joiner: nothing is seen
size 10x1
< a\xe2\x81\xa0b
|ab        |
cursor 1 3

== left-to-right mark: nothing is seen
size 10x1
< a\xe2\x80\x8eb
|ab        |
cursor 1 3

== line separator: nothing is seen
size 10x1
< a\xe2\x80\xa8b
|ab        |
cursor 1 3

== language tag: nothing is seen
size 10x1
< a\xf3\xa0\x80\x81b
|ab        |
cursor 1 3

== interlinear anchor: nothing is seen
size 10x1
< a\xef\xbf\xb9b
|ab        |
cursor 1 3

== invisible times: nothing is seen
size 10x1
< a\xe2\x81\xa2b
|ab        |
cursor 1 3

== combining mark alone: nothing is seen
size 10x1
< \xcc\x81b
|b         |
cursor 1 2

== joiner alone: nothing is seen
size 10x1
< \xe2\x80\x8db
|b         |
cursor 1 2

== variation selector alone: nothing is seen
size 10x1
< \xef\xb8\x8fb
|b         |
cursor 1 2

== tag alone: nothing is seen
size 10x1
< \xf3\xa0\x81\xa1b
|b         |
cursor 1 2
