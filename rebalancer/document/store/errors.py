"""What can be wrong with a document, in sentences."""

from pathlib import Path

from rebalancer.errors import RebalancerError


class DocumentError(RebalancerError):
    """A document cannot be used as was asked."""

    title = "The household cannot be opened"


class NotADocumentError(DocumentError):
    """The file is something else."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"“{path.name}” is not a household of this app.",
            remedy="Import brokerage files instead of opening them.",
        )


class MissingDocumentError(DocumentError):
    """The file is not where it was."""

    title = "The household was not found"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"“{path}” is not there: it was moved or removed, or its disk is not connected.",
            remedy="Look for it with File > Open household, or go on with a new one.",
        )


class DamagedDocumentError(DocumentError):
    """What stands in the file is not what was saved."""

    title = "The household is damaged"

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(
            f"“{path.name}” is not as it was saved: {problem}.",
            remedy="Restore one of its back-ups; the damaged file is kept.",
        )


class UnreadableDocumentError(DocumentError):
    """The system does not let the file be read."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"“{path}” cannot be read: {reason}.", remedy="Check where it is, and its rights."
        )


class NewerDocumentError(DocumentError):
    """The file was saved by a newer version of the app."""

    def __init__(self, path: Path, found: int, known: int) -> None:
        super().__init__(
            f"“{path.name}” was saved by a newer version of the app: in format {found}; this one "
            f"knows {known}.",
            remedy="Open it with that version.",
        )


class LockedDocumentError(DocumentError):
    """Somebody else has the document open.

    Attributes:
        owner: Who, as far as is known: ``on desk, in process 4711``.
    """

    title = "The household is open elsewhere"

    def __init__(self, path: Path, owner: str) -> None:
        super().__init__(
            f"“{path.name}” is open in another window, {owner}.",
            remedy="Close it there, or open it to read only.",
        )
        self.owner = owner


class ChangedOnDiskError(DocumentError):
    """The file is not the one any more that was opened."""

    title = "The household has changed on disk"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"“{path.name}” has been changed by something else since it was opened; nothing was "
            "saved over it.",
            remedy="Save this household under another name, or open it again.",
        )


class TakenAwayError(DocumentError):
    """The file that was opened is not there any more."""

    title = "The household is not where it was"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"“{path.name}” has been moved or deleted since it was opened.",
            remedy="Save this household under another name, or put the file back.",
        )


class NotSavedError(DocumentError):
    """A change could not be written; the file is as it was."""

    title = "The change was not saved"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"The change was not saved to “{path}”: {reason}. What was saved before is whole.",
            remedy="Save the household in another place.",
        )


class ReadOnlyError(DocumentError):
    """The document was opened to be read only."""

    title = "The household can only be read"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"“{path.name}” can only be read: {why}.",
            remedy="Save it under another name to change it.",
        )
        self.why = why


class AlreadyThereError(DocumentError):
    """A file of that name is there."""

    title = "The name is taken"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"“{path}” is there already, and is left as it is.",
            remedy="Choose another name, or agree to replace it.",
        )
