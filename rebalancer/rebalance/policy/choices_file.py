"""What a policy file says account by account, lot by lot and order by order."""

from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

from rebalancer.rebalance.policy.orders import Deal, FixedOrder
from rebalancer.rebalance.policy.policy import Trading
from rebalancer.rebalance.policy.relief import LotRelief, SpecificLot
from rebalancer.toml_table import TomlTable

Chosen = TypeVar("Chosen")
_DEFAULT = "default"


def read_by_account(
    table: TomlTable, key: str, read: Callable[[TomlTable, str], Chosen | None], default: Chosen
) -> tuple[Chosen, dict[str, Chosen]]:
    """Return the choice *key* and what differs from it by name.

    The file has one choice for all, or a table: ``{ default = "min_tax", "1002" = "fifo" }``.

    Args:
        table: Where the key is.
        key: Of the choice or of the table.
        read: Reads one choice; None where it is absent.
        default: What holds where the file does not say.
    """
    if not isinstance(table.raw(key), dict):
        chosen = read(table, key)
        return default if chosen is None else chosen, {}
    inner = table.table(key)
    by_name = {name: chosen for name in inner.content if (chosen := read(inner, name)) is not None}
    return by_name.pop(_DEFAULT, default), by_name


def read_flag(table: TomlTable, key: str) -> bool | None:
    """Return the truth value *key*, or None."""
    return None if table.raw(key) is None else table.flag(key, default=False)


def read_relief(table: TomlTable, key: str) -> LotRelief | None:
    """Return the lot relief *key*, or None."""
    return table.optional_choice(key, LotRelief)


def read_specific_lots(table: TomlTable) -> tuple[SpecificLot, ...]:
    """Return the lots that may be sold where an account sells only what is named."""
    return tuple(map(_specific_lot, table.listed("specific_lots")))


def _specific_lot(table: TomlTable) -> SpecificLot:
    lot = SpecificLot(
        account=table.word("account"),
        symbol=table.word("symbol").upper(),
        acquired=table.day("acquired"),
        quantity=_quantity(table),
    )
    table.finish()
    if not lot.quantity:
        raise table.error("quantity", "is 0", "Leave the lot out: only named lots are sold.")
    return lot


def check_specific_lots(table: TomlTable, trading: Trading) -> None:
    """Refuse named lots that nothing asks for."""
    reliefs = {trading.lot_relief, *trading.lot_relief_by.values()}
    if trading.specific_lots and LotRelief.SPECIFIC not in reliefs:
        remedy = 'Set lot_relief of their account to "specific", or leave the lots out.'
        raise table.error("specific_lots", "has no meaning: no account sells by them", remedy)


def read_order(table: TomlTable) -> FixedOrder:
    """Return a trade that is decided already."""
    action = table.optional_choice("action", Deal)
    if action is None:
        raise table.error("action", "is missing", "Choose one of buy, sell.")
    order = FixedOrder(
        account=table.word("account"),
        symbol=table.word("symbol").upper(),
        action=action,
        quantity=_quantity(table),
    )
    table.finish()
    return order


def _quantity(table: TomlTable) -> Decimal:
    quantity = table.money("quantity")
    if quantity is None:
        raise table.error("quantity", "is missing", "Say how many shares.")
    return quantity if quantity % 1 else quantity.to_integral_value()


def with_default(default: object, by_name: object) -> object:
    """Return the choice for all or, where some differ, the table of them."""
    return {_DEFAULT: default, **by_name} if isinstance(by_name, dict) and by_name else default
