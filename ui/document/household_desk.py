"""The commands around the household's file, and what is said about it above the pages."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QDialog, QFileDialog

from rebalancer.document.content import DamagedContentError
from rebalancer.document.store.document import SUFFIX
from rebalancer.document.store.encrypted import (
    SHORTEST_PASSWORD,
    PasswordError,
    is_encrypted_copy,
)
from rebalancer.document.store.encrypted import SUFFIX as ENCRYPTED
from rebalancer.document.store.errors import (
    ChangedOnDiskError,
    DamagedDocumentError,
    NotADocumentError,
)
from rebalancer.errors import RebalancerError
from ui.document.desk import NAME, DocumentDesk
from ui.document.restore_point import RestorePoint
from ui.errors import ErrorDesk
from ui.format import day
from ui.language import tr
from ui.main_window import MainWindow
from ui.turns import Soon
from ui.usual_folder import usual_folder
from ui.widgets.empty import RecentHousehold, Welcome
from ui.widgets.inline_message import Tone
from ui.widgets.password_box import PasswordBox
from ui.widgets.pick_box import PickBox
from ui.widgets.save_place import save_to

_KIND = tr("Household (*{suffix})", suffix=SUFFIX)
_ALL_KINDS = tr("Households (*{suffix} *{encrypted})", suffix=SUFFIX, encrypted=ENCRYPTED)
_ONLY_HERE = tr("Your latest changes are in this window only.")


class HouseholdDesk(QObject):
    """Asks which household is opened, saved or restored, and says what became of its file.

    Attributes:
        box: What is asked in a box at the moment, or was last.
    """

    def __init__(self, window: MainWindow, document: DocumentDesk, errors: ErrorDesk) -> None:
        super().__init__(window)
        self._window = window
        self._document = document
        self._errors = errors
        self._act: Callable[[], object] | None = None
        self._offered: tuple[Path, ...] = ()
        self._restored = ""
        """What is said once a back-up is in its place."""
        self.box: QDialog | None = None
        document.opened.connect(self._tell_opened)
        document.failed.connect(self._tell_failed)
        document.unwritten.connect(self._tell_unwritten)
        document.caught_up.connect(partial(self._say, ""))
        self._offer_soon = Soon(self, self._offer_recent)
        document.changed.connect(self._offer_soon.ask)
        document.ready.connect(partial(self._announce, ""))
        window.recent_chosen.connect(self.open)
        window.banner.action_requested.connect(self._do)
        window.commands.bind(
            {
                "file.new": self.begin_anew,
                "file.household": self.choose_household,
                "file.recent": self.show_recent,
                "file.save_as": self.choose_place,
                "file.backups": self.show_backups,
                "file.encrypted": self.choose_copy,
            }
        )
        self._offer_recent()

    def _offer_recent(self) -> None:
        """Offer on the start page what was open lately, where it still is."""
        paths = self._document.recent.paths
        if paths != self._offered:
            self._offered = paths
            self._window.show_recent(tuple(map(_recent, paths)))

    def _announce(self, name: str) -> None:
        """Say on every start page that the household *name* is on its way; "" if none is."""
        for welcome in self._window.findChildren(Welcome):
            welcome.show_opening(name)

    def begin_anew(self) -> None:
        """Leave the household that is open, and begin with nothing."""
        self._window.message.clear()  # it was about the household that is left
        self._document.begin_anew()
        self._say("")

    def choose_household(self) -> None:
        """Ask for a household's file, and open it."""
        name, _ = QFileDialog.getOpenFileName(
            self._window,
            tr("Open a household"),
            self._folder(),
            tr("{kinds};;All files (*)", kinds=_ALL_KINDS),
        )
        if name:
            self.open(Path(name))

    def open(self, path: Path) -> None:
        """Open the household at *path*; of an encrypted copy the password is asked first."""
        if path.suffix == ENCRYPTED:
            self._ask_to_open_copy(path)
        else:
            self._window.message.clear()
            self._announce(path.stem)
            self._document.open(path)

    def _ask_to_open_copy(self, path: Path) -> None:
        words = tr(
            "{path} is an encrypted copy. It is opened as a household of its own.", path=path.name
        )
        box = PasswordBox(tr("Open an encrypted copy"), words, tr("Open"), parent=self._window)
        box.typed.connect(partial(self._document.open_copy, path))
        self._show(box)

    def choose_copy(self) -> None:
        """Ask where an encrypted copy goes, and for its password; write it."""
        path = self._document.scribe.path
        if path is None:
            return
        name, _ = QFileDialog.getSaveFileName(
            self._window,
            tr("Save an encrypted copy"),
            f"{self._folder_of_ones_own()}/{path.stem}{ENCRYPTED}",
            tr("Encrypted copy (*{encrypted})", encrypted=ENCRYPTED),
        )
        save_to(name, ENCRYPTED, self.ask_for_password, self._errors.handle, is_needed=True)

    def ask_for_password(self, copy: Path) -> None:
        """Ask for the password of an encrypted *copy*, and write it."""
        words = tr(
            "Whoever opens the copy needs this password, of {shortest_password} characters at "
            "least. It is kept nowhere: if it is lost, so is the copy.",
            shortest_password=SHORTEST_PASSWORD,
        )
        box = PasswordBox(
            tr("Save an encrypted copy"), words, tr("Save"), SHORTEST_PASSWORD, parent=self._window
        )
        box.typed.connect(partial(self._export, copy))
        self._show(box)

    def _export(self, copy: Path, password: str) -> None:
        tell = self._window.message.show_message
        take = partial(_tell_written, tell)
        self._document.scribe.export(copy, password, take, self._errors.handle)

    def choose_place(self) -> None:
        """Ask where the household goes from now on, and save it there."""
        path = self._document.scribe.path
        name = NAME if path is None else path.stem
        suggestion = f"{self._folder_of_ones_own()}/{name}{SUFFIX}"
        name, _ = QFileDialog.getSaveFileName(
            self._window, tr("Save the household as"), suggestion, _KIND
        )
        save_to(name, SUFFIX, self._document.save_as, self._errors.handle, is_needed=True)

    def show_recent(self) -> None:
        """List the households that were open lately."""
        paths = self._document.recent.paths
        lines = [f"{path.stem}  \u2013  {path.parent}" for path in paths]
        words = tr("The latest first.") if paths else tr("No household has been saved yet.")
        box = PickBox(tr("Recent households"), words, lines, tr("Open"), self._window)
        box.picked.connect(lambda row: self.open(paths[row]))
        self._show(box)

    def show_backups(self) -> None:
        """List the back-ups of the household that is open."""
        path = self._document.scribe.path
        if path is not None:
            words = tr(
                "Before one is restored, the household as it is now becomes a back-up itself."
            )
            self._ask_for_backups(path, words)

    def _ask_for_backups(self, path: Path, words: str) -> None:
        take = partial(self._offer_backups, path, words)
        self._document.find_backups(path, take, self._errors.handle)

    def _offer_backups(self, path: Path, words: str, points: Sequence[RestorePoint]) -> None:
        if not points:
            words = tr(
                "There is no back-up yet. One is made when the household is opened, and every half "
                "hour while you work."
            )
        lines = [point.line for point in points]
        box = PickBox(
            tr("Back-ups of {path}", path=path.stem), words, lines, tr("Restore"), self._window
        )
        box.picked.connect(lambda row: self._restore(points[row], path))
        self._show(box)

    def _restore(self, point: RestorePoint, path: Path) -> None:
        self._window.message.clear()
        self._restored = tr("{name} is restored: {point}", name=path.stem, point=point.line)
        self._document.restore(point.backup, path)

    def _show(self, box: QDialog) -> None:
        if self.box is not None:
            self.box.deleteLater()
        self.box = box
        box.show()

    def _folder(self) -> str:
        path = self._document.scribe.path
        return str(Path.home() if path is None else path.parent)

    def _folder_of_ones_own(self) -> str:
        """Return where a person would save the household: not in the folder of the app."""
        path = self._document.scribe.path
        if path is not None and not self._document.is_in_own_folder:
            return str(path.parent)
        return usual_folder(QStandardPaths.StandardLocation.DocumentsLocation)

    def _tell_opened(self, _: Path) -> None:
        why = self._document.scribe.why_read_only
        if why:
            sentence = tr("{why} You can look at it; what you change is not saved.", why=why)
            self._say(sentence, Tone.WARNING, tr("Save a copy…"), self.choose_place)
        else:
            self._say("")
        restored, self._restored = self._restored, ""
        if restored:
            self._window.message.show_message(restored)

    def _tell_failed(self, path: Path, error: Exception) -> None:
        self._announce("")
        self._restored = ""
        if isinstance(error, DamagedDocumentError | DamagedContentError):
            offer = partial(self._ask_for_backups, path, str(error))
            self._say(_named(path, error), Tone.ERROR, tr("Back-ups…"), offer)
            offer()
        elif isinstance(error, NotADocumentError) and is_encrypted_copy(path):
            self._ask_to_open_copy(path)  # it has lost its ending
        elif isinstance(error, PasswordError):
            again = partial(self._ask_to_open_copy, path)
            self._say(error.sentence(), Tone.ERROR, tr("Try again…"), again)
        elif isinstance(error, RebalancerError):
            act = tr("Save as…") if self._document.is_unkept else ""
            self._say(error.sentence(), Tone.ERROR, act, self.choose_place)
        else:
            self._errors.handle(error)

    def _tell_unwritten(self, error: Exception) -> None:
        path = self._document.scribe.path
        if isinstance(error, ChangedOnDiskError) and path is not None:
            sentence = f"{error.sentence()} {_ONLY_HERE}"
            self._say(
                sentence, Tone.WARNING, tr("Open it again"), partial(self._document.open, path)
            )
        elif isinstance(error, RebalancerError):
            sentence = f"{error.sentence()} {_ONLY_HERE}"
            self._say(sentence, Tone.ERROR, tr("Save as…"), self.choose_place)
        else:
            self._errors.handle(error)

    def _say(
        self,
        text: str,
        tone: Tone = Tone.INFO,
        action_text: str = "",
        act: Callable[[], object] | None = None,
    ) -> None:
        self._act = act
        if text:
            self._window.banner.show_message(text, tone, action_text)
        else:
            self._window.banner.clear()

    def _do(self) -> None:
        if self._act is not None:
            self._act()


def _tell_written(tell: Callable[[str], object], path: Path) -> None:
    tell(tr("The encrypted copy is in {path}", path=path))


def _named(path: Path, error: RebalancerError) -> str:
    """Return what is wrong in a sentence that names the file."""
    name, sentence = path.name, str(error)
    return sentence if name in sentence else tr("{name}: {sentence}", name=name, sentence=sentence)


def _recent(path: Path) -> RecentHousehold:
    """Return *path* with the day it was last written, where that can be told."""
    with suppress(OSError, OverflowError, ValueError):
        written = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).astimezone()
        return RecentHousehold(path=path, written=day(written.date()))
    return RecentHousehold(path=path)
