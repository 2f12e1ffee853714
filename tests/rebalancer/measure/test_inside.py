"""What is known of the inside of funds, and what is not."""

from dataclasses import replace
from datetime import date

import pytest

from rebalancer.classify.universe import Universe
from rebalancer.domain.security import SecurityKind
from rebalancer.market.snapshot import FundMatch, load_snapshot
from rebalancer.measure.inside import fund_inside, held_funds, uncovered
from rebalancer.measure.measurement import measure
from tests.rebalancer.classify.portfolios import exposed, with_funds


def test_a_fund_tells_its_basket_its_day_its_source_and_how_well_it_matches() -> None:
    fund = fund_inside("VXUS", load_snapshot())
    assert fund is not None
    assert fund.match is FundMatch.SAME_INDEX
    assert fund.parts[0].basket == "VXUS"
    assert fund.parts[0].coverage == pytest.approx(0.21867)
    assert fund.as_of == fund.parts[0].as_of == date(2025, 9, 25)
    assert "N-PORT" in fund.parts[0].source
    assert fund.name.startswith("Vanguard Total International")


def test_a_fund_without_a_basket_has_no_parts_and_a_stock_is_no_fund() -> None:
    snapshot = load_snapshot()
    dividends = fund_inside("SCHD", snapshot)
    assert dividends is not None
    assert (dividends.parts, dividends.as_of) == ((), None)
    assert fund_inside("AAPL", snapshot) is None
    assert fund_inside("ZZZQX", snapshot) is None
    known = set(snapshot.funds)
    listed = next(
        s for s in snapshot.securities.values() if s.type == "etf" and s.symbol not in known
    )
    unmapped = fund_inside(listed.symbol, snapshot)
    assert unmapped is not None
    assert unmapped.match is FundMatch.UNMAPPED


def test_a_fund_is_looked_through_by_the_users_own_file_where_there_is_one() -> None:
    snapshot = load_snapshot()
    own = replace(snapshot, own_baskets={"SCHD": "SP500"})
    fund = fund_inside("SCHD", own)
    assert fund is not None
    assert fund.match is FundMatch.OWN_FILE
    assert [(part.basket, part.share) for part in fund.parts] == [("SP500", 1.0)]


def test_what_stays_dark_is_named_with_the_line_it_sits_in_and_sums_to_what_is_not_covered() -> (
    None
):
    exposures = exposed(
        {"VXUS": "1000", "SCHD": "500", "ZZZQX": "2000", "AAPL": "100", "QQQ": "900"}, cash="500"
    )
    dark = uncovered(exposures)
    assert [part.symbol for part in dark] == ["ZZZQX", "VXUS", "SCHD"]
    assert [part.inside is None for part in dark] == [True, False, False]
    assert dark[0].of_holding == 1.0
    assert dark[1].of_holding == pytest.approx(1 - 0.21867)
    assert float(dark[1].value) == pytest.approx(781.33)
    assert sum(part.share for part in dark) == pytest.approx(1 - measure(exposures).coverage)


def test_everything_looked_through_leaves_nothing_dark() -> None:
    assert uncovered(exposed({"AAPL": "100"}, cash="10")) == ()


def test_funds_that_are_held_are_offered_in_the_order_of_the_holdings() -> None:
    universe = Universe(with_funds({"QMINE": [("AAPL", 0.5), ("MSFT", 0.5)]}))
    held = {"QQQ": "1", "AAPL": "1", "QMINE": "1", "BND": "1"}
    exposures = exposed(held, universe=universe, kinds={"QMINE": SecurityKind.FUND})
    assert [fund.symbol for fund in held_funds(exposures)] == ["QQQ", "QMINE", "BND"]
    assert held_funds(exposures)[1].name == "QMINE"


def test_the_oldest_basket_dates_a_fund_of_several() -> None:
    snapshot = with_funds({"OLD": [("AAPL", 1.0)], "NEW": [("MSFT", 1.0)]})
    old = replace(snapshot.baskets["OLD"], as_of=date(2020, 1, 1))
    mixed = replace(snapshot.funds["NEW"], mix=(("NEW", 0.5), ("OLD", 0.5)))
    snapshot = replace(
        snapshot,
        baskets={**snapshot.baskets, "OLD": old},
        funds={**snapshot.funds, "NEW": mixed},
    )
    fund = fund_inside("NEW", snapshot)
    assert fund is not None
    assert fund.as_of == date(2020, 1, 1)
