"""What is kept of a household, as parts: each is canonical bytes that change only with its value.

A part is one JSON object: its format, its version and its value. Where nothing is unknown to an
older or newer app, equal values are written as equal bytes, so that what did not change is kept
once, however often something else does.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final, Generic, TypeAlias, TypeVar, get_args

import msgspec

from rebalancer.classify.classification import Classification
from rebalancer.document.decisions import DEFAULT_DECISIONS, Decisions
from rebalancer.document.household import encode, from_slices, slices_of
from rebalancer.errors import RebalancerError
from rebalancer.ingest import result
from rebalancer.ingest.fix import Fix
from rebalancer.ingest.result import ImportResult, SkippedRow, SourceFile
from rebalancer.market.fund_holdings import FundHoldings
from rebalancer.market.refresh import Refresh
from rebalancer.progress import Progress, Share, silent
from rebalancer.rebalance.approval import Approval
from rebalancer.rebalance.policy.policy import Policy

HOLDINGS: Final = "holdings"
_VERSION = 1
_FIXES: Mapping[str, type[Fix]] = {kind.action: kind for kind in get_args(Fix)}

Parts: TypeAlias = Mapping[str, bytes]
"""Bytes by the name of the part; what is None in the content has no part."""
_Value = TypeVar("_Value")
_Written = TypeVar("_Written")


class DamagedContentError(RebalancerError):
    """A part of a saved household makes no sense."""

    title = "The household cannot be read"

    def __init__(self, part: str, problem: str) -> None:
        super().__init__(
            f"The {part.replace('_', ' ')} of the saved household cannot be read: {problem}.",
            remedy="Restore a back-up, or import the files again.",
        )
        self.part = part


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What is kept of a household: what its files say, and what was decided about it.

    Attributes:
        as_read: Before any decision; None while there is no household.
        is_sample: Whether it is the one that ships with the app.
        kept: What plans were made for that a person compares others with, by their names.
    """

    as_read: ImportResult | None = None
    is_sample: bool = False
    decisions: Decisions = DEFAULT_DECISIONS
    kept: Mapping[str, Policy] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to be kept."""
        return self == Content()

    def with_parts(
        self, parts: Mapping[str, bytes | None], progress: Progress = silent
    ) -> "Content":
        """Return the same with *parts* instead of those of their names; None is what has no part.

        Raises:
            DamagedContentError: A part makes no sense.
            Cancelled: *progress* no longer wants it.
        """
        content = self
        for number, (name, written) in enumerate(parts.items()):
            part = _PARTS.get(name)
            if part is None:
                continue  # a newer app keeps more; it stays in the file as it is
            share = Share.of(progress, number, len(parts))
            value = None if written is None else part.read(name, written, share)
            content = part.put(content, value)
        return content


@dataclass(frozen=True, slots=True, kw_only=True)
class _WrittenImport:
    is_sample: bool = False
    sources: tuple[SourceFile, ...] = ()
    skipped: tuple[SkippedRow, ...] = ()
    warnings: tuple[result.ImportWarning, ...] = ()
    unmapped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _WrittenHoldings(_WrittenImport):
    accounts: tuple[msgspec.Raw, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _WrittenFix:
    action: str
    fix: msgspec.Raw


@dataclass(frozen=True, slots=True, kw_only=True)
class _Envelope:
    part: str
    version: int
    value: msgspec.Raw


_Held: TypeAlias = tuple[ImportResult, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part(Generic[_Value, _Written]):
    """One part: where its value stands in the content, and what it is as plain values."""

    get: Callable[[Content], _Value | None]
    put: Callable[[Content, _Value | None], Content]
    write: Callable[[_Value], Iterable[bytes]]
    """Returns canonical JSON in pieces: a large household is copied once, when they are joined."""
    back: Callable[[_Written, Progress], _Value]
    kind: Any

    def written(self, name: str, value: _Value) -> bytes:
        """Return *value* as canonical bytes."""
        head, foot = b'{"part":%b,"value":' % encode(name), b',"version":%d}' % _VERSION
        return b"".join((head, *self.write(value), foot))

    def read(self, name: str, written: bytes, progress: Progress) -> _Value:
        """Return the value that *written* holds.

        Raises:
            DamagedContentError: It holds something else.
            Cancelled: *progress* no longer wants it.
        """
        progress(0.0)
        try:
            value = msgspec.json.decode(_opened(name, written), type=self.kind)
            return self.back(value, progress)
        except (msgspec.MsgspecError, RebalancerError, RecursionError, ValueError) as error:
            raise DamagedContentError(name, str(error).rstrip(".")) from error


def _opened(name: str, written: bytes) -> msgspec.Raw:
    """Return what is in the envelope of the part *name*."""
    envelope = msgspec.json.decode(written, type=_Envelope)
    if (envelope.part, envelope.version) != (name, _VERSION):
        raise ValueError(f"it is {envelope.part} of version {envelope.version}")
    return envelope.value


def _held(content: Content) -> _Held | None:
    return None if content.as_read is None else (content.as_read, content.is_sample)


def _hold(content: Content, held: _Held | None) -> Content:
    as_read, is_sample = held or (None, False)
    return replace(content, as_read=as_read, is_sample=is_sample)


def _write_holdings(held: _Held) -> Iterator[bytes]:
    as_read, is_sample = held
    besides = _WrittenImport(
        is_sample=is_sample,
        sources=as_read.sources,
        skipped=as_read.skipped,
        warnings=as_read.warnings,
        unmapped=tuple(map(str, as_read.unmapped)),
    )
    yield b'{"accounts":['
    for number, account in enumerate(slices_of(as_read.portfolio)):
        yield b"," if number else b""
        yield account
    yield b"]," + encode(besides).removeprefix(b"{")


def _read_holdings(written: _WrittenHoldings, progress: Progress) -> _Held:
    as_read = ImportResult(
        portfolio=from_slices(written.accounts, progress),
        sources=written.sources,
        skipped=written.skipped,
        warnings=written.warnings,
        unmapped=tuple(map(Path, written.unmapped)),
    )
    return as_read, written.is_sample


def _write_fixes(fixes: tuple[Fix, ...]) -> Iterator[bytes]:
    yield encode(
        tuple(_WrittenFix(action=fix.action, fix=msgspec.Raw(encode(fix))) for fix in fixes)
    )


def _read_fixes(written: tuple[_WrittenFix, ...], _: Progress) -> tuple[Fix, ...]:
    return tuple(_read_fix(each) for each in written)


def _read_fix(written: _WrittenFix) -> Fix:
    kind = _FIXES.get(written.action)
    if kind is None:
        raise ValueError(f"“{written.action}” is no fix that is known here")
    return msgspec.json.decode(written.fix, type=kind)


def _decision(
    name: str,
    kind: Any,  # noqa: ANN401 - whatever msgspec takes for a type
    write: Callable[[Any], Iterable[bytes]] | None = None,
    back: Callable[[Any, Progress], object] | None = None,
) -> _Part[Any, Any]:
    """Return the part of one field of the decisions; where there is no part, its default holds."""
    default = next(each.default for each in fields(Decisions) if each.name == name)

    def put(content: Content, value: object) -> Content:
        decided: dict[str, Any] = {name: default if value is None else value}
        return replace(content, decisions=replace(content.decisions, **decided))

    return _Part(
        get=lambda content: getattr(content.decisions, name),
        put=put,
        write=write or _at_once,
        back=back or _as_it_is,
        kind=kind,
    )


def _at_once(value: object) -> Iterator[bytes]:
    yield encode(value)


def _as_it_is(value: object, _: Progress) -> object:
    return value


_PARTS: Mapping[str, _Part[Any, Any]] = {
    HOLDINGS: _Part(
        get=_held, put=_hold, write=_write_holdings, back=_read_holdings, kind=_WrittenHoldings
    ),
    "policy": _decision("policy", Policy),
    "fixes": _decision("fixes", tuple[_WrittenFix, ...], _write_fixes, _read_fixes),
    "classification": _decision("classification", Classification),
    "fund_holdings": _decision("fund_holdings", tuple[FundHoldings, ...]),
    "valued_at": _decision("valued_at", Refresh),
    "approval": _decision("approval", Approval),
    "kept_plans": _Part(
        get=lambda content: content.kept or None,
        put=lambda content, kept: replace(content, kept=kept or {}),
        write=_at_once,
        back=_as_it_is,
        kind=dict[str, Policy],
    ),
}
PART_NAMES: Final = tuple(_PARTS)


def read_content(parts: Parts, progress: Progress = silent) -> Content:
    """Return the content that was written as *parts*.

    Raises:
        DamagedContentError: A part makes no sense.
        Cancelled: *progress* no longer wants it.
    """
    return Content().with_parts(parts, progress)


class ContentWriter:
    """Writes content as parts; what is the same value as the last time is not written again."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[object, bytes]] = {}

    def know(self, content: Content, parts: Parts) -> None:
        """Take it that *content* was read from *parts*, as which it is written again."""
        for name, part in _PARTS.items():
            if name in parts:
                self._last[name] = part.get(content), parts[name]

    def parts_of(self, content: Content) -> dict[str, bytes]:
        """Return *content* as parts, canonical."""
        parts: dict[str, bytes] = {}
        for name, part in _PARTS.items():
            value = part.get(content)
            if value is not None:
                parts[name] = self._written(name, part, value)
        return parts

    def _written(self, name: str, part: _Part[Any, Any], value: object) -> bytes:
        known, written = self._last.get(name, (None, b""))
        if not _is_same(known, value):
            written = part.written(name, value)
            self._last[name] = value, written
        return written


def _is_same(known: object, value: object) -> bool:
    """Whether two values are one object, or two tuples of the same objects."""
    if isinstance(known, tuple) and isinstance(value, tuple) and len(known) == len(value):
        return all(mine is other for mine, other in zip(known, value, strict=True))
    return known is value
