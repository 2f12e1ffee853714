"""Whoever watches a solve can stop it, and what is solved afterwards is as if it never began."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import count, pairwise
from threading import enumerate as all_threads

import highspy
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.portfolio import Portfolio
from rebalancer.progress import LONG, Cancelled, Progress, Pulse
from rebalancer.rebalance.frontier import frontier
from rebalancer.rebalance.model.linear import Floats, LinearProgram
from rebalancer.rebalance.model.linear_model import LinearModel
from rebalancer.rebalance.plan import TradePlan
from rebalancer.rebalance.policy.policy import Policy
from rebalancer.rebalance.relax import explain_limits
from rebalancer.rebalance.solve import Planner
from rebalancer.rebalance.solver.highs import LARGE, WarmSolver, load, run
from rebalancer.rebalance.tax.rules import TaxRules
from rebalancer.rebalance.tax.year import FilingStatus
from tests.benchmarks.solving.households import TODAY, household, policy

OFTEN = 0.001
"""Seconds between two questions: so often that many are asked within one solve."""
FEW = 20
"""Looks that HiGHS may take until it has heard that it is left; a whole solve takes hundreds."""
SMALL = household(30, 300, 3)
LARGER = household(1000, 20_000, 5)
BRACKETS = TaxRules(filing_status=FilingStatus.SINGLE, income=Decimal(300_000))


def stopping_at(number: int) -> Progress:
    """Return who watches patiently, until the report with this *number*, counted from 1."""
    told = 0

    def impatient(fraction: float, note: str = "") -> None:
        nonlocal told
        told += 1
        if told >= number:
            raise Cancelled

    return impatient


def large_program(seed: int) -> tuple[LinearProgram, Floats]:
    """Return a program that HiGHS works on for a while, and what its columns are charged."""
    dice = np.random.default_rng(seed)
    model = LinearModel()
    columns = model.add_columns(np.full(600, 10.0))
    for _ in range(200):
        weights = dice.uniform(1, 100, 600)
        model.add_row(columns, weights, upper=float(weights.sum()) * 3)
    program = model.freeze()
    assert len(program.value) > LARGE
    return program, -dice.uniform(1, 100, 600)


def until_it_ends() -> None:
    """Wait for solves that were left alone."""
    for thread in all_threads():
        if thread.name == "linear program":
            thread.join()


def essence(plan: TradePlan) -> tuple[object, ...]:
    """Return what makes two plans the same."""
    return plan.trades, plan.outcomes, plan.status, plan.messages, plan.not_done


def test_a_cancelled_solve_takes_a_few_looks_more_and_has_no_answer() -> None:
    program, charges = large_program(0)
    whole, left = load(program, charges), load(program, charges)
    whole.run()
    looks = looks_when_cancelled = 0

    def count(_: highspy.HighsCallbackEvent) -> None:
        nonlocal looks
        looks += 1

    def impatient(fraction: float, note: str = "") -> None:
        nonlocal looks_when_cancelled
        if looks:
            looks_when_cancelled = looks
            raise Cancelled

    left.cbSimplexInterrupt += count
    with pytest.raises(Cancelled):
        run(left, Pulse(impatient, every=OFTEN))
    until_it_ends()

    assert left.getModelStatus() == highspy.HighsModelStatus.kInterrupt
    assert looks <= looks_when_cancelled + FEW
    steps, all_steps = (highs.getInfo().simplex_iteration_count + FEW for highs in (left, whole))
    assert steps < all_steps


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 9), st.integers(1, 5))
def test_after_a_cancelled_solve_the_answer_is_that_of_a_new_solver(seed: int, stop: int) -> None:
    program, charges = large_program(seed)
    other = replace(program, upper=program.upper / 2)
    solver = WarmSolver(other)
    try:
        solver.minimise(charges, Pulse(stopping_at(stop), every=OFTEN))
    except Cancelled:
        solver.move_to(program)  # while what was left is at work yet
    else:
        assume(False)  # noqa: FBT003 - HiGHS was the faster one
    found, fresh = solver.minimise(charges), WarmSolver(program).minimise(charges)

    assert np.array_equal(found.x, fresh.x)
    assert np.array_equal(found.row_dual, fresh.row_dual)
    assert found.objective == fresh.objective


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 9), st.floats(OFTEN, 0.1))
def test_whoever_only_watches_changes_nothing(seed: int, every: float) -> None:
    program, charges = large_program(seed)
    told: list[float] = []

    def watch(fraction: float, note: str = "") -> None:
        told.append(fraction)

    watched, alone = load(program, charges), load(program, charges)
    run(watched, Pulse(watch, every=every))
    alone.run()

    assert set(told) <= {0.0}
    assert list(watched.getSolution().col_value) == list(alone.getSolution().col_value)
    assert watched.getInfo().simplex_iteration_count == alone.getInfo().simplex_iteration_count


@settings(max_examples=8, deadline=None)
@given(st.integers(1, 40), st.sampled_from([0.1, 0.2, 0.3]))
def test_after_a_cancelled_plan_the_next_one_is_as_if_there_had_been_none(
    stop: int, cap: float
) -> None:
    other, wish = policy(cap + 0.1), policy(cap)
    desk = planner(SMALL)
    first = desk.plan(other)
    try:
        desk.plan(wish, progress=stopping_at(stop))
    except Cancelled:
        assert essence(desk.plan(other)) == essence(first)

    assert essence(desk.plan(wish)) == essence(planner(SMALL).plan(wish))


def test_a_large_plan_is_cancelled_between_its_many_solves() -> None:
    wish = replace(policy(0.1), tax=BRACKETS)
    told: list[str] = []

    def impatient(fraction: float, note: str = "") -> None:
        told.append(note)
        if sum("gains" in each for each in told) > 2:
            raise Cancelled

    desk = planner(LARGER)
    with pytest.raises(Cancelled):
        desk.plan(wish, progress=impatient)

    assert "fractional" not in " ".join(told), "it is cancelled long before its end"
    assert essence(desk.plan(wish)) == essence(planner(LARGER).plan(wish))


Work = Callable[[Planner, Policy, Progress], object]
WORKS: tuple[Work, ...] = (
    lambda desk, wish, progress: desk.plan(wish, progress=progress),
    lambda desk, wish, progress: explain_limits(desk, desk.plan(wish), progress),
    lambda desk, wish, progress: frontier(desk, wish, points=3, progress=progress),
    lambda desk, wish, progress: desk.least_cost(wish, progress=progress),
)


@pytest.mark.parametrize("work", WORKS)
@pytest.mark.parametrize("rules", [TaxRules(gain_budget=Decimal(0)), BRACKETS])
def test_progress_never_goes_back(work: Work, rules: TaxRules) -> None:
    told: list[float] = []

    def watch(fraction: float, note: str = "") -> None:
        told.append(fraction)

    work(planner(SMALL), replace(policy(0.05), tax=rules), watch)

    assert len(told) > 2
    assert told == sorted(told)
    assert told[-1] <= 1


@pytest.mark.parametrize("work", WORKS)
def test_the_seconds_of_a_step_go_on_through_all_its_parts(work: Work) -> None:
    seconds = count()
    told: list[tuple[str, int]] = []

    def watch(fraction: float, note: str = "") -> None:
        words, _, time = note.partition(", ")
        told.append((words, int(time.removesuffix(" s") or 0)))

    pulse = Pulse(watch, clock=lambda: next(seconds))
    work(planner(SMALL), replace(policy(0.05), tax=BRACKETS), pulse)

    assert max(each for _, each in told) > LONG
    for (words, before), (more_words, after) in pairwise(told):
        assert after > before or words != more_words or not words


def test_while_gains_are_compared_the_pulse_of_the_plan_ticks() -> None:
    def reports(clock: Callable[[], float]) -> int:
        told: list[str] = []

        def watch(fraction: float, note: str = "") -> None:
            told.append(note)

        wish = replace(policy(0.05), tax=BRACKETS)
        planner(SMALL).plan(wish, progress=Pulse(watch, clock=clock))
        return sum(each.startswith("comparing how gains") for each in told)

    seconds = count()
    at_every_tick, at_none = reports(lambda: next(seconds)), reports(lambda: 0)

    assert at_every_tick > 5 * at_none > 0


def planner(portfolio: Portfolio) -> Planner:
    return Planner(portfolio, embedded_universe(), as_of=TODAY)
