"""Opens a workbook with openpyxl, for whoever has looked at it with `check_workbook` before."""

import io

from openpyxl import Workbook, load_workbook


def open_workbook(content: bytes) -> Workbook:
    """Return the workbook that *content* is: its values, one row after another."""
    return load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
