"""Why a workbook is not opened: each error names the file, and what to do next."""

from rebalancer.ingest.errors import FileError

_SAVE_AGAIN = "Export the positions again, or save the sheet as CSV."


class NotWorkbookError(FileError):
    """A zip archive, but not an Excel workbook."""

    title = "This is not an Excel workbook"

    def __init__(self, file: str) -> None:
        super().__init__(
            file,
            0,
            "is a zip archive or a document, not an Excel workbook (.xlsx).",
            remedy="Unpack it first, or save the sheet as .xlsx or CSV.",
        )


class DamagedWorkbookError(FileError):
    """A workbook that cannot be unpacked or makes no sense."""

    title = "This workbook is damaged"

    def __init__(self, file: str, what: str) -> None:
        super().__init__(file, 0, f"is a damaged workbook: {what}.", remedy=_SAVE_AGAIN)


class HostileWorkbookError(FileError):
    """A workbook that would fill the memory or reach for other files once it is opened."""

    title = "This workbook is not safe to open"

    def __init__(self, file: str, what: str) -> None:
        super().__init__(file, 0, f"was not opened: {what}.", remedy=_SAVE_AGAIN)


class TooManyCellsError(FileError):
    """A sheet that is larger than any list of holdings."""

    title = "This sheet is too large"

    def __init__(self, file: str, line: int, what: str) -> None:
        super().__init__(
            file,
            line,
            f"{what}, far more than a list of holdings has.",
            remedy="Delete what stands outside the list, or copy the list into a new workbook.",
        )
