"""Takes holdings that are typed or pasted, and hands them to the session as one step."""

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from rebalancer.classify.universe import Universe
from rebalancer.domain.portfolio import Portfolio
from rebalancer.errors import RebalancerError
from rebalancer.ingest.entered import NAME, Cells, Home, read_block, read_records
from rebalancer.ingest.files import read_content
from rebalancer.ingest.formats import plain
from rebalancer.ingest.formats.plain_writer import write_plain
from rebalancer.ingest.mapping import certain
from rebalancer.ingest.result import ImportResult
from rebalancer.market.snapshot import Snapshot
from rebalancer.progress import Progress
from ui.language import tr
from ui.models.at_home import home
from ui.session import Session
from ui.tasks import Task, TaskRunner
from ui.theme import Theme
from ui.views.holdings.entry_dialog import EntryDialog
from ui.widgets.drop_hint import dropped_files

PASTED = tr("Pasted table")
_LEAST_CELLS = 2


class EntryDesk(QObject):
    """Opens the grid, and reads what is pasted on the window.

    What is typed stays in the grid when that is closed, and can be looked at again.

    Attributes:
        dialog: The grid; None until it was opened once.
    """

    files_pasted = Signal(object)
    """The ``Path``s of files that were copied elsewhere."""
    told = Signal(str)
    """Why nothing came of a paste."""

    def __init__(self, window: QWidget, tasks: TaskRunner, session: Session, theme: Theme) -> None:
        super().__init__(window)
        self._window = window
        self._tasks = tasks
        self._session = session
        self._theme = theme
        self.dialog: EntryDialog | None = None
        self._snapshot: Snapshot | None = None
        self._is_closed = False

    def close(self) -> None:
        """Take nothing any more."""
        self._is_closed = True
        if self.dialog is not None:
            self.dialog.close()

    def open(self) -> EntryDialog:
        """Show the grid, with what was entered before."""
        self._snapshot = self._session.universe.snapshot
        if self.dialog is None:
            self.dialog = EntryDialog(self._is_known, self._theme, self._window)
            self.dialog.entered.connect(self._take)
        entry = self.dialog.entry
        if not entry.rows:
            entry.set_rows(entered_rows(self._session))
        self.dialog.show()
        self.dialog.activateWindow()
        self.dialog.grid.go_to(len(entry.rows), 0)
        return self.dialog

    def paste(self) -> None:
        """Take the files or the table that are on the clipboard."""
        data = QGuiApplication.clipboard().mimeData()
        paths = dropped_files(data)
        if paths:
            self.files_pasted.emit(paths)
            return
        text = data.text()
        if sum(len(record.texts) for record in read_records(text)) < _LEAST_CELLS:
            self.told.emit(
                tr(
                    "There is no table and no file on the clipboard. Copy the rows of a "
                    "spreadsheet or of a broker's page, headings included, and paste them here."
                )
            )
            return
        content, mappings = text.encode("utf-8", errors="replace"), self._session.mappings
        snapshot = self._session.universe.snapshot

        def job(progress: Progress) -> ImportResult | None:
            try:
                return read_content(content, PASTED, snapshot, mappings=mappings, progress=progress)
            except RebalancerError:  # which the grid tells cell by cell
                return None

        task = Task(tr("Reading the clipboard"), job)
        task.succeeded.connect(partial(self._take_pasted, text))
        task.failed.connect(self._session.failed)
        self._tasks.start(task)

    def _take_pasted(self, text: str, result: ImportResult | None) -> None:
        if self._is_closed:
            return
        if result is not None and _is_whole(result):
            self._session.receive(tr("Pasting a table"), lambda *_: result, is_sample=False)
            return
        dialog = self.open()
        dialog.grid.put(read_block(text, home()), len(dialog.entry.rows))

    def _take(self, content: bytes) -> None:
        def read(universe: Universe, progress: Progress) -> ImportResult:
            return read_content(content, NAME, universe.snapshot, progress=progress)

        self._session.receive(tr("Taking the holdings that were entered"), read, is_sample=False)

    def _is_known(self, symbol: str) -> bool:
        snapshot = self._snapshot or self._session.universe.snapshot
        wanted = snapshot.canonical(symbol)
        return wanted in snapshot or snapshot.is_cash_fund(wanted)


def _is_whole(result: ImportResult) -> bool:
    """Whether nothing of a table is left for the grid; a broker's ends in lines of no account."""
    formats = {source.format for source in result.sources}
    return not result.skipped or formats.isdisjoint({plain.NAME, certain.LAYOUT})


def entered_rows(session: Session) -> tuple[Cells, ...]:
    """Return what of the household was entered by hand, as rows of the grid."""
    if session.measured is None:
        return ()
    accounts = tuple(
        account
        for account in session.measured.imported.portfolio.accounts
        if any(held.origin and held.origin.file == NAME for held in account.positions)
    )
    return read_block(write_plain(Portfolio(accounts=accounts)), Home()).grid_rows
