/* SPDX-License-Identifier: MIT */
#include "plot/ticks.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The smallest 1, 2 or 5 times a power of ten that is no less than `least`; *exponent is that of its one digit. */
static double
round_step(double least, int *exponent, int *digit)
{
    static const int digits[] = {1, 2, 5, 10};

    *exponent = (int)floor(log10(least));
    for (int i = 0; i < 4; i++) {
        *digit = digits[i];
        if (*digit * pow(10, *exponent) >= least * (1 - 1e-9))
            break;
    }
    if (*digit == 10) {
        *digit = 1;
        ++*exponent;
    }
    return *digit * pow(10, *exponent);
}

/* "1.50e-07" -> "1.5e-7": what printf writes, with the zeros left out that say nothing. */
static void
shorten_exponent(char *label)
{
    char *e = strchr(label, 'e'), *from, *to;

    if (!e)
        return;
    to = e + 1;
    from = e + 1;
    if (*from == '-')
        to++;
    from++; /* the sign */
    while (*from == '0' && from[1])
        from++;
    memmove(to, from, strlen(from) + 1);
}

/* A multiple of a step with `exponent`, on an axis whose largest value is `largest`. */
static void
write_label(char *label, size_t size, double value, double largest, int exponent)
{
    int digits = (int)floor(log10(largest)) - exponent;

    if (largest < 1e6 && exponent >= -4) {
        snprintf(label, size, "%.*f", exponent < 0 ? -exponent : 0, value);
    } else if (value == 0) {
        snprintf(label, size, "0");
    } else {
        snprintf(label, size, "%.*e", digits < 0 ? 0 : digits > 15 ? 15 : digits, value);
        shorten_exponent(label);
    }
}

void
fni_ticks_linear(double low, double high, int most, struct fni_ticks *ticks)
{
    double least, step, first, largest = fmax(fabs(low), fabs(high));
    int exponent, digit, count;

    ticks->count = 0;
    if (most > FNI_MOST_TICKS)
        most = FNI_MOST_TICKS;
    for (least = (high - low) / (most + 1);; least = step * 1.01) {
        step = round_step(least, &exponent, &digit);
        first = ceil(low / step - 1e-9);
        count = (int)(floor(high / step + 1e-9) - first) + 1;
        if (count <= most)
            break;
    }
    for (int i = 0; i < count; i++) {
        struct fni_tick *tick = &ticks->tick[ticks->count];
        /* a power of ten as a divisor is exact where as a factor it is not: 3 / 10 is 0.3, 3 * 0.1 is not */
        double multiple = (first + i) * digit + 0.0; /* -0 becomes 0 */
        tick->at = exponent < 0 && exponent > -300 ? multiple / pow(10, -exponent) : multiple * pow(10, exponent);
        write_label(tick->label, sizeof tick->label, tick->at, largest, exponent);
        ticks->count++;
    }
}

static void
write_decade(char *label, size_t size, int digit, int exponent, bool plain)
{
    if (plain)
        snprintf(label, size, "%.*f", exponent < 0 ? -exponent : 0, digit * pow(10, exponent));
    else
        snprintf(label, size, "%de%d", digit, exponent);
}

/* The multiples of the decades by `digits` that lie within; false if they are more than `most`. */
static bool
decades(double low, double high, int most, int every, const int *digits, int n_digits, struct fni_ticks *ticks)
{
    int first = (int)floor(log10(low) - 1e-9), last = (int)ceil(log10(high) + 1e-9);
    bool plain = low >= 0.9e-3 && high <= 1.1e4;

    ticks->count = 0;
    for (int e = first; e <= last; e++) {
        if (e % every != 0)
            continue;
        for (int i = 0; i < n_digits; i++) {
            double at = digits[i] * pow(10, e);
            if (at < low * (1 - 1e-9) || at > high * (1 + 1e-9))
                continue;
            if (ticks->count == most)
                return false;
            ticks->tick[ticks->count].at = at;
            write_decade(ticks->tick[ticks->count].label, sizeof ticks->tick->label, digits[i], e, plain);
            ticks->count++;
        }
    }
    return true;
}

void
fni_ticks_log(double low, double high, int most, struct fni_ticks *ticks)
{
    static const int digits[] = {1, 2, 5};
    int every = 1;

    if (most > FNI_MOST_TICKS)
        most = FNI_MOST_TICKS;
    while (!decades(low, high, most, every, digits, 1, ticks))
        every++;
    if (ticks->count >= 2 || every > 1)
        return;
    if (decades(low, high, most, 1, digits, 3, ticks) && ticks->count >= 2)
        return;
    fni_ticks_linear(low, high, most, ticks);
}
