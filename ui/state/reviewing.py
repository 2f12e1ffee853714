"""The plan beside what a person says of its trades: at once what is said, then what it leaves."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from rebalancer.progress import Progress, silent
from rebalancer.rebalance.approval import Approval, Status
from rebalancer.rebalance.plan import TradePlan
from rebalancer.rebalance.review import Review, review
from ui.language import tr
from ui.state.household import Measured
from ui.tasks import Needed, Run

REVIEW = "review"


class Reviewing(QObject):
    """Finds out what is left of a plan when some of its trades are held.

    Attributes:
        review: The latest; what is said is up to date, and the figures are once it is complete.
    """

    changed = Signal(object)
    """A ``Review``."""

    def __init__(self, run: Run, parent: QObject) -> None:
        super().__init__(parent)
        self._run = run
        self._wanted: tuple[TradePlan, tuple[Status, ...]] | None = None
        self.review: Review | None = None

    @property
    def is_settled(self) -> bool:
        """Whether the figures are those of what is held now, of the plan followed last."""
        if self._wanted is None:
            return True
        plan, _ = self._wanted
        return self.review is not None and self.review.plan is plan and self.review.is_complete

    def follow(self, plan: TradePlan, measured: Measured, approval: Approval) -> None:
        """Review *plan*, which was made for *measured*, under *approval*.

        Where nothing is held it is only checked, and that is done at once; the rest is worked out
        aside, and only the latest counts.
        """
        portfolio, statuses = measured.imported.portfolio, approval.statuses(plan.trades)
        self._wanted = plan, statuses
        if self.review is not None and self.review.plan is plan:
            said = replace(self.review, statuses=statuses)
            if said.is_complete or Status.HELD in statuses:
                self._take(said)
            if said.is_complete:
                return

        def job(_: Progress) -> Review:
            return review(plan, portfolio, approval)

        if Status.HELD in statuses:
            self._run(REVIEW, tr("Checking the trades"), Needed(job), self._take_latest)
        else:
            self._take(job(silent))

    def forget(self) -> None:
        """Let go of the plan: there is none any more."""
        self.review = self._wanted = None

    def _take_latest(self, review: Review) -> None:
        """Take a review, unless something else has been said or planned since it was begun."""
        plan, statuses = self._wanted or (None, ())
        if review.plan is plan and review.statuses == statuses:
            self._take(review)

    def _take(self, review: Review) -> None:
        self.review = review
        self.changed.emit(review)
