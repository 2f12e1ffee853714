"""What there is to decide: which lots may be sold, what may be bought, and with what money."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_DOWN, Decimal
from functools import cached_property

from rebalancer.classify.exposure import CASH, Exposures, LookThrough, expose, look_through
from rebalancer.classify.universe import Universe
from rebalancer.domain.account import Account, CashHolding, Position
from rebalancer.domain.lot import TaxLot, Term
from rebalancer.domain.money import USD, ZERO
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from rebalancer.market.snapshot import Snapshot
from rebalancer.rebalance.plan import NotTraded
from rebalancer.rebalance.policy import SYMBOL_PREFIX, Mode, Policy
from rebalancer.rebalance.policy_file import PolicyError

_FRACTION = Decimal("0.001")
_MUTUAL_FUND_LENGTH = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotLot:
    """A tax lot that could be sold at the slot's price."""

    lot: TaxLot
    term: Term
    gain_per_share: Decimal | None
    """None where the cost is unknown."""
    tax_per_share: Decimal
    """At the policy's flat rates; negative for a loss, 0 where gains are not taxed."""
    taxed_gain_per_share: Decimal
    """What counts against a gain budget; all proceeds where the cost is unknown."""
    is_kept: bool = False
    """Not to be sold, whatever the rest of the slot does."""


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


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A policy applied to a portfolio on a day.

    Attributes:
        portfolio: After contributions and withdrawals, without excluded holdings.
        before: The same before money is moved.
        slots: Everything that may be traded.
        through: Rows as the slots, then one for cash.
        value: USD that shares refer to.
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


def pose(portfolio: Portfolio, policy: Policy, universe: Universe, as_of: date) -> Problem:
    """Return the problem that *policy* poses for *portfolio* on *as_of*.

    Raises:
        PolicyError: It names an account that is not there, or more than one.
    """
    before = _without_excluded(portfolio, policy)
    kept = _move_money(before, policy)
    candidates, messages = _candidates(kept, policy, universe.snapshot)
    slots = [
        slot
        for account in kept.accounts
        for slot in _slots(account, candidates, policy, universe.snapshot, as_of)
    ]
    return Problem(
        policy=policy,
        portfolio=kept,
        before=before,
        universe=universe,
        as_of=as_of,
        slots=tuple(slots),
        exposures=expose(kept.accounts, universe),
        skipped=tuple(_not_tradable(kept)),
        messages=tuple(messages),
    )


def _move_money(portfolio: Portfolio, policy: Policy) -> Portfolio:
    trading = policy.trading
    moved: dict[str, Decimal] = {}
    for key, amounts, sign in (
        ("contribute", trading.contribute, 1),
        ("withdraw", trading.withdraw, -1),
    ):
        for name, amount in amounts.items():
            account = _find_account(portfolio, f"trading.{key}", name)
            moved[account.key] = moved.get(account.key, ZERO) + sign * amount
    accounts = tuple(
        _with_cash(account, moved.get(account.key, ZERO)) for account in portfolio.accounts
    )
    return Portfolio(accounts=accounts)


def _find_account(portfolio: Portfolio, key: str, name: str) -> Account:
    found = [account for account in portfolio.accounts if account.matches(name)]
    if len(found) != 1:
        there = ", ".join(account.label for account in portfolio.accounts)
        problem = f"names the account “{name}”, which fits {len(found) or 'none'} of the accounts"
        raise PolicyError("policy", key, problem, f"The accounts are: {there}.")
    return found[0]


def _with_cash(account: Account, amount: Decimal) -> Account:
    if amount == ZERO:
        return account
    what = "New money" if amount > 0 else "Withdrawal"
    moved = CashHolding(symbol="CASH", description=what, amount=amount)
    return replace(account, cash_holdings=(*account.cash_holdings, moved))


def _without_excluded(portfolio: Portfolio, policy: Policy) -> Portfolio:
    excluded = policy.restrictions.exclude
    if not excluded:
        return portfolio
    return Portfolio(
        accounts=tuple(
            replace(
                account,
                positions=tuple(item for item in account.positions if item.symbol not in excluded),
            )
            for account in portfolio.accounts
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """Something that may be bought, with its price."""

    symbol: str
    price: Decimal
    price_source: str
    rank: int


def _candidates(
    portfolio: Portfolio, policy: Policy, snapshot: Snapshot
) -> tuple[dict[str, _Candidate], list[str]]:
    forbidden = policy.restrictions.do_not_buy | policy.restrictions.lock
    forbidden |= policy.restrictions.exclude
    candidates: dict[str, _Candidate] = {}
    messages = []
    for rank, text in enumerate(wanted(policy)):
        symbol = snapshot.canonical(text)
        price = _known_price(portfolio, snapshot, symbol)
        if symbol in candidates or symbol in forbidden:
            continue
        if price is None:
            messages.append(f"No price is known for {symbol}, so it is not bought.")
            continue
        candidates[symbol] = _Candidate(
            symbol=symbol, price=price[0], price_source=price[1], rank=rank
        )
    return candidates, messages


def wanted(policy: Policy) -> tuple[str, ...]:
    """Return what *policy* would buy, by preference: its list, then what its targets ask for."""
    targeted = (
        target.key.removeprefix(SYMBOL_PREFIX)
        for target in policy.targets
        if target.key.startswith(SYMBOL_PREFIX) and (target.minimum or target.target)
    )
    return (*policy.buy, *targeted)


def _known_price(
    portfolio: Portfolio, snapshot: Snapshot, symbol: str
) -> tuple[Decimal, str] | None:
    """Return a price and where it is from: the household's own files first, newest first."""
    dated = [
        (account.as_of or date.min, trade_price(position), account)
        for account, position in portfolio.holdings()
        if position.symbol == symbol and position.is_tradable
    ]
    if dated:
        _, price, account = max(dated, key=lambda item: item[0])
        return price, _source(account)
    quote = snapshot.quotes.get(symbol)
    return None if quote is None else (quote.price, quote.origin)


def _source(account: Account) -> str:
    return f"{account.broker} positions" + (f", {account.as_of:%Y-%m-%d}" if account.as_of else "")


def trade_price(position: Position) -> Decimal:
    """Return USD per share; where quantity times price is not the value, the value decides."""
    price = position.price or ZERO
    quantity = position.quantity or Decimal(1)
    implied = position.value / quantity
    if implied > 0 and abs(price - implied) > implied / 100:
        return implied
    return price


def _slots(
    account: Account,
    candidates: Mapping[str, _Candidate],
    policy: Policy,
    snapshot: Snapshot,
    as_of: date,
) -> Iterable[Slot]:
    seen = set()
    for position in account.positions:
        if position.is_tradable:
            seen.add(position.symbol)
            yield _held_slot(account, position, candidates, policy, as_of)
    for candidate in candidates.values():
        if candidate.symbol not in seen:
            yield Slot(
                account=account,
                symbol=candidate.symbol,
                description=snapshot.name_of(candidate.symbol) or candidate.symbol,
                kind=snapshot.kind_of(candidate.symbol),
                price=candidate.price,
                price_source=candidate.price_source,
                step=_step(candidate.symbol, policy),
                position=None,
                lots=(),
                no_sale="not_held",
                no_purchase=_no_purchase(policy),
                preference=candidate.rank,
            )


def _held_slot(
    account: Account,
    position: Position,
    candidates: Mapping[str, _Candidate],
    policy: Policy,
    as_of: date,
) -> Slot:
    price = trade_price(position)
    candidate = candidates.get(position.symbol)
    return Slot(
        account=account,
        symbol=position.symbol,
        description=position.description,
        kind=position.kind,
        price=price,
        price_source=_source(account),
        step=_step(position.symbol, policy),
        position=position,
        lots=tuple(_slot_lot(lot, account, price, policy, as_of) for lot in position.open_lots),
        no_sale=_no_sale(position.symbol, policy),
        no_purchase="not_on_the_buy_list" if candidate is None else _no_purchase(policy),
        preference=0 if candidate is None else candidate.rank,
    )


def _step(symbol: str, policy: Policy) -> Decimal:
    """Return the multiple in which shares trade; mutual funds are always fractional."""
    is_mutual_fund = len(symbol) == _MUTUAL_FUND_LENGTH and symbol.endswith("X")
    return Decimal(1) if policy.trading.whole_shares and not is_mutual_fund else _FRACTION


def _no_sale(symbol: str, policy: Policy) -> str:
    for rule in ("lock", "do_not_sell"):
        if symbol in getattr(policy.restrictions, rule):
            return rule
    return "mode" if policy.trading.mode in {Mode.BUY_ONLY, Mode.HOLD} else ""


def _no_purchase(policy: Policy) -> str:
    return "mode" if policy.trading.mode in {Mode.RAISE_CASH, Mode.HOLD} else ""


def _slot_lot(
    lot: TaxLot, account: Account, price: Decimal, policy: Policy, as_of: date
) -> SlotLot:
    gain = lot.gain(price)
    per_share = None if gain is None else gain / lot.quantity
    term = lot.term(as_of)
    if not account.tax_treatment.is_taxed:
        return SlotLot(
            lot=lot,
            term=term,
            gain_per_share=per_share,
            tax_per_share=ZERO,
            taxed_gain_per_share=ZERO,
        )
    taxed = price if per_share is None else per_share
    # an unknown date is taxed as short-term when it is a gain and as long-term when it is a loss
    is_long = term is Term.LONG or (term is Term.UNKNOWN and taxed < 0)
    rate = policy.tax.long_term_rate if is_long else policy.tax.short_term_rate
    return SlotLot(
        lot=lot,
        term=term,
        gain_per_share=per_share,
        tax_per_share=taxed * Decimal(str(rate)),
        taxed_gain_per_share=taxed,
    )


def _not_tradable(portfolio: Portfolio) -> Iterable[NotTraded]:
    for account, position in portfolio.holdings():
        if not position.is_tradable:
            yield NotTraded(
                account_label=account.label,
                symbol=position.symbol,
                rule="not_tradable",
                reason=f"{position.symbol} is counted but not traded: {_why_not(position)}.",
            )


def _why_not(position: Position) -> str:
    if position.currency != USD:
        return f"it is quoted in {position.currency}"
    if position.quantity is not None and position.quantity < 0:
        return "it is a short position"
    if position.quantity is None or position.price is None:
        return "the file gives no quantity or no price"
    return f"it is of kind “{position.kind.value}”"


def floor_to_step(quantity: Decimal, step: Decimal) -> Decimal:
    """Return the largest multiple of *step* that is at most *quantity*."""
    return (quantity / step).to_integral_value(rounding=ROUND_DOWN) * step
