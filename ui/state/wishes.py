"""Decisions that come into force once it is known where the household stands after them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from rebalancer.document.decisions import Decisions
from rebalancer.market.refresh import Refresh
from ui.language import tr
from ui.state.measuring import Basis, Measuring, Outcome, Standing
from ui.tasks import Errands

DECIDE = "decide"
"""The kind of work that wishes wait for."""


class Court(Protocol):
    """Whoever decides: knows what is in force, and puts something else in its place."""

    decisions: Decisions

    def basis(self, decisions: Decisions) -> Basis:
        """Return what the household is measured from under *decisions*."""

    def decide(self, after: Decisions, title: str, merge_key: int) -> None:
        """Put *after* in force, as one step to undo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    change: Callable[[Decisions], Decisions]
    title: str
    merge_key: int


class Wishes(QObject):
    """Measures first and decides then, so that what is decided is always what is shown.

    Wishes that come while the household is being measured are granted together; where it cannot
    be measured under them, all of them are refused.
    """

    refused = Signal(Exception)
    """Why nothing is decided: a ``RebalancerError``."""
    ended = Signal()
    """Nothing is wished for any more."""

    def __init__(self, court: Court, measuring: Measuring, errands: Errands) -> None:
        super().__init__()
        self._court = court
        self._measuring = measuring
        self._errands = errands
        self._open: list[_Wish] = []
        errands.dropped.connect(self._forget)

    @property
    def are_open(self) -> bool:
        """Whether something is wished for that is not decided yet."""
        return bool(self._open)

    def add(
        self, change: Callable[[Decisions], Decisions], title: str, merge_key: int = -1
    ) -> None:
        """Wish for *change*; *title* is what is undone, in the user's words."""
        self._open.append(_Wish(change=change, title=title, merge_key=merge_key))
        self._grant()

    def value_at(self, refresh: Refresh | None) -> None:
        """Wish for holdings at the prices of *refresh*, or of their files for None."""
        at_files = tr("value at the prices of the files")
        title = at_files if refresh is None else tr("value at refreshed prices")
        self.add(lambda now: replace(now, valued_at=refresh), title)

    def withdraw(self) -> None:
        """Wish for nothing any more: it was about another household."""
        self._errands.abandon(DECIDE)
        self._open = []

    def finish(self) -> None:
        """Decide now on what is wished for: there will be no time to wait for it."""
        if self._open and isinstance(self._measuring.measure_now(self._basis()), Standing):
            self._grant()

    def _basis(self) -> Basis:
        """Return what the household is measured from if everything is granted."""
        after = self._court.decisions
        for wish in self._open:
            after = wish.change(after)
        return self._court.basis(after)

    def _grant(self) -> None:
        basis, court = self._basis(), self._court
        if self._measuring.find(basis) is None:
            self._measuring.measure(DECIDE, basis, self._take)
            return
        granted, self._open = self._open, []
        for wish in granted:
            court.decide(wish.change(court.decisions), wish.title, wish.merge_key)
        self.ended.emit()

    def _take(self, outcome: Outcome) -> None:
        if isinstance(outcome, Standing):
            self._grant()
        else:
            self._open = []
            self.refused.emit(outcome)
            self.ended.emit()

    def _forget(self, kind: str) -> None:
        if kind == DECIDE:
            self._open = []
            self.ended.emit()
