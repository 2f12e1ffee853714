"""One fund in the layout of every fund company reads back as the same basket."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebalancer.domain.security import AssetClass
from rebalancer.ingest.issuers.read import read_issuer_content
from rebalancer.market.fund_holdings import HoldingsDoubtCode
from rebalancer.market.snapshot import load_snapshot
from tests.rebalancer.ingest.issuers.conftest import Read
from tests.rebalancer.ingest.issuers.layouts import LAYOUTS, Held, cash, roundhill, workbook

HELD = (
    Held(ticker="NVDA", name="NVIDIA CORP", percent="40.00"),
    Held(ticker="GOOGL", name="ALPHABET INC CLASS A", percent="20.00"),
    Held(ticker="GOOG", name="ALPHABET INC CLASS C", percent="19.00"),
    Held(ticker="BRKB", name="BERKSHIRE HATHAWAY INC CLASS B", percent="10.50", exchange="NYSE"),
    Held(ticker="GE", name="GENERAL ELECTRIC", percent="5.00", exchange="NYSE"),
    Held(ticker="MOGA", name="MOOG INC CLASS A", percent="5.00", exchange="NYSE"),
    cash("0.50"),
)
SHARES = {"NVDA": 0.4, "GOOGL": 0.2, "GOOG": 0.19, "BRK-B": 0.105, "GE": 0.05, "MOG-A": 0.05}
DAYS = {"Vanguard": date(2026, 7, 31), "SEC Form N-PORT": date(2026, 5, 31)}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_the_same_basket(read: Read, layout: str) -> None:
    write, fund = LAYOUTS[layout]

    holdings = read(write(HELD), fund)

    assert holdings.symbol == fund
    assert holdings.issuer == layout.removesuffix(" xml")
    assert holdings.counted == len(HELD)
    assert holdings.basket.as_of == DAYS.get(layout, date(2026, 8, 21))
    assert dict(holdings.basket.lines) == pytest.approx(SHARES)
    assert dict(holdings.basket.other_assets) == pytest.approx({AssetClass.CASH: 0.005})
    assert holdings.basket.coverage == pytest.approx(1)
    expected = {HoldingsDoubtCode.PUBLISHED_LATE} if layout == "SEC Form N-PORT" else set()
    assert {doubt.code for doubt in holdings.doubts} == expected


@pytest.mark.parametrize("layout", [name for name in LAYOUTS if name != "Schwab"])
def test_the_file_itself_says_which_fund_it_is(read: Read, layout: str) -> None:
    write, fund = LAYOUTS[layout]

    assert read(write(HELD)).symbol == fund


def test_a_table_of_any_layout_is_read_with_a_doubt(read: Read) -> None:
    text = b"Symbol;Weight;Company\nAAPL;0.6;Apple\nMSFT;0.4;Microsoft\n"

    holdings = read(text, "QQQ")

    assert dict(holdings.basket.lines) == {"AAPL": 0.6, "MSFT": 0.4}
    assert holdings.issuer == "a table"
    assert {doubt.code for doubt in holdings.doubts} == {
        HoldingsDoubtCode.GUESSED,
        HoldingsDoubtCode.UNDATED,
    }


def test_percentages_that_a_workbook_keeps_as_shares_are_shares(read: Read) -> None:
    header = ("HOLDINGS", "TICKER", "% OF FUND")
    rows: tuple[tuple[object, ...], ...] = (("Apple Inc", "AAPL", 0.6), ("Visa", "V", 0.4))

    assert dict(read(workbook([header, *rows]), "VOO").basket.lines) == {"AAPL": 0.6, "V": 0.4}


def test_a_known_layout_is_in_percent_even_if_its_start_adds_up_to_one(read: Read) -> None:
    few = [Held(ticker="AAPL", name="APPLE INC", percent="1.00")]

    assert read(roundhill(few)).basket.coverage == pytest.approx(0.01)


_LISTED = sorted(
    symbol
    for symbol, security in load_snapshot().securities.items()
    if security.type == "common" and symbol.replace("-", "").isalpha()
)


@st.composite
def _funds(draw: st.DrawFn) -> list[Held]:
    """Return holdings of listed companies and cash, in percent, adding up to 100."""
    symbols = draw(st.lists(st.sampled_from(_LISTED), min_size=1, max_size=12, unique=True))
    cuts = draw(st.lists(st.integers(1, 9999), min_size=len(symbols), max_size=len(symbols)))
    parts = [
        after - before
        for before, after in zip([0, *sorted(cuts)], [*sorted(cuts), 10_000], strict=True)
    ]
    snapshot = load_snapshot()
    held = [
        Held(ticker=symbol, name=snapshot.name_of(symbol), percent=str(Decimal(part) / 100))
        for symbol, part in zip(symbols, parts, strict=False)
    ]
    return [*held, cash(str(Decimal(parts[-1]) / 100))]


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=20)
@given(held=_funds())
def test_what_is_written_in_a_layout_is_what_is_read(layout: str, held: list[Held]) -> None:
    write, fund = LAYOUTS[layout]

    basket = read_issuer_content(write(held), "list.csv", load_snapshot(), fund).basket

    wanted = {each.ticker: float(each.percent) / 100 for each in held[:-1] if float(each.percent)}
    assert dict(basket.lines) == pytest.approx(wanted)
    assert sum(weight for _, weight in basket.other_assets) == pytest.approx(
        float(held[-1].percent) / 100
    )
    assert basket.coverage == pytest.approx(1)
