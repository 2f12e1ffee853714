"""The glide path: the same goal over several tax years, every year a full plan."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest

from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.account import Account
from rebalancer.domain.portfolio import Portfolio
from rebalancer.progress import Progress, silent
from rebalancer.rebalance.glide import DEFAULT_GLIDE, Glide, GlidePath, GlideWish, Way
from rebalancer.rebalance.glide_path import glide_path
from rebalancer.rebalance.plan import Action
from rebalancer.rebalance.policy.file import parse_policy
from rebalancer.rebalance.solve import make_plan
from tests.rebalancer.rebalance.households import (
    LAST_JUNE,
    TODAY,
    account,
    lot,
    position,
)

GAINS = (
    account(
        "1",
        "taxable",
        position("AAPL", "100", lot("400", "20"), lot("200", "60", LAST_JUNE)),
        position("NVDA", "100", lot("300", "40"), lot("100", "130", LAST_JUNE)),
        position("XOM", "100", lot("500", "70")),
    ),
    account("2", "tax_deferred", position("QQQ", "600", lot("50", "400")), cash="5000"),
)
SEVEN = "[targets]\nmagnificent_seven = { max = 0.2 }\n[buy]\nsymbols = ['IJR']\n"


def glided(
    policy: str,
    *accounts: Account,
    wish: GlideWish = DEFAULT_GLIDE,
    as_of: date = TODAY,
    progress: Progress = silent,
) -> GlidePath:
    return glide_path(
        Portfolio(accounts=accounts or GAINS),
        parse_policy(policy),
        embedded_universe(),
        as_of=as_of,
        wish=wish,
        progress=progress,
    )


def way(path: GlidePath, wanted: Way) -> Glide:
    (found,) = (glide for glide in path.glides if glide.way is wanted)
    return found


def test_one_year_is_the_plan_itself() -> None:
    policy = f"{SEVEN}[tax]\ngain_budget = 9000\n"

    path = glided(policy, wish=GlideWish(years=1))

    plan = make_plan(
        Portfolio(accounts=GAINS), parse_policy(policy), embedded_universe(), as_of=TODAY
    )
    ((year,),) = (glide.years for glide in path.glides)
    assert year.plan.trades == plan.trades
    assert year.plan.policy == plan.policy
    assert year.tax == year.cumulated_tax == plan.tax.estimated_tax
    assert path.chosen is path.glides[0]
    assert path.chosen.title == "As much as each year allows"


def test_the_same_gains_every_year_fill_the_low_brackets_of_every_year() -> None:
    # a single person with wages of 60,000 has 5,550 of the zero bracket left in each year; 10,000
    # of gain have to be realised
    held = account(
        "1",
        "taxable",
        position("AAPL", "100", lot("400", "50")),
        position("XOM", "100", lot("600", "100")),
    )
    policy = f"{SEVEN}[tax]\nfiling_status = 'single'\nincome = 60000\n"

    path = glided(policy, held, wish=GlideWish(years=2))

    assert way(path, Way.ALL_NOW).total_tax == pytest.approx(Decimal("667.50"), abs=10)
    level = way(path, Way.LEVEL_GAINS)
    assert level.total_tax == 0
    assert level.yearly_gains == pytest.approx(Decimal(5000), abs=300)
    assert level.is_reached
    assert path.chosen.total_tax == 0
    assert path.chosen.yearly_gains in {None, level.yearly_gains}


def test_of_ways_that_cost_the_same_the_soonest_is_chosen() -> None:
    held = account(
        "1",
        "taxable",
        position("AAPL", "100", lot("400", "50")),
        position("XOM", "100", lot("600", "100")),
    )

    path = glided(SEVEN, held, wish=GlideWish(years=3))

    taxes = {glide.total_tax for glide in path.glides}
    assert max(taxes) - min(taxes) < 5
    assert path.chosen.way is Way.ALL_NOW


@pytest.mark.parametrize("kind", list(Way))
def test_every_share_is_held_or_sold_and_every_lot_keeps_its_day(kind: Way) -> None:
    path = glided(f"{SEVEN}[tax]\ngain_budget = 9000\n", wish=GlideWish(years=3))

    held = shares(Portfolio(accounts=GAINS))
    lots = {each for item in GAINS for pos in item.positions for each in acquired(pos.lots)}
    for year in way(path, kind).years:
        for trade in year.plan.trades:
            sign = 1 if trade.action is Action.BUY else -1
            held[trade.account, trade.symbol] += sign * trade.quantity
            if trade.action is Action.BUY:
                lots.add(year.day)
        after = year.plan.portfolio_after
        assert shares(after) == {key: count for key, count in held.items() if count}
        found = {day for _, pos in after.holdings() for day in acquired(pos.open_lots)}
        assert found <= lots


def shares(portfolio: Portfolio) -> defaultdict[tuple[str, str], Decimal]:
    held: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for item, pos in portfolio.holdings():
        held[item.key, pos.symbol] += pos.quantity or Decimal(0)
    return held


def acquired(lots: object) -> set[date | None]:
    assert isinstance(lots, tuple)
    return {each.acquired for each in lots}


@pytest.mark.parametrize(
    "more", ["", "short_term_rate = 0.3\n", "loss_carryforward = {long_term = 9000}\n"]
)
@pytest.mark.parametrize("years", [2, 4])
def test_more_years_never_cost_more_tax_than_all_now(years: int, more: str) -> None:
    path = glided(f"{SEVEN}[tax]\n{more}", wish=GlideWish(years=years))

    now = way(path, Way.ALL_NOW)
    assert now.is_reached
    assert path.chosen.is_reached
    assert path.chosen.total_tax <= now.total_tax
    assert path.chosen.keeps_limits


def test_a_larger_yearly_budget_never_leaves_a_higher_share() -> None:
    left = []
    for budget in (1000, 3000, 6000, 10_000, 20_000):
        path = glided(f"{SEVEN}[tax]\ngain_budget = {budget}\n", wish=GlideWish(years=2))
        assert path.chosen.keeps_limits
        left.append(path.chosen.missed)

    assert left == sorted(left, reverse=True)
    assert left[0] > left[-1] == 0


def test_each_year_uses_its_own_budget_and_the_goal_comes_nearer_every_year() -> None:
    path = glided(f"{SEVEN}[tax]\ngain_budget = 9000\n", wish=GlideWish(years=3))

    allowed = way(path, Way.AS_ALLOWED)
    assert [year.day for year in allowed.years] == [
        date(2026, 11, 20),
        date(2027, 11, 20),
        date(2028, 11, 20),
    ]
    left = [year.share for year in allowed.years]
    assert path.before > left[0] > left[1] > left[2]
    assert all(year.gains.short + year.gains.long <= 9000 for year in allowed.years)
    assert not way(path, Way.ALL_NOW).keeps_limits
    assert way(path, Way.ALL_NOW).years[0].over_budget > 0
    assert path.chosen.way is not Way.ALL_NOW


def test_waiting_until_a_gain_is_long_term_is_found_to_cost_less() -> None:
    held = account(
        "1",
        "taxable",
        position("AAPL", "100", lot("500", "50", LAST_JUNE)),
        position("XOM", "100", lot("500", "90")),
    )

    path = glided("[targets]\nmagnificent_seven = { max = 0.2 }\n", held, wish=GlideWish(years=2))

    # of 50,000 of Apple 30,000 go, half of it gain
    assert way(path, Way.ALL_NOW).total_tax == 6000
    assert path.chosen.way is Way.WAIT
    assert path.chosen.total_tax == 3000
    first, second = path.chosen.years
    assert first.plan.trades == ()
    assert [sale.term.value for sale in second.plan.trades[0].lots] == ["long"]
    (turning,) = first.turns_long
    assert turning.symbol == "AAPL"
    assert turning.quantity == 500
    assert turning.first_day == date(2027, 6, 2)
    assert turning.gain == 25_000
    assert turning.saves == 5000


def test_losses_are_carried_from_year_to_year() -> None:
    # of the loss of 12,000 every year deducts 3,000 at 40 %
    held = account(
        "1",
        "taxable",
        position("AAPL", "100", lot("200", "160")),
        position("NVDA", "100", lot("200", "50")),
        position("XOM", "100", lot("600", "100")),
    )
    policy = f"{SEVEN}[tax]\ngain_budget = 0\n"

    path = glided(policy, held, wish=GlideWish(years=2))

    allowed = way(path, Way.AS_ALLOWED)
    first, second = allowed.years
    assert first.plan.tax.carried_loss == second.plan.policy.tax.loss_carryforward.long == 9000
    assert allowed.carried_loss == 6000
    assert [year.tax for year in allowed.years] == [-1200, -1200]


def test_the_tax_of_a_later_year_counts_what_was_used_up_before() -> None:
    # 9,000 of old losses pay for the gains of the first year; left alone they would deduct 3,000
    # in each of three years
    held = (
        account(
            "1",
            "taxable",
            position("AAPL", "100", lot("180", "50")),
            position("XOM", "100", lot("820", "100")),
        ),
    )
    policy = """
        [targets]
        magnificent_seven = { max = 0.0 }
        [tax]
        loss_carryforward = { long_term = 9000 }
    """

    path = glided(policy, *held, wish=GlideWish(years=3))

    now = way(path, Way.ALL_NOW)
    assert [year.tax for year in now.years] == [1200, 1200, 1200]
    assert now.total_tax == 3600


def test_even_steps_are_even() -> None:
    policy = """
        [targets]
        magnificent_seven = { max = 0.1 }
        small_cap = { min = 0.3 }
        "symbol:XOM" = { target = 0.1 }
        "class:cash" = { max = 0.9 }
        [buy]
        symbols = ["IJR"]
    """

    path = glided(policy, wish=GlideWish(years=2))

    (half, whole) = way(path, Way.EVEN_STEPS).years
    assert half.cap == pytest.approx((path.before + 0.1) / 2)
    assert whole.cap == 0.1
    _, small, xom, cash = half.plan.policy.targets
    assert small.minimum == pytest.approx(0.15, abs=0.01)
    assert xom.target is not None
    assert 0.1 < xom.target < 0.5
    assert cash.maximum == 0.9
    assert whole.plan.policy.targets == parse_policy(policy).targets
