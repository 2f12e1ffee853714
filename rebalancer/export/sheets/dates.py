"""The sheet Dates: when what may be traded again, and which lots turn long-term when."""

from rebalancer.export.calendar_file import Reminder, reminders_of
from rebalancer.export.page import Column, Page
from rebalancer.export.style import DATE, LONG_TEXT, STRONG_TEXT
from rebalancer.rebalance.plan import TradePlan

COLUMNS: tuple[Column[Reminder], ...] = (
    Column(header="From", value=lambda row: row.day, look=DATE, width=14),
    Column(header="What", value=lambda row: row.title, look=STRONG_TEXT, width=40),
    Column(header="Why", value=lambda row: row.reason, look=LONG_TEXT, width=96),
)


def write_dates(page: Page, plan: TradePlan) -> None:
    """Write the days to keep in mind, the first one first."""
    page.title(
        "Days to keep in mind",
        "Wash sales: 30 days before and after a sale at a loss, over all accounts of the household."
        " A gain is long-term from the day after a year has passed.",
    )
    table = page.table(COLUMNS, reminders_of(plan), nothing="No day to keep in mind.")
    page.lead_with(table)
