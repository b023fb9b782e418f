"""Small pictures for the papers: a PNG of many colours becomes one of at most 256."""

import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Final

from stashplex.demo.pictures import SIGNATURE, chunk

MOST: Final = 256
STEP: Final = 4
"""Colours that differ by less in every part are one."""
Colour = tuple[int, int, int]


def small(png: bytes) -> bytes:
    """Returns a picture of a browser with its most frequent colours, and the nearest for others."""
    width, height, rows = read(png)
    pixels = [coarse(row) for row in rows]
    counts = Counter(colour for row in pixels for colour in row)
    palette = [colour for colour, _ in counts.most_common(MOST)]
    places = {colour: place for place, colour in enumerate(palette)}
    for colour in counts:
        if colour not in places:
            places[colour] = nearest(colour, palette)
    lines = b"".join(b"\x00" + bytes(places[colour] for colour in row) for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    colours = b"".join(bytes(colour) for colour in palette)
    parts = ((b"IHDR", header), (b"PLTE", colours), (b"IDAT", zlib.compress(lines, 9)))
    return SIGNATURE + b"".join(chunk(*part) for part in parts) + chunk(b"IEND", b"")


def read(png: bytes) -> tuple[int, int, list[bytes]]:
    """Returns the size of a picture and its rows, three bytes a pixel."""
    data, width, height, depth = b"", 0, 0, 0
    for kind, body in chunks(png):
        if kind == b"IHDR":
            width, height, _, form = struct.unpack(">IIBB", body[:10])
            depth = {2: 3, 6: 4}[form]
        elif kind == b"IDAT":
            data += body
    rows = unfiltered(zlib.decompress(data), width * depth, depth)
    if depth == 4:
        rows = [b"".join(row[at : at + 3] for at in range(0, len(row), 4)) for row in rows]
    return width, height, rows


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yields the kind and the body of every chunk."""
    at = len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12


def unfiltered(data: bytes, width: int, depth: int) -> list[bytes]:
    """Undoes the filter of every row: each byte was told by those to its left and above."""
    rows: list[bytes] = []
    above = bytearray(width)
    for at in range(0, len(data), width + 1):
        kind, row = data[at], bytearray(data[at + 1 : at + 1 + width])
        for place in range(width if kind else 0):
            left = row[place - depth] if place >= depth else 0
            corner = above[place - depth] if place >= depth else 0
            row[place] = (row[place] + foretold(kind, left, above[place], corner)) & 255
        rows.append(bytes(row))
        above = row
    return rows


def foretold(kind: int, left: int, up: int, corner: int) -> int:
    """Returns what a filter takes a byte for."""
    match kind:
        case 1:
            return left
        case 2:
            return up
        case 3:
            return (left + up) // 2
        case _:
            guess = left + up - corner
            return min((left, up, corner), key=lambda one: abs(guess - one))


def coarse(row: bytes) -> list[Colour]:
    """Returns the colours of a row, of which some that look the same are one."""
    told = bytes(min((one + STEP // 2) // STEP * STEP, 255) for one in range(256))
    parts = row.translate(told)
    return list(zip(parts[::3], parts[1::3], parts[2::3], strict=True))


def nearest(colour: Colour, palette: list[Colour]) -> int:
    """Returns the place of the colour that looks most like it."""
    red, green, blue = colour
    return min(
        range(len(palette)),
        key=lambda place: (
            (palette[place][0] - red) ** 2
            + (palette[place][1] - green) ** 2
            + (palette[place][2] - blue) ** 2
        ),
    )
