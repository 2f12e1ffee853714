"""What a person said about layouts, kept in one small JSON file, private to its owner."""

import json
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Keyed
from dataclasses import dataclass
from pathlib import Path

from rebalancer.atomic import make_private_folder, write_atomically
from rebalancer.domain.account import TaxTreatment
from rebalancer.errors import RebalancerError
from rebalancer.ingest.date_style import DateStyle
from rebalancer.ingest.mapping.mapping import ROLES, Mapping, problems
from rebalancer.ingest.number_style import NumberStyle
from rebalancer.ingest.sheet import Column
from rebalancer.ingest.statement import mask_numbers

VERSION = 1
_LARGEST = 2_000_000
"""Bytes: thousands of layouts."""
_MOST_COPIES = 100


class MappingsNotSavedError(RebalancerError):
    """The system refuses to keep what was said; an older file stays as it was."""

    title = "The layout is not remembered"

    def __init__(self, refusal: RebalancerError) -> None:
        super().__init__(
            str(refusal),
            remedy="The import goes on; only next time the columns will be asked for again.",
        )


class NoMappingsError(RebalancerError):
    """A file of mappings was named that has none."""

    title = "This is not a file of layouts"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"“{path.name}” cannot be used: {reason}.",
            remedy="Name the mappings.json in which the window keeps what it was told.",
        )


@dataclass(frozen=True, slots=True)
class Remembered:
    """What was found in a file of mappings."""

    mappings: tuple[Mapping, ...] = ()
    trouble: str = ""
    """A sentence where something was wrong with the file; a copy of it is kept aside."""


def load_mappings(path: Path) -> Remembered:
    """Return what is remembered at *path*; nothing where there is no such file.

    What is damaged is left out and said, and the file as it was is kept beside the new one.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Remembered()
    except OSError as error:
        return Remembered(trouble=f"“{path}” could not be read ({error.strerror}).")
    try:
        mappings, lost = parse_mappings(content)
    except ValueError:
        mappings, lost = (), 1
    return Remembered(mappings, _set_aside(path, content) if lost else "")


def read_mappings(path: Path) -> tuple[Mapping, ...]:
    """Return the mappings that a person names on the command line.

    Raises:
        NoMappingsError: The file cannot be read, or not all of it makes sense.
    """
    try:
        mappings, lost = parse_mappings(path.read_bytes())
    except OSError as error:
        raise NoMappingsError(path, error.strerror or "it cannot be read") from error
    except ValueError as error:
        raise NoMappingsError(path, "it is not what the window writes") from error
    if lost or not mappings:
        reason = "one of its layouts makes no sense" if lost else "there is no layout in it"
        raise NoMappingsError(path, reason)
    return mappings


def save_mappings(path: Path, mappings: Sequence[Mapping]) -> None:
    """Write *mappings* to *path*, all or nothing.

    Raises:
        MappingsNotSavedError: The system refuses; an older file stays as it was.
    """
    content = {"version": VERSION, "mappings": [_as_json(mapping) for mapping in mappings]}
    text = json.dumps(content, indent=2, ensure_ascii=False)
    try:
        make_private_folder(path.parent)
        _write(path, f"{text}\n".encode())
    except RebalancerError as refusal:
        raise MappingsNotSavedError(refusal) from refusal


def with_mapping(mappings: Iterable[Mapping], new: Mapping) -> tuple[Mapping, ...]:
    """Return *mappings* with *new*, which takes the place of an older one of the same layout."""
    kept = [each for each in mappings if _layout(each) != _layout(new)]
    return (*kept, new)


def _layout(mapping: Mapping) -> tuple[str, tuple[str, ...]]:
    return mapping.delimiter, mapping.fingerprint


def parse_mappings(content: bytes) -> tuple[tuple[Mapping, ...], int]:
    """Return the mappings in a file, and how many others in it make no sense.

    Raises:
        ValueError: The file as a whole makes no sense.
    """
    if len(content) > _LARGEST:
        raise ValueError("too large")
    try:
        found = json.loads(content)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(found, dict) or not isinstance(found.get("mappings"), list):
        raise ValueError("no list of mappings")  # noqa: TRY004 - one error for all of these
    read = [_mapping(each) for each in found["mappings"]]
    mappings = tuple(mapping for mapping in read if mapping is not None)
    return mappings, len(read) - len(mappings)


def _as_json(mapping: Mapping) -> dict[str, object]:
    return {
        "name": mask_numbers(mapping.name),  # files are called so, and it is called like a file
        "headings": list(mapping.fingerprint),
        "columns": [None if role is None else role.name.lower() for role in mapping.roles],
        "delimiter": mapping.delimiter,
        "header_line": mapping.header_line,
        "numbers": mapping.numbers and mapping.numbers.value,
        "dates": mapping.dates and mapping.dates.value,
        "currency": mapping.currency,
        "account": mask_numbers(mapping.account),
        "tax_treatment": mapping.tax_treatment.value,
        "cash": list(mapping.cash_symbols),
    }


_COLUMNS = {role.name.lower(): role for role in ROLES}


def _mapping(found: object) -> Mapping | None:
    """Return one mapping, or None where it makes no sense or leaves something open."""
    if not isinstance(found, dict):
        return None
    try:
        mapping = Mapping(
            name=_text(found, "name"),
            fingerprint=_texts(found, "headings"),
            roles=tuple(_role(each) for each in _list(found, "columns")),
            delimiter=_text(found, "delimiter"),
            header_line=_number(found, "header_line"),
            numbers=NumberStyle(_text(found, "numbers")),
            dates=None if found.get("dates") is None else DateStyle(_text(found, "dates")),
            currency=_text(found, "currency"),
            account=_text(found, "account"),
            tax_treatment=TaxTreatment(_text(found, "tax_treatment")),
            cash_symbols=_texts(found, "cash"),
        )
    except (ValueError, KeyError):
        return None
    is_whole = bool(mapping.fingerprint) and len(mapping.delimiter) <= 1
    return None if problems(mapping) or not is_whole else mapping


def _text(found: Keyed[str, object], key: str) -> str:
    value = found[key]
    if not isinstance(value, str):
        raise ValueError(key)  # noqa: TRY004 - all of these mean one thing: it makes no sense
    return value


def _number(found: Keyed[str, object], key: str) -> int:
    value = found[key]
    if type(value) is not int or value < 0:
        raise ValueError(key)
    return value


def _list(found: Keyed[str, object], key: str) -> list[object]:
    value = found[key]
    if not isinstance(value, list):
        raise ValueError(key)  # noqa: TRY004 - all of these mean one thing: it makes no sense
    return value


def _texts(found: Keyed[str, object], key: str) -> tuple[str, ...]:
    return tuple(str(each) for each in _list(found, key))


def _role(found: object) -> Column | None:
    return None if found is None else _COLUMNS[str(found)]


def _set_aside(path: Path, content: bytes) -> str:
    """Keep a copy of a damaged file, and return a sentence that says where."""
    names = (f"{path.stem}-damaged-{number}{path.suffix}" for number in range(1, _MOST_COPIES))
    copy = next(
        (copy for name in names if _is_free(copy := path.with_name(name), content)),
        path.with_name(f"{path.stem}-damaged{path.suffix}"),
    )
    try:
        _write(copy, content)
    except RebalancerError:
        return f"“{path}” is damaged: layouts in it may have to be mapped again."
    return (
        f"“{path.name}” is damaged: layouts in it may have to be mapped again. "
        f"It is kept as “{copy}”."
    )


def _is_free(copy: Path, content: bytes) -> bool:
    """Whether there is nothing at *copy* yet, or the same already."""
    if not copy.exists():
        return True
    return copy.stat().st_size == len(content) and copy.read_bytes() == content


def _write(path: Path, content: bytes) -> None:
    write_atomically(path, lambda stream: stream.write(content))
