"""Draws the cost of a run with nothing to do against the size of the library, as SVG.

python -m bench scale --sizes 1000,10000,100000 --json figures.json
python -m bench.chart figures.json docs/cost-by-size.svg
"""

import math
import sys
from pathlib import Path
from typing import Final

import msgspec

WIDTH: Final = 640
HEIGHT: Final = 300
LEFT: Final = 64
RIGHT: Final = 64
TOP: Final = 56
BOTTOM: Final = 48
STYLE: Final = """
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .title { font-size: 15px; font-weight: 600 }
  .axis { stroke: #8c959f; stroke-width: 1 }
  .time { stroke: #0969da; fill: #0969da }
  .memory { stroke: #bf3989; fill: #bf3989 }
  path { fill: none !important; stroke-width: 2.5 }
  text.time, text.memory { stroke: none }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .time { stroke: #58a6ff; fill: #58a6ff }
    .memory { stroke: #f778ba; fill: #f778ba }
  }
"""
Point = tuple[float, float]


def main(figures: Path, drawing: Path) -> None:
    """Reads the figures of `bench scale` and writes the drawing."""
    tables = msgspec.json.decode(figures.read_bytes(), type=list[dict[str, object]])
    scale = next(table for table in tables if table["name"] == "scale")
    rows = msgspec.convert(scale["rows"], list[dict[str, float]])
    drawing.write_text(drawn(rows), "utf-8")


def drawn(rows: list[dict[str, float]]) -> str:
    """Returns the drawing: milliseconds a scene and peak memory, by number of scenes."""
    sizes = [row["scenes"] for row in rows]
    time = _line("time", sizes, [row["ms a scene"] for row in rows], "ms", label=-10)
    memory = _line("memory", sizes, [row["MB"] for row in rows], "MB", label=22)
    ticks = "".join(
        f'<text x="{_x(size, sizes):.0f}" y="{HEIGHT - BOTTOM + 22}" text-anchor="middle">'
        f"{size:,.0f}</text>"
        for size in sizes
    )
    floor = HEIGHT - BOTTOM
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="Cost of a run with nothing to do, by size of the library">\n'
        f"<style>{STYLE}</style>\n"
        f'<text class="title" x="{LEFT}" y="22">A run with nothing to do, by scenes</text>\n'
        f'<text class="time" x="{LEFT}" y="42">milliseconds a scene</text>\n'
        f'<text class="memory" x="{WIDTH - RIGHT}" y="42" text-anchor="end">'
        f"peak memory, MB</text>\n"
        f'<line class="axis" x1="{LEFT}" y1="{floor}" x2="{WIDTH - RIGHT}" y2="{floor}"/>\n'
        f"{ticks}\n{time}\n{memory}\n</svg>\n"
    )


def _line(kind: str, sizes: list[float], values: list[float], unit: str, *, label: int) -> str:
    top = 1.25 * max(values)
    points = [
        (_x(size, sizes), HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top)
        for size, value in zip(sizes, values, strict=True)
    ]
    path = " ".join(f"{'ML'[place > 0]}{x:.1f} {y:.1f}" for place, (x, y) in enumerate(points))
    dots = "".join(
        f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>'
        f'<text class="{kind}" x="{x:.1f}" y="{y + label:.1f}" text-anchor="middle">'
        f"{_short(value)} {unit}</text>"
        for (x, y), value in zip(points, values, strict=True)
    )
    return f'<path class="{kind}" d="{path}"/>{dots}'


def _short(value: float) -> str:
    return f"{value:.2g}" if value < 1 else f"{value:.1f}" if value < 10 else f"{value:.0f}"  # noqa: PLR2004  digits that mean something


def _x(size: float, sizes: list[float]) -> float:
    low, high = math.log10(min(sizes)), math.log10(max(sizes))
    share = (math.log10(size) - low) / (high - low) if high > low else 0.5
    return LEFT + 30 + share * (WIDTH - LEFT - RIGHT - 60)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
