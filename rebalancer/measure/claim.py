"""What market commentary said of the rotation, held against what prices say.

The commentaries are of January 2026 and speak of the Russell 2000, the Nasdaq and the S&P 500; the
figures are total returns of the funds IWM, QQQ and SPY, so a small difference proves nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from rebalancer.market.history import Figures
from rebalancer.measure.figure import Figure, Unit, longest_streak, total_return

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
WITHIN = {Unit.SHARE: 0.005, Unit.BASIS_POINTS: 50.0, Unit.SESSIONS: 0.0, Unit.CORRELATION: 0.0}
"""A claim agrees with a figure no further away than this: half a point, and no session."""
POLICY_RATE = "fed_funds"
BASIS_POINTS = 10_000


class Evidence(NamedTuple):
    """What claims are held against.

    Attributes:
        daily: Total returns per session.
        rates: Yields and the policy rate per month.
    """

    daily: Figures
    rates: Figures


Measure = Callable[[Evidence], Figure]
"""Takes a figure from the embedded tables."""


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
        measure: Takes the figure; None if no embedded table has it.
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


def check_claims(evidence: Evidence) -> tuple[ClaimCheck, ...]:
    """Return every claim with what the figures say of it."""
    return tuple(_check(claim, evidence) for claim in CLAIMS)


def _check(claim: Claim, evidence: Evidence) -> ClaimCheck:
    figure = None
    if claim.measure is not None and evidence.daily.days[-1] >= claim.last:
        figure = claim.measure(evidence)
    difference, verdict = None, Verdict.UNCHECKED
    if figure is not None and figure.value is not None:
        difference = figure.value - claim.claimed
        verdict = Verdict.AGREES if abs(difference) <= WITHIN[figure.unit] else Verdict.DIFFERS
    return ClaimCheck(
        source=claim.source,
        sentence=claim.sentence,
        claimed=claim.claimed,
        figure=figure,
        verdict=verdict,
        difference=difference,
    )


def _returned(symbol: str, until: date, since: date = LAST_CLOSE_OF_2025) -> Measure:
    return lambda evidence: total_return(evidence.daily, symbol, since, until)


def _ahead(symbol: str, of: str, until: date) -> Measure:
    def gap(evidence: Evidence) -> Figure:
        ours = total_return(evidence.daily, symbol, LAST_CLOSE_OF_2025, until)
        theirs = total_return(evidence.daily, of, LAST_CLOSE_OF_2025, until)
        value = None
        if ours.value is not None and theirs.value is not None:
            value = (ours.value - theirs.value) * BASIS_POINTS
        return replace(ours, value=value, unit=Unit.BASIS_POINTS)

    return gap


def _outran(symbol: str, against: str, first: date, last: date) -> Measure:
    def streak(evidence: Evidence) -> Figure:
        window = evidence.daily.between(first, last)
        return longest_streak(window, window.series(symbol) > window.series(against))

    return streak


def _fell(symbol: str, first: date, last: date) -> Measure:
    def streak(evidence: Evidence) -> Figure:
        window = evidence.daily.between(first, last)
        return longest_streak(window, window.series(symbol) < 0)

    return streak


def _policy_rate(month: date) -> Measure:
    """Measure the average policy rate of the month that ends on *month*."""
    return lambda evidence: _rate(evidence.rates, month)


def _policy_change(first: date, last: date) -> Measure:
    """Measure by how much the policy rate changed between two months, by their last days."""

    def change(evidence: Evidence) -> Figure:
        before, after = _rate(evidence.rates, first), _rate(evidence.rates, last)
        value = None
        if before.value is not None and after.value is not None:
            value = (after.value - before.value) * BASIS_POINTS
        return replace(after, value=value, unit=Unit.BASIS_POINTS, first=first)

    return change


def _rate(rates: Figures, month: date) -> Figure:
    known = rates.known(POLICY_RATE)
    value = dict(zip(known.days, known.series(POLICY_RATE), strict=True)).get(month)
    return Figure(
        value=None if value is None else float(value),
        unit=Unit.SHARE,
        first=month.replace(day=1),
        last=month,
        source=known.source,
    )


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
        source=f"{BETTING_BIG}; {ABANDONING_BIG_TECH}",
        sentence="The 10 sessions in a row are its longest streak in over 30 years.",
        claimed=30,
        last=_january(31),
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
        source=YEAR_TO_DATE,
        sentence="The Russell 2000 is nearly 400 basis points ahead of the S&P 500 on 13 January.",
        claimed=400,
        last=_january(13),
        measure=_ahead("IWM", "SPY", _january(13)),
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
        source=TRADING_OPENS,
        sentence="The Russell 2000 was at 2,590 at the end of 2025.",
        claimed=2590,
        last=LAST_CLOSE_OF_2025,
    ),
    Claim(
        source=TRADING_OPENS,
        sentence="Three cuts lowered the policy rate by 75 basis points in late 2025.",
        claimed=-75,
        last=_january(31),
        measure=_policy_change(date(2025, 8, 31), _january(31)),
    ),
    Claim(
        source=TRADING_OPENS,
        sentence="Since December 2025 the policy rate is between 3.50 % and 3.75 %.",
        claimed=0.03625,
        last=_january(31),
        measure=_policy_rate(_january(31)),
    ),
    Claim(
        source=RECORD_HIGHS,
        sentence="Over 60 % of the Russell 2000's members rose on the day of its record high.",
        claimed=0.6,
        last=_january(9),
    ),
    Claim(
        source=RECORD_HIGHS,
        sentence="The breadth of the record day is the highest in three years.",
        claimed=3,
        last=_january(9),
    ),
)
