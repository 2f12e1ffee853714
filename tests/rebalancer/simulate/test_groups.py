"""Every dollar is in exactly one group."""

from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalancer.classify.basket import NamedBasket
from rebalancer.classify.classification import DEFAULT_CLASSIFICATION
from rebalancer.classify.exposure import Exposures, Floats
from rebalancer.classify.leaf import BOND_LEAF, CASH_LEAF, COMMODITY_LEAF, OTHER_LEAF, Leaf
from rebalancer.classify.universe import Universe, embedded_universe
from rebalancer.domain.money import to_cents
from rebalancer.domain.security import SecurityKind
from rebalancer.market.snapshot import load_snapshot
from rebalancer.simulate.groups import (
    group_amounts,
    group_of,
    group_values,
    in_cents,
    market_mix,
)
from rebalancer.simulate.scenario import SHOCK_GROUPS, ShockGroup


def leaf_of(symbol: str, kind: SecurityKind = SecurityKind.STOCK) -> Leaf:
    universe = embedded_universe()
    leaves, _ = universe.expand(symbol, kind)
    return universe.leaf(int(leaves[0]))


@pytest.mark.parametrize(
    ("symbol", "group"),
    [
        ("AAPL", ShockGroup.MEGA_CAP_TECH),
        ("GOOG", ShockGroup.MEGA_CAP_TECH),
        ("AVGO", ShockGroup.MEGA_CAP_TECH),
        ("JPM", ShockGroup.LARGE),
        ("HBAN", ShockGroup.LARGE),
        ("BABA", ShockGroup.NON_US),
        ("~Nestle SA", ShockGroup.NON_US),
        ("NOSUCH", ShockGroup.UNCLASSIFIED),
        ("IWC", ShockGroup.UNCLASSIFIED),
    ],
)
def test_companies_are_grouped_by_basket_then_size(symbol: str, group: ShockGroup) -> None:
    assert group_of(leaf_of(symbol), embedded_universe()) is group


def test_an_edited_basket_of_mega_cap_tech_moves_as_one_group() -> None:
    basket = NamedBasket(key="mega_cap_tech", title="Tech", companies=frozenset({"JPM"}))
    own = Universe(load_snapshot(), DEFAULT_CLASSIFICATION.with_basket(basket))

    assert group_of(leaf_of("JPM"), own) is ShockGroup.MEGA_CAP_TECH
    assert group_of(leaf_of("AAPL"), own) is ShockGroup.LARGE


def test_small_caps_are_told_apart_by_the_index_that_screens_for_profits() -> None:
    snapshot = embedded_universe().snapshot
    russell = {symbol for symbol, _ in snapshot.baskets["RUSSELL2000"].lines}
    profitable = {symbol for symbol, _ in snapshot.baskets["SP600"].lines}
    screened = next(symbol for symbol, _ in snapshot.baskets["SP600"].lines)
    other = next(s for s in sorted(russell) if s not in profitable and s.isalpha())
    assert group_of(leaf_of(screened), embedded_universe()) is ShockGroup.SMALL_QUALITY
    assert group_of(leaf_of(other), embedded_universe()) is ShockGroup.SMALL_OTHER


@pytest.mark.parametrize(
    ("leaf", "group"),
    [
        (BOND_LEAF, ShockGroup.BOND),
        (CASH_LEAF, ShockGroup.CASH),
        (COMMODITY_LEAF, ShockGroup.COMMODITY),
        (OTHER_LEAF, ShockGroup.UNCLASSIFIED),
    ],
)
def test_what_is_not_a_stock_is_grouped_by_its_class(leaf: Leaf, group: ShockGroup) -> None:
    assert group_of(leaf, embedded_universe()) is group


def test_group_values_sum_to_the_total(household: Exposures) -> None:
    values = group_values(household)
    assert values.shape == (len(SHOCK_GROUPS),)
    assert to_cents(float(values.sum())) == household.total
    assert values[SHOCK_GROUPS.index(ShockGroup.CASH)] == pytest.approx(7500.25)


def test_group_amounts_sum_to_the_total_to_the_cent(household: Exposures) -> None:
    amounts = group_amounts(household)
    assert list(amounts) == list(SHOCK_GROUPS)
    assert sum(amounts.values()) == household.total
    assert amounts[ShockGroup.MEGA_CAP_TECH] > Decimal(60000)


def test_an_option_is_in_a_group_too(expose: Callable[..., Exposures]) -> None:
    amounts = group_amounts(expose({"OPTION": "100.00"}, cash="0"))
    assert amounts[ShockGroup.UNCLASSIFIED] == Decimal(100)


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=12))
def test_no_cent_is_lost_in_rounding(amounts: list[float]) -> None:
    values: Floats = np.array(amounts)
    whole = to_cents(float(values.sum()))
    parts = in_cents(values, whole)
    assert sum(parts) == whole
    assert all(part == part.quantize(Decimal("0.01")) for part in parts)


def test_the_market_is_mostly_large_and_adds_up() -> None:
    mix = market_mix()
    assert mix.sum() == pytest.approx(1)
    assert mix[SHOCK_GROUPS.index(ShockGroup.MEGA_CAP_TECH)] == pytest.approx(0.32, abs=0.01)
    assert mix[SHOCK_GROUPS.index(ShockGroup.UNCLASSIFIED)] == 0
    with pytest.raises(ValueError, match="read-only"):
        mix[0] = 1
