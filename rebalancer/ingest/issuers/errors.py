"""Why a fund's holdings file cannot be used: each error names the file, and what to do next."""

from collections.abc import Sequence

from rebalancer.ingest.errors import FileError

_DOWNLOAD = "Download the complete list of holdings from the fund's page, as CSV or Excel."


class NotHoldingsError(FileError):
    """The file has no table of a fund's holdings."""

    title = "This is not a fund's holdings file"

    def __init__(self, file: str) -> None:
        super().__init__(
            file,
            0,
            "has no table with a weight and a ticker or name for each holding.",
            remedy=_DOWNLOAD,
        )


class DamagedHoldingsError(FileError):
    """The file breaks off or makes no sense."""

    title = "This holdings file is damaged"

    def __init__(self, file: str, what: str) -> None:
        super().__init__(file, 0, f"is damaged: {what}.", remedy=_DOWNLOAD)


class NothingHeldError(FileError):
    """The table is there, but not one line of it can be counted."""

    title = "Nothing is held here"

    def __init__(self, file: str, reason: str) -> None:
        because = f" ({reason})" if reason else ""
        super().__init__(
            file, 0, f"is a list of holdings, but no line counts{because}.", remedy=_DOWNLOAD
        )


class UnknownFundError(FileError):
    """Nothing tells which fund the file is about.

    Attributes:
        candidates: Symbols that it may be, the likeliest first; may be empty.
        named: What the file itself calls the fund, or "".
    """

    title = "Which fund is this?"

    def __init__(self, file: str, named: str, candidates: Sequence[str]) -> None:
        what = f"calls its fund “{named}”, which is no" if named else "does not name a"
        may_be = f" It may be {', '.join(candidates)}." if candidates else ""
        super().__init__(
            file,
            0,
            f"{what} fund that the app knows.{may_be}",
            remedy="Say the fund's ticker symbol (on the command line as SYMBOL=FILE).",
        )
        self.named = named
        self.candidates = tuple(candidates)


class OtherFundError(FileError):
    """The file says that it is about another fund than the caller does."""

    title = "This is another fund's file"

    def __init__(self, file: str, said: str, found: str) -> None:
        super().__init__(
            file, 0, f"lists the holdings of {found}, not of {said}.", remedy=f"Use it for {found}."
        )


class NoFundError(FileError):
    """The holdings are said to be those of something that holds nothing."""

    title = "This is not a fund to look through"

    def __init__(self, file: str, symbol: str, what: str) -> None:
        super().__init__(
            file,
            0,
            f"cannot be the holdings of {symbol}, which is {what}.",
            remedy="Say the ticker symbol of the fund that the file is about.",
        )


class LeveragedFundError(FileError):
    """The lines add up to far more than the fund: its exposure cannot be shown as shares of it."""

    title = "This fund is leveraged"

    def __init__(self, file: str, total: float) -> None:
        super().__init__(
            file,
            0,
            f"lists holdings of {total:.0%} of the fund; leveraged funds are not looked through.",
            remedy="The fund stays as it was.",
        )
