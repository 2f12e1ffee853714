"""The sliders that turn a scenario into the person's own: drivers first, then returns by group."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rebalancer.errors import RebalancerError
from rebalancer.ingest.number_style import shown
from rebalancer.simulate.driver import Driver, DriverUnit, number_text
from rebalancer.simulate.flaws import flaws
from rebalancer.simulate.mechanism import derived
from rebalancer.simulate.paths import likely_groups, shocks_of
from rebalancer.simulate.scenario import SHOCK_GROUPS, Scenario, ShockGroup
from ui.format import day, signed_percent
from ui.language import tr
from ui.models.home_style import home
from ui.views.scenarios.dial import PERCENT, Dial, Scale, scale_of
from ui.views.scenarios.pasted_returns import read_returns
from ui.views.scenarios.words import group_title, group_words, months
from ui.widgets.button import Button, Loudness
from ui.widgets.card import Card
from ui.widgets.pasting import MOST_AT_ONCE
from ui.widgets.text import Caption

TUNED = (
    ShockGroup.MEGA_CAP_TECH,
    ShockGroup.LARGE,
    ShockGroup.MID,
    ShockGroup.SMALL_QUALITY,
    ShockGroup.SMALL_OTHER,
    ShockGroup.NON_US,
    ShockGroup.BOND,
)
WIDEST = 60
"""Percent either way that a slider of a group reaches, unless its scenario goes further."""
LONGEST = 120
WORST = -99.0
BEST = 1000.0
_MOST_NAMED = 5
"""Of pasted rows that are not taken so many are named."""
_DERIVED = {
    "discount": (tr("Together a discount of"), DriverUnit.SHARE),
    "multiple_small": (tr("Together a small-cap P/E of"), DriverUnit.MULTIPLE),
}


class Tuning(QWidget):
    """A scenario as shipped, and as the person tunes it."""

    changed = Signal()
    """The person has moved something; many moves at once are told once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shipped: Scenario | None = None
        self._tuned: Scenario | None = None
        self._driver_dials: list[Dial] = []
        self.dials: Mapping[ShockGroup, Dial] = {
            group: Dial(group_title(group), _group_scale(0.0)) for group in TUNED
        }
        self.horizon = Dial(tr("Horizon"), _month_scale(LONGEST))
        self.reset = Button(tr("As shipped"), Loudness.QUIET)
        self._reasons = Card(tr("What drives it"), tr("Move a driver, and the groups follow"))
        self._derived = Caption()
        self._groups = Card(tr("Returns by group"))
        self._said = Caption()
        self._left_out = Caption()
        self._left_out.setProperty("tone", "error")
        self._left_out.hide()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.changed)
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self._reasons)
        column.addWidget(self._groups)
        self._reasons.body.addWidget(self._derived)
        self._groups.body.setSpacing(8)
        self._groups.corner.addWidget(self.reset)
        for group, dial in self.dials.items():
            dial.changed.connect(partial(self._take_group, group))
            dial.field.block_pasted.connect(partial(self.paste, group))
            self._groups.body.addWidget(dial)
        self._groups.body.addWidget(self.horizon)
        self._groups.body.addWidget(self._said)
        self._groups.body.addWidget(self._left_out)
        self.horizon.changed.connect(self._wait)
        self.reset.clicked.connect(self._go_back)

    def set_scenario(self, scenario: Scenario) -> None:
        """Show the figures of *scenario* as they were written down."""
        self._soon.stop()
        self._left_out.hide()
        self._shipped = self._tuned = scenario
        self._show_drivers(scenario.drivers)
        longest = max(LONGEST, scenario.months)
        self.horizon.set_scale(_month_scale(longest))
        self.horizon.set_value(scenario.months, scenario.months)
        for group, shock in (returns_of(scenario) or {}).items():
            if group in self.dials:
                self.dials[group].set_scale(_group_scale(shock))
        self._show_figures()

    @property
    def scenario(self) -> Scenario | None:
        """The scenario as tuned; the one that was set itself while nothing was moved."""
        return self._tuned

    @property
    def drivers(self) -> Mapping[str, Dial]:
        """The dials of the scenario's drivers, by their names."""
        drivers = () if self._tuned is None else self._tuned.drivers
        pairs = zip(drivers, self._driver_dials, strict=False)  # those left over are hidden
        return {driver.name: dial for driver, dial in pairs}

    @property
    def months(self) -> int:
        """How long it is to be played."""
        return round(self.horizon.value)

    @property
    def is_tuned(self) -> bool:
        """Whether anything differs from the scenario as it was set."""
        shipped = self._shipped
        return shipped is not None and (self._tuned is not shipped or self.months != shipped.months)

    def _show_drivers(self, drivers: Sequence[Driver]) -> None:
        """Give each of *drivers* a dial; those there are serve again: a new one takes a while."""
        for place, driver in enumerate(drivers):
            if place == len(self._driver_dials):
                self._add_driver_dial(driver)
            _show_driver(driver, self._driver_dials[place])
        for dial in self._driver_dials[len(drivers) :]:
            dial.put_away()
        self._reasons.setVisible(bool(drivers))

    def _add_driver_dial(self, driver: Driver) -> None:
        place = len(self._driver_dials)
        dial = Dial(driver.title, scale_of(driver))
        dial.changed.connect(partial(self._take_driver, place))
        self._reasons.body.insertWidget(place, dial)
        self._driver_dials.append(dial)

    def _take_driver(self, place: int) -> None:
        if self._tuned is None:
            return
        drivers = list(self._tuned.drivers)
        drivers[place] = replace(drivers[place], value=self._driver_dials[place].value)
        self._tune(replace(self._tuned, drivers=tuple(drivers)))

    def _take_group(self, group: ShockGroup) -> None:
        if self._tuned is not None:
            shocks = {**self._tuned.shocks, group: self.dials[group].value}
            self._tune(replace(self._tuned, shocks=shocks))

    def paste(self, group: ShockGroup, text: str) -> None:
        """Take returns from the clipboard: by the names of groups, or from *group* on."""
        if self._tuned is None:
            return
        pasted = read_returns(text[:MOST_AT_ONCE], TUNED[TUNED.index(group) :], home())
        shocks = {
            each: max(WORST / PERCENT, min(shock, BEST / PERCENT))
            for each, shock in pasted.shocks.items()
        }
        left_out = "; ".join(shown(each) for each in pasted.left_out[:_MOST_NAMED])
        more = len(pasted.left_out) - _MOST_NAMED
        if more > 0:
            left_out = tr("{left_out}; and {more} more", left_out=left_out, more=f"{more:,}")
        self._left_out.setText(tr("Not taken from the clipboard: {left_out}.", left_out=left_out))
        self._left_out.setVisible(bool(left_out))
        self._tune(replace(self._tuned, shocks={**self._tuned.shocks, **shocks}))

    @property
    def left_out(self) -> str:
        """What of the last paste was not taken, in a sentence; "" where all was."""
        return "" if self._left_out.isHidden() else self._left_out.text()

    def _tune(self, scenario: Scenario) -> None:
        shipped = self._shipped
        self._tuned = shipped if scenario == shipped else scenario
        self._show_figures()
        self._soon.start()

    def _wait(self) -> None:
        self._tell()
        self._soon.start()

    def _show_figures(self) -> None:
        """Show what the groups return, marked where the scenario was before it was tuned."""
        tuned, shipped = returns_of(self._tuned), returns_of(self._shipped)
        if tuned is not None and shipped is not None:
            for group, dial in self.dials.items():
                dial.set_value(tuned[group], shipped[group])
        self._tell()

    def _tell(self) -> None:
        shipped, tuned = self._shipped, self._tuned
        self.reset.setVisible(self.is_tuned)
        if shipped is None or tuned is None:
            return
        self._derived.setText(_derived_sentence(tuned))
        self._derived.setVisible(bool(self._derived.text()))
        likely = likely_groups(tuned)
        self._groups.set_subtitle(
            tr(
                "Over the scenario; the mark is its own; likely, without a figure of its own: "
                "{likely}",
                likely=_titles(likely),
            )
            if likely
            else tr("Over the scenario; the mark is its own")
        )
        rest = [
            f"{group_words(group)} {signed_percent(shock)}"
            for group, shock in (returns_of(tuned) or {}).items()
            if group not in self.dials and shock and group is not ShockGroup.UNCLASSIFIED
        ]
        said = tr("Its own horizon is {months}.", months=months(shipped.months))
        self._said.setText(
            tr("{said} Also in it: {rest}.", said=said, rest=", ".join(rest)) if rest else said
        )

    def _go_back(self) -> None:
        if self._shipped is not None:
            self.set_scenario(self._shipped)
            self.changed.emit()


def returns_of(scenario: Scenario | None) -> dict[ShockGroup, float] | None:
    """Return what every group returns; None where the scenario cannot be played."""
    if scenario is None or any(flaws(scenario)):
        return None
    try:
        shocks = shocks_of(scenario)
    except RebalancerError:  # said when it is played
        return None
    return {group: float(shock) for group, shock in zip(SHOCK_GROUPS, shocks, strict=True)}


def _show_driver(driver: Driver, dial: Dial) -> None:
    dial.set_name(driver.title)
    dial.set_scale(scale_of(driver))
    reach = tr("{low} to {high}", low=driver.text(driver.low), high=driver.text(driver.high))
    dial.set_note(f"{reach}; {driver.source} ({day(driver.as_of)})")
    dial.set_value(driver.value, driver.default)
    dial.show()


def _derived_sentence(scenario: Scenario) -> str:
    if scenario.kind is None or any(flaws(scenario)):
        return ""
    found = derived(scenario.kind, scenario.values)
    words = [(*_DERIVED[name], number) for name, number in found.items()]
    return " ".join(f"{title} {number_text(number, unit)}." for title, unit, number in words)


def _titles(groups: tuple[ShockGroup, ...]) -> str:
    return ", ".join(group_words(group) for group in groups)


def _group_scale(shock: float) -> Scale:
    """Return the scale of a group whose own return is *shock*."""
    own = round(shock * PERCENT)
    return Scale(
        suffix="\u202f%",
        factor=PERCENT,
        step=1.0,
        low=min(-WIDEST, own),
        high=max(WIDEST, own),
        limits=(WORST, BEST),
        decimals=1,
    )


def _month_scale(longest: int) -> Scale:
    return Scale(
        suffix=tr(" months"),
        factor=1.0,
        step=1.0,
        low=1.0,
        high=longest,
        limits=(1.0, longest),
        decimals=0,
    )
