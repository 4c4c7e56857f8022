/* base/mem.h -- allocation that does not return NULL: out of memory prints one line and ends the
 * process, so a size from outside must meet a named limit before it comes here. */
#pragma once

#include <stddef.h>

void *mem_alloc(size_t len);                              /* len 0 is taken as 1 */
void *mem_zalloc(size_t len);                             /* zero-filled */
void *mem_calloc(size_t count, size_t len);               /* zero-filled; overflow ends the process */
void *mem_realloc(void *p, size_t len);
void *mem_grow(void *p, size_t *cap, size_t need, size_t len); /* array of `len`-byte items: doubles *cap until >= need */
char *mem_strdup(const char *s);
char *mem_strndup(const char *s, size_t len);
char *mem_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void mem_wipe(void *p, size_t len);                       /* zeroes secrets; not optimised away */
