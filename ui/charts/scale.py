"""Where an axis has its ticks, and how they read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10

from ui.format import MINUS, dollars, month, percent
from ui.format import day as named_day
from ui.language import tr

Tick = tuple[float, str]

MILLION = 1_000_000
THOUSAND = 1_000
MONTHS = 12
WHOLE_PERCENT = 0.01
DECADE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """How a value reads: short on an axis, exact in a read-out."""

    on_axis: Callable[[float, float], str]
    """Takes the value and the distance between ticks."""
    exact: Callable[[float], str]
    """Takes the value."""


def _percent_on_axis(value: float, step: float) -> str:
    return percent(value, 0 if step >= WHOLE_PERCENT else 1)


def _dollars_on_axis(value: float, step: float) -> str:
    sign = MINUS if value < 0 else ""
    size = abs(value)
    if size >= MILLION:
        digits = 0 if step >= MILLION else 1 if step >= MILLION / 10 else 2
        return f"{sign}${size / MILLION:.{digits}f}M"
    if size >= THOUSAND:
        return f"{sign}${size / THOUSAND:.{0 if step >= THOUSAND else 1}f}k"
    return f"{sign}${size:.0f}"


def _exact_percent(value: float) -> str:
    return percent(value, 1)


PERCENT = Unit(on_axis=_percent_on_axis, exact=_exact_percent)
DOLLARS = Unit(on_axis=_dollars_on_axis, exact=dollars)


def nice_step(span: float, count: int) -> float:
    """Return a round distance (1, 2 or 5 times a power of ten) for about *count* ticks."""
    if span <= 0:
        return 1.0
    rough = span / max(1, count)
    power: float = 10.0 ** floor(log10(rough))
    for factor in (1, 2, 5):
        if rough <= factor * power * 1.0001:
            return factor * power
    return 10 * power


def nice_values(low: float, high: float, count: int) -> list[float]:
    """Return round values from *low* to *high*, both included where they are round."""
    step = nice_step(high - low, count)
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return [position * step for position in range(first, last + 1)]


def ticks(low: float, high: float, count: int, unit: Unit) -> list[Tick]:
    """Return about *count* ticks between *low* and *high* with their texts."""
    step = nice_step(high - low, count)
    return [(value, unit.on_axis(value, step)) for value in nice_values(low, high, count)]


def log_ticks(low: float, high: float, count: int, unit: Unit) -> list[Tick]:
    """Return about *count* ticks at their decimal logarithms, between values above 0."""
    if high < DECADE * low:
        return [(log10(value), text) for value, text in ticks(low, high, count, unit) if value > 0]
    powers = range(floor(log10(low)), ceil(log10(high)) + 1)
    values = [factor * 10.0**power for power in powers for factor in (1, 2, 5)]
    return [(log10(value), unit.on_axis(value, value)) for value in values if low <= value <= high]


def padded(values: Sequence[float], share: float = 0.06) -> tuple[float, float]:
    """Return the range of *values* with some air; never of zero height."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    air = (high - low) * share or abs(high) * share or 1.0
    return low - air, high + air


def day_ticks(first: date, last: date, count: int) -> list[Tick]:
    """Return ticks on the first of a month or year, at most about *count* of them."""
    months = (last.year - first.year) * MONTHS + last.month - first.month
    if months < 1:
        return [(first.toordinal(), named_day(first))]
    for step in (1, 2, 3, 6):
        if months / step <= count:
            return _month_ticks(first, last, step)
    years = int(nice_step(max(1, months / MONTHS), count)) or 1
    start = ceil(first.year / years) * years
    if date(start, 1, 1) < first:
        start += years
    return [
        (date(year, 1, 1).toordinal(), str(year)) for year in range(start, last.year + 1, years)
    ]


def _month_ticks(first: date, last: date, step: int) -> list[Tick]:
    found: list[Tick] = []
    start = first.year * MONTHS + first.month - 1
    for position in range(start, last.year * MONTHS + last.month):
        day = date(position // MONTHS, position % MONTHS + 1, 1)
        if position % step == 0 and first <= day <= last:
            found.append((day.toordinal(), _with_year(day) if not found else _short(day)))
    return found


def _short(day: date) -> str:
    return _with_year(day) if day.month == 1 else month(day)


def _with_year(day: date) -> str:
    return tr("{month} {year}", month=month(day), year=day.year)


def rank_ticks(last: int) -> list[Tick]:
    """Return ticks 1, 2, 5, 10 ... *last* at their decimal logarithms."""
    found: list[Tick] = []
    power = 1
    while power <= last:
        found += [(log10(n), f"{n:,}") for n in (power, 2 * power, 5 * power) if n <= last]
        power *= 10
    return found
