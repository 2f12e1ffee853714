"""Proofs on a finished plan: every trade is replayed lot by lot, independently of the solver."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from rebalancer.domain.account import Account, Position
from rebalancer.domain.lot import long_term_from
from rebalancer.domain.money import CENT, ZERO, to_cents, total, total_known
from rebalancer.domain.portfolio import Portfolio
from rebalancer.rebalance.equivalents import Equivalents
from rebalancer.rebalance.lot_checks import (
    comes_from,
    find_fractions,
    find_missed_orders,
    find_wrong_lots,
)
from rebalancer.rebalance.plan import Action, Trade, TradePlan
from rebalancer.rebalance.policy.policy import DEFAULT_SPREAD
from rebalancer.rebalance.replay import Replay, cash_of, order_in_words, shares_in_words, usd
from rebalancer.rebalance.tax_checks import find_wrong_taxes

_STEP = Decimal("0.001")
"""Shares that can be traded are multiples of this at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that has to be true of a trade list."""

    name: str
    passed: bool
    detail: str
    """A sentence: what was found, or what is wrong and where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnover:
    """How much a plan moves; money in USD."""

    sold: Decimal
    bought: Decimal
    share: float
    """The larger of the two, as a share (0..1) of the household."""


def turnover(plan: TradePlan) -> Turnover:
    """Return how much *plan* moves."""
    sold = total(trade.value for trade in plan.trades if trade.action is Action.SELL)
    bought = total(trade.value for trade in plan.trades if trade.action is Action.BUY)
    share = float(max(sold, bought) / plan.before.total_value)
    return Turnover(sold=sold, bought=bought, share=share)


def check_plan(plan: TradePlan, portfolio: Portfolio) -> tuple[Check, ...]:
    """Replay *plan* on *portfolio*, the household it was made for, and return what was found."""
    return tuple(
        Check(name=name, passed=not wrong, detail=" ".join(wrong) or fine)
        for name, fine, find in _CHECKS
        for wrong in [list(find(Replay(plan, portfolio)))]
    )


def _check_accounts(replay: Replay) -> Iterable[str]:
    for trade in replay.plan.trades:
        if trade.account not in replay.accounts:
            yield f"{order_in_words(trade)} is in an account that the files do not hold."


def _check_order(replay: Replay) -> Iterable[str]:
    for account in replay.accounts.values():
        actions = [trade.action for trade in replay.trades_in(account)]
        if actions != sorted(actions, key=lambda action: action is Action.BUY):
            yield f"{account.label} buys before everything that pays for it is sold."


def _check_sides(replay: Replay) -> Iterable[str]:
    """One side a symbol; where location is weighed, among accounts that are taxed alike."""
    may_move = replay.plan.policy.location.weigh
    sides = {
        (trade.symbol, may_move and replay.is_taxed(trade), trade.action)
        for trade in replay.plan.trades
    }
    counted = Counter((symbol, group) for symbol, group, _ in sides)
    for symbol, _ in sorted(key for key, count in counted.items() if count > 1):
        yield f"{symbol} is bought and sold by the same plan."
    bought = {trade.symbol for trade in replay.plan.trades if trade.action is Action.BUY}
    for trade in replay.plan.trades:
        unsure = any(lot.gain is None or lot.gain < 0 for lot in trade.lots)
        if may_move and unsure and replay.is_taxed(trade) and trade.symbol in bought:
            yield f"{order_in_words(trade)} moves what may be a loss into another account."


def _check_cash(replay: Replay) -> Iterable[str]:
    for account in replay.accounts.values():
        cash = replay.cash(account)
        floor = min(ZERO, cash)
        for trade in replay.trades_in(account):
            cash += cash_of(trade)
            if cash < floor:
                order = order_in_words(trade)
                yield (
                    f"{account.label} lacks {usd(floor - cash)} "
                    f"after {order[:1].lower()}{order[1:]}."
                )
                break


def _check_cash_after(replay: Replay) -> Iterable[str]:
    for account in replay.accounts.values():
        trades = replay.trades_in(account)
        left = replay.cash(account) + total(map(cash_of, trades))
        stated = replay.plan.cash_after.get(account.key)
        if stated is None or abs(stated - left) > CENT:
            said = "nothing" if stated is None else usd(stated)
            yield f"{account.label} ends with {usd(left)}, but the plan says {said}."


def _check_lots(replay: Replay) -> Iterable[str]:
    for trade in replay.plan.trades:
        if trade.action is Action.BUY:
            continue
        sold = total(lot.quantity for lot in trade.lots)
        if sold != trade.quantity:
            yield f"{order_in_words(trade)}: the lots add up to {shares_in_words(sold)}."
        yield from _oversold(trade, replay.positions(trade))


def _oversold(trade: Trade, positions: Iterable[Position]) -> Iterable[str]:
    """Take each lot sold from an open lot of its own, the tightest that fits it."""
    left = [lot for position in positions for lot in position.open_lots]
    for sale in sorted(trade.lots, key=lambda sale: -sale.quantity):
        fitting = [lot for lot in left if comes_from(sale, lot, trade)]
        if fitting:
            left.remove(min(fitting, key=lambda lot: lot.quantity))
        else:
            when = "unknown date" if sale.acquired is None else sale.acquired.isoformat()
            yield (
                f"{order_in_words(trade)}: no open lot of {when} holds "
                f"{shares_in_words(sale.quantity)} at the stated cost."
            )


def _check_values(replay: Replay) -> Iterable[str]:
    for trade in replay.plan.trades:
        worth = to_cents(trade.quantity * trade.price)
        if trade.value != worth and not _sells_all_of_it(trade, replay.positions(trade)):
            listed = usd(trade.value)
            yield f"{order_in_words(trade)} is worth {usd(worth)}, but is listed at {listed}."


def _sells_all_of_it(trade: Trade, positions: Iterable[Position]) -> bool:
    """Whether a whole position is sold for what the broker says it is worth."""
    return trade.action is Action.SELL and any(
        position.quantity == trade.quantity and to_cents(position.value) == trade.value
        for position in positions
    )


def _check_gains(replay: Replay) -> Iterable[str]:
    for trade in replay.plan.trades:
        taxed = replay.is_taxed(trade)
        known = [lot for lot in trade.lots if lot.gain is not None and taxed]
        long = total(lot.gain or ZERO for lot in known if lot.is_long)
        short = total(lot.gain or ZERO for lot in known if not lot.is_long)
        if (short, long) != (trade.short_term_gain, trade.long_term_gain):
            yield f"{order_in_words(trade)}: the lots' gains do not add up to the trade's."


def _check_tax(replay: Replay) -> Iterable[str]:
    plan = replay.plan
    for what, stated, listed in (
        ("short-term gain", plan.tax.short_term_gain, (t.short_term_gain for t in plan.trades)),
        ("long-term gain", plan.tax.long_term_gain, (t.long_term_gain for t in plan.trades)),
        ("estimated tax", plan.tax.estimated_tax, (t.tax for t in plan.trades)),
    ):
        added = total(listed)
        if abs(added - stated) > CENT:
            yield f"The trades' {what} adds up to {usd(added)}, but {usd(stated)} is stated."


def _check_taxes(replay: Replay) -> Iterable[str]:
    yield from find_wrong_taxes(replay.plan, replay.is_taxed)


def _check_budget(replay: Replay) -> Iterable[str]:
    tax = replay.plan.tax
    budget = replay.plan.policy.tax.gain_budget
    realised = tax.short_term_gain + tax.long_term_gain + tax.unknown_cost
    # a sale is rounded up to what can be traded, so that it raises the cash that it has to
    fractions = total(trade.price * _STEP for trade in replay.plan.trades if trade.lots)
    if budget is not None and realised > budget + CENT + fractions:
        yield f"The plan realises {usd(realised)}, and the budget is {usd(budget)}."


def _check_waiting(replay: Replay) -> Iterable[str]:
    """A gain that turns long-term within the days that the policy waits is not taken."""
    plan = replay.plan
    patience = timedelta(days=plan.policy.tax.wait_for_long_term)
    for trade in plan.trades:
        account = replay.accounts.get(trade.account)
        taxed = account is not None and account.tax_treatment.is_taxed
        for lot in trade.lots:
            if lot.acquired is None or lot.gain is None or lot.gain <= 0 or not taxed:
                continue
            left = long_term_from(lot.acquired) - plan.as_of
            if timedelta(0) < left <= patience:
                yield f"{order_in_words(trade)} takes a gain that is long-term in {left.days} days."


def _check_costs(replay: Replay) -> Iterable[str]:
    trading = replay.plan.policy.trading
    for trade in replay.plan.trades:
        spread = trading.spread_bp.get(trade.symbol, trading.spread_bp.get(DEFAULT_SPREAD, 0.0))
        rate = Decimal(str(trading.cost_bp)) + Decimal(str(spread)) / 2
        cost = to_cents(trade.value * rate / 10_000) + trading.ticket_fee
        if trade.cost != cost:
            yield f"{order_in_words(trade)} costs {usd(cost)}, but {usd(trade.cost)} is stated."


def _check_turnover(replay: Replay) -> Iterable[str]:
    """Rounding an order up to the next step of its shares is not counted."""
    plan, most = replay.plan, replay.plan.policy.trading.turnover_max
    if most is None:
        return
    cap = Decimal(str(most)) * replay.worth()
    for action, verb in ((Action.SELL, "sells"), (Action.BUY, "buys")):
        trades = [trade for trade in plan.trades if trade.action is action]
        moved = total(trade.quantity * trade.price for trade in trades)
        if moved > cap + CENT + total(trade.price * _STEP for trade in trades):
            yield f"The plan {verb} {usd(moved)}, and the turnover cap is {usd(cap)}."


def _check_least_trade(replay: Replay) -> Iterable[str]:
    least = replay.plan.policy.trading.min_trade
    for trade in replay.undecided():
        left = replay.shares_after(trade)
        if trade.quantity * trade.price < least and (trade.action is Action.BUY or left >= 1):
            yield f"{order_in_words(trade)} is {usd(trade.value)}, less than the smallest trade."


def _check_least_position(replay: Replay) -> Iterable[str]:
    least = replay.plan.policy.trading.min_position
    for trade in replay.undecided():
        left = replay.shares_after(trade)
        if left * trade.price < least and (trade.action is Action.BUY or left >= 1):
            worth = to_cents(left * trade.price)
            yield f"{order_in_words(trade)} leaves {usd(worth)}, less than the smallest position."


def _check_whole_shares(replay: Replay) -> Iterable[str]:
    for trade in find_fractions(replay.plan, replay.accounts):
        yield f"{order_in_words(trade)} is not a whole number of shares."


def _check_relief(replay: Replay) -> Iterable[str]:
    return find_wrong_lots(replay.plan, replay.accounts)


def _check_decided(replay: Replay) -> Iterable[str]:
    return find_missed_orders(replay.plan, replay.accounts)


def _check_restrictions(replay: Replay) -> Iterable[str]:
    rules = replay.plan.policy.restrictions
    never = rules.lock | rules.exclude
    forbidden = {Action.SELL: rules.do_not_sell | never, Action.BUY: rules.do_not_buy | never}
    for trade in replay.plan.trades:
        if trade.symbol in forbidden[trade.action]:
            yield f"{order_in_words(trade)}, although you asked not to."


def _check_totals(replay: Replay) -> Iterable[str]:
    """Nothing appears and nothing vanishes: only trading costs leave the household."""
    plan = replay.plan
    expected = replay.worth() - total(trade.cost for trade in plan.trades)
    after = plan.portfolio_after.total_value
    if abs(after - expected) > CENT * (1 + len(plan.trades)):
        yield f"The household should be worth {usd(expected)} afterwards, and is {usd(after)}."


def _check_wash_sales(replay: Replay) -> Iterable[str]:
    """No loss meets its own replacement, bought by the plan or in the 30 days before it."""
    plan = replay.plan
    if not plan.policy.avoids_wash_sales:
        return
    snapshot = plan.exposures_before.universe.snapshot
    same = Equivalents(snapshot=snapshot, groups=plan.policy.restrictions.equivalents)
    bought = {same.key(trade.symbol) for trade in plan.trades if trade.action is Action.BUY}
    for trade in plan.trades:
        loses = replay.is_taxed(trade) and any(
            lot.gain is not None and lot.gain < 0 for lot in trade.lots
        )
        if loses and same.key(trade.symbol) in bought:
            yield f"{order_in_words(trade)} at a loss, and buying the same, makes a wash sale."
        if trade.disallowed:
            yield f"{order_in_words(trade)}: {usd(trade.disallowed)} of its loss is disallowed."


def _check_replacements(replay: Replay) -> Iterable[str]:
    """What replaces a loss is bought with what the loss brings, in the same account."""
    for trade in replay.plan.trades:
        sold = {each.sold for each in trade.replaces}
        brought = total(
            other.value
            for other in replay.plan.trades
            if other.account == trade.account
            and other.symbol in sold
            and other.action is Action.SELL
        )
        listed = trade.symbol in replay.plan.policy.buy
        if sold and not listed and trade.value > brought + CENT:
            yield f"{order_in_words(trade)} costs more than the {usd(brought)} of what it replaces."


def _check_cost_basis(replay: Replay) -> Iterable[str]:
    """What shares cost is what was paid, and what losses a wash sale hands on to them."""
    plan = replay.plan
    carried = [lot for sale in plan.wash_sales for lot in sale.carried]
    for account in replay.accounts.values():
        before = _costs(account, plan.policy.restrictions.exclude)
        after = _costs(plan.portfolio_after.account(account.key), frozenset())
        if before is None or after is None:
            continue
        trades = replay.trades_in(account)
        expected = before + total(
            trade.value
            if trade.action is Action.BUY
            else -total(lot.cost_basis or ZERO for lot in trade.lots)
            for trade in trades
        )
        expected += total(
            lot.loss
            for lot in carried
            if lot.account_label == account.label and lot.cost_basis is not None
        )
        if abs(after - expected) > CENT * (1 + sum(1 + len(trade.lots) for trade in trades)):
            paid = usd(expected)
            yield f"What {account.label} holds should have cost {paid}, not {usd(after)}."


def _costs(account: Account, excluded: frozenset[str]) -> Decimal | None:
    """Return what the open lots of *account* cost, None as soon as one is unknown."""
    return total_known(
        lot.cost_basis
        for position in account.positions
        if position.symbol not in excluded
        for lot in position.open_lots
    )


_CHECKS: tuple[tuple[str, str, Callable[[Replay], Iterable[str]]], ...] = (
    ("Accounts", "Every trade is in an account of yours.", _check_accounts),
    ("Order", "Every account sells before it buys.", _check_order),
    ("One side only", "No symbol is both bought and sold.", _check_sides),
    ("Cash", "No account spends cash that it does not have, at any step.", _check_cash),
    ("Cash after", "Each account's cash adds up to the cent.", _check_cash_after),
    ("Lots", "Every lot sold is there, with its shares and its cost.", _check_lots),
    ("Lot relief", "Every sale takes its lots as its account does.", _check_relief),
    ("Values", "Shares times price is the value of every trade.", _check_values),
    ("Gains", "The gains of the lots add up to the gain of each trade.", _check_gains),
    ("Tax", "The trades add up to the gains and the tax that are stated.", _check_tax),
    ("Tax, once more", "From lots, costs and brackets the same tax comes out.", _check_taxes),
    ("Gain budget", "What is realised stays within the budget for gains.", _check_budget),
    ("Waiting", "No gain is taken that the policy waits for.", _check_waiting),
    ("Costs", "Every trade states what it costs.", _check_costs),
    ("Turnover", "No more is sold or bought than the turnover cap allows.", _check_turnover),
    ("Smallest trade", "No order is too small, unless it sells everything.", _check_least_trade),
    (
        "Smallest position",
        "Nothing that is traded ends smaller than it may, unless it is all sold.",
        _check_least_position,
    ),
    ("Whole shares", "Shares are whole wherever they have to be.", _check_whole_shares),
    ("Restrictions", "Nothing is traded that you asked not to trade.", _check_restrictions),
    ("Your orders", "What you decided yourself is traded exactly so.", _check_decided),
    ("Wash sales", "No loss meets its own replacement, in any account.", _check_wash_sales),
    ("Replacements", "What replaces a loss costs no more than it brings.", _check_replacements),
    ("Cost basis", "What the shares cost is what was paid for them.", _check_cost_basis),
    ("Nothing lost", "The household is worth the same, less trading costs.", _check_totals),
)
"""Per check: its name, what to say when nothing is wrong, and what finds what is wrong."""
