"""Which fund a file is about: its own word, else the caller's, else a question with candidates."""

from pathlib import Path

import pytest

from rebalancer.ingest.errors import FileError, UnreadableFileError
from rebalancer.ingest.issuers.errors import NoFundError, OtherFundError, UnknownFundError
from rebalancer.ingest.issuers.read import (
    is_holdings_file,
    read_issuer_content,
    read_issuer_file,
)
from rebalancer.market.snapshot import Snapshot
from rebalancer.progress import Cancelled
from tests.rebalancer.ingest.issuers.conftest import Read
from tests.rebalancer.ingest.issuers.layouts import (
    Held,
    invesco,
    ishares,
    nport,
    schwab,
    spdr,
    vanguard,
    workbook,
)

HELD = (Held(ticker="AAPL", name="APPLE INC", percent="100.00"),)


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("iShares Russell 2000 Index Fund", "IWM"),
        ("iShares Russell 2000 ETF", "IWM"),
        ("iShares Core S&P 500 ETF", "IVV"),
        ("iShares® Core S&P 500 ETF", "IVV"),
    ],
)
def test_the_name_above_the_table_tells(read: Read, name: str, symbol: str) -> None:
    assert read(ishares(HELD, name)).symbol == symbol


def test_a_filing_is_known_by_its_series(read: Read) -> None:
    assert read(nport(HELD, "Schwab US Dividend Equity ETF")).symbol == "SCHD"


def test_a_file_without_a_name_asks_and_its_own_name_is_a_candidate(read: Read) -> None:
    with pytest.raises(UnknownFundError, match="does not name a fund") as caught:
        read(schwab(HELD), file="SCHD_FundHoldings_2026-09-17.CSV")

    assert caught.value.candidates == ("SCHD",)
    assert caught.value.named == ""


def test_a_name_that_is_nearly_known_comes_with_candidates(read: Read) -> None:
    with pytest.raises(UnknownFundError, match="Vanguard S&P 500 Growth Leaders") as caught:
        read(vanguard(HELD, "Vanguard S&P 500 Growth Leaders Fund"))

    assert "VOOG" in caught.value.candidates
    assert caught.value.named == "Vanguard S&P 500 Growth Leaders Fund"
    assert "Say the fund's ticker symbol" in caught.value.sentence()


def test_the_caller_may_name_a_fund_that_the_app_does_not_know(read: Read) -> None:
    holdings = read(ishares(HELD, "A Pension Fund of 1987"), "zzzqx")

    assert holdings.symbol == "ZZZQX"


def test_the_caller_may_not_contradict_the_file(read: Read) -> None:
    with pytest.raises(OtherFundError, match="holdings of QQQ, not of IWM"):
        read(invesco(HELD, "QQQ"), "IWM")
    with pytest.raises(OtherFundError, match="holdings of SPY, not of IWM"):
        read(spdr(HELD, "SPY"), "IWM")


@pytest.mark.parametrize(
    ("symbol", "why"),
    [("AAPL", "a company"), ("SPAXX", "cash"), ("", "no ticker symbol"), ("3M & CO", "no ticker")],
)
def test_what_is_no_fund_is_not_looked_through(read: Read, symbol: str, why: str) -> None:
    with pytest.raises(NoFundError, match=why):
        read(schwab(HELD), symbol)


def test_several_funds_in_one_file_ask_which(read: Read) -> None:
    both = invesco(HELD, "QQQ") + invesco(HELD, "RSP").split(b"\r\n", 1)[1]

    with pytest.raises(UnknownFundError) as caught:
        read(both)

    assert caught.value.candidates[:2] == ("QQQ", "RSP")


def test_of_several_funds_only_the_one_that_is_asked_for_is_read(read: Read) -> None:
    other = (Held(ticker="V", name="VISA INC", percent="100.00"),)
    both = invesco(HELD, "QQQ") + invesco(other, "RSP").split(b"\r\n", 1)[1]

    assert read(both, "QQQ").basket.lines == (("AAPL", 1.0),)
    assert read(both, "RSP").basket.lines == (("V", 1.0),)


def test_a_file_on_disk_is_read_by_its_content(tmp_path: Path, snapshot: Snapshot) -> None:
    path = tmp_path / "download (3).bin"
    path.write_bytes(ishares(HELD))

    holdings = read_issuer_file(path, snapshot)

    assert holdings.symbol == "IWM"
    assert holdings.file == path.name
    assert len(holdings.sha256) == 64
    assert is_holdings_file(path)


def test_a_list_of_a_households_positions_is_no_holdings_file(tmp_path: Path) -> None:
    rows = (("account", "symbol", "quantity", "price"), ("x", "AAPL", "1", "2"))
    text, book = tmp_path / "positions.csv", tmp_path / "positions.xlsx"
    text.write_text("".join(f"{','.join(row)}\n" for row in rows), encoding="utf-8")
    book.write_bytes(workbook(rows))

    assert not is_holdings_file(text)
    assert not is_holdings_file(book)


def test_a_file_that_is_not_there_is_named(tmp_path: Path, snapshot: Snapshot) -> None:
    with pytest.raises(UnreadableFileError):
        read_issuer_file(tmp_path / "gone.csv", snapshot)
    with pytest.raises(FileError):
        is_holdings_file(tmp_path / "gone.csv")


def test_reading_stops_when_nobody_wants_the_result(snapshot: Snapshot) -> None:
    def stop(fraction: float, note: str = "") -> None:
        raise Cancelled

    for content in (ishares(HELD), spdr(HELD), nport(HELD)):
        with pytest.raises(Cancelled):
            read_issuer_content(content, "list.csv", snapshot, "SPY", progress=stop)
