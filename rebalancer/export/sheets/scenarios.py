"""The sheet Scenarios: what every scenario does to the household, and one of them in full."""

from dataclasses import dataclass
from decimal import Decimal

from rebalancer.export.chart import bars
from rebalancer.export.page import At, Column, Page
from rebalancer.export.sheets.scenario_in_full import (
    AS_IT_IS,
    AS_PLANNED,
    NAME_WIDTH,
    WIDTH,
    write_in_full,
)
from rebalancer.export.style import CENTS, CHANGE, COUNT, DATE, LONG_TEXT, SIGNED_CENTS, Tone
from rebalancer.rebalance.plan import TradePlan
from rebalancer.simulate.ends import ScenarioEnd, ends_of
from rebalancer.simulate.result import ScenarioResult
from rebalancer.simulate.scenario_files import shipped_scenarios
from rebalancer.simulate.start import ImpossibleSimulationError


@dataclass(frozen=True, slots=True, kw_only=True)
class Starting:
    """An amount that the scenarios start from."""

    title: str
    amount: Decimal


def write_scenarios(page: Page, plan: TradePlan, chosen: ScenarioResult | None = None) -> None:
    """Write what the shipped scenarios do without any scatter, then *chosen* with it."""
    page.title(
        "Scenarios",
        "What would happen to the household if a scenario came true, as it is and as planned. A"
        " scenario is a story with figures, not a forecast; its source and its day stand beside"
        " it.",
    )
    _write_ends(page, plan)
    if chosen is not None:
        page.next_sheet_of_paper()
        write_in_full(page, chosen)


def _write_ends(page: Page, plan: TradePlan) -> None:
    tax = plan.tax.estimated_tax
    try:
        ends = ends_of(
            shipped_scenarios().values(), plan.exposures_before, plan.exposures_after, tax
        )
    except ImpossibleSimulationError as error:
        page.note(error.sentence(), Tone.AFTER)
        return
    page.heading("Every scenario, without any scatter")
    starts = page.table(
        _STARTS,
        (
            Starting(title="The household today", amount=plan.exposures_before.total),
            Starting(title="As planned, before tax", amount=plan.exposures_after.total),
            Starting(title="Tax of the plan, paid at once", amount=tax),
        ),
    )
    page.gap()
    names = (starts.cell("Amount", 1), starts.cell("Amount", 2))
    amounts = (plan.exposures_before.total, plan.exposures_after.total)
    table = page.table(_end_columns(names, amounts), ends)
    page.note(
        "Computed when the list was made: these figures do not follow prices or rates that are"
        " changed by hand. What the policy leaves out of the household is left out here as well.",
        Tone.MUTED,
    )
    page.next_sheet_of_paper()
    page.gap()
    chart = bars(table, (f"Change {AS_IT_IS}", f"Change {AS_PLANNED}"), "0%")
    page.draw(page.leave_room(chart.height), chart)
    page.next_sheet_of_paper()
    page.heading("Where the scenarios come from")
    for end in ends:
        page.note(f"{end.scenario.title}: {_source(end)}")
    page.gap()


_STARTS: tuple[Column[Starting], ...] = (
    Column(header="Start", value=lambda row: row.title, look=LONG_TEXT, width=NAME_WIDTH),
    Column(header="Amount", value=lambda row: row.amount, look=CENTS, width=WIDTH),
)


def _end_columns(
    starts: tuple[str, str], amounts: tuple[Decimal, Decimal]
) -> tuple[Column[ScenarioEnd], ...]:
    return (
        Column(
            header="Scenario",
            value=lambda row: row.scenario.title,
            look=LONG_TEXT,
            width=NAME_WIDTH,
        ),
        *_end_and_change(AS_IT_IS, starts[0], amounts[0]),
        *_end_and_change(AS_PLANNED, starts[1], amounts[1]),
        Column(
            header="Planned less as it is",
            value=lambda row: row.planned.worth - row.current.worth,
            formula=lambda _, at: f"{at(f'End {AS_PLANNED}')}-{at(f'End {AS_IT_IS}')}",
            look=SIGNED_CENTS,
            width=WIDTH,
        ),
        Column(header="Months", value=lambda row: row.scenario.months, look=COUNT, width=9),
        Column(header="As of", value=lambda row: row.scenario.as_of, look=DATE, width=12),
    )


def _end_and_change(
    side: str, start: str, amount: Decimal
) -> tuple[Column[ScenarioEnd], Column[ScenarioEnd]]:
    end, tone = f"End {side}", Tone.BEFORE if side == AS_IT_IS else Tone.AFTER

    def worth(row: ScenarioEnd) -> Decimal:
        return row.current.worth if side == AS_IT_IS else row.planned.worth

    def change(_: ScenarioEnd, at: At) -> str:
        return f"{at(end)}/{start}-1"

    return (
        Column(header=end, value=worth, look=CENTS, width=WIDTH, tone=tone),
        Column(
            header=f"Change {side}",
            value=lambda row: float(worth(row) / amount - 1),
            formula=change,
            look=CHANGE,
            width=WIDTH,
            tone=tone,
        ),
    )


def _source(row: ScenarioEnd) -> str:
    return f"{row.scenario.source}. {row.scenario.claims}".strip()
