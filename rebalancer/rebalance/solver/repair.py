"""From fractions to whole shares: a search among the whole numbers near a fractional answer."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np

from rebalancer.progress import Progress
from rebalancer.rebalance.model.joint import TOLERANCE, JointModel
from rebalancer.rebalance.model.linear import Answer, Floats, Ints, plain_sum, with_rules_written
from rebalancer.rebalance.model.rules import DUST
from rebalancer.rebalance.solver.search import Effort, Search

NEAR = 2
"""Whole shares are searched this far from the fractional answer, beside what one share costs."""
PROVED = 1e-9
"""The search ends this near to its bound, as a share of the household's value."""
ENOUGH = 1e-7
"""A plan this near to its bound, as a share of the household's value, is not worth improving."""
GOOD = 1e-5
"""A plan this near is not worth a person's waiting for a large search: it goes on behind."""
SMALL, LARGE = 600, 3000
"""Whole columns up to which a search is made for any gain, and up to which it is for a good one:
a person waits for it."""
WAITING, LOOKING = 60_000, 2_000_000
"""How often HiGHS looks up per search, times the whole columns that it searches: while a person
waits for a plan, and while one looks at it."""
_FEWEST = 20
"""It looks up so often at least, or it would not come to a first answer."""


class Reach(IntEnum):
    """How far from the fractional answer whole shares are searched."""

    FRACTIONS = 0
    """What is a fraction already, and every purchase."""
    TRADED = 1
    """Everything that the fractional answer trades, so that no order is added for rounding."""
    EVERYTHING = 2
    """Everything, but no further from the fractional answer."""
    ANYWHERE = 3
    """Every plan there is."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Neighbourhood:
    """Where whole shares are looked for.

    Attributes:
        near: A fractional answer, per column.
        closed: Columns that it keeps at zero.
        bound: What no plan can beat, all tiers weighed.
        out_of_turn: The answer before lots were taken in turn; what it trades may be traded, too.
        least_order: USD that an order may have to grow to, or give up, to be large enough; 0 where
            the fractional answer sees to that already.
    """

    joint: JointModel
    near: Floats
    closed: Ints
    bound: float
    out_of_turn: Floats
    least_order: float = 0.0

    def least(self, reach: Reach) -> float:
        """Return what nothing within *reach* can beat."""
        return self.bound if reach is Reach.ANYWHERE else self.worth(self.near)

    def worth(self, x: Floats) -> float:
        """Return what *x* comes to, all tiers weighed."""
        return plain_sum(self.joint.weighed, x)

    def is_missed(self, x: Floats) -> bool:
        """Whether *x* misses the policy more than the fractional answer does."""
        joint = self.joint
        met = TOLERANCE * joint.problem.value
        missed, least = (
            max(plain_sum(charges, each) for charges in joint.missed.values())
            for each in (x, self.near)
        )
        return missed > met and missed > least + met

    def bounds(self, reach: Reach) -> tuple[Floats, Floats]:
        """Return the bounds of the columns within *reach*."""
        trades, program, near = self.joint.trades, self.joint.program, self.near
        lower, upper = program.lower.copy(), program.upper.copy()
        if reach is Reach.ANYWHERE:
            return lower, upper
        traded_at_all = np.maximum(near, self.out_of_turn) > DUST
        sold = np.bincount(trades.slot_of_lot, traded_at_all[trades.sold], len(trades.slots)) > 0
        bought = traded_at_all[trades.bought]
        # one share more or less of the dearest may take many of the cheapest to pay for it
        dearest = float(trades.price[sold | bought].max(initial=0.0))
        opened = self._opened()
        freed = plain_sum(program.upper[opened], trades.worth[opened])  # purchases take it up
        for columns, traded, slot, dollars in (
            (trades.sold, sold, trades.slot_of_lot, dearest),
            (trades.bought, bought, np.arange(len(trades.slots)), dearest + freed),
        ):
            room = NEAR + np.ceil((self.least_order + dollars) / trades.price)
            value = near[columns]
            more = np.where(traded | (reach is Reach.EVERYTHING), room, 0.0)[slot]
            upper[columns] = np.minimum(upper[columns], np.ceil(value - DUST) + more)
            low = 0.0 if self.least_order else np.floor(value + DUST) - room[slot]
            lower[columns] = np.where(program.integer[columns], np.maximum(low, 0.0), 0.0)
        if reach is Reach.FRACTIONS and not self.least_order:
            self._settle(lower, upper)
        lower[opened], upper[opened] = 0.0, program.upper[opened]
        lower[self.closed] = upper[self.closed] = 0.0
        return lower, upper

    def _opened(self) -> Ints:
        """Return the columns of shares that rules leave free, whatever the reach."""
        program = self.joint.program
        asked = Answer(x=self.near, worth=self.joint.trades.worth)
        opening = (rule.opening(asked) for rule in program.rules)
        return np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *opening]))

    def _settle(self, lower: Floats, upper: Floats) -> None:
        """Leave the sales that are whole already as they are."""
        sold = self.joint.trades.sold
        value = np.round(self.near[sold])
        settled = self.joint.program.integer[sold] & (abs(self.near[sold] - value) < DUST)
        lower[sold[settled]] = upper[sold[settled]] = value[settled]


class Repair:
    """The search within some reach of a neighbourhood, for something better than *best*.

    Attributes:
        best: The best answer so far, per column of the joint model.
        size: Number of whole columns that are searched.
        ended_by_clock: Whether the search might have come further on a faster machine.
    """

    def __init__(self, around: Neighbourhood, reach: Reach, best: Floats) -> None:
        self.best = best
        self.ended_by_clock = False
        self._around = around
        joint = around.joint
        lower, upper = around.bounds(reach)
        inside = bool(((lower <= best) & (best <= upper)).all())
        ruled = with_rules_written(
            replace(joint.program, lower=lower, upper=upper).with_whole_bounds()
        )
        self._program, self._kept = ruled.only_open()
        self._rest = ruled.lower.copy()
        self._rest[self._kept] = 0.0
        self._charges = np.append(joint.weighed, np.zeros(ruled.width - joint.program.width))
        known = self._kept[self._kept < joint.program.width]
        self._start = best[known] if inside else None
        self.size = int(self._program.integer.sum())

    def improve(self, effort: Effort) -> Iterator[Floats]:
        """Yield better and better answers, each by more than what is proved to be nothing.

        Args:
            effort: Its looks are those of a single whole column.
        """
        # what stays as it is is charged all the same
        enough = effort.enough - plain_sum(self._charges, self._rest)
        looks = max(_FEWEST, effort.looks // max(self.size, 1))
        search = Search(
            self._program,
            self._charges[self._kept],
            replace(effort, enough=enough, looks=looks),
            start=self._start,
        )
        around = self._around
        least_step = PROVED * around.joint.problem.value
        for found in search:
            x = self._filled(found.x)
            if around.worth(x) + least_step < around.worth(self.best):
                self.best = x
                yield x
        self.ended_by_clock = search.ended_by_clock

    def _filled(self, found: Floats) -> Floats:
        """Return the columns of the joint model: whole where they have to be, and consistent."""
        program = self._around.joint.program
        x = self._rest.copy()
        x[self._kept] = found
        x = x[: program.width]
        x[program.integer] = np.round(x[program.integer])
        return program.completed(x)


@dataclass(frozen=True, eq=False, kw_only=True)
class Rounded:
    """A whole-share answer.

    Attributes:
        x: Per column of the joint model.
        ended_by_clock: Whether a faster machine might have found a better one.
    """

    x: Floats
    ended_by_clock: bool


def whole_shares(around: Neighbourhood, narrow: Neighbourhood, progress: Progress) -> Rounded:
    """Return a good whole-share answer near by; doing nothing is always considered.

    The search widens step by step, and ends as soon as nothing better is worth waiting for:
    beyond the securities that are traded anyway only where the policy could be met and is not.

    Args:
        around: Where to look.
        narrow: Around an answer whose orders are all large enough; *around* itself if they are.
        progress: Asked whether to go on.
    """
    value = around.joint.problem.value
    least = around.least(Reach.EVERYTHING)
    effort = Effort(
        looks=WAITING,
        absolute_gap=PROVED * value,
        enough=least + ENOUGH * value,
        progress=progress,
        fraction=0.6,
    )
    best, ended_by_clock = around.joint.nothing, False
    for where, reach in (
        (narrow, Reach.FRACTIONS),
        (around, Reach.TRADED),
        (around, Reach.EVERYTHING),
    ):
        far = (around.worth(best) - least) / value
        if far <= ENOUGH or (reach is Reach.EVERYTHING and not around.is_missed(best)):
            break
        repair = Repair(where, reach, best)
        if repair.size > (SMALL if far <= GOOD else LARGE):
            break
        for _ in repair.improve(effort):
            pass
        best = repair.best
        ended_by_clock |= repair.ended_by_clock
    return Rounded(x=best, ended_by_clock=ended_by_clock)


def better_shares(around: Neighbourhood, best: Floats, progress: Progress) -> Iterator[Floats]:
    """Yield better and better answers than *best*, further and further away.

    It ends when nothing better is found with so much work, or none can be worth the while. The
    same input yields the same answers, in the same order.
    """
    value = around.joint.problem.value
    for reach in (Reach.TRADED, Reach.EVERYTHING, Reach.ANYWHERE):
        if around.worth(best) <= around.least(reach) + PROVED * value:
            continue
        effort = Effort(
            looks=LOOKING,
            absolute_gap=PROVED * value,
            progress=progress,
            fraction=reach / len(Reach),
        )
        repair = Repair(around, reach, best)
        yield from repair.improve(effort)
        best = repair.best
