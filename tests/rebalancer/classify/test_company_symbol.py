"""What a person types is a company, or is refused with the nearest one that is."""

import pytest

from rebalancer.classify.company_symbol import (
    NotACompanyError,
    UnknownCompanyError,
    company_symbol,
)
from rebalancer.classify.universe import embedded_universe


@pytest.mark.parametrize(
    ("typed", "symbol"), [("nvda", "NVDA"), (" BRK.B ", "BRK-B"), ("brkb", "BRK-B")]
)
def test_a_symbol_is_taken_in_any_spelling(typed: str, symbol: str) -> None:
    assert company_symbol(typed, embedded_universe()) == symbol


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("nvidia", "NVDA (NVIDIA Corporation)"),
        ("MSFTT", "“MSFT”"),
        ("1", "such as AAPL"),
    ],
)
def test_what_is_no_company_is_refused_with_the_nearest_one(typed: str, hint: str) -> None:
    with pytest.raises(UnknownCompanyError) as refused:
        company_symbol(typed, embedded_universe())
    assert hint in refused.value.sentence()
    assert f"“{typed}”" in refused.value.sentence()


def test_a_fund_is_no_company() -> None:
    with pytest.raises(NotACompanyError, match="VTI is a fund"):
        company_symbol("vti", embedded_universe())
