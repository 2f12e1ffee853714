"""The activity statement of Interactive Brokers: sections, lots, currencies and languages."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from rebalancer.domain.account import TaxTreatment
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.errors import MissingColumnError, NotPositionsError
from rebalancer.ingest.formats.ibkr_words import kind_of_category, last_day, why_no_holding
from rebalancer.ingest.result import ImportResult, WarningCode

Read = Callable[[str], ImportResult]

HEADER = (
    "Open Positions,Header,DataDiscriminator,Asset Category,Currency,Symbol,Quantity,"
    "Cost Basis,Close Price,Value\n"
)
VTI = "Open Positions,Data,Summary,Stocks,USD,VTI,10,2500,300,3000\n"
BASE = "Account Information,Data,Base Currency,USD\n"
CASH = "Cash Report,Header,Currency Summary,Currency,Total\n"


def messages(result: ImportResult, code: WarningCode) -> list[str]:
    return [each.message for each in result.warnings if each.code is code]


def test_a_statement_with_lots_adds_up_to_its_net_asset_value(read_fixture: Read) -> None:
    result = read_fixture("ibkr_lots.csv")
    (account,) = result.portfolio.accounts
    assert result.sources[0].format == "Interactive Brokers activity statement"
    assert account.label == "Individual ...4321"
    assert account.tax_treatment is TaxTreatment.TAX_EXEMPT
    assert account.as_of == date(2026, 8, 21)
    assert account.total_value == account.file_total == Decimal("40988.5")
    assert (account.cash, account.pending) == (Decimal("1250.75"), Decimal("12.25"))
    assert [(row.line, row.reason) for row in result.skipped] == [
        (36, "lines 36 to 38 are not holdings: Trades")
    ]
    assert {each.code for each in result.warnings} == {WarningCode.NOT_TRADED}


def test_every_category_becomes_its_kind_and_keeps_its_lots(read_fixture: Read) -> None:
    (account,) = read_fixture("ibkr_lots.csv").portfolio.accounts
    assert [(each.symbol, each.kind, len(each.lots)) for each in account.positions] == [
        ("AAPL", SecurityKind.STOCK, 2),
        ("BRK-B", SecurityKind.STOCK, 1),
        ("MSFT", SecurityKind.STOCK, 0),
        ("IWM 18DEC26 260 P", SecurityKind.OPTION, 0),
        ("T 3 1/2 02/15/31", SecurityKind.BOND, 1),
    ]
    apple = account.positions[0]
    assert apple.description == "APPLE INC"
    assert apple.cost_basis == Decimal("8114.469135735")
    assert apple.open_lots == (
        TaxLot(quantity=Decimal("40.5"), acquired=date(2019, 3, 4), cost_basis=Decimal(4860)),
        TaxLot(
            quantity=Decimal(20),
            acquired=date(2025, 11, 18),
            cost_basis=Decimal("3254.469135735"),
        ),
    )


def test_a_german_statement_in_euros_counts_what_is_in_dollars(read_fixture: Read) -> None:
    result = read_fixture("ibkr_german.csv")
    (account,) = result.portfolio.accounts
    assert account.label == "Interactive Brokers ...5678"
    assert account.as_of == date(2026, 8, 21)
    assert [(each.symbol, each.currency) for each in account.positions] == [
        ("ZZAG", "EUR"),
        ("VTI", "USD"),
    ]
    assert account.total_value == Decimal("10500.49")
    assert account.file_total is None
    assert [(row.line, row.reason) for row in result.skipped] == [
        (13, "cash is read from the cash report"),
        (16, "only cash in USD is counted, and this is EUR"),
    ]
    assert messages(result, WarningCode.TOTAL_DIFFERS) == []


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (
            (
                "Positions ouvertes,Header,DataDiscriminator,Catégorie d'actif,Devise,Symbole,"
                "Quantité,Mult,Prix de revient,Base de coût,Cours de clôture,Valeur,Code\n"
            ),
            "Positions ouvertes,Data,Summary,Actions,USD,VTI,10,1,250,2500,300,3000,\n",
        ),
        (
            (
                "Posiciones abiertas,Header,DataDiscriminator,Categoría de activo,Divisa,Símbolo,"
                "Cantidad,Mult.,Precio de coste,Base de coste,Precio de cierre,Valor,Código\n"
            ),
            "Posiciones abiertas,Data,Summary,Acciones,USD,VTI,10,1,250,2500,300,3000,\n",
        ),
    ],
    ids=["French", "Spanish"],
)
def test_other_languages_are_read_as_well(read_text: Read, header: str, row: str) -> None:
    (position,) = read_text(header + row).portfolio.accounts[0].positions
    assert (position.symbol, str(position.value), str(position.cost_basis)) == (
        "VTI",
        "3000",
        "2500",
    )


def test_a_total_that_is_not_the_sum_is_pointed_out(read_text: Read) -> None:
    totals = "Open Positions,Total,,Stocks,USD,,,,,3100\n"
    result = read_text(HEADER + VTI + totals)
    assert messages(result, WarningCode.TOTAL_DIFFERS) == [
        "The lines of stocks in USD add up to 3,000.00, not to 3,100.00."
    ]


def test_a_total_over_all_currencies_cannot_be_checked(read_text: Read) -> None:
    euro = VTI.replace("USD,VTI", "EUR,ZZAG")
    totals = "Open Positions,Total,,Stocks,USD,,,,,6300\nOpen Positions,Total,,Bonds,USD,,,,,1\n"
    result = read_text(BASE + HEADER + VTI + euro + totals + "Open Positions,Total,,Stocks,EUR\n")
    assert messages(result, WarningCode.TOTAL_DIFFERS) == []


def test_lots_alone_make_the_position(read_text: Read) -> None:
    header = HEADER.replace("Symbol,", "Symbol,Open,")
    lot = VTI.replace("Summary", "Lot").replace("VTI,", 'VTI,"2024-01-02, 10:00:00",')
    total = "Open Positions,Total,,Stocks,USD,,,,,,6000\n"
    result = read_text(header + lot + lot + total)
    (position,) = result.portfolio.accounts[0].positions
    assert position.quantity == 20
    assert [lot.acquired for lot in position.open_lots] == [date(2024, 1, 2)] * 2
    assert messages(result, WarningCode.TOTAL_DIFFERS) == []


def test_a_position_without_its_lots_is_pointed_out(read_text: Read) -> None:
    header = HEADER.replace("Symbol,", "Symbol,Open,")
    result = read_text(header + VTI.replace("VTI,", "VTI,-,"))
    assert messages(result, WarningCode.LOTS_DIFFER) == [
        "The lots of VTI add up to 0 shares, but 10 are held; the rest is one lot of unknown date."
    ]


def test_each_row_of_a_consolidated_statement_names_its_account(read_text: Read) -> None:
    header = HEADER.replace("Symbol,", "Account,Symbol,")
    rows = [VTI.replace("VTI,", f"{number},VTI,") for number in ("U1110001", "U1110002")]
    result = read_text(header + "".join(rows))
    assert [account.number for account in result.portfolio.accounts] == ["...0001", "...0002"]


def test_a_marked_report_stands_in_for_open_positions(read_text: Read) -> None:
    marked = (
        "Positions and Mark-to-Market Profit and Loss,Header,DataDiscriminator,Asset Class,"
        "Currency,Symbol,Prior Quantity,Quantity,Prior Price,Price,Prior Market Value,"
        "Market Value\n"
        "Positions and Mark-to-Market Profit and Loss,Data,Summary,Stocks,USD,QQQ,5,6,590,600,"
        "2950,3600\n"
        "Positions and Mark-to-Market Profit and Loss,Data,,Total in USD,USD,,,,,,2950,3600\n"
    )
    alone = read_text(marked)
    assert alone.portfolio.total_value == 3600
    assert WarningCode.UNKNOWN_COST in {each.code for each in alone.warnings if each.line == 0}
    assert read_text(marked + HEADER + VTI).portfolio.total_value == 3000


def test_cash_comes_from_the_net_asset_value_where_there_is_no_report(read_text: Read) -> None:
    net = (
        "Net Asset Value,Header,Asset Class,Current Total\nNet Asset Value,Data,Cash,250\n"
        "Net Asset Value,Data,Interest Accruals,lots\nNet Asset Value,Data,Total,3250\n"
    )
    result = read_text(BASE + net + HEADER + VTI)
    (account,) = result.portfolio.accounts
    assert account.cash == 250
    assert account.reconciles is True
    assert [row.reason for row in result.skipped] == ["“lots” is not a number"]


def test_lines_that_are_no_holdings_are_listed(read_text: Read) -> None:
    rows = (
        "a,b,c\nlone\n"
        + VTI.replace("Stocks", "Futures")
        + VTI.replace("3000", "lots")
        + "Open Positions,Total,,Stocks,USD,,,,,lots\n"
        + "Open Positions,Notes\n"
        + "Trades,Header,Symbol\nDividends,Data,1\n"
    )
    result = read_text(HEADER + VTI + rows)
    assert [(row.line, row.reason) for row in result.skipped] == [
        (3, "it belongs to no section of a statement"),
        (4, "it belongs to no section of a statement"),
        (5, "gains and losses of futures are settled in cash every day"),
        (6, "“lots” is not a number"),
        (7, "“lots” is not a number"),
        (9, "lines 9 to 10 are not holdings: Trades, Dividends"),
    ]


def test_cash_alone_is_an_account_too(read_text: Read) -> None:
    result = read_text(CASH + "Cash Report,Data,Ending Cash,USD,12.50\n")
    assert result.portfolio.accounts[0].cash == Decimal("12.50")


def test_a_statement_without_positions_is_refused(read_text: Read) -> None:
    with pytest.raises(NotPositionsError, match="statement of Interactive Brokers without open"):
        read_text("Statement,Header,Field Name,Field Value\nTrades,Header,Symbol\n")
    with pytest.raises(MissingColumnError):
        read_text("Open Positions,Header,DataDiscriminator,Symbol\n")


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("Options On Futures", SecurityKind.OPTION),
        ("Aktien- und Indexoptionen", SecurityKind.OPTION),
        ("Treasury Bills", SecurityKind.BOND),
        ("Obligations", SecurityKind.BOND),
        ("Mutual Funds", SecurityKind.FUND),
        ("Warrants", SecurityKind.OTHER),
    ],
)
def test_categories_are_told_in_every_language(printed: str, kind: SecurityKind) -> None:
    assert kind_of_category(printed) is kind
    assert why_no_holding(printed) == ""


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("May 1, 2026 - June 30, 2026", date(2026, 6, 30)),
        ("1 janvier 2026 - 24 septembre 2026", date(2026, 9, 24)),
        ("Septiembre 14, 2026", date(2026, 9, 14)),
        ("1. März 2026", date(2026, 3, 1)),
        ("Smarch 1, 2026", None),
        ("", None),
    ],
)
def test_a_period_ends_on_its_last_day(period: str, day: date | None) -> None:
    assert last_day(period) == day
