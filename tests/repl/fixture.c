/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fn/fn.h>

/* Draws the data that the tests of the program work on: a small MNIST, and folders with something wrong in them.
 *
 *     fixture FOLDER TRAIN VALID
 *
 * makes FOLDER/digits/{training,testing}/<digit>/<number>.png, TRAIN and VALID pictures a digit, and FOLDER/odd,
 * FOLDER/broken, FOLDER/mixed and FOLDER/empty. The same pictures every time. */

enum { SIZE = 28 };

/* Lines from point to point; x is 0 to 4, y is 0 (top) to 6. */
static const char *const strokes[10] = {
    "10 30 41 45 36 16 05 01 10",    "11 20 26",    "01 10 30 41 42 06 46",
    "00 40 22 32 43 45 36 16 05",    "36 30 04 44", "40 00 03 33 44 45 36 06",
    "30 10 02 05 16 36 45 44 33 03", "00 40 16",    "13 02 01 10 30 41 42 33 13 04 05 16 36 45 44 33",
    "43 13 02 01 10 30 41 44 36 16",
};

static void
stop(const char *what, const char *why)
{
    fprintf(stderr, "fixture: %s: %s\n", what, why);
    exit(1);
}

static void
make_folder(const char *path)
{
    if (mkdir(path, 0755) != 0 && errno != EEXIST)
        stop(path, strerror(errno));
}

struct hand {
    double scale, slant, x, y, pen; /* pixels, but for the slant */
};

static struct hand
hand_of(int digit, int number)
{
    struct fn_rng rng = fn_rng_at(7, (uint64_t)digit, (uint64_t)number);
    return (struct hand){
        .scale = 2.6 + 0.5 * fn_rng_uniform(&rng),
        .slant = 0.4 * (fn_rng_uniform(&rng) - 0.5),
        .x = 3 * (fn_rng_uniform(&rng) - 0.5),
        .y = 3 * (fn_rng_uniform(&rng) - 0.5),
        .pen = 1.0 + 0.5 * fn_rng_uniform(&rng),
    };
}

static void
place(const struct hand *hand, const char *point, double out[2])
{
    double x = point[0] - '0' - 2, y = point[1] - '0' - 3;
    out[0] = SIZE / 2.0 + hand->x + hand->scale * (x - hand->slant * y);
    out[1] = SIZE / 2.0 + hand->y + hand->scale * y;
}

static double
distance(double x, double y, const double a[2], const double b[2])
{
    double dx = b[0] - a[0], dy = b[1] - a[1];
    double t = ((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy);
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return hypot(x - a[0] - t * dx, y - a[1] - t * dy);
}

static struct fn_image *
draw(int digit, int number, int size, int channels)
{
    struct hand hand = hand_of(digit, number);
    struct fn_image *image = fn_image_new(size, size, channels, NULL);
    if (!image)
        stop("picture", "out of memory");
    for (int i = 0; i < size * size; i++) {
        double x = (i % size + 0.5) * SIZE / size, y = (i / size + 0.5) * SIZE / size, nearest = SIZE;
        for (const char *p = strokes[digit]; p[2] != '\0'; p += 3) {
            double a[2], b[2];
            place(&hand, p, a);
            place(&hand, p + 3, b);
            nearest = fmin(nearest, distance(x, y, a, b));
        }
        double ink = hand.pen + 0.5 - nearest;
        for (int c = 0; c < channels; c++)
            image->pixels[i * channels + c] = (uint8_t)(255 * (ink < 0 ? 0 : ink > 1 ? 1 : ink) + 0.5);
    }
    return image;
}

static void
write_digit(const char *folder, int digit, int number, int size, int channels)
{
    char path[4096];
    struct fn_error err;
    struct fn_image *image = draw(digit, number, size, channels);
    snprintf(path, sizeof path, "%s/%d", folder, digit);
    make_folder(path);
    snprintf(path, sizeof path, "%s/%d/%d.png", folder, digit, number);
    if (!fn_image_write(image, path, &err))
        stop(path, err.message);
    fn_image_unref(image);
}

static char *
folder_in(const char *folder, const char *name)
{
    size_t size = strlen(folder) + strlen(name) + 2;
    char *path = malloc(size);
    if (!path)
        stop(name, "out of memory");
    snprintf(path, size, "%s/%s", folder, name);
    make_folder(path);
    return path;
}

static void
write_part(const char *folder, const char *name, int first, int count)
{
    char *part = folder_in(folder, name);
    for (int digit = 0; digit < 10; digit++)
        for (int i = first; i < first + count; i++)
            write_digit(part, digit, i, SIZE, 1);
    free(part);
}

/* One train picture is larger than the rest. */
static void
write_odd(const char *folder)
{
    char *odd = folder_in(folder, "odd"), *train = folder_in(odd, "train"), *valid = folder_in(odd, "valid");
    for (int i = 0; i < 4; i++)
        write_digit(train, 1, i, i == 2 ? 30 : SIZE, 1);
    write_digit(valid, 1, 4, SIZE, 1);
    free(odd);
    free(train);
    free(valid);
}

/* The second train picture ends in the middle. */
static void
write_broken(const char *folder)
{
    char *broken = folder_in(folder, "broken"), *train = folder_in(broken, "train"),
         *valid = folder_in(broken, "valid");
    char path[4096];
    for (int i = 0; i < 3; i++)
        write_digit(train, 1, i, SIZE, 1);
    write_digit(valid, 1, 4, SIZE, 1);
    snprintf(path, sizeof path, "%s/1/1.png", train);
    if (truncate(path, 60) != 0)
        stop(path, strerror(errno));
    free(broken);
    free(train);
    free(valid);
}

/* The valid part has a class that train does not have. */
static void
write_mixed(const char *folder)
{
    char *mixed = folder_in(folder, "mixed"), *train = folder_in(mixed, "train"), *valid = folder_in(mixed, "valid");
    write_digit(train, 1, 0, SIZE, 3);
    write_digit(train, 7, 0, SIZE, 3);
    write_digit(valid, 3, 0, SIZE, 3);
    free(mixed);
    free(train);
    free(valid);
}

int
main(int argc, char **argv)
{
    if (argc != 4 || atoi(argv[2]) < 1 || atoi(argv[3]) < 1) {
        fprintf(stderr, "usage: fixture FOLDER TRAIN VALID\n");
        return 2;
    }
    int train = atoi(argv[2]), valid = atoi(argv[3]);
    make_folder(argv[1]);
    char *digits = folder_in(argv[1], "digits");
    write_part(digits, "training", 0, train);
    write_part(digits, "testing", train, valid);
    free(digits);
    write_odd(argv[1]);
    write_broken(argv[1]);
    write_mixed(argv[1]);
    free(folder_in(argv[1], "empty"));
    return 0;
}
