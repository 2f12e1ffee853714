"""How every figure was computed: in words, from what, of what day, and how much is known."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rebalancer.classify.exposure import Exposures
from rebalancer.classify.group import Group
from rebalancer.classify.leaf import is_company, is_opaque
from rebalancer.classify.size import SMALL_CAP_INDEXES, Breakpoints
from rebalancer.errors import RebalancerError
from rebalancer.measure.health import baskets_used
from rebalancer.measure.measurement import Measurement, group_share
from rebalancer.spelling import nearest

_HIDDEN = "The bounds hold for all that is known: what no basket explains may be in it or not."


class UnknownFigureError(RebalancerError):
    """Nothing that is measured has this name."""

    title = "No such figure"

    def __init__(self, key: str, known: Iterable[str]) -> None:
        names = tuple(known)
        super().__init__(
            f"There is no figure “{key}”.",
            remedy=nearest(key, names) or f"There are {', '.join(names)}.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """Something that a figure was computed from."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketUsed:
    """A basket by which holdings were looked through.

    Attributes:
        symbols: The holdings.
        as_of: None where a file of the user's does not tell.
        coverage: Share (0..1) of the basket that its lines explain.
    """

    name: str
    symbols: tuple[str, ...]
    as_of: date | None
    coverage: float
    kind: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """How one figure came about.

    Attributes:
        key: As in the JSON of ``rebalancer measure``.
        result: The figure with its bounds, in words.
        formula: In words.
        baskets: The baskets that were used, the oldest first.
        coverage: Share (0..1) of the value that is looked through to its end.
        as_of: Date of the holdings; None where no file states one.
        corrections: The symbols that a person has corrected, as far as they count here.
    """

    key: str
    title: str
    result: str
    formula: str
    inputs: tuple[Input, ...]
    baskets: tuple[BasketUsed, ...]
    coverage: float
    as_of: date | None
    corrections: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What is said of one figure alone."""

    title: str
    result: str
    formula: str
    inputs: tuple[Input, ...] = ()


def explain(exposures: Exposures, measurement: Measurement) -> Mapping[str, Explanation]:
    """Return how every figure of *measurement* was computed from *exposures*, by its key."""
    used = _baskets(exposures)
    corrections = tuple(item.symbol for item in exposures.universe.classification.corrections)
    return {
        key: Explanation(
            key=key,
            title=words.title,
            result=words.result,
            formula=words.formula,
            inputs=(Input(name="total", text=f"${exposures.total:,.2f}"), *words.inputs),
            baskets=used,
            coverage=measurement.coverage,
            as_of=measurement.as_of,
            corrections=corrections,
        )
        for key, words in _all_words(exposures, measurement).items()
    }


def explanation_of(explanations: Mapping[str, Explanation], key: str) -> Explanation:
    """Return the explanation of the figure *key*.

    Raises:
        UnknownFigureError: There is no such figure.
    """
    if key not in explanations:
        raise UnknownFigureError(key, explanations)
    return explanations[key]


def _baskets(exposures: Exposures) -> tuple[BasketUsed, ...]:
    snapshot = exposures.universe.snapshot
    used = [
        BasketUsed(
            name=name,
            symbols=symbols,
            as_of=snapshot.baskets[name].as_of,
            coverage=snapshot.baskets[name].coverage,
            kind=snapshot.baskets[name].kind,
            source=snapshot.baskets[name].source,
        )
        for name, symbols in baskets_used(exposures).items()
    ]
    return tuple(sorted(used, key=lambda basket: basket.as_of or date.max))


def _all_words(exposures: Exposures, measurement: Measurement) -> dict[str, _Words]:
    groups = exposures.universe.groups
    figures: dict[str, Callable[[Exposures, Measurement], _Words]] = {
        "coverage": _coverage,
        "top": _top,
        "hhi": _hhi,
        "effective_names": _effective_names,
        "size": _size,
        "sectors": _sectors,
    }
    shares = {key: _group(exposures, group) for key, group in groups.items()}
    return shares | {key: words(exposures, measurement) for key, words in figures.items()}


def _group(exposures: Exposures, group: Group) -> _Words:
    share = group_share(exposures, group)
    member = exposures.through.flags(group.holds) & (exposures.by_leaf != 0)
    known = f"${float(exposures.by_leaf[member].sum()):,.2f} in {int(member.sum())} of them"
    inputs = [Input(name="known to belong", text=known)]
    if group.companies is not None:
        inputs.append(Input(name="companies", text=", ".join(sorted(group.companies))))
        what = "the companies of the basket, all share classes of each"
    elif group.sizes is not None:
        inputs.append(Input(name="sizes", text=_ladder(exposures.universe.companies.breakpoints)))
        what = f"companies of size {' or '.join(sorted(group.sizes))}"
    else:
        what = f"everything that finally is {group.asset_class}"
    return _Words(
        title=group.title,
        result=_bounded(share.share, share.lower, share.upper),
        formula=f"The value of {what}, held directly or through funds, divided by the value of "
        f"everything. {_HIDDEN}",
        inputs=tuple(inputs),
    )


def _ladder(breakpoints: Breakpoints) -> str:
    indexes = " or ".join(SMALL_CAP_INDEXES)
    return (
        f"members of {indexes} are small; for the others the company's value decides: small from "
        f"{breakpoints.small:g}, mid from {breakpoints.mid:g}, large from {breakpoints.large:g}, "
        f"mega from {breakpoints.mega:g} bn USD (breakpoints of {breakpoints.as_of})"
    )


def _coverage(exposures: Exposures, measurement: Measurement) -> _Words:
    opaque = exposures.through.flags(is_opaque)
    dark = float(abs(exposures.by_leaf[opaque]).sum())
    return _Words(
        title="Looked through",
        result=f"{measurement.coverage:.1%}",
        formula="One less the value that nobody can see into, divided by the value of everything; "
        "short positions count with what they are worth.",
        inputs=(Input(name="not looked through", text=f"${dark:,.2f}"),),
    )


def _top(exposures: Exposures, measurement: Measurement) -> _Words:
    company = exposures.through.flags(is_company) & (exposures.by_leaf > 0)
    ten = measurement.top_share[10]
    return _Words(
        title="Ten largest companies",
        result=_bounded(ten.share, ten.lower, ten.upper),
        formula="The ten largest companies after looking through the funds, all share classes of "
        "each together, divided by the value of everything. At most: with all that is hidden in "
        "funds in those ten.",
        inputs=(Input(name="companies known", text=f"{int(company.sum()):,}"),),
    )


def _hhi(_: Exposures, measurement: Measurement) -> _Words:
    hhi = measurement.hhi
    return _Words(
        title="Concentration (HHI)",
        result=_indexed(hhi.look_through, hhi.lower, hhi.upper, ".4f"),
        formula="Every company's share of the equity, squared and added up. At least: with what "
        "is hidden in funds spread thin. At most: with all of it in the largest company that it "
        "can be in.",
        inputs=(Input(name="of the lines as held", text=_number(hhi.nominal, ".4f")),),
    )


def _effective_names(_: Exposures, measurement: Measurement) -> _Words:
    names = measurement.effective_names
    return _Words(
        title="Effective companies",
        result=_indexed(names.look_through, names.lower, names.upper, ".1f"),
        formula="One divided by the HHI: so many companies of equal size would be as concentrated.",
        inputs=(
            Input(name="of the lines as held", text=_number(names.nominal, ".1f")),
            Input(name="HHI", text=_number(measurement.hhi.look_through, ".4f")),
        ),
    )


def _size(exposures: Exposures, measurement: Measurement) -> _Words:
    mix = ", ".join(f"{size} {share:.1%}" for size, share in measurement.size.items() if share)
    return _Words(
        title="Size mix",
        result=mix,
        formula="Every exposure is in one class, and the classes add up to everything. What is "
        "unclassified may be of any size.",
        inputs=(Input(name="sizes", text=_ladder(exposures.universe.companies.breakpoints)),),
    )


def _sectors(exposures: Exposures, measurement: Measurement) -> _Words:
    mix = ", ".join(f"{sector} {share:.1%}" for sector, share in measurement.sectors.items())
    snapshot = exposures.universe.snapshot
    return _Words(
        title="Sectors",
        result=mix,
        formula="Every company is in one sector, and the sectors add up to everything. Labels "
        "agree with GICS on about three quarters of the companies outside the S&P 500.",
        inputs=(Input(name="labels", text=f"market snapshot of {snapshot.as_of}"),),
    )


def _bounded(share: float, lower: float, upper: float) -> str:
    if f"{lower:.1%}" == f"{upper:.1%}":
        return f"{share:.1%}"
    return f"{share:.1%}; from {lower:.1%} to {upper:.1%} for all that is known"


def _indexed(value: float | None, lower: float | None, upper: float | None, form: str) -> str:
    if _number(lower, form) == _number(upper, form):
        return _number(value, form)
    least, most = _number(lower, form), _number(upper, form)
    return f"{_number(value, form)}; from {least} to {most} for all that is known"


def _number(value: float | None, form: str) -> str:
    return "unknown" if value is None else format(value, form)
