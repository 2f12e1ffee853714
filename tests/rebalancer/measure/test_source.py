"""Where companies come from: every dollar of them in one holding, and none twice."""

from decimal import Decimal

import pytest
from hypothesis import given, settings

from rebalancer.classify.exposure import CASH, expose
from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.account import Account
from rebalancer.measure.measurement import top_companies
from rebalancer.measure.source import (
    cross,
    cumulative,
    cumulative_as_held,
    shares_by_company,
    sources,
    stack,
)
from tests.rebalancer.classify.portfolios import exposed, households

HELD = {"AAPL": "30000", "GOOG": "6600", "GOOGL": "3400", "QQQ": "40000", "VTI": "20000"}


def test_apple_comes_directly_and_through_both_funds() -> None:
    exposures = exposed(HELD, cash="1000")
    apple = top_companies(exposures, 1)
    ways = {source.symbol: source for source in sources(exposures, apple)}
    assert list(ways) == ["AAPL", "QQQ", "VTI"]
    assert ways["AAPL"].is_direct
    assert ways["AAPL"].value == pytest.approx(30000)
    assert not ways["QQQ"].is_direct
    assert sum(way.of_company for way in ways.values()) == pytest.approx(1.0, abs=1e-6)
    assert sum(way.share for way in ways.values()) == pytest.approx(apple[0].share)


def test_a_company_held_in_two_share_classes_is_one_row() -> None:
    exposures = exposed(HELD)
    alphabet = next(each for each in top_companies(exposures, 9) if "GOOG" in each.symbols)
    assert {source.symbol for source in sources(exposures, [alphabet])} == {
        *("GOOG", "GOOGL", "QQQ", "VTI")
    }


@given(households())
@settings(max_examples=25, deadline=None)
def test_the_parts_of_every_company_are_the_whole_of_it(accounts: tuple[Account, ...]) -> None:
    exposures = expose(accounts, embedded_universe())
    companies = top_companies(exposures, 12)
    split = stack(exposures, companies, 2)
    assert len(split.funds) <= 2
    for company, row in zip(companies, split.rows, strict=True):
        assert len(row) == len(split.funds) + 2
        assert sum(row) == pytest.approx(company.share, abs=1e-9)
        assert row[0] == pytest.approx(company.direct, abs=1e-9)
    table = cross(exposures, companies, len(exposures.holdings))
    for column, company in enumerate(companies):
        cells = [row[column] or 0.0 for row in table.cells]
        assert sum(cells) == pytest.approx(company.share, abs=1e-9)


def test_funds_beyond_the_named_ones_stay_together() -> None:
    exposures = exposed(HELD)
    companies = top_companies(exposures, 3)
    assert stack(exposures, companies, 1).funds == ("QQQ",)
    assert stack(exposures, companies, 1).has_others
    assert not stack(exposures, companies, 2).has_others
    assert stack(exposures, companies, 2).has_direct
    assert not stack(exposed({"QQQ": "1"}), companies[:0], 2).has_direct
    assert cross(exposures, companies, 1).symbols == ("AAPL",)
    assert cross(exposures, companies[:1], 9).cells[0][0] == pytest.approx(0.3)


def test_the_largest_add_up_as_held_and_looked_through() -> None:
    exposures = exposed(HELD, cash="1000")
    whole = float(exposures.total)
    curve = cumulative(exposures)
    assert curve[0] == pytest.approx(top_companies(exposures, 1)[0].share)
    assert list(curve) == sorted(curve)
    assert curve[-1] == pytest.approx(sum(shares_by_company(exposures).values()))
    lines = cumulative_as_held(exposures)
    assert len(lines) == len(HELD)
    assert lines[0] == pytest.approx(40000 / whole)
    assert lines[-1] == pytest.approx(1 - 1000 / whole)
    assert CASH in {holding.symbol for holding in exposures.holdings}


def test_what_is_worth_nothing_has_no_curve() -> None:
    exposures = exposed({"AAPL": "0"}, cash="10")
    assert exposures.total == Decimal(10)
    assert cumulative(exposures) == ()
    assert cumulative_as_held(exposures) == ()
    assert shares_by_company(exposures) == {}
