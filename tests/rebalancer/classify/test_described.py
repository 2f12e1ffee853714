"""Whoever asks what a symbol is gets an answer with its reasons."""

import pytest

from rebalancer.classify.classification import Classification
from rebalancer.classify.correction import Correction, Kind
from rebalancer.classify.described import describe
from rebalancer.classify.size import Breakpoints, SizeClass
from rebalancer.classify.universe import Universe, embedded_universe
from rebalancer.domain.security import AssetClass, SecurityKind
from rebalancer.market.snapshot import load_snapshot
from tests.rebalancer.classify.portfolios import with_funds


def corrected(*corrections: Correction) -> Universe:
    return Universe(load_snapshot(), Classification(corrections=corrections))


@pytest.mark.parametrize(
    ("symbol", "size", "reason"),
    [
        ("HBAN", SizeClass.LARGE, "worth 34 bn USD (2026-08-21): large is from 25 and under 200"),
        ("TFC", SizeClass.LARGE, "worth 62 bn USD"),
        ("RVMD", SizeClass.LARGE, "worth 45 bn USD"),
        ("NVDA", SizeClass.MEGA, "mega is from 200 bn USD (breakpoints of 2026-08-21)"),
        ("BOTJ", SizeClass.MICRO, "micro is under 0.3 bn USD"),
        ("LAZ", SizeClass.SMALL, "member of SP600 (membership of 2026-08-21)"),
        ("TSM", SizeClass.NON_US, "not from the United States; it is worth 2200 bn USD"),
        ("THR", SizeClass.UNCLASSIFIED, "the market snapshot of 2026-08-21 does not list it"),
        ("IWC", SizeClass.UNCLASSIFIED, "nobody can see into it"),
        ("BND", SizeClass.NOT_EQUITY, "BND is no equity"),
        ("SPY", None, "a fund has the sizes of what it holds"),
    ],
)
def test_a_size_comes_with_its_reason(symbol: str, size: SizeClass | None, reason: str) -> None:
    described = describe(symbol, embedded_universe())

    assert described.size is size
    assert reason in described.size_reason


def test_a_company_is_found_by_any_spelling_of_any_share_class() -> None:
    described = describe("brk.a", embedded_universe())

    assert (described.symbol, described.company) == ("BRK-A", "BRK-B")
    assert set(described.symbols) == {"BRK-A", "BRK-B"}
    assert describe("GOOG", embedded_universe()).baskets == ("magnificent_seven", "mega_cap_tech")


def test_a_fund_names_its_rule_and_its_baskets_with_date_and_coverage() -> None:
    described = describe("VT", embedded_universe())

    assert (described.rule, described.company, described.asset_class) == (
        "proxy",
        None,
        AssetClass.STOCK,
    )
    parts = {part.name: part for part in described.parts}
    assert parts["VTI"].share == pytest.approx(0.62)
    assert parts["VXUS"].coverage == pytest.approx(0.219, abs=0.001)
    assert described.coverage == pytest.approx(
        sum(part.share * part.coverage for part in described.parts), abs=1e-4
    )


def test_what_is_not_known_comes_with_the_ways_to_mend_it() -> None:
    unlisted = " ".join(describe("THR", embedded_universe()).remedies)
    opaque = " ".join(describe("IWC", embedded_universe()).remedies)
    company = describe("THR", embedded_universe(), SecurityKind.STOCK)
    sizeless = next(
        item.symbol
        for item in load_snapshot().securities.values()
        if item.type == "common" and item.company_value is None
    )

    assert "kind and size" in unlisted
    assert "same_company_as" in unlisted
    assert "issuer's holdings file" in opaque
    assert "sector under [corrections.THR]" in " ".join(company.remedies)
    assert "no small-cap index" in company.size_reason
    assert "size under" in " ".join(describe(sizeless, embedded_universe()).remedies)
    assert describe("BND", embedded_universe()).remedies == ()


def test_what_a_person_says_is_listed_and_named_as_the_reason() -> None:
    universe = corrected(
        Correction(symbol="EYPT", sector="Health Care", size=SizeClass.MID),
        Correction(symbol="THR", kind=Kind.STOCK),
        Correction(symbol="IWC", size=SizeClass.MICRO),
        Correction(symbol="NEW", same_company_as="AAPL"),
        Correction(symbol="PLAN", looked_through_as=(("SP500", 0.6), ("IWM", 0.4))),
    )

    eypt = describe("EYPT", universe)
    assert (eypt.size, eypt.sector) == (SizeClass.MID, "Health Care")
    assert eypt.size_reason.startswith("your correction")
    assert eypt.sector_source == "your correction"
    assert len(eypt.corrections) == 2
    assert "kind “stock”" in describe("THR", universe).corrections[0]
    assert describe("IWC", universe).size_reason == "your correction"
    assert describe("NEW", universe).company == "AAPL"
    plan = describe("PLAN", universe)
    assert plan.corrections == ("You say that PLAN is looked through as 60% SP500, 40% IWM.",)
    assert [part.name for part in plan.parts] == ["SP500", "RUSSELL2000"]


def test_baskets_inside_baskets_are_named_once_even_if_they_hold_each_other() -> None:
    snapshot = with_funds({"OUTER": [("INNER", 0.5), ("AAPL", 0.5)], "INNER": [("OUTER", 1.0)]})
    universe = Universe(
        snapshot,
        Classification(
            corrections=(
                Correction(symbol="ONE", looked_through_as=(("TWO", 1.0),)),
                Correction(symbol="TWO", looked_through_as=(("ONE", 0.5), ("OUTER", 0.5))),
            )
        ),
    )

    assert universe.baskets_behind("OUTER", SecurityKind.FUND) == {"OUTER": 1.0, "INNER": 0.5}
    assert universe.baskets_behind("ONE", SecurityKind.FUND)["INNER"] == pytest.approx(0.25)


def test_the_rung_of_a_value_is_told_by_its_breakpoints() -> None:
    assert Breakpoints().rung(1.0).startswith("small is from 0.3 and under 5 bn USD")
