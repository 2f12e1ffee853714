"""A table that leaves no choice is read without asking; one that does is asked about."""

import io
from collections.abc import Callable
from decimal import Decimal

import pytest
from openpyxl import Workbook

from rebalancer.ingest.errors import UnknownLayoutError
from rebalancer.ingest.files import read_content
from rebalancer.ingest.result import ImportResult, WarningCode
from rebalancer.market.snapshot import Snapshot

D = Decimal
Read = Callable[[str], ImportResult]
HEADER = "Symbol,Shares,Price,Value\n"


def test_headings_and_figures_that_agree_need_no_person(read_text: Read) -> None:
    result = read_text(f"Holdings of today\n{HEADER}VTI,10,300.5,3005\nCash,,,250\nTotal,,,3255\n")
    (account,) = result.portfolio.accounts
    assert (account.label, account.total_value, account.cash) == ("file", D(3255), D(250))
    assert account.reconciles
    assert result.sources[0].format == "Table of holdings"
    told = [each for each in result.warnings if each.code is WarningCode.COLUMNS_RECOGNISED]
    message = (
        "The columns were recognised by their headings: “Symbol” as symbol, “Shares” as "
        "quantity, “Price” as price, “Value” as current value; amounts are in USD."
    )
    assert [(each.line, each.message) for each in told] == [(2, message)]
    assert [row.line for row in result.skipped] == [1]


def test_a_workbook_may_be_such_a_table_too(snapshot: Snapshot) -> None:
    book = Workbook()
    sheet = book.create_sheet("Mine", 0)
    for row in (["Ticker", "Quantity", "Price", "Market value", "Cost basis"], ["VTI", 2, 3, 6, 5]):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    (account,) = read_content(file.getvalue(), "mine.xlsx", snapshot).portfolio.accounts
    assert account.positions[0].cost_basis == D(5)


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADER}VTI,10,300,3100\n",  # the figures contradict each other
        f"{HEADER}VTI,10,,3000\n",  # or prove nothing
        f"{HEADER}CASH,,,3000\n",
        f"{HEADER}VTI,1.234,2,2.468\n",  # is it a thousand?
        "Symbol,Shares,Price,Value,Cost\nVTI,10,300,3000,200\n",  # of one share or of all?
        "Symbol,Shares,Price,Value,Date\nVTI,10,300,3000,2026-08-21\n",  # one day or several?
        "Symbol,Shares,Price now,Value\nVTI,10,300,3000\n",  # not to the word
        "Name,Shares,Price,Value\nSome Fund,10,300,3000\n",  # which fund?
        "one,two,three,four\nVTI,10,300,3000\n",
        "VTI,10,300,3000\n",
    ],
)
def test_whatever_leaves_a_choice_is_asked_about(text: str, read_text: Read) -> None:
    with pytest.raises(UnknownLayoutError):
        read_text(text)


def test_a_column_of_gains_may_be_left_over(read_text: Read) -> None:
    result = read_text("Symbol,Shares,Price,Value,Gain %,\nVTI,10,300,3000,4.5%,\n")
    assert result.portfolio.total_value == D(3000)
