"""The window remembers its place; a damaged memory is no reason to fail."""

import json
import stat
from pathlib import Path

import pytest

from ui.settings import (
    SchemeChoice,
    Settings,
    TableLayout,
    load_settings,
    save_settings,
    settings_path,
)


def test_what_was_saved_is_remembered(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.json"
    settings = Settings(
        scheme=SchemeChoice.DARK, geometry=(10, 20, 1280, 800), is_maximized=True, folder="/x"
    )

    save_settings(path, settings)

    assert load_settings(path) == settings


def test_the_file_is_private_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"

    save_settings(path, Settings())
    save_settings(path, Settings(folder="/again"))

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[1, 2]",
        b"null",
        b"\xff\xfe\x00",
        b"[" * 50_000,
        b'"' + b"x" * 200_000 + b'"',
        b'{"scheme": "neon", "geometry": "wide", "is_maximized": "yes", "folder": 3}',
        b'{"scheme": 1, "geometry": [1, 2, 3], "folder": null}',
        b'{"geometry": [0, 0, 0, -5]}',
        b'{"geometry": [0, 0, 1e9, 800]}',
        b'{"geometry": [true, 0, 1280, 800]}',
        b'{"tables": ["Positions"]}',
        b'{"tables": {"Positions": 3}}',
    ],
)
def test_a_damaged_file_counts_as_not_there(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)

    assert load_settings(path) == Settings()


def test_the_rest_of_a_partly_damaged_file_still_counts(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"scheme": "dark", "geometry": "wide"}), encoding="utf-8")

    assert load_settings(path) == Settings(scheme=SchemeChoice.DARK)


def test_a_place_that_cannot_be_written_disturbs_nobody(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder", encoding="utf-8")

    save_settings(in_the_way / "settings.json", Settings())
    save_settings(tmp_path, Settings())

    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]


def test_settings_live_where_the_platform_keeps_them() -> None:
    assert settings_path().parts[-2:] == ("rebalancer", "settings.json")


def test_what_is_remembered_of_tables_is_checked_like_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    layout = TableLayout(order=("B", "A"), hidden=("C",), widths={"A": 90}, sort="B", descends=True)
    save_settings(path, Settings(tables={"Positions": layout}))
    assert load_settings(path).tables == {"Positions": layout}

    damaged = {"order": "AB", "hidden": [3, "C"], "widths": {"A": -4, "B": True}, "sort": 7}
    path.write_text(json.dumps({"tables": {"Positions": damaged}}), encoding="utf-8")
    assert load_settings(path).tables == {"Positions": TableLayout(hidden=("C",))}
