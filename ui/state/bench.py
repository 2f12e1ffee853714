"""Where plans for one household are made."""

from datetime import date

from rebalancer import pipeline
from rebalancer.rebalance.policy.policy import Policy
from rebalancer.rebalance.solve import Planner
from ui.state.household import Measured


class Bench:
    """Plans for one household, on one thread; kept warm while the day stays the same."""

    def __init__(self, measured: Measured, today: date) -> None:
        self._portfolio = measured.imported.portfolio
        self._universe = measured.universe
        self._today = today
        self._day: date | None = None
        self._planner: Planner | None = None

    def planner(self, policy: Policy) -> Planner:
        """Return what plans for *policy*, on its day."""
        day = policy.as_of or self._today
        if self._planner is None or day != self._day:
            self._day = day
            self._planner = pipeline.open_planner(self._portfolio, self._universe, day)
        return self._planner
