"""Every broker's spelling of a symbol leads to one."""

import pytest

from rebalancer.market.symbol import canonical_symbol

KNOWN = {"BRK-B", "AAPL", "BFB"}


@pytest.mark.parametrize("spelling", ["BRK.B", "BRK/B", "BRK B", "BRK-B", "BRKB", " brk.b "])
def test_class_shares_have_one_spelling(spelling: str) -> None:
    assert canonical_symbol(spelling, KNOWN) == "BRK-B"


def test_footnote_marks_are_dropped() -> None:
    assert canonical_symbol("SPAXX**", KNOWN) == "SPAXX"


def test_a_known_ticker_is_not_taken_for_a_class_share() -> None:
    assert canonical_symbol("BFB", KNOWN | {"BF-B"}) == "BFB"


@pytest.mark.parametrize("symbol", ["AAPL", "XYZQ", "F", ""])
def test_other_symbols_stay_as_they_are(symbol: str) -> None:
    assert canonical_symbol(symbol, KNOWN) == symbol
