"""Where a portfolio stands when a simulation begins."""

from dataclasses import dataclass
from decimal import Decimal

from rebalancer.classify.exposure import Exposures, Floats
from rebalancer.domain.money import to_cents
from rebalancer.errors import RebalancerError
from rebalancer.simulate.groups import group_values


class ImpossibleSimulationError(RebalancerError):
    """A simulation cannot run with what it was given."""

    title = "This cannot be simulated"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Start:
    """A portfolio today, its plan's tax paid: USD per group, and their sum in whole cents."""

    groups: Floats
    worth: Decimal


def start_of(exposures: Exposures, tax: Decimal) -> Start:
    """Return where *exposures* stand once *tax* (USD) is taken from every group in proportion.

    Raises:
        ImpossibleSimulationError: Nothing is left.
    """
    worth = exposures.total
    if worth <= tax or worth <= 0:
        raise ImpossibleSimulationError(
            f"The portfolio is worth {worth:,.2f} USD, of which {tax:,.2f} USD go in tax: "
            "nothing is left to simulate.",
            remedy="Import holdings that are worth something.",
        )
    left = 1.0 - float(tax / worth)
    return Start(groups=group_values(exposures) * left, worth=to_cents(worth - tax))
