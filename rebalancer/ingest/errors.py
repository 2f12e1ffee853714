"""Why a file cannot be read at all: each error names file and line, and what to do next."""

from collections.abc import Iterable
from pathlib import Path

from rebalancer.errors import RebalancerError
from rebalancer.spelling import nearest

PLAIN_WAY_OUT = (
    "Or copy the holdings into the plain template: a CSV with the columns account, tax_treatment, "
    "symbol, description, quantity, price, cost_basis, acquired."
)


class FileError(RebalancerError):
    """A file that cannot be read.

    Attributes:
        file: Name of the file, without its folder.
        line: Where it went wrong, counted from 1; 0 means the file as a whole.
    """

    title = "This file cannot be read"

    def __init__(self, file: str, line: int, problem: str, *, remedy: str = "") -> None:
        where = f"“{file}”, line {line}: " if line else f"“{file}” "
        super().__init__(where + problem, remedy=remedy)
        self.file = file
        self.line = line


class NoFilesError(RebalancerError):
    """Reading was asked for, but no file was named."""

    title = "No file was chosen"

    def __init__(self) -> None:
        super().__init__(
            "No file was chosen.", remedy="Choose the positions file that your broker exports."
        )


class UnreadableFileError(FileError):
    """The operating system does not hand the file over."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            path.name,
            0,
            f"could not be opened ({reason}).",
            remedy="Check that the file is still there and that you may read it.",
        )


class TooLargeError(FileError):
    """The file is far larger than any list of holdings."""

    def __init__(self, file: str, size: int, limit: int) -> None:
        super().__init__(
            file,
            0,
            f"has {size / 1e6:,.0f} MB; a list of holdings has less than {limit / 1e6:,.0f} MB.",
            remedy="Choose the positions file that your broker exports.",
        )


class EmptyFileError(FileError):
    """The file has no content."""

    title = "This file is empty"

    def __init__(self, file: str) -> None:
        super().__init__(file, 0, "is empty.", remedy="Export the positions again.")


class NotTextError(FileError):
    """The file is not a text file with rows and columns."""

    title = "This is not a CSV file"

    def __init__(self, file: str, what: str, line: int = 0) -> None:
        verb = "is" if line == 0 else "this is"
        super().__init__(
            file,
            line,
            f"{verb} {what}, not a CSV file.",
            remedy="Export the positions as CSV, or save the sheet as CSV.",
        )


class NotPositionsError(FileError):
    """The file is known, but it does not list what is held."""

    title = "This is not a positions file"

    def __init__(self, file: str, line: int, what: str, remedy: str) -> None:
        super().__init__(file, line, f"this is a {what}, not a positions file.", remedy=remedy)


class UnknownLayoutError(FileError):
    """No known layout fits.

    Attributes:
        path: Where the file is, for whoever asks what its columns mean; None if it has no place.
    """

    title = "This layout is not known yet"
    path: Path | None = None

    def __init__(self, file: str, line: int, start: str) -> None:
        super().__init__(
            file,
            line,
            f"the layout that starts with “{start}” is not known yet.",
            remedy="Say once what its columns mean, in the window, and files like it are read "
            "from then on. " + PLAIN_WAY_OUT,
        )


class NoTableError(FileError):
    """There are no rows with cells, so that nobody can say what its columns mean."""

    title = "There is no table in this file"

    def __init__(self, file: str) -> None:
        super().__init__(
            file,
            0,
            "holds no table: a list of holdings has a row for each, its cells separated by commas, "
            "semicolons or tabs.",
            remedy="Choose the positions file that your broker exports. " + PLAIN_WAY_OUT,
        )


class LayoutChangedError(FileError):
    """A mapping was asked for whose headings the file does not have."""

    title = "This file has other columns"

    def __init__(self, file: str, name: str) -> None:
        super().__init__(
            file,
            0,
            f"does not have the columns of “{name}”.",
            remedy="Say again what its columns mean.",
        )


class OpenQuestionError(FileError):
    """The meaning of a file is not settled yet."""

    title = "Something is still to be said"

    def __init__(self, file: str, question: str) -> None:
        super().__init__(file, 0, "cannot be read yet.", remedy=question)


class MissingColumnError(FileError):
    """A column is absent that nobody can do without."""

    title = "A column is missing"

    def __init__(self, file: str, line: int, wanted: str, found: Iterable[str]) -> None:
        guess = nearest(wanted.casefold(), found)
        super().__init__(
            file,
            line,
            f"there is no “{wanted}” column. {guess}".rstrip(),
            remedy="Export the positions again with every column shown.",
        )


class NoHoldingsError(FileError):
    """The layout is known, but not one holding could be read."""

    title = "Nothing is held here"

    def __init__(self, file: str, line: int, layout: str, reason: str) -> None:
        because = f" ({reason})" if reason else ""
        super().__init__(
            file,
            line,
            f"its layout is known ({layout}), but no holding in it can be read{because}.",
            remedy="The file may be cut off: export the positions again.",
        )
