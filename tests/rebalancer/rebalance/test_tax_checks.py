"""The tax of a plan comes out once more from lots, costs and brackets, and a wrong one is found."""

from dataclasses import replace
from decimal import Decimal

import pytest

from rebalancer.domain.account import TaxTreatment
from rebalancer.domain.portfolio import Portfolio
from rebalancer.rebalance.plan import Action, TradePlan
from rebalancer.rebalance.policy.policy import DEFAULT_POLICY
from rebalancer.rebalance.tax.netting import Gains
from rebalancer.rebalance.tax.rules import TaxRules
from rebalancer.rebalance.tax.year import FilingStatus
from tests.rebalancer.rebalance.test_checks import (
    account,
    failures,
    holding,
    lot,
    plan_for,
    with_trade,
)

CHECK = "Tax, once more"
RULES = {
    "flat": TaxRules(),
    "losses": TaxRules(
        realised=Gains(short=Decimal(-90_000)), loss_carryforward=Gains(long=Decimal(7000))
    ),
    "brackets": TaxRules(
        filing_status=FilingStatus.SINGLE, income=Decimal(185_000), state_rate=0.06
    ),
    "no investment tax": TaxRules(
        filing_status=FilingStatus.MARRIED_SEPARATE, income=Decimal(40_000), niit=False
    ),
}


def taxed_by(rules: TaxRules) -> TradePlan:
    return plan_for(replace(DEFAULT_POLICY, tax=rules))


@pytest.mark.parametrize("name", RULES)
def test_the_same_tax_comes_out_once_more(name: str) -> None:
    assert failures(taxed_by(RULES[name])) == {}


@pytest.mark.parametrize("name", RULES)
def test_a_tax_that_is_not_owed_is_found(name: str) -> None:
    plan = taxed_by(RULES[name])
    wrong = replace(plan.tax, estimated_tax=plan.tax.estimated_tax + Decimal("0.02"))
    assert "is stated" in failures(replace(plan, tax=wrong))[CHECK]


def test_a_gain_that_is_not_there_is_found() -> None:
    plan = taxed_by(TaxRules())
    sale = next(
        number
        for number, trade in enumerate(plan.trades)
        if trade.action is Action.SELL and trade.taxed.long
    )
    wrong = with_trade(
        plan, sale, lambda trade: replace(trade, taxed=trade.taxed + Gains(long=Decimal(-500)))
    )
    assert "is counted" in failures(wrong)[CHECK]


def test_of_unknown_date_a_gain_is_short_term_and_a_loss_long_term() -> None:
    lots = (replace(lot("1", 2020, "30000"), quantity=Decimal(200), acquired=None),)
    joint = account("1001", TaxTreatment.TAXABLE, "0", holding("NVDA", "200", "180", *lots))
    portfolio = Portfolio(accounts=(joint,))
    assert failures(plan_for(portfolio=portfolio), portfolio) == {}
