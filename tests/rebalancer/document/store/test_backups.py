"""Copies are kept of a document, and none that is needed is ever removed."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rebalancer.document.store.backups import (
    Backup,
    back_up,
    backups_of,
    folder_of,
    is_backup,
    needed,
    restore,
)
from rebalancer.document.store.document import Document
from rebalancer.document.store.errors import (
    DamagedDocumentError,
    LockedDocumentError,
    UnreadableDocumentError,
)

START = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Document.create(tmp_path / "ours.rebalancer", {"a": b"1"}, now=START) as document:
        return document.path


def lay_out(document: Path, moments: Iterable[datetime]) -> list[Path]:
    """Put copies of those *moments* beside *document*, as if they had been made and kept."""
    folder, image = folder_of(document), document.read_bytes()
    folder.mkdir()
    paths = [folder / f"{each:%Y-%m-%dT%H-%M-%S-%fZ}.rebalancer" for each in moments]
    for each in paths:
        each.write_bytes(image)
    return paths


def test_a_copy_is_made_only_of_what_has_changed(path: Path) -> None:
    with Document.open(path, now=START) as document:
        made = document.back_up(now=START)
        assert made is not None
        assert document.back_up(now=START) is None
        document.set_parts({"a": b"2"})
        document.back_up(now=START + timedelta(minutes=30))
        newest, oldest = document.backups
    assert (newest.made_at - oldest.made_at) == timedelta(minutes=30)
    found = [each.read() for each in (newest, oldest)]
    assert [record and record.parts for record in found] == [{"a": b"2"}, {"a": b"1"}]
    assert oldest.path == made


def test_after_400_days_31_copies_and_those_of_two_days_are_left() -> None:
    kept: list[Backup] = []
    for hours in range(0, 400 * 24, 8):
        made = Backup(path=Path(f"{hours}"), made_at=START + timedelta(hours=hours))
        kept = needed([made, *kept])
    ages = [kept[0].made_at - each.made_at for each in kept]
    assert ages == sorted(ages)
    assert sum(age <= timedelta(days=2) for age in ages) == 7
    assert len(kept) == 7 + 12 + 10 + 9
    assert ages[7 + 12 - 1].days == 13
    assert 60 < ages[7 + 12 + 10 - 1].days < 90
    assert ages[-1].days > 300


def test_a_broken_newest_copy_removes_no_older_one(path: Path) -> None:
    image = path.read_bytes()
    old = [back_up(path, image, now=START + timedelta(hours=n)) for n in range(0, 24 * 30, 24)]
    there = len(backups_of(path))
    for day in range(30, 40):
        back_up(path, image[:-1000], now=START + timedelta(days=day))
    assert len(backups_of(path)) == there + 10
    assert backups_of(path)[0].read() is None
    assert old[-1] in {each.path for each in backups_of(path) if each.read()}


def test_a_clock_that_goes_back_two_years_removes_nothing_that_is_needed(path: Path) -> None:
    image = path.read_bytes()
    before = lay_out(path, [START + timedelta(days=day) for day in range(60)])
    for day in range(15):
        back_up(path, image, now=START - timedelta(days=730 - day))
    after = [each.path for each in backups_of(path)]
    assert after[: len(before)] == before[::-1]


def test_a_clock_that_goes_back_still_lets_copies_be_made(path: Path) -> None:
    image = path.read_bytes()
    before = lay_out(path, [START + timedelta(days=day) for day in range(0, 400, 9)])
    earlier = START - timedelta(days=730)
    made = [back_up(path, image, now=earlier + timedelta(hours=hour)) for hour in range(4)]
    assert [each.path for each in backups_of(path)] == [*before[::-1], *made[::-1]]


def test_a_damaged_copy_does_not_stand_in_for_a_sound_one(path: Path) -> None:
    image = path.read_bytes()
    hours = [START + timedelta(hours=hour) for hour in range(9)]
    *earlier, sound, one, two, three = lay_out(path, hours)
    for damaged in (one, two, three):
        damaged.write_bytes(image[:-1])
    back_up(path, image, now=START + timedelta(days=5))
    assert all(each.exists() for each in (sound, one, two, three))
    assert not all(each.exists() for each in earlier)


def test_two_copies_of_one_moment_are_two(path: Path) -> None:
    image = path.read_bytes()
    made = {back_up(path, image, now=START) for _ in range(3)}
    assert len(made) == len(backups_of(path)) == 3


def test_a_copy_that_says_the_same_is_known_after_a_restart(path: Path) -> None:
    for expected in (True, False, False):
        with Document.open(path, now=START) as document:
            assert (document.back_up(now=START) is not None) is expected
    assert len(backups_of(path)) == 1


def test_only_copies_count(path: Path) -> None:
    back_up(path, path.read_bytes(), now=START)
    other = folder_of(path) / "holiday.rebalancer"
    other.write_bytes(b"")
    (only,) = backups_of(path)
    assert is_backup(only.path)
    assert not is_backup(other)
    assert not is_backup(path.with_name(only.path.name))
    gone = Backup(path=path.with_name("gone"), made_at=START)
    assert gone.read() is None
    assert needed(()) == []


def test_a_copy_is_restored_and_what_was_there_is_kept(path: Path) -> None:
    with Document.open(path, now=START) as document:
        document.back_up(now=START)
        document.set_parts({"a": b"2"})
        backup = document.backups[0]
        with pytest.raises(LockedDocumentError):
            restore(backup, path, now=START)
    later = START + timedelta(days=1)
    restore(backup, path, now=later)
    with Document.open(path, now=later) as document:
        assert document.parts == {"a": b"1"}
        assert [each.made_at for each in document.backups] == [later, START]
    path.write_bytes(b"damaged")
    restore(backup, path, now=later + timedelta(days=1))
    assert backups_of(path)[0].path.read_bytes() == b"damaged"
    path.unlink()
    restore(backup, path, now=later)
    backup.path.write_bytes(backup.path.read_bytes()[:-1])
    with pytest.raises(DamagedDocumentError):
        restore(backup, path, now=later)
    backup.path.unlink()
    with pytest.raises(UnreadableDocumentError):
        restore(backup, path, now=later)
