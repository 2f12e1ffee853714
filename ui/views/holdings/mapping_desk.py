"""Keeps what was said about unknown layouts, and asks about those that are new."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from rebalancer.errors import RebalancerError
from rebalancer.ingest.files import load_content
from rebalancer.ingest.mapping.file import load_mappings, save_mappings, with_mapping
from rebalancer.ingest.mapping.guess import guess_from_cells, read_rows
from rebalancer.ingest.mapping.mapping import Mapping
from rebalancer.progress import Progress
from ui.language import tr
from ui.tasks import Errands, TaskRunner
from ui.turns import Turns
from ui.views.holdings.mapping_dialog import Look, MappingDialog

_LOOK = "look"


class MappingDesk(QObject):
    """Asks about one file at a time, and remembers the answer.

    Attributes:
        mappings: Everything that was said so far.
        dialog: What is asked at the moment, or was asked last.
    """

    mapped = Signal(object)
    """A ``Mapping`` that the person just confirmed; it is among ``mappings`` by now."""
    failed = Signal(Exception)
    """Something could not be read or kept; ``RebalancerError`` is meant for the user's eyes."""

    def __init__(self, window: QWidget, tasks: TaskRunner, file: Path | None) -> None:
        super().__init__(window)
        self._window = window
        self._looks = Errands(tasks, self)
        self._looks.failed.connect(self.failed)
        self._trials = Errands(tasks, self)
        self._turns = Turns(self)
        self._file = file
        remembered = load_mappings(file) if file is not None else None
        self.mappings = remembered.mappings if remembered else ()
        self.trouble = remembered.trouble if remembered else ""
        self.dialog: MappingDialog | None = None
        self._is_closed = False

    def close(self) -> None:
        """Ask nothing any more; from now on there is no thread to try anything on."""
        self._is_closed = True
        self.give_up()

    def give_up(self) -> None:
        """Wait for no answer any more: the household that the file was for is left."""
        self._looks.abandon(_LOOK)
        self._turns.clear()
        if self.dialog is not None:
            self.dialog.reject()

    def ask(self, path: Path) -> None:
        """Read *path* and ask what its columns mean."""

        def job(progress: Progress) -> Look:
            content = load_content(path)
            progress(0.1)
            rows = read_rows(content, path.name)
            progress(0.7)
            guess, cells = guess_from_cells(rows, path.stem)
            return Look(content, rows, cells, guess)

        self._looks.run(
            _LOOK, tr("Looking at {path}", path=path.name), job, partial(self._take, path)
        )

    def _take(self, path: Path, look: Look) -> None:
        self._turns.clear()  # what is left of a box that this one replaces
        self._turns.add(partial(self._open, path, look))

    def _open(self, path: Path, look: Look) -> None:
        if self._is_closed:
            return
        if self.dialog is not None:
            self.dialog.reject()
            self.dialog.deleteLater()
        self.dialog = MappingDialog(path, look, self._trials, self._window)
        self.dialog.mapped.connect(self._remember)
        self.dialog.failed.connect(self.failed)
        self._turns.add(*self.dialog.steps, self._show)

    def _show(self) -> None:
        if self.dialog is not None:
            self.dialog.show()

    def _remember(self, mapping: Mapping) -> None:
        self.mappings = with_mapping(self.mappings, mapping)
        if self._file is not None:
            try:
                save_mappings(self._file, self.mappings)
            except RebalancerError as error:
                self.failed.emit(error)
        self.mapped.emit(mapping)
