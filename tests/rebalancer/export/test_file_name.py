"""Every title gives a file name that every system accepts."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalancer.export.file_name import LONGEST_NAME, suggest_name

DAY = date(2026, 8, 24)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Trades Smith household", "Trades Smith household 2026-08-24.xlsx"),
        ("../../etc/passwd", "etc passwd 2026-08-24.xlsx"),
        ("C:\\Windows\\x", "C Windows x 2026-08-24.xlsx"),
        ("CON.txt", "CON txt 2026-08-24.xlsx"),
        ("-rf", "rf 2026-08-24.xlsx"),
        (".hidden", "hidden 2026-08-24.xlsx"),
        ("Cafe\u0301\x00\n\u202e", "Café 2026-08-24.xlsx"),
        ("", "Trades 2026-08-24.xlsx"),
        ("...", "Trades 2026-08-24.xlsx"),
    ],
)
def test_a_suggested_name_is_plain(title: str, name: str) -> None:
    assert suggest_name(title, DAY) == name


@given(st.text(max_size=300), st.sampled_from([".xlsx", ".csv"]))
def test_a_suggested_name_stays_in_its_folder(title: str, suffix: str) -> None:
    name = suggest_name(title, DAY, suffix)
    assert Path("/folder", name).resolve().parent == Path("/folder")
    assert len(name.encode()) <= LONGEST_NAME
    assert name.isprintable()
    assert name[0] not in " .-"
    assert name.endswith(f" 2026-08-24{suffix}")
