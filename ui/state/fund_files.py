"""Fund companies' holdings files: looked at first, then used, and taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from rebalancer import pipeline
from rebalancer.errors import RebalancerError
from rebalancer.ingest.issuers.errors import UnknownFundError
from rebalancer.ingest.issuers.read import is_holdings_file
from rebalancer.market.fund_holdings import FundHoldings, HoldingsDoubt, doubts_about
from rebalancer.market.holdings_store import load_holdings
from rebalancer.market.snapshot import load_snapshot
from rebalancer.progress import Progress
from ui.language import tr
from ui.tasks import Run

LARGEST = 20_000_000
"""Bytes; no fund company publishes more of one fund."""

Decide = Callable[[tuple[FundHoldings, ...], str], None]
"""Puts holdings in force, under the title of what is then undone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A holdings file that is not used yet.

    Attributes:
        holdings: None while it is not known which fund it is about.
        doubts: What a person should know before using it.
        question: Why the fund is not known, in a sentence.
        candidates: Symbols that it may be, the likeliest first.
    """

    path: Path
    holdings: FundHoldings | None = None
    doubts: tuple[HoldingsDoubt, ...] = ()
    question: str = ""
    candidates: tuple[str, ...] = ()


class FundFiles(QObject):
    """Keeps the files that were offered and those that are used.

    Attributes:
        offers: Not used yet, in the order in which they came.
        used: By symbol.
    """

    changed = Signal()
    """Another file is offered or used."""
    offered = Signal()
    """There is something to be looked at."""
    failed = Signal(Exception)
    """A file cannot be read."""

    def __init__(
        self, run: Run, decide: Decide, today: Callable[[], date], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._run = run
        self._decide = decide
        self._today = today
        self.offers: tuple[Offer, ...] = ()
        self.used: tuple[FundHoldings, ...] = ()

    def take_up(self, folder: Path) -> tuple[FundHoldings, ...]:
        """Return what was kept in *folder* before households were documents."""
        stored = load_holdings(folder)
        for problem in stored.problems:
            self.failed.emit(RebalancerError(problem))
        return stored.holdings

    def sort(
        self, paths: tuple[Path, ...], take_others: Callable[[tuple[Path, ...]], None]
    ) -> None:
        """Offer those of *paths* that list what a fund holds; pass on all others."""
        today = self._today()

        def job(progress: Progress) -> tuple[list[Offer], list[RebalancerError], list[Path]]:
            offers, errors, others = [], [], []
            for number, path in enumerate(paths):
                progress(number / len(paths), path.name)
                try:
                    if _may_list_a_fund(path, progress):
                        offers.append(_read(path, None, today))
                    else:
                        others.append(path)
                except RebalancerError as error:
                    errors.append(error)
            return offers, errors, others

        def take(result: tuple[list[Offer], list[RebalancerError], list[Path]]) -> None:
            offers, errors, others = result
            for error in errors:
                self.failed.emit(error)
            self._offer(offers)
            if others:
                take_others(tuple(others))

        names = ", ".join(path.name for path in paths)
        self._run("sort", tr("Looking into {names}", names=names), job, take)

    def name(self, offer: Offer, symbol: str) -> None:
        """Say which fund a file is about, and read it as that."""
        today = self._today()

        def take(named: Offer) -> None:
            self._replace(offer, named)

        def job(_: Progress) -> Offer:
            return _read(offer.path, symbol.strip().upper(), today)

        self._run("name", tr("Reading {path}", path=offer.path.name), job, take)

    def use(self, offer: Offer) -> None:
        """Look through the fund by what *offer* says; can be undone."""
        holdings = offer.holdings
        if holdings is not None:
            self._replace(offer, None)
            others = tuple(each for each in self.used if each.symbol != holdings.symbol)
            self._decide(
                (*others, holdings), tr("use the holdings of {symbol}", symbol=holdings.symbol)
            )

    def decline(self, offer: Offer) -> None:
        """Forget *offer*."""
        self._replace(offer, None)

    def forget_offers(self) -> None:
        """Offer nothing any more: the household that it was offered to is left."""
        self.offers = ()
        self.changed.emit()

    def remove(self, symbol: str) -> None:
        """Look through a fund as before; can be undone."""
        kept = tuple(each for each in self.used if each.symbol != symbol)
        self._decide(kept, tr("remove the holdings of {symbol}", symbol=symbol))

    def show_used(self, used: tuple[FundHoldings, ...]) -> None:
        """Take what is in force now."""
        before, self.used = self.used, used
        if used != before:
            self.changed.emit()

    def _offer(self, fresh: list[Offer]) -> None:
        if fresh:
            names = {offer.path for offer in fresh}
            self.offers = (*(old for old in self.offers if old.path not in names), *fresh)
            self.changed.emit()
            self.offered.emit()

    def _replace(self, offer: Offer, other: Offer | None) -> None:
        found = (other if each is offer else each for each in self.offers)
        self.offers = tuple(each for each in found if each is not None)
        self.changed.emit()


def _may_list_a_fund(path: Path, progress: Progress) -> bool:
    try:
        return path.stat().st_size <= LARGEST and is_holdings_file(path, progress)
    except OSError:
        return False  # whoever reads it says why it cannot be read


def _read(path: Path, symbol: str | None, today: date) -> Offer:
    """Return what *path* offers; the question which fund it is belongs to the answer."""
    try:
        holdings = pipeline.read_fund_holdings(path, symbol)
    except UnknownFundError as error:
        return Offer(path=path, question=str(error), candidates=error.candidates)
    doubts = doubts_about(holdings, load_snapshot(), today)
    return Offer(path=path, holdings=holdings, doubts=doubts)
