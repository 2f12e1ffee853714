"""What the year's tax does to a plan: netting, brackets, losses of other years."""

from datetime import date
from decimal import Decimal

import pytest

from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.portfolio import Portfolio
from rebalancer.rebalance.model.joint import JointModel
from rebalancer.rebalance.plan import PlanStatus
from rebalancer.rebalance.policy.file import parse_policy
from rebalancer.rebalance.pose import pose
from rebalancer.rebalance.solver.highs import WarmSolver
from rebalancer.rebalance.solver.optimise import solve_fractional
from rebalancer.rebalance.solver.tax_search import CENT, Drawn, best_of
from tests.rebalancer.rebalance.households import (
    LAST_JUNE,
    TODAY,
    account,
    lot,
    plan,
    position,
)

RAISE = '[targets]\n"class:cash" = { min = 0.0 }\n[trading]\nmode = "raise_cash"\n'
FILLER = position("BND", "100", lot("10", "10", LAST_JUNE))
"""Keeps the household from being worth nothing; too dear to sell."""
SINGLE = '[tax]\nfiling_status = "single"\n'


def raise_cash(amount: int) -> str:
    return f"{RAISE}withdraw = {{ '1' = {amount} }}\n"


def test_gains_of_the_year_are_taxed_in_the_bracket_that_they_reach() -> None:
    # 60,000 of wages leave 5,550 of the zero bracket; the rest of the 20,000 is taxed at 15 %
    holding = position("XOM", "100", lot("400", "50"))

    result = plan(
        [account("1", "taxable", holding, FILLER)], f"{raise_cash(40_000)}{SINGLE}income = 60000\n"
    )

    assert result.tax.long_term_gain == 20_000
    assert result.tax.estimated_tax == Decimal("2167.50")
    assert result.tax.taxable_long_term == 20_000
    assert result.tax.rates.startswith("By the federal brackets of 2026, single, $60,000 of other")
    assert result.tax.rates.endswith("The brackets are to be verified against the IRS.")


def test_a_short_term_gain_is_better_where_its_bracket_is_lower_than_a_larger_long_term_one() -> (
    None
):
    # long-term gains are free in the zero bracket, whatever their size
    holding = position("XOM", "100", lot("100", "98", LAST_JUNE), lot("100", "60"))
    policy = f"{raise_cash(10_000)}{SINGLE}income = 40000\n"

    result = plan([account("1", "taxable", holding, FILLER)], policy)

    assert [sale.term.value for sale in result.trades[0].lots] == ["long"]
    assert result.tax.estimated_tax == 0


def test_a_carried_loss_pays_for_gains_of_the_plan() -> None:
    holding = position("XOM", "100", lot("100", "60"))
    policy = f"{raise_cash(10_000)}[tax]\nloss_carryforward = {{ long_term = 5000 }}\n"

    result = plan([account("1", "taxable", holding, FILLER)], policy)

    # without the plan 3,000 of the loss would have reduced other income at 40 %, and 2,000 would
    # have been kept; with it 1,000 is left to reduce other income
    assert result.tax.long_term_gain == 4000
    assert result.tax.loss_deducted == 1000
    assert result.tax.estimated_tax == 800
    assert result.tax.carried_loss == 0


def test_a_larger_long_term_loss_is_taken_where_the_year_has_short_term_gains_to_offset() -> None:
    # both lots raise the cash; 3,000 of long-term loss against short-term gains saves 1,200,
    # 1,000 of short-term loss saves 400
    holding = position("XOM", "100", lot("100", "130"), lot("100", "110", LAST_JUNE))
    policy = f"{raise_cash(10_000)}[tax]\nrealised = {{ short_term = 9000 }}\n"

    result = plan([account("1", "taxable", holding, FILLER)], policy)

    assert result.tax.estimated_tax == -1200
    assert result.status is PlanStatus.OPTIMAL


def test_a_long_term_loss_that_would_meet_long_term_gains_gives_way_to_a_short_term_one() -> None:
    # the year's short-term gains are taxed at 40 %, and a loss of their own term reduces them
    # first: 1,000 of it saves 400, 1,500 of long-term loss only 300
    holding = position("XOM", "100", lot("100", "115"), lot("100", "110", LAST_JUNE))
    policy = f"""{raise_cash(10_000)}
        [tax]
        realised = {{ short_term = 9000, long_term = 9000 }}
    """

    result = plan([account("1", "taxable", holding, FILLER)], policy)

    assert result.tax.short_term_gain == -1000
    assert result.tax.estimated_tax == -400


def test_of_two_regions_that_lead_to_one_plan_the_one_that_prices_it_right_is_taken() -> None:
    # everything is to be sold: a long-term gain that outweighs the long-term loss is outside the
    # region of long-term losses, which charges it five times what it costs
    holdings = (
        position("NVDA", "100", lot("100", "60", LAST_JUNE)),
        position("AAPL", "100", lot("100", "60"), lot("1", "110")),
    )
    portfolio = Portfolio(accounts=(account("1", "taxable", *holdings),))
    policy = parse_policy("[targets]\nmagnificent_seven = { max = 0.0 }\n")
    problem = pose(portfolio, policy, embedded_universe(), TODAY)
    drawn = []
    for signs in problem.tax_view.regions(problem.reach):
        joint = JointModel(problem, problem.tax_region(signs))
        drawn.append(
            Drawn(joint=joint, x=solve_fractional(joint, WarmSolver(joint.program)).best.x)
        )

    assert [each.cost for each in drawn] == pytest.approx([drawn[0].cost] * 2, abs=CENT)
    assert max(each.stated_cost for each in drawn) > drawn[0].cost + 1000
    for order in (drawn, drawn[::-1]):
        best = best_of(order)
        assert best.stated_cost == pytest.approx(best.cost, abs=CENT)


def test_a_loss_of_unknown_date_counts_as_long_term() -> None:
    holding = position("XOM", "100", lot("100", "130", None))
    policy = f"{raise_cash(10_000)}[tax]\nrealised = {{ long_term = 9000 }}\n"

    result = plan([account("1", "taxable", holding, FILLER)], policy)

    assert result.tax.short_term_gain == 0
    assert result.tax.long_term_gain == -3000
    assert result.tax.estimated_tax == -600


def test_the_trades_parts_add_up_to_the_cent() -> None:
    names = [
        position(name, "33.37", lot("101", "21.13"), lot("7", "19.99", LAST_JUNE))
        for name in ("XOM", "CVX", "COP")
    ]
    policy = f"{raise_cash(9_000)}{SINGLE}income = 60000\nstate_rate = 0.0499\n"

    result = plan([account("1", "taxable", *names)], policy)

    assert sum(trade.tax for trade in result.trades) == result.tax.estimated_tax > 0


def test_figures_of_another_year_are_named() -> None:
    holding = position("XOM", "100", lot("9", "5"))

    result = plan([account("1", "taxable", holding, FILLER)], SINGLE, as_of=date(2027, 3, 1))

    assert "The brackets of 2027 are not known; those of 2026 are used." in result.messages
