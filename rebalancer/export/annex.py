"""What a workbook tells beside the plan."""

from dataclasses import dataclass

from rebalancer.export.orders.order import MARKET_ORDERS, OrderTerms
from rebalancer.rebalance.approval import NOTHING_SAID, Approval
from rebalancer.simulate.result import ScenarioResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """What a workbook tells beside the plan.

    Attributes:
        scenario: Told in full on the sheet Scenarios, which tells of all that ship in short.
        terms: How the orders are placed.
        approval: What a person says of the trades.
    """

    scenario: ScenarioResult | None = None
    terms: OrderTerms = MARKET_ORDERS
    approval: Approval = NOTHING_SAID


NO_ANNEX = Annex()
