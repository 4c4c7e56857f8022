/* server/limits.h -- limits of the server's edges. */
#pragma once

#define LIMIT_SERVER_CONNS 256         /* Unix-socket connections at once */
#define LIMIT_SERVER_VIEWS 256         /* attached clients at once */
#define LIMIT_PTY_READ 65536           /* bytes read from one pane in a turn */
#define LIMIT_PTY_READ_TYPING 16384    /* the same while somebody types there: keys come between two turns */
#define LIMIT_PTY_READ_BESIDE 1024     /* while somebody types in another: one read, in which more may come */
#define LIMIT_PTY_QUEUE 4194304        /* bytes that wait for a program that does not read; more is dropped */
#define LIMIT_CONN_QUEUE 8388608       /* bytes that wait for a local client that does not read */
#define LIMIT_UDP_BATCH 64             /* datagrams in a turn */
#define LIMIT_RUNS 256                 /* commands that wait for a shell command, or for their time */
#define LIMIT_RUN_OUTPUT 262144        /* kept bytes of what a shell command prints */
#define LIMIT_SERVER_CONFIGS 16        /* files read at start */
#define LIMIT_CONFIG 1048576           /* bytes of a config file */
#define LIMIT_PSK_LIFE SEC(60)         /* a one-time key that nobody used */
#define LIMIT_FAREWELLS 64             /* closed links whose clients were not told yet */
#define LIMIT_INPUT_KEPT 1024          /* input streams of clients that went: which, and how far */
