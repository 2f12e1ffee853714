"""How long does the window stand still while a household of a million lots is saved and opened?

    .venv/bin/python tests/benchmarks/saving_a_million.py [--lots 1000000] [--rounds 3]

Imports a file of a million lots, lets it be saved for the first time, leaves it, opens it and
leaves it again, while a pulse on the window's thread tells for how long that thread could not go
on. The peer is what one may do instead: the same household written and read in one piece, on
another thread. The median of the longest stops is judged.
"""

import argparse
import gc
import os
import statistics
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
from PySide6.QtCore import QEventLoop, QObject
from PySide6.QtWidgets import QApplication

from rebalancer.document.household import WrittenPosition, slices_of
from rebalancer.domain.account import Account
from rebalancer.market.snapshot import load_snapshot
from tests.benchmarks.million_lots import write_files
from tests.ui.heartbeat import Heartbeat
from ui.document.desk import DocumentDesk
from ui.document.scribe import Scribe
from ui.session import Session
from ui.tasks import TaskRunner

LIMIT_MS = 50
NOW = datetime(2026, 8, 21, 21, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeAccount(Account):
    """An account as the peer reads and writes it: in one piece with its positions."""

    positions: tuple[WrittenPosition, ...] = ()


class Window:
    """What the window has behind its pages, and how long it stood still."""

    def __init__(self, folder: Path) -> None:
        self._owner = QObject()
        self._tasks = TaskRunner()
        self.session = Session(self._tasks, lambda: date(2026, 8, 21))
        scribe = Scribe(lambda: NOW, self._owner)
        self.desk = DocumentDesk(self.session, scribe, folder, self._owner)
        self.pulse = Heartbeat(self._owner)

    def until(self, is_done: Callable[[], bool]) -> float:
        """Wait until that *is_done* and nothing goes on; return the longest stop meanwhile."""
        done: list[object] = []
        while not is_done():
            self._turn()
        self.desk.scribe.work(lambda _: None, done.append, done.append)
        while not done or self._tasks.is_busy:
            self._turn()
        return self.pulse.lap()

    def _turn(self) -> None:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)

    def in_one_piece(self) -> float:
        """Write and read the household as the peer does; return the longest stop."""
        shown = self.session.opening.content.as_read
        slices = () if shown is None else tuple(slices_of(shown.portfolio))
        accounts = tuple(msgspec.json.decode(each, type=WholeAccount) for each in slices)

        def work() -> None:
            image = msgspec.json.encode(accounts, order="sorted")
            msgspec.json.decode(image, type=tuple[WholeAccount, ...])

        thread = threading.Thread(target=work)
        thread.start()
        return self.until(lambda: not thread.is_alive())

    def close(self) -> None:
        self._tasks.close()
        self.desk.close()
        self.session.close()


def measure(file: Path, folder: Path) -> dict[str, float]:
    """Return the longest stop of everything that is done to the household."""
    window = Window(folder)
    session, desk = window.session, window.desk
    session.import_files((file,))
    while session.measured is None:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
    window.pulse.lap()
    stops = {"first save": window.until(lambda: desk.scribe.path is not None)}
    path = desk.scribe.path
    stops["in one piece"] = window.in_one_piece()
    desk.leave()
    stops["close"] = window.until(lambda: not desk.is_busy)
    if path is None:
        sys.exit("The household was not saved.")
    desk.open(path)
    stops["open"] = window.until(lambda: session.measured is not None and not desk.is_busy)
    window.close()
    return stops


def main() -> int:
    """Measure, print and judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--lots", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    QApplication([])
    load_snapshot()
    gc.freeze()  # as the app does
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as place:
        file, _ = write_files(Path(place), options.lots)
        for number in range(options.rounds + 1):
            for what, stop in measure(file, Path(place) / str(number)).items():
                found.setdefault(what, []).append(stop)
    for stops in found.values():
        del stops[0]  # the first round only warms the caches
    medians = {what: statistics.median(stops) for what, stops in found.items()}
    peer = medians.pop("in one piece")
    for what, stop in medians.items():
        print(f"{what:12} {stop:5.0f} ms  (at most {LIMIT_MS}; {stop / peer:.2f} of one piece)")
    return 0 if max(medians.values()) <= LIMIT_MS else 1


if __name__ == "__main__":
    sys.exit(main())
