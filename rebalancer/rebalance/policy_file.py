"""A policy as a TOML file: read with an error for every mistake, written as it is read."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import tomli_w

from rebalancer.classify.classification import DEFAULT_CLASSIFICATION, Classification
from rebalancer.errors import RebalancerError
from rebalancer.rebalance.policy import (
    BUY_STYLES,
    DEFAULT_POLICY,
    SINGLE_COMPANY,
    SYMBOL_PREFIX,
    BuyStyle,
    Policy,
    RebalanceTo,
    Restrictions,
    Target,
    TaxRules,
    Trading,
    WashSales,
)
from rebalancer.spelling import nearest

Choice = TypeVar("Choice", bound=StrEnum)

NOT_YET = "is not available in this version"
_LATER = {
    "trading.lot_relief": "every account sells the lots with the least tax",
    "tax.filing_status": "give short_term_rate and long_term_rate instead",
    "tax.income": "give short_term_rate and long_term_rate instead",
    "tax.state_rate": "add it to short_term_rate and long_term_rate",
    "tax.niit": "add 0.038 to short_term_rate and long_term_rate",
    "tax.loss_carryforward": "raise gain_budget by the loss carried forward",
    "recent_trades": "look for purchases of the last 30 days yourself before you sell at a loss",
    "restrictions.equivalents": "funds on the same index count as equivalent",
}
"""Keys of the documented policy that are not honoured yet, and what to do instead."""


class PolicyError(RebalancerError):
    """A policy says something that cannot be followed."""

    title = "The policy cannot be followed"

    def __init__(self, source: str, key: str, problem: str, remedy: str = "") -> None:
        super().__init__(f"{source}: “{key}” {problem}.", remedy=remedy)
        self.key = key


def read_policy(path: Path, classification: Classification = DEFAULT_CLASSIFICATION) -> Policy:
    """Read the policy in the TOML file *path*; keys that are absent keep their defaults.

    Targets may name the baskets of *classification*.

    Raises:
        PolicyError: The file cannot be read, or says something that cannot be followed.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise PolicyError(path.name, "file", f"cannot be read: {reason}") from error
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
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(source, "file", f"is not valid TOML: {error}") from error
    table = _Table(source, "", content)
    targets = table.table("targets")
    policy = Policy(
        as_of=table.day("as_of"),
        targets=_targets(targets, classification) if targets.is_given else DEFAULT_POLICY.targets,
        buy=_buy(table.table("buy")),
        trading=_trading(table.table("trading")),
        tax=_tax(table.table("tax")),
        restrictions=_restrictions(table.table("restrictions")),
    )
    table.finish()
    return policy


class _Table:
    """One TOML table; every key is asked for, and what nobody asked for is an error."""

    def __init__(
        self, source: str, name: str, content: Mapping[str, object], *, is_given: bool = True
    ) -> None:
        self.source = source
        self.name = name
        self.content = content
        self.is_given = is_given
        self._asked: set[str] = set()

    def error(self, key: str, problem: str, remedy: str = "") -> PolicyError:
        return PolicyError(self.source, self._path(key), problem, remedy)

    def table(self, key: str) -> "_Table":
        content = self._get(key)
        if content is not None and not isinstance(content, dict):
            raise self.error(key, f"has to be a table, not {content!r}")
        return _Table(self.source, self._path(key), content or {}, is_given=content is not None)

    def number(self, key: str, default: float | None, low: float, high: float) -> float | None:
        value = self._get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(key, f"has to be a number, not {value!r}")
        if not low <= value <= high:
            nearer = low if value < low else high
            raise self.error(
                key,
                f"is {value:g}, outside {low:g} to {high:g}",
                f"The nearest valid value is {nearer:g}.",
            )
        return float(value)

    def share(self, key: str, default: float) -> float:
        value = self.number(key, default, 0.0, 1.0)
        return default if value is None else value

    def money(self, key: str) -> Decimal | None:
        value = self.number(key, None, 0.0, 1e15)
        return None if value is None else Decimal(str(value))

    def flag(self, key: str, *, default: bool) -> bool:
        value = self._get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.error(key, f"has to be true or false, not {value!r}")
        return value

    def day(self, key: str) -> date | None:
        value = self._get(key)
        if value is not None and type(value) is not date:
            raise self.error(key, f"has to be a date like 2026-11-20, not {value!r}")
        return value

    def choice(self, key: str, default: Choice) -> Choice:
        value = self._get(key)
        if value is None:
            return default
        words = [choice.value for choice in type(default)]
        if value not in words:
            remedy = nearest(str(value), words) or f"Choose one of {', '.join(words)}."
            raise self.error(key, f"has no choice “{value}”", remedy)
        return type(default)(value)

    def symbols(self, key: str) -> tuple[str, ...] | None:
        value = self._get(key)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(key, f"has to be a list of symbols in quotes, not {value!r}")
        return tuple(dict.fromkeys(item.strip().upper() for item in value))

    def amounts(self, key: str) -> dict[str, Decimal]:
        table = self.table(key)
        amounts = {account: table.money(account) or Decimal(0) for account in table.content}
        return {account: amount for account, amount in amounts.items() if amount}

    def finish(self) -> None:
        """Refuse whatever has not been asked for."""
        for key in self.content:
            if key in self._asked:
                continue
            path = self._path(key)
            if path in _LATER:
                raise self.error(key, NOT_YET, f"{_LATER[path].capitalize()}.")
            remedy = nearest(key, self._asked) or f"Known here: {', '.join(sorted(self._asked))}."
            raise self.error(key, "is not a key of a policy", remedy)

    def _get(self, key: str) -> object:
        self._asked.add(key)
        return self.content.get(key)

    def _path(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key


def _targets(table: _Table, classification: Classification) -> tuple[Target, ...]:
    known = [*classification.titles, SINGLE_COMPANY]
    targets = []
    for key in table.content:
        symbol = key.removeprefix(SYMBOL_PREFIX).strip() if key.startswith(SYMBOL_PREFIX) else ""
        if key not in known and not symbol:
            remedy = nearest(key, known) or f"Known: {', '.join(known)}, symbol:TICKER."
            raise table.error(key, "is not something that can have a target", remedy)
        name = f"{SYMBOL_PREFIX}{symbol.upper()}" if symbol else key
        targets.append(_target(name, table.table(key)))
    return tuple(targets)


def _target(key: str, table: _Table) -> Target:
    target = Target(
        key=key,
        minimum=table.number("min", None, 0.0, 1.0),
        maximum=table.number("max", None, 0.0, 1.0),
        target=table.number("target", None, 0.0, 1.0),
        band=table.share("band", 0.0),
        to=table.choice("to", RebalanceTo.TARGET),
    )
    table.finish()
    if target.minimum is not None and target.maximum is not None:
        _ordered(table, "min", target.minimum, "max", target.maximum)
    if target.target is not None and target.maximum is not None:
        _ordered(table, "target", target.target, "max", target.maximum)
    if target.target is not None and target.minimum is not None:
        _ordered(table, "min", target.minimum, "target", target.target)
    if target.minimum is None and target.maximum is None and target.target is None:
        raise table.error("max", "is missing", "Give min, max or target.")
    if key == SINGLE_COMPANY and (target.maximum is None or target.minimum or target.target):
        raise table.error("max", "is the only bound a single company can have")
    return target


def _ordered(table: _Table, small: str, low: float, large: str, high: float) -> None:
    if low > high:
        raise table.error(
            small,
            f"is {low:g}, above {large} {high:g}",
            f"The nearest valid value is {high:g}.",
        )


def _buy(table: _Table) -> tuple[str, ...]:
    symbols = table.symbols("symbols")
    style = table.choice("style", BuyStyle.BROAD)
    table.finish()
    if style is BuyStyle.OWN and symbols is None:
        raise table.error("symbols", "is missing", "The style “own” needs a list of your own.")
    return BUY_STYLES[style] if symbols is None else symbols


def _trading(table: _Table) -> Trading:
    default = Trading()
    if table.content.get("mode") in {"tlh", "tlh_and_rebalance"}:
        raise table.error("mode", f"“{table.content['mode']}” {NOT_YET}", "Choose full.")
    trading = Trading(
        mode=table.choice("mode", default.mode),
        objective=table.choice("objective", default.objective),
        contribute=table.amounts("contribute"),
        withdraw=table.amounts("withdraw"),
        cash_buffer=table.share("cash_buffer", default.cash_buffer),
        whole_shares=table.flag("whole_shares", default=default.whole_shares),
        min_trade=table.money("min_trade") or default.min_trade,
        cost_bp=table.number("cost_bp", default.cost_bp, 0.0, 1000.0) or 0.0,
    )
    relief = table.table("lot_relief")
    if any(method != "min_tax" for method in relief.content.values()):
        raise table.error("lot_relief", NOT_YET, f"{_LATER['trading.lot_relief'].capitalize()}.")
    table.finish()
    return trading


def _tax(table: _Table) -> TaxRules:
    default = TaxRules()
    rules = TaxRules(
        short_term_rate=table.share("short_term_rate", default.short_term_rate),
        long_term_rate=table.share("long_term_rate", default.long_term_rate),
        gain_budget=table.money("gain_budget"),
        short_term_gain_max=table.money("short_term_gain_max"),
        wash_sales=table.choice("wash_sales", WashSales.AVOID),
    )
    carried = table.table("loss_carryforward")
    if any(carried.content.values()):
        raise table.error("loss_carryforward", NOT_YET, f"{_LATER['tax.loss_carryforward']}.")
    table.finish()
    return rules


def _restrictions(table: _Table) -> Restrictions:
    def symbols(key: str) -> frozenset[str]:
        return frozenset(table.symbols(key) or ())

    restrictions = Restrictions(
        do_not_sell=symbols("do_not_sell"),
        do_not_buy=symbols("do_not_buy"),
        lock=symbols("lock"),
        exclude=symbols("exclude"),
    )
    table.finish()
    return restrictions


def policy_text(policy: Policy) -> str:
    """Return *policy* as TOML that ``parse_policy`` reads back to an equal policy."""
    content: dict[str, object] = {} if policy.as_of is None else {"as_of": policy.as_of}
    content["targets"] = {target.key: _without_none(_bounds(target)) for target in policy.targets}
    content["buy"] = {"symbols": list(policy.buy)}
    content["trading"] = _plain(policy.trading, Trading.__dataclass_fields__)
    content["tax"] = _plain(policy.tax, TaxRules.__dataclass_fields__)
    content["restrictions"] = _plain(policy.restrictions, Restrictions.__dataclass_fields__)
    return tomli_w.dumps(content)


def _bounds(target: Target) -> dict[str, object]:
    bounds: dict[str, object] = {
        "min": target.minimum,
        "max": target.maximum,
        "target": target.target,
    }
    if target.target is not None:
        bounds |= {"band": target.band, "to": target.to.value}
    return bounds


def _plain(value: object, fields: Iterable[str]) -> dict[str, object]:
    return _without_none({field: _simple(getattr(value, field)) for field in fields})


def _simple(value: object) -> object:
    forms: tuple[tuple[type, Callable[..., object]], ...] = (
        (StrEnum, str),
        (Decimal, float),
        (frozenset, sorted),
        (Mapping, lambda amounts: {key: float(amount) for key, amount in amounts.items()}),
    )
    for kind, simplify in forms:
        if isinstance(value, kind):
            return simplify(value)
    return value


def _without_none(content: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in content.items() if value is not None}
