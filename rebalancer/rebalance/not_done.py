"""What kept a plan from doing better, and the price of every limit: read from the duals.

Where the policy cannot be met, a limit's price is by how many dollars a dollar more of it reduces
what is missed; where it can, by how many it reduces what the plan costs.
"""

from collections.abc import Iterator
from decimal import Decimal

from rebalancer.rebalance.model.binding import PRESSURE
from rebalancer.rebalance.model.constraints import CashFloor, GainCap
from rebalancer.rebalance.model.joint import MISSED, JointModel
from rebalancer.rebalance.model.limits import Limit
from rebalancer.rebalance.model.linear import Floats
from rebalancer.rebalance.model.trading_rules import TurnoverCap
from rebalancer.rebalance.plan import NotDone, PriceOf
from rebalancer.rebalance.reasons import RULES
from rebalancer.rebalance.solver.highs import Optimal
from rebalancer.rebalance.solver.optimise import Fractional

WORTH = 0.005
"""A limit that saves less than this per dollar is not worth naming: no tax stands behind it."""
_SMALL_STEP = 0.001
"""The change of a share (0..1) that the price of a target is told for."""


def not_done_of(joint: JointModel, fractional: Fractional) -> tuple[NotDone, ...]:
    """Return the limits that stand in the way of *fractional*, the dearest first."""
    priced = _Priced(joint, fractional)
    found = [*priced.by_caps(), *priced.by_cash(), *priced.by_targets(), *priced.by_rules()]
    return tuple(sorted(found, key=lambda each: -each.price))


class _Priced:
    """A fractional answer, asked what its limits are worth."""

    def __init__(self, joint: JointModel, fractional: Fractional) -> None:
        answer: Optimal = fractional.ideal or fractional.best
        self.joint, self.problem = joint, joint.problem
        self.is_missed = fractional.ideal is not None
        self.of = PriceOf.MISSED if self.is_missed else PriceOf.COST
        self.rows: Floats = abs(answer.row_dual)
        self.columns: Floats = answer.column_dual

    def tells(self, price: float) -> bool:
        """Whether a price is worth naming; one as high as missing the policy is none of money."""
        return price > PRESSURE if self.is_missed else WORTH < price < MISSED / 2

    def does(self, price: float, dollars: float = 1.0) -> str:
        """Return what *dollars* more of something at *price* do."""
        saved = price * dollars
        if self.is_missed:
            return f"reduces what is missing by ${saved:,.2f}"
        return f"saves ${saved:,.2f}"

    def by_caps(self) -> Iterator[NotDone]:
        for part in self.joint.constraints:
            if not isinstance(part, GainCap | TurnoverCap):
                continue
            price = float(self.rows[self.joint.rows[part]].sum())
            if self.tells(price):
                yield NotDone(
                    limit=part.key,
                    title=part.title,
                    price=_money(price),
                    of=self.of,
                    sentence=(
                        f"The {part.title} of ${part.most:,.0f} stands in the way: "
                        f"$1 more of it {self.does(price)}."
                    ),
                )

    def by_cash(self) -> Iterator[NotDone]:
        """Yield the accounts without cash; where the policy is met, money is no limit."""
        for part in self.joint.constraints:
            if not (self.is_missed and isinstance(part, CashFloor)):
                continue
            price = float(self.rows[self.joint.rows[part].start])
            if self.tells(price):
                yield NotDone(
                    limit="cash",
                    title=f"cash in {part.account.label}",
                    account=part.account.key,
                    price=_money(price),
                    of=self.of,
                    sentence=(
                        f"{part.account.label} has no more cash for it: $1 more {self.does(price)}."
                    ),
                )

    def by_targets(self) -> Iterator[NotDone]:
        for part in self.joint.limits:
            row = self.joint.rows[part].start
            for bound, word, end in ((part.upper, "most", "max"), (part.lower, "least", "min")):
                if bound is None:
                    continue
                price = float(self.rows[row])
                row += 1
                if self.tells(price):
                    yield self._target(part, word, end, bound, price)

    def _target(self, part: Limit, word: str, end: str, bound: float, price: float) -> NotDone:
        share = bound / self.problem.value
        dollars = _SMALL_STEP * self.problem.value
        looser = "more" if end == "max" else "less"
        return NotDone(
            limit=f"targets.{part.target.key}.{end}",
            title=f"{part.title} at {word} {share:.1%}",
            price=_money(price),
            of=self.of,
            sentence=(
                f"{part.title} is to be at {word} {share:.1%}: {_SMALL_STEP:.1%} {looser} of it "
                f"(${dollars:,.0f}) {self.does(price, dollars)}."
            ),
        )

    def by_rules(self) -> Iterator[NotDone]:
        """Yield what may not be sold or bought although it would help, once a symbol and rule.

        The mode of trading is one rule for all symbols.
        """
        dearest: dict[tuple[str, str, str], float] = {}
        for number, slot in enumerate(self.problem.slots):
            for rule, verb, column in self._closed(number):
                key = (rule, verb, "" if rule == "mode" else slot.symbol)
                worth = -float(self.columns[column]) / float(slot.price)
                dearest[key] = max(worth, dearest.get(key, 0.0))
        for (rule, verb, symbol), price in dearest.items():
            if self.tells(price):
                yield NotDone(
                    limit=rule,
                    title=f"{symbol} is not {verb}" if symbol else f"nothing is {verb}",
                    symbol=symbol,
                    price=_money(price),
                    of=self.of,
                    sentence=(
                        f"{symbol or 'Nothing'} is {'not ' if symbol else ''}{verb}: "
                        f"{RULES[rule]}; $1 of it {self.does(price)}."
                    ),
                )

    def _closed(self, number: int) -> Iterator[tuple[str, str, int]]:
        """Yield rule, verb and column of what may not be traded in the slot with this number.

        Where the policy is met, nothing but the model's small preferences speaks for a purchase.
        """
        slot = self.problem.slots[number]
        for lot, column in zip(slot.lots, self.joint.sold(number), strict=True):
            rule = slot.no_sale or lot.kept
            if rule in RULES:
                yield rule, "sold", int(column)
        if self.is_missed and slot.no_purchase in RULES:
            yield slot.no_purchase, "bought", self.joint.bought(number)


def _money(price: float) -> Decimal:
    return Decimal(f"{price:.4f}")
