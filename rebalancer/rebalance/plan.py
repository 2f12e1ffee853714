"""A trade plan, with a reason for each trade and for what was not traded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from rebalancer.classify.exposure import Exposures
from rebalancer.domain.lot import Term
from rebalancer.domain.money import CENT, ZERO, to_cents
from rebalancer.domain.portfolio import Portfolio
from rebalancer.measure.measurement import Measurement, Share
from rebalancer.rebalance.policy.policy import Policy
from rebalancer.rebalance.policy.relief import LotRelief
from rebalancer.rebalance.tax.netting import NO_GAINS, Gains
from rebalancer.rebalance.wash_sale import WashSale

ROUNDING = 1e-4
"""Bounds missed by less than this share of the household count as met: so much a share more or
less does."""


class PlanStatus(StrEnum):
    """How good the plan is, as far as that is proved."""

    OPTIMAL = "optimal"
    """No plan meets the policy better, within the stated gap."""
    FEASIBLE = "feasible"
    """Meets the policy; a better one may exist."""
    INFEASIBLE = "infeasible"
    """The policy cannot be met; the plan comes as near as it can."""
    NOTHING_TO_DO = "nothing_to_do"
    PARTIAL = "partial"
    """What is left of a plan where a person holds some trades; it may miss the policy."""


class Action(StrEnum):
    """Which way a trade goes."""

    SELL = "sell"
    BUY = "buy"


@dataclass(frozen=True, slots=True, kw_only=True)
class LotSale:
    """The part of a tax lot that a trade sells; money in USD, None is unknown."""

    acquired: date | None
    quantity: Decimal
    cost_basis: Decimal | None
    term: Term
    gain: Decimal | None

    @property
    def is_long(self) -> bool:
        """Whether it counts as long-term: of unknown date, a gain does not and a loss does."""
        is_loss = self.gain is not None and self.gain < 0
        return self.term is Term.LONG or (self.term is Term.UNKNOWN and is_loss)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """What is bought for something that is sold at a loss, and how like it that is.

    Attributes:
        overlap: What the two have in common; None where nobody sees what they hold.
        moves: The largest share (0..1) of a dollar replaced by which an exposure group changes.
        moved_group: What a person calls that group; "" where none changes.
        difference: What tells the two apart, as the end of a sentence.
    """

    sold: str
    bought: str
    overlap: Share | None
    moves: float
    moved_group: str
    difference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvested:
    """The losses that a plan realises for their own sake; all in USD.

    Attributes:
        short_term_loss, long_term_loss: Of the lots sold, as positive amounts.
        saved: Tax of this year that they save, exactly.
        carried: What of them goes to the next year.
        carried_value: What the policy takes that to be worth.
        in_cash: Proceeds that nothing replaces.
    """

    short_term_loss: Decimal
    long_term_loss: Decimal
    saved: Decimal
    carried: Decimal
    carried_value: Decimal
    in_cash: Decimal

    @property
    def loss(self) -> Decimal:
        """The losses of both terms."""
        return self.short_term_loss + self.long_term_loss


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """What a year's income costs in tax, by where things are held; in USD.

    Attributes:
        years: So many years of it are weighed.
        drag_before, drag_after: Tax on a year's income, before and after the trades.
        moved: What changes accounts without leaving the household.
    """

    years: float
    drag_before: Decimal
    drag_after: Decimal
    moved: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """One order in one account."""

    account: str
    """Key of the account in the portfolio."""
    account_label: str
    action: Action
    symbol: str
    description: str
    quantity: Decimal
    price: Decimal
    price_source: str
    """Where the price is from, with its date: ``Schwab file, 2026-08-21``."""
    value: Decimal
    """Quantity times price in cents; positive for both actions."""
    lots: tuple[LotSale, ...]
    """What a sale closes, in the order given; empty for a purchase."""
    short_term_gain: Decimal
    long_term_gain: Decimal
    """Realised for the tax year, of the lots whose cost is known; 0 where gains are not taxed."""
    tax: Decimal
    """Its part of the plan's estimated tax; 0 in a tax-advantaged account, negative for a loss."""
    exposure_change: Mapping[str, Decimal]
    """USD by group key (``magnificent_seven``, ``small_cap``), signed."""
    reason: str
    cost: Decimal = ZERO
    """Estimated trading cost in USD, on top of ``value``."""
    taxed: Gains = NO_GAINS
    """Gains that are taxed: all proceeds where the cost is unknown, no loss that is disallowed."""
    disallowed: Decimal = ZERO
    """USD of its losses that a wash sale keeps from counting."""
    relief: LotRelief | None = None
    """How the lots of a sale were picked; None for a purchase."""
    replaces: tuple[Replacement, ...] = ()
    """What a purchase stands in for, after losses were harvested in its account."""

    @property
    def removed_per_tax_dollar(self) -> Decimal | None:
        """USD of mega-cap exposure that a dollar of its tax removes; None without the one."""
        removed = -self.exposure_change.get("magnificent_seven", ZERO)
        if removed <= 0 or self.tax <= 0:
            return None
        return to_cents(removed / self.tax)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTraded:
    """Something that could have been traded and was not."""

    account_label: str
    """"" where it concerns all accounts."""
    symbol: str
    rule: str
    """Short name of the rule that stood in the way: ``do_not_sell``, ``not_tradable`` ..."""
    reason: str


class PriceOf(StrEnum):
    """What a dollar more of a limit buys."""

    MISSED = "missed"
    """USD less by which the policy is missed."""
    COST = "cost"
    """USD less that the plan costs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDone:
    """A limit that kept the plan from doing better, and its price."""

    limit: str
    """The policy's key (``tax.gain_budget``, ``targets.small_cap.min``, ``buy.symbols``), the
    short name of a rule (``do_not_sell``), or ``cash``."""
    title: str
    price: Decimal
    """USD that a dollar more of it buys; 0 where it comes as a whole only."""
    of: PriceOf
    sentence: str
    symbol: str = ""
    account: str = ""
    """Key of the account that it concerns, or ""."""
    costs: Decimal | None = None
    """USD that the limit costs altogether, where that was looked for."""
    change_that_helps: str = ""
    """The smallest change of it that makes the policy possible, or ""; verified by planning
    again."""
    changed: Policy | None = None
    """The policy with that change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetOutcome:
    """One wish of the policy, before and after; shares are 0..1."""

    key: str
    title: str
    minimum: float | None
    maximum: float | None
    before: float
    after: float
    shortfall: float
    """By how much the bound is still missed; 0 when it is met."""
    explanation: str
    """What stands in the way and what would help; "" when it is met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxEstimate:
    """The plan's realised gains and what they add to this year's tax, in USD."""

    short_term_gain: Decimal
    long_term_gain: Decimal
    estimated_tax: Decimal
    unknown_cost: Decimal
    """Proceeds in taxed accounts whose cost basis nobody knows; taxed as if all were gain."""
    taxable_short_term: Decimal = ZERO
    """Of the whole year, netted: taxed as ordinary income."""
    taxable_long_term: Decimal = ZERO
    disallowed: Decimal = ZERO
    """Losses of the plan that wash sales keep from counting."""
    loss_deducted: Decimal = ZERO
    """Net loss of the year that reduces other income."""
    carried_short_term: Decimal = ZERO
    """Loss that goes to the next year."""
    carried_long_term: Decimal = ZERO
    rates: str = ""
    """How gains are taxed, as a sentence."""

    @property
    def carried_loss(self) -> Decimal:
        """Loss of either term that goes to the next year."""
        return self.carried_short_term + self.carried_long_term


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeDate:
    """From when on something may be traded again without a wash sale."""

    symbol: str
    action: Action
    first_day: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """A short-term gain that is long-term if its sale waits a little."""

    account_label: str
    symbol: str
    quantity: Decimal
    acquired: date
    long_term_from: date
    """First day on which a sale is long-term."""
    days: int
    """Until then."""
    saves: Decimal
    """USD of tax, at this year's rates; 0 where both terms cost the same."""
    message: str
    """``wait 14 days, until 2026-12-05, save $60.00 of tax``."""
    is_kept: bool = False
    """Whether the plan waits; else it sells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a plan comes to by the model's own measure, and what no plan can beat; in USD.

    Attributes:
        missed, least_missed: By how much the policy is missed, and is missed at least.
        cost, least_cost: Tax, trading and the model's small preferences, and what they come to
            at least for any plan that misses the policy by no more than this one.
        value: What shares of the household refer to.
    """

    missed: float
    least_missed: float
    cost: float
    least_cost: float
    value: float

    @property
    def gap(self) -> float:
        """USD by which a better plan could be better at most."""
        return max(0.0, self.missed - self.least_missed) + max(0.0, self.cost - self.least_cost)

    def beats(self, other: "Proof") -> bool:
        """Whether the plan misses the policy by less than another one, or costs less."""
        if abs(self.missed - other.missed) > float(CENT):
            return self.missed < other.missed
        return self.cost < other.cost

    @property
    def share_of_value(self) -> float:
        """The gap as a share of the household; a basis point is 0.0001."""
        return self.gap / self.value

    @property
    def share_of_cost(self) -> float | None:
        """The gap as a share of the plan's cost; None where there is no cost to compare with."""
        return self.gap / self.cost if self.cost > 0 else None


@dataclass(frozen=True, kw_only=True)
class TradePlan:
    """The trades that a policy asks for, and what they change.

    Attributes:
        gap: How far the plan's cost may be from the best possible, as a share of the portfolio's
            value; None when nothing was solved.
        proof: What the gap is the difference of; None when nothing was solved.
        trades: Sells before buys, account by account.
        portfolio_before, portfolio_after: Without what is excluded; money is moved with the plan.
        cash_after: By account key.
        messages: What a person should know before acting, in sentences.
        not_done: What kept it from doing better, the dearest first.
        harvest: What the losses come to; None where the policy does not seek any.
        location: What it costs where things are held; None where the policy does not weigh it.
    """

    policy: Policy
    as_of: date
    status: PlanStatus
    gap: float | None
    trades: tuple[Trade, ...]
    outcomes: tuple[TargetOutcome, ...]
    before: Measurement
    after: Measurement
    exposures_before: Exposures
    exposures_after: Exposures
    portfolio_before: Portfolio
    portfolio_after: Portfolio
    tax: TaxEstimate
    wash_sales: tuple[WashSale, ...]
    skipped: tuple[NotTraded, ...]
    cash_after: Mapping[str, Decimal]
    messages: tuple[str, ...]
    proof: Proof | None = None
    safe_dates: tuple[SafeDate, ...] = ()
    not_done: tuple[NotDone, ...] = ()
    waits: tuple[Wait, ...] = ()
    harvest: Harvested | None = None
    location: Located | None = None

    @property
    def missed(self) -> float:
        """By how much all bounds together are missed, as a share; 0 for what rounding does."""
        missed = sum(outcome.shortfall for outcome in self.outcomes)
        return missed if missed > ROUNDING else 0.0
