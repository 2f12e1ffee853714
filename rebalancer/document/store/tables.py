"""A record in the tables of a document: written by its changes, read and checked as a whole."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise

from rebalancer.document.store.record import NOTHING, Record, RecordedStep, digest_of, seal_of
from rebalancer.document.store.schema import expected_structure, pack, structure, unpack
from rebalancer.progress import Progress, Share, silent

LARGEST = 1 << 30
"""Bytes of one content; a million lots are a tenth of it."""
Digests = dict[bytes, str]


class DamageError(Exception):
    """The tables do not say what was saved; the message says where."""


@dataclass(frozen=True, slots=True)
class Known:
    """What stands in a document, and under what its contents are kept there."""

    record: Record
    digests: Digests
    seal: str


def write_change(
    connection: sqlite3.Connection, before: Record, after: Known, progress: Progress = silent
) -> None:
    """Make the tables, which say *before*, say *after*; within the caller's transaction.

    Raises:
        sqlite3.Error: They cannot be written.
        Cancelled: *progress* no longer wants it.
    """
    record, digests = after.record, after.digests
    _put_contents(connection, digests, progress)
    _put_parts(connection, before.parts, record.parts, digests)
    _put_steps(connection, before, record, digests)
    notes = {"position": record.position, "forgotten": record.forgotten, "seal": after.seal}
    connection.executemany(
        "INSERT INTO note VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        [(name, str(value)) for name, value in notes.items()],
    )
    connection.execute(
        "DELETE FROM content WHERE digest NOT IN (SELECT digest FROM part"
        " UNION SELECT before FROM change WHERE before IS NOT NULL"
        " UNION SELECT after FROM change WHERE after IS NOT NULL)"
    )


def known(record: Record, digests: Mapping[bytes, str] | None = None) -> Known:
    """Return *record* with the digests of its contents; those in *digests* are not computed."""
    computed = digests or {}
    found = {each: computed.get(each) or digest_of(each) for each in record.contents()}
    return Known(record, found, seal_of(record, found))


def _put_contents(connection: sqlite3.Connection, digests: Digests, progress: Progress) -> None:
    there = {digest for (digest,) in connection.execute("SELECT digest FROM content")}
    new = {content: digest for content, digest in digests.items() if digest not in there}
    for (content, digest), part in zip(new.items(), _parts(progress, new), strict=True):
        row = (digest, *pack(content, part))
        connection.execute("INSERT INTO content VALUES (?, ?, ?)", row)


def _parts(progress: Progress, contents: Iterable[bytes]) -> Iterator[Share]:
    """Yield the progress of each of *contents*: as much of the whole as it is long."""
    ends = list(accumulate(map(len, contents), initial=0))
    whole = ends[-1] or 1
    for start, end in pairwise(ends):
        yield Share(progress, start / whole, end / whole)


def _put_parts(
    connection: sqlite3.Connection,
    before: Mapping[str, bytes],
    after: Mapping[str, bytes],
    digests: Digests,
) -> None:
    gone = [(name,) for name in before if name not in after]
    new = [(n, digests[part]) for n, part in after.items() if before.get(n) != part]
    connection.executemany("DELETE FROM part WHERE name = ?", gone)
    connection.executemany("INSERT OR REPLACE INTO part VALUES (?, ?)", new)


def _put_steps(
    connection: sqlite3.Connection, before: Record, after: Record, digests: Digests
) -> None:
    old, new = dict(_numbered(before)), dict(_numbered(after))
    gone = [(number,) for number, step in old.items() if new.get(number) is not step]
    connection.executemany("DELETE FROM step WHERE number = ?", gone)
    for number, step in new.items():
        if old.get(number) is step:
            continue
        connection.execute(
            "INSERT INTO step VALUES (?, ?, ?)", (number, step.title, step.merge_key)
        )
        rows = [
            (number, name, _digest(step.before, name, digests), _digest(step.after, name, digests))
            for name in step.names
        ]
        connection.executemany("INSERT INTO change VALUES (?, ?, ?, ?)", rows)


def _numbered(record: Record) -> Iterator[tuple[int, RecordedStep]]:
    return enumerate(record.steps, start=record.forgotten)


def _digest(parts: Mapping[str, bytes], name: str, digests: Digests) -> str | None:
    return digests[parts[name]] if name in parts else None


def read_all(connection: sqlite3.Connection, progress: Progress = silent) -> Known:
    """Return what the tables say, once it is sure that it is what was saved.

    Raises:
        DamageError: It is not.
        sqlite3.Error: SQLite itself finds that.
        Cancelled: *progress* no longer wants it.
    """
    if structure(connection) != expected_structure():  # first: checking runs what stands there
        raise DamageError("its tables are not those of this app")
    for problem in connection.execute("PRAGMA integrity_check"):
        if problem != ("ok",):
            raise DamageError("its pages do not fit together")
    contents = _contents(connection, progress)
    notes = dict(connection.execute("SELECT name, value FROM note"))
    try:
        record = Record(
            parts={
                name: contents[digest]
                for name, digest in connection.execute(
                    "SELECT name, digest FROM part ORDER BY name"
                )
            },
            steps=_steps(connection, contents),
            position=int(notes["position"]),
            forgotten=int(notes["forgotten"]),
        )
        found = known(record, {content: digest for digest, content in contents.items()})
    except (KeyError, ValueError) as error:
        raise DamageError("something that it names is missing") from error
    if notes["seal"] != found.seal:
        raise DamageError("its seal is broken")
    return found


def _contents(connection: sqlite3.Connection, progress: Progress) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    rows = connection.execute("SELECT digest, packing, bytes FROM content").fetchall()
    parts = _parts(progress, [kept for _, _, kept in rows])
    for (digest, packing, kept), part in zip(rows, parts, strict=True):
        try:
            content = unpack(packing, kept, LARGEST, part)
        except ValueError as error:
            raise DamageError(str(error)) from error
        if digest_of(content) != digest:
            raise DamageError("a content is not what it was")
        found[digest] = content
    return found


def _steps(
    connection: sqlite3.Connection, contents: Mapping[str, bytes]
) -> tuple[RecordedStep, ...]:
    before: dict[int, dict[str, bytes]] = {}
    after: dict[int, dict[str, bytes]] = {}
    rows = connection.execute("SELECT step, name, before, after FROM change ORDER BY step, name")
    for number, name, old, new in rows:
        if old is not None:
            before.setdefault(number, {})[name] = contents[old]
        if new is not None:
            after.setdefault(number, {})[name] = contents[new]
    return tuple(
        RecordedStep(
            title=title,
            merge_key=merge_key,
            before=before.get(number, NOTHING),
            after=after.get(number, NOTHING),
        )
        for number, title, merge_key in connection.execute(
            "SELECT number, title, merge_key FROM step ORDER BY number"
        )
    )
