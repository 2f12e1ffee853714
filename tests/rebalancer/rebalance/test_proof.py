"""What is proved holds: in exact arithmetic, against every plan there is, warm and cold."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.account import Account
from rebalancer.domain.portfolio import Portfolio
from rebalancer.progress import Cancelled, silent
from rebalancer.rebalance.frontier import frontier
from rebalancer.rebalance.model.joint import JointModel
from rebalancer.rebalance.model.linear import Floats, LinearProgram
from rebalancer.rebalance.model.linear_model import LinearModel
from rebalancer.rebalance.plan import Proof
from rebalancer.rebalance.policy.file import parse_policy
from rebalancer.rebalance.policy.policy import Policy, Target
from rebalancer.rebalance.pose import pose
from rebalancer.rebalance.solve import Planner
from rebalancer.rebalance.solver import exhaust, repair
from rebalancer.rebalance.solver.certificate import proved_bound
from rebalancer.rebalance.solver.highs import WarmSolver
from rebalancer.rebalance.solver.optimise import optimise, solve_fractional
from rebalancer.rebalance.solver.proof import prove
from rebalancer.rebalance.solver.repair import Neighbourhood, Reach, Repair
from rebalancer.rebalance.solver.search import Effort, Search
from tests.rebalancer.rebalance.households import (
    LAST_JUNE,
    TODAY,
    account,
    lot,
    plan,
    position,
    traded,
)

figures = st.floats(-100, 100, allow_nan=False, width=32)


@st.composite
def programs(draw: st.DrawFn) -> tuple[LinearProgram, Floats]:
    """Draw a small program that zero solves, and what its columns are charged."""
    width = draw(st.integers(1, 3))
    model = LinearModel()
    columns = model.add_columns(
        np.array(
            draw(st.lists(st.integers(0, 3), min_size=width, max_size=width)), dtype=np.float64
        )
    )
    for _ in range(draw(st.integers(0, 3))):
        values = np.array([draw(figures) for _ in range(width)])
        lower = draw(st.sampled_from([-np.inf, -7.5, 0.0]))
        upper = draw(st.sampled_from([np.inf, 12.25, 0.0]))
        model.add_row(columns, values, lower=lower, upper=upper)
    return model.freeze(), np.array([draw(figures) for _ in range(width)])


@settings(max_examples=200)
@given(programs(), st.lists(figures, min_size=3, max_size=3))
def test_no_multipliers_prove_more_than_exact_arithmetic_does(
    drawn: tuple[LinearProgram, Floats], multipliers: list[float]
) -> None:
    program, charges = drawn

    proved = proved_bound(program, charges, np.array(multipliers[: program.height]))

    assert Fraction(proved) <= exact_bound(program, charges, multipliers)


@settings(max_examples=200)
@given(programs(), st.lists(figures, min_size=3, max_size=3))
def test_no_whole_numbers_come_to_less_than_what_is_proved(
    drawn: tuple[LinearProgram, Floats], multipliers: list[float]
) -> None:
    program, charges = drawn

    proved = proved_bound(program, charges, np.array(multipliers[: program.height]))

    assert Fraction(proved) <= min(
        sum(Fraction(charge) * amount for charge, amount in zip(charges, x, strict=True))
        for x in product(*(range(int(most) + 1) for most in program.upper))
        if all(is_within(program, row, x) for row in range(program.height))
    )


@settings(max_examples=100)
@given(programs())
def test_the_solvers_multipliers_prove_that_its_answer_is_the_best(
    drawn: tuple[LinearProgram, Floats],
) -> None:
    program, charges = drawn
    answer = WarmSolver(program).minimise(charges)

    proved = proved_bound(program, charges, answer.row_dual)

    assert proved == pytest.approx(answer.objective, abs=1e-4)


def exact_bound(program: LinearProgram, charges: Floats, multipliers: Iterable[float]) -> Fraction:
    """Return the bound that the multipliers prove, without any rounding."""
    bound, left = Fraction(0), [Fraction(charge) for charge in charges]
    for row, multiplier in zip(range(program.height), multipliers, strict=False):
        side = program.row_lower[row] if multiplier > 0 else program.row_upper[row]
        if np.isinf(side):
            continue
        bound += Fraction(multiplier) * Fraction(side)
        for entry in range(program.start[row], program.start[row + 1]):
            left[program.index[entry]] -= Fraction(multiplier) * Fraction(program.value[entry])
    for rest, lower, upper in zip(left, program.lower, program.upper, strict=True):
        bound += min(rest * Fraction(lower), rest * Fraction(upper))
    return bound


def is_within(program: LinearProgram, row: int, x: tuple[int, ...]) -> bool:
    """Whether whole numbers keep to a row, without any rounding."""
    entries = range(program.start[row], program.start[row + 1])
    activity = sum((Fraction(program.value[n]) * x[program.index[n]] for n in entries), Fraction(0))
    return bool(program.row_lower[row] <= activity <= program.row_upper[row])


def joint_model(accounts: Iterable[Account], policy: str) -> JointModel:
    portfolio = Portfolio(accounts=tuple(accounts))
    return JointModel(pose(portfolio, parse_policy(policy), embedded_universe(), TODAY))


def small_household(held: list[int], cost: list[str], treatment: str, cash: int) -> Account:
    holdings = (
        position("AAPL", "100", lot(str(held[0]), cost[0])),
        position("HBAN", "35", lot(str(held[1]), cost[1], LAST_JUNE)),
    )
    return account("1", treatment, *holdings, cash=str(cash))


small_households = st.builds(
    small_household,
    st.lists(st.integers(1, 4), min_size=2, max_size=2),
    st.lists(st.sampled_from(["20", "60", "110"]), min_size=2, max_size=2),
    st.sampled_from(["taxable", "tax_exempt"]),
    st.integers(0, 300),
)


def capped(cap: float, more: str = "") -> str:
    return f'[targets]\nmagnificent_seven = {{ max = {cap} }}\n[buy]\nsymbols = ["RSP"]\n{more}'


@settings(max_examples=40)
@given(small_households, st.integers(0, 10))
def test_no_plan_at_all_beats_the_bounds_of_the_proof(household: Account, cap: int) -> None:
    joint = joint_model([household], capped(cap / 10))
    found = optimise(joint, silent)

    proof = prove(joint, found.fractional, found.x)

    every = list(every_plan(joint))
    dust = 1e-6 * joint.problem.value
    assert proof.least_missed <= min(missed_by(joint, x) for x in every) + dust
    rivals = [x for x in every if missed_by(joint, x) <= proof.missed]
    assert proof.least_cost <= min(float(joint.cost @ x) for x in rivals) + dust
    assert proof.missed == pytest.approx(missed_by(joint, found.x))
    assert proof.cost == pytest.approx(float(joint.cost @ found.x))


@settings(max_examples=40)
@given(small_households, st.integers(0, 10))
def test_trading_nothing_is_never_beaten_by_something_worse(household: Account, cap: int) -> None:
    joint = joint_model([household], capped(cap / 10))

    found = optimise(joint, silent)

    assert joint.weighed @ found.x <= joint.weighed @ joint.nothing + 1e-9 * joint.problem.value


def every_plan(joint: JointModel) -> Iterator[Floats]:
    """Yield the columns of every combination of whole shares."""
    columns = np.concatenate([joint.trades.sold, joint.trades.bought])
    for choice in product(*(range(int(most) + 1) for most in joint.program.upper[columns])):
        x = np.zeros(joint.program.width)
        x[columns] = choice
        yield joint.program.completed(x)


def missed_by(joint: JointModel, x: Floats) -> float:
    return sum(float(charges @ x) for charges in joint.missed.values())


@settings(max_examples=25)
@given(small_households, st.lists(st.integers(0, 20), min_size=2, max_size=6))
def test_solving_on_from_where_one_stood_comes_to_the_same(
    household: Account, caps: list[int]
) -> None:
    steps = [joint_model([household], capped(cap / 20)) for cap in caps]
    solver = WarmSolver(steps[0].program)
    for joint in steps:
        solver.move_to(joint.program)
        warm = solve_fractional(joint, solver)
        cold = solve_fractional(joint, WarmSolver(joint.program))

        dust = 1e-6 * joint.problem.value
        assert warm.least_missed == pytest.approx(cold.least_missed, abs=dust)
        assert joint.cost @ warm.best.x == pytest.approx(float(joint.cost @ cold.best.x), abs=dust)


def test_another_household_is_solved_afresh_by_the_same_solver() -> None:
    one = joint_model([small_household([1, 2], ["20", "60"], "taxable", 9)], capped(0.1))
    other = joint_model([account("2", "taxable", cash="500")], capped(0.1))
    solver = WarmSolver(one.program)

    solver.move_to(other.program)

    expected = WarmSolver(other.program).minimise(other.weighed).objective
    assert solver.minimise(other.weighed).objective == pytest.approx(expected)


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


def planner() -> Planner:
    return Planner(Portfolio(accounts=HOUSEHOLD), embedded_universe(), as_of=TODAY)


def test_every_point_of_a_frontier_is_the_plan_for_its_cap() -> None:
    told: list[float] = []
    wish = parse_policy(WISH)

    def watch(fraction: float, note: str = "") -> None:
        assert "of 3 plans" in note
        told.append(fraction)

    points = frontier(planner(), wish, caps=[0.2, 0.5, 0.3], progress=watch)

    assert [point.cap for point in points] == [0.5, 0.3, 0.2]
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)
    assert len(told) > len(points)  # often enough that it stops at once when called off
    for point in points:
        target = Target(key="magnificent_seven", maximum=point.cap)
        alone = planner().plan(replace(wish, targets=(target, *wish.targets)))
        assert point.plan.policy == alone.policy
        assert point.share <= point.cap + 1e-6
        assert point.tax == pytest.approx(alone.tax.estimated_tax, abs=Decimal(200))
    floors = [proof_of(point.plan.proof).least_cost for point in points]
    assert floors == sorted(floors)
    assert points[-1].tax > points[0].tax


def proof_of(proof: Proof | None) -> Proof:
    assert proof is not None
    return proof


def test_a_plan_states_its_gap_in_both_measures() -> None:
    proof = Proof(missed=3.0, least_missed=1.0, cost=40.0, least_cost=32.0, value=1000.0)

    assert proof.gap == 10
    assert proof.share_of_value == 0.01
    assert proof.share_of_cost == 0.25
    assert replace(proof, cost=0.0, least_cost=0.0).share_of_cost is None


def test_before_a_plan_is_made_there_is_nothing_to_improve() -> None:
    assert list(planner().improve()) == []


def test_while_a_person_looks_plans_only_get_better(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repair, "ENOUGH", 1e6)  # what is shown first is the first that comes
    monkeypatch.setattr(exhaust, "TINY", 0)
    desk = planner()
    first = desk.plan(policy_of(0.3))

    gaps = [proof_of(made.proof).gap for made in (first, *desk.improve())]

    assert len(gaps) > 1
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] < 0.001 * float(first.before.total_value)


def policy_of(cap: float) -> Policy:
    return parse_policy(
        f"[targets]\nmagnificent_seven = {{ max = {cap} }}\n[buy]\nsymbols = ['IJR']\n"
    )


def test_the_search_for_whole_shares_can_be_cancelled() -> None:
    def impatient(fraction: float, note: str = "") -> None:
        if "whole" in note:
            raise Cancelled

    with pytest.raises(Cancelled):
        planner().plan(policy_of(0.3), progress=impatient)


def test_moving_a_target_leaves_the_question_what_to_trade_as_it_was() -> None:
    desk = planner()
    loose, tight = desk.plan(policy_of(0.5)), desk.plan(policy_of(0.3))
    afresh = planner().plan(policy_of(0.3))

    assert tight.tax.estimated_tax > loose.tax.estimated_tax
    assert proof_of(tight.proof).least_cost == pytest.approx(
        proof_of(afresh.proof).least_cost, abs=0.01
    )
    assert desk.plan(replace(policy_of(0.3), buy=("VTI",))).trades != tight.trades
    assert Decimal(0) <= min(tight.cash_after.values())


def test_a_search_that_is_under_way_can_be_cancelled() -> None:
    dice = np.random.default_rng(0)
    model = LinearModel()
    columns = model.add_columns(np.ones(120), integer=np.ones(120, dtype=np.bool_))
    for _ in range(40):
        weights = dice.integers(1, 100, 120).astype(np.float64)
        model.add_row(columns, weights, upper=float(weights.sum()) * 0.3)
    asked: list[float] = []

    def impatient(fraction: float, note: str = "") -> None:
        asked.append(fraction)
        if len(asked) == 5:
            raise Cancelled

    effort = Effort(looks=10**9, absolute_gap=0, progress=impatient, fraction=0.5)
    with pytest.raises(Cancelled):
        list(Search(model.freeze(), -dice.integers(1, 100, 120).astype(np.float64), effort))

    assert asked == [0.5] * 5


def test_where_no_whole_shares_are_near_by_the_plan_stays_as_it_is() -> None:
    joint = joint_model(
        [small_household([4, 4], ["20", "20"], "taxable", 0)], capped(0.5, "[tax]\ngain_budget = 0")
    )
    over_budget = np.zeros(joint.program.width)
    over_budget[joint.trades.sold] = 1.0
    around = Neighbourhood(
        joint=joint,
        near=over_budget,
        closed=np.zeros(0, dtype=np.int64),
        bound=0.0,
        out_of_turn=over_budget,
    )

    repair = Repair(around, Reach.FRACTIONS, joint.nothing)

    assert list(repair.improve(Effort(looks=10**6, absolute_gap=0))) == []
    assert np.array_equal(repair.best, joint.nothing)


def test_weights_become_the_whole_shares_that_are_nearest_to_them() -> None:
    # one share of A and five of B miss by 167 + 100 and leave 67; one and four by 167 + 20 and 187
    wish = """
        [targets]
        "symbol:AAPL" = { target = 0.5 }
        "symbol:HBAN" = { target = 0.5 }
        [trading]
        objective = "closest"
    """
    holdings = (position("AAPL", "333", lot("1", "90")), position("HBAN", "120", lot("1", "90")))

    result = plan([account("1", "tax_exempt", *holdings, cash="547")], wish)

    assert traded(result) == {("buy", "1", "HBAN"): 4}
    for outcome in result.outcomes:
        assert outcome.explanation.endswith("Whole shares come no nearer.")
