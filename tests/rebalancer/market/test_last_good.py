"""The last good figures on disk: private, whole, and read with suspicion."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalancer.atomic import NotWrittenError
from rebalancer.market.answers import Bar, Reason, Split, Topic
from rebalancer.market.last_good import FILE_NAME, load_refresh, save_refresh
from rebalancer.market.refresh import Attempt, Refresh, Refused, TopHoldingsCheck
from rebalancer.market.snapshot import CompanyFacts, Quote

DAY = date(2026, 11, 24)
WHOLE = Refresh(
    quotes={"AAPL": Quote(price=Decimal("306.12"), as_of=DAY, source="Yahoo", is_settled=False)},
    companies={
        "AAPL": CompanyFacts(company_value=4500.0, sector="", as_of=DAY, source="Yahoo"),
        "MSFT": CompanyFacts(company_value=None, sector="Energy", as_of=DAY, source="Yahoo"),
    },
    checks={"SPY": TopHoldingsCheck(symbol="SPY", as_of=DAY, lines=(("AAPL", 0.07, 0.06),))},
    sessions={"IWM": (Bar(DAY, 240.0, 239.5),)},
    splits={"AAPL": (Split(DAY, 4.0),)},
    attempt=Attempt(
        at=datetime(2026, 11, 24, 21, 0, 1, tzinfo=UTC),
        asked=3,
        fresh=("AAPL",),
        refused=(Refused(symbol="X", topic=Topic.PRICE, reason=Reason.JUMP, seen="9 USD"),),
    ),
    pause_until=datetime(2026, 11, 24, 21, 5, tzinfo=UTC),
    complaints=2,
)


def content(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    return found


def test_what_is_kept_comes_back_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "private" / "quotes"
    save_refresh(folder, WHOLE)

    assert load_refresh(folder) == WHOLE
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / FILE_NAME).stat().st_mode & 0o777 == 0o600
    save_refresh(folder, Refresh())
    assert load_refresh(folder) == Refresh()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")

    with pytest.raises(NotWrittenError):
        save_refresh(tmp_path / "file", WHOLE)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"format": 2}', "\xff", "[" * 100_000, "null"])
def test_a_damaged_file_counts_as_never_fetched(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_bytes(text.encode("latin-1"))

    assert load_refresh(tmp_path) == Refresh()


def test_no_file_and_an_enormous_one_count_as_never_fetched(tmp_path: Path) -> None:
    assert load_refresh(tmp_path) == Refresh()
    with (tmp_path / FILE_NAME).open("wb") as file:
        file.truncate(20_000_001)
    assert load_refresh(tmp_path) == Refresh()


@given(cut=st.integers(min_value=0, max_value=1200))
def test_a_file_cut_anywhere_is_whole_or_nothing(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    folder = tmp_path_factory.mktemp("quotes")
    save_refresh(folder, WHOLE)
    path = folder / FILE_NAME
    path.write_bytes(path.read_bytes()[:cut])

    assert load_refresh(folder) in (Refresh(), WHOLE)


@pytest.mark.parametrize(
    ("table", "entry"),
    [
        ("quotes", ["NaN", "2026-11-24", "Yahoo", True]),
        ("quotes", ["-1", "2026-11-24", "Yahoo", True]),
        ("quotes", ["1e400", "2026-11-24", "Yahoo", True]),
        ("quotes", ["many", "2026-11-24", "Yahoo", True]),
        ("quotes", [5, 6]),
        ("quotes", None),
        ("companies", [-1.0, "", "2026-11-24", "Yahoo"]),
        ("companies", ["much", "", "2026-11-24", "Yahoo"]),
        ("checks", ["2026-11-24", [["AAPL", "x", 0.1]]]),
        ("sessions", [["2026-11-24", 1.0]]),
        ("splits", {"a": 1}),
    ],
)
def test_an_entry_that_makes_no_sense_is_left_out_and_the_others_stay(
    tmp_path: Path, table: str, entry: object
) -> None:
    save_refresh(tmp_path, WHOLE)
    found = content(tmp_path)
    found[table]["EVIL"] = entry
    (tmp_path / FILE_NAME).write_text(json.dumps(found), encoding="utf-8")

    assert load_refresh(tmp_path) == WHOLE


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("quotes", [], ("quotes", {})),
        ("attempt", {"at": "2026-11-24"}, ("attempt", None)),
        ("attempt", {"at": "2026-11-24T10:00:00"}, ("attempt", None)),
        ("pause_until", "soon", ("pause_until", None)),
        ("complaints", -1, ("complaints", 0)),
        ("complaints", True, ("complaints", 0)),
    ],
)
def test_every_other_part_stands_for_itself(
    tmp_path: Path, name: str, value: object, expected: tuple[str, object]
) -> None:
    save_refresh(tmp_path, WHOLE)
    found = {**content(tmp_path), name: value}
    (tmp_path / FILE_NAME).write_text(json.dumps(found), encoding="utf-8")
    loaded = load_refresh(tmp_path)

    assert getattr(loaded, expected[0]) == expected[1]
    assert loaded.companies == WHOLE.companies
