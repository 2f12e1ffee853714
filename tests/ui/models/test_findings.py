"""Findings, fixes and changes read as a person expects."""

from dataclasses import replace
from decimal import Decimal

import pytest
from pytestqt.modeltest import ModelTester

from rebalancer.domain.account import Account, TaxTreatment
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.changes import AccountChange, Changes, SymbolChange
from rebalancer.ingest.finding import Check, Finding, Severity
from rebalancer.ingest.fix import (
    CorrectSymbol,
    DropAccount,
    DropRepeatedRows,
    Fix,
    MarkKind,
    SetCostBasis,
    SetTaxTreatment,
    TreatAsCash,
)
from rebalancer.ingest.result import WarningCode
from ui.models.changes import CHANGE_COLUMNS, ChangeRow, change_line, change_rows
from ui.models.findings import (
    FINDING_COLUMNS,
    FindingRow,
    finding_rows,
    fix_words,
    undo_words,
)
from ui.models.table import TableModel

D = Decimal
ACCOUNT = Account(
    key="a", broker="B", number="...1", name="Joint", tax_treatment=TaxTreatment.TAXABLE
)
FINDING = Finding(
    rule=WarningCode.UNKNOWN_COST,
    severity=Severity.WARNING,
    file="a.csv",
    line=3,
    account="a",
    symbol="AAPL",
    message="No cost.",
    fix=SetCostBasis(account="a", symbol="AAPL"),
)


@pytest.mark.parametrize(
    ("fix", "remedy", "button", "undo"),
    [
        (
            SetTaxTreatment(account="a", treatment=TaxTreatment.TAX_EXEMPT),
            "Say how it is taxed",
            "Tax-exempt",
            "change the tax treatment",
        ),
        (
            SetCostBasis(account="a", symbol="X"),
            "Tell the cost",
            "Set the cost",
            "set the cost of X",
        ),
        (
            CorrectSymbol(symbol="X"),
            "Say what it is",
            "Correct the symbol",
            "correct the symbol X",
        ),
        (
            CorrectSymbol(symbol="X", to="AAPL"),
            "Say what it is",
            "It is AAPL",
            "correct the symbol X",
        ),
        (TreatAsCash(symbol="X"), "Say what it is", "Treat as cash", "treat as cash: X"),
        (
            MarkKind(symbol="X", kind=SecurityKind.BOND),
            "Say what it is",
            "It is a bond",
            "change the kind of X",
        ),
        (DropAccount(account="a"), "Leave it out", "Leave the account out", "leave an account out"),
        (
            DropRepeatedRows(account="a", symbol="X"),
            "Count them once",
            "Count the rows once",
            "count once the rows of X",
        ),
    ],
)
def test_a_fix_says_what_it_asks_does_and_undoes(
    fix: Fix, remedy: str, button: str, undo: str
) -> None:
    (row,) = finding_rows((replace(FINDING, fix=fix),), Portfolio(accounts=(ACCOUNT,)))

    assert (row.remedy, row.account) == (remedy, "Joint ...1")
    assert (fix_words(fix), undo_words(fix)) == (button, undo)


def test_a_finding_reads_from_how_bad_it_is_to_what_mends_it() -> None:
    torn = Finding(rule=Check.SKIPPED_LINE, severity=Severity.ERROR, message="Torn.")
    rows = finding_rows((torn, FINDING), Portfolio())

    assert [tuple(column.text(row) for column in FINDING_COLUMNS) for row in rows] == [
        ("Error", "Skipped line", "", "", "Torn.", ""),
        ("Warning", "Unknown cost", "a.csv", "3", "No cost.", "Tell the cost"),
    ]


@pytest.mark.parametrize("column", range(len(FINDING_COLUMNS)))
def test_findings_sort_by_every_column(column: int, qtmodeltester: ModelTester) -> None:
    model: TableModel[FindingRow] = TableModel(FINDING_COLUMNS)
    model.set_rows(finding_rows((FINDING, replace(FINDING, line=1)), Portfolio()))

    model.sort(column)

    qtmodeltester.check(model)
    assert model.rowCount() == 2


CHANGES = Changes(
    added=(replace(ACCOUNT, key="n", name="New"),),
    removed=(replace(ACCOUNT, key="o", name="Old"),),
    accounts=(
        AccountChange(
            account="a",
            label="Joint ...1",
            label_before="Mine ...1",
            cash_before=D(5),
            cash_after=D(9),
            symbols=(
                SymbolChange(
                    symbol="UP",
                    currency="USD",
                    shares_before=D(1),
                    shares_after=D(2),
                    value_before=D(10),
                    value_after=D(20),
                ),
                SymbolChange(symbol="NEW", currency="USD", shares_after=D(2), value_after=D(20)),
                SymbolChange(symbol="GONE", currency="EUR", shares_before=D(2), value_before=D(7)),
                SymbolChange(
                    symbol="SAME",
                    currency="USD",
                    shares_before=D(1),
                    shares_after=D(1),
                    value_before=D(10),
                    value_after=D(11),
                ),
            ),
        ),
    ),
)


def test_changes_read_from_account_to_cost() -> None:
    texts = [
        " | ".join(column.text(row) for column in CHANGE_COLUMNS[1:])
        for row in change_rows(CHANGES)
    ]

    assert texts == [
        "New account |  |  | $0 | $0 | ",
        "Account gone |  |  | $0 | $0 | ",
        "Renamed |  |  |  |  | ",
        "Changed | UP | 1 \u2192 2 | $10 \u2192 $20 | +$10 | \u2013",
        "New | NEW | 2 | $20 | +$20 | \u2013",
        "Gone | GONE | 2 | $7 |  | \u2013",
        "Same shares | SAME | 1 | $10 \u2192 $11 | +$1 | \u2013",
        "Cash |  |  | $5 \u2192 $9 | +$4 | ",
    ]
    assert change_line(CHANGES) == (
        "1 new account, 1 account changes, 1 new symbol, 1 symbol gone, "
        "2 symbols with other figures."
    )


@pytest.mark.parametrize("column", range(len(CHANGE_COLUMNS)))
def test_changes_sort_by_every_column(column: int, qtmodeltester: ModelTester) -> None:
    model: TableModel[ChangeRow] = TableModel(CHANGE_COLUMNS)
    model.set_rows(change_rows(CHANGES))

    model.sort(column)

    qtmodeltester.check(model)
    assert model.rowCount() == 8
