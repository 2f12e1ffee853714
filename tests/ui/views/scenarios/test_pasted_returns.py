"""Returns by group are pasted from a spreadsheet: by name or in turn, as percentages or shares."""

from PySide6.QtGui import QGuiApplication, QKeySequence
from pytestqt.qtbot import QtBot

from rebalancer.ingest.number_style import NumberStyle
from rebalancer.ingest.pasted import Home
from rebalancer.simulate.scenario import ShockGroup
from rebalancer.simulate.scenario_files import shipped_scenarios
from ui.theme import Theme
from ui.views.scenarios.pasted_returns import read_returns
from ui.views.scenarios.tuning import TUNED, Tuning
from ui.views.scenarios.words import group_title

MEGA, LARGE, MID = TUNED[:3]
GERMAN = Home(numbers=NumberStyle.POINT_COMMA)


def test_a_row_names_its_group_and_a_bare_column_goes_down_the_list() -> None:
    named = read_returns(
        f"Group\tReturn\n{group_title(MID)}\t-20,5 %\nEurope\t5 %\n{group_title(MEGA)}\tnone\n",
        TUNED,
        GERMAN,
    )
    assert named.shocks == {MID: -0.205}
    assert named.left_out == ("Europe 5 %", f"{group_title(MEGA)} none")

    in_turn = read_returns("\u221220\n5\n", TUNED[1:], Home())
    assert in_turn.shocks == {LARGE: -0.2, MID: 0.05}
    assert read_returns("0.05\n-1\n", TUNED, Home()).shocks == {MEGA: 0.05, LARGE: -1.0}
    assert read_returns("1.2.3\n5 %", TUNED, Home()).shocks == {MEGA: 0.05}
    assert read_returns("1\n2", (ShockGroup.BOND,), Home()).left_out == ("2",)


def test_a_column_is_pasted_over_the_dials_from_the_one_that_has_the_focus(
    qtbot: QtBot, theme: Theme
) -> None:
    tuning = Tuning()
    qtbot.addWidget(tuning)
    tuning.paste(MEGA, "1\n2")  # there is no scenario yet
    tuning.set_scenario(next(iter(shipped_scenarios().values())))
    before = tuning.scenario
    QGuiApplication.clipboard().setText("-10%\n2000%\n")

    with qtbot.waitSignal(tuning.changed):
        qtbot.keySequence(tuning.dials[LARGE].field, QKeySequence.StandardKey.Paste)

    assert tuning.scenario is not None
    assert tuning.scenario.shocks[LARGE] == -0.1
    assert tuning.scenario.shocks[MID] == 10.0
    assert tuning.left_out == ""
    tuning.paste(LARGE, "Europe\t5 %\n")
    assert tuning.left_out == "Not taken from the clipboard: Europe 5 %."
    tuning.paste(LARGE, "".join(f"Land {n}\t5 %\n" for n in range(100_000)))
    assert tuning.left_out.startswith("Not taken from the clipboard: Land 0 5 %; Land 1 5 %; ")
    assert len(tuning.left_out) < 200
    tuning.reset.click()
    assert tuning.left_out == ""
    assert tuning.scenario == before
