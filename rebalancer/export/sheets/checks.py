"""Whether the sheets agree with the plan, computed from what stands in their cells, and live."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from rebalancer.domain.money import total
from rebalancer.export.cells import Formula
from rebalancer.export.live import Live
from rebalancer.export.page import Table
from rebalancer.export.sheets.cash import PARTS, CashLine
from rebalancer.export.sheets.exposure import CompanyLine
from rebalancer.export.sheets.holdings import Worth
from rebalancer.export.sheets.lots import LotLine, share_out
from rebalancer.export.sheets.trade_line import TradeLine
from rebalancer.export.sheets.years_tax import YearsTax
from rebalancer.rebalance.plan import Action, TradePlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A figure of the plan beside the same figure added up from the sheets."""

    title: str
    planned: Decimal
    written: Formula

    @property
    def found(self) -> Decimal:
        """What the sheets come to."""
        return Decimal(str(self.written.result))

    @property
    def agrees(self) -> bool:
        """Whether both are the same, to the last digit."""
        return self.planned == self.found

    @property
    def verdict(self) -> str:
        """The result in words."""
        return "agrees" if self.agrees else f"differs by {self.found - self.planned}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The tables that have to agree with the plan and with each other."""

    trades: Table[TradeLine]
    lots: Table[LotLine]
    cash: Table[CashLine]
    companies: Table[CompanyLine]
    worth: Worth
    tax: YearsTax


def check(plan: TradePlan, tables: Tables) -> tuple[Check, ...]:
    """Return what must come out the same in the plan and in the sheets."""
    sales = [trade for trade in plan.trades if trade.action is Action.SELL]
    return (
        Check(
            title="Trades: amounts of all trades",
            planned=total(trade.value for trade in plan.trades),
            written=tables.trades.sum("Est. amount"),
        ),
        Check(
            title="Lots: shares that the sales close",
            planned=total(trade.quantity for trade in sales),
            written=tables.lots.sum("Shares sold"),
        ),
        Check(
            title="Lots: proceeds of the sales",
            planned=total(total(share_out(trade)) for trade in sales),
            written=tables.lots.sum("Proceeds"),
        ),
        Check(
            title="Tax: what the plan adds this year",
            planned=plan.tax.estimated_tax,
            written=tables.tax.owed.formula,
        ),
        Check(
            title="Tax: what the trades bear of it",
            planned=plan.tax.estimated_tax,
            written=tables.trades.sum("Est. tax"),
        ),
        Check(
            title="Cash: what is left in all accounts",
            planned=total(plan.cash_after.values()),
            written=_left(tables.cash),
        ),
        *_worths(plan, tables),
    )


def _worths(plan: TradePlan, tables: Tables) -> Iterator[Check]:
    """Yield what everything is worth, as holdings and as companies."""
    for when, worth, live in (
        ("before", plan.before.total_value, tables.worth.before),
        ("after", plan.after.total_value, tables.worth.after),
    ):
        companies = tables.companies.sum(f"Value {when}")
        for sheet, written in (("Holdings", live.formula), ("Exposure", companies)):
            yield Check(
                title=f"{sheet}: value of everything {when}", planned=worth, written=written
            )


def _left(cash: Table[CashLine]) -> Formula:
    """Return what should be left in all accounts, from the other columns."""
    before, moved, aside, sales, purchases, costs = (_live(cash.sum(part)) for part in PARTS)
    return (before + moved + aside + sales - purchases - costs).formula


def _live(formula: Formula) -> Live:
    return Live(formula.text, Decimal(str(formula.result)))
