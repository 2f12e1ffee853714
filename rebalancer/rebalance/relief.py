"""The lots of a position as its account's lot relief sees them: in turn, averaged, or named."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from rebalancer.domain.account import Account, Position
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.lots import cost_of_lots
from rebalancer.domain.money import ZERO, total
from rebalancer.rebalance.plan import Trade
from rebalancer.rebalance.policy.error import PolicyError
from rebalancer.rebalance.policy.relief import LotRelief, SpecificLot

NOT_NAMED = "specific"
"""The short name of the rule that keeps a lot which the policy does not name."""


def lots_in_turn(position: Position, relief: LotRelief) -> tuple[TaxLot, ...]:
    """Return the open lots of *position*, in the order in which *relief* sells them.

    Shares of unknown date come last where the order goes by dates, and shares of unknown cost
    where it goes by costs: they are never silently the first. Equal shares are told apart so
    that the order in which a file lists its lots makes no difference.
    """
    lots = tuple(position.open_lots)
    match relief:
        case LotRelief.FIFO:
            return tuple(sorted(lots, key=_oldest_first))
        case LotRelief.LIFO:
            return tuple(sorted(lots, key=_newest_first))
        case LotRelief.HIFO:
            return tuple(sorted(lots, key=_dearest_first))
        case LotRelief.AVERAGE:
            return tuple(sorted(_averaged(position, lots), key=_oldest_first))
        case _:
            return lots


def _oldest_first(lot: TaxLot) -> tuple[object, ...]:
    return lot.acquired is None, lot.acquired or date.min, *_dearness(lot)


def _newest_first(lot: TaxLot) -> tuple[object, ...]:
    days = 0 if lot.acquired is None else -lot.acquired.toordinal()
    return lot.acquired is None, days, *_dearness(lot)


def _dearest_first(lot: TaxLot) -> tuple[object, ...]:
    return *_dearness(lot), lot.acquired is None, lot.acquired or date.min


def _dearness(lot: TaxLot) -> tuple[bool, Decimal]:
    """Return what sorts by cost per share, the highest first and the unknown last."""
    if lot.cost_basis is None:
        return True, ZERO
    return False, -lot.cost_basis / lot.quantity


def _averaged(position: Position, lots: Sequence[TaxLot]) -> Iterable[TaxLot]:
    """Yield *lots* at the average cost of all shares; unknown where the cost of some is."""
    cost = cost_of_lots(tuple(lots))
    pool = position.cost_basis if cost is None else cost
    shares = position.quantity or ZERO
    for lot in lots:
        basis = None if pool is None else pool * lot.quantity / shares
        yield TaxLot(quantity=lot.quantity, acquired=lot.acquired, cost_basis=basis)


def named_lots(
    position: Position, named: Iterable[tuple[str, SpecificLot]], account_label: str
) -> tuple[tuple[TaxLot, str], ...]:
    """Return the open lots of *position*, each with the rule that keeps it from being sold or "".

    Of several lots of one day the dearest shares are the ones that are meant: they are taxed the
    least. A lot that is named in part becomes two.

    Args:
        position: Whose lots.
        named: The key and the lot of each that the policy names in the account.
        account_label: What a person calls the account.

    Raises:
        PolicyError: The position has no lot of that day, or not so many shares of it.
    """
    left = sorted(position.open_lots, key=_dearest_first)
    allowed: list[TaxLot] = []
    for key, lot in named:
        if lot.symbol == position.symbol:
            _check_named(key, lot, left, account_label)
            left = _take(lot, left, allowed)
    return (*((lot, "") for lot in allowed), *((lot, NOT_NAMED) for lot in left))


def still_named(
    named: Iterable[SpecificLot],
    accounts: Iterable[Account],
    trades: Sequence[Trade],
    canonical: Callable[[str], str],
) -> tuple[SpecificLot, ...]:
    """Return what is left of the *named* lots once *trades* have been made in *accounts*.

    *canonical* spells a symbol as trades do.
    """
    by_key = {account.key: account for account in accounts}
    left = []
    for lot in named:
        sold = total(
            sale.quantity
            for trade in trades
            if trade.symbol == canonical(lot.symbol) and by_key[trade.account].matches(lot.account)
            for sale in trade.lots
            if sale.acquired == lot.acquired
        )
        if sold < lot.quantity:
            left.append(replace(lot, quantity=lot.quantity - sold))
    return tuple(left)


def _check_named(key: str, lot: SpecificLot, left: Sequence[TaxLot], account_label: str) -> None:
    found = [each for each in left if each.acquired == lot.acquired]
    if not found:
        days = sorted({_day(each) for each in left})
        problem = f"names {lot.words}, and {account_label} holds no such lot"
        raise PolicyError("policy", f"{key}.acquired", problem, f"There are: {', '.join(days)}.")
    held = sum((each.quantity for each in found), start=ZERO)
    if lot.quantity > held:
        problem = f"names {lot.words}, and {account_label} holds {held.normalize():f}"
        remedy = f"The nearest valid value is {held.normalize():f}."
        raise PolicyError("policy", f"{key}.quantity", problem, remedy)


def _day(lot: TaxLot) -> str:
    return "unknown date" if lot.acquired is None else lot.acquired.isoformat()


def _take(named: SpecificLot, lots: Iterable[TaxLot], taken: list[TaxLot]) -> list[TaxLot]:
    """Move what *named* asks for from *lots* to *taken*; return what is left."""
    wanted = named.quantity
    left = []
    for lot in lots:
        part = min(wanted, lot.quantity) if lot.acquired == named.acquired else ZERO
        wanted -= part
        taken += [_part(lot, part)] if part else []
        left += [_part(lot, lot.quantity - part)] if part < lot.quantity else []
    return left


def _part(lot: TaxLot, quantity: Decimal) -> TaxLot:
    basis = None if lot.cost_basis is None else lot.cost_basis * quantity / lot.quantity
    return TaxLot(quantity=quantity, acquired=lot.acquired, cost_basis=basis)
