"""The list of scenarios, and the story of the one that is picked."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QListWidget, QListWidgetItem, QWidget

from rebalancer.errors import RebalancerError
from rebalancer.simulate.scenario import Scenario
from rebalancer.simulate.scenario_files import SUFFIX, parse_scenario, write_scenario
from ui.models.table import tooltip_html
from ui.views.scenarios.words import months
from ui.widgets.button import Button, Loudness
from ui.widgets.card import Card
from ui.widgets.text import PlainLabel

ROW_HEIGHT = 28
LIST_HEIGHT = 9 * ROW_HEIGHT
FILES = f"Scenario (*{SUFFIX})"


class ScenarioFileLostError(RebalancerError):
    """A scenario file could not be read or written."""

    title = "The scenario file is out of reach"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"“{path.name}”: {reason}.", remedy="Choose another folder or file name.")


class Choice(Card):
    """Every scenario by its title."""

    picked = Signal(object)
    """The ``Scenario`` that the person picked."""
    failed = Signal(Exception)

    def __init__(self, scenarios: Sequence[Scenario], parent: QWidget | None = None) -> None:
        super().__init__("Scenarios", "", parent)
        self._scenarios: list[Scenario] = []
        self.list = QListWidget()
        self.list.setAccessibleName("Scenarios")
        self.list.setFixedHeight(LIST_HEIGHT)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._open = Button("Open\u2026", Loudness.QUIET)
        self._open.setToolTip("Add a scenario that was saved before")
        self._open.clicked.connect(self._ask_for_file)
        self.corner.addWidget(self._open)
        self.body.addWidget(self.list)
        for scenario in scenarios:
            self._add(scenario)
        self.list.currentRowChanged.connect(self._pick)

    def pick(self, number: int) -> None:
        """Pick the scenario in row *number*."""
        self.list.setCurrentRow(number)

    def open(self, path: Path) -> None:
        """Add the scenario in the file at *path*, and pick it.

        Raises:
            RebalancerError: The file cannot be read, or is not a scenario.
        """
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ScenarioFileLostError(path, "it cannot be read as a text file") from error
        self._add(parse_scenario(text, path.name))
        self.pick(len(self._scenarios) - 1)

    def _add(self, scenario: Scenario) -> None:
        self._scenarios.append(scenario)
        item = QListWidgetItem(scenario.title)
        item.setSizeHint(QSize(0, ROW_HEIGHT))
        item.setToolTip(tooltip_html(scenario.summary) or "")
        self.list.addItem(item)
        self.set_subtitle(f"{len(self._scenarios)} stories with figures and sources")

    def _pick(self, number: int) -> None:
        if 0 <= number < len(self._scenarios):
            self.picked.emit(self._scenarios[number])

    def _ask_for_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Open a scenario", "", FILES)
        if not name:
            return
        try:
            self.open(Path(name))
        except RebalancerError as error:
            self.failed.emit(error)


class Story(Card):
    """What a scenario says."""

    save_requested = Signal(object)
    """The person wants the scenario as tuned at this ``Path``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "", parent)
        self.summary = PlainLabel(wraps=True)
        self._save = Button("Save\u2026", Loudness.QUIET)
        self._save.setToolTip("Save the scenario as tuned, to open it another time")
        self._save.clicked.connect(self._ask_for_place)
        self.corner.addWidget(self._save)
        self.body.setSpacing(4)
        self.summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(self.summary)

    def show_scenario(self, scenario: Scenario, *, is_tuned: bool) -> None:
        """Tell the story of *scenario*."""
        self.set_title(f"{scenario.title}{', as you tuned it' if is_tuned else ''}")
        self.summary.setText(f"{scenario.summary} It takes {months(scenario.months)}.")

    def _ask_for_place(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Save the scenario", f"scenario{SUFFIX}", FILES)
        if name:
            path = Path(name)
            self.save_requested.emit(path if path.suffix else path.with_suffix(SUFFIX))


def save(scenario: Scenario, path: Path) -> None:
    """Write *scenario* to *path*.

    Raises:
        ScenarioFileLostError: The file cannot be written.
    """
    try:
        path.write_text(write_scenario(scenario), encoding="utf-8")
    except OSError as error:
        raise ScenarioFileLostError(path, error.strerror or str(error)) from error
