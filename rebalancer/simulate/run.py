"""Plays a scenario on a portfolio, as it is and as it would be."""

from dataclasses import replace
from decimal import Decimal

import numpy as np

from rebalancer.classify.exposure import Exposures
from rebalancer.domain.money import ZERO
from rebalancer.progress import Progress, silent
from rebalancer.simulate.break_even import break_even
from rebalancer.simulate.calibration import (
    Calibration,
    calibrate_window,
    embedded_calibration,
)
from rebalancer.simulate.certain import walk_certainly
from rebalancer.simulate.contributions import contributions_by_group, contributions_by_holding
from rebalancer.simulate.doubts import Basis, doubts
from rebalancer.simulate.flaws import check
from rebalancer.simulate.kernel import AT_BAND, MONTHLY, NEVER, Custom, Noise, make_noise
from rebalancer.simulate.options import (
    DEFAULT_OPTIONS,
    Rebalancing,
    Scatter,
    SimulationOptions,
    check_options,
)
from rebalancer.simulate.outcome import chance_of_more, outcome_of
from rebalancer.simulate.paths import scenario_path, way_of
from rebalancer.simulate.result import ScenarioResult
from rebalancer.simulate.scenario import SHOCK_GROUPS, Scenario
from rebalancer.simulate.start import ImpossibleSimulationError, start_of
from rebalancer.simulate.walks import walk_all

PORTFOLIOS = ("current", "planned")
FEWEST_MONTHS = 12
"""A shorter window of history has no ranges to speak of."""
_RULES = {
    Rebalancing.NEVER: NEVER,
    Rebalancing.MONTHLY: MONTHLY,
    Rebalancing.AT_BAND: AT_BAND,
}


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
    every group in proportion. The groups scatter as in *calibration*, by default as in history;
    where past months of a replay come back, as in its window.

    Raises:
        ImpossibleScenarioError: A figure of *scenario* is out of range.
        ImpossibleSimulationError: An option is, or a portfolio is worth nothing.
        RebalancerError: The embedded history lacks what is to be replayed or moved.
        Cancelled: *progress* says so.
    """
    months = _months(scenario, options)
    path = scenario_path(scenario, months)
    options, calibration = scatter_of(scenario, options, calibration or embedded_calibration())
    way = way_of(path, options.monthly_flow, options.yearly_fee)
    custom = Custom(_RULES[options.rebalancing], options.band, options.cost)
    noise = noise_of(calibration, scenario.volatility, options)
    played = [exposures, planned] if planned else [exposures]
    today, *later = starts = list(map(start_of, played, (ZERO, plan_tax)))
    after = later[0] if later else None
    held = np.array([start.groups for start in starts])
    walks = walk_all(held, way, noise, custom, options.paths, progress=progress)
    outcomes = [outcome_of(*walk) for walk in zip(walks.values, walks.falls, strict=True)]
    certain = [walk_certainly(start, way, custom) for start in starts]
    basis = Basis(scenario, months, options, calibration)
    return ScenarioResult(
        scenario=scenario,
        months=months,
        options=options,
        current=outcomes[0],
        planned=outcomes[1] if after else None,
        break_even=break_even(today.groups, after.groups, plan_tax, months) if after else None,
        chance_of_rotating=chance_of_more(walks.ends[1], walks.ends[0]) if after else None,
        by_group=contributions_by_group(path[-1] - 1.0, *certain),
        by_holding=contributions_by_holding(*zip(played, certain, strict=True)),
        certain=dict(zip(PORTFOLIOS, certain, strict=False)),
        doubts=tuple(doubts(basis, exposures, planned, plan_tax)),
    )


def _months(scenario: Scenario, options: SimulationOptions) -> int:
    """Return how many months are played, once it is sure that they can be."""
    check(scenario)
    months = scenario.months if options.months is None else options.months
    check_options(options, months)
    return months


def scatter_of(
    scenario: Scenario, options: SimulationOptions, history: Calibration
) -> tuple[SimulationOptions, Calibration]:
    """Return *options* that say where the noise comes from, and what it is measured on.

    Raises:
        ImpossibleSimulationError: The window of a replay is too short to have blocks.
    """
    replay = scenario.replay
    is_long = replay is not None and replay.window >= FEWEST_MONTHS
    scatter = options.scatter or (Scatter.PAST_MONTHS if is_long else Scatter.FAT_TAILS)
    options = replace(options, scatter=scatter)
    if replay is None or scatter is Scatter.FAT_TAILS:
        return options, history
    if not is_long:
        raise ImpossibleSimulationError(
            f"“{scenario.title}” replays {replay.window} months; past months can only come back in "
            f"blocks where there are {FEWEST_MONTHS} or more.",
            remedy="Let it scatter with fat tails.",
        )
    return options, calibrate_window(scenario_path(scenario, replay.window), replay)


def noise_of(calibration: Calibration, volatility: float, options: SimulationOptions) -> Noise:
    """Return what scatters the paths: *volatility* times what history did."""
    past = np.empty((len(SHOCK_GROUPS), 0))
    length = 1.0
    if options.scatter is Scatter.PAST_MONTHS:
        past = calibration.months.T * volatility
        length = options.block_months or calibration.block_length
    return make_noise(calibration.factor * volatility, past, 1.0 / length, options.seed)
