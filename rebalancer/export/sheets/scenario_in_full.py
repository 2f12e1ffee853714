"""One scenario in full, for the sheet Scenarios: its paths, and what brings it where it ends."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

from rebalancer.domain.money import to_cents
from rebalancer.export.cells import Value
from rebalancer.export.chart import PAIR, Line, bars, lines
from rebalancer.export.page import Column, Page
from rebalancer.export.style import (
    BLUE,
    CENTS,
    CHANGE,
    DOLLARS,
    LONG_TEXT,
    ORANGE,
    SHARE,
    SIGNED_CENTS,
    Format,
    Look,
    Tone,
)
from rebalancer.export.words import count
from rebalancer.simulate.doubts import TITLES
from rebalancer.simulate.options import Scatter, SimulationOptions
from rebalancer.simulate.result import GroupContribution, Outcome, ScenarioResult

AS_IT_IS, AS_PLANNED = "as it is", "as planned"
NAME_WIDTH, WIDTH = 38, 14
_PERCENTILES = {"5th": 1.0, "25th": 1.5, "Median": 2.75, "75th": 1.5, "95th": 1.0}
"""How thick the line of each is, in points."""
_MONTH = Look(format=Format.COUNT)
_SCATTERS = {
    Scatter.FAT_TAILS: "with the volatility, the correlations and the fat tails of history",
    Scatter.PAST_MONTHS: "as months of history in blocks",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of a scenario on random paths; "" where there is none."""

    title: str
    current: Value
    planned: Value = ""
    look: Look = CENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The percentiles so many months on, in USD: of the portfolio as it is, then as planned."""

    month: int
    sides: tuple[tuple[Decimal, ...], ...]


def write_in_full(page: Page, result: ScenarioResult) -> None:
    """Write what *result* says, with its sources, assumptions and doubts."""
    scenario = result.scenario
    page.heading(f"One scenario in full: {scenario.title}")
    for text in (
        scenario.summary,
        f"Source: {scenario.source}. As of {scenario.as_of}. {scenario.claims}".strip(),
        _played(result.options, result.months),
        *(f"\u2022 {doubt}" for doubt in result.doubts),
    ):
        page.note(text, Tone.MUTED)
    page.gap()
    page.table(_FIGURES, tuple(_figures(result)))
    page.gap()
    _write_fan(page, result)
    page.gap()
    page.next_sheet_of_paper()
    page.heading("What brings it there, without any scatter")
    table = page.table(_group_columns(with_plan=result.planned is not None), result.by_group)
    if result.planned is not None:
        page.gap()
        chart = bars(table, (f"Gain {AS_IT_IS}", f"Gain {AS_PLANNED}"), "$#,##0")
        page.draw(page.leave_room(chart.height), chart)


def _played(options: SimulationOptions, months: int) -> str:
    """Return how a scenario was played, as a sentence."""
    scatter = _SCATTERS[options.scatter or Scatter.FAT_TAILS]
    flow = f", {options.monthly_flow:+,.2f} USD a month" if options.monthly_flow else ""
    fee = f", a yearly fee of {options.yearly_fee:.2%}" if options.yearly_fee else ""
    habit = options.rebalancing.value.replace("_", " ")
    return (
        f"{count(options.paths, 'path')} over {count(months, 'month')} (seed {options.seed}),"
        f" scattered {scatter}; the mix is restored: {habit}{flow}{fee}."
    )


def _figures(result: ScenarioResult) -> Iterator[Figure]:
    """Yield what the paths come to, the best first, and what the plan changes in it."""
    for title, of in _ENDS.items():
        planned = "" if result.planned is None else of(result.planned)
        yield Figure(title=title, current=of(result.current), planned=planned)
    certain = result.certain
    yield Figure(
        title="End without any scatter",
        current=certain["current"].worth,
        planned=certain["planned"].worth if "planned" in certain else "",
    )
    yield Figure(
        title="Largest fall on the way, median of the paths",
        current=result.current.max_drawdown,
        planned="" if result.planned is None else result.planned.max_drawdown,
        look=SHARE,
    )
    if result.planned is not None:
        yield Figure(
            title="Paths on which the planned household ends higher",
            current="",
            planned=result.chance_of_rotating,
            look=SHARE,
        )
    if result.break_even is not None:
        yield Figure(
            title="Small caps have to beat mega-cap tech by, a year, to repay the tax",
            current="",
            planned=result.break_even,
            look=SHARE,
        )


_ENDS: dict[str, Callable[[Outcome], Decimal]] = {
    "End: 95th percentile": lambda outcome: outcome.p95,
    "End: 75th percentile": lambda outcome: outcome.p75,
    "End: median": lambda outcome: outcome.median,
    "End: 25th percentile": lambda outcome: outcome.p25,
    "End: 5th percentile": lambda outcome: outcome.p05,
}
_FIGURES: tuple[Column[Figure], ...] = (
    Column(header="On the paths", value=lambda row: row.title, look=LONG_TEXT, width=NAME_WIDTH),
    Column(
        header="As it is",
        value=lambda row: row.current,
        look=lambda row: row.look,
        width=WIDTH,
        tone=Tone.BEFORE,
    ),
    Column(
        header="As planned",
        value=lambda row: row.planned,
        look=lambda row: row.look,
        width=WIDTH,
        tone=Tone.AFTER,
    ),
)


def _write_fan(page: Page, result: ScenarioResult) -> None:
    """Write the percentiles month by month, with a picture of each portfolio on one scale."""
    page.heading("The range over time")
    sides = {AS_IT_IS: BLUE} if result.planned is None else {AS_IT_IS: BLUE, AS_PLANNED: ORANGE}
    moments = tuple(_moments(result))
    room = page.leave_room(PAIR[1])
    table = page.table(tuple(_fan_columns(tuple(sides))), moments)
    scale = _scale([amount for moment in moments for side in moment.sides for amount in side])
    pictures = [
        lines(
            table,
            [Line(_header(name, side), points) for name, points in _PERCENTILES.items()],
            colour,
            scale,
        )
        for side, colour in sides.items()
    ]
    page.draw(room, *pictures)


def _moments(result: ScenarioResult) -> Iterator[Moment]:
    fans = (
        [result.current.fan] if result.planned is None else [result.current.fan, result.planned.fan]
    )
    for month, rows in enumerate(zip(*fans, strict=True)):
        sides = tuple(tuple(to_cents(float(amount)) for amount in row) for row in rows)
        yield Moment(month=month, sides=sides)


def _header(percentile: str, side: str) -> str:
    return f"{percentile}, {side}"


def _fan_columns(sides: Sequence[str]) -> Iterator[Column[Moment]]:
    yield Column(header="Month", value=lambda row: row.month, look=_MONTH, width=NAME_WIDTH)
    for place, side in enumerate(sides):
        for rank, name in enumerate(_PERCENTILES):
            yield _percentile(_header(name, side), place, rank)


def _percentile(header: str, side: int, rank: int) -> Column[Moment]:
    return Column(
        header=header,
        value=lambda row: row.sides[side][rank],
        look=DOLLARS,
        width=WIDTH,
        tone=Tone.AFTER if side else Tone.BEFORE,
    )


def _scale(amounts: Sequence[Decimal]) -> tuple[float, float]:
    """Return round numbers of USD that all *amounts* lie between."""
    low, high = float(min(amounts)), float(max(amounts))
    step = 10.0 ** floor(log10(max(high - low, 1.0)))
    return step * floor(low / step), step * ceil(high / step)


def _group(row: GroupContribution) -> str:
    title = TITLES[row.group]
    return title[0].upper() + title[1:]


def _group_columns(*, with_plan: bool) -> tuple[Column[GroupContribution], ...]:
    sides: tuple[Column[GroupContribution], ...] = (
        Column(
            header=f"Gain {AS_IT_IS}",
            value=lambda row: row.current,
            look=SIGNED_CENTS,
            width=WIDTH,
            tone=Tone.BEFORE,
        ),
        Column(
            header=f"Gain {AS_PLANNED}",
            value=lambda row: row.planned,
            look=SIGNED_CENTS,
            width=WIDTH,
            tone=Tone.AFTER,
        ),
    )
    return (
        Column(
            header="Group",
            value=_group,
            look=LONG_TEXT,
            width=NAME_WIDTH,
        ),
        *(sides if with_plan else sides[:1]),
        Column(header="Return", value=lambda row: row.shock, look=CHANGE, width=WIDTH),
    )
