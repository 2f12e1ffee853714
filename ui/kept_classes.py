"""What a person said of baskets, sizes and securities, kept from one start to the next."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from rebalancer.atomic import make_private_folder, write_atomically
from rebalancer.classify.classes_file import classes_text, read_classes
from rebalancer.classify.classification import DEFAULT_CLASSIFICATION, Classification
from rebalancer.document.decisions import Decisions
from rebalancer.errors import RebalancerError


class KeptClasses(QObject):
    """Keeps a classification in a TOML file that ``--classes`` understands as well.

    Attributes:
        trouble: Why what was kept before cannot be used, in a sentence; else "". Such a file is
            put aside, so that nothing in it is lost.
    """

    failed = Signal(Exception)
    """It cannot be kept."""

    def __init__(self, file: Path, check: Callable[[Classification], None]) -> None:
        super().__init__()
        self._file = file
        self.trouble = ""
        self.classification = self._read(check)

    def keep(self, decisions: Decisions) -> None:
        """Write down the classification of *decisions*, if it is another one."""
        if decisions.classification == self.classification:
            return
        self.classification = decisions.classification
        text = classes_text(self.classification).encode()
        try:
            make_private_folder(self._file.parent)
            write_atomically(self._file, lambda stream: stream.write(text))
        except RebalancerError as error:
            self.failed.emit(error)

    def _read(self, check: Callable[[Classification], None]) -> Classification:
        if not self._file.exists():
            return DEFAULT_CLASSIFICATION
        try:
            kept = read_classes(self._file)
            check(kept)
        except RebalancerError as error:
            aside = self._file.with_suffix(".damaged.toml")
            self.trouble = f"{error.sentence()} The file is now {aside.name}, and is not used."
            with suppress(OSError):
                self._file.replace(aside)
            return DEFAULT_CLASSIFICATION
        return kept
