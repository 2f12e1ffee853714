"""What the clerk only reads, or writes beside, leaves no trace wherever it is called off."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from operator import itemgetter
from pathlib import Path

import pytest

from rebalancer.document.content import Content, ContentWriter
from rebalancer.document.decisions import Decisions
from rebalancer.document.store import encrypted, schema
from rebalancer.document.store.backups import Backup, backups_of
from rebalancer.document.store.document import Document
from rebalancer.ingest.files import read_content
from rebalancer.market.snapshot import load_snapshot
from rebalancer.progress import Cancelled, Progress, silent
from rebalancer.rebalance.policy.policy import DEFAULT_POLICY
from tests.ui.conftest import NOW
from ui.document.clerk import Clerk, Opened
from ui.document.entries import Record
from ui.document.restore_point import find_restore_points

PASSWORD = "long enough"  # noqa: S105 - of a test
FILE = (
    "account,symbol,quantity,price\n"
    "Joint ...1001,AAPL,10,255.00\nJoint ...1001,VTI,3,330.00\nRoth ...1002,MSFT,2,400.00\n"
)
Work = Callable[[Progress], object]


@dataclass
class Impatience:
    """Hears how far work is, and calls it off when it is told for the last of *reports*."""

    reports: int
    told: list[tuple[float, str]] = field(default_factory=list)

    def __call__(self, fraction: float, note: str = "") -> None:
        self.told.append((fraction, note))
        if len(self.told) == self.reports:
            raise Cancelled


def household(cash_buffer: float) -> Content:
    trading = replace(DEFAULT_POLICY.trading, cash_buffer=cash_buffer)
    decisions = Decisions(policy=replace(DEFAULT_POLICY, trading=trading))
    as_read = read_content(FILE.encode(), "file.csv", load_snapshot())
    return Content(as_read=as_read, decisions=decisions)


def make(path: Path, content: Content) -> Path:
    with Document.create(path, ContentWriter().parts_of(content), now=NOW) as document:
        document.back_up(now=NOW)
    return path


@dataclass(frozen=True)
class Office:
    """A clerk who holds a household, with another one, a back-up and an encrypted copy about."""

    clerk: Clerk
    folder: Path

    @property
    def mine(self) -> Path:
        return self.folder / "Mine.rebalancer"

    @property
    def yours(self) -> Path:
        return self.folder / "Yours.rebalancer"

    @property
    def copy(self) -> Path:
        return self.folder / "Copy.rebalancer-encrypted"

    @property
    def new(self) -> Path:
        return self.folder / "New"

    @property
    def backup(self) -> Backup:
        return backups_of(self.yours)[-1]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setattr(schema, "PIECE", 256)
    monkeypatch.setattr(encrypted, "_COST", 2)
    office = Office(Clerk(lambda: NOW), tmp_path)
    make(office.yours, household(0.1))
    office.clerk.hold(office.clerk.read(make(office.mine, household(0.2)), silent), silent)
    office.clerk.export(office.copy, PASSWORD, silent)
    yield office
    office.clerk.finish((), None, silent)


WORKS: Mapping[str, Callable[[Office], Work]] = {
    "open another": lambda office: partial(office.clerk.read, office.yours),
    "look at a back-up": lambda office: partial(office.clerk.read, office.backup.path),
    "check the open one": lambda office: partial(office.clerk.check, office.mine),
    "check a back-up": lambda office: partial(office.clerk.check_backup, office.backup),
    "list back-ups": lambda office: partial(find_restore_points, office.yours),
    "open a copy": lambda office: partial(
        office.clerk.read_copy, office.copy, PASSWORD, office.new
    ),
    "write a copy": lambda office: partial(office.clerk.export, office.new, PASSWORD),
    "write a copy again": lambda office: partial(office.clerk.export, office.copy, PASSWORD),
    "restore another": lambda office: partial(
        office.clerk.restore_and_read, office.backup, office.yours
    ),
}


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(each): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


@pytest.mark.parametrize("name", WORKS)
def test_what_is_called_off_at_any_moment_has_never_been(office: Office, name: str) -> None:
    work, clerk = WORKS[name](office), office.clerk
    before = files_in(office.folder)
    done: list[object] = []
    reports = 0
    while not done:
        reports += 1
        impatience = Impatience(reports)
        try:
            done.append(work(impatience))
        except Cancelled:
            assert files_in(office.folder) == before, reports
        assert impatience.told == sorted(impatience.told, key=itemgetter(0))
    assert reports > 6

    opened = done[0]
    if isinstance(opened, Opened):
        assert opened.content.decisions in [household(share).decisions for share in (0.1, 0.2)]
        clerk.give_back(opened, silent)
    clerk.waiting.append((clerk._held, Record(title="go on"), household(0.3)))  # noqa: SLF001 - as a scribe does
    clerk.write_waiting(silent)
    clerk.finish((), None, silent)
    with Document.open(office.mine, now=NOW) as document:
        assert [step.title for step in document.steps] == ["go on"]
    assert not list(office.folder.rglob("*.lock"))
