#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes good/*.png, what PIL reads from them (good/expected.txt), and bad/*.

The files are put together here and not by PIL, which cannot write most of these kinds. Each line of expected.txt is
NAME MODE WIDTH HEIGHT and the pixels in hexadecimal, as Image.open(NAME).convert(MODE) gives them."""

import os
import random
import struct
import warnings
import zlib

from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))
GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6
SAMPLES = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGBA: 4}
NAMES = {GREY: "grey", RGB: "rgb", PALETTE: "palette", GREY_ALPHA: "grey_alpha", RGBA: "rgba"}
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def header(width, height, depth, kind, interlaced=0):
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, interlaced))


def pack(samples, depth):
    bits = "".join(format(s, "0%db" % depth) for s in samples)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))


def scan(pixels, depth, x0, y0, dx, dy):
    """The rows of one pass, each with filter 0."""
    rows = [[s for pixel in row[x0::dx] for s in pixel] for row in pixels[y0::dy]]
    return b"".join(b"\0" + pack(row, depth) for row in rows if row)


def png(width, height, depth, kind, interlaced=False, top=None, extra=b"", end=True):
    """Random pixels; samples from 0 to top."""
    top = (1 << depth) - 1 if top is None else top
    pixels = [[[random.randint(0, top) for _ in range(SAMPLES[kind])] for _ in range(width)] for _ in range(height)]
    passes = ADAM7 if interlaced else [(0, 0, 1, 1)]
    data = zlib.compress(b"".join(scan(pixels, depth, *p) for p in passes))
    return (SIGNATURE + header(width, height, depth, kind, interlaced) + extra + chunk(b"IDAT", data)
            + (chunk(b"IEND", b"") if end else b""))


def palette(n):
    return chunk(b"PLTE", bytes(random.randrange(256) for _ in range(3 * n)))


def good():
    for kind, depths in ((GREY, (1, 2, 4, 8, 16)), (RGB, (8, 16)), (PALETTE, (1, 2, 4, 8)), (GREY_ALPHA, (8, 16)),
                         (RGBA, (8, 16))):
        for depth in depths:
            for interlaced in (False, True):
                extra = palette(1 << depth) if kind == PALETTE else b""
                name = "%s_%d%s.png" % (NAMES[kind], depth, "_interlaced" if interlaced else "")
                yield name, png(13, 9, depth, kind, interlaced, extra=extra)
    yield "grey_16_low.png", png(13, 9, 16, GREY, top=300)
    yield "grey_8_transparent.png", png(5, 4, 8, GREY, top=3, extra=chunk(b"tRNS", struct.pack(">H", 2)))
    yield "rgb_8_transparent.png", png(5, 4, 8, RGB, top=1, extra=chunk(b"tRNS", struct.pack(">HHH", 1, 1, 1)))
    yield "palette_8_transparent.png", png(5, 4, 8, PALETTE, top=9, extra=palette(10) + chunk(b"tRNS", b"\0\x80\xff"))
    yield "palette_8_short.png", png(13, 9, 8, PALETTE, extra=palette(100))
    yield "grey_8_gamma.png", png(5, 4, 8, GREY, extra=chunk(b"gAMA", struct.pack(">I", 100000)))
    yield "grey_8_no_end.png", png(5, 4, 8, GREY, end=False)
    yield "grey_8_1x1.png", png(1, 1, 8, GREY)
    yield "rgb_8_interlaced_1x1.png", png(1, 1, 8, RGB, True)
    yield "rgb_8_interlaced_3x2.png", png(3, 2, 8, RGB, True)


def bad():
    whole = png(13, 9, 8, GREY)
    data = whole.index(b"IDAT")
    yield "empty.png", b""
    yield "short_signature.png", SIGNATURE[:5]
    yield "text.png", b"This is no PNG image.\n"
    yield "only_signature.png", SIGNATURE
    yield "truncated_header.png", whole[:20]
    yield "truncated_pixels.png", whole[: data + 60]
    yield "header_crc.png", whole[:29] + bytes([whole[29] ^ 1]) + whole[30:]
    yield "pixels_checksum.png", whole[:-13] + bytes([whole[-13] ^ 1]) + whole[-12:]
    yield "pixels_crc.png", whole[: data + 40] + bytes([whole[data + 40] ^ 1]) + whole[data + 41 :]
    yield "no_pixels.png", SIGNATURE + header(13, 9, 8, GREY) + chunk(b"IEND", b"")
    yield "few_rows.png", SIGNATURE + header(13, 99, 8, GREY) + whole[data - 4 :]
    yield "not_deflated.png", SIGNATURE + header(13, 9, 8, GREY) + chunk(b"IDAT", b"garbage" * 9) + chunk(b"IEND", b"")
    yield "bad_filter.png", (SIGNATURE + header(2, 1, 8, GREY) + chunk(b"IDAT", zlib.compress(b"\x09\1\2"))
                             + chunk(b"IEND", b""))
    yield "no_palette.png", png(13, 9, 8, PALETTE)
    yield "zero_width.png", SIGNATURE + header(0, 9, 8, GREY) + whole[data - 4 :]
    yield "bad_depth.png", SIGNATURE + header(13, 9, 3, GREY) + whole[data - 4 :]
    yield "huge.png", SIGNATURE + header(65535, 65535, 8, GREY) + whole[data - 4 :]
    yield "huge_width.png", SIGNATURE + header(0x7FFFFFFF, 1, 16, RGBA) + whole[data - 4 :]


def write(folder, files):
    for name, contents in files:
        with open(os.path.join(HERE, folder, name), "wb") as f:
            f.write(contents)
        yield name


def main():
    random.seed(7)
    warnings.simplefilter("ignore")
    lines = []
    for name in write("good", good()):
        for mode in ("L", "RGB"):
            image = Image.open(os.path.join(HERE, "good", name)).convert(mode)
            lines.append("%s %s %d %d %s\n" % (name, mode, *image.size, image.tobytes().hex()))
    with open(os.path.join(HERE, "good", "expected.txt"), "w", encoding="ascii") as f:
        f.writelines(sorted(lines))
    for _ in write("bad", bad()):
        pass


if __name__ == "__main__":
    main()
