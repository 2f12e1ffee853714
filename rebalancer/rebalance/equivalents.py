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

    def difference(self, sold: str, bought: str) -> str:
        """Return what tells *bought* apart from *sold*, in words; "" where nothing certain does.

        Funds that are looked through by the same basket cannot be told apart, whatever their
        names: one may be a share class of the other. A policy's groups decide otherwise.
        """
        if self.key(sold) == self.key(bought):
            return ""
        here, there = self._basis(sold), self._basis(bought)
        if here != there and here and there:
            return f"it is looked through by {_names(there)}, not by {_names(here)}"
        if any(symbol in group for group in self.groups for symbol in (sold, bought)):
            return "your equivalents do not put the two together"
        if here or there:
            return "" if here == there else "a fund is not the shares of one company"
        is_fund = [symbol in self.snapshot.funds for symbol in (sold, bought)]
        return "it is another fund" if all(is_fund) else "it is another company"

    def _basis(self, symbol: str) -> tuple[tuple[str, float], ...]:
        """Return the baskets that *symbol* is looked through by."""
        if symbol in self.snapshot.own_baskets:
            return ((self.snapshot.own_baskets[symbol], 1.0),)
        rule = self.snapshot.funds.get(symbol)
        return () if rule is None else rule.mix


def _names(mix: tuple[tuple[str, float], ...]) -> str:
    return " and ".join(f"{share:.0%} {name}" if share < 1 else name for name, share in mix)
