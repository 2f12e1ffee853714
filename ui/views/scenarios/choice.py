"""The list of scenarios, and the story of the one that is picked."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from rebalancer.atomic import write_atomically
from rebalancer.errors import RebalancerError
from rebalancer.simulate.scenario import Scenario
from rebalancer.simulate.scenario_files import SUFFIX, parse_scenario, write_scenario
from rebalancer.toml_text import read_text
from ui.language import tr
from ui.models.tips import tooltip_html
from ui.text_size import hold, scaled
from ui.views.scenarios.words import months
from ui.widgets.button import Button, Loudness
from ui.widgets.card import Card
from ui.widgets.save_place import save_to
from ui.widgets.spoken import call, explain
from ui.widgets.text import PlainLabel

ROW_HEIGHT = 28
LIST_HEIGHT = 9 * ROW_HEIGHT
LONGEST_NAME = 80
FILES = tr("Scenario (*{suffix})", suffix=SUFFIX)


class ScenarioFileLostError(RebalancerError):
    """A scenario file could not be read."""

    title = tr("The scenario file is out of reach")

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"“{path.name}”: {reason}.", remedy=tr("Choose another folder or file name.")
        )


class Choice(Card):
    """Every scenario by its title: those that ship, then the person's own."""

    picked = Signal(object)
    """The ``Scenario`` that the person picked."""
    opened = Signal(object)
    """A ``Scenario`` that was read from a file."""
    failed = Signal(Exception)

    def __init__(self, scenarios: Sequence[Scenario], parent: QWidget | None = None) -> None:
        super().__init__(tr("Scenarios"), "", parent)
        self._shipped = tuple(scenarios)
        self._scenarios: tuple[Scenario, ...] = ()
        self.list = QListWidget()
        call(self.list, tr("Scenarios"))
        hold(self.list, height=LIST_HEIGHT)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._open = Button(tr("Open\u2026"), Loudness.QUIET)
        explain(self._open, tr("Add a scenario from a file to your own"))
        self._open.clicked.connect(self._ask_for_file)
        self.corner.addWidget(self._open)
        self.body.addWidget(self.list)
        self.list.currentRowChanged.connect(self._pick)
        self.show_own(())

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """Everything in the list, in its order."""
        return self._scenarios

    @property
    def current(self) -> Scenario | None:
        """The scenario that is picked, as it was written down."""
        row = self.list.currentRow()
        return self._scenarios[row] if 0 <= row < len(self._scenarios) else None

    def show_own(self, own: Sequence[Scenario]) -> None:
        """List the person's *own* scenarios after the shipped ones; what is picked stays so."""
        before = self.current
        self.list.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.list.clear()
        self._scenarios = (*self._shipped, *own)
        for scenario in self._scenarios:
            is_own = scenario not in self._shipped
            title = tr("{scenario} (yours)", scenario=scenario.title) if is_own else scenario.title
            item = QListWidgetItem(title)
            item.setSizeHint(QSize(0, scaled(ROW_HEIGHT)))
            item.setToolTip(tooltip_html(scenario.summary) or "")
            self.list.addItem(item)
        row = self._row_of(before)
        self.list.setCurrentRow(row)
        self.list.blockSignals(False)  # noqa: FBT003 - Qt's own signature
        said = tr("{count} stories with figures and sources", count=len(self._scenarios))
        self.set_subtitle(
            tr("{said}, {count} of them yours", said=said, count=len(own)) if own else said
        )
        if before is not None and self.current != before:
            self._pick(max(row, 0))

    def follow_text_size(self) -> None:
        """Make the lines as high as their text."""
        for row in range(self.list.count()):
            self.list.item(row).setSizeHint(QSize(0, scaled(ROW_HEIGHT)))

    def is_own(self, scenario: Scenario) -> bool:
        """Whether *scenario* is one of the person's own."""
        return any(scenario.key == each.key for each in self._scenarios[len(self._shipped) :])

    def pick(self, number: int) -> None:
        """Pick the scenario in row *number*."""
        self.list.setCurrentRow(number)

    def pick_key(self, key: str) -> None:
        """Pick the scenario called *key*."""
        keys = [scenario.key for scenario in self._scenarios]
        if key in keys:
            self.pick(keys.index(key))

    def open(self, path: Path) -> None:
        """Hand on the scenario in the file at *path*.

        Raises:
            RebalancerError: The file cannot be read, or is not a scenario.
        """
        try:
            text = read_text(path)
        except (OSError, UnicodeDecodeError) as error:
            raise ScenarioFileLostError(path, tr("it cannot be read as a text file")) from error
        self.opened.emit(parse_scenario(text, path.name))

    def _row_of(self, scenario: Scenario | None) -> int:
        """Return where *scenario*, or one of its key, is now; the first where it is gone."""
        if scenario is None:
            return -1
        keys = [each.key for each in self._scenarios]
        return keys.index(scenario.key) if scenario.key in keys else 0

    def _pick(self, number: int) -> None:
        if 0 <= number < len(self._scenarios):
            self.picked.emit(self._scenarios[number])

    def _ask_for_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, tr("Open a scenario"), "", FILES)
        if not name:
            return
        try:
            self.open(Path(name))
        except RebalancerError as error:
            self.failed.emit(error)


class Story(Card):
    """What a scenario says, and what can be done with it."""

    keep_requested = Signal(str)
    """The person wants to keep the scenario as tuned under this title."""
    delete_requested = Signal()
    """The person wants to remove this scenario of theirs."""
    save_requested = Signal(object)
    """The person wants the scenario as tuned in the file at this ``Path``."""
    failed = Signal(Exception)
    """The scenario cannot be saved there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "", parent)
        self.summary = PlainLabel(wraps=True)
        self.name = QLineEdit()
        self.keep = Button(tr("Save\u2026"), Loudness.QUIET)
        self.delete = Button(tr("Delete"), Loudness.QUIET)
        self._to_file = Button(tr("Save to a file\u2026"), Loudness.QUIET)
        self._confirm = Button(tr("Save"))
        self._cancel = Button(tr("Cancel"), Loudness.QUIET)
        self._naming = QWidget()
        self._suggestion = ""
        self._lay_out()
        self.keep.clicked.connect(self._ask_for_name)
        self.delete.clicked.connect(self._ask_to_delete)
        self._to_file.clicked.connect(self._ask_for_place)
        self._confirm.clicked.connect(self._take_name)
        self.name.returnPressed.connect(self._take_name)
        self._cancel.clicked.connect(self._naming.hide)

    def _lay_out(self) -> None:
        explain(self.keep, tr("Keep the scenario as tuned among your own; can be undone"))
        explain(self.delete, tr("Remove this scenario of yours; can be undone"))
        explain(self._to_file, tr("Save the scenario as tuned to a file, for others or a script"))
        for button in (self.keep, self._to_file, self.delete):
            self.corner.addWidget(button)
        call(self.name, tr("Name of your scenario"))
        self.name.setPlaceholderText(tr("Name of your scenario"))
        self.name.setMaxLength(LONGEST_NAME)
        row = QHBoxLayout(self._naming)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.name, 1)
        row.addWidget(self._confirm)
        row.addWidget(self._cancel)
        self._naming.hide()
        self.body.setSpacing(8)
        self.summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(self.summary)
        self.body.addWidget(self._naming)

    def show_scenario(self, scenario: Scenario, *, is_tuned: bool, is_own: bool) -> None:
        """Tell the story of *scenario*."""
        self.set_title(
            tr("{scenario}, as you tuned it", scenario=scenario.title)
            if is_tuned
            else scenario.title
        )
        self.summary.setText(
            tr(
                "{summary} It takes {months}.",
                summary=scenario.summary,
                months=months(scenario.months),
            )
        )
        self.delete.setVisible(is_own)
        self._suggestion = (
            scenario.title if is_own else tr("{scenario}, mine", scenario=scenario.title)
        )

    def _ask_for_name(self) -> None:
        self.name.setText(self._suggestion)
        self._naming.show()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()

    def _take_name(self) -> None:
        title = self.name.text().strip()
        if title:
            self._naming.hide()
            self.keep_requested.emit(title)

    def _ask_to_delete(self) -> None:
        self.delete_requested.emit()

    def _ask_for_place(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, tr("Save the scenario"), f"scenario{SUFFIX}", FILES
        )
        save_to(name, SUFFIX, self.save_requested.emit, self.failed.emit)


def save(scenario: Scenario, path: Path) -> None:
    """Write *scenario* to *path*.

    Raises:
        RebalancerError: The file cannot be written; an older one stays as it was.
    """
    content = write_scenario(scenario).encode()
    write_atomically(path, lambda stream: stream.write(content))
