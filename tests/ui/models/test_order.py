"""Laws of sorting, filtering, copying and summing rows."""

import csv
import io
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from ui.format import dollars
from ui.models.column import Column, as_tsv
from ui.models.order import Order
from ui.widgets.columns import sum_words

Line = tuple[str, Decimal | None]
COLUMNS: tuple[Column[Line], ...] = (
    Column(title="Name", text=lambda line: line[0]),
    Column(
        title="Value",
        text=lambda line: dollars(line[1]),
        amount=lambda line: line[1],
        summand=lambda line: line[1],
    ),
)
NAMES = st.text(st.sampled_from("abAB =+-@'\t9$"), max_size=4)
AMOUNTS = st.none() | st.decimals(-10_000, 10_000, places=2, allow_nan=False)
LINES = st.lists(st.tuples(NAMES, AMOUNTS), max_size=30)


def by_value(lines: list[Line], *, descending: bool) -> list[Line]:
    known = [line for line in lines if line[1] is not None]
    unknown = [line for line in lines if line[1] is None]
    sign = -1 if descending else 1
    return sorted(known, key=lambda line: sign * (line[1] or Decimal(0))) + unknown


def by_name(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (not line[0], line[0].casefold()))


def shown(order: Order[Line]) -> list[Line]:
    return [order.rows[number] for number in order.shown]


@settings(max_examples=60)
@given(LINES, st.booleans())
def test_sorting_is_that_of_python_with_the_unknown_last(
    lines: list[Line],
    descending: bool,  # noqa: FBT001 - drawn
) -> None:
    order = Order(COLUMNS)
    order.set_rows(lines)

    order.sort(1, descending=descending)
    assert shown(order) == by_value(lines, descending=descending)

    order.sort(0, descending=False)
    assert shown(order) == by_name(by_value(lines, descending=descending))

    order.sort(-1, descending=False)
    assert shown(order) == lines


@settings(max_examples=60)
@given(LINES, st.text(st.sampled_from("aB9$,"), max_size=2))
def test_filtering_is_looking_into_every_cell(lines: list[Line], text: str) -> None:
    order = Order(COLUMNS)
    order.set_rows(lines)
    order.sort(1, descending=True)

    order.set_text(text)
    order.set_filter(lambda line: line[1] is not None)

    assert shown(order) == [
        line
        for line in by_value(lines, descending=True)
        if line[1] is not None
        and any(text.casefold() in column.text(line).casefold() for column in COLUMNS)
    ]


@settings(max_examples=60)
@given(LINES)
def test_a_copy_pastes_as_the_same_figures_and_never_as_a_formula(lines: list[Line]) -> None:
    pasted = list(csv.reader(io.StringIO(as_tsv(COLUMNS, lines)), delimiter="\t", quoting=3))

    assert pasted[0] == ["Name", "Value"]
    figures = [Decimal(figure) if figure else None for _, figure in pasted[1:]]
    assert figures == [amount for _, amount in lines]
    assert not any(name.startswith(("=", "@")) for name, _ in pasted[1:])


@settings(max_examples=60)
@given(LINES)
def test_the_sum_of_a_selection_is_exact_and_says_what_it_leaves_out(lines: list[Line]) -> None:
    known = [amount for _, amount in lines if amount is not None]
    words = sum_words(COLUMNS, lines)

    if len(lines) < 2:
        assert words == ""
    else:
        total = f": value {dollars(sum(known, Decimal(0)))}" if known else ""
        left_out = len(lines) - len(known)
        doubt = f" ({left_out} not counted)" if known and left_out else ""
        assert words == f"{len(lines)} rows{total}{doubt}"
