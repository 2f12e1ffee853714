"""The open household as a document: saved at every step, and back after a restart with its past."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from rebalancer.document.content import Content
from rebalancer.document.decisions import Decisions
from rebalancer.document.store.backups import Backup
from rebalancer.document.store.record import RecordedStep
from rebalancer.errors import RebalancerError
from ui.document_paths import free_path, is_same_file
from ui.entries import Entry, Move, Record, Settle
from ui.recent import Recent
from ui.restore_point import RestorePoint, find_restore_points
from ui.scribe import Opened, Scribe
from ui.session import Session
from ui.undo import Step, steps_on

FOLDER = "households"
NAME = "Household"
BEFORE = -1
"""The place of steps that were done before there was a document: it knows nothing of them."""


class MissingDocumentError(RebalancerError):
    """A household's file is not where it was."""

    title = "The household was not found"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"“{path}” is not there: it was moved or removed, or its disk is not connected.",
            remedy="Look for it with File > Open household, or go on with a new one.",
        )


class DocumentDesk(QObject):
    """Keeps the session and the household's file in step.

    Attributes:
        scribe: Writes the file.
        recent: The households that were open lately.
    """

    changed = Signal()
    """Another document is open, or none."""
    opened = Signal(object)
    """The ``Path`` of a document that has just been opened or made, once it is shown."""
    failed = Signal(object, Exception)
    """The ``Path`` of a document that could not be opened or made, and why."""
    unwritten = Signal(Exception)
    """The latest step is not in the file; it is tried again with the next."""
    caught_up = Signal()
    """Everything is in the file again."""
    ready = Signal()
    """Nothing is being opened any more."""

    def __init__(
        self, session: Session, scribe: Scribe, folder: Path | None, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._stack = session.undo_stack
        self._folder = folder
        self._position = self._first = 0
        """So many steps are done, and the first is this one of all that the document ever had."""
        self._keys = count()
        self._last = Content()
        self._keeps_sample = False
        self._is_loading = False
        self._reading = 0
        """So many documents are being read, or left."""
        self._was_behind = False
        self._wish: Callable[[], object] | None = None
        self.scribe = scribe
        self.recent = Recent(None if folder is None else folder / "recent.json")
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._sync)
        self._stack.indexChanged.connect(self._sync)
        session.measured_changed.connect(self._sync_soon)
        session.planning.kept_changed.connect(self._sync_soon)
        session.opening.ended.connect(self._end_opening)
        scribe.failed.connect(self._tell_unwritten)
        scribe.written.connect(self._tell_written)

    @property
    def is_busy(self) -> bool:
        """Whether a document is being opened."""
        return self._reading > 0 or self._session.opening.is_busy

    @property
    def name(self) -> str:
        """What the open household is called; "" without one."""
        return "" if self.scribe.path is None else self.scribe.path.stem

    @property
    def _content(self) -> Content:
        """What the file should hold."""
        kept = self._session.planning.kept_policies
        return replace(self._session.opening.content, kept=kept)

    @property
    def is_unkept(self) -> bool:
        """Whether something is shown that is in no file."""
        return self.scribe.path is None and self._session.measured is not None

    def begin_with(self, decisions: Decisions) -> None:
        """Let *decisions* hold for the first household of all."""
        self._last = Content(decisions=decisions)
        self._session.take_decisions(decisions)

    def open(self, path: Path) -> None:
        """Show the household in the file at *path*; the one that is open is saved already."""
        path = path.absolute()
        if not path.exists():
            self._fail(path, MissingDocumentError(path))
            return
        self._reading += 1
        self.scribe.open(path, self._take_opened, partial(self._stay, path))

    def when_ready(self, act: Callable[[], object]) -> None:
        """Do *act* now, or as soon as nothing is being opened any more; the last wish wins."""
        self._wish = act
        self._grant()

    def leave(self, then: Callable[[], object] | None = None) -> None:
        """Show nothing, and do *then*; the household that was open is kept in its file."""

        def clear(_: object) -> None:
            self._reading -= 1
            self._clear()
            self._session.opening.show(Content())
            self.changed.emit()
            if then is not None:
                then()

        def stay(error: Exception) -> None:
            self._reading -= 1
            self._tell_unwritten(error)
            self._go_on()

        self._reading += 1
        self.scribe.release(clear, stay)

    def save_as(self, path: Path) -> None:
        """Go on in a file at *path*, in place of whatever is there."""
        path = path.absolute()
        if is_same_file(self.scribe.path, path):
            return  # it is there already
        content = self._content
        self._keeps_sample = content.is_sample
        if self.scribe.path is None:
            self._forget_places()
        self._last = content
        self.scribe.save_as(path, content, self._take_saved, partial(self._fail, path))

    def open_copy(self, copy: Path, password: str) -> None:
        """Show the household in an encrypted *copy*, in a file of its own from now on."""
        folder = copy.parent if self._folder is None else self._folder / FOLDER
        target = free_path(folder, copy.stem)
        self._reading += 1
        fail = partial(self._stay, copy)
        self.scribe.open_copy(copy, password, target, self._take_opened, fail)

    def find_backups(
        self,
        path: Path,
        take: Callable[[tuple[RestorePoint, ...]], object],
        fail: Callable[[Exception], object],
    ) -> None:
        """Have *take* given the sound back-ups of the household at *path*, the newest first."""
        self.scribe.work(partial(find_restore_points, path), take, fail)

    def restore(self, backup: Backup, path: Path) -> None:
        """Put *backup* in the place of the file at *path*, and open that."""
        self._reading += 1
        self.scribe.restore(backup, path, self._take_opened, partial(self._stay, path))

    def close(self) -> None:
        """Write what is not written, and let go of the file; waits for that."""
        self._stack.indexChanged.disconnect(self._sync)
        if self._soon.isActive():
            self._soon.stop()
            self._sync()
        own = () if self._folder is None else (self._folder / FOLDER,)
        self.scribe.finish((*own, Path.home()))
        if self.scribe.rescued is not None:
            self.recent.add(self.scribe.rescued)

    def _begin(self, content: Content) -> bool:
        """Keep a household from now on that nobody has kept yet; False if there is none."""
        if self._folder is None or content == self._last:
            return False
        path = free_path(self._folder / FOLDER, NAME)
        self._first = -self._position
        self.recent.add(path)  # at once: whatever happens next, it is found again
        self.scribe.create(path, self._last, self._take_saved, partial(self._fail, path))
        self.changed.emit()
        return True

    def _forget_places(self) -> None:
        self._position = self._first = 0
        for step in steps_on(self._stack):
            step.place = BEFORE

    def _pass_over(self) -> None:
        """Let steps be done that no file remembers."""
        for step in steps_on(self._stack):
            if step.place is None:
                step.place = BEFORE

    def _clear(self) -> None:
        self._is_loading = True
        self._stack.clear()
        self._session.forget_household()
        self._is_loading = self._keeps_sample = False
        self._position = self._first = 0
        self._last = Content()

    def _take_opened(self, opened: Opened) -> None:
        self._reading -= 1
        self._clear()
        self._keeps_sample = True
        self._recall(opened.steps, opened.position)
        self._first = opened.forgotten
        self._last = opened.content
        self._session.opening.show(opened.content)
        self._session.planning.bring_back(opened.content.kept)
        self._take_saved(opened)
        self.scribe.back_up(self._session.failed.emit)

    def _recall(self, steps: tuple[RecordedStep, ...], position: int) -> None:
        """Put on the stack what can be undone and done again; nothing is read before it is."""
        self._is_loading = True
        for place, recorded in enumerate(steps):
            names = {*recorded.before, *recorded.after}
            before = {name: recorded.before.get(name) for name in names}
            after = {name: recorded.after.get(name) for name in names}
            step = Step(self._take_parts, before, after, recorded.title)
            step.place = place
            self._stack.push(step)
        self._stack.setIndex(position)
        self._position = position
        self._keys = count(1 + max((step.merge_key for step in steps), default=0))
        self._session.is_replaceable = bool(steps)
        self._is_loading = False

    def _take_parts(self, parts: Mapping[str, bytes | None]) -> None:
        if self._is_loading:
            return
        opening = self._session.opening
        try:
            opening.show(opening.content.with_parts(parts))
        except RebalancerError as error:
            self._session.failed.emit(error)

    def _take_saved(self, opened: Opened) -> None:
        self.recent.add(opened.path)
        self.changed.emit()
        self.opened.emit(opened.path)

    def _stay(self, path: Path, error: Exception) -> None:
        """Go on with what was open: the document at *path* could not be read."""
        self._reading -= 1
        self._fail(path, error)

    def _fail(self, path: Path, error: Exception) -> None:
        self.failed.emit(path, error)
        self.changed.emit()
        self._go_on()

    def _go_on(self) -> None:
        """Let the file follow what was done while another was being read, which came to nothing."""
        self._sync()
        self._end_opening()

    def _end_opening(self) -> None:
        if not self.is_busy:
            self._grant()
            self.ready.emit()

    def _grant(self) -> None:
        wish = self._wish
        if wish is not None and not self.is_busy:
            self._wish = None
            wish()

    def _tell_unwritten(self, error: Exception) -> None:
        self._was_behind = True
        self.unwritten.emit(error)

    def _tell_written(self) -> None:
        """Tell that everything is in the file, if it was told that something is not."""
        if self._was_behind:
            self._was_behind = False
            self.caught_up.emit()

    def _sync_soon(self) -> None:
        """Look soon, not now: a step that is being done is not on the stack yet."""
        self._soon.start(0)

    def _sync(self) -> None:
        """Let the file follow what was done, undone, or changed without a step."""
        if self._is_loading or self._reading:
            return
        content = self._content
        if self.scribe.why_read_only or (content.is_sample and not self._keeps_sample):
            self._pass_over()
        elif self.scribe.path is not None or self._begin(content):
            entry = self._entry(content)
            if entry is not None:
                self._last = content
                self.scribe.put(entry, content)

    def _entry(self, content: Content) -> Entry | None:
        """Return what has happened since the last look; None if nothing has."""
        done = steps_on(self._stack, self._stack.index())
        steps = [step for step in done if step.is_of_household]
        places = [step.place for step in steps if step.place not in {None, BEFORE}]
        last = steps[-1] if steps else None
        if last is not None and last.place is None:
            for step in steps[:-1]:
                step.place = BEFORE if step.place is None else step.place
            last.place = len(places)
            last.key = next(self._keys) if last.id() >= 0 else -1
            return self._record(last)
        if last is not None and last.merged != last.recorded and last.place == len(places) - 1:
            return self._record(last)
        if len(places) != self._position:
            self._position = len(places)
            return Move(to=self._first + len(places))
        if content.as_read is self._last.as_read and content == self._last:
            return None
        return Settle()

    def _record(self, step: "Step[object]") -> Record:
        self._position = (step.place or 0) + 1
        step.recorded = step.merged
        return Record(title=step.text(), merge_key=step.key)
