"""Plays a scenario on a portfolio, as it is and as it would be."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from rebalancer.classify.exposure import Exposures, Floats
from rebalancer.domain.money import ZERO
from rebalancer.progress import Progress, silent
from rebalancer.simulate.break_even import break_even
from rebalancer.simulate.calibration import Calibration, embedded_calibration
from rebalancer.simulate.doubts import doubts
from rebalancer.simulate.groups import group_values
from rebalancer.simulate.ledger import Ledger, chance_of_more
from rebalancer.simulate.paths import scattered_paths, scenario_path
from rebalancer.simulate.result import GroupContribution, ScenarioResult
from rebalancer.simulate.scenario import MAX_MONTHS, SHOCK_GROUPS, Scenario, check
from rebalancer.simulate.start import ImpossibleSimulationError, Start, start_of

MAX_PATHS = 200_000
MAX_VALUES = 20_000_000
"""Paths times months; each portfolio keeps so many numbers of 8 bytes."""
MAX_SEED = 2**63 - 1
PORTFOLIOS = ("current", "planned")
SIMULATING = "Simulating"


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationOptions:
    """How long and how often to play a scenario.

    Attributes:
        months: None for the scenario's own; fewer cut it short, and beyond its end nothing drifts.
        seed: The same seed gives the same result.
    """

    paths: int = 5000
    months: int | None = None
    seed: int = 20260821


DEFAULT_OPTIONS = SimulationOptions()


def simulate(
    exposures: Exposures,
    scenario: Scenario,
    *,
    planned: Exposures | None = None,
    plan_tax: Decimal = ZERO,
    options: SimulationOptions = DEFAULT_OPTIONS,
    calibration: Calibration | None = None,
    progress: Progress = silent,
) -> ScenarioResult:
    """Return where *exposures*, and *planned* beside it on the same paths, can end up.

    *planned* is the portfolio after a plan, before its tax; it starts lower by *plan_tax* (USD),
    every group in proportion. The groups scatter as in *calibration*: by default, as in history.

    Raises:
        ImpossibleScenarioError: A figure of *scenario* is out of range.
        ImpossibleSimulationError: An option is, or a portfolio is worth nothing.
        Cancelled: *progress* says so.
    """
    check(scenario)
    months = scenario.months if options.months is None else options.months
    _check(options, months)
    calibration = calibration or embedded_calibration()
    path = scenario_path(scenario, months)
    today = start_of(exposures, ZERO)
    after = None if planned is None else start_of(planned, plan_tax)
    starts = [start for start in (today, after) if start is not None]
    ledgers = [Ledger(start.groups, months, options.paths) for start in starts]
    batches = scattered_paths(path, calibration, scenario.volatility, options.paths, options.seed)
    for growth in _reported(batches, options.paths, progress):
        for ledger in ledgers:
            ledger.record(growth)
    outcomes = [ledger.outcome() for ledger in ledgers]
    before = group_values(exposures)
    then = None if planned is None else group_values(planned)
    return ScenarioResult(
        scenario=scenario,
        months=months,
        paths=options.paths,
        seed=options.seed,
        current=outcomes[0],
        planned=outcomes[1] if after else None,
        break_even=break_even(today.groups, after.groups, plan_tax, months) if after else None,
        chance_of_rotating=chance_of_more(ledgers[1], ledgers[0]) if after else None,
        by_group=_contributions(path, today, after),
        deterministic={name: at.end(path) for name, at in zip(PORTFOLIOS, starts, strict=False)},
        doubts=tuple(doubts(scenario, months, calibration, before, then, plan_tax)),
    )


def _check(options: SimulationOptions, months: int) -> None:
    ranges = (
        ("number of paths", options.paths, 1, MAX_PATHS),
        ("number of months", months, 1, MAX_MONTHS),
        ("number of paths times months", options.paths * months, 1, MAX_VALUES),
        ("seed", options.seed, 0, MAX_SEED),
    )
    for name, value, low, high in ranges:
        if not low <= value <= high:
            raise ImpossibleSimulationError(
                f"The {name} has to be from {low:,} to {high:,}, not {value:,}."
            )


def _reported(batches: Iterator[Floats], paths: int, progress: Progress) -> Iterator[Floats]:
    """Yield *batches*, reporting before the first and after each."""
    done = 0
    progress(0.0, SIMULATING)
    for growth in batches:
        yield growth
        done += len(growth)
        progress(done / paths, SIMULATING)


def _contributions(
    path: Floats, today: Start, after: Start | None
) -> tuple[GroupContribution, ...]:
    planned = after.gains(path) if after else [None] * len(SHOCK_GROUPS)
    parts = zip(SHOCK_GROUPS, path[-1] - 1.0, today.gains(path), planned, strict=True)
    return tuple(
        GroupContribution(group=group, shock=float(shock), current=current, planned=later)
        for group, shock, current, later in parts
    )
