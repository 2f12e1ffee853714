"""How much of each security is in the groups that the plan is about: what weights follow from."""

from collections.abc import Mapping
from dataclasses import dataclass

from rebalancer.classify.exposure import CASH, look_through
from rebalancer.domain.security import SecurityKind
from rebalancer.export.page import Column, Page, Table
from rebalancer.export.style import EXACT_SHARE, STRONG_TEXT
from rebalancer.rebalance.plan import TradePlan

SMALL_CAP = "small_cap"

SECURITY = "Security"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityShares:
    """One security, and its share (0..1) in each group."""

    symbol: str
    kind: SecurityKind
    shares: Mapping[str, float]

    @property
    def shown(self) -> str:
        """What a person calls it."""
        return shown_symbol(self.symbol)


def shown_symbol(symbol: str) -> str:
    """Return what a person calls *symbol*."""
    return "Cash" if symbol == CASH else symbol


class Shares:
    """Where the share of each security in each group stands."""

    def __init__(self, page: Page, plan: TradePlan) -> None:
        """Write the table of shares to *page*."""
        self.titles = group_titles(plan)
        self._rows = security_shares(plan)
        self._numbers = {
            (row.symbol, row.kind): number for number, row in enumerate(self._rows, start=1)
        }
        self._of_symbol = {row.symbol: number for number, row in enumerate(self._rows, start=1)}
        self.table: Table[SecurityShares] = page.table(_columns(self.titles), self._rows)

    def cell(self, symbol: str, group: str, kind: SecurityKind | None = None) -> str:
        """Return the cell that holds the share of *symbol* in *group*."""
        number = self._of_symbol[symbol] if kind is None else self._numbers[symbol, kind]
        return self.table.cell(self.titles[group], number)

    def share(self, symbol: str, group: str, kind: SecurityKind) -> float:
        """Return the share of *symbol* in *group*."""
        return self._rows[self._numbers[symbol, kind] - 1].shares[group]


def group_titles(plan: TradePlan) -> Mapping[str, str]:
    """Return the title of each group whose weight the workbook follows, by key.

    Titles head columns, so one that is taken already is told apart by its key.
    """
    named = {key: share.title for key, share in plan.before.baskets.items()}
    titles: dict[str, str] = {}
    for key, title in {SMALL_CAP: "Small caps", **named}.items():
        is_taken = title in {SECURITY, *titles.values()}
        titles[key] = f"{title} ({key})" if is_taken else title
    return {key: titles[key] for key in (*named, SMALL_CAP)}


def security_shares(plan: TradePlan) -> tuple[SecurityShares, ...]:
    """Return what is held before or after, and cash, each with its shares."""
    held: dict[tuple[str, SecurityKind], None] = {}
    for portfolio in (plan.portfolio_before, plan.portfolio_after):
        held |= {(position.symbol, position.kind): None for _, position in portfolio.holdings()}
    listed = [*sorted(held), (CASH, SecurityKind.OTHER)]
    universe = plan.exposures_before.universe
    through = look_through(listed, universe)
    inside = {
        key: through.share_in(through.flags(universe.group(key).holds))
        for key in group_titles(plan)
    }
    return tuple(
        SecurityShares(
            symbol=symbol,
            kind=kind,
            shares={key: float(shares[row]) for key, shares in inside.items()},
        )
        for row, (symbol, kind) in enumerate(listed)
    )


def _columns(titles: Mapping[str, str]) -> tuple[Column[SecurityShares], ...]:
    return (
        Column(header=SECURITY, value=lambda row: row.shown, look=STRONG_TEXT, width=44),
        *(_share_column(key, title) for key, title in titles.items()),
    )


def _share_column(key: str, title: str) -> Column[SecurityShares]:
    return Column(header=title, value=lambda row: row.shares[key], look=EXACT_SHARE, width=18)
