"""Small pictures for the papers: a PNG of many colours becomes one of at most 256."""

import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Final

from stashplex.demo.pictures import SIGNATURE, chunk

MOST: Final = 256
FREQUENT: Final = 128
"""The most frequent colours come first; then those that are least like any of these."""
SEEN: Final = 6
"""Pixels that a colour needs to count."""
Colour = tuple[int, int, int]


def small(png: bytes) -> bytes:
    """Returns a picture of a browser in few colours; what has another gets the nearest."""
    width, height, rows = read(png)
    pixels = [list(zip(row[::3], row[1::3], row[2::3], strict=True)) for row in rows]
    counts = Counter(colour for row in pixels for colour in row)
    palette = chosen(counts)
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


def chosen(counts: Counter[Colour]) -> list[Colour]:
    """Returns the colours that are kept."""
    palette = [colour for colour, _ in counts.most_common(FREQUENT)]
    kept = set(palette)
    others = [colour for colour, seen in counts.items() if seen >= SEEN and colour not in kept]
    away = [min(distance(one, colour) for colour in palette) for one in others]
    while others and len(palette) < MOST and max(away) > 0:
        furthest = others[away.index(max(away))]
        palette.append(furthest)
        away = [min(far, distance(one, furthest)) for one, far in zip(others, away, strict=True)]
    return palette


def nearest(colour: Colour, palette: list[Colour]) -> int:
    """Returns the place of the colour that looks most like it."""
    return min(range(len(palette)), key=lambda place: distance(colour, palette[place]))


def distance(one: Colour, other: Colour) -> int:
    """Returns how different two colours look, roughly."""
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 + (one[2] - other[2]) ** 2
