"""Where holdings are entered by hand, or pasted from a spreadsheet."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from rebalancer.ingest.entered import Flaw
from rebalancer.ingest.pasted import FIELDS
from rebalancer.market.snapshot import Snapshot
from ui.language import tr, tr_n
from ui.models.entry import TITLES, EntryModel, Tints
from ui.models.table import Column
from ui.overriding import override
from ui.text_size import hold, size_box
from ui.theme import Colors, Theme
from ui.widgets.button import Button, Loudness
from ui.widgets.data_table import DataTable
from ui.widgets.entry_grid import EntryGrid, Reading
from ui.widgets.spoken import allow
from ui.widgets.text import Caption, Heading, PlainLabel

_SIZE = (1080, 720)
_MOST_FLAWS = 3
_GRID_HEIGHT = 120
_TINTED = 0.3
_FLAWS: tuple[Column[Flaw], ...] = (
    Column(
        title=tr("Row"),
        text=lambda flaw: str(flaw.row + 1),
        amount=lambda flaw: flaw.row + 1,
        is_numeric=True,
        tooltip=tr("Of the table above, counted from 1"),
    ),
    Column(
        title=tr("Cell"),
        text=lambda flaw: TITLES[flaw.field],
        sort_key=lambda flaw: FIELDS.index(flaw.field),
    ),
    Column(title=tr("What is wrong with it"), text=lambda flaw: flaw.sentence),
    Column(
        title=tr("Then"),
        text=lambda flaw: tr("can stay so") if flaw.is_doubt else tr("to be mended"),
    ),
)


class EntryDialog(QDialog):
    """A grid of holdings, what is wrong with its cells, and the way into the household.

    Attributes:
        grid: Where they are entered.
        report: The cells that cannot be read, and those that are doubtful.
        use: Brings them into the household.
        why: Why that cannot be done yet.
    """

    entered = Signal(object)
    """The rows of the grid, which are to take the place of those that it began with."""

    def __init__(
        self,
        known: Callable[[], Snapshot],
        read: Reading,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.entry = EntryModel(known, self)
        self.grid = EntryGrid(self.entry, read)
        self.report: DataTable[Flaw] = DataTable(_FLAWS, tr("Cells to look at"))
        self.said = PlainLabel(wraps=True)
        self.use = Button(tr("Use these holdings"), Loudness.PRIMARY)
        self.why = PlainLabel(wraps=True)
        self._lay_out()
        self._connect()
        self._follow_theme()
        self._show_state()

    def _lay_out(self) -> None:
        self.setWindowTitle(tr("Enter holdings"))
        self.report.set_stretched(2)
        hold(self.grid, least_height=_GRID_HEIGHT)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(Heading(tr("Enter holdings")))
        column.addWidget(
            Caption(
                tr(
                    "Type into the cells, or paste rows that were copied from a spreadsheet or a "
                    "web page, with or without their headings. What is not known stays empty. "
                    "These holdings stand beside those of your files, and can be changed here "
                    "at any time."
                )
            )
        )
        column.addWidget(self.grid, 1)
        for widget in (self.said, self.report):
            column.addWidget(widget)
        cancel = Button(tr("Close"))
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.why, 1)
        row.addWidget(cancel)
        row.addWidget(self.use)
        column.addLayout(row)
        for button in (cancel, self.use):
            button.setAutoDefault(False)  # Return belongs to the grid
        size_box(self, *_SIZE)

    def _connect(self) -> None:
        self.entry.changed.connect(self._show_state)
        self.grid.told.connect(self._tell)
        self.report.row_activated.connect(self._go_to)
        self.use.clicked.connect(self._finish)
        self._theme.changed.connect(self._follow_theme)

    def _show_state(self) -> None:
        """Say what there is, and what is missing before it can be used."""
        holdings = sum(any(row) for row in self.entry.rows)
        wrong = sum(not flaw.is_doubt for flaw in self.entry.flaws)
        said, why = tr_n("{count} holding.", "{count} holdings.", holdings), ""
        if self.entry.is_examining:
            why = tr("Looking at the cells.")
        elif wrong:
            why = tr_n("{count} cell has to be mended.", "{count} cells have to be mended.", wrong)
        elif not holdings and self.entry.before:
            said = tr("Nothing is left: what was entered before is taken out of the household.")
        elif not holdings:
            why = tr("Nothing is entered yet.")
        self.why.setText(why or said)
        allow(self.use, why)
        self.report.set_rows(self.entry.flaws)
        self.report.fit_height(_MOST_FLAWS)
        self.report.setVisible(bool(self.entry.flaws))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self._tell("")
        super().showEvent(event)

    def _tell(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))

    def _go_to(self, flaw: Flaw) -> None:
        self.grid.go_to(flaw.row, FIELDS.index(flaw.field))

    def _follow_theme(self) -> None:
        colors = self._theme.colors
        self.entry.set_tints(
            Tints(error=_tint(colors.error, colors), doubt=_tint(colors.warning, colors))
        )

    def _finish(self) -> None:
        if self.entry.is_draft:
            self.entered.emit(self.entry.rows)
        self.accept()


def _tint(color: str, colors: Colors) -> str:
    """Return *color* so thin on the surface that text stays easy to read."""
    strong, weak = QColor(color), QColor(colors.surface)
    red, green, blue = (
        round(_TINTED * of(strong) + (1 - _TINTED) * of(weak))
        for of in (QColor.red, QColor.green, QColor.blue)
    )
    return QColor(red, green, blue).name()
