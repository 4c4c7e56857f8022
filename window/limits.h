/* window/limits.h -- limits of the terminal. */
#pragma once

#define LIMIT_TERM_COLS 4096      /* widest screen, and where unbroken output is cut */
#define LIMIT_TERM_ROWS 2048
#define LIMIT_TERM_TITLE 1024     /* bytes of a title, icon name or path */
#define LIMIT_TERM_TITLE_STACK 16
#define LIMIT_TERM_NOTE 4096      /* bytes of the title and of the text of a message for the user */
#define LIMIT_TERM_STRING 1048576 /* bytes of an OSC or DCS string; longer is skipped */
#define LIMIT_TERM_PARAMS 32      /* parameters of a CSI or DCS; more: the sequence is skipped */
#define LIMIT_TERM_LINK 1024      /* bytes of a hyperlink's URI */
#define LIMIT_POOL_STYLES 65535
#define LIMIT_POOL_CLUSTERS 1048576
#define LIMIT_POOL_LINKS 5000
#define LIMIT_LINE_LOG 8          /* (revision, span) entries a line keeps */
#define LIMIT_HISTORY_LINES 10000000
#define LIMIT_VIEW_JOIN 1024      /* records that a view joins into one text */
#define LIMIT_INPUT_PASTE 16777216 /* bytes of one paste; longer is split */
#define LIMIT_INPUT_REPORT 1048576 /* bytes of an answer of the user's terminal; longer is skipped */
#define LIMIT_INPUT_CSI 512       /* bytes of a control sequence of the same */
#define LIMIT_INPUT_NUMBERS 64    /* numbers in one */
#define LIMIT_KEY_TEXT 96         /* bytes that one key types */
#define LIMIT_KITTY_STACK 8       /* sets of keyboard flags a screen remembers */
