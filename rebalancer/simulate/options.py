"""What a person decides about a simulation, apart from the scenario itself."""

from dataclasses import dataclass
from enum import StrEnum

from rebalancer.simulate.flaws import MAX_MONTHS
from rebalancer.simulate.start import ImpossibleSimulationError

MAX_PATHS = 200_000
MAX_VALUES = 20_000_000
"""Paths times months; each portfolio keeps so many numbers of 8 bytes."""
MAX_SEED = 2**63 - 1
MAX_FLOW = 1e9
MAX_YEARLY_FEE = 0.1
MAX_COST = 0.1


class Scatter(StrEnum):
    """Where the noise around a scenario comes from."""

    FAT_TAILS = "fat_tails"
    """Student's t with the volatility and the correlations of history."""
    PAST_MONTHS = "past_months"
    """Months of history in blocks, all groups of a month together: the stationary bootstrap.

    In a replay it is the months of its window.
    """


class Rebalancing(StrEnum):
    """When the mix of the start is restored on the way."""

    NEVER = "never"
    MONTHLY = "monthly"
    AT_BAND = "at_band"
    """As soon as a group's share is off by ``band`` of itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationOptions:
    """How long, how often and with which habits to play a scenario.

    Attributes:
        months: None for the scenario's own; fewer cut it short, and beyond its end nothing drifts.
        seed: The same seed gives the same result.
        scatter: None for the scenario's own: past months in a replay that is long enough to have
            blocks, else fat tails.
        block_months: Mean length of the blocks of past months; None lets history decide.
        monthly_flow: USD paid in at the end of every month, or taken out (negative).
        band: Relative to the group's share of the mix.
        yearly_fee: Share of the portfolio, taken off its growth.
        cost: Share of what rebalancing on the way trades.
    """

    paths: int = 5000
    months: int | None = None
    seed: int = 20260821
    scatter: Scatter | None = None
    block_months: float | None = None
    monthly_flow: float = 0.0
    rebalancing: Rebalancing = Rebalancing.NEVER
    band: float = 0.2
    yearly_fee: float = 0.0
    cost: float = 0.0005


DEFAULT_OPTIONS = SimulationOptions()


def check_options(options: SimulationOptions, months: int) -> None:
    """Do nothing if *options* can be carried out over so many *months*.

    Raises:
        ImpossibleSimulationError: Naming the first that is out of range.
    """
    counts = (
        ("number of paths", options.paths, 1, MAX_PATHS),
        ("number of months", months, 1, MAX_MONTHS),
        ("number of paths times months", options.paths * months, 1, MAX_VALUES),
        ("seed", options.seed, 0, MAX_SEED),
        ("monthly flow", options.monthly_flow, -MAX_FLOW, MAX_FLOW),
        ("band", options.band, 0, 1),
        ("yearly fee", options.yearly_fee, 0, MAX_YEARLY_FEE),
        ("cost of trading", options.cost, 0, MAX_COST),
    )
    for name, value, low, high in counts:
        if not low <= value <= high:
            raise ImpossibleSimulationError(
                f"The {name} has to be from {low:,} to {high:,}, not {value:,}."
            )
    if options.block_months is not None and not 1 <= options.block_months <= months:
        raise ImpossibleSimulationError(
            f"The blocks of past months have to be from 1 to {months} months long, "
            f"not {options.block_months:g}."
        )
