"""What two funds have in common, and how far a household is from a market."""

import pytest

from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.security import SecurityKind
from rebalancer.measure.overlap import Peers, compare, overlaps, reference
from tests.rebalancer.classify.portfolios import exposed


def test_two_funds_on_one_index_are_alike() -> None:
    pair, *_ = overlaps(exposed({"SPY": "100", "VOO": "50"}), 9)

    assert {pair.first, pair.second} == {"SPY", "VOO"}
    assert pair.common.share == pytest.approx(1, abs=1e-9)
    assert pair.of_first == pair.of_second == pytest.approx(1)
    assert pair.companies > 480


def test_large_and_small_have_next_to_nothing_in_common() -> None:
    pairs = overlaps(exposed({"SPY": "100", "IWM": "50", "QQQ": "10"}), 9)

    common = {frozenset((pair.first, pair.second)): pair.common.share for pair in pairs}
    assert common[frozenset(("SPY", "IWM"))] < 0.01
    assert 0.4 < common[frozenset(("SPY", "QQQ"))] < 0.7
    assert [pair.common.share for pair in pairs] == sorted(common.values(), reverse=True)


def test_only_the_largest_funds_are_compared_and_neither_stocks_nor_bonds() -> None:
    held = {"SPY": "100", "QQQ": "90", "IWM": "10", "AAPL": "500", "BND": "300"}

    pairs = overlaps(exposed(held, cash="700"), 3)

    assert [{pair.first, pair.second} for pair in pairs] == [{"SPY", "QQQ"}]


def test_a_market_is_not_away_from_itself_even_where_it_is_hidden() -> None:
    market = exposed({"VTI": "100"}, cash="50")

    found = compare(market, "VTI", reference({"VTI": 1.0}, market.universe))

    assert found is not None
    assert found.against == "VTI"
    assert found.active_share.share == found.active_share.upper == 0


def test_distance_is_the_same_both_ways() -> None:
    one, other = exposed({"QQQ": "100"}), exposed({"VTI": "60", "IWM": "40"})

    there, back = compare(one, "x", other), compare(other, "x", one)

    assert there is not None
    assert back is not None
    assert 0.5 < there.active_share.share < 1
    assert there.active_share.share == pytest.approx(back.active_share.share)
    assert there.active_share.lower == pytest.approx(back.active_share.lower)


def test_nothing_is_compared_where_there_is_no_equity() -> None:
    bonds = exposed({"BND": "100"})

    assert compare(bonds, "VTI", reference({"VTI": 1.0}, bonds.universe)) is None


def test_peers_that_have_enough_in_common_are_named_with_their_overlap() -> None:
    universe = embedded_universe()
    fund = SecurityKind.FUND
    peers = Peers([("VTI", fund), ("IWM", fund), ("BND", fund)], universe)

    alike = peers.alike(("SPY", fund), 0.5)
    company = peers.alike(("AAPL", SecurityKind.STOCK), 0.01)

    assert alike is not None
    assert company is not None
    (with_market,) = alike
    (pair,) = overlaps(exposed({"SPY": "2", "VTI": "1"}), 5)
    assert {with_market.first, with_market.second} == {"SPY", "VTI"}
    assert with_market.common.share == pytest.approx(pair.common.share)
    assert [each.second for each in company] == ["VTI"]
    assert peers.unseen == {"BND"}
    assert peers.alike(("AGG", fund), 0.0) is None


def test_among_no_peers_nothing_is_alike() -> None:
    assert Peers([], embedded_universe()).alike(("SPY", SecurityKind.FUND), 0.0) == ()
