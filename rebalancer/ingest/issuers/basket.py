"""The lines of a holdings file become a basket: looked up, netted, never more than the fund."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from rebalancer.domain.money import ZERO
from rebalancer.domain.security import AssetClass
from rebalancer.ingest.issuers.company_names import CompanyNames, swapped_name
from rebalancer.ingest.issuers.errors import LeveragedFundError, NothingHeldError
from rebalancer.ingest.issuers.kind import LineKind, is_listed_as, kind_of
from rebalancer.ingest.issuers.listing import is_foreign, is_us_file, us_symbol
from rebalancer.ingest.issuers.table import HoldingLine, HoldingsTable
from rebalancer.market.fund_holdings import HoldingsDoubt, HoldingsDoubtCode
from rebalancer.market.snapshot import Snapshot

ONE = Decimal(1)
_LARGEST_TOTAL = Decimal("1.02")
"""More than rounding, accruals and cash on its way explain."""
_EXACT = Decimal("0.0005")
_ENOUGH = Decimal("0.98")
_SHOWN = 5
_CLASSES = {
    LineKind.CASH: AssetClass.CASH,
    LineKind.BOND: AssetClass.BOND,
    LineKind.COMMODITY: AssetClass.COMMODITY,
}
Weights = dict[str, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a fund holds; the weights are positive and add up to at most 1."""

    lines: tuple[tuple[str, float], ...]
    other_assets: tuple[tuple[AssetClass, float], ...]
    counted: int
    doubts: tuple[HoldingsDoubt, ...]

    @property
    def coverage(self) -> float:
        """The share of the fund that is explained."""
        return min(1.0, sum(weight for _, weight in (*self.lines, *self.other_assets)))


def contents_of(table: HoldingsTable, file: str, snapshot: Snapshot) -> Contents:
    """Return what the lines of *table* come to.

    Raises:
        NothingHeldError: Not one line counts.
        LeveragedFundError: They add up to far more than the fund.
    """
    gathered = _Gathered(snapshot, is_us_file(table.lines, snapshot))
    for line in table.lines:
        gathered.take(line)
    total = sum((line.weight - line.replaces_cash for line in table.lines), ZERO)
    return gathered.contents(file, total)


@dataclass(slots=True)
class _Gathered:
    """Weights by symbol and by class, while the lines go by."""

    snapshot: Snapshot
    is_us_file: bool
    shares: Weights = field(default_factory=dict)
    others: dict[AssetClass, Decimal] = field(default_factory=dict)
    financed: Decimal = ZERO
    """Exposure that swaps add, on top of the cash and bills that stand behind them."""
    unseen: Decimal = ZERO
    counted: int = 0
    without_ticker: list[HoldingLine] = field(default_factory=list)
    swaps: list[HoldingLine] = field(default_factory=list)
    derivatives: list[HoldingLine] = field(default_factory=list)
    strangers: list[HoldingLine] = field(default_factory=list)
    _names: CompanyNames | None = None

    @property
    def names(self) -> CompanyNames:
        if self._names is None:
            self._names = CompanyNames(self.snapshot)
        return self._names

    def take(self, line: HoldingLine) -> None:
        """Add a line to what it counts as."""
        kind = kind_of(line, self.snapshot)
        if kind in _CLASSES:
            asset_class = _CLASSES[kind]
            self.others[asset_class] = self.others.get(asset_class, ZERO) + line.weight
            self.counted += 1
            return
        symbol = ""
        if kind is LineKind.SHARES:
            symbol = self._symbol_of(line)
        elif kind is LineKind.SWAP:
            symbol = self.names.symbol_of(line.swapped or swapped_name(line.name))
        if kind is not LineKind.SHARES and line.weight:
            (self.swaps if symbol else self.derivatives).append(line)
        if symbol:
            self.shares[symbol] = self.shares.get(symbol, ZERO) + line.weight
            self.financed += line.replaces_cash
            self.counted += 1
        else:
            self.unseen += max(line.weight, ZERO)

    def _symbol_of(self, line: HoldingLine) -> str:
        """Return what shares count as: a US symbol, ``~Name``, or "" for a part nobody sees."""
        symbol = us_symbol(line, self.snapshot, is_us_file=self.is_us_file) if line.ticker else ""
        if symbol:
            if symbol in self.snapshot.securities and not is_listed_as(line, self.snapshot):
                self.strangers.append(line)
            return symbol
        if line.name and (is_foreign(line) or (line.ticker and not self.is_us_file)):
            return f"~{line.name}"
        symbol = self.names.symbol_of(line.name)
        if not symbol and line.weight:
            self.without_ticker.append(line)
        return symbol

    def contents(self, file: str, total: Decimal) -> Contents:
        """Return what was gathered.

        Raises:
            NothingHeldError: Not one line counts.
            LeveragedFundError: The lines add up to far more than the fund.
        """
        shorts = [symbol for symbol, weight in self.shares.items() if weight < 0]
        shares = {symbol: weight for symbol, weight in self.shares.items() if weight > 0}
        others = self._covered()
        parts = sum(shares.values(), ZERO) + sum(others.values(), ZERO)
        if parts + self.unseen > _LARGEST_TOTAL:
            raise LeveragedFundError(file, float(parts + self.unseen))
        if not parts:
            raise NothingHeldError(file, "no line has a weight above 0")
        scale = ONE / max(parts, ONE)
        return Contents(
            lines=tuple((symbol, float(weight * scale)) for symbol, weight in shares.items()),
            other_assets=tuple((what, float(weight * scale)) for what, weight in others.items()),
            counted=self.counted,
            doubts=(*self._doubts(shorts), *_doubts_of_total(total, min(parts, ONE))),
        )

    def _covered(self) -> dict[AssetClass, Decimal]:
        """Return cash and the like after what is owed was taken from it.

        What a fund owes for swaps and purchases comes out of its cash, then out of its bonds.
        """
        others = {what: weight for what, weight in self.others.items() if weight > 0}
        owed = self.financed - sum((weight for weight in self.others.values() if weight < 0), ZERO)
        for what in (AssetClass.CASH, AssetClass.BOND):
            paid = min(owed, others.get(what, ZERO))
            if paid:
                others[what] -= paid
                owed -= paid
        return {what: weight for what, weight in others.items() if weight}

    def _doubts(self, shorts: list[str]) -> Iterator[HoldingsDoubt]:
        kinds = (
            (HoldingsDoubtCode.NO_TICKER, self.without_ticker, "no ticker that the app knows"),
            (HoldingsDoubtCode.DERIVATIVES, self.swaps, "swaps, counted as shares of the company"),
            (HoldingsDoubtCode.DERIVATIVES, self.derivatives, "derivatives, not looked into"),
            (HoldingsDoubtCode.NOT_MATCHED, self.strangers, "a ticker known by another name"),
        )
        for code, lines, what in kinds:
            if lines:
                yield _doubt_lines(code, lines, what)
        if shorts:
            message = f"Short positions are not counted: {_few(shorts)}."
            yield HoldingsDoubt(code=HoldingsDoubtCode.DERIVATIVES, message=message)


def _doubts_of_total(total: Decimal, covered: Decimal) -> Iterator[HoldingsDoubt]:
    if total > ONE + _EXACT or covered < _ENOUGH:
        message = f"The weights add up to {total:.2%}; {covered:.2%} of the fund is explained."
        yield HoldingsDoubt(code=HoldingsDoubtCode.WEIGHTS_DIFFER, message=message)


def _doubt_lines(code: HoldingsDoubtCode, lines: list[HoldingLine], what: str) -> HoldingsDoubt:
    weight = sum((line.weight for line in lines), ZERO)
    named = _few([line.ticker or line.swapped or line.name for line in lines])
    message = f"{what[0].upper()}{what[1:]}: {named} ({weight:.2%} of the fund)."
    return HoldingsDoubt(code=code, message=message, line=lines[0].line)


def _few(names: list[str]) -> str:
    shown = ", ".join(names[:_SHOWN])
    return f"{shown} and {len(names) - _SHOWN} more" if len(names) > _SHOWN else shown
