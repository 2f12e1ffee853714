"""The sheet Trades: what to place, in which order, and why."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rebalancer.domain.money import ZERO, total
from rebalancer.export.cells import Formula, Value
from rebalancer.export.live import by_hand, in_cents
from rebalancer.export.orders.order import OrderTerms, limit_of, time_of
from rebalancer.export.page import At, Column, Page, Table
from rebalancer.export.sheets.holdings import AFTER, BEFORE, HoldingsSheet
from rebalancer.export.sheets.look_through import Shares
from rebalancer.export.sheets.lots import LONG, SHORT, LotLine, relief_of, share_out
from rebalancer.export.sheets.prices import Prices
from rebalancer.export.sheets.trade_line import TradeLine, amount_of, numbers_of
from rebalancer.export.sheets.years_tax import YearsTax
from rebalancer.export.style import (
    CENTS,
    COUNT,
    DATE,
    LONG_TEXT,
    PRICE,
    SHARE,
    SHARES,
    SIGNED_CENTS,
    STRONG_TEXT,
    TEXT,
    Format,
    Look,
    Tone,
)
from rebalancer.export.words import dollars, wished
from rebalancer.market.symbol import is_mutual_fund
from rebalancer.rebalance.approval import Status
from rebalancer.rebalance.plan import Action, Trade, TradePlan
from rebalancer.rebalance.policy.policy import SYMBOL_PREFIX, Policy

_ACTIONS = {
    Action.SELL: Look(tone=Tone.BEFORE),
    Action.BUY: Look(tone=Tone.AFTER),
}
_INPUT_SHARES = Look(format=Format.SHARES, right=True, is_input=True)
_FREE_TEXT = Look(wrap=True, is_input=True)
_WISH = Look(right=True, wrap=True)
_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\Z", re.ASCII)
PROPOSED = "Proposed"
_SUMMED = ("ST gain/loss", "LT gain/loss", "Est. tax", "Mag 7 change $", "Small-cap change $")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What the trades are computed from, and what is said of them.

    Attributes:
        terms: How the orders are placed.
        statuses: What a person says of each trade.
    """

    prices: Prices
    holdings: HoldingsSheet
    policy: Policy
    terms: OrderTerms
    statuses: Sequence[Status]
    lots: Table[LotLine]
    shares: Shares
    tax: YearsTax


def _of_sale(amount: Callable[[Trade], Decimal]) -> Callable[[TradeLine], Value]:
    return lambda line: amount(line.trade) if line.is_sale else ""


def _change(group: str) -> Callable[[TradeLine], Value]:
    return lambda line: line.trade.exposure_change.get(group)


class _Formulas:
    """How the cells of a trade follow from others."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self._taxed: defaultdict[tuple[int, str], Decimal] = defaultdict(Decimal)
        """What the lots of a trade say is taxed, by its number and the term that counts."""
        for row in sources.lots.each():
            self._taxed[row.line.number, row.counts_as] += row.taxed

    def _of_lots(self, header: str, at: At, term: str | None = None) -> str:
        lots = self.sources.lots
        conditions = f"{lots.range('Trade')},{at('Seq')}"
        if term is not None:
            conditions += f',{lots.range("Counts as")},"{term}"'
        return f"SUMIFS({lots.range(header)},{conditions})"

    def shares(self, line: TradeLine, at: At) -> str | None:
        return self._of_lots("Shares sold", at) if line.is_sale else None

    def price(self, line: TradeLine, _: At) -> str:
        return self.sources.prices.cell(line.trade.symbol, line.trade.price)

    def amount(self, line: TradeLine, at: At) -> str:
        trade = line.trade
        if line.is_sale:
            rounded = trade.value - total(share_out(trade))  # lots are in whole cents, one by one
            return f"{self._of_lots('Proceeds', at)}{by_hand(rounded)}"
        product = f"{at('Shares')}*{at('Price')}"
        return in_cents(product, trade.quantity * trade.price, trade.value)

    def gain(self, term: str) -> Callable[[TradeLine, At], str | None]:
        return lambda line, at: self._of_lots("Gain/loss", at, term) if line.is_sale else None

    def tax(self, line: TradeLine, at: At) -> str | None:
        if not (line.is_sale and line.is_taxed):
            return None
        parts, known = [], ZERO
        for term, counted, rate in (
            (SHORT, line.trade.taxed.short, self.sources.tax.short_rate),
            (LONG, line.trade.taxed.long, self.sources.tax.long_rate),
        ):
            cents = counted - self._taxed[line.number, term]
            gain = self._of_lots("Taxed gain", at, term)
            parts.append(f"({gain}{by_hand(cents)})*{rate.text}")
            known += counted * rate.result
        return in_cents("+".join(parts), known, line.trade.tax)

    def exposure(self, group: str) -> Callable[[TradeLine, At], str | None]:
        def formula(line: TradeLine, at: At) -> str | None:
            cell = self.sources.shares.cell(line.trade.symbol, group)
            sign = "-" if line.is_sale else ""
            return f"ROUND({sign}{at('Est. amount')}*{cell},2)"

        return formula


def _columns(formulas: _Formulas) -> tuple[Column[TradeLine], ...]:
    """Return the columns, as wide as lets what is placed and what it brings fill a page each."""
    return (
        *_IDENTITY,
        *_amount_columns(formulas),
        *_order_columns(formulas.sources.terms),
        *_tax_columns(formulas),
        *_exposure_columns(formulas),
        *_weight_columns(formulas.sources),
        Column(header="Reason", value=lambda line: line.trade.reason, look=LONG_TEXT, width=28),
        Column(
            header="Status",
            value=lambda line: _status(formulas.sources.statuses[line.number - 1]),
            look=LONG_TEXT,
            width=11,
        ),
        Column(header="Notes", value=lambda _: "", look=_FREE_TEXT, width=14),
    )


_IDENTITY: tuple[Column[TradeLine], ...] = (
    Column(header="Seq", value=lambda line: line.number, look=COUNT, width=5),
    Column(header="Account", value=lambda line: line.trade.account_label, look=LONG_TEXT, width=18),
    Column(header="Account type", value=lambda line: line.treatment, look=LONG_TEXT, width=13),
    Column(
        header="Action",
        value=lambda line: line.trade.action.value.capitalize(),
        look=lambda line: _ACTIONS[line.trade.action],
        width=8,
    ),
    Column(header="Symbol", value=lambda line: line.trade.symbol, look=STRONG_TEXT, width=9),
    Column(header="Name", value=lambda line: line.trade.description, look=LONG_TEXT, width=32),
)


def _amount_columns(formulas: _Formulas) -> tuple[Column[TradeLine], ...]:
    return (
        Column(
            header="Shares",
            value=lambda line: line.trade.quantity,
            formula=formulas.shares,
            look=lambda line: SHARES if line.is_sale else _INPUT_SHARES,
            width=11,
        ),
        Column(
            header="Price",
            value=lambda line: line.trade.price,
            formula=formulas.price,
            look=PRICE,
            width=11,
        ),
        Column(header="Price as of", value=_price_day, look=DATE, width=11),
        Column(
            header="Price source",
            value=lambda line: line.trade.price_source,
            look=LONG_TEXT,
            width=26,
        ),
        Column(
            header="Est. amount",
            value=lambda line: line.trade.value,
            formula=formulas.amount,
            look=CENTS,
            width=14,
        ),
    )


def _order_columns(terms: OrderTerms) -> tuple[Column[TradeLine], ...]:
    return (
        Column(
            header="Order type",
            value=lambda line: _order_type(line.trade, terms),
            look=LONG_TEXT,
            width=15,
        ),
        Column(
            header="Limit",
            value=lambda line: _or_empty(limit_of(line.trade, terms)),
            look=PRICE,
            width=10,
        ),
        Column(
            header="TIF", value=lambda line: time_of(line.trade, terms).value, look=TEXT, width=7
        ),
        Column(header="Lot relief", value=relief_of, look=LONG_TEXT, width=14),
    )


def _tax_columns(formulas: _Formulas) -> tuple[Column[TradeLine], ...]:
    return (
        _of_sales("ST gain/loss", lambda trade: trade.short_term_gain, formulas.gain(SHORT)),
        _of_sales("LT gain/loss", lambda trade: trade.long_term_gain, formulas.gain(LONG)),
        _of_sales("Est. tax", lambda trade: trade.tax, formulas.tax),
        Column(header="Wash sale", value=_wash_sale, look=LONG_TEXT, width=13),
    )


def _of_sales(
    header: str,
    amount: Callable[[Trade], Decimal],
    formula: Callable[[TradeLine, At], str | None],
) -> Column[TradeLine]:
    return Column(header=header, value=_of_sale(amount), formula=formula, look=CENTS, width=12)


def _exposure_columns(formulas: _Formulas) -> tuple[Column[TradeLine], ...]:
    groups = {"Mag 7 change $": "magnificent_seven", "Small-cap change $": "small_cap"}
    return tuple(
        Column(
            header=header,
            value=_change(group),
            formula=formulas.exposure(group),
            look=SIGNED_CENTS,
            width=12,
        )
        for header, group in groups.items()
    )


def _weight_columns(sources: Sources) -> tuple[Column[TradeLine], ...]:
    wishes = {target.key: wished(target) for target in sources.policy.targets}

    def weight(header: str) -> Callable[[TradeLine], Value]:
        return lambda line: sources.holdings.weight(line.trade.symbol, header)

    return (
        Column(header="Pre %", value=weight(BEFORE), look=SHARE, width=9, tone=Tone.BEFORE),
        Column(
            header="Target %",
            value=lambda line: wishes.get(f"{SYMBOL_PREFIX}{line.trade.symbol}", ""),
            look=_WISH,
            width=12,
        ),
        Column(header="Post %", value=weight(AFTER), look=SHARE, width=9, tone=Tone.AFTER),
    )


def _price_day(line: TradeLine) -> date | None:
    """Return the day that the source of the price names."""
    found = _DAY.search(line.trade.price_source)
    return None if found is None else date.fromisoformat(found[0])


def _order_type(trade: Trade, terms: OrderTerms) -> str:
    if is_mutual_fund(trade.symbol):
        return "Closing price"
    return "Market" if limit_of(trade, terms) is None else "Limit"


def _or_empty(value: Decimal | None) -> Value:
    return "" if value is None else value


def _wash_sale(line: TradeLine) -> str:
    if not line.is_sale:
        return ""
    lost = line.trade.disallowed
    return f"{dollars(lost)} disallowed" if lost else "no"


def _status(status: Status) -> str:
    return PROPOSED if status is Status.OPEN else status.words


def write_trades(
    page: Page, plan: TradePlan, lines: tuple[TradeLine, ...], sources: Sources
) -> Table[TradeLine]:
    """Write the trades, then their totals by account and for the household."""
    page.title(
        "Trades",
        f"As of {plan.as_of}. Place them in this order: within an account the sales pay for the"
        " purchases. Amounts are estimates at the prices named; gains count lots of known cost.",
    )
    table = page.table(
        _columns(_Formulas(sources)), lines, nothing="No trades: there is nothing to place."
    )
    page.lead_with(table, columns=5)
    page.print_in_two()
    page.gap()
    labels = {line.trade.account: line.trade.account_label for line in lines}
    for key, label in labels.items():
        _total(page, table, label, key)
    if lines:
        _total(page, table, "All accounts", None)
        page.gap()
        page.note(
            "Pre, target and post are shares of the household; a target stands where the policy"
            " names the symbol itself. Notes are for you to fill in.",
            Tone.MUTED,
        )
    return table


def _total(page: Page, table: Table[TradeLine], label: str, account: str | None) -> None:
    """Write what the trades of one account come to, or of all, live."""
    numbers = numbers_of(table.rows, account=account)
    first, last = numbers[0], numbers[-1]
    sums = [(header, table.sum(header, first, last)) for header in _SUMMED]
    page.totals(
        table,
        [
            ("Account", label),
            ("Name", "Sales less purchases"),
            ("Est. amount", net_amount(table, account)),
            *sums,
        ],
    )


def net_amount(table: Table[TradeLine], account: str | None = None) -> Formula:
    """Return sales less purchases of one account or of all, live."""
    numbers = numbers_of(table.rows, account=account)
    first, last = numbers[0], numbers[-1]
    amounts, actions = (table.range(header, first, last) for header in ("Est. amount", "Action"))
    parts = "-".join(f'SUMIFS({amounts},{actions},"{word}")' for word in ("Sell", "Buy"))
    sold, bought = (amount_of(table.rows, action, account) for action in (Action.SELL, Action.BUY))
    return Formula(text=parts, result=sold - bought)
