"""Copies of a document, kept beside it: many of the last days, fewer of older times.

They lie in a folder named after the document, under the moment they were made. None is removed
before the newest one has been read back and found to be whole.
"""

import sqlite3
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rebalancer.atomic import make_private_folder, remove_file, write_atomically
from rebalancer.document.store.errors import DamagedDocumentError, UnreadableDocumentError
from rebalancer.document.store.lock import lock_to_write
from rebalancer.document.store.record import Record
from rebalancer.document.store.schema import put_in_place, settle
from rebalancer.document.store.tables import DamageError, read_all
from rebalancer.document.store.versions import up_to_date
from rebalancer.progress import Progress, silent

ALL_OF = timedelta(days=2)
"""Every copy of so long before the newest is kept."""
_FOLDER = " back-ups"
_STAMP = "%Y-%m-%dT%H-%M-%S-%fZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """One copy.

    Attributes:
        made_at: In UTC.
    """

    path: Path
    made_at: datetime

    def read(self, progress: Progress = silent) -> Record | None:
        """Return what it says, or None if it is not as it was made.

        Raises:
            Cancelled: *progress* no longer wants it.
        """
        try:
            return record_in(self.path.read_bytes(), progress)
        except OSError:
            return None


def record_in(image: bytes, progress: Progress = silent) -> Record | None:
    """Return what the bytes of a document's file say, or None if they are damaged.

    Those of an older version say what it is brought up to.

    Raises:
        Cancelled: *progress* no longer wants it.
    """
    try:
        connection = up_to_date(image)
    except (sqlite3.Error, DamageError):
        return None
    try:
        return read_all(connection, progress).record
    except (sqlite3.Error, DamageError):
        return None
    finally:
        connection.close()


def folder_of(document: Path) -> Path:
    """Return where the copies of *document* are kept."""
    return document.with_name(f"{document.stem}{_FOLDER}")


def is_backup(path: Path) -> bool:
    """Whether *path* is named as a copy of a document is, and lies where they do."""
    return path.parent.name.endswith(_FOLDER) and _backup(path) is not None


def free_place(document: Path, now: datetime) -> Path:
    """Return where the next copy of *document* goes."""
    folder, moment = folder_of(document), now.astimezone(UTC)
    while (place := folder / f"{moment.strftime(_STAMP)}{document.suffix}").exists():
        moment += timedelta(microseconds=1)  # a clock that was set back comes by again
    return place


def backups_of(document: Path) -> tuple[Backup, ...]:
    """Return the copies of *document*, newest first."""
    found = (_backup(path) for path in folder_of(document).glob(f"*{document.suffix}"))
    return tuple(
        sorted((each for each in found if each), key=lambda each: each.made_at, reverse=True)
    )


def back_up(document: Path, image: bytes, *, now: datetime) -> Path:
    """Keep *image*, the bytes of *document*, and remove the copies that are not needed any more.

    Raises:
        RebalancerError: It cannot be written, or an old one cannot be removed.
    """
    made = _keep(document, image, now=now)
    if made.read() is not None:
        for old in superseded(backups_of(document), made.made_at):
            remove_file(old.path)
    return made.path


def superseded(backups: Sequence[Backup], now: datetime) -> list[Backup]:
    """Return those of *backups*, newest first, that can go, as sound ones stand in for them.

    What was made after *now* was made before the clock was set back, and stays. So do damaged
    ones, which stand in for nothing.
    """
    past = [each for each in backups if each.made_at <= now]
    if len(needed(past)) == len(past):
        return []
    sound = [each for each in past if each.read() is not None]
    kept = set(needed(sound))
    return [each for each in sound if each not in kept]


def restore(backup: Backup, document: Path, *, now: datetime, progress: Progress = silent) -> None:
    """Put *backup* in the place of *document*; what is there now becomes a copy itself.

    It can be called off until it is known to be sound; then it is done.

    Raises:
        DamagedDocumentError: The copy is not as it was made.
        RebalancerError: As ``replace_document`` has it.
        Cancelled: *progress* no longer wants it; the document is as it was.
    """
    image = _bytes_of(backup.path)
    if record_in(image, progress) is None:
        raise DamagedDocumentError(backup.path, "it is not as it was made")
    progress(1.0)
    replace_document(document.resolve(), image, now=now)


def replace_document(document: Path, image: bytes, *, now: datetime) -> None:
    """Make *image* the file *document*; a file that is there, whatever is in it, becomes a copy.

    Raises:
        LockedDocumentError: The document is open.
        UnreadableDocumentError: The system does not let the file that is there be read.
        RebalancerError: It cannot be written; what is there is as it was.
    """
    lock = lock_to_write(document)
    try:
        if document.is_file() and not document.is_symlink():  # nothing else is replaced
            settle(document)
            _keep(document, _bytes_of(document), now=now)
        put_in_place(document, image)
    finally:
        lock.release()


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableDocumentError(path, error.strerror or "no reason given") from error


def needed(backups: Sequence[Backup]) -> list[Backup]:
    """Return those of *backups*, newest first, that somebody may want back."""
    if not backups:
        return []
    recent = backups[0].made_at - ALL_OF
    kept = [each for each in backups if each.made_at >= recent]
    for most, period in _TIERS:
        first: dict[Hashable, Backup] = {}
        for backup in backups:
            if backup.made_at < kept[-1].made_at:
                first.setdefault(period(backup.made_at), backup)
        kept += list(first.values())[:most]
    return kept


def _keep(document: Path, image: bytes, *, now: datetime) -> Backup:
    make_private_folder(folder_of(document))
    made = free_place(document, now)
    write_atomically(made, lambda stream: stream.write(image))
    return Backup(path=made, made_at=_moment(made))


def _day(moment: datetime) -> Hashable:
    return moment.date()


def _week(moment: datetime) -> Hashable:
    return moment.isocalendar()[:2]


def _month(moment: datetime) -> Hashable:
    return moment.year, moment.month


_TIERS = ((12, _day), (10, _week), (9, _month))
"""Of so many days one copy each; before them of so many weeks; before those of so many months."""


def _backup(path: Path) -> Backup | None:
    try:
        return Backup(path=path, made_at=_moment(path))
    except ValueError:
        return None


def _moment(path: Path) -> datetime:
    return datetime.strptime(path.stem, _STAMP).replace(tzinfo=UTC)
