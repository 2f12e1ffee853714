"""The refresh of market figures as the window knows it: consent, one worker, and the last good."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from rebalancer import pipeline
from rebalancer.atomic import NotWrittenError, RefusedTargetError
from rebalancer.classify.universe import Universe
from rebalancer.errors import RebalancerError
from rebalancer.market.door import Asks
from rebalancer.market.last_good import load_refresh, save_refresh
from rebalancer.market.refresh import Refresh, RefreshRequest
from rebalancer.market.tables import manifest
from rebalancer.progress import Progress
from ui import format as fmt
from ui.keeping import this_moment
from ui.language import tr
from ui.tasks import Job, Needed, Task, TaskRunner

Outcome = tuple[Refresh, str]
"""Figures, and what else a person should know of them."""


class Phase(Enum):
    """What a refresh is at."""

    IDLE = auto()
    AGREEING = auto()
    """The person is asked whether the symbols may be sent."""
    RUNNING = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    request: RefreshRequest
    universe: Universe


class Quotes(QObject):
    """Asks Yahoo when a person wants it and has agreed to it, and keeps the last good figures.

    It has a thread of its own, so that nothing else waits for the network.

    Attributes:
        refresh: The last good figures; empty until there are any.
        phase: What is going on.
        fraction, note: How far it is.
        tasks: What is sent runs there.
        trouble: Why the latest wish came to nothing, in a sentence; else "".
    """

    changed = Signal()
    """Something that can be seen is different."""
    refreshed = Signal(object)
    """A ``Refresh`` with other figures than the one before."""
    consent_changed = Signal(bool)
    """Whether symbols may be sent without asking again."""
    failed = Signal(Exception)
    """Something went wrong that is not Yahoo's silence."""

    def __init__(
        self,
        folder: Path | None = None,
        yahoo: Asks | None = None,
        now: Callable[[], datetime] = this_moment,
        *,
        has_consent: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._folder = folder
        self._yahoo = yahoo
        self._now = now
        self.tasks = TaskRunner(self, "network")
        self._task: Task | None = None
        self._wish: _Wish | None = None
        self.has_consent = has_consent
        self.refresh = Refresh()
        self.phase = Phase.IDLE
        self.fraction = 0.0
        self.note = ""
        self.trouble = ""

    @property
    def is_available(self) -> bool:
        """Whether there is a way to ask, and a place to keep what comes."""
        return self._folder is not None and self._yahoo is not None

    @property
    def request(self) -> RefreshRequest | None:
        """What the person is asked to agree to, or what is being asked."""
        return self._wish.request if self._wish else None

    @property
    def newest(self) -> date:
        """The day of the newest price that is in use."""
        days = [quote.as_of for quote in self.refresh.quotes.values()]
        return max([*days, _embedded_day()])

    @property
    def facts(self) -> tuple[str, str]:
        """How old the prices are and where they are from, and what is going on, in a few words."""
        newest = self.newest
        is_yahoos = any(quote.as_of == newest for quote in self.refresh.quotes.values())
        when = fmt.day(newest)
        prices = (
            tr("prices {when} (Yahoo)", when=when)
            if is_yahoos
            else tr("prices {when} (embedded)", when=when)
        )
        if self.phase is Phase.RUNNING:
            return prices, tr("refreshing prices")
        attempt = self.refresh.attempt
        if self.trouble or (attempt is not None and attempt.outage is not None):
            return prices, tr("offline: the refresh failed")
        return prices, tr("offline")

    @property
    def sentence(self) -> str:
        """What became of the latest refresh, in words."""
        if self.trouble or self.refresh.attempt is None:
            return self.trouble
        at = self.refresh.attempt.at.astimezone(self._now().tzinfo)
        return f"{fmt.day(at.date())}, {at:%H:%M}: {self.refresh.attempt.sentence}"

    def load(self) -> None:
        """Read the last good figures of an earlier run."""
        if self._folder is not None:
            job = Needed(partial(_load, self._folder))
            self._start(tr("Reading the last good prices"), job)

    def ask(self, request: RefreshRequest, universe: Universe) -> None:
        """Send *request*, once the person has agreed to it; only one is on its way at a time."""
        if not self.is_available or self.phase is Phase.RUNNING:
            return
        self._wish = _Wish(request=request, universe=universe)
        if self.has_consent:
            self._send(self._wish)
        else:
            self._show(Phase.AGREEING)

    def agree(self) -> None:
        """Let the symbols be sent, now and from now on."""
        if self.phase is Phase.AGREEING and self._wish is not None:
            self._consent(has_consent=True)
            self._send(self._wish)

    def decline(self) -> None:
        """Send nothing."""
        if self.phase is Phase.AGREEING:
            self._show(Phase.IDLE)

    def withdraw(self) -> None:
        """Ask again before anything is sent; what is on its way is called back."""
        self.cancel()
        self._consent(has_consent=False)
        self.changed.emit()

    def cancel(self) -> None:
        """Call back what is on its way; no figure changes."""
        if self.phase is Phase.RUNNING:
            self._abandon()
            self.trouble = tr("The refresh was stopped: no figure has changed.")
            self._show(Phase.IDLE)

    def close(self) -> None:
        """Call back what is on its way, and wait until it is gone."""
        self._abandon()
        self.tasks.close()

    def _consent(self, *, has_consent: bool) -> None:
        if has_consent != self.has_consent:
            self.has_consent = has_consent
            self.consent_changed.emit(has_consent)

    def _send(self, wish: _Wish) -> None:
        folder, yahoo = self._folder, self._yahoo
        if folder is None or yahoo is None:
            return
        self.trouble, self.fraction, self.note = "", 0.0, ""
        job = partial(_refresh, folder, yahoo, wish, self.refresh, self._now())
        self._start(tr("Refreshing prices"), job)
        self._show(Phase.RUNNING)

    def _start(self, title: str, job: Job) -> None:
        self._abandon()
        self._task = task = Task(title, job)
        task.cancelled.connect(self._stop)
        task.progressed.connect(self._progress)
        task.succeeded.connect(self._take)
        task.failed.connect(self._fail)
        self.tasks.start(task)

    def _abandon(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()

    def _progress(self, fraction: float, note: str) -> None:
        if self.phase is Phase.RUNNING and self.sender() is self._task:
            self.fraction, self.note = fraction, note or self.note
            self.changed.emit()

    def _stop(self) -> None:
        if self.sender() is self._task:
            self.cancel()

    def _take(self, outcome: Outcome) -> None:
        if self.sender() is not self._task:
            return
        self._task = None
        before = self.refresh
        refresh, self.trouble = outcome
        self.refresh = refresh
        self._show(Phase.IDLE)
        if refresh.has_other_figures(before):
            self.refreshed.emit(refresh)

    def _fail(self, error: Exception) -> None:
        if self.sender() is not self._task:
            return
        self._task = None
        if isinstance(error, RebalancerError):
            self.trouble = error.sentence()
        else:
            self.trouble = tr("The refresh broke off: no figure has changed.")
            self.failed.emit(error)
        self._show(Phase.IDLE)

    def _show(self, phase: Phase) -> None:
        self.phase = phase
        if phase is Phase.IDLE:
            self._wish = None
        self.changed.emit()


def _embedded_day() -> date:
    return manifest()["prices.csv"].as_of


def _load(folder: Path, _: Progress) -> Outcome:
    return load_refresh(folder), ""


def _refresh(
    folder: Path, yahoo: Asks, wish: _Wish, last: Refresh, now: datetime, progress: Progress
) -> Outcome:
    """Ask, and keep what came; figures that cannot be kept are good for this run all the same."""
    refresh = pipeline.refresh(wish.request, yahoo, last, wish.universe, now, progress=progress)
    try:
        save_refresh(folder, refresh)
    except (NotWrittenError, RefusedTargetError) as error:
        return refresh, tr("The prices are not kept for the next time: {error}", error=error)
    return refresh, ""
