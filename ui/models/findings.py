"""What the import doctor found, as rows of one table, and its fixes in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.finding import Finding, Severity
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
from ui.language import tr
from ui.models.table import Column
from ui.models.treatments import TREATMENTS

SEVERITIES = {
    Severity.ERROR: tr("Error"),
    Severity.WARNING: tr("Warning"),
    Severity.NOTE: tr("Note"),
}
_ORDER = list(SEVERITIES)
_KINDS = {
    SecurityKind.STOCK: tr("a stock"),
    SecurityKind.FUND: tr("a fund"),
    SecurityKind.BOND: tr("a bond"),
    SecurityKind.OPTION: tr("an option"),
    SecurityKind.OTHER: tr("something else"),
    SecurityKind.UNKNOWN: tr("not known"),
}

_BUTTONS = {
    SetCostBasis.action: tr("Set the cost"),
    CorrectSymbol.action: tr("Correct the symbol"),
    TreatAsCash.action: tr("Treat as cash"),
    DropAccount.action: tr("Leave the account out"),
    DropRepeatedRows.action: tr("Count the rows once"),
}
_UNDO = {
    SetTaxTreatment.action: tr("change the tax treatment"),
    SetCostBasis.action: tr("set the cost of {symbol}"),
    CorrectSymbol.action: tr("correct the symbol {symbol}"),
    TreatAsCash.action: tr("treat as cash: {symbol}"),
    MarkKind.action: tr("change the kind of {symbol}"),
    DropAccount.action: tr("leave an account out"),
    DropRepeatedRows.action: tr("count once the rows of {symbol}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """A finding, with what a person calls its account."""

    finding: Finding
    account: str

    @property
    def remedy(self) -> str:
        """What would mend it, in a few words; "" where nothing in the app can."""
        fix = self.finding.fix
        return "" if fix is None else remedy(fix)


def finding_rows(findings: Sequence[Finding], portfolio: Portfolio) -> tuple[FindingRow, ...]:
    """Return *findings* in their order: the worst first."""
    labels = {account.key: account.label for account in portfolio.accounts}
    return tuple(
        FindingRow(finding=finding, account=labels.get(finding.account, "")) for finding in findings
    )


def rule_title(finding: Finding) -> str:
    """Return the rule that raised *finding* as a person reads it."""
    return finding.rule.value.replace("_", " ").capitalize()


def remedy(fix: Fix) -> str:
    """Return what a fix of this sort asks of a person."""
    match fix:
        case SetTaxTreatment():
            return tr("Say how it is taxed")
        case SetCostBasis():
            return tr("Tell the cost")
        case CorrectSymbol() | TreatAsCash() | MarkKind():
            return tr("Say what it is")
        case DropAccount():
            return tr("Leave it out")
        case DropRepeatedRows():
            return tr("Count them once")


def fix_words(fix: Fix) -> str:
    """Return what the button of *fix* says."""
    match fix:
        case SetTaxTreatment(treatment=treatment):
            return TREATMENTS[treatment]
        case CorrectSymbol(to=to) if to:
            return tr("It is {to}", to=to)
        case MarkKind(kind=kind):
            return tr("It is {kind}", kind=_KINDS[kind])
        case _:
            return _BUTTONS[fix.action]


def undo_words(fix: Fix) -> str:
    """Return what is undone, after the word "Undo"."""
    symbol = "" if isinstance(fix, SetTaxTreatment | DropAccount) else fix.symbol
    return _UNDO[fix.action].format(symbol=symbol)


FINDING_COLUMNS: tuple[Column[FindingRow], ...] = (
    Column(
        title=tr("How bad"),
        text=lambda row: SEVERITIES[row.finding.severity],
        sort_key=lambda row: _ORDER.index(row.finding.severity),
        tooltip=tr(
            "An error means wrong figures, a warning something that trades or taxes depend on and "
            "that is not known; a note is good to know."
        ),
    ),
    Column(title=tr("What"), text=lambda row: rule_title(row.finding)),
    Column(title=tr("File"), text=lambda row: row.finding.file),
    Column(
        title=tr("Line"),
        text=lambda row: str(row.finding.line) if row.finding.line else "",
        amount=lambda row: row.finding.line or None,
        is_numeric=True,
        tooltip=tr("Counted from 1, as an editor counts; empty means the file as a whole."),
    ),
    Column(
        title=tr("Why"),
        text=lambda row: row.finding.message,
        cell_tooltip=lambda row: row.finding.message,
    ),
    Column(
        title=tr("Fix"),
        text=lambda row: row.remedy,
        tooltip=tr("Choose the line: the buttons below the table mend it."),
    ),
)
WHY = 4
"""The column with the message."""
