"""What small caps have to do for a plan to be worth its tax."""

from decimal import Decimal

import numpy as np
import pytest

from rebalancer.classify.exposure import Floats
from rebalancer.simulate.break_even import break_even
from rebalancer.simulate.scenario import SHOCK_GROUPS, ShockGroup


def usd(mega: float, small: float, large: float = 0.0) -> Floats:
    amounts = {
        ShockGroup.MEGA_CAP_TECH: mega,
        ShockGroup.SMALL_QUALITY: small / 2,
        ShockGroup.SMALL_OTHER: small / 2,
        ShockGroup.LARGE: large,
    }
    return np.array([amounts.get(group, 0.0) for group in SHOCK_GROUPS])


def test_the_tax_is_repaid_by_the_dollars_that_moved() -> None:
    # 100 leave mega-cap tech, 10 go in tax, 90 arrive: they have to grow by 100 / 90
    assert break_even(usd(100, 0), usd(0, 90), Decimal(10), 12) == pytest.approx(1 / 9)
    assert break_even(usd(100, 0), usd(0, 90), Decimal(10), 24) == pytest.approx(
        (10 / 9) ** 0.5 - 1
    )


def test_it_agrees_with_the_case_worked_out_by_hand() -> None:
    # Basis 40 % of the price, 23.8 % tax, large caps at +8 % and never taxed, 10 bp of cost: small
    # caps need 18.1 points more than large caps in one year.
    tax = 0.238 * 0.6
    relative = break_even(usd(1, 0), usd(0, 1 - tax), Decimal(str(tax)), 12)
    assert relative is not None
    assert relative * 1.08 == pytest.approx(0.181, abs=0.002)


@pytest.mark.parametrize(
    ("planned", "tax"),
    [
        (usd(0, 100), Decimal(0)),
        (usd(0, 100), Decimal(-5)),
        (usd(90, 0), Decimal(10)),
        (usd(0, 0, large=90), Decimal(10)),
    ],
)
def test_without_tax_or_a_move_there_is_nothing_to_repay(planned: Floats, tax: Decimal) -> None:
    assert break_even(usd(100, 0), planned, tax, 12) is None
