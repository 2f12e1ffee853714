"""The sheet Exposure: what the household really holds, before and after."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from rebalancer.classify.exposure import Exposures
from rebalancer.classify.size import SizeClass
from rebalancer.domain.money import ZERO, to_cents, total
from rebalancer.export.page import Column, Page, Table
from rebalancer.export.style import CENTS, CHANGE, LONG_TEXT, SHARE, SIGNED_CENTS, Tone
from rebalancer.measure.measurement import CompanyShare, top_companies
from rebalancer.rebalance.plan import TradePlan

OTHER_COMPANIES = "All other companies"
OPAQUE = "Parts of funds not looked through"

SIZES: Mapping[SizeClass, str] = {
    SizeClass.MEGA: "Mega caps",
    SizeClass.LARGE: "Large caps",
    SizeClass.MID: "Mid caps",
    SizeClass.SMALL: "Small caps",
    SizeClass.MICRO: "Micro caps (small caps as well)",
    SizeClass.NON_US: "Companies outside the US",
    SizeClass.NOT_EQUITY: "Not equity",
    SizeClass.UNCLASSIFIED: "Size not known",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the portfolio; shares are 0..1, None where the split means nothing."""

    value: Decimal
    share: float
    direct: float | None = None
    through_funds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyLine:
    """A company, or the rest of one kind, before and after."""

    name: str
    symbols: str
    before: Part
    after: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class MixLine:
    """One size or sector; shares are 0..1."""

    name: str
    before: float
    after: float


def company_lines(plan: TradePlan) -> tuple[CompanyLine, ...]:
    """Return the largest companies of either side, and then the rest: together it is all."""
    before, after = _companies(plan.exposures_before), _companies(plan.exposures_after)
    listed = _listed(plan)
    names = {**after, **before}
    rest_before = _rest(plan.exposures_before, [before[key] for key in listed if key in before])
    rest_after = _rest(plan.exposures_after, [after[key] for key in listed if key in after])
    return (
        *(
            CompanyLine(
                name=names[key].company,
                symbols=", ".join(names[key].symbols),
                before=_part(before.get(key)),
                after=_part(after.get(key)),
            )
            for key in listed
        ),
        *(
            CompanyLine(
                name=name,
                symbols="",
                before=rest_before.get(name, Part(value=ZERO, share=0.0)),
                after=rest_after.get(name, Part(value=ZERO, share=0.0)),
            )
            for name in dict.fromkeys((*rest_before, *rest_after))
        ),
    )


def _companies(exposures: Exposures) -> dict[str, CompanyShare]:
    leaves = exposures.through.leaves
    return {leaves[item.leaf].key: item for item in top_companies(exposures, len(leaves))}


def _listed(plan: TradePlan) -> tuple[str, ...]:
    """Return the keys of the companies that either measurement names, largest first."""
    sides = ((plan.exposures_before, plan.before), (plan.exposures_after, plan.after))
    largest: dict[str, float] = defaultdict(float)
    for exposures, measurement in sides:
        for item in measurement.top:
            key = exposures.through.leaves[item.leaf].key
            largest[key] = max(largest[key], item.share)
    return tuple(sorted(largest, key=lambda key: -largest[key]))


def _part(company: CompanyShare | None) -> Part:
    if company is None:
        return Part(value=ZERO, share=0.0, direct=0.0, through_funds=0.0)
    return Part(
        value=company.value,
        share=company.share,
        direct=company.direct,
        through_funds=company.through_funds,
    )


def _rest(exposures: Exposures, listed: Iterable[CompanyShare]) -> dict[str, Part]:
    """Return what is left beside the companies *listed*, by kind.

    The other companies take the cents that rounding leaves, so that everything adds up.
    """
    values: dict[str, float] = {}
    for leaf, value in zip(exposures.through.leaves, exposures.by_leaf, strict=True):
        if not leaf.is_company and value:
            name = OPAQUE if leaf.is_opaque else leaf.name
            values[name] = values.get(name, 0.0) + float(value)
    amounts = {name: to_cents(value) for name, value in values.items()}
    known = total(item.value for item in listed) + total(amounts.values())
    worth = exposures.total
    return {
        name: Part(value=amount, share=float(amount / worth))
        for name, amount in {OTHER_COMPANIES: worth - known, **amounts}.items()
    }


COLUMNS: tuple[Column[CompanyLine], ...] = (
    Column(header="Exposure", value=lambda row: row.name, look=LONG_TEXT, width=40),
    Column(
        header="Before",
        value=lambda row: row.before.share,
        look=SHARE,
        width=11,
        tone=Tone.BEFORE,
    ),
    Column(
        header="After", value=lambda row: row.after.share, look=SHARE, width=11, tone=Tone.AFTER
    ),
    Column(
        header="Change",
        value=lambda row: row.after.share - row.before.share,
        look=CHANGE,
        width=11,
    ),
    Column(
        header="Value before",
        value=lambda row: row.before.value,
        look=CENTS,
        width=17,
        tone=Tone.BEFORE,
    ),
    Column(
        header="Value after",
        value=lambda row: row.after.value,
        look=CENTS,
        width=17,
        tone=Tone.AFTER,
    ),
    Column(
        header="Value change",
        value=lambda row: row.after.value - row.before.value,
        look=SIGNED_CENTS,
        width=17,
    ),
    Column(
        header="Direct before",
        value=lambda row: _split(row.before.direct),
        look=SHARE,
        tone=Tone.BEFORE,
    ),
    Column(
        header="Through funds before",
        value=lambda row: _split(row.before.through_funds),
        look=SHARE,
        tone=Tone.BEFORE,
    ),
    Column(
        header="Direct after",
        value=lambda row: _split(row.after.direct),
        look=SHARE,
        tone=Tone.AFTER,
    ),
    Column(
        header="Through funds after",
        value=lambda row: _split(row.after.through_funds),
        look=SHARE,
        tone=Tone.AFTER,
    ),
    Column(header="Symbols", value=lambda row: row.symbols, look=LONG_TEXT, width=16),
)


def _split(share: float | None) -> float | str:
    return "" if share is None else share


def _mix_columns(header: str) -> tuple[Column[MixLine], ...]:
    return (
        Column(header=header, value=lambda row: row.name, look=LONG_TEXT, width=40),
        Column(header="Before", value=lambda row: row.before, look=SHARE, tone=Tone.BEFORE),
        Column(header="After", value=lambda row: row.after, look=SHARE, tone=Tone.AFTER),
        Column(header="Change", value=lambda row: row.after - row.before, look=CHANGE),
    )


def write_exposure(page: Page, plan: TradePlan) -> Table[CompanyLine]:
    """Write companies, sizes and sectors; each table adds up to everything."""
    page.title(
        "Exposure, looked through funds",
        "Shares of the household's value; a change is in percentage points.",
    )
    table = page.table(COLUMNS, company_lines(plan))
    page.lead_with(table, columns=1)
    sums = [(header, table.total(header)) for header in ("Value before", "Value after")]
    page.totals(table, [("Exposure", "Everything"), *sums])
    page.gap()
    page.next_sheet_of_paper()
    page.heading("By company size")
    sizes = {name: (plan.before.size[size], plan.after.size[size]) for size, name in SIZES.items()}
    _write_mix(page, "Size", sizes)
    page.gap()
    page.heading("By sector")
    before, after = plan.before.sectors, plan.after.sectors
    names = dict.fromkeys((*before, *after))
    _write_mix(
        page, "Sector", {name: (before.get(name, 0.0), after.get(name, 0.0)) for name in names}
    )
    return table


def _write_mix(page: Page, header: str, shares: Mapping[str, tuple[float, float]]) -> None:
    lines = [MixLine(name=name, before=old, after=new) for name, (old, new) in shares.items()]
    table = page.table(_mix_columns(header), lines)
    sums = [(side, float(table.total(side))) for side in ("Before", "After")]
    page.totals(table, [(header, "Everything"), *sums])
