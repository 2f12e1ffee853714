"""A household, an account or a fund, looked at as a whole."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings

from rebalancer import pipeline
from rebalancer.classify.exposure import expose
from rebalancer.classify.size import SizeClass
from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.account import Account
from rebalancer.domain.portfolio import Portfolio
from rebalancer.measure.measurement import (
    OPAQUE_SECTOR,
    UNKNOWN_SECTOR,
    NothingToMeasureError,
    measure,
)
from rebalancer.measure.portrait import BARS, EXPLAINED, MARKET_FUND, portray
from rebalancer.measure.scope import HOUSEHOLD, Scope, is_there
from rebalancer.rebalance.policy.policy import DEFAULT_POLICY
from tests.rebalancer.classify.portfolios import account, households, measured

JOINT = account({"AAPL": "50000", "VXUS": "10000", "ZZZQX": "500"}, cash="2000", key="joint")
ROTH = account({"QQQ": "40000", "AAPL": "1000"}, key="roth")
EMPTY = account({}, key="empty")
MINE = Portfolio(accounts=(JOINT, ROTH, EMPTY))
TODAY = date(2026, 8, 21)


def test_a_household_is_shown_against_the_market_and_with_everything_in_it() -> None:
    exposures, figures = pipeline.measure_portfolio(MINE, embedded_universe())
    portrait = pipeline.portray(MINE, exposures)
    assert portrait.now == figures
    assert portrait.after is None
    assert portrait.market.total_value == Decimal(100)
    assert portrait.market.size == measured({MARKET_FUND: "100"}).size
    assert portrait.companies[0].company == figures.top[0]
    assert [line.company for line in portrait.companies[:25]] == list(figures.top)
    assert len(portrait.drawn) == BARS
    assert len(portrait.crossed) == len(portrait.cross.cells[0])
    assert len({source.company.leaf for source in portrait.sources}) <= EXPLAINED
    assert [part.symbol for part in portrait.uncovered] == ["VXUS", "ZZZQX"]
    assert {line.after for line in portrait.companies} == {None}


def test_an_account_is_shown_alone_and_so_is_the_inside_of_a_fund() -> None:
    exposures, _ = pipeline.measure_portfolio(MINE, embedded_universe())
    roth = pipeline.portray(MINE, exposures, Scope(account="roth"))
    assert roth.now.total_value == Decimal(41000)
    assert [holding.symbol for holding in roth.exposures.holdings] == ["QQQ", "AAPL"]
    fund = pipeline.portray(MINE, exposures, Scope(symbol="QQQ"))
    assert fund.now.total_value == Decimal(40000)
    assert not fund.stack.has_direct
    assert fund.uncovered == ()
    assert fund.curves.at_most == ()


def test_only_what_is_worth_something_can_be_looked_at() -> None:
    exposures, _ = pipeline.measure_portfolio(MINE, embedded_universe())
    assert is_there(HOUSEHOLD, MINE)
    assert is_there(Scope(account="roth"), MINE)
    assert not is_there(Scope(account="empty"), MINE)
    assert not is_there(Scope(account="gone"), MINE)
    assert is_there(Scope(symbol="QQQ"), MINE)
    assert not is_there(Scope(symbol="VOO"), MINE)
    with pytest.raises(NothingToMeasureError):
        pipeline.portray(MINE, exposures, Scope(account="empty"))


def test_what_becomes_of_everything_is_beside_it_where_there_is_a_plan() -> None:
    exposures, _ = pipeline.measure_portfolio(MINE, embedded_universe())
    plan = pipeline.plan_trades(MINE, DEFAULT_POLICY, embedded_universe(), today=TODAY)
    whole = pipeline.portray(MINE, exposures, plan=plan)
    assert whole.after is not None
    assert whole.after.baskets == plan.after.baskets
    apple = next(line for line in whole.companies if line.company.company == "Apple Inc.")
    assert apple.after is not None
    assert apple.after < apple.company.share
    assert whole.curves.after
    part = pipeline.portray(MINE, exposures, Scope(account="joint"), plan=plan)
    assert part.after is not None
    assert part.after.total_value == plan.portfolio_after.account("joint").total_value
    assert pipeline.portray(MINE, exposures, Scope(symbol="QQQ"), plan=plan).after is None


@given(households())
@settings(max_examples=25, deadline=None)
def test_shares_lie_between_their_bounds_and_bounds_between_nothing_and_everything(
    accounts: tuple[Account, ...],
) -> None:
    exposures = expose(accounts, embedded_universe())
    portrait = portray(exposures, measure(exposures))
    slack = 1e-9
    shares = [*portrait.sizes.values(), *portrait.sectors.values()]
    for share in (*shares, *(line.bounds for line in portrait.companies)):
        assert -slack <= share.lower <= share.share + slack
        assert share.share <= share.upper + slack
        assert share.upper <= 1 + slack
    assert sum(share.share for share in portrait.sizes.values()) == pytest.approx(1.0)
    curves = portrait.curves
    for known, most in zip(curves.looked_through, curves.at_most, strict=False):
        assert known <= most + slack


def test_the_hidden_part_of_a_foreign_fund_widens_no_bound_of_an_american_company() -> None:
    exposures, _ = pipeline.measure_portfolio(MINE, embedded_universe())
    portrait = pipeline.portray(MINE, exposures)
    apple = portrait.companies[0]
    unknown = 500 / float(MINE.total_value)
    assert apple.bounds.upper - apple.bounds.share == pytest.approx(unknown)
    foreign = next(line for line in portrait.companies if line.size is SizeClass.NON_US)
    dark = 1 - portrait.now.coverage
    assert foreign.bounds.upper - foreign.bounds.share == pytest.approx(dark)
    mega = portrait.sizes[SizeClass.MEGA]
    assert mega.upper - mega.share == pytest.approx(unknown)
    opaque = portrait.sectors[OPAQUE_SECTOR]
    assert opaque.lower == opaque.upper == pytest.approx(dark)
    assert portrait.sectors[UNKNOWN_SECTOR].share > 0
