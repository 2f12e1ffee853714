"""Several files make one portfolio; a file that cannot be read does not stop the others."""

from pathlib import Path

import pytest

from rebalancer.errors import RebalancerError
from rebalancer.ingest import files
from rebalancer.ingest.errors import (
    EmptyFileError,
    NoFilesError,
    TooLargeError,
    UnreadableFileError,
)
from rebalancer.ingest.files import read_content, read_file, read_files
from rebalancer.ingest.result import WarningCode
from rebalancer.market.snapshot import Snapshot
from rebalancer.progress import Cancelled

FILES = Path(__file__).parent / "files"
SCHWAB = """"Positions for account Individual ...264 as of {day}"
"Symbol","Quantity","Price","Market Value","Cost Basis"
"AAPL","{shares}","100.00","${shares}00.00","$1.00"
"Account Total","","","${shares}00.00","$1.00"
"""


def write(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def test_several_files_make_one_portfolio(snapshot: Snapshot) -> None:
    names = ["schwab_2023_single.csv", "fidelity_2023.csv", "plain.csv"]
    one_by_one = [read_file(FILES / name, snapshot) for name in names]
    together = read_files([FILES / name for name in names], snapshot)
    assert together.portfolio.total_value == sum(each.portfolio.total_value for each in one_by_one)
    assert [source.name for source in together.sources] == names
    assert len(together.warnings) == sum(len(each.warnings) for each in one_by_one)
    assert len({account.key for account in together.portfolio.accounts}) == 6


def test_a_file_that_cannot_be_read_is_listed_and_the_others_are_kept(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    empty = write(tmp_path, "empty.csv", "")
    result = read_files([empty, FILES / "plain.csv"], snapshot)
    assert len(result.portfolio.accounts) == 2
    assert [(row.file, row.line, row.reason) for row in result.skipped] == [
        ("empty.csv", 0, "“empty.csv” is empty.")
    ]
    assert (result.warnings[-1].code, result.warnings[-1].message) == (
        WarningCode.FILE_REFUSED,
        "“empty.csv” is empty. Export the positions again.",
    )


def test_where_nothing_can_be_read_the_first_reason_is_given(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    empty = write(tmp_path, "empty.csv", "")
    missing = tmp_path / "missing.csv"
    with pytest.raises(EmptyFileError):
        read_files([empty, missing], snapshot)
    with pytest.raises(UnreadableFileError, match=r"“missing.csv” could not be opened"):
        read_files([missing, empty], snapshot)
    with pytest.raises(NoFilesError):
        read_files([], snapshot)


def test_a_folder_is_no_file(snapshot: Snapshot, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_file(tmp_path, snapshot)
    assert "Check that the file is still there" in caught.value.sentence()


def test_a_file_beyond_all_measure_is_refused_before_it_is_read(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LARGEST_FILE", 10)
    with pytest.raises(TooLargeError, match="a list of holdings has less than"):
        read_file(FILES / "plain.csv", snapshot)


@pytest.mark.parametrize(
    ("days", "shares_kept", "file_kept"),
    [
        (("2026/08/20", "2026/08/21"), 3, "second.csv"),
        (("2026/08/21", "2026/08/20"), 2, "first.csv"),
        (("2026/08/21", "2026/08/21"), 3, "second.csv"),
        (("2026/08/21", "today"), 2, "first.csv"),
        (("today", "2026/08/21"), 3, "second.csv"),
        (("today", "today"), 3, "second.csv"),
    ],
)
def test_an_account_in_two_files_is_taken_from_the_later_one(
    snapshot: Snapshot,
    tmp_path: Path,
    days: tuple[str, str],
    shares_kept: int,
    file_kept: str,
) -> None:
    paths = [
        write(tmp_path, "first.csv", SCHWAB.format(day=days[0], shares=2)),
        write(tmp_path, "second.csv", SCHWAB.format(day=days[1], shares=3)),
    ]
    result = read_files(paths, snapshot)
    (account,) = result.portfolio.accounts
    assert account.positions[0].quantity == shares_kept
    dropped = next(path.name for path in paths if path.name != file_kept)
    assert [(row.file, row.line, row.reason) for row in result.skipped] == [
        (
            dropped,
            3,
            f"“Individual ...264” is in several files; it is taken from {file_kept}",
        )
    ]
    assert WarningCode.DUPLICATE_ACCOUNT in {each.code for each in result.warnings}


def test_an_account_of_pending_activity_alone_can_come_twice(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    text = "account,symbol,quantity,price\nMine,PENDING,{},1\n"
    paths = [write(tmp_path, f"{count}.csv", text.format(count)) for count in (1, 2)]
    result = read_files(paths, snapshot)
    assert result.portfolio.total_value == 2
    assert "taken from another file" in result.skipped[0].reason


def test_an_encoding_that_was_guessed_is_said(snapshot: Snapshot) -> None:
    text = "account,symbol,quantity,price,cost_basis\nZoë's Roth,VTI,1,300,1\n"
    result = read_content(text.encode("cp1252"), "file.csv", snapshot)
    assert result.portfolio.accounts[0].name == "Zoë's Roth"
    assert WarningCode.ENCODING_GUESSED in {each.code for each in result.warnings}


def test_progress_grows_to_one_over_all_files(snapshot: Snapshot) -> None:
    reports: list[float] = []

    def watch(fraction: float, note: str = "") -> None:
        reports.append(fraction)
        assert note.startswith("Read")

    read_files([FILES / "plain.csv", FILES / "schwab_2024_all.csv"], snapshot, progress=watch)
    assert reports == sorted(reports)
    assert (reports[0], reports[-1]) == (0, 1)


@pytest.mark.parametrize("name", ["Mine", '"My ""own"""'], ids=["by kind", "row by row"])
def test_a_large_file_reports_often_and_can_be_cancelled(snapshot: Snapshot, name: str) -> None:
    text = "account,symbol,quantity,price,cost_basis\n" + f"{name},VTI,1,300,250\n" * 10_000
    seen: list[float] = []

    def stop_half_way(fraction: float, note: str = "") -> None:
        seen.append(fraction)
        if fraction > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        read_content(text.encode(), "file.csv", snapshot, progress=stop_half_way)
    assert len(seen) > 3
    assert seen == sorted(seen)


def test_ten_thousand_lots_are_one_position(snapshot: Snapshot) -> None:
    text = "account,symbol,quantity,price,cost_basis\n" + "Mine,VTI,1,300,250\n" * 10_000
    (position,) = read_content(text.encode(), "file.csv", snapshot).portfolio.accounts[0].positions
    assert position.quantity == 10_000
    assert len(position.open_lots) == 10_000


def test_every_refusal_is_an_error_that_a_person_can_read(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    for content in ("", "%PDF", "a,b\n", "Date,Action,Symbol\n", "account,symbol,quantity\n"):
        with pytest.raises(RebalancerError) as caught:
            read_file(write(tmp_path, "file.csv", content), snapshot)
        assert "file.csv" in str(caught.value)
        assert caught.value.remedy
        assert caught.value.title
