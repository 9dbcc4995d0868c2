"""The icons of the app, drawn here: a small push to the right. Pure; the same bytes every time."""

import struct
import zlib
from collections.abc import Callable
from math import hypot

Colour = tuple[int, int, int]
Point = tuple[float, float]

_TEAL: Colour = (20, 66, 77)
_WHITE: Colour = (255, 255, 255)
# What is pushed (a dot) and the push (an arrow), in a square of one by one.
_DOT: Point = (0.70, 0.50)
_DOT_SIZE = 0.12
_STROKES: tuple[tuple[Point, Point], ...] = (
    ((0.16, 0.50), (0.46, 0.50)),
    ((0.46, 0.50), (0.32, 0.34)),
    ((0.46, 0.50), (0.32, 0.66)),
)
_HALF_A_STROKE = 0.045


def colour_icon() -> bytes:
    """Return the icon in full colour, 192 pixels square, as PNG."""
    return _png(192, lambda x, y, blur: (*_mixed(_ink(x, y, blur)), 255))


def outline_icon() -> bytes:
    """Return the outline, 32 pixels square: white on nothing, as PNG."""
    return _png(32, lambda x, y, blur: (*_WHITE, round(255 * _ink(x, y, blur))))


def _ink(x: float, y: float, blur: float) -> float:
    """Return how much of a pixel is drawn on, from 0 to 1; `blur` is the size of a pixel."""
    to_stroke = min(_distance(x, y, *stroke) for stroke in _STROKES) - _HALF_A_STROKE
    to_dot = hypot(x - _DOT[0], y - _DOT[1]) - _DOT_SIZE
    return min(1.0, max(0.0, 0.5 - min(to_stroke, to_dot) / blur))


def _distance(x: float, y: float, start: Point, end: Point) -> float:
    """Return the distance to a piece of a line."""
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    share = ((x - start[0]) * along_x + (y - start[1]) * along_y) / (along_x**2 + along_y**2)
    share = min(1.0, max(0.0, share))
    return hypot(x - start[0] - share * along_x, y - start[1] - share * along_y)


def _mixed(ink: float) -> Colour:
    red, green, blue = (
        round(back + (front - back) * ink) for back, front in zip(_TEAL, _WHITE, strict=True)
    )
    return red, green, blue


def _png(size: int, pixel: Callable[[float, float, float], tuple[int, int, int, int]]) -> bytes:
    rows = bytearray()
    for row in range(size):
        rows.append(0)
        for column in range(size):
            rows.extend(pixel((column + 0.5) / size, (row + 0.5) / size, 1 / size))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
