"""One seeded defect for each rule is found, where it stands and as bad as it is."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from rebalancer.domain.account import Account, TaxTreatment
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.doctor import examine
from rebalancer.ingest.files import read_content, read_files
from rebalancer.ingest.finding import Check, Finding, Rule, Severity
from rebalancer.ingest.fix import (
    CorrectSymbol,
    DropAccount,
    DropRepeatedRows,
    Fix,
    MarkKind,
    SetCostBasis,
    SetTaxTreatment,
    TreatAsCash,
    apply_fix,
)
from rebalancer.ingest.remedy import offers
from rebalancer.ingest.result import ImportResult, SkippedRow, WarningCode
from rebalancer.ingest.result import ImportWarning as Doubt
from rebalancer.market.snapshot import Snapshot

Read = Callable[[str], ImportResult]
HEADER = "account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired\n"
SOUND = "Joint ...1001,taxable,AAPL,Apple Inc.,10,300.00,1000.00,2020-01-02\n"
KEY = "Plain file:Joint:...1001"
SCHWAB = """"Positions for account Individual ...264 as of 2026/08/21"
"Symbol","Quantity","Price","Market Value","Cost Basis"
{rows}"Account Total","","","{total}","$1.00"
"""
APPLE = '"AAPL","10","300.00","$3000.00","$1000.00"\n'


def found(imported: ImportResult, snapshot: Snapshot, rule: Rule) -> list[Finding]:
    return [each for each in examine(imported, snapshot) if each.rule is rule]


def plain(read_text: Read, rows: str) -> ImportResult:
    return read_text(HEADER + rows)


@pytest.mark.parametrize(
    ("row", "rule", "severity", "fix"),
    [
        (
            "Joint ...1001,taxable,QZZQ,Quaint Ltd,10,20.00,100.00,2020-01-02",
            WarningCode.UNKNOWN_SYMBOL,
            Severity.WARNING,
            MarkKind(symbol="QZZQ", kind=SecurityKind.STOCK),
        ),
        (
            "Joint ...1001,taxable,QZZQX,Quaint Growth,10,20.00,100.00,2020-01-02",
            WarningCode.UNKNOWN_SYMBOL,
            Severity.WARNING,
            MarkKind(symbol="QZZQX", kind=SecurityKind.FUND),
        ),
        (
            "Joint ...1001,taxable,QZZQ,Bank sweep deposit,10,1,10.00,2020-01-02",
            WarningCode.UNKNOWN_SYMBOL,
            Severity.WARNING,
            TreatAsCash(symbol="QZZQ"),
        ),
        (
            "Joint ...1001,taxable,QZZQ,ALCOA CORP,10,20.00,100.00,2020-01-02",
            WarningCode.UNKNOWN_SYMBOL,
            Severity.WARNING,
            CorrectSymbol(symbol="QZZQ", to="AA", kind=SecurityKind.STOCK),
        ),
        (
            "Joint ...1001,taxable,AAPL,Apple Inc.,10,300.00,,2020-01-02",
            WarningCode.UNKNOWN_COST,
            Severity.WARNING,
            SetCostBasis(account=KEY, symbol="AAPL"),
        ),
        (
            "Joint ...1001,taxable,AAPL,Apple Inc.,10,300.00,1000.00,",
            Check.UNKNOWN_DATE,
            Severity.NOTE,
            None,
        ),
        (
            "Joint ...1001,taxable,AAPL,Apple Inc.,-10,300.00,,",
            WarningCode.NOT_TRADED,
            Severity.NOTE,
            None,
        ),
        ("Joint ...1001,taxable,CASH,,-500,1.00,,", Check.NEGATIVE_CASH, Severity.WARNING, None),
    ],
)
def test_a_defect_of_a_row_is_found_where_it_stands(
    read_text: Read,
    snapshot: Snapshot,
    row: str,
    rule: Rule,
    severity: Severity,
    fix: Fix | None,
) -> None:
    (finding,) = found(plain(read_text, f"{row}\n"), snapshot, rule)

    assert (finding.file, finding.line, finding.severity) == ("file.csv", 2, severity)
    assert finding.account == KEY
    assert finding.fix == fix
    assert finding.message.endswith(".")


@pytest.mark.parametrize(
    ("fix", "answered"),
    [
        (CorrectSymbol(symbol="QZZQ", to="AA", kind=SecurityKind.STOCK), True),
        (TreatAsCash(symbol="QZZQ"), True),
        (MarkKind(symbol="QZZQ", kind=SecurityKind.STOCK), False),
    ],
)
def test_an_unknown_symbol_is_answered_or_counts_as_unclassified(
    read_text: Read, snapshot: Snapshot, fix: Fix, *, answered: bool
) -> None:
    row = "Joint ...1001,taxable,QZZQ,Quaint Ltd,10,20.00,100.00,2020-01-02\n"
    mended = apply_fix(plain(read_text, row), fix)

    left = found(mended, snapshot, WarningCode.UNKNOWN_SYMBOL)

    assert [each.severity for each in left] == ([] if answered else [Severity.NOTE])


def test_a_cost_is_answered_by_telling_it_or_by_an_account_without_tax(
    read_text: Read, snapshot: Snapshot
) -> None:
    imported = plain(read_text, "Joint ...1001,taxable,AAPL,Apple,10,300.00,,2020-01-02\n")

    for fix in (
        SetCostBasis(account=KEY, symbol="AAPL", cost_basis=Decimal(900)),
        SetTaxTreatment(account=KEY, treatment=TaxTreatment.TAX_EXEMPT),
    ):
        mended = apply_fix(imported, fix)
        assert found(mended, snapshot, WarningCode.UNKNOWN_COST) == []


def test_a_treatment_nobody_knows_is_asked_for(read_text: Read, snapshot: Snapshot) -> None:
    imported = plain(read_text, SOUND.replace("taxable", "").replace("Joint", "Mine"))
    key = imported.portfolio.accounts[0].key

    (finding,) = found(imported, snapshot, WarningCode.UNKNOWN_TAX_TREATMENT)

    assert [each.treatment for each in offers(finding) if isinstance(each, SetTaxTreatment)] == [
        TaxTreatment.TAXABLE,
        TaxTreatment.TAX_DEFERRED,
        TaxTreatment.TAX_EXEMPT,
    ]
    mended = apply_fix(imported, SetTaxTreatment(account=key, treatment=TaxTreatment.TAXABLE))
    assert found(mended, snapshot, WarningCode.UNKNOWN_TAX_TREATMENT) == []


def test_a_symbol_may_be_one_of_several_things(read_text: Read, snapshot: Snapshot) -> None:
    imported = plain(read_text, "Joint ...1001,taxable,QZZQ,Quaint,10,20.00,100.00,2020-01-02\n")
    (finding,) = found(imported, snapshot, WarningCode.UNKNOWN_SYMBOL)

    assert [each.action for each in offers(finding)] == [
        *["mark_kind"] * 3,
        "treat_as_cash",
        "correct_symbol",
    ]
    assert offers(replace(finding, fix=None)) == ()
    assert len(offers(replace(finding, fix=DropAccount(account=KEY)))) == 1


def test_a_total_that_differs_is_an_error_until_it_does_not(
    read_text: Read, snapshot: Snapshot
) -> None:
    twice = read_text(SCHWAB.format(rows=APPLE * 2, total="$3000.00"))
    key = twice.portfolio.accounts[0].key

    (finding,) = found(twice, snapshot, WarningCode.TOTAL_DIFFERS)
    assert (finding.severity, finding.line, finding.account) == (Severity.ERROR, 5, key)
    assert "add up to 6,000.00, but the file says 3,000.00" in finding.message
    (repeated,) = found(twice, snapshot, Check.DUPLICATE_ROW)
    assert repeated.fix == DropRepeatedRows(account=key, symbol="AAPL")

    once = apply_fix(twice, repeated.fix)

    assert once.portfolio.accounts[0].reconciles
    assert found(once, snapshot, WarningCode.TOTAL_DIFFERS) == []
    assert found(once, snapshot, Check.DUPLICATE_ROW) == []


def test_a_total_that_no_longer_adds_up_is_told_although_no_reader_doubted_it(
    read_text: Read, snapshot: Snapshot
) -> None:
    whole = read_text(SCHWAB.format(rows=APPLE, total="$3000.00"))
    (account,) = whole.portfolio.accounts
    torn = replace(account, file_total=Decimal(9))
    empty = replace(torn, positions=())

    for each, line in ((torn, 3), (empty, 0)):
        household = replace(whole, portfolio=Portfolio(accounts=(each,)))
        (finding,) = found(household, snapshot, WarningCode.TOTAL_DIFFERS)
        assert finding.line == line


def test_equal_rows_that_the_file_counts_too_are_right(read_text: Read, snapshot: Snapshot) -> None:
    imported = read_text(SCHWAB.format(rows=APPLE * 2, total="$6000.00"))

    assert found(imported, snapshot, Check.DUPLICATE_ROW) == []


def test_a_value_a_hundred_times_too_small_is_a_bond(read_text: Read, snapshot: Snapshot) -> None:
    bond = '"QZZQ","10000","99.00","$9900.00","$9000.00"\n'
    imported = read_text(SCHWAB.format(rows=bond, total="$9900.00"))

    (finding,) = found(imported, snapshot, WarningCode.VALUE_DIFFERS)
    assert finding.fix == MarkKind(symbol="QZZQ", kind=SecurityKind.BOND)

    mended = apply_fix(imported, finding.fix)
    assert found(mended, snapshot, WarningCode.VALUE_DIFFERS) == []
    cash = apply_fix(imported, TreatAsCash(symbol="QZZQ"))
    assert found(cash, snapshot, WarningCode.VALUE_DIFFERS) == []


def test_a_value_that_nothing_explains_is_only_told(read_text: Read, snapshot: Snapshot) -> None:
    odd = '"AAPL","10","300.00","$7000.00","$1000.00"\n'
    imported = read_text(SCHWAB.format(rows=odd, total="$7000.00"))

    (finding,) = found(imported, snapshot, WarningCode.VALUE_DIFFERS)

    assert (finding.symbol, finding.fix) == ("AAPL", None)
    (account,) = imported.portfolio.accounts
    silent = replace(account, positions=(replace(account.positions[0], price=None),))
    unpriced = replace(imported, portfolio=Portfolio(accounts=(silent,)))
    assert found(unpriced, snapshot, WarningCode.VALUE_DIFFERS)[0].fix is None


def test_lots_that_do_not_add_up_may_be_there_twice(read_text: Read, snapshot: Snapshot) -> None:
    imported = plain(read_text, SOUND)
    (account,) = imported.portfolio.accounts
    (position,) = account.positions
    doubt = Doubt(code=WarningCode.LOTS_DIFFER, file="file.csv", line=2, message="Lots.")

    def household(lots: int) -> ImportResult:
        held = replace(position, lots=tuple(position.lots) * lots)
        accounts = (replace(account, positions=(held,)),)
        return replace(imported, portfolio=Portfolio(accounts=accounts), warnings=(doubt,))

    (finding,) = found(household(2), snapshot, WarningCode.LOTS_DIFFER)
    assert finding.fix == DropRepeatedRows(account=KEY, symbol="AAPL")
    assert found(household(1), snapshot, WarningCode.LOTS_DIFFER) == []
    assert found(household(0), snapshot, WarningCode.LOTS_DIFFER)[0].fix is None
    mended = apply_fix(household(2), finding.fix)
    assert found(mended, snapshot, WarningCode.LOTS_DIFFER) == []
    assert mended.portfolio.accounts[0].positions[0].quantity == 10


def test_an_account_that_is_there_twice_is_an_error(read_text: Read, snapshot: Snapshot) -> None:
    imported = plain(read_text, SOUND + SOUND.replace("Joint ...1001", "Again ...1002"))

    (finding,) = found(imported, snapshot, WarningCode.DUPLICATE_ACCOUNT)

    assert (finding.severity, finding.line) == (Severity.ERROR, 3)
    assert finding.fix == DropAccount(account="Plain file:Again:...1002")
    mended = apply_fix(imported, finding.fix)
    assert found(mended, snapshot, WarningCode.DUPLICATE_ACCOUNT) == []


def test_two_accounts_of_one_name_are_a_note_and_can_be_left_out(
    read_text: Read, snapshot: Snapshot
) -> None:
    imported = plain(read_text, SOUND)
    (account,) = imported.portfolio.accounts
    second = replace(account, key=f"{KEY}#2", positions=(), file_total=None)
    doubt = Doubt(
        code=WarningCode.DUPLICATE_ACCOUNT, file="f", line=4, message="Two.", account=second.key
    )

    def household(*accounts: Account) -> ImportResult:
        return replace(imported, portfolio=Portfolio(accounts=accounts), warnings=(doubt,))

    (finding,) = found(household(account, second), snapshot, WarningCode.DUPLICATE_ACCOUNT)
    assert (finding.severity, finding.fix) == (Severity.NOTE, DropAccount(account=second.key))
    twin = replace(second, positions=account.positions)
    (error,) = found(household(account, twin), snapshot, WarningCode.DUPLICATE_ACCOUNT)
    assert error.severity is Severity.ERROR
    assert found(household(account), snapshot, WarningCode.DUPLICATE_ACCOUNT) == []


def test_a_line_that_was_not_read_is_a_warning_unless_a_doubt_says_so(
    snapshot: Snapshot,
) -> None:
    rows = (
        SkippedRow(file="a.csv", line=3, reason="it gives no amount"),
        SkippedRow(file="b.csv", line=0, reason="it is empty"),
    )
    doubt = Doubt(code=WarningCode.FILE_REFUSED, file="b.csv", line=0, message="It is empty.")
    imported = ImportResult(portfolio=Portfolio(), skipped=rows, warnings=(doubt,))

    assert [(each.rule, each.severity, each.message) for each in examine(imported, snapshot)] == [
        (WarningCode.FILE_REFUSED, Severity.ERROR, "It is empty."),
        (Check.SKIPPED_LINE, Severity.WARNING, "Not read: it gives no amount."),
    ]


def test_what_a_file_does_not_tell_as_a_whole_is_handed_on(snapshot: Snapshot) -> None:
    accented = SOUND.replace("Joint", "Zoë's")
    guessed = read_content((HEADER + accented).encode("cp1252"), "file.csv", snapshot)
    (finding,) = found(guessed, snapshot, WarningCode.ENCODING_GUESSED)
    assert finding.severity is Severity.NOTE

    whole = SCHWAB.format(rows=APPLE * 2, total="x").encode()
    cut = read_content(whole[: whole.rindex(b"AAPL") + 12], "cut.csv", snapshot)
    torn = found(cut, snapshot, WarningCode.TRUNCATED)[0]
    assert torn.severity is Severity.ERROR

    silent = read_content(b"account,symbol,quantity,price\nMine,AAPL,1,2\n", "f.csv", snapshot)
    (cost,) = found(silent, snapshot, WarningCode.UNKNOWN_COST)
    assert (cost.line, cost.fix) == (0, None)


def test_a_doubt_about_an_older_file_is_no_finding(
    snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("files")
    old, new = folder / "old.csv", folder / "new.csv"
    old.write_text(f"{HEADER}{SOUND.replace('1000.00', '')}", encoding="utf-8")
    new.write_text(f"{HEADER}{SOUND}", encoding="utf-8")

    imported = read_files([old, new], snapshot)

    assert WarningCode.UNKNOWN_COST in {doubt.code for doubt in imported.warnings}
    assert found(imported, snapshot, WarningCode.UNKNOWN_COST) == []


def test_a_position_from_nowhere_is_examined_too(snapshot: Snapshot, read_text: Read) -> None:
    imported = plain(read_text, SOUND)
    (account,) = imported.portfolio.accounts
    lost = replace(account.positions[0], origin=None, lots=())
    accounts = (replace(account, positions=(lost, replace(lost, symbol="MSFT"))),)
    household = replace(imported, portfolio=Portfolio(accounts=accounts))

    (finding,) = found(household, snapshot, Check.UNKNOWN_DATE)

    assert (finding.file, finding.line) == ("", 0)
    assert finding.message.startswith("2 positions of “Joint ...1001”")


def test_the_worst_comes_first(read_text: Read, snapshot: Snapshot) -> None:
    rows = '"QZZQ","10","20.00","$200.00","--"\n'
    imported = read_text(SCHWAB.format(rows=rows, total="$9.00"))

    severities = [each.severity for each in examine(imported, snapshot)]

    assert severities == sorted(severities, key=list(Severity).index)
    assert set(severities) == set(Severity)
