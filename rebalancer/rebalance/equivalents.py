"""What counts as substantially identical when a loss is sold and something is bought.

Funds on one index do, and share classes of one company. Whether the tax office agrees about funds
is unsettled, so that a policy may say otherwise, group by group.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from rebalancer.market.snapshot import FundMatch, Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Equivalents:
    """Groups of symbols; a group of the policy's replaces what its members have by default."""

    snapshot: Snapshot
    groups: tuple[tuple[str, ...], ...] = ()

    def key(self, symbol: str) -> str:
        """Return what *symbol* is identical to: a group, its index, or the company itself."""
        for group in self.groups:
            if symbol in group:
                return " = ".join(group)
        rule = self.snapshot.funds.get(symbol)
        if rule is not None and rule.match is FundMatch.SAME_INDEX and len(rule.mix) == 1:
            return rule.mix[0][0]
        return self.snapshot.company_of(symbol)

    def others(self, symbol: str, among: Iterable[str]) -> tuple[str, ...]:
        """Return what of *among* is identical to *symbol*, apart from itself."""
        key = self.key(symbol)
        return tuple(sorted({each for each in among if each != symbol and self.key(each) == key}))
