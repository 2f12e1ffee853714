"""How long from a slider's move to the repainted fan chart, 5,000 paths of two portfolios?

    python3 packaging/dev.py bench

The real page, off-screen, with the sample household and a plan for it: a driver is moved, the
groups follow, the scenario is played on 5,000 paths, and the clock stops when the fan chart has
painted the result. After each move NumPy draws nothing but the same paths, in a straightforward
vectorised way: the ratio of each pair is judged as well, so that the result says the same on a slow
machine.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from importlib import resources
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QGraphicsView

from rebalancer.simulate.calibration import embedded_calibration
from ui.session import Session
from ui.tasks import TaskRunner
from ui.theme import STYLE, Scheme, Theme, load_typeface
from ui.views.scenarios import ScenariosPage

LIMIT_MS = 50.0
"""Of the median, and of nineteen moves in twenty."""
LIMIT_RATIO = 1.0
PATHS, MONTHS, PORTFOLIOS = 5_000, 36, 2
SCENARIO, DRIVER = "valuation_gap_closes", "closing"
TODAY = date(2026, 8, 21)
PATIENCE = 60.0


class Repaint(QObject):
    """Notes when the fan chart paints what was simulated last."""

    def __init__(self, page: ScenariosPage, session: Session) -> None:
        super().__init__()
        self._chart, self._session = page.paths.chart, session
        self._before = session.scenario
        self.is_done = False
        for view in self._chart.findChildren(QGraphicsView):
            view.viewport().installEventFilter(self)

    def reset(self) -> None:
        """Wait for the next result."""
        self._before = self._session.scenario
        self.is_done = False

    def eventFilter(  # type: ignore[explicit-override]  # noqa: N802 - Qt's own name
        self,
        _: QObject,
        event: QEvent,
    ) -> bool:
        is_next = self._session.scenario is not self._before
        if event.type() == QEvent.Type.Paint and is_next and self._chart.is_current:
            self.is_done = True  # painted when the loop comes back
        return False


def until(is_done: Callable[[], bool]) -> None:
    """Let the window live until *is_done*; it sleeps between two events, as it does for people."""
    end = time.monotonic() + PATIENCE
    watchdog = QTimer()
    watchdog.start(1000)
    while not is_done():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        if time.monotonic() > end:
            sys.exit("The window did not answer.")


def numpys() -> float:
    """Return how many milliseconds NumPy takes for the same paths."""
    factor = embedded_calibration().factor
    held = np.full((PORTFOLIOS, len(factor)), 1e5)
    random = np.random.default_rng(1)
    started = time.perf_counter()
    normals = random.standard_normal((MONTHS, PATHS, len(factor)))
    spread = np.sqrt(3.0 / random.chisquare(5, (MONTHS, PATHS, 1)))
    growth = np.exp((normals @ factor.T * spread).cumsum(axis=0))
    np.percentile(np.einsum("mpg,og->omp", growth, held), (5, 25, 50, 75, 95), axis=2)
    return (time.perf_counter() - started) * 1e3


def open_page(session: Session, theme: Theme) -> ScenariosPage:
    """Return the page with the sample household and its plan, playing the scenario."""
    sample = Path(str(resources.files("resources") / "sample" / "household.csv"))
    session.import_files((sample,), is_sample=True)
    until(lambda: session.measured is not None)
    session.solve()
    until(lambda: session.plan is not None)
    page = ScenariosPage(session, theme)
    page.resize(1440, 900)
    page.show()
    page.choice.pick_key(SCENARIO)
    until(lambda: session.scenario is not None and session.scenario.scenario.key == SCENARIO)
    until(lambda: page.paths.chart.is_current)
    return page


def measure(page: ScenariosPage, session: Session, rounds: int) -> list[tuple[float, float]]:
    """Return milliseconds from slider to fan, and NumPy's, for every move."""
    repaint = Repaint(page, session)
    slider = page.tuning.drivers[DRIVER].slider
    pairs: list[tuple[float, float]] = []
    for number in range(rounds + 3):
        repaint.reset()
        started = time.perf_counter()
        slider.setValue(-50 + 7 * number % 100)
        until(lambda: repaint.is_done)
        taken = (time.perf_counter() - started) * 1e3
        until(lambda: all(chart.is_current for chart in (page.paths.chart, page.crossing.chart)))
        pairs.append((taken, numpys()))
    return pairs[3:]


def main() -> int:
    """Measure, print and judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=60)
    rounds = parser.parse_args().rounds
    app = QApplication([sys.argv[0], *STYLE])
    load_typeface(app)
    theme, tasks = Theme(), TaskRunner()
    theme.apply(app, Scheme.LIGHT)
    session = Session(tasks, lambda: TODAY)
    pairs = measure(open_page(session, theme), session, rounds)
    tasks.close()
    ours = sorted(taken for taken, _ in pairs)
    median, late = statistics.median(ours), ours[int(0.95 * len(ours))]
    ratio = statistics.median(taken / numpy for taken, numpy in pairs)
    print(f"slider to fan  {median:5.1f} ms in the middle, {late:5.1f} ms for 19 in 20")
    print(f"               (at most {LIMIT_MS:.0f} ms both, {len(ours)} moves, {PATHS:,} paths)")
    print(f"NumPy's paths  {statistics.median(numpy for _, numpy in pairs):5.1f} ms, undrawn")
    print(f"ratio          {ratio:5.2f}    (at most {LIMIT_RATIO})")
    return 1 if max(median, late) > LIMIT_MS or ratio > LIMIT_RATIO else 0


if __name__ == "__main__":
    sys.exit(main())
