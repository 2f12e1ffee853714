"""The sheet Trades: what to place, in which order, and why."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from rebalancer.domain.money import ZERO
from rebalancer.export.cells import Value
from rebalancer.export.page import Column, Page, Table
from rebalancer.export.style import (
    CENTS,
    COUNT,
    LONG_TEXT,
    PRICE,
    SHARES,
    SIGNED_CENTS,
    STRONG_TEXT,
    Look,
    Tone,
)
from rebalancer.export.words import TREATMENTS
from rebalancer.rebalance.plan import Action, Trade, TradePlan

_ACTIONS = {
    Action.SELL: Look(tone=Tone.BEFORE),
    Action.BUY: Look(tone=Tone.AFTER),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeLine:
    """A trade with its number on the list."""

    number: int
    trade: Trade
    treatment: str

    @property
    def is_sale(self) -> bool:
        """Whether it sells, so that it may realise a gain."""
        return self.trade.action is Action.SELL


def trade_lines(plan: TradePlan) -> tuple[TradeLine, ...]:
    """Return the trades in the order to place them: account by account, sells first."""
    accounts = list(dict.fromkeys(trade.account for trade in plan.trades))
    ordered = sorted(
        plan.trades,
        key=lambda trade: (accounts.index(trade.account), trade.action is Action.BUY),
    )
    return tuple(
        TradeLine(
            number=number,
            trade=trade,
            treatment=TREATMENTS[plan.portfolio_after.account(trade.account).tax_treatment],
        )
        for number, trade in enumerate(ordered, start=1)
    )


def _of_sale(amount: Callable[[Trade], Decimal]) -> Callable[[TradeLine], Value]:
    return lambda line: amount(line.trade) if line.is_sale else ""


def _change(group: str) -> Callable[[TradeLine], Value]:
    return lambda line: line.trade.exposure_change.get(group)


COLUMNS: tuple[Column[TradeLine], ...] = (
    Column(header="Seq", value=lambda line: line.number, look=COUNT, width=5),
    Column(header="Account", value=lambda line: line.trade.account_label, look=LONG_TEXT, width=18),
    Column(header="Tax treatment", value=lambda line: line.treatment, look=LONG_TEXT, width=13),
    Column(
        header="Action",
        value=lambda line: line.trade.action.value.capitalize(),
        look=lambda line: _ACTIONS[line.trade.action],
        width=8,
    ),
    Column(header="Symbol", value=lambda line: line.trade.symbol, look=STRONG_TEXT, width=9),
    Column(header="Name", value=lambda line: line.trade.description, look=LONG_TEXT, width=22),
    Column(header="Shares", value=lambda line: line.trade.quantity, look=SHARES, width=10),
    Column(header="Price", value=lambda line: line.trade.price, look=PRICE, width=11),
    Column(
        header="Price source", value=lambda line: line.trade.price_source, look=LONG_TEXT, width=20
    ),
    Column(header="Est. amount", value=lambda line: line.trade.value, look=CENTS, width=14),
    Column(
        header="ST gain/loss",
        value=_of_sale(lambda trade: trade.short_term_gain),
        look=CENTS,
        width=12,
    ),
    Column(
        header="LT gain/loss",
        value=_of_sale(lambda trade: trade.long_term_gain),
        look=CENTS,
        width=12,
    ),
    Column(header="Est. tax", value=_of_sale(lambda trade: trade.tax), look=CENTS, width=12),
    Column(
        header="Mag 7 change $", value=_change("magnificent_seven"), look=SIGNED_CENTS, width=14
    ),
    Column(header="Small-cap change $", value=_change("small_cap"), look=SIGNED_CENTS, width=16),
    Column(header="Reason", value=lambda line: line.trade.reason, look=LONG_TEXT, width=38),
)
_SUMMED = ("ST gain/loss", "LT gain/loss", "Est. tax", "Mag 7 change $", "Small-cap change $")


def write_trades(page: Page, plan: TradePlan, lines: tuple[TradeLine, ...]) -> Table[TradeLine]:
    """Write the trades, then their totals by account and for the household."""
    page.title(
        "Trades",
        f"As of {plan.as_of}. Place them in this order: within an account the sales pay for the"
        " purchases. Amounts are estimates at the prices named; gains count lots of known cost.",
    )
    table = page.table(COLUMNS, lines, nothing="No trades: there is nothing to place.")
    page.lead_with(table, columns=5)
    page.gap()
    labels = {line.trade.account: line.trade.account_label for line in lines}
    for key, label in labels.items():
        _total(page, table, label, _in_account(key))
    if lines:
        _total(page, table, "All accounts", lambda _: True)
    return table


def _in_account(key: str) -> Callable[[TradeLine], bool]:
    return lambda line: line.trade.account == key


def _total(
    page: Page, table: Table[TradeLine], label: str, belongs: Callable[[TradeLine], bool]
) -> None:
    """Write what the trades that belong add up to, read from the cells above."""
    sold = table.total("Est. amount", lambda line: belongs(line) and line.is_sale)
    bought = table.total("Est. amount", lambda line: belongs(line) and not line.is_sale)
    sums = [(header, table.total(header, belongs)) for header in _SUMMED]
    page.totals(
        table,
        [
            ("Account", label),
            ("Name", "Sales less purchases"),
            ("Est. amount", sold - bought),
            *sums,
        ],
    )


def amount_of(lines: tuple[TradeLine, ...], action: Action, account: str | None = None) -> Decimal:
    """Return what the trades of one kind come to, in one account or in all."""
    return sum(
        (
            line.trade.value
            for line in lines
            if line.trade.action is action and account in {None, line.trade.account}
        ),
        start=ZERO,
    )
