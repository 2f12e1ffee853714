"""The sheet Inputs: everything the plan was computed from, and whether the sheets add up."""

from collections.abc import Mapping

import rebalancer
from rebalancer.export.page import At, Column, Page, Row
from rebalancer.export.sheets.checks import Check
from rebalancer.export.style import DATE, LONG_TEXT, RIGHT_TEXT, SHARES, TEXT, WARNING_TEXT
from rebalancer.export.words import Rule, describe
from rebalancer.ingest.result import ImportResult, SkippedRow, SourceFile
from rebalancer.ingest.result import ImportWarning as Doubt
from rebalancer.market.tables import TableInfo, manifest
from rebalancer.rebalance.plan import TradePlan

SNAPSHOT = "securities.csv"
"""The table whose date is that of the market snapshot."""

_FIRST, _SECOND, _THIRD, _FOURTH = 34, 56, 16, 72
"""Widths that all tables of the sheet share."""


SOURCES: tuple[Column[SourceFile], ...] = (
    Column(header="File", value=lambda row: row.name, look=LONG_TEXT, width=_FIRST),
    Column(header="Format", value=lambda row: row.format, look=LONG_TEXT, width=_SECOND),
    Column(header="As of", value=lambda row: row.as_of, look=DATE, width=_THIRD),
    Column(header="SHA-256", value=lambda row: row.sha256, look=LONG_TEXT, width=_FOURTH),
)
SKIPPED: tuple[Column[SkippedRow], ...] = (
    Column(header="File", value=lambda row: row.file, look=LONG_TEXT, width=_FIRST),
    Column(
        header="Why it was not read", value=lambda row: row.reason, look=LONG_TEXT, width=_SECOND
    ),
    Column(header="Line", value=lambda row: _line(row.line), look=RIGHT_TEXT, width=_THIRD),
)
WARNINGS: tuple[Column[Doubt], ...] = (
    Column(header="File", value=lambda row: row.file, look=LONG_TEXT, width=_FIRST),
    Column(
        header="Doubt",
        value=lambda row: row.code.value.replace("_", " ").capitalize(),
        look=LONG_TEXT,
        width=_SECOND,
    ),
    Column(header="Line", value=lambda row: _line(row.line), look=RIGHT_TEXT, width=_THIRD),
    Column(header="What it means", value=lambda row: row.message, look=LONG_TEXT, width=_FOURTH),
)
RULES: tuple[Column[Rule], ...] = (
    Column(header="Part of the policy", value=lambda row: row.part, look=TEXT, width=_FIRST),
    Column(header="Rule", value=lambda row: row.name, look=LONG_TEXT, width=_SECOND),
    Column(header="", value=lambda _: "", width=_THIRD),
    Column(header="Value", value=lambda row: row.value, look=LONG_TEXT, width=_FOURTH),
)
TABLES: tuple[Column[TableInfo], ...] = (
    Column(header="Embedded table", value=lambda row: row.name, look=TEXT, width=_FIRST),
    Column(header="What it holds", value=lambda row: row.what, look=LONG_TEXT, width=_SECOND),
    Column(header="As of", value=lambda row: row.as_of, look=DATE, width=_THIRD),
    Column(header="Source", value=lambda row: row.source, look=LONG_TEXT, width=_FOURTH),
)


def _verdict(row: Check, at: At) -> str | None:
    """Return whether the sheet still says what the plan says: it may have been changed by hand."""
    if not row.agrees:
        return None
    difference = f"ABS({at('In the plan')}-{at('In the sheets')})"
    return f'IF({difference}<0.005,"agrees","changed by hand")'


CHECKS: tuple[Column[Check], ...] = (
    Column(header="Check", value=lambda row: row.title, look=LONG_TEXT, width=_FIRST),
    Column(header="In the plan", value=lambda row: row.planned, look=SHARES, width=_SECOND),
    Column(header="In the sheets", value=lambda row: row.written, look=SHARES, width=_THIRD),
    Column(
        header="Result",
        value=lambda row: row.verdict,
        formula=_verdict,
        look=lambda row: LONG_TEXT if row.agrees else WARNING_TEXT,
        width=_FOURTH,
    ),
)


def _line(number: int) -> int | str:
    return number or "whole file"


def write_inputs(
    page: Page, plan: TradePlan, imported: ImportResult, checks: tuple[Check, ...]
) -> None:
    """Write files, doubts, policy, market snapshot and checks."""
    tables = manifest()
    page.title(
        "Inputs and checks",
        f"Computed by Rebalancer {rebalancer.__version__} as of {plan.as_of}, with the market"
        f" snapshot of {tables[SNAPSHOT].as_of}.",
    )
    _section(page, "Files read", SOURCES, imported.sources)
    _section(page, "Rows not read", SKIPPED, imported.skipped)
    _section(page, "Doubts about what was read", WARNINGS, imported.warnings)
    _section(page, "Policy", RULES, describe(plan.policy, _titles(plan)))
    page.next_sheet_of_paper()
    _section(page, "Market snapshot", TABLES, tuple(tables.values()))
    _section(page, "Checks", CHECKS, checks)


def _titles(plan: TradePlan) -> Mapping[str, str]:
    return plan.exposures_before.universe.classification.titles


def _section(
    page: Page, title: str, columns: tuple[Column[Row], ...], rows: tuple[Row, ...]
) -> None:
    page.heading(title)
    page.table(columns, rows)
    page.gap()
