"""Every account sells its lots by its own method: known answers, laws, and what is refused."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import product

import numpy as np
import pytest
from hypothesis import strategies as st

from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.account import Account, Position
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from rebalancer.rebalance.model.joint import JointModel
from rebalancer.rebalance.plan import LotSale, PlanStatus, TradePlan
from rebalancer.rebalance.policy.error import PolicyError
from rebalancer.rebalance.policy.file import parse_policy
from rebalancer.rebalance.policy.relief import LotRelief
from rebalancer.rebalance.pose import pose
from rebalancer.rebalance.solver.tax_search import taxed_model
from tests.rebalancer.rebalance.households import (
    LAST_JUNE,
    LONG_AGO,
    TODAY,
    account,
    lot,
    plan,
    position,
    sold,
)

RAISE = '[targets]\n"class:cash" = { min = 0.0 }\n[trading]\nmode = "raise_cash"\n'
LATER = date(2024, 5, 6)


def raised(amount: str, relief: str, *positions: Position, more: str = "") -> TradePlan:
    """Return the plan that takes *amount* out of a taxable account."""
    policy = f"{RAISE}withdraw = {{ '1' = {amount} }}\nlot_relief = '{relief}'\n{more}"
    return plan(
        [account("1", "taxable", *positions), account("2", "tax_exempt", cash="9000")], policy
    )


def lots_of(result: TradePlan) -> list[tuple[date | None, float]]:
    """Return the day and the shares of every lot that is sold, in the order given."""
    return [(sale.acquired, float(sale.quantity)) for trade in result.trades for sale in trade.lots]


@pytest.mark.parametrize(
    ("relief", "tax"),
    [("min_tax", "30.00"), ("fifo", "30.00"), ("lifo", "40.00"), ("hifo", "40.00")],
)
def test_the_highest_cost_first_is_not_the_least_tax(relief: str, tax: str) -> None:
    # 10 shares: at a cost of 90 short-term they are taxed 40.00, at 85 long-term 30.00
    holding = position("XOM", "100", lot("10", "90", LAST_JUNE), lot("10", "85"))

    result = raised("1000", relief, holding)

    assert result.tax.estimated_tax == Decimal(tax)
    assert result.trades[0].relief is LotRelief(relief)
    assert result.status in {PlanStatus.OPTIMAL, PlanStatus.FEASIBLE}


THREE = (lot("10", "40", LATER), lot("10", "80", LAST_JUNE), lot("10", "60", LONG_AGO))


@pytest.mark.parametrize(
    ("relief", "expected"),
    [
        ("fifo", [(LONG_AGO, 10), (LATER, 5)]),
        ("lifo", [(LAST_JUNE, 10), (LATER, 5)]),
        ("hifo", [(LAST_JUNE, 10), (LONG_AGO, 5)]),
    ],
)
def test_a_lot_is_opened_only_when_the_one_before_it_is_gone(
    relief: str, expected: Sequence[tuple[date, int]]
) -> None:
    result = raised("1500", relief, position("XOM", "100", *THREE))

    assert lots_of(result) == expected


@pytest.mark.parametrize("relief", ["fifo", "lifo"])
def test_shares_of_unknown_date_are_sold_last_and_said_to_be(relief: str) -> None:
    holding = position("XOM", "100", lot("10", "99", None), lot("10", "20"), lot("5", "30", LATER))

    result = raised("1500", relief, holding)

    assert {day for day, _ in lots_of(result)} == {LONG_AGO, LATER}
    (doubt,) = [message for message in result.messages if "sold last" in message]
    assert "10 of the 25 shares of XOM" in doubt
    more = raised("2000", relief, holding)
    assert lots_of(more)[-1] == (None, 5)


def test_shares_of_unknown_cost_are_the_last_where_the_highest_cost_comes_first() -> None:
    holding = position("XOM", "100", lot("10", None, LAST_JUNE), lot("10", "1"))

    result = raised("1000", "hifo", holding)

    assert lots_of(result) == [(LONG_AGO, 10)]


def test_the_average_cost_of_a_fund_is_that_of_all_its_shares_and_the_oldest_go_first() -> None:
    # 10 at 90 and 30 at 50 are 60 on average; the ten oldest are long-term, the next short-term
    holding = position("VTI", "100", lot("30", "50", LAST_JUNE), lot("10", "90"))

    result = raised("1500", "average", holding)

    (trade,) = result.trades
    assert [(sale.acquired, sale.cost_basis) for sale in trade.lots] == [
        (LONG_AGO, Decimal(600)),
        (LAST_JUNE, Decimal(300)),
    ]
    assert trade.long_term_gain == 400
    assert trade.short_term_gain == 200
    (left,) = result.portfolio_after.accounts[0].positions
    assert [each.cost_basis for each in left.lots] == [Decimal(1500)]


def test_the_average_is_unknown_where_a_cost_is_unless_the_position_states_its_own() -> None:
    lots = (lot("10", None), lot("10", "80", LAST_JUNE))
    unknown = position("FXAIX", "100", *lots)
    stated = Position(
        symbol="FXAIX",
        description="Fund",
        kind=SecurityKind.FUND,
        value=Decimal(2000),
        quantity=Decimal(20),
        price=Decimal(100),
        cost_basis=Decimal(1200),
        lots=lots,
    )

    assert raised("500", "average", unknown).tax.unknown_cost == 500
    assert raised("500", "average", stated).trades[0].long_term_gain == 200


def test_a_cost_is_averaged_for_funds_only_and_the_rest_is_sold_first_in_first_out() -> None:
    lots = (lot("10", "90", LAST_JUNE), lot("10", "50"))
    holdings = (position("XOM", "100", *lots), position("VTI", "100", *lots))

    result = raised("3000", "average", *holdings)

    used = {trade.symbol: trade.relief for trade in result.trades}
    assert used.get("XOM", LotRelief.FIFO) is LotRelief.FIFO
    assert used.get("VTI", LotRelief.AVERAGE) is LotRelief.AVERAGE
    said = [message for message in result.messages if "cannot be averaged" in message]
    (sentence,) = said
    assert sentence.startswith("XOM in Account ...1 is not a fund")
    assert sentence.endswith("it is sold first in, first out.")


NAMED = """
[[trading.specific_lots]]
account = "1"
symbol = "xom"
acquired = 2019-01-02
quantity = 7
"""


def test_only_the_lots_that_are_named_are_sold() -> None:
    holding = position("XOM", "100", lot("10", "99", LAST_JUNE), lot("10", "20"))

    result = raised("600", "specific", holding, more=NAMED)

    assert lots_of(result) == [(LONG_AGO, 6)]
    (left,) = result.portfolio_after.accounts[0].positions
    assert left.quantity == 14


def test_what_is_not_named_is_not_sold_although_the_cash_is_missing() -> None:
    holding = position("XOM", "100", lot("10", "99", LAST_JUNE), lot("10", "20"))

    result = raised("800", "specific", holding, more=NAMED)

    assert sold(result, "XOM") == 7
    assert any("lacks $100.00" in message for message in result.messages)


def test_a_holding_of_which_no_lot_is_named_is_said_to_be_kept() -> None:
    holdings = (position("XOM", "100", lot("10", "20")), position("CVX", "100", lot("10", "20")))

    result = raised("100", "specific", *holdings, more=NAMED)

    (kept,) = result.skipped
    assert kept.symbol == "CVX"
    assert "not among the lots that you named" in kept.reason


def test_of_several_lots_of_a_day_the_dearest_shares_are_meant() -> None:
    holding = position("XOM", "100", lot("5", "20"), lot("5", "80"), lot("5", "50"))

    result = raised("700", "specific", holding, more=NAMED)

    costs = {sale.cost_basis: float(sale.quantity) for sale in result.trades[0].lots}
    assert costs == {Decimal(100): 2, Decimal(400): 5}


def test_shares_of_unknown_date_can_be_named_by_leaving_the_date_out() -> None:
    holding = position("XOM", "100", lot("10", "80", None), lot("10", "99"))
    named = NAMED.replace("acquired = 2019-01-02\n", "")

    assert lots_of(raised("500", "specific", holding, more=named)) == [(None, 5)]


@pytest.mark.parametrize(
    ("change", "key", "said", "remedy"),
    [
        (("2019-01-02", "2019-01-03"), "[1].acquired", "no such lot", "2019-01-02, unknown date"),
        (("quantity = 7", "quantity = 12"), "[1].quantity", "holds 10", "valid value is 10"),
        (('"xom"', '"xon"'), "[1].symbol", "does not hold", "Did you mean “XOM”?"),
        (('"xom"', '"zzzz"'), "[1].symbol", "does not hold", "It holds XOM."),
        (('"1"', '"9"'), "[1].account", "fits none", "The accounts are"),
        (('"1"', '"2"'), "[1].account", "sells by “fifo”", "Set its lot_relief to specific."),
    ],
)
def test_lots_that_are_not_there_cannot_be_named(
    change: tuple[str, str], key: str, said: str, remedy: str
) -> None:
    holding = position("XOM", "100", lot("10", "99", None), lot("10", "20"))
    accounts = [account("1", "taxable", holding), account("2", "taxable", holding)]
    trading = "[trading]\nlot_relief = { default = 'specific', '2' = 'fifo' }\n"

    with pytest.raises(PolicyError) as caught:
        plan(accounts, trading + NAMED.replace(*change))

    assert caught.value.key == f"trading.specific_lots{key}"
    assert said in str(caught.value)
    assert remedy in caught.value.remedy


def test_each_account_has_its_own_method() -> None:
    holding = position("XOM", "100", *THREE)
    policy = f"""{RAISE}
        withdraw = {{ "1" = 1000, "2" = 1000, "3" = 1000 }}
        lot_relief = {{ default = "fifo", "2" = "lifo", "3" = "hifo" }}
    """

    result = plan([account(number, "taxable", holding) for number in "123"], policy)

    used = {trade.account: (trade.relief, trade.lots[0].acquired) for trade in result.trades}
    assert used == {
        "1": (LotRelief.FIFO, LONG_AGO),
        "2": (LotRelief.LIFO, LAST_JUNE),
        "3": (LotRelief.HIFO, LAST_JUNE),
    }


def test_a_method_for_an_account_that_is_not_there_is_refused() -> None:
    with pytest.raises(PolicyError, match=r"trading\.lot_relief\.9.*fits none"):
        plan([account("1", "taxable")], "[trading]\nlot_relief = { '9' = 'fifo' }\n")


# --- laws ---------------------------------------------------------------------------------------

days = st.sampled_from([None, LONG_AGO, LATER, LAST_JUNE])
costs = st.sampled_from([None, "20", "60", "95", "130"])
small_lots = st.builds(lot, st.integers(1, 4).map(str), costs, days)
in_turn = st.sampled_from(["fifo", "lifo", "hifo", "average"])


def order_of(relief: str, lots: Iterable[TaxLot]) -> list[TaxLot]:
    """Return *lots* as a person would put them in order by hand; ties are equal."""
    known = [each for each in lots if each.acquired is not None]
    undated = [each for each in lots if each.acquired is None]
    if relief == "hifo":
        costed = [each for each in lots if each.cost_basis is not None]
        free = [each for each in lots if each.cost_basis is None]
        return sorted(costed, key=lambda each: -(each.cost_basis or 0) / each.quantity) + free
    dated = sorted(known, key=lambda each: each.acquired or date.min, reverse=relief == "lifo")
    return dated + undated


def rank(relief: str, each: TaxLot | LotSale) -> object:
    """Return what decides the place of a lot."""
    if relief == "hifo":
        return None if each.cost_basis is None else each.cost_basis / each.quantity
    return each.acquired


def joint_model(accounts: Iterable[Account], policy: str) -> JointModel:
    portfolio = Portfolio(accounts=tuple(accounts))
    return taxed_model(pose(portfolio, parse_policy(policy), embedded_universe(), TODAY))


def every_plan_in_turn(joint: JointModel) -> Iterable[tuple[list[int], float]]:
    """Yield the columns and the objective of every plan of whole shares that is allowed."""
    slots = joint.problem.slots
    sides = []
    for number, slot in enumerate(slots):
        buys = int(joint.program.upper[joint.bought(number)])
        sides.append([*range(-int(slot.most_saleable), 0), *range(buys + 1)])
    for choice in product(*sides):
        x = np.zeros(joint.program.width)
        for number, shares in enumerate(choice):
            left = float(max(-shares, 0))
            for column, each in zip(joint.sold(number), slots[number].lots, strict=True):
                x[column] = min(left, float(each.lot.quantity))
                left -= x[column]
            x[joint.bought(number)] = max(shares, 0)
        full = joint.program.completed(x)
        activity = joint.program.activity(full)
        slack = 1e-6
        if (activity <= joint.program.row_upper + slack).all() and (
            activity >= joint.program.row_lower - slack
        ).all():
            yield [int(column) for column in np.flatnonzero(x)], float(joint.weighed @ full)
