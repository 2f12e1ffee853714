"""Holdings at newer prices, because a person asked for it."""

from datetime import date
from decimal import Decimal

from rebalancer.domain.account import Account, CashHolding, Origin, Position, TaxTreatment
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.result import ImportResult, WarningCode
from rebalancer.ingest.revalue import revalue
from rebalancer.market.answers import Split
from rebalancer.market.snapshot import Quote

FILE_DAY = date(2026, 11, 20)
NEWER = date(2026, 11, 24)


def position(symbol: str, kind: SecurityKind = SecurityKind.STOCK) -> Position:
    return Position(
        symbol=symbol,
        description="",
        kind=kind,
        quantity=Decimal("10.5"),
        price=Decimal(100),
        value=Decimal(1050),
        cost_basis=Decimal(700),
        origin=Origin(file="mine.csv", line=4),
    )


def household(*positions: Position, as_of: date | None = FILE_DAY) -> ImportResult:
    account = Account(
        key="one",
        broker="Schwab",
        number="...1001",
        name="Joint",
        tax_treatment=TaxTreatment.TAXABLE,
        positions=positions,
        cash_holdings=(CashHolding(symbol="CASH", description="", amount=Decimal(50)),),
        file_total=Decimal(1100),
        as_of=as_of,
    )
    return ImportResult(portfolio=Portfolio(accounts=(account,)))


def quote(price: str, day: date = NEWER) -> Quote:
    return Quote(price=Decimal(price), as_of=day, source="Yahoo Finance")


def test_a_position_is_worth_its_shares_at_the_newer_price_and_says_so() -> None:
    imported = household(position("AAPL"))
    newer = revalue(imported, {"AAPL": quote("110.333")})
    ((account, apple),) = newer.portfolio.holdings()

    assert (apple.price, apple.value) == (Decimal("110.333"), Decimal("1158.50"))
    assert apple.cost_basis == Decimal(700)
    assert account.as_of == FILE_DAY
    (doubt,) = newer.warnings
    assert doubt.code is WarningCode.REVALUED
    assert (doubt.file, doubt.line, doubt.account) == ("mine.csv", 4, "one")
    assert doubt.message == (
        "AAPL is valued at 110.333 of 2026-11-24 (Yahoo Finance), not at the file's 100."
    )


def test_an_account_adds_up_afterwards_as_it_did_before() -> None:
    (whole,) = revalue(household(position("AAPL")), {"AAPL": quote("110")}).portfolio.accounts
    two = (position("AAPL"), position("MSFT"))
    (short,) = revalue(household(*two), {"AAPL": quote("110")}).portfolio.accounts

    assert whole.reconciles is True
    assert short.reconciles is False


def test_the_file_is_the_authority_for_its_own_day_and_later() -> None:
    imported = household(position("AAPL"), position("MSFT"))
    quotes = {"AAPL": quote("110", FILE_DAY), "MSFT": quote("110", date(2026, 11, 19))}

    assert revalue(imported, quotes) == imported
    undated = revalue(household(position("AAPL"), as_of=None), quotes)
    assert [each.value for _, each in undated.portfolio.holdings()] == [Decimal("1155.00")]


def test_what_is_not_traded_or_has_no_quote_stays_as_it_is() -> None:
    imported = household(position("AAPL", SecurityKind.BOND), position("MSFT"))

    assert revalue(imported, {"AAPL": quote("110")}) == imported


def test_shares_that_were_split_since_keep_the_price_of_their_file() -> None:
    imported = household(position("AAPL"), position("MSFT"))
    quotes = {"AAPL": quote("25"), "MSFT": quote("110")}
    splits = {"AAPL": [Split(NEWER, 4.0)], "MSFT": [Split(date(2026, 1, 5), 2.0)]}
    newer = revalue(imported, quotes, splits)

    assert [each.price for _, each in newer.portfolio.holdings()] == [Decimal(100), Decimal(110)]
    assert newer.warnings[0].message == (
        "AAPL was split since the file was made, and keeps the file's price: import a newer file."
    )
    undated = revalue(household(position("MSFT"), as_of=None), quotes, splits)
    assert [each.price for _, each in undated.portfolio.holdings()] == [Decimal(100)]


def test_an_account_whose_file_has_no_total_has_none_afterwards() -> None:
    imported = household(position("AAPL"))
    (account,) = imported.portfolio.accounts
    silent = Account(
        key=account.key,
        broker="",
        number="",
        name="",
        tax_treatment=TaxTreatment.UNKNOWN,
        positions=account.positions,
    )
    newer = revalue(ImportResult(portfolio=Portfolio(accounts=(silent,))), {"AAPL": quote("110")})

    assert newer.portfolio.accounts[0].file_total is None
    assert newer.portfolio.total_value == Decimal("1155.00")
