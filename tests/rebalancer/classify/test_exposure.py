"""Holdings become exposures, and nothing is lost on the way."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from rebalancer.classify.exposure import CASH, expose, look_through
from rebalancer.classify.leaf import Leaf
from rebalancer.classify.size import SizeClass
from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.security import AssetClass, SecurityKind
from tests.rebalancer.classify.portfolios import account, exposed

GROUPS = embedded_universe().groups

OPAQUE = Leaf(
    key="(rest of X)",
    name="X",
    asset_class=AssetClass.STOCK,
    size=SizeClass.UNCLASSIFIED,
    sector="",
    is_opaque=True,
)
APPLE = Leaf(
    key="AAPL",
    name="Apple Inc.",
    asset_class=AssetClass.STOCK,
    size=SizeClass.MEGA,
    sector="Information Technology",
    symbols=("AAPL",),
    is_company=True,
)
NEWCOMER = APPLE._replace(key="QQXXZZ", name="Newcomer", size=SizeClass.UNCLASSIFIED)


def test_holdings_keep_their_order_and_cash_comes_last() -> None:
    exposures = exposed({"VTI": "10.01", "AAPL": "20.02"}, cash="0.97")

    assert [holding.symbol for holding in exposures.holdings] == ["VTI", "AAPL", CASH]
    assert exposures.total == Decimal("31.00")


def test_a_household_without_cash_has_no_line_of_cash() -> None:
    assert [holding.symbol for holding in exposed({"VTI": "10"}).holdings] == ["VTI"]


def test_a_household_that_holds_nothing_is_a_line_of_no_cash() -> None:
    exposures = expose([], embedded_universe())

    assert [item.symbol for item in exposures.holdings] == [CASH]
    assert exposures.total == 0


def test_pending_activity_counts_as_cash() -> None:
    pending = replace(account({}, cash="100.25"), pending=Decimal("-40.25"))
    exposures = expose([pending], embedded_universe())

    assert exposures.total == Decimal("60.00")
    assert exposures.holdings[-1].symbol == CASH


def test_positions_in_other_currencies_are_left_out() -> None:
    held = account({"AAPL": "100", "MSFT": "50"})
    apple, microsoft = held.positions
    mixed = replace(held, positions=(apple, replace(microsoft, currency="EUR")))

    assert expose([mixed], embedded_universe()).total == 100


def test_one_account_that_names_the_kind_is_enough_for_all() -> None:
    kinds = {"QQXXZZ": SecurityKind.UNKNOWN}
    told = {"QQXXZZ": SecurityKind.STOCK}
    first, second = (
        account({"QQXXZZ": "50"}, key=f"{names}", kinds=names) for names in (kinds, told)
    )

    assert expose([first, second], embedded_universe()).holdings[0].kind is SecurityKind.STOCK
    assert expose([second, first], embedded_universe()).holdings[0].kind is SecurityKind.STOCK


def test_a_company_tells_through_which_holdings_it_comes_largest_first() -> None:
    exposures = exposed({"VTI": "60000", "AAPL": "40000"})
    apple = next(n for n, leaf in enumerate(exposures.through.leaves) if leaf.key == "AAPL")
    ways = exposures.of_leaf(apple)

    assert list(ways) == ["AAPL", "VTI"]
    assert ways["AAPL"] == 40000
    assert sum(ways.values()) == pytest.approx(exposures.by_leaf[apple])
    assert exposures.direct_by_leaf[apple] == 40000


def test_nothing_looked_through_is_an_empty_matrix() -> None:
    through = look_through([], embedded_universe())

    assert through.symbols == ()
    assert through.leaf_values(np.zeros(0)).sum() == 0
    assert through.share_in(np.ones(len(through.leaves), dtype=np.bool_)).size == 0


def test_the_share_of_a_symbol_in_every_leaf_is_the_whole_symbol() -> None:
    through = exposed({"VTI": "1", "AAPL": "1", "QQXXZZ": "1"}, cash="1").through
    everything = np.ones(len(through.leaves), dtype=np.bool_)

    assert through.share_in(everything) == pytest.approx(np.ones(4))
    assert through.is_fund.tolist() == [True, False, True, True]


@pytest.mark.parametrize("key", GROUPS)
def test_every_group_may_hold_what_nobody_can_see_into(key: str) -> None:
    assert GROUPS[key].may_hold(OPAQUE)
    assert GROUPS[key].key == key
    assert GROUPS[key].title


@pytest.mark.parametrize(
    ("key", "holds"),
    [
        ("magnificent_seven", True),
        ("mega_cap_tech", True),
        ("mega_cap", True),
        ("small_cap", False),
        ("class:stock", True),
        ("class:bond", False),
    ],
)
def test_a_group_holds_a_known_company_or_does_not(key: str, *, holds: bool) -> None:
    assert GROUPS[key].holds(APPLE) is holds
    assert GROUPS[key].may_hold(APPLE) is holds


def test_a_company_of_unknown_size_may_be_of_any_size_but_not_another_company() -> None:
    assert GROUPS["small_cap"].may_hold(NEWCOMER)
    assert GROUPS["mega_cap"].may_hold(NEWCOMER)
    assert not GROUPS["magnificent_seven"].may_hold(NEWCOMER)
    assert not GROUPS["class:bond"].may_hold(NEWCOMER)


def test_what_is_outside_the_us_hides_no_magnificent_seven() -> None:
    foreign = OPAQUE._replace(size=SizeClass.NON_US)

    assert not GROUPS["magnificent_seven"].may_hold(foreign)
    assert not GROUPS["small_cap"].may_hold(foreign)


def test_a_group_of_an_asset_class_holds_that_class() -> None:
    bonds = OPAQUE._replace(asset_class=AssetClass.BOND, size=SizeClass.NOT_EQUITY, is_opaque=False)

    assert GROUPS["class:bond"].holds(bonds)
    assert not GROUPS["class:cash"].may_hold(bonds)
