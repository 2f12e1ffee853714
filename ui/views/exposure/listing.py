"""Every company that is held, in a table, and what can be said of each."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from rebalancer.measure.portrait import CompanyLine, Portrait
from ui.language import tr
from ui.models.exposure import AFTER, COMPANY_COLUMNS, COMPANY_SPARE
from ui.views.exposure.correct import CorrectionMenu
from ui.views.exposure.focus import Focus
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.data_table import DataTable
from ui.widgets.filter_field import FilterField
from ui.widgets.spoken import allow, explain

ROWS = 14
_CHOOSE = tr("Choose a company in the table first.")


class Listing(Card):
    """The companies, to be sorted, filtered, copied and corrected.

    Attributes:
        table: The companies that focus and filter leave.
        field: Narrows the table to what it says.
        menu: What can be said of the chosen company.
        correct: Opens it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("All companies"), "", parent)
        self._portrait: Portrait | None = None
        self.table = DataTable(COMPANY_COLUMNS, tr("All companies"))
        self.table.set_spare(*COMPANY_SPARE)
        self.field = FilterField(tr("Filter companies"))
        self.menu = CorrectionMenu(self)
        self.correct = Button(tr("Correct\u2026"))
        explain(self.correct, tr("Say how large the chosen company is, or what it does"))
        allow(self.correct, _CHOOSE)
        self.corner.addWidget(self.correct)
        self.corner.addWidget(self.field)
        self.body.addWidget(self.table)
        self._connect()

    def _connect(self) -> None:
        self.field.textChanged.connect(self.table.set_filter_text)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._open_at)
        self.table.row_selected.connect(self._choose)
        self.table.row_activated.connect(self._open_below)
        self.correct.clicked.connect(self._open_below)

    def show_focus(
        self, portrait: Portrait, focus: Focus | None, lines: tuple[CompanyLine, ...]
    ) -> None:
        """List *lines*, which are what *focus* leaves of *portrait*."""
        chosen_before = self._chosen_key()
        self._portrait = portrait
        held = len(portrait.companies)
        every = tr(
            "Every one of the {held} companies held directly or inside a fund", held=f"{held:,}"
        )
        chosen = tr(
            "{count} of the {held} companies held directly or inside a fund",
            count=f"{len(lines):,}",
            held=f"{held:,}",
        )
        self.set_subtitle(every if focus is None else f"{focus.words(lines)}: {chosen}")
        self.table.set_rows(lines)
        self.table.columns_header.offer(AFTER, is_offered=portrait.after is not None)
        self.table.fit_height(ROWS)
        self._choose_again(chosen_before)

    def _chosen_key(self) -> str:
        index = self.table.currentIndex()
        return self._key_of(self.table.table.row(index)) if index.isValid() else ""

    def _key_of(self, line: CompanyLine) -> str:
        if self._portrait is None:
            return ""
        return self._portrait.exposures.through.leaves[line.company.leaf].key

    def _choose_again(self, key: str) -> None:
        """Choose the company that was chosen before the rows changed, if it is still there."""
        rows = self.table.table.rows()
        found = next((n for n, line in enumerate(rows) if key and self._key_of(line) == key), None)
        allow(self.correct, "" if found is not None else _CHOOSE)
        if found is not None:
            self.table.selectRow(found)

    def _choose(self, line: CompanyLine | None) -> None:
        allow(self.correct, "" if line is not None else _CHOOSE)

    def _open_at(self, place: QPoint) -> None:
        """Open the menu of the row under *place*, or of the current one for the menu key."""
        index = self.table.indexAt(place)
        if index.isValid():
            self.table.setCurrentIndex(index)
            self._open(self.table.viewport().mapToGlobal(place))
        else:
            self._open_below()

    def _open_below(self) -> None:
        rectangle = self.table.visualRect(self.table.currentIndex())
        corner = QPoint(rectangle.left() + 24, rectangle.bottom())
        self._open(self.table.viewport().mapToGlobal(corner))

    def _open(self, place: QPoint) -> None:
        index = self.table.currentIndex()
        if self._portrait is None or not index.isValid():
            return
        line = self.table.table.row(index)
        universe = self._portrait.exposures.universe
        self.menu.open_for(line, self._key_of(line), universe, place)
