/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "learner.h"
#include "repl.h"
#include "script.h"

/* One line of the table of phases. */
struct phase {
    const char *name;
    double seconds, flops;
};

enum { ASSEMBLE, FORWARD, BACKWARD_DATA, BACKWARD_WEIGHTS, NORM, OTHER, LOSS, OPTIMIZER, WAIT, N_PHASES };

static bool
multiplies(const struct fn_profile_row *row)
{
    return row->forward_flops > 0;
}

static void
add_up(const struct fn_profile *profile, struct phase phases[N_PHASES])
{
    phases[ASSEMBLE] = (struct phase){"assemble", profile->assemble, 0};
    phases[FORWARD] = (struct phase){"forward", 0, 0};
    phases[BACKWARD_DATA] = (struct phase){"backward data", 0, 0};
    phases[BACKWARD_WEIGHTS] = (struct phase){"backward weights", 0, 0};
    phases[NORM] = (struct phase){"norm", 0, 0};
    phases[OTHER] = (struct phase){"other layers", 0, 0};
    phases[LOSS] = (struct phase){"loss", profile->loss, 0};
    phases[OPTIMIZER] = (struct phase){"optimizer", profile->optimizer, 0};
    phases[WAIT] = (struct phase){"wait", profile->wait, 0};
    for (int i = 0; i < profile->n_rows; i++) {
        const struct fn_profile_row *row = &profile->rows[i];
        if (!multiplies(row)) {
            phases[strcmp(row->name, "BatchNorm2d") == 0 ? NORM : OTHER].seconds +=
                row->forward + row->backward_data + row->backward_weights;
            continue;
        }
        phases[FORWARD].seconds += row->forward;
        phases[FORWARD].flops += row->forward_flops;
        phases[BACKWARD_DATA].seconds += row->backward_data;
        phases[BACKWARD_DATA].flops += row->backward_data_flops;
        phases[BACKWARD_WEIGHTS].seconds += row->backward_weights;
        phases[BACKWARD_WEIGHTS].flops += row->backward_weights_flops;
    }
}

/* Without the blanks that cells at the end may have left. */
static void
end_row(struct text *out)
{
    while (out->length > 0 && out->bytes[out->length - 1] == ' ')
        out->length--;
    text_add_char(out, '\n');
}

/* "  182.7   77 %", or blanks where nothing is multiplied. */
static void
print_speed(struct text *out, double flops, double seconds, double peak)
{
    if (flops > 0 && seconds > 0)
        text_printf(out, " %8.1f %5.0f %%", flops / seconds / 1e9, 100 * flops / seconds / peak);
    else
        text_printf(out, " %8s %7s", "", "");
}

static void
print_phases(struct text *out, const struct phase phases[N_PHASES], double peak)
{
    enum { BAR = 25 };
    double total = 0, flops = 0;

    for (int i = 0; i < N_PHASES; i++) {
        total += phases[i].seconds;
        flops += phases[i].flops;
    }
    text_printf(out, "%-18s %9s %6s  %8s %7s\n", "phase", "us/batch", "share", "GFLOP/s", "of peak");
    for (int i = 0; i < N_PHASES; i++) {
        double share = phases[i].seconds / total;
        text_printf(out, "%-18s %9.1f %5.1f %%", phases[i].name, 1e6 * phases[i].seconds, 100 * share);
        print_speed(out, phases[i].flops, phases[i].seconds, peak);
        text_printf(out, "  %.*s", (int)(share * BAR + 0.5), "#########################");
        end_row(out);
    }
    text_printf(out, "%-18s %9.1f %5.1f %%", "total", 1e6 * total, 100.0);
    print_speed(out, flops, total, peak);
    text_printf(out, "\n");
}

/* "   52.3  96 %"; a layer's own share of the clock's overhead is not shown as work. */
static void
print_cell(struct text *out, bool works, double seconds, double flops, double peak)
{
    if (!works || seconds == 0)
        text_printf(out, " %9s %5s", "-", "");
    else if (flops == 0)
        text_printf(out, " %9.1f %5s", 1e6 * seconds, "");
    else
        text_printf(out, " %9.1f %3.0f %%", 1e6 * seconds, 100 * flops / seconds / peak);
}

static void
print_layers(struct text *out, const struct fn_profile *profile, double peak)
{
    text_printf(out, "\n%-30s %15s %15s %15s\n", "layer (us/batch, of peak)", "forward", "backward data",
                "backward weights");
    for (int i = 0; i < profile->n_rows; i++) {
        const struct fn_profile_row *row = &profile->rows[i];
        bool gradient = !multiplies(row) || row->backward_data_flops > 0;
        text_printf(out, "%-12s %-17s", row->path, row->name);
        print_cell(out, true, row->forward, row->forward_flops, peak);
        print_cell(out, gradient, row->backward_data, row->backward_data_flops, peak);
        print_cell(out, true, row->backward_weights, row->backward_weights_flops, peak);
        end_row(out);
    }
}

static struct value *
run(struct call *call, struct fn_error *err)
{
    const struct learner *learner = call->self->object;
    struct fn_pool *pool = repl_pool(call->repl, err);
    struct fn_profile profile;
    struct phase phases[N_PHASES];
    struct text out = {0};
    double peak;

    if (!pool || !fn_learner_profile(learner->learner, &profile, err))
        return NULL;
    peak = fn_pool_peak(pool);
    add_up(&profile, phases);
    text_printf(&out, "mean of %d batches of %d images; %s, threads %d, peak %.1f GFLOP/s\n", profile.batches,
                profile.images, fn_isa(), profile.threads, peak / 1e9);
    print_phases(&out, phases, peak);
    print_layers(&out, &profile, peak);
    fn_profile_fini(&profile);
    if (out.failed) {
        text_fini(&out);
        return fail_memory(err);
    }
    repl_print(call->repl, "%.*s", (int)out.length, out.bytes);
    text_fini(&out);
    return value_none();
}

const struct command command_profile = {
    .verb = "profile",
    .group = "Training",
    .objects = learner_only,
    .example = "profile",
    .function =
        {
            .name = "profile",
            .help = "where the time of the last fit went, by phase and by layer",
            .run = run,
        },
};
