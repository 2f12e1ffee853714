"""The year's tax as linear programs see it: convex inside a region of how gains are netted.

Netting makes the tax of a short-term and a long-term total linear only as long as both keep their
signs, and brackets bend it further. A region fixes the signs; inside it the tax is a sum of convex
curves, exact for flat rates and exact for brackets around the totals that it is drawn at.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import partial
from itertools import pairwise

from rebalancer.domain.money import ZERO
from rebalancer.rebalance.tax.netting import Gains, net
from rebalancer.rebalance.tax.taxpayer import Situation

_POINT = tuple[float, float]


class Signs(Enum):
    """Which of a year's two totals are gains."""

    BOTH = "both"
    LONG = "long"
    """A short-term loss reduces a larger long-term gain."""
    SHORT = "short"
    """A long-term loss reduces a larger short-term gain."""
    LOSS = "loss"
    """More losses than gains."""


_LOSSES = {
    Signs.BOTH: (),
    Signs.LONG: ((True, False),),
    Signs.SHORT: ((False, True),),
    Signs.LOSS: ((True, True),),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A convex cost of a total of the year's gains, in USD.

    Attributes:
        of_short, of_long: What the total is made of.
        bends: The totals at which a slope begins, rising.
        slopes: Per bend, rising; the last one has no end, and the first no beginning.
        cost: At the first bend.
        least: The least total in the region; None where there is no least.
    """

    of_short: bool
    of_long: bool
    bends: tuple[float, ...]
    slopes: tuple[float, ...]
    cost: float
    least: float | None

    @property
    def lines(self) -> Iterator[tuple[float, float]]:
        """Yield slopes and costs at nothing: the curve is the dearest of these lines."""
        cost = self.cost
        for number, (bend, slope) in enumerate(zip(self.bends, self.slopes, strict=True)):
            if number:
                cost += (bend - self.bends[number - 1]) * self.slopes[number - 1]
            yield slope, cost - slope * bend


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRegion:
    """The tax of a plan where the totals have certain signs."""

    before: Gains
    """The year's totals without the plan."""
    curves: tuple[Curve, ...]
    losses: tuple[tuple[bool, bool], ...]
    """Totals that are no gains here: whether short-term and whether long-term counts."""
    free: float
    """USD that the curves come to together at most where a plan costs nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The totals that a plan can bring a year to."""

    low: Gains
    high: Gains


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxView:
    """What a plan's gains cost in the year; the least is nothing, however large its losses."""

    situation: Situation

    @property
    def before(self) -> Gains:
        """The year's totals without the plan, losses of earlier years taken off."""
        realised, carried = self.situation.realised, self.situation.carried
        return Gains(short=realised.short - carried.short, long=realised.long - carried.long)

    def cost(self, gains: Gains) -> float:
        """Return USD that the plan's *gains* cost, exactly."""
        return max(0.0, float(self._cost(self.before + gains) - self._cost(self.before)))

    def _cost(self, totals: Gains) -> Decimal:
        taxpayer = self.situation.taxpayer
        return taxpayer.owed(net(totals, limit=taxpayer.loss_limit))

    def regions(self, reach: Reach) -> Iterator[Signs]:
        """Yield the signs that totals within *reach* can have.

        Losses beyond what was there before are worth nothing, and count as mixed signs.
        """
        yield Signs.BOTH
        if reach.low.short < 0:
            yield Signs.LONG
        if reach.low.long < 0:
            yield Signs.SHORT
        if self.before.short + self.before.long < 0:
            yield Signs.LOSS

    def region(self, signs: Signs, reach: Reach, at: Gains) -> TaxRegion:
        """Return the tax where the totals have *signs*, drawn around the totals *at*."""
        free = self._cost(self.before)
        if signs is Signs.BOTH:  # two curves through one point count what that costs twice
            free += self._cost(Gains(short=max(ZERO, at.short), long=max(ZERO, at.long)))
        return TaxRegion(
            before=self.before,
            curves=self._curves(signs, reach, at),
            losses=_LOSSES[signs],
            free=float(free),
        )

    def _curves(self, signs: Signs, reach: Reach, at: Gains) -> tuple[Curve, ...]:
        high, low = reach.high, reach.low
        if signs is Signs.BOTH:
            low = Gains(short=max(ZERO, low.short), long=max(ZERO, low.long))
            short, long = max(ZERO, at.short), max(ZERO, at.long)
            of_short = partial(Gains, long=long)
            of_long = partial(Gains, short=short)
            return (
                self._curve(lambda total: of_short(short=total), low.short, high.short, long=False),
                self._curve(lambda total: of_long(long=total), low.long, high.long, short=False),
            )
        if signs is Signs.LOSS:
            lowest = min(low.short, ZERO) + min(low.long, ZERO)
            return (self._curve(lambda total: Gains(short=total), lowest, ZERO),)
        if signs is Signs.LONG:
            return (self._curve(lambda total: Gains(long=total), ZERO, high.long),)
        return (self._curve(lambda total: Gains(short=total), ZERO, high.short),)

    def _curve(
        self,
        totals: Callable[[Decimal], Gains],
        start: Decimal,
        end: Decimal,
        *,
        short: bool = True,
        long: bool = True,
    ) -> Curve:
        """Return the cost of *totals* between *start* and *end*."""
        end = max(end, start + 1)
        taxpayer = self.situation.taxpayer
        netted = net(totals(start), limit=taxpayer.loss_limit)
        kinks = {start + kink for kink in taxpayer.kinks(netted)} | {-taxpayer.loss_limit}
        points = sorted({start, end, *(kink for kink in kinks if start < kink < end)})
        corners = _lower_hull([(float(x), float(self._cost(totals(x)))) for x in points])
        return Curve(
            of_short=short,
            of_long=long,
            bends=tuple(x for x, _ in corners[:-1]),
            slopes=tuple(_slope(left, right) for left, right in pairwise(corners)),
            cost=corners[0][1],
            least=None if short and long else 0.0,
        )


def _lower_hull(points: Sequence[_POINT]) -> list[_POINT]:
    """Return the corners of the largest convex curve that is nowhere above *points*."""
    hull: list[_POINT] = []
    for point in points:
        while len(hull) > 1 and _slope(hull[-2], hull[-1]) >= _slope(hull[-1], point):
            hull.pop()
        hull.append(point)
    return hull


def _slope(left: _POINT, right: _POINT) -> float:
    return (right[1] - left[1]) / (right[0] - left[0])
