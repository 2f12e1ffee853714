"""What a document holds, shown as soon as it is measured."""

from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from rebalancer.document.content import Content
from rebalancer.document.decisions import Decisions
from rebalancer.ingest.result import ImportResult
from ui.state.household import Household
from ui.state.measuring import Basis, Measuring, Outcome, Standing
from ui.tasks import Errands

OPEN = "open"
"""The kind of work that an opened household waits for."""


class Stage(Protocol):
    """Whoever shows a household and its decisions."""

    decisions: Decisions

    def basis(self, decisions: Decisions) -> Basis:
        """Return what the household is measured from under *decisions*."""

    def take_decisions(self, decisions: Decisions) -> None:
        """Put *decisions* in force."""

    def take_household(self, household: Household | None) -> None:
        """Show *household*."""


class Opening(QObject):
    """Puts the content of a document in force; until it is measured, it is on its way."""

    failed = Signal(Exception)
    """What is on its way cannot be measured; it stays in its document."""
    ended = Signal()
    """Nothing is on its way any more."""

    def __init__(self, stage: Stage, measuring: Measuring, errands: Errands) -> None:
        super().__init__()
        self._stage = stage
        self._measuring = measuring
        self._errands = errands
        self._coming: Content | None = None
        self._left: ImportResult | None = None
        """What is shown until the coming household is."""
        errands.dropped.connect(self._stop)

    @property
    def is_busy(self) -> bool:
        """Whether a household is on its way."""
        return self._errands.is_running(OPEN)

    @property
    def content(self) -> Content:
        """What is in force, or about to be."""
        decisions = self._stage.decisions
        basis = self._stage.basis(decisions)
        if self._coming is not None and basis.as_read is self._left:
            return replace(self._coming, decisions=decisions)
        self._coming = None
        return Content(as_read=basis.as_read, is_sample=basis.is_sample, decisions=decisions)

    def hold(self, held: Content) -> None:
        """Show what was read in *held* under the decisions in force; at once, as ``show`` does."""
        self.show(replace(self.content, as_read=held.as_read, is_sample=held.is_sample))

    def show(self, content: Content) -> None:
        """Show *content*; at once, if it has been measured lately."""
        if content.as_read is self.content.as_read:
            self._stage.take_decisions(content.decisions)
            self.ended.emit()
            return
        self._errands.abandon(OPEN, "import", "propose")
        self._left = self._stage.basis(content.decisions).as_read
        self._coming = content
        self._stage.take_decisions(content.decisions)
        if content.as_read is None:
            self._arrive(None)
            return
        basis = replace(
            self._stage.basis(content.decisions),
            as_read=content.as_read,
            is_sample=content.is_sample,
        )
        known = self._measuring.find(basis)
        if known is None:
            self._measuring.measure(OPEN, basis, self._take)
        else:
            self._arrive(known.household)

    def _take(self, outcome: Outcome) -> None:
        if isinstance(outcome, Standing):
            self._arrive(outcome.household)
        else:
            self.failed.emit(outcome)
            self.ended.emit()

    def _arrive(self, household: Household | None) -> None:
        self._coming = None
        self._stage.take_household(household)
        self.ended.emit()

    def _stop(self, kind: str) -> None:
        if kind == OPEN:
            self.ended.emit()
