/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <limits.h>
#include <string.h>

#include <fn/arg.h>

enum { LONGEST = 63 };

static int
min(int a, int b)
{
    return a < b ? a : b;
}

static int
edits(const char *a, int n, const char *b, int m)
{
    int rows[3][LONGEST + 1];
    int *before = rows[0], *last = rows[1], *row = rows[2];

    for (int j = 0; j <= m; j++)
        last[j] = j;
    for (int i = 1; i <= n; i++) {
        row[0] = i;
        for (int j = 1; j <= m; j++) {
            int same = tolower((unsigned char)a[i - 1]) == tolower((unsigned char)b[j - 1]);
            row[j] = min(last[j - 1] + !same, min(last[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = min(row[j], before[j - 2] + 1);
        }
        int *oldest = before;
        before = last;
        last = row;
        row = oldest;
    }
    return last[m];
}

int
fn_word_distance(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b);

    return n > LONGEST || m > LONGEST ? INT_MAX : edits(a, (int)n, b, (int)m);
}
