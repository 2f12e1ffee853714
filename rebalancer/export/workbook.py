"""The trade list as a workbook that goes to a broker, a client or an accountant."""

from functools import partial
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from openpyxl import Workbook

import rebalancer
from rebalancer.atomic import write_atomically
from rebalancer.export.page import Page, set_up_print
from rebalancer.export.sheets.cash import write_cash
from rebalancer.export.sheets.checks import Tables, check
from rebalancer.export.sheets.exposure import write_exposure
from rebalancer.export.sheets.inputs import write_inputs
from rebalancer.export.sheets.lots import write_lots
from rebalancer.export.sheets.not_traded import write_not_traded
from rebalancer.export.sheets.summary import write_summary
from rebalancer.export.sheets.trades import trade_lines, write_trades
from rebalancer.export.style import BLUE
from rebalancer.ingest.result import ImportResult
from rebalancer.progress import Progress, silent
from rebalancer.rebalance.plan import TradePlan

TITLES = ("Summary", "Trades", "Lots", "Cash", "Not traded", "Exposure", "Inputs")


def write_workbook(
    path: Path, plan: TradePlan, imported: ImportResult, *, progress: Progress = silent
) -> None:
    """Write *plan*, and what it was computed from, to the workbook at *path*.

    Raises:
        RebalancerError: The file cannot be written; an older one stays as it was.
        Cancelled: *progress* says so; nothing is written.
    """
    workbook = build_workbook(plan, imported, progress=progress)
    progress(0.8, "Saving the workbook")
    write_atomically(path, partial(_save, workbook))
    progress(1.0, "Workbook saved")


def build_workbook(
    plan: TradePlan, imported: ImportResult, *, progress: Progress = silent
) -> Workbook:
    """Return the workbook that *plan* fills."""
    workbook = _empty_workbook(plan)
    pages = {title: Page(workbook[title]) for title in TITLES}
    lines = trade_lines(plan)
    progress(0.0, "Writing the trades")
    trades = write_trades(pages["Trades"], plan, lines)
    lots = write_lots(pages["Lots"], lines)
    progress(0.3, "Writing cash and exposure")
    cash = write_cash(pages["Cash"], plan, imported.portfolio, lines)
    write_not_traded(pages["Not traded"], plan)
    companies = write_exposure(pages["Exposure"], plan)
    progress(0.6, "Checking the sheets")
    checks = check(plan, Tables(trades=trades, lots=lots, cash=cash, companies=companies))
    write_inputs(pages["Inputs"], plan, imported, checks)
    write_summary(pages["Summary"], plan, imported, lines, checks)
    return workbook


def _empty_workbook(plan: TradePlan) -> Workbook:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title in TITLES:
        sheet = workbook.create_sheet(title)
        set_up_print(sheet, f"Rebalancer, trade list as of {plan.as_of}")
        sheet.sheet_view.zoomScale = 100 if title == "Summary" else 90
        sheet.sheet_view.showGridLines = False
        sheet.sheet_properties.tabColor = BLUE if title in {"Summary", "Trades"} else None
    properties = workbook.properties
    properties.title = f"Trade list as of {plan.as_of}"
    properties.creator = f"Rebalancer {rebalancer.__version__}"
    properties.subject = "Trades, tax lots and exposure of a household"
    return workbook


def _save(workbook: Workbook, stream: BinaryIO) -> None:
    # the archive is finished in memory: one that breaks off on a full disk cannot be closed
    archive = BytesIO()
    workbook.save(archive)
    stream.write(archive.getbuffer())
