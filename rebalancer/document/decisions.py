"""What the user has decided, as one value."""

from dataclasses import dataclass, replace

from rebalancer.classify.classification import DEFAULT_CLASSIFICATION, Classification
from rebalancer.ingest.fix import Fix
from rebalancer.market.fund_holdings import FundHoldings
from rebalancer.market.refresh import Refresh
from rebalancer.rebalance.approval import NOTHING_SAID, Approval
from rebalancer.rebalance.policy.policy import DEFAULT_POLICY, Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """What the user has decided; undone and redone as one value."""

    policy: Policy = DEFAULT_POLICY
    fixes: tuple[Fix, ...] = ()
    """What mends the import; applied again whenever the same account comes."""
    classification: Classification = DEFAULT_CLASSIFICATION
    """Baskets, sizes and corrections of securities."""
    fund_holdings: tuple[FundHoldings, ...] = ()
    """What funds hold by the files of their companies; goes before the embedded baskets."""
    valued_at: Refresh | None = None
    """Whose prices holdings are valued at; None are those of their files."""
    approval: Approval = NOTHING_SAID
    """What is said of the trades of the plan; changes nothing about which trades there are."""

    def asks_as(self, other: "Decisions") -> bool:
        """Whether the same plan is asked for under both."""
        return self is other or replace(self, approval=other.approval) == other

    def knows_as(self, other: "Decisions") -> bool:
        """Whether the same is known of the market under both."""
        mine = self.classification, self.fund_holdings
        return mine == (other.classification, other.fund_holdings)


DEFAULT_DECISIONS = Decisions()
"""What holds while nothing is decided."""
