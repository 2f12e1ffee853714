"""The workbook that a plan fills, sheet by sheet."""

import rebalancer
from rebalancer.export.annex import NO_ANNEX, Annex
from rebalancer.export.book import Book
from rebalancer.export.page import Page, set_up_print
from rebalancer.export.sheets import holdings, summary, trades
from rebalancer.export.sheets.cash import write_cash
from rebalancer.export.sheets.checks import Tables, check
from rebalancer.export.sheets.dates import write_dates
from rebalancer.export.sheets.exposure import write_exposure
from rebalancer.export.sheets.holdings import HoldingsSheet, holding_lines
from rebalancer.export.sheets.inputs import write_inputs
from rebalancer.export.sheets.look_through import Shares
from rebalancer.export.sheets.lots import LotsSheet
from rebalancer.export.sheets.not_traded import write_not_traded
from rebalancer.export.sheets.prices import Prices
from rebalancer.export.sheets.scenarios import write_scenarios
from rebalancer.export.sheets.summary import write_summary
from rebalancer.export.sheets.tax import TaxSheet
from rebalancer.export.sheets.trade_line import trade_lines
from rebalancer.export.sheets.trades import write_trades
from rebalancer.export.style import BLUE
from rebalancer.ingest.result import ImportResult
from rebalancer.progress import Progress, Pulse, silent
from rebalancer.rebalance.plan import TradePlan

TITLES = (
    "Summary",
    "Trades",
    "Lots",
    "Cash",
    "Holdings",
    "Not traded",
    "Dates",
    "Exposure",
    "Scenarios",
    "Prices and tax",
    "Inputs",
)


def build_workbook(
    plan: TradePlan,
    imported: ImportResult,
    annex: Annex = NO_ANNEX,
    *,
    progress: Progress = silent,
) -> Book:
    """Return the workbook that *plan* fills."""
    book = _empty_book(plan, Pulse(progress))
    pages = book.pages
    lines = trade_lines(plan)
    book.pulse.step(0.0, "Writing the trades")
    prices, shares = _write_prices(pages["Prices and tax"], plan)
    sold = LotsSheet(pages["Lots"], plan, lines, prices)
    tax = TaxSheet(pages["Prices and tax"], plan, sold.table).write()
    sold.write(tax)
    held = HoldingsSheet(
        pages["Holdings"], holding_lines(plan, lines, plan.portfolio_before), shares
    )
    listed = write_trades(
        pages["Trades"],
        plan,
        lines,
        trades.Sources(
            prices=prices,
            lots=sold.table,
            shares=shares,
            tax=tax,
            holdings=held,
            policy=plan.policy,
            terms=annex.terms,
            statuses=annex.approval.statuses([line.trade for line in lines]),
        ),
    )
    book.pulse.step(0.3, "Writing cash and holdings")
    cash = write_cash(pages["Cash"], plan, imported.portfolio, lines, listed)
    worth = held.write(holdings.Sources(prices=prices, trades=listed, cash=cash))
    write_not_traded(pages["Not traded"], plan)
    write_dates(pages["Dates"], plan)
    companies = write_exposure(pages["Exposure"], plan)
    book.pulse.step(0.5, "Playing the scenarios")
    write_scenarios(pages["Scenarios"], plan, annex.scenario)
    book.pulse.step(0.6, "Checking the sheets")
    lots = sold.table
    tables = Tables(trades=listed, lots=lots, cash=cash, companies=companies, worth=worth, tax=tax)
    checks = check(plan, tables)
    write_inputs(pages["Inputs"], plan, imported, checks)
    sources = summary.Sources(worth=worth, trades=listed, tax=tax)
    write_summary(pages["Summary"], plan, imported, sources, checks)
    return book


def _write_prices(page: Page, plan: TradePlan) -> tuple[Prices, Shares]:
    page.title(
        "Prices and tax",
        "The numbers on a light ground can be changed: trades, weights and taxes follow. What the"
        " policy asked for is not solved again: that is done in Rebalancer.",
    )
    page.heading("Prices")
    prices = Prices(page, plan)
    page.gap()
    page.heading("Shares of each security, looked through")
    shares = Shares(page, plan)
    page.gap()
    return prices, shares


def _empty_book(plan: TradePlan, pulse: Pulse) -> Book:
    book = Book(TITLES, pulse)
    for title, page in book.pages.items():
        sheet = page.sheet
        set_up_print(sheet, f"Rebalancer, trade list as of {plan.as_of}")
        sheet.sheet_view.zoomScale = 100 if title == "Summary" else 90
        sheet.sheet_view.showGridLines = False
        sheet.sheet_properties.tabColor = BLUE if title in {"Summary", "Trades"} else None
    properties = book.workbook.properties
    properties.title = f"Trade list as of {plan.as_of}"
    properties.creator = f"Rebalancer {rebalancer.__version__}"
    properties.subject = "Trades, tax lots and exposure of a household"
    return book
