"""Which colour of the palette a part of a chart is painted in; looked up anew for every theme."""

from collections.abc import Callable

from PySide6.QtGui import QColor

from ui.theme import Colors

READABLE = 4.5
"""The contrast from which text can be read (WCAG 2.2, level AA)."""
LINEAR_UP_TO = 0.04045
"""Below this sRGB is linear (WCAG 2.2, relative luminance)."""

Paint = Callable[[Colors], str]
"""Returns ``#rrggbb`` out of the palette in use."""


def before(colors: Colors) -> str:
    """The household as it is."""
    return colors.before


def after(colors: Colors) -> str:
    """The household after the plan."""
    return colors.after


def muted(colors: Colors) -> str:
    """Whatever is there for comparison only."""
    return colors.muted


def ink(colors: Colors) -> str:
    """What is written, and lines as thin as writing."""
    return colors.text


def series(number: int) -> Paint:
    """Return the paint of the categorical series *number*, counted from 0."""

    def paint(colors: Colors) -> str:
        return colors.series[number % len(colors.series)]

    return paint


def rest(colors: Colors) -> str:
    """Whatever is left over once all that matters has its colour."""
    return mix(colors.surface, colors.muted, 0.75)


def mix(first: str, second: str, share: float) -> str:
    """Return the colour that is *share* of the way from *first* to *second*."""
    pairs = zip(_parts(first), _parts(second), strict=True)
    red, green, blue = (round(a + (b - a) * share) for a, b in pairs)
    return QColor(red, green, blue).name()


def readable_on(background: str, colors: Colors) -> str:
    """Return the text colour of *colors* that stands out most from *background*.

    Where none of them can be read, it is black or white, one of which always can.
    """

    def stands_out(text: str) -> float:
        return contrast(text, background)

    best = max((colors.text, colors.surface), key=stands_out)
    return best if stands_out(best) >= READABLE else max(("#000000", "#ffffff"), key=stands_out)


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours as WCAG 2 defines it, 1..21."""
    bright, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(color: str) -> tuple[int, int, int]:
    parsed = QColor(color)
    return parsed.red(), parsed.green(), parsed.blue()


def _linear(part: float) -> float:
    if part <= LINEAR_UP_TO:
        return part / 12.92
    return float(((part + 0.055) / 1.055) ** 2.4)
