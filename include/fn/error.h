/* SPDX-License-Identifier: MIT */
#ifndef FN_ERROR_H
#define FN_ERROR_H

/* Errors of libfn.
 *
 * A function that can fail takes a `struct fn_error *err` as its last argument and returns false or NULL. The message
 * is one English sentence without a full stop: it names the thing, says what it is, and what was wanted, for example
 *
 *     Conv2d: the input has 3 channels, wanted 1 (ni=1)
 *
 * `err` may be NULL where the caller does not care. After a failure every object is as it was before the call and the
 * caller owns nothing new. The library never prints and never ends the process. */

enum fn_error_kind {
    FN_ERROR_NONE,
    FN_ERROR_INPUT,   /* an argument, a shape or a name that cannot be used */
    FN_ERROR_FILE,    /* the operating system or the contents of a file */
    FN_ERROR_MEMORY,  /* out of memory */
    FN_ERROR_STOPPED, /* a callback asked to stop */
};

struct fn_error {
    enum fn_error_kind kind;
    char message[1024]; /* UTF-8, always terminated */
};

#endif
