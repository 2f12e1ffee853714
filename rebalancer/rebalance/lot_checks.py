"""Proofs on the lots and units of a finished plan, and on the trades that were decided before.

They ask what a method promises about the shares that are sold and those that are kept, and know
nothing of how the plan was found.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rebalancer.domain.account import Account, Position
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.lots import cost_of_lots
from rebalancer.domain.money import CENT, ZERO, total
from rebalancer.domain.security import SecurityKind
from rebalancer.rebalance.plan import Action, LotSale, Trade, TradePlan
from rebalancer.rebalance.policy.orders import FixedOrder
from rebalancer.rebalance.policy.policy import Trading
from rebalancer.rebalance.policy.relief import LotRelief, TradedKind, traded_kind


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sale:
    """A sale beside the position that it sells from."""

    trade: Trade
    account: Account
    position: Position

    @property
    def name(self) -> str:
        return f"Selling {self.trade.symbol} in {self.account.label}"

    def kept(self) -> list[tuple[TaxLot, Decimal]]:
        """Return the open lots with the shares that are left of them."""
        lots = self.position.open_lots
        left = [lot.quantity for lot in lots]
        for sold in sorted(self.trade.lots, key=lambda sold: -sold.quantity):
            fitting = [
                number
                for number, lot in enumerate(lots)
                if comes_from(sold, lot, self.trade) and sold.quantity <= left[number]
            ]
            if fitting:
                left[min(fitting, key=lambda number: left[number])] -= sold.quantity
        return [(lot, shares) for lot, shares in zip(lots, left, strict=True) if shares > 0]


def comes_from(sold: LotSale, lot: TaxLot, trade: Trade) -> bool:
    """Whether *trade* may have sold these shares of *lot*: same day, and same cost a share.

    Where costs are averaged, the cost of a single lot says nothing.
    """
    if sold.acquired != lot.acquired or sold.quantity > lot.quantity:
        return False
    if trade.relief is LotRelief.AVERAGE:
        return True
    if sold.cost_basis is None or lot.cost_basis is None:
        return sold.cost_basis is lot.cost_basis
    return abs(lot.cost_basis * sold.quantity / lot.quantity - sold.cost_basis) <= CENT


def find_wrong_lots(plan: TradePlan, accounts: Mapping[str, Account]) -> Iterable[str]:
    """Yield the sales whose lots are not those that the account's method picks."""
    trading = plan.policy.trading
    for sale in _sales(plan, accounts):
        asked = _named_for(sale.account, trading.lot_relief_by, trading.lot_relief)
        used = sale.trade.relief
        instead = LotRelief.FIFO if asked is LotRelief.AVERAGE else asked
        if used not in {asked, instead}:
            yield f"{sale.name} is not by “{asked.words}”, as the policy asks."
        if used in {LotRelief.FIFO, LotRelief.AVERAGE} and not _goes_by_date(sale, newest=False):
            yield f"{sale.name} keeps older shares than it sells."
        if used is LotRelief.LIFO and not _goes_by_date(sale, newest=True):
            yield f"{sale.name} keeps newer shares than it sells."
        if used is LotRelief.HIFO and not _goes_by_cost(sale):
            yield f"{sale.name} keeps dearer shares than it sells."
        if used is LotRelief.AVERAGE and not _is_averaged(sale):
            yield f"{sale.name} does not cost the average of all shares."
        if used is LotRelief.SPECIFIC and not _is_named(sale, trading):
            yield f"{sale.name} is of shares that the policy does not name."


def _sales(plan: TradePlan, accounts: Mapping[str, Account]) -> Iterator[_Sale]:
    for trade in plan.trades:
        account = accounts.get(trade.account)
        for position in () if account is None else account.positions:
            if account and trade.action is Action.SELL and position.symbol == trade.symbol:
                yield _Sale(trade=trade, account=account, position=position)


def _named_for(account: Account, by_name: Mapping[str, LotRelief], default: LotRelief) -> LotRelief:
    return next((each for name, each in by_name.items() if account.matches(name)), default)


def _goes_by_date(sale: _Sale, *, newest: bool) -> bool:
    sold = [lot.acquired for lot in sale.trade.lots]
    kept = [lot.acquired for lot, _ in sale.kept()]
    dated_sold, dated_kept = _known(sold), _known(kept)
    if None in sold and dated_kept:
        return False
    if not dated_sold or not dated_kept:
        return True
    if newest:
        return min(dated_sold) >= max(dated_kept)
    return max(dated_sold) <= min(dated_kept)


def _known(days: Iterable[date | None]) -> list[date]:
    return [day for day in days if day is not None]


def _goes_by_cost(sale: _Sale) -> bool:
    kept = [lot.cost_basis / lot.quantity for lot, _ in sale.kept() if lot.cost_basis is not None]
    for sold in sale.trade.lots:
        if sold.cost_basis is None and kept:
            return False
        if any(sold.cost_basis is not None and _is_dearer(cost, sold) for cost in kept):
            return False
    return True


def _is_dearer(cost: Decimal, sold: LotSale) -> bool:
    return cost * sold.quantity > (sold.cost_basis or ZERO) + CENT


def _is_averaged(sale: _Sale) -> bool:
    listed = cost_of_lots(sale.position.open_lots)
    pool = sale.position.cost_basis if listed is None else listed
    shares = sale.position.quantity or ZERO
    for sold in sale.trade.lots:
        if pool is None or sold.cost_basis is None:
            if sold.cost_basis is not pool:
                return False
        elif abs(pool * sold.quantity / shares - sold.cost_basis) > CENT:
            return False
    return True


def _is_named(sale: _Sale, trading: Trading) -> bool:
    for day in {sold.acquired for sold in sale.trade.lots}:
        taken = total(sold.quantity for sold in sale.trade.lots if sold.acquired == day)
        named = total(
            lot.quantity
            for lot in trading.specific_lots
            if sale.account.matches(lot.account)
            and lot.acquired == day
            and _letters(lot.symbol) == _letters(sale.trade.symbol)
        )
        if taken > named:
            return False
    return True


def _letters(symbol: str) -> str:
    """Return *symbol* without what spellings differ in: ``BRK.B`` and ``BRK-B`` are one."""
    return "".join(letter for letter in symbol if letter.isalnum())


def find_fractions(plan: TradePlan, accounts: Mapping[str, Account]) -> Iterable[Trade]:
    """Yield the trades that are not whole although they have to be."""
    trading = plan.policy.trading
    for trade in plan.trades:
        account = accounts.get(trade.account)
        if not trade.quantity % 1 or account is None:
            continue
        held = [item for item in account.positions if item.symbol == trade.symbol]
        clears = trade.action is Action.SELL and trade.quantity in {item.quantity for item in held}
        if clears and trading.sell_fractions:
            continue
        if not _may_be_fraction(trading, account, _kinds(trade, held)):
            yield trade


def _kinds(trade: Trade, held: Iterable[Position]) -> set[TradedKind]:
    """Return what is traded, as far as the files tell: letters tell a mutual fund only."""
    told = {item.kind for item in held} - {SecurityKind.UNKNOWN}
    if told or traded_kind(trade.symbol, SecurityKind.UNKNOWN) is TradedKind.MUTUAL_FUND:
        return {traded_kind(trade.symbol, kind) for kind in told or {SecurityKind.UNKNOWN}}
    return {TradedKind.STOCK, TradedKind.ETF}


def _may_be_fraction(trading: Trading, account: Account, kinds: Iterable[TradedKind]) -> bool:
    named = trading.whole_shares_by
    for name, whole in named.items():
        if name not in set(TradedKind) and account.matches(name):
            return not whole
    return any(
        not named.get(kind.value, trading.whole_shares and kind is not TradedKind.MUTUAL_FUND)
        for kind in kinds
    )


def is_decided(trade: Trade, plan: TradePlan, accounts: Mapping[str, Account]) -> bool:
    """Whether one of the policy's orders is about *trade*."""
    return any(_is_about(order, trade, accounts) for order in plan.policy.orders)


def _is_about(order: FixedOrder, trade: Trade, accounts: Mapping[str, Account]) -> bool:
    account = accounts.get(trade.account)
    return (
        account is not None
        and account.matches(order.account)
        and _letters(trade.symbol) == _letters(order.symbol)
        and trade.action.value == order.action.value
    )


def find_missed_orders(plan: TradePlan, accounts: Mapping[str, Account]) -> Iterable[str]:
    """Yield where the plan does not trade exactly what was decided before."""
    for order in plan.policy.orders:
        done = total(trade.quantity for trade in plan.trades if _is_about(order, trade, accounts))
        if done != order.quantity:
            yield (
                f"You asked to {order.action.value} {order.quantity.normalize():f} {order.symbol} "
                f"in {order.account}, and the plan {order.action.value}s {done.normalize():f}."
            )
