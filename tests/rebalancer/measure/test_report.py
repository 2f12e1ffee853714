"""Everything that is measured of a household, how it came about, and what it depends on."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from rebalancer.classify.classification import Classification
from rebalancer.classify.correction import Correction
from rebalancer.classify.exposure import Exposures, expose
from rebalancer.classify.size import SizeClass
from rebalancer.classify.universe import Universe, embedded_universe
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from rebalancer.market.snapshot import load_snapshot
from rebalancer.measure.explanation import UnknownFigureError, explain, explanation_of
from rebalancer.measure.health import Doubt, Severity, check_health
from rebalancer.measure.measurement import measure
from rebalancer.measure.report import report
from tests.rebalancer.classify.portfolios import account, exposed

TODAY = date(2026, 11, 25)
DAY = date(2026, 11, 24)


def household(
    held: dict[str, str], universe: Universe | None = None, as_of: date | None = DAY
) -> tuple[Portfolio, Exposures]:
    one = replace(account(held), as_of=as_of)
    return Portfolio(accounts=(one,)), expose([one], universe or embedded_universe())


def doubts(
    held: dict[str, str],
    universe: Universe | None = None,
    *,
    today: date = TODAY,
    as_of: date | None = DAY,
) -> dict[str, Doubt]:
    portfolio, exposures = household(held, universe, as_of)
    return {doubt.rule: doubt for doubt in check_health(portfolio, exposures, today)}


def test_a_household_is_reported_as_a_whole_by_account_and_by_fund() -> None:
    first, second = account({"SPY": "600", "AAPL": "300"}), account({"IWM": "100"}, key="roth")
    empty = account({}, key="empty")
    portfolio = Portfolio(accounts=(first, second, empty))
    exposures = expose(portfolio.accounts, embedded_universe())

    found = report(portfolio, exposures, TODAY, target={"IWM": 0.5, "SPY": 0.5})

    assert [(part.key, part.share) for part in found.accounts] == [("joint", 0.9), ("roth", 0.1)]
    assert [(part.key, part.share) for part in found.funds] == [("SPY", 0.6), ("IWM", 0.1)]
    assert found.funds[0].name == "State Street SPDR S&P 500 ETF Trust"
    together = sum(
        part.share * part.measurement.baskets["magnificent_seven"].share for part in found.accounts
    )
    assert found.household.baskets["magnificent_seven"].share == pytest.approx(together)
    assert [item.against for item in found.comparisons] == ["VTI", "target"]
    assert len(found.overlaps) == 1


def test_every_figure_says_how_it_was_computed() -> None:
    exposures = exposed({"VT": "600", "AAPL": "300", "BND": "100"})
    figures = measure(exposures, DAY)

    told = explain(exposures, figures)

    assert {"magnificent_seven", "mega_cap_tech", "small_cap", "hhi", "effective_names"} <= set(
        told
    )
    assert {"coverage", "top", "size", "sectors", "class:bond"} <= set(told)
    for key, explanation in told.items():
        assert explanation.key == key
        assert explanation.formula.endswith(".")
        assert explanation.result
        assert explanation.inputs[0].text == "$1,000.00"
        assert [basket.name for basket in explanation.baskets] == ["VTI", "VXUS"]
        assert explanation.coverage == figures.coverage
        assert explanation.as_of == DAY
    seven = told["magnificent_seven"]
    assert seven.result.startswith(f"{figures.baskets['magnificent_seven'].share:.1%}; from ")
    assert "AAPL, AMZN, GOOGL, META, MSFT, NVDA, TSLA" in [item.text for item in seven.inputs]
    assert "breakpoints of 2026-08-21" in told["small_cap"].inputs[-1].text


def test_a_figure_that_is_certain_is_told_without_bounds() -> None:
    exposures = exposed({"AAPL": "300"})

    told = explain(exposures, measure(exposures))

    assert told["magnificent_seven"].result == "100.0%"
    assert told["hhi"].result == "1.0000"
    assert explain(exposed({"IWC": "1"}), measure(exposed({"IWC": "1"})))["hhi"].result == (
        "unknown; from 0.0000 to 1.0000 for all that is known"
    )


def test_a_figure_that_nobody_computes_is_answered_with_the_nearest() -> None:
    exposures = exposed({"AAPL": "300"})
    told = explain(exposures, measure(exposures))

    assert explanation_of(told, "hhi") is told["hhi"]
    with pytest.raises(UnknownFigureError) as refused:
        explanation_of(told, "smal_cap")
    assert "small_cap" in refused.value.remedy


def test_a_healthy_household_of_today_has_nothing_to_tell() -> None:
    assert doubts({"AAPL": "300"}, today=date(2026, 8, 24), as_of=date(2026, 8, 21)) == {}


def test_old_prices_are_told_with_the_account_and_its_symbols() -> None:
    found = doubts({"AAPL": "300"}, as_of=date(2026, 11, 1))["stale_prices"]

    assert "24 days ago" in found.sentence
    assert found.symbols == ("AAPL",)
    assert "no_date" in doubts({"AAPL": "300"}, as_of=None)


def test_old_baskets_and_proxies_are_told_with_the_funds_that_need_them() -> None:
    found = doubts({"VT": "300", "VTI": "200"})

    assert found["proxy"].symbols == ("VT",)
    assert "62% VTI and 38% VXUS" in found["proxy"].sentence
    assert found["old_basket"].sentence.count("2025") == 1
    said = Correction(symbol="VT", looked_through_as=(("SPY", 1.0),))
    own = Universe(load_snapshot(), Classification(corrections=(said,)))
    assert "proxy" not in doubts({"VT": "300"}, own)


@pytest.mark.parametrize(
    ("today", "behind"),
    [
        (date(2026, 8, 24), None),
        (date(2026, 10, 31), None),
        (date(2026, 11, 2), "one behind"),
        (date(2026, 12, 24), "one behind"),
        (date(2027, 7, 1), "2 behind"),
    ],
)
def test_the_membership_of_the_russell_2000_is_told_to_be_behind(
    today: date, behind: str | None
) -> None:
    found = doubts({"IWM": "100"}, today=today, as_of=today).get("russell_reconstitution")

    assert (found is None) == (behind is None)
    if found is not None and behind is not None:
        assert behind in found.sentence
        assert found.symbols == ("IWM",)


def test_what_nobody_can_see_or_class_is_told_with_its_share() -> None:
    sizeless = next(
        item.symbol
        for item in load_snapshot().securities.values()
        if item.type == "common" and item.company_value is None and not item.sector
    )
    found = doubts({"IWC": "500", "QXZQXZ": "300", sizeless: "100", "AAPL": "100"})

    assert found["opaque_fund"].severity is Severity.WARNING
    assert "does not know this symbol" in found["opaque_fund"].sentence
    assert found["no_size"].symbols == (sizeless,)
    assert found["no_size"].share == pytest.approx(0.1)
    assert found["no_sector"].severity is Severity.NOTE


def test_missing_cost_is_told_of_taxed_accounts_only() -> None:
    taxed = account({"AAPL": "300"})
    lot = TaxLot(acquired=None, quantity=Decimal(1), cost_basis=None)
    position = replace(
        taxed.positions[0],
        kind=SecurityKind.STOCK,
        quantity=Decimal(1),
        price=Decimal(300),
        lots=(lot,),
    )
    portfolio = Portfolio(accounts=(replace(taxed, positions=(position,), as_of=DAY),))
    exposures = expose(portfolio.accounts, embedded_universe())

    found = {doubt.rule: doubt for doubt in check_health(portfolio, exposures, TODAY)}

    assert found["missing_cost"].symbols == ("AAPL",)
    assert found["missing_cost"].share == 1


def test_sums_that_do_not_close_come_first() -> None:
    portfolio, exposures = household({"AAPL": "300", "IWC": "100"})
    short = Portfolio(accounts=(replace(portfolio.accounts[0], file_total=Decimal(500)),))
    other = exposed({"AAPL": "300"})
    broken = replace(exposures, through=other.through, holdings=exposures.holdings[:1])
    twice = replace(broken.through, weight=broken.through.weight * 2)

    found = check_health(short, replace(broken, through=twice), TODAY)

    assert [doubt.rule for doubt in found[:2]] == [
        "exposures_do_not_add_up",
        "account_does_not_add_up",
    ]
    assert "$100.00 short of" in found[1].sentence


def test_a_correction_without_effect_is_told() -> None:
    said = Correction(symbol="SPY", size=SizeClass.SMALL)
    universe = Universe(load_snapshot(), Classification(corrections=(said,)))

    assert doubts({"AAPL": "1"}, universe)["idle_correction"].symbols == ("SPY",)
