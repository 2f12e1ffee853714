"""How a household's gains are taxed, as the policy says it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from rebalancer.domain.money import ZERO
from rebalancer.rebalance.tax.netting import NO_GAINS, Gains
from rebalancer.rebalance.tax.year import FilingStatus


class WashSales(StrEnum):
    """What to do about a loss that the plan's own purchases would disallow."""

    AVOID = "avoid"
    WARN = "warn"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRules:
    """How gains are taxed: at two flat marginal rates (0..1), or exactly by federal brackets.

    The brackets are used where ``filing_status`` is given; the flat rates otherwise.
    """

    short_term_rate: float = 0.40
    long_term_rate: float = 0.20
    filing_status: FilingStatus | None = None
    income: Decimal = ZERO
    """USD of other ordinary income this year, before the standard deduction."""
    state_rate: float = 0.0
    """Share of every gain, on top of the federal brackets."""
    niit: bool = True
    """Whether the net investment income tax is computed on top of the federal brackets."""
    realised: Gains = NO_GAINS
    """Gains of this year before the plan; losses are negative."""
    loss_carryforward: Gains = NO_GAINS
    """Losses carried from earlier years, as positive amounts."""
    gain_budget: Decimal | None = None
    """USD of gains, less losses, that the plan may realise."""
    short_term_gain_max: Decimal | None = None
    wash_sales: WashSales = WashSales.AVOID
    wait_for_long_term: int = 0
    """Days within which a gain that turns long-term is not taken."""


DEFAULT_TAX_RULES = TaxRules()
"""Two flat rates, wash sales avoided; said wherever it is used."""
