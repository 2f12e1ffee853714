"""Single trades that a person decides: exactly so many shares, or none at all.

Whatever makes an order impossible by itself is said at once, with its key and the nearest number
of shares that would do; what only the whole plan can tell is left to the model.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from rebalancer.domain.account import Account
from rebalancer.domain.money import CENT, ZERO, total
from rebalancer.rebalance.plan import Action, Trade
from rebalancer.rebalance.policy.error import PolicyError
from rebalancer.rebalance.policy.orders import Deal, FixedOrder
from rebalancer.rebalance.pose import NOT_ON_THE_LIST
from rebalancer.rebalance.problem import Problem, Slot, floor_to_step
from rebalancer.rebalance.recent import WASH_SALE, banned_keys
from rebalancer.rebalance.relief import NOT_NAMED
from rebalancer.rebalance.waiting import WAIT
from rebalancer.spelling import nearest

EXCLUDED = "excluded_trade"
"""The short name of the rule that a person excluded a trade."""
OPPOSITE = "ordered_otherwise"
"""The short name of the rule that what is ordered to be bought is sold nowhere, and the reverse."""
_WHY = {
    "lock": "restrictions.lock forbids",
    "do_not_sell": "restrictions.do_not_sell forbids",
    "do_not_buy": "restrictions.do_not_buy forbids",
    "exclude": "restrictions.exclude forbids",
    "mode": "the mode of trading does not allow",
    WASH_SALE: "would make a wash sale",
    EXCLUDED: "another order excludes",
    WAIT: "tax.wait_for_long_term keeps",
    NOT_NAMED: "trading.specific_lots does not name",
}


def left_out(trade: Trade) -> FixedOrder:
    """Return the order that *trade* is not made."""
    return _order_about(trade, ZERO)


def kept(trade: Trade) -> FixedOrder:
    """Return the order that *trade* is made exactly as it is."""
    return _order_about(trade, trade.quantity)


def _order_about(trade: Trade, quantity: Decimal) -> FixedOrder:
    return FixedOrder(
        account=trade.account,
        symbol=trade.symbol,
        action=Deal(trade.action.value),
        quantity=quantity,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decision:
    """An order, and what it is about."""

    key: str
    order: FixedOrder
    account: Account
    symbol: str
    slot: Slot | None
    """None where the account neither holds it nor could buy it."""

    @property
    def is_sale(self) -> bool:
        return self.order.action is Deal.SELL

    def error(self, key: str, problem: str, remedy: str = "") -> PolicyError:
        """Return what makes the order impossible; *problem* goes on after its verb."""
        shares = f"{self.order.quantity.normalize():f} {self.symbol}"
        said = f"{self.order.action.value}s {shares} in {self.account.label}, {problem}"
        return PolicyError("policy", f"{self.key}.{key}", said, remedy)

    def most(self, shares: Decimal, problem: str) -> PolicyError:
        """Return that *problem* makes *shares* the most that can be ordered."""
        return self.error("quantity", problem, f"The nearest valid value is {_number(shares)}.")


def heed_orders(problem: Problem) -> Problem:
    """Return *problem* with the trades that its policy has decided already.

    Raises:
        PolicyError: An order cannot be followed, whatever else the plan does.
    """
    decisions = [_decision(problem, n, order) for n, order in _numbered(problem)]
    if not decisions:
        return problem
    _check_unique(decisions)
    for decision in decisions:
        if not decision.order.is_excluded:
            _check_allowed(decision, problem)
    slots = tuple(_decided(slot, decisions) for slot in problem.slots)
    messages = (*problem.messages, *_idle_exclusions(decisions))
    decided = replace(problem, slots=slots, messages=messages)
    for account in problem.portfolio.accounts:
        _check_cash(decided, account, [each for each in decisions if each.account is account])
    return decided


def _numbered(problem: Problem) -> Iterable[tuple[int, FixedOrder]]:
    return enumerate(problem.policy.orders, start=1)


def _decision(problem: Problem, number: int, order: FixedOrder) -> _Decision:
    key = f"orders[{number}]"
    account = problem.find_account(f"{key}.account", order.account)
    symbol = problem.universe.snapshot.canonical(order.symbol)
    slots = (
        slot for slot in problem.slots if slot.account.key == account.key and slot.symbol == symbol
    )
    return _Decision(key=key, order=order, account=account, symbol=symbol, slot=next(slots, None))


def _check_unique(decisions: Sequence[_Decision]) -> None:
    """Refuse two orders about one trade, and sales and purchases of one security."""
    seen: dict[tuple[str, str, Deal], _Decision] = {}
    sides: dict[str, _Decision] = {}
    for each in decisions:
        subject = (each.account.key, each.symbol, each.order.action)
        if subject in seen:
            problem = f"about which {seen[subject].key} decides, too"
            raise each.error("symbol", problem, "Leave one of them out.")
        seen[subject] = each
        if each.order.is_excluded:
            continue
        other = sides.setdefault(each.symbol, each)
        if other.order.action is not each.order.action:
            problem = f"and {other.key} {other.order.action.value}s it"
            raise each.error("action", problem, "Nothing is both bought and sold: choose one.")


def _check_allowed(decision: _Decision, problem: Problem) -> None:
    rules = problem.policy.restrictions
    names = ("lock", "exclude", "do_not_sell" if decision.is_sale else "do_not_buy")
    for name in names:
        if decision.symbol in getattr(rules, name):
            remedy = f"Take {decision.symbol} off that list, or set quantity to 0."
            raise decision.error("symbol", f"which {_WHY[name]}", remedy)
    if decision.is_sale:
        _check_sale(decision)
    elif problem.equivalents.key(decision.symbol) in banned_keys(problem):
        raise decision.most(ZERO, f"which {_WHY[WASH_SALE]}")
    else:
        _check_purchase(decision)


def _check_sale(decision: _Decision) -> None:
    slot, quantity = decision.slot, decision.order.quantity
    if slot is None or slot.position is None:
        held = [position.symbol for position in decision.account.positions]
        remedy = nearest(decision.symbol, held) or f"It holds {', '.join(held) or 'nothing'}."
        raise decision.error("symbol", "which it does not hold", remedy)
    if slot.no_sale:
        raise decision.most(ZERO, f"which {_WHY[slot.no_sale]}")
    if quantity > slot.held:
        raise decision.most(slot.most_saleable, f"which holds {_number(slot.held)}")
    if quantity > total(slot.saleable):
        rule = next(lot.kept for lot in slot.lots if lot.kept)
        raise decision.most(slot.most_saleable, f"which {_WHY[rule]}")
    if quantity % slot.step and not (slot.may_clear and quantity == slot.held):
        hint = "" if slot.sells_fractions or quantity != slot.held else ", without sell_fractions"
        raise decision.most(
            floor_to_step(quantity, slot.step),
            f"where shares trade in multiples of {_number(slot.step)}{hint}",
        )


def _check_purchase(decision: _Decision) -> None:
    slot, quantity = decision.slot, decision.order.quantity
    if slot is None:
        raise decision.error("symbol", "whose price is not known", "Refresh the quotes first.")
    if slot.no_purchase not in {"", NOT_ON_THE_LIST}:
        raise decision.most(ZERO, f"which {_WHY[slot.no_purchase]}")
    if quantity % slot.step:
        raise decision.most(
            floor_to_step(quantity, slot.step),
            f"where shares trade in multiples of {_number(slot.step)}",
        )


def _decided(slot: Slot, decisions: Iterable[_Decision]) -> Slot:
    for each in decisions:
        if each.symbol != slot.symbol:
            continue
        is_here = each.account.key == slot.account.key
        if each.order.is_excluded:
            slot = _closed(slot, EXCLUDED, sale=each.is_sale) if is_here else slot
            continue
        slot = _closed(slot, OPPOSITE, sale=not each.is_sale)
        if is_here:
            slot = replace(slot, ordered=each.order)
            slot = slot if each.is_sale else replace(slot, no_purchase="")
    return slot


def _closed(slot: Slot, rule: str, *, sale: bool) -> Slot:
    if sale:
        return replace(slot, no_sale=slot.no_sale or rule)
    return replace(slot, no_purchase=slot.no_purchase or rule)


def _idle_exclusions(decisions: Iterable[_Decision]) -> Iterable[str]:
    """Say where there is nothing to exclude: the order may be meant for something else."""
    for each in decisions:
        if each.order.is_excluded and (
            each.slot is None or (each.is_sale and each.slot.position is None)
        ):
            verb = "sell" if each.is_sale else "buy"
            yield (
                f"{each.key} excludes a trade that the plan could not make anyway: to {verb} "
                f"{each.symbol} in {each.account.label}."
            )


def _check_cash(problem: Problem, account: Account, decisions: Sequence[_Decision]) -> None:
    """Refuse purchases that an account cannot pay for, whatever it sells."""
    cost = Decimal(str(problem.policy.trading.cost_bp)) / 10_000
    left = problem.spendable(account) - problem.buffer(account)
    left += total(_proceeds(slot) for slot in problem.slots if slot.account is account) * (1 - cost)
    for each in decisions:
        if each.is_sale or each.order.is_excluded or each.slot is None:
            continue
        price = each.slot.price * (1 + cost)
        if price * each.order.quantity > max(left, ZERO) + CENT:
            affordable = floor_to_step(max(left, ZERO) / price, each.slot.step)
            raise each.most(affordable, f"which can raise ${max(left, ZERO):,.2f} for it")
        left -= price * each.order.quantity


def _proceeds(slot: Slot) -> Decimal:
    """Return the most USD that sales of *slot* raise."""
    if slot.no_sale:
        return ZERO
    return slot.price * (slot.most_saleable if slot.ordered is None else slot.ordered.quantity)


def orders_missed(problem: Problem, trades: Sequence[Trade]) -> Iterable[str]:
    """Yield which of the policy's orders *trades* do not follow in full."""
    for number, order in _numbered(problem):
        decision = _decision(problem, number, order)
        done = total(trade.quantity for trade in trades if _is_about(trade, decision))
        if done != order.quantity:
            yield (
                f"{decision.key} cannot be followed in full: it {order.action.value}s "
                f"{_number(order.quantity)} {decision.symbol} in {decision.account.label}, and "
                f"the plan {order.action.value}s {_number(done)}."
            )


def _is_about(trade: Trade, decision: _Decision) -> bool:
    action = Action.SELL if decision.is_sale else Action.BUY
    return (trade.account, trade.symbol, trade.action) == (
        decision.account.key,
        decision.symbol,
        action,
    )


def _number(shares: Decimal) -> str:
    return f"{shares.normalize():f}"
