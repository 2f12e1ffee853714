"""What scripts read: exact, complete, and null where nothing is known."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib.resources import as_file, files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalancer import as_json, pipeline, scenario_as_json
from rebalancer.classify.size import SizeClass
from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.account import Account, Position, TaxTreatment
from rebalancer.domain.lot import Term
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.finding import Check, Finding, Severity
from rebalancer.ingest.fix import SetCostBasis, TreatAsCash
from rebalancer.ingest.result import ImportResult, SkippedRow, WarningCode
from rebalancer.measure.measurement import Share
from rebalancer.rebalance.plan import LotSale, TradePlan
from rebalancer.rebalance.policy.policy import DEFAULT_POLICY
from rebalancer.simulate.options import SimulationOptions
from rebalancer.simulate.scenario import SHOCK_GROUPS
from rebalancer.simulate.scenario_files import find_scenario

MEASURE_KEYS = (
    "total_value coverage baskets size small_cap hhi effective_names top top_share sectors as_of"
)
ACCOUNT_KEYS = (
    "broker number name tax_treatment total_value file_total reconciles cash pending positions"
)
POSITION_KEYS = "symbol description kind quantity price value cost_basis lots"
PLAN_KEYS = "status gap trades before after tax wash_sales skipped cash_after"
TRADE_KEYS = (
    "account action symbol quantity price value lots short_term_gain long_term_gain tax reason"
)
SAMPLE = files("resources") / "sample" / "household.csv"


def obj(value: as_json.Json) -> dict[str, as_json.Json]:
    assert isinstance(value, dict)
    return value


def items(value: as_json.Json) -> list[as_json.Json]:
    assert isinstance(value, list)
    return value


def has(content: as_json.Json, keys: str) -> bool:
    """Return whether *content* has all of the documented *keys*; it may have more."""
    return set(keys.split()) <= obj(content).keys()


def is_exactly(content: as_json.Json, keys: str) -> bool:
    """Return whether *content* has the documented *keys*, in their order, and no other."""
    return list(obj(content)) == keys.split()


@pytest.fixture(scope="module")
def imported() -> ImportResult:
    with as_file(SAMPLE) as path:
        return pipeline.import_files([path], embedded_universe())


@pytest.fixture(scope="module")
def plan(imported: ImportResult) -> TradePlan:
    return pipeline.plan_trades(
        imported.portfolio, DEFAULT_POLICY, embedded_universe(), today=date(2026, 11, 20)
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (3, 3),
        (0.25, 0.25),
        ("Größe", "Größe"),
        (Decimal("0.10"), "0.10"),
        (Decimal("1E+3"), "1000"),
        (Decimal("12345678901234567890.123456789"), "12345678901234567890.123456789"),
        (date(2026, 1, 2), "2026-01-02"),
        (SecurityKind.FUND, "fund"),
        ({Term.LONG: Decimal("1.5")}, {"long": "1.5"}),
        ((Decimal(1), [None]), ["1", [None]]),
        (np.array([[1.5, 2.0]]), [[1.5, 2.0]]),
        (Share(share=0.5, lower=0.25, upper=1), {"share": 0.5, "lower": 0.25, "upper": 1}),
    ],
)
def test_a_value_has_a_plain_form(value: object, expected: as_json.Json) -> None:
    assert as_json.plain(value) == expected


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(content=JSON)
def test_it_is_written_as_the_standard_library_writes_it(content: as_json.Json) -> None:
    assert as_json.written(content) == json.dumps(content, indent=2)


def test_an_import_has_every_key_that_scripts_rely_on(imported: ImportResult) -> None:
    content = obj(as_json.imported_json(imported))
    account = obj(items(content["accounts"])[0])
    position = obj(items(account["positions"])[0])

    assert has(content, "as_of accounts skipped warnings")
    assert is_exactly(account, ACCOUNT_KEYS)
    assert has(position, POSITION_KEYS)
    assert is_exactly(items(position["lots"])[0], "acquired quantity cost_basis")
    for warning in items(content["warnings"]):
        assert is_exactly(warning, "code file line message")


def test_a_line_that_was_skipped_says_where_and_why() -> None:
    row = SkippedRow(file="a.csv", line=3, reason="no price")
    content = obj(as_json.imported_json(ImportResult(portfolio=Portfolio(), skipped=(row,))))

    assert content["skipped"] == [{"file": "a.csv", "line": 3, "reason": "no price"}]


def test_a_finding_says_what_is_wrong_where_and_what_would_mend_it() -> None:
    account = Account(
        key="a", broker="B", number="...1", name="Joint", tax_treatment=TaxTreatment.UNKNOWN
    )
    household = ImportResult(portfolio=Portfolio(accounts=(account,)))
    findings = (
        Finding(
            rule=WarningCode.UNKNOWN_COST,
            severity=Severity.WARNING,
            file="a.csv",
            line=3,
            account="a",
            symbol="AAPL",
            message="No cost.",
            fix=SetCostBasis(account="a", symbol="AAPL"),
        ),
        Finding(
            rule=Check.SKIPPED_LINE,
            severity=Severity.NOTE,
            message="Gone.",
            fix=TreatAsCash(symbol="X"),
        ),
        Finding(rule=WarningCode.NO_DATE, severity=Severity.NOTE, message="No date."),
    )
    first, second, third = items(obj(as_json.imported_json(household, findings))["findings"])

    assert first == {
        "rule": "unknown_cost",
        "severity": "warning",
        "file": "a.csv",
        "line": 3,
        "account": "Joint ...1",
        "symbol": "AAPL",
        "message": "No cost.",
        "fix": {
            "action": "set_cost_basis",
            "account": "Joint ...1",
            "symbol": "AAPL",
            "cost_basis": None,
        },
    }
    assert (obj(second)["account"], obj(second)["symbol"]) == (None, None)
    assert obj(second)["fix"] == {"action": "treat_as_cash", "symbol": "X"}
    assert obj(third)["fix"] is None


def test_a_measurement_has_every_key_that_scripts_rely_on(imported: ImportResult) -> None:
    _, figures = pipeline.measure_portfolio(imported.portfolio, embedded_universe())
    content = obj(as_json.measurement_json(figures))
    baskets = obj(content["baskets"])

    assert is_exactly(content, MEASURE_KEYS)
    assert is_exactly(content["size"], "mega large mid small micro non_us not_equity unclassified")
    assert has(baskets, "magnificent_seven mega_cap_tech")
    for basket in baskets.values():
        assert has(basket, "share lower upper direct through_funds")
    assert has(content["small_cap"], "share lower upper")
    for concentration in (content["hhi"], content["effective_names"]):
        assert is_exactly(concentration, "nominal look_through lower upper")
    for company in items(content["top"]):
        assert is_exactly(company, "company symbols value share direct through_funds")


def test_a_plan_has_every_key_that_scripts_rely_on(plan: TradePlan) -> None:
    content = obj(as_json.plan_json(plan))
    trades = [obj(trade) for trade in items(content["trades"])]
    lots = [lot for trade in trades for lot in items(trade["lots"])]

    assert has(content, PLAN_KEYS)
    assert trades
    assert all(has(trade, TRADE_KEYS) for trade in trades)
    assert lots
    assert all(is_exactly(lot, "acquired quantity cost_basis term gain") for lot in lots)
    assert is_exactly(content["before"], MEASURE_KEYS)
    assert is_exactly(content["after"], MEASURE_KEYS)
    assert has(content["tax"], "short_term_gain long_term_gain estimated_tax")
    assert content["as_of"] == "2026-11-20"


def test_a_value_without_a_plain_form_is_refused() -> None:
    with pytest.raises(TypeError, match="set"):
        as_json.plain({1, 2})


def test_a_lot_of_unknown_date_and_cost_says_so() -> None:
    lot = LotSale(acquired=None, quantity=Decimal(1), cost_basis=None, term=Term.UNKNOWN, gain=None)

    assert as_json.plain(lot) == {
        "acquired": None,
        "quantity": "1",
        "cost_basis": None,
        "term": "unknown",
        "gain": None,
    }


def test_what_a_file_does_not_tell_is_null_and_never_zero() -> None:
    position = Position(
        symbol="AAPL", description="Apple", kind=SecurityKind.STOCK, value=Decimal("500.00")
    )
    account = Account(
        key="a",
        broker="Broker",
        number="...1001",
        name="Joint",
        tax_treatment=TaxTreatment.UNKNOWN,
        positions=(position,),
    )
    household = ImportResult(portfolio=Portfolio(accounts=(account,)))
    content = obj(as_json.imported_json(household))
    listed = obj(items(content["accounts"])[0])
    held = obj(items(listed["positions"])[0])

    assert content["as_of"] is None
    assert (listed["file_total"], listed["reconciles"]) == (None, None)
    assert (listed["total_value"], listed["tax_treatment"]) == ("500.00", "unknown")
    assert [held[key] for key in ("quantity", "price", "cost_basis")] == [None] * 3
    assert held["lots"] == []


def test_every_account_and_lot_of_a_file_is_there_to_the_cent(imported: ImportResult) -> None:
    content = obj(as_json.imported_json(imported))
    accounts = [obj(account) for account in items(content["accounts"])]
    worth = sum(Decimal(str(account["total_value"])) for account in accounts)
    apple = obj(items(accounts[0]["positions"])[0])
    lots = [obj(lot) for lot in items(apple["lots"])]

    assert worth == imported.portfolio.total_value
    assert sum(Decimal(str(lot["quantity"])) for lot in lots) == Decimal(str(apple["quantity"]))
    assert lots[0] == {"acquired": "2015-06-12", "quantity": "60", "cost_basis": "1668.60"}


def test_a_measurement_is_the_same_figures_unrounded(imported: ImportResult) -> None:
    _, figures = pipeline.measure_portfolio(imported.portfolio, embedded_universe())
    content = obj(as_json.measurement_json(figures))
    first = obj(items(content["top"])[0])

    assert content["total_value"] == f"{imported.portfolio.total_value:f}"
    assert content["coverage"] == figures.coverage
    assert first["symbols"] == list(figures.top[0].symbols)
    assert first["value"] == f"{figures.top[0].value:f}"
    assert "leaf" not in first
    assert obj(content["size"])["non_us"] == figures.size[SizeClass.NON_US]


def test_a_plan_names_accounts_as_a_person_does(plan: TradePlan) -> None:
    content = obj(as_json.plan_json(plan))
    trades = [obj(trade) for trade in items(content["trades"])]
    labels = {account.label for account in plan.portfolio_after.accounts}

    assert set(obj(content["cash_after"])) == labels
    assert {trade["account"] for trade in trades} <= labels
    assert [trade["value"] for trade in trades] == [f"{trade.value:f}" for trade in plan.trades]
    assert content["before"] == as_json.measurement_json(plan.before)
    assert content["after"] == as_json.measurement_json(plan.after)


def test_accounts_that_are_called_the_same_are_told_apart(plan: TradePlan) -> None:
    same = tuple(
        replace(account, name="Joint", number="...1001")
        for account in plan.portfolio_after.accounts
    )
    twins = replace(plan, portfolio_after=replace(plan.portfolio_after, accounts=same))
    content = obj(as_json.plan_json(twins))

    assert obj(content["cash_after"]) == {key: f"{cash:f}" for key, cash in plan.cash_after.items()}
    assert [obj(trade)["account"] for trade in items(content["trades"])] == [
        trade.account for trade in plan.trades
    ]


def test_a_simulation_without_a_plan_has_no_planned_side(imported: ImportResult) -> None:
    exposures, _ = pipeline.measure_portfolio(imported.portfolio, embedded_universe())
    options = SimulationOptions(paths=20, seed=1)
    result = pipeline.run_scenario(exposures, find_scenario("reversal"), options=options)
    content = obj(scenario_as_json.scenario_json(result))
    groups = obj(content["by_group"])

    assert (content["planned"], content["break_even"]) == (None, None)
    assert content["chance_of_rotating"] is None
    assert list(groups) == [group.value for group in SHOCK_GROUPS]
    assert all(obj(part)["planned"] is None for part in groups.values())
    assert "fan" not in obj(content["current"])
    assert obj(content["current"])["median"] == f"{result.current.median:f}"


def test_a_simulation_of_a_plan_has_both_sides(imported: ImportResult, plan: TradePlan) -> None:
    exposures, _ = pipeline.measure_portfolio(imported.portfolio, embedded_universe())
    options = SimulationOptions(paths=20, seed=1)
    result = pipeline.run_scenario(exposures, find_scenario("reversal"), plan=plan, options=options)
    content = obj(scenario_as_json.scenario_json(result))

    assert has(content, "scenario months current planned break_even by_group")
    for outcome in (content["current"], content["planned"]):
        assert is_exactly(outcome, "median p05 p25 p75 p95 max_drawdown")
    change = sum(Decimal(str(obj(part)["current"])) for part in obj(content["by_group"]).values())
    end = Decimal(str(obj(content["deterministic"])["current"]))
    assert imported.portfolio.total_value + change == end


def test_the_rotation_is_plain_json_without_the_curves_of_its_charts() -> None:
    content = obj(as_json.rotation_json(pipeline.rotation()))

    assert content["as_of"] == "2026-07-31"
    assert json.loads(json.dumps(content, allow_nan=False)) == content
    assert "strength" not in obj(obj(content["against"])["SPY"])
