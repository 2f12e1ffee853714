"""Figures about the market in words: the number, its window and its source."""

from rebalancer.measure.figure import Figure, Unit
from ui.format import UNKNOWN, day, number, percent, signed_percent
from ui.language import tr, tr_n


def amount(value: float | None, unit: Unit) -> str:
    """Return *value* in its unit: ``+866 bp``, ``8 sessions``, ``+18.8 %``."""
    if value is None:
        return UNKNOWN
    match unit:
        case Unit.SHARE:
            return signed_percent(value)
        case Unit.PART:
            return percent(value, 0)
        case Unit.BASIS_POINTS:
            points = number(value, 0)
            return (
                tr("+{points} bp", points=points)
                if value >= 0
                else tr("{points} bp", points=points)
            )
        case Unit.SESSIONS:
            return tr_n("{count} session", "{count} sessions", round(value), count=number(value, 0))
        case Unit.CORRELATION:
            return number(value, 2)


def text(figure: Figure | None) -> str:
    """Return the number of *figure* in its unit."""
    return UNKNOWN if figure is None else amount(figure.value, figure.unit)


def window(figure: Figure) -> str:
    """Return the days that *figure* covers: ``31 Dec 2025 to 31 Jul 2026``."""
    if figure.first == figure.last:
        return day(figure.last)
    return tr("{first} to {last}", first=day(figure.first), last=day(figure.last))


def origin(figure: Figure) -> str:
    """Return the days and the source of *figure* in a sentence."""
    return tr("{days}. Source: {source}.", days=window(figure), source=figure.source)


def key(figure: Figure | None) -> float | None:
    """Return what a table sorts *figure* by, and copies; None where it is not known."""
    return None if figure is None else figure.value
