"""The open household as a document: saved at every step, and back after a restart with its past."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from rebalancer.atomic import is_there
from rebalancer.document.content import Content
from rebalancer.document.decisions import Decisions
from rebalancer.document.store.backups import Backup, is_backup
from rebalancer.document.store.errors import MissingDocumentError
from rebalancer.errors import RebalancerError
from ui.document.clerk import Opened
from ui.document.paths import free_path, is_same_file
from ui.document.recent import Recent, recent_file
from ui.document.restore_point import RestorePoint, find_restore_points
from ui.document.scribe import Fail, Scribe, Take
from ui.document.trail import Trail
from ui.document.turning import Turn, Turning
from ui.language import tr
from ui.session import Session
from ui.tasks import Needed
from ui.undo import Step

FOLDER = "households"
NAME = "Household"
_Begin = Callable[[Take, Fail], object]


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
        self._trail = Trail(self._stack)
        self._last = self._blank = Content()
        """What the file holds, and what a household holds that nobody has to keep."""
        self._keeps_sample = False
        self._is_loading = self._is_between = False
        self._was_behind = False
        self._wish: Callable[[], object] | None = None
        self.scribe = scribe
        self.recent = Recent(None if folder is None else recent_file(folder))
        self._turning = Turning(scribe, session.wishes, self._sync, self)
        self._turning.refused.connect(self._tell_unwritten)
        self._turning.ended.connect(self._end_opening)
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
        return self._turning.is_busy or self._session.opening.is_busy

    @property
    def name(self) -> str:
        """What the open household is called; "" without one."""
        return "" if self.scribe.path is None else self.scribe.path.stem

    @property
    def is_in_own_folder(self) -> bool:
        """Whether the open household lies where the app has put it, and not where a person has."""
        path, own = self.scribe.path, self._folder
        return path is not None and own is not None and is_same_file(path.parent, own / FOLDER)

    @property
    def _content(self) -> Content:
        """What the file should hold."""
        kept = self._session.planning.kept_policies
        return replace(self._session.opening.content, kept=kept)

    @property
    def is_unkept(self) -> bool:
        """Whether something is shown that is in no file, and is no sample."""
        shown = self._session.measured
        return self.scribe.path is None and shown is not None and not shown.is_sample

    @property
    def has_to_be_kept(self) -> bool:
        """Whether what is shown is somebody's household, and not to be left out of its file."""
        return self.scribe.path is not None or self.is_unkept

    def begin_with(self, decisions: Decisions) -> None:
        """Let *decisions* hold for the first household of all."""
        self._last = self._blank = Content(decisions=decisions)
        self._session.take_decisions(decisions)

    def open(self, path: Path) -> None:
        """Show the household in the file at *path*; the one that is open is saved first."""
        if not is_there(path):
            self._fail(path, MissingDocumentError(path))
            return
        self._turning.ask(partial(self._turn_to, path.resolve()))

    def when_ready(self, act: Callable[[], object]) -> None:
        """Do *act* now, or as soon as nothing is being opened any more; the last wish wins."""
        self._wish = act
        self._grant()

    def begin_anew(self) -> None:
        """Show and decide nothing; what no file has to keep can be brought back by undoing it."""
        self._turn_away(self._put_aside)

    def leave(self, then: Callable[[], object] = lambda: None) -> None:
        """Show nothing, and do *then*; the household that was open is kept in its file."""
        self._turn_away(self._let_go, then)

    def save_as(self, path: Path) -> None:
        """Go on in a file at *path*, in place of whatever is there."""
        path = path.absolute()
        if self._is_between:
            self.when_ready(partial(self.save_as, path))
            return
        if is_same_file(self.scribe.path, path):
            return  # it is there already
        content = self._content
        self._keeps_sample = content.is_sample
        if self.scribe.path is None:
            self._trail.forget_places()
        self._last = content
        self.scribe.save_as(path, content, self._take_saved, partial(self._give_up, path))

    def open_copy(self, copy: Path, password: str) -> None:
        """Show the household in an encrypted *copy*, in a file of its own from now on."""
        folder = copy.parent if self._folder is None else self._folder / FOLDER
        self._turning.ask(partial(self._turn_to_copy, copy, password, folder))

    def find_backups(
        self,
        path: Path,
        take: Callable[[tuple[RestorePoint, ...]], object],
        fail: Callable[[Exception], object],
    ) -> None:
        """Have *take* given the sound back-ups of the household at *path*, the newest first."""
        title = tr("Looking at the back-ups of {path}", path=path.name)
        self.scribe.work(partial(find_restore_points, path), take, fail, title)

    def restore(self, backup: Backup, path: Path) -> None:
        """Put *backup* in the place of the file at *path*, and open that."""
        self._turning.ask(partial(self._turn_back, backup, path))

    def close(self) -> None:
        """Write what is not written, and let go of the file; waits for that.

        What there is no file for is put into the first folder that takes one.
        """
        self._stack.indexChanged.disconnect(self._sync)
        self._soon.timeout.disconnect(self._sync)
        self._sync()
        content = self._content
        is_kept = content == self._blank or (content.is_sample and not self._keeps_sample)
        own = () if self._folder is None else (self._folder / FOLDER,)
        unkept = None if is_kept or not own else content
        self.scribe.finish((*own, Path.home()), unkept)
        if self.scribe.rescued is not None:
            self.recent.add(self.scribe.rescued)
            self.recent.keep()

    def _turn_to(self, path: Path) -> Turn:
        if is_same_file(self.scribe.path, path):
            check = partial(self.scribe.check, path)
            return self._to_the_same(path, check, partial(self.scribe.reopen, path))
        return self._to_another(path, partial(self.scribe.read, path))

    def _turn_to_copy(self, copy: Path, password: str, folder: Path) -> Turn:
        target = free_path(folder, copy.stem)
        return self._to_another(copy, partial(self.scribe.read_copy, copy, password, target))

    def _turn_back(self, backup: Backup, path: Path) -> Turn:
        if is_same_file(self.scribe.path, path):
            check = partial(self.scribe.check_backup, backup)
            return self._to_the_same(path, check, partial(self.scribe.replace, backup, path))
        return self._to_another(path, partial(self.scribe.restore_and_read, backup, path))

    def _to_another(self, path: Path, read: _Begin) -> Turn:
        """Return the turn to the household that *read* finds; *path* is what a failure names."""
        return Turn(
            prepare=read,
            act=self._go_on_with,
            fail=partial(self._fail, path),
            give_back=self.scribe.give_back,
        )

    def _to_the_same(
        self, path: Path, check: Callable[[Callable[[object], object], Fail], object], begin: _Begin
    ) -> Turn:
        """Return the turn to the household that is open, read anew once *check* is fine."""
        return Turn(
            prepare=check,
            act=partial(self._begin_anew, path, begin),
            fail=partial(self._fail, path),
            is_aside=True,
        )

    def _go_on_with(self, opened: Opened) -> None:
        self.scribe.hold(opened)
        self._show_opened(opened)

    def _begin_anew(self, path: Path, begin: _Begin, _: object) -> None:
        """Show nothing until the file of the household that is open has been read anew."""

        def take(opened: Opened) -> None:
            self._is_between = False
            self._show_opened(opened)

        def come_back(error: Exception) -> None:
            self.scribe.reopen(path, partial(tell, error), partial(stay_away, error))

        def tell(error: Exception, opened: Opened) -> None:
            take(opened)
            self.failed.emit(path, error)

        def stay_away(error: Exception, _: Exception) -> None:
            self._is_between = False
            self._fail(path, error)
            self._turning.end()

        self._is_between = True
        begin(take, come_back)
        self._show_nothing()

    def _begin(self, content: Content) -> bool:
        """Keep a household from now on that nobody has kept yet; False if there is none."""
        if self._folder is None or content == self._last or self._is_between:
            return False
        path = free_path(self._folder / FOLDER, NAME)
        self._trail.begin()
        self._remember(path)  # at once: whatever happens next, it is found again
        self.scribe.create(path, self._last, self._take_saved, partial(self._give_up, path))
        self.changed.emit()
        return True

    def _give_up(self, path: Path, error: Exception) -> None:
        """Have no file, or still the one there was: none can be made at *path*."""
        if self.scribe.path is None:
            self._trail.forget_places()
            self._last, self._keeps_sample = self._blank, False
        self._fail(path, error)
        if self.scribe.path is None:
            self._turning.refuse()

    def _turn_away(
        self, go: Callable[[], object], then: Callable[[], object] = lambda: None
    ) -> None:
        def act(_: object) -> None:
            go()
            self._turning.end()
            then()

        self._turning.ask(lambda: Turn(prepare=_at_once, act=act, fail=self._tell_unwritten))

    def _put_aside(self) -> None:
        if self.has_to_be_kept:
            self._let_go()
            return
        shown, nothing = self._session.opening.content, Content()
        if shown != nothing:
            self._session.is_replaceable = True  # what is imported next can be undone as well
            step = Step(self._session.opening.show, shown, nothing, tr("new household"))
            self._stack.push(step)

    def _let_go(self) -> None:
        self.scribe.let_go()
        self._show_nothing()

    def _show_nothing(self) -> None:
        self._clear()
        self._session.opening.show(Content())
        self.changed.emit()

    def _clear(self) -> None:
        self._is_loading = True
        self._trail.clear()
        self._session.forget_household()
        self._is_loading = self._keeps_sample = False
        self._last = self._blank = Content()

    def _show_opened(self, opened: Opened) -> None:
        self._clear()
        self._keeps_sample = True
        self._is_loading = True
        self._trail.recall(opened, self._take_parts)
        self._session.is_replaceable = bool(opened.steps)
        self._is_loading = False
        self._last = opened.content
        self._session.opening.show(opened.content)
        self._session.planning.bring_back(opened.content.kept)
        self._take_saved(opened)
        self.scribe.back_up(self._session.failed.emit)
        self._turning.end()

    def _take_parts(self, parts: Mapping[str, bytes | None]) -> None:
        if self._is_loading:
            return
        opening = self._session.opening
        try:
            opening.show(opening.content.with_parts(parts))
        except RebalancerError as error:
            self._session.failed.emit(error)

    def _take_saved(self, opened: Opened) -> None:
        if not is_backup(opened.path):  # it was only looked at
            self._remember(opened.path)
        self.changed.emit()
        self.opened.emit(opened.path)
        self._sync()  # of one that could only be read, nothing was put until now

    def _remember(self, path: Path) -> None:
        if self.recent.add(path):
            keep = Needed(lambda _: self.recent.keep())
            self.scribe.work(keep, lambda _: None, self._tell_unwritten)

    def _fail(self, path: Path, error: Exception) -> None:
        self.failed.emit(path, error)
        self.changed.emit()

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
        if self._is_loading:
            return
        content = self._content
        if self.scribe.why_read_only or (content.is_sample and not self._keeps_sample):
            self._trail.pass_over()
        elif self.scribe.path is not None or self._begin(content):
            entry = self._trail.entry(self._last, content)
            if entry is not None:
                self._last = content
                self.scribe.put(entry, content)


def _at_once(take: Callable[[object], object], _: Fail) -> None:
    """Hand over nothing: nothing has to be found."""
    take(None)
