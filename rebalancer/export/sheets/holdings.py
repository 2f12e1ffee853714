"""The sheet Holdings: everything at the prices of the sheet, and the weights that follow."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from rebalancer.classify.exposure import CASH
from rebalancer.domain.account import Account, Position
from rebalancer.domain.money import USD, ZERO, total
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from rebalancer.export.cells import Formula, Value
from rebalancer.export.live import Live, by_hand, in_cents
from rebalancer.export.page import At, Column, Page, Table
from rebalancer.export.sheets.cash import CashLine
from rebalancer.export.sheets.look_through import Shares, shown_symbol
from rebalancer.export.sheets.prices import Prices
from rebalancer.export.sheets.trade_line import TradeLine
from rebalancer.export.style import (
    CENTS,
    EXACT_SHARE,
    LONG_TEXT,
    PRICE,
    SHARE,
    SHARES,
    STRONG_TEXT,
    Tone,
)
from rebalancer.rebalance.plan import TradePlan
from rebalancer.rebalance.pose import trade_price

BEFORE, AFTER = "Value before", "Value after"
_ROWS_TO_TOTALS = 2
"""The totals stand so many rows below the last holding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingLine:
    """One security in one account, or its cash, before and after.

    Attributes:
        price: None where the value is not shares times a price.
        trade: Number of the trade that changes it; None where none does.
    """

    account: Account
    symbol: str
    kind: SecurityKind
    name: str
    price: Decimal | None
    shares_before: Decimal | None
    shares_after: Decimal | None
    before: Decimal
    after: Decimal
    trade: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """The share of the household in one group, live, before and after."""

    title: str
    before: Formula
    after: Formula


def holding_lines(
    plan: TradePlan, lines: tuple[TradeLine, ...], portfolio: Portfolio
) -> tuple[HoldingLine, ...]:
    """Return everything that counts, account by account, its cash last."""
    numbers = {(line.trade.account, line.trade.symbol): line.number for line in lines}
    return tuple(
        held
        for account in portfolio.accounts
        for held in _lines_of(account, plan.portfolio_after.account(account.key), numbers)
    )


def _lines_of(
    before: Account, after: Account, numbers: dict[tuple[str, str], int]
) -> Iterator[HoldingLine]:
    old, new = (
        {(each.symbol, each.kind): each for each in side.positions} for side in (before, after)
    )
    for key in {**old, **new}:
        position = old.get(key) or new[key]
        if position.currency != USD:
            continue
        sides = (old.get(key), new.get(key))
        quantities = [ZERO if each is None else each.quantity for each in sides]
        yield HoldingLine(
            account=before,
            symbol=position.symbol,
            kind=position.kind,
            name=position.description,
            price=trade_price(position) if position.is_tradable else None,
            shares_before=quantities[0],
            shares_after=quantities[1],
            before=_worth(sides[0]),
            after=_worth(sides[1]),
            trade=numbers.get((before.key, position.symbol)) if position.is_tradable else None,
        )
    yield HoldingLine(
        account=before,
        symbol=CASH,
        kind=SecurityKind.OTHER,
        name="Cash and unsettled activity",
        price=None,
        shares_before=None,
        shares_after=None,
        before=before.cash + before.pending,
        after=after.cash + after.pending,
    )


def _worth(position: Position | None) -> Decimal:
    return ZERO if position is None else position.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where the cells stand that the holdings are computed from."""

    prices: Prices
    trades: Table[TradeLine]
    cash: Table[CashLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """Where the totals of the household and its weights stand.

    Attributes:
        before, after: What everything is worth.
        weights: By group key.
    """

    before: Live
    after: Live
    weights: Mapping[str, Weight]


class HoldingsSheet:
    """The sheet of what is held before and after; others refer to it before it is written."""

    def __init__(self, page: Page, rows: Sequence[HoldingLine], shares: Shares) -> None:
        """Lay out *rows*."""
        self._page = page
        self._shares = shares
        self._formulas = _Formulas()
        page.title(
            "Holdings",
            "Everything at the prices of the sheet Prices and tax, before and after the trades."
            " Change a price, or the shares of a trade, and the weights below follow.",
        )
        self.table = page.lay_out(_columns(shares, self._formulas), rows)
        self._totals = {header: self.table.sum(header) for header in (BEFORE, AFTER)}
        self._numbers: defaultdict[str, list[int]] = defaultdict(list)
        """Of the rows that hold a symbol."""
        for number, row in enumerate(rows, start=1):
            self._numbers[row.symbol].append(number)

    def weight(self, symbol: str, header: str) -> Formula:
        """Return the weight of *symbol* in the household by the values under *header*, live."""
        table, whole = self.table, self._totals[header]
        held = self._numbers[symbol]
        worth = total(
            row.before if header == BEFORE else row.after
            for row in (table.rows[number - 1] for number in held)
        )
        cells = "+".join(table.cell(header, number) for number in held) or "0"
        everything = table.cell(header, len(table.rows) + _ROWS_TO_TOTALS)
        return Formula(text=f"({cells})/{everything}", result=float(worth / _number(whole)))

    def write(self, sources: Sources) -> Worth:
        """Write what is held before and after, and what it weighs."""
        self._formulas.sources, page, table = sources, self._page, self.table
        page.fill(table)
        page.lead_with(table, columns=2)
        page.gap()
        row = page.row
        page.totals(table, [("Account", "Everything"), *self._totals.items()])
        before, after = (
            Live(f"{table.letters[header]}{row}", _number(self._totals[header]))
            for header in (BEFORE, AFTER)
        )
        page.gap()
        page.heading("Weights, looked through funds")
        titles = self._shares.titles
        weights = {key: _weight(key, table, self._shares, before, after) for key in titles}
        first = page.row + 1
        page.table(_WEIGHTS, list(weights.values()))
        placed = {
            key: replace(
                weight,
                before=_elsewhere(page, f"B{first + number}", weight.before),
                after=_elsewhere(page, f"C{first + number}", weight.after),
            )
            for number, (key, weight) in enumerate(weights.items())
        }
        return Worth(
            before=Live(f"'{page.sheet.title}'!{before.text}", before.result),
            after=Live(f"'{page.sheet.title}'!{after.text}", after.result),
            weights=placed,
        )


def _elsewhere(page: Page, cell: str, formula: Formula) -> Formula:
    return Formula(text=f"'{page.sheet.title}'!{cell}", result=formula.result)


def _number(formula: Formula) -> Decimal:
    return Decimal(str(formula.result))


def _weight(
    key: str, table: Table[HoldingLine], shares: Shares, before: Live, after: Live
) -> Weight:
    """Return the weight of one group: each value times its share, over everything."""
    inside = table.range(in_group(shares.titles[key]))
    known = [shares.share(row.symbol, key, row.kind) for row in table.rows]
    formulas = []
    for header, whole in ((BEFORE, before), (AFTER, after)):
        values = [float(_exact(value)) for value in table.written(header)]
        result = sum(value * share for value, share in zip(values, known, strict=True))
        text = f"SUMPRODUCT({table.range(header)},{inside})/{whole.text}"
        formulas.append(Formula(text=text, result=result / float(whole.result)))
    return Weight(title=shares.titles[key], before=formulas[0], after=formulas[1])


def _exact(value: Value) -> Decimal:
    return value if isinstance(value, Decimal) else ZERO


def in_group(title: str) -> str:
    """Return the header of the column that holds the shares in a group."""
    return f"In {title}"


def _columns(shares: Shares, formulas: "_Formulas") -> tuple[Column[HoldingLine], ...]:
    return (
        Column(header="Account", value=lambda row: row.account.label, look=LONG_TEXT, width=26),
        Column(
            header="Symbol", value=lambda row: shown_symbol(row.symbol), look=STRONG_TEXT, width=11
        ),
        Column(header="Name", value=lambda row: row.name, look=LONG_TEXT, width=26),
        Column(
            header="Price",
            value=lambda row: "" if row.price is None else row.price,
            formula=formulas.price,
            look=PRICE,
            width=12,
        ),
        Column(
            header="Shares before",
            value=lambda row: _shown(row.shares_before),
            look=SHARES,
            width=13,
            tone=Tone.BEFORE,
        ),
        Column(
            header="Shares after",
            value=lambda row: _shown(row.shares_after),
            formula=formulas.shares_after,
            look=SHARES,
            width=13,
            tone=Tone.AFTER,
        ),
        Column(
            header=BEFORE,
            value=lambda row: row.before,
            formula=formulas.before,
            look=CENTS,
            width=16,
            tone=Tone.BEFORE,
        ),
        Column(
            header=AFTER,
            value=lambda row: row.after,
            formula=formulas.after,
            look=CENTS,
            width=16,
            tone=Tone.AFTER,
        ),
        *(_share_column(shares, key) for key in shares.titles),
    )


def _shown(shares: Decimal | None) -> Value:
    return "" if shares is None else shares


def _share_column(shares: Shares, key: str) -> Column[HoldingLine]:
    return Column(
        header=in_group(shares.titles[key]),
        value=lambda row: shares.share(row.symbol, key, row.kind),
        formula=lambda row, _: shares.cell(row.symbol, key, row.kind),
        look=EXACT_SHARE,
        width=13,
    )


class _Formulas:
    """How the cells of a holding follow from others, once it is known where these stand."""

    sources: Sources

    def price(self, row: HoldingLine, _: At) -> str | None:
        if row.price is None:
            return None
        return self.sources.prices.cell(row.symbol, row.price)

    def shares_after(self, row: HoldingLine, at: At) -> str | None:
        if row.trade is None:
            return None if row.price is None else at("Shares before")
        trades = self.sources.trades
        sign = "-" if trades.rows[row.trade - 1].is_sale else "+"
        return f"{at('Shares before')}{sign}{trades.cell('Shares', row.trade)}"

    def before(self, row: HoldingLine, at: At) -> str | None:
        return self._value(row, at, "Shares before", row.shares_before, row.before)

    def after(self, row: HoldingLine, at: At) -> str | None:
        if row.symbol == CASH and row.shares_after is None:
            numbers = [line.account.key for line in self.sources.cash.rows]
            cell = self.sources.cash.cell("Cash after", numbers.index(row.account.key) + 1)
            return f"{cell}{by_hand(max(row.account.pending, ZERO))}"
        return self._value(row, at, "Shares after", row.shares_after, row.after)

    def _value(
        self, row: HoldingLine, at: At, header: str, shares: Decimal | None, value: Decimal
    ) -> str | None:
        if row.price is None or shares is None:
            return None
        return in_cents(f"{at(header)}*{at('Price')}", shares * row.price, value)


_WEIGHTS: tuple[Column[Weight], ...] = (
    Column(header="Group", value=lambda row: row.title, look=LONG_TEXT, width=26),
    Column(header="Before", value=lambda row: row.before, look=SHARE, tone=Tone.BEFORE, width=11),
    Column(header="After", value=lambda row: row.after, look=SHARE, tone=Tone.AFTER, width=11),
)
