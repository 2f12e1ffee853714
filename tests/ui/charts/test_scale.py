"""Ticks are round, and read as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.charts import paint
from ui.charts.export import ChartTable, as_csv
from ui.charts.scale import (
    DOLLARS,
    PERCENT,
    Unit,
    day_ticks,
    log_ticks,
    nice_step,
    nice_values,
    padded,
    rank_ticks,
    ticks,
)
from ui.theme import DARK, LIGHT, Colors


@given(st.floats(1e-6, 1e9), st.integers(2, 12))
def test_steps_are_one_two_or_five_times_a_power_of_ten(span: float, count: int) -> None:
    step = nice_step(span, count)
    assert f"{step:.0e}"[0] in "125"
    assert len(nice_values(0.0, span, count)) <= count + 1


@pytest.mark.parametrize(
    ("unit", "value", "step", "text"),
    [
        (PERCENT, 0.05, 0.01, "5\u202f%"),
        (PERCENT, 0.005, 0.005, "0.5\u202f%"),
        (DOLLARS, 1_250_000, 50_000, "$1.25M"),
        (DOLLARS, 1_200_000, 100_000, "$1.2M"),
        (DOLLARS, 3_000_000, 1_000_000, "$3M"),
        (DOLLARS, -50_000, 10_000, "\u2212$50k"),
        (DOLLARS, 1_500, 500, "$1.5k"),
        (DOLLARS, 0, 100, "$0"),
    ],
)
def test_an_axis_is_written_briefly(unit: Unit, value: float, step: float, text: str) -> None:
    assert unit.on_axis(value, step) == text


def test_a_read_out_is_exact() -> None:
    assert DOLLARS.exact(1_284_310.4) == "$1,284,310"
    assert ticks(0.0, 0.2, 4, PERCENT)[0] == (0.0, "0\u202f%")


def test_a_range_without_height_gets_some() -> None:
    assert padded([]) == (-0.06, 1.06) or padded([])[0] < padded([])[1]
    low, high = padded([5.0])
    assert low < 5.0 < high
    low, high = padded([0.0])
    assert low < high
    assert nice_step(0.0, 3) == 1.0


def test_days_have_ticks_at_months_or_years() -> None:
    assert [text for _, text in day_ticks(date(2025, 10, 1), date(2026, 3, 31), 8)] == [
        "Oct 2025", "Nov", "Dec", "Jan 2026", "Feb", "Mar",
    ]  # fmt: skip
    assert [text for _, text in day_ticks(date(2016, 7, 1), date(2026, 7, 31), 6)] == [
        "2018", "2020", "2022", "2024", "2026",
    ]  # fmt: skip
    assert len(day_ticks(date(2026, 1, 5), date(2026, 1, 9), 5)) == 1


def test_ranks_go_by_one_two_and_five() -> None:
    assert [text for _, text in rank_ticks(30)] == ["1", "2", "5", "10", "20"]


def test_a_table_never_starts_a_formula() -> None:
    table = ChartTable(
        headers=("=1+1", "B"), rows=(("-2", -2.0), ("x", None)), units=(PERCENT,) * 2
    )
    assert as_csv(table) == "'=1+1,B\r\n'-2,-2.0\r\nx,\r\n"
    assert table.text(1, None) == "\u2013"


@pytest.mark.parametrize("colors", [LIGHT, DARK])
def test_graphics_stand_out_from_their_surface(colors: Colors) -> None:
    for color in (colors.before, colors.after, colors.muted, *colors.series):
        assert paint.contrast(color, colors.surface) >= 3
    text = paint.readable_on(colors.before, colors)
    assert paint.contrast(text, colors.before) >= 4.5
    assert paint.series(len(colors.series))(colors) == colors.series[0]


def test_ticks_of_a_log_scale_are_at_logarithms() -> None:
    near = log_ticks(900_000, 2_600_000, 5, DOLLARS)
    assert [text for _, text in near] == ["$1.0M", "$1.5M", "$2.0M", "$2.5M"]
    assert near[0][0] == pytest.approx(6.0)
    far = log_ticks(900, 60_000, 5, DOLLARS)
    assert [text for _, text in far] == ["$1k", "$2k", "$5k", "$10k", "$20k", "$50k"]
    assert far[3][0] == pytest.approx(4.0)
