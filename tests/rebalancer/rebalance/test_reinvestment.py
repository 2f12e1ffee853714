"""Dividends that seem to be reinvested are a doubt about a loss; they may be in any fund."""

from datetime import date

import pytest

from rebalancer.domain.lot import TaxLot
from rebalancer.rebalance.plan import TradePlan
from rebalancer.rebalance.reinvestment import reinvestment_in
from tests.rebalancer.rebalance.households import (
    LONG_AGO,
    TODAY,
    account,
    lot,
    plan,
    position,
    sold,
)

RAISE = '[targets]\n"class:cash" = { min = 0.0 }\n[trading]\nmode = "raise_cash"\n'
QUARTERS = (
    lot("100", "120", LONG_AGO),
    lot("0.512", "110", date(2026, 6, 12)),
    lot("0.498", "105", date(2026, 9, 11)),
)


def selling(*lots: TaxLot, symbol: str = "XOM", roth: tuple[TaxLot, ...] = ()) -> TradePlan:
    """Return the plan that raises 5,000 from a taxed account, beside an account that pays none."""
    held = [position(symbol, "100", *roth)] if roth else []
    accounts = [
        account("1", "taxable", position(symbol, "100", *lots)),
        account("2", "tax_exempt", *held, cash="10"),
    ]
    return plan(accounts, f"{RAISE}withdraw = {{ '1' = 5000 }}\n")


def doubts(result: TradePlan) -> list[str]:
    return [text for text in result.messages if "reinvest" in text]


def test_small_odd_purchases_every_quarter_say_when_the_next_is_due() -> None:
    result = selling(*QUARTERS)

    assert sold(result, "XOM") == 50
    (doubt,) = doubts(result)
    assert doubt == (
        "Account ...1 seems to reinvest the dividends of XOM: it bought 0.512 and 0.498 shares on "
        "2026-06-12 and 2026-09-11. The next purchase is due about 2026-12-11, within 30 days of "
        "selling XOM at a loss: switch the reinvestment off first, or the loss on as many shares "
        "does not count now."
    )


def test_an_account_that_pays_no_tax_loses_for_good() -> None:
    result = selling(lot("100", "120", LONG_AGO), roth=QUARTERS)

    (doubt,) = doubts(result)
    assert doubt.startswith("Account ...2 seems to reinvest the dividends of XOM")
    assert doubt.endswith("the loss on as many shares is lost for good.")


def test_one_that_is_not_due_soon_is_told_with_its_day() -> None:
    late = (
        lot("100", "120", LONG_AGO),
        lot("0.5", "110", date(2026, 7, 17)),
        lot("0.5", "110", date(2026, 10, 16)),
    )

    (doubt,) = doubts(selling(*late))

    assert "The next one is due about 2027-01-15; should it come within 30 days" in doubt


def test_a_fund_without_a_pattern_is_told_of_all_the_same() -> None:
    fund, stock = (selling(lot("100", "120", LONG_AGO), symbol=symbol) for symbol in ("VTI", "XOM"))

    (doubt,) = doubts(fund)
    assert doubt == (
        "VTI is sold at a loss, and whether its distributions are reinvested is not known: a share "
        "bought with them by 2026-12-20, or in the 30 days before today, keeps the loss on one "
        "share from counting."
    )
    assert doubts(stock) == []


def test_without_a_loss_that_counts_there_is_no_doubt() -> None:
    assert doubts(selling(lot("100", "70", LONG_AGO), symbol="VTI")) == []


@pytest.mark.parametrize(
    "lots",
    [
        (lot("0.5", "90", date(2026, 9, 11)),),  # once is no pattern
        (lot("1", "90", date(2026, 6, 12)), lot("1", "90", date(2026, 9, 11))),  # whole shares
        (lot("9.5", "90", date(2026, 6, 12)), lot("9.5", "90", date(2026, 9, 11))),  # too large
        (lot("0.5", "90", date(2026, 9, 1)), lot("0.5", "90", date(2026, 9, 11))),  # too often
        (lot("0.5", "90", date(2026, 2, 1)), lot("0.5", "90", date(2026, 9, 11))),  # too rarely
        (lot("0.5", "90", date(2025, 2, 1)), lot("0.5", "90", date(2025, 5, 1))),  # long ago
        (lot("0.5", "90", date(2026, 2, 1)), lot("0.5", "90", date(2026, 5, 1))),  # ended
        (lot("0.5", "90", None), lot("0.5", "90", date(2026, 9, 11))),  # of unknown date
    ],
)
def test_other_purchases_are_no_pattern(lots: tuple[TaxLot, ...]) -> None:
    holding = position("XOM", "100", lot("100", "120", LONG_AGO), *lots)

    assert reinvestment_in(account("1", "taxable", holding), holding, TODAY) is None
