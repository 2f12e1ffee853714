"""Portraits of the household: all of it, one account, or the inside of one fund."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, Signal

from rebalancer import pipeline
from rebalancer.measure.portrait import Portrait
from rebalancer.measure.report import Report
from rebalancer.measure.scope import HOUSEHOLD, Scope, is_there
from rebalancer.progress import Progress
from rebalancer.rebalance.plan import TradePlan
from ui.language import tr
from ui.state.household import Measured
from ui.tasks import Needed, Run

PORTRAIT, REPORT = "portrait", "report"


class Gallery(QObject):
    """Keeps one portrait of the part of the household that is looked at.

    Attributes:
        scope: Which part that is.
        report: Everything that is measured of the household, and what it depends on.
        portrait: None while there is no household, and until the first one is painted.
    """

    portrait_changed = Signal(object)
    """A ``Portrait`` of the scope, or None while there is no household."""
    report_changed = Signal(object)
    """A ``Report`` of the household, or None while there is none."""

    def __init__(
        self,
        run: Run,
        abandon: Callable[[str], None],
        today: Callable[[], date],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._run = run
        self._abandon = abandon
        self._today = today
        self.report: Report | None = None
        self.scope = HOUSEHOLD
        self.portrait: Portrait | None = None
        self._measured: Measured | None = None
        self._plan: TradePlan | None = None
        self._painted: tuple[Measured, TradePlan | None, Scope] | None = None
        """What the portrait is of, or will be."""

    def look_at(self, scope: Scope) -> None:
        """Look at one part of the household, or at all of it."""
        self.scope = scope
        self._paint()

    def show_household(self, measured: Measured | None, plan: TradePlan | None) -> None:
        """Take the household as it is, and the plan for it."""
        is_same, self._measured, self._plan = measured is self._measured, measured, plan
        self._paint()
        if not is_same:
            self._report()

    def _paint(self) -> None:
        """Ask for a portrait, unless the one that is there or on its way is of the same."""
        measured, plan = self._measured, self._plan
        if measured is None:
            self._abandon(PORTRAIT)
            self._painted = None
            self._take(None)
            return
        portfolio, exposures = measured.imported.portfolio, measured.exposures
        if not is_there(self.scope, portfolio):
            self.scope = HOUSEHOLD
        scope, before = self.scope, self._painted
        self._painted = sitting = (measured, plan, scope)
        if before is not None and all(a is b for a, b in zip(sitting, before, strict=True)):
            return

        def job(progress: Progress) -> Portrait:
            return pipeline.portray(portfolio, exposures, scope, plan=plan, progress=progress)

        self._run(PORTRAIT, tr("Looking through the funds"), Needed(job), self._take)

    def _report(self) -> None:
        """Ask what the figures of the household depend on."""
        measured, today = self._measured, self._today()
        if measured is None:
            self._abandon(REPORT)
            self._take_report(None)
            return
        portfolio, exposures = measured.imported.portfolio, measured.exposures

        def job(progress: Progress) -> Report:
            return pipeline.report_portfolio(portfolio, exposures, today=today, progress=progress)

        self._run(REPORT, tr("Checking the figures"), Needed(job), self._take_report)

    def _take_report(self, report: Report | None) -> None:
        self.report = report
        self.report_changed.emit(report)

    def _take(self, portrait: Portrait | None) -> None:
        self.portrait = portrait
        self.portrait_changed.emit(portrait)
