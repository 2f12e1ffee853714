"""What the window remembers between two runs: a small JSON file, private to the user."""

import json
from collections.abc import Mapping
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from PySide6.QtCore import QStandardPaths

from rebalancer.atomic import (
    NotWrittenError,
    RefusedTargetError,
    make_private_folder,
    write_atomically,
)
from ui.text_size import NORMAL, TEXT_SIZES

_LARGEST = 100_000
"""No screen is larger, and no settings file."""
_RECTANGLE = 4
_MOST_TABLES = 100
_MOST_COLUMNS = 100
_LONGEST_TITLE = 100


class SchemeChoice(StrEnum):
    """Which colours the person wants."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class TableLayout(NamedTuple):
    """What a person made of a table's columns, which are known by their titles.

    Attributes:
        order: From left to right; () is as they came.
        widths: In pixels; a column that is not there is as wide as its cells.
        sort: The column that the rows are sorted by; "" is none.
        then: What equal rows are sorted by; each with whether it descends.
    """

    order: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    widths: Mapping[str, int] = MappingProxyType({})
    sort: str = ""
    descends: bool = False
    then: tuple[tuple[str, bool], ...] = ()


class Settings(NamedTuple):
    """Everything that is remembered, with what holds before anything is."""

    scheme: SchemeChoice = SchemeChoice.SYSTEM
    geometry: tuple[int, int, int, int] | None = None
    """Left, top, width, height of the window; None until it was closed once."""
    is_maximized: bool = False
    folder: str = ""
    """Where files were last opened."""
    text_percent: int = NORMAL
    """How large text is, one of ``TEXT_SIZES``."""
    has_seen_guide: bool = False
    """Whether the way round the window was shown, to the end or not."""
    asks_yahoo: bool = False
    """Whether symbols may be sent to Yahoo without asking again."""
    tables: Mapping[str, TableLayout] = MappingProxyType({})
    """By the name of the table."""


def settings_path() -> Path:
    """Return where the settings of this user are kept on this platform."""
    place = QStandardPaths.StandardLocation.GenericConfigLocation
    return Path(QStandardPaths.writableLocation(place)) / "rebalancer" / "settings.json"


def load_settings(path: Path) -> Settings:
    """Return what is remembered at *path*; what is missing or damaged counts as not remembered."""
    try:
        if path.stat().st_size > _LARGEST:
            return Settings()
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return Settings()
    if not isinstance(found, dict):
        return Settings()
    return Settings(
        scheme=_scheme(found.get("scheme")),
        geometry=_rectangle(found.get("geometry")),
        is_maximized=found.get("is_maximized") is True,
        folder=_text(found.get("folder")),
        text_percent=_text_size(found.get("text_percent")),
        has_seen_guide=found.get("has_seen_guide") is True,
        asks_yahoo=found.get("asks_yahoo") is True,
        tables=_tables(found.get("tables")),
    )


def save_settings(path: Path, settings: Settings) -> bool:
    """Remember *settings* at *path*, all or nothing; return whether that could be done.

    A window that cannot remember its size is no reason to disturb anybody: a full disk or a
    read-only home leaves the older file as it was.
    """
    tables = {
        name: layout._asdict() | {"widths": dict(layout.widths)}
        for name, layout in settings.tables.items()
    }
    content = json.dumps(settings._asdict() | {"tables": tables}, indent=2).encode()
    with suppress(NotWrittenError, RefusedTargetError):
        make_private_folder(path.parent)
        write_atomically(path, lambda stream: stream.write(content))
        return True
    return False


def _scheme(found: object) -> SchemeChoice:
    return next((each for each in SchemeChoice if each == found), SchemeChoice.SYSTEM)


def _rectangle(found: Any) -> tuple[int, int, int, int] | None:  # noqa: ANN401 - it is unread JSON
    if not isinstance(found, list) or len(found) != _RECTANGLE:
        return None
    if not all(type(each) is int and abs(each) <= _LARGEST for each in found):
        return None
    left, top, width, height = found
    return (left, top, width, height) if width > 0 and height > 0 else None


def _text_size(found: object) -> int:
    return found if type(found) is int and found in TEXT_SIZES else NORMAL


def _text(found: object) -> str:
    return found if isinstance(found, str) else ""


def _tables(found: object) -> dict[str, TableLayout]:
    if not isinstance(found, dict) or len(found) > _MOST_TABLES:
        return {}
    return {
        name: _layout(layout)
        for name, layout in found.items()
        if len(name) <= _LONGEST_TITLE and isinstance(layout, dict)
    }


def _layout(found: dict[str, object]) -> TableLayout:
    widths = found.get("widths")
    return TableLayout(
        order=_titles(found.get("order")),
        hidden=_titles(found.get("hidden")),
        widths={
            title: width
            for title, width in (widths if isinstance(widths, dict) else {}).items()
            if type(width) is int and 0 < width <= _LARGEST and title in _titles([title])
        },
        sort=next(iter(_titles([found.get("sort")])), ""),
        descends=found.get("descends") is True,
        then=_further_sorts(found.get("then")),
    )


def _further_sorts(found: object) -> tuple[tuple[str, bool], ...]:
    pairs = found if isinstance(found, list) and len(found) <= _MOST_COLUMNS else []
    return tuple(
        (title, each[1])
        for each in pairs
        if isinstance(each, list) and len(each) == len(("title", "descends"))
        for title in _titles(each[:1])
        if type(each[1]) is bool
    )


def _titles(found: object) -> tuple[str, ...]:
    if not isinstance(found, list) or len(found) > _MOST_COLUMNS:
        return ()
    return tuple(each for each in found if isinstance(each, str) and len(each) <= _LONGEST_TITLE)
