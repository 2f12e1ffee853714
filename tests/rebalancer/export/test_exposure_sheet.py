"""The sheet Exposure shows the whole household, before and after, to the cent."""

from dataclasses import replace

import pytest
from openpyxl import Workbook

from rebalancer.classify.size import SizeClass
from rebalancer.domain.money import ZERO, total
from rebalancer.domain.portfolio import Portfolio
from rebalancer.export.plan_workbook import build_workbook
from rebalancer.export.sheets.exposure import OTHER_COMPANIES, SIZES
from rebalancer.ingest.result import ImportResult
from rebalancer.measure.measurement import top_companies
from rebalancer.rebalance.plan import TradePlan
from tests.rebalancer.export.household import IRA
from tests.rebalancer.export.reading import money, read_back, records, share, texts


def test_companies_and_the_rest_are_the_whole_household(
    workbook: Workbook, plan: TradePlan
) -> None:
    *rows, everything = records(workbook, "Exposure", "Exposure")
    for header, measured in (("Value before", plan.before), ("Value after", plan.after)):
        assert total(money(row[header]) for row in rows) == measured.total_value
        assert money(everything[header]) == measured.total_value
    for header in ("Before", "After"):
        assert sum(share(row[header]) for row in rows) == pytest.approx(1)


def test_every_company_is_shown_before_and_after(workbook: Workbook, plan: TradePlan) -> None:
    rows = {row["Exposure"]: row for row in records(workbook, "Exposure", "Exposure")}
    sides = (("before", plan.before, "Before"), ("after", plan.after, "After"))
    for side, measurement, header in sides:
        for company in measurement.top:
            row = rows[company.company]
            assert money(row[f"Value {side}"]) == company.value
            assert row[header] == company.share
            assert row[f"Direct {side}"] == company.direct
            assert row[f"Through funds {side}"] == company.through_funds
            assert row["Symbols"] == (", ".join(company.symbols) or None)
    assert {OTHER_COMPANIES, "Cash", "Bonds"} <= set(rows)


def test_a_company_that_is_sold_altogether_is_zero_after(
    plan: TradePlan, imported: ImportResult
) -> None:
    bonds_only = Portfolio(accounts=(imported.portfolio.account(IRA),))
    exposures = plan.exposures_after
    none_left = replace(
        exposures,
        holdings=tuple(
            replace(item, value=bonds_only.total_value if item.symbol == "BND" else ZERO)
            for item in exposures.holdings
        ),
    )
    after = replace(
        plan.after,
        total_value=none_left.total,
        top=top_companies(none_left, 25),
        sectors={},
        size=dict.fromkeys(SizeClass, 0.0),
    )
    workbook = read_back(
        build_workbook(replace(plan, exposures_after=none_left, after=after), imported)
    )
    rows = {row["Exposure"]: row for row in records(workbook, "Exposure", "Exposure")}
    apple = rows["Apple Inc."]
    assert (apple["Value after"], apple["After"], apple["Direct after"]) == (0, 0, 0)
    assert money(rows["Bonds"]["Value after"]) == bonds_only.total_value
    assert rows[OTHER_COMPANIES]["Value after"] == 0
    summary = {row["Figure"]: row for row in records(workbook, "Summary", "Figure")}
    assert summary["Largest company"]["After"] == "unknown"
    assert summary["Largest company"]["Change"] == "unknown"
    assert "is Apple Inc. before and none known after" in texts(workbook, "Summary")


def test_sizes_and_sectors_are_the_measured_ones(workbook: Workbook, plan: TradePlan) -> None:
    sizes = {row["Size"]: row for row in records(workbook, "Exposure", "Size")}
    for size, name in SIZES.items():
        assert sizes[name]["Before"] == plan.before.size[size]
        assert sizes[name]["After"] == plan.after.size[size]
    sectors = {row["Sector"]: row for row in records(workbook, "Exposure", "Sector")}
    for sector, part in plan.after.sectors.items():
        assert sectors[sector]["After"] == part
    assert share(sectors["Everything"]["Before"]) == pytest.approx(1)
