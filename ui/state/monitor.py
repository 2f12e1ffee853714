"""The rotation monitor: what the market history says, up to the last figure that is known."""

from PySide6.QtCore import QObject, Signal

from rebalancer import pipeline
from rebalancer.measure.rotation import RotationReport
from rebalancer.progress import Progress
from ui.language import tr
from ui.state.quotes import Quotes
from ui.tasks import Needed, Run

ROTATION = "rotation"
"""The kind of work that the report comes from."""


class Monitor(QObject):
    """Keeps the latest report.

    Attributes:
        report: None until somebody asks for it.
    """

    changed = Signal(object)
    """A ``RotationReport``."""

    def __init__(self, run: Run, quotes: Quotes, parent: QObject) -> None:
        super().__init__(parent)
        self._run = run
        self._quotes = quotes
        self._is_wanted = False
        self.report: RotationReport | None = None
        quotes.refreshed.connect(self._compute_again)

    def load(self) -> None:
        """Compute the report from the embedded history, and what is known since."""
        refresh, self._is_wanted = self._quotes.refresh, True

        def job(_: Progress) -> RotationReport:
            return pipeline.rotation(refresh)

        self._run(ROTATION, tr("Reading the market history"), Needed(job), self._take)

    def _compute_again(self) -> None:
        if self._is_wanted:
            self.load()

    def _take(self, report: RotationReport) -> None:
        self.report = report
        self.changed.emit(report)
