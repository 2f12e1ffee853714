"""Where scenarios end if nothing scatters: many of them, for the price of none on random paths."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from rebalancer.classify.exposure import Exposures
from rebalancer.domain.money import ZERO
from rebalancer.simulate.certain import CertainEnd, walk_certainly
from rebalancer.simulate.flaws import check
from rebalancer.simulate.kernel import NEVER, Custom
from rebalancer.simulate.options import DEFAULT_OPTIONS
from rebalancer.simulate.paths import scenario_path, way_of
from rebalancer.simulate.scenario import Scenario
from rebalancer.simulate.start import start_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioEnd:
    """Where one scenario leaves a portfolio as it is and, its tax paid, as planned."""

    scenario: Scenario
    current: CertainEnd
    planned: CertainEnd


def ends_of(
    scenarios: Iterable[Scenario],
    exposures: Exposures,
    planned: Exposures,
    plan_tax: Decimal = ZERO,
) -> tuple[ScenarioEnd, ...]:
    """Return where each of *scenarios* ends, over its own months and left alone on the way.

    *planned* is the portfolio after a plan, before its tax; it starts lower by *plan_tax* (USD).

    Raises:
        ImpossibleScenarioError: A figure of a scenario is out of range.
        ImpossibleSimulationError: A portfolio is worth nothing.
        RebalancerError: The embedded history lacks what is to be replayed or moved.
    """
    today, after = start_of(exposures, ZERO), start_of(planned, plan_tax)
    custom = Custom(NEVER, DEFAULT_OPTIONS.band, DEFAULT_OPTIONS.cost)
    ends = []
    for scenario in scenarios:
        check(scenario)
        way = way_of(scenario_path(scenario, scenario.months), 0.0, 0.0)
        current, later = (walk_certainly(start, way, custom) for start in (today, after))
        ends.append(ScenarioEnd(scenario=scenario, current=current, planned=later))
    return tuple(ends)
