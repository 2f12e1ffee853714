"""The page that plays scenarios on the household."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rebalancer.errors import RebalancerError
from rebalancer.simulate.flaws import flaws
from rebalancer.simulate.options import SimulationOptions, check_options
from rebalancer.simulate.result import ScenarioResult
from rebalancer.simulate.scenario import Scenario
from rebalancer.simulate.scenario_files import shipped_scenarios
from ui.charts.plot import Chart
from ui.format import dollars, percent
from ui.language import tr
from ui.overriding import override
from ui.session import Session
from ui.state.lab import SCENARIO, Own
from ui.theme import Theme
from ui.turns import Soon, Turns
from ui.views.scenarios.choice import Choice, Story, save
from ui.views.scenarios.comparison import Comparison
from ui.views.scenarios.contributions import Contributions
from ui.views.scenarios.crossing import Crossing
from ui.views.scenarios.outcome import Answers, Doubts, Ends, Paths
from ui.views.scenarios.playing import Playing
from ui.views.scenarios.tuning import Tuning
from ui.views.scenarios.words import changes_nothing, months, ordered
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.inline_message import Tone
from ui.widgets.page import Page
from ui.widgets.rail import PageName
from ui.widgets.two_columns import TwoColumns

SIDE_WIDTH = 296
WAITING = tr(
    "What comes of it is shown here in a moment. The first simulation after installing takes some "
    "seconds, in which it is made ready for this processor; later ones take a blink."
)


CALLED_OFF = tr("The simulation was called off. It can be run again, or another scenario picked.")


class ScenariosPage(Page):
    """What could happen to me, as I am and as I would be?"""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Scenarios"), parent)
        self._session = session
        self.choice = Choice(ordered(shipped_scenarios().values()))
        self.tuning = Tuning()
        self.playing = Playing()
        self.story = Story()
        self.answers = Answers()
        self.paths = Paths(theme)
        self.contributions = Contributions(theme)
        self.ends = Ends()
        self.crossing = Crossing(theme)
        self.comparison = Comparison(theme)
        self.doubts = Doubts()
        self._parts = (
            self.answers,
            self.ends,
            self.contributions,
            self.comparison,
            self.doubts,
        )
        self.waiting = Card(tr("Being simulated"), WAITING)
        self._results = QWidget()
        self._again = Button(tr("Simulate it"))
        self._to_plan = Button(tr("Make a plan"))
        self._under_way = 0
        """How many simulations have been started and have not ended."""
        self._is_behind = False
        """Whether something was moved since the last one was started."""
        self._turns = Turns(self)
        self._chosen, self._shown = Soon(self, self._take_choice), Soon(self, self._play_first)
        self._rest_of: ScenarioResult | None = None
        """Of which result everything but the fan is shown, or being shown."""
        self._fill()
        self._connect()
        self._take_own(session.lab.own)
        self._take_household()

    def _fill(self) -> None:
        self.corner.addWidget(self._to_plan)
        self.waiting.corner.addWidget(self._again)
        self._again.hide()
        columns = TwoColumns(self.body, width=SIDE_WIDTH)
        self.content.addWidget(columns, 1)
        _fill_lines(columns.narrow, (self.choice, self.tuning, self.playing))
        _fill_lines(columns.wide, (self.story, self.waiting, self._results))
        figures = (self.answers, self.paths, self.ends, self.contributions, self.crossing)
        results = QVBoxLayout(self._results)
        results.setContentsMargins(0, 0, 0, 0)
        _fill_lines(results, (*figures, self.comparison, self.doubts))
        self._results.hide()
        self.bleed()
        self.offer_import(
            tr("What could happen to me?"),
            tr(
                "Here you will see where your household may end up if the rotation goes on, "
                "stalls or turns around: as it is, and as it would be after a plan, on the same "
                "thousands of paths. It takes one positions file from your broker."
            ),
        )

    def _connect(self) -> None:
        session = self._session
        self.choice.picked.connect(self._chosen.ask)
        self.choice.opened.connect(self._keep_opened)
        self.choice.failed.connect(session.failed)
        self.story.save_requested.connect(self.save_scenario)
        self.story.failed.connect(session.failed)
        self.story.keep_requested.connect(self.keep_scenario)
        self.story.delete_requested.connect(self._discard)
        self.tuning.changed.connect(self._follow)
        self.playing.changed.connect(self._follow)
        self.comparison.chosen.connect(self._compare)
        self._to_plan.clicked.connect(self._ask_for_plan)
        self._again.clicked.connect(self._play)
        for chart in self.findChildren(Chart):
            chart.failed.connect(session.failed)
        session.measured_changed.connect(self._take_household)
        session.plan_changed.connect(self._take_household)
        session.scenario_changed.connect(self._take_result)
        session.settled.connect(self._settle)
        session.lab.own_changed.connect(self._take_own)
        session.lab.compared_changed.connect(self.comparison.show_compared)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._shown.ask()

    @property
    def options(self) -> SimulationOptions:
        """How the scenario is to be played."""
        return self.playing.options(self.tuning.months)

    # A person's own scenarios

    def save_scenario(self, path: Path) -> None:
        """Write the scenario as tuned to *path*."""
        scenario = self.tuning.scenario
        if scenario is None:
            return
        try:
            save(scenario, path)
        except RebalancerError as error:
            self._session.failed.emit(error)

    @property
    @override
    def is_settled(self) -> bool:
        is_asked = self._chosen.is_asked or self._shown.is_asked
        return not self._under_way and self._turns.are_over and not is_asked

    def keep_scenario(self, title: str) -> None:
        """Keep the scenario as tuned among the person's own, and pick it."""
        scenario = self.tuning.scenario
        if scenario is not None:
            self.choice.pick_key(self._session.lab.keep(scenario, title).key)

    def _keep_opened(self, scenario: Scenario) -> None:
        self.choice.pick_key(self._session.lab.keep(scenario, scenario.title).key)

    def _discard(self) -> None:
        if self.choice.current is not None:
            self._session.lab.discard(self.choice.current)

    def _take_own(self, own: Own) -> None:
        self.choice.show_own(own)
        self.comparison.offer(self.choice.scenarios)

    # Playing

    def _take_household(self) -> None:
        if self._session.measured is None:
            self._show_results(are_there=False)
            self.show_empty()
            return
        self._to_plan.setVisible(self._session.plan is None)
        self.show_content()
        if self.choice.list.currentRow() < 0:
            self.choice.pick(0)

    def _take_choice(self) -> None:
        if self.choice.current is not None:
            self.tuning.set_scenario(self.choice.current)
            self._play()

    def _follow(self) -> None:
        """Play what was moved; while a simulation runs, only the latest move is played after it."""
        if self._under_way:
            self._is_behind = True
            self._check()
        else:
            self._play()

    def _settle(self, kind: str) -> None:
        if kind == SCENARIO:
            self._under_way -= 1
            if self._is_behind and not self._under_way:
                self._play()
            self._show_waiting()

    def _show_waiting(self) -> None:
        """Say that it is simulated, or that it is not and can be: a person called it off."""
        is_off = not self._under_way
        self.waiting.set_title(tr("Not simulated") if is_off else tr("Being simulated"))
        self.waiting.set_subtitle(CALLED_OFF if is_off else WAITING)
        self._again.setVisible(is_off)

    def _play(self) -> None:
        """Play the scenario as tuned, if somebody is looking."""
        scenario = self.tuning.scenario
        if scenario is None or self._session.measured is None:
            return
        self._is_behind = False
        self.story.show_scenario(
            scenario, is_tuned=self.tuning.is_tuned, is_own=self.choice.is_own(scenario)
        )
        if self._check() and self.isVisible():
            self._under_way += 1
            self._show_waiting()
            self._session.run_scenario(scenario, self.options)

    def _play_first(self) -> None:
        """Play what is chosen where nothing was played yet: the page came into sight."""
        if self._session.scenario is None:
            self._play()

    def _check(self) -> bool:
        """Return whether the figures can be played; if not, say which cannot."""
        scenario = self.tuning.scenario
        problem = ""
        if scenario is not None:
            problem = next((f"“{field}” {what}." for field, what in flaws(scenario)), "")
            try:
                check_options(self.options, self.options.months or scenario.months)
            except RebalancerError as error:
                problem = problem or error.sentence()
        if problem:
            self.message.show_message(
                tr("This cannot be played: {problem}", problem=problem), Tone.WARNING
            )
        else:
            self.message.clear()
        return not problem

    def _take_result(self, result: ScenarioResult | None) -> None:
        if result is None:
            self._rest_of = None
            self._play()
            return
        were_there = self._results.isVisible()
        self._show_results(are_there=True)
        self.set_answer(_answer(result))
        self.paths.show_result(result)
        if were_there:  # whoever drags a dial follows the fan; else a page is laid out first
            self.paths.chart.show_at_once()
        self._show_rest()

    def _show_results(self, *, are_there: bool) -> None:
        self.waiting.setVisible(not are_there)
        self._results.setVisible(are_there)

    def _show_rest(self) -> None:
        """Show part by part what may come a moment after the fan; of a newer result, after that."""
        if self._turns.are_over and self._rest_of is not self._session.scenario:
            self._rest_of = self._session.scenario
            parts = (partial(self._show_in, part.show_result) for part in self._parts)
            self._turns.add(*parts, self._show_plan, self._show_rest)

    def _show_in(self, show: Callable[[ScenarioResult], object]) -> None:
        result = self._session.scenario
        if result is not None:
            show(result)

    def _show_plan(self) -> None:
        """Show what the plan does, and another scenario beside this one."""
        result = self._session.scenario
        if result is None:
            return
        self.crossing.setVisible(self._session.plan is not None)
        if self._session.measured is not None and self._session.plan is not None:
            self.crossing.show_plan(self._session.measured.exposures, self._session.plan, result)
        if self.comparison.scenario is not None:
            self._compare(self.comparison.scenario)

    def _compare(self, scenario: Scenario | None) -> None:
        """Play *scenario* beside the main one, for its own months and with the same habits."""
        session = self._session
        played = None if scenario is None else (scenario, self.playing.options(scenario.months))
        session.lab.compare(session.measured, session.plan, played)

    def _ask_for_plan(self) -> None:
        self.page_requested.emit(PageName.REBALANCE)


def _fill_lines(lines: QVBoxLayout, parts: Sequence[QWidget]) -> None:
    """Put *parts* one below the other."""
    lines.setSpacing(16)
    for part in parts:
        lines.addWidget(part)
    lines.addStretch(1)


def _answer(result: ScenarioResult) -> str:
    now, later = result.current, result.planned
    title, middle, when = result.scenario.title, dollars(now.median), months(result.months)
    if later is None:
        return tr(
            "In “{title}” the median is {middle} after {when} as you are. There is no plan yet to "
            "compare with.",
            title=title,
            middle=middle,
            when=when,
        )
    if changes_nothing(result):
        return tr(
            "In “{title}” the median is {middle} after {when}; the plan changes nothing.",
            title=title,
            middle=middle,
            when=when,
        )
    return tr(
        "In “{title}” the median is {middle} after {when} as you are and {median} after the plan; "
        "rotating beats staying on {chance_of_rotating} of the paths, after tax.",
        title=title,
        middle=middle,
        when=when,
        median=dollars(later.median),
        chance_of_rotating=percent(result.chance_of_rotating, 0),
    )
