"""What is opened and closed again and again leaves nothing behind.

``--faults`` does everything 200 times, redraws charts 1,000 times, imports, plans and opens
households 50 times, and weighs the process too; without it, a few rounds count the widgets. With
``-s`` it tells how much heavier the process got.
"""

import gc
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from rebalancer.document.store.document import SUFFIX
from rebalancer.rebalance.policy.policy import Target
from ui.app import Front
from ui.charts.plot import Chart
from ui.rooms import PAGES, Rooms
from ui.session import Session
from ui.state.measuring import REMEMBERED as MEASURED
from ui.state.planning import REMEMBERED as PLANNED

PATIENCE_MS = 60_000
TITLES = [name for name, _ in PAGES]
ROUNDS, HOUSEHOLDS, REDRAWS = 200, 50, 1_000
KEPT = max(MEASURED, PLANNED) + 1
"""After so many rounds, each that is remembered makes another one be forgotten."""
MOST_VISITS = 6
SETTLING_SECONDS = 5.0
"""After so long, what was shown for a moment is gone, and what was to be drawn is drawn."""
MOST_GROWTH = 5 * 2**20
_STATUS = Path("/proc/self/statm")


def let_go() -> None:
    """Delete what was to be deleted later."""
    for _ in range(3):
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


def widgets() -> Counter[str]:
    let_go()
    return Counter(type(each).__name__ for each in QApplication.allWidgets())


def weight() -> int:
    """Return how many bytes of memory the process has, or 0 where that is not told."""
    let_go()
    if not _STATUS.exists():
        return 0
    return int(_STATUS.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGESIZE")


class Rounds:
    """What a person does again and again."""

    def __init__(self, qtbot: QtBot, front: Front, session: Session) -> None:
        self._qtbot = qtbot
        self._front = front
        self._window = front.window
        self._session = session
        assert isinstance(front.rooms, Rooms)
        self._rooms = front.rooms
        self._caps = (0.30 - number / 1_000 for number in count())
        self._saved: list[Path] = []

    def load(self) -> None:
        """Load the sample, and wait until every page shows it; what could be undone is forgotten.

        A step of undo keeps what was read before, which is what it is there for.
        """
        self._session.undo_stack.clear()
        with self._qtbot.waitSignal(self._session.measured_changed, timeout=PATIENCE_MS):
            self._window.commands["file.sample"].trigger()
        self.look_through()

    def plan(self) -> None:
        """Find the trades for a policy that was not asked for before."""
        cap = Target(key="magnificent_seven", maximum=next(self._caps))
        policy = replace(self._session.decisions.policy, targets=(cap,))
        self._session.set_policy(policy, "change the cap")
        with self._qtbot.waitSignal(self._session.plan_changed, timeout=PATIENCE_MS):
            self._session.solve()
        self.visit()

    def save(self, folder: Path) -> None:
        """Save the household twice, under names of its own."""
        rooms = self._rooms
        for name in ("one", "other"):
            path = folder / f"{name}{SUFFIX}"
            with self._qtbot.waitSignal(rooms.document.opened, timeout=PATIENCE_MS):
                rooms.document.save_as(path)
            self._saved.append(path)

    def open(self) -> None:
        """Open the other of the two saved households, and wait until every page shows it."""
        self._saved.reverse()
        with self._qtbot.waitSignal(self._session.measured_changed, timeout=PATIENCE_MS):
            self._front.import_files((self._saved[0],))
        self._qtbot.waitUntil(lambda: not self._rooms.document.is_busy, timeout=PATIENCE_MS)
        self._qtbot.waitUntil(lambda: self._session.measured is not None, timeout=PATIENCE_MS)
        self.look_through()

    def look_through(self) -> None:
        """Look at every page, and again with the plan, which was found meanwhile."""
        self.visit()
        self._qtbot.waitUntil(lambda: self._session.plan is not None, timeout=PATIENCE_MS)
        self.visit()

    def visit(self) -> None:
        """Look at every page until it has shown everything."""
        for title in TITLES:
            page = self._window.page(title)
            self._window.show_page(title)
            QApplication.processEvents()
            self._qtbot.waitUntil(lambda: not self._front.tasks.is_busy, timeout=PATIENCE_MS)
            while not page.is_settled:
                QApplication.processEvents()
            for chart in page.findChildren(Chart):
                if chart.isVisible():
                    chart.catch_up()

    def rest(self) -> None:
        """Wait until nothing is looked for any more, which takes memory as long as it lasts."""
        runners = self._rooms.runners
        self._qtbot.waitUntil(
            lambda: not any(runner.is_busy for runner in runners), timeout=5 * PATIENCE_MS
        )

    def ask_for_help(self) -> None:
        """Open and close every box that is a command away."""
        for command in ("help.keys", "help.about"):
            self._window.commands[command].trigger()
            QApplication.processEvents()
            for box in QApplication.topLevelWidgets():
                if isinstance(box, QDialog):
                    box.close()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # as the loop does

    def redraw(self) -> None:
        """Draw the charts in sight anew."""
        for chart in self._window.findChildren(Chart):
            if chart.isVisible():
                chart.redraw()
                chart.catch_up()

    def grown(
        self, act: Callable[[], None], rounds: int, first: int = 1
    ) -> tuple[Counter[str], int]:
        """Return which widgets, and how many bytes, there are more after *rounds* than before.

        Both are counted at rest. What the *first* rounds leave is there for a reason: it is
        remembered, or made only once.
        """
        for _ in range(first):
            act()
        self.rest()
        before, weighed = widgets(), weight()
        for _ in range(rounds):
            act()
        self.rest()
        deadline = time.monotonic() + SETTLING_SECONDS
        while widgets() - before and time.monotonic() < deadline:
            QApplication.processEvents()
        return widgets() - before, weight() - weighed


@pytest.mark.timeout(3600)
def test_nothing_is_left_behind(
    qtbot: QtBot,
    front: Front,
    live_session: Session,
    tmp_path: Path,
    is_thorough: bool,  # noqa: FBT001 - a fixture
) -> None:
    rounds = Rounds(qtbot, front, live_session)
    rounds.load()
    for _ in range(MOST_VISITS):  # charts are made when they are first seen
        seen = widgets()
        rounds.visit()
        if widgets() == seen:
            break
    often = ROUNDS if is_thorough else 2
    left = {act.__name__: rounds.grown(act, often) for act in (rounds.visit, rounds.ask_for_help)}
    if is_thorough:
        for act in (rounds.load, rounds.plan):
            left[act.__name__] = rounds.grown(act, HOUSEHOLDS, KEPT)
        rounds.save(tmp_path)
        left["open"] = rounds.grown(rounds.open, HOUSEHOLDS, KEPT)
    for title in TITLES:
        front.window.show_page(title)
        left[f"redraw {title}"] = rounds.grown(rounds.redraw, REDRAWS if is_thorough else 2)
    sys.stdout.write(
        "".join(f"{act}: {size / 2**20:+.1f} MiB\n" for act, (_, size) in left.items())
    )

    assert {act: kinds for act, (kinds, _) in left.items() if kinds} == {}
    heavy = {name: size for name, (_, size) in left.items() if size > MOST_GROWTH}
    assert heavy == {} or not is_thorough
