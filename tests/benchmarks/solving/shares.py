"""Our side of turning weights into whole shares.

    shares.py PROBLEMS

PROBLEMS is a JSON file with a list of weights, prices and a total; the answer is a line of JSON
with the shares for each. A household that holds one share of everything and the rest in cash is
brought as close to the weights as whole shares allow.
"""

import json
import sys
from decimal import Decimal
from pathlib import Path

from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.account import Account, CashHolding, Position, TaxTreatment
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from rebalancer.rebalance.policy.policy import SYMBOL_PREFIX, Objective, Policy, Target, Trading
from rebalancer.rebalance.solve import make_plan
from tests.benchmarks.solving.households import TODAY


def household(prices: dict[str, float], total: float) -> Portfolio:
    """Return one share of everything, and the rest of *total* in cash."""
    one = Decimal(1)
    positions = tuple(
        Position(
            symbol=symbol,
            description=symbol,
            kind=SecurityKind.STOCK,
            value=Decimal(str(price)),
            quantity=one,
            price=Decimal(str(price)),
            lots=(TaxLot(quantity=one),),
        )
        for symbol, price in prices.items()
    )
    cash = Decimal(str(total)) - sum((each.value for each in positions), start=Decimal(0))
    return Portfolio(
        accounts=(
            Account(
                key="1",
                broker="Plain file",
                number="...1",
                name="Account",
                tax_treatment=TaxTreatment.TAX_EXEMPT,
                positions=positions,
                cash_holdings=(CashHolding(symbol="CASH", description="Cash", amount=cash),),
            ),
        )
    )


def closest(weights: dict[str, float]) -> Policy:
    """Return the policy that asks for the *weights*, as close as can be."""
    return Policy(
        targets=tuple(
            Target(key=f"{SYMBOL_PREFIX}{symbol}", target=weight)
            for symbol, weight in weights.items()
        ),
        buy=tuple(weights),
        trading=Trading(objective=Objective.CLOSEST),
    )


def main() -> None:
    """Answer all problems at once."""
    answers = []
    for problem in json.loads(Path(sys.argv[1]).read_text()):
        plan = make_plan(
            household(problem["prices"], problem["total"]),
            closest(problem["weights"]),
            embedded_universe(),
            as_of=TODAY,
        )
        (account,) = plan.portfolio_after.accounts
        answers.append({item.symbol: int(item.quantity or 0) for item in account.positions})
    print(json.dumps(answers))


if __name__ == "__main__":
    main()
