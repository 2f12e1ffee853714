"""What a person reads at a terminal."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib.resources import as_file, files

import pytest

from rebalancer import as_text, pipeline
from rebalancer.classify.exposure import Exposures
from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.account import Account, Position, TaxTreatment
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.finding import Finding, Severity
from rebalancer.ingest.result import ImportResult, SkippedRow, WarningCode
from rebalancer.ingest.result import ImportWarning as Doubt
from rebalancer.measure.figure import Figure, Unit
from rebalancer.measure.measurement import Concentration, Measurement, Share
from rebalancer.rebalance.plan import NotTraded, PlanStatus, TaxEstimate, TradePlan
from rebalancer.rebalance.policy.policy import DEFAULT_POLICY, Policy, Target
from rebalancer.rebalance.wash_sale import WashSale
from rebalancer.simulate.options import SimulationOptions
from rebalancer.simulate.scenario_files import find_scenario

SAMPLE = files("resources") / "sample" / "household.csv"
TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def imported() -> ImportResult:
    with as_file(SAMPLE) as path:
        return pipeline.import_files([path], embedded_universe())


@pytest.fixture(scope="module")
def measured(imported: ImportResult) -> tuple[Exposures, Measurement]:
    return pipeline.measure_portfolio(imported.portfolio, embedded_universe())


@pytest.fixture(scope="module")
def plan(imported: ImportResult) -> TradePlan:
    return pipeline.plan_trades(
        imported.portfolio, DEFAULT_POLICY, embedded_universe(), today=TODAY
    )


def account(total: str, file_total: str | None) -> Account:
    return Account(
        key="joint",
        broker="Fidelity",
        number="...1001",
        name="Joint",
        tax_treatment=TaxTreatment.TAXABLE,
        positions=(
            Position(symbol="AAPL", description="", kind=SecurityKind.STOCK, value=Decimal(total)),
        ),
        file_total=None if file_total is None else Decimal(file_total),
    )


@pytest.mark.parametrize(
    ("file_total", "verdict"),
    [
        ("1234.50", "adds up to the file's own total"),
        (None, "no total in the file to check with"),
        ("1300.00", "the file says $1,300.00"),
    ],
)
def test_an_import_says_whether_it_adds_up(file_total: str | None, verdict: str) -> None:
    household = Portfolio(accounts=(account("1234.50", file_total),))

    assert as_text.imported_text(ImportResult(portfolio=household)) == (
        f"Fidelity: Joint ...1001 (taxable): 1 positions, $1,234.50; {verdict}"
    )


def test_a_doubt_names_its_file_and_its_line_if_it_has_one() -> None:
    doubts = (
        Doubt(code=WarningCode.UNKNOWN_COST, file="a.csv", line=7, message="No cost."),
        Doubt(code=WarningCode.NO_DATE, file="b.csv", line=0, message="No date."),
    )
    text = as_text.imported_text(ImportResult(portfolio=Portfolio(), warnings=doubts))

    assert text.splitlines() == ["a.csv, line 7: No cost.", "b.csv: No date."]


@pytest.mark.parametrize(
    ("notes", "last"), [(0, "Warning: No place."), (1, "1 note"), (2, "2 notes")]
)
def test_errors_and_warnings_are_listed_and_notes_are_counted(notes: int, last: str) -> None:
    note = Finding(rule=WarningCode.NO_DATE, severity=Severity.NOTE, message="No date.")
    findings = (
        Finding(
            rule=WarningCode.TRUNCATED,
            severity=Severity.ERROR,
            file="a.csv",
            line=7,
            message="Torn.",
        ),
        Finding(rule=WarningCode.UNKNOWN_COST, severity=Severity.WARNING, message="No place."),
        *[note] * notes,
    )
    lines = as_text.imported_text(ImportResult(portfolio=Portfolio()), findings).splitlines()

    assert lines[:2] == ["Error: a.csv, line 7: Torn.", "Warning: No place."]
    assert lines[-1].startswith(last)


@pytest.mark.parametrize(
    ("line", "text"),
    [(3, "a.csv, line 3: not read: no price"), (0, "a.csv: not read: no price")],
)
def test_a_line_that_was_not_read_is_named_with_the_reason(line: int, text: str) -> None:
    assert as_text.skipped_text(SkippedRow(file="a.csv", line=line, reason="no price")) == text


def test_a_measurement_begins_with_its_headline_figures(
    imported: ImportResult, measured: tuple[Exposures, Measurement]
) -> None:
    figures = measured[1]
    seven = figures.baskets["magnificent_seven"]
    lines = as_text.measurement_text(figures).splitlines()

    assert lines[0] == f"Household                ${imported.portfolio.total_value:,.2f}"
    assert lines[1].split(maxsplit=2)[2] == (
        f"{seven.share:.1%} (between {seven.lower:.1%} and {seven.upper:.1%})"
    )
    assert lines[6] == "Largest companies"
    assert len(lines) == 7 + 10
    assert figures.top[0].company in lines[7]
    assert f"direct {figures.top[0].direct:.1%}" in lines[7]


def test_a_figure_that_is_certain_needs_no_bounds(
    measured: tuple[Exposures, Measurement],
) -> None:
    certain = replace(measured[1], small_cap=Share(share=0.125, lower=0.125, upper=0.12504))

    assert "Small caps               12.5%\n" in as_text.measurement_text(certain)


def test_what_is_not_known_is_called_unknown(measured: tuple[Exposures, Measurement]) -> None:
    opaque = replace(measured[1], effective_names=Concentration(nominal=8.54, look_through=None))

    assert "unknown looked through, 8.5 as held" in as_text.measurement_text(opaque)


def test_a_plan_lists_what_it_reaches_every_trade_and_its_tax(plan: TradePlan) -> None:
    text = as_text.plan_text(plan)
    lines = text.splitlines()

    assert lines[0].startswith(f"Plan: {plan.status.value} (within ")
    assert lines[1].startswith("  Magnificent Seven: 43.0% -> ")
    for trade in plan.trades:
        assert any(
            line.startswith(f"{trade.account_label}: ") and f" {trade.symbol} at " in line
            for line in lines
        )
        assert trade.reason in text
    assert sum("acquired" in line for line in lines) == sum(
        len(trade.lots) for trade in plan.trades
    )
    assert "Estimated tax " in text
    assert plan.messages[0] in lines


def test_a_plan_that_solved_nothing_says_nothing_of_a_gap(plan: TradePlan) -> None:
    idle = replace(plan, status=PlanStatus.NOTHING_TO_DO, gap=None, trades=(), outcomes=())

    assert as_text.plan_text(idle).startswith("Plan: nothing to do\nEstimated tax")


def test_a_plan_tells_what_stands_in_the_way_and_what_was_not_traded(plan: TradePlan) -> None:
    short = replace(plan.outcomes[0], explanation="The budget is spent.")
    loss = WashSale(
        account_label="Joint", symbol="META", loss=Decimal(-5), message="A loss may not count."
    )
    kept = (
        NotTraded(account_label="Joint", symbol="X", rule="do_not_sell", reason="X stays."),
        NotTraded(account_label="", symbol="", rule="cash", reason="No cash anywhere."),
    )
    text = as_text.plan_text(
        replace(
            plan, outcomes=(short,), wash_sales=(loss,), skipped=kept, messages=(), safe_dates=()
        )
    )

    assert text.splitlines()[1].endswith("; The budget is spent.")
    assert text.splitlines()[-3:] == [
        "A loss may not count.",
        "Joint: X stays.",
        "No cash anywhere.",
    ]


def test_losses_and_unknown_gains_are_readable(plan: TradePlan) -> None:
    sale = next(trade for trade in plan.trades if trade.lots)
    lot = replace(sale.lots[0], acquired=None, gain=None)
    tax = TaxEstimate(
        short_term_gain=Decimal("-1234.5"),
        long_term_gain=Decimal(0),
        estimated_tax=Decimal("-493.80"),
        unknown_cost=Decimal(0),
    )
    text = as_text.plan_text(replace(plan, trades=(replace(sale, lots=(lot,)),), tax=tax))

    assert "acquired unknown" in text
    assert "gain unknown" in text
    assert "Estimated tax -$493.80: short-term gain -$1,234.50, long-term gain $0.00" in text


@pytest.mark.parametrize(
    ("policy", "sentence"),
    [
        (
            DEFAULT_POLICY,
            "Magnificent Seven at most 25%; Small caps at least 15%; to buy: IWM, VTI, RSP.",
        ),
        (
            Policy(targets=(Target(key="symbol:VTI", minimum=0.1, maximum=0.2),), buy=()),
            "VTI at least 10% and at most 20%; to buy: nothing.",
        ),
        (
            Policy(targets=(Target(key="single_company", target=0.08),), buy=("IJR",)),
            "Any single company at 8%; to buy: IJR.",
        ),
    ],
)
def test_a_policy_is_a_sentence(policy: Policy, sentence: str) -> None:
    assert as_text.policy_text(policy) == sentence


def test_a_simulation_says_where_both_portfolios_end_and_what_it_rests_on(
    measured: tuple[Exposures, Measurement], plan: TradePlan
) -> None:
    scenario = find_scenario("reversal")
    options = SimulationOptions(paths=1000, seed=7)
    result = pipeline.run_scenario(measured[0], scenario, plan=plan, options=options)
    text = as_text.scenario_text(replace(result, break_even=0.0123))
    lines = text.splitlines()

    assert lines[0] == f"{scenario.title}: {scenario.months} months, 1,000 paths, seed 7"
    assert scenario.source in lines[2]
    assert lines[3].startswith(f"As it is:    median ${result.current.median:,.2f}, 5 % to 95 %")
    assert lines[4].startswith("As planned:  median $")
    assert "The plan ends higher on " in text
    assert "by 1.23% a year to repay the plan's tax." in text
    assert lines[-len(result.doubts) :] == list(result.doubts)


def test_a_simulation_without_a_plan_is_about_today_alone(
    measured: tuple[Exposures, Measurement],
) -> None:
    options = SimulationOptions(paths=10, seed=7)
    result = pipeline.run_scenario(measured[0], find_scenario("reversal"), options=options)
    text = as_text.scenario_text(result)

    assert "As planned" not in text
    assert "The plan" not in text
    assert "repay" not in text


@pytest.mark.parametrize(
    ("unit", "value", "words"),
    [
        (Unit.SHARE, 0.1879, "+18.8%"),
        (Unit.SHARE, -0.03, "-3.0%"),
        (Unit.BASIS_POINTS, 1866.3, "+1,866 bp"),
        (Unit.SESSIONS, 14.0, "14 sessions"),
        (Unit.CORRELATION, -0.156, "-0.16"),
        (Unit.SHARE, None, "unknown"),
    ],
)
def test_a_figure_of_the_market_is_told_in_its_unit_with_its_window(
    unit: Unit, value: float | None, words: str
) -> None:
    report = pipeline.rotation()
    figure = Figure(
        value=value, unit=unit, first=date(2026, 1, 2), last=date(2026, 7, 31), source="made up"
    )
    fund = replace(report.funds["IWM"], year_to_date=figure)
    text = as_text.rotation_text(replace(report, funds={"IWM": fund}))

    assert f"IWM   year to date {words} (2026-01-02 to 2026-07-31), below its high" in text


def test_the_rotation_monitor_names_funds_rivals_and_precedents() -> None:
    report = pipeline.rotation()
    text = as_text.rotation_text(report)

    assert text.startswith("Rotation monitor, as of 2026-07-31\n")
    for fund in report.funds:
        assert f"\n{fund:5} year to date " in text
    for rival in report.against:
        assert f"IWM against {rival}: gap " in text
    for precedent in report.precedents:
        assert f"{precedent.title}: small " in text
