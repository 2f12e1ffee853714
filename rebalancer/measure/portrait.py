"""Everything that is shown of where the money is: one frozen value, computed in one go."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from rebalancer.classify.exposure import Exposures, expose_values
from rebalancer.classify.size import SizeClass
from rebalancer.measure.inside import Uncovered, uncovered
from rebalancer.measure.measurement import (
    UNKNOWN_SECTOR,
    CompanyShare,
    Measurement,
    Share,
    measure,
    top_companies,
)
from rebalancer.measure.possible import Dark, dark_parts, sector_shares, size_shares
from rebalancer.measure.source import (
    Cross,
    Shares,
    Source,
    Stack,
    cross,
    cumulative,
    cumulative_as_held,
    shares_by_company,
    sources,
    stack,
)
from rebalancer.progress import Progress, silent, watched

MARKET_FUND = "VTI"
"""What it holds stands for the US market."""
BARS = 15
"""So many companies are drawn."""
NAMED_FUNDS = 5
"""So many funds have a part of their own in every bar."""
CROSSED_COMPANIES, CROSSED_HOLDINGS = 10, 12
EXPLAINED = 50
"""So many companies are listed with every holding that brings them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyLine:
    """A company with its classes and what becomes of it.

    Attributes:
        sector: As in the sector mix.
        bounds: How much of everything it may be for all that is known.
        after: Share (0..1) once the plan's trades are made; None where there is no plan.
    """

    company: CompanyShare
    bounds: Share
    size: SizeClass
    sector: str
    after: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Curves:
    """What the largest one, two, three ... make up together, as shares (0..1) of everything.

    Attributes:
        at_most: The same with everything that is not looked through in one of them.
        after: Empty where there is no plan.
    """

    looked_through: Shares
    at_most: Shares
    as_held: Shares
    after: Shares
    market: Shares


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Portrait:
    """A household, or a part of it, as it is looked at.

    Attributes:
        after: None where there is no plan.
        market: What the whole US market looks like, by what VTI holds.
        sizes, sectors: The mixes of *now* with their bounds.
        companies: Every company that is held, the largest first.
        sources: The holdings that bring the ``EXPLAINED`` largest companies.
        stack: The ``BARS`` largest companies by how they are held.
        cross: The ``CROSSED_COMPANIES`` largest companies by holding.
    """

    exposures: Exposures
    now: Measurement
    after: Measurement | None
    market: Measurement
    sizes: Mapping[SizeClass, Share]
    sectors: Mapping[str, Share]
    companies: tuple[CompanyLine, ...]
    sources: tuple[Source, ...]
    stack: Stack
    cross: Cross
    curves: Curves
    uncovered: tuple[Uncovered, ...]

    @property
    def drawn(self) -> tuple[CompanyLine, ...]:
        """The companies of ``stack``."""
        return self.companies[: len(self.stack.rows)]

    @property
    def crossed(self) -> tuple[CompanyLine, ...]:
        """The companies of ``cross``."""
        return self.companies[:CROSSED_COMPANIES]


def portray(
    exposures: Exposures,
    now: Measurement,
    planned: Exposures | None = None,
    after: Measurement | None = None,
    *,
    progress: Progress = silent,
) -> Portrait:
    """Return everything there is to show of *exposures*, and of what a plan makes of them.

    Raises:
        Cancelled: The user no longer wants the result.
    """
    progress(0.0)
    reference = _market(exposures)
    everyone = top_companies(exposures, len(exposures.through.leaves))
    listed = watched(everyone, len(everyone), progress, "")
    dark = dark_parts(exposures)
    later = None if planned is None else shares_by_company(planned)
    return Portrait(
        exposures=exposures,
        now=now,
        after=after,
        market=measure(reference),
        sizes=size_shares(exposures, now.size),
        sectors=sector_shares(exposures, now.sectors),
        companies=tuple(_line(exposures, company, dark, later) for company in listed),
        sources=sources(exposures, everyone[:EXPLAINED]),
        stack=stack(exposures, everyone[:BARS], NAMED_FUNDS),
        cross=cross(exposures, everyone[:CROSSED_COMPANIES], CROSSED_HOLDINGS),
        curves=_curves(exposures, now, planned, reference),
        uncovered=uncovered(exposures),
    )


def _market(exposures: Exposures) -> Exposures:
    universe = exposures.universe
    return expose_values({MARKET_FUND: Decimal(100)}, Decimal(0), {}, universe)


def _line(
    exposures: Exposures, company: CompanyShare, dark: Dark, later: Mapping[str, float] | None
) -> CompanyLine:
    leaf = exposures.through.leaves[company.leaf]
    return CompanyLine(
        company=company,
        bounds=dark.around(company.share, leaf.size),
        size=leaf.size,
        sector=leaf.sector or UNKNOWN_SECTOR,
        after=None if later is None else later.get(leaf.key, 0.0),
    )


def _curves(
    exposures: Exposures, now: Measurement, planned: Exposures | None, reference: Exposures
) -> Curves:
    shares = cumulative(exposures)
    dark = sum(part.share for part in uncovered(exposures) if part.share > 0)
    return Curves(
        looked_through=shares,
        at_most=tuple(min(1.0, share + dark) for share in shares) if now.coverage < 1 else (),
        as_held=cumulative_as_held(exposures),
        after=() if planned is None else cumulative(planned),
        market=cumulative(reference),
    )
