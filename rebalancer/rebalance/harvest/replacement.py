"""What takes the place of a security that is sold at a loss: chosen by what both hold.

No list of pairs decides. Of everything that may be bought and is certainly something else, what
has the most in common is taken; of equals, what moves the exposures least.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rebalancer.classify.exposure import look_through
from rebalancer.market.snapshot import FundMatch, Snapshot
from rebalancer.measure.overlap import Named, Overlap, Peers
from rebalancer.rebalance.plan import Replacement
from rebalancer.rebalance.policy.harvest import Replacements
from rebalancer.rebalance.pose import known_price
from rebalancer.rebalance.problem import Problem
from rebalancer.rebalance.recent import banned_keys

_MUTUAL_FUND_LENGTH = 5


@dataclass(frozen=True, eq=False, kw_only=True)
class Market:
    """What may be bought in place of losses, whichever of them are sold.

    Attributes:
        problem: With what recent losses forbid.
        losing: Everything that may be sold at a loss.
        offered: What may be bought, the buy list first.
    """

    problem: Problem
    losing: frozenset[str]
    offered: tuple[Named, ...]

    def replacement(self, sold: Named) -> Replacement | None:
        """Return the best replacement of *sold*; None where nothing is like enough."""
        same = self.problem.equivalents
        found = [
            self._replacement(sold, symbol, overlap)
            for symbol, overlap in self._alike(sold)
            if same.difference(sold[0], symbol)
        ]
        return min(found, key=self._rank, default=None)

    @cached_property
    def _peers(self) -> Peers:
        return Peers(self.offered, self.problem.universe)

    def _alike(self, sold: Named) -> Iterator[tuple[str, Overlap | None]]:
        """Yield what is like *sold*, with what the two have in common."""
        overlaps = self._peers.alike(sold, self.problem.policy.harvest.min_overlap)
        if overlaps is not None:
            yield from ((overlap.second, overlap) for overlap in overlaps)
            return
        # nobody looks into either: only what the user has listed, and only of the same class
        funds = self.problem.universe.snapshot.funds
        here = funds.get(sold[0])
        for symbol in sorted(self._peers.unseen & set(self.problem.policy.buy)):
            there = funds.get(symbol)
            if here is not None and there is not None and here.asset_class is there.asset_class:
                yield symbol, None

    def _replacement(self, sold: Named, symbol: str, overlap: Overlap | None) -> Replacement:
        other = symbol, self.problem.universe.snapshot.kind_of(symbol)
        moved_group, moves = self._most_moved(sold, other)
        return Replacement(
            sold=sold[0],
            bought=symbol,
            overlap=None if overlap is None else overlap.common,
            moves=moves,
            moved_group=moved_group,
            difference=self.problem.equivalents.difference(sold[0], symbol),
        )

    def _most_moved(self, sold: Named, other: Named) -> tuple[str, float]:
        """Return the group that a dollar of *other* in place of *sold* changes most."""
        universe = self.problem.universe
        through = look_through([sold, other], universe)
        changes = {}
        for group in universe.groups.values():
            before, after = through.share_in(through.flags(group.holds))
            changes[group.title] = round(abs(float(after - before)), 12)
        title = max(changes, key=lambda title: changes[title])
        return (title, changes[title]) if changes[title] else ("", 0.0)

    def _rank(self, found: Replacement) -> tuple[float, float, int, bool, str]:
        overlap = 0.0 if found.overlap is None else found.overlap.share
        buy = self.problem.policy.buy
        rule = self.problem.universe.snapshot.funds.get(found.bought)
        return (
            -round(overlap, 3),
            round(found.moves, 3),
            buy.index(found.bought) if found.bought in buy else len(buy),
            rule is None or rule.match is FundMatch.PROXY,
            found.bought,
        )


def market_of(problem: Problem, losing: Iterable[str]) -> Market:
    """Return what may replace *losing*: priced, allowed, and certainly none of them."""
    symbols = frozenset(losing)
    rules = problem.policy.restrictions
    never = rules.do_not_buy | rules.lock | rules.exclude
    banned = banned_keys(problem)
    same, snapshot = problem.equivalents, problem.universe.snapshot
    offered = [
        (symbol, snapshot.kind_of(symbol))
        for symbol in dict.fromkeys(_offered(problem))
        if symbol not in never
        and same.key(symbol) not in banned
        and all(same.difference(sold, symbol) for sold in symbols)
        and known_price(problem.portfolio, snapshot, symbol) is not None
    ]
    return Market(problem=problem, losing=symbols, offered=tuple(offered))


def _offered(problem: Problem) -> Iterator[str]:
    snapshot = problem.universe.snapshot
    yield from map(snapshot.canonical, problem.policy.buy)
    if problem.policy.harvest.replacements is Replacements.ANY_FUND:
        yield from filter(_is_exchange_traded, _looked_through(snapshot))


def _looked_through(snapshot: Snapshot) -> Iterator[str]:
    yield from sorted(snapshot.own_baskets)
    yield from (symbol for symbol, rule in snapshot.funds.items() if rule.mix)


def _is_exchange_traded(symbol: str) -> bool:
    """Whether any account can buy it; a mutual fund often trades at its own company only."""
    return not (len(symbol) == _MUTUAL_FUND_LENGTH and symbol.endswith("X"))


def replacements_of(
    problem: Problem, losing: Sequence[Named]
) -> tuple[tuple[Replacement, ...], dict[str, str]]:
    """Return what replaces each of *losing*, and why nothing does where that is so.

    Args:
        problem: With what recent losses forbid.
        losing: Everything that may be sold at a loss, each once.
    """
    market = market_of(problem, [symbol for symbol, _ in losing])
    found, missing = [], {}
    for name in losing:
        replacement = market.replacement(name)
        if replacement is None:
            missing[name[0]] = _why_none(problem, name[0])
        else:
            found.append(replacement)
    return tuple(found), missing


def _why_none(problem: Problem, symbol: str) -> str:
    harvest = problem.policy.harvest
    where = "on the buy list" if harvest.replacements is Replacements.BUY_LIST else "that is known"
    return (
        f"Nothing {where} may replace {symbol} and has {harvest.min_overlap:.0%} in common with "
        "it: what its sale brings stays in cash."
    )
