"""What market commentary said of the rotation, held against what prices say.

The commentaries are of January 2026 and speak of the Russell 2000, the Nasdaq and the S&P 500; the
figures are total returns of the funds IWM, QQQ and SPY, so a small difference proves nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rebalancer.market.history import Figures
from rebalancer.measure.figure import Figure, longest_streak, total_return

BETTING_BIG = (
    "“The Great Rotation of 2026: Why Wall Street is Betting Big on the Russell 2000”, "
    "22 January 2026"
)
TRADING_OPENS = (
    "“The Great Rotation: Small Caps Lead the Charge as 2026 Trading Opens”, first sessions of 2026"
)
YEAR_TO_DATE = "untitled commentary (Russell 2000 +5.8 % year to date), 13 January 2026"
RECORD_HIGHS = "untitled commentary (Russell 2000 at record highs), first trading week of 2026"
ABANDONING_BIG_TECH = (
    "“The Great Rotation of 2026: Why Wall Street is Abandoning Big Tech for Main Street "
    "Small Caps”, 28 January 2026"
)

LAST_CLOSE_OF_2025 = date(2025, 12, 31)
WITHIN = 0.005
"""A claimed return agrees with a measured one that is no more than half a point away."""


Measure = Callable[[Figures], Figure]
"""Takes a figure from daily total returns."""


class Verdict(StrEnum):
    """What the figures say of a claim."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNCHECKED = "cannot be checked offline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A measurable sentence of a commentary.

    Attributes:
        source: Whose sentence it is, with its date.
        claimed: The number in it, in the unit of the measured figure.
        measure: Takes the figure from daily total returns; None if no embedded table has it.
    """

    source: str
    sentence: str
    claimed: float
    last: date
    """The figure cannot be taken before this day."""
    measure: Measure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCheck:
    """A claim and the figure side by side.

    Attributes:
        difference: Figure less claim; None where it cannot be checked.
    """

    source: str
    sentence: str
    claimed: float
    figure: Figure | None
    verdict: Verdict
    difference: float | None


def check_claims(daily: Figures) -> tuple[ClaimCheck, ...]:
    """Return every claim with what *daily* total returns say of it."""
    return tuple(_check(claim, daily) for claim in CLAIMS)


def _check(claim: Claim, daily: Figures) -> ClaimCheck:
    figure = None
    if claim.measure is not None and daily.days[-1] >= claim.last:
        figure = claim.measure(daily)
    difference, verdict = None, Verdict.UNCHECKED
    if figure is not None and figure.value is not None:
        difference = figure.value - claim.claimed
        verdict = Verdict.AGREES if abs(difference) <= WITHIN else Verdict.DIFFERS
    return ClaimCheck(
        source=claim.source,
        sentence=claim.sentence,
        claimed=claim.claimed,
        figure=figure,
        verdict=verdict,
        difference=difference,
    )


def _returned(symbol: str, until: date, since: date = LAST_CLOSE_OF_2025) -> Measure:
    return lambda daily: total_return(daily, symbol, since, until)


def _outran(symbol: str, against: str, first: date, last: date) -> Measure:
    def streak(daily: Figures) -> Figure:
        window = daily.between(first, last)
        return longest_streak(window, window.series(symbol) > window.series(against))

    return streak


def _fell(symbol: str, first: date, last: date) -> Measure:
    def streak(daily: Figures) -> Figure:
        window = daily.between(first, last)
        return longest_streak(window, window.series(symbol) < 0)

    return streak


def _january(day: int) -> date:
    return date(2026, 1, day)


CLAIMS = (
    Claim(
        source=f"{BETTING_BIG}; {ABANDONING_BIG_TECH}",
        sentence="The Russell 2000 beat the Nasdaq on 10 consecutive sessions in early January.",
        claimed=10,
        last=_january(31),
        measure=_outran("IWM", "QQQ", _january(1), _january(31)),
    ),
    Claim(
        source=YEAR_TO_DATE,
        sentence="The Russell 2000 is up 5.8 % year to date on 13 January.",
        claimed=0.058,
        last=_january(13),
        measure=_returned("IWM", _january(13)),
    ),
    Claim(
        source=YEAR_TO_DATE,
        sentence="The S&P 500 is up 1.9 % year to date on 13 January.",
        claimed=0.019,
        last=_january(13),
        measure=_returned("SPY", _january(13)),
    ),
    Claim(
        source=RECORD_HIGHS,
        sentence="IWM gained 6.2 % in the first trading week.",
        claimed=0.062,
        last=_january(9),
        measure=_returned("IWM", _january(9)),
    ),
    Claim(
        source=BETTING_BIG,
        sentence="The Russell 2000 is up nearly 8 % year to date on 22 January.",
        claimed=0.08,
        last=_january(22),
        measure=_returned("IWM", _january(22)),
    ),
    Claim(
        source=ABANDONING_BIG_TECH,
        sentence="The Russell 2000 is up nearly 8 % year to date on 28 January.",
        claimed=0.08,
        last=_january(28),
        measure=_returned("IWM", _january(28)),
    ),
    Claim(
        source=ABANDONING_BIG_TECH,
        sentence="QQQ is up 2.0 % year to date on 28 January.",
        claimed=0.02,
        last=_january(28),
        measure=_returned("QQQ", _january(28)),
    ),
    Claim(
        source=RECORD_HIGHS,
        sentence="Apple fell on 7 consecutive sessions into early January.",
        claimed=7,
        last=_january(14),
        measure=_fell("AAPL", date(2025, 12, 24), _january(14)),
    ),
    Claim(
        source=ABANDONING_BIG_TECH,
        sentence="Apple is down about 8 % year to date on 28 January.",
        claimed=-0.08,
        last=_january(28),
        measure=_returned("AAPL", _january(28)),
    ),
    Claim(
        source=TRADING_OPENS,
        sentence="The Russell 2000 gained 12 % in the last three weeks of December 2025.",
        claimed=0.12,
        last=LAST_CLOSE_OF_2025,
        measure=_returned("IWM", LAST_CLOSE_OF_2025, since=date(2025, 12, 10)),
    ),
    Claim(
        source=RECORD_HIGHS,
        sentence="Over 60 % of the Russell 2000's members rose on the day of its record high.",
        claimed=0.6,
        last=_january(9),
    ),
)
