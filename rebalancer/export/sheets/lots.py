"""The sheet Lots: which shares a sale closes, as an instruction to the broker."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rebalancer.domain.lot import TaxLot, long_term_from
from rebalancer.domain.money import ZERO, to_cents, total
from rebalancer.export.cells import Value
from rebalancer.export.live import Live, in_cents
from rebalancer.export.page import At, Column, Page
from rebalancer.export.sheets.prices import Prices
from rebalancer.export.sheets.trade_line import TradeLine
from rebalancer.export.sheets.years_tax import YearsTax
from rebalancer.export.style import (
    CENTS,
    CHANGE,
    COUNT,
    DATE,
    EXACT_SHARE,
    LONG_TEXT,
    PRICE,
    SHARES,
    STRONG_TEXT,
    Format,
    Look,
)
from rebalancer.export.words import TERMS
from rebalancer.rebalance.plan import LotSale, Trade, TradePlan

SHORT, LONG, UNTAXED = "Short-term", "Long-term", "Not taxed"
_MOST_OF_A_DAY = 100
"""So many lots of one day are looked through for the one that is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LotLine:
    """A part of a lot that is sold, and by which trade.

    Attributes:
        number: Of the lot within its trade, in the order to sell.
        days_to_long: Until a sale is long-term; 0 where it is, None where nobody knows.
        held: Shares of the whole lot; None where several lots could be meant.
        disallowed: USD of its loss that a wash sale takes; None where the trade's is not shared
            out to its lots.
    """

    line: TradeLine
    number: int
    lot: LotSale
    proceeds: Decimal
    days_to_long: int | None
    held: Decimal | None
    disallowed: Decimal | None

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


def lot_lines(plan: TradePlan, lines: Iterable[TradeLine]) -> Iterator[LotLine]:
    """Yield the lots of every sale, in the order of the sales."""
    for line in lines:
        parts = zip(line.trade.lots, share_out(line.trade), disallowed_of(line.trade), strict=True)
        held = _HeldLots(plan, line.trade) if line.is_sale else None
        for number, (lot, proceeds, disallowed) in enumerate(parts, start=1):
            yield LotLine(
                line=line,
                number=number,
                lot=lot,
                proceeds=proceeds,
                days_to_long=_days_to_long(lot, plan.as_of),
                held=None if held is None else held.shares(lot),
                disallowed=disallowed,
            )


def _days_to_long(lot: LotSale, day: date) -> int | None:
    if lot.acquired is None:
        return None
    return max(0, (long_term_from(lot.acquired) - day).days)


class _HeldLots:
    """The lots of the position that a trade sells from."""

    def __init__(self, plan: TradePlan, trade: Trade) -> None:
        self._lots: defaultdict[date | None, list[TaxLot]] = defaultdict(list)
        for position in plan.portfolio_before.account(trade.account).positions:
            if position.symbol == trade.symbol:
                for lot in position.open_lots:
                    self._lots[lot.acquired].append(lot)

    def shares(self, sold: LotSale) -> Decimal | None:
        """Return how many shares the lot has that *sold* is of; None if that is not certain."""
        of_the_day = self._lots[sold.acquired][:_MOST_OF_A_DAY]
        found = {lot.quantity for lot in of_the_day if _is_part(sold, lot)}
        return found.pop() if len(found) == 1 else None


def _is_part(sold: LotSale, lot: TaxLot) -> bool:
    if sold.cost_basis is None or lot.cost_basis is None:
        return sold.cost_basis == lot.cost_basis and sold.quantity <= lot.quantity
    basis = to_cents(lot.cost_basis * sold.quantity / lot.quantity)
    return sold.quantity <= lot.quantity and basis == sold.cost_basis


def disallowed_of(trade: Trade) -> tuple[Decimal | None, ...]:
    """Return what of the loss of each lot a wash sale takes, where the trade's total tells."""
    losses = [max(ZERO, -lot.gain) if lot.gain is not None else ZERO for lot in trade.lots]
    if trade.disallowed in {ZERO, total(losses)}:
        return tuple(loss if trade.disallowed else ZERO for loss in losses)
    of_one = trade.disallowed if sum(loss > 0 for loss in losses) == 1 else None
    return tuple(of_one if loss > 0 else ZERO for loss in losses)


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


_INPUT_SHARES = Look(format=Format.SHARES, right=True, is_input=True)


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


def relief_of(line: TradeLine) -> str:
    """Return how the lots of a sale were picked; "" for a purchase."""
    relief = line.trade.relief
    return relief.words.capitalize() if relief else ""


def _gain_share(row: LotLine) -> Value:
    if row.lot.gain is None or row.lot.cost_basis is None:
        return None
    return float(row.lot.gain / row.lot.cost_basis) if row.lot.cost_basis else ""


class LotsSheet:
    """The sheet that names the lots; others refer to it before it is written."""

    _tax: YearsTax

    def __init__(
        self, page: Page, plan: TradePlan, lines: Iterable[TradeLine], prices: Prices
    ) -> None:
        """Lay out the lots that the sales of *lines* close."""
        self._page = page
        self._prices = prices
        page.title(
            "Lots to sell",
            "The specific identification: give these lots to the broker with each sale, by the"
            " settlement date at the latest. Where a lot relief is the account's standing method,"
            " make sure that the broker has it on file. A lot's tax is its gain at the average"
            " rate of its term, rounded by itself.",
        )
        columns = (*self._identity(), *self._amounts(), *self._taxes())
        self.table = page.lay_out(columns, lot_lines(plan, lines))

    def write(self, tax: YearsTax) -> None:
        """Write the lots, and what they cost in *tax*."""
        self._tax, page, table = tax, self._page, self.table
        page.fill(table, nothing="No sales, so no lots to name.")
        page.lead_with(table, columns=3)
        if table.rows:
            page.gap()
            sums = ("Cost basis", "Proceeds", "Gain/loss", "Taxed gain", "Wash disallowed")
            known = [(header, table.sum(header)) for header in sums]
            page.totals(table, [("Account", "All sales, as far as known"), *known])

    def _identity(self) -> Iterator[Column[LotLine]]:
        yield Column(header="Trade", value=lambda row: row.line.number, look=COUNT, width=7)
        yield Column(
            header="Account",
            value=lambda row: row.line.trade.account_label,
            look=LONG_TEXT,
            width=24,
        )
        yield Column(
            header="Symbol", value=lambda row: row.line.trade.symbol, look=STRONG_TEXT, width=10
        )
        yield Column(header="Lot", value=lambda row: row.number, look=COUNT, width=6)
        yield Column(
            header="Date acquired", value=lambda row: row.lot.acquired, look=DATE, width=12
        )
        yield Column(header="Term", value=lambda row: TERMS[row.lot.term], look=LONG_TEXT, width=18)
        yield Column(
            header="Days to long-term", value=lambda row: row.days_to_long, look=COUNT, width=10
        )

    def _amounts(self) -> Iterator[Column[LotLine]]:
        yield Column(header="Shares held", value=lambda row: row.held, look=SHARES, width=12)
        yield Column(
            header="Shares sold", value=lambda row: row.lot.quantity, look=_INPUT_SHARES, width=12
        )
        yield Column(header="Cost per share", value=_per_share, look=PRICE, width=13)
        yield _money("Cost basis", lambda row: row.lot.cost_basis, _basis)
        yield _money("Proceeds", lambda row: row.proceeds, self._proceeds)
        yield _money("Gain/loss", lambda row: row.lot.gain, _gain)
        yield Column(
            header="Gain %",
            value=_gain_share,
            formula=lambda row, at: (
                f"{at('Gain/loss')}/{at('Cost basis')}" if row.lot.cost_basis else None
            ),
            look=CHANGE,
            width=10,
        )

    def _taxes(self) -> Iterator[Column[LotLine]]:
        yield Column(header="Counts as", value=lambda row: row.counts_as, look=LONG_TEXT, width=13)
        yield _money("Taxed gain", lambda row: row.taxed, _taxed)
        yield Column(
            header="Tax rate", value=self._rate, formula=self._rate_cell, look=EXACT_SHARE, width=10
        )
        yield _money("Est. tax", self._owed, self._owed_cell)
        yield _money("Wash disallowed", lambda row: row.disallowed)
        yield Column(
            header="Lot relief", value=lambda row: relief_of(row.line), look=LONG_TEXT, width=16
        )

    def _proceeds(self, row: LotLine, at: At) -> str:
        trade = row.line.trade
        product = f"{at('Shares sold')}*{self._prices.cell(trade.symbol, trade.price)}"
        return in_cents(product, row.lot.quantity * trade.price, row.proceeds)

    def _live_rate(self, row: LotLine) -> Live | None:
        """Return what a dollar of the gain of *row* costs; None where it is not taxed."""
        return {SHORT: self._tax.short_rate, LONG: self._tax.long_rate}.get(row.counts_as)

    def _rate(self, row: LotLine) -> Value:
        rate = self._live_rate(row)
        return "" if rate is None else rate.result

    def _rate_cell(self, row: LotLine, _: At) -> str | None:
        rate = self._live_rate(row)
        return None if rate is None else rate.text

    def _exactly(self, row: LotLine) -> Decimal | None:
        """Return the tax of *row* before it is rounded; None where nobody knows."""
        rate = self._live_rate(row)
        if rate is None:
            return ZERO
        return None if row.disallowed is None else (row.taxed + row.disallowed) * rate.result

    def _owed(self, row: LotLine) -> Decimal | None:
        exact = self._exactly(row)
        return None if exact is None else to_cents(exact)

    def _owed_cell(self, row: LotLine, at: At) -> str | None:
        exact = self._exactly(row)
        if exact is None or not row.is_taxed:
            return None
        gain = f"({at('Taxed gain')}+{at('Wash disallowed')})*{at('Tax rate')}"
        return in_cents(gain, exact, to_cents(exact))


def _money(
    header: str,
    value: Callable[[LotLine], Value],
    formula: Callable[[LotLine, At], str | None] | None = None,
) -> Column[LotLine]:
    return Column(header=header, value=value, formula=formula, look=CENTS, width=15)
