/* base/ev_urgent.h -- how soon the system lets this process run once something came for it. */
#pragma once

/* For a process that sleeps most of its time and whose every turn somebody waits for: it takes short
 * turns, and so gets them soon when programs keep the processors busy. Of its share nothing changes;
 * its children do not inherit it. Where the system knows no such thing nothing happens. */
void urgent_turns(void);
