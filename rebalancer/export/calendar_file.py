"""Days to keep in mind as an iCalendar file (RFC 5545): safe dates, lots turning long-term."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO

from rebalancer.atomic import write_atomically
from rebalancer.domain.lot import Term, long_term_from
from rebalancer.export.orders.order import plain
from rebalancer.rebalance.plan import TradePlan

_LONGEST_LINE = 75
"""Octets; longer lines are folded."""
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One day, and what it is about."""

    day: date
    title: str
    reason: str


def reminders_of(plan: TradePlan) -> tuple[Reminder, ...]:
    """Return the days to keep in mind after *plan*, the first one first."""
    found = [*_safe_days(plan), *_long_term_days(plan)]
    return tuple(sorted(found, key=lambda each: (each.day, each.title, each.reason)))


def _safe_days(plan: TradePlan) -> Iterator[Reminder]:
    for safe in plan.safe_dates:
        title = f"{safe.symbol} may be {'bought' if safe.action == 'buy' else 'sold'} again"
        yield Reminder(day=safe.first_day, title=title, reason=safe.reason)


def _long_term_days(plan: TradePlan) -> Iterator[Reminder]:
    """Yield when lots that are kept at a gain in taxed accounts turn long-term."""
    for account, position in plan.portfolio_after.holdings():
        if not account.tax_treatment.is_taxed or position.price is None:
            continue
        for lot in position.open_lots:
            gain = lot.gain(position.price)
            if lot.term(plan.as_of) is not Term.SHORT or lot.acquired is None:
                continue
            if gain is None or gain <= 0:
                continue
            yield Reminder(
                day=long_term_from(lot.acquired),
                title=f"{position.symbol}: a lot turns long-term",
                reason=(
                    f"{plain(lot.quantity)} of {position.symbol} in {account.label}, bought on "
                    f"{lot.acquired}: from this day on a gain counts as long-term."
                ),
            )


def calendar_text(plan: TradePlan) -> str:
    """Return the reminders of *plan* as the text of an iCalendar file."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Rebalancer//Trade plan//EN"]
    for reminder in reminders_of(plan):
        lines += _event(reminder, plan.as_of)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def write_calendar(path: Path, plan: TradePlan) -> None:
    """Write the reminders of *plan* to the iCalendar file *path*.

    Raises:
        RebalancerError: The file cannot be written; an older one stays as it was.
    """
    write_atomically(path, partial(_write, calendar_text(plan)))


def _write(text: str, stream: BinaryIO) -> None:
    stream.write(text.encode())


def _event(reminder: Reminder, as_of: date) -> Iterable[str]:
    content = f"{reminder.day}|{reminder.title}|{reminder.reason}"
    name = hashlib.sha256(content.encode(errors="replace")).hexdigest()[:32]
    return (
        "BEGIN:VEVENT",
        f"UID:{name}@rebalancer",
        f"DTSTAMP:{as_of:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{reminder.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{reminder.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(reminder.title)}",
        f"DESCRIPTION:{_text(reminder.reason)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    )


def _text(text: str) -> str:
    """Return *text* as a value: printable, with what has a meaning of its own escaped."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(letter if letter == "\n" or letter.isprintable() else " " for letter in lines)
    return kept.translate(_ESCAPES)


def _folded(line: str) -> Iterator[str]:
    """Yield *line* in pieces of at most 75 octets, never within a letter."""
    piece, room = "", _LONGEST_LINE
    for letter in line:
        size = len(letter.encode())
        if size > room:
            yield piece
            piece, room = " ", _LONGEST_LINE - 1
        piece += letter
        room -= size
    yield piece
