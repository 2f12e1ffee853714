"""From drivers to returns: what a story about multiples, earnings or debt does to each group.

Pure functions of numbers. H is the length of the scenario in years; returns are total over it,
prices only: no dividends, no dilution.

Sources: the formulas follow from price = earnings x multiple; that a change of earnings at an
unchanged multiple moves the price alike is the assumption of every one of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import exp, log, sqrt

from rebalancer.simulate.driver import Kind
from rebalancer.simulate.scenario import Scenario, ShockGroup

Values = Mapping[str, float]
Shocks = dict[ShockGroup, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Between which numbers a formula holds, and what it takes where a scenario says nothing.

    Attributes:
        usual: None if the scenario has to say it.
    """

    low: float
    high: float
    usual: float | None = None


def small_and_large(
    gap: float, closing: float, by_small: float, growth: tuple[float, float], years: float
) -> tuple[float, float]:
    """Return what small and large caps return while a gap between their multiples closes.

        small = exp(closing by_small gap) (1 + growth_small) ** H - 1
        large = exp(-closing (1 - by_small) gap) (1 + growth_large) ** H - 1

    Args:
        gap: ln of the multiple of large caps over that of small caps.
        closing: The fraction of the gap that goes; below 0 it widens.
        by_small: The part of it by small caps rising, the rest is large caps falling.
        growth: Of earnings, yearly: small, large.
        years: H.
    """
    small, large = growth
    return (
        exp(closing * by_small * gap) * (1.0 + small) ** years - 1.0,
        exp(-closing * (1.0 - by_small) * gap) * (1.0 + large) ** years - 1.0,
    )


def gap_of_discount(discount: float) -> float:
    """Return the gap between multiples that a *discount* (0..1) of small caps is."""
    return -log(1.0 - discount)


def discount_of(large: float, small: float) -> float:
    """Return the discount of small caps, 0..1, that two multiples are."""
    return 1.0 - small / large


def earnings_hit(
    debt_to_earnings: float, share_repriced: float, rate_rise: float, tax_rate: float
) -> float:
    """Return the share of earnings that dearer debt takes: D m dr (1 - t) / NI."""
    return debt_to_earnings * share_repriced * rate_rise * (1.0 - tax_rate)


def refinanced(values: Values) -> tuple[float, float]:
    """Return what small caps return at a refinancing wall: profitable ones, and all of them.

    all = (1 - u) r_prof + u ((1 - h) r_unprof + h (-LGD)), where dearer debt takes its hit out of
    r_prof.
    """
    hit = earnings_hit(
        values["debt_to_earnings"], values["maturing"], values["rate_rise"], values["tax_rate"]
    )
    profitable = (1.0 + values["profitable"]) * (1.0 - hit) - 1.0
    share, default = values["unprofitable_share"], values["default_rate"]
    struggling = (1.0 - default) * values["unprofitable"] - default * values["loss"]
    return profitable, (1.0 - share) * profitable + share * struggling


def _valuation_gap(values: Values, years: float) -> Shocks:
    gap = (
        gap_of_discount(values["discount"])
        if "discount" in values
        else log(values["multiple_large"] / values["multiple_small"])
    )
    closing, by_small = values["closing"], values["by_small"]
    growth = (values["growth_small"] * (1.0 - values["haircut"]), values["growth_large"])
    quality, large = small_and_large(gap, closing, by_small, growth, years)
    if "discount_other" in values:
        gap = gap_of_discount(values["discount_other"])
    other, _ = small_and_large(gap, closing, by_small, growth, years)
    return _spread_out(quality, other, large)


def _growth_differential(values: Values, years: float) -> Shocks:
    kept = 1.0 - values["haircut"]
    multiple = 1.0 + values["multiple_change"]
    small = (1.0 + values["growth_small"] * kept) ** years * multiple - 1.0
    large = (1.0 + values["growth_large"]) ** years * multiple - 1.0
    return _spread_out(small, small, large)


def _spread_out(quality: float, other: float, large: float) -> Shocks:
    """Let mega caps and companies outside the US go with large ones, mid caps half-way."""
    return {
        ShockGroup.MEGA_CAP_TECH: large,
        ShockGroup.LARGE: large,
        ShockGroup.MID: sqrt((1.0 + quality) * (1.0 + large)) - 1.0,
        ShockGroup.SMALL_QUALITY: quality,
        ShockGroup.SMALL_OTHER: other,
        ShockGroup.NON_US: large,
    }


def _refinancing_wall(values: Values, _: float) -> Shocks:
    profitable, everyone = refinanced(values)
    return {ShockGroup.SMALL_QUALITY: profitable, ShockGroup.SMALL_OTHER: everyone}


def _policy_rate(values: Values, _: float) -> Shocks:
    rise, tax = values["rate_change"], values["tax_rate"]

    def repriced(debt: str, multiple: str) -> float:
        hit = earnings_hit(values[debt], values["floating_share"], rise, tax)
        return (1.0 - hit) * (1.0 + values[multiple]) - 1.0

    return {
        ShockGroup.SMALL_QUALITY: repriced("debt_to_earnings_quality", "multiple_change_quality"),
        ShockGroup.SMALL_OTHER: repriced("debt_to_earnings", "multiple_change"),
    }


_SHARE = Limits(low=0.0, high=1.0)
_GROWTH = Limits(low=-0.9, high=2.0)
_FALL = Limits(low=-0.99, high=2.0)
_MULTIPLE = Limits(low=1.0, high=200.0)
_DISCOUNT = Limits(low=-1.0, high=0.9)
_DEBT = Limits(low=0.0, high=100.0)
_RATE = Limits(low=-0.2, high=0.2)

_GAP_AND_GROWTH = frozenset({"closing", "by_small", "growth_small", "growth_large"})

CARRY: Mapping[str, Limits] = {
    "bond_yield": Limits(low=-0.05, high=0.25),
    "cash_yield": Limits(low=-0.05, high=0.25),
    "duration": Limits(low=0.0, high=30.0, usual=0.0),
    "rate_change": Limits(low=-0.2, high=0.2, usual=0.0),
}
"""Drivers of bonds and cash, which every kind may have; without a yield they are not moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mechanism:
    """A kind of scenario.

    Attributes:
        limits: Of every driver it takes, by name.
        needs: Sets of drivers, of which a scenario declares exactly one whole.
    """

    shocks: Callable[[Values, float], Shocks]
    limits: Mapping[str, Limits]
    needs: tuple[frozenset[str], ...]


def _usual(limits: Limits, number: float) -> Limits:
    return Limits(low=limits.low, high=limits.high, usual=number)


MECHANISMS: Mapping[Kind, Mechanism] = {
    Kind.VALUATION_GAP: Mechanism(
        shocks=_valuation_gap,
        limits={
            "closing": Limits(low=-2.0, high=2.0),
            "by_small": _SHARE,
            "growth_small": _GROWTH,
            "growth_large": _GROWTH,
            "haircut": _usual(_SHARE, 0.0),
            "multiple_large": _MULTIPLE,
            "multiple_small": _MULTIPLE,
            "discount": _DISCOUNT,
            "discount_other": _DISCOUNT,
        },
        needs=(
            _GAP_AND_GROWTH | {"multiple_large", "multiple_small"},
            _GAP_AND_GROWTH | {"discount"},
        ),
    ),
    Kind.GROWTH_DIFFERENTIAL: Mechanism(
        shocks=_growth_differential,
        limits={
            "growth_small": _GROWTH,
            "growth_large": _GROWTH,
            "haircut": _usual(_SHARE, 0.0),
            "multiple_change": _usual(_FALL, 0.0),
        },
        needs=(frozenset({"growth_small", "growth_large"}),),
    ),
    Kind.REFINANCING_WALL: Mechanism(
        shocks=_refinancing_wall,
        limits={
            "unprofitable_share": _SHARE,
            "default_rate": _SHARE,
            "profitable": _FALL,
            "unprofitable": _FALL,
            "loss": _SHARE,
            "debt_to_earnings": _usual(_DEBT, 0.0),
            "maturing": _usual(_SHARE, 0.0),
            "rate_rise": _usual(_RATE, 0.0),
            "tax_rate": _usual(_SHARE, 0.21),
        },
        needs=(
            frozenset({"unprofitable_share", "default_rate", "profitable", "unprofitable", "loss"}),
        ),
    ),
    Kind.POLICY_RATE: Mechanism(
        shocks=_policy_rate,
        limits={
            "rate_change": _RATE,
            "floating_share": _SHARE,
            "debt_to_earnings": _DEBT,
            "debt_to_earnings_quality": _DEBT,
            "multiple_change": _usual(_FALL, 0.0),
            "multiple_change_quality": _usual(_FALL, 0.0),
            "tax_rate": _usual(_SHARE, 0.21),
        },
        needs=(
            frozenset(
                {"rate_change", "floating_share", "debt_to_earnings", "debt_to_earnings_quality"}
            ),
        ),
    ),
}


def limits_of(kind: Kind) -> Mapping[str, Limits]:
    """Return every driver that a scenario of *kind* may have, with its limits."""
    return {**CARRY, **MECHANISMS[kind].limits}


def shocks_of_drivers(kind: Kind, values: Values, months: int) -> Shocks:
    """Return the total returns over so many *months* of the groups that *kind* moves."""
    usual = {
        name: limits.usual for name, limits in limits_of(kind).items() if limits.usual is not None
    }
    known, years = {**usual, **values}, months / 12
    shocks = MECHANISMS[kind].shocks(known, years)
    if "bond_yield" in known:
        earned = (1.0 + known["bond_yield"]) ** years
        shocks[ShockGroup.BOND] = earned - 1.0 - known["duration"] * known["rate_change"]
    if "cash_yield" in known:
        shocks[ShockGroup.CASH] = (1.0 + known["cash_yield"]) ** years - 1.0
    return shocks


def stated_returns(scenario: Scenario) -> Shocks:
    """Return the total returns that *scenario* states: by its drivers, or of a group itself."""
    by_drivers: Shocks = {}
    if scenario.kind is not None:
        by_drivers = shocks_of_drivers(scenario.kind, scenario.values, scenario.months)
    return {**by_drivers, **scenario.shocks}


def derived(kind: Kind, values: Values) -> dict[str, float]:
    """Return what follows from *values* and can be given in place of one of them.

    Two multiples make a discount, and a discount makes a multiple out of the other one.
    """
    if kind is not Kind.VALUATION_GAP or "multiple_large" not in values:
        return {}
    large = values["multiple_large"]
    if "discount" in values:
        return {"multiple_small": large * (1.0 - values["discount"])}
    return {"discount": discount_of(large, values["multiple_small"])}


def in_place_of(kind: Kind, values: Values, name: str, number: float) -> dict[str, float]:
    """Return which driver to set, and to what, so that the derived figure *name* is *number*."""
    if name not in derived(kind, values):
        return {}
    large = values["multiple_large"]
    if name == "discount":
        return {"multiple_small": large * (1.0 - number)}
    return {"discount": discount_of(large, number)}
