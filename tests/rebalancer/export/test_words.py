"""Results, wishes and rules in words."""

from dataclasses import fields, replace
from decimal import Decimal

import pytest

from rebalancer.classify.classification import DEFAULT_CLASSIFICATION
from rebalancer.export.words import count, describe, dollars, percent, status_sentence, wanted
from rebalancer.rebalance.plan import PlanStatus, TargetOutcome, TradePlan
from rebalancer.rebalance.policy.orders import Deal, FixedOrder
from rebalancer.rebalance.policy.policy import (
    DEFAULT_POLICY,
    RebalanceTo,
    Restrictions,
    Target,
    Trading,
)
from rebalancer.rebalance.policy.relief import SpecificLot
from rebalancer.rebalance.tax.rules import TaxRules


@pytest.mark.parametrize(
    ("status", "gap", "sentence"),
    [
        (
            PlanStatus.OPTIMAL,
            0.0002,
            (
                "Meets the policy, and no other plan meets it better by more than $116.02"
                " (2.0 basis points of the household's value)."
            ),
        ),
        (PlanStatus.OPTIMAL, 0.0, "Meets the policy, and no other plan meets it better."),
        (PlanStatus.OPTIMAL, None, "Meets the policy, and no other plan meets it better."),
        (
            PlanStatus.FEASIBLE,
            0.000004,
            (
                "Meets the policy. A better plan may exist, by at most $2.32 (0.04 basis"
                " points of the household's value)."
            ),
        ),
        (
            PlanStatus.FEASIBLE,
            None,
            "Meets the policy. A better plan may exist, nobody knows by how much.",
        ),
        (
            PlanStatus.PARTIAL,
            None,
            "Some trades of the plan are held; everything here is of the others alone.",
        ),
        (
            PlanStatus.INFEASIBLE,
            None,
            "The policy cannot be met in full; this plan comes as near as it can.",
        ),
        (
            PlanStatus.INFEASIBLE,
            0.01,
            (
                "The policy cannot be met in full; this plan comes as near as it can, within"
                " $5,800.88 (100.0 basis points of the household's value)."
            ),
        ),
        (
            PlanStatus.NOTHING_TO_DO,
            None,
            "Nothing to do: the portfolio meets the policy as it is.",
        ),
    ],
)
def test_the_status_says_what_is_proved(
    plan: TradePlan, status: PlanStatus, gap: float | None, sentence: str
) -> None:
    assert status_sentence(replace(plan, status=status, gap=gap)) == sentence


@pytest.mark.parametrize(
    ("minimum", "maximum", "words"),
    [
        (None, 0.25, "at most 25.0\u00a0%"),
        (0.15, None, "at least 15.0\u00a0%"),
        (0.1, 0.2, "10.0\u00a0% to 20.0\u00a0%"),
        (None, 0.0, "at most 0.0\u00a0%"),
        (None, None, "no bound"),
    ],
)
def test_a_target_says_its_bounds(
    plan: TradePlan, minimum: float | None, maximum: float | None, words: str
) -> None:
    outcome: TargetOutcome = replace(plan.outcomes[0], minimum=minimum, maximum=maximum)
    assert wanted(outcome) == words


def test_every_rule_of_a_policy_is_described() -> None:
    policy = replace(
        DEFAULT_POLICY,
        targets=(
            Target(key="symbol:VTI", target=0.6, band=0.02, to=RebalanceTo.HALF),
            Target(key="class:bond", target=0.2),
        ),
        buy=(),
        trading=Trading(contribute={"1001": Decimal(10000)}, cost_bp=1.5, whole_shares=True),
        tax=TaxRules(gain_budget=Decimal(1500)),
        restrictions=Restrictions(lock=frozenset({"NVDA", "AAPL"})),
    )
    rules = {rule.name: rule.value for rule in describe(policy, DEFAULT_CLASSIFICATION.titles)}
    assert rules["VTI"] == "60.0\u00a0%, give or take 2.0\u00a0%, brought back to the half"
    assert rules["Bonds"] == "20.0\u00a0%, brought back to the target"
    assert rules["May be bought, in this order"] == "only what is held already"
    assert rules["Added, by account"] == "1001: $10,000.00"
    assert rules["Withdrawn, by account"] == "none"
    assert rules["Trading cost, in basis points"] == "1.5"
    assert rules["Whole shares"] == "yes"
    assert rules["Gain budget"] == "$1,500.00"
    assert rules["Short-term gain, at most"] == "no limit"
    assert rules["Short-term rate"] == "40.0\u00a0%"
    assert rules["Counted, never traded"] == "AAPL, NVDA"
    sections = (policy.trading, policy.tax, policy.restrictions)
    assert len(rules) == 3 + sum(len(fields(section)) for section in sections)


def test_orders_named_lots_and_twins_are_described() -> None:
    order = FixedOrder(account="1001", symbol="NVDA", action=Deal.SELL, quantity=Decimal(0))
    named = SpecificLot(account="1001", symbol="AAPL", quantity=Decimal(5))
    policy = replace(
        DEFAULT_POLICY,
        trading=Trading(specific_lots=(named,)),
        restrictions=Restrictions(equivalents=(("SPY", "VOO"),)),
        orders=(order,),
    )
    values = {rule.value for rule in describe(policy, DEFAULT_CLASSIFICATION.titles)}
    assert {"SPY = VOO", named.words, order.words} <= values


def test_small_words() -> None:
    assert percent(0.41849) == "41.8\u00a0%"
    assert dollars(Decimal("-1234.5")) == "-$1,234.50"
    assert (count(1, "trade"), count(0, "trade"), count(1200, "row")) == (
        "1 trade",
        "0 trades",
        "1,200 rows",
    )
