/* mux/limits.h -- limits of the model and of the synchroniser. */
#pragma once

#define LIMIT_FRAME 1400            /* bytes of one frame body */
#define LIMIT_OBJECT 262144         /* bytes of one object, after unpacking */
#define LIMIT_NAME 256              /* bytes of a session's or window's name */
#define LIMIT_SESSIONS 1024
#define LIMIT_WINDOWS 4096          /* in a session */
#define LIMIT_PANES 1024            /* in a window */
#define LIMIT_WANTS 64              /* entries of a wants message; more: the whole pane */
#define LIMIT_RECORD 16384          /* bytes of one input record */
#define LIMIT_PASTE_INLINE 1024     /* a longer paste is cut into records of this size */
#define LIMIT_INVENTORY 900         /* bytes of an inventory in a hello */
#define LIMIT_REPLICA_HISTORY 100000 /* records a replica keeps per pane */
#define LIMIT_SCROLLED 64           /* scrolled-off ids named in one head */
#define LIMIT_STATUS 32768          /* bytes of one part of the status line */
#define LIMIT_TREE_TEXT 261120      /* bytes of the text in a NOTICE, TEXT, PROMPT or CLIP */
#define LIMIT_TREE_MRU 16           /* recent panes in a window's row */
#define LIMIT_RECORD_TEXT 512        /* bytes of keys that go in one record */
#define LIMIT_RECORD_HEAD 192       /* bytes of an input record beside its data */
