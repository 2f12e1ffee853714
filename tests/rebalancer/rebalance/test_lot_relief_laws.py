"""The laws of lot relief, and what stands in the way of a lot whose turn it is."""

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.portfolio import Portfolio
from rebalancer.progress import silent
from rebalancer.rebalance.glide import GlideWish, Way
from rebalancer.rebalance.glide_path import glide_path
from rebalancer.rebalance.plan import PlanStatus
from rebalancer.rebalance.policy.file import parse_policy
from rebalancer.rebalance.solver.highs import WarmSolver
from rebalancer.rebalance.solver.optimise import optimise
from tests.rebalancer.rebalance.households import (
    LAST_JUNE,
    LONG_AGO,
    TODAY,
    account,
    bought,
    lot,
    plan,
    position,
    sold,
)
from tests.rebalancer.rebalance.test_lot_relief import (
    LATER,
    NAMED,
    RAISE,
    THREE,
    every_plan_in_turn,
    in_turn,
    joint_model,
    lots_of,
    order_of,
    raised,
    rank,
    small_lots,
)


def test_a_loss_that_must_not_be_sold_keeps_what_stands_behind_it() -> None:
    # an IRA bought the same fund two weeks ago: the loss of the first lot would be lost for good
    holding = position("SPY", "100", lot("50", "120"), lot("50", "60", LATER))
    policy = """
        [targets]
        magnificent_seven = { max = 0.0 }
        [buy]
        symbols = ["IJR"]
        [trading]
        lot_relief = "fifo"
        [[recent_trades]]
        account = "2"
        symbol = "SPY"
        action = "buy"
        date = 2026-11-06
        quantity = 30
    """

    result = plan([account("1", "taxable", holding), account("2", "tax_deferred")], policy)

    assert sold(result, "SPY") == 0
    (kept,) = result.skipped
    assert kept.reason == (
        "SPY at a loss, and what first in, first out puts behind it, is not sold: it would make a "
        "wash sale."
    )


def test_a_purchase_gives_way_to_a_loss_that_stands_first_in_turn() -> None:
    # of two lots at a gain and a loss the loss goes first; the fund on the same index is not bought
    holding = position("VOO", "100", lot("60", "130"), lot("40", "30", LATER))
    policy = """
        [targets]
        "symbol:IVV" = { target = 0.5 }
        [buy]
        symbols = ["IVV"]
        [trading]
        lot_relief = "fifo"
    """

    result = plan([account("1", "taxable", holding, cash="4000")], policy)

    assert not (sold(result, "VOO") and bought(result, "IVV"))
    assert result.wash_sales == ()


def test_a_loss_that_only_its_turn_brings_up_is_kept_from_its_replacement_all_the_same() -> None:
    # ten shares have to go: fractions of both lots would be tax-free, and in turn both would be;
    # but an IRA buys a fund on the same index, so that the loss behind the gain stays
    holding = position("VOO", "100", lot("10", "50"), lot("10", "150", LATER))
    policy = """
        [targets]
        "symbol:VOO" = { max = 0.143 }
        "symbol:IVV" = { min = 0.4 }
        [buy]
        symbols = ["IVV"]
        [trading]
        lot_relief = "fifo"
    """

    result = plan(
        [account("1", "taxable", holding), account("2", "tax_deferred", cash="5000")], policy
    )

    assert lots_of(result) == [(LONG_AGO, 10)]
    assert bought(result, "IVV") > 0
    assert result.wash_sales == ()
    assert result.tax.estimated_tax == Decimal(100)


def test_where_nothing_is_taxed_the_order_costs_nothing_and_is_kept_all_the_same() -> None:
    policy = f"{RAISE}withdraw = {{ '1' = 1500 }}\nlot_relief = 'lifo'\n"

    result = plan([account("1", "tax_exempt", position("XOM", "100", *THREE))], policy)

    assert lots_of(result) == [(LAST_JUNE, 10), (LATER, 5)]
    assert result.status is PlanStatus.OPTIMAL


@settings(max_examples=40)
@given(st.lists(small_lots, min_size=1, max_size=5), in_turn, st.integers(1, 15))
def test_the_lots_sold_are_the_first_in_the_order_of_the_method(
    lots: list[TaxLot], relief: str, hundreds: int
) -> None:
    result = raised(str(hundreds * 100), relief, position("VTI", "100", *lots))

    shares = sold(result, "VTI")  # a loss that stands behind may be sold for what it offsets
    assert shares >= min(hundreds, sum(each.quantity for each in lots))
    expected: dict[object, Decimal] = {}
    for each in order_of(relief, lots):
        taken = min(each.quantity, shares)
        shares -= taken
        key = rank(relief, each)
        expected[key] = expected.get(key, Decimal(0)) + taken
    found: dict[object, Decimal] = {key: Decimal(0) for key in expected}
    for sale in (sale for trade in result.trades for sale in trade.lots):
        found[rank(relief, sale)] += sale.quantity
    assert found == expected


@settings(max_examples=25)
@given(
    st.lists(small_lots, min_size=1, max_size=3),
    st.lists(small_lots, min_size=1, max_size=2),
    in_turn,
    st.integers(0, 10),
    st.integers(0, 300),
    st.sampled_from(["", "[tax]\ngain_budget = 50\n"]),
)
def test_a_small_plan_is_the_best_of_all_that_sell_in_turn(
    first: list[TaxLot], second: list[TaxLot], relief: str, cap: int, cash: int, budget: str
) -> None:
    holdings = (position("AAPL", "100", *first), position("VTI", "35", *second))
    accounts = (account("1", "taxable", *holdings, cash=str(cash)),)
    policy = f"""
        [targets]
        magnificent_seven = {{ max = {cap / 10} }}
        [buy]
        symbols = ["RSP", "IJR"]
        [trading]
        lot_relief = "{relief}"
        {budget}
    """
    joint = joint_model(accounts, policy)

    found = float(joint.weighed @ optimise(joint, silent).x)

    fractional = WarmSolver(joint.program).minimise(joint.weighed)
    plans = list(every_plan_in_turn(joint))
    best = min(worth for _, worth in plans)
    same = [worth for traded, worth in plans if all(fractional.x[each] > 1e-9 for each in traded)]
    assert fractional.objective <= best + 1e-4
    assert best - 1e-4 <= found <= min(same) + 1e-4


@settings(max_examples=20)
@given(st.lists(small_lots, min_size=2, max_size=4), in_turn, st.integers(1, 12), st.randoms())
def test_the_order_in_which_a_file_lists_lots_changes_nothing(
    lots: list[TaxLot], relief: str, hundreds: int, random: Random
) -> None:
    turned = list(lots)
    random.shuffle(turned)

    here = raised(str(hundreds * 100), relief, position("VTI", "100", *lots))
    there = raised(str(hundreds * 100), relief, position("VTI", "100", *turned))

    assert there.tax == here.tax
    assert [trade.quantity for trade in there.trades] == [trade.quantity for trade in here.trades]


@settings(max_examples=20)
@given(st.lists(small_lots, min_size=1, max_size=3), in_turn, st.integers(1, 8))
def test_splitting_a_lot_changes_nothing(lots: list[TaxLot], relief: str, hundreds: int) -> None:
    halves = [
        TaxLot(
            quantity=each.quantity / 2,
            acquired=each.acquired,
            cost_basis=None if each.cost_basis is None else each.cost_basis / 2,
        )
        for each in lots
        for _ in range(2)
    ]

    whole = raised(str(hundreds * 100), relief, position("VTI", "100", *lots))
    split = raised(str(hundreds * 100), relief, position("VTI", "100", *halves))

    assert split.tax.estimated_tax == pytest.approx(whole.tax.estimated_tax, abs=Decimal("0.10"))
    assert [trade.quantity for trade in split.trades] == [trade.quantity for trade in whole.trades]


def test_over_several_years_every_named_share_is_sold_once() -> None:
    holdings = (position("XOM", "100", lot("10", "50"), lot("10", "90", LATER)),)
    accounts = (account("1", "taxable", *holdings), account("2", "tax_exempt", cash="3000"))
    policy = parse_policy(f"""
        [targets]
        "symbol:XOM" = {{ max = 0.0 }}
        [trading]
        lot_relief = "specific"
        {NAMED}
        [[trading.specific_lots]]
        account = "1"
        symbol = "XOM"
        acquired = 2024-05-06
        quantity = 10
        [tax]
        gain_budget = 250
    """)

    path = glide_path(
        Portfolio(accounts=accounts),
        policy,
        embedded_universe(),
        as_of=TODAY,
        wish=GlideWish(years=3),
    )

    (glide,) = [each for each in path.glides if each.way is Way.AS_ALLOWED]
    sales = [lots_of(year.plan) for year in glide.years]
    taken = sum(shares for lots in sales for day, shares in lots if day == LONG_AGO)
    assert taken == 7
    assert sum(shares for lots in sales for day, shares in lots if day == LATER) == 10
