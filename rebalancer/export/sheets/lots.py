"""The sheet Lots: which shares a sale closes, as an instruction to the broker."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from rebalancer.domain.money import ZERO, to_cents, total
from rebalancer.export.cells import Value
from rebalancer.export.live import in_cents
from rebalancer.export.page import At, Column, Page, Table
from rebalancer.export.sheets.prices import Prices
from rebalancer.export.sheets.trade_line import TradeLine
from rebalancer.export.style import CENTS, COUNT, DATE, LONG_TEXT, STRONG_TEXT, Format, Look
from rebalancer.export.words import TERMS
from rebalancer.rebalance.plan import LotSale, Trade

SHORT, LONG, UNTAXED = "Short-term", "Long-term", "Not taxed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LotLine:
    """A part of a lot that is sold, and by which trade."""

    line: TradeLine
    lot: LotSale
    proceeds: Decimal

    @property
    def is_taxed(self) -> bool:
        """Whether a gain in its account is taxed."""
        return self.line.is_taxed

    @property
    def counts_as(self) -> str:
        """The term that its gain counts for this year, if any."""
        if not self.is_taxed:
            return UNTAXED
        return LONG if self.lot.is_long else SHORT

    @property
    def taxed(self) -> Decimal:
        """What is taxed, before wash sales: all proceeds where the cost is unknown."""
        if not self.is_taxed:
            return ZERO
        return self.proceeds if self.lot.gain is None else self.lot.gain


def lot_lines(lines: Iterable[TradeLine]) -> Iterator[LotLine]:
    """Yield the lots of every sale, in the order of the sales."""
    for line in lines:
        for lot, proceeds in zip(line.trade.lots, share_out(line.trade), strict=True):
            yield LotLine(line=line, lot=lot, proceeds=proceeds)


def share_out(trade: Trade) -> Iterator[Decimal]:
    """Yield the proceeds of each lot of *trade*.

    Where cost and gain are known they decide. The other lots share the rest of the trade's value
    by their quantities, to the cent.
    """
    earned = [_earned(lot) for lot in trade.lots]
    open_value = trade.value - total(proceeds for proceeds in earned if proceeds is not None)
    open_quantity = total(
        lot.quantity for lot, proceeds in zip(trade.lots, earned, strict=True) if proceeds is None
    )
    for lot, proceeds in zip(trade.lots, earned, strict=True):
        if proceeds is not None:
            yield proceeds
            continue
        share = to_cents(open_value * lot.quantity / open_quantity)
        yield share
        open_value -= share
        open_quantity -= lot.quantity


def _earned(lot: LotSale) -> Decimal | None:
    """Return what cost and gain say a lot sold for; None where one is unknown."""
    if lot.cost_basis is None or lot.gain is None:
        return None
    return lot.cost_basis + lot.gain


_SHARES = Look(format=Format.SHARES, right=True, is_input=True)
_PER_SHARE = Look(format=Format.PRICE, right=True)


def _per_share(row: LotLine) -> Decimal | None:
    basis = row.lot.cost_basis
    return None if basis is None else basis / row.lot.quantity


def _basis(_: LotLine, at: At) -> str:
    return f"ROUND({at('Shares sold')}*{at('Cost per share')},2)"


def _gain(_: LotLine, at: At) -> str:
    return f"{at('Proceeds')}-{at('Cost basis')}"


def _taxed(row: LotLine, at: At) -> str | None:
    if not row.is_taxed:
        return None
    return at("Gain/loss") if row.lot.gain is not None else at("Proceeds")


def _relief(row: LotLine) -> str:
    relief = row.line.trade.relief
    return relief.words.capitalize() if relief else ""


def _columns(prices: Prices) -> tuple[Column[LotLine], ...]:
    def proceeds(row: LotLine, at: At) -> str:
        trade = row.line.trade
        price = prices.cell(trade.symbol, trade.price)
        product = f"{at('Shares sold')}*{price}"
        return in_cents(product, row.lot.quantity * trade.price, row.proceeds)

    return (
        Column(header="Trade", value=lambda row: row.line.number, look=COUNT, width=8),
        Column(
            header="Account",
            value=lambda row: row.line.trade.account_label,
            look=LONG_TEXT,
            width=28,
        ),
        Column(
            header="Symbol", value=lambda row: row.line.trade.symbol, look=STRONG_TEXT, width=11
        ),
        Column(header="Date acquired", value=lambda row: row.lot.acquired, look=DATE, width=14),
        Column(header="Term", value=lambda row: TERMS[row.lot.term], look=LONG_TEXT, width=20),
        Column(header="Shares sold", value=lambda row: row.lot.quantity, look=_SHARES, width=14),
        Column(header="Cost per share", value=_per_share, look=_PER_SHARE, width=15),
        _money("Cost basis", lambda row: row.lot.cost_basis, _basis),
        _money("Proceeds", lambda row: row.proceeds, proceeds),
        _money("Gain/loss", lambda row: row.lot.gain, _gain),
        Column(header="Counts as", value=lambda row: row.counts_as, look=LONG_TEXT, width=14),
        _money("Taxed gain", lambda row: row.taxed, _taxed),
        Column(header="Lot relief", value=_relief, look=LONG_TEXT, width=18),
    )


def _money(
    header: str,
    value: Callable[[LotLine], Value],
    formula: Callable[[LotLine, At], str | None],
) -> Column[LotLine]:
    return Column(header=header, value=value, formula=formula, look=CENTS, width=16)


def write_lots(page: Page, lines: Iterable[TradeLine], prices: Prices) -> Table[LotLine]:
    """Write the lots that the sales close."""
    page.title(
        "Lots to sell",
        "The specific identification: give these lots to the broker with each sale, by the"
        " settlement date at the latest. Where a lot relief is the account's standing method, make"
        " sure that the broker has it on file.",
    )
    table = page.table(_columns(prices), lot_lines(lines), nothing="No sales, so no lots to name.")
    page.lead_with(table, columns=3)
    if table.rows:
        page.gap()
        sums = ("Cost basis", "Proceeds", "Gain/loss", "Taxed gain")
        known = [(header, table.sum(header)) for header in sums]
        page.totals(table, [("Account", "All sales, as far as known"), *known])
    return table
