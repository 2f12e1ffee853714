"""A broker's file that a spreadsheet saved in its own language tells the same, or says so."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from rebalancer.ingest.notes import Notes
from rebalancer.ingest.number_style import NumberStyle
from rebalancer.ingest.respelling import respell
from rebalancer.ingest.result import ImportResult, WarningCode
from rebalancer.ingest.text import Record

D = Decimal
Read = Callable[[str], ImportResult]

SCHWAB = """"Positions for account Individual ...264 as of 04:05 PM ET, 2026/08/21"
Symbol;Description;Qty (Quantity);Price;Mkt Val (Market Value);Cost Basis;Security Type
VTI;VANGUARD TOTAL STOCK;1.250;300,00;{value};{cost};ETFs & Closed End Funds
Account Total;--;--;--;{value};--;--
"""
LOTS = """VTI Lot Details for ...264 as of 02:45 AM ET, 08/21/2026
Open Date;Quantity;Price;Cost/Share;Market Value;Cost Basis
{first};1;300,00;200,50;300,00;200,50
{second};1;300,00;200,50;300,00;200,50
Total;2;;;600,00;401,00
"""


def doubts(result: ImportResult) -> list[str]:
    code = WarningCode.AMBIGUOUS_WRITING
    return [each.message for each in result.warnings if each.code is code]


def cells(*texts: str) -> list[Record]:
    return [Record(line=1, cells=texts)]


def test_a_schwab_file_saved_by_a_german_spreadsheet_is_worth_the_same(read_text: Read) -> None:
    result = read_text(SCHWAB.format(value="$375.000,00", cost="250.000,50 "))
    (position,) = result.portfolio.accounts[0].positions
    assert (position.quantity, position.price) == (D(1250), D(300))
    assert (position.value, position.cost_basis) == (D(375000), D("250000.50"))
    assert result.portfolio.accounts[0].reconciles
    assert doubts(result) == []


def test_numbers_that_contradict_each_other_are_pointed_out(read_text: Read) -> None:
    result = read_text(SCHWAB.format(value="$375.000,00", cost="250,000.50"))
    assert doubts(result) == [
        "“$375.000,00” and “250,000.50” are not written in one way; most tell 1.234,50."
    ]
    (position,) = result.portfolio.accounts[0].positions
    assert position.cost_basis == D("250000.50")  # which can be read in one way only


def test_a_number_that_nothing_explains_is_pointed_out(read_text: Read) -> None:
    text = "account;symbol;quantity;price;cost_basis\nMine;AAPL;1.250;200;\n"
    assert doubts(read_text(text)) == [
        "Nothing tells whether “1.250” has a fraction; it is read as 1,234.50."
    ]
    assert doubts(read_text(text.replace(";", ","))) == []
    assert doubts(read_text(text.replace("200", "200.50"))) == []


@pytest.mark.parametrize(
    ("first", "second", "days"),
    [
        ("24.08.2020 13:22", "03.04.2020", (date(2020, 8, 24), date(2020, 4, 3))),
        ("24/08/2020", "03/04/2020", (date(2020, 8, 24), date(2020, 4, 3))),
        ("08/24/2020", "03/04/2020", (date(2020, 8, 24), date(2020, 3, 4))),
        ("24-08-2020", "03-04-2020", (date(2020, 8, 24), date(2020, 4, 3))),
        ("05/06/2020", "05/04/2020", (None, None)),
        ("24/08/2020", "08/24/2020", (None, date(2020, 8, 24))),
    ],
)
def test_days_are_told_by_the_file_or_unknown(
    first: str, second: str, days: tuple[date | None, ...], read_text: Read
) -> None:
    result = read_text(LOTS.format(first=first, second=second))
    (position,) = result.portfolio.accounts[0].positions
    assert tuple(lot.acquired for lot in position.open_lots) == days
    assert (doubts(result) == []) is (days[0] is not None)


@pytest.mark.parametrize(
    ("usual", "texts", "plain"),
    [
        (NumberStyle.POINT_COMMA, ("12,50", "1.234", "-12,5"), ("12.50", "1234", "-12.5")),
        (NumberStyle.POINT_COMMA, ("1.234", "12", "EUR"), ("1234", "12", "EUR")),
        (NumberStyle.POINT_COMMA, ("12.50", "1.234"), ("12.50", "1.234")),
        (NumberStyle.POINT_COMMA, ("12.50", "12,50"), ("12.50", "12.50")),
        (NumberStyle.COMMA_POINT, ("1\u202f234,50", "12,5"), ("1234.50", "12.5")),
        (NumberStyle.COMMA_POINT, ("1\u2019234.50", "1.234"), ("1234.50", "1.234")),
        (NumberStyle.COMMA_POINT, ("12,5", "1,98e-6", "(1.000)"), ("12.5", "1.98e-6", "(1000)")),
        (
            NumberStyle.COMMA_POINT,
            ("1,5", "2,5", "1,234,567", "1" * 49),
            ("1.5", "2.5", "1,234,567", "1" * 49),
        ),
        (NumberStyle.COMMA_POINT, ("1.234,50 $", "B1.2"), ("1234.50 $", "B1.2")),
        (NumberStyle.COMMA_POINT, ("1,234.50", "01/02/2020"), ("1,234.50", "01/02/2020")),
    ],
)
def test_a_cell_leaves_as_it_is_written_in_the_us(
    usual: NumberStyle, texts: tuple[str, ...], plain: tuple[str, ...]
) -> None:
    (record,) = respell(cells(*texts), usual, ",", Notes("file.csv"))
    assert record.cells == plain
