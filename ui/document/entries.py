"""What is written into a household's file, one after the other."""

from dataclasses import dataclass
from typing import Protocol

from rebalancer.document.content import PART_NAMES, Parts
from rebalancer.document.store.document import Document
from rebalancer.document.store.record import RecordedStep


class Entry(Protocol):
    """Something to be written."""

    def write(self, document: Document, target: Parts) -> None:
        """Make *document* hold *target*."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A step that was just done."""

    title: str
    merge_key: int = -1

    def write(self, document: Document, target: Parts) -> None:
        """Record the step from what *document* holds to *target*."""
        before, names = document.parts, _differing(document, target)
        step = RecordedStep(
            title=self.title,
            merge_key=self.merge_key,
            before={name: before[name] for name in names if name in before},
            after={name: target[name] for name in names if name in target},
        )
        document.record(step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Steps that were undone, or done again.

    Attributes:
        to: So many are done, of all that the document ever had.
    """

    to: int

    def write(self, document: Document, target: Parts) -> None:
        """Go there, as far as the steps are not forgotten, and hold what is shown then."""
        there = self.to - document.forgotten
        document.move_to(min(max(there, 0), len(document.steps)))
        Settle().write(document, target)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle:
    """Something that cannot be undone."""

    def write(self, document: Document, target: Parts) -> None:
        """Let *document* hold *target* from here on."""
        names = _differing(document, target)
        if names:
            document.set_parts({name: target.get(name, b"") for name in names})


def _differing(document: Document, target: Parts) -> tuple[str, ...]:
    """Return the names of the parts that are others; those of a newer app are left alone."""
    held = document.parts
    return tuple(name for name in PART_NAMES if held.get(name) != target.get(name))
