"""What a file does not tell is taken at its worst, and said."""

from datetime import date
from decimal import Decimal

import pytest

from rebalancer.domain.lot import Term
from tests.rebalancer.rebalance.households import (
    LAST_JUNE,
    LONG_AGO,
    account,
    lot,
    plan,
    position,
    sold,
)

RAISE = '[targets]\n"class:cash" = { min = 0.0 }\n[trading]\nmode = "raise_cash"\n'
NO_COST = "The cost of XOM is not known: its whole proceeds are taxed as gain"
NO_DATE = "When XOM was bought is not known: a gain on it is taxed as short-term"


@pytest.mark.parametrize(
    ("cost", "acquired", "treatment", "tax", "said"),
    [
        ("70", LONG_AGO, "taxable", 60, []),
        ("70", LAST_JUNE, "taxable", 120, []),
        (None, LONG_AGO, "taxable", 200, ["cost"]),  # all of it is gain, and long-term by its date
        (None, LAST_JUNE, "taxable", 400, ["cost"]),
        (None, None, "taxable", 400, ["cost", "date"]),
        ("70", None, "taxable", 120, ["date"]),
        ("120", None, "taxable", -80, ["date"]),
        (None, None, "unknown", 400, ["cost", "date", "account"]),
        ("70", LONG_AGO, "unknown", 60, ["account"]),
        (None, None, "tax_exempt", 0, []),
        ("70", None, "tax_deferred", 0, []),
    ],
)
def test_what_is_not_known_costs_the_most_and_is_said(
    cost: str | None, acquired: date | None, treatment: str, tax: int, said: list[str]
) -> None:
    rest = account("2", "tax_exempt", cash="10")
    holding = position("XOM", "100", lot("10", cost, acquired))

    result = plan([account("1", treatment, holding), rest], f"{RAISE}withdraw = {{ '1' = 1000 }}\n")

    assert sold(result, "XOM") == 10
    assert result.tax.estimated_tax == tax
    words = {"cost": NO_COST, "date": NO_DATE, "account": "treated as taxable"}
    for what, sentence in words.items():
        assert any(sentence in text for text in result.messages) is (what in said)


def test_a_loss_of_unknown_date_saves_no_more_than_a_long_term_one() -> None:
    # against 10,000 of short-term gains a short-term loss saves 40 %, and a long-term one as
    # well once it is netted; against long-term gains it saves 20 %, whichever it is
    rest = account("2", "tax_exempt", cash="10")
    holding = position("XOM", "100", lot("10", "120", None))
    policy = f"{RAISE}withdraw = {{ '1' = 1000 }}\n[tax]\nrealised = {{ long_term = 10000 }}\n"

    result = plan([account("1", "taxable", holding), rest], policy)

    (sale,) = result.trades[0].lots
    assert (sale.term, sale.is_long, sale.gain) == (Term.UNKNOWN, True, Decimal(-200))
    assert result.tax.estimated_tax == -40


def test_known_lots_are_sold_before_unknown_ones() -> None:
    holding = position(
        "XOM", "100", lot("10", None, None), lot("10", "70", None), lot("10", "60", LONG_AGO)
    )
    rest = account("2", "tax_exempt", cash="10")

    result = plan([account("1", "taxable", holding), rest], f"{RAISE}withdraw = {{ '1' = 2000 }}\n")

    assert [sale.cost_basis for sale in result.trades[0].lots] == [Decimal(700), Decimal(600)]
    assert result.tax.unknown_cost == 0
