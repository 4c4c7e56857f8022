/* tests/tools/pty_script.h -- what a person would do at the keyboard, as a text. One step a
 * line; empty lines and those that begin with # are skipped. Texts are in quotes, with
 * \n \r \t \e \\ \" \xHH.
 *
 *   wait "text"       until the screen shows it (rows lose trailing blanks, \n between them)
 *   gone "text"       until the screen does not show it
 *   send "text"       types it
 *   key "NAME..."     types keys by their names (C-a, Up, KP7), as the program wants to read them
 *   sleep MS          lets time pass
 *   quiet MS          until nothing was printed for so long
 *   resize COLSxROWS  another size of the terminal
 *   exit STATUS       until the command has ended, with that status
 *   run "command"     through sh; until it has ended well; the terminal is read meanwhile
 *   deadline MS       how long each wait, gone, quiet, exit, run from here on may take (10000)
 *   screen            prints the screen as text
 *   ansi              prints it with colours
 *   svg FILE          writes it as a picture
 *   say "text"        prints that line on standard output */
#pragma once

#include "tests/tools/pty_child.h"

struct pty_script;

/* Parses. ERR_ARG: *err says which line and why (the caller frees). */
int pty_script_new(struct bytes text, struct pty_script **out, char **err);
void pty_script_free(struct pty_script *s);
/* Runs it to the end or until `until`. False: *err says which step did not hold (the
 * caller frees). */
bool pty_script_run(const struct pty_script *s, struct pty_child *c, usec_t until, char **err);
/* Writes a picture of the screen. ERR_SYS. */
int pty_script_svg(const struct term *t, const char *path);
/* Prints the screen on standard output. */
void pty_script_print(const struct term *t, bool colours);
