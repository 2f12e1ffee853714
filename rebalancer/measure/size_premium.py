"""The size premium: by how much a year small companies did better than large ones, since 1926."""

from dataclasses import dataclass

import numpy as np

from rebalancer.classify.exposure import Floats
from rebalancer.market.history import Figures
from rebalancer.measure.figure import Curve, Figure, Unit, whole_window

SMALL, LARGE = "small_30", "large_30"
"""The smallest and the largest 30 % of US companies, by their value."""
MONTHS = 120
"""Over ten years a premium is told from noise, if at all."""
A_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class SizePremium:
    """Growth of small companies over that of large ones, as a rate per year.

    Attributes:
        whole: Over every month there is.
        latest: Over the last ten years; None where there are not so many.
        led: In which share (0..1) of all spans of ten years small companies did better.
        curve: Over the ten years that end with each month.
    """

    whole: Figure
    latest: Figure
    led: Figure
    curve: Curve


def size_premium(portfolios: Figures) -> SizePremium:
    """Return the premium in *portfolios*, the monthly returns by company value."""
    lead = np.log1p(portfolios.series(SMALL)) - np.log1p(portfolios.series(LARGE))
    rates = _rates_over(lead, min(MONTHS, len(lead)))
    reaches = len(lead) >= MONTHS
    last_years = portfolios.latest(MONTHS)
    return SizePremium(
        whole=whole_window(portfolios, _rates_over(lead, len(lead))[-1].item(), Unit.SHARE),
        latest=whole_window(last_years, rates[-1].item() if reaches else None, Unit.SHARE),
        led=whole_window(portfolios, float(np.mean(rates > 0)) if reaches else None, Unit.PART),
        curve=Curve(
            title="Small companies' yearly lead over ten years",
            dates=portfolios.days[len(portfolios.days) - len(rates) :],
            values=rates,
            source=portfolios.source,
        ),
    )


def _rates_over(lead: Floats, months: int) -> Floats:
    """Return the yearly rate over the *months* that end with each month from the first whole span.

    Args:
        lead: Logarithm of small growth over large growth, per month.
        months: At least 1, at most as many as there are.
    """
    sums = np.concatenate(([0.0], np.cumsum(lead)))
    return np.expm1((sums[months:] - sums[:-months]) * A_YEAR / months)
