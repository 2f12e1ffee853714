"""What was said about layouts survives, and a damaged file costs nothing that could be saved."""

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from rebalancer.ingest.date_style import DateStyle
from rebalancer.ingest.mapping.file import (
    MappingsNotSavedError,
    NoMappingsError,
    Remembered,
    load_mappings,
    read_mappings,
    save_mappings,
    with_mapping,
)
from rebalancer.ingest.mapping.mapping import Mapping
from rebalancer.ingest.mapping.reader import label_parts
from rebalancer.ingest.number_style import NumberStyle
from rebalancer.ingest.sheet import Column

BANK = Mapping(
    name="My bank",
    fingerprint=("wkn", "wert", "x"),
    roles=(Column.SYMBOL, Column.VALUE, None),
    delimiter=";",
    numbers=NumberStyle.POINT_COMMA,
    dates=DateStyle.DOTTED,
    account="Depot",
)
OTHER = Mapping(
    name="Other", fingerprint=("a", "b"), roles=(Column.SYMBOL, Column.VALUE), dates=None
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "mappings.json"


def test_what_is_saved_comes_back(path: Path) -> None:
    assert load_mappings(path) == Remembered()

    save_mappings(path, (BANK, OTHER))
    save_mappings(path, (BANK, OTHER))

    assert load_mappings(path) == Remembered((BANK, OTHER))
    assert read_mappings(path) == (BANK, OTHER)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["mappings.json"]


@pytest.mark.parametrize(
    ("called", "kept"),
    [
        ("Portfolio_Positions_Z12345678", "Portfolio_Positions_...5678"),
        ("Joint 1234-5678", "Joint ...5678"),
        ("98765432", "...5432"),
        ("Konto_123456 (2)", "Konto_...3456 (2)"),
        ("positions-2026-08-21", "positions-2026-08-21"),
        ("Positions_20260821", "Positions_20260821"),
        ("My 401k", "My 401k"),
    ],
)
def test_no_account_number_is_kept_of_a_file_that_is_called_like_one(
    path: Path, called: str, kept: str
) -> None:
    save_mappings(path, (replace(BANK, name=called, account=called),))
    assert load_mappings(path) == Remembered((replace(BANK, name=kept, account=kept),))
    assert label_parts(kept) == label_parts(called) or "_" in called


def test_a_layout_is_remembered_once() -> None:
    newer = Mapping(name="Newer", fingerprint=BANK.fingerprint, roles=BANK.roles, delimiter=";")
    assert with_mapping((BANK, OTHER), newer) == (OTHER, newer)


@pytest.mark.parametrize(
    "content", [b"{", b"[]", b"{}", b"\xff", b"[" * 100_000, b" " * 3_000_000, b'{"mappings": 1}']
)
def test_a_damaged_file_is_said_and_kept_aside(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)

    for _ in range(2):
        found = load_mappings(path)
        assert found.mappings == ()
        assert "“mappings.json” is damaged" in found.trouble

    assert (path.parent / "mappings-damaged-1.json").read_bytes() == content
    assert len(list(path.parent.iterdir())) == 2
    path.write_bytes(b"{ again")
    assert "mappings-damaged-2.json" in load_mappings(path).trouble


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", 1),
        ("name", ""),
        ("headings", "x"),
        ("headings", []),
        ("columns", ["symbol", "level"]),
        ("columns", ["symbol"]),
        ("delimiter", ";;"),
        ("header_line", "1"),
        ("header_line", -1),
        ("numbers", None),
        ("numbers", "1 234"),
        ("dates", "YYYY"),
        ("tax_treatment", "free"),
    ],
)
def test_what_makes_no_sense_is_left_out_and_the_rest_is_kept(
    path: Path, key: str, value: object
) -> None:
    save_mappings(path, (BANK, OTHER))
    content = json.loads(path.read_text())
    content["mappings"][0][key] = value
    path.write_text(json.dumps(content))

    found = load_mappings(path)

    assert found.mappings == (OTHER,)
    assert "is damaged" in found.trouble
    with pytest.raises(NoMappingsError, match="makes no sense"):
        read_mappings(path)


def test_an_entry_that_is_no_mapping_is_left_out(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"mappings": [7, {}]}')
    assert load_mappings(path).mappings == ()


def test_what_cannot_be_read_is_said(path: Path) -> None:
    path.mkdir(parents=True)
    assert "could not be read" in load_mappings(path).trouble
    with pytest.raises(NoMappingsError, match="cannot be used"):
        read_mappings(path)


def test_a_damaged_file_that_cannot_be_copied_is_said_too(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.parent.mkdir()
    path.write_bytes(b"{")
    monkeypatch.setattr("os.fsync", _refuse)
    assert load_mappings(path).trouble.endswith("may have to be mapped again.")


def test_a_refusal_to_write_leaves_the_older_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_mappings(path, (BANK,))
    monkeypatch.setattr("os.fsync", _refuse)
    with pytest.raises(MappingsNotSavedError, match="not enough room"):
        save_mappings(path, (OTHER,))
    assert load_mappings(path).mappings == (BANK,)
    assert len(list(path.parent.iterdir())) == 1


def test_the_command_line_wants_a_file_of_mappings(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("x")
    with pytest.raises(NoMappingsError, match="not what the window writes"):
        read_mappings(path)
    path.write_text('{"mappings": []}')
    with pytest.raises(NoMappingsError, match="no layout"):
        read_mappings(path)


def _refuse(_: int) -> None:
    raise OSError(28, "the disk is full")
