"""What the user has decided, as one value."""

from dataclasses import dataclass

from rebalancer.classify.classification import DEFAULT_CLASSIFICATION, Classification
from rebalancer.ingest.fix import Fix
from rebalancer.market.refresh import Refresh
from rebalancer.rebalance.policy import DEFAULT_POLICY, Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """What the user has decided; undone and redone as one value."""

    policy: Policy = DEFAULT_POLICY
    fixes: tuple[Fix, ...] = ()
    """What mends the import; applied again whenever the same account comes."""
    classification: Classification = DEFAULT_CLASSIFICATION
    """Baskets, sizes and corrections of securities."""
    valued_at: Refresh | None = None
    """Whose prices holdings are valued at; None are those of their files."""
