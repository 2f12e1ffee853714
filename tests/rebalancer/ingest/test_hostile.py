"""Nothing that stands in a cell crashes a reader or yields an absurd figure."""

import contextlib
import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebalancer.errors import RebalancerError
from rebalancer.ingest.result import ImportResult

Read = Callable[[str], ImportResult]

FIDELITY = (
    "Account Number,Account Name,Symbol,Description,Quantity,Last Price,Current Value,"
    "Cost Basis Total\n"
)
SCHWAB = (
    '"Positions for account Mine ...123 as of 2026/08/21"\n'
    "Symbol,Description,Quantity,Price,Market Value,Cost Basis,Security Type\n"
)
VANGUARD = "Account Number,Investment Name,Symbol,Shares,Share Price,Total Value,\n"
PLAIN = (
    "account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired,"
    "value,kind,currency\n"
)
OTHERS = [
    "Account Type,Account Name,Ticker,Account Number,Owners,Quantity,Price,Market Value,PRR\n",
    "Data As of 08/21/2026,\nYour Investments,Total Value,Last Price,Quantity\n",
    "Equities\nSymbol,Description,Account Name,Account Description,Quantity,Mkt. Value\n",
    "Account Number,Name,Product Type,Symbol,CUSIP,Last ($),Quantity,Market Value ($)\n",
    "Plan,Fund Name,Date Range,Closing Balance,Units,Fund Price\n",
    "Symbol,Name,Quantity,Avg. Price,Cost Basis,Unrealized Gain ($),Value\n",
    (
        "Account Name,Account Classification,Account Number,Symbol,MIC,Security Type,Quantity,"
        "Position Direction,Market Price,Market Value,Market Value Currency,Book Value (Market)\n"
    ),
    "Symbol,Current Price,Date,Trade Date,Purchase Price,Quantity,Commission,Transaction Type\n",
    "Product,Symbol/ISIN,Amount,Closing,Local value,,Value in EUR\n",
    "Slice,Name,Invested value,Value,Owned quantity\n",
    "Symbol,Shares,CostBasis,MarketValue,PurchaseDate,Account #\n",
    "symbol,display_name,date,cost,quantity,value,gain\n",
]
NASTY = (
    *("NaN", "inf", "-inf", "1e999", "1e308", "-0", "9" * 18, "1e14", "1e-99", "", "--", "$"),
    *("AAPL", "CASH", "**", "Account Total", "912810FS2", "AAPL261218C200", "12", "-3.5", "=1+1"),
    *("2020-02-30", "2020-02-29", "Pending activity", "(", "x" * 300, "\ud7ff", "\u202e", "bond"),
)
cells = st.sampled_from(NASTY) | st.text(
    alphabet=st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=12
)


@pytest.mark.parametrize("head", [FIDELITY, SCHWAB, VANGUARD, PLAIN, *OTHERS])
@settings(deadline=None, max_examples=150)
@given(rows=st.lists(st.lists(cells, max_size=12), max_size=6))
def test_no_cell_crashes_a_reader(head: str, rows: list[list[str]], read_text: Read) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    try:
        result = read_text(head + text.getvalue())
    except RebalancerError:
        return
    for account in result.portfolio.accounts:
        assert account.total_value.is_finite()
        assert len(account.number) <= len("...1234")
        for position in account.positions:
            assert position.symbol
            assert position.value.is_finite()
            assert position.price is None or position.price.is_finite()
            assert all(lot.quantity > 0 for lot in position.open_lots)


@settings(deadline=None)
@given(text=st.text(alphabet='a1,;\t|"\n\r .$-', max_size=200))
def test_no_text_below_a_header_crashes_a_reader(text: str, read_text: Read) -> None:
    try:
        result = read_text("account,symbol,quantity,price\nMine,VTI,1,300\n" + text)
    except RebalancerError:
        return
    assert result.portfolio.total_value >= 300 or result.skipped or result.warnings


@settings(deadline=None)
@given(content=st.binary(max_size=300))
def test_no_bytes_crash_a_reader(content: bytes, read_text: Read) -> None:
    with contextlib.suppress(RebalancerError):
        read_text(content.decode("latin-1"))
