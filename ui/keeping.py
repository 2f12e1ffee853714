"""What the rooms are told of this machine and its user."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any


def this_moment() -> datetime:
    """Return the time where the user is."""
    return datetime.now(tz=UTC).astimezone()


def this_day() -> date:
    """Return today's date where the user is."""
    return this_moment().date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """What the rooms are told of this machine and its user.

    Attributes:
        folder: Private; None where nothing is remembered.
        door: Returns a way to ask Yahoo, an ``Asks`` that keeps what it has to in a folder; None is
            the real one, whose module is not imported before the first paint.
        has_consent: Whether symbols may be sent to Yahoo without asking again.
    """

    folder: Path | None = None
    today: Callable[[], date] = this_day
    now: Callable[[], datetime] = this_moment
    door: Callable[[Path], Any] | None = None
    has_consent: bool = False
