"""Takes holdings that are typed or pasted, and hands them to the session as one step."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from rebalancer.classify.universe import Universe
from rebalancer.errors import RebalancerError
from rebalancer.ingest.entered import entered_rows, other_labels, read_entered
from rebalancer.ingest.files import read_content
from rebalancer.ingest.formats import plain
from rebalancer.ingest.mapping import certain
from rebalancer.ingest.pasted import Block, Cells, read_block, read_records
from rebalancer.ingest.result import ImportResult, SourceFile
from rebalancer.ingest.sheet import Column
from rebalancer.market.snapshot import Snapshot
from rebalancer.progress import Progress
from ui.language import tr
from ui.models.entry import MOST_ROWS, EntryModel
from ui.models.home_style import home
from ui.session import Measured, Session
from ui.tasks import Job, Task, TaskRunner
from ui.theme import Theme
from ui.turns import Turns
from ui.views.holdings.entry_dialog import EntryDialog
from ui.widgets.drop_hint import dropped_files
from ui.widgets.entry_grid import too_many
from ui.widgets.pasting import MOST_AT_ONCE

PASTED = tr("Pasted table")
_LEAST_CELLS = 2
_LOOKED_AT = 100
"""Lines of a text that tell whether it is a table, and that are read in an instant."""
_MOST_LINES = 3 * MOST_ROWS
"""Cells may hold several lines; a text of more is not read at all."""


class EntryDesk(QObject):
    """Opens the grid, and reads what is pasted on the window.

    What is typed and not used yet stays in the grid when that is closed, and is there again with
    the household that it was typed for.

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
        self._document: Path | None = None
        self._drafts: dict[Path | None, tuple[Cells, ...]] = {}
        self._used: tuple[SourceFile, ...] = ()
        self._used_rows: tuple[Cells, ...] = ()
        """What is on its way into the household, and by what it is known there."""
        self._left = 0
        """How many households were left; what was read for one of them is for no other."""
        self._turns = Turns(self)
        session.measured_changed.connect(self._follow)

    def close(self) -> None:
        """Take nothing any more."""
        self._leave()
        if self.dialog is not None:
            self.dialog.close()

    def set_document(self, path: Path | None) -> None:
        """Say in which file the household is that is open from now on."""
        self._document = path

    def open(self) -> EntryDialog:
        """Show the grid, with what was entered before."""
        self._snapshot = self._session.universe.snapshot
        dialog = self._made()
        self._fill(dialog.entry)
        dialog.show()
        dialog.activateWindow()
        dialog.grid.go_to(len(dialog.entry.rows), 0)
        return dialog

    def _made(self) -> EntryDialog:
        """Return the grid, which is made when it is first needed."""
        if self.dialog is None:
            self.dialog = EntryDialog(self._known, self._read, self._theme, self._window)
            self.dialog.entered.connect(self._take)
        return self.dialog

    def _fill(self, entry: EntryModel) -> None:
        """Let *entry* hold what is not used yet, or else what is in the household."""
        measured = self._session.measured
        entry.set_others(() if measured is None else other_labels(measured.imported))
        if not entry.is_draft:
            entry.set_rows(self._rows(), self._drafts.pop(self._document, None))

    def _rows(self) -> tuple[Cells, ...]:
        """Return what was entered of the household, before any decision about it."""
        as_read = self._session.opening.content.as_read
        return () if as_read is None else entered_rows(as_read)

    def _follow(self, measured: Measured | None) -> None:
        """Let go of what is in the household now; put aside what was typed for one that is left."""
        if measured is None:
            self._leave()
        if self.dialog is None:
            return
        entry = self.dialog.entry
        if measured is None:
            if entry.is_draft:
                self._drafts[self._document] = entry.rows
            entry.set_rows(())
            self.dialog.close()
        elif self._used and set(self._used) <= set(measured.imported.sources):
            self._used = ()
            if entry.rows == self._used_rows:
                entry.set_rows(self._rows())

    def paste(self) -> None:
        """Take the files or the table that are on the clipboard."""
        clipboard = QGuiApplication.clipboard()
        paths = dropped_files(clipboard.mimeData())
        if paths:
            self.files_pasted.emit(paths)
            return
        text = clipboard.text()
        head = "\n".join(text[:MOST_AT_ONCE].split("\n", _LOOKED_AT)[:_LOOKED_AT])
        if sum(len(record.texts) for record in read_records(head)) < _LEAST_CELLS:
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

        self._read_apart(job, partial(self._take_pasted, text))

    def _read_apart(self, job: Job, take: Callable[..., object]) -> None:
        """Read the clipboard while the window goes on."""
        task = Task(tr("Reading the clipboard"), job)
        task.succeeded.connect(partial(self._hand_over, self._left, take))
        task.failed.connect(self._session.failed)
        self._tasks.start(task)

    def _hand_over(self, left: int, take: Callable[..., object], read: object) -> None:
        if left == self._left:
            take(read)

    def _leave(self) -> None:
        """Take nothing of what is being read: the household that it is for is left."""
        self._left += 1
        self._turns.clear()

    def _take_pasted(self, text: str, result: ImportResult | None) -> None:
        if result is not None and _is_whole(result):
            self._session.receive(tr("Pasting a table"), lambda *_: result, is_sample=False)
            return
        self._turns.add(self._made, partial(self._begin_with, text))

    def _begin_with(self, text: str) -> None:
        dialog = self.open()
        row = len(dialog.entry.rows)
        self._read(text, None, partial(dialog.grid.put, row=row))

    def _read(self, text: str, first: Column | None, take: Callable[[Block], object]) -> None:
        """Read *text* for the grid; a long one while the window goes on."""
        lines, here = max(text.count("\n"), text.count("\r")), home()
        if lines > _MOST_LINES and self.dialog is not None:
            self.dialog.grid.told.emit(too_many())
        elif lines <= _LOOKED_AT and len(text) <= MOST_AT_ONCE:
            take(read_block(text, here, first))
        else:
            self._read_apart(lambda _: read_block(text, here, first), take)

    def _take(self, rows: tuple[Cells, ...]) -> None:
        """Let *rows* take the place of all that was entered before."""
        session, day = self._session, self._session.today()
        measured = session.measured
        if not rows and measured is not None and not other_labels(measured.imported):
            session.remove_everything()
            return

        def read(universe: Universe, progress: Progress) -> ImportResult:
            entered = read_entered(rows, universe.snapshot, day, progress=progress)
            self._used = entered.sources
            return entered

        self._used_rows = rows

        session.receive(tr("Taking the holdings that were entered"), read, is_sample=False)

    def _known(self) -> Snapshot:
        return self._snapshot or self._session.universe.snapshot


def _is_whole(result: ImportResult) -> bool:
    """Whether nothing of a table is left for the grid; a broker's ends in lines of no account."""
    formats = {source.format for source in result.sources}
    return not result.skipped or formats.isdisjoint({plain.NAME, certain.LAYOUT})
