"""The household that is shown: as its files describe it, mended, measured, or about to change."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeAlias

from rebalancer import pipeline
from rebalancer.classify.exposure import Exposures
from rebalancer.classify.universe import Universe
from rebalancer.document.content import Content
from rebalancer.document.decisions import Decisions
from rebalancer.ingest.changes import Changes, compare, merge
from rebalancer.ingest.entered import are_entered, with_entered
from rebalancer.ingest.finding import Finding
from rebalancer.ingest.fix import apply_fixes
from rebalancer.ingest.identity import Match
from rebalancer.ingest.result import ImportResult
from rebalancer.measure.measurement import Measurement
from ui.language import tr

Choices: TypeAlias = Mapping[str, str]
"""What a person said of accounts that look alike, as ``match_accounts`` wants it."""
NO_CHOICES: Choices = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The household as it is."""

    imported: ImportResult
    exposures: Exposures
    measurement: Measurement
    is_sample: bool
    findings: tuple[Finding, ...] = ()

    @property
    def universe(self) -> Universe:
        """What was known of the market when it was measured."""
        return self.exposures.universe


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """What was read, before any decision, and what became of it."""

    as_read: ImportResult
    measured: Measured
    title: str = ""
    """What was done to get there, in the user's words; "" where nothing was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What newer files would make of the household; nothing is changed yet."""

    newer: ImportResult
    household: Household
    changes: Changes
    matches: tuple[Match, ...] = ()
    """Which account is which, one for each of the newer files."""
    choices: Choices = field(default_factory=dict)

    @property
    def files(self) -> str:
        """The names of the files that bring it."""
        return ", ".join(source.name for source in self.newer.sources)


def content_of(household: Household | None) -> Content:
    """Return what was read of *household*, without what it came to."""
    if household is None:
        return Content()
    return Content(as_read=household.as_read, is_sample=household.measured.is_sample)


def mend(
    as_read: ImportResult, decisions: Decisions, universe: Universe, *, is_sample: bool = False
) -> Household:
    """Return the household that *decisions* make of what was read, measured in *universe*.

    Raises:
        NothingToMeasureError: It is worth nothing.
    """
    imported = apply_fixes(as_read, decisions.fixes)
    if decisions.valued_at is not None:
        imported = pipeline.revalue_holdings(imported, decisions.valued_at)
    exposures, measurement = pipeline.measure_portfolio(imported.portfolio, universe)
    measured = Measured(
        imported=imported,
        exposures=exposures,
        measurement=measurement,
        is_sample=is_sample,
        findings=pipeline.examine(imported, universe),
    )
    return Household(as_read=as_read, measured=measured)


def propose(
    current: Household,
    newer: ImportResult,
    decisions: Decisions,
    universe: Universe,
    choices: Choices = NO_CHOICES,
) -> Proposal:
    """Return what *newer* files would make of *current*, their accounts told as *choices* say.

    Raises:
        NothingToMeasureError: It would be worth nothing.
    """
    merged = merge(current.as_read, newer, choices)
    household = mend(merged.imported, decisions, universe)
    before, after = current.measured.imported, household.measured.imported
    return Proposal(
        newer=newer,
        household=household,
        changes=compare(before.portfolio, after.portfolio),
        matches=merged.matches,
        choices=choices,
    )


def receive(
    current: Household | None,
    newer: ImportResult,
    decisions: Decisions,
    universe: Universe,
    *,
    is_sample: bool,
) -> Household | Proposal:
    """Return what comes of *newer* files: a sample is replaced and never merged.

    What a person has entered is in force at once: no account of a file is changed by it.

    Raises:
        NothingToMeasureError: It would be worth nothing.
    """
    is_new = current is None or current.measured.is_sample or is_sample
    if current is not None and not is_new and not are_entered(newer):
        return propose(current, newer, decisions, universe)
    as_read = newer if current is None or is_new else with_entered(current.as_read, newer)
    household = mend(as_read, decisions, universe, is_sample=is_sample)
    return replace(household, title=_title(newer, is_sample=is_sample))


def _title(newer: ImportResult, *, is_sample: bool) -> str:
    if is_sample:
        return tr("open the sample")
    return tr("enter holdings") if are_entered(newer) else tr("import")
