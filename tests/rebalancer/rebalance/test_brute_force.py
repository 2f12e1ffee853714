"""Small households: no plan there is beats the one that is made."""

import pytest

from rebalancer.rebalance.solver import exhaust
from tests.rebalancer.rebalance.every_plan import Case, best_plan, draw, read, tally_of
from tests.rebalancer.rebalance.households import plan

CENTS = 0.02
"""USD: the engine adds trifles to tell equal plans apart, and rounds gains to the cent."""


@pytest.mark.parametrize("tens", range(20))
def test_the_best_of_all_plans_is_found(tens: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wash sales, netting, brackets, budgets and least sizes: two hundred households."""
    monkeypatch.setattr(exhaust, "AN_ORDER", 0.0)
    for seed in range(10 * tens, 10 * tens + 10):
        case = draw(seed)
        best, *_ = best_plan(case)

        found = tally_of(case, *read(case, plan(case.accounts(), case.policy())))

        assert found.pays
        assert float(found.objective) == pytest.approx(float(best), abs=CENTS), case


@pytest.mark.parametrize("seed", range(1000, 1020))
def test_only_further_orders_could_make_a_plan_better_and_by_less_than_they_are_worth(
    seed: int,
) -> None:
    case = draw(seed)
    best, sales, purchases = best_plan(case)

    mine = read(case, plan(case.accounts(), case.policy()))

    further = len(orders_in(case, sales, purchases) - orders_in(case, *mine))
    worth_it = 0.02 * 143  # a share of the dearest of all, left in cash
    found = float(tally_of(case, *mine).objective)
    assert float(best) - CENTS <= found <= float(best) + worth_it * further + CENTS


def orders_in(
    case: Case, sales: tuple[int, ...], purchases: dict[tuple[str, str], int]
) -> set[tuple[str, str, bool]]:
    sold = {
        (each.account, each.symbol, False)
        for each, shares in zip(case.lots, sales, strict=True)
        if shares
    }
    return sold | {(*place, True) for place, shares in purchases.items() if shares}
