"""A policy meets a portfolio: what may be sold and bought, in which account, at which price."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from rebalancer.classify.exposure import expose
from rebalancer.classify.universe import Universe
from rebalancer.domain.account import Account, CashHolding, Position
from rebalancer.domain.lot import TaxLot, Term
from rebalancer.domain.money import USD, ZERO, to_cents, total
from rebalancer.domain.portfolio import Portfolio
from rebalancer.market.snapshot import Snapshot
from rebalancer.progress import UNWATCHED, Pulse
from rebalancer.rebalance.account_rules import AccountRules
from rebalancer.rebalance.plan import NotTraded
from rebalancer.rebalance.policy.error import PolicyError
from rebalancer.rebalance.policy.orders import Deal
from rebalancer.rebalance.policy.policy import SYMBOL_PREFIX, Mode, Policy
from rebalancer.rebalance.policy.relief import LotRelief
from rebalancer.rebalance.problem import Problem, Slot, SlotLot, find_account
from rebalancer.rebalance.relief import lots_in_turn, named_lots
from rebalancer.rebalance.tax.netting import NO_GAINS
from rebalancer.rebalance.tax.taxpayer import situation_of

NOT_ON_THE_LIST = "not_on_the_buy_list"
"""The short name of the rule that only what is on the buy list is bought."""
_FIRST_DAY, _LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)
"""Between these trades are planned."""
_FEWEST_PLACES, _MOST_PLACES = 2, 18
"""Decimals of a price that a value implies: as few as explain it."""


def pose(
    portfolio: Portfolio,
    policy: Policy,
    universe: Universe,
    as_of: date,
    pulse: Pulse = UNWATCHED,
) -> Problem:
    """Return the problem that *policy* poses for *portfolio* on *as_of*; *pulse* ticks meanwhile.

    Raises:
        Cancelled: The pulse says so.
        PolicyError: It names an account that is not there, or more than one; a day of which
            nothing is known; or takes out all that there is.
    """
    if not _FIRST_DAY <= as_of <= _LAST_DAY:
        nearer = _FIRST_DAY if as_of < _FIRST_DAY else _LAST_DAY
        problem = f"is {as_of}, outside {_FIRST_DAY} to {_LAST_DAY}"
        raise PolicyError("policy", "as_of", problem, f"The nearest valid value is {nearer}.")
    _check_recent_trades(policy, as_of)
    before = _without_excluded(portfolio, policy)
    kept = _move_money(before, policy)
    rules = AccountRules(kept, policy, universe.snapshot)
    allowed = _Slots(policy, universe.snapshot, rules, as_of)
    candidates, messages = _candidates(kept, policy, universe.snapshot)
    ordered = _ordered(kept, policy, universe.snapshot)
    slots = [
        slot
        for account in kept.accounts
        for slot in pulse.over(allowed.of(account, candidates, ordered.get(account.key, ())))
    ]
    pulse.tick()
    return Problem(
        policy=policy,
        portfolio=kept,
        before=before,
        universe=universe,
        as_of=as_of,
        slots=tuple(slots),
        exposures=expose(kept.accounts, universe),
        skipped=tuple(_not_tradable(kept)),
        messages=(*messages, *_not_averaged(kept, rules)),
    )


def _move_money(portfolio: Portfolio, policy: Policy) -> Portfolio:
    trading = policy.trading
    moved: dict[str, Decimal] = {}
    for key, amounts, sign in (
        ("contribute", trading.contribute, 1),
        ("withdraw", trading.withdraw, -1),
    ):
        for name, amount in amounts.items():
            account = find_account(portfolio, f"trading.{key}", name)
            moved[account.key] = moved.get(account.key, ZERO) + sign * amount
    accounts = tuple(
        _with_cash(account, moved.get(account.key, ZERO)) for account in portfolio.accounts
    )
    after = Portfolio(accounts=accounts)
    if after.total_value <= 0 < portfolio.total_value:
        raise PolicyError(
            "policy",
            "trading.withdraw",
            f"takes out ${total(trading.withdraw.values()):,.2f}, which leaves nothing to plan",
            f"Take out less than the ${portfolio.total_value:,.2f} that the accounts are worth.",
        )
    return after


def _check_recent_trades(policy: Policy, as_of: date) -> None:
    for number, trade in enumerate(policy.recent_trades, start=1):
        if trade.day > as_of:
            problem = f"is {trade.day}, after the day of the plan"
            key = f"recent_trades[{number}].date"
            raise PolicyError("policy", key, problem, f"The nearest valid value is {as_of}.")


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
        price = known_price(portfolio, snapshot, symbol)
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


def ordered_purchases(policy: Policy) -> tuple[tuple[str, str], ...]:
    """Return the account and the symbol of what *policy* orders to buy."""
    return tuple(
        (order.account, order.symbol)
        for order in policy.orders
        if order.action is Deal.BUY and not order.is_excluded
    )


def _ordered(
    portfolio: Portfolio, policy: Policy, snapshot: Snapshot
) -> dict[str, list[_Candidate]]:
    """Return by account what is ordered to be bought there and has a price."""
    ordered: dict[str, list[_Candidate]] = {}
    for account_name, text in ordered_purchases(policy):
        symbol = snapshot.canonical(text)
        price = known_price(portfolio, snapshot, symbol)
        if price is not None:
            candidate = _Candidate(symbol=symbol, price=price[0], price_source=price[1], rank=0)
            account = find_account(portfolio, "orders.account", account_name)
            ordered.setdefault(account.key, []).append(candidate)
    return ordered


def known_price(
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
    """Return USD per share of a position that can be traded.

    Where quantity times price is not the value to the cent, the value decides: at a price above it
    nearly all shares would sell for more than all of them are worth.
    """
    price, quantity = position.price or ZERO, position.quantity or Decimal(1)
    value = to_cents(position.value)
    places = _FEWEST_PLACES
    while value > 0 and to_cents(price * quantity) != value and places <= _MOST_PLACES:
        price = round(position.value / quantity, places)
        places += 1
    return price


class _Slots:
    """What a policy allows in each account, at the prices of the day."""

    def __init__(
        self, policy: Policy, snapshot: Snapshot, rules: AccountRules, as_of: date
    ) -> None:
        self.policy = policy
        self.snapshot = snapshot
        self.rules = rules
        self.as_of = as_of
        situation = situation_of(policy.tax, as_of.year)
        self.costs, self.saves = situation.rates(NO_GAINS), situation.savings

    def of(
        self,
        account: Account,
        candidates: Mapping[str, _Candidate],
        ordered: Iterable[_Candidate],
    ) -> Iterable[Slot]:
        """Yield what may be traded in *account*: what it holds, and what may or must be bought."""
        seen = set()
        for position in account.positions:
            if position.is_tradable:
                seen.add(position.symbol)
                yield self._held(account, position, candidates.get(position.symbol))
        for candidate in candidates.values():
            if candidate.symbol not in seen:
                seen.add(candidate.symbol)
                yield self.new(account, candidate, _no_purchase(self.policy))
        for candidate in ordered:
            if candidate.symbol not in seen:
                seen.add(candidate.symbol)
                no_purchase = _no_purchase(self.policy) or NOT_ON_THE_LIST
                yield self.new(account, candidate, no_purchase)

    def new(self, account: Account, candidate: _Candidate, no_purchase: str) -> Slot:
        """Return something that *account* does not hold, to be bought unless a rule forbids it."""
        symbol = candidate.symbol
        kind = self.snapshot.kind_of(symbol)
        return Slot(
            account=account,
            symbol=symbol,
            description=self.snapshot.name_of(symbol) or symbol,
            kind=kind,
            price=candidate.price,
            price_source=candidate.price_source,
            step=self.rules.step(account, symbol, kind),
            position=None,
            lots=(),
            no_sale="not_held",
            no_purchase=no_purchase,
            preference=candidate.rank,
        )

    def _held(self, account: Account, position: Position, candidate: _Candidate | None) -> Slot:
        price = trade_price(position)
        relief = self.rules.relief(account, position.symbol, position.kind)
        return Slot(
            account=account,
            symbol=position.symbol,
            description=position.description,
            kind=position.kind,
            price=price,
            price_source=_source(account),
            step=self.rules.step(account, position.symbol, position.kind),
            position=position,
            lots=self._lots(position, account, relief),
            no_sale=_no_sale(position.symbol, self.policy),
            no_purchase=_no_purchase(self.policy) or ("" if candidate else NOT_ON_THE_LIST),
            preference=0 if candidate is None else candidate.rank,
            relief=relief,
            sells_fractions=self.policy.trading.sell_fractions,
        )

    def _lots(self, position: Position, account: Account, relief: LotRelief) -> tuple[SlotLot, ...]:
        price = trade_price(position)
        if relief is LotRelief.SPECIFIC:
            named = named_lots(position, self.rules.named(account), account.label)
            return tuple(replace(self._lot(lot, account, price), kept=kept) for lot, kept in named)
        return tuple(self._lot(lot, account, price) for lot in lots_in_turn(position, relief))

    def _lot(self, lot: TaxLot, account: Account, price: Decimal) -> SlotLot:
        gain = lot.gain(price)
        per_share = None if gain is None else gain / lot.quantity
        term = lot.term(self.as_of)
        taxed = price if per_share is None else per_share
        if not account.tax_treatment.is_taxed:
            taxed = ZERO
        # of unknown date: taxed as short-term when it is a gain, as long-term when it is a loss
        is_long = term is Term.LONG or (term is Term.UNKNOWN and taxed < 0)
        rates = self.saves if taxed < 0 else self.costs
        return SlotLot(
            lot=lot,
            term=term,
            gain_per_share=per_share,
            tax_per_share=taxed * (rates.long if is_long else rates.short),
            taxed_gain_per_share=taxed,
            is_long=is_long,
        )


def purchase_slots(problem: Problem, account: Account, symbols: Iterable[str]) -> Iterable[Slot]:
    """Yield each of *symbols* whose price is known as something to be bought in *account*."""
    snapshot = problem.universe.snapshot
    rules = AccountRules(problem.portfolio, problem.policy, snapshot)
    slots = _Slots(problem.policy, snapshot, rules, problem.as_of)
    for symbol in symbols:
        price = known_price(problem.portfolio, snapshot, symbol)
        if price is not None:
            candidate = _Candidate(symbol=symbol, price=price[0], price_source=price[1], rank=0)
            yield slots.new(account, candidate, "")


def _no_sale(symbol: str, policy: Policy) -> str:
    for rule in ("lock", "do_not_sell"):
        if symbol in getattr(policy.restrictions, rule):
            return rule
    return "mode" if policy.trading.mode in {Mode.BUY_ONLY, Mode.HOLD} else ""


def _no_purchase(policy: Policy) -> str:
    return "mode" if policy.trading.mode in {Mode.RAISE_CASH, Mode.HOLD} else ""


def _not_averaged(portfolio: Portfolio, rules: AccountRules) -> Iterable[str]:
    for account, position in portfolio.holdings():
        symbol, kind = position.symbol, position.kind
        makes_a_difference = account.tax_treatment.is_taxed and len(position.open_lots) > 1
        if makes_a_difference and rules.is_not_averaged(account, symbol, kind):
            yield (
                f"{symbol} in {account.label} is not a fund, so that its cost cannot be "
                "averaged: it is sold first in, first out."
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
