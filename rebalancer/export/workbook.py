"""The trade list as a workbook that goes to a broker, a client or an accountant.

What fills it needs openpyxl, which is slow to import, and most households are looked at long before
anything is written: it is imported when the first workbook is.
"""

from pathlib import Path

from rebalancer.atomic import write_atomically
from rebalancer.export.annex import NO_ANNEX, Annex
from rebalancer.ingest.result import ImportResult
from rebalancer.progress import Progress, silent
from rebalancer.rebalance.plan import TradePlan


def write_workbook(
    path: Path,
    plan: TradePlan,
    imported: ImportResult,
    annex: Annex = NO_ANNEX,
    *,
    progress: Progress = silent,
) -> None:
    """Write *plan*, and what it was computed from, to the workbook at *path*.

    What stands *beside* the plan is told where it belongs.

    Raises:
        RebalancerError: The file cannot be written; an older one stays as it was.
        Cancelled: *progress* says so; nothing is written.
    """
    from rebalancer.export.plan_workbook import build_workbook  # noqa: PLC0415 - loads openpyxl

    book = build_workbook(plan, imported, annex, progress=progress)
    book.pulse.step(0.8, "Saving the workbook")
    write_atomically(path, book.save)
    book.pulse.step(1.0, "Workbook saved")
