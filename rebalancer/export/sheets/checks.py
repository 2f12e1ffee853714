"""Whether the sheets agree with the plan, computed from what stands in their cells."""

from dataclasses import dataclass
from decimal import Decimal

from rebalancer.domain.money import total
from rebalancer.export.page import Table
from rebalancer.export.sheets.cash import CashLine
from rebalancer.export.sheets.exposure import CompanyLine
from rebalancer.export.sheets.lots import LotLine
from rebalancer.export.sheets.trades import TradeLine
from rebalancer.rebalance.plan import Action, TradePlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A figure of the plan beside the same figure added up from the sheets."""

    title: str
    planned: Decimal
    written: Decimal

    @property
    def agrees(self) -> bool:
        """Whether both are the same, to the last digit."""
        return self.planned == self.written


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The tables that have to agree with the plan and with each other."""

    trades: Table[TradeLine]
    lots: Table[LotLine]
    cash: Table[CashLine]
    companies: Table[CompanyLine]


def check(plan: TradePlan, tables: Tables) -> tuple[Check, ...]:
    """Return what must come out the same in the plan and in the sheets."""
    sales = [trade for trade in plan.trades if trade.action is Action.SELL]
    cash = tables.cash
    left = total(cash.total(header) for header in ("Cash before", "Added or withdrawn", "Sales"))
    spent = total(cash.total(header) for header in ("Purchases", "Trading costs"))
    return (
        Check(
            title="Trades: amounts of all trades",
            planned=total(trade.value for trade in plan.trades),
            written=tables.trades.total("Est. amount"),
        ),
        Check(
            title="Lots: shares that the sales close",
            planned=total(trade.quantity for trade in sales),
            written=tables.lots.total("Shares sold"),
        ),
        Check(
            title="Lots: proceeds of the sales",
            planned=total(trade.value for trade in sales),
            written=tables.lots.total("Proceeds"),
        ),
        Check(
            title="Cash: what is left in all accounts",
            planned=total(plan.cash_after.values()),
            written=left - spent,
        ),
        Check(
            title="Exposure: value of everything before",
            planned=plan.before.total_value,
            written=tables.companies.total("Value before"),
        ),
        Check(
            title="Exposure: value of everything after",
            planned=plan.after.total_value,
            written=tables.companies.total("Value after"),
        ),
    )
