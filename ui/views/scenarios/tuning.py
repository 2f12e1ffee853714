"""The sliders that turn a scenario into the person's own."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rebalancer.simulate.options import SimulationOptions
from rebalancer.simulate.scenario import Scenario, ShockGroup
from ui.format import signed_percent
from ui.views.scenarios.words import group_title, months
from ui.widgets.button import Button, Loudness
from ui.widgets.card import Card
from ui.widgets.fields import ChoiceField, NumberField
from ui.widgets.share_slider import MarkedSlider
from ui.widgets.text import Caption, PlainLabel

TUNED = (
    ShockGroup.MEGA_CAP_TECH,
    ShockGroup.LARGE,
    ShockGroup.MID,
    ShockGroup.SMALL_QUALITY,
    ShockGroup.SMALL_OTHER,
    ShockGroup.NON_US,
    ShockGroup.BOND,
)
DEBOUNCE = 150
"""Milliseconds without a change after which the scenario is played."""
WIDEST = 60
"""Percent either way that a slider reaches, unless its scenario goes further."""
LONGEST = 120
BOTH_WAYS = "QSlider::sub-page:horizontal { background: transparent; }"
"""A slider around zero has no filled side."""
PATHS = (1_000, 5_000, 20_000)
DEFAULT_PATHS = 5_000
WORST = -99.0
BEST = 1000.0


class Dial(QWidget):
    """A number with its name, a slider and a field; the mark is what the scenario says."""

    changed = Signal()

    def __init__(self, name: str, unit: str, decimals: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = MarkedSlider()
        self.slider.setAccessibleName(name)
        self.slider.setStyleSheet(BOTH_WAYS)
        self.field = NumberField(name)
        self.field.setDecimals(decimals)
        self.field.setSuffix(unit)
        self.field.setFixedWidth(96)
        self._is_updating = False
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(PlainLabel(name), 1)
        top.addWidget(self.field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.slider)
        self.slider.valueChanged.connect(self._take_slider)
        self.field.valueChanged.connect(self._take_field)

    @property
    def value(self) -> float:
        """The number as it stands."""
        return self.field.value()

    def set_limits(self, slider: tuple[int, int], field: tuple[float, float]) -> None:
        """Say how far the slider and the field reach."""
        self._is_updating = True
        self.slider.setRange(*slider)
        self.field.setRange(*field)
        self._is_updating = False

    def set_value(self, value: float, mark: float) -> None:
        """Show *value*, and *mark* on the track, without telling anybody."""
        self._is_updating = True
        self.field.setValue(value)
        self.slider.setValue(round(value))
        self.slider.set_mark(round(mark))
        self._is_updating = False

    def _take_slider(self, value: int) -> None:
        if not self._is_updating:
            self._is_updating = True
            self.field.setValue(value)
            self._is_updating = False
            self.changed.emit()

    def _take_field(self, value: float) -> None:
        if not self._is_updating:
            self._is_updating = True
            self.slider.setValue(round(value))
            self._is_updating = False
            self.changed.emit()


class Tuning(Card):
    """A scenario as shipped, and as the person tunes it."""

    changed = Signal()
    """The person has stopped moving things for a moment."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Tune it", "Total return over the scenario; the mark is its own", parent)
        self._shipped: Scenario | None = None
        self._as_shown: dict[ShockGroup, float] = {}
        """What the fields made of the shipped figures, which may have more decimals."""
        self.dials: Mapping[ShockGroup, Dial] = {
            group: Dial(group_title(group), "\u202f%", 1) for group in TUNED
        }
        self.horizon = Dial("Horizon", " months", 0)
        self.paths = ChoiceField(
            "Number of paths", tuple((f"{count:,} paths", count) for count in PATHS)
        )
        self.paths.set_value(DEFAULT_PATHS)
        self.reset = Button("As shipped", Loudness.QUIET)
        self._said = Caption()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(DEBOUNCE)
        self._pause.timeout.connect(self.changed)
        self._lay_out_dials()

    def _lay_out_dials(self) -> None:
        self.body.setSpacing(8)
        self.corner.addWidget(self.reset)
        for dial in (*self.dials.values(), self.horizon):
            dial.changed.connect(self._wait)
            self.body.addWidget(dial)
        self.body.addWidget(self.paths)
        self.body.addWidget(self._said)
        self.paths.chosen.connect(self._wait)
        self.reset.clicked.connect(self._go_back)

    def set_scenario(self, scenario: Scenario) -> None:
        """Show the figures of *scenario* as they ship."""
        self._pause.stop()
        self._shipped = scenario
        for group, dial in self.dials.items():
            shock = scenario.shocks.get(group, 0.0) * 100
            low, high = min(-WIDEST, round(shock)), max(WIDEST, round(shock))
            dial.set_limits((low, high), (WORST, BEST))
            dial.set_value(shock, shock)
            self._as_shown[group] = dial.value
        self.horizon.set_limits((1, max(LONGEST, scenario.months)), (1, LONGEST))
        self.horizon.set_value(scenario.months, scenario.months)
        self._tell()

    @property
    def scenario(self) -> Scenario | None:
        """The scenario as tuned; the shipped one itself while nothing was changed."""
        shipped = self._shipped
        if shipped is None:
            return None
        shocks = dict(shipped.shocks)
        for group, dial in self.dials.items():
            if dial.value != self._as_shown[group]:
                shocks[group] = round(dial.value / 100, 4)
        return shipped if shocks == shipped.shocks else replace(shipped, shocks=shocks)

    @property
    def options(self) -> SimulationOptions:
        """How long and how often to play it."""
        paths = self.paths.value
        return SimulationOptions(
            paths=paths if isinstance(paths, int) else DEFAULT_PATHS,
            months=round(self.horizon.value),
        )

    @property
    def is_tuned(self) -> bool:
        """Whether anything differs from the scenario as shipped."""
        shipped = self._shipped
        if shipped is None:
            return False
        return self.scenario is not shipped or self.options.months != shipped.months

    def _wait(self) -> None:
        self._tell()
        self._pause.start()

    def _tell(self) -> None:
        shipped = self._shipped
        self.reset.setVisible(self.is_tuned)
        if shipped is None:
            return
        rest = [
            f"{group_title(group).lower()} {signed_percent(shock)}"
            for group, shock in shipped.shocks.items()
            if group not in self.dials
        ]
        said = f"Its own horizon is {months(shipped.months)}."
        self._said.setText(f"{said} Also in it: {', '.join(rest)}." if rest else said)

    def _go_back(self) -> None:
        if self._shipped is not None:
            self.set_scenario(self._shipped)
            self.changed.emit()
