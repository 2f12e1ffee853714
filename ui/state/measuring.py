"""What a household comes to under decisions: measured on the worker, and remembered for a while."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from rebalancer import pipeline
from rebalancer.classify.classes_file import check_classes
from rebalancer.classify.universe import Universe
from rebalancer.document.decisions import Decisions
from rebalancer.errors import RebalancerError
from rebalancer.ingest.result import ImportResult
from rebalancer.market.snapshot import Snapshot
from rebalancer.progress import Progress
from rebalancer.simulate.groups import market_mix
from ui.language import tr
from ui.state.household import Household, mend
from ui.tasks import Needed, Run

REMEMBERED = 12
"""So many steps can be undone and done again without measuring anything anew."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Basis:
    """What a household is measured from; what was read is None without a household."""

    as_read: ImportResult | None
    is_sample: bool
    decisions: Decisions
    snapshot: Snapshot | None

    def is_like(self, other: "Basis") -> bool:
        """Whether the same is measured under both."""
        mine, theirs = self.decisions, other.decisions
        return (
            self.as_read is other.as_read
            and self.knows_as(other)
            and mine.valued_at is theirs.valued_at
            and mine.fixes == theirs.fixes
        )

    def knows_as(self, other: "Basis") -> bool:
        """Whether the same is known of the market under both."""
        return self.snapshot is other.snapshot and self.decisions.knows_as(other.decisions)

    def open_universe(self) -> Universe:
        """Return what is known of the market."""
        decisions = self.decisions
        return pipeline.open_universe(
            decisions.classification, self.snapshot, holdings=decisions.fund_holdings
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Standing:
    """What is known and what is held, on one basis."""

    basis: Basis
    universe: Universe
    household: Household | None


Outcome = Standing | RebalancerError
"""Where a household stands, or why it cannot be measured."""


class Measuring:
    """Measures off the window's thread, and remembers the latest outcomes."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._known: deque[Standing] = deque(maxlen=REMEMBERED)

    def find(self, basis: Basis) -> Standing | None:
        """Return where the household stands on *basis*, if that has been measured lately."""
        return next((each for each in reversed(self._known) if each.basis.is_like(basis)), None)

    def universe_of(self, basis: Basis) -> Universe | None:
        """Return what is known of the market on *basis*, if that has been opened lately."""
        found = (each.universe for each in reversed(self._known) if each.basis.knows_as(basis))
        return next(found, None)

    def remember(self, standing: Standing) -> None:
        """Know *standing* the next time somebody asks."""
        if self.find(standing.basis) is None:
            self._known.append(standing)

    def remember_household(self, basis: Basis, household: Household | None) -> None:
        """Know where *household* stands if it is held on *basis*, where it was measured on that."""
        if household is None or household.measured.universe is not self.universe_of(basis):
            return
        is_sample = household.measured.is_sample
        basis = replace(basis, as_read=household.as_read, is_sample=is_sample)
        universe = household.measured.universe
        self.remember(Standing(basis=basis, universe=universe, household=household))

    def measure(self, kind: str, basis: Basis, take: Callable[[Outcome], object]) -> None:
        """Find out where the household stands on *basis*, as the latest work of its *kind*."""
        known = self.universe_of(basis)

        def job(_: Progress) -> Outcome:
            return _outcome(basis, known)

        def keep(outcome: Outcome) -> None:
            if isinstance(outcome, Standing):
                self.remember(outcome)
            take(outcome)

        self._run(kind, tr("Measuring the household"), Needed(job), keep)

    def measure_now(self, basis: Basis) -> Outcome:
        """Find out where the household stands on *basis*, and wait for it."""
        outcome: Outcome = self.find(basis) or _outcome(basis, self.universe_of(basis))
        if isinstance(outcome, Standing):
            self.remember(outcome)
        return outcome


def _outcome(basis: Basis, known: Universe | None) -> Outcome:
    try:
        return _stand(basis, known)
    except RebalancerError as error:
        return error


def _stand(basis: Basis, known: Universe | None) -> Standing:
    universe = known or basis.open_universe()
    if known is None:
        check_classes(universe)
        market_mix()  # which is found out once, and a page that shows a scenario asks for
    household = None
    if basis.as_read is not None:
        household = mend(basis.as_read, basis.decisions, universe, is_sample=basis.is_sample)
    return Standing(basis=basis, universe=universe, household=household)
