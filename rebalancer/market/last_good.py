"""The last good figures on disk: one private JSON file, read as if a stranger had written it."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar

from rebalancer.atomic import make_private_folder, write_atomically
from rebalancer.market.answers import Reason, Topic, read_bars, read_number, read_splits
from rebalancer.market.refresh import Attempt, Refresh, Refused, TopHoldingsCheck
from rebalancer.market.snapshot import CompanyFacts, Quote

FILE_NAME = "last-good.json"
_FORMAT = 1
_LARGEST = 20_000_000
"""Bytes; a thousand symbols with their sessions are a tenth of it."""
_HIGHEST_PRICE = Decimal(10_000_000)

_Item = TypeVar("_Item")


def save_refresh(folder: Path, refresh: Refresh) -> None:
    """Keep *refresh* in *folder*, which only its owner can open; all or nothing.

    Raises:
        NotWrittenError, RefusedTargetError: The system refuses; what was kept before is as it was.
    """
    content = json.dumps(_to_json(refresh), indent=1, default=str).encode()
    make_private_folder(folder)
    write_atomically(folder / FILE_NAME, lambda stream: stream.write(content))


def load_refresh(folder: Path) -> Refresh:
    """Return what is kept in *folder*.

    What is missing or damaged counts as never fetched: each entry stands for itself, and one that
    makes no sense is left out.
    """
    try:
        path = folder / FILE_NAME
        if path.stat().st_size > _LARGEST:
            return Refresh()
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return Refresh()
    if not isinstance(found, dict) or found.get("format") != _FORMAT:
        return Refresh()
    return Refresh(
        quotes=_entries(found, "quotes", _quote),
        companies=_entries(found, "companies", _company),
        checks=_entries(found, "checks", _check),
        sessions=_entries(found, "sessions", lambda _, bars: read_bars(bars)),
        splits=_entries(found, "splits", lambda _, splits: read_splits(splits)),
        attempt=_sound(_attempt, found.get("attempt")),
        pause_until=_sound(_moment, found.get("pause_until")),
        complaints=_sound(_count, found.get("complaints")) or 0,
    )


def _to_json(refresh: Refresh) -> dict[str, object]:
    return {
        "format": _FORMAT,
        "quotes": {
            symbol: [str(quote.price), quote.as_of, quote.source, quote.is_settled]
            for symbol, quote in refresh.quotes.items()
        },
        "companies": {
            symbol: [facts.company_value, facts.sector, facts.as_of, facts.source]
            for symbol, facts in refresh.companies.items()
        },
        "checks": {symbol: [check.as_of, check.lines] for symbol, check in refresh.checks.items()},
        "sessions": refresh.sessions,
        "splits": refresh.splits,
        "attempt": None if refresh.attempt is None else _attempt_json(refresh.attempt),
        "pause_until": refresh.pause_until,
        "complaints": refresh.complaints,
    }


def _attempt_json(attempt: Attempt) -> dict[str, object]:
    return {
        "at": attempt.at,
        "asked": attempt.asked,
        "fresh": attempt.fresh,
        "refused": [[each.symbol, each.topic, each.reason, each.seen] for each in attempt.refused],
    }


def _entries(
    found: Mapping[str, Any], name: str, read: Callable[[str, Any], _Item]
) -> dict[str, _Item]:
    """Return the entries of one table that can be read."""
    table = found.get(name)
    items: dict[str, _Item] = {}
    for symbol, entry in table.items() if isinstance(table, dict) else ():
        item = _sound(partial(read, symbol), entry)
        if item is not None:
            items[symbol] = item
    return items


def _sound(read: Callable[[Any], _Item], entry: object) -> _Item | None:
    """Return what *read* makes of *entry*, or None where that is nothing."""
    try:
        return read(entry)
    except (ValueError, TypeError, KeyError, InvalidOperation, OverflowError):
        return None


def _quote(_: str, entry: Any) -> Quote:  # noqa: ANN401 - it is unread JSON
    text, day, source, is_settled = entry
    price = Decimal(text)
    if not price.is_finite() or not 0 < price < _HIGHEST_PRICE:
        raise ValueError(text)
    return Quote(
        price=price,
        as_of=date.fromisoformat(day),
        source=str(source),
        is_settled=is_settled is True,
    )


def _company(_: str, entry: Any) -> CompanyFacts:  # noqa: ANN401 - it is unread JSON
    value, sector, day, source = entry
    if value is not None and not (isfinite(read_number(value)) and value > 0):
        raise ValueError(value)
    return CompanyFacts(
        company_value=value,
        sector=str(sector),
        as_of=date.fromisoformat(day),
        source=str(source),
    )


def _check(symbol: str, entry: Any) -> TopHoldingsCheck:  # noqa: ANN401 - it is unread JSON
    day, lines = entry
    return TopHoldingsCheck(
        symbol=symbol,
        as_of=date.fromisoformat(day),
        lines=tuple(
            (str(name), read_number(theirs), read_number(ours)) for name, theirs, ours in lines
        ),
    )


def _attempt(entry: Any) -> Attempt:  # noqa: ANN401 - it is unread JSON
    return Attempt(
        at=_moment(entry["at"]),
        asked=_count(entry["asked"]),
        fresh=tuple(map(str, entry["fresh"])),
        refused=tuple(
            Refused(symbol=str(symbol), topic=Topic(topic), reason=Reason(reason), seen=str(seen))
            for symbol, topic, reason, seen in entry["refused"]
        ),
    )


def _moment(entry: object) -> datetime:
    moment = datetime.fromisoformat(str(entry))
    if moment.tzinfo is None:
        raise ValueError(entry)
    return moment


def _count(entry: object) -> int:
    if type(entry) is not int or entry < 0:
        raise TypeError(entry)
    return entry
