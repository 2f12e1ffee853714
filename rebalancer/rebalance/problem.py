"""What there is to decide: which lots may be sold, what may be bought, and with what money."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, Decimal
from functools import cached_property
from itertools import product

from rebalancer.classify.exposure import CASH, Exposures, LookThrough, look_through
from rebalancer.classify.universe import Universe
from rebalancer.domain.account import Account, Position
from rebalancer.domain.lot import TaxLot, Term
from rebalancer.domain.money import ZERO, total
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from rebalancer.rebalance.equivalents import Equivalents
from rebalancer.rebalance.plan import NotTraded, Replacement
from rebalancer.rebalance.policy.error import PolicyError
from rebalancer.rebalance.policy.orders import FixedOrder
from rebalancer.rebalance.policy.policy import Mode, Policy
from rebalancer.rebalance.policy.relief import LotRelief
from rebalancer.rebalance.tax.netting import NO_GAINS, Gains
from rebalancer.rebalance.tax.region import Reach, Signs, TaxRegion, TaxView
from rebalancer.rebalance.tax.taxpayer import situation_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotLot:
    """A tax lot that could be sold at the slot's price."""

    lot: TaxLot
    term: Term
    gain_per_share: Decimal | None
    """None where the cost is unknown."""
    tax_per_share: Decimal
    """At the rates of the year's next dollar; negative for a loss, 0 where gains are not taxed."""
    taxed_gain_per_share: Decimal
    """What counts against a gain budget; all proceeds where the cost is unknown."""
    is_long: bool
    """Whether the gain counts as long-term; a gain of unknown date does not, a loss does."""
    kept: str = ""
    """The rule that forbids selling it, whatever the rest of the slot does, or ""."""
    is_sought: bool = False
    """Whether its loss is worth harvesting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One security in one account: held, or open to be bought."""

    account: Account
    symbol: str
    description: str
    kind: SecurityKind
    price: Decimal
    price_source: str
    step: Decimal
    """Shares are traded in multiples of this."""
    position: Position | None
    lots: tuple[SlotLot, ...]
    no_sale: str = ""
    """The rule that forbids selling, or ""."""
    no_purchase: str = ""
    preference: int = 0
    """Rank on the list of what may be bought; 0 is first."""
    relief: LotRelief = LotRelief.MIN_TAX
    """How the lots of a sale are picked; where it goes in turn, ``lots`` are in that order."""
    sells_fractions: bool = False
    """Whether a sale of everything may be of a fraction of a step, too."""
    ordered: FixedOrder | None = None
    """A trade that is decided already; never an exclusion."""

    @property
    def in_turn(self) -> bool:
        """Whether the order of its lots makes a difference to the tax."""
        return self.relief.is_in_turn and self.account.tax_treatment.is_taxed

    @property
    def held(self) -> Decimal:
        """Shares held."""
        return total(each.lot.quantity for each in self.lots)

    @property
    def saleable(self) -> tuple[Decimal, ...]:
        """Shares of each lot that no rule keeps from being sold.

        Where lots are sold in turn, one that is kept keeps those behind it, too.
        """
        shares = []
        is_open = True
        for each in self.lots:
            is_open = (is_open or not self.relief.is_in_turn) and not each.kept
            shares.append(each.lot.quantity if is_open else ZERO)
        return tuple(shares)

    @property
    def may_clear(self) -> bool:
        """Whether everything may be sold although it is no multiple of a step."""
        return self.sells_fractions and total(self.saleable) == self.held

    @property
    def most_saleable(self) -> Decimal:
        """The most shares that one order may sell."""
        held = total(self.saleable)
        return held if self.may_clear else floor_to_step(held, self.step)


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A policy applied to a portfolio on a day.

    Attributes:
        portfolio: After contributions and withdrawals, without excluded holdings.
        before: The same before money is moved.
        slots: Everything that may be traded.
        through: Rows as the slots, then one for cash.
        value: USD that shares refer to.
        replacements: What is bought for what is sold at a loss; empty unless losses are sought.
        unreplaced: Why nothing is, by symbol, as a sentence.
    """

    policy: Policy
    portfolio: Portfolio
    before: Portfolio
    universe: Universe
    as_of: date
    slots: tuple[Slot, ...]
    exposures: Exposures
    skipped: tuple[NotTraded, ...]
    messages: tuple[str, ...]
    replacements: tuple[Replacement, ...] = ()
    unreplaced: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def value(self) -> float:
        """USD value that shares refer to."""
        return float(self.portfolio.total_value)

    @property
    def titles(self) -> Mapping[str, str]:
        """What a person calls every group."""
        return self.universe.classification.titles

    @cached_property
    def through(self) -> LookThrough:
        """What the slots consist of; the last row is cash."""
        held = [(slot.symbol, slot.kind) for slot in self.slots]
        return look_through([*held, (CASH, SecurityKind.OTHER)], self.universe)

    @cached_property
    def equivalents(self) -> Equivalents:
        """What counts as substantially identical."""
        groups = self.policy.restrictions.equivalents
        return Equivalents(snapshot=self.universe.snapshot, groups=groups)

    def find_account(self, key: str, name: str) -> Account:
        """Return the account that the policy calls *name* at *key*.

        Raises:
            PolicyError: There is none, or more than one.
        """
        return find_account(self.portfolio, key, name)

    @cached_property
    def tax_view(self) -> TaxView:
        """What gains are worth in the year of the plan."""
        policy = self.policy
        carried = Decimal(str(policy.harvest.carried_loss_value))
        return TaxView(
            situation=situation_of(policy.tax, self.as_of.year),
            carried_value=carried if policy.trading.mode.seeks_losses else None,
        )

    @property
    def most_saved(self) -> float:
        """USD that a dollar of loss saves this year at most, at the rates of the next dollar."""
        rates = self.tax_view.situation.rates(NO_GAINS)
        return float(max(rates.short, rates.long))

    @cached_property
    def reach(self) -> Reach:
        """The totals that the plan can bring the year's gains to."""
        moved = dict.fromkeys(product((False, True), repeat=2), ZERO)
        for slot in self.slots:
            for lot, shares in () if slot.no_sale else zip(slot.lots, slot.saleable, strict=True):
                gain = lot.taxed_gain_per_share * shares
                moved[gain < 0, lot.is_long] += gain
        high, low = (
            self.tax_view.before + Gains(short=moved[is_loss, False], long=moved[is_loss, True])
            for is_loss in (False, True)
        )
        return Reach(low=low, high=high)

    def tax_region(self, signs: Signs, at: Gains | None = None) -> TaxRegion:
        """Return the tax of totals with *signs*, drawn around *at* (default: without a plan)."""
        return self.tax_view.region(signs, self.reach, at or self.tax_view.before)

    def spendable(self, account: Account) -> Decimal:
        """Return the cash that an account can spend: unsettled purchases are set aside."""
        return account.cash + min(account.pending, ZERO)

    def idle_from(self, account: Account) -> Decimal:
        """Return the cash above which an account counts as idle: new money is to be invested."""
        if self.policy.trading.mode is Mode.BUY_ONLY:
            return self.buffer(account)
        held = self.before.account(account.key)
        kept = min(self.spendable(held), self.spendable(account))
        return max(self.buffer(account), kept, ZERO)

    def buffer(self, account: Account) -> Decimal:
        """Return the cash that the policy keeps in an account."""
        return Decimal(str(self.policy.trading.cash_buffer)) * max(account.total_value, ZERO)


def floor_to_step(quantity: Decimal, step: Decimal) -> Decimal:
    """Return the largest multiple of *step* that is at most *quantity*."""
    return (quantity / step).to_integral_value(rounding=ROUND_DOWN) * step


def find_account(portfolio: Portfolio, key: str, name: str) -> Account:
    """Return the account of *portfolio* that the policy calls *name* at *key*.

    Raises:
        PolicyError: There is none, or more than one.
    """
    found = [account for account in portfolio.accounts if account.matches(name)]
    if len(found) != 1:
        there = ", ".join(account.label for account in portfolio.accounts)
        problem = f"names the account “{name}”, which fits {len(found) or 'none'} of the accounts"
        raise PolicyError("policy", key, problem, f"The accounts are: {there}.")
    return found[0]
