"""A policy as a TOML file: read with an error for every mistake, written as it is read."""

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import partial
from pathlib import Path

import tomli_w

from rebalancer.atomic import write_atomically
from rebalancer.classify.classification import DEFAULT_CLASSIFICATION, Classification
from rebalancer.domain.money import ZERO
from rebalancer.rebalance.policy.choices_file import (
    check_specific_lots,
    read_by_account,
    read_flag,
    read_order,
    read_relief,
    read_specific_lots,
    with_default,
)
from rebalancer.rebalance.policy.error import PolicyError
from rebalancer.rebalance.policy.harvest import DEFAULT_HARVEST, Harvest, read_harvest
from rebalancer.rebalance.policy.location import (
    DEFAULT_LOCATION,
    location_content,
    read_location,
)
from rebalancer.rebalance.policy.orders import Deal, FixedOrder
from rebalancer.rebalance.policy.policy import (
    BUY_STYLES,
    DEFAULT_POLICY,
    DEFAULT_SPREAD,
    BuyStyle,
    Policy,
    RecentTrade,
    Restrictions,
    Trading,
)
from rebalancer.rebalance.policy.relief import SpecificLot
from rebalancer.rebalance.policy.target_file import read_targets, target_content
from rebalancer.rebalance.tax.netting import Gains
from rebalancer.rebalance.tax.rules import TaxRules, WashSales
from rebalancer.rebalance.tax.year import FilingStatus
from rebalancer.toml_table import TomlTable
from rebalancer.toml_text import read_text

_MOST_BP = 1000.0
_LONGEST_WAIT = 367
"""Days from a purchase until its gain is long-term, at most."""
NOT_YET = "is not available in this version"


def read_policy(path: Path, classification: Classification = DEFAULT_CLASSIFICATION) -> Policy:
    """Read the policy in the TOML file *path*; keys that are absent keep their defaults.

    Targets may name the baskets of *classification*.

    Raises:
        PolicyError: The file cannot be read, or says something that cannot be followed.
    """
    try:
        text = read_text(path)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        remedy = "Choose a policy that this app saved."
        raise PolicyError(path.name, "file", f"cannot be read: {reason}", remedy) from error
    return parse_policy(text, path.name, classification)


def parse_policy(
    text: str, source: str = "policy", classification: Classification = DEFAULT_CLASSIFICATION
) -> Policy:
    """Read a policy from TOML *text*; *source* names it in errors.

    Targets may name the baskets of *classification*.

    Raises:
        PolicyError: The text is not TOML, or says something that cannot be followed.
    """
    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # numbers and brackets without end are neither
        remedy = "Mend that place in a text editor, or save the policy once more."
        raise PolicyError(source, "file", f"is not valid TOML: {error}", remedy) from error
    table = TomlTable(content, partial(PolicyError, source))
    wishes = table.table("targets")
    policy = Policy(
        as_of=table.day("as_of"),
        targets=read_targets(wishes, classification) if wishes.is_given else DEFAULT_POLICY.targets,
        buy=_buy(table.table("buy")),
        trading=_trading(table.table("trading")),
        tax=_tax(table.table("tax")),
        restrictions=_restrictions(table.table("restrictions")),
        orders=tuple(map(read_order, table.listed("orders"))),
        recent_trades=tuple(map(_recent_trade, table.listed("recent_trades"))),
        harvest=read_harvest(table.table("harvest")),
        location=read_location(table.table("location")),
    )
    table.finish()
    return policy


def _buy(table: TomlTable) -> tuple[str, ...]:
    symbols = table.symbols("symbols")
    style = table.choice("style", BuyStyle.BROAD)
    table.finish()
    if style is BuyStyle.OWN and symbols is None:
        raise table.error("symbols", "is missing", "The style “own” needs a list of your own.")
    return BUY_STYLES[style] if symbols is None else symbols


def _trading(table: TomlTable) -> Trading:
    default = Trading()
    whole_shares, whole_shares_by = read_by_account(
        table, "whole_shares", read_flag, default.whole_shares
    )
    lot_relief, lot_relief_by = read_by_account(
        table, "lot_relief", read_relief, default.lot_relief
    )
    trading = Trading(
        mode=table.choice("mode", default.mode),
        objective=table.choice("objective", default.objective),
        contribute=table.amounts("contribute"),
        withdraw=table.amounts("withdraw"),
        cash_buffer=table.share("cash_buffer", default.cash_buffer),
        whole_shares=whole_shares,
        whole_shares_by=whole_shares_by,
        sell_fractions=table.flag("sell_fractions", default=default.sell_fractions),
        lot_relief=lot_relief,
        lot_relief_by=lot_relief_by,
        specific_lots=read_specific_lots(table),
        min_trade=table.money("min_trade") or default.min_trade,
        cost_bp=table.number("cost_bp", default.cost_bp, 0.0, _MOST_BP),
        spread_bp=_spread(table),
        ticket_fee=table.money("ticket_fee") or default.ticket_fee,
        min_position=table.money("min_position") or default.min_position,
        turnover_max=table.optional_number("turnover_max", 0.0, 1.0),
    )
    table.finish()
    check_specific_lots(table, trading)
    return trading


def _spread(table: TomlTable) -> dict[str, float]:
    """Return the spread by symbol; a single number is that of every symbol."""
    if not isinstance(table.raw("spread_bp"), dict):
        spread = table.optional_number("spread_bp", 0.0, _MOST_BP)
        return {} if spread is None else {DEFAULT_SPREAD: spread}
    by_symbol = table.table("spread_bp")
    return {
        key if key == DEFAULT_SPREAD else key.strip().upper(): by_symbol.number(
            key, 0.0, 0.0, _MOST_BP
        )
        for key in by_symbol.content
    }


_BRACKET_KEYS = ("income", "state_rate", "niit")
_FLAT_KEYS = ("short_term_rate", "long_term_rate")


def _tax(table: TomlTable) -> TaxRules:
    default = TaxRules()
    rules = TaxRules(
        short_term_rate=table.share("short_term_rate", default.short_term_rate),
        long_term_rate=table.share("long_term_rate", default.long_term_rate),
        filing_status=table.optional_choice("filing_status", FilingStatus),
        income=table.money("income") or default.income,
        state_rate=table.share("state_rate", default.state_rate),
        niit=table.flag("niit", default=default.niit),
        realised=_gains(table.table("realised"), may_be_negative=True),
        loss_carryforward=_gains(table.table("loss_carryforward"), may_be_negative=False),
        gain_budget=table.money("gain_budget"),
        short_term_gain_max=table.money("short_term_gain_max"),
        wash_sales=table.choice("wash_sales", WashSales.AVOID),
        wait_for_long_term=table.days("wait_for_long_term", _LONGEST_WAIT),
    )
    table.finish()
    unused, remedy = (
        (_BRACKET_KEYS, "Give filing_status as well, or use short_term_rate and long_term_rate.")
        if rules.filing_status is None
        else (_FLAT_KEYS, "Leave it out: the brackets of filing_status say the rates.")
    )
    for key in unused:
        if key in table.content:
            wanted = "without" if rules.filing_status is None else "beside"
            raise table.error(key, f"has no meaning {wanted} filing_status", remedy)
    return rules


def _gains(table: TomlTable, *, may_be_negative: bool) -> Gains:
    gains = Gains(
        short=table.money("short_term", may_be_negative=may_be_negative) or ZERO,
        long=table.money("long_term", may_be_negative=may_be_negative) or ZERO,
    )
    table.finish()
    return gains


def _restrictions(table: TomlTable) -> Restrictions:
    def symbols(key: str) -> frozenset[str]:
        return frozenset(table.symbols(key) or ())

    restrictions = Restrictions(
        do_not_sell=symbols("do_not_sell"),
        do_not_buy=symbols("do_not_buy"),
        lock=symbols("lock"),
        exclude=symbols("exclude"),
        equivalents=table.groups("equivalents"),
    )
    table.finish()
    for symbol in sorted(restrictions.lock & restrictions.exclude):
        remedy = "Leave it in one of them: a locked holding is counted, an excluded one is not."
        raise table.error("exclude", f"names {symbol}, and so does lock", remedy)
    counted = Counter(symbol for group in restrictions.equivalents for symbol in group)
    for symbol, count in counted.items():
        if count > 1:
            raise table.error("equivalents", f"has {symbol} in {count} groups", "Join the groups.")
    return restrictions


def _recent_trade(table: TomlTable) -> RecentTrade:
    action, day = table.optional_choice("action", Deal), table.day("date")
    quantity = table.money("quantity")
    for key, value in (("action", action), ("date", day), ("quantity", quantity)):
        if value is None:
            raise table.error(key, "is missing", "A trade has an action, a date and a quantity.")
    trade = RecentTrade(
        account=table.word("account"),
        symbol=table.word("symbol").upper(),
        action=action or Deal.BUY,
        day=day or date.min,
        quantity=quantity or ZERO,
        price=table.money("price"),
        gain=table.money("gain", may_be_negative=True),
    )
    table.finish()
    return trade


def write_policy(path: Path, policy: Policy) -> None:
    """Write *policy* to the TOML file *path*.

    Raises:
        RebalancerError: The file cannot be written; an older one stays as it was.
    """
    content = policy_text(policy).encode()
    write_atomically(path, lambda stream: stream.write(content))


def policy_text(policy: Policy) -> str:
    """Return *policy* as TOML that ``parse_policy`` reads back to an equal policy."""
    content: dict[str, object] = {} if policy.as_of is None else {"as_of": policy.as_of}
    content["targets"] = {target.key: target_content(target) for target in policy.targets}
    content["buy"] = {"symbols": list(policy.buy)}
    content["trading"] = _trading_content(policy.trading)
    content["tax"] = _plain(policy.tax, _tax_keys(policy.tax))
    content["restrictions"] = _plain(policy.restrictions, Restrictions.__dataclass_fields__)
    if policy.orders:
        content["orders"] = [
            _plain(order, FixedOrder.__dataclass_fields__) for order in policy.orders
        ]
    if policy.harvest != DEFAULT_HARVEST:
        content["harvest"] = _plain(policy.harvest, Harvest.__dataclass_fields__)
    if policy.location != DEFAULT_LOCATION:
        content["location"] = location_content(policy.location)
    if policy.recent_trades:
        content["recent_trades"] = list(map(_recent_content, policy.recent_trades))
    return tomli_w.dumps(content)


_BY_ACCOUNT = ("whole_shares", "lot_relief")


def _trading_content(trading: Trading) -> dict[str, object]:
    written_apart = {"specific_lots", *(f"{key}_by" for key in _BY_ACCOUNT)}
    fields = [key for key in Trading.__dataclass_fields__ if key not in written_apart]
    content = _plain(trading, fields)
    for key in _BY_ACCOUNT:
        by_name = _simple(getattr(trading, f"{key}_by"))
        content[key] = with_default(content[key], by_name)
    lots = [_plain(lot, SpecificLot.__dataclass_fields__) for lot in trading.specific_lots]
    return content | ({"specific_lots": lots} if lots else {})


def _recent_content(trade: RecentTrade) -> dict[str, object]:
    content = _plain(trade, RecentTrade.__dataclass_fields__)
    content["date"] = content.pop("day")
    return content


def _tax_keys(rules: TaxRules) -> list[str]:
    """Return the keys that have a meaning: of the flat rates or of the brackets, not of both."""
    unused = _BRACKET_KEYS if rules.filing_status is None else _FLAT_KEYS
    return [key for key in TaxRules.__dataclass_fields__ if key not in unused]


def _plain(value: object, fields: Iterable[str]) -> dict[str, object]:
    return _without_none({field: _simple(getattr(value, field)) for field in fields})


_TERMS = Gains.__dataclass_fields__


def _simple(value: object) -> object:
    forms: tuple[tuple[type, Callable[..., object]], ...] = (
        (StrEnum, str),
        (Decimal, float),
        (frozenset, sorted),
        (tuple, lambda groups: [list(group) for group in groups]),
        (Gains, lambda gains: {f"{term}_term": float(getattr(gains, term)) for term in _TERMS}),
        (Mapping, lambda amounts: {key: _simple(amount) for key, amount in amounts.items()}),
    )
    for kind, simplify in forms:
        if isinstance(value, kind):
            return simplify(value)
    return value


def _without_none(content: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in content.items() if value is not None}
