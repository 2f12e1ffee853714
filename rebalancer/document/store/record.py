"""What a document says, whatever it is kept in: parts, steps, and how many of them are done."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from types import MappingProxyType

NOTHING: Mapping[str, bytes] = MappingProxyType({})
MOST_STEPS = 500
"""Older steps cannot be undone any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedStep:
    """One thing that was done, and can be undone.

    Attributes:
        title: What is undone, in the user's words.
        merge_key: Steps in a row under one key (0 or more) are one; -1 is never merged.
        before: The parts it changes, as they were; a part missing here did not exist.
        after: The same parts afterwards; a part missing here exists no more.
    """

    title: str
    merge_key: int = -1
    before: Mapping[str, bytes] = field(default_factory=dict)
    after: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parts that it changes."""
        return tuple(sorted({*self.before, *self.after}))

    def then(self, later: "RecordedStep") -> "RecordedStep":
        """Return this step and *later* as one."""
        before = {**{n: v for n, v in later.before.items() if n not in self.names}, **self.before}
        after = {**{n: v for n, v in self.after.items() if n not in later.names}, **later.after}
        return replace(later, before=before, after=after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Everything in a document.

    Attributes:
        position: So many steps are done; the rest can be done again.
        forgotten: So many older steps were there once.
    """

    parts: Mapping[str, bytes] = field(default_factory=dict)
    steps: tuple[RecordedStep, ...] = ()
    position: int = 0
    forgotten: int = 0

    def with_step(self, step: RecordedStep) -> "Record":
        """Return this record after *step*: what could be redone is gone.

        Raises:
            ValueError: The step does not start from what is there.
        """
        if any(self.parts.get(name) != step.before.get(name) for name in step.names):
            raise ValueError(f"“{step.title}” starts from other parts than there are")
        done = self.steps[: self.position]
        merges = bool(done) and step.merge_key >= 0 and done[-1].merge_key == step.merge_key
        done = (*done[:-1], done[-1].then(step)) if merges else (*done, step)
        kept = done[-MOST_STEPS:]
        return Record(
            parts=_changed(self.parts, step.names, step.after),
            steps=kept,
            position=len(kept),
            forgotten=self.forgotten + len(done) - len(kept),
        )

    def at(self, position: int) -> "Record":
        """Return this record with so many steps done.

        Raises:
            ValueError: There are not so many steps.
        """
        if not 0 <= position <= len(self.steps):
            raise ValueError(f"there are {len(self.steps)} steps, not {position}")
        parts = self.parts
        for step in reversed(self.steps[position : self.position]):
            parts = _changed(parts, step.names, step.before)
        for step in self.steps[self.position : position]:
            parts = _changed(parts, step.names, step.after)
        return replace(self, parts=parts, position=position)

    def with_parts(self, parts: Mapping[str, bytes]) -> "Record":
        """Return this record with *parts*, which no step tells of; empty ones are removed."""
        kept = {name: content for name, content in parts.items() if content}
        return replace(self, parts=_changed(self.parts, tuple(parts), kept))

    def contents(self) -> Iterator[bytes]:
        """Yield every content that a part or a step names, as often as it is named."""
        yield from self.parts.values()
        for step in self.steps:
            yield from chain(step.before.values(), step.after.values())


def _changed(
    parts: Mapping[str, bytes], names: tuple[str, ...], now: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Return *parts* with those of *names* as *now* has them, or gone."""
    others = {name: content for name, content in parts.items() if name not in names}
    return dict(sorted({**others, **now}.items()))


def digest_of(content: bytes) -> str:
    """Return what *content* is kept under."""
    return hashlib.sha256(content).hexdigest()


def seal_of(record: Record, digests: Mapping[bytes, str]) -> str:
    """Return the SHA-256 of everything in *record*; *digests* has those of its contents."""
    words: list[str] = []

    def put_parts(parts: Mapping[str, bytes]) -> None:
        words.append(str(len(parts)))
        for name in sorted(parts):
            words.extend((name, digests[parts[name]]))

    put_parts(record.parts)
    words += map(str, (record.position, record.forgotten, len(record.steps)))
    for step in record.steps:
        words.extend((step.title, str(step.merge_key)))
        put_parts(step.before)
        put_parts(step.after)
    return hashlib.sha256("".join(f"{len(word)}:{word}" for word in words).encode()).hexdigest()
