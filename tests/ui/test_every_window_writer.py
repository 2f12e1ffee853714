"""Whatever the window writes is whole or not at all, and a refusal says where and what to do."""

import csv
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from rebalancer.errors import RebalancerError
from rebalancer.simulate.scenario_files import shipped_scenarios
from tests.faults.every_call import goes_past_the_door, goes_through_the_door
from tests.faults.refusing_disk import (
    OLD,
    REASONS,
    STEPS,
    Write,
    broken_at,
    contents,
    old_files,
)
from tests.rebalancer.export.household import household, imported_from, plan_for
from tests.rebalancer.export.test_safety import PAYLOADS, hostile
from ui.charts.export import ChartTable, picture_of, save_csv, save_png, save_svg, vectors_of
from ui.charts.scale import Unit
from ui.document.recent import Recent
from ui.report.contents import paper_of, report_on
from ui.report.pdf import Paper, write_pdf
from ui.settings import Settings, save_settings
from ui.views.scenarios.choice import save

TABLE = ChartTable(
    headers=("Name", "Share"),
    rows=(("=1+1", 0.5), ("half \ud800 pair", None)),
    units=(Unit(on_axis=lambda value, _: f"{value}", exact=str),) * 2,
)


def save_report(folder: Path) -> None:
    paper = Paper(title="Report", creator="Rebalancer", footer="")
    write_pdf(folder / "a.pdf", QTextDocument("=1+1"), paper)


def keep_recent(folder: Path) -> None:
    recent = Recent(folder / "recent.json")
    recent.add(folder)
    recent.keep()


WRITERS: dict[str, tuple[str, Write]] = {
    "picture": ("ui/charts/export.py", lambda at: save_png(picture_of(QLabel("a")), at / "a.png")),
    "vectors": (
        "ui/charts/export.py",
        lambda at: save_svg(vectors_of(QLabel("a"), "A"), at / "a.svg"),
    ),
    "table": ("ui/charts/export.py", lambda at: save_csv(TABLE, at / "a.csv")),
    "report": ("ui/report/pdf.py", save_report),
    "scenario": (
        "ui/views/scenarios/choice.py",
        lambda at: save(shipped_scenarios()["reversal"], at / "a.toml"),
    ),
    "recent": ("ui/document/recent.py", keep_recent),
    "settings": ("ui/settings.py", lambda at: save_settings(at / "a.json", Settings())),
}
"""What writes a file, with its module."""
SILENT = {"recent", "settings"}
"""A window that cannot remember its size or what was open disturbs nobody."""

OTHERWISE = {"ui/diagnosis.py": "keeps a file open that a crash is written to"}


def test_every_module_of_the_window_that_writes_is_here() -> None:
    assert goes_through_the_door("ui") == {module for module, _ in WRITERS.values()}
    assert goes_past_the_door("ui") == set(OTHERWISE)


@pytest.mark.parametrize("name", WRITERS)
def test_a_refusal_leaves_what_was_there(
    name: str, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, write = WRITERS[name]
    before = old_files(write, tmp_path)
    for step, number in product(STEPS, REASONS):
        with broken_at(step, number, monkeypatch):
            if name in SILENT:
                write(tmp_path)
            else:
                with pytest.raises(RebalancerError) as caught:
                    write(tmp_path)
                assert str(tmp_path / next(iter(before))) in str(caught.value)
                assert caught.value.remedy
        assert contents(tmp_path) == before, (step, number)
    write(tmp_path)
    assert OLD not in contents(tmp_path).values()


@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
def test_no_cell_of_a_chart_becomes_a_formula(payload: str, tmp_path: Path) -> None:
    table = replace(TABLE, headers=(payload, "Share"), rows=((payload, -0.5),))
    save_csv(table, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        (header, _), (text, number) = csv.reader(file)
    assert number == "-0.5"
    for cell in (header, text):
        assert not cell.lstrip().startswith(("=", "+", "-", "@"))


def test_no_text_of_the_report_becomes_a_link_or_a_command(qtbot: QtBot, tmp_path: Path) -> None:
    payload = '<a href="http://x.test/y">=1+1</a> http://x.test/y\x00\ud800'
    plan, imported = hostile(plan_for(household()), imported_from(household()), payload)
    document = report_on(plan, imported, ())
    assert "http://x.test/y" in document.toPlainText()
    write_pdf(tmp_path / "a.pdf", document, paper_of(plan))
    content = (tmp_path / "a.pdf").read_bytes()
    for word in (b"/URI", b"/Link", b"/Launch", b"/JavaScript"):
        assert word not in content
