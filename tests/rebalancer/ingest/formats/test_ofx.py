"""OFX: positions of every kind, tickers from a list of their own, no cost."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebalancer.domain.account import TaxTreatment
from rebalancer.domain.security import SecurityKind
from rebalancer.errors import RebalancerError
from rebalancer.ingest.errors import NoHoldingsError, NotPositionsError
from rebalancer.ingest.files import read_content
from rebalancer.ingest.result import ImportResult, WarningCode
from rebalancer.market.snapshot import Snapshot

Read = Callable[[str], ImportResult]
FILES = Path(__file__).parent.parent / "files"
NAMES = ["ofx_brokerage.ofx", "ofx_plan.qfx"]
ACCOUNT = "<DTASOF>20260821<CURDEF>USD<INVACCTFROM><BROKERID>my.com<ACCTID>1234</INVACCTFROM>"
VTI = (
    "<POSSTOCK><INVPOS><SECID><UNIQUEID>VTI<UNIQUEIDTYPE>TICKER</SECID><UNITS>2"
    "<UNITPRICE>370<MKTVAL>740</INVPOS></POSSTOCK>"
)


def statement(body: str) -> str:
    return f"OFXHEADER:100\n\n<OFX><INVSTMTRS>{ACCOUNT}{body}</INVSTMTRS></OFX>\n"


def test_positions_of_every_kind(read_fixture: Read) -> None:
    (account,) = read_fixture("ofx_brokerage.ofx").portfolio.accounts
    assert (account.broker, account.number, account.as_of) == (
        "Schwab",
        "...4471",
        date(2026, 8, 21),
    )
    assert [(each.symbol, each.kind, each.quantity, each.value) for each in account.positions] == [
        ("VTI", SecurityKind.FUND, Decimal(40), Decimal(14800)),
        ("TSLA", SecurityKind.STOCK, Decimal(-2), Decimal(-720)),
        ("31600QQ77", SecurityKind.FUND, Decimal("100.5"), Decimal(2010)),
        ("912828ZZ1", SecurityKind.BOND, Decimal(5000), Decimal(4975)),
        ("AAPL DEC 18 2026 $250 CALL", SecurityKind.OPTION, Decimal(1), Decimal(1200)),
        ("EXAMPLE LAND TRUST", SecurityKind.OTHER, Decimal(1), Decimal(500)),
    ]
    assert account.positions[2].description == "EXAMPLE BOND & INCOME TRUST"
    assert account.cash == Decimal("1250.25")
    assert account.file_total == account.total_value == Decimal("24015.25")


def test_what_is_not_read_is_listed(read_fixture: Read) -> None:
    result = read_fixture("ofx_brokerage.ofx")
    assert [(row.line, row.reason) for row in result.skipped] == [
        (16, "the transactions are passed over"),
        (20, "nothing of AAPL is held"),
        (26, "a margin balance of -40.00 is not counted"),
    ]
    codes = {each.code for each in result.warnings}
    assert WarningCode.UNKNOWN_COST in codes
    assert not codes & {WarningCode.VALUE_DIFFERS, WarningCode.TOTAL_DIFFERS, WarningCode.TRUNCATED}


def test_a_plan_in_xml(read_fixture: Read) -> None:
    result = read_fixture("ofx_plan.qfx")
    (account,) = result.portfolio.accounts
    assert (account.broker, account.label) == (
        "Example Retirement",
        "EXAMPLE & SONS SAVINGS ...0042",
    )
    assert account.tax_treatment is TaxTreatment.TAX_DEFERRED
    assert [each.symbol for each in account.positions] == ["CORE <BOND> FUND", "VXUS"]
    assert account.reconciles
    assert account.as_of == date(2026, 6, 30)
    assert not result.skipped


def test_cash_that_is_a_position_too_counts_once(read_text: Read) -> None:
    total = "<BAL><NAME>Networth<BALTYPE>DOLLAR<VALUE>740.00</BAL>"
    result = read_text(statement(f"{VTI}<INVBAL><AVAILCASH>40<BALLIST>{total}</BALLIST></INVBAL>"))
    assert result.portfolio.total_value == 740
    assert [row.reason for row in result.skipped] == ["this cash is among the positions already"]


def test_a_bad_position_costs_itself_alone(read_text: Read) -> None:
    bad = VTI.replace("<UNITS>2", "<UNITS>two")
    result = read_text(statement(f"\n{VTI}\n{bad}\n<INVBAL><AVAILCASH>lots</INVBAL>"))
    assert result.portfolio.total_value == 740
    assert [(row.line, row.reason) for row in result.skipped] == [
        (5, "“two” is not a number"),
        (6, "“lots” is not a number"),
    ]


@pytest.mark.parametrize(
    ("identifier", "type_", "info", "symbol"),
    [
        ("922908769", "CUSIP", "<TICKER>VTI", "VTI"),
        ("922908769", "CUSIP", "<TICKER>BRK.B", "BRK-B"),
        ("922908769", "CUSIP", "<SECNAME>A Fund", "922908769"),
        ("922908769", "CUSIP", "<TICKER>31600ABC3", "922908769"),
        ("K-1", "PRIVATE", "<TICKER>N/A?<SECNAME>A Fund", "A FUND"),
        ("K-1", "PRIVATE", "", "K-1"),
    ],
)
def test_a_security_goes_by_ticker_cusip_or_name(
    identifier: str, type_: str, info: str, symbol: str, read_text: Read
) -> None:
    secid = f"<SECID><UNIQUEID>{identifier}<UNIQUEIDTYPE>{type_}</SECID>"
    held = f"<POSMF><INVPOS>{secid}<UNITS>1<UNITPRICE>10<MKTVAL>10</INVPOS></POSMF>"
    listed = f"<SECLIST><SECINFO>{secid}{info}</SECINFO></SECLIST>"
    result = read_text(statement(held + listed))
    assert [each.symbol for _, each in result.portfolio.holdings()] == [symbol]


def test_an_option_by_its_own_ticker(read_text: Read) -> None:
    secid = "<SECID><UNIQUEID>1<UNIQUEIDTYPE>PRIVATE</SECID>"
    held = f"<POSOPT><INVPOS>{secid}<UNITS>1<UNITPRICE>10<MKTVAL>1000</INVPOS></POSOPT>"
    listed = f"<SECINFO>{secid}<TICKER>AAPL  261218C00250000</SECINFO>"
    result = read_text(statement(held + listed))
    (_, position), *_ = result.portfolio.holdings()
    assert (position.symbol, position.kind) == ("AAPL 261218C00250000", SecurityKind.OPTION)


def test_another_currency_is_shown(read_text: Read) -> None:
    foreign = VTI.replace("</INVPOS>", "<CURRENCY><CURRATE>1.1<CURSYM>eur</CURRENCY></INVPOS>")
    result = read_text(statement(foreign))
    assert [each.currency for _, each in result.portfolio.holdings()] == ["EUR"]
    assert result.portfolio.total_value == 0


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("<OFX><STMTRS><CURDEF>USD</STMTRS></OFX>", "a bank or card statement"),
        ("<OFX><INVSTMTRS><INVTRANLIST></INVTRANLIST></INVSTMTRS></OFX>", "a file of transactions"),
    ],
)
def test_other_statements_are_named(body: str, what: str, read_text: Read) -> None:
    with pytest.raises(NotPositionsError, match=f"this is {what}, not a positions file"):
        read_text(body)


def test_a_statement_of_foreign_cash_holds_nothing(read_text: Read) -> None:
    with pytest.raises(NoHoldingsError, match="only cash in USD is counted"):
        read_text("<OFX><INVSTMTRS><CURDEF>CAD<INVBAL><AVAILCASH>5</INVBAL></INVSTMTRS></OFX>")


@pytest.mark.parametrize("broker", ["", "<FI><ORG>Mine</FI>"])
def test_a_broker_may_have_no_name(broker: str, read_text: Read) -> None:
    result = read_text(f"<OFX>{broker}<INVSTMTRS>{VTI}</INVSTMTRS></OFX>")
    assert result.portfolio.accounts[0].broker == ("Mine" if broker else "OFX")
    assert result.portfolio.as_of is None


Doubt = tuple[str, int]


def doubts(result: ImportResult) -> set[Doubt]:
    return {(each.code.value, each.line) for each in result.warnings}


@pytest.mark.parametrize("name", NAMES)
def test_a_cut_is_said_and_nothing_is_read_wrong(name: str, snapshot: Snapshot) -> None:
    content = (FILES / name).read_bytes()
    whole = read_content(content, name, snapshot)
    values = {(each.quantity, each.value) for _, each in whole.portfolio.holdings()}
    for length in range(len(content.rstrip())):
        try:
            result = read_content(content[:length], name, snapshot)
        except RebalancerError:
            continue
        assert ("truncated", 0) in doubts(result), length
        assert {(each.quantity, each.value) for _, each in result.portfolio.holdings()} <= values


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_line_ends_and_encodings_do_not_matter(
    name: str, end: str, encoding: str, snapshot: Snapshot
) -> None:
    text = (FILES / name).read_text(encoding="utf-8")
    expected = read_content(text.encode(), name, snapshot)
    saved = text.replace("EXAMPLE", "ÉXAMPLE").replace("\n", end).encode(encoding)
    result = read_content(saved, name, snapshot)
    assert result.portfolio.total_value == expected.portfolio.total_value
    assert [row.line for row in result.skipped] == [row.line for row in expected.skipped]
    assert "ÉXAMPLE" in str(result)


@settings(deadline=None, max_examples=200)
@given(
    parts=st.lists(
        st.sampled_from(
            [
                *("<POSSTOCK>", "</POSSTOCK>", "<INVPOS>", "</INVPOS>", "<UNITS>", "<MKTVAL>", "<"),
                *("<INVSTMTRS>", "</INVSTMTRS>", "<INVBAL>", "<AVAILCASH>", "<CURSYM>", "</OFX>"),
                *("1e999", "NaN", "-5", "x" * 60, "&amp;", "&bad;", "<![CDATA[", "]]>", "<BAL>"),
                *("<SECID>", "<UNIQUEID>", "<TICKER>", "<NAME>", "networth", "<VALUE>", "DOLLAR"),
            ]
        ),
        max_size=40,
    )
)
def test_no_markup_crashes_the_reader(parts: list[str], read_text: Read) -> None:
    try:
        result = read_text(statement(VTI + "".join(parts)))
    except RebalancerError:
        return
    assert result.portfolio.total_value.is_finite()
