"""The solver's numbers become trades in exact shares and cents."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

import numpy as np

from rebalancer.classify.group import Group
from rebalancer.domain.account import Account, CashHolding, Position
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.money import ZERO, to_cents, total
from rebalancer.domain.portfolio import Portfolio
from rebalancer.rebalance.model.joint import JointModel
from rebalancer.rebalance.model.linear import Floats
from rebalancer.rebalance.plan import Action, LotSale, Trade
from rebalancer.rebalance.problem import Problem, Slot, SlotLot, floor_to_step
from rebalancer.rebalance.tax.netting import NO_GAINS, Gains
from rebalancer.rebalance.tax_estimate import share_tax

_DUST = Decimal("0.00001")
WATCHED = ("magnificent_seven", "small_cap")
"""Groups whose change every trade states."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is done in one slot: shares sold of each of its lots, or shares bought."""

    slot: Slot
    sold: tuple[Decimal, ...] = ()
    """Per lot of the slot; zeros for the lots that are kept."""
    bought: Decimal = ZERO

    @property
    def quantity(self) -> Decimal:
        """Shares traded."""
        return _short(self.bought or total(self.sold))

    @property
    def sales(self) -> tuple[tuple[SlotLot, Decimal], ...]:
        """The lots that are sold from, with their shares."""
        pairs = zip(self.slot.lots, self.sold, strict=bool(self.sold))
        return tuple((lot, shares) for lot, shares in pairs if shares > 0)

    @property
    def value(self) -> Decimal:
        """USD in cents; a sale of everything is worth what the broker says the position is."""
        position = self.slot.position
        if self.sold and position is not None and self.quantity == position.quantity:
            return to_cents(position.value)
        return to_cents(self.quantity * self.slot.price)


def orders_of(joint: JointModel, x: Floats) -> tuple[Order, ...]:
    """Return the orders that the columns *x* of the solution stand for, in tradable shares.

    Sales are rounded up and purchases down to what can be traded, so that rounding never spends
    cash that is not there; purchases give way by a step where cents would still overdraw.
    """
    orders = []
    for number in joint.trades.slots_traded(x):
        slot = joint.problem.slots[number]
        sold = [Decimal(repr(float(x[column]))) for column in joint.sold(number)]
        bought = Decimal(repr(float(x[joint.bought(number)])))
        if any(shares > _DUST for shares in sold):
            orders.append(Order(slot=slot, sold=_whole_sales(slot, sold)))
        elif bought + _DUST >= slot.step:
            orders.append(Order(slot=slot, bought=floor_to_step(bought + _DUST, slot.step)))
    return _within_cash(joint.problem, [order for order in orders if order.quantity > 0])


def columns_of(joint: JointModel, orders: Iterable[Order], problem: Problem) -> Floats:
    """Return the columns of the model that *orders* stand for: what ``orders_of`` undoes.

    Args:
        joint: Its slots are those of *problem*, with restrictions of their own.
        orders: In slots of *problem*.
        problem: What the orders were made for.
    """
    number_of = {id(slot): number for number, slot in enumerate(problem.slots)}
    x = np.zeros(joint.program.width)
    for order in orders:
        number = number_of[id(order.slot)]
        x[joint.bought(number)] = float(order.bought)
        if order.sold:
            x[joint.sold(number)] = [float(quantity) for quantity in order.sold]
    return joint.program.completed(x)


def _whole_sales(slot: Slot, sold: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Return the shares to sell per lot, together what one order may sell."""
    held = slot.saleable
    steps = ((total(sold) - _DUST) / slot.step).to_integral_value(rounding=ROUND_CEILING)
    left = min(steps * slot.step, slot.most_saleable)
    if slot.relief.is_in_turn:
        return _first_of(held, left)
    return tuple(map(_short, _as_solved(slot, sold, left)))


def _short(shares: Decimal) -> Decimal:
    """Return *shares* without zeros at the end of their fraction."""
    return shares.normalize() if shares % 1 else shares.to_integral_value()


def _as_solved(slot: Slot, sold: Sequence[Decimal], left: Decimal) -> Sequence[Decimal]:
    """Return *left* shares taken from the lots that the solver sells."""
    held = slot.saleable
    taken = []
    for most, shares in zip(held, sold, strict=True):
        taken.append(min(_tidy(shares, most, slot.step), left))
        left -= taken[-1]
    # what rounding left over comes from lots that are sold from anyway, then from the others
    for number in sorted(range(len(taken)), key=lambda number: not taken[number]):
        more = min(left, held[number] - taken[number])
        taken[number] += more
        left -= more
    return taken


def _first_of(held: Iterable[Decimal], shares: Decimal) -> tuple[Decimal, ...]:
    """Return *shares* taken from lots in turn."""
    taken = []
    for most in held:
        taken.append(min(most, shares))
        shares -= taken[-1]
    return tuple(taken)


def _tidy(shares: Decimal, held: Decimal, step: Decimal) -> Decimal:
    """Return the solver's *shares* of a lot without the dust of floating point."""
    if shares > held - _DUST:
        return held
    nearest = (shares / step).to_integral_value() * step
    if abs(shares - nearest) <= _DUST:
        return nearest
    return shares.quantize(Decimal("0.001"), rounding=ROUND_FLOOR)


def _within_cash(problem: Problem, orders: Iterable[Order]) -> tuple[Order, ...]:
    by_account: dict[str, list[Order]] = defaultdict(list)
    for order in orders:
        by_account[order.slot.account.key].append(order)
    kept = []
    for account in problem.portfolio.accounts:
        mine = sorted(by_account[account.key], key=_rank)
        sales = [order for order in mine if order.sold]
        sales.sort(key=lambda order: order.value < cost_of(problem, order))
        purchases = [order for order in mine if order.bought]
        floor = min(ZERO, problem.spendable(account))
        while purchases and cash_after(problem, account, [*sales, *purchases]) < floor:
            last = purchases.pop()
            less = replace(last, bought=last.bought - last.slot.step)
            if _is_large_enough(problem, less):
                purchases.append(less)
        kept += [*sales, *purchases]
    return tuple(kept)


def _is_large_enough(problem: Problem, purchase: Order) -> bool:
    """Whether *purchase* is an order at all, and no smaller than the policy lets it be."""
    trading, price = problem.policy.trading, purchase.slot.price
    is_large = (
        purchase.bought * price >= trading.min_trade
        and (purchase.slot.held + purchase.bought) * price >= trading.min_position
    )
    return purchase.bought > 0 and (is_large or purchase.slot.ordered is not None)


def _rank(order: Order) -> tuple[bool, int, str]:
    return order.slot.ordered is None, order.slot.preference, order.slot.symbol


def cost_of(problem: Problem, order: Order) -> Decimal:
    """Return the estimated trading cost of *order* in USD."""
    trading = problem.policy.trading
    return to_cents(order.value * trading.cost_share(order.slot.symbol)) + trading.ticket_fee


def cash_after(problem: Problem, account: Account, orders: Iterable[Order]) -> Decimal:
    """Return the spendable USD of *account* after its *orders*."""
    cash = problem.spendable(account)
    for order in orders:
        cash += (-1 if order.bought else 1) * order.value - cost_of(problem, order)
    return cash


def trades_of(
    problem: Problem, orders: Iterable[Order], disallowed: Iterable[Gains]
) -> tuple[Trade, ...]:
    """Return the orders as trades; their reasons are still to be given.

    Args:
        problem: What the orders were made for.
        orders: In the order to place them.
        disallowed: Per order, the losses that do not count, as positive amounts.
    """
    shares = _group_shares(problem, [problem.universe.group(key) for key in WATCHED])
    trades = [
        replace(trade, taxed=trade.taxed + washed, disallowed=washed.short + washed.long)
        for order, washed in zip(orders, disallowed, strict=True)
        for trade in [_trade(problem, order, shares)]
    ]
    return share_tax(trades, problem.tax_view.situation)


def _group_shares(problem: Problem, groups: Sequence[Group]) -> Mapping[str, Mapping[str, float]]:
    through = problem.through
    shares = {}
    for group in groups:
        members = through.flags(group.holds)
        inside = through.share_in(members)
        shares[group.key] = dict(zip(through.symbols, map(float, inside), strict=True))
    return shares


def _trade(problem: Problem, order: Order, shares: Mapping[str, Mapping[str, float]]) -> Trade:
    slot = order.slot
    sign = 1 if order.bought else -1
    lots = tuple(lot_sale(lot, quantity, slot.price) for lot, quantity in order.sales)
    known = _known(lots) if slot.account.tax_treatment.is_taxed else NO_GAINS
    return Trade(
        account=slot.account.key,
        account_label=slot.account.label,
        action=Action.BUY if order.bought else Action.SELL,
        symbol=slot.symbol,
        description=slot.description,
        quantity=order.quantity,
        price=slot.price,
        price_source=slot.price_source,
        value=order.value,
        lots=lots,
        short_term_gain=known.short,
        long_term_gain=known.long,
        tax=ZERO,
        taxed=_taxed(order, lots),
        exposure_change={
            key: to_cents(sign * order.value * Decimal(repr(share[slot.symbol])))
            for key, share in shares.items()
        },
        reason="",
        cost=cost_of(problem, order),
        relief=None if order.bought else slot.relief,
    )


def lot_sale(lot: SlotLot, quantity: Decimal, price: Decimal) -> LotSale:
    """Return the sale of *quantity* shares of *lot* at *price* USD."""
    basis = lot.lot.cost_basis
    sold_basis = None if basis is None else to_cents(basis * quantity / lot.lot.quantity)
    return LotSale(
        acquired=lot.lot.acquired,
        quantity=quantity,
        cost_basis=sold_basis,
        term=lot.term,
        gain=None if sold_basis is None else to_cents(price * quantity) - sold_basis,
    )


def _known(lots: Iterable[LotSale]) -> Gains:
    gains = NO_GAINS
    for lot in lots:
        gain = lot.gain or ZERO
        gains += Gains(long=gain) if lot.is_long else Gains(short=gain)
    return gains


def _taxed(order: Order, lots: Sequence[LotSale]) -> Gains:
    gains = NO_GAINS
    for (lot, quantity), sale in zip(order.sales, lots, strict=True):
        if order.slot.account.tax_treatment.is_taxed:
            gain = to_cents(order.slot.price * quantity) if sale.gain is None else sale.gain
            gains += Gains(long=gain) if lot.is_long else Gains(short=gain)
    return gains


def settle(problem: Problem, orders: Iterable[Order]) -> Portfolio:
    """Return the portfolio after the orders are filled at the stated prices."""
    by_account: dict[str, dict[str, Order]] = defaultdict(dict)
    for order in orders:
        by_account[order.slot.account.key][order.slot.symbol] = order
    return Portfolio(
        accounts=tuple(
            _settle_account(problem, account, by_account[account.key])
            for account in problem.portfolio.accounts
        )
    )


def _settle_account(problem: Problem, account: Account, orders: dict[str, Order]) -> Account:
    if not orders:
        return account
    positions = [
        _settle_position(position, orders, problem.as_of) for position in account.positions
    ]
    held = {position.symbol for position in account.positions}
    positions += [
        _new_position(order, problem.as_of)
        for order in orders.values()
        if order.slot.symbol not in held
    ]
    change = cash_after(problem, account, orders.values()) - problem.spendable(account)
    cash = CashHolding(symbol="CASH", description="After trading", amount=change)
    return replace(
        account,
        positions=tuple(position for position in positions if position is not None),
        cash_holdings=(*account.cash_holdings, cash),
        file_total=None,
    )


def _settle_position(position: Position, orders: Mapping[str, Order], day: date) -> Position | None:
    order = orders.get(position.symbol)
    if order is None or not position.is_tradable or position.quantity is None:
        return position
    if order.bought:
        lot = _bought_lot(order, day)
        return replace(
            position,
            quantity=position.quantity + order.bought,
            value=position.value + order.value,
            cost_basis=None if position.cost_basis is None else position.cost_basis + order.value,
            lots=(*position.open_lots, lot),
        )
    if order.quantity == position.quantity:
        return None
    return replace(
        position,
        quantity=position.quantity - order.quantity,
        value=position.value - order.value,
        cost_basis=None,
        lots=_lots_left(order),
    )


def _lots_left(order: Order) -> tuple[TaxLot, ...]:
    left = []
    for slot_lot, sold in zip(order.slot.lots, order.sold, strict=True):
        lot = slot_lot.lot
        kept = lot.quantity - sold
        if kept > 0:
            basis = lot.cost_basis
            kept_basis = None if basis is None else to_cents(basis * kept / lot.quantity)
            left.append(replace(lot, quantity=kept, cost_basis=kept_basis))
    return tuple(left)


def _bought_lot(order: Order, day: date) -> TaxLot:
    return TaxLot(quantity=order.bought, cost_basis=order.value, acquired=day)


def _new_position(order: Order, day: date) -> Position:
    slot = order.slot
    return Position(
        symbol=slot.symbol,
        description=slot.description,
        kind=slot.kind,
        value=order.value,
        quantity=order.bought,
        price=slot.price,
        cost_basis=order.value,
        lots=(_bought_lot(order, day),),
    )
