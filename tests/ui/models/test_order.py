"""Laws of sorting, filtering, copying and summing rows."""

import csv
import io
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from ui.format import day, dollars
from ui.models.column import Column, as_tsv
from ui.models.order import Order
from ui.models.slices import finished
from ui.widgets.columns import adding_up

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
    order.settle()
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
    words = finished(adding_up(COLUMNS, lines))

    if len(lines) < 2:
        assert words == ""
    else:
        total = f": value {dollars(sum(known, Decimal(0)))}" if known else ""
        left_out = len(lines) - len(known)
        doubt = f" ({left_out} not counted)" if known and left_out else ""
        assert words == f"{len(lines)} rows{total}{doubt}"


THREE: tuple[Column[tuple[int | None, ...]], ...] = tuple(
    Column(title=str(n), text=str, amount=lambda row, n=n: row[n])  # type: ignore[misc]
    for n in range(3)
)
ROWS_OF_THREE = st.lists(st.tuples(*[st.none() | st.integers(0, 2)] * 3), max_size=25)
SORTS = st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=6)


@settings(max_examples=60)
@given(ROWS_OF_THREE, SORTS)
def test_sorting_by_several_columns_is_stable_total_and_leaves_the_unknown_last(
    rows: list[tuple[int | None, ...]], clicks: list[tuple[int, bool]]
) -> None:
    order = Order(THREE)
    order.set_rows(rows)
    for column, is_within in clicks:
        if is_within:
            order.sort_within(column)
        else:
            order.sort(column, descending=True)
    order.settle()
    found = order.shown.tolist()

    def by_every_sort(number: int) -> tuple[tuple[bool, int], ...]:
        keys = [(rows[number][column], is_down) for column, is_down in order.sorts]
        return tuple((key is None, (key or 0) * (-1 if is_down else 1)) for key, is_down in keys)

    assert found == sorted(range(len(rows)), key=by_every_sort)  # python's own sort is stable
    places = [abs(order.place_of_sort(column)) for column, _ in order.sorts]
    assert places == list(range(1, len(order.sorts) + 1))


def test_days_sort_by_day_and_go_to_a_spreadsheet_as_all_of_them_read_them() -> None:
    days = [date(2026, 2, 1), None, date(2025, 12, 31)]
    column: Column[date | None] = Column(title="Day", text=day, day=lambda row: row)
    order = Order((column,))
    order.set_rows(days)

    order.sort(0, descending=False)

    assert as_tsv((column,), [order.rows[n] for n in _settled(order)]).split("\n") == [
        "Day", "2025-12-31", "2026-02-01", "",
    ]  # fmt: skip


def _settled(order: Order[date | None]) -> list[int]:
    order.settle()
    return [int(number) for number in order.shown]
