"""Yahoo Finance: purchases are lots, sales are taken from the oldest."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from rebalancer.domain.lot import TaxLot
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.result import ImportResult, WarningCode

Read = Callable[[str], ImportResult]
HEADER = "Symbol,Current Price,Trade Date,Purchase Price,Quantity,Commission,Transaction Type\n"


def lots(result: ImportResult, symbol: str) -> Sequence[TaxLot]:
    return next(each.lots for _, each in result.portfolio.holdings() if each.symbol == symbol)


def test_sales_are_taken_from_the_oldest_purchases(read_fixture: Read) -> None:
    result = read_fixture("yahoo_portfolio.csv")
    assert lots(result, "VTI") == (
        TaxLot(quantity=Decimal(4), acquired=date(2024, 3, 15), cost_basis=Decimal("1051.98")),
        TaxLot(quantity=Decimal(4), acquired=date(2026, 3, 2), cost_basis=Decimal("1400.00")),
    )
    assert "VTI: the shares sold are taken from the oldest purchases." in {
        each.message for each in result.warnings
    }


def test_what_is_not_held_is_listed(read_fixture: Read) -> None:
    assert [(row.line, row.reason) for row in read_fixture("yahoo_portfolio.csv").skipped] == [
        (2, "it is a movement of cash; the file does not tell the balance"),
        (9, "NVDA is watched, not held"),
        (10, "all of AMD is sold"),
        (11, "all of AMD is sold"),
    ]


def test_the_ending_of_a_symbol_tells_its_currency(read_fixture: Read) -> None:
    (account,) = read_fixture("yahoo_portfolio.csv").portfolio.accounts
    assert [(each.symbol, each.currency, each.kind) for each in account.positions] == [
        ("VTI", "USD", SecurityKind.FUND),
        ("BRK-B", "USD", SecurityKind.STOCK),
        ("TTE.PA", "EUR", SecurityKind.UNKNOWN),
        ("BTC-USD", "USD", SecurityKind.OTHER),
    ]
    assert account.total_value == Decimal("2960.00") + Decimal("960.00") + Decimal("900.00")
    assert account.as_of == date(2026, 8, 21)
    assert account.positions[1].cost_basis is None


def test_a_price_of_zero_is_unknown(read_fixture: Read) -> None:
    result = read_fixture("yahoo_quotes_16.csv")
    (position,) = result.portfolio.accounts[0].positions
    assert position.price
    assert position.cost_basis == Decimal("368.10") + Decimal("880.20")
    assert len(position.lots) == 2
    codes = {each.code for each in result.warnings}
    assert {WarningCode.EMBEDDED_PRICE, WarningCode.NO_DATE} <= codes


def test_more_sold_than_bought_tells_nothing(read_text: Read) -> None:
    result = read_text(
        f"{HEADER}VTI,370,20240315,262.50,10,?,BUY\nKO,70,,60,5,,BUY\nKO,70,20260101,65,6,,SELL\n"
        "KO,70,20260101,65,six,,SELL\n"
    )
    assert [(row.line, row.reason) for row in result.skipped] == [
        (3, "more of KO is sold than bought, so that nobody can tell what is held"),
        (4, "more of KO is sold than bought, so that nobody can tell what is held"),
        (5, "“six” is not a number"),
    ]
    assert lots(result, "VTI")[0].cost_basis == Decimal("2625.00")


def test_shares_of_unknown_date_are_sold_first(read_text: Read) -> None:
    result = read_text(
        f"{HEADER}VTI,370,20240315,262.50,10,,BUY\nVTI,370,,,5,,BUY\nVTI,370,20260101,,6,,SELL\n"
        "KO,70,,60,5,,BUY\nKO,70,20260101,,2,,SELL\nABC.QQ,1,20240315,1,1,,BUY\n"
    )
    assert [(lot.quantity, lot.cost_basis) for lot in lots(result, "VTI")] == [
        (Decimal(9), Decimal("2362.50"))
    ]
    vti, ko, abc = (each for _, each in result.portfolio.holdings())
    assert (ko.quantity, ko.cost_basis) == (Decimal(3), Decimal("180.00"))
    assert (vti.currency, abc.currency) == ("USD", "XXX")
