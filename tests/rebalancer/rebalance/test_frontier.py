"""The frontier: what every smaller share costs, and where the limits on gains end."""

from decimal import Decimal
from itertools import pairwise

import pytest

from rebalancer.classify.group import UnknownGroupError
from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.account import Account
from rebalancer.domain.portfolio import Portfolio
from rebalancer.progress import Cancelled
from rebalancer.rebalance import solve
from rebalancer.rebalance.frontier import FrontierPoint, Mark, frontier, trace
from rebalancer.rebalance.plan import PlanStatus, TradePlan
from rebalancer.rebalance.policy.file import parse_policy
from rebalancer.rebalance.solve import Planner
from rebalancer.rebalance.solver import repair
from tests.rebalancer.rebalance.households import (
    LAST_JUNE,
    TODAY,
    account,
    lot,
    position,
)

HOUSEHOLD = (
    account(
        "1",
        "taxable",
        position("AAPL", "255.5", lot("400", "60"), lot("90", "250", LAST_JUNE)),
        position("NVDA", "181", lot("333", "20"), lot("55", "170")),
        position("XOM", "113", lot("210", "70")),
    ),
    account("2", "tax_deferred", position("QQQ", "620", lot("151", "400")), cash="1234"),
)
WISH = '[targets]\nsmall_cap = { min = 0.1 }\n[buy]\nsymbols = ["IJR", "VTI"]\n'
CAPPED = WISH.replace("[buy]", "magnificent_seven = { max = 0.25 }\n[buy]")


def planner(*accounts: Account) -> Planner:
    household = Portfolio(accounts=accounts or HOUSEHOLD)
    return Planner(household, embedded_universe(), as_of=TODAY)


def cost_of(plan: TradePlan) -> float:
    assert plan.proof is not None
    return plan.proof.cost


def only(points: tuple[FrontierPoint, ...], mark: Mark) -> FrontierPoint:
    (point,) = (point for point in points if mark in point.marks)
    return point


def test_without_caps_it_goes_from_what_is_held_to_the_least_that_can_be_reached() -> None:
    points = frontier(planner(), parse_policy(CAPPED), points=6)

    assert points[0].marks == (Mark.TODAY,)
    assert points[0].cap == pytest.approx(points[0].before)
    assert points[-1].marks == (Mark.LEAST,)
    assert only(points, Mark.POLICY).cap == 0.25
    assert len(points) == 7
    assert all(point.is_reached for point in points)
    assert all(point.words == "" for point in points)
    assert all(point.share <= point.cap + 1e-5 for point in points)


@pytest.mark.parametrize("more", ["", "cost_bp = 5\n"])
def test_a_lower_cap_never_costs_less(more: str) -> None:
    points = frontier(planner(), parse_policy(f"{CAPPED}[trading]\n{more}"), points=12)

    for looser, tighter in pairwise(points):
        assert cost_of(tighter.plan) >= cost_of(looser.plan) - 1e-6
        assert tighter.tax >= looser.tax - Decimal(1)


def test_points_beyond_the_gain_budget_say_by_how_much_and_the_budget_is_a_point_of_its_own() -> (
    None
):
    points = frontier(planner(), parse_policy(f"{CAPPED}[tax]\ngain_budget = 20000\n"), points=6)

    at_budget = only(points, Mark.GAIN_BUDGET)
    gains = at_budget.plan.tax.short_term_gain + at_budget.plan.tax.long_term_gain
    assert Decimal(19_000) < gains <= 20_000
    assert at_budget.is_reached
    for point in points:
        tax = point.plan.tax
        over = max(Decimal(0), tax.short_term_gain + tax.long_term_gain - 20_000)
        assert point.over_budget == over
        if point.cap < at_budget.cap - 1e-4:
            assert point.words == f"Its gains exceed the policy's limit by ${over:,.0f}."


def test_a_limit_on_short_term_gains_is_a_limit_on_gains() -> None:
    policy = parse_policy(f"{WISH}[tax]\nshort_term_gain_max = 0\n")

    points = frontier(planner(), policy, caps=[0.02])

    assert points[0].marks == (Mark.GAIN_BUDGET,)
    assert points[0].over_budget == 0
    assert points[1].over_budget == points[1].plan.tax.short_term_gain > 0


def test_a_cap_that_cannot_be_reached_says_why() -> None:
    policy = parse_policy(f'{WISH}[restrictions]\ndo_not_sell = ["AAPL"]\n')

    reached, beyond = frontier(planner(), policy, caps=[0.6, 0.1])

    assert reached.is_reached
    assert beyond.plan.status is PlanStatus.INFEASIBLE
    assert beyond.words.startswith("Cannot be reached. Magnificent Seven misses its bound by ")
    assert "AAPL" in beyond.words


def test_the_least_share_is_one_that_the_rest_of_the_policy_can_be_met_with() -> None:
    # small caps come with VTI only, and with it comes five times as much of the seven
    held = account("1", "tax_exempt", position("VTI", "300", lot("900", "200")), cash="30000")
    policy = parse_policy(
        '[targets]\nsmall_cap = { min = 0.03 }\n[buy]\nsymbols = ["VTI", "BND"]\n'
    )

    points = frontier(planner(held), policy, points=3)

    least = only(points, Mark.LEAST)
    assert 0.1 < least.share < points[0].share
    assert all(point.is_reached for point in points)


def test_where_the_policy_cannot_be_met_at_all_every_point_says_so() -> None:
    held = account("1", "tax_exempt", position("AAPL", "300", lot("90", "200")), cash="30000")
    policy = parse_policy(
        '[targets]\nsmall_cap = { min = 0.6 }\n"class:cash" = { min = 0.6 }\n'
        '[buy]\nsymbols = ["IJR"]\n'
    )

    points = frontier(planner(held), policy, points=2)

    assert not any(point.is_reached for point in points)


def test_points_come_one_by_one_and_the_search_can_be_cancelled() -> None:
    told: list[str] = []

    def impatient(fraction: float, note: str = "") -> None:
        told.append(note.partition(",")[0])  # without its seconds
        if note.startswith("2 of"):
            raise Cancelled

    points = trace(planner(), parse_policy(WISH), points=5, progress=impatient)

    assert Mark.LEAST in next(points).marks
    next(points)
    with pytest.raises(Cancelled):
        next(points)
    least = "finding the least that can be reached"
    assert list(dict.fromkeys(told)) == [least, "0 of 5 plans", "1 of 5 plans", "2 of 5 plans"]
    assert told.count("0 of 5 plans") > 1, "a plan that takes long can be cancelled, too"


def test_a_group_that_nobody_has_named_is_refused() -> None:
    with pytest.raises(UnknownGroupError, match="magnificent_sevn"):
        frontier(planner(), parse_policy(WISH), key="magnificent_sevn")


def test_a_single_company_or_a_symbol_has_a_frontier_too() -> None:
    for key in ("single_company", "symbol:NVDA"):
        points = frontier(planner(), parse_policy(WISH), key=key, points=3)

        assert points[-1].share < points[0].share
        assert points[-1].tax > points[0].tax


def content_with_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the first plan found do, which is to trade nothing."""
    monkeypatch.setattr(repair, "ENOUGH", 1e15)
    monkeypatch.setattr(solve, "exhaust", lambda *_: None)


def test_of_two_plans_the_last_stays_where_it_is_the_better_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = planner()
    tight = desk.plan(parse_policy(CAPPED))
    content_with_anything(monkeypatch)

    alone = desk.plan(parse_policy(CAPPED.replace("0.25", "0.3")))
    desk.plan(parse_policy(CAPPED))
    assert alone.trades == ()

    monkeypatch.undo()
    desk.plan(parse_policy(CAPPED))
    content_with_anything(monkeypatch)
    kept = desk.plan(parse_policy(CAPPED.replace("0.25", "0.3")), keep=True)
    assert kept.trades == tight.trades
