"""The targets of a policy file: bounds, or a target with its band and how far it is brought back.

A rule of thumb may stand for the band: ``rule = "5/25"``. What the rule says cannot be said again
beside it; what it leaves open can.
"""

from dataclasses import replace
from enum import StrEnum

from rebalancer.classify.classification import Classification
from rebalancer.rebalance.policy.policy import SINGLE_COMPANY, SYMBOL_PREFIX, RebalanceTo, Target
from rebalancer.spelling import nearest
from rebalancer.toml_table import TomlTable


class BandRule(StrEnum):
    """Rules of thumb for when to rebalance, and how far."""

    FIVE_TWENTY_FIVE = "5/25"
    """Out by 5 percentage points, or by a quarter of the target where that is less."""
    TWO_HUNDRED = "200/175"
    """Out by 200 basis points, and brought back to 175.
    Source: Vanguard, “The Rebalancing Edge”, December 2024."""
    TWENTY_HALF = "20/half"
    """Out by a fifth of the target, and brought back half-way.
    Source: Daryanani, “Opportunistic Rebalancing”, Journal of Financial Planning, January 2008."""


_WIDTH = ("band", "relative_band")
_BACK = ("to", "destination")
_SAID: dict[BandRule, tuple[Target, tuple[str, ...]]] = {
    BandRule.FIVE_TWENTY_FIVE: (Target(key="", band=0.05, relative_band=0.25), _WIDTH),
    BandRule.TWO_HUNDRED: (Target(key="", band=0.02, destination=0.0175), (*_WIDTH, *_BACK)),
    BandRule.TWENTY_HALF: (
        Target(key="", relative_band=0.20, to=RebalanceTo.HALF),
        (*_WIDTH, *_BACK),
    ),
}
"""What each rule says, and which keys it leaves nothing to."""

_CASH = f"{SYMBOL_PREFIX}CASH"


def with_rule(target: Target, rule: BandRule | None) -> Target:
    """Return *target* with the band that *rule* says, or with a plain one as wide as its own."""
    if rule is None:
        return replace(target, band=target.tolerance, relative_band=None, destination=None)
    said, _ = _SAID[rule]
    return replace(
        target,
        band=said.band,
        relative_band=said.relative_band,
        to=said.to,
        destination=said.destination,
    )


def rule_of(target: Target) -> BandRule | None:
    """Return the rule that says exactly what *target* does of its band, or None."""
    return next((rule for rule in BandRule if with_rule(target, rule) == target), None)


def read_targets(table: TomlTable, classification: Classification) -> tuple[Target, ...]:
    """Return the targets in *table*, which may name the baskets of *classification*."""
    known = [*classification.titles, SINGLE_COMPANY]
    targets: dict[str, Target] = {}
    for key in table.content:
        symbol = key.removeprefix(SYMBOL_PREFIX).strip() if key.startswith(SYMBOL_PREFIX) else ""
        if key not in known and not symbol:
            remedy = nearest(key, known) or f"Known: {', '.join(known)}, symbol:TICKER."
            raise table.error(key, "is not something that can have a target", remedy)
        name = f"{SYMBOL_PREFIX}{symbol.upper()}" if symbol else key
        if name == _CASH:
            raise table.error(key, "is no symbol that is traded", "Did you mean “class:cash”?")
        if name in targets:
            raise table.error(key, "is there twice", "Keep one of them.")
        targets[name] = _target(name, table.table(key))
    return tuple(targets.values())


def _target(key: str, table: TomlTable) -> Target:
    rule = table.optional_choice("rule", BandRule)
    said, taken = (Target(key=key), ()) if rule is None else _SAID[rule]
    band, relative, destination = (
        table.optional_number(name, 0.0, 1.0) for name in (*_WIDTH, "destination")
    )
    target = Target(
        key=key,
        minimum=table.optional_number("min", 0.0, 1.0),
        maximum=table.optional_number("max", 0.0, 1.0),
        target=table.optional_number("target", 0.0, 1.0),
        band=said.band if band is None else band,
        relative_band=said.relative_band if relative is None else relative,
        to=table.choice("to", said.to),
        destination=said.destination if destination is None else destination,
    )
    table.finish()
    for name in taken:
        if name in table.content:
            raise table.error(name, f"is what the rule “{rule}” says", "Leave out one of the two.")
    _check_bounds(target, table)
    _check_band(target, table)
    return target


def _check_bounds(target: Target, table: TomlTable) -> None:
    """Refuse bounds that leave no room, or that are none."""
    for small, low, large, high in (
        ("min", target.minimum, "max", target.maximum),
        ("target", target.target, "max", target.maximum),
        ("min", target.minimum, "target", target.target),
    ):
        if low is not None and high is not None and low > high:
            problem = f"is {low:g}, above {large} {high:g}"
            raise table.error(small, problem, f"The nearest valid value is {high:g}.")
    if {target.minimum, target.maximum, target.target} == {None}:
        raise table.error("max", "is missing", "Give min, max or target.")
    if target.key == SINGLE_COMPANY and (
        target.maximum is None or target.minimum is not None or target.target is not None
    ):
        remedy = "Give max, and nothing else."
        raise table.error("max", "is the only bound a single company can have", remedy)


def _check_band(target: Target, table: TomlTable) -> None:
    """Refuse a band around nothing, and a way back that is none."""
    for name in ("rule", *_WIDTH, *_BACK):
        if name in table.content and target.target is None:
            raise table.error(name, "has no meaning without target", "Give target as well.")
    if {"to", "destination"} <= set(table.content):
        raise table.error("to", "has no meaning beside destination", "Leave out one of the two.")
    if target.destination is not None and target.destination > target.tolerance:
        problem = f"is {target.destination:g}, outside the band of {target.tolerance:g}"
        remedy = f"The nearest valid value is {target.tolerance:g}."
        raise table.error("destination", problem, remedy)


def target_content(target: Target) -> dict[str, object]:
    """Return *target* as the table that it is read from."""
    content: dict[str, object] = {
        "min": target.minimum,
        "max": target.maximum,
        "target": target.target,
    }
    if target.target is not None:
        content |= {"band": target.band, "relative_band": target.relative_band}
        content |= (
            {"to": target.to.value}
            if target.destination is None
            else {"destination": target.destination}
        )
    return {key: value for key, value in content.items() if value is not None}
