"""The import doctor's list: what is wrong, how badly, and what mends it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from rebalancer.domain.portfolio import Portfolio
from rebalancer.ingest.finding import Finding, Severity
from ui.language import tr
from ui.models.findings import FINDING_COLUMNS, WHY, FindingRow, finding_rows
from ui.views.holdings.remedies import Remedies
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.data_table import DataTable
from ui.widgets.spoken import allow
from ui.widgets.text import PlainLabel

_ROWS = 8
_FILTERS: dict[Severity | None, str] = {
    None: tr("All"),
    Severity.ERROR: tr("Errors"),
    Severity.WARNING: tr("Warnings"),
    Severity.NOTE: tr("Notes"),
}
NOTHING = tr("Nothing to mend: every line was read, and nothing in it is in doubt.")


class FindingsCard(Card):
    """The findings as a table, a filter with counts, and the fixes of the chosen one.

    Attributes:
        table: The findings that the filter lets through.
        filters: A button for each severity, and one for all, with its count.
        remedies: The fixes of the chosen finding.
    """

    fix_requested = Signal(object)
    """A ``Fix``."""
    correction_requested = Signal(str, str)
    """A symbol, and what the person says it is called."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Import check"), parent=parent)
        self.table: DataTable[FindingRow] = DataTable(FINDING_COLUMNS, tr("Findings"))
        self.filters = {severity: Button(title) for severity, title in _FILTERS.items()}
        self.remedies = Remedies()
        self._group = QButtonGroup(self)
        self._nothing = PlainLabel(NOTHING, wraps=True)
        self._findings: tuple[Finding, ...] = ()
        for button in self.filters.values():
            button.setCheckable(True)
            self._group.addButton(button)
            self.corner.addWidget(button)
        self.filters[None].setChecked(True)
        self.table.set_stretched(WHY)
        for widget in (self._nothing, self.table, self.remedies):
            self.body.addWidget(widget)
        self._connect()

    def _connect(self) -> None:
        self._group.buttonToggled.connect(self._filter)
        self.table.row_selected.connect(self._choose)
        self.table.row_activated.connect(self._go_to_fixes)
        self.remedies.fix_requested.connect(self.fix_requested)
        self.remedies.correction_requested.connect(self.correction_requested)

    def show_findings(self, findings: Sequence[Finding], portfolio: Portfolio) -> None:
        """Show *findings*, the worst of them chosen."""
        had_focus = self.remedies.has_focus
        self._findings = tuple(findings)
        for severity, button in self.filters.items():
            count = len(self._findings) if severity is None else self._count(severity)
            button.setText(f"{_FILTERS[severity]} {count:,}")
            is_empty = severity is not None and count == 0
            allow(button, tr("There are none to show.") if is_empty else "")
            button.setVisible(bool(self._findings))
        if any(each.isChecked() and not each.isEnabled() for each in self.filters.values()):
            self.filters[None].setChecked(True)
        self.table.set_rows(finding_rows(self._findings, portfolio))
        self._settle()
        if had_focus:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _count(self, severity: Severity) -> int:
        return sum(finding.severity is severity for finding in self._findings)

    def _filter(self) -> None:
        chosen = next(each for each, button in self.filters.items() if button.isChecked())
        self.table.table.set_filter(
            None if chosen is None else lambda row: row.finding.severity is chosen
        )
        self._settle()

    def _settle(self) -> None:
        """Fit the height to the rows, and choose the first."""
        has_rows = bool(self._findings)
        self._nothing.setVisible(not has_rows)
        self.table.setVisible(has_rows)
        self.remedies.setVisible(has_rows)
        self.table.fit_height(_ROWS)
        if self.table.table.rowCount():
            self.table.selectRow(0)
        else:
            self._choose(None)

    def _choose(self, row: FindingRow | None) -> None:
        self.remedies.show_finding(None if row is None else row.finding)

    def _go_to_fixes(self, row: FindingRow) -> None:
        self._choose(row)
        if self.remedies.buttons:
            self.remedies.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)
