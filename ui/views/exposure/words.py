"""What figures rest on, in sentences that several cards say."""

from rebalancer.measure.measurement import Measurement, Share
from ui.charts.whisker import Bounds
from ui.format import day, percent

MARKET = "US market (VTI)"
BOUNDS_OF_COMPANY = (
    "The whisker ends where a share would be if everything that is not looked through, and may "
    "hold the company, were that company."
)


def basis(measurement: Measurement) -> str:
    """Return of what day the figures are, and how much is looked through."""
    dated = f"Holdings as of {day(measurement.as_of)}" if measurement.as_of else "No date in file"
    return f"{dated}; {percent(measurement.coverage)} of the value is looked through."


def bounds_of(share: Share) -> Bounds:
    """Return between what *share* lies, as charts draw it."""
    return Bounds(lower=share.lower, upper=share.upper)


def between(share: Share) -> str:
    """Return the bounds of *share* as a person reads them, or "" where they are one figure."""
    if not bounds_of(share).is_wide:
        return ""
    return f"at least {percent(share.lower)}, at most {percent(share.upper)}"
