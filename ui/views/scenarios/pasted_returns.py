"""Returns by group from the clipboard: a column of them, or one with names before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rebalancer.ingest.cells import CellError
from rebalancer.ingest.number_style import NumberStyle, find_number_style, is_number
from rebalancer.ingest.pasted import Home, read_records
from rebalancer.ingest.text import Record
from rebalancer.simulate.scenario import SHOCK_GROUPS, ShockGroup
from ui.views.scenarios.dial import PERCENT
from ui.views.scenarios.words import group_words

_SIGNS = "% \u00a0\u202f"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastedReturns:
    """What was pasted.

    Attributes:
        shocks: By group, 0.05 is 5 %.
        left_out: Rows that name no group or hold no return, as they were written.
    """

    shocks: Mapping[ShockGroup, float]
    left_out: tuple[str, ...]


def read_returns(text: str, groups: Sequence[ShockGroup], home: Home) -> PastedReturns:
    """Return what *text* says: of groups by name, or else of *groups* one after the other.

    A first row without a figure has headings. A figure is a percentage, as in the fields; figures
    without a sign that are fractions of 1, all of them, are shares, as a spreadsheet keeps
    percentages.
    """
    records = [record for record in read_records(text) if record.texts]
    if records and not any(map(is_number, records[0].texts)):
        records = records[1:]
    figures = [figure for record in records for figure in record.texts if is_number(figure)]
    style = find_number_style(figures) or home.numbers
    factor = 1.0 if _are_shares(figures, style) else PERCENT
    named = {group_words(group).casefold(): group for group in SHOCK_GROUPS}
    shocks: dict[ShockGroup, float] = {}
    left_out: list[str] = []
    for place, record in enumerate(records):
        name, share = _said(record, style)
        in_turn = groups[place] if place < len(groups) and not name else None
        group = named.get(name.casefold(), in_turn)
        if group is None or share is None:
            left_out.append(" ".join(record.texts))
        else:
            shocks[group] = share / factor
    return PastedReturns(shocks=shocks, left_out=tuple(left_out))


def _said(record: Record, style: NumberStyle) -> tuple[str, float | None]:
    """Return the name in a row, or "", and the last figure, or None."""
    names = [text for text in record.texts if not is_number(text)]
    figures = [text for text in record.texts if is_number(text)]
    return names[0] if names else "", _value(figures[-1], style) if figures else None


def _value(figure: str, style: NumberStyle) -> float | None:
    try:
        found = style.number(figure.rstrip(_SIGNS))
    except CellError:
        return None
    return None if found is None else float(found)


def _are_shares(figures: Sequence[str], style: NumberStyle) -> bool:
    values = [_value(figure, style) or 0.0 for figure in figures]
    return (
        not any("%" in figure for figure in figures)
        and all(abs(value) <= 1 for value in values)
        and any(value != round(value) for value in values)
    )
