"""A broker's price and value of one position may disagree; a sale never pays more than there is."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.account import Position
from rebalancer.domain.money import ZERO
from rebalancer.domain.portfolio import Portfolio
from rebalancer.rebalance.checks import check_plan
from rebalancer.rebalance.policy.policy import Policy
from rebalancer.rebalance.pose import pose, trade_price
from rebalancer.rebalance.trades import Order, settle
from tests.rebalancer.rebalance.households import TODAY, account, lot, plan, position

CENTS = Decimal("0.01")
SHARES = st.decimals("0.001", "2000000", places=3).map(lambda shares: shares.normalize())
VALUES = st.decimals("0.01", "9000000", places=2)
NEAR = st.decimals("0.4", "1.7", places=4)
"""What a printed price may be of the price that the value implies."""


def held(shares: Decimal, value: Decimal, nearness: Decimal, places: int = 4) -> Position:
    """Return a position of this *value* whose printed price is only near to it."""
    price = round(value / shares * nearness, places) or Decimal(1).scaleb(-places)
    return replace(position("XOM", str(price), lot(f"{shares:f}", "1")), value=value)


@settings(max_examples=60)
@given(SHARES, VALUES, NEAR, st.decimals("0", "1", places=4))
@example(Decimal(10_000), Decimal("97.00"), Decimal("1.03"), Decimal("0.0001"))
@example(Decimal(1_000), Decimal("9950.00"), Decimal("1.005"), Decimal("0.001"))
def test_what_is_left_of_a_sale_is_worth_its_part_of_the_stated_value(
    shares: Decimal, value: Decimal, nearness: Decimal, left: Decimal
) -> None:
    before = account("1", "taxable", held(shares, value, nearness))
    problem = pose(Portfolio(accounts=(before,)), Policy(targets=()), embedded_universe(), TODAY)
    slot = next(each for each in problem.slots if each.position)
    sold = shares - (shares * left).quantize(Decimal("0.001"))

    after = settle(problem, [Order(slot=slot, sold=(sold,))])

    assert after.total_value == before.total_value
    rest = sum((item.value for _, item in after.holdings()), start=ZERO)
    assert abs(rest - value * (shares - sold) / shares) <= CENTS
    assert rest >= ZERO


def test_nearly_all_of_a_penny_stock_is_sold_for_less_than_all_is_worth() -> None:
    penny = held(Decimal(10_000), Decimal("97.00"), Decimal("1.03"), places=2)
    before = [account("1", "tax_exempt", penny), account("2", "tax_exempt", cash="100")]
    policy = '[trading]\nmode = "raise_cash"\nwithdraw = { "1" = 96.50 }'

    result = plan(before, policy)

    (trade,) = result.trades
    assert (trade.quantity, trade.price) == (Decimal(9_949), Decimal("0.0097"))
    assert trade.value == Decimal("96.51")
    ((_, rest),) = result.portfolio_after.holdings()
    assert (rest.quantity, rest.value) == (Decimal(51), Decimal("0.49"))
    assert all(check.passed for check in check_plan(result, Portfolio(accounts=tuple(before))))


def test_the_printed_price_stays_where_it_explains_the_value() -> None:
    agreed = position("XOM", "12.34", lot("1000.123", "1"))

    assert trade_price(agreed) == Decimal("12.34")
    assert trade_price(replace(agreed, value=Decimal("12341.53"))) == Decimal("12.34001")
    assert trade_price(replace(agreed, value=Decimal(0))) == Decimal("12.34")
