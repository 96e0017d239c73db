/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "curve_words.h"

#include <math.h>
#include <stdio.h>

/* numpy's gradient: central differences inside, one-sided at both ends. */
static float
gradient(const float *y, int count, int i)
{
    if (i == 0)
        return y[1] - y[0];
    if (i == count - 1)
        return y[i] - y[i - 1];
    return (y[i + 1] - y[i - 1]) / 2;
}

struct suggestion
suggest(const float *losses, int count)
{
    struct suggestion s = {0, 0};

    for (int i = 1; i < count; i++) {
        if (gradient(losses, count, i) < gradient(losses, count, s.steepest))
            s.steepest = i;
        if (losses[i] < losses[s.lowest])
            s.lowest = i;
    }
    return s;
}

/* A learning rate stands out if the loss there is a tenth under that at the start. Good ones lie between fastai's two
 * suggestions: the steepest, and a tenth of the lowest. */
void
words_lr_find(const struct fn_recorder *recorder, int first, int end, struct text *out)
{
    const float *losses = recorder->losses + first, *lrs = recorder->lrs + first;
    int count = end - first, worse;
    struct suggestion s = suggest(losses, count);
    double a = (double)lrs[s.steepest], b = (double)lrs[s.lowest] / 10;

    if (!((double)losses[s.lowest] <= 0.9 * (double)losses[0])) {
        text_add(out, "The loss hardly falls at any of these learning rates: none stands out.\n");
        return;
    }
    text_printf(out, "The loss falls fastest at %.2E and is lowest at %.2E", a, (double)lrs[s.lowest]);
    for (worse = s.lowest; worse < count && losses[worse] <= losses[0]; worse++)
        continue;
    if (worse < count)
        text_printf(out, "; from %.2E on it is worse than at the start", (double)lrs[worse]);
    if (fmax(a, b) / fmin(a, b) < 1.5)
        text_printf(out, ".\nA good learning rate is about %.1E.\n", a);
    else
        text_printf(out, ".\nGood learning rates are from %.1E to %.1E.\n", fmin(a, b), fmax(a, b));
}

/* Epochs from a batch to before another. */
static int
epochs_until(const struct fn_recorder *recorder, int batch)
{
    int epochs = 0;

    while (epochs < recorder->n_epochs && recorder->batches[epochs] <= batch)
        epochs++;
    return epochs;
}

/* How the validation loss goes on, from three epochs on: it is 5 % over its lowest while the training loss fell since
 * then; or it is the lowest, and 2 % under that of the epoch before; or the last three are within 2 % of each other. */
static const char *
trend(const struct fn_recorder *recorder, int epochs, int best)
{
    const float *valid = recorder->val_losses, *train = recorder->train_losses;
    int last = epochs - 1;
    double low, high;

    if (epochs < 3)
        return "";
    if (valid[last] > 1.05f * valid[best] && train[last] < train[best])
        return "; it rises while the training loss falls: the model overfits";
    if (last == best && valid[last] < 0.98f * valid[last - 1])
        return "; it still falls";
    low = fmin((double)valid[last], fmin((double)valid[last - 1], (double)valid[last - 2]));
    high = fmax((double)valid[last], fmax((double)valid[last - 1], (double)valid[last - 2]));
    return high <= 1.02 * low ? "; it has levelled off" : "";
}

void
words_losses(const struct fn_recorder *recorder, int first, int end, struct text *out)
{
    int epochs = epochs_until(recorder, end), best = -1, last = epochs - 1;
    const float *valid = recorder->val_losses;

    text_printf(out, "Training loss: %.4g after batch %d, %.4g after batch %d.\n", (double)recorder->losses[first],
                first + 1, (double)recorder->losses[end - 1], end);
    for (int i = 0; i < epochs; i++)
        if (!isnan(valid[i]) && (best < 0 || valid[i] < valid[best]))
            best = i;
    if (best < 0) /* there is no valid set */
        return;
    text_printf(out, "Validation loss: %.4g after epoch %d", (double)valid[last], epochs);
    if (best < last)
        text_printf(out, ", lowest after epoch %d with %.4g", best + 1, (double)valid[best]);
    else if (epochs > 1)
        text_add(out, ", its lowest");
    text_printf(out, "%s.\n", trend(recorder, epochs, best));
}

/* "rises from 1 to 2 in the first 30 % of the batches, then falls to 0", or the other way round. */
static void
describe(const char *what, const char *format, const float *values, int count, struct text *out)
{
    int low = 0, high = 0, turn;
    char numbers[3][32];

    for (int i = 1; i < count; i++) {
        low = values[i] < values[low] ? i : low;
        high = values[i] > values[high] ? i : high;
    }
    /* The turn is at the extreme that is not at an end. */
    turn = high > 0 && high < count - 1 ? high : low > 0 && low < count - 1 ? low : count - 1;
    snprintf(numbers[0], sizeof numbers[0], format, (double)values[0]);
    snprintf(numbers[1], sizeof numbers[1], format, (double)values[turn]);
    snprintf(numbers[2], sizeof numbers[2], format, (double)values[count - 1]);
    if (values[low] == values[high])
        text_printf(out, "%s is %s throughout", what, numbers[0]);
    else
        text_printf(out, "%s %s from %s to %s", what, values[turn] > values[0] ? "rises" : "falls", numbers[0],
                    numbers[1]);
    if (values[low] != values[high] && turn < count - 1)
        text_printf(out, " in the first %.0f %% of the batches, then %s to %s", 100.0 * turn / count,
                    values[turn] > values[count - 1] ? "falls" : "rises", numbers[2]);
    text_add(out, ".\n");
}

void
words_lr(const struct fn_recorder *recorder, int first, int end, struct text *out)
{
    describe("The learning rate", "%.2E", recorder->lrs + first, end - first, out);
}

void
words_moms(const struct fn_recorder *recorder, int first, int end, struct text *out)
{
    describe("Momentum", "%.2f", recorder->moms + first, end - first, out);
}

void
words_metrics(const struct fn_recorder *recorder, const char *const *names, struct text *out)
{
    int n = recorder->n_epochs, m = recorder->n_metrics;

    for (int j = 0; j < m; j++) {
        const float *values = recorder->metrics + j; /* m apart */
        int low = 0, high = 0;
        for (int i = 1; i < n; i++) {
            low = values[i * m] < values[low * m] ? i : low;
            high = values[i * m] > values[high * m] ? i : high;
        }
        text_printf(out, "%s: %.6f after epoch %d", names[j], (double)values[(n - 1) * m], n);
        if (n > 1)
            text_printf(out, "; lowest %.6f after epoch %d, highest %.6f after epoch %d", (double)values[low * m],
                        low + 1, (double)values[high * m], high + 1);
        text_add(out, ".\n");
    }
}
