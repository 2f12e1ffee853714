"""Everything that is doubtful about one file, collected while it is read."""

from rebalancer.ingest import result
from rebalancer.ingest.result import SkippedRow, WarningCode


class Notes:
    """Skipped lines and warnings of one file.

    Attributes:
        file: Name of the file, without its folder.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self._skipped: list[SkippedRow] = []
        self._warnings: list[result.ImportWarning] = []

    def skip(self, line: int, reason: str) -> None:
        """Note that *line* is left out, and why."""
        self._skipped.append(SkippedRow(file=self.file, line=line, reason=reason))

    def warn(self, code: WarningCode, line: int, message: str, account: str = "") -> None:
        """Note a doubt about *line*, which is read all the same; *account* is the key of one."""
        self._warnings.append(
            result.ImportWarning(
                code=code, file=self.file, line=line, message=message, account=account
            ),
        )

    def add(self, other: "Notes") -> None:
        """Note all that was noted in *other* notes of the same file."""
        self._skipped += other.skipped
        self._warnings += other.warnings

    @property
    def skipped(self) -> tuple[SkippedRow, ...]:
        """What was left out, in the order of the file."""
        return tuple(sorted(self._skipped, key=lambda row: row.line))

    @property
    def warnings(self) -> tuple[result.ImportWarning, ...]:
        """The doubts, in the order of the file."""
        return tuple(sorted(self._warnings, key=lambda warning: warning.line))
