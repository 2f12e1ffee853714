"""The sheet Cash: that every account can pay for its own purchases."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from rebalancer.domain.account import Account
from rebalancer.domain.money import ZERO, total
from rebalancer.domain.portfolio import Portfolio
from rebalancer.export.cells import Value
from rebalancer.export.page import At, Column, Page, Table
from rebalancer.export.sheets.trade_line import TradeLine, amount_of, numbers_of
from rebalancer.export.style import CENTS, LONG_TEXT, RIGHT_TEXT, Format, Look, Tone
from rebalancer.export.words import TREATMENTS, dollars
from rebalancer.rebalance.plan import Action, TradePlan

AGREES = "agrees"
SHORT = "cash is short"


@dataclass(frozen=True, slots=True, kw_only=True)
class CashLine:
    """The cash of one account, and where it comes from and goes."""

    account: Account
    moved: Decimal
    """Added, or taken out where negative."""
    sales: Decimal
    purchases: Decimal
    costs: Decimal
    after: Decimal | None
    """As the plan states it."""

    @property
    def set_aside(self) -> Decimal:
        """What purchases that have not settled yet will take, negative; 0 without any."""
        return min(self.account.pending, ZERO)

    @property
    def expected(self) -> Decimal:
        """What should be left, from the other columns."""
        own = self.account.cash + self.moved + self.set_aside
        return own + self.sales - self.purchases - self.costs

    @property
    def verdict(self) -> str | None:
        """Whether the plan's cash is what should be left; None where the plan does not say."""
        if self.after is None:
            return None
        difference = self.after - self.expected
        return AGREES if difference == ZERO else f"differs by {dollars(difference)}"


def cash_lines(
    plan: TradePlan, portfolio: Portfolio, lines: tuple[TradeLine, ...]
) -> tuple[CashLine, ...]:
    """Return the cash of every account of *portfolio*, traded or not."""
    trading = plan.policy.trading
    return tuple(
        CashLine(
            account=account,
            moved=_named(trading.contribute, account) - _named(trading.withdraw, account),
            sales=amount_of(lines, Action.SELL, account.key),
            purchases=amount_of(lines, Action.BUY, account.key),
            costs=total(line.trade.cost for line in lines if line.trade.account == account.key),
            after=plan.cash_after.get(account.key),
        )
        for account in portfolio.accounts
    )


def _named(amounts: Mapping[str, Decimal], account: Account) -> Decimal:
    return total(amount for name, amount in amounts.items() if account.matches(name))


SET_ASIDE = "Set aside"
PARTS = ("Cash before", "Added or withdrawn", SET_ASIDE, "Sales", "Purchases", "Trading costs")
"""What cash after the trades is made of; the last two are taken off."""
_MOVED = Look(format=Format.SIGNED_CENTS, right=True, is_input=True)


def _columns(trades: Table[TradeLine]) -> tuple[Column[CashLine], ...]:
    def amounts(action: Action) -> Callable[[CashLine, At], str | None]:
        def formula(row: CashLine, _: At) -> str | None:
            numbers = numbers_of(trades.rows, action, row.account.key)
            if not numbers:
                return None
            return f"SUM({trades.range('Est. amount', numbers[0], numbers[-1])})"

        return formula

    return (
        Column(header="Account", value=lambda row: row.account.label, look=LONG_TEXT, width=32),
        Column(
            header="Tax treatment",
            value=lambda row: TREATMENTS[row.account.tax_treatment],
            look=LONG_TEXT,
            width=16,
        ),
        _money("Cash before", lambda row: row.account.cash, tone=Tone.BEFORE),
        Column(header="Added or withdrawn", value=lambda row: row.moved, look=_MOVED, width=16),
        _money(SET_ASIDE, lambda row: row.set_aside),
        _money("Sales", lambda row: row.sales, amounts(Action.SELL)),
        _money("Purchases", lambda row: row.purchases, amounts(Action.BUY)),
        _money("Trading costs", lambda row: row.costs),
        _money("Cash after", lambda row: row.after, _left, tone=Tone.AFTER),
        Column(
            header="Check",
            value=lambda row: row.verdict,
            formula=_verdict,
            look=RIGHT_TEXT,
            width=24,
        ),
    )


def _money(
    header: str,
    value: Callable[[CashLine], Value],
    formula: Callable[[CashLine, At], str | None] | None = None,
    tone: Tone = Tone.STRONG,
) -> Column[CashLine]:
    return Column(header=header, value=value, formula=formula, look=CENTS, width=16, tone=tone)


def _left(row: CashLine, at: At) -> str | None:
    """Return what should be left; a plan that says something else keeps its own figure."""
    if row.after != row.expected:
        return None
    paid = f"{at('Sales')}-{at('Purchases')}-{at('Trading costs')}"
    return f"{_own(at)}+{paid}"


def _own(at: At) -> str:
    """Return what the account could spend without any trade."""
    return f"{at('Cash before')}+{at('Added or withdrawn')}+{at(SET_ASIDE)}"


def _verdict(row: CashLine, at: At) -> str | None:
    """Return whether the cash lasts; what is owed already before the trades may stay owed."""
    if row.after != row.expected:
        return None
    floor = f"MIN(0,{_own(at)})"
    return f'IF({at("Cash after")}>={floor}-0.005,"{AGREES}","{SHORT}")'


def write_cash(
    page: Page,
    plan: TradePlan,
    portfolio: Portfolio,
    lines: tuple[TradeLine, ...],
    trades: Table[TradeLine],
) -> Table[CashLine]:
    """Write the cash of every account before and after the trades."""
    page.title(
        "Cash by account",
        "Cash after is cash before, plus what is added and sold, less what is bought and what"
        " trading costs. What purchases that have not settled yet will take is set aside; proceeds"
        " that have not settled yet are not counted.",
    )
    table = page.table(_columns(trades), cash_lines(plan, portfolio, lines))
    page.lead_with(table, columns=1)
    page.gap()
    sums = [(header, table.sum(header)) for header in (*PARTS, "Cash after")]
    page.totals(table, [("Account", "All accounts"), *sums])
    return table
