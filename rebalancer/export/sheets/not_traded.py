"""The sheet Not traded: what could have been traded, and what stood in the way."""

from rebalancer.export.page import Column, Page
from rebalancer.export.style import LONG_TEXT, STRONG_TEXT
from rebalancer.rebalance.plan import NotTraded, TradePlan

COLUMNS: tuple[Column[NotTraded], ...] = (
    Column(
        header="Account",
        value=lambda row: row.account_label or "All accounts",
        look=LONG_TEXT,
        width=32,
    ),
    Column(header="Symbol", value=lambda row: row.symbol, look=STRONG_TEXT, width=14),
    Column(
        header="Rule",
        value=lambda row: row.rule.replace("_", " ").capitalize(),
        look=LONG_TEXT,
        width=24,
    ),
    Column(header="Reason", value=lambda row: row.reason, look=LONG_TEXT, width=90),
)


def write_not_traded(page: Page, plan: TradePlan) -> None:
    """Write what was left alone, with the rule and the reason."""
    page.title("Not traded", "What the plan leaves as it is, and the rule that says so.")
    nothing = "Nothing stood in the way of a trade."
    page.lead_with(page.table(COLUMNS, plan.skipped, nothing=nothing), columns=2)
