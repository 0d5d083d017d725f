"""Covers for items without an image: drawn from the title, the same title always the same cover."""

from __future__ import annotations

import hashlib
import math
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from ui.web.markup import escape

WIDTH, HEIGHT, PICTURE = 200, 300, 204
"""Of the drawing: the picture is above, the title in the band below it."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Paper (of the title's band), ground of the picture, three colours on it, and ink for the title."""

    paper: str
    ground: str
    first: str
    second: str
    third: str
    ink: str


PALETTES = (
    Palette("#f3ead7", "#e4b363", "#c8553d", "#7a3b2e", "#f3ead7", "#3a231b"),
    Palette("#12343b", "#2d545e", "#c89666", "#12343b", "#e1b382", "#f6e9d6"),
    Palette("#f1efe7", "#a8c5b5", "#4f8a73", "#264d43", "#f1efe7", "#1d3730"),
    Palette("#20243f", "#3b4371", "#6d78b5", "#f08a7b", "#f9c784", "#f7f0e6"),
    Palette("#f7f1ea", "#f2c6b4", "#d9776a", "#8f3f4f", "#fdf8f2", "#4b2530"),
    Palette("#17252a", "#2b7a78", "#3aafa9", "#17252a", "#def2f1", "#eaf6f5"),
    Palette("#eef1f5", "#b9cbe0", "#5f83ad", "#2f4d73", "#f6f8fa", "#22344c"),
    Palette("#2b1b2e", "#54344f", "#8a5a7c", "#e5989b", "#ffcdb2", "#f9ece6"),
    Palette("#f4f0e1", "#d6d3a5", "#8d9b5a", "#4c5b32", "#faf7ea", "#323c22"),
    Palette("#1c1c22", "#3a3a46", "#6f6f80", "#e8e3d3", "#f2b705", "#f4f0e4"),
    Palette("#f5ece9", "#c9b6d6", "#8e6fae", "#513a70", "#f9f3f1", "#38284e"),
    Palette("#0f2e22", "#1f5a41", "#8ec3a0", "#0f2e22", "#f0d58c", "#f3efdd"),
)


def draw_cover(title: str) -> str:
    """An inline SVG, hidden from screen readers: the title stands beside it as text."""
    chance = Random(int.from_bytes(hashlib.sha256(title.encode()).digest()[:8], "big"))
    palette = chance.choice(PALETTES)
    picture = chance.choice(MOTIFS)(chance, palette)
    return (
        f'<svg class="ci-drawn" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="xMidYMin slice"'
        ' aria-hidden="true" focusable="false">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{palette.ground}"/>{picture}'
        f'<rect y="{PICTURE}" width="{WIDTH}" height="{HEIGHT - PICTURE}" fill="{palette.paper}"/>'
        f"{_lettering(title, palette.ink)}</svg>"
    )


def _circle(x: float, y: float, radius: float, fill: str, opacity: float = 1) -> str:
    return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius:.0f}" fill="{fill}" opacity="{opacity:g}"/>'


def _path(data: str, fill: str) -> str:
    return f'<path d="{data}" fill="{fill}"/>'


def _hills(chance: Random, colours: Palette) -> str:
    parts = [_circle(chance.randint(45, 155), chance.randint(55, 95), chance.randint(26, 40), colours.third)]
    for level, fill in ((112, colours.first), (150, colours.second)):
        lift = chance.randint(18, 42)
        parts.append(
            _path(
                f"M0 {level} C50 {level - lift} 70 {level + lift / 2:.0f} 110 {level} "
                f"S170 {level - lift} 200 {level - 10} V300 H0 Z",
                fill,
            )
        )
    return "".join(parts)


def _rings(chance: Random, colours: Palette) -> str:
    x, y = chance.randint(50, 150), chance.randint(70, 130)
    fills = (colours.first, colours.third, colours.second, colours.ground)
    return "".join(_circle(x, y, 112 - 27 * i, fill) for i, fill in enumerate(fills))


def _quarters(chance: Random, colours: Palette) -> str:
    parts = []
    corners = (
        "M0 0 H50 A50 50 0 0 1 0 50Z",
        "M50 0 V50 A50 50 0 0 1 0 0Z",
        "M50 50 H0 A50 50 0 0 1 50 0Z",
        "M0 50 V0 A50 50 0 0 1 50 50Z",
    )
    for row in range(4):
        for column in range(4):
            fill = chance.choice((colours.first, colours.second, colours.third, colours.ground))
            shape = chance.choice(corners)
            parts.append(f'<path transform="translate({50 * column} {51 * row})" d="{shape}" fill="{fill}"/>')
    return "".join(parts)


def _waves(chance: Random, colours: Palette) -> str:
    phase = chance.random() * math.tau
    parts = [_circle(chance.randint(40, 160), 56, 30, colours.third)]
    for row, fill in enumerate(
        (colours.first, colours.second, colours.ground, colours.first, colours.second)
    ):
        top = 84 + 26 * row
        points = [(x, top + 10 * math.sin(x / 26 + phase + row)) for x in range(0, 201, 10)]
        line = " ".join(f"{x} {y:.0f}" for x, y in points)
        parts.append(_path(f"M{line} V300 H0 Z", fill))
    return "".join(parts)


def _rays(chance: Random, colours: Palette) -> str:
    x, y, count = chance.randint(30, 170), chance.randint(120, 190), 18
    parts = []
    turn = chance.random()
    for i in range(0, count, 2):
        ends = [
            (
                x + 320 * math.cos((k + turn) * math.tau / count),
                y + 320 * math.sin((k + turn) * math.tau / count),
            )
            for k in (i, i + 1)
        ]
        corners = " ".join(f"L{a:.0f} {b:.0f}" for a, b in ends)
        parts.append(_path(f"M{x} {y} {corners} Z", colours.first))
    return "".join(parts) + _circle(x, y, 44, colours.second) + _circle(x, y, 28, colours.third)


def _peaks(chance: Random, colours: Palette) -> str:
    parts = [_circle(chance.randint(40, 160), chance.randint(40, 60), 20, colours.third)]
    for left, height, fill in (
        (chance.randint(-40, 0), chance.randint(100, 130), colours.first),
        (chance.randint(50, 90), chance.randint(80, 115), colours.second),
    ):
        peak = PICTURE - height
        parts.append(_path(f"M{left} {PICTURE} L{left + 85} {peak} L{left + 170} {PICTURE} Z", fill))
        snow = f"M{left + 85} {peak} l-18 26 l12 -6 l8 9 l9 -10 l9 7 Z"
        parts.append(_path(snow, colours.third))
    return "".join(parts)


def _scales(chance: Random, colours: Palette) -> str:
    fills = [colours.first, colours.second, colours.third, colours.ground]
    chance.shuffle(fills)
    parts = []
    for row in range(8):
        for column in range(5):
            x, y = 50 * column + 25 * (row % 2) - 12, 26 * row - 6
            outer, inner = fills[(row + column) % 3], fills[3]
            parts.append(_circle(x, y, 27, outer) + _circle(x, y, 15, inner))
    return "".join(parts)


def _dots(chance: Random, colours: Palette) -> str:
    x0, y0 = chance.randint(0, 200), chance.randint(0, 200)
    fills = (colours.first, colours.second, colours.third)
    parts = []
    for row in range(6):
        for column in range(6):
            x, y = 17 + 33 * column, 19 + 33 * row
            near = 1 - min(1.0, math.hypot(x - x0, y - y0) / 240)
            parts.append(_circle(x, y, 3 + 12 * near, fills[(row + column) % 3 if near > 0.5 else 0]))
    return "".join(parts)


def _arches(chance: Random, colours: Palette) -> str:
    middle = chance.randint(70, 130)
    parts = []
    for width, fill in ((82, colours.first), (60, colours.second), (38, colours.third), (17, colours.first)):
        top = 30 + (82 - width) * 1.1 + width
        parts.append(
            _path(
                f"M{middle - width} {PICTURE} V{top:.0f} A{width} {width} 0 0 1 {middle + width} {top:.0f} "
                f"V{PICTURE} Z",
                fill,
            )
        )
    return "".join(parts)


MOTIFS: tuple[Callable[[Random, Palette], str], ...] = (
    _hills,
    _rings,
    _quarters,
    _waves,
    _rays,
    _peaks,
    _scales,
    _dots,
    _arches,
)


def _lettering(title: str, ink: str) -> str:
    size, lines = _fit(title)
    step = size * 1.16
    top = PICTURE + (HEIGHT - PICTURE - step * len(lines)) / 2 + size * 0.86
    rows = "".join(
        f'<text x="14" y="{top + step * i:.1f}">{escape(line)}</text>' for i, line in enumerate(lines)
    )
    return f'<g class="ci-lettering" fill="{ink}" font-size="{size}">{rows}</g>'


def _fit(title: str) -> tuple[int, list[str]]:
    """The largest size at which the title fits into the band, with its lines; the smallest cuts it off."""
    for size in (30, 26, 23, 20, 18, 16):
        rows = int((HEIGHT - PICTURE - 16) // (size * 1.16))
        lines = _wrap(title, 172 / size)
        whole = max((_ems(word) for word in title.split()), default=0) <= 172 / size
        if len(lines) <= rows and (whole or size == 16):
            return size, lines
    return size, [*lines[: rows - 1], lines[rows - 1].rstrip(" ,.;:")[:-1] + "…"]


def _wrap(text: str, ems: float) -> list[str]:
    lines: list[str] = []
    for piece in (piece for word in text.split() for piece in _pieces(word, ems)):
        if lines and _ems(f"{lines[-1]} {piece}") <= ems:
            lines[-1] = f"{lines[-1]} {piece}"
        else:
            lines.append(piece)
    return lines


def _pieces(word: str, ems: float) -> list[str]:
    """A word that is wider than a line (or a sentence of a script without blanks), cut to lines."""
    pieces = [""]
    for character in word:
        if pieces[-1] and _ems(pieces[-1] + character) > ems:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _ems(text: str) -> float:
    """About how wide text is, in units of its size: wide scripts take a whole em."""
    return sum(_width(c) for c in text)


def _width(character: str) -> float:
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 1
    if character in "ilIjtfr.,:;'!|()[] ":
        return 0.32
    if character in "mwMW—":
        return 0.88
    return 0.68 if character.isupper() else 0.54
