"""A back-up of a household, with what a person tells it by."""

from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from rebalancer.document.content import DamagedContentError, read_content
from rebalancer.document.store.backups import Backup, backups_of
from rebalancer.progress import Progress, Share
from ui import format as fmt
from ui.language import tr, tr_n


@dataclass(frozen=True, slots=True, kw_only=True)
class RestorePoint:
    """One sound back-up.

    Attributes:
        accounts: So many are in it.
        total_value: USD, by the files that were imported.
        steps: So many can be undone in it.
    """

    backup: Backup
    accounts: int
    total_value: Decimal
    steps: int

    @property
    def line(self) -> str:
        """What it is, in one line."""
        accounts = tr_n("{count} account", "{count} accounts", self.accounts)
        steps = tr_n("{count} step", "{count} steps", self.steps)
        made_at = fmt.moment(self.backup.made_at)
        return tr(
            "{made_at}  \u2013  {total_value} in {accounts}, {steps} to undo",
            made_at=made_at,
            total_value=fmt.dollars(self.total_value),
            accounts=accounts,
            steps=steps,
        )


def find_restore_points(document: Path, progress: Progress) -> tuple[RestorePoint, ...]:
    """Return the sound back-ups of *document*, the newest first; each is read to the end."""
    found: list[RestorePoint] = []
    backups = backups_of(document)
    for number, backup in enumerate(backups):
        part = Share.of(progress, number, len(backups), backup.path.name)
        record = backup.read(part)
        if record is None:
            continue
        with suppress(DamagedContentError):
            as_read = read_content(record.parts, Share(part, 1.0, 1.0)).as_read
            accounts = () if as_read is None else as_read.portfolio.accounts
            total_value = Decimal(0) if as_read is None else as_read.portfolio.total_value
            found.append(
                RestorePoint(
                    backup=backup,
                    accounts=len(accounts),
                    total_value=total_value,
                    steps=record.position,
                )
            )
    progress(1.0)
    return tuple(found)
