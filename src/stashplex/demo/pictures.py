"""Covers drawn by ourselves: a sky, a sun and hills in the colours of a seed, as PNG."""

import colorsys
import math
import random
import struct
import zlib
from functools import lru_cache
from typing import Final

WIDTH: Final = 320
HEIGHT: Final = 180
SKY_COLOURS: Final = 64
HILLS: Final = 4
SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
WEBP: Final = b"RIFF\x24\x00\x00\x00WEBPVP8 \x18\x00\x00\x00" + bytes(24)
AVIF: Final = b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf" + bytes(24)
"""The first bytes of two formats; there is no picture behind them."""

Colour = tuple[int, int, int]


@lru_cache(maxsize=4096)
def picture(seed: int) -> bytes:
    """Returns the PNG of a seed: the same bytes every time."""
    chance = random.Random(seed)  # noqa: S311  a picture, not a secret
    colours = palette(chance)
    columns = landscape(chance)
    rows = b"".join(b"\x00" + columns[y::HEIGHT] for y in range(HEIGHT))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    parts = {
        b"IHDR": header,
        b"PLTE": b"".join(bytes(colour) for colour in colours),
        b"IDAT": zlib.compress(rows, 6),
        b"IEND": b"",
    }
    return SIGNATURE + b"".join(chunk(kind, data) for kind, data in parts.items())


def chunk(kind: bytes, data: bytes) -> bytes:
    """Returns one chunk of a PNG with its length and checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def palette(chance: random.Random) -> list[Colour]:
    """Returns the colours of the sky from top to bottom, of the sun, and of the hills."""
    hue = chance.random()
    sky = [
        colour(hue + 0.12 * step / SKY_COLOURS, 0.75 - 0.55 * step / SKY_COLOURS, 0.55, step)
        for step in range(SKY_COLOURS)
    ]
    sun = colour(hue + 0.5, 0.25, 1.0, 0)
    hills = [
        colour(hue + 0.45 + 0.04 * hill, 0.35 + 0.1 * hill, 0.6 - 0.12 * hill, 0)
        for hill in range(HILLS)
    ]
    return [*sky, sun, *hills]


def colour(hue: float, saturation: float, value: float, lighter: int) -> Colour:
    """Returns a colour of the palette, some steps lighter."""
    bright = min(1.0, value + 0.45 * lighter / SKY_COLOURS)
    red, green, blue = colorsys.hsv_to_rgb(hue % 1.0, max(saturation, 0.0), bright)
    return round(red * 255), round(green * 255), round(blue * 255)


def landscape(chance: random.Random) -> bytes:
    """Returns the picture column by column, each pixel a number of the palette."""
    sky = bytes(y * SKY_COLOURS // HEIGHT for y in range(HEIGHT))
    sun_x, sun_y = chance.randrange(40, WIDTH - 40), chance.randrange(30, 80)
    sun_radius = chance.randrange(10, 26)
    ridges = [ridge(chance, HEIGHT * (4 + hill) // 8) for hill in range(HILLS)]
    columns = []
    for x in range(WIDTH):
        column = bytearray(sky)
        half = math.isqrt(max(sun_radius**2 - (x - sun_x) ** 2, 0))
        column[sun_y - half : sun_y + half] = bytes([SKY_COLOURS]) * (2 * half)
        for hill, heights in enumerate(ridges):
            top = heights[x]
            column[top:] = bytes([SKY_COLOURS + 1 + hill]) * (HEIGHT - top)
        columns.append(bytes(column))
    return b"".join(columns)


def ridge(chance: random.Random, middle: int) -> list[int]:
    """Returns the height of a chain of hills at every column: three waves laid over another."""
    waves = [
        (chance.uniform(5, 14) / rank, rank * chance.uniform(1, 3), chance.uniform(0, math.tau))
        for rank in (1, 2, 4)
    ]
    return [
        min(
            HEIGHT - 1,
            middle
            + round(
                sum(
                    size * math.sin(math.tau * turns * x / WIDTH + start)
                    for size, turns, start in waves
                )
            ),
        )
        for x in range(WIDTH)
    ]
