"""What holds for every holdings file: nothing is lost, nothing crashes, no half passes as whole."""

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rebalancer.classify.universe import Universe
from rebalancer.domain.security import SecurityKind
from rebalancer.errors import RebalancerError
from rebalancer.ingest.issuers.read import read_issuer_content
from rebalancer.market.fund_holdings import FundHoldings, with_fund_holdings
from rebalancer.market.snapshot import Snapshot, load_snapshot
from tests.rebalancer.ingest.issuers.layouts import (
    LAYOUTS,
    Held,
    Write,
    cash,
    ishares,
    ishares_xml,
    nport,
    spdr,
    vanguard,
)

_HOSTILE = (
    *("=1+1", "@SUM(A1)", "-", "\x00", "\ud7ff", '"', "'", "a,b", "XTSLA", "USD", "CASH", "~"),
    *("NaN", "inf", "1e309", "<0.01", "-5", "(3.00)", "1,000.00", "AAPL US", "BRK B", "TOTAL", "%"),
)
_CELL = st.text(max_size=30) | st.sampled_from(_HOSTILE)
_HELD = st.builds(
    Held,
    ticker=_CELL,
    name=_CELL,
    percent=st.decimals(-5, 60, places=2).map(str) | _CELL,
    asset_class=st.sampled_from(["Equity", "Cash", "Futures", "Fixed Income", "Swaps", ""]),
    exchange=_CELL,
    country=st.sampled_from(["United States", "France"]),
    currency=st.sampled_from(["USD", "EUR", ""]),
    isin=_CELL,
)
_TEXT_LAYOUTS = [name for name in LAYOUTS if name != "State Street SPDR"]


def _read(content: bytes, fund: str) -> FundHoldings:
    return read_issuer_content(content, "list.csv", load_snapshot(), fund)


@pytest.mark.parametrize("layout", _TEXT_LAYOUTS)
@settings(max_examples=25)
@given(held=st.lists(_HELD, max_size=8))
def test_whatever_the_cells_hold_the_basket_is_part_of_a_fund(
    layout: str, held: list[Held]
) -> None:
    write, fund = LAYOUTS[layout]
    with suppress(RebalancerError):
        holdings = _read(write(held), fund)
        basket = holdings.basket
        weights = [weight for _, weight in (*basket.lines, *basket.other_assets)]

        assert all(weight > 0 for weight in weights)
        assert sum(weights) == pytest.approx(basket.coverage)
        assert 0 < basket.coverage <= 1
        assert len({symbol for symbol, _ in basket.lines}) == len(basket.lines)
        universe = Universe(with_fund_holdings(load_snapshot(), [holdings]))
        _, expanded = universe.expand(fund, SecurityKind.FUND)
        assert expanded.sum() == pytest.approx(1)


@settings(max_examples=150)
@given(content=st.binary(max_size=400))
@example(content=b"<edgarSubmission>")
@example(content=b"PK\x03\x04")
@example(content=b"<ss:Workbook><ss:Row></ss:Row></ss:Workbook>")
@example(content=b'<?xml version="1.0" encoding="nothing"?><edgarSubmission/>')
@example(content=b"\x00Ticker,Weight\nAAPL,1\n")
def test_no_bytes_crash_the_reader(content: bytes) -> None:
    with suppress(RebalancerError):
        _read(content, "QQQ")


_COMPLETE = (
    Held(ticker="NVDA", name="NVIDIA CORP", percent="70.00", value="7,000.00"),
    Held(ticker="AAPL", name="APPLE INC", percent="19.98", value="1,998.00"),
    Held(ticker="V", name="VISA INC", percent="0.02", exchange="NYSE", value="2.00"),
    replace(cash("10.00"), value="1,000.00"),
)


@pytest.mark.parametrize(
    "layout", [name for name in _TEXT_LAYOUTS if name not in {"iShares xml", "SEC Form N-PORT"}]
)
def test_a_file_that_was_cut_anywhere_never_passes_as_complete(layout: str) -> None:
    write, fund = LAYOUTS[layout]
    content = write(_COMPLETE)
    whole = _read(content, fund)
    for size in range(len(content)):
        with suppress(RebalancerError):
            cut = _read(content[:size], fund)
            is_whole = cut.basket == whole.basket
            has_doubt = len(cut.doubts) > len(whole.doubts)
            assert is_whole or has_doubt or cut.basket.coverage < 1 - 1e-6, content[:size]


@pytest.mark.parametrize("write", [spdr, ishares_xml, nport])
def test_workbooks_and_xml_that_were_cut_are_refused(write: type) -> None:
    content = write(_COMPLETE)
    for size in range(0, len(content) - 30, 97):
        with pytest.raises(RebalancerError):
            _read(content[:size], "SPY")


def _keys(snapshot: Snapshot, fund: str) -> dict[str, float]:
    universe = Universe(snapshot)
    numbers, weights = universe.expand(fund, SecurityKind.FUND)
    return {universe.leaf(at).key: weight for at, weight in zip(numbers, weights, strict=True)}


@pytest.mark.parametrize(
    ("fund", "basket", "write"), [("IWM", "RUSSELL2000", ishares), ("VOO", "SP500", vanguard)]
)
def test_a_real_index_in_rounded_weights_is_what_the_snapshot_holds(
    fund: str, basket: str, write: Write
) -> None:
    snapshot = load_snapshot()
    held = [
        Held(
            ticker=symbol.replace("-", ""),
            name=snapshot.name_of(symbol),
            percent=f"{100 * weight:.2f}",
            value=f"{70e9 * weight:,.2f}",
        )
        for symbol, weight in snapshot.baskets[basket].lines
    ]

    holdings = _read(write(held), fund)

    there = _keys(snapshot, fund)
    here = _keys(with_fund_holdings(snapshot, [holdings]), fund)
    moved = sum(abs(there.get(key, 0) - here.get(key, 0)) for key in {*there, *here}) / 2
    assert holdings.counted == len(held) > 500
    assert holdings.doubts == ()
    assert holdings.basket.coverage == pytest.approx(1, abs=1e-3)
    assert moved < 1e-3
