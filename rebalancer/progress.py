"""How long work reports itself, and how it is stopped."""

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from time import monotonic
from typing import Protocol, Self, TypeVar

Item = TypeVar("Item")

OFTEN = 0.1
"""Seconds between two reports of one step: as often as a person can tell apart."""
LONG = 2
"""Seconds from which on a step takes so long that a person wants to know for how long."""


class Cancelled(Exception):  # noqa: N818 - not an error: the user asked for it
    """Raised out of a progress report when the user has cancelled the work."""


class Progress(Protocol):
    """What the engine knows about whoever is watching."""

    def __call__(self, fraction: float, note: str = "") -> None:
        """Report *fraction* (0..1) of the work as done.

        Raises:
            Cancelled: The user no longer wants the result.
        """


def silent(fraction: float, note: str = "") -> None:
    """Report to nobody."""


def watched(
    items: Iterable[Item], count: int, progress: Progress, note: str, *, every: int = 100
) -> Iterator[Item]:
    """Yield *items*, reporting after each *every* of them how many of *count* are done."""
    for index, item in enumerate(items):
        if index % every == 0:
            progress(index / count, note)
        yield item


@dataclass(frozen=True, slots=True)
class Share:
    """Passes on the progress of one part of some work, which lies between *start* and *end*.

    With a *note*, the part is called that, whatever it calls its own steps.
    """

    progress: Progress
    start: float
    end: float
    note: str = ""

    @classmethod
    def of(cls, progress: Progress, number: int, count: int, note: str = "") -> Self:
        """Return the share of part *number*, counted from 0, of *count* that take as long."""
        return cls(progress, number / count, (number + 1) / count, note)

    def __call__(self, fraction: float, note: str = "") -> None:
        """Report *fraction* (0..1) of this part as done."""
        self.progress(self.start + fraction * (self.end - self.start), self.note or note)


class _Report:
    """The step that is under way, as it was reported last."""

    def __init__(self, progress: Progress, clock: Callable[[], float]) -> None:
        self._progress = progress
        self._clock = clock
        self._fraction, self._note = 0.0, ""
        self._began = self._told = clock()

    @property
    def age(self) -> float:
        """Seconds since it was reported."""
        return self._clock() - self._told

    def step(self, fraction: float, note: str = "") -> None:
        """Report that *fraction* (0..1) of the work is done and what comes next."""
        if note != self._note:
            self._began = self._clock()
        self._fraction, self._note = max(fraction, self._fraction), note
        self.repeat()

    def repeat(self) -> None:
        """Report the step once more."""
        self._told = self._clock()
        seconds = int(self._told - self._began)
        is_long = self._note and seconds >= LONG
        self._progress(self._fraction, f"{self._note}, {seconds} s" if is_long else self._note)


class Pulse:
    """Reports the step that is under way again and again, so that it can be stopped within.

    What it reports never goes back, and says of a step that takes long for how long it goes on.
    All parts of a work beat as one: a pulse is a progress too, and whoever is handed one reports
    to that and sets up no other (``Pulse.of``).

    Attributes:
        every: Seconds that two reports of one step are to be apart.
    """

    def __init__(
        self,
        progress: Progress,
        *,
        every: float = OFTEN,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Report to *progress*, one step *every* so many seconds, as *clock* tells them."""
        self.every = every
        self._report = _Report(progress, clock)
        self._whole: Progress = self._report.step

    @classmethod
    def of(cls, progress: Progress) -> "Pulse":
        """Return *progress* itself if it is a pulse, else one that reports to it."""
        return progress if isinstance(progress, Pulse) else cls(progress)

    def part(self, start: float, end: float, note: str = "") -> Self:
        """Return the pulse of the part between *start* and *end*, whose steps go by its *note*."""
        part = copy(self)
        part._whole = Share(self._whole, start, end, note)  # noqa: SLF001 - of the same class
        return part

    def part_of(self, number: int, count: int, note: str = "") -> Self:
        """Return the pulse of part *number*, counted from 0, of *count* that take as long."""
        return self.part(number / count, (number + 1) / count, note)

    def step(self, fraction: float, note: str = "") -> None:
        """Report that *fraction* (0..1) of the work is done and what comes next."""
        self._whole(fraction, note)

    def __call__(self, fraction: float, note: str = "") -> None:
        """Report as any progress does."""
        self._whole(fraction, note)

    def beat(self) -> None:
        """Report the step once more.

        Raises:
            Cancelled: The user no longer wants the result.
        """
        self._report.repeat()

    def tick(self) -> None:
        """Report the step once more unless that was done just now: fit for the inmost of loops.

        Raises:
            Cancelled: The user no longer wants the result.
        """
        if self._report.age >= self.every:
            self._report.repeat()

    def over(self, items: Iterable[Item]) -> Iterator[Item]:
        """Yield *items*, with a tick before each."""
        for item in items:
            self.tick()
            yield item


UNWATCHED = Pulse(silent)
"""Reports to nobody."""
