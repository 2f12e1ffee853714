"""What is found out beside the plan while a person looks at it, on a thread of its own."""

from collections.abc import Callable, Generator
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QObject, Signal

from rebalancer import pipeline
from rebalancer.progress import Progress
from rebalancer.rebalance.frontier import DEFAULT_KEY, FrontierPoint
from rebalancer.rebalance.glide import GlidePath, GlideWish
from rebalancer.rebalance.plan import TradePlan
from rebalancer.rebalance.policy.policy import Policy
from rebalancer.rebalance.wash_matrix import WashMatrix
from ui.language import tr
from ui.state.bench import Bench
from ui.state.household import Measured
from ui.tasks import Errands, TaskRunner

FRONTIER, SEARCH, GLIDE = "frontier", "search", "glide"
WASH, LIMITS = "wash", "limits"
POINTS = 13
"""So many caps are tried along the frontier."""
ENOUGH = 1e-8
"""A gap, as a share of the household, below which there is nothing left to find."""
_CENT = 0.01


class Study(QObject):
    """The frontier, a better plan, and the years ahead; each can be stopped.

    Attributes:
        points: Of the frontier, by the share that they leave; those that are there so far.
        frame: What the points have in common: the policy without its own cap.
        glide: The ways to the goal over several years; None until somebody asks.
        fraction: How far the frontier is.
        tasks: All of it runs there.
    """

    frontier_changed = Signal()
    """There are other points, or it is being traced, or it is not any more."""
    better_found = Signal(object)
    """A ``TradePlan`` for the policy that is searched for."""
    search_changed = Signal()
    """A better plan is looked for, or is not any more."""
    glide_changed = Signal()
    """There are other years ahead, or they are being found, or they are not any more."""
    wash_changed = Signal(object)
    """A ``WashMatrix``."""
    limits_changed = Signal(object)
    """The ``TradePlan`` that was asked about, its limits priced and with what would help."""
    failed = Signal(Exception)

    def __init__(self, today: Callable[[], date], quick: Errands, parent: QObject) -> None:
        """*quick* takes what does not keep anybody waiting."""
        super().__init__(parent)
        self._quick = quick
        self.tasks = TaskRunner(self, "background", gives_way=True)
        self._errands = Errands(self.tasks, self)
        self._today = today
        self._measured: Measured | None = None
        self._bench: Bench | None = None
        self._is_whole = False
        self.points: tuple[FrontierPoint, ...] = ()
        self.frame: Policy | None = None
        self.fraction = 0.0
        self.glide: GlidePath | None = None
        self._errands.failed.connect(self.failed)
        self._errands.dropped.connect(self._tell)
        self._errands.progressed.connect(self._progress)

    @property
    def is_busy(self) -> bool:
        """Whether anything is being found out."""
        return self.tasks.is_busy

    def is_running(self, kind: str) -> bool:
        """Whether this *kind* of work is awaited."""
        return self._errands.is_running(kind)

    def show_household(self, measured: Measured | None) -> None:
        """Study *measured* from now on."""
        if measured is not self._measured:
            self.pause()
            self._errands.abandon(GLIDE)
            self._quick.abandon(WASH)
            self._measured = measured
            self._bench = None if measured is None else Bench(measured, self._today())
            self._forget_points()
            self._take_glide(None)

    def close(self) -> None:
        """Stop everything, and wait until it has stopped."""
        self._errands.abandon(FRONTIER, SEARCH, GLIDE, LIMITS)
        self.tasks.close()

    def pause(self) -> None:
        """Stop what goes on by itself, because something else is more urgent."""
        for kind in (FRONTIER, SEARCH):
            self.stop(kind)
        self._errands.abandon(LIMITS)

    def stop(self, kind: str) -> None:
        """Stop this *kind* of work; what it has found so far stays."""
        if self._errands.is_running(kind):
            self._errands.abandon(kind)
            self._tell(kind)

    def look_along(self, policy: Policy) -> None:
        """Trace the frontier of *policy*, unless it is there or on its way."""
        frame = without_cap(policy)
        if self._bench is None or (
            frame == self.frame and (self._is_whole or self.is_running(FRONTIER))
        ):
            return
        if frame != self.frame:
            self._forget_points()
        self.frame, bench = frame, self._bench

        def job(progress: Progress) -> Generator[FrontierPoint, None, None]:
            planner = bench.planner(frame)
            yield from pipeline.trace_frontier(planner, frame, points=POINTS, progress=progress)

        self._errands.run(FRONTIER, tr("Tracing the frontier"), job, self._end_frontier, self._add)
        self._tell(FRONTIER)

    def is_traced(self, policy: Policy) -> bool:
        """Whether all of the frontier of *policy* is there."""
        return self._is_whole and self.frame == without_cap(policy)

    def search(self, plan: TradePlan) -> None:
        """Look for something better than *plan*, unless it is proved to be as good as any."""
        if self._bench is None or plan.gap is None or plan.gap <= ENOUGH:
            return
        bench, policy = self._bench, plan.policy

        def job(progress: Progress) -> Generator[TradePlan, None, None]:
            planner = bench.planner(policy)
            yield planner.plan(policy, progress=progress)
            yield from planner.improve(progress)

        self._errands.run(
            SEARCH, tr("Looking for a better plan"), job, self._end_search, self.better_found.emit
        )
        self._tell(SEARCH)

    def look_for_wash_sales(self, plan: TradePlan) -> None:
        """Find out where losses and purchases of *plan* meet."""
        if self._measured is None:
            return
        portfolio, universe = self._measured.imported.portfolio, self._measured.universe

        def job(_: Progress) -> WashMatrix:
            return pipeline.find_wash_sales(portfolio, plan, universe)

        self._quick.run(WASH, tr("Looking for wash sales"), job, self.wash_changed.emit)

    def price_limits(self, plan: TradePlan) -> None:
        """Find out what the limits of *plan* cost, or what change of each would help."""
        if self._bench is None:
            return
        bench = self._bench

        def job(progress: Progress) -> TradePlan:
            planner = bench.planner(plan.policy)
            return pipeline.explain_limits(planner, plan, progress=progress)

        self._errands.run(LIMITS, tr("Pricing the limits"), job, self.limits_changed.emit)

    def look_ahead(self, policy: Policy, wish: GlideWish) -> None:
        """Compare the ways to what *policy* asks for over several years."""
        if self._measured is None:
            return
        portfolio, universe = self._measured.imported.portfolio, self._measured.universe
        today = self._today()
        self.stop(SEARCH)

        def job(progress: Progress) -> GlidePath:
            return pipeline.glide(
                portfolio, policy, universe, today=today, wish=wish, progress=progress
            )

        self._errands.run(GLIDE, tr("Looking at the years ahead"), job, self._take_glide)
        self._tell(GLIDE)

    def _add(self, point: FrontierPoint) -> None:
        kept = [each for each in self.points if each.cap != point.cap or each.marks != point.marks]
        self.points = tuple(sorted((*kept, point), key=lambda each: each.share))
        self.frontier_changed.emit()

    def _end_frontier(self, _: None) -> None:
        self._is_whole = True
        self.fraction = 1.0
        self.frontier_changed.emit()

    def _end_search(self, _: None) -> None:
        self.search_changed.emit()

    def _take_glide(self, glide: GlidePath | None) -> None:
        self.glide = glide
        self.glide_changed.emit()

    def _forget_points(self) -> None:
        self.points, self.frame, self._is_whole, self.fraction = (), None, False, 0.0
        self.frontier_changed.emit()

    def _progress(self, kind: str, fraction: float) -> None:
        if kind == FRONTIER:
            self.fraction = fraction
            self.frontier_changed.emit()

    def _tell(self, kind: str) -> None:
        changed = {
            FRONTIER: self.frontier_changed,
            SEARCH: self.search_changed,
            GLIDE: self.glide_changed,
        }
        if kind in changed:
            changed[kind].emit()


def without_cap(policy: Policy) -> Policy:
    """Return *policy* without what it asks of the exposure that the frontier is about."""
    others = tuple(target for target in policy.targets if target.key != DEFAULT_KEY)
    return replace(policy, targets=others)


def is_better(plan: TradePlan, other: TradePlan) -> bool:
    """Whether *plan* misses the same policy by less than *other*, or costs less."""
    mine, theirs = plan.proof, other.proof
    if mine is None or theirs is None or plan.policy != other.policy:
        return False
    if abs(mine.missed - theirs.missed) > _CENT:
        return mine.missed < theirs.missed
    return mine.cost < theirs.cost - _CENT
