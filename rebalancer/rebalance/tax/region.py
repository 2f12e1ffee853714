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

    def around(self, total: float) -> tuple[float, Sequence[tuple[float, float]]]:
        """Return the curve as its slope at *total*, and what bends it up on either side.

        Below the first bend the first slope goes on. Each further bend comes with the rise of
        the slope there: it adds that much per dollar on the side of it where *total* is not.
        """
        at = max((n for n, bend in enumerate(self.bends) if bend <= total), default=0)
        rises = [right - left for left, right in pairwise(self.slopes)]
        return self.slopes[at], tuple(zip(self.bends[1:], rises, strict=True))

    def change(self, start: float, end: float) -> float:
        """Return by how much the curve, read so, is higher at *end* than at *start*."""
        slope, bends = self.around(start)
        beyond = ((end - bend) * (1 if bend > start else -1) for bend, _ in bends)
        rises = (rise * max(0.0, over) for (_, rise), over in zip(bends, beyond, strict=True))
        return slope * (end - start) + sum(rises)

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
    seeks_losses: bool = False
    """Whether the tax saved counts as well: the curves are then read around ``before``."""
    constant: float = 0.0
    """USD on top of the curves; a linear program cannot see it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The totals that a plan can bring a year to."""

    low: Gains
    high: Gains


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxView:
    """What a plan's gains cost in the year.

    Attributes:
        carried_value: USD that a dollar of loss which goes to the next year is worth. None where
            losses are not sought: a plan then costs nothing at least, however large its losses.
    """

    situation: Situation
    carried_value: Decimal | None = None

    @property
    def before(self) -> Gains:
        """The year's totals without the plan, losses of earlier years taken off."""
        realised, carried = self.situation.realised, self.situation.carried
        return Gains(short=realised.short - carried.short, long=realised.long - carried.long)

    def cost(self, gains: Gains) -> float:
        """Return USD that the plan's *gains* cost, exactly."""
        change = float(self._cost(self.before + gains) - self._cost(self.before))
        return change if self.seeks_losses else max(0.0, change)

    @property
    def seeks_losses(self) -> bool:
        """Whether a loss is worth something of its own."""
        return self.carried_value is not None

    def _cost(self, totals: Gains) -> Decimal:
        taxpayer = self.situation.taxpayer
        netted = net(totals, limit=taxpayer.loss_limit)
        carried = netted.carried.short + netted.carried.long
        return taxpayer.owed(netted) - (self.carried_value or ZERO) * carried

    def regions(self, reach: Reach) -> Iterator[Signs]:
        """Yield the signs that totals within *reach* can have.

        Losses beyond what was there before count as mixed signs where they are not sought.
        """
        yield Signs.BOTH
        if reach.low.short < 0:
            yield Signs.LONG
        if reach.low.long < 0:
            yield Signs.SHORT
        least = reach.low if self.seeks_losses else self.before
        if least.short + least.long < 0:
            yield Signs.LOSS

    def region(self, signs: Signs, reach: Reach, at: Gains) -> TaxRegion:
        """Return the tax where the totals have *signs*, drawn around the totals *at*."""
        free = self._cost(self.before)
        if signs is Signs.BOTH:  # two curves through one point count what that costs twice
            free += self._cost(Gains(short=max(ZERO, at.short), long=max(ZERO, at.long)))
        curves = self._curves(signs, reach, at)
        return TaxRegion(
            before=self.before,
            curves=curves,
            losses=_LOSSES[signs],
            free=float(free),
            seeks_losses=self.seeks_losses,
            constant=self._constant(curves, _inside(signs, at)) if self.seeks_losses else 0.0,
        )

    def _constant(self, curves: Sequence[Curve], totals: Gains) -> float:
        """Return USD by which *totals* cost more than *curves*, read around ``before``, say."""
        before = self.before
        said = sum(
            curve.change(
                float(before.short * curve.of_short + before.long * curve.of_long),
                float(totals.short * curve.of_short + totals.long * curve.of_long),
            )
            for curve in curves
        )
        return float(self._cost(totals) - self._cost(before)) - said

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
        ends_at_nothing = self.seeks_losses and start >= 0  # what is below it is worth less
        end = max(end, start + 1)
        taxpayer = self.situation.taxpayer
        deducted = max(start, -taxpayer.loss_limit)  # below it, the year's tax stays as it is
        netted = net(totals(deducted), limit=taxpayer.loss_limit)
        kinks = {deducted + kink for kink in taxpayer.kinks(netted)} | {-taxpayer.loss_limit}
        points = sorted({start, end, *(kink for kink in kinks if start < kink < end)})
        corners = _lower_hull([(float(x), float(self._cost(totals(x)))) for x in points])
        return Curve(
            of_short=short,
            of_long=long,
            bends=tuple(x for x, _ in corners[:-1]),
            slopes=tuple(_slope(left, right) for left, right in pairwise(corners)),
            cost=corners[0][1],
            least=None if short and long and not ends_at_nothing else 0.0,
        )


def _inside(signs: Signs, at: Gains) -> Gains:
    """Return totals with *signs*, at *at* where that has them."""
    if signs is Signs.BOTH:
        return Gains(short=max(ZERO, at.short), long=max(ZERO, at.long))
    together = at.short + at.long
    if signs is Signs.LOSS:
        return Gains(short=min(ZERO, together))
    gain = max(ZERO, together)
    return Gains(long=gain) if signs is Signs.LONG else Gains(short=gain)


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
