"""What figures rest on, in sentences that several cards say."""

from rebalancer.measure.measurement import Measurement, Share
from ui.charts.whisker import Bounds
from ui.format import day, percent
from ui.language import tr

MARKET = tr("US market (VTI)")
BOUNDS_OF_COMPANY = tr(
    "The whisker ends where a share would be if everything that is not looked through, and may "
    "hold the company, were that company."
)


def basis(measurement: Measurement) -> str:
    """Return of what day the figures are, and how much is looked through."""
    dated = (
        tr("Holdings as of {as_of}", as_of=day(measurement.as_of))
        if measurement.as_of
        else tr("No date in file")
    )
    return tr(
        "{dated}; {coverage} of the value is looked through.",
        dated=dated,
        coverage=percent(measurement.coverage),
    )


def bounds_of(share: Share) -> Bounds:
    """Return between what *share* lies, as charts draw it."""
    return Bounds(lower=share.lower, upper=share.upper)


def between(share: Share) -> str:
    """Return the bounds of *share* as a person reads them, or "" where they are one figure."""
    if not bounds_of(share).is_wide:
        return ""
    return tr(
        "at least {lower}, at most {upper}", lower=percent(share.lower), upper=percent(share.upper)
    )
