"""What the years of a glide path hand on to each other, and what is said of them."""

from datetime import date

import pytest

from rebalancer.classify.group import UnknownGroupError
from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.portfolio import Portfolio
from rebalancer.progress import Cancelled
from rebalancer.rebalance.glide import GlideWish, Way
from rebalancer.rebalance.growth import grown
from rebalancer.rebalance.plan import PlanStatus, TradePlan
from rebalancer.rebalance.policy.file import parse_policy
from tests.rebalancer.rebalance.households import (
    LAST_JUNE,
    LONG_AGO,
    account,
    lot,
    position,
)
from tests.rebalancer.rebalance.test_glide_path import GAINS, SEVEN, glided, way


def test_a_leap_day_is_the_last_of_february_in_other_years() -> None:
    wish = GlideWish(years=3)

    assert wish.days(date(2028, 2, 29)) == (
        date(2028, 2, 29),
        date(2029, 2, 28),
        date(2030, 2, 28),
    )


def test_a_loss_just_before_the_year_ends_is_remembered_just_after_it() -> None:
    held = (
        account(
            "1",
            "taxable",
            position("IWM", "100", lot("300", "140")),
            position("AAPL", "100", lot("700", "50")),
        ),
    )
    policy = """
        [targets]
        small_cap = { max = 0.2 }
        magnificent_seven = { max = 0.3 }
        [buy]
        symbols = ["BND"]
        [tax]
        gain_budget = 0
    """

    path = glided(policy, *held, wish=GlideWish(years=2, later=(1, 5)), as_of=date(2026, 12, 20))

    second = way(path, Way.AS_ALLOWED).years[1]
    assert second.day == date(2027, 1, 5)
    losses = {(trade.symbol, trade.day) for trade in second.plan.policy.recent_trades}
    assert losses == {("IWM", date(2026, 12, 20))}
    assert any(safe.symbol == "IWM" for safe in second.plan.safe_dates)


def test_what_the_figures_rest_on_is_said() -> None:
    policy = f"""
        {SEVEN}
        [trading]
        contribute = {{ "2" = 1000 }}
        [tax]
        filing_status = "single"
        income = 90000
        loss_carryforward = {{ long_term = 90000 }}
    """

    path = glided(policy, wish=GlideWish(years=3, growth={"magnificent_seven": 0.1}))

    assert path.assumptions == (
        (
            "Prices grow every year as you say (Magnificent Seven +10.0%), and stay as they are "
            "otherwise."
        ),
        "The tax is paid from elsewhere, not from the accounts.",
        "New money and withdrawals are those of the first year.",
        "The brackets of 2027, 2028 are not known: those of 2026 are used.",
        "Losses that are left after the last year count for nothing here.",
    )
    assert glided(SEVEN, wish=GlideWish(years=1)).assumptions == (
        "Prices stay as they are in all years.",
        "The tax is paid from elsewhere, not from the accounts.",
    )


def test_new_money_and_gains_so_far_belong_to_the_first_year() -> None:
    policy = f"""
        {SEVEN}
        [trading]
        contribute = {{ "2" = 1000 }}
        [tax]
        realised = {{ short_term = 500 }}
    """

    first, second = way(glided(policy, wish=GlideWish(years=2)), Way.AS_ALLOWED).years

    assert first.plan.policy == parse_policy(policy)
    assert second.plan.policy.trading.contribute == {}
    assert second.plan.policy.tax.realised.short == 0


def test_what_grows_is_worth_more_next_year_and_a_fund_grows_by_what_it_holds() -> None:
    household = Portfolio(accounts=GAINS)
    rates = {"magnificent_seven": 0.1, "mega_cap_tech": 0.5}

    later = grown(household, rates, embedded_universe())

    prices = {pos.symbol: pos.price for _, pos in later.holdings()}
    assert prices["AAPL"] == 110
    assert prices["XOM"] == 100
    assert prices["QQQ"] is not None
    assert 630 < prices["QQQ"] < 900
    assert later.account("1").positions[0].value == 66_000
    assert later.account("2").cash == 5000
    assert grown(household, {}, embedded_universe()) is household
    with pytest.raises(UnknownGroupError):
        grown(household, {"big_tech": 0.1}, embedded_universe())


def test_growth_makes_the_next_year_start_higher() -> None:
    flat = way(glided(SEVEN, wish=GlideWish(years=2)), Way.ALL_NOW)
    risen = way(
        glided(SEVEN, wish=GlideWish(years=2, growth={"magnificent_seven": 0.2})), Way.ALL_NOW
    )

    assert flat.years[1].plan.status is PlanStatus.NOTHING_TO_DO
    assert risen.years[1].plan.trades
    assert risen.is_reached


def test_a_goal_out_of_reach_is_missed_by_as_little_as_the_budget_allows() -> None:
    path = glided(f"{SEVEN}[tax]\ngain_budget = 0\n", wish=GlideWish(years=2))

    assert not path.chosen.is_reached
    kept = [glide for glide in path.glides if glide.keeps_limits]
    assert path.chosen.missed == min(glide.missed for glide in kept)


def test_a_household_without_a_cap_on_what_is_followed_has_none_in_its_table() -> None:
    path = glided("[targets]\nsmall_cap = { min = 0.2 }\n", wish=GlideWish(years=2))

    assert {year.cap for glide in path.glides for year in glide.years} == {None}


def test_only_gains_that_somebody_taxes_turn_long_term() -> None:
    held = (
        account(
            "1",
            "taxable",
            position("XOM", "100", lot("10", None, LAST_JUNE), lot("9", "120", LAST_JUNE)),
            position("CVX", "100", lot("8", "90", date(2026, 7, 1)), lot("7", "80", LONG_AGO)),
            position("COP", "100", lot("6", "90", LAST_JUNE), lot("5", "90", None)),
        ),
        account("2", "tax_exempt", position("BND", "70", lot("90", "60", LAST_JUNE))),
    )

    path = glided("[targets]\nmagnificent_seven = { max = 0.5 }\n", *held, wish=GlideWish(years=1))

    found = [f"{each.quantity} {each.symbol}" for each in path.chosen.years[0].turns_long]
    assert found == ["6 COP", "8 CVX"]


def test_the_walk_tells_how_far_it_is_and_can_be_cancelled() -> None:
    told: list[tuple[float, str]] = []

    def impatient(fraction: float, note: str = "") -> None:
        told.append((round(fraction, 3), note.partition(",")[0]))  # without its seconds
        if fraction > 0.35:
            raise Cancelled

    with pytest.raises(Cancelled):
        glided(SEVEN, wish=GlideWish(years=2), progress=impatient)

    *finished, stopped = {note: fraction for fraction, note in told}.items()
    assert finished == [
        ("reading what is held", 0.0),
        ("All now: 2026", 0.1),
        ("All now: 2027", 0.2),
        ("As much as each year allows: 2026", 0.3),
    ]
    assert stopped[0] == "As much as each year allows: 2027"
    assert 0.35 < stopped[1] < 0.4, "a year that takes long is cancelled before its end"


def test_the_years_taxes_add_up() -> None:

    path = glided(f"{SEVEN}[tax]\ngain_budget = 9000\n", wish=GlideWish(years=2))

    for glide in path.glides:
        plans: list[TradePlan] = [year.plan for year in glide.years]
        assert glide.total_tax == sum(plan.tax.estimated_tax for plan in plans)
