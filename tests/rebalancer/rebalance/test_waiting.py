"""A gain that turns long-term soon: kept where the policy waits for it, and told of where not."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebalancer.domain.lot import TaxLot, long_term_from
from rebalancer.rebalance.plan import PlanStatus, TradePlan
from tests.rebalancer.rebalance.households import TODAY, account, lot, plan, position, sold

RAISE = '[targets]\n"class:cash" = { min = 0.0 }\n[trading]\nmode = "raise_cash"\n'


def acquired_before(days: int) -> date:
    """Return the day of a purchase that turns long-term in so many days from today."""
    return TODAY.replace(year=TODAY.year - 1) + timedelta(days=days - 1)


def raising(
    amount: int,
    *lots: TaxLot,
    wait: int = 0,
    tax: str = "",
    treatment: str = "taxable",
    as_of: date = TODAY,
) -> TradePlan:
    """Return the plan that raises *amount* from lots of XOM at 100."""
    policy = f"{RAISE}withdraw = {{ '1' = {amount} }}\n[tax]\nwait_for_long_term = {wait}\n{tax}\n"
    rest = account("2", "tax_exempt", cash="1000")
    holding = position("XOM", "100", *lots)
    return plan([account("1", treatment, holding), rest], policy, as_of=as_of)


@pytest.mark.parametrize(
    ("bought", "today", "turns"),
    [
        (date(2025, 11, 20), date(2026, 11, 20), date(2026, 11, 21)),
        (date(2023, 2, 28), date(2024, 2, 29), date(2024, 3, 1)),
        (date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 1)),
        (date(2025, 12, 31), date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_the_last_short_term_day_waits_one_day(bought: date, today: date, turns: date) -> None:
    a_lot = lot("10", "70", bought)

    short = raising(1000, a_lot, as_of=today)
    waits = raising(1000, a_lot, as_of=today, wait=1)
    long = raising(1000, a_lot, as_of=turns, wait=30)

    (told,) = short.waits
    assert (told.long_term_from, told.days, told.saves) == (turns, 1, Decimal(60))
    assert short.tax.estimated_tax == 120
    assert sold(waits, "XOM") == 0
    assert waits.waits[0].is_kept
    assert long.tax.estimated_tax == 60
    assert long.waits == ()


def test_a_gain_is_kept_within_the_days_the_policy_waits_and_the_saving_is_told() -> None:
    old = lot("100", "80")
    soon, later = lot("10", "95", acquired_before(14)), lot("10", "95", acquired_before(31))

    waits = raising(2500, old, soon, later, wait=30)
    hurries = raising(2500, old, soon, later)

    # short-term gains of 5 a share cost 2, the long-term ones of 20 cost 4
    assert waits.tax.estimated_tax == 10 * 2 + 15 * 4
    (kept,) = [item for item in waits.skipped if item.rule == "wait_for_long_term"]
    day = TODAY + timedelta(days=14)
    assert kept.reason == (
        f"10 of XOM, bought on {acquired_before(14)}, are kept: "
        f"wait 14 days, until {day}, save $10.00 of tax."
    )
    assert hurries.tax.estimated_tax == 20 * 2 + 5 * 4
    told = [text for text in hurries.messages if "short-term gain" in text]
    assert told == [
        f"Account ...1: 10 of XOM, bought on {acquired_before(days)}, are sold at a short-term "
        f"gain: wait {days} days, until {TODAY + timedelta(days=days)}, save $10.00 of tax."
        for days in (14, 31)
    ]


@pytest.mark.parametrize(("days", "is_kept"), [(1, True), (29, True), (30, True), (31, False)])
def test_the_days_are_counted_exactly(days: int, *, is_kept: bool) -> None:
    result = raising(1000, lot("10", "70", acquired_before(days)), wait=30)

    assert (sold(result, "XOM") == 0) is is_kept


@pytest.mark.parametrize(("days", "is_told"), [(60, True), (61, False)])
def test_a_sale_is_told_of_within_sixty_days_of_its_day(days: int, *, is_told: bool) -> None:
    result = raising(1000, lot("10", "70", acquired_before(days)))

    assert bool(result.waits) is is_told
    assert any("short-term gain" in text for text in result.messages) is is_told


@pytest.mark.parametrize(
    ("cost", "acquired", "treatment"),
    [
        ("120", acquired_before(10), "taxable"),
        (None, acquired_before(10), "taxable"),
        ("70", None, "taxable"),
        ("70", date(2019, 1, 2), "taxable"),
        ("70", acquired_before(10), "tax_deferred"),
    ],
)
def test_only_a_taxed_short_term_gain_that_is_known_waits(
    cost: str | None, acquired: date | None, treatment: str
) -> None:
    result = raising(1000, lot("10", cost, acquired), wait=30, treatment=treatment)

    assert sold(result, "XOM") == 10
    assert result.waits == ()


def test_where_losses_of_earlier_years_absorb_the_gain_nothing_is_saved() -> None:
    a_lot = lot("1", "70", acquired_before(10))
    absorbed = "loss_carryforward = { short_term = 9000 }"

    sells = raising(100, a_lot, tax=absorbed)
    keeps = raising(100, a_lot, tax=absorbed, wait=30)

    assert sells.waits == ()
    assert keeps.waits[0].saves == 0
    assert "1 of XOM" in keeps.skipped[0].reason
    assert "is kept: wait 10 days" in keeps.skipped[0].reason


def test_by_brackets_the_saving_is_that_of_the_year_with_and_without_the_lot() -> None:
    # 22 % of 3,000 as ordinary income, 15 % as a long-term gain
    tax = "filing_status = 'single'\nincome = 100000\nniit = false"

    result = raising(10_000, lot("100", "70", acquired_before(10)), tax=tax)

    assert result.tax.estimated_tax == 660
    assert result.waits[0].saves == 210


def test_a_wait_beyond_new_year_says_that_the_gain_counts_for_the_next() -> None:
    result = raising(1000, lot("10", "70", acquired_before(50)))

    assert result.waits[0].message.endswith("save $60.00 of tax; the gain then counts for 2027")


def test_many_lots_are_told_of_together() -> None:
    lots = [lot("1", str(60 + number), acquired_before(10 + number)) for number in range(8)]

    result = raising(800, *lots)

    told = [text for text in result.messages if "short-term gain" in text]
    assert len(result.waits) == 8
    assert len(told) == 6
    # the three with the smallest gains: 33, 34 and 35 at 20 %
    assert told[-1].startswith("3 more lots are sold at a short-term gain within 60 days")
    assert "waiting saves $20.40 of tax" in told[-1]


def test_a_target_that_waiting_keeps_from_being_met_says_so() -> None:
    policy = """
        [targets]
        "symbol:XOM" = { max = 0.0 }
        [buy]
        symbols = ["BND"]
        [tax]
        wait_for_long_term = 30
    """
    holding = position("XOM", "100", lot("10", "70", acquired_before(10)))

    result = plan([account("1", "taxable", holding)], policy)

    assert result.status is PlanStatus.INFEASIBLE
    words = "It would help to sell XOM, but its gain turns long-term soon"
    assert words in result.outcomes[0].explanation


@settings(max_examples=40)
@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(0, 400), st.integers(0, 367))
def test_no_gain_is_taken_within_the_days_that_the_policy_waits(
    today: date, ago: int, wait: int
) -> None:
    bought = today - timedelta(days=ago)

    result = raising(1000, lot("10", "70", bought), wait=wait, as_of=today)

    days = (long_term_from(bought) - today).days
    assert (sold(result, "XOM") == 0) == (0 < days <= wait)
    assert result.tax.estimated_tax == Decimal(0 if 0 < days <= wait else 120 if days > 0 else 60)
