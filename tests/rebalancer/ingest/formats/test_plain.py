"""The plain file: read, and written as a template and a way out."""

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalancer.domain.account import Account, CashHolding, Position, TaxTreatment
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.files import read_content
from rebalancer.ingest.formats.plain import guard, unguard
from rebalancer.ingest.formats.plain_writer import write_plain
from rebalancer.ingest.result import ImportResult, WarningCode
from rebalancer.market.snapshot import Snapshot

Read = Callable[[str], ImportResult]

HEADER = "account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired\n"


def test_a_row_is_a_lot(read_fixture: Read) -> None:
    joint, roth = read_fixture("plain.csv").portfolio.accounts
    apple, berkshire = joint.positions
    assert (joint.name, joint.number) == ("Joint", "...1001")
    assert (joint.tax_treatment, roth.tax_treatment) == (
        TaxTreatment.TAXABLE,
        TaxTreatment.TAX_EXEMPT,
    )
    assert apple.lots == (
        TaxLot(quantity=Decimal(50), acquired=date(2019, 3, 4), cost_basis=Decimal(3000)),
        TaxLot(quantity=Decimal(10), acquired=date(2026, 2, 27), cost_basis=Decimal(2700)),
    )
    assert apple.quantity == 60
    assert apple.value == 15300
    assert apple.cost_basis == 5700
    assert berkshire.symbol == "BRK-B"
    assert berkshire.cost_basis is None
    assert berkshire.lots == ()


def test_cash_is_cash_although_a_bank_has_that_ticker(read_fixture: Read) -> None:
    joint, roth = read_fixture("plain.csv").portfolio.accounts
    assert (joint.cash, joint.pending, roth.cash) == (
        Decimal("1250.25"),
        Decimal(-120),
        Decimal("12.50"),
    )
    assert joint.total_value == Decimal("18350.25")


def test_a_share_of_unknown_cost_leaves_the_others_known(read_text: Read) -> None:
    rows = "A,taxable,AAPL,,5,10,20,2020-01-02\nA,taxable,AAPL,,5,10,,2021-01-04\n"
    (position,) = read_text(HEADER + rows).portfolio.accounts[0].positions
    assert position.cost_basis is None
    assert [lot.cost_basis for lot in position.lots] == [Decimal(20), None]
    assert position.description == "Apple Inc."


@pytest.mark.parametrize(
    ("account", "word", "treatment"),
    [
        ("Mine", "tax_exempt", TaxTreatment.TAX_EXEMPT),
        ("Mine", "Tax Deferred", TaxTreatment.TAX_DEFERRED),
        ("Mine", "Roth IRA", TaxTreatment.TAX_EXEMPT),
        ("Mine", "perhaps", TaxTreatment.UNKNOWN),
        ("Mine", "", TaxTreatment.UNKNOWN),
        ("My 401(k)", "", TaxTreatment.TAX_DEFERRED),
    ],
)
def test_the_tax_treatment_may_be_written_freely(
    read_text: Read, account: str, word: str, treatment: TaxTreatment
) -> None:
    result = read_text(HEADER + f"{account},{word},AAPL,,1,1,1,2020-01-02\n")
    assert result.portfolio.accounts[0].tax_treatment is treatment


def test_the_snapshot_lends_a_price_and_says_so(read_text: Read, snapshot: Snapshot) -> None:
    result = read_text(HEADER + "A,taxable,AAPL,,2,,1,\nA,taxable,ZZZZZ,,2,,1,\n")
    (position,) = result.portfolio.accounts[0].positions
    assert position.value == 2 * snapshot.quotes["AAPL"].price
    assert [each.code for each in result.warnings if each.line] == [WarningCode.EMBEDDED_PRICE]
    assert [row.reason for row in result.skipped] == [
        "ZZZZZ has neither a value nor quantity and price"
    ]


def test_lots_of_several_prices_keep_their_value(read_text: Read) -> None:
    rows = "A,taxable,AAPL,,1,10,1,2020-01-02\nA,taxable,AAPL,,3,20,1,2020-01-03\n"
    result = read_text(HEADER + rows)
    (position,) = result.portfolio.accounts[0].positions
    assert (position.value, position.price) == (Decimal(70), Decimal("17.5"))
    assert WarningCode.VALUE_DIFFERS in {each.code for each in result.warnings}


def test_long_and_short_together_have_no_lots(read_text: Read) -> None:
    rows = "A,taxable,AAPL,,5,10,1,2020-01-02\nA,taxable,AAPL,,-2,20,1,2020-01-03\n"
    result = read_text(HEADER + rows)
    (position,) = result.portfolio.accounts[0].positions
    assert position.quantity == 3
    assert position.value == 10
    assert position.lots == ()
    assert WarningCode.LOTS_DIFFER in {each.code for each in result.warnings}


def test_a_dated_short_is_shown_and_not_traded(read_text: Read) -> None:
    result = read_text(HEADER + "A,taxable,AAPL,,-5,10,1,2020-01-02\n")
    assert result.portfolio.total_value == -50
    assert [each.code for each in result.warnings if each.line] == [WarningCode.NOT_TRADED]


def test_shorts_at_two_prices_have_none(read_text: Read) -> None:
    rows = "A,taxable,AAPL,,5,10,1,\nA,taxable,AAPL,,-2,40,1,\n"
    (position,) = read_text(HEADER + rows).portfolio.accounts[0].positions
    assert position.value == -30
    assert position.price is None


def test_other_currencies_are_shown_and_not_counted(read_text: Read) -> None:
    header = HEADER.rstrip() + ",currency\n"
    rows = "A,taxable,SAP,,5,10,1,,EUR\nA,taxable,CASH,,5,1,,,EUR\nA,taxable,CASH,,7,1,,,\n"
    result = read_text(header + rows)
    assert result.portfolio.total_value == 7
    assert [row.reason for row in result.skipped] == [
        "only cash in USD is counted, and this is EUR"
    ]
    assert [each.message for each in result.warnings if each.code is WarningCode.NOT_TRADED] == [
        "SAP is counted but not traded: it is priced in EUR."
    ]


def test_products_too_large_to_be_true_are_refused(read_text: Read) -> None:
    big = "999999999999999"
    rows = f"A,taxable,AAPL,,{big},{big},1,\nA,taxable,CASH,,{big},{big},,\nA,taxable,VTI,,1,1,1,\n"
    result = read_text(HEADER + rows)
    assert result.portfolio.total_value == 1
    assert [row.line for row in result.skipped] == [2, 3]


def test_rows_above_the_header_and_broken_lots_are_listed(read_text: Read) -> None:
    rows = "A,taxable,AAPL,,many,1,1,\nA,taxable,VTI,,1,1,1,someday\n"
    result = read_text("My household\n" + HEADER + rows)
    assert [row.line for row in result.skipped] == [1, 3]
    assert [each.line for each in result.warnings if each.code is WarningCode.UNREADABLE_CELL] == [
        4
    ]


def test_an_account_number_is_never_kept_whole(read_text: Read) -> None:
    result = read_text(HEADER + "Joint 123456789,taxable,VTI,,1,1,1,\n")
    assert result.portfolio.accounts[0].label == "Joint ...6789"


def test_a_label_of_absurd_length_is_cut(read_text: Read) -> None:
    result = read_text(HEADER + f"{'_' * 5000},taxable,VTI,,1,1,1,\n")
    assert len(result.portfolio.accounts[0].label) < 250


def test_the_bare_template_is_its_header() -> None:
    assert write_plain(Portfolio()) == HEADER


@given(text=st.text(max_size=8))
def test_one_guard_goes_on_and_exactly_one_comes_off(text: str) -> None:
    assert unguard(guard(text)) == text
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r", "\uff1d"))


def test_a_hand_written_apostrophe_stays() -> None:
    assert unguard("'Twas") == "'Twas"


words = st.text(alphabet="abcXYZ 0123456789é,;'\"=+-@()&", max_size=12).map(
    lambda text: " ".join(text.split())
)
quantities = st.decimals(min_value="0.001", max_value=5000, places=3)
cents = st.decimals(min_value="0.01", max_value=9999, places=2)


@st.composite
def positions(draw: st.DrawFn, symbol: str) -> Position:
    lots = tuple(
        TaxLot(
            quantity=draw(quantities),
            acquired=draw(st.none() | st.dates(date(1990, 1, 1), date(2026, 8, 21))),
            cost_basis=draw(st.none() | cents),
        )
        for _ in range(draw(st.integers(min_value=1, max_value=3)))
    )
    quantity = sum((lot.quantity for lot in lots), start=Decimal(0))
    price = draw(cents)
    off = draw(st.sampled_from([Decimal(0), Decimal("0.01")]))
    return Position(
        symbol=symbol,
        description=draw(words),
        kind=draw(st.sampled_from([SecurityKind.FUND, SecurityKind.BOND, SecurityKind.UNKNOWN])),
        value=(quantity * price).quantize(Decimal("0.01")) + off,
        quantity=quantity,
        price=price,
        cost_basis=None,
        lots=lots,
    )


@st.composite
def portfolios(draw: st.DrawFn) -> Portfolio:
    accounts = [
        Account(
            key=str(index),
            broker=draw(st.sampled_from(["Schwab", "Fidelity"])),
            number=draw(st.sampled_from(["", "...1001", "...77"])),
            name=draw(st.sampled_from(["Joint", "Roth", "=Mine", "-", ""])),
            tax_treatment=draw(st.sampled_from(list(TaxTreatment))),
            positions=(draw(positions("ZZZZA")), draw(positions("ZZZZB"))),
            cash_holdings=(CashHolding(symbol="SPAXX", description="", amount=draw(cents)),),
            pending=draw(st.just(Decimal(0)) | cents),
        )
        for index in range(draw(st.integers(min_value=1, max_value=4)))
    ]
    return Portfolio(accounts=tuple(accounts))


@given(portfolio=portfolios())
def test_what_is_written_reads_back(portfolio: Portfolio, read_text: Read) -> None:
    again = read_text(write_plain(portfolio)).portfolio
    assert [account.total_value for account in again.accounts] == [
        account.total_value for account in portfolio.accounts
    ]
    for (_, ours), (_, theirs) in zip(portfolio.holdings(), again.holdings(), strict=True):
        assert theirs.quantity == ours.quantity
        assert theirs.is_tradable is ours.is_tradable
        assert theirs.description == ours.description
        assert [lot.acquired for lot in theirs.open_lots] == [lot.acquired for lot in ours.lots]
        assert [lot.cost_basis for lot in theirs.open_lots] == [lot.cost_basis for lot in ours.lots]


@given(portfolio=portfolios())
def test_no_cell_that_is_written_can_run_as_a_formula(portfolio: Portfolio) -> None:
    rows = list(csv.reader(io.StringIO(write_plain(portfolio))))
    for row in rows:
        assert not [cell for cell in row[:4] if cell.startswith(("=", "+", "-", "@"))]


def test_shorts_options_and_unknown_quantities_read_back(read_text: Read) -> None:
    held = [
        Position(
            symbol="NVDA261218C250",
            description="",
            kind=SecurityKind.OPTION,
            value=Decimal("2500.50"),
            quantity=Decimal(-2),
            price=Decimal("12.50"),
            cost_basis=Decimal(2000),
        ),
        Position(symbol="ART", description="", kind=SecurityKind.OTHER, value=Decimal(900)),
        Position(
            symbol="SAP",
            description="",
            kind=SecurityKind.STOCK,
            value=Decimal(100),
            quantity=Decimal(1),
            price=Decimal(100),
            currency="EUR",
        ),
    ]
    account = Account(
        key="a",
        broker="Schwab",
        number="",
        name="Joint",
        tax_treatment=TaxTreatment.TAXABLE,
        positions=tuple(held),
    )
    again = read_text(write_plain(Portfolio(accounts=(account,)))).portfolio.accounts[0]
    assert again.total_value == account.total_value == Decimal("3400.50")
    assert [each.kind for each in again.positions] == [each.kind for each in held]
    assert again.positions[2].currency == "EUR"


def test_the_day_of_the_prices_is_read_and_written_back(snapshot: Snapshot) -> None:
    header = "account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired,as_of"
    rows = ["Joint,taxable,VTI,,10,300,,,2026-08-21", "Joint,taxable,BND,,10,70,,,2026-08-20"]
    content = "\n".join([header, *rows, ""]).encode()

    read = read_content(content, "mine.csv", snapshot)
    again = read_content(write_plain(read.portfolio).encode(), "mine.csv", snapshot)

    assert read.portfolio.as_of == date(2026, 8, 20)
    assert again.portfolio == read.portfolio
